"""The count file (docs/count-format.md): read one round, and write down what its count says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from nghisu.ballots.rules.confidence import Poll, PollCount, count_poll, faults_of_poll
from nghisu.ballots.rules.counting import WARNINGS, Count, Election, count, faults_of
from nghisu.ballots.rules.electorate import ROSTER_KEYS, Roster, Whole
from nghisu.ballots.rules.papers import MARKS, CountRefused, Mode, Paper, Reason, Totals
from nghisu.kit.refusals import N_
from nghisu.organisation.rules.profiles import (
    LESS,
    RULES_BY_CODE,
    Base,
    Blank,
    Outcome,
    QuorumRule,
    RuleProfile,
    Threshold,
    Tie,
    Voids,
)

LARGEST = 10**9
KEYS = (
    "kind",
    "round",
    "profile",
    "seats",
    "candidates",
    "roster",
    "issued",
    "returned",
    "ballots",
    "totals",
    "run_off",
)
PROFILE_KEYS = (
    "code",
    "name",
    "source",
    "base",
    "threshold",
    "quorum",
    "tie",
    "surplus_percent_max",
    "blank_is",
    "outcome",
    "confidence_base",
    "confidence_voids",
)
OWN = "own"
Round = Election | Poll
Choice = TypeVar("Choice", bound=StrEnum)


class NotAnObject(CountRefused):
    """An object is expected there."""

    code = "not_an_object"
    sentence = N_("An object in braces is expected here.")


class NotAList(CountRefused):
    """A list is expected there."""

    code = "not_a_list"
    sentence = N_("A list in brackets is expected here.")


class NotAText(CountRefused):
    """Text is expected there."""

    code = "not_a_text"
    sentence = N_("Text in quotation marks is expected here, and not empty.")


class NotACount(CountRefused):
    """A whole number is expected there."""

    code = "not_a_count"
    sentence = N_("A whole number from 0 to 1,000,000,000 is expected here.")


class NotTrueOrFalse(CountRefused):
    """True or false is expected there."""

    code = "not_true_or_false"
    sentence = N_("Here stands true or false.")


class KeyMissing(CountRefused):
    """A key is missing."""

    code = "missing_key"
    sentence = N_("“%(key)s” is missing. Write it down.")


class KeyUnknown(CountRefused):
    """A key nobody reads."""

    code = "unknown_key"
    sentence = N_("There is no key “%(key)s”. Correct its spelling, or take it out.")


class KeyTwice(CountRefused):
    """A key stands twice, so that one of its values would be lost."""

    code = "key_twice"
    sentence = N_("“%(key)s” stands twice here. Keep one.")


class ValueUnknown(CountRefused):
    """None of the values that may stand there."""

    code = "unknown_value"
    sentence = N_("“%(value)s” may not stand here. Write one of: %(values)s.")


class ProfileUnknown(CountRefused):
    """No such rules."""

    code = "unknown_profile"
    sentence = N_(
        "There are no rules “%(value)s”. Write one of: %(values)s, or an object with the rules' own keys."
    )


class PapersOrTotals(CountRefused):
    """Both papers and totals, or neither."""

    code = "ballots_or_totals"
    sentence = N_("Write either “ballots” or “totals”, not both and not none.")


class FileRefused(CountRefused):
    """A file that is not counted, with everything found in it."""

    code = "refused"
    sentence = N_("The file cannot be counted.")

    def __init__(self, faults: list[CountRefused]) -> None:
        self.faults = faults
        super().__init__()


class Twice(dict[str, Any]):
    """An object of a file in which a key stands twice."""

    twice: tuple[str, ...] = ()


def pairs(read: list[tuple[str, Any]]) -> dict[str, Any]:
    """Make an object of a file's pairs and remember the keys that stand twice (json's object_pairs_hook)."""
    made = dict(read)
    if len(made) == len(read):
        return made
    keys = [key for key, _ in read]
    marked = Twice(made)
    marked.twice = tuple(key for key in made if keys.count(key) > 1)
    return marked


class Reader:
    """Reads plain values and keeps every fault with its place, so that a file is mended in one go."""

    def __init__(self) -> None:
        self.faults: list[CountRefused] = []

    def refuse(self, fault: CountRefused) -> None:
        """Keep a fault."""
        self.faults.append(fault)

    def object(self, value: Any, path: str, keys: Iterable[str] | None = None) -> dict[str, Any]:
        """Return an object; ``keys`` are those it may have, None for any."""
        if not isinstance(value, dict):
            self.refuse(NotAnObject(path))
            return {}
        for key in getattr(value, "twice", ()):
            self.refuse(KeyTwice(_join(path, key), key=key))
        if keys is not None:
            for key in value.keys() - set(keys):
                self.refuse(KeyUnknown(_join(path, key), key=key))
        return value

    def list(self, value: Any, path: str) -> list[Any]:
        """Return a list."""
        if isinstance(value, list):
            return value
        self.refuse(NotAList(path))
        return []

    def text(self, value: Any, path: str) -> str:
        """Return text that is not empty."""
        if isinstance(value, str) and value.strip():
            return value
        self.refuse(NotAText(path))
        return ""

    def number(self, value: Any, path: str) -> int:
        """Return a whole number from 0 on."""
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
            return value
        self.refuse(NotACount(path))
        return 0

    def truth(self, value: Any, path: str) -> bool:
        """Return true or false."""
        if isinstance(value, bool):
            return value
        self.refuse(NotTrueOrFalse(path))
        return False

    def choice(self, value: Any, kind: type[Choice], path: str, default: Choice) -> Choice:
        """Return one of the values of ``kind``."""
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        self.refuse(ValueUnknown(path, value=_shown(value), values=", ".join(kind)))
        return default

    def needed(
        self, values: Mapping[str, Any], key: str, read: Callable[[Any, str], Any], path: str = ""
    ) -> Any:
        """Return what stands under a key that must be there."""
        if key not in values:
            self.refuse(KeyMissing(_join(path, key), key=key))
            return None
        return read(values[key], _join(path, key))


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _shown(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def read_round(document: Any) -> Round:
    """Read a round from the plain values of a count file.

    :raises FileRefused: with every fault found, each with its place
    """
    reader = Reader()
    values = reader.object(document, "", KEYS)
    if not isinstance(document, dict):
        raise FileRefused(reader.faults)
    kind = values.get("kind", "election")
    if kind not in ("election", "confidence"):
        reader.refuse(ValueUnknown("kind", value=_shown(kind), values="election, confidence"))
    profile = _profile(reader, values)
    names = reader.needed(values, "candidates", reader.list) or []
    names = tuple(reader.text(name, f"candidates[{n}]") for n, name in enumerate(names))
    shared: dict[str, Any] = {
        "profile": profile,
        "candidates": names,
        "roster": _roster(reader, values),
        "issued": reader.needed(values, "issued", reader.number),
        "returned": reader.needed(values, "returned", reader.number),
        "round": reader.number(values.get("round", 1), "round"),
    }
    round_: Round
    if kind == "confidence":
        round_ = Poll(mode=Mode.CONFIDENCE, **shared)
    else:
        seats = reader.needed(values, "seats", reader.number)
        run_off = reader.truth(values.get("run_off", False), "run_off")
        round_ = Election(seats=seats or 0, run_off=run_off, **shared)
    round_ = _papers_of(reader, values, round_)
    if reader.faults:
        raise FileRefused(reader.faults)
    faults = faults_of(round_) if isinstance(round_, Election) else faults_of_poll(round_)
    if faults:
        raise FileRefused(faults)
    return round_


def _papers_of(reader: Reader, values: Mapping[str, Any], round_: Round) -> Round:
    if ("ballots" in values) == ("totals" in values):
        reader.refuse(PapersOrTotals("ballots"))
    elif "ballots" in values:
        return replace(round_, papers=_papers(reader, values["ballots"]))
    else:
        return replace(round_, totals=_totals(reader, values["totals"], round_))
    return round_


def _profile(reader: Reader, values: Mapping[str, Any]) -> RuleProfile:
    given = values.get("profile")
    if isinstance(given, dict):
        return _own_profile(reader, given)
    if "profile" not in values:
        reader.refuse(KeyMissing("profile", key="profile"))
    elif not isinstance(given, str) or given not in RULES_BY_CODE:
        codes = ", ".join(RULES_BY_CODE)
        reader.refuse(ProfileUnknown("profile", value=_shown(given), values=codes))
    else:
        return RULES_BY_CODE[given]
    return RULES_BY_CODE["association"]


def _own_profile(reader: Reader, given: Any) -> RuleProfile:
    values = reader.object(given, "profile", PROFILE_KEYS)

    def chosen(key: str, kind: type[Choice], default: Choice) -> Choice:
        return reader.choice(values.get(key, str(default)), kind, f"profile.{key}", default)

    for key in ("base", "threshold"):
        if key not in values:
            reader.refuse(KeyMissing(f"profile.{key}", key=key))
    texts = {key: values.get(key, "") for key in ("code", "name", "source")}
    for key, text in texts.items():
        if not isinstance(text, str):
            reader.refuse(NotAText(f"profile.{key}"))
    surplus = values.get("surplus_percent_max")
    base = chosen("base", Base, Base.PRESENT)
    return RuleProfile(
        code=texts["code"] or OWN,
        name=texts["name"],
        source=texts["source"],
        first=date.min,
        base=base,
        less=LESS.get(base, ()),
        threshold=chosen("threshold", Threshold, Threshold.MORE_THAN_HALF),
        quorum=chosen("quorum", QuorumRule, QuorumRule.NONE),
        tie=chosen("tie", Tie, Tie.MEETING_DECIDES),
        surplus_percent_max=None
        if surplus is None
        else reader.number(surplus, "profile.surplus_percent_max"),
        blank_is=chosen("blank_is", Blank, Blank.INVALID),
        outcome=chosen("outcome", Outcome, Outcome.FINAL),
        confidence_base=chosen("confidence_base", Base, Base.RETURNED),
        confidence_voids=chosen("confidence_voids", Voids, Voids.NAME),
    )


def _roster(reader: Reader, values: Mapping[str, Any]) -> Roster:
    given = reader.needed(values, "roster", lambda value, path: reader.object(value, path, ROSTER_KEYS)) or {}
    read = {key: reader.number(value, f"roster.{key}") for key, value in given.items() if key in ROSTER_KEYS}
    return Roster(**read)


def _papers(reader: Reader, given: Any) -> tuple[Paper, ...]:
    papers = []
    for number, value in enumerate(reader.list(given, "ballots")):
        here = f"ballots[{number}]"
        values = reader.object(value, here, ("count", "marks", "defects"))
        marks = reader.object(values.get("marks", {}), f"{here}.marks")
        for name, mark in marks.items():
            if not isinstance(mark, str):
                reader.refuse(NotAText(f"{here}.marks.{name}"))
        defects = reader.list(values.get("defects", []), f"{here}.defects")
        if not all(isinstance(defect, str) for defect in defects):
            reader.refuse(NotAText(f"{here}.defects"))
        papers.append(Paper(marks, reader.number(values.get("count", 1), f"{here}.count"), tuple(defects)))
    return tuple(papers)


def _totals(reader: Reader, given: Any, round_: Round) -> Totals:
    values = reader.object(given, "totals", ("valid", "invalid", "votes"))
    valid = reader.needed(values, "valid", reader.number, "totals")
    invalid = reader.object(values.get("invalid", {}), "totals.invalid", Reason)
    votes = reader.needed(values, "votes", reader.object, "totals") or {}
    for name in votes:
        if name not in round_.candidates:
            reader.refuse(ValueUnknown("totals.votes", value=name, values=", ".join(round_.candidates)))
    if isinstance(round_, Poll):
        levels = {
            name: reader.object(one, f"totals.votes.{name}", MARKS[Mode.CONFIDENCE][:3])
            for name, one in votes.items()
        }
        read = {
            level: {
                name: reader.number(one.get(level, 0), f"totals.votes.{name}.{level}")
                for name, one in levels.items()
            }
            for level in MARKS[Mode.CONFIDENCE][:3]
        }
    else:
        choice = MARKS[round_.mode][0]
        read = {choice: {name: reader.number(n, f"totals.votes.{name}") for name, n in votes.items()}}
    counted = {key: reader.number(n, f"totals.invalid.{key}") for key, n in invalid.items()}
    return Totals(valid or 0, counted, read)


def hundredths(part: int, whole: int) -> str | None:
    """Return a share in per cent as ``81,63``: two decimals, half up, exact; None of nothing."""
    if whole <= 0:
        return None
    share = (20_000 * part + whole) // (2 * whole)
    return f"{share // 100},{share % 100:02d}"


def answer(round_: Round, translate: Callable[[str], str]) -> dict[str, Any]:
    """Count a round and return what `nghisu count` prints.

    :param translate: takes an English sentence, returns it in the asked language
    """
    if isinstance(round_, Poll):
        return _poll_answer(round_, count_poll(round_), translate)
    return _election_answer(round_, count(round_), translate)


def _head(round_: Round, result: Count | PollCount, max_surplus: int | None) -> dict[str, Any]:
    return {
        "profile": round_.profile.code,
        "source": round_.profile.source,
        "mode": result.mode.value,
        "round": round_.round,
        "max_surplus": max_surplus,
        "base": _base(result.base),
        "threshold": result.threshold,
        "quorum": {
            "needed": result.quorum.needed,
            "present": result.quorum.present,
            "met": result.quorum.met,
        },
        "issued": round_.issued,
        "returned": round_.returned,
        "valid": result.valid,
        "invalid": {
            "total": sum(result.invalid.values()),
            "by_reason": {reason.value: number for reason, number in result.invalid.items()},
        },
    }


def _base(base: Whole) -> dict[str, Any]:
    return {"kind": base.kind.value, "value": base.value, "parts": dict(base.parts)}


def _warned(codes: Iterable[str], translate: Callable[[str], str]) -> list[dict[str, str]]:
    return [{"code": code, "message": translate(WARNINGS[code])} for code in codes]


def _election_answer(round_: Election, result: Count, translate: Callable[[str], str]) -> dict[str, Any]:
    of_sum = result.base.kind is Base.CANDIDATE_VOTES
    return {
        **_head(round_, result, result.max_surplus),
        "votes": [
            {
                "candidate": name,
                "votes": votes,
                "of_base": None if of_sum else hundredths(votes, result.base.value),
                "of_returned": hundredths(votes, round_.returned),
                "of_valid": hundredths(votes, result.valid),
            }
            for name, votes in result.votes
        ],
        "elected": list(result.elected),
        "tied": list(result.tied),
        "open_seats": result.open_seats,
        "run_off_seats": result.run_off_seats,
        "state": result.state.value,
        "outcome": round_.profile.outcome.value,
        "warnings": _warned(result.warnings, translate),
        "errors": [],
    }


def _poll_answer(round_: Poll, result: PollCount, translate: Callable[[str], str]) -> dict[str, Any]:
    return {
        **_head(round_, result, None),
        "confidence": [
            {
                "candidate": one.candidate,
                **one.choices,
                "of_base": {level: hundredths(n, result.base.value) for level, n in one.choices.items()},
                "of_returned": {level: hundredths(n, round_.returned) for level, n in one.choices.items()},
                "class": one.share.value,
            }
            for one in result.judged
        ],
        "state": "complete",
        "outcome": round_.profile.outcome.value,
        "warnings": _warned(result.warnings, translate),
        "errors": [],
    }
