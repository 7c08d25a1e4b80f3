"""Addresses."""

from django.urls import path

from nghisu.reporting.api import reports
from nghisu.reporting.api import submissions as asked
from nghisu.reporting.queries import noticing
from nghisu.reporting.views import between, campaigns, review, submissions, workbook
from nghisu.reporting.views import reports as views

__all__ = ["api_patterns", "noticing", "urlpatterns"]  # noticing registers itself

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
    path("<uuid:pk>/loi-van/", campaigns.report_take_texts, name="report_take_texts"),
    path("<uuid:pk>/dinh-chinh/", campaigns.report_erratum, name="report_erratum"),
    # what became of a resolution after years
    path("tong-ket/<uuid:pk>/", review.resolution_review, name="resolution_review"),
    # campaigns: who asks
    path("dot/", campaigns.campaign_list, name="campaign_list"),
    path("dot/tong-hop-bang/", workbook.workbook_sum, name="workbook_sum"),
    path("dot/moi/", campaigns.campaign_new, name="campaign_new"),
    path("dot/<uuid:pk>/", campaigns.campaign_detail, name="campaign_detail"),
    path("dot/<uuid:pk>/bang/", campaigns.campaign_matrix, name="campaign_matrix"),
    path("dot/<uuid:pk>/cac-ky/", campaigns.campaign_periods, name="campaign_periods"),
    path("dot/<uuid:pk>/tong-hop/", campaigns.campaign_consolidate, name="campaign_consolidate"),
    path("dot/<uuid:pk>/ho-so.zip", campaigns.campaign_archive, name="campaign_archive"),
    path("mau/", campaigns.template_list, name="report_template_list"),
    path("mau/moi/", campaigns.template_new, name="report_template_new"),
    path("mau/chi-tieu.xlsx", campaigns.template_blank, name="report_template_blank"),
    path("mau/<uuid:pk>/", campaigns.template_detail, name="report_template_detail"),
    path("mau/<uuid:pk>/chi-tieu.xlsx", campaigns.template_sheet, name="report_template_sheet"),
    # campaigns: who is asked
    path("phan/", submissions.submission_list, name="submission_list"),
    path("phan/<uuid:pk>/", submissions.submission_detail, name="submission_detail"),
    path("phan/<uuid:pk>/dien/", submissions.submission_fill, name="submission_fill"),
    path("phan/<uuid:pk>/bao-cao.xlsx", submissions.submission_sheet, name="submission_sheet"),
    path("phan/<uuid:pk>/tai-len/", submissions.submission_upload, name="submission_upload"),
    path("phan/<uuid:pk>/nop/", submissions.submission_submit, name="submission_submit"),
    path("phan/<uuid:pk>/chap-nhan/", submissions.submission_accept, name="submission_accept"),
    path("phan/<uuid:pk>/tra-lai/", submissions.submission_return, name="submission_return"),
    path("phan/<uuid:pk>/ngoai-le/", submissions.submission_except, name="submission_except"),
    # between two sessions
    path("giua-hai-ky/", between.between_list, name="between_list"),
    path("giua-hai-ky/<uuid:first>/<uuid:second>/", between.between_detail, name="between_detail"),
    path("giua-hai-ky/<uuid:first>/<uuid:second>/bao-cao.docx", between.between_docx, name="between_docx"),
]
api_patterns = [
    path("sessions/", reports.api_sessions, name="api_sessions"),
    path("between/<uuid:first>/<uuid:second>/<slug:did>/", asked.api_between, name="api_between"),
    path("report-templates/", reports.api_templates, name="api_report_templates"),
    path("report-templates/<uuid:pk>/", reports.api_template, name="api_report_template"),
    path("campaigns/", reports.api_campaigns, name="api_campaigns"),
    path("campaigns/<uuid:pk>/", reports.api_campaign, name="api_campaign"),
    path("reports/", reports.api_reports, name="api_reports"),
    path("reports/<uuid:pk>/", reports.api_report, name="api_report"),
    path("submissions/", asked.api_submissions, name="api_submissions"),
    path("submissions/<uuid:pk>/", asked.api_submission, name="api_submission"),
    path("submissions/<uuid:pk>/values/", asked.api_submission_fill, name="api_submission_fill"),
    path("submissions/<uuid:pk>/submit/", asked.api_submission_submit, name="api_submission_submit"),
]
