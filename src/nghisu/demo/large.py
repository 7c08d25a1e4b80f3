"""A great deal of work for measuring: 62 units, ten years, 100,000 tasks and 20,000 documents.

Units, people and mandates are those of the demo, made by the product's actions. The tasks and documents
are written straight into their tables, without lines of the record: they measure, and mean nothing.
"""

import datetime
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Model

from nghisu.demo.parts import HANOI, Stage
from nghisu.documents.models import Document
from nghisu.documents.models import fold_of as folded_document
from nghisu.documents.rules.states import Direction, Status
from nghisu.kit.periods import Quarter
from nghisu.organisation.models import OutsideBody, Unit
from nghisu.search.actions import index_everything
from nghisu.tasks.models import Programme, ProgrammeItem, Task, TaskSpan
from nghisu.tasks.rules.origin import Origin
from nghisu.tasks.rules.status import Stage as Progress

YEARS = range(2012, 2022)  # nothing of it reaches into the quarters that the demo counts
TASKS = 100_000
DOCUMENTS = 20_000
AT_ONCE = 2_000
PLANNED_SHARE = 0.84
SUBJECTS = (
    "Rà soát, bổ sung quy chế làm việc",
    "Báo cáo kết quả học tập, quán triệt nghị quyết",
    "Kiểm tra việc thực hiện chương trình hành động",
    "Hoàn thiện đề án sắp xếp tổ chức",
    "Tổ chức hội nghị chuyên đề về chuyển đổi số",
    "Tổng hợp khó khăn, vướng mắc của cơ sở",
    "Bồi dưỡng nghiệp vụ công tác đảng",
    "Góp ý dự thảo hướng dẫn nghiệp vụ",
)


def fill(stage: Stage, *, tasks: int = TASKS, documents: int = DOCUMENTS) -> None:
    """Write the rows, and ready the search for them."""
    made = _Rows(stage)
    _store(Programme, made.programmes(), stage)
    work = list(made.work(tasks))
    for kind, place in ((ProgrammeItem, 0), (Task, 1)):
        _store(kind, (one[place] for one in work if one[place] is not None), stage)
    _store(TaskSpan, (span for one in work for span in one[2]), stage)
    _store(Document, made.documents(documents), stage)
    index_everything()


def _store(kind: type[Model], rows: Iterable[Any], stage: Stage) -> None:
    waiting = iter(rows)
    while batch := list(islice(waiting, AT_ONCE)):
        kind._default_manager.bulk_create(batch)
        stage.tick(len(batch))


class _Rows:
    """Makes the rows of one filling, all from the stage's one source of chance."""

    def __init__(self, stage: Stage) -> None:
        self.chance = stage.chance
        self.units = list(Unit.objects.filter(kind=Unit.Kind.COMMITTEE).order_by("code"))
        self.asking = list(OutsideBody.objects.filter(to_unit__isnull=False).order_by("code"))
        self.of_year: dict[tuple[Any, int], Programme] = {}

    def programmes(self) -> Iterator[Programme]:
        """Yield one programme of each unit and year."""
        for unit in self.units:
            for year in YEARS:
                made = Programme(
                    unit=unit,
                    year=year,
                    title=f"Chương trình công tác năm {year} (số giả định)",
                    adopted_on=datetime.date(year, 1, 2),
                )
                self.of_year[unit.pk, year] = made
                yield made

    def work(self, count: int) -> Iterator[tuple[ProgrammeItem | None, Task, list[TaskSpan]]]:
        """Yield tasks with their programme items and their spans, spread over units and quarters."""
        quarters = [Quarter(year, number) for year in YEARS for number in (1, 2, 3, 4)]
        for order in range(count):
            unit = self.units[order % len(self.units)]
            quarter = quarters[order // len(self.units) % len(quarters)]
            yield self._one(order, unit, quarter)

    def _one(
        self, order: int, unit: Unit, quarter: Quarter
    ) -> tuple[ProgrammeItem | None, Task, list[TaskSpan]]:
        given = quarter.first + datetime.timedelta(days=self.chance.randrange(60))
        due = given + datetime.timedelta(days=10 + self.chance.randrange(50))
        title = f"{SUBJECTS[order % len(SUBJECTS)]}, việc {order + 1} (số giả định)"
        item = None
        state: dict[str, Any] = {"unit": unit, "lead": unit, "given_on": given, "due_on": due}
        if self.chance.random() < PLANNED_SHARE or not self.asking:
            item = ProgrammeItem(
                programme=self.of_year[unit.pk, quarter.year],
                number=order + 1,
                content=title,
                lead=unit,
                due_on=due,
                added_on=datetime.date(quarter.year, 1, 2),
            )
            state |= {"origin": Origin.PLANNED, "programme_item": item, "giver": unit}
        else:
            state |= {"origin": Origin.ARISING, "asked_by": self.chance.choice(self.asking)}
        task = Task(
            code=f"{unit.code}-{quarter.year}-L{order + 1:06}", year=quarter.year, title=title, **state
        )
        task.fold()
        spans = [self._span(task, 1, given, TaskSpan.Act.GIVEN, state | {"stage": Progress.OPEN})]
        if self.chance.random() < 0.9:
            handed = given + datetime.timedelta(days=5 + self.chance.randrange(60))
            state |= {"stage": Progress.SUBMITTED, "submitted_on": handed}
            spans.append(self._span(task, 2, handed, TaskSpan.Act.SUBMITTED, state))
            if self.chance.random() < 0.95:
                accepted = handed + datetime.timedelta(days=1 + self.chance.randrange(6))
                state |= {"stage": Progress.ACCEPTED, "accepted_on": accepted}
                spans.append(self._span(task, 3, accepted, TaskSpan.Act.ACCEPTED, state))
        for before, after in zip(spans, spans[1:], strict=False):
            before.known_until = after.known_from
        for name, value in state.items():
            setattr(task, name, value)
        return item, task, spans

    def _span(self, task: Task, number: int, day: datetime.date, act: str, state: dict[str, Any]) -> TaskSpan:
        at = datetime.datetime.combine(day, datetime.time(9), HANOI)
        return TaskSpan(task=task, number=number, known_from=day, at=at, act=act, **state)

    def documents(self, count: int) -> Iterator[Document]:
        """Yield documents received over the years, numbered by unit and year."""
        numbers: dict[tuple[Any, int], int] = {}
        for order in range(count):
            unit = self.units[order % len(self.units)]
            year = YEARS[order // len(self.units) % len(YEARS)]
            number = numbers[unit.pk, year] = numbers.get((unit.pk, year), 0) + 1
            day = datetime.date(year, 1, 3) + datetime.timedelta(days=self.chance.randrange(350))
            at = datetime.datetime.combine(day, datetime.time(8), HANOI)
            made = Document(
                unit=unit,
                direction=Direction.INCOMING,
                status=Status.DONE,
                type="letter",
                issuer_name="Cơ quan giả định",
                reference=f"{order + 1}-CV/GĐ",
                dated_on=day,
                subject=f"{SUBJECTS[order % len(SUBJECTS)]}, công văn {order + 1} (số giả định)",
                received_number=90_000 + number,
                received_year=year,
                received_at=at,
                created_at=at,
            )
            made.folded = folded_document(made)
            yield made
