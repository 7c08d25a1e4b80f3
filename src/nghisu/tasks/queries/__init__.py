"""Read tasks as they were known on a day, for the one who asks."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value, When

from nghisu.documents.models import Document
from nghisu.documents.queries import documents_visible_to
from nghisu.kit.few import first_few
from nghisu.kit.periods import Quarter
from nghisu.organisation.models import Mandate, OutsideBody, Unit, UnitName
from nghisu.organisation.queries import on
from nghisu.people.models import Person
from nghisu.tasks.models import (
    Correction,
    DirectivePoint,
    Extension,
    QuarterClosing,
    Task,
    TaskSpan,
    TaskSupport,
)
from nghisu.tasks.rules.origin import Origin
from nghisu.tasks.rules.status import DONE, SOON_DAYS, Stage, Status
from nghisu.tasks.rules.steps import POLICY, Step, is_possible

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


def known_on(day: date) -> Q:
    """Return the condition that a span is what was known at the end of the day."""
    return Q(known_from__lte=day) & (Q(known_until__isnull=True) | Q(known_until__gt=day))


def _reached(standing: "Standing") -> Q:
    """Return the condition that the asker may see the task of a span, on any of its sides."""
    supported = TaskSupport.objects.filter(
        task_id=OuterRef("task_id"), unit_id__in=standing.reach("task.see", "support")
    )
    condition = Q(unit_id__in=standing.reach("task.see"))
    condition |= Q(giver_id__in=standing.reach("task.see", "giver"))
    condition |= Q(lead_id__in=standing.reach("task.see", "lead"))
    return condition | Q(Exists(supported))


def known_spans(day: date) -> QuerySet[TaskSpan]:
    """Return what was known of every task on the day, for counting; pages ask ``spans_visible_to``."""
    return TaskSpan.objects.filter(known_on(day))


def spans_visible_to(standing: "Standing", *, day: date) -> QuerySet[TaskSpan]:
    """Return one span for each task that the asker may see: what was known of it on the day."""
    return TaskSpan.objects.filter(known_on(day)).filter(_reached(standing))


def task_visible_to(standing: "Standing", pk: uuid.UUID) -> Task | None:
    """Return the task as it stands now, or None if there is none that the asker may see."""
    span = TaskSpan.objects.filter(task_id=pk, known_until=None).filter(_reached(standing))
    return (
        Task.objects.filter(Exists(span.filter(task_id=OuterRef("pk"))), pk=pk)
        .select_related(
            "unit", "giver", "asked_by", "lead", "programme_item__programme", "directive", "point",
            "parent", "person_in_charge",
        )
        .first()
    )  # fmt: skip


def with_status(spans: QuerySet[TaskSpan], day: date) -> QuerySet[Any]:
    """Annotate each span with its ``status`` on the day, by the table of ``rules.status``."""
    return spans.annotate(status=_status(day))


def _status(day: date) -> Case:
    late = Q(due_on__lt=day)

    def when(status: Status, condition: Q) -> When:
        return When(condition, then=Value(status.value))

    accepted = Q(stage=Stage.ACCEPTED)
    return Case(
        when(Status.ENDED, Q(stage=Stage.ENDED)),
        when(Status.DONE, accepted & Q(due_on=None)),
        when(Status.DONE_ON_DAY, accepted & Q(accepted_on=F("due_on"))),
        when(Status.DONE_EARLY, accepted & Q(accepted_on__lt=F("due_on"))),
        when(Status.DONE_LATE, accepted),
        when(Status.PAUSED, Q(stage=Stage.PAUSED)),
        when(Status.WAITING, Q(stage=Stage.SUBMITTED)),
        when(Status.OVERDUE, late),
        when(Status.RETURNED, Q(stage=Stage.RETURNED)),
        when(Status.NO_DEADLINE, Q(due_on=None)),
        when(Status.DUE_SOON, Q(due_on__lte=day + timedelta(days=SOON_DAYS))),
        default=Value(Status.ON_TIME.value),
        output_field=CharField(),
    )


def done_in(spans: QuerySet[TaskSpan], quarter: Quarter) -> QuerySet[TaskSpan]:
    """Keep the tasks accepted in the quarter."""
    return spans.filter(counted_as("done", quarter=quarter, day=quarter.last))


def counted_as(code: str, *, quarter: Quarter, day: date) -> Q:
    """Return the condition on the spans known on ``day`` that a figure of the quarter counts.

    The registry in ``figures`` says in words what each code means; a list filtered by the same condition
    shows exactly the records of the figure.
    """
    done = Q(accepted_on__gte=quarter.first, accepted_on__lt=quarter.until)
    due = Q(due_on__gte=quarter.first, due_on__lte=min(quarter.last, day)) & ~Q(
        stage__in=[Stage.ENDED, Stage.PAUSED]
    )
    conditions = {
        "done": done,
        "done_planned": done & Q(origin=Origin.PLANNED),
        "done_arising": done & Q(origin=Origin.ARISING),
        "done_late": done & Q(accepted_on__gt=F("due_on")),
        "done_in_time": done & (Q(due_on=None) | Q(accepted_on__lte=F("due_on"))),
        "given": Q(given_on__gte=quarter.first, given_on__lt=quarter.until),
        "carried": Q(given_on__lt=quarter.first)
        & (Q(accepted_on__isnull=True) | Q(accepted_on__gte=quarter.first))
        & ~Q(stage=Stage.ENDED, known_from__lt=quarter.first),
        "due": due,
        "due_done": due & Q(stage=Stage.ACCEPTED),
        "due_open": due & ~Q(stage=Stage.ACCEPTED),
        "extended": due & Q(extensions__gt=0),
        "waiting": Q(stage=Stage.SUBMITTED),
        "overdue": Q(stage__in=[Stage.OPEN, Stage.RETURNED], due_on__lt=day),
        "open": ~Q(stage__in=[Stage.ACCEPTED, Stage.ENDED]),
    }
    return conditions[code]


def counted(rows: QuerySet[Any], code: str, *, quarter: str, day: str) -> QuerySet[Any]:
    """Keep the records of one figure; quarter and day as they stand in an address."""
    return rows.filter(counted_as(code, quarter=Quarter.parse(quarter), day=date.fromisoformat(day)))


def given_by(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    """Keep the tasks given by the unit or outside body of a code."""
    return rows.filter(Q(giver__code=code) | Q(asked_by__code=code))


def may_count(quarters: Sequence[Quarter]) -> Q:
    """Return a condition that every span counted in one of the quarters meets, and few others.

    What was accepted, and due, before the first of them counts nowhere in them.
    """
    first = min(quarters).first
    return Q(accepted_on__isnull=True) | Q(accepted_on__gte=first) | Q(due_on__gte=first)


@dataclass(frozen=True)
class Named:
    """The units and outside bodies that lists of tasks name and filter by, as called on a day."""

    names: dict[uuid.UUID, str]
    units: list[tuple[str, str]]
    givers: list[tuple[str, str]]


def named_for(standing: "Standing", *, day: date) -> Named:
    """Return code and name of the units whose tasks the asker may see, and of who gives tasks, by name.

    Givers are the outside bodies and the committees with affiliates, superiors of the asker's among them.
    """
    reach = standing.reach("task.see") | standing.reach("task.see", "lead")
    above = {one for unit in reach | standing.reach("task.see", "giver") for one in standing.tree.above(unit)}
    rows = list(
        UnitName.objects.filter(on(day), unit_id__in=reach | above)
        .order_by("sort_key")
        .values_list("unit_id", "unit__code", "name")
    )
    parents = {unit for unit in standing.tree.committees if standing.tree.children_of.get(unit)}
    outside = OutsideBody.objects.filter(on(day)).order_by("folded").values_list("code", "name")
    return Named(
        names={unit: name for unit, _code, name in rows},
        units=[(code, name) for unit, code, name in rows if unit in reach],
        givers=[*outside, *((code, name) for unit, code, name in rows if unit in parents)],
    )


def with_names(spans: QuerySet[TaskSpan]) -> QuerySet[TaskSpan]:
    """Fetch with each span what a list shows of its task."""
    return spans.select_related("task", "unit", "giver", "asked_by", "lead")


def history_of(task: Task, *, day: date) -> QuerySet[TaskSpan]:
    """Return every state of a task known up to the day, first to last, spans of no length included."""
    return (
        TaskSpan.objects.filter(task=task, known_from__lte=day)
        .select_related("by", "document", "unit", "lead")
        .prefetch_related("evidence__document")
        .order_by("number")
    )


def span_of(task: Task, *, day: date) -> Any:
    """Return what was known of a task on the day, None before it was given."""
    return with_status(
        TaskSpan.objects.filter(known_on(day), task=task).select_related("unit", "lead", "giver", "asked_by"),
        day,
    ).first()


def children_of(task: Task, *, day: date) -> QuerySet[TaskSpan]:
    """Return the affiliates' shares of a task as known on the day, in the order of their codes."""
    spans = TaskSpan.objects.filter(known_on(day), task__parent=task)
    return with_status(with_names(spans), day).order_by("unit__code", "task__code")


