"""After the sessions: minutes, conclusion, communiqué and archive of the 11th; draft minutes of the 12th.

The source names neither statements nor conclusions of the 11th session: every word here is invented and says
so (giả định).
"""

import struct
import zlib
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from nghisu.demo.organisation import AFFILIATES, ASSUMED, affiliate_code
from nghisu.demo.parts import Stage, moment
from nghisu.documents import actions as documents
from nghisu.meetings.actions import archive, communique, conclusion, minutes, statements
from nghisu.meetings.exports.archive import archive_name, archive_of
from nghisu.meetings.models import (
    AgendaItem,
    Communique,
    ConclusionNotice,
    MeetingPart,
    Minutes,
    Summons,
)
from nghisu.meetings.queries.archive import parts_archived_for
from nghisu.meetings.queries.communique import facts_of
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

WORDS = (
    "Nhất trí với dự thảo; đề nghị làm rõ hơn nguyên nhân của những hạn chế và giải pháp khắc phục.",
    "Đề nghị bổ sung nhiệm vụ tuyên truyền, cụ thể hóa các chỉ tiêu theo từng quý.",
    "Đồng ý với bố cục; đề nghị rà soát số liệu, thống nhất cách tính với các ban tham mưu.",
    "Đề nghị quan tâm hơn việc kiểm tra, đôn đốc các đảng ủy trực thuộc trong thực hiện.",
)
LAST_DAY = date(2023, 6, 30)


def fill(stage: Stage) -> None:
    """Put what follows the sessions on the timeline."""
    part = _After(stage)
    stage.later(moment("2023-01-05 11:40"), part.enter_statements)
    stage.later(moment("2023-01-06 08:30"), part.tell_the_public)
    stage.later(moment("2023-01-06 09:30"), part.write_conclusion)
    stage.later(moment("2023-01-09 09:00"), part.approve_conclusion)
    stage.later(moment("2023-01-10 09:00"), part.issue_conclusion)
    stage.later(moment("2023-01-11 09:00"), part.write_minutes)
    stage.later(moment("2023-01-12 09:00"), part.sign_minutes)
    stage.later(moment("2023-02-01 09:00"), part.put_away)
    stage.later(moment("2023-04-21 14:45"), part.draft_twelfth)


