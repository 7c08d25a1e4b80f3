"""Static files as they travel: one sheet for nineteen, each text with its packed twin, nothing stale."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from nghisu.kit.packing import BUNDLE, SHEETS, PackedFinder, bundled

pytestmark = pytest.mark.once
KIT = Path(__file__).parents[2] / "src/nghisu/kit/static/kit"


@pytest.fixture
def packed(settings: Any, tmp_path: Path) -> PackedFinder:
    """Return a finder over two packages of its own."""
    for name in SHEETS:
        place = tmp_path / "source/kit" / f"{name}.css"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"/* {name} */\n.{name} {{\n  color: red;\n}}\n")
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.STATIC_ROOT = tmp_path / "static"
    return PackedFinder()


def test_the_bundle_holds_every_rule_of_every_sheet_in_their_order() -> None:
    text = bundled([KIT / f"{name}.css" for name in SHEETS]).decode()

    sources = [
        re.sub(r"/\*.*?\*/", "", (KIT / f"{name}.css").read_text(), flags=re.DOTALL) for name in SHEETS
    ]
    assert re.sub(r"\s+", "", text) == re.sub(r"\s+", "", "".join(sources))
    assert "/*" not in text


def test_every_sheet_is_in_the_bundle_but_the_dark_twin_and_the_mark_of_training() -> None:
    assert {place.stem for place in KIT.glob("*.css")} == {*SHEETS, "dark", "training"}


def test_a_text_lies_beside_its_packed_twin_and_both_follow_their_source(
    packed: PackedFinder, tmp_path: Path
) -> None:
    before = Path(packed.find(BUNDLE)).read_bytes()
    source = tmp_path / "source/kit/print.css"

    source.write_text(".later { color: blue; }")

    place = Path(packed.find(BUNDLE))
    assert b".later" not in before
    assert place.read_bytes().endswith(b".later { color: blue; }")
    assert gzip.decompress(place.with_name("sheets.css.gz").read_bytes()) == place.read_bytes()
    assert (packed.find("kit/mark.png"), packed.find("kit/no.css")) == ([], [])
    listed = {path for path, _storage in packed.list(None)}
    names = [BUNDLE, *(f"kit/{one}.css" for one in SHEETS)]
    assert listed == {f"{name}{end}" for name in names for end in ("", ".gz")}


def test_where_nothing_can_be_written_the_files_are_sent_as_they_are(
    packed: PackedFinder, tmp_path: Path, caplog: Any
) -> None:
    (tmp_path / "static").write_text("no folder")

    assert packed.find("kit/print.css") == []
    assert "could not be packed" in caplog.text


def test_a_page_names_one_sheet_and_its_dark_twin_and_gets_them_packed(client: Client, db: None) -> None:
    page = client.get("/tai-khoan/dang-nhap/").content.decode()

    found = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    names = [one.partition("?")[0] for one in found if "/kit/" in one]
    answer = client.get(found[0], headers={"Accept-Encoding": "gzip"})
    assert names == ["/static/kit/sheets.css", "/static/kit/dark.css"]
    assert answer.headers["Content-Encoding"] == "gzip"
    content = gzip.decompress(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert content == Path(str(finders.find(BUNDLE))).read_bytes()
    assert len(content) < 40_000
