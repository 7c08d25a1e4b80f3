"""The rules of a round in plain words, shown before it opens, and the words of a result."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from nghisu.ballots.models import CountingMember, Round
from nghisu.ballots.rules.counting import WARNINGS
from nghisu.ballots.rules.lists import mode_of
from nghisu.ballots.rules.states import RoundKind
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.majority import max_surplus, quorum_needed, threshold
from nghisu.organisation.rules.profiles import Base, Outcome, RuleProfile, Threshold, Tie, Voids


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: about what, in a sentence, and where it is read (empty: known from practice)."""

    about: str
    sentence: str
    source: str = ""


BASES = {
    Base.INCUMBENTS: N_(
        "All members in office count, present or not, less those suspended or prosecuted: %(base)s."
    ),
    Base.OFFICIAL_SUMMONED: N_("All official members summoned count, less the exclusions: %(base)s."),
    Base.SUMMONED: N_("All those summoned count, present or not: %(base)s."),
    Base.PRESENT: N_("Those present count."),
    Base.RETURNED: N_("The papers returned count."),
    Base.VALID_BALLOTS: N_("The valid papers count."),
    Base.CANDIDATE_VOTES: N_("The sum of all votes, divided by twice the seats, counts."),
}
THRESHOLDS = {
    Threshold.MORE_THAN_HALF: N_("More than half is needed: at least %(votes)s of %(base)s."),
    Threshold.TWO_THIRDS: N_("Two thirds are needed: at least %(votes)s of %(base)s."),
    Threshold.THREE_QUARTERS: N_("Three quarters are needed: at least %(votes)s of %(base)s."),
    Threshold.PLURALITY: N_("The most votes decide; no share is needed."),
}
OPEN_THRESHOLDS = {
    Threshold.MORE_THAN_HALF: N_("More than half of them is needed."),
    Threshold.TWO_THIRDS: N_("Two thirds of them are needed."),
    Threshold.THREE_QUARTERS: N_("Three quarters of them are needed."),
    Threshold.PLURALITY: N_("The most votes decide; no share is needed."),
}
TIES = {
    Tie.RUN_OFF: N_(
        "Those level on the last seat are voted on once more; the higher wins, half is not asked. "
        "Level again: the meeting decides."
    ),
    Tie.MEETING_DECIDES: N_("Those level on the last seat: the meeting decides."),
    Tie.LOT: N_("Those level on the last seat: the lot decides."),
    Tie.OLDER: N_("Of those level on the last seat the oldest is elected."),
}
PAPERS = {
    "SINGLE": N_("Four columns: number, name, agree, disagree. A mark stands in exactly one box."),
    "SURPLUS": N_(
        "Two columns: number, name. The whole name of everybody not voted for is struck through; at most "
        "%(seats)s names may be left."
    ),
    "NO_SURPLUS": N_(
        "Four columns: number, name, agree, disagree. Both boxes or none for somebody do not count for that "
        "person; the paper stays valid."
    ),
    "INTRODUCTION": N_("A tick beside those introduced, at most %(seats)s names."),
    "CONFIDENCE": N_(
        "Three boxes for each name: high, medium, low. Shares are of the papers returned; low over half and "
        "low of two thirds have consequences."
    ),
    "TRUST": N_("Two boxes for each name: confidence, no confidence."),
}
VOIDS = {
    Voids.PAPER: N_("Several boxes or none for somebody void the whole paper."),
    Voids.NAME: N_("Several boxes or none for somebody do not count for that person; the paper stays valid."),
}
OUTCOMES = {
    Outcome.FINAL: N_("The result takes effect at once."),
    Outcome.NEEDS_APPROVAL: N_("Those elected take office when the superior approves."),
    Outcome.PROPOSAL: N_("The result is a proposal: nobody takes office before the superior decides."),
}
REASONS = {
    "not_issued": N_("Not issued by those who count"),
    "outside_list": N_("A name outside the list"),
    "extra_marks": N_("Signed, numbered or written on"),
    "name_struck": N_("A printed name struck through"),
    "too_many": N_("More names left than seats"),
    "nobody_chosen": N_("Nobody chosen"),
    "no_expressed_choice": N_("No name with exactly one mark"),
}
LEVELS = {
    "none": "",
    "over_half": N_("low: more than half"),
    "two_thirds": N_("low: two thirds or more"),
}
VERDICTS = {
    "complete": N_("All seats are filled."),
    "needs_further_round": N_("Seats are open; the meeting decides by hands whether to vote once more."),
    "run_off": N_("Names are level on the last seat; they are voted on once more."),
    "meeting_decides": N_("Names are level on the last seat; the meeting decides."),
    "lot": N_("Names are level on the last seat; the lot decides."),
    "older": N_("Names are level on the last seat; the oldest is elected."),
}


def reason_words(key: str) -> str:
    """Return why papers are invalid, in words."""
    return _(REASONS[key]) if key in REASONS else key


