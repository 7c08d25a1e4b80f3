"""Forms of templates, campaigns and units' reports."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import (
    DayField,
    KitForm,
    LongText,
    ManyField,
    NumberField,
    PaperField,
    PickField,
    UnitField,
    VersionField,
)
from nghisu.kit.pages import Request
from nghisu.reporting.models import Report, Submission
from nghisu.reporting.queries import campaigns as queries
from nghisu.reporting.rules.periods import Period, offered


class TemplateForm(KitForm):
    """A template: sections and rules a line each, indicators by a sheet."""

    unit = UnitField(label=_("Template of"))
    title = forms.CharField(
        label=_("Title"), max_length=200, help_text=_("The same title makes the next number of a template.")
    )
    sections = LongText(
        label=_("Sections"),
        rows=6,
        required=False,
        help_text=_("One heading a line; a star before it makes it required."),
    )
    indicators = PaperField(
        label=_("Indicators"), accept=".xlsx,.ods,.xls", help_text=_("Fill in the sheet that you find above.")
    )
    checks = LongText(
        label=_("Rules between indicators"),
        rows=4,
        required=False,
        help_text=_("One rule a line, by codes: men + women = members"),
    )

    def __init__(self, *args: Any, request: Request, **rest: Any) -> None:
        super().__init__(*args, **rest)
        units = queries.units_asking(request.standing, request.today)
        fields: dict[str, Any] = self.fields
        fields["unit"].pick_from(units)
        if len(units) == 1:
            fields["unit"].initial = units[0][0]

    def section_lines(self) -> list[tuple[str, bool]]:
        """Return the headings, and whether each is required."""
        lines = [line.strip() for line in self.cleaned_data["sections"].splitlines() if line.strip()]
        return [(line.lstrip("* ").strip(), line.startswith("*")) for line in lines]


class CampaignForm(KitForm):
    """Who is asked what, of which period, and by when."""

    template = PickField(label=_("Template"))
    period = forms.ChoiceField(label=_("Period"))
    title = forms.CharField(label=_("Title"), max_length=240)
    as_of = DayField(label=_("Figures as of"))
    due_on = DayField(label=_("Due on"))
    close_on = DayField(
        label=_("Closes on"), help_text=_("After this day only an exception lets a unit send.")
    )
    units = ManyField(label=_("Units asked"))

    def __init__(self, *args: Any, request: Request, unit: UUID, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        templates = queries.templates_visible_to(request.standing).filter(unit_id=unit)
        newest: dict[str, Any] = {}
        for one in templates.order_by("number"):
            newest[one.title] = one
        fields["template"].pick_from((one.pk, str(one)) for one in newest.values())
        if len(newest) == 1:
            fields["template"].initial = next(iter(newest.values())).pk
        periods = offered(request.today)
        fields["period"].choices = [(str(one), one.label) for one in periods]
        first = periods[0]
        fields["period"].initial = str(first)
        fields["title"].initial = gettext("Report of %(period)s") % {"period": first.label}
        fields["as_of"].initial = min(first.last, request.today)
        start = max(request.today, first.last)
        fields["due_on"].initial = start + timedelta(days=10)
        fields["close_on"].initial = start + timedelta(days=20)
        asked = queries.units_to_ask(unit, request.today, request.standing)
        fields["units"].pick_from(asked)
        fields["units"].initial = [pk for pk, _name in asked]

    def chosen_period(self) -> Period:
        """Return the period chosen."""
        return Period.parse(self.cleaned_data["period"])


class FillForm(KitForm):
    """A unit's report: for each indicator a number and a note, for each section its words."""

    version = VersionField()

    def __init__(self, *args: Any, submission: Submission, **rest: Any) -> None:
        self.indicators = list(submission.campaign.template.indicators.all())
        self.sections = list(submission.campaign.template.sections.all())
        values, texts = queries.values_of(submission), queries.texts_of(submission)
        self.known = values
        initial: dict[str, Any] = {"version": submission.version}
        for one in self.indicators:
            row = values.get(one.pk)
            initial[f"v_{one.code}"] = row.value.normalize() if row and row.value is not None else None
            initial[f"n_{one.code}"] = row.note if row else ""
        for section in self.sections:
            found = texts.get(section.pk)
            initial[f"t_{section.order}"] = found.text if found else ""
        rest.setdefault("initial", initial)
        super().__init__(*args, **rest)
        for one in self.indicators:
            value = NumberField(label=one.name, required=False)
            value.widget.attrs |= {"aria-label": one.name}
            note = forms.CharField(label=gettext("Note"), required=False, max_length=400)
            note.widget.attrs |= {"aria-label": gettext("Note on “%(name)s”") % {"name": one.name}}
            self.fields[f"v_{one.code}"], self.fields[f"n_{one.code}"] = value, note
        for section in self.sections:
            self.fields[f"t_{section.order}"] = LongText(label=section.heading, rows=6, required=False)

    def lines(self) -> list[dict[str, Any]]:
        """Return the indicators with their fields, and what the unit's own records say."""
        return [
            {
                "indicator": one,
                "value": self[f"v_{one.code}"],
                "note": self[f"n_{one.code}"],
                "own": self.known[one.pk].prefilled if one.pk in self.known else None,
            }
            for one in self.indicators
        ]

    def words(self) -> list[forms.BoundField]:
        """Return the fields of the sections."""
        return [self[f"t_{one.order}"] for one in self.sections]

    def values(self) -> dict[UUID, tuple[Decimal | None, str]]:
        """Return what was typed for each indicator."""
        sent = self.cleaned_data
        return {one.pk: (sent[f"v_{one.code}"], sent[f"n_{one.code}"].strip()) for one in self.indicators}

    def texts(self) -> dict[UUID, str]:
        """Return what was written in each section."""
        return {one.pk: self.cleaned_data[f"t_{one.order}"] for one in self.sections}


class UploadForm(KitForm):
    """A sheet to read."""

    version = VersionField()
    sheet = PaperField(label=_("The filled-in sheet"), accept=".xlsx,.ods,.xls")


class DecideForm(KitForm):
    """The version that was read, and for a return what must be changed."""

    version = VersionField()
    words = LongText(label=_("What must be changed"), rows=3, required=False)


class ExceptionForm(KitForm):
    """Until when one unit may still send, and why."""

    until = DayField(label=_("May send until"))
    reason = forms.CharField(label=_("Reason"), max_length=400)


class ConsolidateForm(KitForm):
    """The day as known on which the reports are taken together."""

    as_of = DayField(label=_("Figures as of"))


class TakeTextsForm(KitForm):
    """Which units' words go into which section."""

    section = PickField(label=_("Into the section"))
    texts = ManyField(label=_("Words of the units"))

    def __init__(self, *args: Any, report: Report, day: date, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        fields["section"].pick_from((one.pk, one.heading) for one in report.sections.all())
        self.offered = queries.offered_texts(report, day)
        fields["texts"].pick_from(
            (pk, f"{unit} – {heading}: {text[:160]}") for pk, unit, heading, text in self.offered
        )


class ErratumForm(KitForm):
    """What was wrong, what is right, and why."""

    place = forms.CharField(label=_("Where it stands"), max_length=240)
    before = LongText(label=_("It says"), rows=2)
    after = LongText(label=_("It should say"), rows=2)
    reason = forms.CharField(label=_("Reason"), max_length=400)
