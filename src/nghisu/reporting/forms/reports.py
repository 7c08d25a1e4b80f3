"""Forms of reports."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import ConfirmForm, DayField, KitForm, LongText, UnitField, VersionField
from nghisu.kit.pages import Request
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Refusal
from nghisu.reporting.models import Report
from nghisu.reporting.queries import reports as queries
from nghisu.reporting.rules.outline import part_of


class NewReportForm(KitForm):
    """Which quarter of which unit, and as known on which day."""

    unit = UnitField(label=_("Report of"))
    quarter = forms.ChoiceField(label=_("Quarter"))
    as_of = DayField(label=_("Figures as of"))

    def __init__(self, *args: Any, request: Request, **rest: Any) -> None:
        super().__init__(*args, **rest)
        units = queries.reporting_units(request.standing, request.today)
        fields: dict[str, Any] = self.fields
        fields["unit"].pick_from(units)
        if len(units) == 1:
            fields["unit"].initial = units[0][0]
        here = Quarter.of(request.today)
        offered = [here]
        for _number in range(5):
            offered.append(offered[-1].previous)
        fields["quarter"].choices = [(str(one), one.label) for one in offered]
        fields["quarter"].initial = str(here.previous)
        fields["as_of"].initial = request.today

    def chosen_quarter(self) -> Quarter:
        """Return the quarter chosen."""
        return Quarter.parse(self.cleaned_data["quarter"])


class ReportTextForm(KitForm):
    """The text of a draft, a field for each section."""

    version = VersionField()
    subject = forms.CharField(
        label=_("Subject (trích yếu)"), max_length=300, widget=forms.Textarea({"rows": 2})
    )
    signer_title = forms.CharField(label=_("Title of the signatory"), max_length=160, required=False)
    signer_name = forms.CharField(label=_("Name of the signatory"), max_length=120, required=False)
    groups: ClassVar[list[tuple[Any, list[str]]]] = []

    def __init__(self, *args: Any, report: Report, **rest: Any) -> None:
        self.sections = list(report.sections.all())
        rest.setdefault(
            "initial",
            {
                "version": report.version,
                "subject": report.subject,
                "signer_title": report.signer_title,
                "signer_name": report.signer_name,
                **{f"text_{one.order}": one.text for one in self.sections},
            },
        )
        super().__init__(*args, **rest)
        for one in self.sections:
            rows = 3 if part_of(one.heading).value == "part" else 5
            self.fields[f"text_{one.order}"] = LongText(label=one.heading, rows=rows, required=False)
        self.order_fields(
            [
                "version",
                "subject",
                *(f"text_{one.order}" for one in self.sections),
                "signer_title",
                "signer_name",
            ]
        )

    def texts_in_order(self) -> list[str]:
        """Return the names of the fields of the sections."""
        return [f"text_{one.order}" for one in self.sections]

    def texts(self) -> dict[UUID, str]:
        """Return the text of each section."""
        return {one.pk: self.cleaned_data[f"text_{one.order}"] for one in self.sections}

    def place(self, refusal: Refusal) -> str | None:
        """Return the field whose text holds what the refusal speaks of."""
        needle = str(refusal.values.get("code") or refusal.values.get("near") or "")
        for one in self.sections:
            if needle and needle in self.cleaned_data.get(f"text_{one.order}", ""):
                return f"text_{one.order}"
        return None


class TakeFiguresForm(KitForm):
    """The day as known on which the figures are taken."""

    as_of = DayField(label=_("Figures as of"))


class AdoptForm(ConfirmForm):
    """The confirmation, and the version that was read."""

    version = VersionField()


class IssueReportForm(ConfirmForm):
    """Day and signatory, and the confirmation."""

    dated_on = DayField(label=_("Date of the document"))
    signer_title = forms.CharField(label=_("Title of the signatory"), max_length=160)
    signer_name = forms.CharField(label=_("Name of the signatory"), max_length=120)
    field_order = ("dated_on", "signer_title", "signer_name", "typed")
