"""Forms of the attendance."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText


class CheckInForm(KitForm):
    """Who comes, and where: a code, or a person of the list."""

    code = forms.CharField(label=_("Code or name"), max_length=300, required=False)
    person = forms.CharField(max_length=36, required=False)
    place = forms.CharField(label=_("Code of the point; empty for the hall"), max_length=24, required=False)
    deputy = forms.CharField(label=_("Deputy who sits there instead"), max_length=160, required=False)
    moves = forms.BooleanField(required=False)


class CheckOutForm(KitForm):
    """Who leaves."""

    person = forms.CharField(max_length=36)


class AbsenceForm(KitForm):
    """Why a person is not there."""

    person = forms.CharField(max_length=36, widget=forms.HiddenInput)
    reason = LongText(label=_("Reason of the absence"), rows=2, max_length=300, required=False)


class DeputyForm(KitForm):
    """Who sits there instead."""

    deputy = forms.CharField(
        label=_("Deputy who sits there instead"), max_length=160, help_text=_("A deputy has no vote.")
    )


class OwnForm(KitForm):
    """Checking in oneself, perhaps by the code that hangs at the place."""

    code = forms.CharField(
        label=_("Code that hangs at the place"),
        max_length=300,
        required=False,
        help_text=_("Six letters and figures. Without it you say yourself that you are in the hall."),
    )
    moves = forms.BooleanField(required=False)


class EndForm(KitForm):
    """The end of the attendance."""
