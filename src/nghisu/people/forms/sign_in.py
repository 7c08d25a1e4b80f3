"""Forms of the sign-in page and of passwords: the library's, drawn like every form of the product."""

from typing import Any

from allauth.account import forms as allauth

from nghisu.kit.forms import KitForm


class _Plain(KitForm):
    """A form without placeholders: a label says it, and a placeholder is gone at the first letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(_Plain, allauth.LoginForm):  # type: ignore[misc]
    """Username and password, as phones should type them: no capital, no correction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs.update(autocapitalize="none", autocorrect="off", spellcheck="false")


class ChangePasswordForm(_Plain, allauth.ChangePasswordForm):  # type: ignore[misc]
    """The password of today and a new one, typed twice."""


class NewPasswordForm(_Plain, allauth.SetPasswordForm):  # type: ignore[misc]
    """A new password, typed twice, judged like every other."""


class ReauthenticateForm(_Plain, allauth.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something weighty."""
