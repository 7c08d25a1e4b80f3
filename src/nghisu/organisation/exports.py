"""Export what is seen in the shape in which it may be imported again."""

import datetime
from collections.abc import Callable

from nghisu.kit import sheets
from nghisu.organisation.queries import importing as queries
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.shapes import BODIES, ROSTER, UNITS


def units_sheet(by: Standing, day: datetime.date) -> bytes:
    """Return the units of the day that the asker may see, as a sheet."""
    offered = {"parent": queries.offered_units(by, day, "organisation.change")}
    return sheets.written(UNITS, queries.exported_units(by, day), offered=offered)


def bodies_sheet(by: Standing, day: datetime.date) -> bytes:
    """Return the bodies of the day that the asker may see, as a sheet."""
    offered = {"unit": queries.offered_units(by, day, "body.change")}
    return sheets.written(BODIES, queries.exported_bodies(by, day), offered=offered)


def roster_sheet(by: Standing, day: datetime.date) -> bytes:
    """Return the mandates of the day that the asker may see, as a sheet."""
    offered = {"unit": queries.offered_units(by, day, "mandate.give")}
    return sheets.written(ROSTER, queries.roster_values(by, day), offered=offered)


# Kind of sheet → the action of the policy that its page asks for, and what writes it.
EXPORTS: dict[str, tuple[str, Callable[[Standing, datetime.date], bytes]]] = {
    UNITS.key: ("organisation.see", units_sheet),
    BODIES.key: ("organisation.see", bodies_sheet),
    ROSTER.key: ("roster.see", roster_sheet),
}
