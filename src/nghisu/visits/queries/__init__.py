"""Read working visits as they stood on a day, for the one who asks."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from nghisu.kit.periods import Quarter
from nghisu.organisation.models import Body, Mandate, Unit, UnitName
from nghisu.organisation.queries import on
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.situation.models import Issue
from nghisu.situation.queries import open_fields
from nghisu.situation.rules.competence import MATTERS, Matter
from nghisu.visits.models import Visit, VisitMember, VisitQuestion, VisitStep
from nghisu.visits.rules.hands import hand
from nghisu.visits.rules.steps import DONE, TOLD, State

Choices = list[tuple[uuid.UUID, str]]


def _inside(standing: Standing) -> Q:
    mine = VisitMember.objects.filter(person_id=standing.me).values("visit")
    return (
        Q(unit_id__in=standing.reach("visit.see"))
        | Q(head_id=standing.me)
        | Q(pk__in=mine, state__in=sorted(one.value for one in TOLD))
    )


def visits_visible_to(standing: Standing) -> QuerySet[Visit]:
    """Return the visits of the asker's house, those the asker goes on, those announced to the own unit."""
    told = Q(
        visited_id__in=standing.reach("visit.see", "visited"),
        state__in=sorted(one.value for one in TOLD),
    )
    return Visit.objects.filter(_inside(standing) | told).select_related(
        "unit", "visited", "head", "body", "document", "entry"
    )


def visit_visible_to(standing: Standing, pk: uuid.UUID) -> Visit | None:
    """Return a visit that the asker may see."""
    return visits_visible_to(standing).filter(pk=pk).first()


def sees_inside(standing: Standing, visit: Visit) -> bool:
    """Tell whether the asker stands on the side that visits; the unit visited sees its own file only."""
    return Visit.objects.filter(_inside(standing), pk=visit.pk).exists()


def with_states(rows: QuerySet[Visit], day: date) -> QuerySet[Any]:
    """Annotate visits with their state on the day, and keep those known then."""
    last = VisitStep.objects.filter(visit=OuterRef("pk"), day__lte=day).order_by("-number")
    stated: QuerySet[Any] = rows.annotate(
        state_then=Subquery(last.values("state")[:1]), moved_on=Subquery(last.values("day")[:1])
    )
    return stated.filter(state_then__isnull=False)


