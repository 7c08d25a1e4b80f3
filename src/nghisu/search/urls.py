"""Addresses of search."""

from django.urls import path

from nghisu.search import views

urlpatterns = [
    path("", views.search, name="search"),
    path("nhanh/", views.search_quick, name="search_quick"),
]
