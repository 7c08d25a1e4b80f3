"""Read programmes of inspection, and inspections as they stood on a day, for the one who asks."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from nghisu.inspection.models import (
    Inspection,
    InspectionProgramme,
    InspectionStep,
    Remedy,
    TeamMember,
    WorkingMinutes,
)
from nghisu.inspection.rules.durations import OF_PLACES, Duration, Level, duration_on, last_day
from nghisu.inspection.rules.progress import Progress, progress_of
from nghisu.inspection.rules.steps import DONE, TOLD, State
from nghisu.organisation.models import Body, Mandate, Unit, UnitName, UnitPlace
from nghisu.organisation.queries import on
from nghisu.organisation.rules.offices import OFFICES
from nghisu.organisation.rules.policy import Role, Standing
from nghisu.people.models import Person
from nghisu.tasks.models import TaskSpan
from nghisu.tasks.queries import known_on, with_status
from nghisu.tasks.rules.status import Stage, Status

Choices = list[tuple[uuid.UUID, str]]
TEAM_ROLES = frozenset({Role.INSPECTOR, Role.CHIEF, Role.CHAIR, Role.LEADER, Role.SPECIALIST})


def programmes_visible_to(standing: Standing) -> QuerySet[InspectionProgramme]:
    """Return the programmes whose whole list the asker may see, the newest first."""
    reach = standing.reach("inspection.see")
    return InspectionProgramme.objects.filter(unit_id__in=reach).select_related("unit", "adopted_by")


def programme_visible_to(standing: Standing, pk: uuid.UUID) -> InspectionProgramme | None:
    """Return a programme that the asker may see."""
    return programmes_visible_to(standing).filter(pk=pk).first()


def _inside(standing: Standing) -> Q:
    mine = TeamMember.objects.filter(person_id=standing.me).values("inspection")
    return (
        Q(unit_id__in=standing.reach("inspection.see"))
        | Q(lead_id__in=standing.reach("inspection.see", "lead"))
        | Q(pk__in=mine)
    )


def inspections_visible_to(standing: Standing) -> QuerySet[Inspection]:
    """Return what the asker's house inspects, and what the asker's own body was told of, and nothing else."""
    told = Q(
        inspected_id__in=standing.reach("inspection.see", "inspected"),
        state__in=[one.value for one in TOLD],
    )
    return Inspection.objects.filter(_inside(standing) | told).select_related(
        "programme", "unit", "inspected", "lead", "document"
    )


def inspection_visible_to(standing: Standing, pk: uuid.UUID) -> Inspection | None:
    """Return an inspection that the asker may see."""
    return inspections_visible_to(standing).filter(pk=pk).first()


def sees_inside(standing: Standing, inspection: Inspection) -> bool:
    """Tell whether the asker stands on the side that inspects; the inspected body sees its own file only."""
    return Inspection.objects.filter(_inside(standing), pk=inspection.pk).exists()


def may_run(standing: Standing, inspection: Inspection) -> bool:
    """Tell whether the asker may carry the inspection out: its house, its lead, or its team."""
    return (
        standing.may("inspection.run", unit=inspection.unit_id, lead=inspection.lead_id)
        or inspection.team.filter(person_id=standing.me).exists()
    )


def with_states(rows: QuerySet[Inspection], day: date) -> QuerySet[Any]:
    """Annotate inspections with their state on the day, and keep those known then."""
    last = InspectionStep.objects.filter(inspection=OuterRef("pk"), day__lte=day).order_by("-number")
    stated: QuerySet[Any] = rows.annotate(
        state_then=Subquery(last.values("state")[:1]), moved_on=Subquery(last.values("day")[:1])
    )
    return stated.filter(state_then__isnull=False)


def of_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Keep those that stood so."""
    return rows.filter(state_then=state)


def outside_only(rows: QuerySet[Any], _yes: object = True) -> QuerySet[Any]:
    """Keep those outside the programme."""
    return rows.filter(is_outside=True)


def told_then(rows: QuerySet[Any], standing: Standing) -> QuerySet[Any]:
    """Keep what the asker inspects, and of the rest what was told on the day."""
    return rows.filter(_inside(standing) | Q(state_then__in=[one.value for one in TOLD]))


def steps_of(inspection: Inspection, *, day: date) -> list[InspectionStep]:
    """Return the steps of an inspection known on the day, first to last."""
    return list(InspectionStep.objects.filter(inspection=inspection, day__lte=day).order_by("number"))


def progress_on(programme: InspectionProgramme, day: date) -> Progress:
    """Return the count of a programme as it stood on the day."""
    rows = with_states(programme.inspections.all(), day).values_list("state_then", "is_outside")
    return progress_of((State(state), is_outside) for state, is_outside in rows)


@dataclass(frozen=True)
class Followed:
    """A remedy and where its task stands."""

    remedy: Remedy
    status: Status | None
    task: Any


def remedies_of(inspection: Inspection, *, day: date) -> list[Followed]:
    """Return the remedies of an inspection with where their tasks stand on the day, in their order."""
    remedies = list(inspection.remedies.select_related("task"))
    spans = TaskSpan.objects.filter(known_on(day), task__in=[one.task_id for one in remedies if one.task_id])
    stands = {span.task_id: Status(span.status) for span in with_status(spans, day)}
    return [Followed(one, stands.get(one.task_id) if one.task_id else None, one.task) for one in remedies]


def remedies_late(programme: InspectionProgramme, *, day: date) -> int:
    """Return how many remedies of a programme are overdue on the day, each counted once."""
    tasks = Remedy.objects.filter(inspection__programme=programme, task__isnull=False).values("task")
    spans = TaskSpan.objects.filter(known_on(day), task__in=tasks)
    return sum(Status(one.status) is Status.OVERDUE for one in with_status(spans, day))


