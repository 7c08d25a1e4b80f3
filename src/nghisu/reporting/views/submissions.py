"""Pages of those who are asked: fill in, send; and of those who accept or return."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.kit import clock, files, sheets
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.kit.refusals import NotAllowed
from nghisu.kit.tables import Badge, Column, Filter, Several, Table
from nghisu.reporting.actions import campaigns as actions
from nghisu.reporting.exports import campaigns as exports
from nghisu.reporting.forms.campaigns import DecideForm, ExceptionForm, FillForm, UploadForm
from nghisu.reporting.queries import campaigns as queries
from nghisu.reporting.queries.reports import with_names
from nghisu.reporting.rules.campaigns import STATUS_NAMES
from nghisu.reporting.views.campaigns import status_badge

if TYPE_CHECKING:
    from nghisu.reporting.models import Submission


def _state(one: Any) -> Any:
    badge = status_badge(one.status)
    return Several([badge, Badge("warn", gettext("late"))]) if one.is_late else badge


class SubmissionTable(Table):
    """Reports asked of units that the reader may see."""

    title = _("Reports asked of units")
    columns = (
        Column(
            "title",
            _("Report"),
            sort="campaign__title",
            value=lambda one: one.campaign.title,
            link="submission_detail",
            main=True,
        ),
        Column("unit_name", _("Unit"), sort="unit__code"),
        Column("due_on", _("Due on"), sort="campaign__due_on", value=lambda one: one.campaign.due_on),
        Column("submitted_at", _("Sent in"), sort="submitted_at"),
        Column("round", _("Time sent in"), number=True),
        Column("status", _("State"), sort="status", value=_state),
    )
    filters = (
        Filter(
            "status",
            _("State"),
            choices=lambda table: [(state.value, gettext(name)) for state, name in STATUS_NAMES.items()],
        ),
    )
    order = "-due_on"
    empty_title = _("No report is asked of your unit")
    empty_hint = _("When a superior asks for one, it stands here with its due day.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        names = with_names(rows, self.request.as_of)
        for row in rows:
            row.unit_name = names.get(row.unit_id, row.unit.code)
        return rows


@page("submission.see")
def submission_list(request: Request) -> HttpResponse:
    """Show the reports asked of the reader's unit, and of the units that it asks."""
    return SubmissionTable(request, queries.submissions_visible_to(request.standing)).respond(
        "reporting/submission_list.html", {}
    )


def _found(request: Request, pk: UUID) -> "Submission":
    submission = queries.submission_visible_to(request.standing, pk)
    if submission is None:
        raise Http404
    return submission


@page("submission.see")
def submission_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a unit's report, its steps, and what changed from round to round."""
    return _detail(request, _found(request, pk))


def _detail(request: Request, submission: "Submission", status: int = 200, **rest: Any) -> HttpResponse:
    campaign = submission.campaign
    values, texts = queries.values_of(submission), queries.texts_of(submission)
    before = queries.earlier_round(submission)
    may_run = queries.may_run(request.standing, campaign)
    context = {
        "submission": submission,
        "campaign": campaign,
        "unit_name": with_names([submission], campaign.as_of).get(submission.unit_id, submission.unit.code),
        "state": status_badge(submission.status).html(),
        "lines": [
            (one, values.get(one.pk), before.get(one.pk)) for one in campaign.template.indicators.all()
        ],
        "has_earlier": submission.round > 1,
        "words": [(one, texts.get(one.pk)) for one in campaign.template.sections.all()],
        "spans": submission.spans.select_related("by"),
        "changes": queries.changes_of(submission),
        "may_fill": queries.may_fill(request.standing, submission),
        "may_accept": may_run and submission.is_submitted,
        "may_return": may_run and (submission.is_submitted or submission.is_accepted),
        "may_except": may_run and request.today > campaign.close_on and not submission.is_accepted,
        "sees_campaign": queries.campaign_visible_to(request.standing, campaign.pk) is not None,
        "decide": DecideForm(initial={"version": submission.version}),
        "exception": ExceptionForm(),
        **rest,
    }
    return render(request, "reporting/submission_detail.html", context, status=status)


