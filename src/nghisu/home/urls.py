"""Addresses of the first screen."""

from django.urls import path

from nghisu.home.views import awaiting

urlpatterns = [path("", awaiting.awaiting, name="home")]
