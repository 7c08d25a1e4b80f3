"""Issues and topics, for the one who asks."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from nghisu.organisation.models import OutsideBody, Unit
from nghisu.organisation.queries import on
from nghisu.situation.models import (
    Contribution,
    FieldOpening,
    Issue,
    ReadingDuty,
    Telling,
    Topic,
    TopicAnswer,
    TopicStep,
)
from nghisu.situation.rules.competence import FIELD_BY_CODE, FIELDS, MATTERS, Level, Matter
from nghisu.situation.rules.topics import AWAITS, IssueState, TopicState

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing
    from nghisu.organisation.rules.tree import Tree


def handler_of(unit: UUID, tree: "Tree") -> UUID | None:
    """Return the committee directly above a committee, None at the top."""
    above = [one for one in tree.above(unit) if one in tree.committees]
    return above[0] if above else None


def is_top(unit: UUID, tree: "Tree") -> bool:
    """Tell whether a committee has no superior in the tree."""
    return handler_of(unit, tree) is None


def duty_units(person: UUID, day: date) -> QuerySet[ReadingDuty, Any]:
    """Return the committees for which a person reads urgent issues on the day."""
    return ReadingDuty.objects.filter(on(day), person_id=person).values("unit_id")


def is_on_duty(person: UUID, unit: UUID, day: date) -> bool:
    """Tell whether a person reads urgent issues of a committee on the day."""
    return duty_units(person, day).filter(unit_id=unit).exists()


def issues_visible_to(standing: "Standing") -> QuerySet[Issue]:
    """Return the issues of the asker's unit, those sent to it, and the urgent ones the asker is to read."""
    return Issue.objects.filter(
        Q(unit_id__in=standing.reach("issue.see"))
        | Q(handler_id__in=standing.reach("issue.see", "handler"))
        | Q(is_urgent=True, handler_id__in=duty_units(standing.me, standing.day))
    ).select_related("topic", "unit")


def issue_visible_to(standing: "Standing", pk: UUID) -> Issue | None:
    """Return an issue that the asker may see."""
    return issues_visible_to(standing).filter(pk=pk).first()


def topics_visible_to(standing: "Standing") -> QuerySet[Topic]:
    """Return the topics of committees whose topics the asker may see, and those a body of the asker leads."""
    return Topic.objects.filter(
        Q(unit_id__in=standing.reach("topic.see")) | Q(lead_id__in=standing.reach("topic.see", "lead"))
    ).select_related("unit", "lead", "addressee", "to_unit", "document")


def topic_visible_to(standing: "Standing", pk: UUID) -> Topic | None:
    """Return a topic that the asker may see."""
    return topics_visible_to(standing).filter(pk=pk).first()


def with_units(rows: QuerySet[Topic]) -> QuerySet[Any]:
    """Annotate topics with how many units raised them, each counted once."""
    return rows.annotate(unit_count=Count("contributions__unit", distinct=True))


def of_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Keep what stands so."""
    return rows.filter(state=state)


def overdue(rows: QuerySet[Topic], day: date) -> QuerySet[Topic]:
    """Keep the topics whose answer was awaited before the day."""
    return rows.filter(state__in=[one.value for one in AWAITS], due_on__lt=day)


def units_of(topic: Topic) -> list[UUID]:
    """Return the units that raised a topic, each once."""
    return list(
        Contribution.objects.filter(topic=topic)
        .order_by("unit__code")
        .values_list("unit_id", flat=True)
        .distinct()
    )


def contributions_of(topic: Topic) -> list[Contribution]:
    """Return in which months which unit raised a topic."""
    return list(
        Contribution.objects.filter(topic=topic)
        .select_related("unit")
        .order_by("unit__code", "year", "month")
    )


def last_answer(topic: Topic) -> TopicAnswer | None:
    """Return the answer that holds."""
    return TopicAnswer.objects.filter(topic=topic).order_by("-number").first()


def units_to_tell(topic: Topic) -> list[UUID]:
    """Return the units that raised a topic and were not told its last answer."""
    answer = last_answer(topic)
    told = set(Telling.objects.filter(answer=answer).values_list("unit_id", flat=True)) if answer else set()
    return [unit for unit in units_of(topic) if unit not in told]


def tellings_of(topic: Topic) -> dict[UUID, date]:
    """Return on which day each unit was told the last answer."""
    answer = last_answer(topic)
    return dict(Telling.objects.filter(answer=answer).values_list("unit_id", "told_on")) if answer else {}


def steps_of(topic: Topic) -> QuerySet[TopicStep]:
    """Return the steps of a topic, first to last."""
    return TopicStep.objects.filter(topic=topic).select_related("document").order_by("number")


def answers_of(topic: Topic) -> QuerySet[TopicAnswer]:
    """Return the answers to a topic, first to last."""
    return TopicAnswer.objects.filter(topic=topic).select_related("document").order_by("number")


def raised_by(standing: "Standing") -> QuerySet[Topic]:
    """Return the topics that the asker's own unit raised: where they stand, and nothing the office wrote."""
    mine = Contribution.objects.filter(topic=OuterRef("pk"), unit_id__in=standing.reach("issue.see"))
    return Topic.objects.filter(Exists(mine)).select_related("unit")


