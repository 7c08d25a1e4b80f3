"""A leader's remark on an incoming paper (bút phê): it becomes routing and deadline."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from nghisu.documents.actions.drafting import day_of
from nghisu.documents.actions.incoming import DueBeforeReceipt, RoutingOutsideHouse
from nghisu.documents.models import Document, DocumentRouting
from nghisu.documents.rules import states
from nghisu.documents.rules.states import Status
from nghisu.kit.language import clean_name, nfc
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.models import Unit
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note


class NoRemark(Refusal):
    """A remark without words."""

    sentence = N_("Write the leader's remark as it stands on the paper.")
    field = "remark"


class LeadAndSupport(Refusal):
    """A unit leads or supports, not both."""

    sentence = N_("A unit either leads or supports. Take the leading unit out of the supporting ones.")
    field = "supports"


@transaction.atomic
def direct(
    *,
    document: Document,
    leader: Person | None,
    leader_title: str,
    remark: str,
    lead: Unit,
    supports: Sequence[Unit] = (),
    due_on: date | None = None,
    by: Standing,
    at: datetime,
) -> list[DocumentRouting]:
    """Enter a leader's remark: the paper goes to the unit that leads and to those that support it.

    The leader writes it here, or the clerk enters what stands on the paper.

    :raises NoRemark: without words
    :raises RoutingOutsideHouse: if a unit is no unit of the house
    :raises DueBeforeReceipt: if the deadline lies before the receipt
    """
    document = Document.locked(document.pk)
    by.require("document.direct", unit=document.unit_id)
    states.check_move(document.status, Status.ROUTED)
    if not remark.strip():
        raise NoRemark
    if any(one.pk == lead.pk for one in supports):
        raise LeadAndSupport
    house = by.tree.house_of(by.tree.committee_of(document.unit_id))
    if any(one.pk not in house for one in (lead, *supports)):
        raise RoutingOutsideHouse
    received_on = document.received_on or day_of(at)
    if due_on is not None and due_on < received_on:
        raise DueBeforeReceipt(due_on=due_on, received_on=received_on)
    routings = [
        DocumentRouting.objects.create(
            document=document,
            unit=unit,
            remark=nfc(remark).strip()[:500],
            due_on=due_on,
            routed_at=at,
            is_lead=unit.pk == lead.pk,
            directed_by=leader,
            directed_as=clean_name(leader_title),
        )
        for unit in (lead, *supports)
    ]
    document.status = Status.ROUTED
    document.save_over(document.version, "status")
    note(
        verb="document.directed",
        subject=document,
        by=by,
        at=at,
        remark=nfc(remark).strip(),
        lead=str(lead.pk),
        supports=", ".join(str(one.pk) for one in supports),
        due_on=due_on.isoformat() if due_on else "",
    )
    return routings