def extensions_of(task: Task) -> QuerySet[Extension]:
    """Return the requests for a later deadline, first to last."""
    return Extension.objects.filter(task=task).select_related("asked_by", "decided_by").order_by("asked_on")


def open_extension_of(task: Task) -> Extension | None:
    """Return the request that awaits its decision."""
    return Extension.objects.filter(task=task, decided_on=None).first()


def corrections_of(task: Task) -> QuerySet[Correction]:
    """Return what was put right, first to last."""
    return Correction.objects.filter(task=task).select_related("by").order_by("day", "field")


def corrections_of_closed(unit: Unit, quarter: Quarter, *, day: date) -> QuerySet[Correction]:
    """Return what was put right in a closed quarter of a unit, known on the day; the next report shows it."""
    return (
        Correction.objects.filter(unit=unit, closed_quarter=str(quarter), day__lte=day)
        .select_related("task", "by")
        .order_by("day", "task__code", "field")
    )


def closing_of(unit: Unit, quarter: Quarter) -> QuarterClosing | None:
    """Return the closing of a unit's quarter, None while it is open."""
    return QuarterClosing.objects.filter(unit=unit, year=quarter.year, number=quarter.number).first()


def may_step(standing: "Standing", task: Task, step: Step) -> bool:
    """Tell whether the asker may take the step on the task, whatever its stage."""
    action, side = POLICY[step]
    sides = {"lead": task.lead_id, "giver": task.accepting_unit_id, "unit": task.unit_id}
    return standing.may(action, **{side: sides[side]})


