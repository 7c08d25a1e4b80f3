"""The gate every change passes: form, types, layers, templates, migrations. `make check`, and CI.

python tools/gate.py          all of it, one line each; what a failing part says is shown
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
CODE = [name for name in ("src", "tests", "tools", "bench") if (ROOT / name).is_dir()]
PARTS: tuple[tuple[str, list[str]], ...] = (
    ("ruff format --check", ["ruff", "format", "--check", *CODE]),
    ("ruff check", ["ruff", "check", *CODE]),
    ("djangofmt --check", ["djangofmt", "--check", "src"]),
    ("djangofmt check", ["djangofmt", "check", "src"]),
    ("lint-imports", ["lint-imports"]),
    ("mypy", ["mypy"]),
    ("deptry", ["deptry", "src"]),
    ("makemigrations --check", [PYTHON, "-m", "nghisu", "makemigrations", "--check", "--dry-run"]),
)


def main() -> int:
    """Run every part, also after one has failed; return 1 if any has."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="nghisu-gate-") as data:
        beside = f"{Path(PYTHON).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        surroundings = {**os.environ, "NGHISU_DATA": data, "PYTHONPATH": "src", "PATH": beside}
        surroundings["PYTHONWARNINGS"] = ""
        for name, words in PARTS:
            begun = time.monotonic()
            done = subprocess.run(words, cwd=ROOT, env=surroundings, capture_output=True, text=True)
            verdict = "ok" if done.returncode == 0 else "FAILED"
            print(f"gate: {name:<24} {verdict:<7} {time.monotonic() - begun:5.1f} s", flush=True)
            if done.returncode != 0:
                failed.append(name)
                print((done.stdout + done.stderr)[-6000:], flush=True)
    if failed:
        print("The gate is closed: " + ", ".join(failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
