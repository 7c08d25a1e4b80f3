"""Resolve the four locks anew, with hashes and without addresses: `python tools/locks.py`."""

import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--no-emit-index-url",
    "-q",
]


def main() -> None:
    """Write runtime.lock, requirements.lock and sign.lock (which agree with it) and setup.lock."""
    compile_lock("runtime.lock", "postgres")
    compile_lock("sign.lock", "postgres", "sign", "--constraint", "runtime.lock")
    compile_lock("requirements.lock", "postgres", "dev", "--constraint", "runtime.lock")
    tools = ROOT / "pyproject.toml"
    wanted = next(line for line in tools.read_text().splitlines() if line.startswith("setup = "))
    with tempfile.NamedTemporaryFile("w", suffix=".in") as listed:
        listed.write(
            "\n".join(part for part in wanted.split('"') if part[:1].isalpha() and "setup" not in part)
        )
        listed.flush()
        run("uv", "pip", "compile", listed.name, "-o", "setup.lock", "--no-annotate", *COMMON)


def compile_lock(lock: str, *extras: str) -> None:
    """Resolve pyproject.toml with these extras; words with dashes go to uv as they are."""
    words: list[str] = []
    for extra in extras:
        words += [extra] if extra.startswith("--") or extra.endswith(".lock") else ["--extra", extra]
    run("uv", "pip", "compile", "pyproject.toml", "-o", lock, "--no-annotate", *words, *COMMON)


def run(*words: str) -> None:
    """Run a command in the clone."""
    subprocess.run(words, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
