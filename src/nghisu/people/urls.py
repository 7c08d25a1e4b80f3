"""Addresses of accounts. The library's pages stand under addresses of ours; what is not here does not exist.

There is no sign-up, no e-mail and no password reset by mail: accounts and recovery come from the office.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import URLPattern, path, register_converter
from django.utils.crypto import constant_time_compare, salted_hmac

from nghisu.people.views import account as own
from nghisu.people.views import links


class SealedNumber:
    """A number of the database that nobody can count up: it carries a seal."""

    regex = r"[0-9]{1,18}-[0-9a-f]{16}"

    def to_python(self, text: str) -> int:
        """Return the number.

        :raises ValueError: if the seal is not ours (the address does not exist then)
        """
        number, _, seal = text.partition("-")
        if not constant_time_compare(seal, self._seal(int(number))):
            raise ValueError
        return int(number)

    def to_url(self, number: int) -> str:
        """Return the number with its seal."""
        return f"{number}-{self._seal(number)}"

    def _seal(self, number: int) -> str:
        return salted_hmac("nghisu.people.number", str(number), algorithm="sha256").hexdigest()[:16]


register_converter(SealedNumber, "sealed")

urlpatterns: list[URLPattern] = [
    path("", own.account, name="account"),
    path("", own.account, name="mfa_index"),
    path("ngon-ngu/", own.set_language, name="set_language"),
    # signing in and out
    path("dang-nhap/", account.login, name="account_login"),
    path("dang-nhap/ma/", mfa.authenticate, name="mfa_authenticate"),
    path("dang-nhap/khoa-truy-cap/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("dang-xuat/", account.logout, name="account_logout"),
    path("da-khoa/", account.account_inactive, name="account_inactive"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan/ma/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("xac-nhan/khoa-truy-cap/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    # by a one-time link
    path("vao/<slug:token>/", links.sign_in_by_link, name="sign_in_by_link"),
    path("khoi-phuc/<slug:token>/", links.recover, name="recover"),
    # password, authenticator app, passkeys, recovery codes, devices
    path("mat-khau/", account.password_change, name="account_change_password"),
    path("mat-khau/dat/", account.password_set, name="account_set_password"),
    path("ung-dung-xac-thuc/bat/", totp.activate_totp, name="mfa_activate_totp"),
    path("ung-dung-xac-thuc/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("khoa-truy-cap/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("khoa-truy-cap/them/", webauthn.add_webauthn, name="mfa_add_webauthn"),
    path("khoa-truy-cap/<sealed:pk>/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
    path("khoa-truy-cap/<sealed:pk>/go/", webauthn.remove_webauthn, name="mfa_remove_webauthn"),
    path("ma-khoi-phuc/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("ma-khoi-phuc/tao/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("ma-khoi-phuc/tai/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("thiet-bi/", own.devices, name="devices"),
    path("thiet-bi/<slug:key>/dang-xuat/", own.sign_out_one, name="sign_out_device"),
    path("thiet-bi/dang-xuat/", own.sign_out_others, name="sign_out_other_devices"),
]
