"""A working visit to the first affiliate, from the plan to the last question told back."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from tests.conftest import House, at

from nghisu.documents import actions as documents
from nghisu.documents.models import Document
from nghisu.kit.periods import Quarter
from nghisu.organisation.rules.policy import Standing
from nghisu.visits.actions import concluding, minutes, planning, questions
from nghisu.visits.models import Commitment, Visit, VisitQuestion, VisitTelling
from nghisu.visits.rules.steps import Outcome, Way

TEXT = "I. THỜI GIAN\nHai bên thống nhất nội dung."


def day(text: str) -> datetime.date:
    """Return a day: ``day("31/3/2023")``."""
    number, month, year = (int(part) for part in text.split("/"))
    return datetime.date(year, month, number)


@dataclass
class Trip:
    """Minh plans and carries on, Lan heads and signs, A1 is visited and Hoa asks for it."""

    house: House

    def standing(self, key: str, when: str = "2023-04-03 08:00") -> Standing:
        return self.house.standing(key, at(when).date())

    def plan(self, **values: Any) -> planning.Plan:
        units, people = self.house.units, self.house.people
        return planning.Plan(
            **{
                "visited": units["A1"],
                "quarter": Quarter(2023, 2),
                "purpose": "Tháo gỡ khó khăn trong công tác đảng viên",
                "head": people["lan"],
                "members": [people["minh"]],
                "starts_at": at("2023-04-12 08:30"),
                "ends_at": at("2023-04-12 11:30"),
                "place": "Trụ sở Đảng ủy Bộ Ví dụ Một",
                "hosts": "Ban Thường vụ, các bí thư chi bộ",
                "programme": "Đơn vị báo cáo.\nTrao đổi.",
                **values,
            }
        )

    def planned(self, *, knows_clash: bool = False, when: str = "2023-04-03 08:00", **values: Any) -> Visit:
        return planning.plan_visit(
            unit=self.house.units["DUK"],
            plan=self.plan(**values),
            knows_clash=knows_clash,
            by=self.standing("minh"),
            at=at(when),
        )

    def announced(self, **values: Any) -> Visit:
        visit = self.planned(**values)
        return planning.announce(
            visit=visit,
            version=visit.version,
            questions_due_on=day("10/4/2023"),
            by=self.standing("minh"),
            at=at("2023-04-03 09:00"),
        )

    def ask(
        self,
        visit: Visit,
        *,
        key: str = "hoa",
        when: str = "2023-04-05 08:00",
        text: str = "Phần mềm quản lý văn bản chưa liên thông.",
        matter: str = "software",
        **rest: Any,
    ) -> VisitQuestion:
        visit.refresh_from_db()
        return questions.state_question(
            visit=visit,
            version=visit.version,
            matter=matter,
            text=text,
            by=self.standing(key),
            at=at(when),
            **rest,
        )

    def held(self, *, asked: int = 1, **values: Any) -> Visit:
        visit = self.announced(**values)
        for number in range(asked):
            self.ask(visit, text=f"Phần mềm số {number + 1} chưa liên thông.")
        visit.refresh_from_db()
        return planning.hold(
            visit=visit,
            version=visit.version,
            held_on=day("12/4/2023"),
            by=self.standing("minh"),
            at=at("2023-04-12 16:00"),
        )

    def written(self, visit: Visit, text: str = TEXT, when: str = "2023-04-13 08:00") -> Visit:
        minutes.write_minutes(
            visit=visit, version=visit.version, text=text, by=self.standing("minh"), at=at(when)
        )
        visit.refresh_from_db()
        return visit

    def signed(self, visit: Visit) -> Visit:
        visit = self.written(visit)
        minutes.sign_minutes(
            visit=visit,
            version=visit.version,
            minutes_version=visit.minutes.version,
            by=self.standing("lan"),
            at=at("2023-04-13 10:00"),
        )
        visit.refresh_from_db()
        return visit

    def commit(self, visit: Visit, *, way: Way = Way.TASK, lead: str = "VP", **rest: Any) -> Commitment:
        visit.refresh_from_db()
        return concluding.commit(
            visit=visit,
            version=visit.version,
            way=way,
            title=rest.pop("title", "Liên thông phần mềm"),
            lead=self.house.units[lead],
            due_on=rest.pop("due_on", day("31/5/2023")),
            by=self.standing("minh"),
            at=at(rest.pop("when", "2023-04-14 08:00")),
            **rest,
        )

    def approved(self, visit: Visit) -> Visit:
        visit.refresh_from_db()
        return concluding.approve_conclusion(
            visit=visit,
            version=visit.version,
            text="Hai bên thống nhất tháo gỡ các khó khăn sau.",
            by=self.standing("lan"),
            at=at("2023-04-14 10:00"),
        )

    def concluded(self, visit: Visit) -> Visit:
        visit = self.approved(visit)
        assert visit.document is not None
        documents.issue(
            document=visit.document,
            dated_on=day("17/4/2023"),
            by=self.standing("van"),
            at=at("2023-04-17 08:00"),
        )
        visit.refresh_from_db()
        return visit

    def tell(
        self,
        question: VisitQuestion,
        *,
        outcome: Outcome = Outcome.RESOLVED,
        document: Document | None = None,
        text: str = "Đã liên thông từ ngày 18/4.",
        when: str = "2023-04-18 08:00",
    ) -> VisitTelling:
        question.refresh_from_db()
        return questions.tell_back(
            question=question,
            version=question.version,
            outcome=outcome,
            text=text,
            document=document,
            by=self.standing("minh"),
            at=at(when),
        )

    def close(self, visit: Visit) -> Visit:
        visit.refresh_from_db()
        return concluding.close_visit(
            visit=visit, version=visit.version, by=self.standing("minh"), at=at("2023-04-19 08:00")
        )


@pytest.fixture
def trip(house: House) -> Trip:
    """Return who goes."""
    return Trip(house)
