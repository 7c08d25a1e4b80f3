"""Pages of meetings, their agenda, papers and summonses."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nghisu.documents.queries import documents_visible_to
from nghisu.kit import clock
from nghisu.kit.forms import ConfirmForm
from nghisu.kit.kept import kept_page, ready_page
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, status_of
from nghisu.meetings import actions, queries
from nghisu.meetings.forms import AnswerForm, ItemForm, MeetingForm, PaperForm, SummonForm
from nghisu.meetings.queries.after import after_links
from nghisu.meetings.queries.audience import Seen, seen_by
from nghisu.meetings.tables import MeetingTable
from nghisu.meetings.views.finding import meeting_or_404, meeting_to_run_or_404


@page(SIGNED_IN)
def meeting_list(request: Request) -> HttpResponse:
    """List the meetings the asker may see."""
    table = MeetingTable(request, queries.meetings_listed(request.standing, request.as_of))
    return table.respond("meetings/list.html", {"may_call": request.standing.may_somewhere("meeting.call")})


@page("meeting.call")
def meeting_new(request: Request) -> HttpResponse:
    """Call a meeting."""
    unit, bodies = queries.bodies_to_call(request.standing, request.today)
    people = queries.roster_choices(request.standing, request.today)
    form = MeetingForm(request.POST or None, bodies=bodies, people=people)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        meeting = attempt(
            form,
            lambda: actions.call_meeting(
                unit=unit,
                body=queries.body_by_id(sent["body"]),
                kind=sent["kind"],
                title=sent["title"],
                starts_at=sent["starts_at"],
                ends_at=sent["ends_at"],
                place=sent["place"],
                parts=actions.usual_parts(
                    starts_at=sent["starts_at"],
                    closed_title=_("Closed part") if sent["has_closed_part"] else "",
                    main_title=_("Main part"),
                    is_enlarged=sent["is_enlarged"],
                ),
                chairs=queries.chairs_by_ids(sent["chairs"], request.today),
                secretary=queries.person_on_roster(request.standing, sent["secretary"], request.today),
                convener=sent["convener"],
                own_point=sent["own_point"],
                remark=sent["remark"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if meeting:
            messages.success(request, _("The meeting is called. Lay its agenda and summon its members."))
            return redirect("meeting_detail", meeting.pk)
    return render(request, "meetings/form.html", {"form": form, "meeting": None}, status=status_of(form))


@page("meeting.call")
def meeting_edit(request: Request, pk: UUID) -> HttpResponse:
    """Change the title, place or hours of a meeting."""
    meeting = meeting_to_run_or_404(request, pk)
    names = ("title", "place", "starts_at", "ends_at", "convener", "own_point", "version")
    initial = {name: getattr(meeting, name) for name in names} | {"remark": meeting.note}
    form = MeetingForm(request.POST or None, initial=initial, is_new=False)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.change_meeting(
                meeting=meeting,
                expected_version=sent["version"] or 0,
                title=sent["title"],
                place=sent["place"],
                starts_at=sent["starts_at"],
                ends_at=sent["ends_at"],
                remark=sent["remark"],
                convener=sent["convener"],
                own_point=sent["own_point"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            messages.success(request, _("The meeting is saved."))
            return redirect("meeting_detail", meeting.pk)
    return render(request, "meetings/form.html", {"form": form, "meeting": meeting}, status=status_of(form))


@page(SIGNED_IN)
def meeting_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a meeting: chairs, parts, agenda, papers, who is summoned, and what the points reported."""
    seen = seen_by(request.standing, pk)
    if seen is None:
        raise Http404

    def build() -> HttpResponse:
        meeting = meeting_or_404(request, pk)
        view = queries.meeting_view(meeting, request.standing)
        return render(
            request,
            "meetings/detail.html",
            {
                "meeting": meeting,
                "view": view,
                "may_call": request.standing.may("meeting.call", unit=meeting.unit_id),
                "may_hand_out": request.standing.may("copy.hand_out", unit=meeting.unit_id),
                "may_see_points": view.points is not None
                and queries.may_open_points(request.standing, meeting),
                "next_state": queries.next_state(meeting),
                "after_links": after_links(request.standing, meeting),
            },
        )

    return kept_page(request, build, pk, seen.version, audience=seen.audience, own=_own_of(pk, seen))


def meeting_ready(request: Request, pk: UUID) -> HttpResponse | None:
    """Return the page of a meeting if the reader may see it and it is made already (config.short_way)."""
    seen = seen_by(request.standing, pk)
    if seen is None:
        return None
    return ready_page(request, pk, seen.version, audience=seen.audience, own=_own_of(pk, seen))


def _own_of(pk: UUID, seen: Seen) -> dict[str, Callable[[], str]]:
    own = {"meeting": {"pk": pk}, "summonses": seen.own}
    return {"own": lambda: render_to_string("meetings/_own.html", own) if seen.own else ""}


