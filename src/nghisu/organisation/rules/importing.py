"""What must hold before the rows of a sheet become units, bodies and mandates; every fault at once."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.sheets.shape import Fault, Row, column_of
from nghisu.organisation.rules import changes, codes, mandates, profiles, spans
from nghisu.organisation.rules.offices import BY_CODE, check_office
from nghisu.organisation.rules.spans import Span, written

MOST_FAULTS = 2000
APPOINTED = "appointed"
PLAIN = ("is_new", "unit", "body", "office", "first", "until", "obtained")
SHARE = re.compile(r"\s*(\d{1,3})\s*/\s*(\d{1,3})\s*", re.ASCII)
YEARS = range(1900, 2200)


class CodeTwice(Refusal):
    """Two rows have one code."""

    sentence = N_("The code %(code)s stands in row %(row)s already. Each unit has its own.")
    field = "code"


class UnknownSuperior(Refusal):
    """No unit has the code of the superior."""

    sentence = N_("No unit has the code %(code)s, neither in the system nor in this sheet.")
    field = "parent"


class UnitsInACircle(Refusal):
    """Units stand under one another in a circle."""

    sentence = N_("These units stand under one another in a circle: %(codes)s. Mend the superior of one.")
    field = "parent"


class NotYoursToFound(Refusal):
    """The right to found a unit there is missing."""

    sentence = N_("Your mandates do not let you found units here.")
    field = "parent"


class UnknownUnit(Refusal):
    """No unit has the code, or it may not be seen."""

    sentence = N_("No unit has the code %(code)s.")
    field = "unit"


class NotYourUnit(Refusal):
    """The right is missing at this unit."""

    sentence = N_("Your mandates do not let you do this for %(code)s.")
    field = "unit"


class TermNeedsDays(Refusal):
    """A term that is not in the system needs its years and its opening."""

    sentence = N_(
        "Term %(ordinal)s of %(code)s is not in the system yet. Fill in its years and the day it opened."
    )
    field = "ordinal"


class TermsDisagree(Refusal):
    """Two rows say different things of one term."""

    sentence = N_("Row %(row)s says something else of this term. Make both rows agree.")
    field = "ordinal"


class YearOutOfReach(Refusal):
    """No year of our time."""

    sentence = N_("%(year)s is not a year between 1900 and 2199.")
    field = "first_year"


class BodyTwice(Refusal):
    """Two rows name one body."""

    sentence = N_("Row %(row)s names this body already.")
    field = "kind"


class QuorumUnreadable(Refusal):
    """The quorum is no share."""

    sentence = N_("“%(text)s” is not a share; write it like 2/3.")
    field = "quorum"


class NoSuchBody(Refusal):
    """The unit has no such body in the term."""

    sentence = N_("%(code)s has no such body on %(day)s. Enter the bodies first.")
    field = "body"


class NameOnTheRoster(Refusal):
    """The roster holds the name; only a person can say whether it is the same one."""

    sentence = N_(
        "The roster already holds %(name)s (%(titles)s). "
        "Say in the column “New or known” whether this is the same person."
    )
    field = "is_new"


class SeveralOfThatName(Refusal):
    """Several persons on the roster have the name."""

    sentence = N_("The roster holds %(count)s persons called %(name)s. Enter this one's mandates by hand.")
    field = "full_name"


class NobodyOfThatName(Refusal):
    """Nobody on the roster has the name."""

    sentence = N_("Nobody called %(name)s is on the roster. Choose “New person”, or mend the name.")
    field = "is_new"


class MandateTwice(Refusal):
    """Two rows give one mandate."""

    sentence = N_("Row %(row)s gives %(name)s this already.")
    field = "full_name"


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit that exists, as far as an import needs it. ``values`` are what a sheet would say of it."""

    id: UUID
    code: str
    name: str
    kind: str
    span: Span
    values: Mapping[str, Any] = field(default_factory=dict)
    may_change: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What an import would do: the rows that become something new, in an order in which they can be made."""

    new: tuple[Row, ...]
    unchanged: tuple[Row, ...]
    faults: tuple[Fault, ...]


def span_of(row: Row) -> Span:
    """Return the days of a row; the sheet names the last day in."""
    until = row["until"] + timedelta(days=1) if row["until"] else None
    spans.check_forward(row["first"], until)
    return Span(row["first"], until)


class _Faults:
    """Collects the faults of rows, one for each refusal."""

    def __init__(self) -> None:
        self.found: list[Fault] = []
        self.rows: set[int] = set()

    def add(self, refusal: Refusal, row: Row, key: str | None = None) -> None:
        if len(self.found) < MOST_FAULTS:
            self.found.append(Fault.of(refusal, row, key))
        self.rows.add(row.number)

    def tried(self, row: Row, check: Callable[[], Any], key: str | None = None) -> Any:
        """Return what a check gives, or None with its refusal among the faults."""
        try:
            return check()
        except Refusal as refusal:
            self.add(refusal, row, key)
            return None


def check_units(
    rows: Sequence[Row],
    known: Mapping[str, KnownUnit],
    *,
    charter_codes: Mapping[str, str],
    may_found_top: bool,
) -> Checked:
    """Check the rows of units: codes, superiors in the sheet or the system, circles, days, rights.

    A row that says of a known unit what the system says is unchanged; any other with its code is a fault.

    :param known: by code in small letters
    :param charter_codes: charter code → name of the unit that has it
    """
    faults = _Faults()
    by_code: dict[str, Row] = {}
    new: dict[str, Row] = {}
    unchanged: list[Row] = []
    charters = dict(charter_codes)
    for row in rows:
        code = faults.tried(row, lambda row=row: codes.unit_code(row.text("code")), "code")  # type: ignore[misc]
        span = faults.tried(row, lambda row=row: span_of(row), "until")  # type: ignore[misc]
        if code is None or span is None:
            continue
        key = code.lower()
        if key in by_code:
            faults.add(CodeTwice(code=code, row=by_code[key].number), row)
            continue
        by_code[key] = row
        if key in known:
            if _says(row, known[key].values):
                unchanged.append(row)
            else:
                faults.add(codes.CodeTaken(code=code, name=known[key].name), row, "code")
            continue
        new[key] = row
        charter = faults.tried(row, lambda row=row: codes.charter_code(row.text("charter_code")))  # type: ignore[misc]
        if charter:
            if charter in charters:
                faults.add(codes.CharterCodeTaken(code=charter, name=charters[charter]), row)
            charters[charter] = row.text("name")
    for row in new.values():
        _check_superior(row, new, known, faults, may_found_top=may_found_top)
    ordered = _in_order(new, faults)
    return Checked(tuple(ordered), tuple(unchanged), tuple(faults.found))


def _says(row: Row, values: Mapping[str, Any]) -> bool:
    """Tell whether a row says what is stored; columns that the sheet lacks say nothing."""
    return all((row[key] or None) == (values.get(key) or None) for key in row.cells)


def _check_superior(
    row: Row,
    new: Mapping[str, Row],
    known: Mapping[str, KnownUnit],
    faults: _Faults,
    *,
    may_found_top: bool,
) -> None:
    code = row.text("parent").lower()
    is_advisory = row["kind"] == "advisory"
    span = Span(row["first"], row["until"] + timedelta(days=1) if row["until"] else None)
    if not code:
        if is_advisory:
            faults.add(changes.AdvisoryNeedsCommittee(), row)
        elif not may_found_top:
            faults.add(NotYoursToFound(), row)
        return
    if code in new:
        above = new[code]
        until = above["until"] + timedelta(days=1) if above["until"] else None
        name, kind, its_span, may = above.text("name"), above["kind"], Span(above["first"], until), True
    elif code in known:
        unit = known[code]
        name, kind, its_span, may = unit.name, unit.kind, unit.span, unit.may_change
    else:
        faults.add(UnknownSuperior(code=row.text("parent")), row)
        return
    if not may:
        faults.add(NotYoursToFound(), row)
    if kind == "advisory" and not is_advisory:
        faults.add(changes.AdvisoryHasNoAffiliates(), row, "parent")
    if not its_span.holds(span.first):
        faults.add(changes.UnitEnded(name=name, day=written(span.first)), row, "first")
    elif not span.lies_in(its_span) and its_span.until is not None:
        faults.add(changes.UnitEnded(name=name, day=written(its_span.until)), row, "until")


def _in_order(new: Mapping[str, Row], faults: _Faults) -> list[Row]:
    """Return superiors before those under them; a circle is a fault of each of its rows."""
    ordered: list[Row] = []
    done: set[str] = set()
    for start in new:
        path: list[str] = []
        on_path: set[str] = set()
        here = start
        while here in new and here not in done:
            if here in on_path:
                circle = path[path.index(here) :]
                names = " → ".join(new[code].text("code") for code in [*circle, here])
                for code in circle:
                    faults.add(UnitsInACircle(codes=names), new[code])
                break
            path.append(here)
            on_path.add(here)
            here = new[here].text("parent").lower()
        for code in reversed(path):
            if code not in done:
                done.add(code)
                ordered.append(new[code])
    return ordered


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """A term that exists, or is in the sheet."""

    ordinal: int
    first_year: int
    last_year: int
    span: Span
    row: int = 0


@dataclass(frozen=True, slots=True)
class KnownBody:
    """A body that exists."""

    id: UUID
    unit: str
    ordinal: int
    kind: str
    seats: int
    term: Span
    values: Mapping[str, Any] = field(default_factory=dict)


def quorum(text: str) -> tuple[int, int]:
    """Return a quorum's two numbers; empty is two thirds.

    :raises QuorumUnreadable: if it is no share
    :raises mandates.QuorumNotAShare: if it is more than the whole, or nothing
    """
    if not text:
        return 2, 3
    found = SHARE.fullmatch(text)
    if found is None:
        raise QuorumUnreadable(text=text)
    share = int(found[1]), int(found[2])
    mandates.check_quorum(*share)
    return share


def check_bodies(
    rows: Sequence[Row],
    *,
    units: Mapping[str, KnownUnit],
    terms: Mapping[tuple[str, int], KnownTerm],
    bodies: Mapping[tuple[str, int, str], KnownBody],
) -> Checked:
    """Check the rows of bodies and of the terms they name.

    :param units: by code in small letters; terms and bodies by that code, ordinal and kind
    """
    faults = _Faults()
    all_terms = dict(terms)
    seen: dict[tuple[str, int, str], int] = {}
    new: list[Row] = []
    unchanged: list[Row] = []
    for row in rows:
        unit = _unit(row, units, faults)
        if unit is None:
            continue
        code, ordinal = unit.code.lower(), row["ordinal"]
        _check_term(row, unit, all_terms, faults)
        key = (code, ordinal, row["kind"])
        if key in seen:
            faults.add(BodyTwice(row=seen[key]), row)
        seen.setdefault(key, row.number)
        if row["seats"] is not None and row["seats"] < 1:
            faults.add(mandates.SeatsMissing(), row, "seats")
        faults.tried(row, lambda row=row: quorum(row.text("quorum")), "quorum")  # type: ignore[misc]
        if row["rule_profile"]:
            faults.tried(row, lambda row=row: profiles.profile_of(row.text("rule_profile")))  # type: ignore[misc]
        if key in bodies:
            if _says(row, bodies[key].values):
                unchanged.append(row)
            else:
                faults.add(mandates.BodyTaken(), row, "kind")
        else:
            new.append(row)
    return Checked(tuple(new), tuple(unchanged), tuple(faults.found))


def _unit(row: Row, units: Mapping[str, KnownUnit], faults: _Faults) -> KnownUnit | None:
    unit = units.get(row.text("unit").lower())
    if unit is None:
        faults.add(UnknownUnit(code=row.text("unit")), row)
        return None
    if not unit.may_change:
        faults.add(NotYourUnit(code=unit.code), row)
        return None
    return unit


def _check_term(row: Row, unit: KnownUnit, terms: dict[tuple[str, int], KnownTerm], faults: _Faults) -> None:
    code, ordinal = unit.code.lower(), row["ordinal"]
    first, last, opened = row["first_year"], row["last_year"], row["opened_on"]
    for key in ("first_year", "last_year"):
        if row[key] is not None and row[key] not in YEARS:
            faults.add(YearOutOfReach(year=row[key]), row, key)
            return
    term = terms.get((code, ordinal))
    if term is not None:
        said = (first or term.first_year, last or term.last_year, opened or term.span.first)
        if said != (term.first_year, term.last_year, term.span.first):
            if term.row:
                faults.add(TermsDisagree(row=term.row), row)
            else:
                faults.add(mandates.TermOrdinalTaken(ordinal=ordinal), row, "ordinal")
        return
    if not first or not last or not opened:
        faults.add(TermNeedsDays(ordinal=ordinal, code=unit.code), row)
        return
    if last < first:
        faults.add(mandates.YearsReversed(), row)
        return
    span = Span(opened)
    if not unit.span.holds(opened):
        faults.tried(
            row, lambda: mandates.check_in_unit(Span(opened, unit.span.until), unit.span), "opened_on"
        )
    for (other_code, other), its in terms.items():
        if other_code == code and (its.span.until is None or its.span.until > opened):
            faults.add(mandates.TermsOverlap(ordinal=other), row, "opened_on")
    terms[(code, ordinal)] = KnownTerm(ordinal, first, last, span, row.number)


class Held(NamedTuple):
    """A mandate that exists, or that a row would give."""

    person: str  # an id, or the folded name of someone new
    name: str
    unit: str
    body: UUID | None
    office: str
    span: Span
    row: int = 0


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person on the roster whom the importer may see."""

    id: str
    name: str
    title: str


