"""What units and outside bodies are called, and where they are."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from nghisu.organisation.models import OutsideBody, Term, Unit, UnitName, UnitPlace
from nghisu.organisation.queries import on


def term_at(unit_id: UUID, moment: datetime) -> Term | None:
    """Return the term of the unit that holds the moment; the clerk sets the moments, not midnight."""
    return (
        Term.objects.filter(unit_id=unit_id, opened_at__lte=moment)
        .filter(Q(closed_at__isnull=True) | Q(closed_at__gt=moment))
        .order_by("-opened_at")
        .first()
    )


def name_row(unit_id: UUID, day: date) -> UnitName | None:
    """Return what the unit is called on the day, with its symbol."""
    return UnitName.objects.filter(on(day), unit_id=unit_id).first()


def superior_name_of(unit_id: UUID, day: date) -> str:
    """Return the superior as it stands above the issuer: a superior unit, else the outside superior."""
    parent = UnitPlace.objects.filter(on(day), unit_id=unit_id).values_list("parent_id", flat=True).first()
    if parent is not None:
        row = name_row(parent, day)
        return row.name if row else ""
    outside = OutsideBody.objects.filter(
        on(day), to_unit_id=unit_id, relation=OutsideBody.Relation.SUPERIOR
    ).order_by("code")
    names = [one.name for one in outside]
    committees = [name for name in names if name.startswith("Ban Chấp hành")]
    return (committees or names or [""])[0]


def unit_choices(day: date, units: frozenset[UUID]) -> list[tuple[str, str]]:
    """Return (id, name) of units on the day, in Vietnamese order, for a list to choose from."""
    rows = UnitName.objects.filter(on(day), unit_id__in=units).order_by("sort_key")
    return [(str(unit), name) for unit, name in rows.values_list("unit_id", "name")]


def outside_choices(day: date) -> list[tuple[str, str]]:
    """Return (id, name) of outside bodies on the day."""
    rows = OutsideBody.objects.filter(on(day)).order_by("folded")
    return [(str(pk), name) for pk, name in rows.values_list("id", "name")]


def place_of(unit_id: UUID) -> str:
    """Return the place in the unit's date line; the office's own, else Hà Nội."""
    return Unit.objects.filter(pk=unit_id).values_list("place", flat=True).first() or "Hà Nội"


def units_by_id(ids: Iterable[UUID]) -> dict[UUID, Unit]:
    """Return the units with these ids, in their order."""
    found = Unit.objects.in_bulk(list(ids))
    return {pk: found[pk] for pk in ids if pk in found}


def outside_by_id(ids: Iterable[UUID]) -> dict[UUID, OutsideBody]:
    """Return the outside bodies with these ids, in their order."""
    found = OutsideBody.objects.in_bulk(list(ids))
    return {pk: found[pk] for pk in ids if pk in found}
