"""Rule profiles (quy chế) by the day from which each is in force. Data with its source, never an ``if``."""

from dataclasses import dataclass
from datetime import date

from nghisu.kit.refusals import N_, Refusal


@dataclass(frozen=True, slots=True)
class Profile:
    """The rules a body follows.

    :param first: the first day in force; ``until`` the first day no longer in force
    :param vote_may_be_delegated: whether a member may let another vote; never in the Party
    """

    code: str
    name: str
    source: str
    first: date
    until: date | None = None
    vote_may_be_delegated: bool = False


PROFILES: tuple[Profile, ...] = (
    Profile(
        "dang-244",
        N_("Party elections, 2014 rules"),
        "Quyết định 244-QĐ/TW, 09/6/2014",
        date(2014, 6, 9),
        date(2024, 10, 10),
    ),
    Profile(
        "dang-190", N_("Party elections, 2024 rules"), "Quyết định 190-QĐ/TW, 10/10/2024", date(2024, 10, 10)
    ),
    Profile("doan", N_("Youth Union"), "Điều lệ Đoàn", date(2013, 1, 1)),
    Profile(
        "association",
        N_("Association, by its own statutes"),
        "",
        date(1990, 1, 1),
        vote_may_be_delegated=True,
    ),
)
BY_CODE = {profile.code: profile for profile in PROFILES}


class UnknownProfile(Refusal):
    """No such rule profile."""

    sentence = N_("There is no rule profile %(profile)s. Choose one from the list.")
    field = "rule_profile"


class VoteIsNeverDelegated(Refusal):
    """A member's vote would pass to another."""

    sentence = N_(
        "A member's vote cannot pass to another person under these rules. Leave the vote out of the scope."
    )
    field = "covers_vote"


def profile_of(code: str) -> Profile:
    """Return the profile.

    :raises UnknownProfile: if no profile has the code
    """
    profile = BY_CODE.get(code)
    if profile is None:
        raise UnknownProfile(profile=code)
    return profile


def check_vote_delegation(codes: list[str]) -> None:
    """Refuse to let a vote pass to a substitute where any of the member's bodies forbids it.

    :raises VoteIsNeverDelegated: if one does, or the person sits in no body
    """
    if not codes or not all(profile_of(code).vote_may_be_delegated for code in codes):
        raise VoteIsNeverDelegated
