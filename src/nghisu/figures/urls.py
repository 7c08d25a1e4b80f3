"""Addresses of figures."""

from django.urls import path

from nghisu.figures import views

urlpatterns = [
    path("", views.figure_list, name="figure_list"),
    path("chot/<str:code>/<str:quarter>/", views.quarter_close, name="quarter_close"),
]
