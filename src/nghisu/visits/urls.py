"""Addresses of working visits."""

from django.urls import path

from nghisu.visits.views import carrying, following, lists

urlpatterns = [
    path("", lists.visit_list, name="visit_list"),
    path("moi/", lists.visit_new, name="visit_new"),
    path("ke-hoach/<uuid:pk>/<int:year>/", lists.visit_plan, name="visit_plan"),
    path("<uuid:pk>/", carrying.visit_detail, name="visit_detail"),
    path("<uuid:pk>/sua/", lists.visit_change, name="visit_change"),
    path("<uuid:pk>/tai-bien-ban/", carrying.visit_minutes, name="visit_minutes"),
    path("<uuid:pk>/theo-doi/", following.visit_follow, name="visit_follow"),
    path(
        "<uuid:pk>/cau-hoi/<uuid:question_pk>/<slug:slug>/",
        following.visit_question,
        name="visit_question",
    ),
    path(
        "<uuid:pk>/cam-ket/<uuid:commitment_pk>/<slug:slug>/",
        following.visit_commitment,
        name="visit_commitment",
    ),
    path("<uuid:pk>/<slug:slug>/", carrying.visit_step, name="visit_step"),
]
