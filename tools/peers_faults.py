"""Write docs/peers-faults.md: each fault that others published, and the tests that keep it out of here.

    python tools/peers_faults.py            write it
    python tools/peers_faults.py --check    say whether it is up to date, and which number has no test

The numbers and what happened stand in docs/peers-faults.csv, reviewed by hand; the tests are found by their
names (test_peer_T07_…), and what each one shows is its name read as a sentence.
"""

import ast
import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAULTS = ROOT / "docs" / "peers-faults.csv"
PAGE = ROOT / "docs" / "peers-faults.md"
NAME = re.compile(r"test_peer_((?:T\d\d_)+)(.+)")
HEAD = """# Faults of comparable programs, and our tests against them

Written by `python tools/peers_faults.py` from `docs/peers-faults.csv` and the names of the tests. Each row is
a vulnerability that was published for a program with a like purpose, or a class of them. A number without a
test fails `tests/house/test_peers.py`. Where a test has several numbers, one walk over all pages shows them
together.

| number | program and source | what happened there | what our tests show | where |
|---|---|---|---|---|
"""


def faults() -> list[dict[str, str]]:
    """Return the faults in the order of their numbers."""
    with FAULTS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tests() -> dict[str, list[tuple[str, str]]]:
    """Return for each number its tests, as what they show and where they stand."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for place in sorted((ROOT / "tests").rglob("test_*.py")):
        text = place.read_text(encoding="utf-8")
        if "test_peer_T" not in text:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef) and (match := NAME.fullmatch(node.name)):
                shown = match[2].replace("_", " ")
                for number in match[1].rstrip("_").split("_"):
                    found[number].append((shown, str(place.relative_to(ROOT))))
    return found


def page() -> str:
    """Return the page as it should be."""
    known, lines = tests(), []
    for row in faults():
        shown = known.get(row["number"], [])
        said = "<br>".join(words for words, _ in shown) or row["why_none"]
        where = "<br>".join(dict.fromkeys(f"`{place}`" for _, place in shown))
        lines.append(f"| {row['number']} | {row['peer']} | {row['fault']} | {said} | {where} |")
    return HEAD + "\n".join(lines) + "\n"


def untested() -> list[str]:
    """Return the numbers that have neither a test nor a reason, and the numbers of tests nobody entered."""
    known, entered = tests(), {row["number"]: row for row in faults()}
    without = [number for number, row in entered.items() if number not in known and not row["why_none"]]
    return without + [number for number in sorted(known) if number not in entered]


def main() -> int:
    """Write the page, or compare it."""
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if lacking := untested():
            print("No test, or no entry: " + ", ".join(lacking))
        if current != page():
            print("docs/peers-faults.md is not what the tests say; run: python tools/peers_faults.py")
        return 1 if lacking or current != page() else 0
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
