"""Read the organisation as of a day, for the one who asks."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from nghisu.organisation.models import Mandate, Unit, UnitName, UnitPlace
from nghisu.organisation.rules.clauses import BY_ACTION
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.rules.policy import Holding, Standing
from nghisu.organisation.rules.tree import Tree

if TYPE_CHECKING:
    from nghisu.people.models import Person


def on(day: date) -> Q:
    """Return the condition that a dated row holds on the day."""
    return Q(first__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def tree_on(day: date) -> Tree:
    """Return the tree of units on the day, in two queries."""
    units = list(Unit.objects.filter(on(day)).values_list("id", "kind"))
    parents = dict(UnitPlace.objects.filter(on(day)).values_list("unit_id", "parent_id"))
    return Tree.of(
        {unit: parents.get(unit) for unit, _ in units},
        (unit for unit, kind in units if kind != Unit.Kind.ADVISORY),
    )


def standing_of(person: "Person", day: date) -> Standing:
    """Return who the person is on the day: the roles that mandates valid that day give, in its tree."""
    tree = tree_on(day)
    holdings: list[Holding] = []
    for unit_id, code in (
        Mandate.objects.filter(on(day), person=person).order_by("unit_id").values_list("unit_id", "office")
    ):
        office = BY_CODE.get(code)
        if office is None or unit_id not in tree.parent_of:
            continue
        held_at = unit_id if office.at_own_unit else tree.committee_of(unit_id)
        holdings.extend(Holding(role, held_at) for role in office.roles)
    return Standing(
        person_id=person.pk,
        name=person.full_name,
        day=day,
        holdings=tuple(dict.fromkeys(holdings)),
        tree=tree,
        clauses=BY_ACTION,
    )


def names_on(day: date, units: set[UUID] | None = None) -> dict[UUID, str]:
    """Return the name of each unit on the day, in one query."""
    rows = UnitName.objects.filter(on(day))
    if units is not None:
        rows = rows.filter(unit_id__in=units)
    return dict(rows.values_list("unit_id", "name"))


def units_visible_to(standing: Standing, day: date) -> QuerySet[Unit]:
    """Return the units that exist on the day and that the asker may see."""
    return Unit.objects.filter(on(day), id__in=standing.reach("organisation.see"))
