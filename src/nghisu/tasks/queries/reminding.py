"""Late work by unit, and who is reminded of what on a day; nothing of it is stored but the letters sent."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q, QuerySet

from nghisu.notices.queries import Counted, register_notice
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import names_in
from nghisu.organisation.rules.policy import Role
from nghisu.tasks.models import Dunning, Task, TaskSpan
from nghisu.tasks.queries import with_names
from nghisu.tasks.rules.reminding import Reminder, Told, last_due_to_tell, reminder_on
from nghisu.tasks.rules.status import SOON_DAYS, Stage

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

WORKING = [Stage.OPEN, Stage.RETURNED]


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


def _of_lead(standing: "Standing", **conditions: Any) -> int:
    leads = standing.reach("task.report", "lead")
    return _counted(
        TaskSpan.objects.filter(known_until=None, stage__in=WORKING, lead_id__in=leads, **conditions)
    )


def _late(standing: "Standing", day: date) -> int:
    return _of_lead(standing, due_on__lt=day)


def _soon(standing: "Standing", day: date) -> int:
    return _of_lead(standing, due_on__gte=day, due_on__lte=date.fromordinal(day.toordinal() + SOON_DAYS))


def _returned(standing: "Standing", day: date) -> int:
    leads = standing.reach("task.report", "lead")
    return _counted(
        TaskSpan.objects.filter(
            known_until=None, stage=Stage.RETURNED, lead_id__in=leads, known_from__lte=day
        )
    )


def _to_accept(standing: "Standing", day: date) -> int:
    accepts = standing.reach("task.accept", "giver")
    spans = TaskSpan.objects.filter(known_until=None, stage=Stage.SUBMITTED, known_from__lte=day)
    return _counted(spans.filter(Q(giver_id__in=accepts) | Q(giver=None, unit_id__in=accepts)))


def _escalated(standing: "Standing", day: date) -> int:
    """Count what others are late with for the asker: an office after three working days, chairs after ten."""
    told = Told.CHAIR if standing.holds(Role.CHAIR) else Told.GIVER
    givers = standing.reach("task.accept", "giver")
    if not givers:
        return 0
    return _counted(late_given_by(givers, day=day).filter(due_on__lte=last_due_to_tell(told, day)))


NOTICES = (
    ("tasks_late", Counted.LATE_TASKS, _late, "task_list"),
    ("tasks_soon", Counted.TASKS_SOON, _soon, "task_list"),
    ("tasks_returned", Counted.RETURNED_TASKS, _returned, "task_list"),
    ("tasks_to_accept", Counted.TASKS_TO_ACCEPT, _to_accept, "task_list"),
    ("tasks_escalated", Counted.ESCALATED_TASKS, _escalated, "task_dunning"),
)
for _key, _words, _count, _page in NOTICES:
    register_notice(_key, _words, _count, _page)
