"""The board of who gave work to many: units in rows, tasks in columns, and one's own place in it."""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from nghisu.kit.periods import Quarter
from nghisu.organisation.models import UnitName
from nghisu.organisation.queries import names_in
from nghisu.tasks.models import Evidence, Task, TaskSpan
from nghisu.tasks.queries import known_on, spans_visible_to, with_status
from nghisu.tasks.queries.products import grades_of
from nghisu.tasks.rules.evaluation import Quality
from nghisu.tasks.rules.status import DONE, Stage, Status

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

MOST_TASKS = 12
DEEPEST = 6


@dataclass(frozen=True)
class BoardTask:
    """A task that was passed on: a column, with how many shares there are at all and how many are done."""

    pk: uuid.UUID
    code: str
    title: str
    due_on: date | None
    shares: int
    done: int
    late: int


@dataclass(frozen=True, slots=True)
class BoardCell:
    """The share of a unit: which task, and how it stands."""

    task_id: uuid.UUID
    status: Status
    due_on: date | None
    accepted_on: date | None
    quality: Quality | None = None


@dataclass
class BoardRow:
    """A unit and its shares, by the task they are of."""

    unit_id: uuid.UUID
    code: str
    name: str
    cells: dict[uuid.UUID, BoardCell] = field(default_factory=dict)

    @property
    def done(self) -> int:
        """How many of its shares are done."""
        return sum(cell.status in DONE for cell in self.cells.values())

    @property
    def grades(self) -> Counter[Quality]:
        """How many of its shares were judged at each grade."""
        return Counter(cell.quality for cell in self.cells.values() if cell.quality is not None)

    @property
    def late(self) -> int:
        """How many of its shares are overdue."""
        return sum(cell.status is Status.OVERDUE for cell in self.cells.values())

    @property
    def total(self) -> int:
        """How many shares it has; those that were ended are shown, and counted nowhere."""
        return sum(cell.status is not Status.ENDED for cell in self.cells.values())


@dataclass(frozen=True)
class Board:
    """Columns and rows as known on a day."""

    tasks: list[BoardTask]
    rows: list[BoardRow]

    @property
    def shares(self) -> int:
        """How many shares there are at all."""
        return sum(task.shares for task in self.tasks)

    @property
    def done(self) -> int:
        """How many of them are done."""
        return sum(task.done for task in self.tasks)

    @property
    def shown(self) -> int:
        """How many the asker sees."""
        return sum(row.total for row in self.rows)


def board_of(standing: "Standing", *, day: date, quarter: Quarter, giver: str = "") -> Board:
    """Return the board of work passed on that concerned the quarter, as known on the day.

    Rows are the units whose shares the asker may see: for the giver all of them, for a unit its own. The
    counts of a column are of all its shares, so that a unit sees its own place without seeing the others.

    :param giver: the code of the unit whose work it is; empty: any
    """
    spans = spans_visible_to(standing, day=day).filter(
        Q(accepted_on__isnull=True) | Q(accepted_on__gte=quarter.first),
        task__parent__isnull=False,
        given_on__lt=quarter.until,
    )
    spans = spans.exclude(stage=Stage.ENDED, known_from__lt=quarter.first)
    if giver:
        spans = spans.filter(giver__code=giver)
    rows = list(
        with_status(spans, day).values_list(
            "task__parent_id", "task_id", "unit_id", "unit__code", "status", "due_on", "accepted_on"
        )
    )
    tasks = _columns({row[0] for row in rows}, day)
    shown = {task.pk for task in tasks}
    grades = grades_of([row[1] for row in rows if row[0] in shown and row[6] is not None], day=day)
    by_unit: dict[uuid.UUID, BoardRow] = {}
    for parent, task, unit, code, status, due_on, accepted_on in rows:
        if parent in shown:
            place = by_unit.setdefault(unit, BoardRow(unit, code, code))
            place.cells[parent] = BoardCell(task, Status(status), due_on, accepted_on, grades.get(task))
    names = names_in(standing.tree, by_unit, day)
    ended = last_names([unit for unit in by_unit if not names[unit]], day)
    for unit, place in by_unit.items():
        place.name = names[unit] or ended.get(unit) or place.code
    return Board(tasks, sorted(by_unit.values(), key=lambda row: row.code))