class NewMandate(NamedTuple):
    """A row that becomes a mandate: of whom, in which unit and body, on which days.

    :param place: where the row stands among all, counted from 0
    """

    place: int
    person: KnownPerson | None
    name_key: str
    unit: KnownUnit
    body: KnownBody | None
    span: Span


@dataclass(frozen=True, slots=True)
class CheckedRoster:
    """What an import of the roster would do."""

    rows: Sequence[Row]
    new: tuple[NewMandate, ...]
    unchanged: tuple[Row, ...]
    faults: tuple[Fault, ...]

    def column(self, key: str, empty: Any = None) -> list[Any]:
        """Return what a column holds in the rows of the new mandates; ``empty`` where nothing."""
        every = column_of(self.rows, key)
        found = every if len(self.new) == len(every) else [every[one.place] for one in self.new]
        return list(found) if empty is None else [value or empty for value in found]

    @property
    def new_names(self) -> tuple[str, ...]:
        """The names of the persons who come on the roster by it."""
        names = zip(self.column("full_name", ""), self.new, strict=True)
        return tuple(dict.fromkeys(name for name, one in names if one.person is None))


def name_keys(rows: Sequence[Row]) -> list[str]:
    """Return the key of the name of each row, as ``name_key`` does of one."""
    names = [str(name or "") for name in column_of(rows, "full_name")]
    clean = [" ".join(name.split()) for name in language.at_once(language.nfc, names)]
    return language.at_once(language.exact, clean)


