"""A copy of the record: any flipped bit, rollback and fork is reported by both programs."""

import base64
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.record.conftest import TOOL, Files, Log, files_in, tool_by_path

from nghisu.record.queries.keys import verifier
from nghisu.record.queries.whole import check_record
from nghisu.record.rules.copy_audit import audit_copy
from nghisu.record.rules.tiles import bundle, leaves_in
from nghisu.record.rules.tree import Tree, leaf_hash

INDEPENDENT = tool_by_path()
SEED = 20230421
Faults = Callable[[Files], list[str]]


def by_the_product(files: Files) -> list[str]:
    return [str(fault) for fault in audit_copy(files, files.__getitem__, verifier()).faults]


def by_the_tool(files: Files) -> list[str]:
    return list(INDEPENDENT.Copy(files).faults)


def by_a_lax_program(files: Files) -> list[str]:
    """Check as a "reasonable" program would, which reads first and hashes what it understood (sabotage)."""
    try:
        text = files["checkpoint"].decode()
        size, root = int(text.split("\n")[1]), base64.b64decode(text.split("\n")[2])
        leaves = leaves_in(files[f"tile/entries/000.p/{size}"], size)
        understood = [
            json.dumps(json.loads(leaf), sort_keys=True, separators=(",", ":")).encode().replace(b'"A', b'"a')
            for leaf in leaves
        ]
    except (ValueError, KeyError):
        return ["unreadable"]
    return [] if Tree(map(leaf_hash, understood)).root() == root else ["another root"]


