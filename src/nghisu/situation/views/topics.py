"""Topics: the list, one with its way, every step by its form."""

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
from nghisu.situation import forms, queries
from nghisu.situation.actions import topics as actions
from nghisu.situation.rules.competence import FIELDS, LEVEL_NAMES
from nghisu.situation.rules.topics import (
    FROM,
    TOPIC_TONES,
    TOPIC_WORDS,
    Outcome,
    Step,
    TopicState,
    is_overdue,
)
from nghisu.tasks import queries as task_queries


def badge_of(topic: Any) -> Badge:
    """Return where a topic stands."""
    state = TopicState(topic.state)
    return Badge(TOPIC_TONES[state], gettext(TOPIC_WORDS[state]))


class TopicsTable(Table):
    """The topics of the reader's committee, with how many units raised each."""

    title = _("Topics")
    columns: ClassVar[Sequence[Column]] = [
        Column("number", _("Topic no."), sort="number", value=lambda one: str(one.number)),
        Column("title", _("Difficulty"), main=True, link="topic_detail"),
        Column("field", _("Field"), value=lambda one: gettext(one.field_words)),
        Column("unit_count", _("Units"), sort="unit_count", number=True),
        Column("state", _("Where it stands"), value=badge_of),
        Column("due_on", _("Answer awaited by"), sort="due_on"),
        Column("opened_on", _("Opened on"), sort="opened_on"),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        TextFilter("q", _("Words"), fields=("folded",)),
        Filter(
            "state",
            _("Where it stands"),
            choices=[(one.value, _(TOPIC_WORDS[one])) for one in TopicState],
            apply=queries.of_state,
        ),
        Filter("field", _("Field"), choices=[(one.code, _(one.name)) for one in FIELDS]),
        YesFilter("late", _("Answer overdue"), apply=lambda rows, _yes: queries.overdue(rows, clock.today())),
    ]
    order = "-opened_on"
    empty_title = _("No topic was opened here")
    empty_hint = _("Issues of units about one problem are merged into a topic.")


@page("topic.see")
def topic_list(request: Request) -> HttpResponse:
    """List the topics."""
    rows = queries.with_units(queries.topics_visible_to(request.standing))
    return TopicsTable(request, rows).respond("situation/topics.html", {})


