"""Rules of election and voting in plain words: shown before a vote, printed after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nghisu.kit.refusals import N_
from nghisu.organisation.rules.profiles import (
    Base,
    Blank,
    Outcome,
    QuorumRule,
    RuleProfile,
    Threshold,
    Tie,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One rule.

    :param key: the key of the profile it speaks of
    :param about: what it is about, in a few words
    :param source: the article it was read in; empty where it is known from practice only
    """

    key: str
    about: str
    words: str
    values: Mapping[str, Any]
    source: str


BASES = {
    Base.INCUMBENTS: N_("The share is asked of all incumbent members, present or not."),
    Base.OFFICIAL_SUMMONED: N_("The share is asked of all official members or delegates summoned."),
    Base.SUMMONED: N_("The share is asked of everybody summoned."),
    Base.PRESENT: N_("The share is asked of those present."),
    Base.RETURNED: N_("The share is asked of the papers returned."),
    Base.VALID_BALLOTS: N_("The share is asked of the valid papers."),
    Base.CANDIDATE_VOTES: N_(
        "The share is asked of the votes of all candidates together, divided by twice the seats."
    ),
}
LESS = {
    "suspended": N_("Members who are suspended are left out."),
    "prosecuted": N_("Members who are prosecuted or detained are left out."),
    "transferred_away": N_("Members on temporary transfer elsewhere are left out."),
    "exempt_absent": N_("Members exempt from activity who do not attend are left out."),
    "absent_excused": N_("Members absent throughout with an accepted reason are left out."),
    "absent_throughout": N_("Delegates absent throughout without an alternate are left out."),
}
THRESHOLDS = {
    Threshold.MORE_THAN_HALF: N_("Elected or adopted is what has more than half."),
    Threshold.TWO_THIRDS: N_("Elected or adopted is what has at least two thirds."),
    Threshold.THREE_QUARTERS: N_("Elected or adopted is what has at least three quarters."),
    Threshold.PLURALITY: N_("Elected are those with the most votes; no share is asked."),
}
QUORUMS = {
    QuorumRule.TWO_THIRDS_SUMMONED: N_("At least two thirds of those summoned must be present."),
    QuorumRule.HALF_PRESENT: N_("More than half of those summoned must be present."),
    QuorumRule.NONE: N_("No number of those present is asked for."),
}
TIES = {
    Tie.RUN_OFF: N_(
        "Names level on the last seat are voted on again among themselves; the highest wins, half is not "
        "asked. Still level, the meeting decides."
    ),
    Tie.MEETING_DECIDES: N_("Of names level on the last seat the meeting decides."),
    Tie.LOT: N_("Of names level on the last seat the lot decides."),
    Tie.OLDER: N_("Of names level on the last seat the oldest is elected."),
}
BLANKS = {
    Blank.INVALID: N_("A paper that chooses nobody is invalid."),
    Blank.VALID: N_("A paper that chooses nobody is valid."),
}
OUTCOMES = {
    Outcome.FINAL: N_("The result holds at once."),
    Outcome.NEEDS_APPROVAL: N_("The result holds once the superior has approved it."),
    Outcome.PROPOSAL: N_("The result is a proposal; the superior decides."),
}
SECRET = {
    True: N_("Secret votes may be taken electronically."),
    False: N_("Secret votes are taken on paper only."),
}


def in_words(rules: RuleProfile) -> list[Sentence]:
    """Return the rules sentence by sentence; English, to be translated where they are shown."""
    return [
        Sentence(key, about, words, values, rules.sources.get(key, ""))
        for key, about, words, values in _sentences(rules)
    ]


def _sentences(rules: RuleProfile) -> Iterable[tuple[str, str, str, Mapping[str, Any]]]:
    base = N_("Base of the count")
    yield "base", base, BASES[rules.base], {}
    for key in rules.less:
        yield "base", base, LESS[key], {}
    yield "threshold", N_("Majority"), THRESHOLDS[rules.threshold], {}
    yield "quorum", N_("Quorum"), QUORUMS[rules.quorum], {}
    yield "tie", N_("Level votes"), TIES[rules.tie], {}
    yield "surplus_percent_max", N_("Names beyond the seats"), *_surplus(rules)
    if rules.nomination_percent is not None:
        yield (
            "nomination_percent",
            N_("Names from the floor"),
            N_("A name from the floor needs more than %(percent)s per cent of those attending behind it."),
            {"percent": rules.nomination_percent},
        )
    yield "blank_is", N_("Papers"), BLANKS[rules.blank_is], {}
    if rules.write_in:
        yield "write_in", N_("Papers"), N_("Names may be written in by hand."), {}
    yield "outcome", N_("Worth of the result"), OUTCOMES[rules.outcome], {}
    yield "electronic_secret", N_("Secret votes"), SECRET[rules.electronic_secret], {}
    yield from _days(rules)


def _surplus(rules: RuleProfile) -> tuple[str, Mapping[str, Any]]:
    if rules.surplus_percent_max is None:
        return N_("The rules set no limit to the names on the list."), {}
    percent = {"percent": rules.surplus_percent_max}
    if rules.surplus_required:
        return N_(
            "The list must have more names than seats, at most %(percent)s per cent more and at least one."
        ), percent
    return N_(
        "The list may have more names than seats, at most %(percent)s per cent more and at least one."
    ), percent


def _days(rules: RuleProfile) -> Iterable[tuple[str, str, str, Mapping[str, Any]]]:
    if rules.complaint_working_days is not None:
        yield (
            "complaint_working_days",
            N_("Complaints"),
            N_("Complaints are heard for %(days)s working days after closing."),
            {"days": rules.complaint_working_days},
        )
    if rules.retention_months is not None:
        yield (
            "retention_months",
            N_("Keeping the papers"),
            N_("The papers stay sealed for %(months)s months."),
            {"months": rules.retention_months},
        )
