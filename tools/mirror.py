"""The mirror: show what is long, tangled or unused; with `--tests` also what no quick test runs (minutes).

It judges nothing and never fails.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Print each reflection in turn."""
    show(
        "Tangled or long",
        "ruff",
        "check",
        "--select",
        "C901,ERA,PLR0913,PLR0915",
        "--statistics",
        "src",
        "tests",
    )
    show("Unused", "vulture", "src", "tests", "--min-confidence", "80")
    print("\n== The twelve longest files ==")
    lengths = [
        (len(file.read_bytes().splitlines()), file) for top in ("src", "tests") for file in modules(top)
    ]
    for length, file in sorted(lengths, reverse=True)[:12]:
        print(f"{length:6} {file.relative_to(ROOT)}")
    if "--tests" in sys.argv[1:]:
        show(
            "Coverage",
            *(sys.executable, "-m", "pytest", "-q", "-m", "not browser and not slow"),
            *("--cov", "--cov-report=term:skip-covered", "--no-header", "-n", "2"),
        )


def modules(top: str) -> list[Path]:
    """Return the Python files below a folder of the clone."""
    return sorted((ROOT / top).rglob("*.py"))


def show(title: str, *words: str) -> None:
    """Run one tool and let it speak, whatever its exit code."""
    print(f"\n== {title} ==", flush=True)
    with tempfile.TemporaryDirectory(prefix="nghisu-look-") as data:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        surroundings = {**os.environ, "NGHISU_DATA": data, "PYTHONPATH": "src", "PATH": path}
        subprocess.run(words, cwd=ROOT, env=surroundings)


if __name__ == "__main__":
    main()
