"""Directives, a programme, and the people who give and do the work."""

import datetime
from dataclasses import dataclass
from typing import Any

import pytest
from tests.conftest import House, at

from nghisu.documents import actions as documents
from nghisu.documents.models import Document
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks import actions
from nghisu.tasks.actions import Line, Share
from nghisu.tasks.models import Programme, ProgrammeItem, Task


def day(text: str) -> datetime.date:
    """Return a day: ``day("31/3/2023")``."""
    number, month, year = (int(part) for part in text.split("/"))
    return datetime.date(year, month, number)


@dataclass
class Desk:
    """The office at work: gives, reports and accepts in the names of the cast."""

    house: House

    @property
    def minh(self) -> Standing:
        """Chief of the office: gives and accepts."""
        return self.house.standing("minh")

    @property
    def van(self) -> Standing:
        """The clerk: registers documents."""
        return self.house.standing("van")

    def directive(
        self, subject: str = "Báo cáo sơ kết", received: str = "2023-01-10 09:00", tasks: int = 1
    ) -> Document:
        """Register a directive of Ban Tổ chức Trung ương."""
        moment = at(received)
        number = Document.objects.count() + 1
        return documents.register_incoming(
            unit=self.house.units["DUK"],
            type_code="letter",
            subject=subject,
            dated_on=moment.date() - datetime.timedelta(days=1),
            reference=f"{number}-CV/BTCTW",
            issuer=self.house.outside["BTCTW"],
            expected_tasks=tasks,
            by=self.van,
            at=moment,
        )

    def programme(self, items: int = 3, adopted: str = "28/12/2022") -> Programme:
        """Adopt the programme of 2023 with some lines led by Ban Tuyên giáo."""
        drafted = actions.draft_programme(
            unit=self.house.units["DUK"],
            year=2023,
            title="Chương trình công tác năm 2023",
            lines=[
                Line(content=f"Việc thứ {n}", lead=self.house.units["BTG"], due_on=day("31/3/2023"))
                for n in range(1, items + 1)
            ],
            by=self.minh,
            at=at("2022-12-20 08:00"),
        )
        return actions.adopt_programme(
            programme=drafted,
            version=1,
            adopted_on=day(adopted),
            by=self.minh,
            at=at(f"{day(adopted).isoformat()} 17:00"),
        )

    def item(self) -> ProgrammeItem:
        """Return the first line of an adopted programme."""
        item = self.programme().items.first()
        assert item is not None
        return item

    def arising(
        self, unit: str = "DUK", lead: str = "BTG", due: str | None = "20/4/2023", **rest: Any
    ) -> Task:
        """Give one arising task."""
        given = rest.pop("given", "2023-01-11 08:00")
        directive = rest.pop("directive", None) or self.directive()
        return actions.assign_from_directive(
            directive=directive,
            shares=[
                Share(
                    unit=self.house.units[unit],
                    lead=self.house.units[lead],
                    due_on=day(due) if due else None,
                )
            ],
            title=rest.pop("title", "Báo cáo kết quả"),
            by=self.minh,
            at=at(given),
            **rest,
        )[0]

    def planned(
        self, item: ProgrammeItem | None = None, given: str = "2023-01-05 08:00", **rest: Any
    ) -> Task:
        """Give the one task of a line."""
        return actions.assign_planned(item=item or self.item(), by=self.minh, at=at(given), **rest)

    def submit(self, task: Task, when: str, who: str = "minh", **rest: Any) -> Task:
        """Hand in as the office, or as somebody else."""
        by = self.house.standing(who)
        actions.submit_product(task=task, version=self.now(task).version, by=by, at=at(when), **rest)
        return self.now(task)

    def accept(self, task: Task, when: str, **rest: Any) -> Task:
        """Accept, with the superior's document where one is needed."""
        if self.now(task).asked_by_id and "document" not in rest:
            rest["document"] = self.directive(subject="Trả lời", received=when)
        actions.accept(task=task, version=self.now(task).version, by=self.minh, at=at(when), **rest)
        return self.now(task)

    def done(self, task: Task, when: str, who: str = "minh") -> Task:
        """Hand in and accept at the same moment."""
        return self.accept(self.submit(task, when, who), when)

    def now(self, task: Task) -> Task:
        """Return the task as stored."""
        return Task.objects.get(pk=task.pk)


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)
