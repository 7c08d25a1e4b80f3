"""Addresses of the member's corner."""

from django.urls import path

from nghisu.corner import views

urlpatterns = [
    path("", views.feed_list, name="feed_list"),
    path("tao/", views.feed_make, name="feed_make"),
    path("<uuid:pk>/thu-hoi/", views.feed_withdraw, name="feed_withdraw"),
    path("<slug:secret>.ics", views.feed, name="feed_ics"),
]
