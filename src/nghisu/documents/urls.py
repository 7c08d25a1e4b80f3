"""Addresses."""

from django.urls import path, re_path

from nghisu.documents import views

urlpatterns = [
    path("", views.document_list, name="document_list"),
    re_path(r"^so/(?P<register>den|di|noi-bo)/$", views.document_list, name="document_register"),
    path("den/moi/", views.document_receive, name="document_receive"),
    path("moi/", views.document_draft, name="document_draft"),
    path("tep/<uuid:pk>/", views.document_file, name="document_file"),
    path("<uuid:pk>/", views.document_detail, name="document_detail"),
    path("<uuid:pk>/sua/", views.document_revise, name="document_revise"),
    path("<uuid:pk>/trinh/", views.document_submit, name="document_submit"),
    path("<uuid:pk>/tra-lai/", views.document_hand_back, name="document_hand_back"),
    path("<uuid:pk>/ban-hanh/", views.document_issue, name="document_issue"),
    path("<uuid:pk>/huy-so/", views.document_void, name="document_void"),
    path("<uuid:pk>/chuyen/", views.document_route, name="document_route"),
    path("<uuid:pk>/da-nhap/", views.document_entered, name="document_entered"),
    path("<uuid:pk>/xong/", views.document_close, name="document_close"),
    path("<uuid:pk>/tep/", views.document_attach, name="document_attach"),
    path("<uuid:pk>/lien-ket/", views.document_link, name="document_link"),
    path("<uuid:pk>/ban-in.docx", views.document_paper, {"suffix": "docx"}, name="document_docx"),
    path("<uuid:pk>/ban-in.pdf", views.document_paper, {"suffix": "pdf"}, name="document_pdf"),
    # points and lineage
    path("hieu-luc/", views.document_in_force, name="document_in_force"),
    path("noi-dung/<uuid:pk>/", views.document_point, name="document_point"),
    path("noi-dung/<uuid:pk>/bo/", views.document_point_remove, name="document_point_remove"),
    path("lien-ket/<uuid:pk>/bo/", views.document_unlink, name="document_unlink"),
    path("<uuid:pk>/noi-dung/", views.document_points, name="document_points"),
    path("<uuid:pk>/noi-dung/them/", views.document_point_add, name="document_point_add"),
    path("<uuid:pk>/noi-dung/tra-loi/", views.document_cite, name="document_cite"),
]