@page(SIGNED_IN)
def meeting_answer(request: Request, pk: UUID, summons_pk: UUID) -> HttpResponse:
    """Answer one's own summons."""
    meeting = meeting_or_404(request, pk)
    summons = queries.own_summons(request.standing, meeting, summons_pk)
    if summons is None:
        raise Http404
    initial = {"answer": summons.answer, "reason": summons.reason, "deputy": summons.deputy}
    form = AnswerForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        saved = attempt(
            form,
            lambda: actions.answer_summons(
                summons=summons,
                answer=sent["answer"],
                reason=sent["reason"],
                deputy=sent["deputy"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            messages.success(request, _("Your answer is with the office."))
            return redirect("meeting_detail", meeting.pk)
    context = {"form": form, "meeting": meeting, "summons": summons}
    return render(request, "meetings/answer.html", context, status=status_of(form))


@page("meeting.call")
def meeting_step(request: Request, pk: UUID) -> HttpResponse:
    """Take the meeting one step on, after a question."""
    meeting = meeting_to_run_or_404(request, pk)
    step = queries.next_state(meeting)
    if step is None:
        raise Http404
    if meeting.is_open:
        return redirect("floor_conclude", pk)  # the part in session ends with the meeting
    form = ConfirmForm(request.POST or None, name=str(step.name))
    if request.method == "POST" and form.is_valid():
        actions.move_to_state(
            meeting=meeting,
            state=step.code,
            expected_version=meeting.version,
            by=request.standing,
            at=clock.now(),
        )
        messages.success(request, _("The meeting stands at: %(state)s.") % {"state": step.name})
        return redirect("meeting_detail", meeting.pk)
    context = {"form": form, "meeting": meeting, "step": step}
    return render(request, "meetings/step.html", context, status=status_of(form))


@page("meeting.call")
def item_new(request: Request, pk: UUID) -> HttpResponse:
    """Add an item to the agenda."""
    meeting = meeting_to_run_or_404(request, pk)
    parts, items = queries.parts_and_items(meeting)
    form = ItemForm(
        request.POST or None,
        parts=[(part.pk, part.title) for part in parts.values()],
        items=[
            (item.pk, f"{item.number}. {item.title}") for item in items.values() if item.parent_id is None
        ],
        initial={"part": next(iter(parts), None), "number": queries.next_number(items.values())},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        item = attempt(
            form,
            lambda: actions.add_item(
                part=parts[sent["part"]],
                parent=items.get(sent["parent"]),
                number=sent["number"],
                title=sent["title"],
                presenter=sent["presenter"],
                minutes=sent["minutes"],
                wanted=sent["wanted"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if item:
            messages.success(request, _("The item stands on the agenda."))
            return redirect("meeting_detail", meeting.pk)
    context = {"form": form, "meeting": meeting, "heading": _("Add an item to the agenda")}
    return render(request, "meetings/under_form.html", context, status=status_of(form))


@page("meeting.call")
def paper_new(request: Request, pk: UUID) -> HttpResponse:
    """Lay a document before the meeting."""
    meeting = meeting_to_run_or_404(request, pk)
    _parts, items = queries.parts_and_items(meeting)
    documents = {
        document.pk: document
        for document in documents_visible_to(request.standing).order_by("-created_at")[:300]
    }
    form = PaperForm(
        request.POST or None,
        items=[(item.pk, f"{item.number}. {item.title}") for item in items.values()],
        documents=[
            (document.pk, " — ".join(filter(None, [document.reference, document.subject])))
            for document in documents.values()
        ],
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        document = documents[sent["document"]]
        paper = attempt(
            form,
            lambda: actions.lay_paper(
                item=items[sent["item"]],
                document=document,
                title=sent["title"] or document.subject,
                members_only=sent["members_only"],
                to_return=sent["to_return"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if paper:
            messages.success(request, _("The paper is laid before the meeting."))
            return redirect("meeting_detail", meeting.pk)
    context = {"form": form, "meeting": meeting, "heading": _("Lay a paper before the meeting")}
    return render(request, "meetings/under_form.html", context, status=status_of(form))


@page("meeting.call")
def meeting_summon(request: Request, pk: UUID) -> HttpResponse:
    """Summon the members of the body, and invite others, to a part."""
    meeting = meeting_to_run_or_404(request, pk)
    parts, _items = queries.parts_and_items(meeting)
    people = queries.roster_choices(request.standing, request.today)
    form = SummonForm(
        request.POST or None, parts=[(part.pk, part.title) for part in parts.values()], people=people
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        members = queries.members_of_body(meeting, request.today) if sent["whole_body"] else []
        count = attempt(
            form,
            lambda: actions.summon(
                part=parts[sent["part"]],
                members=members,
                invited=queries.chairs_by_ids(sent["invited"], request.today),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if count is not None and form.is_valid():
            messages.success(request, _("%(count)s more are summoned.") % {"count": count})
            return redirect("meeting_detail", meeting.pk)
    context = {"form": form, "meeting": meeting, "heading": _("Summon to a part of the meeting")}
    return render(request, "meetings/under_form.html", context, status=status_of(form))
