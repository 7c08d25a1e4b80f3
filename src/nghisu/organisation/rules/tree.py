"""The tree of units on one day, as plain ids."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    """

    parent_of: Mapping[UUID, UUID | None]
    children_of: Mapping[UUID, tuple[UUID, ...]]
    committees: frozenset[UUID]

    @classmethod
    def of(cls, parent_of: Mapping[UUID, UUID | None], committees: Iterable[UUID]) -> "Tree":
        """Build the tree from each unit's superior."""
        children: dict[UUID, list[UUID]] = {}
        for unit, parent in parent_of.items():
            if parent is not None:
                children.setdefault(parent, []).append(unit)
        return cls(
            parent_of=dict(parent_of),
            children_of={unit: tuple(below) for unit, below in children.items()},
            committees=frozenset(committees),
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

    def check_move(self, unit: UUID, parent: UUID | None) -> None:
        """Refuse a parent that lies under the unit.

        :raises UnitUnderItself: if the move would close a circle
        """
        if parent is not None and (parent == unit or unit in self.above(parent)):
            raise UnitUnderItself
