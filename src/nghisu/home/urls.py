"""Addresses of the first screen."""

from django.urls import path

from nghisu.home.views import accounts, awaiting

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
]
