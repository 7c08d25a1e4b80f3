"""Work on a task: the lead reports and hands in, the giver accepts or returns, grants, pauses, ends."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from nghisu.documents.models import Document
from nghisu.kit.periods import Quarter
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.tasks.actions.history import change, locked
from nghisu.tasks.actions.products import accept_products, judge
from nghisu.tasks.models import Extension, QuarterClosing, Task, TaskSpan
from nghisu.tasks.queries.products import products_of
from nghisu.tasks.rules import dates
from nghisu.tasks.rules.evaluation import VIETNAMESE_QUALITY, Judged, check_judged
from nghisu.tasks.rules.status import Stage
from nghisu.tasks.rules.steps import (
    ExtensionDecided,
    ExtensionOpen,
    NoEndingDocument,
    NoReason,
    NoSuperiorsDocument,
    QuarterIsClosed,
    SameUnitTwice,
    Step,
    UnitLivesOn,
)

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

Act = TaskSpan.Act


@transaction.atomic
def report_progress(*, task: Task, version: int, words: str, by: "Standing", at: datetime) -> TaskSpan:
    """Say how far the work has come."""
    task = locked(task, version=version, step=Step.REPORT, by=by)
    span = change(task, act=Act.REPORTED, by=by, at=at, words=_reason(words))
    note(verb="task.reported", subject=task, by=by, at=at, words=words)
    return span


@transaction.atomic
def submit_product(
    *,
    task: Task,
    version: int,
    by: "Standing",
    at: datetime,
    words: str = "",
    evidence: Iterable[Document] = (),
    shows: Mapping[UUID, Sequence[Document]] | None = None,
    submitted_on: date | None = None,
) -> TaskSpan:
    """Hand in the product with the documents that show it; the giver has the word now.

    What is missing of the expected products is no hindrance: pages tell it in words, the giver decides.

    :param evidence: documents that show the work as a whole
    :param shows: documents that show an expected product, by the key of the product
    :param submitted_on: the day it was handed in, if earlier than it is entered
    """
    task = locked(task, version=version, step=Step.SUBMIT, by=by)
    submitted_on = submitted_on or day_of(at)
    dates.check_submission(submitted_on=submitted_on, given_on=task.given_on, today=day_of(at))
    shows = shows or {}
    shown = {one.pk for documents in shows.values() for one in documents}
    evidence = [one for one in evidence if one.pk not in shown]
    span = change(
        task,
        act=Act.SUBMITTED,
        by=by,
        at=at,
        words=words,
        evidence=evidence,
        shows=shows,
        stage=Stage.SUBMITTED,
        submitted_on=submitted_on,
    )
    note(
        verb="task.submitted",
        subject=task,
        by=by,
        at=at,
        touching=[*evidence, *(one for documents in shows.values() for one in documents)],
        submitted_on=submitted_on.isoformat(),
        documents=len(evidence) + len(shown),
    )
    return span


@transaction.atomic
def accept(
    *,
    task: Task,
    version: int,
    by: "Standing",
    at: datetime,
    accepted_on: date | None = None,
    words: str = "",
    document: Document | None = None,
    counts: Mapping[UUID, int] | None = None,
    judged: Judged | None = None,
) -> TaskSpan:
    """Accept the product for the giver: the task is done on ``accepted_on``.

    Of a task given by a body outside, the office of the unit records the acceptance, with the document
    in which that body answers. The giver may accept the task while some of its products are missing.

    :param accepted_on: the day of the giver's answer, if earlier than it is entered
    :param counts: how many of each expected product are accepted; None: those that were handed in
    :param judged: the evaluation; its remark is ``words``
    :raises NoSuperiorsDocument: if an outside giver's document is not named
    :raises QuarterIsClosed: if the day lies in a quarter whose count is closed
    """
    task = locked(task, version=version, step=Step.ACCEPT, by=by)
    accepted_on = accepted_on or day_of(at)
    assert task.submitted_on is not None
    dates.check_acceptance(accepted_on=accepted_on, submitted_on=task.submitted_on, today=day_of(at))
    _check_superiors_document(task, document)
    check_judged(judged)
    quarter = Quarter.of(accepted_on)
    if is_closed(task.unit_id, quarter):
        raise QuarterIsClosed(quarter=quarter.label, unit=task.unit.code)
    if counts is None:
        counts = {one.product.pk: one.handed_in_now for one in products_of(task, day=day_of(at))}
    span = change(
        task,
        act=Act.ACCEPTED,
        by=by,
        at=at,
        words=words,
        document=document,
        stage=Stage.ACCEPTED,
        accepted_on=accepted_on,
    )
    accepted = accept_products(task, span, counts)
    judge(task, span, judged)
    if task.programme_item is not None:
        task.programme_item.realised_by.add(*Document.objects.filter(evidence_for__task=task))
    note(
        verb="task.accepted",
        subject=task,
        by=by,
        at=at,
        touching=[document] if document else [],
        accepted_on=accepted_on.isoformat(),
        **({"products": "; ".join(accepted)} if accepted else {}),
        **({"quality": VIETNAMESE_QUALITY[judged.quality]} if judged else {}),
    )
    return span


@transaction.atomic
def accept_part(
    *,
    task: Task,
    version: int,
    counts: Mapping[UUID, int],
    reason: str,
    by: "Standing",
    at: datetime,
    document: Document | None = None,
) -> TaskSpan:
    """Accept some of the products: what is accepted stands, the task goes on until the rest is there.

    The task counts as not done, and as not returned; its deadline stays.

    :param counts: how many of which expected product are accepted now
    :param reason: what is still to be brought, and why the rest is not accepted
    """
    task = locked(task, version=version, step=Step.ACCEPT_PART, by=by)
    _check_superiors_document(task, document)
    span = change(
        task,
        act=Act.ACCEPTED_IN_PART,
        by=by,
        at=at,
        words=_reason(reason),
        document=document,
        stage=Stage.OPEN,
        submitted_on=None,
    )
    accepted = accept_products(task, span, counts, is_part=True)
    note(
        verb="task.accepted_in_part",
        subject=task,
        by=by,
        at=at,
        touching=[document] if document else [],
        products="; ".join(accepted),
        reason=reason,
    )
    return span


@transaction.atomic
def return_with_reason(
    *,
    task: Task,
    version: int,
    reason: str,
    by: "Standing",
    at: datetime,
    document: Document | None = None,
) -> TaskSpan:
    """Send the product back: the task counts as not done until it is handed in again and accepted."""
    task = locked(task, version=version, step=Step.RETURN, by=by)
    _check_superiors_document(task, document)
    span = change(
        task,
        act=Act.RETURNED,
        by=by,
        at=at,
        words=_reason(reason),
        document=document,
        stage=Stage.RETURNED,
        submitted_on=None,
        returns=task.returns + 1,
    )
    note(verb="task.returned", subject=task, by=by, at=at, reason=reason)
    return span


@transaction.atomic
def ask_extension(
    *, task: Task, version: int, new_due_on: date, reason: str, by: "Standing", at: datetime
) -> Extension:
    """Ask the giver for a later deadline, before the present one has passed.

    :raises dates.ExtensionAskedTooLate: if it has passed
    :raises ExtensionOpen: if a request already waits
    """
    task = locked(task, version=version, step=Step.ASK_EXTENSION, by=by)
    day = day_of(at)
    dates.check_extension(asked_on=day, due_on=task.due_on, new_due_on=new_due_on)
    if Extension.objects.filter(task=task, decided_on=None).exists():
        raise ExtensionOpen
    assert task.due_on is not None
    extension = Extension.objects.create(
        task=task,
        asked_on=day,
        asked_by_id=by.person_id,
        reason=_reason(reason),
        old_due_on=task.due_on,
        new_due_on=new_due_on,
    )
    change(task, act=Act.EXTENSION_ASKED, by=by, at=at, words=reason)
    note(
        verb="task.extension_asked",
        subject=task,
        by=by,
        at=at,
        old_due_on=extension.old_due_on.isoformat(),
        new_due_on=new_due_on.isoformat(),
        reason=reason,
    )
    return extension


@transaction.atomic
def grant_extension(
    *,
    extension: Extension,
    version: int,
    by: "Standing",
    at: datetime,
    granted_to: date | None = None,
    reason: str = "",
    document: Document | None = None,
) -> Extension:
    """Agree to a later deadline: the one asked for, or another. It counts from now on.

    :param version: of the task
    """
    task = locked(extension.task, version=version, step=Step.DECIDE_EXTENSION, by=by)
    extension = _undecided(extension)
    granted_to = granted_to or extension.new_due_on
    if granted_to <= extension.old_due_on:
        raise dates.NothingToExtend
    _check_superiors_document(task, document)
    _decide(extension, granted_to=granted_to, reason=reason, by=by, at=at)
    change(
        task,
        act=Act.EXTENDED,
        by=by,
        at=at,
        words=reason,
        document=document,
        due_on=granted_to,
        extensions=task.extensions + 1,
    )
    note(
        verb="task.extended",
        subject=task,
        by=by,
        at=at,
        old_due_on=extension.old_due_on.isoformat(),
        due_on=granted_to.isoformat(),
    )
    return extension


@transaction.atomic
def refuse_extension(
    *, extension: Extension, version: int, reason: str, by: "Standing", at: datetime
) -> Extension:
    """Keep the present deadline.

    :param version: of the task
    """
    task = locked(extension.task, version=version, step=Step.DECIDE_EXTENSION, by=by)
    extension = _undecided(extension)
    _decide(extension, granted_to=None, reason=_reason(reason), by=by, at=at)
    change(task, act=Act.EXTENSION_REFUSED, by=by, at=at, words=reason)
    note(verb="task.extension_refused", subject=task, by=by, at=at, reason=reason)
    return extension


@transaction.atomic
def pause(*, task: Task, version: int, reason: str, by: "Standing", at: datetime) -> TaskSpan:
    """Let the work stand still; its deadline stays and is shown again when it goes on."""
    task = locked(task, version=version, step=Step.PAUSE, by=by)
    span = change(task, act=Act.PAUSED, by=by, at=at, words=_reason(reason), stage=Stage.PAUSED)
    note(verb="task.paused", subject=task, by=by, at=at, reason=reason)
    return span


@transaction.atomic
def resume(
    *, task: Task, version: int, by: "Standing", at: datetime, words: str = "", due_on: date | None = None
) -> TaskSpan:
    """Go on with paused work, with a new deadline if the giver names one."""
    task = locked(task, version=version, step=Step.RESUME, by=by)
    due_on = due_on or task.due_on
    dates.check_due_date(due_on=due_on, given_on=task.given_on)
    stage = Stage.RETURNED if task.returns and _was_returned(task) else Stage.OPEN
    span = change(task, act=Act.RESUMED, by=by, at=at, words=words, stage=stage, due_on=due_on)
    note(verb="task.resumed", subject=task, by=by, at=at, due_on=due_on.isoformat() if due_on else None)
    return span


@transaction.atomic
def end(
    *, task: Task, version: int, document: Document | None, by: "Standing", at: datetime, reason: str = ""
) -> TaskSpan:
    """End a task that is no longer needed; a document says so, and nothing is deleted.

    :raises NoEndingDocument: if none is named
    """
    task = locked(task, version=version, step=Step.END, by=by)
    if document is None:
        raise NoEndingDocument
    span = change(task, act=Act.ENDED, by=by, at=at, words=reason, document=document, stage=Stage.ENDED)
    note(verb="task.ended", subject=task, by=by, at=at, touching=[document], reason=reason)
    return span


@transaction.atomic
def hand_over(
    *, task: Task, version: int, unit: Unit, by: "Standing", at: datetime, reason: str = ""
) -> TaskSpan:
    """Hand the open work of a unit that has ended over to the one that follows it.

    What was accepted stays with the unit that did it, under its name of the day; earlier days keep what was
    known then.

    :raises UnitLivesOn: if the unit has not ended
    :raises SameUnitTwice: if the unit that follows already has its own share
    """
    task = locked(task, version=version, step=Step.HAND_OVER, by=by)
    by.require("task.give", unit=unit.pk)
    before = task.unit
    if task.unit_id in by.tree.parent_of:
        raise UnitLivesOn(unit=before.code)
    if (
        task.parent_id is not None
        and Task.objects.filter(parent_id=task.parent_id, unit=unit).exclude(stage=Stage.ENDED).exists()
    ):
        raise SameUnitTwice(unit=unit.code)
    lead = unit if task.lead_id not in by.tree.parent_of else task.lead
    span = change(task, act=Act.HANDED_OVER, by=by, at=at, words=reason, unit=unit, lead=lead)
    note(verb="task.handed_over", subject=task, by=by, at=at, before=before.code, after=unit.code)
    return span


def is_closed(unit_id: UUID, quarter: Quarter) -> bool:
    """Tell whether the count of the unit's quarter is closed."""
    return QuarterClosing.objects.filter(unit_id=unit_id, year=quarter.year, number=quarter.number).exists()


def _was_returned(task: Task) -> bool:
    before = TaskSpan.objects.filter(task=task).exclude(stage=Stage.PAUSED).order_by("-number").first()
    return before is not None and before.stage == Stage.RETURNED


def _reason(text: str) -> str:
    if not text.strip():
        raise NoReason
    return text


def _check_superiors_document(task: Task, document: Document | None) -> None:
    if task.asked_by is not None and document is None:
        raise NoSuperiorsDocument(asked_by=task.asked_by.name)


def _undecided(extension: Extension) -> Extension:
    stored = Extension.locked(extension.pk)
    if stored.decided_on is not None:
        raise ExtensionDecided
    return stored


def _decide(
    extension: Extension, *, granted_to: date | None, reason: str, by: "Standing", at: datetime
) -> None:
    extension.decided_on = day_of(at)
    extension.decided_by_id = by.person_id
    extension.granted_to = granted_to
    extension.decision_reason = reason
    extension.save_over(extension.version, "decided_on", "decided_by", "granted_to", "decision_reason")
