"""Training: nothing real is reached from it, everything that leaves it is marked, a button begins it anew."""

import io
import json
from pathlib import Path
from typing import Any

import docx
import pypdf
import pytest
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client

from nghisu.config import training, training_marks
from nghisu.config.training import NotForTraining, enter, port_of
from nghisu.kit import egress, watermark
from nghisu.kit.docx import MEDIA_TYPE

REAL = {
    "NGHISU_DATABASE_URL": "postgres://that@real/one",
    "NGHISU_SIGN_KEY_FILE": "/etc/key.p12",
    "NGHISU_SECRET_KEY": "real",
    "NGHISU_WEBHOOK_HOSTS": "inside.example",
    "NGHISU_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "NGHISU_MAIL_HOST": "mail.example",
    "NGHISU_PUSH_HOSTS": "push.example",
    "PORT": "8000",
}


def test_training_leaves_everything_real_behind(tmp_path: Path) -> None:
    around = {**REAL, "NGHISU_DATA": str(tmp_path)}

    words = enter(["serve", "--training"], around)

    assert words == ["serve"]
    assert around == {
        "NGHISU_DATA": str(tmp_path / "tap-huan"),
        "NGHISU_RECORD_ORIGIN": "tap-huan.invalid/nhat-ky",
        "PORT": "8001",
    }


def test_without_the_word_nothing_changes(tmp_path: Path) -> None:
    around = {**REAL, "NGHISU_DATA": str(tmp_path)}

    assert enter(["serve"], around) == ["serve"]
    assert around == {**REAL, "NGHISU_DATA": str(tmp_path)}


def test_a_folder_with_other_data_is_never_made_a_training(tmp_path: Path) -> None:
    (tmp_path / "tap-huan").mkdir()
    (tmp_path / "tap-huan" / "nghisu.sqlite3").write_bytes(b"real")

    with pytest.raises(NotForTraining):
        enter(["serve", "--training"], {"NGHISU_DATA": str(tmp_path)})
    assert not (tmp_path / "tap-huan" / "training.json").exists()


def test_the_folder_of_a_training_is_never_nested(tmp_path: Path) -> None:
    around = {"NGHISU_DATA": str(tmp_path)}
    enter(["serve", "--training", "--port", "8200"], around)
    again = {"NGHISU_DATA": around["NGHISU_DATA"]}

    enter(["serve", "--training", "--port=8300"], again)

    assert again["NGHISU_DATA"] == around["NGHISU_DATA"]
    assert json.loads((tmp_path / "tap-huan" / "training.json").read_text()) == {"port": 8300}


