"""Addresses of tokens and of what programs read."""

from django.urls import path

from nghisu.exchange import api
from nghisu.exchange.queries import awaiting  # noqa: F401 -- with the pages, what they put on the first screen
from nghisu.exchange.views import openslides, own_data, roster, webhooks, whole
from nghisu.exchange.views import tokens as views
from nghisu.exchange.views.leaving import leaving

urlpatterns = [
    path("", views.token_list, name="token_list"),
    path("tao/", views.token_make, name="token_make"),
    path("<uuid:pk>/thu-hoi/", views.token_withdraw, name="token_withdraw"),
    # moving in and out
    path("chuyen/", leaving, name="leaving"),
    path("mang-di/", whole.whole_export, name="whole_export"),
    path("du-lieu-mau/xoa/", whole.sample_empty, name="sample_empty"),
    path("du-lieu-cua-toi/", own_data.own_data, name="own_data"),
    path("du-lieu-cua-toi/tai/", own_data.own_data_file, name="own_data_file"),
    path("du-lieu-cua-toi/xoa/", own_data.erasure_ask, name="erasure_ask"),
    path("xoa-du-lieu/", own_data.erasure_list, name="erasure_list"),
    path("xoa-du-lieu/<uuid:pk>/", own_data.erasure_detail, name="erasure_detail"),
    path("openslides/", openslides.openslides_upload, name="openslides_upload"),
    path("openslides/<uuid:pk>/", openslides.openslides_draft, name="openslides_draft"),
    path("openslides/danh-sach/", roster.roster_upload, name="openslides_roster"),
    path("openslides/danh-sach/<uuid:pk>/", roster.roster_draft, name="openslides_roster_draft"),
    path("openslides/da-nhap/<uuid:pk>/", openslides.taken_meeting, name="taken_meeting"),
    # webhooks
    path("bao-tin/", webhooks.webhook_list, name="webhook_list"),
    path("bao-tin/tao/", webhooks.webhook_make, name="webhook_make"),
    path("bao-tin/<uuid:pk>/", webhooks.webhook_detail, name="webhook_detail"),
    path("bao-tin/<uuid:pk>/<slug:slug>/", webhooks.webhook_step, name="webhook_step"),
    path("bao-tin/<uuid:pk>/tin/<uuid:delivery>/gui-lai/", webhooks.delivery_resend, name="delivery_resend"),
]
api_patterns = [
    path("openapi.json", api.api_description, name="api_description"),
    path("units/", api.api_units, name="api_units"),
    path("tasks/", api.api_tasks, name="api_tasks"),
    path("tasks/08-qc-tw/", api.api_tasks_08, name="api_tasks_08"),
    path("documents/", api.api_documents, name="api_documents"),
    path("meetings/", api.api_meetings, name="api_meetings"),
]
