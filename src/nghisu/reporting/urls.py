"""Addresses."""

from django.urls import path

from nghisu.reporting.views import reports as views

urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("moi/", views.report_new, name="report_new"),
    path("<uuid:pk>/", views.report_detail, name="report_detail"),
    path("<uuid:pk>/sua/", views.report_edit, name="report_edit"),
    path("<uuid:pk>/so-lieu/", views.report_take_figures, name="report_take_figures"),
    path("<uuid:pk>/thong-qua/", views.report_adopt, name="report_adopt"),
    path("<uuid:pk>/ban-hanh/", views.report_issue, name="report_issue"),
    path("<uuid:pk>/bao-cao.docx", views.report_file, {"suffix": "docx"}, name="report_docx"),
    path("<uuid:pk>/bao-cao.pdf", views.report_file, {"suffix": "pdf"}, name="report_pdf"),
]