def picture(width: int = 960, height: int = 480) -> bytes:
    """Return a drawn picture: a wall, a table and rows of seats, so that nobody is taken for somebody."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(0, width, 8):
            if y < height // 3:
                point = (150, 30 + y // 8, 30)
            elif y < height // 2:
                point = (120, 85, 55)
            else:
                is_seat = (x // 48 + y // 40) % 2 == 0 and y % 40 > 12
                point = (60, 70, 95) if is_seat else (190, 185, 175)
            rows += bytes(point) * 8

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + chunk(b"IEND", b"")
    )


class _After:
    """Carries what one act leaves to the next."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people: dict[str, Any] = stage.made["people"]
        self.units: dict[str, Any] = stage.made["units"]

    def of(self, key: str, at: datetime) -> Standing:
        """Return somebody with the rights of the day."""
        return standing_of(self.people[key], at.date())

    def meeting(self, number: str) -> Any:
        """Return a session as it is stored now."""
        found = self.stage.made["meetings"][number]
        found.refresh_from_db()
        return found

    def _say(self, part: MeetingPart, at: datetime, count: int) -> None:
        items = list(AgendaItem.objects.filter(part=part).order_by("order"))[:4]
        speakers = list(
            Summons.objects.filter(part=part, capacity=Summons.Capacity.MEMBER)
            .order_by("order")
            .values_list("person__full_name", flat=True)
        )
        said = [
            (items[place % len(items)], speakers[4 + place], f"{WORDS[place % len(WORDS)]} ({ASSUMED})")
            for place in range(count)
        ]
        statements.enter_many(part=part, said=said, by=self.of("chanhvanphong", at), at=at)

    @transaction.atomic
    def enter_statements(self, at: datetime) -> None:
        """Enter what was said at the 11th session."""
        self._say(self.meeting("11").parts.get(), at, 12)

    @transaction.atomic
    def tell_the_public(self, at: datetime) -> None:
        """Write the communiqué of the 11th session, approved for the afternoon."""
        meeting, by = self.meeting("11"), self.of("vanthu", at)
        made = communique.begin_communique(meeting=meeting, by=by, at=at)
        codes = {fact.code for fact in facts_of(meeting)}
        made = communique.choose_facts(communique=made, codes=codes, by=by, at=at)
        made = communique.write_text(
            communique=made,
            expected_version=made.version,
            title="Thông cáo về [[hoi-nghi]]".replace("[[hoi-nghi]]", meeting.title),
            text="Tại [[noi-hop]], [[ngay]], đã diễn ra [[hoi-nghi]], có [[tham-du.1.uy-vien]] dự.\n"
            "Đồng chí [[chu-tri.1]] chủ trì hội nghị.\n"
            "Hội nghị đã thảo luận: [[noi-dung.1]]; [[noi-dung.2]]; [[noi-dung.3]].\n"
            f"Nội dung thảo luận ghi trong biên bản ({ASSUMED}).",
            by=by,
            at=at,
        )
        communique.add_photo(
            communique=made,
            upload=SimpleUploadedFile("hoi-truong.png", picture(), content_type="image/png"),
            caption="Quang cảnh hội nghị (hình vẽ minh họa)",
            is_declared_open=True,
            by=by,
            at=at,
        )
        made = Communique.objects.get(pk=made.pk)
        communique.approve_communique(
            communique=made,
            expected_version=made.version,
            release_at=moment("2023-01-06 15:00"),
            by=self.of("chanhvanphong", at),
            at=at,
        )

    @transaction.atomic
    def write_conclusion(self, at: datetime) -> None:
        """Write the conclusion of the 11th session and what it asks of affiliates."""
        by = self.of("chanhvanphong", at)
        notice = conclusion.begin_notice(meeting=self.meeting("11"), by=by, at=at)
        conclusion.write_paragraph(
            notice=notice,
            number="1",
            text=f"Thống nhất các dự thảo trình hội nghị; giao Văn phòng tiếp thu, hoàn chỉnh ({ASSUMED}).",
            by=by,
            at=at,
        )
        paragraph = conclusion.write_paragraph(
            notice=notice,
            number="2",
            text=f"Các đảng ủy trực thuộc cụ thể hóa chương trình công tác năm ({ASSUMED}).",
            by=by,
            at=at,
        )
        chosen = [self.units[affiliate_code(agency)] for agency, _name in AFFILIATES[:3]]
        conclusion.give_work(
            paragraph=paragraph,
            title=f"Cụ thể hóa chương trình công tác năm 2023 ({ASSUMED})",
            units=chosen,
            product="Báo cáo kết quả",
            due_on=LAST_DAY,
            by=by,
            at=at,
        )

    @transaction.atomic
    def approve_conclusion(self, at: datetime) -> None:
        """Have the standing deputy approve it."""
        notice = ConclusionNotice.objects.get(meeting=self.meeting("11"))
        conclusion.approve_notice(
            notice=notice, expected_version=notice.version, by=self.of("chutri", at), at=at
        )

    @transaction.atomic
    def issue_conclusion(self, at: datetime) -> None:
        """Issue it; its work becomes tasks."""
        notice = ConclusionNotice.objects.get(meeting=self.meeting("11"))
        if notice.document is not None:
            documents.issue(document=notice.document, dated_on=at.date(), by=self.of("vanthu", at), at=at)

    @transaction.atomic
    def write_minutes(self, at: datetime) -> None:
        """Compose the minutes of the 11th session."""
        minutes.begin_minutes(meeting=self.meeting("11"), by=self.of("chanhvanphong", at), at=at)

    @transaction.atomic
    def sign_minutes(self, at: datetime) -> None:
        """Have the recorder and the secretary sign them, and give them their number."""
        by = self.of("chanhvanphong", at)
        made = Minutes.objects.get(meeting=self.meeting("11"))
        made = minutes.sign_as_recorder(minutes=made, expected_version=made.version, by=by, at=at)
        made = minutes.sign_as_chair(
            minutes=made, expected_version=made.version, by=self.of("bi_thu", at), at=at
        )
        minutes.number_minutes(minutes=made, dated_on=at.date(), by=by, at=at)

    @transaction.atomic
    def put_away(self, at: datetime) -> None:
        """Put the 11th session away."""
        meeting, by = self.meeting("11"), self.of("chanhvanphong", at)
        content = archive_of(meeting, parts_archived_for(by, meeting), has_closed=True, at=at)
        archive.put_away(
            meeting=meeting,
            content=content,
            name=archive_name(meeting),
            expected_version=meeting.version,
            by=by,
            at=at,
        )

    @transaction.atomic
    def draft_twelfth(self, at: datetime) -> None:
        """Enter what was said so far at the 12th session, and begin its minutes."""
        meeting = self.meeting("12")
        self._say(meeting.parts.get(is_enlarged=True), at, 6)
        minutes.begin_minutes(meeting=meeting, by=self.of("chanhvanphong", at), at=at)