def steps_open_to(standing: "Standing", task: Task) -> list[Step]:
    """Return the acts that the asker may do on the task at its stage; for buttons."""
    return [step for step in Step if is_possible(step, Stage(task.stage)) and may_step(standing, task, step)]


def units_with_share(task: Task) -> set[uuid.UUID]:
    """Return the units that already have a share of the task."""
    return set(Task.objects.filter(parent=task).exclude(stage=Stage.ENDED).values_list("unit_id", flat=True))


@dataclass(frozen=True)
class CoveredPoint:
    """A point of a directive and the tasks that carry it out, as known on a day."""

    point: DirectivePoint
    spans: tuple[Any, ...]

    @property
    def is_open(self) -> bool:
        """Whether no task carries it out."""
        return not self.spans

    @property
    def done_count(self) -> int:
        """How many of the tasks are done."""
        return sum(Status(span.status) in DONE for span in self.spans)


def coverage_of(directive: Document, *, standing: "Standing", day: date) -> list[CoveredPoint]:
    """Return each marked point of a directive with the tasks visible to the asker, in the text's order."""
    spans = spans_visible_to(standing, day=day).filter(task__point__directive=directive)
    by_point: dict[uuid.UUID, list[Any]] = {}
    for span in with_status(with_names(spans), day).exclude(stage=Stage.ENDED).order_by("task__code"):
        if span.task.point_id is not None:
            by_point.setdefault(span.task.point_id, []).append(span)
    return [
        CoveredPoint(point, tuple(by_point.get(point.pk, ())))
        for point in DirectivePoint.objects.filter(directive=directive)
    ]


def tasks_from(directive: Document, *, standing: "Standing", day: date) -> QuerySet[TaskSpan]:
    """Return the tasks that a directive gave rise to, as known on the day."""
    spans = spans_visible_to(standing, day=day).filter(directive=directive)
    return with_status(with_names(spans), day).order_by("task__code")


@dataclass(frozen=True)
class Awaiting:
    """What awaits a person on the first screen; each holds the first few, and the count of all."""

    to_accept: list[TaskSpan]
    to_accept_count: int
    late: list[TaskSpan]
    late_count: int
    soon: list[TaskSpan]
    soon_count: int
    extensions: list[Extension]
    extension_count: int


