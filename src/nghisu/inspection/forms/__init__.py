"""Forms of programmes of inspection, and one for each step of an inspection."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.inspection.rules.durations import LEVEL_WORDS, Level
from nghisu.inspection.rules.steps import FORM_WORDS, OUTPUT_WORDS, WAY_WORDS, Form, Output, Way
from nghisu.kit.forms import (
    DayField,
    KitForm,
    LongText,
    ManyField,
    NumberField,
    PersonField,
    PickField,
    UnitField,
    VersionField,
)

MONTHS = [(number, _("month %(number)s") % {"number": number}) for number in range(1, 13)]
NO_PERSON = _("About the organisation and its work: name no person.")


class ProgrammeForm(KitForm):
    """Begin the programme of a year."""

    unit = UnitField(label=_("Unit"))
    year = NumberField(label=_("Year"), whole=True, at_least=2000, at_most=2100)
    title = forms.CharField(label=_("Programme"), max_length=240)


class LineForm(KitForm):
    """Add a line to a programme."""

    groups = [
        (_("What is inspected"), ["form", "content", "inspected", "lead"]),
        (_("When, and what it ends in"), ["first_month", "last_month", "output", "outside_reason"]),
    ]
    wide = ("content",)

    form = forms.ChoiceField(
        label=_("Form of the work"), choices=[(one.value, _(FORM_WORDS[one])) for one in Form]
    )
    content = forms.CharField(label=_("Content"), max_length=400, help_text=NO_PERSON)
    inspected = UnitField(label=_("Inspected body"))
    lead = UnitField(label=_("Lead"))
    first_month = forms.TypedChoiceField(label=_("From"), choices=MONTHS, coerce=int)
    last_month = forms.TypedChoiceField(label=_("Until"), choices=MONTHS, coerce=int)
    output = forms.ChoiceField(
        label=_("It ends in"), choices=[(one.value, _(OUTPUT_WORDS[one])) for one in Output]
    )
    outside_reason = forms.CharField(
        label=_("Outside the programme: asked by whom, and why"), max_length=300, required=False
    )


class ChangeLineForm(LineForm):
    """Change a line before the programme is adopted."""

    version = VersionField()

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        del self.fields["outside_reason"]


class AdoptForm(KitForm):
    """Say that the body adopted the programme."""

    version = VersionField()
    body = PickField(label=_("Adopted by"))
    number = forms.CharField(label=_("Number of the programme"), max_length=60)
    on = DayField(label=_("Adopted on"))


class DecideForm(KitForm):
    """Record the decision and the team."""

    groups = [
        (_("The decision"), ["number", "on", "level"]),
        (_("The team"), ["head", "members"]),
    ]

    version = VersionField()
    number = forms.CharField(label=_("Number of the decision"), max_length=60)
    on = DayField(label=_("Decided on"))
    level = forms.ChoiceField(
        label=_("Level that inspects"),
        choices=[(one.value, _(LEVEL_WORDS[one])) for one in Level],
        help_text=_("It decides how long the inspection may take."),
    )
    head = PersonField(label=_("Head of the team"))
    members = ManyField(label=_("Members of the team"))


class PlanForm(KitForm):
    """Write plan and outline, and send them."""

    groups = [
        (_("The period that is inspected"), ["period_first", "period_last"]),
        (_("The days of the work"), ["starts_on", "days", "self_report_due_on"]),
        (_("The texts"), ["plan", "outline"]),
    ]

    version = VersionField()
    period_first = DayField(label=_("First day of the period"))
    period_last = DayField(label=_("Last day of the period"))
    starts_on = DayField(label=_("The work begins on"))
    days = NumberField(label=_("Duration in days"), whole=True, at_least=1, at_most=180)
    self_report_due_on = DayField(label=_("Self-report due on"))
    plan = LongText(label=_("Plan"), rows=6, help_text=NO_PERSON)
    outline = LongText(label=_("Outline of the self-report"), rows=6, help_text=NO_PERSON)


class WordsForm(KitForm):
    """A step that is words alone."""

    version = VersionField()
    words = LongText(label=_("In words"), rows=8, help_text=NO_PERSON)


class MaybeWordsForm(KitForm):
    """A step that may have words."""

    version = VersionField()
    words = LongText(label=_("Remarks"), rows=3, required=False, help_text=NO_PERSON)


class BareForm(KitForm):
    """A step without words."""

    version = VersionField()


class MinutesForm(KitForm):
    """Keep the minutes of a working session."""

    version = VersionField()
    on = DayField(label=_("Held on"))
    way = forms.ChoiceField(label=_("Held"), choices=[(one.value, _(WAY_WORDS[one])) for one in Way])
    place = forms.CharField(label=_("Place"), max_length=160, required=False)
    words = LongText(label=_("What was found and said"), rows=8, help_text=NO_PERSON)
    evidence = LongText(
        label=_("Evidence"),
        rows=4,
        required=False,
        help_text=_("One piece a line: what it is | where it lies. The pieces stay where they lie."),
    )

    def clean_evidence(self) -> list[tuple[str, str]]:
        rows = []
        for line in str(self.cleaned_data.get("evidence") or "").splitlines():
            what, _bar, where = (part.strip() for part in line.partition("|"))
            if what and not where:
                raise forms.ValidationError(_("Say after a bar | where each piece of evidence lies."))
            if what:
                rows.append((what[:300], where[:200]))
        return rows


class ExtendForm(KitForm):
    """Extend the duration."""

    version = VersionField()
    days = NumberField(label=_("By how many days"), whole=True, at_least=1, at_most=60)
    words = LongText(label=_("Reason"), rows=3)


class ReportForm(KitForm):
    """Hand in the team's report."""

    version = VersionField()
    on = DayField(label=_("Reported on"))
    words = LongText(label=_("Report of the team"), rows=10, help_text=NO_PERSON)


class RemedyForm(KitForm):
    """Ask for a remedy."""

    version = VersionField()
    title = forms.CharField(label=_("What is to be mended"), max_length=300, help_text=NO_PERSON)
    product = forms.CharField(label=_("Product"), max_length=240, required=False)
    due_on = DayField(label=_("Deadline"))


class DropForm(KitForm):
    """Take a remedy out of the draft conclusion."""

    version = VersionField()
    remedy = PickField(label=_("Remedy"))


def offer(form: forms.Form, **names: Any) -> None:
    """Offer choices in the fields of a form, those that it has."""
    for field, pairs in names.items():
        if field in form.fields:
            form.fields[field].pick_from(pairs)  # type: ignore[attr-defined]
