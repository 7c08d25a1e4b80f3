"""Signed notes, checkpoints, tiles and lines: the published examples, and one form only.

Values: golang.org/x/mod/sumdb/note (the PeterNeumann note), c2sp.org/signed-note, c2sp.org/tlog-checkpoint,
c2sp.org/tlog-tiles.
"""

import datetime
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nghisu.record.rules.checkpoint import Statement
from nghisu.record.rules.line import Line, commitment, details_text, flag_for
from nghisu.record.rules.signed_note import NotANote, Signer, Verifier, WrongSignature, open_note
from nghisu.record.rules.tiles import (
    ENTRIES,
    bundle,
    bundles_of,
    hashes_in,
    leaves_in,
    tile,
    tile_path,
    tiles_of,
)
from nghisu.record.rules.tree import Tree, leaf_hash

PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNATURE = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
NOTE = f"{TEXT}\n— PeterNeumann {SIGNATURE}\n"
MOMENT = datetime.datetime(2023, 4, 21, 8, 0, tzinfo=datetime.UTC)
LINE = Line(
    index=7,
    at=MOMENT,
    verb="task.assigned",
    kind="task",
    subject="3f0c",
    actor="9a11",
    unit="77aa",
    commitment=commitment(b"\0" * 32, "{}"),
    touching=(("unit", "77aa"), ("document", "d0c")),
)


def test_the_published_note_is_signed_byte_for_byte() -> None:
    signer = Signer.read(SECRET)

    assert signer.sign(TEXT) == NOTE
    assert str(signer.verifier) == PUBLIC
    assert str(signer) == SECRET


def test_the_published_note_opens_with_its_key() -> None:
    assert open_note(NOTE.encode(), Verifier.read(PUBLIC)) == TEXT


@pytest.mark.parametrize("at", range(len(NOTE.encode()) * 8))
def test_no_bit_of_a_note_can_be_flipped(at: int) -> None:
    flipped = bytearray(NOTE.encode())
    flipped[at // 8] ^= 1 << at % 8

    with pytest.raises((NotANote, WrongSignature)):
        open_note(bytes(flipped), Verifier.read(PUBLIC))


def test_no_letter_of_a_key_can_be_changed() -> None:
    for at in range(len(PUBLIC)):
        changed = PUBLIC[:at] + chr(ord(PUBLIC[at]) + 1) + PUBLIC[at + 1 :]
        with pytest.raises(NotANote):
            Verifier.read(changed)


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # no Ed25519
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # capital hex
    ],
)
def test_a_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(NotANote):
        Verifier.read(key)


def test_a_second_signature_line_is_refused_here_though_the_format_allows_it() -> None:
    second = NOTE + "— other.example AAAAAAAA\n"

    with pytest.raises(NotANote):
        open_note(second.encode(), Verifier.read(PUBLIC))


@pytest.mark.parametrize("text", ["no newline at the end", "a tab\t\n", "a carriage return\r\n"])
def test_a_text_that_cannot_stand_in_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(NotANote):
        Signer.read(SECRET).sign(text)


def test_the_checkpoint_of_the_specification_is_read_and_written() -> None:
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"

    statement = Statement.read(text)

    assert (statement.origin, statement.size) == ("example.com/behind-the-sofa", 20852163)
    assert statement.root.hex() == "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62"
    assert statement.text() == text


@pytest.mark.parametrize(
    "text",
    [
        "example.com/sofa\n020852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",  # leading zero
        "example.com/sofa\n-1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "example.com/sofa\n٣\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "example.com/sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",  # stray bits
        "example.com/sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I\n",  # no padding
        "example.com/sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n",
        "\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
        "example.com/sofa\n20852163\nAAAA\n",
    ],
)
def test_a_checkpoint_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(NotANote):
        Statement.read(text)


