"""The archive of a whole meeting: one file that opens without the product, and knows what its reader may."""

import base64
import csv
import hashlib
import io
import json
import time
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from tests.conftest import House, Visitor
from tests.meetings.conftest import Session
from tests.meetings.test_minutes import AFTER, held, signed

from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions import archive as actions
from nghisu.meetings.exports.archive import archive_of
from nghisu.meetings.models import Meeting, MeetingArchive, MeetingPart
from nghisu.record.actions import sign_checkpoint
from nghisu.record.rules.tree import is_included, leaf_hash

Visit = Callable[[str], Visitor]
__all__ = ["held"]


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        return {name: file.read(name) for name in file.namelist()}


class Links(HTMLParser):
    """Collects where a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"href", "src"}]


@pytest.fixture
def over(house: House, held: Session) -> Meeting:
    """Return the session with signed minutes, the record signed after it."""
    signed(house, held)
    sign_checkpoint(at=AFTER)
    held.meeting.refresh_from_db()
    return held.meeting


def test_every_link_leads_to_a_file_of_the_archive_and_every_sum_fits(over: Meeting) -> None:
    parts = list(MeetingPart.objects.filter(meeting=over).select_related("meeting").order_by("order"))

    files = opened(archive_of(over, parts, has_closed=True, at=AFTER))

    links = Links()
    links.feed(files["index.html"].decode())
    assert [link for link in links.found if link not in files] == []
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"
    }
    assert "bien-ban/bien-ban.pdf" in files


def test_each_line_of_the_record_is_proven_by_the_archive_alone(over: Meeting) -> None:
    parts = list(MeetingPart.objects.filter(meeting=over).select_related("meeting").order_by("order"))

    files = opened(archive_of(over, parts, has_closed=True, at=AFTER))

    _origin, size, root, *_rest = files["nhat-ky/checkpoint"].decode().split("\n")
    lines = [json.loads(line) for line in files["nhat-ky/dong.jsonl"].decode().splitlines()]
    assert len(lines) > 5
    assert [
        is_included(
            leaf=leaf_hash(base64.b64decode(line["leaf"])),
            index=line["index"],
            size=int(size),
            proof=[base64.b64decode(one) for one in line["proof"]],
            root=base64.b64decode(root),
        )
        for line in lines
    ] == [True] * len(lines)


def test_rule_S8_the_archive_of_who_may_not_know_of_closed_parts_holds_nothing_of_them(
    house: House, over: Meeting, visit: Visit
) -> None:
    path = f"/hoi-nghi/{over.pk}/ho-so/tai-ve/"
    began = time.perf_counter()
    of_chief = opened(visit("minh").send(path).content)
    took = time.perf_counter() - began
    of_clerk = opened(visit("van").send(path).content)

    def words(files: dict[str, bytes]) -> str:
        texts = [content.decode() for name, content in files.items() if not name.endswith((".docx", ".pdf"))]
        with zipfile.ZipFile(io.BytesIO(files["bien-ban/bien-ban.docx"])) as file:
            texts.append(file.read("word/document.xml").decode())
        return "\n".join(texts)

    assert "Giới thiệu nhân sự" in words(of_chief)
    assert "nhân sự" not in words(of_clerk)
    assert "nội bộ" not in words(of_clerk)
    assert not any(
        "words" in json.loads(line) for line in of_clerk["nhat-ky/dong.jsonl"].decode().splitlines()
    )
    assert took < 10
    assert [visit(who).send(path).status_code for who in ("hung", "lan", "kiem", "hoa", "tren")] == [404] * 5


def test_no_table_of_the_archive_lists_persons(house: House, over: Meeting) -> None:
    parts = list(MeetingPart.objects.filter(meeting=over).select_related("meeting").order_by("order"))

    files = opened(archive_of(over, parts, has_closed=True, at=AFTER))

    names = [person.full_name for person in house.people.values()]
    tables = [content.decode() for name, content in files.items() if name.startswith("du-lieu/")]
    assert [name for name in names for table in tables if name in table] == []
    rows = list(csv.reader(io.StringIO(files["du-lieu/tham-du.csv"].decode())))
    assert rows[-1] == ["Phiên mở rộng", "2", "1", "1", "1"]


def test_a_meeting_is_put_away_once_its_minutes_are_signed(house: House, held: Session, visit: Visit) -> None:
    minh = house.standing("minh")
    Meeting.objects.filter(pk=held.meeting.pk).update(state="concluded")
    meeting = Meeting.objects.get(pk=held.meeting.pk)
    with pytest.raises(actions.MinutesNotSigned):
        actions.put_away(
            meeting=meeting, content=b"x", name="x.zip", expected_version=meeting.version, by=minh, at=AFTER
        )
    Meeting.objects.filter(pk=held.meeting.pk).update(state="open")
    signed(house, held)
    with pytest.raises(NotAllowed):
        actions.put_away(
            meeting=meeting,
            content=b"x",
            name="x.zip",
            expected_version=meeting.version,
            by=house.standing("van"),
            at=AFTER,
        )

    answer = visit("minh").send(f"/hoi-nghi/{meeting.pk}/ho-so/", {"typed": "Lưu hồ sơ"})

    assert answer.status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "archived"
    assert MeetingArchive.objects.get().meeting_id == meeting.pk