@page("submission.fill")
def submission_fill(request: Request, pk: UUID) -> HttpResponse:
    """Fill in the report of one's unit."""
    submission = _found(request, pk)
    if not queries.may_fill(request.standing, submission):
        raise NotAllowed
    form = FillForm(request.POST or None, submission=submission)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.fill(
                submission=submission,
                expected_version=form.cleaned_data["version"],
                values=form.values(),
                texts=form.texts(),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("Your numbers are kept. Send the report in when it is whole."))
            return HttpResponseRedirect(reverse("submission_detail", args=[submission.pk]))
    context = {
        "form": form,
        "submission": submission,
        "campaign": submission.campaign,
        "upload": UploadForm(initial={"version": submission.version}),
    }
    return render(request, "reporting/submission_fill.html", context, status=status_of(form))


@page("submission.see")
def submission_sheet(request: Request, pk: UUID) -> HttpResponse:
    """Give the report as a sheet to fill in."""
    submission = _found(request, pk)
    name = f"bao-cao-{submission.unit.code}-{submission.campaign.period}.xlsx"
    return attachment(exports.answer_sheet(submission), sheets.SHEET_TYPE, name)


@page("submission.fill")
@require_POST
def submission_upload(request: Request, pk: UUID) -> HttpResponse:
    """Take the numbers of a filled-in sheet."""
    submission = _found(request, pk)
    if not queries.may_fill(request.standing, submission):
        raise NotAllowed
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():

        def take() -> Any:
            checked = files.check(form.cleaned_data["sheet"], kinds=sheets.SHEET_KINDS)
            return actions.fill(
                submission=submission,
                expected_version=form.cleaned_data["version"],
                values=exports.answers(checked, submission),
                texts={},
                by=request.standing,
                at=clock.now(),
            )

        if attempt(form, take):
            messages.success(
                request, gettext("The sheet is taken. Look through the numbers, then send it in.")
            )
            return HttpResponseRedirect(reverse("submission_detail", args=[submission.pk]))
    context = {
        "form": FillForm(submission=submission),
        "submission": submission,
        "campaign": submission.campaign,
        "upload": form,
    }
    return render(request, "reporting/submission_fill.html", context, status=422)


def _act(request: Request, pk: UUID, act: Any, said: str, *, runs: bool = False) -> HttpResponse:
    submission = _found(request, pk)
    if runs and not queries.may_run(request.standing, submission.campaign):
        raise NotAllowed
    form = DecideForm(request.POST)
    if form.is_valid():
        values = form.cleaned_data
        done = attempt(form, lambda: act(submission, values))
        if done:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("submission_detail", args=[submission.pk]))
    return _detail(request, submission, status=422, decide=form, form=form)


@page("submission.fill")
@require_POST
def submission_submit(request: Request, pk: UUID) -> HttpResponse:
    """Send the report in."""
    return _act(
        request,
        pk,
        lambda submission, values: actions.submit(
            submission=submission,
            expected_version=values["version"],
            by=request.standing,
            at=clock.now(),
        ),
        gettext("The report is sent in."),
    )


@page("campaign.see")
@require_POST
def submission_accept(request: Request, pk: UUID) -> HttpResponse:
    """Accept a unit's report."""
    return _act(
        request,
        pk,
        lambda submission, values: actions.accept(
            submission=submission,
            expected_version=values["version"],
            by=request.standing,
            at=clock.now(),
        ),
        gettext("The report is accepted and stands in the sums."),
        runs=True,
    )


@page("campaign.see")
@require_POST
def submission_return(request: Request, pk: UUID) -> HttpResponse:
    """Return a unit's report with a reason."""
    return _act(
        request,
        pk,
        lambda submission, values: actions.give_back(
            submission=submission,
            expected_version=values["version"],
            words=values["words"],
            by=request.standing,
            at=clock.now(),
        ),
        gettext("The report is returned; the unit reads why."),
        runs=True,
    )


@page("campaign.see")
@require_POST
def submission_except(request: Request, pk: UUID) -> HttpResponse:
    """Let one unit send after the close day."""
    submission = _found(request, pk)
    if not queries.may_run(request.standing, submission.campaign):
        raise NotAllowed
    form = ExceptionForm(request.POST)
    if form.is_valid():
        done = attempt(
            form,
            lambda: actions.except_from_close(
                submission=submission, **form.cleaned_data, by=request.standing, at=clock.now()
            ),
        )
        if done:
            messages.success(request, gettext("The exception is recorded."))
            return HttpResponseRedirect(reverse("submission_detail", args=[submission.pk]))
    return _detail(request, submission, status=422, exception=form, form=form)
