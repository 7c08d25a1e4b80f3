"""Forms of situation reports. None asks who said what."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import ConfirmForm, DayField, KitForm, LongText, UnitField, VersionField
from nghisu.situation.forms import PROBLEM_ONLY
from nghisu.situation.rules.reports import DECLARATION, Period


class NewReportForm(KitForm):
    """Which closed period, of which committee, with the declaration on state secrets."""

    unit = UnitField(label=_("Report of"))
    period = forms.ChoiceField(
        label=_("Period"),
        help_text=_("Only months and quarters that are over; the dates cannot be chosen."),
        error_messages={"invalid_choice": _("Choose a month or quarter that is over and has no report.")},
    )
    declared = forms.BooleanField(label=_(DECLARATION), required=False)

    def clean_period(self) -> Period:
        return Period.parse(self.cleaned_data["period"])


class WordReportForm(KitForm):
    """What stands beside the table."""

    version = VersionField()
    attention = LongText(
        label=_("Matters of interest"), rows=5, required=False, max_length=12_000, help_text=PROBLEM_ONLY
    )
    assessment = LongText(label=_("Assessment"), rows=6, required=False, max_length=12_000)
    proposals = LongText(label=_("Proposals to the superiors"), rows=5, required=False, max_length=12_000)
    signer_title = forms.CharField(label=_("Title of who signs"), max_length=160, required=False)
    signer_name = forms.CharField(label=_("Name of who signs"), max_length=120, required=False)
    groups = [
        (_("In words"), ["attention", "assessment", "proposals"]),
        (_("Signature"), ["signer_title", "signer_name"]),
    ]


class IssueForm(ConfirmForm):
    """Day and signatory, and the confirmation."""

    version = VersionField()
    dated_on = DayField(label=_("Date of the document"))
    signer_title = forms.CharField(label=_("Title of who signs"), max_length=160)
    signer_name = forms.CharField(label=_("Name of who signs"), max_length=120)
    field_order = ("version", "dated_on", "signer_title", "signer_name", "typed")


class ToldForm(KitForm):
    """Words that go down to the units."""

    version = VersionField()
    words = LongText(
        label=_("To the units"),
        rows=6,
        max_length=6000,
        help_text=PROBLEM_ONLY,
        error_messages={"required": _("Write what goes down to the units.")},
    )
