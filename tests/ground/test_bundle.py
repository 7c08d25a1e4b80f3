"""The folder of wheels for a closed network: what goes into it, and what ./run says where something lacks."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.once


@pytest.fixture
def bundle() -> ModuleType:
    """Return the program behind ./run --bundle."""
    spec = importlib.util.spec_from_file_location("bundle", ROOT / "tools" / "bundle.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a clone that was installed from a folder of wheels without electronic signatures."""
    for name in ("run", "tools/setup.sh"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "wheels").mkdir()
    (tmp_path / ".venv").mkdir()
    for folder in ("wheels", ".venv"):
        (tmp_path / folder / "bundle.lock").write_text("django==5.2\n")
    return tmp_path


def run(clone: Path, *words: str) -> tuple[int, str]:
    done = subprocess.run(
        ["sh", "run", *words], check=False, cwd=clone, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout + done.stderr


def names_in(lock: Path) -> set[str]:
    return set(re.findall(r"^([\w.-]+==\S+)", lock.read_text(), re.MULTILINE))


def test_with_sign_the_folder_takes_along_everything_and_what_signatures_need(bundle: ModuleType) -> None:
    plain, signing = (names_in(bundle.packages_for(words)) for words in ([], ["--sign"]))

    assert plain < signing
    assert {one.partition("==")[0] for one in signing - plain} >= {"pyhanko", "python-pkcs11"}


def test_an_unknown_word_makes_no_folder(bundle: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert bundle.main(["--sing"]) == 2
    assert "./run --bundle --sign" in capsys.readouterr().err


def test_where_the_folder_holds_nothing_for_signatures_run_sign_says_how_to_make_one(clone: Path) -> None:
    status, words = run(clone, "--sign")

    assert status == 1
    assert "./run --bundle --sign" in words


def test_where_the_folder_holds_them_run_sign_asks_no_network(clone: Path) -> None:
    for folder in ("wheels", ".venv"):
        (clone / folder / "bundle.lock").write_text("pyhanko==0.38.0\n")

    assert run(clone, "--sign") == (0, "Installed, with electronic signatures. Start with ./run\n")


def test_a_bundle_is_made_only_where_the_network_installed_the_clone(clone: Path) -> None:
    status, words = run(clone, "--bundle", "--sign")

    assert status == 1
    assert "installed from the network" in words
