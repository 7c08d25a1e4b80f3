"""Addresses."""

from django.urls import path, re_path

from nghisu.documents import views
from nghisu.documents.views import comments, drafts

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
    # drafts: whoever drafts
    path("du-thao/", drafts.draft_list, name="draft_list"),
    path("lay-y-kien/<uuid:pk>/", drafts.consultation_detail, name="consultation_detail"),
    path("y-kien/<uuid:pk>/", drafts.draft_answer, name="draft_answer"),
    path("<uuid:pk>/du-thao/", drafts.draft_home, name="draft_home"),
    path("<uuid:pk>/du-thao/moi/", drafts.draft_keep, name="draft_keep"),
    path("<uuid:pk>/du-thao/so-sanh/", drafts.draft_compare, name="draft_compare"),
    path("<uuid:pk>/du-thao/lay-y-kien/", drafts.draft_consult, name="draft_consult"),
    path("<uuid:pk>/du-thao/tong-hop/", drafts.draft_comments, name="draft_comments"),
    path("<uuid:pk>/du-thao/tong-hop.docx", drafts.draft_comments_docx, name="draft_comments_docx"),
    path("<uuid:pk>/du-thao/hop-nhat/", drafts.draft_merge, name="draft_merge"),
    path("<uuid:pk>/du-thao/hop-nhat/chon/", drafts.draft_settle, name="draft_settle"),
    path("<uuid:pk>/du-thao/se-quyet-dinh/", drafts.draft_matters, name="draft_matters"),
    path("<uuid:pk>/du-thao/ket-luan/", drafts.draft_conclude, name="draft_conclude"),
    path("<uuid:pk>/du-thao/<int:number>/", drafts.draft_version, name="draft_version"),
    path("<uuid:pk>/du-thao/<int:number>/ghi-chu/", drafts.draft_note, name="draft_note"),
    # drafts: whoever was asked
    path("gop-y/", comments.request_list, name="request_list"),
    path("gop-y/<uuid:pk>/", comments.request_detail, name="request_detail"),
    path("gop-y/<uuid:pk>/them/", comments.request_comment, name="request_comment"),
    path("gop-y/<uuid:pk>/gui/", comments.request_send, name="request_send"),
    path("gop-y/<uuid:pk>/mo-lai/", comments.request_reopen, name="request_reopen"),
    path("gop-y/<uuid:pk>/tep/", comments.request_file, name="request_file"),
    path("gop-y/<uuid:pk>/ghi-chu/", comments.request_note, name="request_note"),
    path("gop-y/<uuid:pk>/du-thao.docx", comments.request_word, name="request_word"),
    path("gop-y/y-kien/<uuid:pk>/rut/", comments.request_withdraw, name="request_withdraw"),
]
