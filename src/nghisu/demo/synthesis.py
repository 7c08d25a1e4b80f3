"""Situation reports of January, February and March 2023 and of the quarter, and the readers on duty.

Made of the topics of ``demo.situation`` with one more of January and an urgent issue of March. All words are
invented and say so.
"""

from datetime import date, datetime
from typing import Any

from nghisu.demo.parts import Stage, moment
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.situation import actions
from nghisu.situation.actions import reports, topics
from nghisu.situation.actions.duty import set_duty
from nghisu.situation.models import SituationReport, Topic
from nghisu.situation.queries import units_by_id, units_to_tell
from nghisu.situation.rules.reports import Period
from nghisu.situation.rules.topics import Outcome, Size, Where

ASSUMED = "(nội dung minh họa)"
DUTIES = (
    ("vanthu", "2023-03-13 08:00", date(2023, 3, 13), date(2023, 3, 26)),
    ("vanthu", "2023-04-14 08:00", date(2023, 4, 17), date(2023, 4, 23)),
    ("chanhvanphong", "2023-04-14 08:05", date(2023, 4, 24), date(2023, 5, 1)),
)
HANDBOOK = "Tài liệu trên sổ tay đảng viên điện tử cập nhật chậm so với văn bản đã ban hành"
WORDS = {
    "2023-01": (
        "Các tổ chức quan tâm việc tổ chức Tết Quý Mão, chăm lo đời sống cán bộ, đảng viên.",
        "Tình hình tư tưởng ổn định; việc dùng sổ tay đảng viên điện tử còn vướng ở khâu cập nhật tài liệu.",
        "Đề nghị sớm hoàn thiện quy trình cập nhật tài liệu trên sổ tay đảng viên điện tử.",
    ),
    "2023-02": (
        "Các tổ chức quan tâm lộ trình cải cách tiền lương và việc sắp xếp tổ chức bộ máy.",
        "Vấn đề tiền lương cơ quan Đảng được nhiều tổ chức cùng phản ánh, vượt thẩm quyền của Đảng ủy Khối.",
        "Đề nghị Ban Bí thư xem xét sửa đổi Quyết định 128-QĐ/TW.",
    ),
    "2023-03": (
        "Các tổ chức quan tâm kết quả xử lý kiến nghị về tiền lương và việc chuẩn bị hội nghị lần thứ 12.",
        "Kiến nghị về tiền lương đã được tiếp thu và thông tin lại cho các tổ chức đã phản ánh.",
        "",
    ),
    "2023-Q1": (
        "Trong quý, các tổ chức quan tâm cải cách tiền lương, chuyển đổi số và giảm tải báo cáo.",
        "Tình hình cơ bản ổn định; kiến nghị vượt thẩm quyền được chuyển kịp thời và có trả lời.",
        "Đề nghị cấp có thẩm quyền sớm kết luận việc sửa đổi Quyết định 128-QĐ/TW.",
    ),
}
BEGUN = {
    "2023-01": "2023-02-02 14:30",
    "2023-02": "2023-03-02 14:30",
    "2023-03": "2023-04-03 14:30",
    "2023-Q1": "2023-04-05 14:30",
}
ISSUED = {
    "2023-01": "2023-02-03 09:00",
    "2023-02": "2023-03-03 09:00",
    "2023-03": "2023-04-04 09:00",
    "2023-Q1": "2023-04-06 09:00",
}
TOLD = {
    "2023-01": (
        "2023-02-07 10:00",
        "Văn phòng đã rà soát quy trình cập nhật sổ tay đảng viên điện tử và trả lời các tổ chức.",
        "Nắm tình hình sau Tết; phản ánh kịp thời khó khăn về chế độ, chính sách.",
    ),
    "2023-02": (
        "2023-03-07 10:00",
        "Kiến nghị về tiền lương đã được chuyển cấp có thẩm quyền; phần mềm giao Văn phòng xử lý.",
        "Theo dõi dư luận về cải cách tiền lương; phản ánh vướng mắc khi dùng chung phần mềm.",
    ),
    "2023-03": (
        "2023-04-07 10:00",
        "Đã thông tin lại kết quả xử lý kiến nghị về tiền lương; việc giảm tải báo cáo đang được rà soát.",
        "Chuẩn bị góp ý các dự thảo trình hội nghị lần thứ 12; nắm tình hình tham gia cuộc thi chính luận.",
    ),
}


def fill(stage: Stage) -> None:
    """Put the reports and what leads to them on the timeline."""
    part = _Part(stage)
    stage.later(moment("2023-01-10 09:00"), part.raise_in_january)
    stage.later(moment("2023-02-06 09:00"), part.close_january)
    stage.later(moment("2023-03-16 16:50"), part.raise_urgent)
    for key, at, first, last in DUTIES:
        stage.later(
            moment(at),
            lambda when, key=key, first=first, last=last: part.put_on_duty(key, first, last, when),  # type: ignore[misc]
        )
    for period in BEGUN:
        stage.later(moment(BEGUN[period]), lambda when, period=period: part.begin(period, when))  # type: ignore[misc]
        stage.later(moment(ISSUED[period]), lambda when, period=period: part.issue(period, when))  # type: ignore[misc]
    for period in TOLD:
        stage.later(moment(TOLD[period][0]), lambda when, period=period: part.tell(period, when))  # type: ignore[misc]


