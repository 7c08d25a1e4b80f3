"""Proposals: the list, one with its way, every step by its form."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit import clock
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.kit.refusals import N_
from nghisu.kit.tables import Badge, Column, Filter, Table, TextFilter, YesFilter
from nghisu.organisation.queries import names_in
from nghisu.tasks import forms, queries
from nghisu.tasks.actions import proposals as actions
from nghisu.tasks.forms import proposals as proposal_forms
from nghisu.tasks.queries import planning
from nghisu.tasks.queries import proposals as proposal_queries
from nghisu.tasks.rules.proposals import FROM, STATE_WORDS, TONES, Outcome, State, Taken


def _state(one: Any) -> Badge:
    state = State(one.state_then)
    return Badge(TONES[state], gettext(STATE_WORDS[state]))


class ProposalsTable(Table):
    """The proposals that the reader's house follows, as they stood on the day."""

    title = _("Proposals")
    columns: ClassVar[Sequence[Column]] = [
        Column("number", _("Proposal no."), sort="number", value=lambda one: str(one.number)),
        Column("text", _("Proposal"), main=True, link="proposal_detail"),
        Column("maker_name", _("Made by"), sort="made_by__code"),
        Column("made_on", _("Made on"), sort="made_on"),
        Column("state", _("Where it stands"), value=_state),
        Column("moved_on", _("Since"), sort="moved_on"),
        Column("addressee.name", _("Sent to")),
        Column("answer_due_on", _("Answer expected by"), sort="answer_due_on"),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        TextFilter("q", _("Words"), fields=("folded",)),
        Filter(
            "state",
            _("Where it stands"),
            choices=[(one.value, _(STATE_WORDS[one])) for one in State],
            apply=proposal_queries.of_state,
        ),
        YesFilter("open", _("Still followed"), apply=proposal_queries.still_followed),
    ]
    order = "-made_on"
    empty_title = _("No proposal is followed here")
    empty_hint = _("Proposals come from the floor of meetings and from the reports of units.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        names = names_in(self.request.standing.tree, {one.made_by_id for one in rows}, self.request.as_of)
        for one in rows:
            one.maker_name = names.get(one.made_by_id) or one.made_by.code
        return rows


@page("programme.see")
def proposal_list(request: Request) -> HttpResponse:
    """List the proposals; those made elsewhere and followed by nobody stand beside."""
    visible = proposal_queries.proposals_visible_to(request.standing)
    rows = proposal_queries.with_states(visible, request.as_of)
    may_follow = request.standing.may_somewhere("programme.adopt")
    context = {
        "may_follow": may_follow,
        "sources": proposal_queries.sources_open_to(request.standing) if may_follow else [],
    }
    return ProposalsTable(request, rows).respond("tasks/proposals.html", context)


@page("programme.adopt")
def proposal_new(request: Request) -> HttpResponse:
    """Begin to follow a proposal: one made elsewhere, or one that is written down here."""
    source = _source(request)
    initial: dict[str, Any] = {"made_on": request.today}
    if source is not None:
        initial = {
            "made_on": source.made_on,
            "text": source.text,
            "made_by": str(source.made_by_id),
            "unit": str(source.unit_id),
        }
    form = proposal_forms.FollowForm(request.POST or None, initial=initial)
    reach = request.standing.reach("programme.adopt") & request.standing.tree.committees
    houses = queries.named_units(reach, day=request.today)
    makers = queries.leads_within(request.standing, [pk for pk, _name in houses], day=request.today)
    forms.offer(form, unit=houses, made_by=makers)
    if request.method == "POST" and form.is_valid():
        proposal = attempt(form, lambda: _follow(request, form.cleaned_data, source))
        if proposal:
            messages.success(request, gettext("The proposal is followed until it is answered."))
            return redirect("proposal_detail", pk=proposal.pk)
    context = {
        "form": form,
        "title": gettext("Follow a proposal"),
        "action": gettext("Follow it"),
        "back": reverse("proposal_list"),
    }
    return render(request, "tasks/proposal_form.html", context, status=status_of(form))


def _source(request: Request) -> Any:
    asked = request.GET.get("source", "")
    found = proposal_queries.sources_open_to(request.standing) if asked else []
    return next((one for one in found if str(one.key) == asked), None)


def _follow(request: Request, cleaned: dict[str, Any], source: Any) -> Any:
    unit, made_by = queries.unit_of(cleaned["unit"]), queries.unit_of(cleaned["made_by"])
    assert unit is not None
    assert made_by is not None
    tied = (
        {"source_kind": source.kind, "source_key": source.key, "source_words": source.words} if source else {}
    )
    return actions.follow_proposal(
        unit=unit,
        made_by=made_by,
        text=cleaned["text"],
        made_on=cleaned["made_on"],
        by=request.standing,
        at=clock.now(),
        **tied,
    )


@page("programme.see")
def proposal_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show a proposal as known on the day: what is proposed, every step, and what is to be done."""
    proposal = _proposal(request, pk)
    steps = list(proposal_queries.steps_of(proposal, day=request.as_of))
    if not steps:
        raise Http404
    state = State(steps[-1].state)
    names = names_in(request.standing.tree, {proposal.made_by_id, proposal.unit_id}, request.as_of)
    may = request.standing.may("programme.adopt", unit=proposal.unit_id) and request.as_of == request.today
    context = {
        "proposal": proposal,
        "badge": Badge(TONES[state], gettext(STATE_WORDS[state])),
        "steps": steps,
        "maker_name": names.get(proposal.made_by_id) or proposal.made_by.code,
        "unit_name": names.get(proposal.unit_id) or proposal.unit.code,
        "buttons": [
            {"slug": one.slug, "words": gettext(one.words)}
            for one in STEPS
            if may and State(proposal.state) in FROM[one.taken]
        ],
    }
    return render(request, "tasks/proposal.html", context)


def _proposal(request: Request, pk: uuid.UUID) -> Any:
    proposal = proposal_queries.proposal_visible_to(request.standing, pk)
    if proposal is None:
        raise Http404
    return proposal


@dataclass(frozen=True)
class PageOfStep:
    """The page of one step: its form, what it offers, the action it calls."""

    slug: str
    taken: Taken
    words: str
    form: type[KitForm]
    run: Callable[[Request, Any, dict[str, Any], dict[str, Any]], Any]


@page("programme.adopt")
def proposal_step(request: Request, pk: uuid.UUID, slug: str) -> HttpResponse:
    """Take one step on the way of a proposal, by the form of that step."""
    proposal = _proposal(request, pk)
    step = next((one for one in STEPS if one.slug == slug), None)
    if step is None or not request.standing.may("programme.adopt", unit=proposal.unit_id):
        raise Http404
    form = step.form(request.POST or None, initial={"version": proposal.version})
    documents = queries.document_choices(request.standing)
    forms.offer(
        form,
        document=documents,
        addressee=planning.superiors(request.today),
        into=proposal_queries.merge_choices(proposal) if "into" in form.fields else [],
        item=[
            (one.pk, f"{one.programme.period.label}, {one.number}. {one.content}")
            for one in planning.items_of_unit(proposal.unit)[:300]
        ]
        if "item" in form.fields
        else [],
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        common = {
            "proposal": proposal,
            "version": cleaned["version"],
            "by": request.standing,
            "at": clock.now(),
        }
        attempt(form, lambda: step.run(request, proposal, cleaned, common))
        if form.is_valid():
            messages.success(request, gettext("The step is recorded."))
            return redirect("proposal_detail", pk=proposal.pk)
    context = {
        "form": form,
        "title": gettext(step.words),
        "action": gettext(step.words),
        "back": reverse("proposal_detail", args=[proposal.pk]),
        "proposal": proposal,
    }
    return render(request, "tasks/proposal_form.html", context, status=status_of(form))


def _plan(request: Request, proposal: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    item = planning.item_visible_to(request.standing, cleaned["item"])
    if item is None:
        raise Http404
    return actions.put_into_plan(item=item, words=cleaned["words"], **common)


def _send(request: Request, proposal: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    document = queries.document_chosen(request.standing, cleaned["document"])
    addressee = planning.superior(cleaned["addressee"])
    if document is None or addressee is None:
        raise Http404
    return actions.send_up(
        document=document,
        addressee=addressee,
        answer_due_on=cleaned["answer_due_on"],
        words=cleaned["words"],
        **common,
    )


def _answer(request: Request, proposal: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return actions.record_answer(
        document=queries.document_chosen(request.standing, cleaned["document"]),
        outcome=Outcome(cleaned["outcome"]),
        words=cleaned["words"],
        **common,
    )


def _merge(request: Request, proposal: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    into = _proposal(request, cleaned["into"])
    return actions.merge_proposal(into=into, words=cleaned["words"], **common)


def _worded(action: Callable[..., Any]) -> Callable[..., Any]:
    return lambda request, proposal, cleaned, common: action(words=cleaned["words"], **common)


STEPS: tuple[PageOfStep, ...] = (
    PageOfStep("vao-ke-hoach", Taken.PLANNED, N_("Put into the plan"), proposal_forms.PlanForm, _plan),
    PageOfStep("gui-len", Taken.SENT, N_("Sent to the superior"), proposal_forms.SendForm, _send),
    PageOfStep(
        "tien-trinh",
        Taken.STANDS,
        N_("Say where it stands"),
        proposal_forms.WordsForm,
        _worded(actions.say_where_it_stands),
    ),
    PageOfStep("tra-loi", Taken.ANSWERED, N_("Record the answer"), proposal_forms.AnswerForm, _answer),
    PageOfStep(
        "giai-quyet",
        Taken.CLOSED,
        N_("Say what follows, and settle it"),
        proposal_forms.WordsForm,
        _worded(actions.settle),
    ),
    PageOfStep("gop", Taken.MERGED, N_("Merge into another"), proposal_forms.MergeForm, _merge),
    PageOfStep(
        "khong-tiep-thu",
        Taken.DECLINED,
        N_("Decline with the reason"),
        proposal_forms.WordsForm,
        _worded(actions.turn_down),
    ),
)
