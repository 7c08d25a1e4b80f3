"""Situation reports: the list, one with its table, beginning, wording and issuing it, and what goes down."""

import uuid
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.documents.actions import Signer
from nghisu.kit import clock, docx, pdf
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.kit.tables import Badge, Column, Filter, Table
from nghisu.organisation.queries import name_in, names_in
from nghisu.situation.actions import reports as actions
from nghisu.situation.exports import reports as exports
from nghisu.situation.forms.reports import IssueForm, NewReportForm, ToldForm, WordReportForm
from nghisu.situation.queries import of_state, topics_visible_to
from nghisu.situation.queries import reports as queries
from nghisu.situation.queries.report_paper import IN_NAME_OF, table_shown, topic_lines
from nghisu.situation.queries.reports import period_words
from nghisu.situation.rules.reports import PERIOD_WORDS, STATE_WORDS, ReportKind, ReportState
from nghisu.situation.rules.suppression import Shown
from nghisu.situation.rules.synthesis import Printed
from nghisu.situation.rules.topics import SIZE_WORDS, TOPIC_TONES, Size, TopicState
from nghisu.situation.views.issues import badge_of as issue_badge

TONES = {ReportState.DRAFT: "warn", ReportState.ISSUED: "good"}
YEARS_OFFERED = 6


def badge_of(report: Any) -> Badge:
    """Return where a report stands."""
    state = ReportState(report.state)
    return Badge(TONES[state], gettext(STATE_WORDS[state]))


def printed_words(printed: Printed | None, threshold: int) -> Any:
    """Return a printed count as pages say it."""
    if printed is None:
        return "–"
    if printed == Shown.FEW.value:
        return gettext("fewer than %(k)s") % {"k": threshold}
    return gettext("not given") if printed == Shown.KEPT.value else printed


