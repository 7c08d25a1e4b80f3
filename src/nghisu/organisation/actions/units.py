"""Found, rename, move, merge, split and dissolve units; every change keeps what was before it."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from nghisu.organisation.models import (
    Assignment,
    Mandate,
    Term,
    TreeStamp,
    Unit,
    UnitChange,
    UnitName,
    UnitPlace,
)
from nghisu.organisation.queries import on, read_tree
from nghisu.organisation.rules import changes, codes, spans
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.spans import Span, written
from nghisu.people.models import Person
from nghisu.record.actions import note

HANOI = datetime.timezone(datetime.timedelta(hours=7))


@dataclass(frozen=True, kw_only=True)
class NewUnit:
    """What a unit begins with."""

    code: str
    name: str
    short: str = ""
    symbol: str = ""
    kind: str = Unit.Kind.COMMITTEE
    level: str = ""
    order: int = 0
    place: str = ""
    charter_code: str = ""


def touch_tree() -> UUID:
    """Write the tree's stamp anew: other processes drop their copies, other changes wait for this one."""
    stamp = uuid.uuid4()
    TreeStamp.objects.update_or_create(id=1, defaults={"stamp": stamp})
    return stamp


@transaction.atomic
def set_up_organisation(
    *, unit: NewUnit, day: datetime.date, administrator: Person, document: str, at: datetime.datetime
) -> Unit:
    """Found the first unit of an empty installation and make a person its administrator.

    :raises changes.AlreadySetUp: if there is a unit
    """
    touch_tree()
    if Unit.objects.exists():
        raise changes.AlreadySetUp
    made = _begin(unit, parent=None, day=day)
    Mandate.objects.create(person=administrator, unit=made, office="administrator", first=day)
    _keep_change(UnitChange.Kind.FOUNDED, day, document, sources=(), results=(made,))
    note(
        verb="organisation.set_up",
        subject=made,
        by=None,
        at=at,
        code=made.code,
        name=unit.name,
        administrator=administrator.full_name,
    )
    return made


@transaction.atomic
def found_unit(
    *,
    unit: NewUnit,
    parent: Unit | None,
    day: datetime.date,
    document: str,
    by: Standing,
    at: datetime.datetime,
) -> Unit:
    """Found a unit under a committee, or at the top.

    :raises codes.CodeTaken: if a unit, even an ended one, has the code
    :raises changes.UnitEnded: if the superior does not exist on the day
    """
    touch_tree()
    _may_found_under(parent, by)
    changes_document(document)
    made = _begin(unit, parent=parent, day=day)
    _keep_change(UnitChange.Kind.FOUNDED, day, document, sources=(), results=(made,))
    note(
        verb="unit.founded",
        subject=made,
        by=by,
        at=at,
        code=made.code,
        name=unit.name,
        day=str(day),
        document=document,
        superior=parent.code if parent else None,
    )
    return made


@transaction.atomic
def update_unit(
    *,
    unit: Unit,
    expected_version: int,
    place: str,
    charter_code: str,
    by: Standing,
    at: datetime.datetime,
) -> Unit:
    """Save what about a unit is not dated: its place in date lines and its charter code."""
    by.require("organisation.change", unit=unit.pk)
    unit.place = " ".join(place.split())
    unit.charter_code = codes.charter_code(charter_code)
    _check_charter_code_free(unit.charter_code, unit.pk)
    unit.save_over(expected_version, "place", "charter_code")
    note(verb="unit.updated", subject=unit, by=by, at=at, place=unit.place, charter_code=unit.charter_code)
    return unit


@transaction.atomic
def rename_unit(
    *,
    unit: Unit,
    expected_version: int,
    name: str,
    short: str = "",
    symbol: str = "",
    day: datetime.date,
    document: str,
    by: Standing,
    at: datetime.datetime,
) -> UnitName:
    """Give a unit another name from a day on; documents and pages of earlier days keep the old one.

    :raises changes.SameName: if nothing changes
    :raises spans.DayNotAfterLastChange: if a later or same-day name is recorded
    """
    touch_tree()
    by.require("organisation.change", unit=unit.pk)
    changes_document(document)
    _check_exists(unit, day)
    name = _clean(name)
    if not name:
        raise changes.NameMissing
    rows = list(UnitName.objects.filter(unit=unit))
    spans.check_follows([Span(row.first, row.until) for row in rows], day)
    open_row = next(row for row in rows if row.until is None or row.until > day)
    if (name, short, symbol) == (open_row.name, open_row.short, open_row.symbol):
        raise changes.SameName
    unit.save_over(expected_version)
    old_until = open_row.until
    UnitName.objects.filter(pk=open_row.pk).update(until=day)
    made = UnitName.objects.create(
        unit=unit,
        name=name,
        short=short,
        symbol=symbol or open_row.symbol,
        first=day,
        until=old_until,
    )
    _keep_change(UnitChange.Kind.RENAMED, day, document, sources=(unit,), results=(unit,))
    note(
        verb="unit.renamed",
        subject=unit,
        by=by,
        at=at,
        before=open_row.name,
        after=name,
        day=str(day),
        document=document,
    )
    return made


