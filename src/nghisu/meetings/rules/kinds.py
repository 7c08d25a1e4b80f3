"""Kinds of meeting as data: which are numbered within body and term, and which bodies hold them."""

from dataclasses import dataclass

from nghisu.kit.refusals import N_, Refusal


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
    """One kind. ``numbered`` ones carry an ordinal within their body and term."""

    code: str
    name: str
    numbered: bool
    with_points: bool = False


KINDS: tuple[Kind, ...] = (
    Kind("regular", N_("Regular session"), numbered=True),
    Kind("extraordinary", N_("Extraordinary session"), numbered=True),
    Kind("thematic", N_("Session on one subject"), numbered=True),
    Kind("briefing", N_("Briefing"), numbered=False),
    Kind("training", N_("Training"), numbered=False),
    Kind("study", N_("Study of a resolution"), numbered=False, with_points=True),
    Kind("organisation_wide", N_("Conference of the whole organisation"), numbered=False, with_points=True),
    Kind("superior", N_("Conference of the superior"), numbered=False, with_points=True),
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
