"""Drafts: write, revise, submit, hand back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from nghisu.documents import queries
from nghisu.documents.models import (
    Document,
    DocumentRecipient,
    DocumentSigner,
    fold_of,
)
from nghisu.documents.rules import authority, signing, states, types
from nghisu.documents.rules.authority import Level, Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.states import Direction, Status
from nghisu.documents.rules.submission import State
from nghisu.documents.rules.types import Family
from nghisu.kit.language import clean_name, nfc
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.models import OutsideBody, Unit, UnitPlace
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

if TYPE_CHECKING:
    from nghisu.people.models import Person


class WrongIssuer(Refusal):
    """A unit drafts for itself or for the committee it serves, for nobody else."""

    sentence = N_("This unit drafts for itself or for the committee it serves only.")
    field = "unit"


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
    kind = checked_type(type_code, unit=unit, organ=organ, family=family, day=day)
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
        set_signer(document, signer)
    set_recipients(document, recipients)
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
    kind = checked_type(type_code, unit=unit, organ=organ, family=Family(document.family), day=day)
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
        set_signer(document, signer)
    document.recipients.all().delete()
    set_recipients(document, recipients)
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
    document.signing_steps.filter(state=State.WAITING).update(state=State.WITHDRAWN)
    document.save_over(document.version, "status", "text_hash")
    note(verb="document.handed_back", subject=document, by=by, at=at, remarks=nfc(remarks))
    return document


def hash_of(document: Document) -> str:
    """Return the hash of what is signed: type, subject, bases and text."""
    parts = (document.type, document.subject, document.bases, document.text, document.addressed_to)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _level_of(unit: Unit, day: date) -> Level:
    place = UnitPlace.objects.filter(on(day), unit=unit).first()
    return Level.GRASSROOTS if place and place.level == UnitPlace.Level.GRASSROOTS else Level.ABOVE


def checked_type(code: str, *, unit: Unit, organ: Organ, family: Family, day: date) -> types.DocumentType:
    """Return the type, refusing one that the organ may not issue on the day."""
    kind = types.type_on(code, day, family)
    if family is Family.PARTY:
        level = Level.GRASSROOTS if organ is Organ.BRANCH else _level_of(unit, day)
        authority.check_authority(organ=organ, level=level, type_code=code, day=day)
    return kind


def set_signer(document: Document, signer: Signer) -> None:
    """Name who signs, in what right."""
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


def set_recipients(document: Document, recipients: Sequence[Recipient]) -> None:
    """Write the recipients in their order."""
    DocumentRecipient.objects.bulk_create(
        DocumentRecipient(
            document=document, unit=one.unit, outside=one.outside, label=clean_name(one.label), order=order
        )
        for order, one in enumerate(recipients)
    )
