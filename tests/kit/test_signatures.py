"""Electronic signatures of PDFs: what a check finds in honest, changed and hostile ones."""

import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter
from tests.conftest import at
from tests.kit import keys
from tests.kit.keys import NOON, Holder, blank, signed_by

from nghisu.documents.rules.seals import finding_of
from nghisu.kit import pdf_signatures, pdf_signing, signatures

pytestmark = pytest.mark.once
Sign = Callable[..., bytes]


@pytest.fixture
def sign(settings: Any, tmp_path: Path) -> Sign:
    """Return a function that signs a paper: ``sign(holder, paper)``."""
    return lambda holder, paper=b"": signed_by(holder, tmp_path / "a.p12", settings=settings, paper=paper)


def findings(content: bytes, *trusted: Holder, when: Any = NOON) -> list[str]:
    """Return what the check finds, without a process of its own."""
    answer = pdf_signatures.read(content, [one.der for one in trusted], [], when)
    return [finding_of(one, when).value for one in signatures.told(answer)]


def test_a_signature_by_a_certificate_of_a_trusted_authority_is_good(sign: Sign) -> None:
    assert findings(sign(keys.office()), keys.authority()) == ["good"]


def test_the_certificate_itself_on_the_list_is_enough(sign: Sign) -> None:
    assert findings(sign(keys.stranger()), keys.stranger()) == ["good"]


def test_a_certificate_of_nobody_on_the_list_is_told(sign: Sign) -> None:
    assert findings(sign(keys.stranger()), keys.authority()) == ["untrusted"]
    assert findings(sign(keys.office())) == ["untrusted"]


def test_a_certificate_that_ended_or_has_not_begun_is_told(sign: Sign) -> None:
    content = sign(keys.office())

    assert findings(content, keys.authority(), when=at("2027-06-01 08:00")) == ["expired"]
    assert findings(content, keys.authority(), when=at("2021-06-01 08:00")) == ["expired"]


def test_a_paper_changed_inside_is_told(sign: Sign) -> None:
    whole = sign(keys.office())
    changed = whole.replace(b"842", b"841", 1)

    assert changed != whole
    assert findings(changed, keys.authority()) == ["changed"]


def test_a_page_added_behind_the_signature_is_told(sign: Sign) -> None:
    whole = sign(keys.office())
    writer, stream = PdfWriter(io.BytesIO(whole), incremental=True), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(stream)

    assert stream.getvalue().startswith(whole)
    assert findings(stream.getvalue(), keys.authority()) == ["changed"]


def test_a_second_signature_does_not_spoil_the_first(sign: Sign, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sign(keys.office())
    monkeypatch.setattr(pdf_signing, "FIELD", "ChuKySo2")

    assert findings(sign(keys.stranger(), first), keys.authority()) == ["good", "untrusted"]


def test_the_signature_of_another_paper_is_told_as_changed(sign: Sign) -> None:
    whole, other = sign(keys.office()), sign(keys.office(), blank().replace(b"842", b"840"))
    start, end = whole.index(b"/Contents <"), whole.index(b"/ByteRange")
    theirs = other[other.index(b"/Contents <") : other.index(b"/ByteRange")]

    mixed = whole[:start] + theirs.ljust(end - start)[: end - start] + whole[end:]

    assert findings(mixed, keys.authority()) in (["changed"], ["unreadable"])


def test_no_flipped_bit_of_the_signed_bytes_passes_as_good(sign: Sign) -> None:
    whole, chance = sign(keys.office()), random.Random(7)
    start = whole.index(b"/Contents <") + 11
    end = whole.index(b">", start)
    signed = [*range(9, start - 11), *range(end + 1, len(whole))]
    wrong = []

    for place in chance.sample(signed, 120):
        changed = whole[:place] + bytes([whole[place] ^ 1 << chance.randrange(8)]) + whole[place + 1 :]
        if "good" in findings(changed, keys.authority()):
            wrong.append(place)

    assert wrong == []


def test_a_hostile_signature_is_unreadable_and_breaks_nothing(sign: Sign) -> None:
    whole = sign(keys.office())
    start = whole.index(b"/Contents <") + 11

    broken = whole[:start] + b"00" * 64 + whole[start + 128 :]
    assert findings(broken) == ["unreadable"]
    assert findings(b"%PDF-1.7\n/ByteRange [0 1 2 3]") == ["unreadable"]


def test_the_check_runs_in_a_process_that_may_write_nothing(
    sign: Sign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sign(keys.office())
    empty = tmp_path / "temporary"
    empty.mkdir()
    monkeypatch.setenv("TMPDIR", str(empty))

    found = signatures.signatures_in(content, trusted=[keys.authority().der], at=NOON)

    assert found is not None
    assert [(one.name, one.is_intact, one.is_trusted, one.signed_at) for one in found] == [
        ("ĐẢNG ỦY KHỐI CÁC CƠ QUAN TRUNG ƯƠNG", True, True, NOON)
    ]
    assert list(empty.iterdir()) == []


def test_what_carries_no_signature_is_seen_without_a_process() -> None:
    assert not signatures.is_signed(blank())
    assert not signatures.is_signed(b"PK /ByteRange")
