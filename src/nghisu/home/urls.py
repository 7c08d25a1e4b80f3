"""Addresses of the first screen and of the record."""

from django.urls import path

from nghisu.home.views import accounts, awaiting, first_steps, guide, handover, record

urlpatterns = [
    path("", awaiting.awaiting, name="home"),
    path("nguoi-dung/", accounts.accounts, name="accounts"),
    path("nguoi-dung/xac-thuc/", accounts.second_factors, name="second_factors"),
    path("nguoi-dung/xac-thuc/doi/", accounts.change_second_factor, name="change_second_factor"),
    path("nguoi-dung/<uuid:pk>/", accounts.account, name="account_of_person"),
    path("nguoi-dung/<uuid:pk>/tao/", accounts.open_one, name="open_account"),
    path("nguoi-dung/<uuid:pk>/duong-dan/", accounts.hand_out, name="hand_out_link"),
    path("nguoi-dung/<uuid:pk>/thu-hoi/", accounts.withdraw, name="withdraw_links"),
    path("nguoi-dung/<uuid:pk>/khoa/", accounts.close, name="close_account"),
    path("nguoi-dung/<uuid:pk>/mo-lai/", accounts.reopen, name="reopen_account"),
    path("nhat-ky/", record.record_log, name="record_log"),
    path("nhat-ky/kiem-tra/", record.record_check, name="record_check"),
    path("nhat-ky/ban-sao/", record.record_export, name="record_export"),
    path("nhat-ky/ban-sao/<int:number>/", record.record_copy, name="record_copy"),
    path("nhat-ky/<slug:kind>/<uuid:pk>/", record.record_of, name="record_of"),
    # hand-overs of offices
    path("nguoi-dung/<uuid:pk>/ban-giao/", handover.begin_hand_over, name="begin_hand_over"),
    path("ban-giao/", handover.office_hand_overs, name="office_hand_overs"),
    path("ban-giao/<uuid:pk>/", handover.office_hand_over, name="office_hand_over"),
    path("ban-giao/<uuid:pk>/ky/", handover.sign_hand_over, name="sign_hand_over"),
    path("ban-giao/<uuid:pk>/xac-nhan/", handover.confirm_hand_over, name="confirm_hand_over"),
    path("ban-giao/<uuid:pk>/bo/", handover.drop_hand_over, name="drop_hand_over"),
    path("ban-giao/<uuid:pk>/tep/<slug:suffix>/", handover.hand_over_paper, name="office_hand_over_paper"),
    # the first steps of a new office
    path("buoc-dau/", first_steps.first_steps, name="first_steps"),
    path("buoc-dau/<uuid:pk>/cat/", first_steps.put_first_steps_away, name="put_first_steps_away"),
    # the guide
    path("huong-dan/", guide.guide, name="guide"),
    path("huong-dan/o-day/", guide.guide_here, name="guide_here"),
    path("huong-dan/phim/", guide.keys, name="keys"),
    path("huong-dan/phim/chon/", guide.set_keys, name="set_keys"),
    path("huong-dan/<slug:slug>/", guide.guide_chapter, name="guide_chapter"),
]
