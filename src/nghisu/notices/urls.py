"""Addresses of notices."""

from django.urls import path

from nghisu.notices import views

urlpatterns = [
    path("", views.notice_list, name="notice_list"),
    path("so-dem.json", views.notice_count, name="notice_count"),
    path("cai-dat/", views.notice_settings, name="notice_settings"),
    path("thiet-bi/", views.notice_device, name="notice_device"),
    path("thiet-bi/<uuid:pk>/go/", views.notice_device_remove, name="notice_device_remove"),
    path("thoi-gui-thu/<str:token>/", views.no_more_mail, name="no_more_mail"),
]