def remedies_open(inspection: Inspection) -> int:
    """Return how many remedies are neither accepted nor ended."""
    settled = [Stage.ACCEPTED, Stage.ENDED]
    return inspection.remedies.exclude(task__stage__in=settled).count()


def composed_conclusion(inspection: Inspection) -> str:
    """Return the text of the conclusion: what was found, then what is to be mended, numbered."""
    remedies = list(inspection.remedies.order_by("order"))
    if not remedies:
        return inspection.conclusion
    lines = [
        f"{one.order}. {one.title}"
        + (f" Sản phẩm: {one.product}." if one.product else "")
        + f" Hoàn thành trước ngày {one.due_on.day}/{one.due_on.month}/{one.due_on.year}."
        for one in remedies
    ]
    return "\n".join([inspection.conclusion, "Yêu cầu khắc phục:", *lines])


@dataclass(frozen=True)
class Clock:
    """The clock of the duration.

    :param last_on: the last day, with the extension
    :param is_over: whether it ran out before the report, or has run out without one
    :param rule: the row of the table it is held against; None where the table knows none for that day
    """

    last_on: date
    is_over: bool
    rule: Duration | None


def clock_of(inspection: Inspection, *, day: date) -> Clock | None:
    """Return the clock of an inspection whose plan was sent: it stops at the team's report."""
    if inspection.starts_on is None:
        return None
    last = last_day(starts_on=inspection.starts_on, days=inspection.days, extension=inspection.extension_days)
    stopped = inspection.reported_on
    return Clock(
        last_on=last,
        is_over=(stopped or day) > last,
        rule=duration_on(Level(inspection.level), inspection.notified_on or day)
        if inspection.level
        else None,
    )


def minutes_of(inspection: Inspection, pk: uuid.UUID) -> WorkingMinutes | None:
    """Return minutes of an inspection."""
    return inspection.sessions.filter(pk=pk).first()


def houses(standing: Standing, action: str, *, day: date) -> Choices:
    """Return the committees where the asker may do the action, by name."""
    return _named(standing.reach(action) & standing.tree.committees, day)


def inspectable(standing: Standing, unit: uuid.UUID, *, day: date) -> Choices:
    """Return the committees below a unit, by name."""
    return _named(standing.tree.affiliates_with_past(unit) & standing.tree.committees, day)


def leads(standing: Standing, unit: uuid.UUID, *, day: date) -> Choices:
    """Return the unit and its advisory bodies, by name."""
    return _named(standing.tree.house_of(unit), day)


def _named(units: frozenset[uuid.UUID] | set[uuid.UUID], day: date) -> Choices:
    rows = UnitName.objects.filter(on(day), unit_id__in=units).order_by("sort_key")
    return list(rows.values_list("unit_id", "name"))


def bodies_of(unit: uuid.UUID) -> Choices:
    """Return the bodies of a unit that adopt a programme, those of the newest term first."""
    rows = Body.objects.filter(unit_id=unit, kind__in=["executive", "standing", "inspection"])
    return [
        (one.pk, f"{one.get_kind_display()} ({one.term.first_year}-{one.term.last_year})")
        for one in rows.select_related("term").order_by("-term__ordinal", "kind")
    ]


def team_choices(standing: Standing, inspection: Inspection, *, day: date) -> Choices:
    """Return who may be of the team: who works in the house that inspects, by given name."""
    offices = [one.code for one in OFFICES if TEAM_ROLES & set(one.roles)]
    units = standing.tree.house_of(inspection.unit_id)
    rows = Mandate.objects.filter(on(day), unit_id__in=units, office__in=offices)
    pairs = rows.order_by("person__sort_key").values_list("person_id", "person__full_name")
    return list(dict(pairs).items())


def unit_of(pk: uuid.UUID | None) -> Unit | None:
    """Return a unit that a form offered."""
    return Unit.objects.filter(pk=pk).first() if pk else None


def body_of(pk: uuid.UUID | None) -> Body | None:
    """Return a body that a form offered."""
    return Body.objects.filter(pk=pk).first() if pk else None


def persons_of(pks: list[uuid.UUID]) -> list[Person]:
    """Return persons that a form offered, in that order."""
    found = Person.objects.in_bulk(pks)
    return [found[one] for one in pks if one in found]


def level_of(unit: uuid.UUID, day: date) -> Level:
    """Return the level that a unit inspects at by its place in the tree; it may be chosen otherwise."""
    place = UnitPlace.objects.filter(on(day), unit_id=unit).values_list("level", flat=True).first()
    return OF_PLACES.get(place or "", Level.ABOVE_GRASSROOTS)


def remedy_choices(inspection: Inspection) -> Choices:
    """Return the remedies of an inspection, in their order."""
    return [(one.pk, f"{one.order}. {one.title}") for one in inspection.remedies.order_by("order")]


def remedy_of(inspection: Inspection, pk: uuid.UUID) -> Remedy | None:
    """Return a remedy that a form offered."""
    return inspection.remedies.filter(pk=pk).first()


def reports_awaited(standing: Standing) -> QuerySet[Inspection]:
    """Return the inspections of which the asker's body is to send its self-report, the earliest due first."""
    return (
        Inspection.objects.filter(
            inspected_id__in=standing.reach("inspection.answer", "inspected"),
            state__in=[State.NOTIFIED, State.WORKING],
            self_report_on__isnull=True,
        )
        .select_related("unit")
        .order_by("self_report_due_on", "pk")
    )


def concluded_states() -> list[str]:
    """Return the states in which the conclusion is issued."""
    return [one.value for one in DONE]
