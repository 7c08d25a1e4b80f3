"""Archives made by foreign programs: each good one gives its known result, each bad one is refused."""

import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from nacl import bindings
from tests.belenios.conftest import RESULT, hold

from nghisu.belenios import archive, ballots, credentials, groups
from nghisu.belenios.__main__ import main
from nghisu.belenios.refused import SENTENCES, Refused
from nghisu.belenios.verify import check_setup, verify

pytestmark = pytest.mark.once
DATA = Path(__file__).parent.parent / "data" / "belenios"
GOOD = ["v30-ed-5-basic", "v33-ed-5-threshold"]
SLOW_GOOD = ["v20-2048-5-basic", "v33-2048-5-threshold"]
BAD = {
    "Ed25519-ballot_copied_by_another_voter": "proof",
    "Ed25519-ballot_replayed_verbatim": "ballot_twice",
    "Ed25519-one_bit_flipped": "archive_name",
    "Ed25519-overvote_3_of_max_2": "proof",
    "Ed25519-result_altered": "result",
    "Ed25519-stuffed_ballot__unknown_credential": "unknown_credential",
}


def content_of(name: str) -> bytes:
    return (DATA / name / "archive.bel").read_bytes()


@pytest.mark.parametrize("name", GOOD)
def test_point_26_a_foreign_archive_gives_its_known_result(name: str) -> None:
    known = json.loads((DATA / name / "expected-result.json").read_text())

    assert {"result": verify(content_of(name)).result} == known or verify(content_of(name)).result == known


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW_GOOD)
def test_point_26_a_foreign_archive_of_2048_bits_gives_its_known_result(name: str) -> None:
    known = json.loads((DATA / name / "expected-result.json").read_text())
    found = verify(content_of(name)).result

    assert found == known or {"result": found} == known


@pytest.mark.parametrize(("name", "code"), BAD.items())
def test_point_26_a_tampered_archive_is_refused_for_what_is_wrong_in_it(name: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        verify(content_of(f"negative/{name}"))

    assert refused.value.code == code


def test_the_untampered_archive_beside_them_holds() -> None:
    assert verify(content_of("negative/Ed25519-baseline")).result == [[3, 2, 2]]


def test_every_negative_archive_is_asked_about() -> None:
    asked = {*BAD, "Ed25519-baseline", "Ed25519-mixed-order-point"}

    assert {one.name for one in (DATA / "negative").iterdir()} == asked


def test_what_is_outside_of_the_profile_is_refused_by_name() -> None:
    with pytest.raises(Refused) as refused:
        verify(content_of("v33-ed-5-nh"))

    assert refused.value.code == "out_of_profile"
    assert "Shuffle" in str(refused.value)


def test_point_4_a_point_of_mixed_order_in_a_ballot_is_refused() -> None:
    folder = DATA / "negative" / "Ed25519-mixed-order-point"
    setup = check_setup(archive.read((folder / "archive.bel").read_bytes()))
    known = setup.credentials

    ballots.check(setup.election, (folder / "good.json").read_bytes().rstrip(b"\n"), known)
    with pytest.raises(Refused):
        ballots.check(setup.election, (folder / "ballot.json").read_bytes().rstrip(b"\n"), known)


def test_point_5_a_library_that_takes_mixed_order_for_the_group_opens_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    groups.self_test.cache_clear()
    monkeypatch.setattr(bindings, "crypto_core_ed25519_is_valid_point", lambda _: True)

    with pytest.raises(Refused) as refused:
        groups.group_named("Ed25519")

    assert refused.value.code == "self_test"
    groups.self_test.cache_clear()


def test_credentials_of_both_shapes_derive_what_the_archives_list() -> None:
    for name in (*GOOD, *SLOW_GOOD):
        setup = check_setup(archive.read(content_of(name)))
        rows = (DATA / name / "private_creds.txt").read_text().splitlines()
        slips = [row.split()[-1] for row in rows]
        group, uuid = setup.election.group, setup.election.uuid

        derived = {credentials.public(group, credentials.derive(group, slip, uuid)) for slip in slips}

        assert derived == set(setup.credentials), name


@pytest.mark.parametrize("size", [300])
def test_one_flipped_bit_anywhere_is_refused(size: int) -> None:
    content = content_of("v30-ed-5-basic")
    chance = random.Random(20230421)

    for _ in range(size):
        place = chance.randrange(len(content))
        flipped = bytearray(content)
        flipped[place] ^= 1 << chance.randrange(8)
        with pytest.raises(Refused):
            verify(bytes(flipped))


def test_a_file_cut_anywhere_is_refused() -> None:
    content = content_of("v30-ed-5-basic")

    for end in (0, 1, 511, 512, 2_000, len(content) - 512, len(content) - 1):
        with pytest.raises(Refused):
            verify(content[:end])


def test_what_stands_after_the_end_is_refused() -> None:
    with pytest.raises(Refused):
        verify(content_of("v30-ed-5-basic") + bytes(1024))


def test_point_27_the_verifier_runs_alone_without_django_and_says_what_it_found(tmp_path: Path) -> None:
    made = hold("Ed25519")
    export = tmp_path / "kiem-phieu.zip"
    with zipfile.ZipFile(export, "w") as packed:
        packed.writestr("README", "…")
        packed.writestr("JEhjBEpqedoHbV.bel", made.content)
    blocked = "import sys; sys.modules['django'] = None; import runpy; sys.argv = sys.argv[1:];"
    blocked += "runpy.run_module('nghisu.belenios', run_name='__main__')"

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", blocked, "x", *words]
        return subprocess.run(command, check=False, capture_output=True, text=True)

    told = run(str(export), "--json")
    flipped = tmp_path / "flipped.bel"
    flipped.write_bytes(made.content[:-100] + bytes([made.content[-100] ^ 1]) + made.content[-99:])

    assert (told.returncode, json.loads(told.stdout)["result"]) == (0, RESULT)
    assert run(str(flipped)).returncode == 1
    assert run(str(tmp_path / "nothing.bel")).returncode == 2


def test_the_verifier_speaks_both_languages(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    good = DATA / "v30-ed-5-basic" / "archive.bel"

    assert main([str(good)]) == 0
    assert "mọi chứng minh đều được kiểm tra" in capsys.readouterr().out
    assert main([str(good), "--lang", "en"]) == 0
    assert "every proof was checked" in capsys.readouterr().out
    assert main([str(DATA / "negative" / "Ed25519-result_altered" / "archive.bel")]) == 1
    assert "không khớp với các lá phiếu" in capsys.readouterr().err
    empty = tmp_path / "empty.zip"
    with zipfile.ZipFile(empty, "w"):
        pass
    assert main([str(empty)]) == 1


def test_every_refusal_can_be_said_in_both_languages() -> None:
    for english, vietnamese in SENTENCES.values():
        assert english.endswith(".")
        assert vietnamese.endswith(".")
        assert english.count("{") == vietnamese.count("{")
