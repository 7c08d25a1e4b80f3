"""Raise a difficulty as a unit, look at it, return it, merge it into a topic."""

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.people.models import Person
from nghisu.record.actions import note
from nghisu.situation import queries
from nghisu.situation.models import Contribution, FieldOpening, Issue, Topic, TopicStep
from nghisu.situation.queries.reports import is_out
from nghisu.situation.rules import competence, personal
from nghisu.situation.rules import topics as rules
from nghisu.situation.rules.personal import NoName
from nghisu.situation.rules.topics import IssueState, Size, Step, TopicState, Where

if TYPE_CHECKING:
    from nghisu.documents.models import Document
    from nghisu.organisation.rules.policy import Standing

TEXTS = ("statement", "effect", "done", "proposal")


@transaction.atomic
def open_field(*, unit: Unit, field: str, declared: bool, by: "Standing", at: datetime) -> FieldOpening:
    """Open a sensitive field for what the committee's units raise, by the office's declaration.

    :raises competence.NotDeclared: if the sentence was not ticked
    :raises competence.AlreadyOpen: if it is open
    """
    by.require("field.open", unit=unit.pk)
    known = competence.FIELD_BY_CODE.get(field)
    if known is None or not known.is_sensitive:
        raise competence.NotSensitive
    if not declared:
        raise competence.NotDeclared
    Unit.objects.select_for_update().get(pk=unit.pk)
    if FieldOpening.objects.filter(unit=unit, field=field).exists():
        raise competence.AlreadyOpen
    opening = FieldOpening.objects.create(
        unit=unit,
        field=field,
        words=competence.DECLARATION_ON_PAPER,
        person=Person.objects.get(pk=by.me),
        name=by.name,
        at=at,
    )
    note(
        verb="field.opened", subject=opening, by=by, at=at, field=field, words=competence.DECLARATION_ON_PAPER
    )
    return opening


@transaction.atomic
def raise_issue(
    *,
    unit: Unit,
    matter: str,
    where: Where,
    size: Size,
    since: date,
    statement: str,
    by: "Standing",
    at: datetime,
    effect: str = "",
    done: str = "",
    proposal: str = "",
    is_urgent: bool = False,
    choice: NoName = NoName.MEND,
) -> Issue:
    """Raise a difficulty for a unit, to its direct superior; of the person only the record keeps a line.

    :param choice: what the writer chose about what points at a person; it is recorded
    :raises personal.PointsAtAPerson: if something does
    :raises competence.FieldClosed: if the field is sensitive and the office has not opened it
    """
    by.require("issue.raise", unit=unit.pk)
    handler = queries.handler_of(unit.pk, by.tree)
    if handler is None:
        raise rules.NotHandled
    day = day_of(at)
    row = competence.matter_of(matter, day)
    _check_field(handler, row.field)
    rules.check_since(since=since, today=day)
    texts = checked_texts(
        {"statement": statement, "effect": effect, "done": done, "proposal": proposal}, choice
    )
    if not texts["statement"]:
        raise rules.SayWhat
    issue = Issue.objects.create(
        unit=unit,
        handler_id=handler,
        number=next_number(Issue, "handler", handler),
        field=row.field,
        matter=row.code,
        where=where,
        size=size,
        since=since,
        authority=row.authority,
        raised_on=day,
        raised_at=at,
        is_urgent=is_urgent,
        **texts,
    )
    note(
        verb="issue.raised",
        subject=issue,
        by=by,
        at=at,
        number=issue.number,
        matter=row.code,
        choice=choice.value,
        is_urgent=is_urgent,
    )
    return issue


@transaction.atomic
def correct_issue(
    *,
    issue: Issue,
    version: int,
    matter: str,
    where: Where,
    size: Size,
    since: date,
    statement: str,
    by: "Standing",
    at: datetime,
    effect: str = "",
    done: str = "",
    proposal: str = "",
    choice: NoName = NoName.MEND,
) -> Issue:
    """Send an issue again after it was returned."""
    issue = _locked(issue, version, {IssueState.RETURNED})
    by.require("issue.raise", unit=issue.unit_id)
    day = day_of(at)
    row = competence.matter_of(matter, day)
    _check_field(issue.handler_id, row.field)
    rules.check_since(since=since, today=day)
    texts = checked_texts(
        {"statement": statement, "effect": effect, "done": done, "proposal": proposal}, choice
    )
    if not texts["statement"]:
        raise rules.SayWhat
    values = {
        "field": row.field,
        "matter": row.code,
        "where": where,
        "size": size,
        "since": since,
        "authority": row.authority,
        "state": IssueState.NEW,
        "reason": "",
        **texts,
    }
    for name, value in values.items():
        setattr(issue, name, value)
    issue.save_over(version, *values)
    note(verb="issue.sent_again", subject=issue, by=by, at=at, number=issue.number, choice=choice.value)
    return issue


@transaction.atomic
def read_urgent(*, issue: Issue, by: "Standing", at: datetime) -> Issue:
    """Say that the urgent issue was read: by the reader on duty, or by the office."""
    issue = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if not by.may("issue.handle", handler=issue.handler_id) and not queries.is_on_duty(
        by.me, issue.handler_id, day_of(at)
    ):
        raise NotAllowed
    if not issue.is_urgent or issue.read_at is not None:
        raise rules.StepNotNow
    issue.read_at = at
    issue.save_over(issue.version, "read_at")
    note(verb="issue.read", subject=issue, by=by, at=at, number=issue.number)
    return issue