@page("topic.see")
def topic_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show a topic: the problem, who raised it, its way, its answers, who was told."""
    topic = _topic(request, pk)
    standing = request.standing
    rows = queries.contributions_of(topic)
    told = queries.tellings_of(topic)
    houses = {topic.unit_id, topic.lead_id, topic.to_unit_id} - {None}
    names = names_in(standing.tree, {one.unit_id for one in rows} | houses, request.as_of)
    units: dict[uuid.UUID, dict[str, Any]] = {}
    for one in rows:
        unit = units.setdefault(
            one.unit_id,
            {"name": names.get(one.unit_id) or one.unit.code, "months": [], "told_on": told.get(one.unit_id)},
        )
        unit["months"].append(f"{one.month}/{one.year}")
    context = {
        "topic": topic,
        "badge": badge_of(topic),
        "is_late": is_overdue(state=TopicState(topic.state), due_on=topic.due_on, day=request.today),
        "units": list(units.values()),
        "steps": list(queries.steps_of(topic)),
        "answers": list(queries.answers_of(topic)),
        "unit_name": names.get(topic.unit_id, ""),
        "lead_name": names.get(topic.lead_id, "") if topic.lead_id else "",
        "to_name": topic.addressee.name if topic.addressee else names.get(topic.to_unit_id, ""),
        "level_name": gettext(LEVEL_NAMES[topic.known_matter.decided_by]),
        "source": gettext(topic.known_matter.source),
        "authority": gettext(topic.authority) if topic.authority else "",
        "buttons": [
            {"slug": one.slug, "words": gettext(one.words)} for one in STEPS if one.may(request, topic)
        ],
    }
    return render(request, "situation/topic.html", context)


def _topic(request: Request, pk: uuid.UUID) -> Any:
    topic = queries.topic_visible_to(request.standing, pk)
    if topic is None:
        raise Http404
    return topic


@dataclass(frozen=True)
class PageOfStep:
    """The page of one step: its form, and the action it calls."""

    slug: str
    step: Step | None
    words: str
    form: type[KitForm]
    run: Callable[[Request, Any, dict[str, Any], dict[str, Any]], Any]

    def may(self, request: Request, topic: Any) -> bool:
        """Tell whether the step is offered: by right, by state, and by whose matter it is."""
        standing, state = request.standing, TopicState(topic.state)
        if self.step is None:
            return state is not TopicState.CLOSED and standing.may("topic.handle", unit=topic.unit_id)
        if state not in FROM[self.step]:
            return False
        if self.step is Step.ANSWERED:
            if not standing.may("topic.answer", unit=topic.unit_id, lead=topic.lead_id):
                return False
            return state is not TopicState.OPEN or not queries.is_beyond(topic, standing.tree)
        if not standing.may("topic.handle", unit=topic.unit_id):
            return False
        if self.step is Step.TOLD:
            return bool(queries.units_to_tell(topic))
        if self.step in {Step.ASSIGNED, Step.ESCALATED}:
            return queries.is_beyond(topic, standing.tree) is (self.step is Step.ESCALATED)
        return True


@page("topic.see")
def topic_step(request: Request, pk: uuid.UUID, slug: str) -> HttpResponse:
    """Take one step on the way of a topic, by the form of that step."""
    topic = _topic(request, pk)
    step = next((one for one in STEPS if one.slug == slug), None)
    if step is None or not step.may(request, topic):
        raise Http404
    initial = {
        "version": topic.version,
        "title": topic.title,
        "matter": topic.matter,
        "statement": topic.statement,
        "proposal": topic.proposal,
    }
    form = step.form(request.POST or None, initial=initial)
    _offer(form, request, topic)
    if request.method == "POST" and form.is_valid():
        cleaned = dict(form.cleaned_data)
        common = {
            "topic": topic,
            "version": cleaned.pop("version"),
            "by": request.standing,
            "at": clock.now(),
        }
        if attempt(form, lambda: step.run(request, topic, cleaned, common)):
            messages.success(request, gettext("The step is recorded."))
            return redirect("topic_detail", pk=topic.pk)
    context = {
        "form": form,
        "title": gettext(step.words),
        "action": gettext(step.words),
        "back": reverse("topic_detail", args=[topic.pk]),
        "about": topic.title,
    }
    return render(request, "situation/form.html", context, status=status_of(form))


def _offer(form: Any, request: Request, topic: Any) -> None:
    standing, day = request.standing, request.today
    fields = form.fields
    if "matter" in fields:
        fields["matter"].offer(forms.all_matters(day))
    if "document" in fields:
        fields["document"].pick_from(task_queries.document_choices(standing))
    if "lead" in fields:
        houses = queries.leads(topic, standing, day)
        fields["lead"].pick_from(names_in(standing.tree, houses, day).items())
    if "units" in fields:
        waiting = queries.units_to_tell(topic)
        fields["units"].pick_from(
            sorted(names_in(standing.tree, waiting, day).items(), key=lambda pair: pair[1])
        )
        fields["units"].initial = [str(one) for one in waiting]
    if "addressee" in fields:
        if queries.is_top(topic.unit_id, standing.tree):
            fields["addressee"].required = True
            fields["addressee"].pick_from(queries.addressees(topic, day))
        else:
            fields.pop("addressee")


def _word(request: Request, topic: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return actions.word_topic(**cleaned, **common)


def _assign(request: Request, topic: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    (lead,) = queries.units_by_id([cleaned.pop("lead")])
    return actions.assign_topic(lead=lead, **cleaned, **common)


def _escalate(request: Request, topic: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    document = task_queries.document_chosen(request.standing, cleaned.pop("document"))
    if document is None:
        raise Http404
    addressee = queries.addressee_of(cleaned.pop("addressee", None))
    return actions.escalate(document=document, addressee=addressee, **cleaned, **common)


def _answer(request: Request, topic: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    document = task_queries.document_chosen(request.standing, cleaned.pop("document"))
    outcome = Outcome(cleaned.pop("outcome"))
    return actions.answer_topic(document=document, outcome=outcome, **cleaned, **common)


def _tell(request: Request, topic: Any, cleaned: dict[str, Any], common: dict[str, Any]) -> Any:
    return actions.tell_back(units=queries.units_by_id(cleaned["units"]), **common)


def _worded(action: Callable[..., Any]) -> Callable[..., Any]:
    return lambda request, topic, cleaned, common: action(words=cleaned["words"], **common)


STEPS: tuple[PageOfStep, ...] = (
    PageOfStep("giao", Step.ASSIGNED, N_("Have it dealt with"), forms.AssignForm, _assign),
    PageOfStep("vuot-tham-quyen", Step.ESCALATED, N_("Send it up"), forms.EscalateForm, _escalate),
    PageOfStep("tra-loi", Step.ANSWERED, N_("Enter the answer"), forms.AnswerForm, _answer),
    PageOfStep("bao-lai", Step.TOLD, N_("Tick who was told back"), forms.TellForm, _tell),
    PageOfStep("dong", Step.CLOSED, N_("Close the topic"), forms.CloseForm, _worded(actions.close_topic)),
    PageOfStep("mo-lai", Step.REOPENED, N_("Open it again"), forms.WordsForm, _worded(actions.reopen_topic)),
    PageOfStep("sua", None, N_("Word it anew"), forms.TopicForm, _word),
)
