"""Pages that prepare a meeting: parts, chairs, agenda, summoned lists, another day, called off."""

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
from nghisu.meetings.actions import preparing as actions
from nghisu.meetings.forms import ItemForm
from nghisu.meetings.forms.preparing import (
    BareForm,
    CopyListForm,
    LeftOpenForm,
    PartForm,
    PeopleForm,
    PostponeForm,
    ReasonForm,
    SummonsForm,
)
from nghisu.meetings.queries import carrying, preparing
from nghisu.meetings.views.finding import meeting_to_run_or_404


def ask(request: Request, meeting: Any, form: Any, **words: Any) -> HttpResponse:
    """Show a form, or a bare question, under a meeting. Words: heading, warning, act, back, is_bad, lede."""
    words.setdefault("back", reverse("meeting_prepare", args=[meeting.pk]))
    words.setdefault("act", _("Save"))
    context = {"meeting": meeting, "form": form, **words}
    return render(request, "meetings/ask.html", context, status=status_of(form))


@page("meeting.call")
def meeting_prepare(request: Request, pk: UUID) -> HttpResponse:
    """Show everything that is prepared of a meeting, each with its acts."""
    meeting = meeting_to_run_or_404(request, pk)
    return render(
        request,
        "meetings/prepare.html",
        {
            "meeting": meeting,
            "parts": preparing.prepared(meeting),
            "chairs": preparing.chairs_of(meeting),
            "offered": len(carrying.carried_over(meeting))
            + len(carrying.recurring_missing(meeting))
            + len(carrying.circulars_to_report(meeting)),
            "can_change": not meeting.is_over and not meeting.is_cancelled,
            "can_put_off": meeting.state in ("planned", "summoned", "papers_out")
            and not meeting.is_cancelled,
            "can_step_back": meeting.state in ("summoned", "papers_out"),
        },
    )


