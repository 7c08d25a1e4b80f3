"""What is counted of difficulties: topics raised, sent up, answered in a quarter; never persons."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse

from nghisu.figures.queries.registry import Asked, Counted, Number, Source, register
from nghisu.figures.rules.indicators import FLOW_SUM, Indicator, Kind
from nghisu.kit.refusals import N_
from nghisu.situation.models import Contribution, Topic, TopicStep
from nghisu.situation.queries import topics_visible_to
from nghisu.situation.rules.topics import Step

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

TOPICS = N_("topics")
INDICATORS = (
    Indicator(
        "topics_raised",
        N_("Difficulties raised by units"),
        TOPICS,
        Kind.FLOW,
        N_("Topics that at least one unit raised on a day of the quarter; one raised by many counts once."),
        FLOW_SUM,
    ),
    Indicator(
        "topics_escalated",
        N_("Difficulties sent up beyond authority"),
        TOPICS,
        Kind.FLOW,
        N_("Topics that went to the superior by a document on a day of the quarter."),
        FLOW_SUM,
    ),
    Indicator(
        "topics_answered",
        N_("Difficulties answered"),
        TOPICS,
        Kind.FLOW,
        N_("Topics to which an answer was entered on a day of the quarter."),
        FLOW_SUM,
    ),
)
STEPS = {"topics_escalated": Step.ESCALATED, "topics_answered": Step.ANSWERED}


def topics_counted(code: str, asked: Asked) -> QuerySet[Topic]:
    """Return the topics that a figure counts, oldest first."""
    days = (asked.quarter.first, asked.last_day)
    within: QuerySet[Any, Any] = Contribution.objects.filter(first_on__range=days)
    if code in STEPS:
        within = TopicStep.objects.filter(step=STEPS[code], day__range=days)
    return Topic.objects.filter(unit=asked.unit, pk__in=within.values("topic_id")).order_by("number")


def _values(asked: Asked) -> dict[str, Number]:
    return {one.code: topics_counted(one.code, asked).count() for one in INDICATORS}


def _records(code: str, asked: Asked, standing: "Standing | None") -> list[Counted]:
    rows = list(topics_counted(code, asked))
    seen = None
    if standing is not None:
        mine = topics_visible_to(standing).filter(pk__in=[one.pk for one in rows])
        seen = set(mine.values_list("pk", flat=True))
    return [
        Counted(
            kind="topic",
            pk=str(one.pk),
            label=str(one.number) if known else "",
            words=one.title if known else "",
            day=one.opened_on,
            url=reverse("topic_detail", args=[one.pk]) if known else "",
        )
        for one in rows
        for known in [seen is None or one.pk in seen]
    ]


register(Source("situation", N_("Difficulties"), lambda _asked: INDICATORS, _values, _records))
