"""Pages of the remote points: the control board, one point, what is registered of it, and clearance."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.live import address_for
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.meetings import actions, queries
from nghisu.meetings.actions.console import change_point, clear_part, report_upward, solve_incident
from nghisu.meetings.exports import points_sheet
from nghisu.meetings.forms.points import HeadsForm, PointForm, ReachForm, StepForm, UpwardForm
from nghisu.meetings.queries.board import SILENT, TROUBLE, board_of
from nghisu.meetings.queries.clearance import closed_parts
from nghisu.meetings.queries.console import (
    console_of,
    incident_of,
    operator_choices,
    upward_reports,
)
from nghisu.meetings.rules.kinds import BY_CODE
from nghisu.meetings.rules.points import NEXT, STATE_NAMES, PointState
from nghisu.meetings.views.finding import meeting_or_404, point_or_404

LARGEST_POINT_LIST = 1_000


@page(SIGNED_IN)
def point_board(request: Request, pk: UUID) -> HttpResponse:
    """Show the tree of remote points: who reported, who is silent, totals that say what they leave out."""
    meeting = meeting_or_404(request, pk)
    may_see_all = queries.may_see_points(request.standing, meeting)
    if not queries.may_open_points(request.standing, meeting):
        raise Http404
    wanted, sought = request.GET.get("state", ""), request.GET.get("q", "")
    if request.GET.get("export") == "xlsx":
        points = queries.points_visible_to(request.standing, meeting).select_related("operator", "host")
        shown = queries.points_matching(points[:LARGEST_POINT_LIST], state=wanted, text=sought)
        response = HttpResponse(
            points_sheet(meeting, shown),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
        response.headers["Content-Disposition"] = 'attachment; filename="diem-cau.xlsx"'
        return response
    board = board_of(request.standing, meeting, clock.now())
    opened = frozenset(request.GET.getlist("mo")[:LARGEST_POINT_LIST])
    rows = board.shown(state=wanted, text=sought, opened=opened)
    is_own = meeting.kind in BY_CODE and BY_CODE[meeting.kind].is_superiors
    context = {
        "meeting": meeting,
        "board": board,
        "totals": board.totals,
        "rows": rows,
        "is_filtered": bool(wanted or sought),
        "opened": opened,
        "state": wanted,
        "q": sought,
        "states": [(state.value, _(STATE_NAMES[state])) for state in PointState],
        "silent_state": SILENT,
        "trouble_state": TROUBLE,
        "may_see_all": may_see_all,
        "may_change": request.standing.may("point.change", unit=meeting.unit_id),
        "now": clock.now(),
        "live": address_for(topics=[f"points:{meeting.pk}"], holder=f"person:{request.user.pk}")
        if may_see_all
        else "",
        "upward": upward_reports(meeting) if is_own and may_see_all else [],
        "is_own": is_own,
    }
    return render(
        request, "meetings/_board.html" if "manh" in request.GET else "meetings/points.html", context
    )


@page(SIGNED_IN)
def point_detail(request: Request, pk: UUID, point_pk: UUID) -> HttpResponse:
    """Show one point to its operator and the office: state, heads, tests, incidents, history."""
    point = point_or_404(request, pk, point_pk)
    form = HeadsForm(request.POST or None, initial={"heads": point.heads})
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: actions.report_heads(
                point=point, heads=form.cleaned_data["heads"], by=request.standing, at=clock.now()
            ),
        )
        if saved:
            messages.success(request, _("Your report is in. Send another one to correct it."))
            return redirect("point_detail", pk, point_pk)
    return _detail(request, point, form)


def _detail(request: Request, point: Any, form: HeadsForm) -> HttpResponse:
    state = PointState(point.state)
    context = {
        "meeting": point.meeting,
        "point": point,
        "view": console_of(point, clock.now()),
        "node": queries.PointNode(point),
        "form": form,
        "steps": [
            (one.value, _(STATE_NAMES[one]))
            for one in PointState
            if one in NEXT[state] and one not in {PointState.REPORTED, state}
        ],
        "may_report": queries.may_run_point(request.standing, point),
        "may_change": request.standing.may("point.change", unit=point.meeting.unit_id),
        "can_report": state is not PointState.CLOSED,
    }
    return render(request, "meetings/point.html", context, status=status_of(form))


@page(SIGNED_IN)
def point_step(request: Request, pk: UUID, point_pk: UUID) -> HttpResponse:
    """Take a point on to another state, or close an incident of it."""
    point = point_or_404(request, pk, point_pk)
    if request.method != "POST":
        raise Http404
    form = StepForm(request.POST)
    if not form.is_valid():
        raise Http404
    sent = dict(form.cleaned_data)  # a refusal takes its field out of the form
    if sent["incident"]:
        incident = incident_of(point, sent["incident"])
        if incident is None:
            raise Http404
        done = attempt(
            form,
            lambda: solve_incident(
                incident=incident, answer=sent["answer"], by=request.standing, at=clock.now()
            ),
        )
        said = _("The incident is closed.")
    else:
        done = attempt(
            form,
            lambda: actions.change_point_state(
                point=point, state=sent["state"], by=request.standing, at=clock.now()
            ),
        )
        said = _("The point stands at: %(state)s.") % {
            "state": _(STATE_NAMES[PointState(sent["state"] or PointState.REGISTERED)])
        }
    if done:
        messages.success(request, said)
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return redirect("point_detail", pk, point_pk)


@page("point.change")
def point_edit(request: Request, pk: UUID, point_pk: UUID) -> HttpResponse:
    """Change what is registered of a point."""
    point = point_or_404(request, pk, point_pk)
    if not request.standing.may("point.change", unit=point.meeting.unit_id):
        raise Http404
    names = ("name", "place", "operator_name", "phone", "expected", "is_cleared", "is_hall", "version")
    initial = {name: getattr(point, name) for name in names}
    initial |= {"parent": point.parent_id, "operator": point.operator_id}
    form = PointForm(
        request.POST or None,
        initial=initial,
        parents=queries.point_choices(point.meeting, without=point.pk),
        people=operator_choices(request.standing, request.today, point),
    )
    if request.method == "POST" and form.is_valid():
        sent = dict(form.cleaned_data)
        version = sent.pop("version")
        above = queries.points_visible_to(request.standing, point.meeting).filter(pk=sent.pop("parent"))
        saved = attempt(
            form,
            lambda: change_point(
                point=point,
                expected_version=version,
                parent=above.first(),
                by=request.standing,
                at=clock.now(),
                **sent,
            ),
        )
        if saved:
            messages.success(request, _("The point is saved."))
            return redirect("point_detail", pk, point_pk)
    context = {"meeting": point.meeting, "point": point, "form": form}
    return render(request, "meetings/point_form.html", context, status=status_of(form))


@page("point.change")
def point_clearance(request: Request, pk: UUID) -> HttpResponse:
    """Say which points the closed parts reach; nothing of a closed part goes anywhere else."""
    meeting = meeting_or_404(request, pk)
    if not request.standing.may("point.change", unit=meeting.unit_id):
        raise Http404
    reaches = closed_parts(request.standing, meeting)
    sent_to = request.POST.get("part", "")
    forms = []
    for reach in reaches:
        is_sent = request.method == "POST" and sent_to == str(reach.part.pk)
        initial = {"part": reach.part.pk, "is_personnel": reach.part.is_personnel, "codes": reach.codes}
        form = ReachForm(
            request.POST if is_sent else None, initial=initial, auto_id=f"id_{reach.part.order}_%s"
        )
        forms.append((reach, form))
        if is_sent and form.is_valid():
            saved = attempt(
                form,
                lambda reach=reach, form=form: clear_part(  # type: ignore[misc]
                    part=reach.part,
                    is_personnel=form.cleaned_data["is_personnel"],
                    codes=form.cleaned_data["codes"].replace(",", " ").replace(";", " ").split(),
                    by=request.standing,
                    at=clock.now(),
                ),
            )
            if saved is not None:
                messages.success(request, _("It is saved which points this part reaches."))
                return redirect("point_clearance", pk)
    wrong = any(form.is_bound and form.errors for _reach, form in forms)
    context = {"meeting": meeting, "forms": forms}
    return render(request, "meetings/clearance.html", context, status=422 if wrong else 200)


@page("point.change")
def point_upward(request: Request, pk: UUID) -> HttpResponse:
    """Tell the superior, whose conference we join as one point, how many are at ours."""
    meeting = meeting_or_404(request, pk)
    if not request.standing.may("point.change", unit=meeting.unit_id):
        raise Http404
    form = UpwardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = attempt(
            form,
            lambda: report_upward(
                meeting=meeting, told=form.cleaned_data["told"], by=request.standing, at=clock.now()
            ),
        )
        if told:
            messages.success(
                request,
                _("Kept: %(heads)s people, %(reported)s of %(points)s points.")
                % {"heads": told.heads, "reported": told.reported, "points": told.points},
            )
            return redirect("point_upward", pk)
    context = {
        "meeting": meeting,
        "form": form,
        "totals": queries.point_totals(meeting),
        "reports": upward_reports(meeting),
    }
    return render(request, "meetings/upward.html", context, status=status_of(form))
