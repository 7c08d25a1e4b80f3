"""What is counted of difficulties: topics raised, sent up, answered in a quarter; never persons."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse

from nghisu.figures.queries.registry import Asked, Counted, Number, Said, Source, register
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


def _together(asked: Sequence[Asked]) -> list[Said]:
    """Count the topics of several quarters in one query."""
    days = (min(one.quarter.first for one in asked), max(one.last_day for one in asked))

    def rows(of: QuerySet[Any, Any], code: str, day: str) -> QuerySet[Any, Any]:
        found = of.filter(topic__unit=asked[0].unit, **{f"{day}__range": days}).order_by()
        return found.values_list("topic_id", Value(code, CharField()), day)

    every = rows(Contribution.objects.all(), "topics_raised", "first_on").union(
        *(rows(TopicStep.objects.filter(step=step), code, "day") for code, step in STEPS.items()), all=True
    )
    topics: list[dict[str, set[Any]]] = [{one.code: set() for one in INDICATORS} for _one in asked]
    for topic, code, day in every:
        for one, found in zip(asked, topics, strict=True):
            if one.quarter.first <= day <= one.last_day:
                found[code].add(topic)
    return [Said(INDICATORS, {code: len(found[code]) for code in found}) for found in topics]


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


register(Source("situation", N_("Difficulties"), lambda _asked: INDICATORS, _values, _records, _together))
