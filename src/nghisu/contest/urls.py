"""Addresses of contests and of their judges."""

from django.urls import path

from nghisu.contest.views import entries, judging, preparing, running

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
    # before the launch
    path("<uuid:pk>/sua/", preparing.contest_change, name="contest_change"),
    path("<uuid:pk>/loai/moi/", preparing.contest_category_new, name="contest_category_new"),
    path("<uuid:pk>/loai/<uuid:category_pk>/", preparing.contest_category, name="contest_category"),
    path(
        "<uuid:pk>/loai/<uuid:category_pk>/bo/",
        preparing.contest_category_remove,
        name="contest_category_remove",
    ),
    # entries, judges, papers
    path("<uuid:pk>/tac-pham/<uuid:entry_pk>/", entries.contest_entry, name="contest_entry"),
    path("<uuid:pk>/tac-pham/<uuid:entry_pk>/tep/", entries.contest_entry_file, name="contest_entry_file"),
    path("<uuid:pk>/tac-pham/<uuid:entry_pk>/rut/", entries.contest_withdraw, name="contest_withdraw"),
    path("<uuid:pk>/giam-khao/<uuid:judge_pk>/thoi/", entries.contest_release, name="contest_release"),
    path("<uuid:pk>/bien-ban/", entries.contest_minutes, name="contest_minutes"),
    path("<uuid:pk>/danh-sach-giai/", entries.contest_winners, name="contest_winners"),
    path("<uuid:pk>/<slug:slug>/", running.contest_step, name="contest_step"),
]