def with_counts(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate visits with how many questions stand, and how many of them are told back."""
    standing = VisitQuestion.objects.filter(visit=OuterRef("pk"), withdrawn_on__isnull=True)
    asked = standing.order_by().values("visit").annotate(count=Count("pk")).values("count")
    told = (
        standing.filter(settled_on__isnull=False)
        .order_by()
        .values("visit")
        .annotate(count=Count("pk"))
        .values("count")
    )
    counted: QuerySet[Any] = rows.annotate(asked=Subquery(asked), told=Subquery(told))
    return counted


def told_then(rows: QuerySet[Any], standing: Standing) -> QuerySet[Any]:
    """Keep what the asker's side plans, and of the rest what was announced on the day."""
    return rows.filter(_inside(standing) | Q(state_then__in=sorted(one.value for one in TOLD)))


def of_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Keep those that stood so."""
    return rows.filter(state_then=state)


def of_quarter(rows: QuerySet[Any], quarter: str) -> QuerySet[Any]:
    """Keep those of a quarter, written ``2023-Q1``."""
    asked = Quarter.parse(quarter)
    return rows.filter(year=asked.year, quarter=asked.number)


def owing(rows: QuerySet[Any], _yes: object = True) -> QuerySet[Any]:
    """Keep those with a question that was not told back."""
    open_ = VisitQuestion.objects.filter(
        visit=OuterRef("pk"), withdrawn_on__isnull=True, settled_on__isnull=True
    )
    return rows.filter(Exists(open_), state__in=sorted(one.value for one in DONE))


def quarters_known(standing: Standing) -> list[Quarter]:
    """Return the quarters for which the asker sees visits, the newest first."""
    rows = visits_visible_to(standing).order_by().values_list("year", "quarter").distinct()
    return sorted({Quarter(year, number) for year, number in rows}, reverse=True)


def plans_known(standing: Standing) -> list[tuple[uuid.UUID, int]]:
    """Return the committees and years whose whole plan the asker may see, the newest first."""
    rows = Visit.objects.filter(unit_id__in=standing.reach("visit.see"))
    return list(rows.order_by("-year", "unit__code").values_list("unit_id", "year").distinct()[:12])


def plan_of(standing: Standing, unit: uuid.UUID, year: int) -> list[Visit]:
    """Return the visits of a year that are to be held or were, by quarter; nothing the asker may not see."""
    rows = Visit.objects.filter(unit_id=unit, year=year, unit_id__in=standing.reach("visit.see"))
    left_out = [State.POSTPONED, State.CANCELLED]
    found = rows.exclude(state__in=left_out).select_related("unit", "visited", "head", "body")
    return list(found.order_by("quarter", F("starts_at").asc(nulls_last=True), "number"))


def steps_of(visit: Visit, *, day: date) -> list[VisitStep]:
    """Return the steps of a visit known on the day, first to last."""
    return list(VisitStep.objects.filter(visit=visit, day__lte=day).order_by("number"))


def goers_of(visit: Visit) -> list[Person]:
    """Return who goes, the head first."""
    members = [one.person for one in visit.members.select_related("person")]
    return [visit.head, *members] if visit.head else members


def offices_on(
    persons: Iterable[uuid.UUID], unit: Unit, standing: Standing, day: date
) -> dict[uuid.UUID, str]:
    """Return the office that each holds in the house of the unit on the day, the first in protocol."""
    rows = Mandate.objects.filter(
        on(day), person_id__in=list(persons), unit_id__in=standing.tree.house_of(unit.pk)
    )
    found: dict[uuid.UUID, str] = {}
    ranked = sorted(rows, key=lambda one: BY_CODE[one.office].rank if one.office in BY_CODE else 99)
    for one in ranked:
        if one.office in BY_CODE:
            found.setdefault(one.person_id, BY_CODE[one.office].name)
    return found


def houses(standing: Standing, action: str, *, day: date) -> Choices:
    """Return the committees where the asker may do the action, by name."""
    return named(standing.reach(action) & standing.tree.committees, day)


def visitable(standing: Standing, unit: uuid.UUID, *, day: date) -> Choices:
    """Return the committees below a unit, by name."""
    return named(standing.tree.affiliates_with_past(unit) & standing.tree.committees, day)


def leads(standing: Standing, visit: Visit, *, day: date) -> Choices:
    """Return who may lead a commitment: the committee, its advisory bodies, the unit visited."""
    return named(standing.tree.house_of(visit.unit_id) | {visit.visited_id}, day)


def named(units: Iterable[uuid.UUID], day: date) -> Choices:
    """Return units with their names on the day, by name."""
    rows = UnitName.objects.filter(on(day), unit_id__in=set(units)).order_by("sort_key")
    return list(rows.values_list("unit_id", "name"))


def bodies_of(unit: uuid.UUID) -> Choices:
    """Return the bodies of a unit that visit, those of the newest term first."""
    rows = Body.objects.filter(unit_id=unit, kind__in=["standing", "permanent", "executive", "inspection"])
    return [
        (one.pk, f"{one.get_kind_display()} ({one.term.first_year}-{one.term.last_year})")
        for one in rows.select_related("term").order_by("-term__ordinal", "kind")
    ]


def people_of(standing: Standing, unit: uuid.UUID, *, day: date) -> Choices:
    """Return who holds an office in the house on the day, by given name."""
    rows = Mandate.objects.filter(on(day), unit_id__in=standing.tree.house_of(unit)).exclude(
        office__in=["administrator", "superior_reader", "point_operator", "counter"]
    )
    pairs = rows.order_by("person__sort_key").values_list("person_id", "person__full_name")
    return list(dict(pairs).items())


def unit_of(pk: uuid.UUID | None) -> Unit | None:
    """Return a unit that a form offered."""
    return Unit.objects.filter(pk=pk).first() if pk else None


def body_of(pk: uuid.UUID | None) -> Body | None:
    """Return a body that a form offered."""
    return Body.objects.filter(pk=pk).first() if pk else None


def persons_of(pks: Iterable[uuid.UUID | None]) -> list[Person]:
    """Return persons that a form offered, in that order."""
    wanted = [one for one in pks if one is not None]
    found = Person.objects.in_bulk(wanted)
    return [found[one] for one in wanted if one in found]


def matters_to_ask(visit: Visit, day: date) -> list[Matter]:
    """Return the lines of the list that a question may be about: of ordinary and opened fields."""
    fields = open_fields(visit.unit_id)
    return [one for one in MATTERS if one.holds_on(day) and one.field in fields]


def issues_to_ask(visit: Visit) -> list[tuple[uuid.UUID, str]]:
    """Return the difficulties that the unit visited raised with the committee and does not ask about yet."""
    asked = visit.questions.filter(withdrawn_on__isnull=True, issue__isnull=False).values("issue")
    rows = Issue.objects.filter(unit_id=visit.visited_id, handler_id=visit.unit_id).exclude(pk__in=asked)
    return [(one.pk, f"{one.number}. {one.statement[:100]}") for one in rows.order_by("-raised_at")[:100]]


def issue_of(pk: uuid.UUID | None) -> Issue | None:
    """Return a difficulty that a form offered."""
    return Issue.objects.filter(pk=pk).first() if pk else None


def visits_awaiting(standing: Standing, day: date) -> QuerySet[Any]:
    """Return the visits that wait for the asker, in one question.

    The office: to say that it was held, to write the minutes, to follow up; the chair: to sign, to
    approve; the unit visited: to state its questions.
    """
    asked = VisitQuestion.objects.filter(visit=OuterRef("pk"), withdrawn_on__isnull=True)
    owed = asked.filter(settled_on__isnull=True)
    runs, signs = Q(unit_id__in=standing.reach("visit.run")), Q(unit_id__in=standing.reach("visit.conclude"))
    signs |= Q(head_id=standing.me)
    states = Q(visited_id__in=standing.reach("visit.state", "visited"))
    rows = Visit.objects.annotate(
        is_asked=Exists(asked),
        is_owed=Exists(owed),
        written_at=F("minutes__written_at"),
        signed_at=F("minutes__signed_at"),
    )
    return (
        rows.filter(
            (states & Q(state=State.ANNOUNCED, is_asked=False, questions_due_on__gte=day))
            | (runs & Q(state=State.ANNOUNCED, ends_at__date__lt=day))
            | (runs & Q(state=State.HELD, written_at__isnull=True))
            | (signs & Q(state=State.HELD, written_at__isnull=False))
            | (runs & Q(state=State.CONCLUDED))
        )
        .select_related("visited", "unit")
        .order_by(F("questions_due_on").asc(nulls_last=True), "pk")
    )


def hand_of(standing: Standing, visit: Any) -> str:
    """Return what the asker is to do about a visit that awaits somebody, for translation."""
    return hand(
        State(visit.state),
        by_the_unit=standing.may("visit.state", visited=visit.visited_id),
        is_written=visit.written_at is not None,
        is_signed=visit.signed_at is not None,
        is_owed=visit.is_owed,
    )