class SituationReportsTable(Table):
    """The reports that the reader may see: of the own house, and what superiors issued."""

    title = _("Situation reports")
    columns: ClassVar[Sequence[Column]] = [
        Column(
            "last",
            _("Period"),
            sort=("last", "kind"),
            value=lambda one: period_words(one.period),
            main=True,
            link="synthesis_detail",
        ),
        Column("unit_name", _("Report of"), sort="unit__code"),
        Column("state", _("State"), sort="state", value=badge_of),
        Column("issued_on", _("Issued on"), sort="issued_on"),
        Column(
            "reference", _("Number and symbol"), value=lambda one: one.document and one.document.reference
        ),
        Column("feedback", _("Feedback"), value=lambda one: bool(one.feedback)),
        Column("focus", _("Focus"), value=lambda one: bool(one.focus)),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        Filter("kind", _("Period"), choices=[(one.value, _(PERIOD_WORDS[one])) for one in ReportKind]),
        Filter(
            "state",
            _("State"),
            choices=[(one.value, _(STATE_WORDS[one])) for one in ReportState],
            apply=of_state,
        ),
        Filter(
            "year",
            _("Year"),
            choices=lambda table: [
                (str(year), str(year))
                for year in range(table.request.today.year, table.request.today.year - YEARS_OFFERED, -1)
            ],
            apply=queries.of_year,
        ),
    ]
    order = "-last"
    empty_title = _("No situation report was made yet")
    empty_hint = _("A report is made of the topics of a month or quarter that is over.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        names = names_in(self.request.standing.tree, {one.unit_id for one in rows}, self.request.as_of)
        for one in rows:
            one.unit_name = names.get(one.unit_id) or one.unit.code
        return rows


@page("synthesis.see")
def synthesis_list(request: Request) -> HttpResponse:
    """List the reports."""
    context = {"may_begin": bool(queries.committees_reporting(request.standing))}
    rows = queries.reports_visible_to(request.standing)
    return SituationReportsTable(request, rows).respond("situation/reports.html", context)


@page("synthesis.write")
def synthesis_new(request: Request) -> HttpResponse:
    """Begin the report of a closed period."""
    units = queries.committees_reporting(request.standing)
    names = names_in(request.standing.tree, units, request.today)
    form: Any = NewReportForm(
        request.POST or None,
        initial={
            "unit": str(units[0]) if len(units) == 1 else "",
            "period": request.GET.get("ky", ""),
        },
    )
    form.fields["unit"].pick_from(sorted(names.items(), key=lambda pair: pair[1]))
    periods = dict.fromkeys(
        period for unit in units for period in queries.periods_to_begin(unit, request.today)
    )
    form.fields["period"].choices = [(str(one), period_words(one)) for one in periods]
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        report = attempt(
            form,
            lambda: actions.begin_report(
                unit=queries.unit_of(cleaned["unit"]),
                period=cleaned["period"],
                declared=cleaned["declared"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if report:
            messages.success(request, gettext("The report is begun; its table is made of the topics."))
            return redirect("synthesis_detail", pk=report.pk)
    context = {
        "form": form,
        "title": gettext("Begin a situation report"),
        "action": gettext("Begin a situation report"),
        "back": reverse("synthesis_list"),
    }
    return render(request, "situation/form.html", context, status=status_of(form))


def _found(request: Request, pk: uuid.UUID) -> Any:
    report = queries.report_visible_to(request.standing, pk)
    if report is None:
        raise Http404
    return report


@page("synthesis.see")
def synthesis_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show a report: its words, its table as it was frozen or would be, feedback and focus.

    Nothing in the address changes the table: the period is closed and its topics are those of the committee.
    """
    report = _found(request, pk)
    standing, period = request.standing, report.period
    may_write = standing.may("synthesis.write", unit=report.unit_id)
    table = table_shown(report, standing.tree)
    is_month = period.kind is ReportKind.MONTH
    heads = [gettext(SIZE_WORDS[one]).capitalize() for one in Size]
    if not is_month:
        heads = [period_words(one) for one in period.months]
    shown = set(
        topics_visible_to(standing)
        .filter(pk__in=[one["topic"] for one in table["lines"]])
        .values_list("pk", flat=True)
    )
    lines = [
        {
            "title": line.title,
            "field": line.field,
            "url": reverse("topic_detail", args=[raw["topic"]]) if uuid.UUID(raw["topic"]) in shown else "",
            "cells": [
                (head, printed_words(one, line.threshold))
                for head, one in zip(heads, line.counts[:-1] if is_month else line.months, strict=True)
            ],
            "total": printed_words(line.counts[-1], line.threshold),
            "size": line.size,
            "state": Badge(TOPIC_TONES[TopicState(raw["state"])], line.state),
            "outcome": line.outcome,
            "authority": line.authority,
        }
        for line, raw in zip(topic_lines(table), table["lines"], strict=True)
    ]
    urgent: list[Any] = queries.urgent_in(report.unit_id, period) if may_write else []
    for one in urgent:
        one.badge = issue_badge(one)
    is_draft = not report.is_issued
    context = {
        "report": report,
        "title": period_words(period),
        "unit_name": name_in(standing.tree, report.unit_id, request.as_of),
        "badge": badge_of(report),
        "is_month": is_month,
        "heads": heads,
        "lines": lines,
        "urgent": urgent,
        "waiting": queries.waiting_in(report.unit_id, period) if is_draft else 0,
        "months_missing": is_draft and queries.months_missing(report.unit_id, period),
        "may_word": is_draft and may_write,
        "may_issue": is_draft and standing.may("synthesis.issue", unit=report.unit_id),
        "may_guide": not is_draft and standing.may("synthesis.guide", unit=report.unit_id),
    }
    return render(request, "situation/report.html", context)


@page("synthesis.write")
def synthesis_edit(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Write what stands beside the table."""
    report = _found(request, pk)
    if report.is_issued or not request.standing.may("synthesis.write", unit=report.unit_id):
        raise Http404
    names = ("version", "attention", "assessment", "proposals", "signer_title", "signer_name")
    form = WordReportForm(request.POST or None, initial={name: getattr(report, name) for name in names})
    if request.method == "POST" and form.is_valid():
        worded = attempt(
            form,
            lambda: actions.word_report(
                report=report, by=request.standing, at=clock.now(), **form.cleaned_data
            ),
        )
        if worded:
            messages.success(request, gettext("The draft is saved."))
            return redirect("synthesis_detail", pk=report.pk)
    context = {
        "form": form,
        "title": gettext("Write the report: %(period)s") % {"period": period_words(report.period)},
        "action": gettext("Save the draft"),
        "back": reverse("synthesis_detail", args=[report.pk]),
    }
    return render(request, "situation/form.html", context, status=status_of(form))


@page("synthesis.issue")
def synthesis_issue(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Send the report out by a document, after a confirmation."""
    report = _found(request, pk)
    if report.is_issued or not request.standing.may("synthesis.issue", unit=report.unit_id):
        raise Http404
    form = IssueForm(
        request.POST or None,
        name=period_words(report.period),
        initial={
            "version": report.version,
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
            return redirect("synthesis_detail", pk=report.pk)
    context = {
        "form": form,
        "title": gettext("Issue the situation report"),
        "warning": gettext(
            "The report gets its number and goes to the superiors; the units under the committee read it. "
            "Its words and its table stay as they are."
        ),
        "action": gettext("Issue the report"),
        "back": reverse("synthesis_detail", args=[report.pk]),
        "waiting": queries.waiting_in(report.unit_id, report.period),
        "months_missing": queries.months_missing(report.unit_id, report.period),
    }
    return render(request, "situation/report_issue.html", context, status=status_of(form))


def _issue(request: Request, report: Any, cleaned: dict[str, Any]) -> Any:
    signer = Signer(name=cleaned["signer_name"], title=cleaned["signer_title"], in_name_of=IN_NAME_OF)
    return actions.issue_report(
        report=report,
        version=cleaned["version"],
        dated_on=cleaned["dated_on"],
        signer=signer,
        by=request.standing,
        at=clock.now(),
    )


def _tell(request: Request, pk: uuid.UUID, what: str, title: str, action: Callable[..., Any]) -> HttpResponse:
    report = _found(request, pk)
    if not report.is_issued or not request.standing.may("synthesis.guide", unit=report.unit_id):
        raise Http404
    form = ToldForm(request.POST or None, initial={"version": report.version, "words": getattr(report, what)})
    if request.method == "POST" and form.is_valid():
        told = attempt(
            form,
            lambda: action(report=report, by=request.standing, at=clock.now(), **form.cleaned_data),
        )
        if told:
            messages.success(request, gettext("The units under the committee read it from now on."))
            return redirect("synthesis_detail", pk=report.pk)
    context = {
        "form": form,
        "title": title,
        "about": period_words(report.period),
        "action": gettext("Tell the units"),
        "back": reverse("synthesis_detail", args=[report.pk]),
    }
    return render(request, "situation/form.html", context, status=status_of(form))


@page("synthesis.guide")
def synthesis_feedback(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Tell the units what was said of what they raised."""
    return _tell(request, pk, "feedback", gettext("Feedback to the units"), actions.give_feedback)


@page("synthesis.guide")
def synthesis_focus(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Tell the units what to attend to next."""
    return _tell(request, pk, "focus", gettext("Focus of the next period"), actions.set_focus)


WRITERS = {"docx": (exports.as_docx, docx.MEDIA_TYPE), "pdf": (exports.as_pdf, pdf.MEDIA_TYPE)}


@page("synthesis.see")
def synthesis_file(request: Request, pk: uuid.UUID, suffix: str) -> HttpResponse:
    """Give the report in its official form."""
    report = _found(request, pk)
    write, media_type = WRITERS[suffix]
    return attachment(write(report, request.standing.tree), media_type, exports.file_name(report, suffix))
