"""The campaign of quarter I/2023: 61 units asked, 58 accepted, 2 returned, 1 silent.

The numbers that units report are assumed, and the template says so.
"""

from datetime import date, datetime, timedelta
from decimal import Decimal

from nghisu.demo.parts import Stage, moment
from nghisu.exchange.actions import webhooks
from nghisu.figures.rules.indicators import Kind
from nghisu.kit.periods import Quarter
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.actions import campaigns as actions
from nghisu.reporting.actions import consolidating
from nghisu.reporting.actions.campaigns import IndicatorLine
from nghisu.reporting.models import Campaign, Submission
from nghisu.reporting.queries import campaigns as queries
from nghisu.reporting.rules.periods import Period

ASSUMED = "số giả định"
QUARTER = Quarter(2023, 1)
RETURNED, SILENT = 2, 1
TEXT = "Tình hình tư tưởng của cán bộ, đảng viên cơ bản ổn định, tin tưởng sự lãnh đạo của Đảng"
LINES = (
    IndicatorLine(
        "dv_moi",
        "Đảng viên mới kết nạp",
        Kind.FLOW,
        f"Quyết định kết nạp trong kỳ ({ASSUMED})",
        "người",
        "Đảng viên",
    ),
    IndicatorLine(
        "dv_moi_nu", "Trong đó: nữ", Kind.FLOW, f"Trong số mới kết nạp ({ASSUMED})", "người", "Đảng viên"
    ),
    IndicatorLine(
        "dv_chinh_thuc",
        "Đảng viên được công nhận chính thức",
        Kind.FLOW,
        f"Trong kỳ ({ASSUMED})",
        "người",
        "Đảng viên",
    ),
    IndicatorLine(
        "chi_bo",
        "Chi bộ, đảng bộ trực thuộc",
        Kind.STOCK,
        f"Có đến ngày chốt ({ASSUMED})",
        "tổ chức",
        "Tổ chức đảng",
    ),
    IndicatorLine(
        "lop_hoc",
        "Lớp học tập, quán triệt nghị quyết",
        Kind.FLOW,
        f"Đã mở trong kỳ ({ASSUMED})",
        "lớp",
        "Tư tưởng",
    ),
    IndicatorLine(
        "kiem_tra",
        "Cuộc kiểm tra, giám sát đã kết thúc",
        Kind.FLOW,
        f"Có kết luận trong kỳ ({ASSUMED})",
        "cuộc",
        "Kiểm tra",
    ),
    IndicatorLine(
        "nv_hoan_thanh",
        "Nhiệm vụ đã hoàn thành",
        Kind.FLOW,
        "Theo hồ sơ nhiệm vụ của tổ chức",
        "nhiệm vụ",
        "Nhiệm vụ",
        "done",
    ),
    IndicatorLine(
        "nv_qua_han",
        "Nhiệm vụ quá hạn",
        Kind.STOCK,
        "Theo hồ sơ nhiệm vụ của tổ chức",
        "nhiệm vụ",
        "Nhiệm vụ",
        "overdue",
    ),
)


def fill(stage: Stage) -> None:
    """Put the campaign on the timeline; ``made["campaign"]`` is it from its moment on."""
    part = _Part(stage)
    stage.later(moment("2023-03-27 08:30"), part.send)
    stage.later(moment("2023-04-13 10:00"), part.tie)
    stage.later(moment("2023-03-24 09:00"), part.tell)
    stage.later(moment("2023-04-14 16:00"), part.tell_no_more)


