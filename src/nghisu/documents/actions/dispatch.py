"""The way out: dispatch, receipt, opening, recall, and the register of the stamp."""

from datetime import datetime

from django.db import transaction

from nghisu.documents.actions.drafting import day_of
from nghisu.documents.actions.incoming import register_incoming
from nghisu.documents.actions.numbering import next_number, sequence_of
from nghisu.documents.models import Document, DocumentOpening, DocumentRecipient, StampUse
from nghisu.documents.rules import dispatch, states
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.dispatch import Stamp, Way
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.types import Family
from nghisu.kit.language import clean_name, fold
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

STAMP_BOOK = "dấu"


@transaction.atomic
def send(
    *,
    recipient: DocumentRecipient,
    way: Way,
    sent_at: datetime | None = None,
    by: Standing,
    at: datetime,
) -> DocumentRecipient:
    """Enter that an issued document went to a recipient, and how; after a recall it may go again.

    :raises SentAlready: if it went there and was not recalled
    """
    document = Document.locked(recipient.document_id)
    by.require("document.issue", unit=document.unit_id)
    recipient = DocumentRecipient.objects.select_for_update().get(pk=recipient.pk)
    if not document.is_issued:
        raise states.NotThatWay
    if recipient.is_sent:
        raise dispatch.SentAlready(label=recipient.label)
    recipient.way, recipient.sent_at = way, sent_at or at
    recipient.recalled_at, recipient.recall_reason = None, ""
    recipient.save(update_fields=["way", "sent_at", "recalled_at", "recall_reason"])
    note(verb="document.sent", subject=document, by=by, at=at, to=recipient.label, way=way.value)
    return recipient


@transaction.atomic
def note_receipt(
    *,
    recipient: DocumentRecipient,
    received_at: datetime,
    received_by: str = "",
    by: Standing,
    at: datetime,
) -> DocumentRecipient:
    """Enter that a recipient outside confirmed the receipt.

    :raises NotSentYet: if it has not been sent
    :raises ReceivedBeforeSent: if it lies before the dispatch
    """
    document = Document.locked(recipient.document_id)
    by.require("document.issue", unit=document.unit_id)
    recipient = DocumentRecipient.objects.select_for_update().get(pk=recipient.pk)
    if recipient.recalled_at:
        raise dispatch.Recalled(label=recipient.label)
    dispatch.check_receipt(
        label=recipient.label,
        sent_on=day_of(recipient.sent_at) if recipient.sent_at else None,
        received_on=day_of(received_at),
    )
    states.check_dated(day_of(received_at), day=day_of(at))
    recipient.received_at, recipient.received_by = received_at, clean_name(received_by)
    recipient.save(update_fields=["received_at", "received_by"])
    note(verb="document.receipt_noted", subject=document, by=by, at=at, to=recipient.label)
    return recipient


@transaction.atomic
def accept_dispatch(*, recipient: DocumentRecipient, by: Standing, at: datetime) -> Document:
    """Take a document of another unit of this installation into one's own incoming book.

    The receipt shows at the sender's. Files stay where they are: the entry leads to the original.
    """
    recipient = (
        DocumentRecipient.objects.select_for_update(of=("self",))
        .select_related("document", "unit")
        .get(pk=recipient.pk)
    )
    document = recipient.document
    unit = recipient.unit
    if unit is None or not document.is_issued:
        raise states.NotThatWay
    by.require("document.receive", unit=unit.pk)
    if not recipient.is_sent:
        raise dispatch.NotSentYet(label=recipient.label)
    entered = register_incoming(
        unit=unit,
        type_code=document.type,
        subject=document.subject,
        dated_on=document.dated_on or day_of(at),
        reference=document.reference,
        issuer=document.unit,
        issuer_name=document.issuer_name,
        original=document,
        family=Family(document.family),
        urgency=Urgency(document.urgency),
        text=document.text,
        by=by,
        at=at,
    )
    if recipient.received_at is None:
        recipient.received_at, recipient.received_by = at, by.name
        recipient.save(update_fields=["received_at", "received_by"])
    note(verb="document.dispatch_accepted", subject=document, by=by, at=at, within=unit, touching=[entered])
    return entered


@transaction.atomic
def note_opening(*, document: Document, unit: Unit, by: Standing, at: datetime) -> DocumentOpening | None:
    """Keep the first time a person of a receiving unit opens the document; later times change nothing."""
    if by.person_id is None:
        return None
    by.require("document.see", recipient=unit.pk)
    opening, is_new = DocumentOpening.objects.get_or_create(
        document=document, person_id=by.person_id, defaults={"unit": unit, "opened_at": at}
    )
    if is_new:
        note(verb="document.opened", subject=document, by=by, at=at, within=unit)
    return opening


@transaction.atomic
def recall(*, recipient: DocumentRecipient, reason: str, by: Standing, at: datetime) -> DocumentRecipient:
    """Recall a wrong dispatch: the recipient sees the document no more; who opened it stays listed.

    :raises RecallWithoutReason: without a reason
    :raises NotSentYet: if it never went there
    """
    document = Document.locked(recipient.document_id)
    by.require("document.issue", unit=document.unit_id)
    recipient = DocumentRecipient.objects.select_for_update().get(pk=recipient.pk)
    if not reason.strip():
        raise dispatch.RecallWithoutReason
    if not recipient.is_sent:
        raise dispatch.NotSentYet(label=recipient.label)
    recipient.recalled_at, recipient.recall_reason = at, clean_name(reason)
    recipient.save(update_fields=["recalled_at", "recall_reason"])
    note(
        verb="document.recalled",
        subject=document,
        by=by,
        at=at,
        to=recipient.label,
        reason=recipient.recall_reason,
        opened=document.openings.filter(unit=recipient.unit).count() if recipient.unit_id else 0,
    )
    return recipient


@transaction.atomic
def stamp(
    *,
    unit: Unit,
    what: str,
    kind: Stamp,
    copies: int,
    asked_by: str = "",
    document: Document | None = None,
    stamped_at: datetime | None = None,
    by: Standing,
    at: datetime,
) -> StampUse:
    """Enter a use of the stamp; it gets the next number of the year.

    :raises StampBeforeIssue: if the document has no number yet
    :raises BranchHasNoStamp: if a branch issued it
    """
    by.require("document.issue", unit=unit.pk)
    if document is not None:
        if not document.is_issued:
            raise dispatch.StampBeforeIssue
        if document.organ == Organ.BRANCH:
            raise dispatch.BranchHasNoStamp
        what = what or document.citation
    if not what.strip():
        raise dispatch.NothingStamped
    stamped_at = stamped_at or at
    states.check_dated(day_of(stamped_at), day=day_of(at))
    book = sequence_of(unit=unit, symbol=STAMP_BOOK, year=day_of(stamped_at).year)
    line = StampUse.objects.create(
        unit=unit,
        year=day_of(stamped_at).year,
        number=next_number(book),
        document=document,
        what=clean_name(what)[:300],
        kind=kind,
        copies=copies,
        asked_by=clean_name(asked_by),
        stamped_by_id=by.person_id,
        stamped_at=stamped_at,
        folded=fold(f"{what} {asked_by}")[:500],
    )
    note(
        verb="stamp.used",
        subject=line,
        by=by,
        at=at,
        touching=[document] if document else [],
        what=line.what,
        copies=copies,
    )
    return line
