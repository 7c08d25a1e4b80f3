"""Many rows by columns, and the two large parts of an ordinary sheet known by their form."""

import io
import re
import uuid
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from nghisu.kit import files, secrecy, sheets
from nghisu.kit.archives import DamagedFile, passages_of
from nghisu.kit.bulk import Many, dashed, new_ids, store_columns
from nghisu.kit.plain_parts import plain_sheet, plain_texts
from nghisu.kit.sheets import SheetColumn, SheetShape
from nghisu.kit.sheets.looking import look_at
from nghisu.record.models import Touch

SHAPE = SheetShape("x", "x", (SheetColumn("a", "A"), SheetColumn("b", "B", sheets.Kind.COUNT)))
SHEET, TEXTS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def book(rows: list[dict[str, Any]]) -> bytes:
    return sheets.written(SHAPE, rows)


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.infolist():
            new.writestr(one.filename, part if one.filename == name else old.read(one))
    return target.getvalue()


def test_ids_are_random_ones_of_version_4_and_none_comes_twice() -> None:
    ids = new_ids(2000)
    made = [uuid.UUID(one) for one in ids]

    assert {one.version for one in made} == {4}
    assert {one.variant for one in made} == {uuid.RFC_4122}
    assert len(set(ids)) == 2000
    assert [dashed(one) for one in ids] == [str(one) for one in made]


def test_a_column_too_short_or_unknown_stores_nothing(db: None) -> None:
    with pytest.raises(ValueError, match="order has 1 values for 2 rows"):
        store_columns(Touch, 2, {"entry_id": 1, "order": Many([0]), "kind": "unit", "object_id": "x"})
    with pytest.raises(ValueError, match="colour"):
        store_columns(Touch, 1, {"colour": "red"})
    assert Touch.objects.count() == 0


@pytest.mark.once
def test_what_this_product_writes_is_known_by_its_form() -> None:
    content = book([{"a": "Rà soát & báo cáo <1>", "b": 7}, {"a": "Hai", "b": 12}])
    sheet = plain_sheet(part_of(content, SHEET))

    assert sheet is not None
    assert (sheet.filled, sheet.last_row, sheet.last_column) == (6, 2, 1)
    assert plain_texts(part_of(content, TEXTS)) == ["A", "B", "Rà soát & báo cáo <1>", "Hai"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<v>7</v>", b"<f>1+6</f><v>7</v>"),
        (b"<v>7</v>", b"<v>7</v><!-- -->"),
        (b"<v>7</v>", b"<v>\xc3\xa9</v>"),
        (b"<v>7</v>", b"<v>&#55;</v>"),
        (b' t="s"', b' t="inlineStr"'),
        (b' r="A2"', b" r='A2'"),
        (b"<row r=\"2\"", b'<row q="1" r="2"'),
        (b"</sheetData>", b"</row></sheetData>"),
        (b"<sheetData>", b"<sheetData><v>1</v>"),
    ],
)  # fmt: skip
def test_one_unusual_cell_and_the_part_is_read_element_by_element(old: bytes, new: bytes) -> None:
    part = part_of(book([{"a": "Một", "b": 7}]), SHEET)
    assert old in part

    assert plain_sheet(part.replace(old, new, 1)) is None


@pytest.mark.once
@pytest.mark.parametrize("name", [SHEET, TEXTS])
def test_bad_input_a_part_that_is_no_xml_is_still_refused(name: str) -> None:
    content = book([{"a": "Một", "b": 7}])
    broken = with_part(content, name, part_of(content, name).replace(b"</", b"<", 1))

    with pytest.raises(DamagedFile):
        files.check(SimpleUploadedFile("a.xlsx", broken))


@pytest.mark.once
def test_rule_D10_a_mark_among_the_texts_of_a_sheet_is_found() -> None:
    content = book([{"a": "Một", "b": 1}] * 40 + [{"a": "TỐI MẬT", "b": 2}])

    with pytest.raises(secrecy.MarkedSecret):
        files.check(SimpleUploadedFile("a.xlsx", content))


@pytest.mark.once
def test_a_sheet_of_numbers_alone_is_no_scan() -> None:
    content = with_part(book([{"b": 5}]), TEXTS, part_of(book([]), TEXTS))

    assert files.check(SimpleUploadedFile("a.xlsx", content)).is_scan is False


@pytest.mark.once
@given(st.lists(st.tuples(st.text(min_size=1, max_size=12), st.integers(0, 10**6)), min_size=1, max_size=6))
def test_known_by_its_form_or_element_by_element_a_sheet_says_the_same(rows: list[tuple[str, int]]) -> None:
    cleaned = [(re.sub(r"[\x00-\x1f\ud800-\udfff\ufffe\uffff]", "?", text), number) for text, number in rows]
    content = book([{"a": text, "b": number} for text, number in cleaned])
    slow = content
    for name in (SHEET, TEXTS):  # a comment, and the part is no longer of the ordinary form
        part = part_of(slow, name)
        slow = with_part(slow, name, part.replace(b"?>", b"?><!-- -->", 1))

    def lines(one: bytes) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(one)) as archive:
            found = [line for passage in passages_of(archive) for line in passage.lines]
        return [line for line in found if not line.isdecimal()]

    assert lines(content) == lines(slow)
    assert {name: (look.last_row, look.last_column) for name, look in look_at(content, "xlsx").items()} == {
        name: (look.last_row, look.last_column) for name, look in look_at(slow, "xlsx").items()
    }