@transaction.atomic
def correct_unit_name(
    *,
    row: UnitName,
    expected_version: int,
    name: str,
    short: str,
    symbol: str,
    reason: str,
    by: Standing,
    at: datetime.datetime,
) -> UnitName:
    """Mend a name that was typed wrong; a name that changed is renamed instead."""
    touch_tree()
    by.require("organisation.change", unit=row.unit_id)
    if not reason.strip():
        raise changes.DocumentMissing
    name = _clean(name)
    if not name:
        raise changes.NameMissing
    before = row.name
    row.unit.save_over(expected_version)
    row.name, row.short, row.symbol = name, _clean(short), _clean(symbol)
    row.save()
    note(
        verb="unit.name_corrected",
        subject=row.unit,
        by=by,
        at=at,
        before=before,
        after=row.name,
        reason=reason.strip(),
    )
    return row


@transaction.atomic
def move_unit(
    *,
    unit: Unit,
    expected_version: int,
    parent: Unit | None,
    level: str | None = None,
    order: int | None = None,
    day: datetime.date,
    document: str,
    by: Standing,
    at: datetime.datetime,
) -> UnitPlace:
    """Put a unit under another superior, or on another level, from a day on.

    The asker needs the right over the unit and over the new superior.

    :raises tree.UnitUnderItself: if it would close a circle on that day or any recorded later day
    """
    touch_tree()
    by.require("organisation.change", unit=unit.pk)
    _may_found_under(parent, by)
    changes_document(document)
    _check_exists(unit, day)
    _check_superior(unit.kind, parent, day)
    rows = list(UnitPlace.objects.filter(unit=unit))
    spans.check_follows([Span(row.first, row.until) for row in rows], day)
    open_row = next((row for row in rows if row.until is None or row.until > day), None)
    parent_id = parent.pk if parent else None
    new_level = level if level is not None else (open_row.level if open_row else "")
    new_order = order if order is not None else (open_row.order if open_row else 0)
    if open_row and (parent_id, new_level, new_order) == (open_row.parent_id, open_row.level, open_row.order):
        raise changes.SameSuperior
    _check_no_circle(unit, parent_id, day)
    unit.save_over(expected_version)
    made = _place_again(open_row, unit, parent_id, new_level, new_order, day)
    _keep_change(UnitChange.Kind.MOVED, day, document, sources=(unit,), results=(unit,))
    note(
        verb="unit.moved",
        subject=unit,
        by=by,
        at=at,
        day=str(day),
        document=document,
        superior=parent.code if parent else None,
        level=new_level,
    )
    return made


@transaction.atomic
def merge_units(
    *,
    sources: Sequence[Unit],
    expected_versions: Sequence[int],
    into: Unit | NewUnit,
    day: datetime.date,
    document: str,
    by: Standing,
    at: datetime.datetime,
) -> Unit:
    """Merge units into one that exists, or into a new one beside the first of them.

    The merged units end the day before; their affiliates stand under the result from the day on,
    their advisory bodies, bodies and mandates end with them. Their papers go with the result.

    :raises changes.MergesIntoItself: if the result is among the sources
    """
    touch_tree()
    changes_document(document)
    if not sources:
        raise changes.NothingToMerge
    if isinstance(into, Unit) and into.pk in {unit.pk for unit in sources}:
        raise changes.MergesIntoItself
    for unit, version in zip(sources, expected_versions, strict=True):
        by.require("organisation.change", unit=unit.pk)
        _check_exists(unit, day)
        unit.save_over(version)
    if isinstance(into, Unit):
        by.require("organisation.change", unit=into.pk)
        _check_exists(into, day)
        _check_not_under(into, sources, day)
        result = into
    else:
        beside = UnitPlace.objects.filter(on(day), unit=sources[0]).first()
        parent = beside.parent if beside else None
        _may_found_under(parent, by)
        result = _begin(into, parent=parent, day=day)
    for unit in sources:
        _hand_over_affiliates(unit, result, day)
        _end(unit, day, document)
    _keep_change(UnitChange.Kind.MERGED, day, document, sources=sources, results=(result,))
    note(
        verb="unit.merged",
        subject=result,
        by=by,
        at=at,
        touching=sources,
        sources=", ".join(unit.code for unit in sources),
        result=result.code,
        day=str(day),
        document=document,
    )
    return result


