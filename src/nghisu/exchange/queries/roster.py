"""What a roster of OpenSlides would make here: held against the names and mandates that are there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from nghisu.exchange.rules import roster as rules
from nghisu.exchange.rules.roster import Named, RowLine
from nghisu.kit.sheets.shape import Fault, Row
from nghisu.organisation.models import ImportDraft
from nghisu.organisation.queries import importing
from nghisu.organisation.rules.importing import NameOnTheRoster, SeveralOfThatName
from nghisu.organisation.rules.policy import Standing

KIND = "openslides_roster"
TAKEN = "openslides_roster_taken"


@dataclass(frozen=True, slots=True)
class Seat:
    """What every name of a file is given: an office of a unit, in a body or not, from a day on.

    :param body: the kind of the body, empty for an office in the unit itself
    """

    unit: str
    office: str
    body: str
    first: date
    document: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows that would be imported, a line for each row of the file, and what stands in the way."""

    rows: tuple[Row, ...]
    lines: tuple[RowLine, ...]
    faults: tuple[Fault, ...]

    @property
    def taken(self) -> int:
        """How many rows of the file become mandates."""
        return sum(one.is_taken for one in self.lines)


def prepared(
    names: Iterable[Named], left: Iterable[RowLine], *, seat: Seat, by: Standing, day: date
) -> Prepared:
    """Hold the names of a file against the roster that the asker may see.

    A name that exactly one person bears is that person; one that several bear is left to be entered by hand.
    """
    lines = list(left)
    named = list(names)
    same = {
        "unit": seat.unit,
        "office": seat.office,
        "body": seat.body or None,
        "first": seat.first,
        "document": seat.document or None,
    }
    checked = importing.checked_roster(rules.rows_for(named, known=frozenset(), **same), by, day)
    known = frozenset(one.row for one in checked.faults if one.sentence == NameOnTheRoster.sentence)
    if known:
        checked = importing.checked_roster(rules.rows_for(named, known=known, **same), by, day)
    several = {one.row for one in checked.faults if one.sentence == SeveralOfThatName.sentence}
    if several:
        lines += [
            RowLine(one.number, one.name, False, rules.SEVERAL) for one in named if one.number in several
        ]
        named = [one for one in named if one.number not in several]
        checked = importing.checked_roster(rules.rows_for(named, known=known, **same), by, day)
    held = {row.number for row in checked.unchanged}
    for one in named:
        if one.number in held:
            lines.append(RowLine(one.number, one.name, False, rules.HELD_ALREADY))
        else:
            words = rules.AS_KNOWN if one.number in known else rules.AS_NEW
            lines.append(RowLine(one.number, one.name, True, words))
    rows = rules.rows_for([one for one in named if one.number not in held], known=known, **same)
    return Prepared(tuple(rows), tuple(sorted(lines, key=lambda one: one.number)), checked.faults)


def units_for_rosters(standing: Standing, day: date) -> list[tuple[str, str]]:
    """Return code and name of the units whose mandates the asker gives."""
    return importing.offered_units(standing, day, "mandate.give")


def draft_of(standing: Standing, pk: UUID) -> ImportDraft | None:
    """Return one's own file that waits for a yes, or the account of one that was imported within a day."""
    return ImportDraft.objects.filter(pk=pk, owner_id=standing.me, kind__in=(KIND, TAKEN)).first()
