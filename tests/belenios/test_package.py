"""The package that everybody takes home: it verifies alone, with our program and with a foreign one."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.belenios.conftest import RESULT, UUID, hold

from nghisu.belenios import curve, groups, package
from nghisu.belenios.groups import Ed25519, PlainEd25519
from nghisu.belenios.refused import Refused
from nghisu.belenios.verify import verify

pytestmark = pytest.mark.once
NEWER = os.environ.get("BELENIOS_TOOL_3", "")


def taken_home(folder: Path, name: str, *, flip: bool = False) -> Path:
    """Hold an election, unpack its package and return the folder."""
    made = hold(name, threshold=(2, 3), owners=[1, 2, 4], again=True)
    archive = made.content
    content = package.packed(archive=archive, report=verify(archive), papers={"bien-ban.docx": b"..."})
    home = folder / "home"
    with zipfile.ZipFile(io.BytesIO(content)) as export:
        export.extractall(home)
    if flip:
        bel = home / f"{UUID}.bel"
        bel.write_bytes(archive[:-1300] + bytes([archive[-1300] ^ 1]) + archive[-1299:])
    return home


def alone(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run Python without any package, as a machine has it that never saw the product."""
    command = [sys.executable, "-I", "-S", *words]
    return subprocess.run(command, cwd=home, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048"])
def test_point_27_the_verifier_of_the_package_runs_on_a_machine_without_any_library(
    name: str, tmp_path: Path
) -> None:
    home = taken_home(tmp_path, name)

    told = alone(home, package.VERIFIER, f"{UUID}.bel", "--json")

    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["result"] == RESULT


def test_point_27_the_verifier_of_the_package_refuses_a_flipped_bit(tmp_path: Path) -> None:
    home = taken_home(tmp_path, "Ed25519", flip=True)

    told = alone(home, package.VERIFIER, f"{UUID}.bel")

    assert told.returncode == 1
    assert told.stderr.startswith("KHÔNG ĐÚNG")


def test_a_package_holds_what_the_guide_promises_and_is_always_the_same(tmp_path: Path) -> None:
    made = hold("Ed25519")
    report = verify(made.content)

    one, two = (
        package.packed(archive=made.content, report=report, papers={"bien-ban.docx": b"a"}) for _ in "ab"
    )

    with zipfile.ZipFile(io.BytesIO(one)) as export:
        assert sorted(export.namelist()) == sorted(
            [
                "DOC-TRUOC.txt",
                "README.txt",
                f"{UUID}.bel",
                "audit.sh",
                "bien-ban.docx",
                "fingerprints.json",
                "nghisu-verify.pyz",
                "result.json",
            ]
        )
        assert json.loads(export.read("fingerprints.json"))["final_event"] == report.head
        assert json.loads(export.read("result.json"))["result"] == RESULT
    assert one == two


def audit(home: Path, tool: str) -> "subprocess.CompletedProcess[str]":
    """Run the audit script of a package."""
    return subprocess.run(
        ["sh", "audit.sh"],
        cwd=home,
        env=os.environ | {"BELENIOS_TOOL": tool},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_audit_script_asks_the_foreign_program_of_debian(tmp_path: Path) -> None:
    home = taken_home(tmp_path, "BELENIOS-2048")

    assert audit(home, "belenios-tool").returncode == 0
    assert audit(home, "no-such-program").returncode == 3


@pytest.mark.slow
def test_the_audit_script_says_when_the_foreign_program_is_too_old_for_the_group(tmp_path: Path) -> None:
    home = taken_home(tmp_path, "Ed25519")
    version = subprocess.run(["belenios-tool", "--version"], capture_output=True, text=True, check=True)

    assert audit(home, "belenios-tool").returncode == (3 if version.stdout.startswith("2.") else 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Ed25519", "BELENIOS-2048"])
def test_the_audit_script_asks_a_newer_foreign_program_about_every_ballot(name: str, tmp_path: Path) -> None:
    if not NEWER:
        pytest.skip("only on machines with BELENIOS_TOOL_3 (sh tools/foreign_verifier.sh FOLDER)")
    home = taken_home(tmp_path, name)

    told = audit(home, NEWER)

    assert told.returncode == 0, told.stdout + told.stderr
    assert "ballots verified one by one: 5" in told.stdout


def test_the_plain_curve_is_the_librarys() -> None:
    library: groups.Group = Ed25519()
    plain: groups.Group = PlainEd25519()
    chance = random.Random(2023)
    for _ in range(20):
        one, other = chance.randrange(1, library.q), chance.randrange(1, library.q)
        texts = []
        for group in [library, plain]:
            base = group.power(group.g, one)
            both = group.times(group.power(base, other), group.inverse(group.g))
            assert group.read(group.text(both), "") == both
            texts.append(group.text(both))
        assert texts[0] == texts[1]
    assert (curve.power(curve.BASE, 0), plain.power(curve.BASE, plain.q)) == (curve.ONE, curve.ONE)


BAD_POINTS = {
    "the neutral one": (1).to_bytes(32, "little"),
    "order two": (2**255 - 20).to_bytes(32, "little"),
    "order four": bytes(32),
    "y above p": (2**255 - 19 + 4).to_bytes(32, "little"),
    "zero with a sign": (1 | 1 << 255).to_bytes(32, "little"),
    "not on the curve": (2).to_bytes(32, "little"),
    "order eight": bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    "mixed order": curve.written(curve.times(curve.BASE, (0, curve.P - 1))),
}


@pytest.mark.parametrize("how", BAD_POINTS)
@pytest.mark.parametrize("group", [Ed25519(), PlainEd25519()], ids=["library", "plain"])
def test_point_4_what_is_no_element_is_refused(group: groups.Group, how: str) -> None:
    with pytest.raises(Refused) as refused:
        group.read(BAD_POINTS[how][::-1].hex(), "choices")

    assert refused.value.code == "not_an_element"


@pytest.mark.parametrize(
    "text", ["0", "1", "01", "2", "", str(groups.Belenios2048.p - 1), str(groups.Belenios2048.p + 4)]
)
def test_point_4_what_is_no_element_of_2048_bits_is_refused(text: str) -> None:
    group = groups.Belenios2048()

    with pytest.raises(Refused) as refused:
        group.read(text, "choices")

    assert refused.value.code == "not_an_element"


def test_the_plain_curve_is_used_where_the_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "HAS_NACL", False)
    groups._made.cache_clear()
    made = hold("Ed25519")
    assert isinstance(made.election.group, PlainEd25519)
    groups._made.cache_clear()
    monkeypatch.undo()

    assert verify(made.content).result == RESULT
