"""Addresses of notices."""

from django.urls import path

from nghisu.notices import views

urlpatterns = [path("", views.notice_list, name="notice_list")]
