"""Rules between the indicators of a report: ``members_men + members_women = members``. Plain Python."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from nghisu.kit.refusals import N_, Refusal

RELATIONS = ("<=", ">=", "=", "<", ">")
TERM = re.compile(r"\s*([+-]?)\s*([a-z][a-z0-9_]*|\d+(?:\.\d+)?)\s*")


class CheckNotUnderstood(Refusal):
    """A rule that cannot be read."""

    sentence = N_("The rule “%(text)s” cannot be read. Write it like: men + women = members.")
    field = "checks"


class UnknownInCheck(Refusal):
    """A rule names an indicator that the template does not have."""

    sentence = N_("The rule “%(text)s” names “%(code)s”, which is no indicator of the template.")
    field = "checks"


@dataclass(frozen=True, slots=True)
class Check:
    """A relation between two sums of indicators and numbers."""

    text: str
    left: tuple[tuple[int, str], ...]
    relation: str
    right: tuple[tuple[int, str], ...]

    @property
    def codes(self) -> list[str]:
        """The indicators it names."""
        return [name for _sign, name in (*self.left, *self.right) if not name[0].isdigit()]


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that the values do not keep, with what both sides come to."""

    text: str
    left: Decimal
    right: Decimal


def parse_check(text: str) -> Check:
    """Read a rule.

    :raises CheckNotUnderstood: if it is none
    """
    words = " ".join(text.split())
    for relation in RELATIONS:
        if relation in words:
            left, _, right = words.partition(relation)
            return Check(words, _terms(left, words), relation, _terms(right, words))
    raise CheckNotUnderstood(text=words)


def _terms(side: str, whole: str) -> tuple[tuple[int, str], ...]:
    found: list[tuple[int, str]] = []
    place = 0
    while place < len(side.rstrip()):
        term = TERM.match(side, place)
        if term is None or (found and not term[1]):
            raise CheckNotUnderstood(text=whole)
        found.append((-1 if term[1] == "-" else 1, term[2]))
        place = term.end()
    if not found:
        raise CheckNotUnderstood(text=whole)
    return tuple(found)


def parse_checks(lines: Iterable[str], codes: Iterable[str]) -> list[Check]:
    """Read rules, a line each, against the indicators there are.

    :raises UnknownInCheck: if a rule names another
    """
    known = set(codes)
    found = []
    for line in lines:
        if line.strip():
            check = parse_check(line)
            for code in check.codes:
                if code not in known:
                    raise UnknownInCheck(text=check.text, code=code)
            found.append(check)
    return found


def broken(checks: Iterable[Check], values: Mapping[str, Decimal | None]) -> list[Broken]:
    """Return the rules that the values do not keep; one with a value missing is not asked yet."""
    found = []
    for check in checks:
        if any(values.get(code) is None for code in check.codes):
            continue
        left, right = _sum(check.left, values), _sum(check.right, values)
        holds = {
            "=": left == right,
            "<=": left <= right,
            ">=": left >= right,
            "<": left < right,
            ">": left > right,
        }
        if not holds[check.relation]:
            found.append(Broken(check.text, left, right))
    return found


def _sum(terms: Iterable[tuple[int, str]], values: Mapping[str, Decimal | None]) -> Decimal:
    return sum(
        (sign * (Decimal(name) if name[0].isdigit() else values[name] or Decimal(0)) for sign, name in terms),
        start=Decimal(0),
    )
