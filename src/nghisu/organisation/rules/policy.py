"""One policy for "may" and "which are visible". Default deny: what no clause allows is refused.

A person's rights follow from mandates: each mandate gives a role at a unit. A clause says: this role may
do this action on an object whose unit (on the named side of the object) stands in this relation to the
unit where the role is held. ``Standing.reach`` turns the clauses into a set of unit ids, and both
questions are answered from that one set.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.rules.tree import Tree

NOBODY = UUID(int=0)


class Role(StrEnum):
    """What a mandate lets its holder be in the product."""

    CHIEF = "chief_of_office"  # Chánh Văn phòng
    CLERK = "clerk"  # văn thư
    SPECIALIST = "specialist"  # chuyên viên of a unit
    LEADER = "leader"  # head or deputy head of an advisory body
    CHAIR = "chair"  # secretary or deputy secretary of a committee
    MEMBER = "member"  # committee member
    OPERATOR = "point_operator"  # operator of a remote point
    COUNTER = "counting_committee"
    INSPECTOR = "inspector"
    SUPERIOR_READER = "superior_reader"
    ADMINISTRATOR = "administrator"


class Relation(StrEnum):
    """How the object's unit stands to the unit where the role is held."""

    OWN = "own"  # the committee with its advisory bodies, or for an advisory body itself
    BELOW = "below"  # affiliates at any depth
    ABOVE = "above"  # superiors at any height
    TREE = "tree"  # everything under the same top
    ANY = "any"  # wherever it is


@dataclass(frozen=True, slots=True)
class Clause:
    """One permission. ``side`` names which unit of the object is compared, e.g. giver or lead."""

    action: str
    role: Role
    relation: Relation
    side: str = "unit"


@dataclass(frozen=True, slots=True)
class Holding:
    """A role held at a unit by virtue of a mandate valid today."""

    role: Role
    unit_id: UUID


@dataclass(frozen=True)
class Standing:
    """Who is asking: a person with the roles held today, in today's tree."""

    person_id: UUID | None
    name: str
    day: date
    holdings: tuple[Holding, ...]
    tree: Tree
    clauses: Mapping[str, tuple[Clause, ...]]
    _reach: dict[tuple[str, str], frozenset[UUID]] = field(default_factory=dict, compare=False)

    def reach(self, action: str, side: str = "unit") -> frozenset[UUID]:
        """Return the ids of the units on whose objects (on that side) the person may do the action."""
        key = (action, side)
        if key not in self._reach:
            found: set[UUID] = set()
            for clause in self.clauses.get(action, ()):
                if clause.side != side:
                    continue
                for holding in self.holdings:
                    if holding.role is clause.role:
                        found |= related_units(self.tree, holding.unit_id, clause.relation)
            self._reach[key] = frozenset(found)
        return self._reach[key]

    def sides(self, action: str) -> frozenset[str]:
        """Return the sides that the clauses of an action speak of."""
        return frozenset(clause.side for clause in self.clauses.get(action, ()))

    def may(self, action: str, **units: UUID | Iterable[UUID] | None) -> bool:
        """Tell whether the action is allowed on an object with these units, named by side."""
        for side, ids in units.items():
            if ids is None:
                continue
            reach = self.reach(action, side)
            if isinstance(ids, UUID):
                if ids in reach:
                    return True
            elif any(one in reach for one in ids):
                return True
        return False

    def may_somewhere(self, action: str) -> bool:
        """Tell whether the person holds the action anywhere at all."""
        return any(self.reach(action, side) for side in self.sides(action))

    def require(self, action: str, **units: UUID | Iterable[UUID] | None) -> None:
        """Refuse unless allowed.

        :raises NotAllowed: if no clause allows it
        """
        if not self.may(action, **units):
            raise NotAllowed

    def rights_on(self, unit_id: UUID) -> str:
        """Return a word for what ``may`` says of objects of a unit, and ``may_somewhere`` of any.

        For two persons with equal words, every such question has the same answer.
        """
        key = (self.holdings, unit_id)
        if key not in self.tree.known_rights:
            allowed = [
                (action, side, unit_id in self.reach(action, side))
                for action in sorted(self.clauses)
                for side in sorted(self.sides(action))
                if self.reach(action, side)
            ]
            self.tree.known_rights[key] = hashlib.sha256(repr(allowed).encode()).hexdigest()
        return self.tree.known_rights[key]

    def holds(self, role: Role) -> bool:
        """Tell whether the person holds the role anywhere; for words on pages, never for rights."""
        return any(holding.role is role for holding in self.holdings)

    @property
    def me(self) -> UUID:
        """The person's id for comparisons in queries; for nobody, an id that no row has (never null)."""
        return self.person_id or NOBODY

    @property
    def own_units(self) -> frozenset[UUID]:
        """The committees and bodies where the person holds any role."""
        return frozenset(holding.unit_id for holding in self.holdings)


def related_units(tree: Tree, held_at: UUID, relation: Relation) -> frozenset[UUID]:
    """Return the ids of the units that stand in the relation to the unit where a role is held.

    A unit that has ended goes with the one it lives on in: what was merged into a committee is the
    committee's own. What was dissolved under it stays below it.
    """
    match relation:
        case Relation.OWN:
            own = tree.house_of(held_at) if held_at in tree.committees else frozenset({held_at})
            return tree.with_past(own)
        case Relation.BELOW:
            return tree.affiliates_with_past(held_at)
        case Relation.ABOVE:
            return frozenset(tree.above(held_at))
        case Relation.TREE:
            top = [held_at, *tree.above(held_at)][-1]
            return tree.with_past(tree.house_of(top)) | tree.affiliates_with_past(top)
        case Relation.ANY:
            return tree.known
