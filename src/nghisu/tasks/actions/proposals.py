"""Follow a proposal of a unit from the day it is made until it is answered and settled."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from nghisu.documents.models import Document
from nghisu.kit.refusals import Conflict
from nghisu.organisation.models import OutsideBody, Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.tasks.models import ProgrammeItem, Proposal, ProposalStep, Task
from nghisu.tasks.rules import dates
from nghisu.tasks.rules import proposals as rules
from nghisu.tasks.rules.proposals import Outcome, State, Taken

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@transaction.atomic
def follow_proposal(
    *,
    unit: Unit,
    made_by: Unit,
    text: str,
    made_on: date,
    by: "Standing",
    at: datetime,
    source_kind: str = "",
    source_key: UUID | None = None,
    source_words: str = "",
) -> Proposal:
    """Begin to follow a proposal that a unit made; it is kept by unit, and names nobody.

    :param source_kind: where it was made, e.g. on the floor of a meeting, with its key there
    :raises rules.ProposalKept: if the one of that source is followed already
    """
    by.require("programme.adopt", unit=unit.pk)
    if not text.strip():
        raise rules.SayWhy
    if made_on > day_of(at):
        raise dates.DayInTheFuture(day=made_on)
    if source_key is not None:
        twin = Proposal.objects.filter(source_kind=source_kind, source_key=source_key).first()
        if twin is not None:
            raise rules.ProposalKept(number=twin.number)
    Unit.objects.select_for_update().get(pk=unit.pk)
    last = Proposal.objects.filter(unit=unit).aggregate(last=Max("number"))["last"] or 0
    proposal = Proposal.objects.create(
        unit=unit,
        made_by=made_by,
        number=last + 1,
        text=text.strip(),
        made_on=made_on,
        source_kind=source_kind,
        source_key=source_key,
        source_words=source_words[:300],
    )
    _step(proposal, Taken.MADE, by=by, at=at, words=source_words)
    note(verb="proposal.followed", subject=proposal, by=by, at=at, number=proposal.number)
    return proposal


@transaction.atomic
def put_into_plan(
    *, proposal: Proposal, version: int, item: ProgrammeItem, by: "Standing", at: datetime, words: str = ""
) -> Proposal:
    """Make a proposal a line of a plan."""
    proposal = _locked(proposal, version, Taken.PLANNED, by)
    by.require("programme.adopt", unit=item.programme.unit_id)
    _save(proposal, version, state=State.PLANNED, item=item)
    _step(proposal, Taken.PLANNED, by=by, at=at, words=words)
    note(verb="proposal.planned", subject=proposal, by=by, at=at, touching=[item.programme], line=item.number)
    return proposal


@transaction.atomic
def send_up(
    *,
    proposal: Proposal,
    version: int,
    document: Document,
    addressee: OutsideBody,
    by: "Standing",
    at: datetime,
    answer_due_on: date | None = None,
    words: str = "",
) -> Proposal:
    """Say by which issued document a proposal went to which superior; from now on the answer is awaited.

    :raises rules.NotSentYet: if the document has no number yet
    """
    proposal = _locked(proposal, version, Taken.SENT, by)
    if not document.reference or document.dated_on is None:
        raise rules.NotSentYet
    _save(
        proposal,
        version,
        state=State.SENT,
        document=document,
        addressee=addressee,
        answer_due_on=answer_due_on,
    )
    _step(proposal, Taken.SENT, by=by, at=at, words=words, document=document)
    note(verb="proposal.sent_up", subject=proposal, by=by, at=at, touching=[document])
    return proposal


@transaction.atomic
def say_where_it_stands(
    *, proposal: Proposal, version: int, words: str, by: "Standing", at: datetime
) -> Proposal:
    """Say where a proposal stands with the superior."""
    proposal = _locked(proposal, version, Taken.STANDS, by)
    proposal.save_over(version)
    _step(proposal, Taken.STANDS, by=by, at=at, words=_why(words))
    note(verb="proposal.stands", subject=proposal, by=by, at=at, words=words)
    return proposal


@transaction.atomic
def record_answer(
    *,
    proposal: Proposal,
    version: int,
    document: Document | None,
    outcome: Outcome,
    by: "Standing",
    at: datetime,
    words: str = "",
) -> Proposal:
    """Record what the superior answered, and in which document.

    :raises rules.NoAnswerDocument: if none is named
    :raises rules.AnsweredBefore: if the document is older than the one that asked
    """
    proposal = _locked(proposal, version, Taken.ANSWERED, by)
    if document is None:
        raise rules.NoAnswerDocument
    rules.check_answer(
        dated_on=document.dated_on, sent_on=proposal.document.dated_on if proposal.document else None
    )
    _save(proposal, version, state=State.ANSWERED, answer=document, outcome=outcome)
    _step(proposal, Taken.ANSWERED, by=by, at=at, words=words, document=document)
    note(
        verb="proposal.answered",
        subject=proposal,
        by=by,
        at=at,
        touching=[document],
        outcome=outcome.value,
    )
    return proposal


@transaction.atomic
def settle(
    *,
    proposal: Proposal,
    version: int,
    words: str,
    by: "Standing",
    at: datetime,
    task: Task | None = None,
) -> Proposal:
    """Say what follows from the answer, or from the line of the plan: a task, or nothing, with the reason."""
    proposal = _locked(proposal, version, Taken.CLOSED, by)
    _save(proposal, version, state=State.CLOSED)
    _step(proposal, Taken.CLOSED, by=by, at=at, words=_why(words), task=task)
    note(
        verb="proposal.settled", subject=proposal, by=by, at=at, touching=[task] if task else [], words=words
    )
    return proposal


@transaction.atomic
def merge_proposal(
    *, proposal: Proposal, version: int, into: Proposal, by: "Standing", at: datetime, words: str = ""
) -> Proposal:
    """Follow a proposal in another of the same house.

    :raises rules.NotIntoItself: if the other is itself, of another house, or no longer followed
    """
    proposal = _locked(proposal, version, Taken.MERGED, by)
    if into.pk == proposal.pk or into.unit_id != proposal.unit_id or State(into.state) in rules.FINAL:
        raise rules.NotIntoItself
    _save(proposal, version, state=State.MERGED, merged_into=into)
    _step(proposal, Taken.MERGED, by=by, at=at, words=words)
    note(verb="proposal.joined", subject=proposal, by=by, at=at, touching=[into], into=into.number)
    return proposal


@transaction.atomic
def turn_down(*, proposal: Proposal, version: int, words: str, by: "Standing", at: datetime) -> Proposal:
    """Decline a proposal, with the reason that its unit reads."""
    proposal = _locked(proposal, version, Taken.DECLINED, by)
    _save(proposal, version, state=State.DECLINED)
    _step(proposal, Taken.DECLINED, by=by, at=at, words=_why(words))
    note(verb="proposal.turned_down", subject=proposal, by=by, at=at, words=words)
    return proposal


def _locked(proposal: Proposal, version: int, taken: Taken, by: "Standing") -> Proposal:
    stored = Proposal.locked(proposal.pk)
    by.require("programme.adopt", unit=stored.unit_id)
    if stored.version != version:
        raise Conflict
    rules.check_taken(taken, State(stored.state))
    return stored


def _save(proposal: Proposal, version: int, **values: Any) -> None:
    for name, value in values.items():
        setattr(proposal, name, value)
    fields: Sequence[str] = list(values)
    proposal.save_over(version, *fields)


def _step(
    proposal: Proposal,
    taken: Taken,
    *,
    by: "Standing",
    at: datetime,
    words: str = "",
    document: Document | None = None,
    task: Task | None = None,
) -> None:
    """Add a step, known from the day of ``at``; no step lies before the last one."""
    last = ProposalStep.objects.filter(proposal=proposal).order_by("-number").first()
    day = day_of(at)
    ProposalStep.objects.create(
        proposal=proposal,
        number=(last.number if last else 0) + 1,
        taken=taken,
        state=proposal.state,
        day=max(day, last.day) if last else day,
        at=at,
        words=words.strip(),
        document=document,
        task=task,
        by_id=by.person_id,
    )


def _why(words: str) -> str:
    if not words.strip():
        raise rules.SayWhy
    return words
