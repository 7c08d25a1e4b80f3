"""Import a sheet whole or not at all; one line of the record for every 400 things it made."""

import datetime
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, UNUSABLE_PASSWORD_SUFFIX_LENGTH
from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.bulk import Ids, Many, new_ids, roomy, store_columns, unswept
from nghisu.kit.refusals import N_, NotAllowed, Refusal
from nghisu.kit.sheets import Fault, Row
from nghisu.kit.stored import store_all
from nghisu.organisation.actions.units import changes_document, touch_tree
from nghisu.organisation.models import (
    Body,
    ImportDraft,
    Mandate,
    Term,
    Unit,
    UnitChange,
    UnitName,
    UnitPlace,
)
from nghisu.organisation.queries import day_of
from nghisu.organisation.queries import importing as queries
from nghisu.organisation.rules import codes
from nghisu.organisation.rules.importing import CheckedRoster, quorum, span_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import Act, Made, note_many

BATCH = 400  # so many things stand in one line of the record
DRAFTS_KEPT = datetime.timedelta(hours=24)
HANOI = datetime.timezone(datetime.timedelta(hours=7))

Tell = Callable[[int, int], None]


def nobody(_done: int, _all: int) -> None:
    """Tell nobody how far it is."""


class ImportHasFaults(Refusal):
    """Something became wrong since the sheet was shown."""

    sentence = N_(
        "Something changed since this was shown, and %(count)s rows no longer fit. Nothing was imported."
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(count=len({fault.row for fault in faults}))


class NothingNew(Refusal):
    """Everything in the sheet is there already."""

    sentence = N_("Everything in this sheet is in the system already. There is nothing to import.")


@dataclass(frozen=True, slots=True)
class Source:
    """Which file it came from, for the record."""

    file_name: str
    file_hash: str


@transaction.atomic
def keep_draft(
    *,
    kind: str,
    scope: str,
    source: Source,
    sheet: str,
    document: str,
    rows: list[Any],
    faults: list[Any],
    converted: list[Any],
    plan: list[Any],
    by: Standing,
    at: datetime.datetime,
) -> ImportDraft:
    """Keep what was read from a sheet until its person says yes, in the transaction in which it was read."""
    if by.person_id is None:
        raise NotAllowed
    return ImportDraft.objects.create(
        owner_id=by.person_id,
        kind=kind,
        scope=scope,
        file_name=source.file_name,
        file_hash=source.file_hash,
        sheet=sheet[:80],
        document=" ".join(document.split()),
        rows=rows,
        faults=faults,
        converted=converted,
        plan=plan,
        ground=queries.ground_on(day_of(at)),
        made_at=at,
    )


@transaction.atomic
def drop_draft(*, draft: ImportDraft, by: Standing) -> None:
    """Forget a sheet that was read; only its person does."""
    ImportDraft.objects.filter(pk=draft.pk, owner=by.person_id).delete()


@transaction.atomic
def sweep_drafts(*, at: datetime.datetime) -> int:
    """Forget the sheets that nobody said yes to within a day."""
    return ImportDraft.objects.filter(made_at__lt=at - DRAFTS_KEPT).delete()[0]


@transaction.atomic
def import_units(
    *,
    rows: Sequence[Row],
    document: str,
    source: Source,
    by: Standing,
    at: datetime.datetime,
    tell: Tell = nobody,
) -> list[Unit]:
    """Found the units of a sheet under their superiors, all or none.

    :raises ImportHasFaults: if any row no longer fits
    :raises changes.DocumentMissing: if no document orders it
    """
    changes_document(document)
    stamp = touch_tree()
    checked = queries.checked_units(rows, by, day_of(at))
    _refuse_faults(checked.faults, checked.new)
    parents = dict(Unit.objects.values_list("code", "id"))
    ids = {code.lower(): pk for code, pk in parents.items()}
    units: list[Unit] = []
    names: list[UnitName] = []
    places: list[UnitPlace] = []
    for row in checked.new:
        span = span_of(row)
        unit = Unit(
            code=codes.unit_code(row.text("code")),
            charter_code=codes.charter_code(row.text("charter_code")),
            kind=row["kind"],
            place=row.text("place"),
            first=span.first,
            until=span.until,
        )
        ids[unit.code.lower()] = unit.id
        parent = row.text("parent").lower()
        name = row.text("name")
        days = {"unit": unit, "first": span.first, "until": span.until}
        units.append(unit)
        names.append(
            UnitName(
                name=name,
                short=row.text("short"),
                symbol=row.text("symbol"),
                folded=language.fold(name),
                sort_key=language.sort_key(name),
                **days,
            )
        )
        places.append(
            UnitPlace(
                parent_id=ids[parent] if parent else None,
                level=row.text("level"),
                order=row["order"] or 0,
                **days,
            )
        )
    founded = [
        UnitChange(kind=UnitChange.Kind.FOUNDED, day=unit.first, document=" ".join(document.split()))
        for unit in units
    ]
    through = UnitChange.results.through
    results = [
        through(unitchange_id=change.id, unit_id=unit.id) for change, unit in zip(founded, units, strict=True)
    ]
    _create(
        ((Unit, units), (UnitName, names), (UnitPlace, places), (UnitChange, founded), (through, results)),
        tell,
    )
    _note("units.imported", units, by, at, source, document=document, stamp=str(stamp))
    return units


@transaction.atomic
def import_bodies(
    *,
    rows: Sequence[Row],
    document: str = "",
    source: Source,
    by: Standing,
    at: datetime.datetime,
    tell: Tell = nobody,
) -> list[Body]:
    """Create the bodies of a sheet, and the terms that are not in the system yet, all or none.

    :raises ImportHasFaults: if any row no longer fits
    """
    checked = queries.checked_bodies(rows, by, day_of(at))
    _refuse_faults(checked.faults, checked.new)
    units = {unit.code.lower(): unit for unit in Unit.objects.select_for_update().order_by("id")}
    terms = {(term.unit_id, term.ordinal): term for term in Term.objects.all()}
    bodies: list[Body] = []
    new_terms: list[Term] = []
    for row in checked.new:
        unit = units[row.text("unit").lower()]
        key = (unit.id, row["ordinal"])
        if key not in terms:
            opened = datetime.datetime.combine(row["opened_on"], datetime.time(), HANOI)
            terms[key] = Term(
                unit=unit,
                ordinal=row["ordinal"],
                first_year=row["first_year"],
                last_year=row["last_year"],
                opened_at=opened,
            )
            new_terms.append(terms[key])
        numerator, denominator = quorum(row.text("quorum"))
        chosen = {"rule_profile": row.text("rule_profile")} if row["rule_profile"] else {}
        bodies.append(
            Body(
                unit=unit,
                term=terms[key],
                kind=row["kind"],
                seats=row["seats"],
                quorum_numerator=numerator,
                quorum_denominator=denominator,
                frequency_months=row["frequency_months"],
                frequency_weeks=row["frequency_weeks"],
                papers_ahead_days=row["papers_ahead_days"],
                source=row.text("source"),
                **chosen,
            )
        )
    _create(((Term, new_terms), (Body, bodies)), tell)
    _note("bodies.imported", bodies, by, at, source, terms=len(new_terms))
    return bodies


@transaction.atomic
def import_roster(
    *,
    rows: Sequence[Row],
    document: str = "",
    source: Source,
    by: Standing,
    at: datetime.datetime,
    tell: Tell = nobody,
) -> Ids:
    """Put the persons of a sheet on the roster and give them their mandates, all or none.

    None of them is loaded: the ids of the mandates are returned.

    :raises ImportHasFaults: if any row no longer fits
    """
    list(Unit.objects.select_for_update().order_by("id").values_list("id"))
    checked = queries.checked_roster(rows, by, day_of(at))
    _refuse_faults(checked.faults, checked.new)
    with roomy(), unswept():
        people, count = _store_persons(checked, tell)
        ids = new_ids(len(checked.new))
        mandates = {
            "id": ids,
            "person_id": Ids(people[one.name_key] for one in checked.new),
            "unit_id": Many([one.unit.id for one in checked.new]),
            "body_id": Many([one.body.id if one.body else None for one in checked.new]),
            "office": Many(checked.column("office")),
            "duty": Many(checked.column("duty", "")),
            "order": Many(checked.column("order", 0)),
            "obtained": Many(checked.column("obtained", Mandate.Obtained.ASSIGNED.value)),
            "obtained_document": Many(checked.column("document", "")),
            "first": Many(one.span.first for one in checked.new),
            "until": Many(one.span.until for one in checked.new),
        }
        total = count + len(ids)
        store_columns(Mandate, len(ids), mandates, tell=lambda done: tell(count + done, total))
        _note_roster(checked, ids, people, by=by, at=at, source=source)
    return ids


class _People(dict[str, str]):
    """Ids of persons by the key that rows share, and which of them are new."""

    def __init__(self) -> None:
        super().__init__()
        self.new = Ids()


def _store_persons(checked: CheckedRoster, tell: Tell) -> tuple[_People, int]:
    """Store the persons who are new; return everyone's id, and how many are new."""
    people = _People()
    new: dict[str, int] = {}  # by the key of the name: where it stands first
    for number, one in enumerate(checked.new):
        if one.person is not None:
            people[one.name_key] = UUID(one.person.id).hex
        else:
            new.setdefault(one.name_key, number)
    people.new = new_ids(len(new))
    people.update(zip(new, people.new, strict=True))
    full_names, titles = checked.column("full_name", ""), checked.column("title", "")
    written = language.at_once(language.nfc, [full_names[number] for number in new.values()])
    names = Many([" ".join(name.split()) for name in written])
    noise = secrets.token_hex(UNUSABLE_PASSWORD_SUFFIX_LENGTH // 2 * len(new))
    width = UNUSABLE_PASSWORD_SUFFIX_LENGTH
    persons = {
        "id": people.new,
        "full_name": names,
        "title": Many([titles[number] for number in new.values()]),
        "sort_key": Many(language.person_sort_keys(names)),
        "folded": Many(language.at_once(language.fold, names)),
        # What set_unusable_password writes: nobody signs in with it, and no two are alike.
        "password": Many(
            UNUSABLE_PASSWORD_PREFIX + noise[start : start + width] for start in range(0, len(noise), width)
        ),
    }
    total = len(new) + len(checked.new)
    store_columns(Person, len(new), persons, tell=lambda done: tell(done, total))
    return people, len(new)


def _refuse_faults(faults: Sequence[Fault], new: Sequence[Any]) -> None:
    if faults:
        raise ImportHasFaults(faults)
    if not new:
        raise NothingNew


def _create(kinds: Iterable[tuple[type[models.Model], Sequence[Any]]], tell: Tell) -> None:
    """Write the rows of each kind, telling how far it is."""
    kinds = list(kinds)
    total = sum(len(rows) for _, rows in kinds)
    done = 0
    for _kind, rows in kinds:
        store_all(rows, tell=lambda count, before=done: tell(before + count, total))  # type: ignore[misc]
        done += len(rows)


def _note(
    verb: str,
    made: Sequence[models.Model],
    by: Standing,
    at: datetime.datetime,
    source: Source,
    **details: Any,
) -> None:
    """Write the line of an import; a large one takes one line for each part, as a line holds so much."""
    parts = [made[start : start + BATCH] for start in range(0, len(made), BATCH)]
    note_many(
        [
            Act(
                verb=verb,
                subject=part[0],
                by=by,
                at=at,
                within=getattr(part[0], "unit_id", None)
                or (part[0].pk if isinstance(part[0], Unit) else None),
                touching=part[1:],
                details=_details(len(made), number, len(parts), source, details),
            )
            for number, part in enumerate(parts, start=1)
        ]
    )


def _note_roster(
    checked: CheckedRoster,
    mandates: Ids,
    people: _People,
    *,
    by: Standing,
    at: datetime.datetime,
    source: Source,
) -> None:
    """Write the lines of a roster, of which only the ids are at hand: each is about the first of its part."""
    every = [(Mandate, pk) for pk in mandates] + [(Person, pk) for pk in people.new]
    acts: list[Act] = []
    starts = range(0, len(every), BATCH)
    for number, start in enumerate(starts, start=1):
        model, pk = every[start]
        subject: Mandate | Person = Person(pk=UUID(pk))
        if model is Mandate:
            one = checked.new[start]
            subject = Mandate(pk=UUID(pk), person_id=UUID(people[one.name_key]), unit_id=one.unit.id)
        rest = groupby(every[start + 1 : start + BATCH], key=itemgetter(0))
        acts.append(
            Act(
                verb="roster.imported",
                subject=subject,
                by=by,
                at=at,
                within=getattr(subject, "unit_id", None),
                made=[Made(kind, Ids(pk for _kind, pk in same)) for kind, same in rest],
                details=_details(len(mandates), number, len(starts), source, {"persons": len(people.new)}),
            )
        )
    note_many(acts)


def _details(count: int, number: int, parts: int, source: Source, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "count": count,
        "part": f"{number}/{parts}",
        "file": source.file_name,
        "sha256": source.file_hash,
        **more,
    }