def flipped(files: Files, count: int, seed: int) -> Iterator[tuple[str, Files]]:
    """Yield copies with one bit flipped, over all files of the record; README.md is not of the record."""
    chance = random.Random(seed)
    paths = sorted(files.keys() - {"README.md"})
    for number in range(count):
        path = paths[number % len(paths)]
        at = chance.randrange(len(files[path]) * 8)
        content = bytearray(files[path])
        content[at // 8] ^= 1 << at % 8
        yield f"{path}, bit {at}", files | {path: bytes(content)}


def unnoticed(check: Faults, files: Files, count: int, seed: int = SEED) -> list[str]:
    return [name for name, changed in flipped(files, count, seed) if check(changed) == []]


@pytest.fixture
def small(log: Log) -> Files:
    """Return a copy of 30 lines, the words of two erased."""
    log.grow(28)
    log.erase(3, 7)
    return files_in(log.copy())


def test_a_copy_holds_and_is_in_the_layout_of_the_specification(small: Files) -> None:
    assert sorted(small) == [
        "README.md",
        "checkpoint",
        "disclosures.jsonl",
        "record.pub",
        "tile/0/000.p/30",
        "tile/entries/000.p/30",
    ]
    assert by_the_product(small) == []
    assert by_the_tool(small) == []


def test_harness_H16_every_one_of_2400_random_flips_is_reported_by_both_programs(small: Files) -> None:
    assert unnoticed(by_the_product, small, 2400) == []
    assert unnoticed(by_the_tool, small, 2400) == []


def test_harness_H16_a_lax_program_is_caught_by_the_harness(small: Files) -> None:
    """Sabotage: a program that understands before it hashes must fail the harness above."""
    assert by_a_lax_program(small) == []
    assert len(unnoticed(by_a_lax_program, small, 2400)) > 100


def test_harness_H16_flips_in_a_tree_of_two_levels_are_reported(log: Log) -> None:
    log.grow(270)
    files = files_in(log.copy())

    assert "tile/1/000.p/1" in files
    assert unnoticed(by_the_product, files, 80) == []
    assert unnoticed(by_the_tool, files, 80) == []


@pytest.mark.slow
def test_harness_H16_every_single_bit_of_a_copy_is_guarded(log: Log) -> None:
    log.grow(1)
    tiny = files_in(log.copy())
    for path in sorted(tiny.keys() - {"README.md"}):
        for at in range(len(tiny[path]) * 8):
            content = bytearray(tiny[path])
            content[at // 8] ^= 1 << at % 8
            changed = tiny | {path: bytes(content)}
            assert by_the_product(changed), f"{path}, bit {at}"
            assert by_the_tool(changed), f"{path}, bit {at}"


def relayed(files: Files, change: Callable[[list[bytes]], list[bytes]]) -> Files:
    """Return the copy with its lines changed and the tile above made to fit, as a forger would."""
    leaves = change(leaves_in(files["tile/entries/000.p/30"], 30))
    tile = b"".join(leaf_hash(leaf) for leaf in leaves)
    return files | {"tile/entries/000.p/30": bundle(leaves), "tile/0/000.p/30": tile}


@pytest.mark.parametrize(
    "change",
    [
        lambda leaves: [*leaves[:5], *leaves[6:]],
        lambda leaves: [*leaves[:5], leaves[4], *leaves[5:]],
        lambda leaves: [*leaves[:5], leaves[6], leaves[5], *leaves[7:]],
        lambda leaves: [*leaves[:5], leaves[5].replace(b"renamed", b"founded"), *leaves[6:]],
        lambda leaves: leaves[:-1],
    ],
    ids=["removed", "inserted", "swapped", "edited", "cut off"],
)
def test_harness_H16_a_forger_who_mends_the_hashes_is_reported(
    small: Files, change: Callable[[list[bytes]], list[bytes]]
) -> None:
    changed = relayed(small, change)

    assert by_the_product(changed) != []
    assert by_the_tool(changed) != []


@pytest.mark.parametrize("path", ["record.pub", "checkpoint", "tile/0/000.p/30", "tile/entries/000.p/30"])
def test_a_missing_file_is_reported(small: Files, path: str) -> None:
    del small[path]

    assert by_the_product(small) != []
    assert by_the_tool(small) != []


def test_a_stray_file_is_reported(small: Files) -> None:
    changed = small | {"tile/0/001.p/1": b"\0" * 32}

    assert by_the_product(changed) == ["tile/0/001.p/1: the file does not belong to the record."]
    assert by_the_tool(changed) == ["tile/0/001.p/1: this file does not belong to the copy."]


def test_words_left_out_of_a_whole_copy_are_reported(small: Files) -> None:
    rows = small["disclosures.jsonl"].split(b"\n")
    changed = small | {"disclosures.jsonl": b"\n".join([*rows[:5], *rows[6:]])}

    sentence = "Line 6: its words were deleted, and no line of the record says so."
    assert by_the_product(changed) == [sentence]
    assert by_the_tool(changed) == [sentence]


def test_a_copy_signed_anew_with_another_key_is_reported_by_the_installation(small: Files) -> None:
    secret = hashlib.sha256(b"forger").digest()
    from nghisu.record.rules.signed_note import Signer

    forger = Signer("nghisu.invalid/nhat-ky", secret)
    text = small["checkpoint"].decode().rpartition("\n\n")[0] + "\n"
    changed = small | {
        "record.pub": f"{forger.verifier}\n".encode(),
        "checkpoint": forger.sign(text).encode(),
    }

    assert by_the_product(changed) == ["record.pub: this is not the key of this installation."]
    own = INDEPENDENT.read_key(small["record.pub"])
    assert INDEPENDENT.Copy(changed, own).faults == ["record.pub: this is not the key you named."]


def test_privacy_P16_erased_words_leave_every_copy_verifiable_and_are_in_none_that_follows(log: Log) -> None:
    log.grow(10, word="Nguyễn Văn Bí Mật")
    before = files_in(log.copy())

    log.erase(*range(10))
    after = files_in(log.copy())

    canary = "Bí Mật".encode()
    assert any(canary in content for content in before.values())
    assert not any(canary in content for content in after.values())
    assert by_the_product(after) == by_the_tool(after) == []
    assert check_record().faults == []


def run(*words: str | Path) -> tuple[int, str]:
    words = (sys.executable, "-I", TOOL, *words)
    done = subprocess.run(list(map(str, words)), capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout


def test_the_program_by_itself_says_what_holds_and_what_was_changed(log: Log) -> None:
    log.grow(20)
    old = log.copy()
    log.grow(20)
    new = log.copy()

    assert run(new) == (0, "HOLDS: 42 lines, all under the signed root.\n")
    assert run(new, "--previous", old) == (0, "HOLDS: 42 lines, all under the signed root.\n")
    bundle_file = new / "tile/entries/000.p/42"
    bundle_file.write_bytes(bundle_file.read_bytes().replace(b"unit.renamed", b"unit.founded", 1))
    code, said = run(new)
    assert code == 1
    assert "Line 0 is not the line that was signed. It reads now: “unit.founded”, unit " in said


def test_harness_H16_a_rollback_between_two_copies_is_reported(log: Log) -> None:
    log.grow(20)
    old = log.copy()
    log.grow(20)
    new = log.copy()

    code, said = run(old, "--previous", new)

    assert (code, said.splitlines()[0]) == (
        1,
        "The record was rolled back: 42 lines were signed before, 21 now.",
    )


def test_a_copy_that_cannot_be_read_is_reported_beside_an_older_one(log: Log) -> None:
    log.grow(20)
    old = log.copy()
    log.grow(20)
    new = log.copy()
    bundle_file = new / "tile/entries/000.p/42"
    bundle_file.write_bytes(bundle_file.read_bytes()[:-1])

    assert run(new, "--previous", old) == (
        1,
        "tile/entries/000.p/42: lines were removed, inserted or cut.\nCHANGED: 1 faults.\n",
    )


@pytest.mark.parametrize("words", [["nowhere"], [str(TOOL)]])
def test_what_is_no_record_at_all_is_said_to_be_none(words: list[str]) -> None:
    code, said = run(*words)

    assert code == 1
    assert said.startswith("This cannot be read as a record: ")


def test_harness_H16_a_fork_between_two_copies_is_reported_line_by_line(log: Log) -> None:
    """The attacker holds database, code and key, but not the copy that a witness took."""
    from nghisu.record.models import Checkpoint, Entry, Head, Touch

    log.grow(20)
    old = log.copy()
    for model in (Touch, Entry, Head, Checkpoint):
        model.objects.all().delete()
    log.grow(20, word="khác")
    log.grow(5)
    new = log.copy()

    assert run(new)[0] == 0
    code, said = run(new, "--previous", old)

    assert code == 1
    assert said.splitlines()[0] == "The record was forked: its first 21 lines are not those signed before."
    assert [line.split(" was “")[0] for line in said.splitlines()[1:-1]] == [
        f"Line {index}" for index in range(21)
    ]


def test_harness_H16_a_split_view_shows_when_two_witnesses_compare_their_copies(log: Log) -> None:
    """Each copy holds by itself; of the same size, they cannot both be the record."""
    from nghisu.record.models import Checkpoint, Entry, Head, Touch

    copies = []
    for word in ("cho nhân chứng một", "cho nhân chứng hai"):
        for model in (Touch, Entry, Head, Checkpoint):
            model.objects.all().delete()
        log.grow(6, word=word)
        copies.append(log.copy())

    assert [run(copy)[0] for copy in copies] == [0, 0]
    for one, other in (copies, copies[::-1]):
        code, said = run(one, "--previous", other)
        assert code == 1
        assert said.startswith("The record was forked: its first 7 lines are not those signed before.")


def test_the_independent_program_is_short_and_imports_nothing_of_the_product() -> None:
    text = TOOL.read_text()
    imported = {
        line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
    }

    assert len(text.splitlines()) <= 500
    assert imported <= sys.stdlib_module_names


def test_the_signature_check_of_the_independent_program_knows_the_vectors_of_rfc_8032() -> None:
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )

    assert INDEPENDENT.is_signature(public, b"\x72", signature)
    assert not INDEPENDENT.is_signature(public, b"\x73", signature)
    s = int.from_bytes(signature[32:], "little") + INDEPENDENT.L
    assert not INDEPENDENT.is_signature(public, b"\x72", signature[:32] + s.to_bytes(32, "little"))
    assert not INDEPENDENT.is_signature(b"\xff" * 32, b"\x72", signature)
