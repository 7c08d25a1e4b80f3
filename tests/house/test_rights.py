"""The policy is what the reviewed table says: no cell more, no cell less, and no clause may be missing."""

import csv
import subprocess
import sys
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from nghisu.organisation.rules.clauses import CLAUSES
from nghisu.organisation.rules.policy import Clause, Holding, Relation, Role, Standing
from nghisu.organisation.rules.tree import Tree

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "tests" / "house" / "expected_rights.csv"
Cell = tuple[str, str, Role]

# A small world. The role is held at HERE, a committee that has a superior, a sibling and affiliates.
NAMES = (
    "top", "superior", "here", "office", "commission", "child", "grandchild", "child_office", "sibling",
    "sibling_child", "merged", "merged_before", "dissolved", "dissolved_child", "foreign", "foreign_child",
)  # fmt: skip
UNIT = {name: uuid.uuid5(uuid.NAMESPACE_OID, name) for name in NAMES}
NAME = {pk: name for name, pk in UNIT.items()}
OFFICES = {"office", "commission", "child_office"}
TREE = Tree.of(
    {
        UNIT[unit]: UNIT[parent] if parent else None
        for unit, parent in {
            "top": "",
            "superior": "top",
            "here": "superior",
            "office": "here",
            "commission": "here",
            "child": "here",
            "grandchild": "child",
            "child_office": "child",
            "sibling": "superior",
            "sibling_child": "sibling",
            "foreign": "",
            "foreign_child": "foreign",
        }.items()
    },
    [UNIT[name] for name in NAMES if name not in OFFICES],
    lives_on_in={UNIT["merged"]: [UNIT["here"]], UNIT["merged_before"]: [UNIT["merged"]]},
    dissolved_under={UNIT["dissolved"]: UNIT["here"], UNIT["dissolved_child"]: UNIT["child"]},
    known=UNIT.values(),
)
MEANS = {
    Relation.OWN: {"here", "office", "commission", "merged", "merged_before"},
    Relation.BELOW: {"child", "grandchild", "child_office", "dissolved", "dissolved_child"},
    Relation.ABOVE: {"superior", "top"},
    Relation.TREE: set(NAMES) - {"foreign", "foreign_child"},
    Relation.ANY: set(NAMES),
}


def reviewed() -> dict[Cell, frozenset[Relation]]:
    """Return the table as reviewed: (action, side, role) → relations allowed."""
    cells: dict[Cell, frozenset[Relation]] = {}
    for row in csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()):
        for role in Role:
            words = row[role.value].split()
            key = (row["action"], row["side"], role)
            assert key not in cells, f"{key} stands twice in {TABLE.name}"
            cells[key] = frozenset() if words == ["-"] else frozenset(Relation(word) for word in words)
    return cells


def standing(role: Role, clauses: Mapping[str, tuple[Clause, ...]], at: str = "here") -> Standing:
    return Standing(
        person_id=uuid.uuid5(uuid.NAMESPACE_OID, role),
        name=role.value,
        day=date(2023, 4, 21),
        holdings=(Holding(role, UNIT[at]),),
        tree=TREE,
        clauses=clauses,
    )


def differences(clauses: Iterable[Clause], cells: Mapping[Cell, frozenset[Relation]]) -> list[str]:
    """Return where the policy, asked about every unit of the small world, differs from the table."""
    by_action: dict[str, tuple[Clause, ...]] = {}
    for clause in clauses:
        by_action[clause.action] = (*by_action.get(clause.action, ()), clause)
    in_code = {(clause.action, clause.side) for clause in clauses}
    in_table = {(action, side) for action, side, _ in cells}
    found = [f"{action} ({side}) stands in no row of the table" for action, side in in_code - in_table]
    found += [f"{action} ({side}) stands in the table alone" for action, side in in_table - in_code]
    who = {role: standing(role, by_action) for role in Role}
    for (action, side, role), relations in cells.items():
        wanted = {name for relation in relations for name in MEANS[relation]}
        allowed = {NAME[unit] for unit in who[role].reach(action, side)}
        if wanted != allowed:
            found.append(f"{role} {action} ({side}): table {sorted(wanted)}, policy {sorted(allowed)}")
    return found


def test_the_policy_allows_what_the_reviewed_table_allows_and_nothing_else() -> None:
    """Review the difference by hand; then mend the clause or the table, and run python tools/rights.py."""
    assert differences(CLAUSES, reviewed()) == []


def test_no_clause_stands_twice() -> None:
    assert len(set(CLAUSES)) == len(CLAUSES)


def test_any_clause_taken_out_is_noticed() -> None:
    cells = reviewed()

    unnoticed = [
        clause
        for place, clause in enumerate(CLAUSES)
        if not differences([*CLAUSES[:place], *CLAUSES[place + 1 :]], cells)
    ]

    assert unnoticed == []


def test_any_clause_added_is_noticed() -> None:
    cells = reviewed()
    held = set(CLAUSES)
    covered = {Relation.ANY: set(Relation), Relation.TREE: set(Relation) - {Relation.ANY}}
    missing = [
        Clause(action, role, relation, side)
        for (action, side, role), relations in cells.items()
        for relation in set(Relation).difference(relations, *(covered.get(one, set()) for one in relations))
    ]

    unnoticed = [clause for clause in missing if clause in held or not noticed_when_added(clause, cells)]

    assert unnoticed == []


def noticed_when_added(clause: Clause, cells: Mapping[Cell, frozenset[Relation]]) -> bool:
    key = (clause.action, clause.side, clause.role)
    same = [one for one in CLAUSES if (one.action, one.side) == key[:2]]
    return bool(differences([*same, clause], {key: cells[key]}))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_held_in_an_advisory_body_reaches_that_body_and_what_is_above_it(role: Role) -> None:
    by_action: dict[str, tuple[Clause, ...]] = {}
    for clause in CLAUSES:
        by_action[clause.action] = (*by_action.get(clause.action, ()), clause)
    who = standing(role, by_action, at="commission")
    above = {"here", "superior", "top"}

    for (action, side, one), relations in reviewed().items():
        if one is not role or relations & {Relation.ANY, Relation.TREE}:
            continue
        allowed = {NAME[unit] for unit in who.reach(action, side)}
        wanted = ({"commission"} if Relation.OWN in relations else set()) | (
            above if Relation.ABOVE in relations else set()
        )
        assert allowed == wanted, (action, side)


def test_a_person_without_mandates_may_do_nothing() -> None:
    by_action: dict[str, tuple[Clause, ...]] = {}
    for clause in CLAUSES:
        by_action[clause.action] = (*by_action.get(clause.action, ()), clause)
    nobody = Standing(
        person_id=uuid.uuid4(), name="", day=date(2023, 4, 21), holdings=(), tree=TREE, clauses=by_action
    )

    assert [action for action in by_action if nobody.may_somewhere(action)] == []


def test_the_page_about_rights_says_what_the_table_says() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "rights.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")
