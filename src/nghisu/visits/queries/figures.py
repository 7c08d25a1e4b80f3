"""What is counted of visits: those held in a quarter, and the questions told back; never who was there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse

from nghisu.figures.queries.registry import Asked, Counted, Number, Said, Source, register
from nghisu.figures.queries.sources import fixed
from nghisu.figures.rules.indicators import FLOW_SUM, Indicator, Kind
from nghisu.kit.refusals import N_
from nghisu.visits.models import Visit, VisitQuestion, VisitStep
from nghisu.visits.queries import visits_visible_to
from nghisu.visits.rules.steps import Taken

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

HELD, TOLD = "visits_held", "visit_questions_told"
INDICATORS = (
    Indicator(
        HELD,
        N_("Working visits held"),
        N_("visits"),
        Kind.FLOW,
        N_("Visits of the unit held on a day of the quarter, as entered by the day asked."),
        FLOW_SUM,
    ),
    Indicator(
        TOLD,
        N_("Questions of visits told back"),
        N_("questions"),
        Kind.FLOW,
        N_("Questions of units visited to which the last word was told on a day of the quarter."),
        FLOW_SUM,
    ),
)


def visits_held(asked: Asked) -> QuerySet[Visit]:
    """Return the visits that a figure counts, first to last."""
    entered = VisitStep.objects.filter(taken=Taken.HELD, day__lte=asked.as_of).values("visit")
    return Visit.objects.filter(
        unit=asked.unit, held_on__range=(asked.quarter.first, asked.last_day), pk__in=entered
    ).order_by("held_on", "number")


def questions_told(asked: Asked) -> QuerySet[VisitQuestion]:
    """Return the questions that a figure counts, first to last."""
    return (
        VisitQuestion.objects.filter(
            visit__unit=asked.unit, settled_on__range=(asked.quarter.first, asked.last_day)
        )
        .select_related("visit")
        .order_by("settled_on", "visit__number", "number")
    )


def _values(asked: Asked) -> dict[str, Number]:
    return {HELD: visits_held(asked).count(), TOLD: questions_told(asked).count()}


def _together(asked: Sequence[Asked]) -> list[Said]:
    """Count the visits and questions of several quarters in one query."""
    first, last = min(one.quarter.first for one in asked), max(one.last_day for one in asked)
    entered = VisitStep.objects.filter(taken=Taken.HELD, day__lte=asked[0].as_of).values("visit")
    unit = asked[0].unit
    held: Any = Visit.objects.filter(unit=unit, held_on__range=(first, last), pk__in=entered).order_by()
    told: Any = VisitQuestion.objects.filter(visit__unit=unit, settled_on__range=(first, last)).order_by()
    days = list(
        held.values_list("pk", Value(HELD, CharField()), "held_on").union(
            told.values_list("pk", Value(TOLD, CharField()), "settled_on"), all=True
        )
    )
    return [
        Said(
            INDICATORS,
            {
                what.code: sum(
                    code == what.code and one.quarter.first <= day <= one.last_day for _pk, code, day in days
                )
                for what in INDICATORS
            },
        )
        for one in asked
    ]


def _records(code: str, asked: Asked, standing: "Standing | None") -> list[Counted]:
    if code == HELD:
        rows = [(one, one.code, one.purpose, one.held_on, one.pk) for one in visits_held(asked)]
    else:
        rows = [
            (one.visit, f"{one.visit.code}.{one.number}", one.text[:200], one.settled_on, one.pk)
            for one in questions_told(asked)
        ]
    seen = None
    if standing is not None:
        mine = visits_visible_to(standing).filter(pk__in=[row[0].pk for row in rows])
        seen = set(mine.values_list("pk", flat=True))
    return [
        Counted(
            kind="visit" if code == HELD else "visitquestion",
            pk=str(pk),
            label=label if known else "",
            words=words if known else "",
            day=on,
            url=reverse("visit_detail", args=[visit.pk]) if known else "",
        )
        for visit, label, words, on, pk in rows
        for known in [seen is None or visit.pk in seen]
    ]


register(Source("visits", N_("Working visits"), fixed(*INDICATORS), _values, _records, _together))
