"""Write a round down as a count file (docs/count-format.md), for anybody to count it again. Plain Python."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from nghisu.ballots.rules.papers import CHOICES, Mode
from nghisu.ballots.rules.states import RoundKind
from nghisu.organisation.rules.profiles import RULES_BY_CODE, RuleProfile

KINDS = {
    RoundKind.ELECTION: "election",
    RoundKind.OPINION: "election",
    RoundKind.CONFIDENCE: "confidence",
}


def written(
    *,
    kind: str,
    mode: str,
    number: int,
    profile: RuleProfile,
    seats: int,
    names: Sequence[str],
    roster: Mapping[str, int],
    issued: int,
    valid: int,
    invalid: Mapping[str, int],
    votes: Sequence[Mapping[str, int]],
) -> bytes:
    """Return the count file of totals; those of a kind that `nghisu count` does not read say which it is.

    :param votes: by place of the name and choice
    """
    said = KINDS.get(RoundKind(kind), str(kind))
    levels = CHOICES[Mode(mode)]
    told: dict[str, Any] = {
        name: {level: one.get(level, 0) for level in levels} if len(levels) > 1 else one.get(levels[0], 0)
        for name, one in zip(names, votes, strict=True)
    }
    found: dict[str, Any] = {
        "kind": said,
        "round": number,
        "profile": profile.code if profile.code in RULES_BY_CODE else _own(profile),
        "candidates": list(names),
        "roster": dict(roster),
        "issued": issued,
        "returned": valid + sum(invalid.values()),
        "totals": {
            "valid": valid,
            "invalid": {name: one for name, one in invalid.items() if one},
            "votes": told,
        },
    }
    if said != "confidence":
        found["seats"] = len(names) if kind == RoundKind.OPINION else seats
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def _own(profile: RuleProfile) -> dict[str, Any]:
    keys = (
        "base",
        "threshold",
        "quorum",
        "tie",
        "blank_is",
        "outcome",
        "confidence_base",
        "confidence_voids",
    )
    found: dict[str, Any] = {key: getattr(profile, key) for key in ("code", "name", "source")}
    found |= {key: str(getattr(profile, key)) for key in keys}
    if profile.surplus_percent_max is not None:
        found["surplus_percent_max"] = profile.surplus_percent_max
    return found