def name_key(full_name: str) -> str:
    """Return a name as persons are told apart by it: case and the place of tones aside, marks kept."""
    return language.exact(language.clean_name(full_name))


def check_roster(
    rows: Sequence[Row],
    *,
    units: Mapping[str, KnownUnit],
    bodies: Sequence[KnownBody],
    persons: Iterable[KnownPerson],
    held: Sequence[Held],
) -> CheckedRoster:
    """Check the rows of a roster: persons, offices, bodies, days within the term, seats, single holders."""
    faults = _Faults()
    by_name: dict[str, list[KnownPerson]] = {}
    for person in persons:
        by_name.setdefault(name_key(person.name), []).append(person)
    new: list[NewMandate] = []
    unchanged: list[Row] = []
    held_by: dict[str, list[Held]] = {}
    for one in held:
        held_by.setdefault(one.person, []).append(one)
    seats = _Seats(units, bodies, faults)
    kinds = (column_of(rows, key) for key in PLAIN)
    for place, (key, kind) in enumerate(zip(name_keys(rows), zip(*kinds, strict=True), strict=True)):
        plain = seats.plain(key, kind, by_name)
        if plain is not None:
            new.append(NewMandate(place, None, key, plain[0], None, plain[1]))
            continue
        row = rows[place]
        found = seats.of(row)
        whose = _person(row, by_name, faults)
        if found is None or whose is None:
            continue
        known, key = whose
        unit, body, span = found
        mandate = NewMandate(place, known, key, unit, body, span)
        own = _held(mandate, row)
        if known is not None and any(_same(own, one) for one in held_by.get(known.id, ())):
            unchanged.append(row)
        elif seats.fits(mandate, row):
            new.append(mandate)
    checked = CheckedRoster(rows, tuple(new), tuple(unchanged), ())
    _check_among(checked, held, bodies, faults)
    return CheckedRoster(rows, checked.new, checked.unchanged, tuple(faults.found))


