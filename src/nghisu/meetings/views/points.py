"""Pages of the remote points."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.meetings import actions, queries
from nghisu.meetings.exports import points_sheet
from nghisu.meetings.forms import HeadsForm
from nghisu.meetings.rules.points import NEXT, STATE_NAMES, PointState
from nghisu.meetings.views.finding import meeting_or_404

LARGEST_POINT_LIST = 1_000


@page(SIGNED_IN)
def point_board(request: Request, pk: UUID) -> HttpResponse:
    """Show the tree of remote points: who reported, who is silent, totals that say what they leave out."""
    meeting = meeting_or_404(request, pk)
    points = list(
        queries.points_visible_to(request.standing, meeting).select_related("operator", "host")[
            :LARGEST_POINT_LIST
        ]
    )
    if not points and not queries.may_see_points(request.standing, meeting):
        raise Http404
    wanted = request.GET.get("state", "")
    sought = request.GET.get("q", "")
    shown = queries.points_matching(points, state=wanted, text=sought)
    if request.GET.get("export") == "xlsx":
        response = HttpResponse(
            points_sheet(meeting, shown),
            content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        )
        response.headers["Content-Disposition"] = 'attachment; filename="diem-cau.xlsx"'
        return response
    return render(
        request,
        "meetings/points.html",
        {
            "meeting": meeting,
            "totals": queries.totals_of(points),
            "silent": queries.silent_points(points),
            "rows": [row for node in queries.point_tree(shown) for row in node.flat()],
            "is_filtered": bool(wanted or sought),
            "shown_count": len(shown),
            "state": wanted,
            "q": sought,
            "states": [(state.value, _(STATE_NAMES[state])) for state in PointState],
            "may_see_all": queries.may_see_points(request.standing, meeting),
        },
    )


@page(SIGNED_IN)
def point_detail(request: Request, pk: UUID, point_pk: UUID) -> HttpResponse:
    """Show one point to its operator and the office: state, heads, history."""
    point = _point(request, pk, point_pk)
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
    context = {
        "meeting": point.meeting,
        "point": point,
        "node": queries.PointNode(point),
        "form": form,
        "reports": point.reports.order_by("-at"),
        "steps": [
            (state.value, _(STATE_NAMES[state]))
            for state in PointState
            if state in NEXT[PointState(point.state)] and state != PointState.REPORTED
        ],
        "may_report": queries.may_run_point(request.standing, point),
        "can_report": PointState.REPORTED in NEXT[PointState(point.state)],
    }
    return render(request, "meetings/point.html", context, status=status_of(form))


@page(SIGNED_IN)
def point_step(request: Request, pk: UUID, point_pk: UUID) -> HttpResponse:
    """Take a point on to another state."""
    point = _point(request, pk, point_pk)
    state = request.POST.get("state", "")
    if request.method != "POST" or state not in {one.value for one in PointState}:
        raise Http404
    actions.change_point_state(point=point, state=state, by=request.standing, at=clock.now())
    messages.success(
        request, _("The point stands at: %(state)s.") % {"state": _(STATE_NAMES[PointState(state)])}
    )
    return redirect("point_detail", pk, point_pk)


def _point(request: Request, pk: UUID, point_pk: UUID) -> Any:
    meeting = meeting_or_404(request, pk)
    point = (
        queries.points_visible_to(request.standing, meeting)
        .select_related("meeting", "operator", "host", "parent")
        .filter(pk=point_pk)
        .first()
    )
    if point is None:
        raise Http404
    return point
