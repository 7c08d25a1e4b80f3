"""Forms with which the office helps with accounts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm
from nghisu.organisation.rules.policy import Role


class OpenForm(KitForm):
    """The username of a new account."""

    username = forms.CharField(
        label=_("Username"),
        max_length=80,
        help_text=_("Proposed from the name; change it if your office writes usernames another way."),
        widget=forms.TextInput(
            attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        ),
    )


class LinkForm(KitForm):
    """Whether the link also clears second factors, and why."""

    clears_factors = forms.BooleanField(
        label=_("Also remove the authenticator app, passkeys and recovery codes"),
        required=False,
        help_text=_("Only when the phone is lost. Otherwise the second step stays."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        required=False,
        help_text=_("Needed when the second factor is removed; the record keeps it."),
    )


class ReasonForm(KitForm):
    """Why an account is closed or opened again."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For instance: moved to another office. The record keeps it."),
    )


class FactorForm(forms.Form):
    """Which role, at which committee, and whether a second factor is wanted; sent by the buttons."""

    role = forms.ChoiceField(choices=[(role.value, role.value) for role in Role])
    unit = forms.UUIDField()
    wanted = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda text: text == "yes")
