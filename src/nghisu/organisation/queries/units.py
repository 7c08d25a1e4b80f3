"""What the pages of units show, as of a day."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from nghisu.kit import language
from nghisu.organisation.models import (
    Body,
    OutsideBody,
    Term,
    Unit,
    UnitChange,
    UnitName,
    UnitPlace,
)
from nghisu.organisation.queries import on, tree_on
from nghisu.organisation.rules.policy import Standing

KINDS = Unit.Kind.choices
LEVELS = UnitPlace.Level.choices
LEVEL_NAMES: dict[str, Any] = {str(value): label for value, label in LEVELS}
KIND_NAMES: dict[str, Any] = {str(value): label for value, label in KINDS}
BODY_ORDER: list[str] = [Body.Kind.EXECUTIVE, Body.Kind.STANDING, Body.Kind.PERMANENT, Body.Kind.INSPECTION]
MOST_NODES = 250
MOST_CHILDREN = 100


def unit_names(standing: Standing, day: date) -> QuerySet[UnitName, Any]:
    """Return the names that hold on the day, with kind, level and superior of each unit, in one query."""
    place = UnitPlace.objects.filter(on(day), unit=OuterRef("unit"))
    superior = UnitName.objects.filter(on(day), unit=OuterRef("superior_id"))
    names = UnitName.objects.filter(on(day), on_unit(day)).select_related("unit")
    reach = standing.reach("organisation.see")
    if not reach >= standing.tree.known:
        names = names.filter(unit__in=reach)
    return (
        names.annotate(
            level=Subquery(place.values("level")[:1]),
            place_order=Subquery(place.values("order")[:1]),
            superior_id=Subquery(place.values("parent")[:1]),
        )
        .annotate(superior_name=Subquery(superior.values("name")[:1]))
        .order_by("place_order", "sort_key")
    )


def on_unit(day: date) -> Q:
    """Return the condition that the unit of a row exists on the day."""
    return Q(unit__first__lte=day) & (Q(unit__until__isnull=True) | Q(unit__until__gt=day))


def unit_by_code(standing: Standing, code: str) -> Unit | None:
    """Return a unit of any day by its code, or None where the asker may not see it."""
    unit = Unit.objects.filter(code__iexact=code).first()
    return unit if unit is not None and unit.pk in standing.reach("organisation.see") else None


def pickable_units(
    standing: Standing, action: str, day: date, *, kinds: Iterable[str] = ()
) -> dict[UUID, str]:
    """Return the units that exist on the day where the asker may do the action: id → name, by name."""
    names = UnitName.objects.filter(on(day), on_unit(day))
    if kinds:
        names = names.filter(unit__kind__in=kinds)
    reach = standing.reach(action)
    if not reach >= standing.tree.known:
        names = names.filter(unit__in=reach)
    return dict(names.order_by("sort_key").values_list("unit_id", "name"))


def units_by_id(ids: Iterable[UUID]) -> list[Unit]:
    """Return units in the order of their ids as given."""
    found = Unit.objects.in_bulk(list(ids))
    return [found[one] for one in ids if one in found]


def name_of(unit: Unit, day: date) -> str:
    """Return a unit's name on the day, or the last or first it had when it did not exist then."""
    rows = list(UnitName.objects.filter(unit=unit).order_by("first"))
    held = [row for row in rows if row.first <= day and (row.until is None or day < row.until)]
    if held:
        return held[0].name
    earlier = [row for row in rows if row.first <= day]
    chosen = earlier[-1] if earlier else (rows[0] if rows else None)
    return chosen.name if chosen else unit.code


@dataclass
class Node:
    """A unit as the tree shows it."""

    unit_id: UUID
    code: str
    name: str
    kind: str
    level: str
    affiliates: int
    totals: Sequence[tuple[str, str, int]]
    children: list["Node"] = field(default_factory=list)
    hidden: int = 0

    @property
    def level_name(self) -> str:
        """How high it stands, or that it is an advisory body."""
        return str(LEVEL_NAMES.get(self.level) or KIND_NAMES.get(self.kind, ""))


@dataclass
class TreePage:
    """One page of the tree: the path down to a unit, and what stands under it."""

    path: list[Node]
    nodes: list[Node]
    count: int
    page: int
    pages: int
    totals: Sequence[tuple[str, str, int]]
    unit_count: int

    @property
    def kind(self) -> str:
        """The kind of thing whose numbers these are in the registry of figures."""
        return "unit" if self.path else "tree"

    @property
    def key(self) -> str:
        """The key of that thing."""
        return self.path[-1].code if self.path else "all"


