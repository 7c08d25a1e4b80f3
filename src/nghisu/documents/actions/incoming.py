"""What arrives: register, route, enter its tasks, close."""

from datetime import date, datetime

from django.db import transaction

from nghisu.documents import queries
from nghisu.documents.actions.drafting import day_of
from nghisu.documents.actions.numbering import next_number, number_in, sequence_of
from nghisu.documents.models import (
    Document,
    DocumentRouting,
)
from nghisu.documents.rules import entry, states, types
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.states import Direction, Status
from nghisu.documents.rules.types import Family
from nghisu.kit.language import clean_name, nfc
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.models import OutsideBody, Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

INCOMING_BOOK = "đến"


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


class RoutingOutsideHouse(Refusal):
    """An incoming document is routed inside the office; affiliates get a document of ours."""

    sentence = N_("Route to a unit of this office. To an affiliate, issue a document.")
    field = "to_unit"


class DueBeforeReceipt(Refusal):
    """The deadline lies before the day of receipt."""

    sentence = N_("The deadline %(due_on)s lies before the day of receipt, %(received_on)s.")
    field = "due_on"


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
    book = sequence_of(unit=unit, symbol=INCOMING_BOOK, year=day.year)
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
        number=number_in(reference),
        dated_on=dated_on,
        subject=subject,
        text=nfc(text),
        urgency=urgency,
        received_number=next_number(book),
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
