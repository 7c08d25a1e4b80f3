"""Addresses of what every page has, and of the page that shows all components."""

from django.urls import path

from nghisu.kit import views

urlpatterns = [
    path("giao-dien/", views.set_theme, name="set_theme"),
    path("kit/", views.components, name="components"),
]
