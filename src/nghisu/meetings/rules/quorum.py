"""Quorum of a body: members only, each once, wherever they sit; the invited never count.

Source: Quy chế mẫu 147-QĐ/TW (14/5/2024): at least two thirds of the members summoned.
"""

from dataclasses import dataclass


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
