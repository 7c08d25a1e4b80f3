"""What the sheet of tasks offers and accepts: the codes of units."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from nghisu.organisation.models import Unit, UnitName
from nghisu.organisation.queries import on

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True)
class Codes:
    """Units by their codes: those that may get work from the asker, and those that may lead or help."""

    receiving: Mapping[str, Unit]
    working: Mapping[str, Unit]


def _reached(standing: "Standing") -> tuple[set[uuid.UUID], set[uuid.UUID]]:
    receiving = set(standing.reach("task.give") & standing.tree.committees)
    working = set(receiving)
    for unit in receiving:
        working |= standing.tree.below(unit)
    return receiving, working


def codes_known(standing: "Standing", *, day: date) -> Codes:
    """Return the units that a sheet may name."""
    receiving, working = _reached(standing)
    named = UnitName.objects.filter(on(day), unit_id__in=working).select_related("unit")
    units = {row.unit.code: row.unit for row in named}
    return Codes({code: unit for code, unit in units.items() if unit.pk in receiving}, units)


def units_offered(standing: "Standing", *, day: date) -> dict[str, Sequence[tuple[str, str]]]:
    """Return code and name of the units that the columns of the sheet offer."""
    receiving, working = _reached(standing)
    rows = list(
        UnitName.objects.filter(on(day), unit_id__in=working)
        .order_by("sort_key")
        .values_list("unit_id", "unit__code", "name")
    )
    return {
        "unit": [(code, name) for unit, code, name in rows if unit in receiving],
        "lead": [(code, name) for _unit, code, name in rows],
    }