def awaiting(standing: "Standing", *, day: date, most: int = 8) -> Awaiting:
    """Return what awaits the asker: to accept, late, due soon, extensions to decide."""
    current = with_names(TaskSpan.objects.filter(known_until=None))
    accepts, leads = standing.reach("task.accept", "giver"), standing.reach("task.report", "lead")
    to_accept = current.filter(
        Q(giver_id__in=accepts) | Q(giver=None, unit_id__in=accepts), stage=Stage.SUBMITTED
    ).order_by("submitted_on", "task__code")
    working = current.filter(lead_id__in=leads, stage__in=[Stage.OPEN, Stage.RETURNED])
    late = working.filter(due_on__lt=day).order_by("due_on", "task__code")
    soon = working.filter(due_on__gte=day, due_on__lte=day + timedelta(days=SOON_DAYS)).order_by(
        "due_on", "task__code"
    )
    asked = (
        Extension.objects.filter(
            Q(task__giver_id__in=accepts) | Q(task__giver=None, task__unit_id__in=accepts), decided_on=None
        )
        .select_related("task__lead")
        .order_by("old_due_on")
    )
    return Awaiting(
        *first_few(to_accept, most),
        *first_few(with_status(late, day), most),
        *first_few(with_status(soon, day), most),
        *first_few(asked, most),
    )


def status_counts(spans: QuerySet[TaskSpan], day: date) -> dict[Status, int]:
    """Count spans by status on the day; statuses without a task are left out."""
    rows = with_status(spans, day).order_by().values_list("status").annotate(Count("pk"))
    return {Status(status): count for status, count in rows}


def names_needed(spans: Iterable[TaskSpan]) -> set[uuid.UUID]:
    """Return the ids of the units that a list of spans names."""
    found: set[uuid.UUID] = set()
    for span in spans:
        found |= {span.unit_id, span.lead_id} | ({span.giver_id} if span.giver_id else set())
    return found


def document_choices(
    standing: "Standing", *, also: uuid.UUID | None = None, most: int = 200
) -> list[tuple[uuid.UUID, str]]:
    """Return the newest documents that the asker may see and that went out or came in, to choose from."""
    rows = documents_visible_to(standing).exclude(dated_on=None)
    newest = list(rows.order_by("-dated_on", "-created_at")[:most])
    if also is not None and all(one.pk != also for one in newest):
        newest = [*rows.filter(pk=also), *newest]
    return [(one.pk, f"{one.citation} ({one.dated_on:%d/%m/%Y})") for one in newest]


def document_chosen(standing: "Standing", pk: uuid.UUID | None) -> Document | None:
    """Return a document that the asker may see."""
    return documents_visible_to(standing).filter(pk=pk).first() if pk else None


def named_units(units: Iterable[uuid.UUID], *, day: date) -> list[tuple[uuid.UUID, str]]:
    """Return id and name of units that exist on the day, in the order of their names."""
    rows = UnitName.objects.filter(on(day), unit_id__in=set(units)).order_by("sort_key")
    return list(rows.values_list("unit_id", "name"))


def units_to_give(standing: "Standing", *, day: date) -> list[tuple[uuid.UUID, str]]:
    """Return the committees that the asker may give work to, the own ones first, then by name."""
    found = named_units(standing.reach("task.give") & standing.tree.committees, day=day)
    own = standing.own_units
    return sorted(found, key=lambda pair: pair[0] not in own)


def leads_within(
    standing: "Standing", units: Iterable[uuid.UUID], *, day: date
) -> list[tuple[uuid.UUID, str]]:
    """Return the units that may lead work of these: themselves, their bodies and affiliates."""
    found: set[uuid.UUID] = set()
    for unit in units:
        found |= {unit} | standing.tree.below(unit)
    return named_units(found, day=day)


def units_below(standing: "Standing", unit: uuid.UUID, *, day: date) -> list[tuple[uuid.UUID, str]]:
    """Return the committees directly under a unit to which the asker may pass work on."""
    children = set(standing.tree.children_of.get(unit, ()))
    return named_units(children & standing.tree.committees & standing.reach("task.give"), day=day)


def unit_of(pk: uuid.UUID | None) -> Unit | None:
    """Return a unit that a form offered."""
    return Unit.objects.filter(pk=pk).first() if pk else None


def units_of(pks: Iterable[uuid.UUID]) -> list[Unit]:
    """Return units that a form offered, by code."""
    return list(Unit.objects.filter(pk__in=list(pks)).order_by("code"))


def people_of(standing: "Standing", *, day: date) -> list[tuple[uuid.UUID, str]]:
    """Return the persons with a mandate on the day in the houses of the asker, by given name."""
    tree = standing.tree
    houses = {one for unit in standing.own_units for one in tree.house_of(tree.committee_of(unit))}
    rows = Mandate.objects.filter(on(day), unit_id__in=houses).order_by("person__sort_key")
    return list(dict(rows.values_list("person_id", "person__full_name")).items())


def person_of(pk: uuid.UUID | None) -> Any:
    """Return a person that a form offered."""
    return Person.objects.filter(pk=pk).first() if pk else None
