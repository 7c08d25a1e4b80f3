"""What an import is held against, and what an export writes: the organisation as sheets say it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from nghisu.kit import language
from nghisu.kit.sheets import Row, column_of
from nghisu.kit.stored import batched
from nghisu.organisation.models import Body, ImportDraft, Mandate, Term, Unit, UnitName, UnitPlace
from nghisu.organisation.queries import day_of, on, term_span
from nghisu.organisation.rules import importing as rules
from nghisu.organisation.rules.importing import Held, KnownBody, KnownPerson, KnownTerm, KnownUnit
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.spans import Span
from nghisu.people.models import Person
from nghisu.record.queries.lines import end_of_record

MOST_NAMES = 5000  # in one question to the database
MOST_ASKED_EACH = 1000
Dated = TypeVar("Dated", UnitName, UnitPlace)


def _last_day(until: date | None) -> date | None:
    return until - timedelta(days=1) if until else None


def _held_on(rows: Iterable[Dated], day: date) -> dict[UUID, Dated]:
    """Return for each unit the row of the day, or the last one before or after it."""
    found: dict[UUID, Dated] = {}
    for row in rows:  # ordered by their first day
        if row.unit_id not in found or row.first <= day:
            found[row.unit_id] = row
    return found


def unit_values(day: date, units: Sequence[Unit]) -> dict[UUID, dict[str, Any]]:
    """Return what a sheet says of each unit as of the day, in four queries whatever their number."""
    names = _held_on(UnitName.objects.order_by("first"), day)
    places = _held_on(UnitPlace.objects.order_by("first"), day)
    codes = dict(Unit.objects.values_list("id", "code"))
    values: dict[UUID, dict[str, Any]] = {}
    for unit in units:
        name, place = names.get(unit.id), places.get(unit.id)
        values[unit.id] = {
            "code": unit.code,
            "name": name.name if name else unit.code,
            "short": name.short if name else "",
            "symbol": name.symbol if name else "",
            "kind": unit.kind,
            "level": place.level if place else "",
            "parent": codes.get(place.parent_id, "") if place and place.parent_id else "",
            "order": place.order if place else 0,
            "place": unit.place,
            "charter_code": unit.charter_code,
            "first": unit.first,
            "until": _last_day(unit.until),
        }
    return values


def known_units(by: Standing, day: date, action: str) -> dict[str, KnownUnit]:
    """Return every unit of any day by its code in small letters, and whether the asker may act on it."""
    units = list(Unit.objects.all())
    values = unit_values(day, units)
    reach = by.reach(action)
    return {
        unit.code.lower(): KnownUnit(
            id=unit.id,
            code=unit.code,
            name=values[unit.id]["name"],
            kind=unit.kind,
            span=Span(unit.first, unit.until),
            values=values[unit.id],
            may_change=unit.id in reach,
        )
        for unit in units
    }


def checked_units(rows: Sequence[Row], by: Standing, day: date) -> rules.Checked:
    """Hold the rows of a sheet of units against the organisation."""
    known = known_units(by, day, "organisation.change")
    charters = {
        unit.values["charter_code"]: unit.name for unit in known.values() if unit.values["charter_code"]
    }
    return rules.check_units(
        rows, known, charter_codes=charters, may_found_top=bool(by.reach("organisation.found_top"))
    )


def _known_terms() -> dict[tuple[str, int], KnownTerm]:
    return {
        (term.unit.code.lower(), term.ordinal): KnownTerm(
            term.ordinal, term.first_year, term.last_year, term_span(term)
        )
        for term in Term.objects.select_related("unit")
    }


def body_values(body: Body) -> dict[str, Any]:
    """Return what a sheet says of a body; ``unit`` and ``term`` must be loaded."""
    return {
        "unit": body.unit.code,
        "ordinal": body.term.ordinal,
        "first_year": body.term.first_year,
        "last_year": body.term.last_year,
        "opened_on": day_of(body.term.opened_at),
        "kind": body.kind,
        "seats": body.seats,
        "quorum": f"{body.quorum_numerator}/{body.quorum_denominator}",
        "frequency_months": body.frequency_months,
        "frequency_weeks": body.frequency_weeks,
        "papers_ahead_days": body.papers_ahead_days,
        "rule_profile": body.rule_profile,
        "source": body.source,
    }


def known_bodies() -> list[KnownBody]:
    """Return every body of every term."""
    return [
        KnownBody(
            id=body.id,
            unit=body.unit.code,
            ordinal=body.term.ordinal,
            kind=body.kind,
            seats=body.seats,
            term=term_span(body.term),
            values=body_values(body),
        )
        for body in Body.objects.select_related("unit", "term")
    ]


def checked_bodies(rows: Sequence[Row], by: Standing, day: date) -> rules.Checked:
    """Hold the rows of a sheet of bodies against the organisation."""
    return rules.check_bodies(
        rows,
        units=known_units(by, day, "body.change"),
        terms=_known_terms(),
        bodies={(body.unit.lower(), body.ordinal, body.kind): body for body in known_bodies()},
    )


def checked_roster(rows: Sequence[Row], by: Standing, day: date) -> rules.CheckedRoster:
    """Hold the rows of a roster against the organisation and the persons whom the asker may see."""
    written = list({str(name or "") for name in column_of(rows, "full_name")})
    clean = [" ".join(name.split()) for name in language.at_once(language.nfc, written)]
    persons = _persons_called(set(language.at_once(language.fold, clean)), by)
    return rules.check_roster(
        rows,
        units=known_units(by, day, "mandate.give"),
        bodies=known_bodies(),
        persons=persons,
        held=_held_beside(
            {str(code or "") for code in column_of(rows, "unit")}, {person.id for person in persons}
        ),
    )


def _persons_called(names: Collection[str], by: Standing) -> list[KnownPerson]:
    """Return the persons whom the asker may see whose name, marks aside, is one of these."""
    mandates = Mandate.objects.filter(person=OuterRef("pk"))
    seen = Exists(mandates.filter(unit__in=by.reach("roster.see"))) | ~Exists(mandates)
    fields = ("pk", "full_name", "title")
    if (
        len(names) > MOST_ASKED_EACH
    ):  # most of so many are new, and the index alone says of which names none is
        names = set(names).intersection(Person.objects.values_list("folded", flat=True))
    return [
        KnownPerson(str(pk), name, title)
        for part in batched(names, MOST_NAMES)
        for pk, name, title in Person.objects.filter(seen, folded__in=part).values_list(*fields)
    ]


def _held_beside(codes: Collection[str], persons: Collection[str]) -> list[Held]:
    """Return the mandates of units that may stand in the way of another.

    In a body all do, for its seats; else those of an office that only one holds, and those of the persons.
    """
    alone = [code for code, office in BY_CODE.items() if office.one_holder]
    beside = Q(body__isnull=False) | Q(office__in=alone)
    fields = ("person_id", "person__full_name", "unit__code", "body_id", "office", "first", "until")
    mandates = Mandate.objects.filter(unit__code__in=codes).values_list("pk", *fields)
    found = {row[0]: row[1:] for row in mandates.filter(beside)}
    for part in batched(map(UUID, persons), MOST_NAMES):
        found |= {row[0]: row[1:] for row in mandates.filter(person__in=part)}
    return [
        Held(str(person), name, unit, body, office, Span(first, until))
        for person, name, unit, body, office, first, until in found.values()
    ]


def roster_values(by: Standing, day: date) -> list[dict[str, Any]]:
    """Return the roster of a day as a sheet says it, in protocol order, of the units the asker may see."""
    mandates = (
        Mandate.objects.filter(on(day), unit__in=by.reach("roster.see"))
        .select_related("person", "unit", "body__term")
        .order_by("unit__code", "body_id", "order", "person__sort_key")
    )
    ordered = sorted(
        mandates,
        key=lambda one: (
            one.unit.code,
            one.order,
            BY_CODE[one.office].rank if one.office in BY_CODE else 999,
        ),
    )
    return [_mandate_values(mandate) for mandate in ordered]


def _mandate_values(mandate: Mandate) -> dict[str, Any]:
    body = mandate.body
    return {
        "full_name": mandate.person.full_name,
        "title": mandate.person.title,
        "is_new": "no",
        "unit": mandate.unit.code,
        "body": body.kind if body else "",
        "ordinal": body.term.ordinal if body else None,
        "office": mandate.office,
        "duty": mandate.duty,
        "order": mandate.order,
        "obtained": mandate.obtained,
        "document": mandate.obtained_document,
        "first": mandate.first,
        "until": _last_day(mandate.until),
    }


def offered_units(by: Standing, day: date, action: str) -> list[tuple[str, str]]:
    """Return code and name of the units on which the asker may act on the day, for a drop-down."""
    units = Unit.objects.filter(on(day), id__in=by.reach(action))
    names = dict(UnitName.objects.filter(on(day), unit__in=units).values_list("unit_id", "name"))
    return sorted((unit.code, names.get(unit.id, "")) for unit in units)


def ground_on(day: date) -> str:
    """Return a word for everything that an import is held against on a day: another where anything changed.

    Each change writes a line of the record, so that the number of lines says it.
    """
    end = end_of_record()
    return f"{day} {end.size if end is not None else 0}"


def draft_of(pk: UUID, person_id: UUID | None) -> ImportDraft | None:
    """Return an import that waits for its person's yes; nobody else sees it."""
    return ImportDraft.objects.filter(pk=pk, owner=person_id).first()


