"""Read the organisation as of a day, for the one who asks."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from typing import Any, Protocol
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from nghisu.kit.prepared import Prepared
from nghisu.organisation.models import (
    Body,
    Mandate,
    Suspension,
    Term,
    TreeStamp,
    Unit,
    UnitChange,
    UnitName,
    UnitPlace,
)
from nghisu.organisation.rules.clauses import BY_ACTION
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.rules.policy import NOBODY, Holding, Standing
from nghisu.organisation.rules.spans import Span
from nghisu.organisation.rules.tree import Tree

HANOI = timezone(timedelta(hours=7))
KEPT_TREES = 8
_trees: OrderedDict[tuple[UUID, date], Tree] = OrderedDict()


def on(day: date) -> Q:
    """Return the condition that a dated row holds on the day."""
    return Q(first__lte=day) & (Q(until__isnull=True) | Q(until__gt=day))


def tree_on(day: date, standing: Standing | None = None) -> Tree:
    """Return the tree of units on the day; a process keeps its last few trees until one changes.

    :param standing: who asks; its own tree is the answer where it is of the same day
    """
    if standing is not None and standing.day == day:
        return standing.tree
    return _kept_tree(day, TreeStamp.objects.values_list("stamp", flat=True).first())


def trees_on(days: Iterable[date]) -> dict[date, Tree]:
    """Return the trees of several days, in one query where they are kept."""
    stamp = TreeStamp.objects.values_list("stamp", flat=True).first()
    return {day: _kept_tree(day, stamp) for day in set(days)}


def _kept_tree(day: date, stamp: UUID | None) -> Tree:
    if stamp is None:
        return read_tree(day)
    key = (stamp, day)
    if key in _trees:
        _trees.move_to_end(key)
        return _trees[key]
    tree = read_tree(day)
    _trees[key] = tree
    while len(_trees) > KEPT_TREES:
        _trees.popitem(last=False)
    return tree


def read_tree(day: date) -> Tree:
    """Return the tree of units on the day, read anew: what an action that changes it goes by."""
    units = list(Unit.objects.values_list("id", "kind", "first", "until"))
    living = {unit for unit, _, first, until in units if first <= day and (until is None or day < until)}
    ended = {unit: until for unit, _, _, until in units if until is not None and until <= day}
    places: dict[UUID, UUID | None] = {}
    for unit, parent, first, until in UnitPlace.objects.order_by("first").values_list(
        "unit_id", "parent_id", "first", "until"
    ):
        if unit in living:
            if first <= day and (until is None or day < until):
                places[unit] = parent
        elif unit in ended:
            places[unit] = parent  # where it stood last
        else:
            places.setdefault(unit, parent)  # where it will stand first
    lives_on_in = _heirs(ended)
    dissolved_under: dict[UUID, UUID] = {}
    kinds = {unit: kind for unit, kind, _, _ in units}
    for unit in kinds.keys() - living - lives_on_in.keys():
        beside = places.get(unit)
        if beside is None:
            continue
        if kinds[unit] == Unit.Kind.ADVISORY:
            lives_on_in[unit] = [beside]
        else:
            dissolved_under[unit] = beside
    return Tree.of(
        {unit: places.get(unit) for unit in living},
        (unit for unit in kinds if kinds[unit] != Unit.Kind.ADVISORY),
        lives_on_in=lives_on_in,
        dissolved_under=dissolved_under,
        known=kinds,
    )


def _heirs(ended: dict[UUID, date]) -> dict[UUID, list[UUID]]:
    """Return in whom each ended unit lives on: the results of the change that ended it."""
    if not ended:
        return {}
    heirs: dict[UUID, list[UUID]] = {}
    for source, day, result in UnitChange.objects.filter(
        kind__in=[UnitChange.Kind.MERGED, UnitChange.Kind.SPLIT], sources__in=ended.keys()
    ).values_list("sources", "day", "results"):
        if result != source and ended.get(source) == day:
            heirs.setdefault(source, []).append(result)
    return heirs


_MANDATES = Prepared(
    lambda person, day: (
        Mandate.objects.filter(on(day), person=person)
        .order_by("unit_id")
        .values_list("unit_id", "office", Subquery(TreeStamp.objects.values("stamp")[:1]))
    )
)


class Named(Protocol):
    """Who is asking: a person, or as much of one as that takes."""

    @property
    def pk(self) -> Any:
        """The id, None for a visitor who is not signed in."""

    @property
    def full_name(self) -> str:
        """The name."""


def standing_of(person: Named, day: date) -> Standing:
    """Return who the person is on the day: the roles that mandates valid that day give, in its tree."""
    me: UUID | None = person.pk  # None for a visitor who is not signed in
    mandates = _MANDATES.rows(me or NOBODY, day)
    tree = _kept_tree(day, mandates[0][2]) if mandates else tree_on(day)
    holdings: list[Holding] = []
    for unit_id, code, _ in mandates:
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


def names_in(tree: Tree, units: Iterable[UUID], day: date) -> dict[UUID, str]:
    """Return the names of units on the day, each asked for once as long as the tree does not change."""
    wanted = set(units)
    missing = {unit for unit in wanted if (unit, day) not in tree.known_names}
    if missing:
        found = names_on(day, missing)
        tree.known_names.update({(unit, day): found.get(unit, "") for unit in missing})
    return {unit: tree.known_names[unit, day] for unit in wanted}


def name_in(tree: Tree, unit: UUID, day: date) -> str:
    """Return the name of a unit on the day, asked for once as long as the tree does not change."""
    return names_in(tree, {unit}, day)[unit]


def units_visible_to(standing: Standing, day: date) -> QuerySet[Unit]:
    """Return the units that exist on the day and that the asker may see."""
    reach = standing.reach("organisation.see")
    units = Unit.objects.filter(on(day))
    return units if reach >= standing.tree.known else units.filter(id__in=reach)


def day_of(moment: datetime) -> date:
    """Return the day in Việt Nam on which a moment falls."""
    return moment.astimezone(HANOI).date()


def term_span(term: Term) -> Span:
    """Return the days of a term: its closing day is still in it."""
    return Span(
        day_of(term.opened_at), day_of(term.closed_at) + timedelta(days=1) if term.closed_at else None
    )


def incumbents(body: Body, day: date) -> QuerySet[Mandate]:
    """Return the mandates that count on the day: valid, and not left out by a decision.

    Whoever is only proposed has no mandate yet and is not among them.
    """
    suspended = Suspension.objects.filter(on(day)).values("mandate")
    return Mandate.objects.filter(on(day), body=body).exclude(pk__in=suspended)
