"""Take a topic on its way: assign, escalate, answer, tell back, close, open again."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from nghisu.documents.models import Document
from nghisu.kit.refusals import Conflict
from nghisu.organisation.models import OutsideBody, Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.situation import queries
from nghisu.situation.actions import add_step, next_number
from nghisu.situation.models import Contribution, Issue, Telling, Topic, TopicAnswer
from nghisu.situation.rules import competence, personal
from nghisu.situation.rules import topics as rules
from nghisu.situation.rules.topics import IssueState, Outcome, Size, Step, TopicState, Where

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@transaction.atomic
def word_topic(
    *,
    topic: Topic,
    version: int,
    matter: str,
    title: str,
    statement: str,
    proposal: str,
    by: "Standing",
    at: datetime,
) -> Topic:
    """Word the topic anew for all the units that raised it."""
    topic = _locked(topic, version)
    by.require("topic.handle", unit=topic.unit_id)
    if topic.state == TopicState.CLOSED:
        raise rules.StepNotNow
    row = competence.matter_of(matter, day_of(at))
    if row.code != topic.matter and topic.state != TopicState.OPEN:
        raise rules.StepNotNow
    _save(
        topic,
        version,
        matter=row.code,
        field=row.field,
        authority=row.authority,
        title=_text(title, "title"),
        statement=_text(statement, "statement"),
        proposal=_text(proposal, "proposal"),
    )
    note(verb="topic.worded", subject=topic, by=by, at=at, number=topic.number, matter=row.code)
    return topic


@transaction.atomic
def assign_topic(
    *,
    topic: Topic,
    version: int,
    lead: Unit,
    due_on: date | None,
    by: "Standing",
    at: datetime,
    words: str = "",
) -> Topic:
    """Ask a body of the committee to deal with a topic that the committee may decide.

    :raises competence.BeyondCompetence: if a higher level decides the matter
    """
    topic = _stepping(topic, version, Step.ASSIGNED, by)
    row = competence.matter_of(topic.matter, day_of(at))
    competence.check_own(row, is_top=queries.is_top(topic.unit_id, by.tree))
    _save(
        topic,
        version,
        state=TopicState.ASSIGNED,
        lead=lead,
        due_on=rules.check_due(due_on=due_on, today=day_of(at)),
    )
    add_step(topic, Step.ASSIGNED, at=at, words=_text(words, "words"))
    note(verb="topic.assigned", subject=topic, by=by, at=at, touching=[lead], due_on=str(topic.due_on))
    return topic


@transaction.atomic
def escalate(
    *,
    topic: Topic,
    version: int,
    document: Document,
    due_on: date | None,
    by: "Standing",
    at: datetime,
    addressee: OutsideBody | None = None,
    proposal: str = "",
    words: str = "",
) -> Topic:
    """Send a topic one level up, beyond authority, by an issued document with its deadline.

    Under another committee of the tree it becomes an issue of the committee that passes it on; at the top it
    goes to a superior outside. Only what ``rules.PASSED_ON`` names goes up.

    :raises competence.WithinCompetence: if the committee may decide the matter itself
    :raises rules.NoProposal: if nothing is proposed
    :raises rules.NotSentYet: if the document has no number yet
    """
    topic = _stepping(topic, version, Step.ESCALATED, by)
    day = day_of(at)
    row = competence.matter_of(topic.matter, day)
    parent = queries.handler_of(topic.unit_id, by.tree)
    competence.check_beyond(row, is_top=parent is None)
    proposal = _text(proposal or topic.proposal, "proposal")
    if not proposal:
        raise rules.NoProposal
    if not document.reference or document.dated_on is None:
        raise rules.NotSentYet
    if (addressee is None) == (parent is None):
        raise rules.NotOneLevel
    _save(
        topic,
        version,
        state=TopicState.ESCALATED,
        proposal=proposal,
        document=document,
        addressee=addressee,
        to_unit_id=parent,
        authority=row.authority or (addressee.name if addressee else rules.BEYOND_AUTHORITY),
        due_on=rules.check_due(due_on=due_on, today=day),
    )
    add_step(topic, Step.ESCALATED, at=at, words=_text(words, "words"), document=document)
    if parent is not None:
        _pass_on(topic, parent, day, at)
    note(
        verb="topic.escalated",
        subject=topic,
        by=by,
        at=at,
        touching=[document],
        reason=rules.BEYOND_AUTHORITY_ON_PAPER,
        due_on=str(topic.due_on),
    )
    return topic


def _pass_on(topic: Topic, parent: Any, day: date, at: datetime) -> Issue:
    """Make the issue that the committee above gets: the problem and its size, no author and no unit below."""
    size = ""
    for one in Contribution.objects.filter(topic=topic).values_list("size", flat=True):
        size = rules.larger(size, one)
    return Issue.objects.create(
        unit_id=topic.unit_id,
        handler_id=parent,
        number=next_number(Issue, "handler", parent),
        field=topic.field,
        matter=topic.matter,
        where=Where.GRASSROOTS,
        size=size or Size.SOME,
        since=topic.opened_on,
        statement=topic.statement or topic.title,
        proposal=topic.proposal,
        authority=topic.authority,
        raised_on=day,
        raised_at=at,
        state=IssueState.NEW,
        passed_from=topic,
    )


@transaction.atomic
def answer_topic(
    *,
    topic: Topic,
    version: int,
    outcome: Outcome,
    text: str,
    by: "Standing",
    at: datetime,
    document: Document | None = None,
    words: str = "",
) -> Topic:
    """Enter the answer, as the units will read it; a superior's stands in a document.

    :param words: for the office alone
    """
    topic = _locked(topic, version)
    by.require("topic.answer", unit=topic.unit_id, lead=topic.lead_id)
    rules.check_step(Step.ANSWERED, TopicState(topic.state))
    text = _text(text, "text")
    if not text:
        raise rules.SayWhy
    if topic.state == TopicState.OPEN:
        row = competence.matter_of(topic.matter, day_of(at))
        competence.check_own(row, is_top=queries.is_top(topic.unit_id, by.tree))
    if topic.state == TopicState.ESCALATED:
        if document is None:
            raise rules.NoAnswerDocument
        rules.check_answer(
            dated_on=document.dated_on, sent_on=topic.document.dated_on if topic.document else None
        )
    last = TopicAnswer.objects.filter(topic=topic).aggregate(last=Max("number"))["last"] or 0
    TopicAnswer.objects.create(
        topic=topic, number=last + 1, outcome=outcome, text=text, document=document, day=day_of(at)
    )
    _save(topic, version, state=TopicState.ANSWERED, due_on=None)
    add_step(topic, Step.ANSWERED, at=at, words=_text(words, "words"), document=document)
    note(
        verb="topic.answered",
        subject=topic,
        by=by,
        at=at,
        touching=[document] if document else [],
        outcome=outcome.value,
    )
    return topic


@transaction.atomic
def tell_back(*, topic: Topic, version: int, units: Iterable[Unit], by: "Standing", at: datetime) -> Topic:
    """Tick that units were told the answer; when all were, the topic is told back.

    :raises rules.NothingToTell: if none of them waits for it
    """
    topic = _stepping(topic, version, Step.TOLD, by)
    answer = queries.last_answer(topic)
    waiting = set(queries.units_to_tell(topic))
    told = [one for one in units if one.pk in waiting]
    if answer is None or not told:
        raise rules.NothingToTell
    Telling.objects.bulk_create(Telling(answer=answer, unit=one, told_on=day_of(at)) for one in told)
    is_all = len(told) == len(waiting)
    _save(topic, version, state=TopicState.TOLD if is_all else TopicState.ANSWERED)
    add_step(topic, Step.TOLD, at=at)
    note(verb="topic.told_back", subject=topic, by=by, at=at, touching=told, count=len(told))
    return topic


@transaction.atomic
def close_topic(*, topic: Topic, version: int, by: "Standing", at: datetime, words: str = "") -> Topic:
    """Close a topic: after its answer was told to all, or with a stated reason.

    :raises rules.SayWhy: if it has no answer and no reason is stated
    """
    topic = _stepping(topic, version, Step.CLOSED, by)
    words = _text(words, "words")
    if topic.state != TopicState.TOLD and not words:
        raise rules.SayWhy
    _save(topic, version, state=TopicState.CLOSED, closed_on=day_of(at), closing_reason=words, due_on=None)
    add_step(topic, Step.CLOSED, at=at, words=words)
    note(verb="topic.closed", subject=topic, by=by, at=at, number=topic.number)
    return topic


@transaction.atomic
def reopen_topic(*, topic: Topic, version: int, words: str, by: "Standing", at: datetime) -> Topic:
    """Open a topic again, with the reason; its next answer is told to every unit anew."""
    topic = _stepping(topic, version, Step.REOPENED, by)
    words = _text(words, "words")
    if not words:
        raise rules.SayWhy
    _save(
        topic,
        version,
        state=TopicState.OPEN,
        closed_on=None,
        closing_reason="",
        lead=None,
        document=None,
        addressee=None,
        to_unit=None,
        due_on=None,
    )
    add_step(topic, Step.REOPENED, at=at, words=words)
    note(verb="topic.reopened", subject=topic, by=by, at=at, number=topic.number)
    return topic


def _locked(topic: Topic, version: int) -> Topic:
    stored = Topic.objects.select_for_update(of=("self",)).select_related("document", "unit").get(pk=topic.pk)
    if stored.version != version:
        raise Conflict
    return stored


def _stepping(topic: Topic, version: int, step: Step, by: "Standing") -> Topic:
    stored = _locked(topic, version)
    by.require("topic.handle", unit=stored.unit_id)
    rules.check_step(step, TopicState(stored.state))
    return stored


def _save(topic: Topic, version: int, **values: Any) -> None:
    for name, value in values.items():
        setattr(topic, name, value)
    topic.fold()
    topic.save_over(version, *(name.removesuffix("_id") for name in values), "folded")


def _text(text: str, field: str) -> str:
    return personal.checked_text(text.strip(), field=field)