class _Seats:
    """Where rows give a mandate, and whether the office may be held there; what came before is known.

    Only what was found without fault is kept: a fault is found anew for each row, and names its cell.
    """

    def __init__(self, units: Mapping[str, KnownUnit], bodies: Sequence[KnownBody], faults: _Faults) -> None:
        self.units, self.bodies, self.faults = units, bodies, faults
        self.found: dict[tuple[Any, ...], tuple[KnownUnit, KnownBody | None, Span]] = {}
        self.own: dict[Any, KnownUnit] = {}
        self.spans: dict[tuple[Any, Any], Span] = {}
        self.offices: set[tuple[Any, ...]] = set()
        self.met: dict[tuple[Any, ...], tuple[KnownUnit, Span]] = {}

    def plain(
        self, name_key: str, kind: tuple[Any, ...], by_name: Mapping[str, Sequence[KnownPerson]]
    ) -> tuple[KnownUnit, Span] | None:
        """Return unit and days of a row whose like was met without fault, and whose person is new.

        :param kind: what its columns of ``PLAIN`` hold
        """
        is_new, unit_code, body, office, first, until, obtained = kind
        if body or obtained == APPOINTED or (is_new != "yes" and (is_new or name_key in by_name)):
            return None
        met = self.met.get(kind[1:])
        if met is None:
            unit, span = self.own.get(unit_code), self.spans.get((first, until))
            if unit is None or span is None or not span.lies_in(unit.span):
                return None
            if (unit.id, None, office) not in self.offices:
                return None
            met = self.met[kind[1:]] = unit, span
        return met

    def of(self, row: Row) -> tuple[KnownUnit, KnownBody | None, Span] | None:
        """Return unit, body and days of a row; None with a fault."""
        value = row.values.get
        code, days = value("unit"), (value("first"), value("until"))
        if not value("body"):  # nothing but the unit and the days, each known by itself
            unit, span = self.own.get(code), self.spans.get(days)
            if unit is None or span is None:
                found = _place(row, self.units, self.bodies, self.faults)
                if found is not None:
                    self.own[code], _body, self.spans[days] = found
                return found
            return unit, None, span
        key = (code, value("body"), value("ordinal"), *days)
        found = self.found.get(key)
        if found is None:
            found = _place(row, self.units, self.bodies, self.faults)
            if found is not None:
                self.found[key] = found
        return found

    def fits(self, mandate: NewMandate, row: Row) -> bool:
        """Tell whether the office may be held there on these days; what speaks against it is a fault."""
        unit, span = mandate.unit, mandate.span
        kind = mandate.body.kind if mandate.body else None
        key = (unit.id, kind, row.values.get("office"))
        is_known = key in self.offices and span.lies_in(unit.span)
        if is_known and (row.values.get("obtained") != APPOINTED or row.text("document")):
            return True
        if not _may_be(mandate, row, self.faults):
            return False
        self.offices.add(key)
        return True


