"""Difficulties of quarter I/2023: 14 units raise the pay matter, two of them twice; it comes back.

The matter follows the source (Decision 128-QĐ/TW); the answer and all other words are invented and say so.
"""

from datetime import date, datetime, timedelta
from typing import Any

from nghisu.demo.parts import Stage, moment
from nghisu.documents import actions as documents
from nghisu.documents.models import Document
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.situation import actions, queries
from nghisu.situation.actions import topics
from nghisu.situation.models import Topic
from nghisu.situation.rules.topics import Outcome, Size, Where

ASSUMED = "(nội dung minh họa)"
UNITS, TWICE = 14, 2
PAY = "Chế độ tiền lương đối với cán bộ cơ quan Đảng theo Quyết định 128-QĐ/TW không còn phù hợp"
OTHERS = (
    ("software", "Phần mềm quản lý văn bản và phần mềm theo dõi nhiệm vụ chưa liên thông", Size.MANY, 6),
    ("report_load", "Cùng một số liệu phải báo cáo theo nhiều mẫu khác nhau trong một quý", Size.MOST, 7),
    ("network", "Đường truyền của điểm cầu không ổn định trong hội nghị trực tuyến", Size.SOME, 2),
)


def fill(stage: Stage) -> None:
    """Put the difficulties on the timeline."""
    part = _Part(stage)
    for number in range(UNITS + TWICE):
        at = moment("2023-02-06 08:30") + timedelta(days=number, minutes=7 * number)
        stage.later(at, lambda when, number=number: part.raise_pay(number % UNITS, when))  # type: ignore[misc]
    stage.later(moment("2023-02-27 14:00"), part.raise_others)
    stage.later(moment("2023-03-06 14:30"), part.escalate)
    stage.later(moment("2023-03-29 09:00"), part.answer)
    stage.later(moment("2023-03-30 08:30"), part.tell)
    stage.later(moment("2023-04-20 16:50"), part.raise_urgent)


class _Part:
    """Carries the stage through the acts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]
        self.codes = [code for code in self.units if code.startswith("DU-")]
        self.pay: Topic | None = None

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        return standing_of(self.people[key], at.date())

    def raised(self, number: int, at: datetime, **about: Any) -> Any:
        """Raise something for an affiliate."""
        code = self.codes[number]
        return actions.raise_issue(
            unit=self.units[code],
            since=date(2023, 1, 1),
            where=about.pop("where", Where.WHOLE),
            by=self.by(f"chuyenvien_{code}", at),
            at=at,
            **about,
        )

    def merged(self, issue: Any, into: Topic | None, at: datetime, title: str = "") -> Topic:
        """Merge it as the office."""
        by = self.by("chanhvanphong", at)
        return actions.merge_issue(issue=issue, version=issue.version, into=into, title=title, by=by, at=at)

    def raise_pay(self, number: int, at: datetime) -> None:
        """Raise the pay matter for one unit."""
        issue = self.raised(
            number,
            at,
            matter="pay_scheme",
            size=Size.MANY,
            statement=f"{PAY} {ASSUMED}.",
            effect=f"Khó thu hút, giữ người có kinh nghiệm làm công tác đảng {ASSUMED}.",
            proposal="Sửa đổi Quyết định 128-QĐ/TW.",
        )
        self.pay = self.merged(issue, self.pay, at + timedelta(minutes=20), PAY)

    def raise_others(self, at: datetime) -> None:
        """Raise what the Bloc may decide itself; one is dealt with, one waits."""
        for matter, words, size, count in OTHERS:
            topic: Topic | None = None
            for number in range(count):
                issue = self.raised(
                    number + 20, at, matter=matter, size=size, statement=f"{words} {ASSUMED}."
                )
                topic = self.merged(issue, topic, at, words)
            if matter == "software" and topic is not None:
                stored = Topic.objects.get(pk=topic.pk)
                topics.assign_topic(
                    topic=stored,
                    version=stored.version,
                    lead=self.units["VP"],
                    due_on=date(2023, 4, 14),
                    by=self.by("chanhvanphong", at),
                    at=at,
                )
        self.stage.tick(2)

    def topic(self) -> Topic:
        """Return the pay matter as stored."""
        assert self.pay is not None
        return Topic.objects.get(pk=self.pay.pk)

    def escalate(self, at: datetime) -> None:
        """Send it to the Secretariat with the proposal."""
        topic = self.topic()
        topics.escalate(
            topic=topic,
            version=topic.version,
            document=Document.objects.get(pk=self.stage.made["documents"]["kien-nghi"].pk),
            addressee=self.stage.made["outside"]["BBT"],
            due_on=date(2023, 4, 14),
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def answer(self, at: datetime) -> None:
        """Register the answer and enter it."""
        letter = documents.register_incoming(
            unit=self.units["DUK"],
            type_code="letter",
            subject=f"Về việc tiếp thu kiến nghị sửa đổi Quyết định 128-QĐ/TW {ASSUMED}",
            dated_on=date(2023, 3, 28),
            reference="5128-CV/VPTW",
            issuer=self.stage.made["outside"]["BBT"],
            expected_tasks=0,
            by=self.by("vanthu", at),
            at=at,
        )
        topic = self.topic()
        topics.answer_topic(
            topic=topic,
            version=topic.version,
            outcome=Outcome.RECEIVED,
            text=f"Kiến nghị được tiếp thu, giao nghiên cứu cùng việc cải cách tiền lương {ASSUMED}.",
            document=letter,
            by=self.by("chanhvanphong", at),
            at=at + timedelta(minutes=30),
        )

    def tell(self, at: datetime) -> None:
        """Tell every unit that raised it."""
        topic = self.topic()
        topics.tell_back(
            topic=topic,
            version=topic.version,
            units=queries.units_by_id(queries.units_to_tell(topic)),
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def raise_urgent(self, at: datetime) -> None:
        """Raise something urgent that the office has not read yet."""
        self.raised(
            40,
            at,
            matter="bloc_guidance",
            size=Size.SOME,
            statement=f"Chưa có hướng dẫn về thời hạn nộp bài dự thi, nhiều tổ chức hỏi gấp {ASSUMED}.",
            is_urgent=True,
        )
