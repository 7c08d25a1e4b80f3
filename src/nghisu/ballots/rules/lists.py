"""Who is voted on, who counts, and how the paper is marked. Plain Python.

Source: 190-QĐ/TW, Điều 8 (counting), 11-14 (names, surplus), 28 (by-election); domain.md 1.1.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from nghisu.ballots.rules.states import RoundKind
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.rules.majority import max_surplus
from nghisu.organisation.rules.profiles import RuleProfile

SINGLE, SURPLUS, NO_SURPLUS = "SINGLE", "SURPLUS", "NO_SURPLUS"
BY_KIND = {
    RoundKind.INTRODUCTION: "INTRODUCTION",
    RoundKind.CONFIDENCE: "CONFIDENCE",
    RoundKind.TRUST: "TRUST",
}


class NameTwice(Refusal):
    """The same person stands on the list already."""

    sentence = N_("%(name)s is on the list already; a name stands on the paper once (%(source)s).")
    field = "person"


class NobodyOnTheList(Refusal):
    """A list without a name."""

    sentence = N_("Nobody is on the list. Put a name forward before the meeting votes on the list.")


class FewerNamesThanSeats(Refusal):
    """More seats than names."""

    sentence = N_(
        "%(names)d names for %(seats)d seats: the number to be elected may not be above the number of names "
        "(%(source)s). Put more names forward or lower the number of seats."
    )
    field = "seats"


class SurplusTooLarge(Refusal):
    """More names beyond the seats than the rules allow."""

    sentence = N_(
        "%(names)d names for %(seats)d seats: at most %(most)d more than the seats are allowed (%(source)s). "
        "Take a poll of opinions to shorten the list."
    )


class SurplusMissing(Refusal):
    """A congress elects from a list with more names than seats."""

    sentence = N_("A list at a congress has more names than seats (%(source)s). Put more names forward.")


class NotAnIncumbent(Refusal):
    """A candidate for a body of members who is not a member yet."""

    sentence = N_(
        "%(name)s is not a member of the executive committee today: whoever still awaits the superior's "
        "decision cannot stand for the standing committee (%(source)s). Take the name off the list, or wait "
        "for the decision."
    )
    field = "person"


class SupportTooSmall(Refusal):
    """A name from the floor without enough support."""

    sentence = N_(
        "%(supporters)d of %(attending)d support %(name)s; a name from the floor is put to the meeting when "
        "more than %(percent)d %% of those attending agree (%(source)s)."
    )
    field = "supporters"


class CounterOnTheList(Refusal):
    """Somebody who is voted on would count."""

    sentence = N_(
        "%(name)s is on the list and cannot count the papers (%(source)s). Choose somebody who is not "
        "voted on."
    )
    field = "members"


class HeadMissing(Refusal):
    """Those who count have no head."""

    sentence = N_("Name the head of those who count the papers (%(source)s).")
    field = "head"


class CountersMissing(Refusal):
    """Nobody was chosen to count."""

    sentence = N_(
        "The meeting has not voted on who counts the papers (%(source)s). Enter their names and the "
        "hands first."
    )


class TooFewCounters(Refusal):
    """Fewer who count than independent entries are needed."""

    sentence = N_(
        "%(entries)d independent entries need as many persons who count; choose at least %(entries)d."
    )
    field = "members"


class NotInTheElectorate(Refusal):
    """A member of the counting committee who does not vote."""

    sentence = N_(
        "%(name)s is not among those who vote here. Only members count the papers; others may help at the "
        "machines as technicians (%(source)s)."
    )
    field = "members"


class HandsDoNotAddUp(Refusal):
    """More hands than people."""

    sentence = N_(
        "%(hands)d hands of %(present)d present: the votes in favour, against and abstaining cannot be more "
        "than those present."
    )
    field = "in_favour"


class MeetingDidNotAgree(Refusal):
    """A show of hands without a majority."""

    sentence = N_(
        "%(in_favour)d of %(present)d in favour: the meeting did not agree, %(needed)d are needed "
        "(%(source)s)."
    )
    field = "in_favour"


class NotDeclared(Refusal):
    """Names of a personnel round without the declaration of the office."""

    sentence = N_(
        "Before names are entered the office declares that this round is not on the list of state secrets. "
        "Until then only blank forms are printed, and nothing about persons is stored here."
    )


def mode_of(kind: str, *, names: int, seats: int) -> str:
    """Return how the paper is marked."""
    if kind in BY_KIND:
        return BY_KIND[RoundKind(kind)]
    if names == 1:
        return SINGLE
    return SURPLUS if names > seats and kind == RoundKind.ELECTION else NO_SURPLUS


def check_list(*, profile: RuleProfile, kind: str, names: int, seats: int, is_run_off: bool = False) -> str:
    """Return the mode of a list that may be voted on.

    :raises NobodyOnTheList: if it is empty
    :raises FewerNamesThanSeats: if there are more seats than names
    :raises SurplusTooLarge: if an election has too many names beyond the seats
    :raises SurplusMissing: if the rules ask for a surplus and there is none
    """
    if not names:
        raise NobodyOnTheList
    if names < seats:
        raise FewerNamesThanSeats(names=names, seats=seats, source=profile.article("seats"))
    if kind == RoundKind.ELECTION and not is_run_off:
        most = max_surplus(profile, seats)
        source = profile.article("surplus_percent_max")
        if most is not None and names - seats > most:
            raise SurplusTooLarge(names=names, seats=seats, most=most, source=source)
        if profile.surplus_required and names == seats:
            raise SurplusMissing(source=source)
    return mode_of(kind, names=names, seats=seats)


def check_counters(
    *,
    profile: RuleProfile,
    listed: Iterable[UUID | None],
    members: Sequence[tuple[UUID, str]],
    head: UUID | None,
    technicians: Sequence[tuple[UUID, str]] = (),
    electorate: Iterable[UUID] | None = None,
    entries: int = 2,
) -> None:
    """Refuse a counting committee that may not count.

    :raises HeadMissing: if no head is among the members
    :raises CounterOnTheList: if one of them is voted on
    :raises NotInTheElectorate: if a member does not vote here
    :raises TooFewCounters: if they are fewer than the independent entries
    """
    source = profile.article("counters")
    on_list = {one for one in listed if one is not None}
    for pk, name in (*members, *technicians):
        if pk in on_list:
            raise CounterOnTheList(name=name, source=source)
    if electorate is not None:
        voters = set(electorate)
        for pk, name in members:
            if pk not in voters:
                raise NotInTheElectorate(name=name, source=source)
    if head is None or head not in {pk for pk, _name in members}:
        raise HeadMissing(source=source)
    if len(members) + len(technicians) < entries:
        raise TooFewCounters(entries=entries)


def check_hands(*, present: int, in_favour: int, against: int, abstaining: int) -> None:
    """Refuse more hands than people.

    :raises HandsDoNotAddUp: if they do not fit
    """
    if in_favour + against + abstaining > present:
        raise HandsDoNotAddUp(hands=in_favour + against + abstaining, present=present)
