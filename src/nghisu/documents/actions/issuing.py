"""Issue, enter what was issued earlier, declare a number void."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from nghisu.documents import queries
from nghisu.documents.actions.drafting import Signer, checked_type, day_of, hash_of, set_signer
from nghisu.documents.actions.drafts import check_may_issue
from nghisu.documents.actions.numbering import NoSymbol, NumberTaken, next_number, sequence_of, term_of
from nghisu.documents.actions.submitting import check_signed
from nghisu.documents.models import (
    Document,
    fold_of,
)
from nghisu.documents.rules import numbering, states, types
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.dispatch import Way
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.states import Direction, Status
from nghisu.documents.rules.types import Family
from nghisu.kit.language import clean_name, nfc
from nghisu.kit.refusals import N_, Conflict, Refusal
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def issue(
    *,
    document: Document,
    dated_on: date,
    signed_on: date | None = None,
    expected_version: int | None = None,
    by: Standing,
    at: datetime,
) -> Document:
    """Give a submitted document its number, under a lock, and send it out.

    :param signed_on: the day of the signature, ``dated_on`` if not told
    :raises NoTermOpen: if the committee has no term at ``at``
    :raises NoSymbol: if the unit has none
    :raises ChangedAfterSignature: if the text is not the one submitted
    """
    document = Document.locked(document.pk)
    by.require("document.issue", unit=document.unit_id)
    if expected_version is not None and document.version != expected_version:
        raise Conflict
    states.check_move(document.status, Status.ISSUED)
    if hash_of(document) != document.text_hash:
        raise states.ChangedAfterSignature
    check_may_issue(document, day=day_of(at))
    check_signed(document)
    signed = [one for one in document.signers.values_list("signed_on", flat=True) if one]
    signed_on = signed_on or max([*signed, *([] if signed else [dated_on])])
    states.check_dated(dated_on, day=day_of(at), signed_on=signed_on)
    unit, family = document.unit, Family(document.family)
    kind = checked_type(document.type, unit=unit, organ=Organ(document.organ), family=family, day=dated_on)
    name = queries.name_row(unit.pk, dated_on)
    if name is None or not name.symbol:
        raise NoSymbol(unit=name.name if name else unit.code)
    if family is Family.PARTY:
        term = term_of(unit, at=at, by=by)
        sequence = sequence_of(unit=unit, symbol=kind.symbol, term=term)
    else:
        term = None
        sequence = sequence_of(unit=unit, symbol=kind.symbol, year=dated_on.year)
    document.sequence, document.term = sequence, term
    document.number = next_number(sequence)
    document.symbol, document.issuer_symbol = kind.symbol, name.symbol
    document.issuer_name = name.name
    document.superior_name = queries.superior_name_of(unit.pk, dated_on)
    document.reference = str(numbering.Reference(family, document.number, kind.symbol, name.symbol))
    document.dated_on, document.issued_at = dated_on, at
    document.form_profile = profile_on(dated_on, family).code
    document.status = Status.ISSUED
    document.folded = fold_of(document)
    document.signers.filter(signed_on__isnull=True).update(signed_on=signed_on)
    document.recipients.filter(unit__isnull=False).update(sent_at=at, way=Way.SYSTEM)
    document.save_over(
        document.version,
        *("sequence", "term", "number", "symbol", "issuer_symbol", "issuer_name", "superior_name"),
        *("reference", "dated_on", "issued_at", "form_profile", "status", "folded"),
    )
    note(
        verb="document.issued",
        subject=document,
        by=by,
        at=at,
        reference=document.reference,
        dated_on=dated_on.isoformat(),
        text_hash=document.text_hash,
    )
    return document


class ReasonMissing(Refusal):
    """A number is declared void only with a reason."""

    sentence = N_("Write why the number is void; it stays visible in the register with this reason.")
    field = "reason"


@transaction.atomic
def enter_issued(
    *,
    unit: Unit,
    type_code: str,
    reference: str,
    subject: str,
    dated_on: date,
    organ: Organ = Organ.COMMITTEE,
    issuer_name: str = "",
    text: str = "",
    signer: Signer | None = None,
    by: Standing,
    at: datetime,
) -> Document:
    """Enter a document of ours that was issued before this register was kept, with the number it has.

    The sequence of its term goes on after the highest number entered.

    :raises NotAPartyReference: if the text is no number and symbol
    :raises NumberTaken: if another document of that term has the number
    """
    by.require("document.issue", unit=unit.pk)
    states.check_dated(dated_on, day=day_of(at))
    types.check_known(type_code)
    if not subject.strip():
        raise states.NoSubject
    read = numbering.read_reference(reference)
    noon = timezone.make_aware(datetime.combine(dated_on, time(12)))
    if read.family is Family.PARTY:
        term = term_of(unit, at=noon, by=by)
        sequence = sequence_of(unit=unit, symbol=read.symbol, term=term)
    else:
        term = None
        sequence = sequence_of(unit=unit, symbol=read.symbol, year=dated_on.year)
    if sequence.documents.filter(number=read.number).exists():
        raise NumberTaken(reference=str(read))
    sequence.last = max(sequence.last, read.number)
    sequence.save(update_fields=["last"])
    name = queries.name_row(unit.pk, dated_on)
    document = Document.objects.create(
        unit=unit,
        direction=Direction.OUTGOING,
        status=Status.ISSUED,
        family=read.family,
        type=type_code,
        organ=organ,
        issuer_unit=unit,
        issuer_name=clean_name(issuer_name) or (name.name if name else unit.code),
        issuer_symbol=read.issuer,
        superior_name=queries.superior_name_of(unit.pk, dated_on),
        drafter_unit=unit,
        sequence=sequence,
        term=term,
        number=read.number,
        symbol=read.symbol,
        reference=str(read),
        dated_on=dated_on,
        place=queries.place_of(unit.pk),
        subject=subject,
        text=nfc(text),
        issued_at=noon,
        created_at=at,
    )
    if signer is not None:
        set_signer(document, signer)
    note(verb="document.entered_issued", subject=document, by=by, at=at, reference=document.reference)
    return document


@transaction.atomic
def void_number(*, document: Document, reason: str, by: Standing, at: datetime) -> Document:
    """Declare the number of an issued document void. The number stays taken and visible.

    :raises ReasonMissing: without a reason
    """
    document = Document.locked(document.pk)
    by.require("document.issue", unit=document.unit_id)
    states.check_move(document.status, Status.VOID)
    if not reason.strip():
        raise ReasonMissing
    document.status = Status.VOID
    document.void_reason = clean_name(reason)
    document.save_over(document.version, "status", "void_reason")
    note(verb="document.voided", subject=document, by=by, at=at, reason=document.void_reason)
    return document
