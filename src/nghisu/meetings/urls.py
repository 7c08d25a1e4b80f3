"""Addresses of meetings."""

from django.urls import path

from nghisu.meetings import imports, views

__all__ = ["imports", "urlpatterns"]  # the import of points registers itself

urlpatterns = [
    path("", views.meeting_list, name="meeting_list"),
    path("moi/", views.meeting_new, name="meeting_new"),
    path("<uuid:pk>/", views.meeting_detail, name="meeting_detail"),
    path("<uuid:pk>/sua/", views.meeting_edit, name="meeting_edit"),
    path("<uuid:pk>/buoc/", views.meeting_step, name="meeting_step"),
    path("<uuid:pk>/noi-dung/moi/", views.item_new, name="item_new"),
    path("<uuid:pk>/tai-lieu/moi/", views.paper_new, name="paper_new"),
    path("<uuid:pk>/tai-lieu/<uuid:paper_pk>/", views.paper_detail, name="paper_detail"),
    path("<uuid:pk>/trieu-tap/", views.meeting_summon, name="meeting_summon"),
    path("<uuid:pk>/tra-loi/<uuid:summons_pk>/", views.meeting_answer, name="meeting_answer"),
    path("<uuid:pk>/lich.ics", views.meeting_calendar, name="meeting_calendar"),
    path("<uuid:pk>/diem-cau/", views.point_board, name="point_board"),
    path("<uuid:pk>/diem-cau/<uuid:point_pk>/", views.point_detail, name="point_detail"),
    path("<uuid:pk>/diem-cau/<uuid:point_pk>/trang-thai/", views.point_step, name="point_step"),
]