def drafts_of(person_id: UUID | None) -> list[Mapping[str, Any]]:
    """Return the imports that wait for their person's yes, the newest first."""
    fields = ("id", "kind", "scope", "file_name", "made_at")
    return list(ImportDraft.objects.filter(owner=person_id).order_by("-made_at").values(*fields))


def exported_units(by: Standing, day: date) -> list[dict[str, Any]]:
    """Return the units of the day that the asker may see, superiors before those under them."""
    units = list(Unit.objects.filter(on(day), id__in=by.reach("organisation.see")))
    values = unit_values(day, units)
    depth = {row["code"]: row["parent"] for row in values.values()}

    def path(code: str) -> int:
        steps = 0
        while depth.get(code) and steps < len(depth):
            code, steps = depth[code], steps + 1
        return steps

    return sorted(
        values.values(), key=lambda row: (path(row["code"]), row["parent"], row["order"], row["code"])
    )


def exported_bodies(by: Standing, day: date) -> list[dict[str, Any]]:
    """Return the bodies of the terms that run on the day, of units that the asker may see."""
    bodies = Body.objects.filter(unit__in=by.reach("organisation.see")).select_related("unit", "term")
    return [
        body_values(body)
        for body in bodies.order_by("unit__code", "term__ordinal", "kind")
        if term_span(body.term).holds(day)
    ]