@transaction.atomic
def split_unit(
    *,
    unit: Unit,
    expected_version: int,
    parts: Sequence[NewUnit],
    ends: bool,
    day: datetime.date,
    document: str,
    by: Standing,
    at: datetime.datetime,
) -> list[Unit]:
    """Split a unit into new ones beside it; the old one ends, or goes on without them.

    :raises changes.AffiliatesRemain: if it ends and others still stand under it
    """
    touch_tree()
    by.require("organisation.change", unit=unit.pk)
    changes_document(document)
    _check_exists(unit, day)
    if len(parts) < (2 if ends else 1):
        raise changes.TooFewParts
    place = UnitPlace.objects.filter(on(day), unit=unit).first()
    parent = place.parent if place else None
    _may_found_under(parent, by)
    unit.save_over(expected_version)
    made = [_begin(part, parent=parent, day=day) for part in parts]
    if ends:
        _check_no_affiliates(unit, day)
        _end(unit, day, document)
    _keep_change(UnitChange.Kind.SPLIT, day, document, sources=(unit,), results=made)
    note(
        verb="unit.split",
        subject=unit,
        by=by,
        at=at,
        touching=made,
        results=", ".join(one.code for one in made),
        ends="yes" if ends else "no",
        day=str(day),
        document=document,
    )
    return made


@transaction.atomic
def dissolve_unit(
    *,
    unit: Unit,
    expected_version: int,
    day: datetime.date,
    document: str,
    by: Standing,
    at: datetime.datetime,
) -> Unit:
    """End a unit; its advisory bodies, bodies and mandates end with it. Its pages stay readable.

    :raises changes.AffiliatesRemain: if others still stand under it
    """
    touch_tree()
    by.require("organisation.change", unit=unit.pk)
    changes_document(document)
    _check_exists(unit, day)
    _check_no_affiliates(unit, day)
    unit.save_over(expected_version)
    _end(unit, day, document)
    _keep_change(UnitChange.Kind.DISSOLVED, day, document, sources=(unit,), results=())
    note(verb="unit.dissolved", subject=unit, by=by, at=at, day=str(day), document=document)
    return unit


# What the actions share.


def changes_document(document: str) -> None:
    """Refuse a change that no document orders.

    :raises changes.DocumentMissing: if it is empty
    """
    if not document.strip():
        raise changes.DocumentMissing


def _clean(text: str) -> str:
    return " ".join(text.split())


def _may_found_under(parent: Unit | None, by: Standing) -> None:
    if parent is None:
        by.require("organisation.found_top", unit=by.reach("organisation.found_top"))
    else:
        by.require("organisation.change", unit=parent.pk)


def _begin(unit: NewUnit, *, parent: Unit | None, day: datetime.date) -> Unit:
    code = codes.unit_code(unit.code)
    charter_code = codes.charter_code(unit.charter_code)
    if not _clean(unit.name):
        raise changes.NameMissing
    _check_superior(unit.kind, parent, day)
    taken = UnitName.objects.filter(unit__code__iexact=code).order_by("-first").first()
    if taken is not None or Unit.objects.filter(code__iexact=code).exists():
        raise codes.CodeTaken(code=code, name=taken.name if taken else code)
    _check_charter_code_free(charter_code, None)
    made = Unit.objects.create(
        code=code, charter_code=charter_code, kind=unit.kind, first=day, place=_clean(unit.place)
    )
    UnitName.objects.create(
        unit=made, name=unit.name, short=_clean(unit.short), symbol=_clean(unit.symbol), first=day
    )
    UnitPlace.objects.create(unit=made, parent=parent, level=unit.level, order=unit.order, first=day)
    return made


def _check_charter_code_free(charter_code: str, own: UUID | None) -> None:
    if not charter_code:
        return
    others = Unit.objects.filter(charter_code=charter_code)
    taken = (others.exclude(pk=own) if own else others).first()
    if taken is not None:
        raise codes.CharterCodeTaken(code=charter_code, name=_name_of(taken))


def _check_superior(kind: str, parent: Unit | None, day: datetime.date) -> None:
    if parent is None:
        if kind == Unit.Kind.ADVISORY:
            raise changes.AdvisoryNeedsCommittee
        return
    if not Span(parent.first, parent.until).holds(day):
        raise changes.UnitEnded(name=_name_of(parent), day=written(day))
    if parent.kind == Unit.Kind.ADVISORY and kind != Unit.Kind.ADVISORY:
        raise changes.AdvisoryHasNoAffiliates


