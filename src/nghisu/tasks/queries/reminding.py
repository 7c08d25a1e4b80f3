"""Late work by unit, and who is reminded of what on a day; nothing of it is stored but the letters sent."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q, QuerySet

from nghisu.notices.queries import Counted, Thing, register_notice
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of, names_in
from nghisu.organisation.rules.policy import Role
from nghisu.tasks.models import Dunning, Task, TaskSpan
from nghisu.tasks.queries import with_names
from nghisu.tasks.rules.reminding import Reminder, Told, last_due_to_tell, reminder_on
from nghisu.tasks.rules.status import SOON_DAYS, Stage

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

WORKING = [Stage.OPEN, Stage.RETURNED]
MOST_TOLD = 500
Find = Callable[["Standing", date], QuerySet[TaskSpan]]


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a unit owes: which, as a letter names it, and since when it is late."""

    words: str
    due_on: date


LateReports = Callable[[Iterable[uuid.UUID], date], dict[uuid.UUID, list[Owed]]]
_late_reports: list[LateReports] = []


def register_late_reports(find: LateReports) -> None:
    """Let a package above tell which reports are owed to some units on a day, by the unit that owes."""
    if find not in _late_reports:
        _late_reports.append(find)


def reports_owed(askers: Iterable[uuid.UUID], day: date) -> dict[uuid.UUID, list[Owed]]:
    """Return the reports owed to the askers on the day, by the unit that owes them."""
    wanted = set(askers)
    found: dict[uuid.UUID, list[Owed]] = {}
    for find in _late_reports:
        for unit, owed in find(wanted, day).items():
            found.setdefault(unit, []).extend(owed)
    return found


@dataclass
class LateUnit:
    """A unit with its late work and the reports it owes, and the last letter that urged it."""

    pk: uuid.UUID
    code: str
    name: str
    tasks: list[Any] = field(default_factory=list)
    reports: list[Owed] = field(default_factory=list)
    urged_on: date | None = None

    @property
    def oldest(self) -> date:
        """The earliest deadline missed."""
        days: list[date] = [span.due_on for span in self.tasks] + [one.due_on for one in self.reports]
        return min(days)

    @property
    def worst(self) -> Reminder | None:
        """The reminder of the work that is late longest."""
        return self.tasks[0].reminder if self.tasks else None


def late_given_by(givers: Iterable[uuid.UUID], *, day: date) -> QuerySet[TaskSpan]:
    """Return what is late of the work that units gave to others, the latest first."""
    return (
        with_names(TaskSpan.objects.filter(known_until=None, stage__in=WORKING, due_on__lt=day))
        .filter(giver_id__in=set(givers))
        .exclude(unit_id__in=set(givers))
        .order_by("due_on", "task__code")
    )


def late_units(standing: "Standing", *, day: date) -> list[LateUnit]:
    """Return the units that are late with work or reports the asker's houses asked for, by code."""
    givers = standing.reach("task.accept", "giver")
    found: dict[uuid.UUID, LateUnit] = {}
    for span in late_given_by(givers, day=day):
        place = found.setdefault(span.unit_id, LateUnit(span.unit_id, span.unit.code, span.unit.code))
        span.reminder = reminder_on(day, stage=Stage(span.stage), due_on=span.due_on)  # type: ignore[attr-defined]
        place.tasks.append(span)
    owed = reports_owed(givers, day) if givers else {}
    for unit in Unit.objects.filter(pk__in=owed):
        found.setdefault(unit.pk, LateUnit(unit.pk, unit.code, unit.code))
    names = names_in(standing.tree, found, day)
    letters = Dunning.objects.filter(by_unit__in=givers, unit__in=found, day__lte=day)
    urged = dict(letters.values("unit_id").annotate(last=Max("day")).values_list("unit_id", "last"))
    for pk, place in found.items():
        place.name = names.get(pk) or place.code
        place.urged_on = urged.get(pk)
        place.reports = sorted(owed.get(pk, []), key=lambda one: one.due_on)
    return sorted(found.values(), key=lambda place: place.code)


