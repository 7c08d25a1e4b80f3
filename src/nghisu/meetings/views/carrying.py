"""Pages of recurring items, and of taking over what was left open."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.meetings import queries
from nghisu.meetings.actions import carrying as actions
from nghisu.meetings.forms.preparing import BareForm, RecurringForm, TakeOverForm
from nghisu.meetings.queries import carrying, preparing
from nghisu.meetings.views.finding import meeting_to_run_or_404
from nghisu.meetings.views.preparing import ask


@page("meeting.call")
def items_take_over(request: Request, pk: UUID) -> HttpResponse:
    """Put recurring items, items left open and results of circulars onto the agenda."""
    meeting = meeting_to_run_or_404(request, pk)
    parts = queries.parts_and_items(meeting)[0]
    recurring = {one.pk: one for one in carrying.recurring_missing(meeting)}
    left_open = {one.pk: one for one in carrying.carried_over(meeting)}
    circulars = {one.pk: one for one in carrying.circulars_to_report(meeting)}
    form = TakeOverForm(
        request.POST or None,
        parts=[(part.pk, part.title) for part in parts.values()],
        recurring=[(one.pk, one.title) for one in recurring.values()],
        left_open=[
            (
                one.pk,
                _("%(title)s (%(meeting)s)") % {"title": one.title, "meeting": one.part.meeting.title}
                + (f": {one.left_open_note}" if one.left_open_note else ""),
            )
            for one in left_open.values()
        ],
        circulars=[(one.pk, one.title) for one in circulars.values()],
        initial={
            "part": next((key for key, part in parts.items() if not part.is_closed), None),
            "recurring": [str(key) for key in recurring],
            "left_open": [str(key) for key in left_open],
            "circulars": [str(key) for key in circulars],
        },
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        count = attempt(
            form,
            lambda: actions.take_over(
                part=parts[sent["part"]],
                recurring=[recurring[key] for key in sent.get("recurring", [])],
                left_open=[left_open[key] for key in sent.get("left_open", [])],
                circulars=[
                    (
                        circulars[key],
                        _("Report on opinions asked by circular: %(title)s")
                        % {"title": circulars[key].title},
                    )
                    for key in sent.get("circulars", [])
                ],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("%(count)s items are on the agenda.") % {"count": count})
            return redirect("meeting_prepare", pk)
    nothing = not (recurring or left_open or circulars)
    return ask(
        request,
        meeting,
        form,
        heading=_("Take over onto the agenda"),
        lede=_("There is nothing to take over: no recurring item is missing and nothing was left open.")
        if nothing
        else _("Tick what goes onto the agenda; each is offered until it stands on one."),
        act=_("Take over"),
        no_act=nothing,
    )


@page("meeting.call")
def recurring_list(request: Request) -> HttpResponse:
    """Show the recurring items of each body."""
    bodies = [
        (body, queries.body_name(body), carrying.recurring_items(body))
        for body in preparing.bodies_of(request.standing)
    ]
    return render(request, "meetings/recurring.html", {"bodies": bodies, "wanted": queries.WANTED_NAMES})


@page("meeting.call")
def recurring_new(request: Request) -> HttpResponse:
    """Add an item that stands on every agenda of a body."""
    bodies = {body.pk: body for body in preparing.bodies_of(request.standing)}
    form = RecurringForm(
        request.POST or None,
        bodies=[(body.pk, queries.body_name(body)) for body in bodies.values()],
        initial={"body": request.GET.get("body", "")},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        values = {name: sent[name] for name in ("title", "presenter", "minutes", "wanted")}
        attempt(
            form,
            lambda: actions.add_recurring(
                body=bodies[sent["body"]], **values, by=request.standing, at=clock.now()
            ),
        )
        if form.is_valid():
            messages.success(request, _("The item is offered to every session from now on."))
            return redirect("recurring_list")
    return _ask(request, form, heading=_("Add an item of every session"), act=_("Save"))


@page("meeting.call")
def recurring_edit(request: Request, item_pk: UUID) -> HttpResponse:
    """Change a recurring item."""
    item = _recurring(request, item_pk)
    names = ("title", "presenter", "minutes", "wanted", "version")
    form = RecurringForm(
        request.POST or None, is_new=False, initial={name: getattr(item, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.change_recurring(
                item=item,
                expected_version=sent["version"] or 0,
                title=sent["title"],
                presenter=sent["presenter"],
                minutes=sent["minutes"],
                wanted=sent["wanted"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("The item is saved."))
            return redirect("recurring_list")
    return _ask(request, form, heading=_("Change the item of every session"), act=_("Save"))


@page("meeting.call")
def recurring_move(request: Request, item_pk: UUID) -> HttpResponse:
    """Move a recurring item up or down."""
    item = _recurring(request, item_pk)
    if request.method != "POST":
        raise Http404
    actions.move_recurring(item=item, up=request.POST.get("to") == "up", by=request.standing, at=clock.now())
    return redirect("recurring_list")


@page("meeting.call")
def recurring_delete(request: Request, item_pk: UUID) -> HttpResponse:
    """Take out a recurring item, after a question."""
    item = _recurring(request, item_pk)
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.delete_recurring(item=item, by=request.standing, at=clock.now())
        messages.success(request, _("The item is taken out; agendas that have it keep it."))
        return redirect("recurring_list")
    return _ask(
        request,
        form,
        heading=_("Take “%(title)s” out of every further session?") % {"title": item.title},
        act=_("Take it out"),
        is_bad=True,
    )


def _ask(request: Request, form: Any, **words: Any) -> HttpResponse:
    context = {"form": form, "back": reverse("recurring_list"), "meeting": None, **words}
    return render(request, "meetings/ask.html", context, status=status_of(form))


def _recurring(request: Request, item_pk: UUID) -> Any:
    item = carrying.recurring_by_id(item_pk)
    if item is None or item.body.unit_id not in request.standing.reach("meeting.call"):
        raise Http404
    return item
