"""Give many pieces of work of one directive at once, all of them or none."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from nghisu.organisation.models import Unit
from nghisu.tasks.actions.giving import Share, assign_from_directive, is_within
from nghisu.tasks.models import Task
from nghisu.tasks.rules import dates
from nghisu.tasks.rules.steps import LeadAlsoSupports, LeadElsewhere, SameUnitTwice

if TYPE_CHECKING:
    from nghisu.documents.models import Document
    from nghisu.organisation.rules.policy import Standing

Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of work: what is to be done, whoever does it."""

    title: str
    point: str = ""
    product: str = ""
    criteria: str = ""
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece of work and the unit that gets it."""

    piece: Piece
    unit: Unit
    lead: Unit
    supports: tuple[Unit, ...]
    due_on: date | None


def check_placed(
    placed: Placed,
    *,
    directive: "Document",
    taken: set[tuple[Piece, uuid.UUID]],
    by: "Standing",
    day: date,
) -> None:
    """Refuse one row where giving would refuse it, so that a preview names its cell.

    :param taken: what earlier rows gave; the row is added
    """
    key = (placed.piece, placed.unit.pk)
    if key in taken:
        raise SameUnitTwice(field="unit", unit=placed.unit.code)
    taken.add(key)
    if not is_within(by.tree, placed.lead.pk, placed.unit.pk):
        raise LeadElsewhere(lead=placed.lead.code, unit=placed.unit.code)
    if any(one.pk == placed.lead.pk for one in placed.supports):
        raise LeadAlsoSupports(lead=placed.lead.code)
    dates.check_due_date(
        due_on=placed.due_on, given_on=day, received_on=directive.received_on or directive.dated_on
    )


@transaction.atomic
def give_pieces(
    *,
    directive: "Document",
    placed: Sequence[Placed],
    by: "Standing",
    at: datetime,
    tell: Tell = lambda _done, _all: None,
) -> list[Task]:
    """Give every piece of work to its units: one line of the record for each piece, or nothing at all."""
    pieces: dict[Piece, list[Share]] = {}
    for one in placed:
        share = Share(unit=one.unit, lead=one.lead, due_on=one.due_on, supports=one.supports)
        pieces.setdefault(one.piece, []).append(share)
    given: list[Task] = []
    tell(0, len(placed))
    for piece, shares in pieces.items():
        given += assign_from_directive(
            directive=directive,
            shares=shares,
            title=piece.title,
            point=piece.point,
            product=piece.product,
            criteria=piece.criteria,
            is_urgent=piece.is_urgent,
            by=by,
            at=at,
        )
        tell(len(given), len(placed))
    return given
