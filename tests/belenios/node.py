"""The browser's modules run in Node, side by side with the copied packages as a server has them."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parents[2] / "src" / "nghisu"
OWN = SOURCE / "ballots" / "static" / "ballots" / "secret"
VENDOR = SOURCE / "kit" / "static" / "vendor"


def node() -> list[str]:
    """Return the command of Node: the machine's own, or the one that set-up put beside the packages."""
    return [shutil.which("node") or str(Path(sys.prefix) / "node" / "bin" / "node")]


def side_by_side(folder: Path) -> Path:
    """Copy the modules as the pages load them and return where the own ones stand."""
    for name in ("noble", "qr"):
        shutil.copytree(VENDOR / name, folder / "vendor" / name)
    own = folder / "ballots" / "secret"
    shutil.copytree(OWN, own)
    (folder / "package.json").write_text('{"type": "module"}')
    return own


def run(own: Path, program: str, given: Any) -> Any:
    """Run a module that gets JSON as `given` and hands JSON back by `answer(value)`."""
    head = (
        "import { readFileSync } from 'node:fs';\n"
        "const given = JSON.parse(readFileSync(0, 'utf8'));\n"
        "const answer = (value) => process.stdout.write(JSON.stringify(value));\n"
    )
    place = own / "asked.js"
    place.write_text(head + program)
    done = subprocess.run(
        [*node(), str(place)], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
