"""Majority and quorum (đa số, số cần có mặt): whole numbers only, one place for every vote of the product.

Source: domain.md 1.4; 190-QĐ/TW, Điều 30 (more than half); Quy chế mẫu 147-QĐ/TW (two thirds present).
"""

from nghisu.organisation.rules.profiles import Base, QuorumRule, RuleProfile, Threshold


def threshold(profile: RuleProfile, n: int, *, seats: int = 1) -> int:
    """Return the fewest votes that are enough of the whole ``n``: 25 of 49, 26 of 50.

    :param seats: used only where the whole is the sum of the votes of all candidates, which is divided by
        twice the seats before more than it is asked
    """
    if profile.base is Base.CANDIDATE_VOTES:
        return n // (2 * seats) + 1
    if profile.threshold is Threshold.TWO_THIRDS:
        return max(1, -(-2 * n // 3))
    if profile.threshold is Threshold.THREE_QUARTERS:
        return max(1, -(-3 * n // 4))
    if profile.threshold is Threshold.PLURALITY:
        return 1
    return n // 2 + 1


def quorum_needed(profile: RuleProfile, summoned: int) -> int:
    """Return how many of those summoned must be present: two thirds of 49 are 33."""
    if profile.quorum is QuorumRule.TWO_THIRDS_SUMMONED:
        return -(-2 * summoned // 3)
    if profile.quorum is QuorumRule.HALF_PRESENT:
        return summoned // 2 + 1
    return 0


def adopted(profile: RuleProfile, *, votes_for: int, n: int) -> bool:
    """Tell whether a decision of the meeting is carried by so many votes of the whole ``n``."""
    return votes_for >= threshold(profile, n)


def max_surplus(profile: RuleProfile, seats: int) -> int | None:
    """Return how many names a list may have beyond the seats, at least one; None where nothing limits it.

    Source: 190-QĐ/TW, Điều 14: at most 30 %; 3 to 5 seats have one name more.
    """
    if profile.surplus_percent_max is None:
        return None
    if profile.surplus_percent_max == 0:
        return 0
    return max(1, profile.surplus_percent_max * seats // 100)


def may_be_put_to_the_meeting(profile: RuleProfile, *, attending: int, support: int) -> bool:
    """Tell whether a name from the floor comes before the meeting: more than 30 % of those attending.

    Source: 190-QĐ/TW, Điều 14.3. 45 of 150 is not more than 30 %, 46 is.
    """
    if profile.nomination_percent is None:
        return True
    return 100 * support > profile.nomination_percent * attending
