"""Addresses of inspection and supervision."""

from django.urls import path

from nghisu.inspection.views import carrying, lists

urlpatterns = [
    path("", lists.inspection_list, name="inspection_list"),
    path("moi/", lists.inspection_programme_new, name="inspection_programme_new"),
    path("chuong-trinh/<uuid:pk>/", lists.inspection_programme, name="inspection_programme"),
    path("chuong-trinh/<uuid:pk>/them/", lists.inspection_add, name="inspection_add"),
    path("chuong-trinh/<uuid:pk>/thong-qua/", lists.inspection_adopt, name="inspection_adopt"),
    path("<uuid:pk>/", carrying.inspection_detail, name="inspection_detail"),
    path("<uuid:pk>/cam-ket/", carrying.inspection_declare, name="inspection_declare"),
    path("<uuid:pk>/bien-ban/<uuid:minutes_pk>/", carrying.inspection_minutes, name="inspection_minutes"),
    path("<uuid:pk>/<slug:slug>/", carrying.inspection_step, name="inspection_step"),
]
