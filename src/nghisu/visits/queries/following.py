"""Questions and commitments of a visit with where each stands, its minutes, its conclusion."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override

from nghisu.organisation.queries import name_in
from nghisu.organisation.rules.policy import Role, Standing
from nghisu.situation.models import Topic
from nghisu.situation.rules.topics import TOPIC_TONES, TOPIC_WORDS, TopicState
from nghisu.tasks.models import TaskSpan
from nghisu.tasks.queries import known_on, with_status
from nghisu.tasks.rules.status import SHOWN, Status
from nghisu.visits.models import Commitment, Visit, VisitMinutes, VisitQuestion, VisitTelling
from nghisu.visits.queries import goers_of, offices_on
from nghisu.visits.rules.minutes import Asked, Goer, HeldVisit, Promise, compose, compose_conclusion
from nghisu.visits.rules.steps import OUTCOME_TONES, OUTCOME_WORDS, Outcome, Way

if TYPE_CHECKING:
    from nghisu.organisation.rules.tree import Tree

NOT_YET = ("plain", "")


@dataclass
class Told:
    """A question with what the unit was told by the day, and what was promised about it.

    :param tone: with ``words``, where it stands; the words are to be translated
    """

    question: VisitQuestion
    tellings: list[VisitTelling]
    tone: str = ""
    words: str = ""
    promised: list["Promised"] = field(default_factory=list)

    @property
    def is_owed(self) -> bool:
        """Whether the unit still waits for the last word."""
        return self.question.withdrawn_on is None and self.question.settled_on is None


@dataclass
class Promised:
    """A commitment and where its task or difficulty stands on the day."""

    commitment: Commitment
    lead_name: str
    tone: str = ""
    words: str = ""
    is_late: bool = False


def questions_of(visit: Visit, *, day: date) -> list[Told]:
    """Return the questions known on the day, first to last, with what was told by then."""
    rows = visit.questions.filter(stated_on__lte=day).select_related("issue", "topic")
    tellings = VisitTelling.objects.filter(day__lte=day).select_related("document").order_by("number")
    found = []
    for one in rows.prefetch_related(Prefetch("tellings", queryset=tellings, to_attr="told_by_then")):
        told: list[VisitTelling] = one.told_by_then
        made = Told(one, told)
        if told:
            last = Outcome(told[-1].outcome)
            made.tone, made.words = OUTCOME_TONES[last], OUTCOME_WORDS[last]
        found.append(made)
    return found


def commitments_of(visit: Visit, standing: Standing, *, day: date) -> list[Promised]:
    """Return the commitments with where they stand on the day, first to last."""
    rows = list(visit.commitments.select_related("lead", "question", "task", "topic"))
    spans = TaskSpan.objects.filter(known_on(day), task__in=[one.task_id for one in rows if one.task_id])
    stands = {span.task_id: Status(span.status) for span in with_status(spans, day)}
    found = []
    for one in rows:
        made = Promised(one, name_in(standing.tree, one.lead_id, day) or one.lead.code)
        status = stands.get(one.task_id) if one.task_id else None
        if status is not None:
            made.tone, made.words = SHOWN[status].tone, SHOWN[status].words
            made.is_late = status is Status.OVERDUE
        elif one.topic is not None:
            state = TopicState(one.topic.state)
            made.tone, made.words = TOPIC_TONES[state], TOPIC_WORDS[state]
        found.append(made)
    return found


def questions_owed(visit: Visit) -> int:
    """Return how many questions were not told back."""
    return visit.questions.filter(withdrawn_on__isnull=True, settled_on__isnull=True).count()


def to_pass_on(visit: Visit) -> int:
    """Return how many difficulties wait to be passed on."""
    return visit.commitments.filter(way=Way.DIFFICULTY, topic__isnull=True).count()


def answer_of(question: VisitQuestion) -> str:
    """Return the answer that the room of difficulties has for a question, to begin the telling with."""
    if question.topic is None:
        return ""
    last = question.topic.answers.order_by("-number").first()
    return last.text if last else ""


def question_of(visit: Visit, pk: Any) -> VisitQuestion | None:
    """Return a question of a visit."""
    return visit.questions.select_related("issue", "topic").filter(pk=pk).first()


def commitment_of(visit: Visit, pk: Any) -> Commitment | None:
    """Return a commitment of a visit."""
    return visit.commitments.select_related("question").filter(pk=pk).first()


def topics_seen(standing: Standing, topics: QuerySet[Topic]) -> set[Any]:
    """Return which of these topics the asker may open."""
    return set(topics.values_list("pk", flat=True))


def minutes_of(visit: Visit) -> VisitMinutes | None:
    """Return the minutes of a visit, signed or not."""
    return VisitMinutes.objects.filter(visit=visit).select_related("signed_by").first()


def may_sign(standing: Standing, visit: Visit) -> bool:
    """Tell whether the asker may sign the minutes: a chair, or the head of the visit."""
    return standing.may("visit.conclude", unit=visit.unit_id) or (
        visit.head_id is not None and visit.head_id == standing.me
    )


def signing_title(standing: Standing, visit: Visit) -> str:
    """Return in which quality the asker signs, as the paper says it."""
    if visit.head_id is not None and visit.head_id == standing.me:
        return "Trưởng đoàn công tác"
    return "Chủ trì" if standing.holds(Role.CHAIR) else ""


def composed_minutes(visit: Visit, standing: Standing) -> str:
    """Return what the record gives for the minutes, with the offices held on the day of the visit."""
    day = visit.held_on or standing.day
    people = goers_of(visit)
    with override("vi"):
        offices = {
            pk: gettext(name)
            for pk, name in offices_on([one.pk for one in people], visit.unit, standing, day).items()
        }
        questions = [
            Asked(one.number, gettext(one.field_words), one.text, one.proposal)
            for one in visit.questions.filter(withdrawn_on__isnull=True)
        ]
    return compose(
        HeldVisit(
            committee=name_in(standing.tree, visit.unit_id, day) or visit.unit.code,
            visited=name_in(standing.tree, visit.visited_id, day) or visit.visited.code,
            held_on=day,
            starts_at=timezone.localtime(visit.starts_at) if visit.starts_at else None,
            ends_at=timezone.localtime(visit.ends_at) if visit.ends_at else None,
            place=visit.place,
            purpose=visit.purpose,
            programme=visit.programme,
            hosts=visit.hosts,
            goers=[
                Goer(one.full_name, offices.get(one.pk, ""), is_head=one.pk == visit.head_id)
                for one in people
            ],
            questions=questions,
        )
    )


def composed_conclusion(visit: Visit, tree: "Tree", day: date) -> str:
    """Return the text of the conclusion with its commitments, names of units as of the day."""
    rows = visit.commitments.select_related("lead").order_by("number")
    return compose_conclusion(
        visit.conclusion,
        [
            Promise(
                one.number,
                one.title,
                name_in(tree, one.lead_id, day) or one.lead.code,
                one.due_on,
                one.product,
            )
            for one in rows
        ],
    )
