"""Address of search."""

from django.urls import path

from nghisu.search import views

urlpatterns = [path("", views.search, name="search")]
