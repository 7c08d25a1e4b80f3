"""Conclude an inspection: remedies in draft, approval, tasks when the document is issued, closing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from nghisu.documents import actions as documents
from nghisu.documents.models import Document
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.inspection.actions.history import locked, put_step, save
from nghisu.inspection.models import Inspection, Remedy
from nghisu.inspection.queries import composed_conclusion, may_run, remedies_open
from nghisu.inspection.rules import exclusions, steps
from nghisu.inspection.rules.steps import State, Taken
from nghisu.kit import language
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.queries import day_of, name_in, standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import Act, note
from nghisu.tasks.actions.giving import Share, assign_from_directive


@transaction.atomic
def ask_remedy(
    *,
    inspection: Inspection,
    version: int,
    title: str,
    due_on: date,
    by: Standing,
    at: datetime,
    product: str = "",
) -> Remedy:
    """Say in the draft conclusion what the inspected body is to mend; no task before the issue.

    :raises steps.DueBeforeConclusion: if it would be due before it is asked for
    """
    inspection = locked(inspection, version, Taken.REMEDY)
    if not may_run(by, inspection):
        raise NotAllowed
    day = day_of(at)
    exclusions.refuse_excluded(title, product, day=day, field="title")
    if due_on < day:
        raise steps.DueBeforeConclusion(due_on=due_on)
    last = inspection.remedies.aggregate(last=Max("order"))["last"] or 0
    made = Remedy.objects.create(
        inspection=inspection,
        order=last + 1,
        title=language.clean_name(title),
        product=language.clean_name(product),
        due_on=due_on,
    )
    inspection.save_over(version)
    put_step(inspection, Taken.REMEDY, at=at, words=made.title)
    note(verb="inspection.remedy_asked", subject=inspection, by=by, at=at, remedy=made.order)
    return made


@transaction.atomic
def approve_conclusion(
    *, inspection: Inspection, version: int, text: str, by: Standing, at: datetime
) -> Inspection:
    """Approve the conclusion as a chair: its document is drafted and handed over for its number.

    Its remedies are still no tasks. Who approves gives them: the right is asked now and at the issue.

    :raises exclusions.AboutAPerson: if it speaks of a person or of discipline
    """
    inspection = locked(inspection, version, Taken.APPROVED)
    by.require("inspection.conclude", unit=inspection.unit_id)
    by.require("task.give", unit=inspection.inspected_id)
    day = day_of(at)
    if not text.strip():
        raise steps.SayWhy
    exclusions.refuse_excluded(text, day=day, field="words")
    inspection.conclusion = language.nfc(text).strip()
    signer = documents.chair_signing(by, unit=inspection.unit_id, day=day)
    words: dict[str, Any] = {
        "type_code": "notice",
        "organ": Organ.COMMITTEE,
        "subject": _subject(inspection, by, day),
        "text": composed_conclusion(inspection),
        "signer": signer,
        "recipients": [
            documents.Recipient(
                label=name_in(by.tree, inspection.inspected_id, day) or inspection.inspected.code,
                unit=inspection.inspected,
            )
        ],
    }
    if inspection.document is None:
        document = documents.draft_outgoing(
            drafter=inspection.unit, unit=inspection.unit, by=by, at=at, **words
        )
    else:
        document = documents.revise_draft(
            document=inspection.document,
            expected_version=inspection.document.version,
            bases="",
            addressed_to="",
            urgency=Urgency(inspection.document.urgency),
            by=by,
            at=at,
            **words,
        )
    document = documents.submit(document=document, by=by, at=at)
    save(
        inspection,
        version,
        state=State.APPROVED,
        conclusion=inspection.conclusion,
        document=document,
        approved_by_id=by.person_id,
    )
    put_step(inspection, Taken.APPROVED, at=at)
    note(verb="inspection.approved", subject=inspection, by=by, at=at, touching=[document])
    return inspection


def _subject(inspection: Inspection, by: Standing, day: date) -> str:
    head = "Kết luận kiểm tra" if inspection.output == "conclusion" else "Kết quả giám sát"
    name = name_in(by.tree, inspection.inspected_id, day) or inspection.inspected.code
    return f"{head} đối với {name}: {inspection.content}"[:400]


@transaction.atomic
def take_conclusion_back(*, inspection: Inspection, version: int, by: Standing, at: datetime) -> Inspection:
    """Take an approved conclusion back before its issue, to change it, as the office that would issue it."""
    inspection = locked(inspection, version, Taken.REOPENED)
    by.require("inspection.adopt", unit=inspection.unit_id)
    if inspection.document is not None and inspection.document.is_submitted:
        documents.hand_back(document=inspection.document, remarks="", by=by, at=at)
    save(inspection, version, state=State.REPORTED)
    put_step(inspection, Taken.REOPENED, at=at)
    note(verb="inspection.reopened", subject=inspection, by=by, at=at)
    return inspection


def follow_documents(acts: Sequence[Act]) -> None:
    """Turn the remedies of a conclusion into tasks when its document is issued, wherever that is done.

    Called by the record inside the transaction of the issue: either both happen or neither.
    """
    for act in acts:
        if act.verb == "document.issued" and isinstance(act.subject, Document):
            inspection = (
                Inspection.objects.select_for_update(of=("self",))
                .select_related("approved_by", "inspected", "unit")
                .filter(document=act.subject)
                .exclude(state__in=[State.CONCLUDED, State.CLOSED])
                .first()
            )
            if inspection is not None:
                _conclude(inspection, act.subject, by=act.by, at=act.at)


def _conclude(inspection: Inspection, document: Document, *, by: Standing, at: datetime) -> None:
    approver = inspection.approved_by
    if (
        inspection.state != State.APPROVED
        or approver is None
        or composed_conclusion(inspection) != document.text
    ):
        raise steps.TextIsAnother
    giver = standing_of(approver, day_of(at))
    tasks = []
    for remedy in inspection.remedies.order_by("order"):
        (task,) = assign_from_directive(
            directive=document,
            shares=[Share(unit=inspection.inspected, due_on=remedy.due_on)],
            title=remedy.title,
            product=remedy.product,
            point=str(remedy.order),
            quote=remedy.title,
            by=giver,
            at=at,
        )
        remedy.task = task
        remedy.save(update_fields=["task"])
        tasks.append(task)
    save(inspection, inspection.version, state=State.CONCLUDED, concluded_on=day_of(at))
    put_step(inspection, Taken.CONCLUDED, at=at, words=document.reference)
    note(
        verb="inspection.concluded",
        subject=inspection,
        by=by,
        at=at,
        touching=[document, *tasks],
        reference=document.reference,
        remedies=len(tasks),
    )


@transaction.atomic
def close_inspection(
    *, inspection: Inspection, version: int, words: str, by: Standing, at: datetime
) -> Inspection:
    """Close an inspection whose remedies are all accepted or ended.

    :raises steps.RemediesOpen: if one is not
    """
    inspection = locked(inspection, version, Taken.CLOSED)
    if not may_run(by, inspection):
        raise NotAllowed
    exclusions.refuse_excluded(words, day=day_of(at), field="words")
    left = remedies_open(inspection)
    if left:
        raise steps.RemediesOpen(count=left)
    save(inspection, version, state=State.CLOSED, closed_on=day_of(at))
    put_step(inspection, Taken.CLOSED, at=at, words=words)
    note(verb="inspection.closed", subject=inspection, by=by, at=at)
    return inspection
