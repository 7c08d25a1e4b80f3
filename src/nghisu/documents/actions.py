"""Every write on documents: one function, one transaction, one line of the record."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from nghisu.documents import queries
from nghisu.documents.models import (
    Document,
    DocumentFile,
    DocumentLink,
    DocumentRecipient,
    DocumentRouting,
    DocumentSigner,
    NumberSequence,
    fold_of,
)
from nghisu.documents.rules import authority, entry, numbering, signing, states, types
from nghisu.documents.rules.authority import Level, Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.states import Direction, Edge, Status
from nghisu.documents.rules.types import Family
from nghisu.kit import files as stored_files
from nghisu.kit.language import clean_name, nfc
from nghisu.kit.refusals import N_, Conflict, Refusal
from nghisu.organisation.models import OutsideBody, Term, Unit, UnitPlace
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

if TYPE_CHECKING:
    from nghisu.people.models import Person

INCOMING_BOOK = "đến"


class NoTermOpen(Refusal):
    """The unit has no term at the moment of issue, so that the number has no sequence."""

    sentence = N_("No term of this committee is open at this moment. Enter the term first, then issue.")


class NoSymbol(Refusal):
    """The unit has no symbol for its documents."""

    sentence = N_("%(unit)s has no symbol for its documents. Enter it in the organisation first.")


class AlreadyRegistered(Refusal):
    """The same number of the same issuer and day stands in the incoming book."""

    sentence = N_(
        "%(reference)s of the same issuer and day already stands in the incoming book as no. %(number)s."
    )
    field = "reference"


class NoIssuer(Refusal):
    """An incoming document without an issuer."""

    sentence = N_("Choose who issued the document.")
    field = "issuer"


class WrongIssuer(Refusal):
    """A unit drafts for itself or for the committee it serves, for nobody else."""

    sentence = N_("This unit drafts for itself or for the committee it serves only.")
    field = "unit"


class RoutingOutsideHouse(Refusal):
    """An incoming document is routed inside the office; affiliates get a document of ours."""

    sentence = N_("Route to a unit of this office. To an affiliate, issue a document.")
    field = "to_unit"


class DueBeforeReceipt(Refusal):
    """The deadline lies before the day of receipt."""

    sentence = N_("The deadline %(due_on)s lies before the day of receipt, %(received_on)s.")
    field = "due_on"


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is to sign, in what right.

    :param in_name_of: the collective or head named beside the mark: ``Ban Thường vụ``
    """

    name: str
    title: str
    right: signing.Right = signing.Right.ON_BEHALF
    in_name_of: str = "Ban Thường vụ"
    person: "Person | None" = None


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where the document goes; ``label`` is what stands under Nơi nhận."""

    label: str
    unit: Unit | None = None
    outside: OutsideBody | None = None


def day_of(moment: datetime) -> date:
    """Return the day in Việt Nam that a moment lies in."""
    return timezone.localtime(moment).date()


@transaction.atomic
def register_incoming(
    *,
    unit: Unit,
    type_code: str,
    subject: str,
    dated_on: date,
    reference: str = "",
    issuer: OutsideBody | Unit | None = None,
    issuer_name: str = "",
    original: Document | None = None,
    family: Family = Family.PARTY,
    urgency: Urgency = Urgency.NONE,
    expected_tasks: int = 0,
    text: str = "",
    received_at: datetime | None = None,
    by: Standing,
    at: datetime,
) -> Document:
    """Enter a document in the incoming book of a unit and give it the next number of the year.

    :param issuer_name: the name on the paper, where it differs from the directory, or stands in none
    :param original: the document of a unit of this installation that it is a copy of
    :raises AlreadyRegistered: if the same number of the same issuer and day stands there
    """
    by.require("document.receive", unit=unit.pk)
    received_at = received_at or at
    day = day_of(received_at)
    states.check_dated(dated_on, day=day)
    if not subject.strip():
        raise states.NoSubject
    if isinstance(issuer, Unit) and not issuer_name:
        row = queries.name_row(issuer.pk, dated_on)
        issuer_name = row.name if row else ""
    elif isinstance(issuer, OutsideBody) and not issuer_name:
        issuer_name = issuer.name
    if not issuer_name:
        raise NoIssuer
    types.check_known(type_code, family)
    reference = " ".join(nfc(reference).removeprefix("Số:").removeprefix("Số ").split())
    if reference:
        twin = Document.objects.filter(
            unit=unit,
            direction=Direction.INCOMING,
            reference=reference,
            dated_on=dated_on,
            issuer_name=clean_name(issuer_name),
        ).first()
        if twin is not None:
            raise AlreadyRegistered(reference=reference, number=twin.received_number)
    book = _sequence(unit=unit, symbol=INCOMING_BOOK, year=day.year)
    document = Document.objects.create(
        unit=unit,
        direction=Direction.INCOMING,
        status=Status.RECEIVED,
        family=family,
        type=type_code,
        issuer_unit=issuer if isinstance(issuer, Unit) else None,
        issuer_outside=issuer if isinstance(issuer, OutsideBody) else None,
        issuer_name=clean_name(issuer_name),
        original=original,
        reference=reference,
        number=_number_in(reference),
        dated_on=dated_on,
        subject=subject,
        text=nfc(text),
        urgency=urgency,
        received_number=_next(book),
        received_year=day.year,
        received_at=received_at,
        expected_tasks=expected_tasks,
        entry_due_on=entry.entry_deadline(received_on=day, urgency=urgency, tasks=expected_tasks),
        created_at=at,
    )
    note(
        verb="document.received",
        subject=document,
        by=by,
        at=at,
        received_number=document.received_number,
        reference=reference,
        issuer=document.issuer_name,
    )
    return document


@transaction.atomic
def route(
    *,
    document: Document,
    to_unit: Unit,
    remark: str = "",
    due_on: date | None = None,
    by: Standing,
    at: datetime,
) -> DocumentRouting:
    """Send an incoming document on to a unit of the house, with a remark and a deadline.

    :raises DueBeforeReceipt: if the deadline lies before the receipt
    """
    document = Document.locked(document.pk)
    by.require("document.receive", unit=document.unit_id)
    states.check_move(document.status, Status.ROUTED)
    if to_unit.pk not in by.tree.house_of(by.tree.committee_of(document.unit_id)):
        raise RoutingOutsideHouse
    received_on = document.received_on
    if due_on is not None and received_on is not None and due_on < received_on:
        raise DueBeforeReceipt(due_on=due_on, received_on=received_on)
    routing = DocumentRouting.objects.create(
        document=document,
        unit=to_unit,
        remark=nfc(remark).strip(),
        due_on=due_on,
        routed_at=at,
        is_lead=not document.routings.exists(),
    )
    document.status = Status.ROUTED
    document.save_over(document.version, "status")
    note(verb="document.routed", subject=document, by=by, at=at, to_unit=str(to_unit.pk), remark=remark)
    return routing


@transaction.atomic
def mark_entered(*, document: Document, by: Standing, at: datetime) -> Document:
    """Say that every task of an incoming document has been entered; the deadline of entry is met."""
    document = Document.locked(document.pk)
    by.require("document.receive", unit=document.unit_id)
    if not document.is_incoming or document.entered_at is not None:
        raise states.NotThatWay
    document.entered_at = at
    document.save_over(document.version, "entered_at")
    note(verb="document.entered", subject=document, by=by, at=at)
    return document


@transaction.atomic
def close_incoming(*, document: Document, by: Standing, at: datetime) -> Document:
    """Say that nothing remains to be done with an incoming document."""
    document = Document.locked(document.pk)
    by.require("document.receive", unit=document.unit_id)
    states.check_move(document.status, Status.DONE)
    document.status = Status.DONE
    document.save_over(document.version, "status")
    note(verb="document.done", subject=document, by=by, at=at)
    return document


@transaction.atomic
def draft_outgoing(
    *,
    drafter: Unit,
    unit: Unit,
    type_code: str,
    subject: str,
    organ: Organ = Organ.COMMITTEE,
    direction: Direction = Direction.OUTGOING,
    family: Family = Family.PARTY,
    text: str = "",
    bases: str = "",
    addressed_to: str = "",
    urgency: Urgency = Urgency.NONE,
    signer: Signer | None = None,
    recipients: Sequence[Recipient] = (),
    by: Standing,
    at: datetime,
) -> Document:
    """Begin a document that ``unit`` will issue, written by ``drafter``.

    :raises WrongIssuer: if the drafter neither is the issuer nor serves it
    :raises NotWithinAuthority: if the organ may not issue the type
    """
    by.require("document.draft", unit=drafter.pk)
    if unit.pk not in {drafter.pk, by.tree.committee_of(drafter.pk)}:
        raise WrongIssuer
    day = day_of(at)
    kind = _checked_type(type_code, unit=unit, organ=organ, family=family, day=day)
    if not subject.strip():
        raise states.NoSubject
    name = queries.name_row(unit.pk, day)
    document = Document.objects.create(
        unit=unit,
        direction=direction,
        status=Status.DRAFT,
        family=family,
        type=type_code,
        organ=organ,
        issuer_unit=unit,
        issuer_name=name.name if name else unit.code,
        issuer_symbol=name.symbol if name else "",
        superior_name=queries.superior_name_of(unit.pk, day),
        drafter_unit=drafter,
        symbol=kind.symbol,
        place=queries.place_of(unit.pk),
        subject=subject,
        text=nfc(text),
        bases=nfc(bases),
        addressed_to=clean_name(addressed_to),
        urgency=urgency,
        form_profile=profile_on(day, family).code,
        created_at=at,
    )
    if signer is not None:
        _set_signer(document, signer)
    _set_recipients(document, recipients)
    note(verb="document.drafted", subject=document, by=by, at=at, type=type_code, subject_line=subject)
    return document


@transaction.atomic
def revise_draft(
    *,
    document: Document,
    expected_version: int,
    type_code: str,
    subject: str,
    organ: Organ,
    text: str,
    bases: str,
    addressed_to: str,
    urgency: Urgency,
    signer: Signer | None,
    recipients: Sequence[Recipient],
    by: Standing,
    at: datetime,
) -> Document:
    """Change a draft.

    :raises Conflict: if somebody saved since ``expected_version`` was read
    """
    document = Document.locked(document.pk)
    by.require("document.draft", unit=document.drafter_unit_id)
    if not document.is_draft:
        raise states.NotThatWay
    if not subject.strip():
        raise states.NoSubject
    day = day_of(at)
    unit = document.unit
    kind = _checked_type(type_code, unit=unit, organ=organ, family=Family(document.family), day=day)
    document.type, document.symbol, document.organ = type_code, kind.symbol, organ
    document.subject = clean_name(subject)
    document.text, document.bases = nfc(text), nfc(bases)
    document.addressed_to, document.urgency = clean_name(addressed_to), urgency
    document.folded = fold_of(document)
    document.save_over(
        expected_version,
        *("type", "symbol", "organ", "subject", "text", "bases", "addressed_to", "urgency", "folded"),
    )
    document.signers.all().delete()
    if signer is not None:
        _set_signer(document, signer)
    document.recipients.all().delete()
    _set_recipients(document, recipients)
    note(verb="document.revised", subject=document, by=by, at=at, version=document.version)
    return document


@transaction.atomic
def submit(*, document: Document, by: Standing, at: datetime) -> Document:
    """Hand a draft over for signature; from now on its text may not change.

    :raises NotSignedYet: if no signatory is named
    """
    document = Document.locked(document.pk)
    by.require("document.draft", unit=document.drafter_unit_id)
    states.check_move(document.status, Status.SUBMITTED)
    if not document.signers.exists():
        raise states.NotSignedYet
    document.status = Status.SUBMITTED
    document.text_hash = hash_of(document)
    document.save_over(document.version, "status", "text_hash")
    note(verb="document.submitted", subject=document, by=by, at=at, text_hash=document.text_hash)
    return document


@transaction.atomic
def hand_back(*, document: Document, remarks: str, by: Standing, at: datetime) -> Document:
    """Return a submitted document to its drafter, with what is to be mended."""
    document = Document.locked(document.pk)
    by.require("document.issue", unit=document.unit_id)
    states.check_move(document.status, Status.DRAFT)
    document.status = Status.DRAFT
    document.text_hash = ""
    document.save_over(document.version, "status", "text_hash")
    note(verb="document.handed_back", subject=document, by=by, at=at, remarks=nfc(remarks))
    return document


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
    signed_on = signed_on or dated_on
    states.check_dated(dated_on, day=day_of(at), signed_on=signed_on)
    unit, family = document.unit, Family(document.family)
    kind = _checked_type(document.type, unit=unit, organ=Organ(document.organ), family=family, day=dated_on)
    name = queries.name_row(unit.pk, dated_on)
    if name is None or not name.symbol:
        raise NoSymbol(unit=name.name if name else unit.code)
    if family is Family.PARTY:
        term = _term_of(unit, at=at, by=by)
        sequence = _sequence(unit=unit, symbol=kind.symbol, term=term)
    else:
        term = None
        sequence = _sequence(unit=unit, symbol=kind.symbol, year=dated_on.year)
    document.sequence, document.term = sequence, term
    document.number = _next(sequence)
    document.symbol, document.issuer_symbol = kind.symbol, name.symbol
    document.issuer_name = name.name
    document.superior_name = queries.superior_name_of(unit.pk, dated_on)
    document.reference = str(numbering.Reference(family, document.number, kind.symbol, name.symbol))
    document.dated_on, document.issued_at = dated_on, at
    document.form_profile = profile_on(dated_on, family).code
    document.status = Status.ISSUED
    document.folded = fold_of(document)
    document.signers.filter(signed_on__isnull=True).update(signed_on=signed_on)
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


class NumberTaken(Refusal):
    """The number of that term or year is taken."""

    sentence = N_("%(reference)s of this term or year is taken already.")
    field = "reference"


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
        term = _term_of(unit, at=noon, by=by)
        sequence = _sequence(unit=unit, symbol=read.symbol, term=term)
    else:
        term = None
        sequence = _sequence(unit=unit, symbol=read.symbol, year=dated_on.year)
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
        _set_signer(document, signer)
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


@transaction.atomic
def attach_file(
    *,
    document: Document,
    upload: "UploadedFile[bytes]",
    role: str = DocumentFile.Role.MAIN,
    attested: bool | None = None,
    by: Standing,
    at: datetime,
) -> DocumentFile:
    """Attach a file; one with a secrecy mark is refused before a byte is stored.

    An issued document takes scans and the file that was issued; its text does not change by it.

    :param attested: whether a person confirmed that a scan bears no mark; None does not ask
    """
    _require_keeper(document, by)
    return _attached(document, stored_files.keep(upload, attested=attested), role=role, by=by, at=at)


@transaction.atomic
def attach_made(
    *,
    document: Document,
    content: bytes,
    name: str,
    media_type: str,
    role: str = DocumentFile.Role.MAIN,
    by: Standing,
    at: datetime,
) -> DocumentFile:
    """Attach a file that the product itself wrote, such as the paper of an issued document."""
    _require_keeper(document, by)
    kept = stored_files.store(content, name=name, media_type=media_type)
    return _attached(document, kept, role=role, by=by, at=at)


def _attached(
    document: Document, kept: stored_files.Kept, *, role: str, by: Standing, at: datetime
) -> DocumentFile:
    file, is_new = DocumentFile.objects.get_or_create(
        document=document,
        sha256=kept.sha256,
        name=kept.name,
        defaults={
            "role": role,
            "size": kept.size,
            "media_type": kept.media_type,
            "attached_at": at,
        },
    )
    if is_new:
        note(verb="document.file_attached", subject=document, by=by, at=at, name=kept.name, hash=kept.sha256)
    return file


@transaction.atomic
def link(
    *,
    source: Document,
    target: Document,
    kind: Edge,
    paragraph: str = "",
    by: Standing,
    at: datetime,
) -> DocumentLink:
    """Say that ``source`` implements, amends, … ``target``.

    :raises NotByIssuer: if it changes a document of another issuer that is no affiliate's
    """
    _require_keeper(source, by)
    if source.pk == target.pk:
        raise states.ToItself
    if kind in states.BY_ISSUER_OR_SUPERIOR and not _may_change(source, target, by):
        raise states.NotByIssuer(reference=target.reference or target.subject)
    edge, is_new = DocumentLink.objects.get_or_create(
        source=source, target=target, kind=kind, defaults={"paragraph": clean_name(paragraph)}
    )
    if is_new:
        note(verb="document.linked", subject=source, by=by, at=at, target=str(target.pk), kind=kind.value)
    return edge


def hash_of(document: Document) -> str:
    """Return the hash of what is signed: type, subject, bases and text."""
    parts = (document.type, document.subject, document.bases, document.text, document.addressed_to)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _require_keeper(document: Document, by: Standing) -> None:
    if document.is_incoming:
        by.require("document.receive", unit=document.unit_id)
    elif document.is_open and by.may("document.draft", unit=document.drafter_unit_id):
        return
    else:
        by.require("document.issue", unit=document.unit_id)


def _may_change(source: Document, target: Document, by: Standing) -> bool:
    """Tell whether the issuer of ``source`` is the issuer of ``target`` or stands above it."""
    if target.issuer_unit_id is not None:
        if source.issuer_unit_id is None:
            return source.issuer_outside_id is not None  # entered from the paper of a superior
        return source.issuer_unit_id == target.issuer_unit_id or source.issuer_unit_id in by.tree.above(
            target.issuer_unit_id
        )
    return source.issuer_unit_id is None


def _level_of(unit: Unit, day: date) -> Level:
    place = UnitPlace.objects.filter(on(day), unit=unit).first()
    return Level.GRASSROOTS if place and place.level == UnitPlace.Level.GRASSROOTS else Level.ABOVE


def _checked_type(code: str, *, unit: Unit, organ: Organ, family: Family, day: date) -> types.DocumentType:
    kind = types.type_on(code, day, family)
    if family is Family.PARTY:
        level = Level.GRASSROOTS if organ is Organ.BRANCH else _level_of(unit, day)
        authority.check_authority(organ=organ, level=level, type_code=code, day=day)
    return kind


def _term_of(unit: Unit, *, at: datetime, by: Standing) -> Term:
    term = queries.term_at(unit.pk, at) or queries.term_at(by.tree.committee_of(unit.pk), at)
    if term is None:
        raise NoTermOpen
    return term


def _sequence(
    *, unit: Unit, symbol: str, term: Term | None = None, year: int | None = None
) -> NumberSequence:
    """Return the sequence, its row locked until the transaction ends; made at its first number."""
    wanted: dict[str, Any] = {"unit": unit, "symbol": symbol, "term": term, "year": year}
    NumberSequence.objects.get_or_create(**wanted)
    return NumberSequence.objects.select_for_update().get(**wanted)


def _next(sequence: NumberSequence) -> int:
    sequence.last += 1
    sequence.save(update_fields=["last"])
    return sequence.last


def _number_in(reference: str) -> int | None:
    try:
        return numbering.read_reference(reference).number if reference else None
    except numbering.NotAPartyReference:
        return None


def _set_signer(document: Document, signer: Signer) -> None:
    organ = Organ(document.organ)
    signing.check_right(signer.right, is_collective=organ in {Organ.COMMITTEE, Organ.STANDING, Organ.BRANCH})
    DocumentSigner.objects.create(
        document=document,
        person=signer.person,
        right=signer.right,
        in_name_of=clean_name(signer.in_name_of),
        title=clean_name(signer.title),
        name=signing.bare_name(signer.name).name,
    )


def _set_recipients(document: Document, recipients: Sequence[Recipient]) -> None:
    DocumentRecipient.objects.bulk_create(
        DocumentRecipient(
            document=document, unit=one.unit, outside=one.outside, label=clean_name(one.label), order=order
        )
        for order, one in enumerate(recipients)
    )