@transaction.atomic
def check_issue(*, issue: Issue, version: int, by: "Standing", at: datetime) -> Issue:
    """Say that an issue is about a problem, on the list, and complete."""
    issue = _locked(issue, version, {IssueState.NEW})
    by.require("issue.handle", handler=issue.handler_id)
    issue.state = IssueState.CHECKED
    issue.save_over(version, "state")
    note(verb="issue.checked", subject=issue, by=by, at=at, number=issue.number)
    return issue


@transaction.atomic
def return_issue(*, issue: Issue, version: int, words: str, by: "Standing", at: datetime) -> Issue:
    """Send an issue back to its unit, with the reason."""
    issue = _locked(issue, version, {IssueState.NEW, IssueState.CHECKED})
    by.require("issue.handle", handler=issue.handler_id)
    if not words.strip():
        raise rules.SayWhy
    issue.state = IssueState.RETURNED
    issue.reason = personal.checked_text(words.strip(), field="words")
    issue.save_over(version, "state", "reason")
    note(verb="issue.returned", subject=issue, by=by, at=at, number=issue.number)
    return issue


@transaction.atomic
def merge_issue(
    *, issue: Issue, version: int, by: "Standing", at: datetime, into: Topic | None = None, title: str = ""
) -> Topic:
    """Merge an issue into a topic, or open one for it; the unit counts in it once a month.

    It counts in the month in which it was raised; once that month's report is out, in the present one.

    :param title: of the topic that is opened, where none is named
    """
    issue = _locked(issue, version, {IssueState.NEW, IssueState.CHECKED})
    by.require("issue.handle", handler=issue.handler_id)
    day = day_of(at)
    if into is None:
        topic = _opened(issue, title, day, at)
    else:
        topic = Topic.locked(into.pk)
        if topic.unit_id != issue.handler_id:
            raise rules.OtherMatter
        add_step(topic, Step.JOINED, at=at)
        topic.save_over(topic.version)
    issue.state, issue.topic = IssueState.MERGED, topic
    issue.save_over(version, "state", "topic")
    Unit.objects.select_for_update().get(pk=issue.handler_id)  # the month's report may just be going out
    is_late = is_out(issue.handler_id, issue.raised_on)
    count(topic, issue.unit_id, day if is_late else issue.raised_on, issue.size)
    note(
        verb="issue.merged",
        subject=issue,
        by=by,
        at=at,
        within=topic.unit_id,
        touching=[topic],
        number=issue.number,
        topic=topic.number,
    )
    return topic


def _opened(issue: Issue, title: str, day: date, at: datetime) -> Topic:
    if not title.strip():
        title = issue.statement.strip().splitlines()[0][:200]
    topic = Topic.objects.create(
        unit_id=issue.handler_id,
        number=next_number(Topic, "unit", issue.handler_id),
        field=issue.field,
        matter=issue.matter,
        title=personal.checked_text(title.strip(), field="title"),
        statement=issue.statement,
        proposal=issue.proposal,
        authority=issue.authority,
        opened_on=day,
    )
    add_step(topic, Step.OPENED, at=at)
    return topic


def count(topic: Topic, unit: UUID, day: date, size: str) -> None:
    """Count a unit in a topic for the month of the day, once, with the largest size it named."""
    row, is_new = Contribution.objects.get_or_create(
        topic=topic,
        unit_id=unit,
        year=day.year,
        month=day.month,
        defaults={"size": size, "first_on": day},
    )
    if not is_new and rules.larger(row.size, size) != row.size:
        row.size = size
        row.save(update_fields=["size"])


def add_step(
    topic: Topic, step: Step, *, at: datetime, words: str = "", document: "Document | None" = None
) -> TopicStep:
    """Add a step with the state that the topic has now."""
    last = TopicStep.objects.filter(topic=topic).aggregate(last=Max("number"))["last"] or 0
    return TopicStep.objects.create(
        topic=topic,
        number=last + 1,
        step=step,
        state=TopicState(topic.state),
        day=day_of(at),
        at=at,
        words=words,
        document=document,
    )


def checked_texts(texts: dict[str, str], choice: NoName) -> dict[str, str]:
    """Return the texts as they may be stored.

    :raises personal.PointsAtAPerson: naming the first field in which something points at a person
    """
    return {
        name: personal.checked_text(text.strip(), field=name, choice=choice) for name, text in texts.items()
    }


def next_number(kind: type, of: str, pk: UUID) -> int:
    """Return the next number of a committee, which is locked until the transaction ends."""
    Unit.objects.select_for_update().get(pk=pk)
    rows = kind.objects.filter(**{f"{of}_id": pk})  # type: ignore[attr-defined]
    return int(rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _check_field(handler: UUID, field: str) -> None:
    if (
        competence.FIELD_BY_CODE[field].is_sensitive
        and not FieldOpening.objects.filter(unit_id=handler, field=field).exists()
    ):
        raise competence.FieldClosed


def _locked(issue: Issue, version: int, states: set[IssueState]) -> Issue:
    stored = Issue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if stored.version != version:
        raise Conflict
    if IssueState(stored.state) not in states:
        raise rules.StepNotNow
    return stored