def _columns(parents: set[uuid.UUID], day: date) -> list[BoardTask]:
    """Return the newest of the tasks with the counts of all their shares, in the order of their deadlines."""
    found = list(
        Task.objects.filter(pk__in=parents)
        .order_by("-given_on", "-code")
        .values_list("pk", "code", "title", "due_on")[:MOST_TASKS]
    )
    spans = TaskSpan.objects.filter(known_on(day), task__parent__in=[row[0] for row in found])
    counts: dict[uuid.UUID, dict[Status, int]] = {}
    for parent, status, count in (
        with_status(spans, day).order_by().values_list("task__parent_id", "status").annotate(Count("pk"))
    ):
        counts.setdefault(parent, {})[Status(status)] = count
    tasks = [
        BoardTask(
            pk=pk,
            code=code,
            title=title,
            due_on=due_on,
            shares=sum(n for status, n in counts.get(pk, {}).items() if status is not Status.ENDED),
            done=sum(n for status, n in counts.get(pk, {}).items() if status in DONE),
            late=counts.get(pk, {}).get(Status.OVERDUE, 0),
        )
        for pk, code, title, due_on in found
    ]
    return sorted(tasks, key=lambda task: (task.due_on or date.max, task.code))


def last_names(units: list[uuid.UUID], day: date) -> dict[uuid.UUID, str]:
    """Return what units were last called that are no more: their history keeps their name."""
    if not units:
        return {}
    rows = UnitName.objects.filter(unit_id__in=units, first__lte=day).order_by("first")
    return dict(rows.values_list("unit_id", "name"))


@dataclass(frozen=True)
class Below:
    """What stands below a task at all depths, as known on a day; only the last in each chain is counted."""

    shares: int
    done: int
    returned: int
    late: int
    depth: int


def below(task: Task, *, day: date) -> Below:
    """Count the work below a task: the shares that were not passed on further, at whatever depth."""
    leaves, depth = _leaves(task, day)
    return Below(
        shares=len(leaves),
        done=sum(status in DONE for status, _returns in leaves.values()),
        returned=sum(returns > 0 for _status, returns in leaves.values()),
        late=sum(status is Status.OVERDUE for status, _returns in leaves.values()),
        depth=depth,
    )


def leaves_below(task: Task, *, day: date) -> list[uuid.UUID]:
    """Return the shares below a task that were not passed on further."""
    return list(_leaves(task, day)[0])


def _leaves(task: Task, day: date) -> tuple[dict[uuid.UUID, tuple[Status, int]], int]:
    """Return status and returns of each share at the end of its chain, and how deep they go."""
    level: list[uuid.UUID] = [task.pk]
    known: dict[uuid.UUID, tuple[Status, int]] = {}
    passed_on: set[uuid.UUID] = set()
    depth = 0
    while level and depth < DEEPEST:
        rows = list(
            with_status(TaskSpan.objects.filter(known_on(day), task__parent__in=level), day)
            .exclude(stage=Stage.ENDED)
            .values_list("task_id", "task__parent_id", "status", "returns")
        )
        passed_on |= {parent for _pk, parent, _status, _returns in rows}
        known |= {pk: (Status(status), returns) for pk, _parent, status, returns in rows}
        level = [pk for pk, *_rest in rows]
        depth += bool(rows)
    return {pk: state for pk, state in known.items() if pk not in passed_on}, depth


def evidence_below(task: Task, *, day: date) -> QuerySet[Evidence]:
    """Return the evidence that the units below handed in and was known on the day, newest first."""
    return (
        Evidence.objects.filter(
            Q(task__parent=task) | Q(task__parent__parent=task), span__known_from__lte=day
        )
        .select_related("document", "task__unit", "span")
        .order_by("-span__at")
    )


def chain_above(task: Task) -> list[Task]:
    """Return the tasks that a share is part of, nearest first."""
    found: list[Task] = []
    while task.parent is not None and len(found) < DEEPEST:
        task = task.parent
        found.append(task)
    return found
