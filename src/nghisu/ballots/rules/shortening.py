"""What refuses to cut a list by a poll. Plain Python.

Source: 190-QĐ/TW, Điều 14: over 30 % more names than seats, opinions are polled to shorten the list; names
level on the last place: the head of the committee chooses (domain.md 1.1).
"""

from collections.abc import Collection, Mapping

from nghisu.ballots.rules.introduction import Shortened
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.rules.majority import max_surplus
from nghisu.organisation.rules.profiles import RuleProfile


class NoSuchPoll(Refusal):
    """A poll that cannot shorten this list."""

    sentence = N_(
        "A list is shortened by a poll of opinions of the same meeting whose result is announced. Hold the "
        "poll first."
    )
    field = "poll"


class NameNotPolled(Refusal):
    """A name that nobody was asked about."""

    sentence = N_("%(name)s is on the list but was not asked about in this poll. Hold a poll on all names.")
    field = "poll"


class NothingToShorten(Refusal):
    """A list that is short enough."""

    sentence = N_(
        "%(names)d names for %(seats)d seats are within what the rules allow (%(source)s); nobody is left "
        "out. Close the list."
    )


class HeadMustChoose(Refusal):
    """Names level on the last place."""

    sentence = N_(
        "%(names)s are level on the last place, and %(places)d of them fit. The head of the committee "
        "chooses; tick %(places)d (%(source)s)."
    )
    field = "head_chooses"


def check_head_choice(
    cut: Shortened, *, profile: RuleProfile, seats: int, chosen: Collection[str], names: Mapping[str, str]
) -> None:
    """Refuse a cut that leaves nobody out, or a choice of the head that does not fit.

    :raises NothingToShorten: if nobody is left out
    :raises HeadMustChoose: if others than those level are chosen, or not as many as fit
    """
    source = profile.article("surplus_percent_max")
    if not cut.left_out and not cut.level:
        raise NothingToShorten(names=len(names), seats=seats, source=source)
    places = seats + (max_surplus(profile, seats) or 0) - len(cut.kept) if cut.level else 0
    if len(chosen) != places or not set(chosen) <= set(cut.level):
        raise HeadMustChoose(
            names=", ".join(names[key] for key in cut.level) or "–", places=places, source=source
        )