def _check_exists(unit: Unit, day: datetime.date) -> None:
    unit.refresh_from_db(fields=["first", "until"])
    if not Span(unit.first, unit.until).holds(day):
        raise changes.UnitEnded(name=_name_of(unit), day=written(day))
    if unit.first == day:
        raise spans.DayNotAfterLastChange(day=written(day))


def _name_of(unit: Unit) -> str:
    row = UnitName.objects.filter(unit=unit).order_by("-first").first()
    return row.name if row else unit.code


def _check_no_circle(unit: Unit, parent_id: UUID | None, day: datetime.date) -> None:
    later = UnitPlace.objects.filter(first__gt=day).values_list("first", flat=True).distinct()
    for when in [day, *sorted(set(later))]:
        read_tree(when).check_move(unit.pk, parent_id)


def _check_not_under(into: Unit, sources: Iterable[Unit], day: datetime.date) -> None:
    """Refuse to merge a unit into one of its own affiliates, which would then stand under itself."""
    tree = read_tree(day)
    for unit in sources:
        tree.check_move(unit.pk, into.pk)


def _place_again(
    open_row: UnitPlace | None,
    unit: Unit,
    parent_id: UUID | None,
    level: str,
    order: int,
    day: datetime.date,
) -> UnitPlace:
    until = open_row.until if open_row else unit.until
    if open_row is not None:
        UnitPlace.objects.filter(pk=open_row.pk).update(until=day)
    return UnitPlace.objects.create(
        unit=unit, parent_id=parent_id, level=level, order=order, first=day, until=until
    )


def _check_no_affiliates(unit: Unit, day: datetime.date) -> None:
    remaining = (
        UnitPlace.objects.filter(on(day), parent=unit)
        .exclude(unit__kind=Unit.Kind.ADVISORY)
        .exclude(unit__until__lte=day)
        .count()
    )
    coming = UnitPlace.objects.filter(parent=unit, first__gt=day).count()
    if remaining or coming:
        raise changes.AffiliatesRemain(count=remaining + coming, name=_name_of(unit))


def _hand_over_affiliates(unit: Unit, result: Unit, day: datetime.date) -> None:
    """Put a merged unit's affiliates under the result; they keep level and order."""
    coming = UnitPlace.objects.filter(parent=unit, first__gte=day).order_by("first").first()
    if coming is not None:
        raise changes.LaterChangeRecorded(name=_name_of(unit), day=written(coming.first))
    for row in (
        UnitPlace.objects.filter(on(day), parent=unit)
        .exclude(unit__kind=Unit.Kind.ADVISORY)
        .select_related("unit")
    ):
        if row.unit_id != result.pk:
            _place_again(row, row.unit, result.pk, row.level, row.order, day)


def _end(unit: Unit, day: datetime.date, document: str) -> None:
    """Close everything dated of a unit and of its advisory bodies."""
    for child in Unit.objects.filter(
        on(day), kind=Unit.Kind.ADVISORY, pk__in=UnitPlace.objects.filter(on(day), parent=unit).values("unit")
    ):
        _end(child, day, document)
    for rows in (
        UnitName.objects.filter(unit=unit),
        UnitPlace.objects.filter(unit=unit),
        Mandate.objects.filter(unit=unit),
        Assignment.objects.filter(unit=unit),
    ):
        later = rows.filter(first__gte=day).order_by("first").first()
        if later is not None:
            raise changes.LaterChangeRecorded(name=_name_of(unit), day=written(later.first))
    UnitName.objects.filter(on(day), unit=unit).update(until=day)
    UnitPlace.objects.filter(on(day), unit=unit).update(until=day)
    Assignment.objects.filter(on(day), unit=unit).update(until=day)
    Mandate.objects.filter(on(day), unit=unit).update(
        until=day, ended=Mandate.Ended.UNIT, ended_document=document
    )
    Term.objects.filter(unit=unit, closed_at=None).update(
        closed_at=datetime.datetime.combine(day, datetime.time(), HANOI)
    )
    Unit.objects.filter(pk=unit.pk).update(until=day)
    unit.until = day


def _keep_change(
    kind: str,
    day: datetime.date,
    document: str,
    *,
    sources: Iterable[Unit],
    results: Iterable[Unit],
) -> UnitChange:
    change = UnitChange.objects.create(kind=kind, day=day, document=_clean(document))
    change.sources.set(sources)
    change.results.set(results)
    return change
