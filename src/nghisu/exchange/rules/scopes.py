"""What a token lets a program do: never more than its person may, and only what its scopes name."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.rules.policy import Clause, Standing


class Scope(StrEnum):
    """A part of what a person may do."""

    READ = "read"
    FIGURES = "figures"
    REPORT = "report"
    TASKS = "tasks"
    GIVING = "giving"


SCOPE_NAMES = {
    Scope.READ: N_("Read everything that my mandates let me see"),
    Scope.FIGURES: N_("Read figures and their records"),
    Scope.REPORT: N_("Fill in and send the reports asked of my unit"),
    Scope.TASKS: N_(
        "Report progress, hand in products and ask for later deadlines of tasks that my unit leads"
    ),
    Scope.GIVING: N_("Accept and return what was handed in of tasks that my unit gave, and correct them"),
}
READING = (".see", ".see_draft", ".see_closed", ".see_result")
FIGURES = ("figure.see", "task.see", "document.see", "report.see", "campaign.see", "submission.see")
REPORTING = ("submission.see", "submission.fill")
WORKING = ("task.see", "task.report", "document.see")
ACCEPTING = ("task.see", "task.accept", "task.correct", "document.see")
LONGEST_DAYS = 366


class ScopeMissing(Refusal):
    """A token that may do nothing."""

    sentence = N_("Choose at least one thing that the token may do.")
    field = "scopes"


class TooLong(Refusal):
    """A token that would live too long."""

    sentence = N_("A token lives at most %(days)s days. Choose an earlier day.")
    field = "until"


def allows(scope: Scope, action: str) -> bool:
    """Tell whether a scope holds an action of the policy."""
    if scope is Scope.READ:
        return action.endswith(READING)
    held = {
        Scope.FIGURES: FIGURES,
        Scope.REPORT: REPORTING,
        Scope.TASKS: WORKING,
        Scope.GIVING: ACCEPTING,
    }
    return action in held[scope]


def narrowed(standing: Standing, scopes: Iterable[str], unit: UUID | None) -> Standing:
    """Return the standing as far as a token reaches: its scopes, and its unit where it is a unit's."""
    wanted = [Scope(one) for one in scopes]
    clauses: Mapping[str, tuple[Clause, ...]] = {
        action: rows
        for action, rows in standing.clauses.items()
        if any(allows(scope, action) for scope in wanted)
    }
    holdings = standing.holdings
    if unit is not None:
        house = standing.tree.house_of(standing.tree.committee_of(unit))
        holdings = tuple(one for one in holdings if one.unit_id in house)
    return replace(standing, clauses=clauses, holdings=holdings, _reach={})