def test_the_way_to_training_is_shown_only_while_it_is_open(
    db: None, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    settings.DATA = tmp_path
    enter(["serve", "--training"], {"NGHISU_DATA": str(tmp_path)})
    closed = Client().get("/tap-huan/").content.decode()
    monkeypatch.setattr(training, "hold", _is_held)
    opened = Client().get("/tap-huan/").content.decode()

    assert "./run --training" in closed
    assert 'href="http://testserver:8001/tap-huan/"' in opened
    assert port_of(tmp_path / "elsewhere") is None


def _is_held(_folder: Path) -> int:
    raise BlockingIOError


def test_nobody_plays_a_part_or_begins_anew_where_it_is_real(db: None, settings: Any) -> None:
    assert settings.TRAINING is False
    assert Client().post("/tap-huan/vao-vai/", {"part": "chutri"}).status_code == 404
    assert Client().post("/tap-huan/lam-lai/", {"sure": "yes"}).status_code == 404


def test_in_training_a_part_is_played_by_a_button(house: Any, settings: Any) -> None:
    settings.TRAINING = True
    house.add_person("vanthu", "Bùi Văn Thư", "VP", "clerk")
    browser = Client()

    answer = browser.post("/tap-huan/vao-vai/", {"part": "vanthu"})

    assert answer.headers["Location"] == "/"
    assert "Bùi Văn Thư" in browser.get("/tap-huan/").content.decode()
    assert browser.post("/tap-huan/vao-vai/", {"part": "quantri"}).status_code == 404
    assert browser.post("/tap-huan/vao-vai/", {}).status_code == 404


def test_beginning_anew_asks_first(db: None, settings: Any, monkeypatch: Any) -> None:
    settings.TRAINING = True
    done: list[str] = []
    monkeypatch.setattr(training_marks, "begin_anew", lambda: done.append("anew"))

    Client().post("/tap-huan/lam-lai/", {})
    before = list(done)
    Client().post("/tap-huan/lam-lai/", {"sure": "yes"})

    assert (before, done) == ([], ["anew"])


def test_every_page_carries_the_mark_also_those_of_faults(db: None, settings: Any) -> None:
    settings.MIDDLEWARE = ["nghisu.config.training_marks.TrainingMiddleware", *settings.MIDDLEWARE]

    for path in ("/tap-huan/", "/huong-dan/", "/tai-khoan/dang-nhap/", "/khong-co-trang-nay/"):
        page = Client().get(path, headers={"accept-encoding": "gzip"}).content.decode()
        assert "TẬP HUẤN" in page, path
        assert "kit/training.css" in page, path


def test_a_word_file_carries_the_mark_in_every_header() -> None:
    made = docx.Document()
    made.add_paragraph("Một")
    made.add_section()
    made.sections[1].header.is_linked_to_previous = False
    made.sections[1].different_first_page_header_footer = True
    out = io.BytesIO()
    made.save(out)

    marked = docx.Document(io.BytesIO(watermark.in_word(out.getvalue(), "TẬP HUẤN")))

    first, second = marked.sections
    for header in (first.header, second.header, second.first_page_header):
        assert 'string="TẬP HUẤN"' in header._element.xml
    assert marked.paragraphs[0].text == "Một"


def test_a_pdf_carries_the_mark_on_every_sheet_whatever_its_size() -> None:
    writer = pypdf.PdfWriter()
    for width, height in ((595, 842), (842, 595)):
        writer.add_blank_page(width, height)
    out = io.BytesIO()
    writer.write(out)
    answer = HttpResponse(out.getvalue(), content_type="application/pdf")
    answer.headers["Content-Disposition"] = 'attachment; filename="bao-cao.pdf"'

    marked = training_marks.marked(answer)

    leaves = pypdf.PdfReader(io.BytesIO(marked.content)).pages
    assert ["TẬP HUẤN" in leaf.extract_text() for leaf in leaves] == [True, True]
    assert marked.headers["Content-Disposition"] == 'attachment; filename="TAP-HUAN-bao-cao.pdf"'


@pytest.mark.parametrize("kind", ["application/pdf", MEDIA_TYPE, "text/html"])
@pytest.mark.parametrize("content", [b"", b"not what it says", b"%PDF-1.4 broken"])
def test_a_broken_file_goes_out_as_it_is(kind: str, content: bytes) -> None:
    streamed = StreamingHttpResponse([content], content_type=kind)

    assert training_marks.marked(HttpResponse(content, content_type=kind)).content == content
    assert b"".join(training_marks.marked(streamed)) == content


def test_nothing_is_sent_to_other_programs(settings: Any) -> None:
    settings.TRAINING = True

    with pytest.raises(egress.NothingLeavesTraining):
        egress.post("https://example.org/", b"", {})


def test_the_caches_are_emptied_and_the_data_put_back(
    transactional_db: None, settings: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    from contextlib import closing

    from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]

    begun: list[str] = []
    first, now = tmp_path / "first.sqlite3", tmp_path / "now.sqlite3"
    for place, number in ((first, 1), (now, 7)):
        with closing(Database.connect(str(place))) as made:
            made.execute("CREATE TABLE numbers (last INTEGER)")
            made.execute("INSERT INTO numbers VALUES (?)", (number,))
            made.commit()
    monkeypatch.setattr(training_marks, "start_again", lambda: begun.append("again"))
    monkeypatch.setattr(training_marks, "connection", _Named(str(now)))
    caches["default"].set("kept", 1)

    training_marks.begin_anew()

    with closing(Database.connect(str(now))) as put_back:
        assert put_back.execute("SELECT last FROM numbers").fetchall() == [(1,)]
    assert (caches["default"].get("kept"), begun) == (None, ["again"])


class _Named:
    """A connection that is known by its file alone."""

    def __init__(self, name: str) -> None:
        self.settings_dict = {"NAME": name}

    def close(self) -> None:
        """Do nothing."""
