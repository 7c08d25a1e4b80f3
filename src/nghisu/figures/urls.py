"""Addresses of figures."""

from django.urls import path

from nghisu.figures import api, views

urlpatterns = [
    path("", views.figure_list, name="figure_list"),
    path("chi-tieu/", views.figure_definitions, name="figure_definitions"),
    path("chot/<str:code>/<str:quarter>/", views.quarter_close, name="quarter_close"),
    path("cua/<slug:kind>/<str:key>/<slug:code>/", views.count_detail, name="count_detail"),
    path("<str:unit>/<str:quarter>/<slug:code>/", views.figure_detail, name="figure_detail"),
    path("<str:unit>/<str:quarter>/<slug:code>/nguon/", views.figure_roots, name="figure_roots"),
]
api_patterns = [
    path("figures/", api.api_definitions, name="api_definitions"),
    path("figures/of/<slug:kind>/<str:key>/", api.api_counts, name="api_counts"),
    path("figures/of/<slug:kind>/<str:key>/<slug:code>/", api.api_count, name="api_count"),
    path("figures/<str:unit>/<str:quarter>/", api.api_figures, name="api_figures"),
    path("figures/<str:unit>/<str:quarter>/<slug:code>/", api.api_figure, name="api_figure"),
]