def _held(mandate: NewMandate, row: Row) -> Held:
    return Held(
        mandate.name_key,
        row.text("full_name"),
        mandate.unit.code,
        mandate.body.id if mandate.body else None,
        row["office"],
        mandate.span,
        row.number,
    )


def _same(own: Held, other: Held) -> bool:
    """Tell whether a mandate is stored as the row says it."""
    return (own.person, own.unit, own.body, own.office, own.span) == (
        other.person,
        other.unit,
        other.body,
        other.office,
        other.span,
    )


def _person(
    row: Row, by_name: Mapping[str, Sequence[KnownPerson]], faults: _Faults
) -> tuple[KnownPerson | None, str] | None:
    """Return the person of a row, None for someone new, and the key that rows share; None with a fault."""
    name = row.text("full_name")
    key = name_key(name)
    found = by_name.get(key, ())
    match row["is_new"]:
        case "yes":
            return None, key
        case "no" if not found:
            faults.add(NobodyOfThatName(name=name), row)
        case "no" if len(found) > 1:
            faults.add(SeveralOfThatName(name=name, count=len(found)), row)
        case "no":
            return found[0], found[0].id
        case _ if found:
            titles = "; ".join(person.title or "–" for person in found)
            faults.add(NameOnTheRoster(name=name, titles=titles), row)
        case _:
            return None, key
    return None


