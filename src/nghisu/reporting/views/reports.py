"""Pages of reports."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.documents.actions import Signer
from nghisu.documents.queries import units_by_id
from nghisu.documents.rules import form_check
from nghisu.kit import clock, docx, pdf
from nghisu.kit.pages import Request, attachment, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import NotAllowed
from nghisu.kit.tables import Badge, Column, Filter, Table
from nghisu.reporting.actions import reports as actions
from nghisu.reporting.exports import reports as exports
from nghisu.reporting.forms.reports import (
    AdoptForm,
    IssueReportForm,
    NewReportForm,
    ReportTextForm,
    TakeFiguresForm,
)
from nghisu.reporting.queries import reports as queries
from nghisu.reporting.queries.campaigns import campaign_of, campaign_visible_to, errata_of
from nghisu.reporting.rules.states import STATE_NAMES
from nghisu.reporting.rules.text import BrokenReference, UnknownFigure

if TYPE_CHECKING:
    from nghisu.reporting.models import Report

TONES = {"draft": "plain", "adopted": "info", "issued": "good"}


def state_badge(report: "Report") -> Badge:
    """Return the state as a word with a colour."""
    return Badge(TONES[report.status], gettext(report.state_name))


class ReportTable(Table):
    """All reports that the reader may see."""

    columns = (
        Column(
            "quarter",
            _("Quarter"),
            sort=("year", "quarter_number"),
            value=lambda one: one.quarter.label,
            link="report_detail",
        ),
        Column("unit_name", _("Unit")),
        Column("subject", _("Subject"), link="report_detail", main=True),
        Column("as_of", _("Figures as of"), sort="as_of"),
        Column("done", _("Done"), number=True),
        Column(
            "reference", _("Number and symbol"), value=lambda one: one.document and one.document.reference
        ),
        Column("status", _("State"), sort="status", value=state_badge),
    )
    filters = (
        Filter(
            "status",
            _("State"),
            choices=lambda table: [(state.value, gettext(name)) for state, name in STATE_NAMES.items()],
        ),
    )
    order = "-quarter"
    empty_title = _("No report has been drafted")
    empty_hint = _("Begin one: the outline and its figures are filled from the records.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        names = queries.with_names(rows, self.request.as_of)
        done = queries.done_of(rows)
        for row in rows:
            row.unit_name = names.get(row.unit_id, "")
            row.done = done.get(row.pk)
        return rows


@page("report.see")
def report_list(request: Request) -> HttpResponse:
    """Show the reports."""
    may_write = request.standing.may_somewhere("report.write")
    rows = queries.reports_visible_to(request.standing)
    if request.as_of != request.today:
        rows = rows.filter(drafted_at__date__lte=request.as_of)
    table = ReportTable(request, rows, title=gettext("Reports"))
    if may_write:
        table.empty_url, table.empty_action = reverse("report_new"), _("Begin a report")
    context = {
        "may_write": may_write,
        "may_campaigns": request.standing.may_somewhere("campaign.see"),
        "may_between": request.standing.may_somewhere("report.see_draft"),
        "may_situation": request.standing.may_somewhere("synthesis.see"),
        "may_answer": request.standing.may_somewhere("submission.see"),
    }
    return table.respond("reporting/list.html", context)


def _found(request: Request, pk: UUID) -> "Report":
    report = queries.report_visible_to(request.standing, pk)
    if report is None:
        raise Http404
    return report


@page("report.write")
def report_new(request: Request) -> HttpResponse:
    """Begin a report."""
    form = NewReportForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        unit = form.cleaned_data["unit"]
        drafter = queries.drafter_for(request.standing, unit)
        units = units_by_id([unit, drafter])
        report = attempt(
            form,
            lambda: actions.draft_report(
                unit=units[unit],
                drafter=units[drafter],
                quarter=form.chosen_quarter(),
                as_of=form.cleaned_data["as_of"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if report:
            messages.success(request, gettext("The draft is begun; its figures are taken from the records."))
            return HttpResponseRedirect(reverse("report_detail", args=[report.pk]))
    context = {"form": form, "title": gettext("Begin a report"), "back": reverse("report_list")}
    return render(request, "reporting/form.html", context, status=status_of(form))


def _may_write(request: Request, report: "Report") -> bool:
    return report.is_draft and request.standing.may(
        "report.write", unit=report.unit_id, drafter=report.drafter_unit_id
    )


@page("report.see")
def report_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a report with its figures, what is missing and whether its paper agrees with the form."""
    return _detail(request, _found(request, pk))