def raised_topic(standing: "Standing", pk: UUID) -> Topic | None:
    """Return a topic that the asker's own unit raised."""
    return raised_by(standing).filter(pk=pk).first()


def told_on(standing: "Standing", answers: Iterable[TopicAnswer]) -> dict[UUID, date]:
    """Return on which day the asker's units were told each of the answers."""
    rows = Telling.objects.filter(answer__in=list(answers), unit_id__in=standing.reach("issue.see"))
    return dict(rows.values_list("answer_id", "told_on"))


def merge_choices(issue: Issue) -> list[tuple[UUID, str]]:
    """Return the topics an issue may be merged into, those of the same matter first."""
    rows = Topic.objects.filter(unit_id=issue.handler_id).exclude(state=TopicState.CLOSED)
    found = sorted(rows.order_by("-number")[:300], key=lambda one: one.matter != issue.matter)
    return [(one.pk, f"{one.number}. {one.title}") for one in found]


def open_fields(unit: UUID) -> set[str]:
    """Return the fields that are open at a committee: the ordinary ones, and what its office opened."""
    opened = FieldOpening.objects.filter(unit_id=unit).values_list("field", flat=True)
    return {one.code for one in FIELDS if not one.is_sensitive} | set(opened)


def openings(units: Iterable[UUID]) -> list[FieldOpening]:
    """Return the sensitive fields that were opened at these committees."""
    return list(FieldOpening.objects.filter(unit_id__in=list(units)).order_by("field"))


def matters_to_raise(unit: UUID, tree: "Tree", day: date) -> list[Matter]:
    """Return the lines of the list that a unit may raise with its superior on the day."""
    handler = handler_of(unit, tree)
    fields = open_fields(handler) if handler else set()
    return [one for one in MATTERS if one.holds_on(day) and one.field in fields]


def closed_fields(unit: UUID, tree: "Tree") -> list[str]:
    """Return the names of the fields that a unit may not raise anything in yet, for translation."""
    handler = handler_of(unit, tree)
    opened = open_fields(handler) if handler else set()
    return [FIELD_BY_CODE[one.code].name for one in FIELDS if one.code not in opened]


def addressees(topic: Topic, day: date) -> list[tuple[UUID, str]]:
    """Return the superiors outside to whom a topic may be sent, who decides its matter first."""
    rows = list(
        OutsideBody.objects.filter(on(day), relation__in=["superior", "specialised"]).order_by("folded")
    )
    rows.sort(key=lambda one: one.code != topic.known_matter.body)
    return [(one.pk, one.name) for one in rows]


def leads(topic: Topic, standing: "Standing", day: date) -> list[UUID]:
    """Return who may deal with a topic within own authority: the committee and its bodies."""
    return sorted(standing.tree.house_of(topic.unit_id), key=lambda one: one != topic.unit_id)


def is_beyond(topic: Topic, tree: "Tree") -> bool:
    """Tell whether a topic is decided above its committee."""
    level = topic.known_matter.decided_by
    return level is Level.CENTRE or (level is Level.TOP and not is_top(topic.unit_id, tree))


def units_by_id(ids: Iterable[UUID]) -> list[Unit]:
    """Return units by id."""
    return list(Unit.objects.filter(pk__in=list(ids)).order_by("code"))


def urgent_for(standing: "Standing", day: date) -> QuerySet[Issue]:
    """Return the urgent issues that nobody has read, for who is on duty and for the office."""
    return Issue.objects.filter(
        Q(handler_id__in=duty_units(standing.me, day))
        | Q(handler_id__in=standing.reach("issue.handle", "handler")),
        is_urgent=True,
        read_at=None,
    ).order_by("raised_at")


def issues_to_check(standing: "Standing") -> QuerySet[Issue]:
    """Return the issues that wait to be checked or merged by the asker's office."""
    return Issue.objects.filter(
        handler_id__in=standing.reach("issue.handle", "handler"),
        state__in=[IssueState.NEW, IssueState.CHECKED],
    ).order_by("raised_at")


def issues_returned(standing: "Standing") -> QuerySet[Issue]:
    """Return the asker's unit's issues that came back."""
    return Issue.objects.filter(
        unit_id__in=standing.reach("issue.raise"), state=IssueState.RETURNED
    ).order_by("raised_at")


def topics_waiting(standing: "Standing", day: date) -> QuerySet[Topic]:
    """Return the topics that wait for a step of the asker's office: to decide, to tell back, or overdue."""
    return Topic.objects.filter(
        Q(state__in=[TopicState.OPEN, TopicState.ANSWERED]) | Q(due_on__lt=day),
        unit_id__in=standing.reach("topic.handle"),
    ).order_by("due_on", "opened_on")


def addressee_of(pk: UUID | None) -> OutsideBody | None:
    """Return a superior outside that a form offered."""
    return OutsideBody.objects.filter(pk=pk).first() if pk else None
