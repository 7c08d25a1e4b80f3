"""Write docs/rights.md from the reviewed table of rights.

    python tools/rights.py            write it
    python tools/rights.py --check    say whether it is up to date
    python tools/rights.py --missing  print the rows of new actions, to be reviewed and put into the table

The table itself, tests/house/expected_rights.csv, is edited and reviewed by hand and never written by a
program; tests/house/test_rights.py holds it against the policy in both directions.
"""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "house" / "expected_rights.csv"
PAGE = ROOT / "docs" / "rights.md"
ROLES = {
    "chief_of_office": ("Chánh Văn phòng", "chief of office"),
    "clerk": ("Văn thư", "records clerk"),
    "specialist": ("Chuyên viên", "specialist"),
    "leader": ("Trưởng, phó ban", "leader of an advisory body"),
    "chair": ("Chủ trì", "secretary, deputy secretary"),
    "member": ("Ủy viên", "committee member"),
    "point_operator": ("Phụ trách điểm cầu", "operator of a remote point"),
    "counting_committee": ("Ban kiểm phiếu", "counting committee"),
    "inspector": ("Kiểm tra", "inspection committee"),
    "superior_reader": ("Cấp trên", "superior's reader"),
    "administrator": ("Quản trị", "system administrator"),
}
WORDS = {"own": "O", "below": "B", "above": "A", "tree": "T", "any": "*", "-": "·"}
HEAD = """# Who may do what

Rights follow from mandates. A mandate gives a role at a unit; the role may do an action on an object whose
unit stands in one of these relations to the unit where the role is held:

| letter | relation | meaning |
|---|---|---|
| O | own | the committee with its advisory bodies, and every unit that lives on in it (see below) |
| B | below | every affiliate at any depth, and every affiliate dissolved there |
| A | above | every superior |
| T | tree | everything under the same top |
| * | any | every unit of any day |
| · | | refused: what no cell allows is refused |

A role held in an advisory body (leader, specialist, point operator) has that body alone as its own.
`side` says which unit of the object is compared: the unit whose object it is, or a recipient, the giver or
the lead of a task, the host of a remote point. Some rooms let people in by another door as well, and check it
there: who is summoned sees the meeting and its open papers; who is in charge of a task's unit sees the task.
What a person may not see answers 404; what they see and may not do answers 403.

A unit that has ended keeps its pages. Its papers go with the unit it lives on in; without one they stay below
its last superior and are never that superior's own.

The table is reviewed by hand in `tests/house/expected_rights.csv`. `tests/house/test_rights.py` holds it
against the policy (`organisation/rules/clauses.py`) in both directions, cell by cell, on a small tree with an
affiliate, an advisory body, a sibling, a superior, a foreign tree, a merged and a dissolved unit; it removes
each clause and adds each missing one, and each time the comparison must fail.

"""


def page() -> str:
    """Return the page as it should be."""
    rows = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
    lines = ["| action | side | " + " | ".join(f"{vi}<br>{en}" for vi, en in ROLES.values()) + " |"]
    lines.append("|---" * (len(ROLES) + 2) + "|")
    for row in rows:
        cells = ["".join(WORDS[word] for word in row[role].split()) for role in ROLES]
        lines.append(f"| `{row['action']}` | {row['side']} | " + " | ".join(cells) + " |")
    return HEAD + "\n".join(lines) + "\n"


def missing() -> list[str]:
    """Return rows for the actions of the policy that the table lacks, as the policy has them."""
    sys.path.insert(0, str(ROOT / "src"))
    from nghisu.organisation.rules.clauses import CLAUSES

    known = {(row["action"], row["side"]) for row in csv.DictReader(TABLE.read_text("utf-8").splitlines())}
    new: dict[tuple[str, str], dict[str, list[str]]] = {}
    for clause in CLAUSES:
        if (clause.action, clause.side) not in known:
            cells = new.setdefault((clause.action, clause.side), {})
            cells.setdefault(clause.role.value, []).append(clause.relation.value)
    return [
        ",".join([action, side, *(" ".join(cells.get(role, ["-"])) for role in ROLES)])
        for (action, side), cells in new.items()
    ]


def main() -> int:
    """Write the page, compare it, or print what the table lacks."""
    if "--missing" in sys.argv:
        print("\n".join(missing()))
        return 0
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != page():
            print("docs/rights.md is not what the table says; run: python tools/rights.py")
            return 1
        return 0
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
