"""A template, a campaign to 61 units, and the units' answers, for the tests of campaigns."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.conftest import START, House, at

from nghisu.figures.rules.indicators import Kind
from nghisu.organisation.actions.units import touch_tree
from nghisu.organisation.models import Unit, UnitName, UnitPlace
from nghisu.reporting.actions import campaigns as actions
from nghisu.reporting.actions.campaigns import IndicatorLine
from nghisu.reporting.models import Campaign, ReportTemplate, Submission
from nghisu.reporting.rules.periods import Period

LINES = (
    IndicatorLine("members_new", "Đảng viên mới kết nạp", Kind.FLOW, "Quyết định kết nạp trong kỳ", "người"),
    IndicatorLine("men", "Trong đó: nam", Kind.FLOW, measure="người", is_required=False),
    IndicatorLine("women", "Trong đó: nữ", Kind.FLOW, measure="người", is_required=False),
    IndicatorLine("organisations", "Tổ chức đảng trực thuộc", Kind.STOCK, "Có đến ngày chốt", "tổ chức"),
    IndicatorLine(
        "share", "Tỷ lệ dự sinh hoạt", Kind.STOCK, measure="%", is_added=False, is_required=False, places=2
    ),
)
CHECKS = ("men + women = members_new",)


@dataclass
class Asking:
    """The office that asks and the units that answer."""

    house: House
    moments: dict[str, Any] = field(default_factory=dict)

    def template(self, **rest: Any) -> ReportTemplate:
        return actions.draft_template(
            **{
                "unit": self.house.units["DUK"],
                "drafter": self.house.units["VP"],
                "title": "Báo cáo quý",
                "sections": [("1. Công tác tư tưởng", False), ("2. Kiến nghị", False)],
                "indicators": LINES,
                "checks": CHECKS,
                "by": self.house.standing("minh"),
                "at": at("2023-03-01 08:00"),
                **rest,
            }
        )

    def send(self, *, units: list[Unit] | None = None, period: str = "2023-Q1", **rest: Any) -> Campaign:
        which = Period.parse(period)
        sent = rest.pop("at", at(f"{which.last - timedelta(days=10)} 08:00"))
        return actions.send_campaign(
            **{
                "unit": self.house.units["DUK"],
                "drafter": self.house.units["VP"],
                "template": rest.pop("template", None) or self.template(),
                "title": f"Báo cáo {which.label}",
                "period": which,
                "as_of": which.last,
                "due_on": which.last + timedelta(days=7),
                "close_on": which.last + timedelta(days=20),
                "units": units or [self.house.units["A1"], self.house.units["A2"]],
                "by": self.house.standing("minh"),
                "at": sent,
                **rest,
            }
        )

    def of(self, campaign: Campaign, unit: str) -> Submission:
        return campaign.submissions.get(unit__code=unit)

    def fill(self, submission: Submission, moment: str, who: str = "hoa", **values: Any) -> Submission:
        by_code = {one.code: one.pk for one in submission.campaign.template.indicators.all()}
        notes = values.pop("notes", {})
        texts = values.pop("texts", {})
        return actions.fill(
            submission=submission,
            expected_version=submission.version,
            values={
                by_code[code]: (None if value is None else Decimal(str(value)), notes.get(code, ""))
                for code, value in values.items()
            },
            texts=texts,
            by=self.house.standing(who),
            at=at(moment),
        )

    def submit(self, submission: Submission, moment: str, who: str = "hoa") -> Submission:
        return actions.submit(
            submission=submission,
            expected_version=submission.version,
            by=self.house.standing(who),
            at=at(moment),
        )

    def accept(self, submission: Submission, moment: str) -> Submission:
        return actions.accept(
            submission=submission,
            expected_version=submission.version,
            by=self.house.standing("minh"),
            at=at(moment),
        )

    def give_back(self, submission: Submission, moment: str, words: str = "Kiểm tra lại") -> Submission:
        return actions.give_back(
            submission=submission,
            expected_version=submission.version,
            words=words,
            by=self.house.standing("minh"),
            at=at(moment),
        )

    def whole(
        self, submission: Submission, moment: str = "2023-04-05 09:00", who: str = "hoa", **values: Any
    ) -> Submission:
        filled = self.fill(submission, moment, who, **{"members_new": 1, "organisations": 1, **values})
        return self.accept(self.submit(filled, moment, who), moment)

    def many(self, count: int) -> list[Unit]:
        """Return that many affiliates of DUK, with A1 and A2 the first."""
        units = [self.house.units["A1"], self.house.units["A2"]]
        fresh = Unit.objects.bulk_create(
            Unit(code=f"B{number:02d}", kind="committee", first=START) for number in range(count - 2)
        )
        UnitName.objects.bulk_create(
            UnitName(unit=one, name=f"Đảng ủy số {number}", symbol=one.code, first=START)
            for number, one in enumerate(fresh)
        )
        UnitPlace.objects.bulk_create(
            UnitPlace(unit=one, parent=self.house.units["DUK"], first=START) for one in fresh
        )
        touch_tree()
        self.house.units |= {one.code: one for one in fresh}
        return [*units, *fresh]


def last_day(text: str) -> date:
    """Return a day written as ISO."""
    return date.fromisoformat(text)
