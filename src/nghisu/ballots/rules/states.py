"""States of a round (một cuộc bỏ phiếu) and of its sealed papers, and which step leads where. Plain Python.

Source: Quyết định 244-QĐ/TW (2014) and 190-QĐ/TW (2024), Điều 8, 15, 28, 33-35.
"""

from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class RoundKind(StrEnum):
    """What is asked: four kinds of poll that are never confused with an election or with each other."""

    ELECTION = "election"  # bầu
    INTRODUCTION = "introduction"  # lấy phiếu giới thiệu
    CONFIDENCE = "confidence"  # lấy phiếu tín nhiệm, three levels
    TRUST = "trust"  # bỏ phiếu tín nhiệm, two levels
    OPINION = "opinion"  # lấy ý kiến


class RoundState(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    LIST_OPEN = "list_open"
    LIST_CLOSED = "list_closed"
    PRINTED = "printed"
    OPEN = "open"
    CLOSED = "closed"
    COUNTING = "counting"
    COUNTED = "counted"
    ANNOUNCED = "announced"
    SIGNED = "minutes_signed"
    SENT = "sent"
    APPROVED = "approved"
    REFUSED = "refused"
    ANNULLED = "annulled"


class SealState(StrEnum):
    """Where the papers of a round stand after the count."""

    SEALED = "sealed"
    UNSEALED = "unsealed"
    DESTROYED = "destroyed"


class Standing(StrEnum):
    """The standing of a person on the roster of a round."""

    INCUMBENT = "incumbent"  # đương nhiệm
    SUSPENDED = "suspended"  # đình chỉ
    PROSECUTED = "prosecuted"  # khởi tố
    DETAINED = "detained"  # tạm giam
    EXEMPT = "exempt"  # miễn sinh hoạt
    TRANSFERRED = "transferred"  # tạm chuyển


NEVER_VOTING = frozenset({Standing.SUSPENDED, Standing.PROSECUTED, Standing.DETAINED, Standing.TRANSFERRED})

S = RoundState
NEXT: dict[RoundState, frozenset[RoundState]] = {
    S.DRAFT: frozenset({S.LIST_OPEN}),
    S.LIST_OPEN: frozenset({S.LIST_CLOSED}),
    S.LIST_CLOSED: frozenset({S.PRINTED}),
    S.PRINTED: frozenset({S.OPEN}),
    S.OPEN: frozenset({S.CLOSED}),
    S.CLOSED: frozenset({S.COUNTING}),
    S.COUNTING: frozenset({S.COUNTED}),
    S.COUNTED: frozenset({S.COUNTING, S.ANNOUNCED}),
    S.ANNOUNCED: frozenset({S.SIGNED}),
    S.SIGNED: frozenset({S.SENT, S.ANNULLED}),
    S.SENT: frozenset({S.APPROVED, S.REFUSED, S.ANNULLED}),
    S.APPROVED: frozenset({S.ANNULLED}),
    S.REFUSED: frozenset(),
    S.ANNULLED: frozenset(),
}
ORDER = tuple(RoundState)
PUBLISHED = frozenset({S.ANNOUNCED, S.SIGNED, S.SENT, S.APPROVED, S.REFUSED, S.ANNULLED})


class RoundNotThere(Refusal):
    """A step of a round out of its order."""

    sentence = N_(
        "The round does not stand where this step begins: its steps follow one another from the list to the "
        "sealed papers. Reload the page to see where it stands."
    )


def check_step(state: str, following: str) -> None:
    """Refuse a step that does not follow.

    :raises RoundNotThere: if it skips or reverses
    """
    if RoundState(following) not in NEXT[RoundState(state)]:
        raise RoundNotThere


def check_at(state: str, *states: RoundState) -> None:
    """Refuse what belongs to other states.

    :raises RoundNotThere: if the round stands elsewhere
    """
    if state not in states:
        raise RoundNotThere


def has_reached(state: str, mark: RoundState) -> bool:
    """Tell whether the round stands at ``mark`` or after it."""
    return ORDER.index(RoundState(state)) >= ORDER.index(mark)
