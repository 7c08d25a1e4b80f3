"""Rule profiles (quy chế bầu cử) by the day from which each is in force.

Data with its source, never an ``if``. A *book* is the regulation a body follows; its *rules* say how one
kind of gathering (a session of a committee, a congress of members, a congress of delegates) elects and
votes. An office may keep rules of its own beside them. Which rules hold is chosen by the body's book, the
gathering and the day.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Gathering(StrEnum):
    """What meets: rules differ between them."""

    SESSION = "session"
    MEMBERS = "members"
    DELEGATES = "delegates"


class Base(StrEnum):
    """The whole of which a candidate needs a share."""

    INCUMBENTS = "incumbents"
    OFFICIAL_SUMMONED = "official_summoned"
    SUMMONED = "summoned"
    PRESENT = "present"
    RETURNED = "returned"
    VALID_BALLOTS = "valid_ballots"
    CANDIDATE_VOTES = "candidate_votes_over_twice_seats"


class Threshold(StrEnum):
    """The share that is needed."""

    MORE_THAN_HALF = "more_than_half"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"
    PLURALITY = "plurality"


class QuorumRule(StrEnum):
    """How many must be present."""

    TWO_THIRDS_SUMMONED = "two_thirds_summoned"
    HALF_PRESENT = "half_present"
    NONE = "none"


class Tie(StrEnum):
    """What happens when names are level on the last seat."""

    RUN_OFF = "run_off"
    MEETING_DECIDES = "meeting_decides"
    LOT = "lot"
    OLDER = "older"


class Blank(StrEnum):
    """What a paper is on which nobody is chosen."""

    INVALID = "invalid"
    VALID = "valid"


class Voids(StrEnum):
    """What a name without exactly one mark voids on a paper of three levels."""

    PAPER = "paper"
    NAME = "name"


class Outcome(StrEnum):
    """What the result of a vote is worth by itself."""

    FINAL = "final"
    NEEDS_APPROVAL = "needs_approval"
    PROPOSAL = "proposal"


class OpenMode(StrEnum):
    """How an open vote may be taken."""

    HANDS = "hands"
    CARDS = "cards"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class Profile:
    """A book of rules that a body follows.

    :param first: the first day in force; ``until`` the first day no longer in force
    :param vote_may_be_delegated: whether a member may let another vote; never in the Party
    :param after: the book that this one replaced; a body named after the old one follows the new from then on
    """

    code: str
    name: str
    source: str
    first: date
    until: date | None = None
    vote_may_be_delegated: bool = False
    after: str = ""


PROFILES: tuple[Profile, ...] = (
    Profile(
        "dang-244",
        N_("Party elections, 2014 rules"),
        "Quyết định 244-QĐ/TW, 09/6/2014",
        date(2014, 6, 9),
        date(2024, 10, 10),
    ),
    Profile(
        "dang-190",
        N_("Party elections, 2024 rules"),
        "Quyết định 190-QĐ/TW, 10/10/2024",
        date(2024, 10, 10),
        after="dang-244",
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

LESS_AT_SESSIONS = ("suspended", "prosecuted")
LESS_AT_MEMBERS_CONGRESS = (
    "transferred_away",
    "exempt_absent",
    "suspended",
    "prosecuted",
    "absent_excused",
)
LESS_AT_DELEGATES_CONGRESS = ("absent_throughout", "suspended", "prosecuted")
LESS: Mapping[Base, tuple[str, ...]] = {
    Base.INCUMBENTS: LESS_AT_SESSIONS,
    Base.OFFICIAL_SUMMONED: (*LESS_AT_MEMBERS_CONGRESS, "absent_throughout"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleProfile:
    """How one kind of gathering elects, votes and keeps its papers.

    :param base: the whole of which ``threshold`` is asked; ``less`` names who is left out of it
    :param surplus_percent_max: most names beyond the seats, in per cent of the seats; None sets no limit
    :param nomination_percent: a name from the floor needs more than this share of those attending
    :param confidence_base: the whole of which a vote of three levels is shown and judged
    :param confidence_voids: what a name with several levels marked, or none, voids on the paper
    :param complaint_working_days: how long a complaint may be made; None where the office has to set it
    :param sources: the article each key was read in; what is not named there is known from practice only
    :param confirmed: whether the office held every value against the text
    """

    code: str
    name: str
    source: str
    first: date
    until: date | None = None
    book: str = ""
    gathering: Gathering | None = None
    base: Base
    less: tuple[str, ...] = ()
    threshold: Threshold = Threshold.MORE_THAN_HALF
    quorum: QuorumRule = QuorumRule.NONE
    tie: Tie = Tie.MEETING_DECIDES
    surplus_percent_max: int | None = None
    surplus_required: bool = False
    blank_is: Blank = Blank.INVALID
    outcome: Outcome = Outcome.FINAL
    nomination_percent: int | None = None
    confidence_base: Base = Base.RETURNED
    confidence_voids: Voids = Voids.NAME
    write_in: bool = False
    retention_months: int | None = None
    complaint_working_days: int | None = None
    electronic_secret: bool = False
    open_modes: tuple[OpenMode, ...] = (OpenMode.HANDS, OpenMode.CARDS)
    sources: Mapping[str, str] = field(default_factory=dict)
    confirmed: bool = False

    def article(self, key: str) -> str:
        """Return the article of a rule; where nobody read it, the regulation and that this is so."""
        if read := self.sources.get(key):
            return read
        return f"{self.source} ({NOT_COMPARED})" if self.source else self.code

    def is_read(self, key: str) -> bool:
        """Tell whether the key was read in a text; otherwise the office has to hold it against one."""
        return key in self.sources

    def holds_on(self, day: date) -> bool:
        """Tell whether the rules are in force on the day."""
        return self.first <= day and (self.until is None or day < self.until)


def _party(
    book: Profile, gathering: Gathering, name: str, *, articles: Mapping[str, str], base_source: str
) -> RuleProfile:
    base, less = {
        Gathering.SESSION: (Base.INCUMBENTS, LESS_AT_SESSIONS),
        Gathering.MEMBERS: (Base.OFFICIAL_SUMMONED, LESS_AT_MEMBERS_CONGRESS),
        Gathering.DELEGATES: (Base.OFFICIAL_SUMMONED, LESS_AT_DELEGATES_CONGRESS),
    }[gathering]
    modes = (OpenMode.HANDS, OpenMode.CARDS)
    return RuleProfile(
        code=f"{book.code}-{gathering}",
        name=name,
        source=book.source,
        first=book.first,
        until=book.until,
        book=book.code,
        gathering=gathering,
        base=base,
        less=less,
        quorum=QuorumRule.TWO_THIRDS_SUMMONED,
        tie=Tie.RUN_OFF,
        surplus_percent_max=30,
        surplus_required=gathering is not Gathering.SESSION,  # a by-election may have none
        outcome=Outcome.NEEDS_APPROVAL,
        nomination_percent=30,
        confidence_voids=Voids.PAPER,
        retention_months=6,
        complaint_working_days=15,
        open_modes=(*modes, OpenMode.DEVICE) if gathering is Gathering.SESSION else modes,
        sources={"base": base_source, **articles},
    )


NOT_COMPARED = "số điều chưa đối chiếu"
"""What stands after a regulation of which nobody compared the article with the text."""

ARTICLES_190: Mapping[str, str] = {
    "threshold": "190-QĐ/TW, Điều 30",
    "seats": "190-QĐ/TW, Điều 14",
    "counters": "190-QĐ/TW, Điều 8",
    "papers": "190-QĐ/TW, Điều 8, 15",
    "blank_is": "190-QĐ/TW, Điều 15, 30.1",
    "surplus_percent_max": "190-QĐ/TW, Điều 14",
    "nomination_percent": "190-QĐ/TW, Điều 14",
    "outcome": "190-QĐ/TW",
    "complaint_working_days": "190-QĐ/TW, Điều 33",
    "retention_months": "190-QĐ/TW, Điều 35",
    "confidence_base": "96-QĐ/TW, 02/2/2023",
    "confidence_voids": "96-QĐ/TW, 02/2/2023; 262-QĐ/TW, 08/10/2014, Điều 7.2",
}
ARTICLES_244: Mapping[str, str] = {
    "threshold": "244-QĐ/TW",
    "blank_is": "244-QĐ/TW, Điều 17",
    "confidence_base": "96-QĐ/TW, 02/2/2023",
    "confidence_voids": "96-QĐ/TW, 02/2/2023; 262-QĐ/TW, 08/10/2014, Điều 7.2",
}
SESSION_BASE = {
    "dang-244": "24-QĐ/TW, 30/7/2021, mục 9.3.3",
    "dang-190": "24-QĐ/TW, 30/7/2021, mục 9.3.3; 294-QĐ/TW, 26/5/2025, mục 9.3.2",
}
CONGRESS_BASE = {"dang-244": "244-QĐ/TW", "dang-190": "190-QĐ/TW, Điều 30"}


def _party_rules() -> Iterable[RuleProfile]:
    names = {
        ("dang-244", Gathering.SESSION): N_("Party, session of a committee, 2014 rules"),
        ("dang-244", Gathering.MEMBERS): N_("Party, congress of members, 2014 rules"),
        ("dang-244", Gathering.DELEGATES): N_("Party, congress of delegates, 2014 rules"),
        ("dang-190", Gathering.SESSION): N_("Party, session of a committee, 2024 rules"),
        ("dang-190", Gathering.MEMBERS): N_("Party, congress of members, 2024 rules"),
        ("dang-190", Gathering.DELEGATES): N_("Party, congress of delegates, 2024 rules"),
    }
    for (code, gathering), name in names.items():
        articles = dict(ARTICLES_190 if code == "dang-190" else ARTICLES_244)
        source = CONGRESS_BASE[code]
        if gathering is Gathering.SESSION:
            source = SESSION_BASE[code]
            articles["quorum"] = "Quy chế mẫu 147-QĐ/TW, 14/5/2024"
        yield _party(BY_CODE[code], gathering, name, articles=articles, base_source=source)


RULES: tuple[RuleProfile, ...] = (
    *_party_rules(),
    RuleProfile(
        code="doan",
        name=N_("Youth Union"),
        source="Điều lệ Đoàn",
        first=date(2013, 1, 1),
        book="doan",
        base=Base.RETURNED,
        quorum=QuorumRule.TWO_THIRDS_SUMMONED,
        tie=Tie.MEETING_DECIDES,
        outcome=Outcome.NEEDS_APPROVAL,
        write_in=True,
        open_modes=(OpenMode.HANDS, OpenMode.CARDS, OpenMode.DEVICE),
        sources={"base": "Điều lệ Đoàn", "write_in": "Điều lệ Đoàn"},
    ),
    RuleProfile(
        code="association",
        name=N_("Association, by its own statutes"),
        source="",
        first=date(1990, 1, 1),
        book="association",
        base=Base.PRESENT,
        quorum=QuorumRule.HALF_PRESENT,
        tie=Tie.RUN_OFF,
        electronic_secret=True,
        open_modes=(OpenMode.HANDS, OpenMode.CARDS, OpenMode.DEVICE),
    ),
)
RULES_BY_CODE = {rules.code: rules for rules in RULES}


class UnknownProfile(Refusal):
    """No such rule profile."""

    sentence = N_("There is no rule profile %(profile)s. Choose one from the list.")
    field = "rule_profile"


class NoRulesOnThatDay(Refusal):
    """Nothing was in force then."""

    sentence = N_("No rules of %(profile)s were in force on %(day)s. Choose another day, or enter the rules.")
    field = "rule_profile"


class VoteIsNeverDelegated(Refusal):
    """A member's vote would pass to another."""

    sentence = N_(
        "A member's vote cannot pass to another person under these rules. Leave the vote out of the scope."
    )
    field = "covers_vote"


