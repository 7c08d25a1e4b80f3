"""Addresses of difficulties raised, topics and what becomes of them."""

from django.urls import path

from nghisu.situation.views import answers, duty, fields, issues, reports, topics

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
    # situation reports
    path("bao-cao/", reports.synthesis_list, name="synthesis_list"),
    path("bao-cao/lap/", reports.synthesis_new, name="synthesis_new"),
    path("bao-cao/<uuid:pk>/", reports.synthesis_detail, name="synthesis_detail"),
    path("bao-cao/<uuid:pk>/sua/", reports.synthesis_edit, name="synthesis_edit"),
    path("bao-cao/<uuid:pk>/ban-hanh/", reports.synthesis_issue, name="synthesis_issue"),
    path("bao-cao/<uuid:pk>/phan-hoi/", reports.synthesis_feedback, name="synthesis_feedback"),
    path("bao-cao/<uuid:pk>/trong-tam/", reports.synthesis_focus, name="synthesis_focus"),
    path(
        "bao-cao/<uuid:pk>/bao-cao.docx",
        reports.synthesis_file,
        {"suffix": "docx"},
        name="synthesis_docx",
    ),
    path("bao-cao/<uuid:pk>/bao-cao.pdf", reports.synthesis_file, {"suffix": "pdf"}, name="synthesis_pdf"),
]