class _Part:
    """Carries the stage through the acts; ``made["situation reports"]`` holds the reports by period."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]
        self.codes = [code for code in self.units if code.startswith("DU-")]
        self.reports: dict[str, SituationReport] = stage.made.setdefault("situation reports", {})
        self.handbook: Topic | None = None

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        return standing_of(self.people[key], at.date())

    def raised(self, number: int, at: datetime, **about: Any) -> Any:
        """Raise something for an affiliate."""
        code = self.codes[number]
        return actions.raise_issue(
            unit=self.units[code],
            since=date(2023, 1, 1),
            where=Where.BRANCHES,
            by=self.by(f"chuyenvien_{code}", at),
            at=at,
            **about,
        )

    def merged(self, issue: Any, into: Topic | None, at: datetime, title: str = "") -> Topic:
        """Merge it as the office."""
        by = self.by("chanhvanphong", at)
        return actions.merge_issue(issue=issue, version=issue.version, into=into, title=title, by=by, at=at)

    def raise_in_january(self, at: datetime) -> None:
        """Raise a matter of the Bloc's own for nine units."""
        for number in range(9):
            issue = self.raised(
                number + 30, at, matter="handbook", size=Size.MANY, statement=f"{HANDBOOK} {ASSUMED}."
            )
            self.handbook = self.merged(issue, self.handbook, at, HANDBOOK)

    def close_january(self, at: datetime) -> None:
        """Answer it, tell the units, close it."""
        by = self.by("chanhvanphong", at)

        def stored() -> Topic:
            assert self.handbook is not None
            return Topic.objects.get(pk=self.handbook.pk)

        topic = stored()
        topics.answer_topic(
            topic=topic,
            version=topic.version,
            outcome=Outcome.RESOLVED,
            text=f"Tài liệu được cập nhật trong ngày ban hành kể từ tháng 2/2023 {ASSUMED}.",
            by=by,
            at=at,
        )
        topic = stored()
        topics.tell_back(
            topic=topic, version=topic.version, units=units_by_id(units_to_tell(topic)), by=by, at=at
        )
        topic = stored()
        topics.close_topic(topic=topic, version=topic.version, by=by, at=at)

    def raise_urgent(self, at: datetime) -> None:
        """Raise something urgent; the reader on duty reads it, the office merges it the day after."""
        words = f"Phần mềm quản lý văn bản ngừng gửi, nhận từ đầu giờ chiều {ASSUMED}."
        issue = self.raised(45, at, matter="software", size=Size.SOME, statement=words, is_urgent=True)
        read, merged = moment("2023-03-16 16:58"), moment("2023-03-17 08:15")
        self.stage.later(
            read, lambda when: actions.read_urgent(issue=issue, by=self.by("vanthu", when), at=when)
        )
        self.stage.later(merged, lambda when: self._merge_urgent(issue, when))

    def _merge_urgent(self, issue: Any, at: datetime) -> None:
        issue.refresh_from_db()
        self.merged(issue, Topic.objects.filter(matter="software").first(), at, "")

    def put_on_duty(self, key: str, first: date, last: date, at: datetime) -> None:
        """Say who reads urgent issues."""
        set_duty(
            unit=self.units["DUK"],
            person=self.people[key],
            first=first,
            last=last,
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def begin(self, period: str, at: datetime) -> None:
        """Begin the report and write it."""
        by = self.by("chanhvanphong", at)
        report = reports.begin_report(
            unit=self.units["DUK"], period=Period.parse(period), declared=True, by=by, at=at
        )
        attention, assessment, proposals = (f"{one} {ASSUMED}" if one else "" for one in WORDS[period])
        self.reports[period] = reports.word_report(
            report=report,
            version=report.version,
            attention=attention,
            assessment=assessment,
            proposals=proposals,
            signer_title="Phó Bí thư Thường trực",
            signer_name=self.people["chutri"].full_name,
            by=by,
            at=at,
        )

    def issue(self, period: str, at: datetime) -> None:
        """Send it out."""
        report = self.reports[period]
        self.reports[period] = reports.issue_report(
            report=report,
            version=report.version,
            dated_on=at.date(),
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def tell(self, period: str, at: datetime) -> None:
        """Tell the units what the briefing said, and what to attend to."""
        _when, feedback, focus = TOLD[period]
        by = self.by("chutri", at)
        report = self.reports[period]
        report = reports.give_feedback(
            report=report, version=report.version, words=f"{feedback} {ASSUMED}", by=by, at=at
        )
        self.reports[period] = reports.set_focus(
            report=report, version=report.version, words=f"{focus} {ASSUMED}", by=by, at=at
        )