class _Part:
    """Carries the stage through the acts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        return standing_of(self.people[key], at.date())

    def send(self, at: datetime) -> None:
        """Write the template and ask the affiliates; put their answers on the timeline."""
        unit, office, by = self.units["DUK"], self.units["VP"], self.by("tonghop", at)
        template = actions.draft_template(
            unit=unit,
            drafter=office,
            title="Báo cáo quý của đảng ủy trực thuộc (nội dung minh họa)",
            sections=[("1. Tình hình tư tưởng", True), ("2. Khó khăn, kiến nghị", False)],
            indicators=LINES,
            checks=["dv_moi_nu <= dv_moi"],
            by=by,
            at=at,
        )
        asked = [pk for pk, _name in queries.units_to_ask(unit.pk, at.date(), by)]
        campaign = actions.send_campaign(
            unit=unit,
            drafter=office,
            template=template,
            title="Báo cáo quý I/2023 của các đảng ủy trực thuộc",
            period=Period.parse(str(QUARTER)),
            as_of=QUARTER.last,
            due_on=date(2023, 4, 7),
            close_on=date(2023, 4, 14),
            units=queries.units_of(asked),
            by=by,
            at=at,
        )
        self.stage.made["campaign"] = campaign
        self._answers(campaign)
        self.stage.tick(5)

    def _answers(self, campaign: Campaign) -> None:
        """Let all units answer but one, most in time; two answers are returned and stay so."""
        rows = list(campaign.submissions.select_related("unit").order_by("unit__code"))
        # Whom every visitor of the demo signs in as has something to send: that unit's answer came back.
        rows.sort(key=lambda one: one.unit_id == self._own().pk)
        begin = moment("2023-04-03 08:00")
        for number, one in enumerate(rows[SILENT:]):
            at = begin + timedelta(hours=number % 8, days=number // 14, minutes=number)
            is_returned = number >= len(rows) - SILENT - RETURNED
            self.stage.later(at, lambda when, one=one: self.answer(one, when))  # type: ignore[misc]
            decided = moment("2023-04-11 08:00") + timedelta(minutes=number)
            act = self.give_back if is_returned else self.accept
            self.stage.later(decided, lambda when, one=one, act=act: act(one, when))  # type: ignore[misc]

    def _own(self) -> Unit:
        mandate = self.people["chuyenvien"].mandates.select_related("unit").first()
        return mandate.unit  # type: ignore[no-any-return]

    def answer(self, submission: Submission, at: datetime) -> None:
        """Fill in and send."""
        chance = self.stage.chance
        new = chance.randint(2, 24)
        numbers = {
            "dv_moi": new,
            "dv_moi_nu": chance.randint(0, new),
            "dv_chinh_thuc": chance.randint(1, 20),
            "chi_bo": chance.randint(8, 60),
            "lop_hoc": chance.randint(1, 6),
            "kiem_tra": chance.randint(0, 4),
        }
        template = submission.campaign.template
        codes = {one.code: one.pk for one in template.indicators.all()}
        sections = list(template.sections.all())
        by = self.by(f"chuyenvien_{submission.unit.code}", at)
        submission = Submission.objects.get(pk=submission.pk)
        filled = actions.fill(
            submission=submission,
            expected_version=submission.version,
            values={codes[code]: (Decimal(value), "") for code, value in numbers.items()},
            texts={sections[0].pk: f"{TEXT} (nội dung minh họa)."},
            by=by,
            at=at,
        )
        actions.submit(
            submission=filled, expected_version=filled.version, by=by, at=at + timedelta(minutes=5)
        )

    def accept(self, submission: Submission, at: datetime) -> None:
        """Accept as the office."""
        stored = Submission.objects.get(pk=submission.pk)
        actions.accept(
            submission=stored, expected_version=stored.version, by=self.by("chanhvanphong", at), at=at
        )

    def give_back(self, submission: Submission, at: datetime) -> None:
        """Return as the office."""
        stored = Submission.objects.get(pk=submission.pk)
        actions.give_back(
            submission=stored,
            expected_version=stored.version,
            words="Số đảng viên mới kết nạp chưa khớp với danh sách; kiểm tra và gửi lại.",
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def tell(self, at: datetime) -> None:
        """Have an invented program told of returned reports; it is stopped before anything could be sent."""
        self.stage.made["webhook"], _secret = webhooks.make_webhook(
            unit=self.units["DUK"],
            name=f"Phần mềm điều hành {ASSUMED}",
            url="https://phan-mem.example/tin",
            events=["campaign.sent", "submission.returned"],
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def tell_no_more(self, at: datetime) -> None:
        """Stop the webhook."""
        hook = self.stage.made["webhook"]
        webhooks.stop_webhook(webhook=hook, version=hook.version, by=self.by("chanhvanphong", at), at=at)

    def tie(self, at: datetime) -> None:
        """Take the answers together in the quarter's report, with one unit's words."""
        report = self.stage.made["reports"].get(str(QUARTER))
        if report is None:
            return
        campaign = self.stage.made["campaign"]
        consolidating.tie_report(campaign=campaign, report=report, by=self.by("tonghop", at), at=at)
        self.stage.tick(2)
