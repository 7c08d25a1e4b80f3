"""Quorum of a body: members only, each once, wherever they sit; the invited never count.

Source: Quy chế mẫu 147-QĐ/TW (14/5/2024): at least two thirds of the members summoned.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Quorum:
    """Members present of members summoned, and how many are needed."""

    members: int
    present: int
    needed: int

    @property
    def is_met(self) -> bool:
        """Tell whether enough members are present."""
        return self.present >= self.needed


def quorum(*, members: int, present: int, numerator: int = 2, denominator: int = 3) -> Quorum:
    """Return the quorum for a share of the members, rounded up: two thirds of 49 are 33."""
    return Quorum(members, present, -(-members * numerator // denominator))


class QuorumRule(Protocol):
    """The share of the members that a body's regulation asks for."""

    quorum_numerator: int
    quorum_denominator: int


def of_body(body: QuorumRule | None, *, members: int, present: int) -> Quorum:
    """Return the quorum by the rule of a body: at least one; where no body meets, none is needed."""
    if body is None:
        return Quorum(members, present, 0)
    rule = quorum(
        members=members,
        present=present,
        numerator=body.quorum_numerator,
        denominator=body.quorum_denominator,
    )
    return Quorum(members, present, max(rule.needed, 1))
