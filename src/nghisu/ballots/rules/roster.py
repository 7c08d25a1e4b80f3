"""Who counts and who votes when a round opens, and the numbers of the roster. Plain Python.

Source: domain.md 1.1 (result base); 24-QĐ/TW, 9.3.3; 190-QĐ/TW, Điều 30; Điều lệ Đảng, Điều 3(4).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nghisu.ballots.rules.electorate import Roster
from nghisu.ballots.rules.hashing import Line
from nghisu.ballots.rules.states import NEVER_VOTING, Standing
from nghisu.organisation.rules.profiles import RuleProfile

LEFT_OUT: dict[str, frozenset[Standing]] = {
    "suspended": frozenset({Standing.SUSPENDED}),
    "prosecuted": frozenset({Standing.PROSECUTED, Standing.DETAINED}),
    "transferred_away": frozenset({Standing.TRANSFERRED}),
}


@dataclass(frozen=True, slots=True)
class Person:
    """One of the electorate before the round opens."""

    pk: str
    name: str
    standing: Standing = Standing.INCUMBENT
    is_present: bool = False
    is_excused: bool = False
    reason: str = ""


def is_left_out(profile: RuleProfile, person: Person) -> bool:
    """Tell whether the rules take the person out of the base."""
    if any(key in profile.less and person.standing in LEFT_OUT[key] for key in LEFT_OUT):
        return True
    if person.is_present:
        return False
    if person.standing is Standing.EXEMPT and "exempt_absent" in profile.less:
        return True
    return person.is_excused and bool({"absent_excused", "absent_throughout"} & set(profile.less))


def frozen(profile: RuleProfile, people: Sequence[Person]) -> list[Line]:
    """Return the roster as it is frozen: who is in the base; who may vote, being present and entitled."""
    return [
        Line(
            person=one.pk,
            name=one.name,
            standing=str(one.standing),
            is_present=one.is_present,
            is_excused=one.is_excused and not one.is_present,
            in_base=not is_left_out(profile, one),
            may_vote=one.is_present and one.standing not in NEVER_VOTING,
            reason=one.reason,
        )
        for one in people
    ]


def numbers(people: Sequence[Person]) -> Roster:
    """Return the numbers of a roster as the count wants them; present are those who may vote."""
    never = sum(one.standing in NEVER_VOTING for one in people)
    away = [one for one in people if not one.is_present]
    excused = sum(one.is_excused and one.standing is Standing.INCUMBENT for one in away)
    return Roster(
        incumbents=len(people),
        official=len(people),
        suspended=sum(one.standing is Standing.SUSPENDED for one in people),
        prosecuted=sum(one.standing in LEFT_OUT["prosecuted"] for one in people),
        transferred_away=sum(one.standing is Standing.TRANSFERRED for one in people),
        exempt_absent=sum(one.standing is Standing.EXEMPT for one in away),
        absent_excused=excused,
        absent_throughout=excused,
        summoned=len(people) - never,
        present=sum(one.is_present and one.standing not in NEVER_VOTING for one in people),
        present_suspended=sum(one.is_present and one.standing in NEVER_VOTING for one in people),
    )
