"""The tree of units on one day, as plain ids."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from nghisu.kit.refusals import N_, Refusal


class UnitUnderItself(Refusal):
    """A unit would become its own superior."""

    sentence = N_("A unit cannot stand under itself or under one of its own affiliates.")
    field = "parent"


@dataclass(frozen=True)
class Tree:
    """Who stands under whom on one day.

    :param parent_of: unit → its direct superior, None at the top; only units that exist that day
    :param committees: the units that are committees, as opposed to advisory bodies inside one
    :param past_of: unit → units that are not there on the day and count as part of it: what was merged
        into it or split into it, and advisory bodies it once had or will have
    :param dissolved_under: unit → affiliates that ended under it and live on in nobody, and affiliates
        yet to come
    :param known: every unit that there ever was or will be
    """

    parent_of: Mapping[UUID, UUID | None]
    children_of: Mapping[UUID, tuple[UUID, ...]]
    committees: frozenset[UUID]
    past_of: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    dissolved_under: Mapping[UUID, tuple[UUID, ...]] = field(default_factory=dict)
    known: frozenset[UUID] = frozenset()
    known_names: dict[tuple[UUID, date], str] = field(default_factory=dict, compare=False, repr=False)
    known_rights: dict[object, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(
        cls,
        parent_of: Mapping[UUID, UUID | None],
        committees: Iterable[UUID],
        lives_on_in: Mapping[UUID, Iterable[UUID]] | None = None,
        dissolved_under: Mapping[UUID, UUID] | None = None,
        known: Iterable[UUID] = (),
    ) -> "Tree":
        """Build the tree from each unit's superior, and from where each ended unit's papers went."""
        living = ((parent, unit) for unit, parent in parent_of.items() if parent is not None)
        past = ((heir, ended) for ended, heirs in (lives_on_in or {}).items() for heir in heirs)
        dissolved = ((parent, ended) for ended, parent in (dissolved_under or {}).items())
        return cls(
            parent_of=dict(parent_of),
            children_of=_grouped(living),
            committees=frozenset(committees),
            past_of=_grouped(past),
            dissolved_under=_grouped(dissolved),
            known=frozenset(known) | frozenset(parent_of),
        )

    def above(self, unit: UUID) -> list[UUID]:
        """Return the superiors of a unit, nearest first, without itself."""
        found: list[UUID] = []
        parent = self.parent_of.get(unit)
        while parent is not None and parent not in found:
            found.append(parent)
            parent = self.parent_of.get(parent)
        return found

    def below(self, unit: UUID) -> frozenset[UUID]:
        """Return everything under a unit, at any depth, without itself."""
        found: set[UUID] = set()
        waiting = list(self.children_of.get(unit, ()))
        while waiting:
            here = waiting.pop()
            if here not in found:
                found.add(here)
                waiting.extend(self.children_of.get(here, ()))
        return frozenset(found)

    def committee_of(self, unit: UUID) -> UUID:
        """Return the unit itself if it is a committee, else the committee it serves."""
        for here in (unit, *self.above(unit)):
            if here in self.committees:
                return here
        return unit

    def house_of(self, committee: UUID) -> frozenset[UUID]:
        """Return a committee with its own advisory bodies: one office for rights, no affiliates."""
        found = {committee}
        waiting = [committee]
        while waiting:
            for child in self.children_of.get(waiting.pop(), ()):
                if child not in self.committees and child not in found:
                    found.add(child)
                    waiting.append(child)
        return frozenset(found)

    def with_past(self, units: Iterable[UUID]) -> frozenset[UUID]:
        """Return the units together with the ended units that live on in them, at any remove."""
        return _closed(units, self.past_of)

    def affiliates_with_past(self, committee: UUID) -> frozenset[UUID]:
        """Return everything under a committee outside its own house, and what ended there."""
        house = self.house_of(committee)
        own = self.with_past(house)
        lower = set(self.below(committee) - house)
        for unit in own:
            lower.update(self.dissolved_under.get(unit, ()))
        return _closed(lower, self.past_of, self.dissolved_under) - own

    def totals(self, level_of: Mapping[UUID, str]) -> dict[UUID, Counter[str]]:
        """Return for each unit how many units of each level stand under it, at any depth, without itself.

        Each total is the sum over the children of the child itself and the child's own totals.
        """
        totals: dict[UUID, Counter[str]] = {unit: Counter() for unit in self.parent_of}
        for unit in self._leaves_first():
            parent = self.parent_of[unit]
            if parent is not None and parent in totals:
                totals[parent].update(totals[unit])
                totals[parent][level_of.get(unit, "")] += 1
        return totals

    def _leaves_first(self) -> list[UUID]:
        ordered = [unit for unit, parent in self.parent_of.items() if parent not in self.parent_of]
        for unit in ordered:
            ordered.extend(self.children_of.get(unit, ()))
        return ordered[::-1]

    def check_move(self, unit: UUID, parent: UUID | None) -> None:
        """Refuse a parent that lies under the unit.

        :raises UnitUnderItself: if the move would close a circle
        """
        if parent is not None and (parent == unit or unit in self.above(parent)):
            raise UnitUnderItself


def _grouped(pairs: Iterable[tuple[UUID, UUID]]) -> dict[UUID, tuple[UUID, ...]]:
    groups: dict[UUID, list[UUID]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}


def _closed(units: Iterable[UUID], *steps: Mapping[UUID, tuple[UUID, ...]]) -> frozenset[UUID]:
    found = set(units)
    waiting = list(found)
    while waiting:
        here = waiting.pop()
        for step in steps:
            for there in step.get(here, ()):
                if there not in found:
                    found.add(there)
                    waiting.append(there)
    return frozenset(found)
