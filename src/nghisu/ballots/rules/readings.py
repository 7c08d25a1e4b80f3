"""Independent readings of the papers beside a vote on devices. Plain Python."""

from collections.abc import Sequence
from typing import TypedDict

from nghisu.kit.refusals import N_, Refusal

VALID, INVALID = "valid", "invalid"


class Read(TypedDict):
    """The totals one person read: valid papers, invalid ones by reason, votes by name in order and choice."""

    valid: int
    invalid: dict[str, int]
    votes: list[dict[str, int]]


class DeviceReadAlready(Refusal):
    """The same device would read them twice."""

    sentence = N_(
        "Somebody else read the papers at this device. The readings are independent: make yours at another "
        "device."
    )


class AllHaveRead(Refusal):
    """Enough people read them."""

    sentence = N_(
        "Enough others have read the papers. They mend their readings, or one of you begins the reading anew."
    )


class NothingRead(Refusal):
    """Nothing to begin anew."""

    sentence = N_("Nobody has read the papers yet, or they are counted.")


def differing(read: Sequence[Read]) -> list[str | int]:
    """Return the lines that are not the same in all readings: ``valid``, ``invalid``, or the place of a name.

    Places count from 0. The numbers are told to nobody, so that nobody copies them.
    """
    first, *rest = read
    lines: list[str | int] = []
    if any(one["valid"] != first["valid"] for one in rest):
        lines.append(VALID)
    if any(one["invalid"] != first["invalid"] for one in rest):
        lines.append(INVALID)
    lines += [
        place
        for place, votes in enumerate(first["votes"])
        if any(one["votes"][place] != votes for one in rest)
    ]
    return lines
