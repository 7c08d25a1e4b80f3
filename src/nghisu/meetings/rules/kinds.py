"""Kinds of meeting as data: which are numbered within body and term, and which bodies hold them."""

from dataclasses import dataclass
from datetime import timedelta

from nghisu.kit.refusals import N_, Refusal

USUAL_LENGTH = timedelta(hours=4)
"""How long a meeting without a planned end is taken to last."""


class SuperiorMissing(Refusal):
    """A superior's conference names who holds it."""

    sentence = N_("Say which superior holds this conference, and what our point is called there.")
    field = "convener"


class NotAKind(Refusal):
    """No such kind of meeting."""

    sentence = N_("Choose the kind of meeting from the list.")
    field = "kind"


class KindNeedsABody(Refusal):
    """A numbered session belongs to a body."""

    sentence = N_("A session that is numbered belongs to a body; choose the body that holds it.")
    field = "body"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. ``numbered`` ones carry an ordinal within their body and term.

    :param is_superiors: whether the superior holds it and our place is one point there
    :param minutes: how long it usually lasts; proposed, never imposed
    :param days_ahead: working days before it by which answers to the summons are wanted
    """

    code: str
    name: str
    numbered: bool
    with_points: bool = False
    is_superiors: bool = False
    minutes: int = 180
    days_ahead: int = 2


KINDS: tuple[Kind, ...] = (
    Kind("regular", N_("Regular session"), numbered=True, days_ahead=3),
    Kind("extraordinary", N_("Extraordinary session"), numbered=True, days_ahead=1),
    Kind("thematic", N_("Session on one subject"), numbered=True, days_ahead=3),
    Kind("briefing", N_("Briefing"), numbered=False, minutes=120, days_ahead=1),
    Kind("training", N_("Training"), numbered=False, with_points=True, minutes=450),
    Kind("study", N_("Study of a resolution"), numbered=False, with_points=True),
    Kind("review", N_("Interim or final review"), numbered=False, with_points=True),
    Kind("cadres", N_("Conference of key cadres"), numbered=False),
    Kind("joint", N_("Joint meeting with another body"), numbered=False, minutes=120),
    Kind("organisation_wide", N_("Conference of the whole organisation"), numbered=False, with_points=True),
    Kind(
        "superior",
        N_("Conference of the superior, where we are one point"),
        numbered=False,
        with_points=True,
        is_superiors=True,
    ),
)
BY_CODE = {kind.code: kind for kind in KINDS}


def kind_of(code: str) -> Kind:
    """Return the kind with this code.

    :raises NotAKind: if there is none
    """
    if code not in BY_CODE:
        raise NotAKind
    return BY_CODE[code]


def next_ordinal(held: list[int]) -> int:
    """Return the ordinal of the next session of a body, given those it has held in its term."""
    return max(held, default=0) + 1