def _detail(request: Request, report: "Report", status: int = 200, **rest: Any) -> HttpResponse:
    figures = queries.shown_figures(report, today=request.today)
    form = queries.form_of(report)
    findings = form_check.check(exports.as_docx(report), form)
    campaign = campaign_of(report)
    context = {
        "report": report,
        "unit_name": queries.with_names([report], report.as_of).get(report.unit_id, ""),
        "state": state_badge(report).html(),
        "sections": queries.shown_sections(report, figures),
        "figures": figures,
        "stale": [one for one in figures if one.is_used and one.is_stale],
        "empty_headings": queries.empty_headings(report),
        "typed_numbers": queries.typed_numbers(report),
        "findings": findings,
        "faults": form_check.faults(findings),
        "form_name": form.name,
        "is_form_confirmed": form.is_confirmed,
        "may_write": _may_write(request, report),
        "may_adopt": report.is_draft and request.standing.may("report.adopt", unit=report.unit_id),
        "may_issue": report.is_adopted and request.standing.may("document.issue", unit=report.unit_id),
        "may_put_right": not report.is_draft and request.standing.may("report.adopt", unit=report.unit_id),
        "campaign": campaign,
        "sees_campaign": campaign is not None
        and campaign_visible_to(request.standing, campaign.pk) is not None,
        "errata": errata_of(report),
        "proposals": queries.proposals_shown(report, request.standing),
        "figures_form": TakeFiguresForm(initial={"as_of": request.today}),
        **rest,
    }
    return render(request, "reporting/detail.html", context, status=status)


@page("report.write")
def report_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change the text of a draft."""
    report = _found(request, pk)
    if not _may_write(request, report):
        raise NotAllowed
    form = ReportTextForm(request.POST or None, report=report)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            actions.revise_report(
                report=report,
                expected_version=values["version"],
                texts=form.texts(),
                subject_line=values["subject"],
                signer_name=values["signer_name"],
                signer_title=values["signer_title"],
                by=request.standing,
                at=clock.now(),
            )
        except (UnknownFigure, BrokenReference) as refusal:
            form.add_error(form.place(refusal), sentence_of(refusal))
        else:
            messages.success(request, gettext("The draft is saved."))
            return HttpResponseRedirect(reverse("report_detail", args=[report.pk]))
    context = {
        "form": form,
        "report": report,
        "title": gettext("Change the text"),
        "back": reverse("report_detail", args=[report.pk]),
        "figures": queries.shown_figures(report, today=request.today),
    }
    return render(request, "reporting/edit.html", context, status=status_of(form))


@page("report.write")
@require_POST
def report_take_figures(request: Request, pk: UUID) -> HttpResponse:
    """Take the figures anew."""
    report = _found(request, pk)
    form = TakeFiguresForm(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: actions.take_figures(
                report=report, as_of=form.cleaned_data["as_of"], by=request.standing, at=clock.now()
            ),
        )
        if done:
            messages.success(request, gettext("The figures are taken anew."))
            return HttpResponseRedirect(reverse("report_detail", args=[report.pk]))
    return _detail(request, report, status=422, figures_form=form)


@page("report.adopt")
def report_adopt(request: Request, pk: UUID) -> HttpResponse:
    """Adopt a draft after a confirmation."""
    report = _found(request, pk)
    request.standing.require("report.adopt", unit=report.unit_id)
    form = AdoptForm(
        request.POST or None, name=f"Báo cáo quý {report.quarter.label}", initial={"version": report.version}
    )
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.adopt_report(
                report=report,
                expected_version=form.cleaned_data["version"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The report is adopted; its figures stay as they are."))
            return HttpResponseRedirect(reverse("report_detail", args=[report.pk]))
    context = {
        "form": form,
        "title": gettext("Adopt the report"),
        "warning": gettext("Text and figures can no longer be changed after this; corrections are errata."),
        "action": gettext("Adopt"),
        "back": reverse("report_detail", args=[report.pk]),
    }
    return render(request, "kit/confirm.html", context, status=status_of(form))


@page("document.issue")
def report_issue(request: Request, pk: UUID) -> HttpResponse:
    """Send an adopted report out as a document, after a confirmation."""
    report = _found(request, pk)
    request.standing.require("document.issue", unit=report.unit_id)
    form = IssueReportForm(
        request.POST or None,
        name=f"Báo cáo quý {report.quarter.label}",
        initial={
            "dated_on": request.today,
            "signer_title": report.signer_title,
            "signer_name": report.signer_name,
        },
    )
    if request.method == "POST" and form.is_valid():
        issued = attempt(form, lambda: _issue(request, report, form.cleaned_data))
        if issued:
            messages.success(
                request, gettext("Issued as %(reference)s.") % {"reference": issued.document.reference}
            )
            return HttpResponseRedirect(reverse("report_detail", args=[report.pk]))
    context = {
        "form": form,
        "title": gettext("Issue the report"),
        "warning": gettext("The report gets its number, and goes out to its recipients with its paper."),
        "action": gettext("Issue"),
        "back": reverse("report_detail", args=[report.pk]),
    }
    return render(request, "kit/confirm.html", context, status=status_of(form))


def _issue(request: Request, report: "Report", values: dict[str, Any]) -> "Report":
    return actions.issue_report(
        report=report,
        dated_on=values["dated_on"],
        signer=Signer(name=values["signer_name"], title=values["signer_title"], in_name_of=report.in_name_of),
        by=request.standing,
        at=clock.now(),
    )


WRITERS = {"docx": (exports.as_docx, docx.MEDIA_TYPE), "pdf": (exports.as_pdf, pdf.MEDIA_TYPE)}


@page("report.see")
def report_file(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the report in its official form."""
    report = _found(request, pk)
    write, media_type = WRITERS[suffix]
    name = exports.file_name(report, suffix)
    return attachment(write(report), media_type, name)