@page("meeting.call")
def meeting_people(request: Request, pk: UUID) -> HttpResponse:
    """Set who is in the chair and who keeps the minutes."""
    meeting = meeting_to_run_or_404(request, pk)
    form = PeopleForm(
        request.POST or None,
        people=queries.roster_choices(request.standing, request.today),
        initial={
            "chairs": [str(chair.person_id) for chair in preparing.chairs_of(meeting)],
            "secretary": meeting.secretary_id,
            "version": meeting.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.set_people(
                meeting=meeting,
                expected_version=sent["version"],
                chairs=queries.chairs_by_ids(sent["chairs"], request.today),
                secretary=queries.person_on_roster(request.standing, sent["secretary"], request.today),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("Chairs and secretary are set."))
            return redirect("meeting_prepare", pk)
    return ask(request, meeting, form, heading=_("Chairs and secretary"))


def _part_saved(request: Request, meeting: Any, form: PartForm, part: Any) -> bool:
    sent = form.cleaned_data
    values = {name: sent[name] for name in ("title", "starts_at", "is_closed", "is_enlarged", "electorate")}
    values |= {"by": request.standing, "at": clock.now()}
    if part is None:
        attempt(form, lambda: actions.add_part(meeting=meeting, **values))
    else:
        attempt(form, lambda: actions.change_part(part=part, **values))
    return bool(form.is_valid())


@page("meeting.call")
def part_new(request: Request, pk: UUID) -> HttpResponse:
    """Add a part to a meeting."""
    meeting = meeting_to_run_or_404(request, pk)
    form = PartForm(request.POST or None, initial={"starts_at": meeting.starts_at})
    if request.method == "POST" and form.is_valid() and _part_saved(request, meeting, form, None):
        messages.success(request, _("The part is added."))
        return redirect("meeting_prepare", pk)
    return ask(request, meeting, form, heading=_("Add a part"))


@page("meeting.call")
def part_edit(request: Request, pk: UUID, part_pk: UUID) -> HttpResponse:
    """Change a part of a meeting."""
    meeting, part = _part(request, pk, part_pk)
    names = ("title", "starts_at", "is_closed", "is_enlarged", "electorate")
    form = PartForm(request.POST or None, initial={name: getattr(part, name) for name in names})
    if request.method == "POST" and form.is_valid() and _part_saved(request, meeting, form, part):
        messages.success(request, _("The part is saved."))
        return redirect("meeting_prepare", pk)
    return ask(request, meeting, form, heading=_("Change the part"))


@page("meeting.call")
def part_move(request: Request, pk: UUID, part_pk: UUID) -> HttpResponse:
    """Move a part up or down."""
    _meeting, part = _part(request, pk, part_pk)
    actions.move_part(part=part, up=_up(request), by=request.standing, at=clock.now())
    return redirect("meeting_prepare", pk)


@page("meeting.call")
def part_delete(request: Request, pk: UUID, part_pk: UUID) -> HttpResponse:
    """Take a part out, after a question."""
    meeting, part = _part(request, pk, part_pk)
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(form, lambda: actions.delete_part(part=part, by=request.standing, at=clock.now()))
        if form.is_valid():
            messages.success(request, _("The part is taken out."))
            return redirect("meeting_prepare", pk)
    return ask(
        request,
        meeting,
        form,
        heading=_("Take out the part “%(title)s”?") % {"title": part.title},
        warning=_("Its agenda, its papers and its summoned list go with it."),
        act=_("Take it out"),
        is_bad=True,
    )


@page("meeting.call")
def part_roll(request: Request, pk: UUID, part_pk: UUID) -> HttpResponse:
    """Show the summoned list of a part with its acts; take over the list of another part."""
    meeting, part = _part(request, pk, part_pk)
    others = [one for one in queries.parts_and_items(meeting)[0].values() if one.pk != part.pk]
    form = CopyListForm(request.POST or None, parts=[(one.pk, one.title) for one in others])
    if request.method == "POST" and form.is_valid():
        source = next(one for one in others if one.pk == form.cleaned_data["source"])
        count = attempt(
            form,
            lambda: actions.copy_list(source=source, target=part, by=request.standing, at=clock.now()),
        )
        if form.is_valid():
            messages.success(request, _("%(count)s more are summoned.") % {"count": count})
            return redirect("part_roll", pk, part_pk)
    context = {
        "meeting": meeting,
        "part": part,
        "rows": preparing.roll_of(part),
        "answers": queries.ANSWER_NAMES,
        "form": form if others else None,
        "can_change": not meeting.is_over and not meeting.is_cancelled,
    }
    return render(request, "meetings/roll.html", context, status=status_of(form))


@page("meeting.call")
def summons_edit(request: Request, pk: UUID, summons_pk: UUID) -> HttpResponse:
    """Change as what a person is summoned."""
    meeting, summons = _summons(request, pk, summons_pk)
    initial = {"capacity": summons.capacity, "duty": summons.duty}
    form = SummonsForm(request.POST or None, initial=initial)
    back = reverse("part_roll", args=[pk, summons.part_id])
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.change_summons(
                summons=summons,
                capacity=sent["capacity"],
                duty=sent["duty"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("The list is saved."))
            return redirect(back)
    return ask(request, meeting, form, heading=summons.person.full_name, back=back)


@page("meeting.call")
def summons_move(request: Request, pk: UUID, summons_pk: UUID) -> HttpResponse:
    """Move a person up or down the list."""
    _meeting, summons = _summons(request, pk, summons_pk)
    actions.move_summons(summons=summons, up=_up(request), by=request.standing, at=clock.now())
    return redirect("part_roll", pk, summons.part_id)


@page("meeting.call")
def summons_delete(request: Request, pk: UUID, summons_pk: UUID) -> HttpResponse:
    """Take a person off the list, after a question."""
    meeting, summons = _summons(request, pk, summons_pk)
    form, part_pk = BareForm(request.POST or None), summons.part_id
    if request.method == "POST" and form.is_valid():
        attempt(form, lambda: actions.take_off_list(summons=summons, by=request.standing, at=clock.now()))
        if form.is_valid():
            messages.success(request, _("The person is off the list. Summon again to undo it."))
            return redirect("part_roll", pk, part_pk)
    return ask(
        request,
        meeting,
        form,
        heading=_("Take %(name)s off the list?") % {"name": summons.person.full_name},
        warning=_("The answer given goes too, and the person no longer sees this part."),
        act=_("Take off the list"),
        back=reverse("part_roll", args=[pk, part_pk]),
        is_bad=True,
    )


@page("meeting.call")
def item_edit(request: Request, pk: UUID, item_pk: UUID) -> HttpResponse:
    """Change an item of the agenda."""
    meeting, item, parts, items = _item(request, pk, item_pk)
    names = ("number", "title", "presenter", "minutes", "wanted")
    form = ItemForm(
        request.POST or None,
        parts=[(part.pk, part.title) for part in parts.values()],
        items=[
            (one.pk, f"{one.number}. {one.title}")
            for one in items.values()
            if one.parent_id is None and one.pk != item.pk
        ],
        initial={name: getattr(item, name) for name in names}
        | {"part": item.part_id, "parent": item.parent_id},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.change_item(
                item=item,
                part=parts[sent["part"]],
                parent=items.get(sent["parent"]),
                **{name: sent[name] for name in names},
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("The item is saved."))
            return redirect("meeting_prepare", pk)
    return ask(request, meeting, form, heading=_("Change the item"))


@page("meeting.call")
def item_move(request: Request, pk: UUID, item_pk: UUID) -> HttpResponse:
    """Move an item up or down."""
    _meeting, item, _parts, _items = _item(request, pk, item_pk)
    actions.move_item(item=item, up=_up(request), by=request.standing, at=clock.now())
    return redirect("meeting_prepare", pk)


@page("meeting.call")
def item_delete(request: Request, pk: UUID, item_pk: UUID) -> HttpResponse:
    """Take an item off the agenda, after a question."""
    meeting, item, _parts, _items = _item(request, pk, item_pk)
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(form, lambda: actions.delete_item(item=item, by=request.standing, at=clock.now()))
        if form.is_valid():
            messages.success(request, _("The item is off the agenda."))
            return redirect("meeting_prepare", pk)
    return ask(
        request,
        meeting,
        form,
        heading=_("Take “%(title)s” off the agenda?") % {"title": item.title},
        warning=_("What stands under it and the papers laid under it go with it."),
        act=_("Take it off"),
        is_bad=True,
    )


@page("meeting.call")
def item_left_open(request: Request, pk: UUID, item_pk: UUID) -> HttpResponse:
    """Say that an item was left open for the next session, or take it back."""
    meeting, item, _parts, _items = _item(request, pk, item_pk)
    form = LeftOpenForm(request.POST or None, initial={"remark": item.left_open_note})
    if request.method == "POST" and form.is_valid():
        actions.leave_open(
            item=item,
            is_left_open="take_back" not in request.POST,
            remark=form.cleaned_data["remark"],
            by=request.standing,
            at=clock.now(),
        )
        messages.success(request, _("The item is saved."))
        return redirect("meeting_prepare", pk)
    return ask(
        request,
        meeting,
        form,
        heading=_("Leave “%(title)s” open") % {"title": item.title},
        act=_("Leave it to the next session"),
        second=_("It is not open") if item.is_left_open else "",
        second_name="take_back",
    )


@page("meeting.call")
def meeting_postpone(request: Request, pk: UUID) -> HttpResponse:
    """Put a meeting off to another day."""
    meeting = meeting_to_run_or_404(request, pk)
    names = ("starts_at", "ends_at", "place", "version")
    form = PostponeForm(request.POST or None, initial={name: getattr(meeting, name) for name in names})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        if sent["ends_at"] and sent["ends_at"] <= sent["starts_at"]:
            form.add_error("ends_at", _("The meeting ends before it starts; correct the hour of the end."))
        else:
            attempt(
                form,
                lambda: actions.postpone(
                    meeting=meeting,
                    expected_version=sent["version"],
                    starts_at=sent["starts_at"],
                    ends_at=sent["ends_at"],
                    place=sent["place"],
                    reason=sent["reason"],
                    ask_again=sent["ask_again"],
                    by=request.standing,
                    at=clock.now(),
                ),
            )
        if form.is_valid():
            messages.success(
                request, _("The meeting is put off. Everybody summoned reads it on the first page.")
            )
            return redirect("meeting_detail", pk)
    return ask(request, meeting, form, heading=_("Put the meeting off"), act=_("Put it off"))


@page("meeting.call")
def meeting_cancel(request: Request, pk: UUID) -> HttpResponse:
    """Call a meeting off."""
    meeting = meeting_to_run_or_404(request, pk)
    form = ReasonForm(request.POST or None, initial={"version": meeting.version})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        attempt(
            form,
            lambda: actions.call_off(
                meeting=meeting,
                expected_version=sent["version"] or 0,
                reason=sent["reason"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if form.is_valid():
            messages.success(request, _("The meeting is called off. Everybody summoned reads it."))
            return redirect("meeting_detail", pk)
    return ask(
        request,
        meeting,
        form,
        heading=_("Call the meeting off?"),
        warning=_("It stays in the list with its number and the reason; you can call it again."),
        act=_("Call it off"),
        is_bad=True,
    )


@page("meeting.call")
def meeting_call_again(request: Request, pk: UUID) -> HttpResponse:
    """Take back that a meeting was called off."""
    meeting = meeting_to_run_or_404(request, pk)
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: actions.call_again(
                meeting=meeting, expected_version=meeting.version, by=request.standing, at=clock.now()
            ),
        )
        if form.is_valid():
            messages.success(request, _("The meeting is on again."))
            return redirect("meeting_detail", pk)
    return ask(request, meeting, form, heading=_("Hold the meeting after all?"), act=_("Call it again"))


@page("meeting.call")
def meeting_step_back(request: Request, pk: UUID) -> HttpResponse:
    """Take a meeting one step back."""
    meeting = meeting_to_run_or_404(request, pk)
    form = BareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        attempt(
            form,
            lambda: actions.take_back_step(
                meeting=meeting, expected_version=meeting.version, by=request.standing, at=clock.now()
            ),
        )
        if form.is_valid():
            messages.success(request, _("The meeting is one step back."))
            return redirect("meeting_detail", pk)
    return ask(
        request,
        meeting,
        form,
        heading=_("Take the last step back?"),
        warning=_("Nothing is deleted; what was sent has been sent."),
        act=_("Take it back"),
    )


def _up(request: Request) -> bool:
    if request.method != "POST":
        raise Http404
    return request.POST.get("to") == "up"


def _part(request: Request, pk: UUID, part_pk: UUID) -> tuple[Any, Any]:
    meeting = meeting_to_run_or_404(request, pk)
    part = queries.parts_and_items(meeting)[0].get(part_pk)
    if part is None:
        raise Http404
    return meeting, part


def _item(request: Request, pk: UUID, item_pk: UUID) -> tuple[Any, Any, Any, Any]:
    meeting = meeting_to_run_or_404(request, pk)
    parts, items = queries.parts_and_items(meeting)
    if item_pk not in items:
        raise Http404
    return meeting, items[item_pk], parts, items


def _summons(request: Request, pk: UUID, summons_pk: UUID) -> tuple[Any, Any]:
    meeting = meeting_to_run_or_404(request, pk)
    summons = preparing.summons_of(meeting, summons_pk)
    if summons is None:
        raise Http404
    return meeting, summons
