"""Addresses of meetings."""

from django.urls import path

from nghisu.meetings import imports, views
from nghisu.meetings.views import carrying, papers, preparing, returning
from nghisu.meetings.views import minutes as after

__all__ = ["imports", "urlpatterns"]  # the import of points registers itself

urlpatterns = [
    path("", views.meeting_list, name="meeting_list"),
    path("moi/", views.meeting_new, name="meeting_new"),
    path("<uuid:pk>/", views.meeting_detail, name="meeting_detail"),
    path("<uuid:pk>/sua/", views.meeting_edit, name="meeting_edit"),
    path("<uuid:pk>/buoc/", views.meeting_step, name="meeting_step"),
    path("<uuid:pk>/noi-dung/moi/", views.item_new, name="item_new"),
    path("<uuid:pk>/tai-lieu/moi/", views.paper_new, name="paper_new"),
    path("<uuid:pk>/trieu-tap/", views.meeting_summon, name="meeting_summon"),
    path("<uuid:pk>/tra-loi/<uuid:summons_pk>/", views.meeting_answer, name="meeting_answer"),
    path("<uuid:pk>/lich.ics", views.meeting_calendar, name="meeting_calendar"),
    # preparing: parts, agenda, lists, another day
    path("noi-dung-thuong-ky/", carrying.recurring_list, name="recurring_list"),
    path("noi-dung-thuong-ky/moi/", carrying.recurring_new, name="recurring_new"),
    path("noi-dung-thuong-ky/<uuid:item_pk>/", carrying.recurring_edit, name="recurring_edit"),
    path("noi-dung-thuong-ky/<uuid:item_pk>/chuyen/", carrying.recurring_move, name="recurring_move"),
    path("noi-dung-thuong-ky/<uuid:item_pk>/xoa/", carrying.recurring_delete, name="recurring_delete"),
    path("<uuid:pk>/chuan-bi/", preparing.meeting_prepare, name="meeting_prepare"),
    path("<uuid:pk>/chu-tri/", preparing.meeting_people, name="meeting_people"),
    path("<uuid:pk>/hoan/", preparing.meeting_postpone, name="meeting_postpone"),
    path("<uuid:pk>/huy/", preparing.meeting_cancel, name="meeting_cancel"),
    path("<uuid:pk>/goi-lai/", preparing.meeting_call_again, name="meeting_call_again"),
    path("<uuid:pk>/lui-buoc/", preparing.meeting_step_back, name="meeting_step_back"),
    path("<uuid:pk>/lay-lai/", carrying.items_take_over, name="items_take_over"),
    path("<uuid:pk>/phien/moi/", preparing.part_new, name="part_new"),
    path("<uuid:pk>/phien/<uuid:part_pk>/", preparing.part_edit, name="part_edit"),
    path("<uuid:pk>/phien/<uuid:part_pk>/chuyen/", preparing.part_move, name="part_move"),
    path("<uuid:pk>/phien/<uuid:part_pk>/xoa/", preparing.part_delete, name="part_delete"),
    path("<uuid:pk>/phien/<uuid:part_pk>/danh-sach/", preparing.part_roll, name="part_roll"),
    path("<uuid:pk>/noi-dung/<uuid:item_pk>/", preparing.item_edit, name="item_edit"),
    path("<uuid:pk>/noi-dung/<uuid:item_pk>/chuyen/", preparing.item_move, name="item_move"),
    path("<uuid:pk>/noi-dung/<uuid:item_pk>/xoa/", preparing.item_delete, name="item_delete"),
    path("<uuid:pk>/noi-dung/<uuid:item_pk>/de-lai/", preparing.item_left_open, name="item_left_open"),
    path("<uuid:pk>/trieu-tap/<uuid:summons_pk>/", preparing.summons_edit, name="summons_edit"),
    path("<uuid:pk>/trieu-tap/<uuid:summons_pk>/chuyen/", preparing.summons_move, name="summons_move"),
    path("<uuid:pk>/trieu-tap/<uuid:summons_pk>/xoa/", preparing.summons_delete, name="summons_delete"),
    # papers: versions, notes, numbered copies
    path("<uuid:pk>/tai-lieu/<uuid:paper_pk>/", papers.paper_detail, name="paper_detail"),
    path("<uuid:pk>/tai-lieu/<uuid:paper_pk>/ban/<int:number>/", papers.paper_detail, name="paper_version"),
    path("<uuid:pk>/tai-lieu/<uuid:paper_pk>/tep/<uuid:file_pk>/", papers.paper_file, name="paper_file"),
    path("<uuid:pk>/tai-lieu/<uuid:paper_pk>/ban-moi/", papers.paper_replace, name="paper_replace"),
    path("<uuid:pk>/tai-lieu/<uuid:paper_pk>/sua/", papers.paper_edit, name="paper_edit"),
    path("<uuid:pk>/tai-lieu/<uuid:paper_pk>/rut/", papers.paper_withdraw, name="paper_withdraw"),
    path("<uuid:pk>/thu-hoi/", returning.copies, name="copies"),
    path("<uuid:pk>/thu-hoi/<uuid:paper_pk>/", returning.copy_register, name="copy_register"),
    path("<uuid:pk>/thu-hoi/<uuid:paper_pk>/so.pdf", returning.copy_register_pdf, name="copy_register_pdf"),
    path("<uuid:pk>/thu-hoi/<uuid:paper_pk>/phat/", returning.copies_to_list, name="copies_to_list"),
    path("<uuid:pk>/thu-hoi/<uuid:paper_pk>/bo-so/", returning.copies_strike, name="copies_strike"),
    path("<uuid:pk>/thu-hoi/<uuid:paper_pk>/<uuid:copy_pk>/", returning.copy_give, name="copy_give"),
    path(
        "<uuid:pk>/thu-hoi/<uuid:paper_pk>/<uuid:copy_pk>/con-ngoai/", returning.copy_undo, name="copy_undo"
    ),
    # points
    path("<uuid:pk>/diem-cau/", views.point_board, name="point_board"),
    path("<uuid:pk>/diem-cau/<uuid:point_pk>/", views.point_detail, name="point_detail"),
    path("<uuid:pk>/diem-cau/<uuid:point_pk>/trang-thai/", views.point_step, name="point_step"),
    # after: statements and minutes
    path("<uuid:pk>/phat-bieu/", after.statement_desk, name="statement_desk"),
    path("<uuid:pk>/phat-bieu/cua-toi/", after.statements_own, name="statements_own"),
    path("<uuid:pk>/phat-bieu/bao-luu/", after.opinion_reserve, name="opinion_reserve"),
    path("<uuid:pk>/phat-bieu/<uuid:statement_pk>/", after.statement_edit, name="statement_edit"),
    path("<uuid:pk>/phat-bieu/<uuid:statement_pk>/bo/", after.statement_remove, name="statement_remove"),
    path("<uuid:pk>/phat-bieu/<uuid:statement_pk>/y-kien/", after.statement_remark, name="statement_remark"),
    path("<uuid:pk>/bien-ban/", after.minutes_page, name="minutes_page"),
    path("<uuid:pk>/bien-ban/lap/", after.minutes_begin, name="minutes_begin"),
    path("<uuid:pk>/bien-ban/cap-nhat/", after.minutes_compose, name="minutes_compose"),
    path("<uuid:pk>/bien-ban/muc/<uuid:section_pk>/", after.minutes_section, name="minutes_section"),
    path("<uuid:pk>/bien-ban/xin-y-kien/", after.minutes_send, name="minutes_send"),
    path("<uuid:pk>/bien-ban/y-kien/", after.remark_list, name="remark_list"),
    path("<uuid:pk>/bien-ban/y-kien/<uuid:remark_pk>/", after.remark_answer, name="remark_answer"),
    path("<uuid:pk>/bien-ban/ky/", after.minutes_sign, name="minutes_sign"),
    path("<uuid:pk>/bien-ban/tra-lai/", after.minutes_hand_back, name="minutes_hand_back"),
    path("<uuid:pk>/bien-ban/so/", after.minutes_number, name="minutes_number"),
    path("<uuid:pk>/bien-ban/dinh-chinh/<uuid:section_pk>/", after.correction_new, name="correction_new"),
    path(
        "<uuid:pk>/bien-ban/dinh-chinh/<uuid:correction_pk>/xac-nhan/",
        after.correction_confirm,
        name="correction_confirm",
    ),
    path("<uuid:pk>/bien-ban/bien-ban.<slug:suffix>", after.minutes_file, name="minutes_file"),
]