def tree_page(standing: Standing, day: date, *, code: str = "", page: int = 1) -> TreePage | None:
    """Return a page of the tree as of the day, under one unit or from the top; None for a unknown unit.

    At most ``MOST_CHILDREN`` direct children stand on a page, and at most ``MOST_NODES`` units in all;
    the number of queries is the same for ten units and for ten thousand.
    """
    tree = tree_on(day, standing)
    visible = standing.reach("organisation.see") & frozenset(tree.parent_of)
    rows = {
        row["unit"]: row
        for row in UnitName.objects.filter(on(day), unit__in=Unit.objects.filter(on(day)))
        .values("unit", "name", "sort_key", code=F("unit__code"), kind=F("unit__kind"))
        .order_by()
        if row["unit"] in visible
    }
    places = {
        unit: (level, order)
        for unit, level, order in UnitPlace.objects.filter(on(day)).values_list("unit_id", "level", "order")
    }
    levels = {unit: places.get(unit, ("", 0))[0] or rows[unit]["kind"] for unit in rows}
    totals = tree.totals(levels)

    def ordered(units: Iterable[UUID]) -> list[UUID]:
        shown = [unit for unit in units if unit in rows]
        return sorted(
            shown,
            key=lambda unit: (
                rows[unit]["kind"] != Unit.Kind.ADVISORY,
                places.get(unit, ("", 0))[1],
                rows[unit]["sort_key"],
            ),
        )

    def node(unit: UUID) -> Node:
        row = rows[unit]
        return Node(
            unit_id=unit,
            code=row["code"],
            name=row["name"],
            kind=row["kind"],
            level=places.get(unit, ("", 0))[0],
            affiliates=len(tree.children_of.get(unit, ())),
            totals=_named(totals.get(unit, Counter())),
        )

    path: list[Node] = []
    if code:
        at = next((unit for unit, row in rows.items() if row["code"].lower() == code.lower()), None)
        if at is None:
            return None
        path = [node(unit) for unit in [*reversed(tree.above(at)), at] if unit in rows]
        top = ordered(tree.children_of.get(at, ()))
        under = totals[at]
    else:
        top = ordered(unit for unit, parent in tree.parent_of.items() if parent not in rows)
        under = Counter(levels[unit] for unit in rows)
    pages = max(1, -(-len(top) // MOST_CHILDREN))
    page = min(max(1, page), pages)
    nodes = [node(unit) for unit in top[(page - 1) * MOST_CHILDREN : page * MOST_CHILDREN]]
    left = MOST_NODES - len(nodes)
    waiting = list(nodes)
    for parent in waiting:
        below = ordered(tree.children_of.get(parent.unit_id, ()))
        if len(below) > min(left, MOST_CHILDREN):
            parent.hidden = len(below)
            continue
        left -= len(below)
        parent.children = [node(unit) for unit in below]
        waiting.extend(parent.children)
    return TreePage(
        path=path,
        nodes=nodes,
        count=len(top),
        page=page,
        pages=pages,
        totals=_named(under),
        unit_count=sum(under.values()),
    )


@dataclass(frozen=True, slots=True)
class Under:
    """A unit that stands under another, with the level of its place or what it is."""

    unit_id: UUID
    code: str
    name: str
    level: str


def units_under(standing: Standing, day: date, unit: Unit | None) -> list[Under]:
    """Return the units that stand under a unit on the day, or all of the tree, ordered by name."""
    tree = tree_on(day, standing)
    sorts = _sorts(standing, day)
    wanted = tree.below(unit.pk) if unit is not None else frozenset(tree.parent_of)
    rows = (
        UnitName.objects.filter(on(day), on_unit(day))
        .order_by("sort_key", "unit__code")
        .values_list("unit_id", "unit__code", "name")
    )
    return [Under(pk, code, name, sorts[pk]) for pk, code, name in rows if pk in wanted and pk in sorts]


def _sorts(standing: Standing, day: date) -> dict[UUID, str]:
    """Return of each unit that the asker may see the level of its place, else what it is."""
    seen = standing.reach("organisation.see")
    rows = UnitPlace.objects.filter(on(day)).values_list("unit_id", "level", "unit__kind")
    return {unit: level or kind for unit, level, kind in rows if unit in seen}


def _named(totals: Counter[str]) -> list[tuple[str, str, int]]:
    """Return the level or kind, its name, and how many, the highest first."""
    names = {**KIND_NAMES, **LEVEL_NAMES}
    order = {name: place for place, name in enumerate([*LEVEL_NAMES, *KIND_NAMES])}
    return [
        (level, str(names.get(level, level)), count)
        for level, count in sorted(totals.items(), key=lambda item: order.get(item[0], 99))
        if count
    ]


@dataclass
class UnitPage:
    """Everything the page of a unit shows as of a day."""

    unit: Unit
    name: UnitName | None
    exists: bool
    place: UnitPlace | None
    superior_name: str
    names: list[UnitName]
    places: list[Any]
    changes: list[Any]
    affiliates: Sequence[UnitName]
    affiliate_count: int
    advisory: Sequence[UnitName]
    terms: list[Term]
    bodies: list[Body]
    outside: list[OutsideBody]
    totals: Sequence[tuple[str, str, int]]


MOST_AFFILIATES = 100


def unit_page(unit: Unit, day: date, standing: Standing) -> UnitPage:
    """Return what is known of a unit as of the day, in a fixed number of queries."""
    names = list(UnitName.objects.filter(unit=unit).order_by("first"))
    places = list(UnitPlace.objects.filter(unit=unit).select_related("parent").order_by("first"))
    changes = list(
        UnitChange.objects.filter(Q(sources=unit) | Q(results=unit))
        .distinct()
        .prefetch_related("sources", "results")
        .order_by("day")
    )
    mentioned = {row.parent_id for row in places if row.parent_id}
    for change in changes:
        mentioned |= {one.pk for one in [*change.sources.all(), *change.results.all()]}
    titles = _titles(mentioned)
    place = next((row for row in places if _holds(row, day)), None)
    for row in places:
        row.parent_name = _title_on(titles, row.parent_id, row.first)  # type: ignore[attr-defined]
    for change in changes:
        change.source_rows = [  # type: ignore[attr-defined]
            (one, _title_before(titles, one.pk, change.day)) for one in change.sources.all()
        ]
        change.result_rows = [  # type: ignore[attr-defined]
            (one, _title_on(titles, one.pk, change.day)) for one in change.results.all()
        ]
    below = (
        UnitName.objects.filter(
            on(day), on_unit(day), unit__in=UnitPlace.objects.filter(on(day), parent=unit).values("unit")
        )
        .select_related("unit")
        .annotate(
            place_order=Subquery(
                UnitPlace.objects.filter(on(day), unit=OuterRef("unit")).values("order")[:1]
            ),
            level=Subquery(UnitPlace.objects.filter(on(day), unit=OuterRef("unit")).values("level")[:1]),
        )
        .order_by("place_order", "sort_key")
    )
    affiliates = below.exclude(unit__kind=Unit.Kind.ADVISORY)
    shown = list(affiliates[: MOST_AFFILIATES + 1])
    terms = list(Term.objects.filter(unit=unit).order_by("-ordinal"))
    tree = tree_on(day, standing)
    sorts = _sorts(standing, day)
    counted = _named(Counter(sorts[one] for one in tree.below(unit.pk) if one in sorts))
    return UnitPage(
        unit=unit,
        name=next((row for row in names if _holds(row, day)), None),
        exists=_holds(unit, day),
        place=place,
        superior_name=_title_on(titles, place.parent_id, day) if place else "",
        names=names,
        places=places,
        changes=changes,
        affiliates=shown[:MOST_AFFILIATES],
        affiliate_count=len(shown),
        advisory=list(below.filter(unit__kind=Unit.Kind.ADVISORY)),
        terms=terms,
        bodies=sorted(
            Body.objects.filter(unit=unit).select_related("term"),
            key=lambda body: (-body.term.ordinal, BODY_ORDER.index(body.kind)),
        ),
        outside=list(OutsideBody.objects.filter(on(day), to_unit=unit).order_by("relation", "folded")),
        totals=counted,
    )


def _holds(row: Any, day: date) -> bool:
    return row.first <= day and (row.until is None or day < row.until)


def _titles(units: Iterable[UUID]) -> dict[UUID, list[UnitName]]:
    titles: dict[UUID, list[UnitName]] = {}
    for row in UnitName.objects.filter(unit__in=list(units)).order_by("first"):
        titles.setdefault(row.unit_id, []).append(row)
    return titles


def _title_on(titles: dict[UUID, list[UnitName]], unit: UUID | None, day: date) -> str:
    rows = titles.get(unit, []) if unit else []
    held = [row for row in rows if _holds(row, day)]
    return held[0].name if held else (rows[-1].name if rows else "")


def _title_before(titles: dict[UUID, list[UnitName]], unit: UUID, day: date) -> str:
    rows = [row for row in titles.get(unit, []) if row.first < day]
    return rows[-1].name if rows else _title_on(titles, unit, day)


def matching(rows: QuerySet[UnitName], words: str) -> QuerySet[UnitName]:
    """Return the rows whose name holds all the words, with or without marks, or whose code begins so."""
    by_name = Q()
    for word in language.fold(words).split():
        by_name &= Q(folded__contains=word)
    return rows.filter(by_name | Q(unit__code__istartswith=words) | Q(unit__charter_code__startswith=words))


def name_row(unit: Unit, day: date) -> UnitName | None:
    """Return the row with the unit's name on the day, or its last one where it has ended."""
    rows = UnitName.objects.filter(unit=unit).select_related("unit")
    return rows.filter(on(day)).first() or rows.order_by("-first").first()


def place_row(unit: Unit, day: date) -> UnitPlace | None:
    """Return where the unit stands on the day."""
    return UnitPlace.objects.filter(on(day), unit=unit).select_related("parent").first()
