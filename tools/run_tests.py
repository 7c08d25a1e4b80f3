"""Run the suites one after the other and close with one line that counts them all; ./test calls it."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "tools"
PYTEST = [sys.executable, "-m", "pytest", "-p", "strict_skips", "--color=no", "--durations=15"]
POSTGRES = [sys.executable, str(TOOLS / "with_postgres.py"), "--forgetful"]


def main() -> int:
    """Run the gate (in CI), SQLite, PostgreSQL, browser; return 1 if anything failed."""
    quick = "--quick" in sys.argv[1:]
    rest = [word for word in sys.argv[1:] if word != "--quick"]
    in_ci = os.environ.get("CI") == "true"
    begun = time.monotonic()
    closed = subprocess.run([sys.executable, TOOLS / "gate.py"], cwd=ROOT).returncode if in_ci else 0
    with tempfile.TemporaryDirectory(prefix="nghisu-test-") as folder:
        # Two at once, for everything but the browser, whose pages would slow each other down.
        apart = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
        if quick:
            suites = [
                (
                    "SQLite",
                    [*PYTEST, *apart, "-m", "not browser and not slow and not full and not measure", *rest],
                )
            ]
        else:
            suites = [
                ("SQLite", [*PYTEST, *apart, "-m", "not browser and not full and not measure", *rest]),
                (
                    "PostgreSQL",
                    [
                        *POSTGRES,
                        *PYTEST,
                        *apart,
                        "-m",
                        "not browser and not full and not measure and not once",
                        *rest,
                    ],
                ),
                # A browser on a loaded machine has its own weather: a journey that failed is played once
                # more, and pytest names it as rerun.
                (
                    "browser",
                    [*PYTEST, "-m", "browser and not axe and not measure", "--reruns=1", "-rR", *rest],
                ),
            ]
        counts = [run_suite(name, words, Path(folder)) for name, words in suites]
    passed, failed, skipped = (sum(one[place] for one in counts) for place in range(3))
    print(f"\nAll suites in {time.monotonic() - begun:.0f} s")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if closed or failed or not passed else 0


def run_suite(name: str, words: list[str], folder: Path) -> tuple[int, int, int]:
    """Run one suite and return how many passed, failed and were skipped."""
    print(f"\n== {name} ==", flush=True)
    report = folder / f"{name}.xml"
    data = folder / name
    surroundings = {**os.environ, "NGHISU_DATA": str(data), "PYTHONPATH": f"src{os.pathsep}{TOOLS}"}
    begun = time.monotonic()
    done = subprocess.run([*words, f"--junit-xml={report}"], cwd=ROOT, env=surroundings)
    shutil.rmtree(data, ignore_errors=True)
    print(f"{name}: {time.monotonic() - begun:.0f} s", flush=True)
    if not report.exists():
        return 0, 1, 0
    counted = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for suite in counted_in(report).iter("testsuite"):
        for word in counted:
            counted[word] += int(suite.get(word, 0))
    bad = counted["failures"] + counted["errors"]
    if done.returncode not in {0, 5}:
        bad = max(bad, 1)
    return (
        counted["tests"] - counted["failures"] - counted["errors"] - counted["skipped"],
        bad,
        counted["skipped"],
    )


def counted_in(report: Path) -> ET.Element:
    """Read pytest's own report; characters that XML forbids are dropped first."""
    text = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", report.read_text(encoding="utf-8", errors="replace"))
    return ET.fromstring(text)


if __name__ == "__main__":
    sys.exit(main())
