"""A team that inspects the first affiliate, from the programme to the remedy."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from tests.conftest import House, at

from nghisu.documents import actions as documents
from nghisu.inspection.actions import carrying, concluding, programmes
from nghisu.inspection.models import Inspection, InspectionProgramme
from nghisu.inspection.rules.durations import Level
from nghisu.inspection.rules.steps import Form, Way
from nghisu.organisation.models import Term
from nghisu.organisation.rules.policy import Standing

YEAR = 2026


def day(text: str) -> datetime.date:
    """Return a day: ``day("31/3/2026")``."""
    number, month, year = (int(part) for part in text.split("/"))
    return datetime.date(year, month, number)


PLAN: dict[str, Any] = {
    "period_first": day("1/1/2022"),
    "period_last": day("31/12/2025"),
    "starts_on": day("2/3/2026"),
    "days": 20,
    "plan": "Kiểm tra việc thực hiện quy chế làm việc.",
    "outline": "1. Tình hình. 2. Kết quả. 3. Hạn chế.",
    "self_report_due_on": day("25/2/2026"),
}


@dataclass
class Team:
    """Minh decides, Kiểm heads, Lan concludes; A1 is inspected and Hoa answers for it."""

    house: House

    def standing(self, key: str, when: str = "2026-02-01 08:00") -> Standing:
        return self.house.standing(key, at(when).date())

    def programme(self, lines: int = 1, *, adopted: bool = True) -> InspectionProgramme:
        units = self.house.units
        programme = programmes.draft_inspection_programme(
            unit=units["DUK"],
            year=YEAR,
            title="Chương trình kiểm tra, giám sát năm 2026",
            by=self.standing("kiem"),
            at=at("2026-01-05 08:00"),
        )
        self.add(programme, lines, when="2026-01-06 08:00")
        programme.refresh_from_db()
        if adopted:
            programme = programmes.adopt_inspection_programme(
                programme=programme,
                expected_version=programme.version,
                number="05-CTr/ĐUK",
                body=self.house.bodies["executive"],
                adopted_on=day("15/1/2026"),
                by=self.standing("lan"),
                at=at("2026-01-15 08:00"),
            )
        return programme

    def add(
        self, programme: InspectionProgramme, lines: int, *, when: str, reason: str = ""
    ) -> list[Inspection]:
        units = self.house.units
        return programmes.add_inspections(
            programme=programme,
            lines=[
                programmes.Line(
                    form=Form.INSPECTION,
                    content=f"Việc thực hiện quy chế làm việc ({number})",
                    inspected=units["A1"],
                    lead=units["VP"],
                    first_month=3,
                    last_month=4,
                    outside_reason=reason,
                )
                for number in range(1, lines + 1)
            ],
            by=self.standing("kiem"),
            at=at(when),
        )

    def decided(self, inspection: Inspection, *, level: Level = Level.ABOVE_GRASSROOTS) -> Inspection:
        made = carrying.decide(
            inspection=inspection,
            version=inspection.version,
            number="12-QĐ/ĐUK",
            decided_on=day("2/2/2026"),
            level=level,
            head=self.house.people["kiem"],
            members=[self.house.people["minh"]],
            by=self.standing("lan"),
            at=at("2026-02-02 08:00"),
        )
        for who in ("kiem", "minh"):
            carrying.declare_no_conflict(inspection=made, by=self.standing(who), at=at("2026-02-03 08:00"))
        return made

    def notified(self, inspection: Inspection, **plan: Any) -> Inspection:
        made = self.decided(inspection, level=plan.pop("level", Level.ABOVE_GRASSROOTS))
        return carrying.send_plan(
            inspection=made,
            version=made.version,
            plan=carrying.Plan(**{**PLAN, **plan}),
            by=self.standing("kiem"),
            at=at("2026-02-05 08:00"),
        )

    def working(self, inspection: Inspection, **plan: Any) -> Inspection:
        made = self.notified(inspection, **plan)
        return carrying.begin(
            inspection=made, version=made.version, by=self.standing("kiem"), at=at("2026-03-02 08:00")
        )

    def reported(self, inspection: Inspection) -> Inspection:
        made = self.working(inspection)
        made = self.answered(made, "2026-03-03 08:00")
        carrying.sign_working_minutes(
            inspection=made,
            version=made.version,
            held_on=day("4/3/2026"),
            way=Way.THERE,
            place="Trụ sở Bộ Ví dụ Một",
            text="Đã xem xét các nghị quyết chuyên đề.",
            evidence=[("Sổ nghị quyết năm 2024", "Văn phòng Đảng ủy Bộ Ví dụ Một")],
            by=self.standing("kiem"),
            at=at("2026-03-04 17:00"),
        )
        made.refresh_from_db()
        return carrying.hand_in_report(
            inspection=made,
            version=made.version,
            text="Quy chế được thực hiện; còn chậm gửi báo cáo.",
            reported_on=day("18/3/2026"),
            by=self.standing("kiem"),
            at=at("2026-03-18 08:00"),
        )

    def answered(self, inspection: Inspection, when: str) -> Inspection:
        return carrying.send_self_report(
            inspection=inspection,
            version=inspection.version,
            text="Đảng ủy đã ban hành 4 nghị quyết chuyên đề.",
            by=self.standing("hoa"),
            at=at(when),
        )

    def approved(self, inspection: Inspection, *, remedy_due: str = "30/4/2026") -> Inspection:
        made = self.reported(inspection)
        concluding.ask_remedy(
            inspection=made,
            version=made.version,
            title="Gửi báo cáo tháng đúng hạn",
            product="Báo cáo",
            due_on=day(remedy_due),
            by=self.standing("kiem"),
            at=at("2026-03-19 08:00"),
        )
        made.refresh_from_db()
        return concluding.approve_conclusion(
            inspection=made,
            version=made.version,
            text="Đảng ủy thực hiện nghiêm quy chế làm việc; cần khắc phục việc chậm gửi báo cáo.",
            by=self.standing("lan"),
            at=at("2026-03-20 08:00"),
        )

    def concluded(self, inspection: Inspection, **rest: Any) -> Inspection:
        made = self.approved(inspection, **rest)
        assert made.document is not None
        documents.issue(
            document=made.document,
            dated_on=day("23/3/2026"),
            by=self.standing("van"),
            at=at("2026-03-23 08:00"),
        )
        made.refresh_from_db()
        return made


@pytest.fixture
def team(house: House) -> Team:
    """Return the team, at work in 2026 in a term that is still open."""
    Term.objects.update(last_year=2026)
    return Team(house)