def warning_words(code: str) -> str:
    """Return a warning in words."""
    return _(WARNINGS[code]) if code in WARNINGS else code


def verdict_words(code: str, kind: str) -> str:
    """Return what a count leaves to be done, in words: a poll fills no seat, one of confidence has no tie."""
    if kind in {RoundKind.CONFIDENCE, RoundKind.TRUST}:
        return ""
    if kind != RoundKind.ELECTION and code in {"complete", "needs_further_round"}:
        return ""
    return _(VERDICTS[code]) if code in VERDICTS else code


def role_words(role: str, kind: str) -> str:
    """Return as what somebody counts: of a committee (ban) in an election, of a team (tổ) in a poll."""
    if role == CountingMember.Role.TECHNICIAN or kind == RoundKind.ELECTION:
        return str(CountingMember.Role(role).label)
    return (
        _("Head of the counting team")
        if role == CountingMember.Role.HEAD
        else _("Member of the counting team")
    )


def rules_in_words(round_: Round, rules: RuleProfile, *, base: int, summoned: int | None) -> list[Rule]:
    """Return the rules of a round, one sentence each, with where each is read.

    :param summoned: how many are summoned, while the roster is not frozen
    """
    known = rules.base in {Base.INCUMBENTS, Base.OFFICIAL_SUMMONED, Base.SUMMONED}
    source = rules.sources.get
    found = []
    if round_.kind == RoundKind.CONFIDENCE:
        found.append(
            Rule(_("Base"), _("Shares are counted of the papers returned."), source("confidence_base", ""))
        )
    elif round_.kind == RoundKind.INTRODUCTION:
        found.append(Rule(_("Base"), _("More than half of those summoned is needed to be introduced.")))
    else:
        found.append(Rule(_("Base"), _(BASES[rules.base]) % {"base": base}, source("base", "")))
        words = (THRESHOLDS if known else OPEN_THRESHOLDS)[rules.threshold]
        if round_.is_run_off:
            words = N_("A vote between those level: the higher wins, half is not asked.")
        needed = threshold(rules, base, seats=round_.seats)
        found.append(Rule(_("Majority"), _(words) % {"votes": needed, "base": base}, source("threshold", "")))
    people = summoned if summoned is not None else int(round_.roster_numbers.get("summoned", 0))
    needed = quorum_needed(rules, people)
    if needed:
        sentence = _("At least %(needed)s of the %(people)s summoned are present.") % {
            "needed": needed,
            "people": people,
        }
        found.append(Rule(_("Must be present"), sentence, source("quorum", "")))
    mode = round_.mode or mode_of(round_.kind, names=round_.seats + 1, seats=round_.seats)
    found.append(
        Rule(_("Form of the paper"), _(PAPERS[mode]) % {"seats": round_.seats}, source("blank_is", ""))
    )
    if round_.kind == RoundKind.CONFIDENCE:
        words = _(VOIDS[rules.confidence_voids])
        found.append(Rule(_("Invalid papers"), words, source("confidence_voids", "")))
    if round_.kind == RoundKind.ELECTION:
        most = max_surplus(rules, round_.seats)
        if most is not None:
            sentence = _("At most %(most)s more names than the %(seats)s seats.") % {
                "most": most,
                "seats": round_.seats,
            }
            found.append(Rule(_("Surplus"), sentence, source("surplus_percent_max", "")))
        found.append(Rule(_("Level votes"), _(TIES[rules.tie]), source("tie", "")))
    found.append(Rule(_("Effect"), _(OUTCOMES[Outcome(round_.outcome)]), source("outcome", "")))
    if rules.complaint_working_days:
        sentence = _("Complaints are heard for %(days)s working days after closing.") % {
            "days": rules.complaint_working_days
        }
        found.append(Rule(_("Complaints"), sentence, source("complaint_working_days", "")))
    if rules.retention_months:
        sentence = _(
            "The papers stay sealed for %(months)s months; only a decision opens or destroys them."
        ) % {"months": rules.retention_months}
        found.append(Rule(_("Keeping"), sentence, source("retention_months", "")))
    return found


MARKS = {
    "k": N_("kept"),
    "s": N_("struck"),
    "a": N_("agree"),
    "d": N_("disagree"),
    "n": N_("no mark"),
    "b": N_("both boxes"),
    "i": N_("introduced"),
    "h": N_("high"),
    "m": N_("medium"),
    "l": N_("low"),
    "v": N_("several boxes"),
    "u": N_("no mark"),
}
TRUST_MARKS = {"a": N_("confidence"), "d": N_("no confidence")}


def mark_words(mark: str, mode: str) -> str:
    """Return a mark or a defect of a paper in words."""
    if mark in REASONS:
        return _(REASONS[mark])
    return _((MARKS | TRUST_MARKS if mode == "TRUST" else MARKS)[mark])
