"""Addresses of the first screen."""

from django.urls import path

from nghisu.home import views

urlpatterns = [path("", views.awaiting, name="home")]