def profile_of(code: str) -> Profile:
    """Return the book.

    :raises UnknownProfile: if no book has the code
    """
    profile = BY_CODE.get(code)
    if profile is None:
        raise UnknownProfile(profile=code)
    return profile


def rules_of(code: str) -> RuleProfile:
    """Return the rules with the code, ``dang-190-session``.

    :raises UnknownProfile: if none has it
    """
    rules = RULES_BY_CODE.get(code)
    if rules is None:
        raise UnknownProfile(profile=code)
    return rules


def book_on(code: str, day: date) -> Profile:
    """Return the book in force on the day: the one a body names, or the one before or after it.

    :raises UnknownProfile: if no book has the code
    :raises NoRulesOnThatDay: if none of them was in force
    """
    line = [profile_of(code)]
    while line[0].after:
        line.insert(0, BY_CODE[line[0].after])
    while later := next((one for one in PROFILES if one.after == line[-1].code), None):
        line.append(later)
    for book in line:
        if book.first <= day and (book.until is None or day < book.until):
            return book
    raise NoRulesOnThatDay(profile=code, day=day)


def rules_on(book: str, gathering: Gathering, day: date, own: Iterable[RuleProfile] = ()) -> RuleProfile:
    """Return the rules of a gathering on a day: the office's own where it keeps some, else the book's.

    :param own: rules the office keeps for the body, in the order they are to be tried
    :raises UnknownProfile: if no book has the code
    :raises NoRulesOnThatDay: if nothing was in force
    """
    for rules in own:
        if rules.holds_on(day) and rules.gathering in (None, gathering):
            return rules
    held = book_on(book, day)
    return next(rules for rules in RULES if rules.book == held.code and rules.gathering in (None, gathering))


def check_vote_delegation(codes: list[str]) -> None:
    """Refuse to let a vote pass to a substitute where any of the member's bodies forbids it.

    :raises VoteIsNeverDelegated: if one does, or the person sits in no body
    """
    if not codes or not all(profile_of(code).vote_may_be_delegated for code in codes):
        raise VoteIsNeverDelegated
