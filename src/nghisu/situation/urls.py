"""Addresses of difficulties raised, topics and what becomes of them."""

from django.urls import path

from nghisu.situation.views import answers, duty, fields, issues, topics

urlpatterns = [
    path("", issues.issue_list, name="issue_list"),
    path("phan-anh/", issues.issue_new, name="issue_new"),
    path("phan-anh/<uuid:pk>/", issues.issue_detail, name="issue_detail"),
    path("phan-anh/<uuid:pk>/<slug:slug>/", issues.issue_step, name="issue_step"),
    path("van-de/", topics.topic_list, name="topic_list"),
    path("van-de/<uuid:pk>/", topics.topic_detail, name="topic_detail"),
    path("van-de/<uuid:pk>/<slug:slug>/", topics.topic_step, name="topic_step"),
    path("tra-loi/", answers.raised_list, name="raised_list"),
    path("tra-loi/<uuid:pk>/", answers.raised_detail, name="raised_detail"),
    path("truc-doc/", duty.reading_duty, name="reading_duty"),
    path("truc-doc/<uuid:pk>/thoi/", duty.reading_duty_end, name="reading_duty_end"),
    path("tham-quyen/", fields.competence, name="competence"),
    path("tham-quyen/<slug:field>/", fields.field_open, name="field_open"),
]
