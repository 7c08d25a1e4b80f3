"""The whole of which a share is asked (cơ sở tính kết quả), from the roster frozen when the round opened."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from nghisu.ballots.rules.papers import CountRefused
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.majority import quorum_needed
from nghisu.organisation.rules.profiles import Base, RuleProfile


class NobodyToCount(CountRefused):
    """Everybody was taken out of the base."""

    code = "empty_base"
    sentence = N_("Nobody is left in the base of the count. Enter how many %(base)s there are.")


class MorePresentThanSummoned(CountRefused):
    """More present than were summoned."""

    code = "more_present_than_summoned"
    sentence = N_("%(present)s are present and only %(summoned)s were summoned. Correct the roster.")


class MoreIssuedThanPresent(CountRefused):
    """More papers handed out than there are voters in the room."""

    code = "more_issued_than_present"
    sentence = N_(
        "%(issued)s papers were issued and only %(present)s voters are present. "
        "Each voter gets one paper (%(source)s); correct the count of papers."
    )


class MoreIssuedThanVoters(CountRefused):
    """Somebody outside the base was given a paper."""

    code = "more_issued_than_voters"
    sentence = N_(
        "%(issued)s papers were issued and only %(voters)s members may vote. "
        "Somebody who is suspended or no member has a paper (%(source)s)."
    )


class MoreReturnedThanIssued(CountRefused):
    """More papers in the box than were handed out."""

    code = "more_returned_than_issued"
    sentence = N_(
        "%(returned)s papers were returned and only %(issued)s issued. The counting committee must first "
        "say in its minutes what happened (%(source)s); nothing is counted before."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """How many of the roster are what, frozen at the opening of the round."""

    incumbents: int = 0
    official: int = 0
    suspended: int = 0
    prosecuted: int = 0
    transferred_away: int = 0
    exempt_absent: int = 0
    absent_excused: int = 0
    absent_throughout: int = 0
    summoned: int = 0
    present: int = 0
    present_suspended: int = 0


ROSTER_KEYS = tuple(one.name for one in fields(Roster))


@dataclass(frozen=True, slots=True)
class Whole:
    """The base of a count with its parts: ``value`` is the first part less the others."""

    kind: Base
    value: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Quorum:
    """Needed and present of those summoned."""

    needed: int
    present: int

    @property
    def met(self) -> bool:
        """Tell whether enough are present."""
        return self.present >= self.needed


def quorum_of(profile: RuleProfile, roster: Roster) -> Quorum:
    """Return the quorum of a round by its rules."""
    return Quorum(quorum_needed(profile, roster.summoned), roster.present)


def whole(
    kind: Base,
    roster: Roster,
    *,
    less: tuple[str, ...] = (),
    returned: int = 0,
    valid: int = 0,
    votes: int = 0,
) -> Whole:
    """Return the base of a count, never typed by anybody.

    :param less: keys of the roster that are taken out of it
    :param votes: sum of the votes of all candidates

    Source: domain.md 1.1, result base.
    """
    first = {
        Base.INCUMBENTS: ("incumbents", roster.incumbents),
        Base.OFFICIAL_SUMMONED: ("official", roster.official),
        Base.SUMMONED: ("summoned", roster.summoned),
        Base.PRESENT: ("present", roster.present),
        Base.RETURNED: ("returned", returned),
        Base.VALID_BALLOTS: ("valid", valid),
        Base.CANDIDATE_VOTES: ("votes", votes),
    }[kind]
    out = {key: int(getattr(roster, key)) for key in less}
    return Whole(kind, first[1] - sum(out.values()), {first[0]: first[1], **out})


def faults_of_papers_and_people(
    profile: RuleProfile, roster: Roster, *, issued: int, returned: int
) -> Iterable[CountRefused]:
    """Yield what cannot be: returned <= issued <= present voters <= summoned."""
    source = profile.article("papers")
    if 0 < roster.summoned < roster.present:
        yield MorePresentThanSummoned("roster.present", present=roster.present, summoned=roster.summoned)
    if issued > roster.present:
        yield MoreIssuedThanPresent("issued", issued=issued, present=roster.present, source=source)
    if profile.base in (Base.INCUMBENTS, Base.OFFICIAL_SUMMONED, Base.SUMMONED, Base.PRESENT):
        voters = whole(profile.base, roster, less=profile.less).value
        if voters < 1:
            yield NobodyToCount(f"roster.{next(iter(whole(profile.base, roster).parts))}", base=profile.base)
        elif profile.base is Base.INCUMBENTS and roster.present >= issued > voters:
            yield MoreIssuedThanVoters("issued", issued=issued, voters=voters, source=source)
    if returned > issued:
        yield MoreReturnedThanIssued("returned", returned=returned, issued=issued, source=source)


@dataclass(frozen=True, slots=True)
class Counted:
    """One person of a body and since when, until when, they count among its incumbents."""

    person: str
    since: datetime
    until: datetime | None = None
    suspended: bool = False


def snapshot(members: Iterable[Counted], opened_at: datetime) -> Roster:
    """Freeze who counts when the round opens; a decision announced later changes the next round only.

    Source: domain.md E20, invariant I1.
    """
    here = [one for one in members if one.since <= opened_at and (one.until is None or opened_at < one.until)]
    return Roster(incumbents=len(here), suspended=sum(one.suspended for one in here))