def _place(
    row: Row, units: Mapping[str, KnownUnit], bodies: Sequence[KnownBody], faults: _Faults
) -> tuple[KnownUnit, KnownBody | None, Span] | None:
    unit = _unit(row, units, faults)
    span = faults.tried(row, lambda: span_of(row), "until")
    if unit is None or span is None:
        return None
    body: KnownBody | None = None
    if row["body"]:
        body = _body(row, unit, bodies, faults)
        if body is None:
            return None
        span = faults.tried(row, lambda: mandates.check_in_term(span, body.term), "first")
        if span is None:
            return None
    return unit, body, span


def _may_be(mandate: NewMandate, row: Row, faults: _Faults) -> bool:
    """Tell whether the office may be held there on these days; what speaks against it is a fault."""
    unit = mandate.unit
    is_advisory = unit.kind == "advisory"
    kind = mandate.body.kind if mandate.body else None
    before = len(faults.found)
    faults.tried(row, lambda: check_office(row.text("office"), body_kind=kind, is_advisory=is_advisory))
    faults.tried(row, lambda: mandates.check_in_unit(mandate.span, unit.span))
    if row["obtained"] == APPOINTED and not row.text("document"):
        faults.add(mandates.AppointmentNeedsDecision(), row, "document")
    return len(faults.found) == before


def _body(row: Row, unit: KnownUnit, bodies: Sequence[KnownBody], faults: _Faults) -> KnownBody | None:
    same = [body for body in bodies if body.unit.lower() == unit.code.lower() and body.kind == row["body"]]
    if row["ordinal"] is not None:
        same = [body for body in same if body.ordinal == row["ordinal"]]
        if same:
            return same[0]
    else:
        of_the_day = [body for body in same if body.term.holds(row["first"])]
        if of_the_day:
            return of_the_day[0]
        if same:  # the term of the nearest body says why the day is wrong
            nearest = min(same, key=lambda body: abs((body.term.first - row["first"]).days))
            faults.tried(row, lambda: mandates.check_in_term(Span(row["first"]), nearest.term), "first")
            return None
    faults.add(NoSuchBody(code=unit.code, day=written(row["first"])), row)
    return None


