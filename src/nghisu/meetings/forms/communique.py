"""Forms of the communiqué."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, MomentField, PaperField, VersionField


class FactsForm(KitForm):
    """Which facts are public."""

    codes = forms.MultipleChoiceField(label=_("Public"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, facts: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["codes"].choices = [  # type: ignore[attr-defined]
            (fact.code, f"{fact.label}: {fact.value}") for fact in facts
        ]


class CommuniqueForm(KitForm):
    """Title and text."""

    title = forms.CharField(label=_("Title"), max_length=300)
    text = LongText(
        label=_("Text"),
        rows=14,
        required=False,
        help_text=_("A line is a paragraph. Write a fact by its mark, like [[ngay]], or in its own words."),
    )
    version = VersionField()


class PhotoForm(KitForm):
    """A picture with its caption."""

    file = PaperField(label=_("Picture (JPEG or PNG)"), accept="image/jpeg,image/png")
    caption = forms.CharField(label=_("Caption"), max_length=300)
    is_declared_open = forms.BooleanField(
        label=_("It shows no closed part of the meeting and no ballot"), required=False
    )


class ReleaseForm(KitForm):
    """The hour of release."""

    release_at = MomentField(label=_("Hour of release"))
    is_compared = forms.BooleanField(
        label=_("I compared who was elected and who was proposed with the record"), required=False
    )


class WithdrawForm(KitForm):
    """Why it is withdrawn."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
