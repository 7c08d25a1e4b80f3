"""Forms of second factors: the library's, drawn like every form of the product."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.recovery_codes import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm


class _CodeForm(KitForm):
    """A form with one code: digits on a phone's keyboard, no placeholder."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = self.fields["code"]
        code.widget.attrs.pop("placeholder", None)
        code.widget.attrs.update(autocapitalize="none", spellcheck="false", maxlength="20")
        code.max_length = 20  # type: ignore[attr-defined]


class CodeForm(_CodeForm, base.AuthenticateForm):  # type: ignore[misc]
    """A code of the authenticator app or a recovery code, at sign-in."""


class CodeAgainForm(_CodeForm, base.ReauthenticateForm):  # type: ignore[misc]
    """The same, before something weighty."""


class AppForm(_CodeForm, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator app."""


class AppOffForm(KitForm, totp.DeactivateTOTPForm):  # type: ignore[misc]
    """Nothing to fill in; confirms that the app goes."""


class NewCodesForm(KitForm, codes.GenerateRecoveryCodesForm):  # type: ignore[misc]
    """Nothing to fill in; confirms that the old codes go."""


class PasskeyForm(KitForm, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey: what to call it, and whether it opens the door alone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].help_text = _("For instance the device it is kept on.")
        self.fields["name"].max_length = 60  # type: ignore[attr-defined]
        self.fields["name"].widget.attrs["maxlength"] = "60"
        self.fields["passwordless"].label = _("Sign in with this passkey alone, without a password")
        self.fields["passwordless"].help_text = _(
            "The device then asks for a fingerprint, a face or its PIN."
        )
        self.fields["passwordless"].initial = True


class PasskeyNameForm(KitForm, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """A new name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the passkey")
        self.fields["name"].widget.attrs["maxlength"] = "60"