class _Places:
    """Mandates by where they are held, so that each is held against those it could stand in the way of."""

    def __init__(self, every: Iterable[Held]) -> None:
        self.bodies: dict[UUID, list[Held]] = {}
        self.persons: dict[tuple[str, str], list[Held]] = {}
        self.offices: dict[tuple[str, UUID | None, str], list[Held]] = {}
        for one in every:
            if one.body is not None:
                self.bodies.setdefault(one.body, []).append(one)
            self.persons.setdefault((one.unit, one.person), []).append(one)
            self.offices.setdefault((one.unit, one.body, one.office), []).append(one)


def _check_among(
    checked: CheckedRoster, held: Sequence[Held], bodies: Sequence[KnownBody], faults: _Faults
) -> None:
    """Check new mandates against those that exist and each other.

    Most are the only one of their person in the unit, in no body, of an office that many may hold: nothing
    stands in the way of such a one.
    """
    alone = {code for code, office in BY_CODE.items() if office.one_holder}
    many = Counter((one.unit, one.person) for one in held)
    many.update((one.unit.code, one.name_key) for one in checked.new)
    doubtful = [
        one
        for one, office in zip(checked.new, checked.column("office"), strict=True)
        if one.body is not None or office in alone or many[one.unit.code, one.name_key] > 1
    ]
    if not doubtful:
        return
    rows = {one.place: checked.rows[one.place] for one in checked.new}
    given = {one.place: _held(one, rows[one.place]) for one in checked.new}
    places = _Places((*held, *given.values()))
    for one in doubtful:
        _check_against(one, rows[one.place], given[one.place], places, bodies, faults)


def _check_against(
    mandate: NewMandate,
    row: Row,
    own: Held,
    places: _Places,
    bodies: Sequence[KnownBody],
    faults: _Faults,
) -> None:
    """Check a new mandate against those that exist and those of the other rows."""
    body = mandate.body

    def is_before(other: Held) -> bool:
        earlier = other.row == 0 or other.row < own.row
        return earlier and other is not own and own.span.meets(other.span)

    for other in places.persons[own.unit, own.person]:
        same = other.body == own.body and (body is not None or other.office == own.office)
        if same and is_before(other):
            if other.row:
                faults.add(MandateTwice(row=other.row, name=own.name), row)
            else:
                faults.add(mandates.AlreadyInOffice(name=own.name), row, "full_name")
    is_advisory = mandate.unit.kind == "advisory"
    if check_office(own.office, body_kind=body.kind if body else None, is_advisory=is_advisory).one_holder:
        for other in places.offices[own.unit, own.body, own.office]:
            if other.person != own.person and is_before(other):
                faults.add(mandates.OfficeTaken(name=other.name), row, "office")
    if body is None:
        return
    members = {one.person for one in places.bodies[body.id] if own.span.meets(one.span)}
    if len(members - {own.person}) >= body.seats:
        faults.add(mandates.SeatsFilled(seats=body.seats), row, "body")
    everything = places.persons[own.unit, own.person]
    if body.kind in {"standing", "permanent"} and not _is_executive_member(own, body, everything, bodies):
        faults.add(mandates.NotYetAMember(name=own.name), row, "full_name")


def _is_executive_member(
    own: Held, body: KnownBody, everything: Sequence[Held], bodies: Sequence[KnownBody]
) -> bool:
    executive = {
        one.id
        for one in bodies
        if one.kind == "executive" and one.unit == body.unit and one.ordinal == body.ordinal
    }
    return any(other.body in executive and other.span.holds(own.span.first) for other in everything)
