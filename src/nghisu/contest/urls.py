"""Addresses of contests and of their judges."""

from django.urls import path

from nghisu.contest.views import judging, running

urlpatterns = [
    path("", running.contest_list, name="contest_list"),
    path("moi/", running.contest_new, name="contest_new"),
    path("cham/<uuid:pk>/", judging.judge_entry, name="judge_entry"),
    path("cham/<uuid:pk>/tep/", judging.judge_file, name="judge_file"),
    path("<uuid:pk>/", running.contest_detail, name="contest_detail"),
    path("<uuid:pk>/tac-pham/", running.contest_entries, name="contest_entries"),
    path("<uuid:pk>/gui/", running.contest_enter, name="contest_enter"),
    path("<uuid:pk>/cham/", judging.judge_list, name="judge_list"),
    path("<uuid:pk>/cham/cam-ket/", judging.judge_declare, name="judge_declare"),
    path("<uuid:pk>/chung-nhan/<uuid:entry_pk>/", running.contest_certificate, name="contest_certificate"),
    path("<uuid:pk>/<slug:slug>/", running.contest_step, name="contest_step"),
]