def test_the_paths_are_those_of_the_specification() -> None:
    assert tile_path(0, 1234067) == "tile/0/x001/x234/067"
    assert tile_path(1, 0, 17) == "tile/1/000.p/17"
    assert tile_path(ENTRIES, 273, 112) == "tile/entries/273.p/112"
    assert tile_path(2, 1000) == "tile/2/x001/000"


def test_a_tree_of_70000_lines_has_the_tiles_of_the_specification() -> None:
    found = list(tiles_of(70_000))

    lowest = [(0, index, 256) for index in range(273)]
    assert [one for one in found if one[0] == 0] == [*lowest, (0, 273, 112)]
    assert [one for one in found if one[0] > 0] == [(1, 0, 256), (1, 1, 17), (2, 0, 1)]


def test_a_tree_of_256_lines_has_one_full_tile_and_one_hash_above_it() -> None:
    assert list(tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(bundles_of(256)) == [(0, 256)]
    tree = Tree(leaf_hash(bytes([number])) for number in range(256))
    assert tile(tree, 1, 0, 1) == tree.root()


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_a_bundle_gives_its_leaves_back_and_refuses_to_be_cut(leaves: list[bytes]) -> None:
    whole = bundle(leaves)

    assert leaves_in(whole, len(leaves)) == leaves
    for damaged, width in ((whole[:-1], len(leaves)), (whole, len(leaves) + 1), (whole + b"\0", len(leaves))):
        with pytest.raises(ValueError, match="bundle"):
            leaves_in(damaged, width)


def test_a_bundle_is_written_as_the_specification_says() -> None:
    assert bundle([b"abc", b""]) == b"\x00\x03abc\x00\x00"


def test_a_tile_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="length"):
        hashes_in(b"\0" * 33, 1)


def test_a_line_is_json_in_one_form() -> None:
    assert LINE.leaf() == (
        b'{"actor":"9a11","at":"2023-04-21T08:00:00.000000Z","details":"'
        + hashlib.sha256(b"\0" * 32 + b"{}").hexdigest().encode()
        + b'","flag":"","index":7,"kind":"task","subject":"3f0c",'
        b'"touching":[["unit","77aa"],["document","d0c"]],"unit":"77aa","verb":"task.assigned"}'
    )
    assert Line.read(LINE.leaf()) == LINE


@pytest.mark.parametrize(
    "leaf",
    [
        LINE.leaf().replace(b'":"', b'": "', 1),
        LINE.leaf() + b" ",
        LINE.leaf().replace(b'"index":7', b'"index":7.0'),
        LINE.leaf().replace(b'"index":7', b'"index":07'),
        LINE.leaf().replace(b'"flag":""', b'"flag":"","flag":""'),
        LINE.leaf().replace(b'"flag":"",', b""),
        LINE.leaf().replace(b"task.assigned", b"task\\u002eassigned"),
        LINE.leaf().replace(b".000000Z", b".0Z"),
        b"[" * 100_000,
        b"null",
        b"\xff",
    ],
)
def test_a_line_of_another_form_is_refused(leaf: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- json's own errors are ValueErrors too
        Line.read(leaf)


def test_a_line_too_long_for_a_bundle_is_refused_when_written() -> None:
    crowded = Line(7, MOMENT, "x", "task", "1", "", "", "", tuple(("unit", str(one)) for one in range(9000)))

    with pytest.raises(ValueError, match="several lines"):
        crowded.leaf()


def test_words_are_written_in_one_form() -> None:
    assert details_text({"b": None, "a": "Đảng ủy", "c": 1.5}) == '{"a":"Đảng ủy","b":null,"c":1.5}'


def test_a_line_after_a_later_one_is_flagged_beyond_a_second() -> None:
    second = datetime.timedelta(seconds=1)

    assert [flag_for(MOMENT, before) for before in (None, MOMENT, MOMENT + second)] == ["", "", ""]
    assert flag_for(MOMENT, MOMENT + 2 * second) == "clock_went_back"