def letters_about(task: Task) -> QuerySet[Dunning]:
    """Return the letters that urged a task, first to last."""
    return Dunning.objects.filter(tasks=task).select_related("document").order_by("day")


def house_that_urges(standing: "Standing") -> Unit | None:
    """Return the committee in whose name the asker urges: the one whose work it is to accept."""
    houses = standing.reach("task.accept", "giver") & standing.reach("document.draft")
    committees = {standing.tree.committee_of(unit) for unit in houses}
    own = {standing.tree.committee_of(unit) for unit in standing.own_units} & committees
    return Unit.objects.filter(pk__in=own).order_by("code").first()


def _counted(rows: QuerySet[Any]) -> int:
    return int(rows.aggregate(count=Count("pk"))["count"])


def _of_lead(standing: "Standing", **conditions: Any) -> QuerySet[TaskSpan]:
    leads = standing.reach("task.report", "lead")
    return TaskSpan.objects.filter(known_until=None, stage__in=WORKING, lead_id__in=leads, **conditions)


def _late(standing: "Standing", day: date) -> QuerySet[TaskSpan]:
    return _of_lead(standing, due_on__lt=day)


def _soon(standing: "Standing", day: date) -> QuerySet[TaskSpan]:
    return _of_lead(standing, due_on__gte=day, due_on__lte=date.fromordinal(day.toordinal() + SOON_DAYS))


def _returned(standing: "Standing", day: date) -> QuerySet[TaskSpan]:
    leads = standing.reach("task.report", "lead")
    return TaskSpan.objects.filter(
        known_until=None, stage=Stage.RETURNED, lead_id__in=leads, known_from__lte=day
    )


def _to_accept(standing: "Standing", day: date) -> QuerySet[TaskSpan]:
    accepts = standing.reach("task.accept", "giver")
    spans = TaskSpan.objects.filter(known_until=None, stage=Stage.SUBMITTED, known_from__lte=day)
    return spans.filter(Q(giver_id__in=accepts) | Q(giver=None, unit_id__in=accepts))


def _escalated(standing: "Standing", day: date) -> QuerySet[TaskSpan]:
    """Return what others are late with for the asker: three working days for an office, ten for chairs."""
    told = Told.CHAIR if standing.holds(Role.CHAIR) else Told.GIVER
    givers = standing.reach("task.accept", "giver")
    return late_given_by(givers, day=day).filter(due_on__lte=last_due_to_tell(told, day))


def _number(find: Find) -> Callable[["Standing", date], int]:
    return lambda standing, day: _counted(find(standing, day))


def _each(find: Find, *names: str) -> Callable[["Standing", datetime], list[Thing]]:
    """Return a finder of things: one for each task and deadline, or for each time it was handed on."""

    def things(standing: "Standing", now: datetime) -> list[Thing]:
        rows = find(standing, day_of(now)).order_by("due_on").values_list(*names)[:MOST_TOLD]
        return [Thing(":".join(map(str, row))) for row in rows]

    return things


DEADLINE, HANDING = ("task_id", "due_on"), ("pk",)
NOTICES = (
    ("tasks_late", Counted.LATE_TASKS, _late, "task_list", DEADLINE),
    ("tasks_soon", Counted.TASKS_SOON, _soon, "task_list", DEADLINE),
    ("tasks_returned", Counted.RETURNED_TASKS, _returned, "task_list", HANDING),
    ("tasks_to_accept", Counted.TASKS_TO_ACCEPT, _to_accept, "task_list", HANDING),
    ("tasks_escalated", Counted.ESCALATED_TASKS, _escalated, "task_dunning", DEADLINE),
)
for _key, _words, _find, _page, _names in NOTICES:
    register_notice(_key, _words, _page, count=_number(_find), things=_each(_find, *_names))
