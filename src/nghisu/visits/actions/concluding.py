"""Promise, conclude, give the work, pass difficulties on, close once everything was told back."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from nghisu.documents import actions as documents
from nghisu.documents.models import Document
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.kit import language
from nghisu.kit.refusals import Conflict
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of, name_in, standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import Act, note
from nghisu.situation import queries as situation
from nghisu.situation.actions import merge_issue
from nghisu.situation.actions.received import take_in
from nghisu.situation.actions.topics import assign_topic
from nghisu.situation.models import Issue, Topic
from nghisu.situation.rules.topics import IssueState, TopicState
from nghisu.tasks.actions.giving import Share, assign_from_directive
from nghisu.visits.actions.history import locked, locked_in, put_step, said, save
from nghisu.visits.models import Commitment, Visit, VisitQuestion
from nghisu.visits.queries.following import composed_conclusion, questions_owed, to_pass_on
from nghisu.visits.rules import steps
from nghisu.visits.rules.steps import State, Taken, Way


@transaction.atomic
def commit(
    *,
    visit: Visit,
    version: int,
    way: Way,
    title: str,
    lead: Unit,
    due_on: date,
    by: Standing,
    at: datetime,
    product: str = "",
    question: VisitQuestion | None = None,
) -> Commitment:
    """Enter what was promised at the visit; no task before the conclusion is issued.

    :raises steps.DueBeforeCommitted: if it would be due before it is made
    :raises steps.LeadElsewhere: if the lead is neither of the house nor the unit visited
    :raises steps.DifficultyOfAQuestion: if a difficulty names no question
    """
    visit = locked_in(visit, version, frozenset({State.HELD}))
    by.require("visit.run", unit=visit.unit_id)
    day = day_of(at)
    if due_on < day:
        raise steps.DueBeforeCommitted(due_on=due_on)
    house = by.tree.house_of(visit.unit_id)
    if lead.pk not in house | {visit.visited_id}:
        raise steps.LeadElsewhere
    if way is Way.DIFFICULTY:
        if question is None:
            raise steps.DifficultyOfAQuestion
        if lead.pk not in house:
            raise steps.DifficultyLedHere
    if question is not None and (question.visit_id != visit.pk or question.withdrawn_on is not None):
        raise steps.DifficultyOfAQuestion
    last = visit.commitments.aggregate(last=Max("number"))["last"] or 0
    made = Commitment.objects.create(
        visit=visit,
        number=last + 1,
        question=question,
        way=way,
        title=said(language.clean_name(title), "title"),
        product=said(language.clean_name(product), "product"),
        lead=lead,
        due_on=due_on,
    )
    visit.save_over(version)
    note(verb="visit.committed", subject=visit, by=by, at=at, commitment=made.number, way=way.value)
    return made


@transaction.atomic
def drop_commitment(*, commitment: Commitment, version: int, by: Standing, at: datetime) -> None:
    """Take a commitment out of the draft conclusion."""
    visit = Visit.locked(commitment.visit_id)
    by.require("visit.run", unit=visit.unit_id)
    stored = Commitment.locked(commitment.pk)
    if stored.version != version:
        raise Conflict
    if visit.state != State.HELD:
        raise steps.StepNotNow
    note(verb="visit.commitment_dropped", subject=visit, by=by, at=at, commitment=stored.number)
    stored.delete()


@transaction.atomic
def approve_conclusion(*, visit: Visit, version: int, text: str, by: Standing, at: datetime) -> Visit:
    """Approve the conclusion as a chair: its document is drafted and handed over for its number.

    Its commitments are still no tasks. Who approves gives them: the right is asked now and at the issue.

    :raises steps.MinutesNotSigned: if the minutes are not signed
    """
    visit = locked(visit, version, Taken.APPROVED)
    by.require("visit.conclude", unit=visit.unit_id)
    by.require("task.give", unit=visit.visited_id)
    if not hasattr(visit, "minutes") or not visit.minutes.is_signed:
        raise steps.MinutesNotSigned
    visit.conclusion = said(language.nfc(text), "words")
    if not visit.conclusion:
        raise steps.SayWhy
    day = day_of(at)
    name = name_in(by.tree, visit.visited_id, day) or visit.visited.code
    words: dict[str, Any] = {
        "type_code": "notice",
        "organ": Organ.COMMITTEE,
        "subject": f"Kết luận buổi làm việc với {name}: {visit.purpose}"[:400],
        "text": composed_conclusion(visit, by.tree, day),
        "signer": documents.chair_signing(by, unit=visit.unit_id, day=day),
        "recipients": [documents.Recipient(label=name, unit=visit.visited)],
    }
    if visit.document is None:
        document = documents.draft_outgoing(drafter=visit.unit, unit=visit.unit, by=by, at=at, **words)
    else:
        document = documents.revise_draft(
            document=visit.document,
            expected_version=visit.document.version,
            bases="",
            addressed_to="",
            urgency=Urgency(visit.document.urgency),
            by=by,
            at=at,
            **words,
        )
    document = documents.submit(document=document, by=by, at=at)
    save(
        visit,
        version,
        state=State.APPROVED,
        conclusion=visit.conclusion,
        document=document,
        approved_by_id=by.person_id,
    )
    put_step(visit, Taken.APPROVED, at=at)
    note(verb="visit.approved", subject=visit, by=by, at=at, touching=[document], number=visit.code)
    return visit


@transaction.atomic
def take_conclusion_back(*, visit: Visit, version: int, by: Standing, at: datetime) -> Visit:
    """Take an approved conclusion back before its issue, to change it, as the office that would issue it."""
    visit = locked(visit, version, Taken.REOPENED)
    by.require("visit.plan", unit=visit.unit_id)
    if visit.document is not None and visit.document.is_submitted:
        documents.hand_back(document=visit.document, remarks="", by=by, at=at)
    save(visit, version, state=State.HELD)
    put_step(visit, Taken.REOPENED, at=at)
    note(verb="visit.reopened", subject=visit, by=by, at=at, number=visit.code)
    return visit


def follow_documents(acts: Sequence[Act]) -> None:
    """Turn the commitments of a visit into tasks when its conclusion is issued, wherever that is done.

    Called by the record inside the transaction of the issue: either both happen or neither.
    """
    for act in acts:
        if act.verb == "document.issued" and isinstance(act.subject, Document):
            visit = (
                Visit.objects.select_for_update(of=("self",))
                .select_related("approved_by", "visited", "unit")
                .filter(document=act.subject)
                .exclude(state__in=[State.CONCLUDED, State.CLOSED])
                .first()
            )
            if visit is not None:
                _conclude(visit, act.subject, by=act.by, at=act.at)


def _conclude(visit: Visit, document: Document, *, by: Standing | None, at: datetime) -> None:
    approver = visit.approved_by
    if visit.state != State.APPROVED or approver is None:
        raise steps.TextIsAnother
    giver = standing_of(approver, day_of(at))
    if document.text not in {
        composed_conclusion(visit, giver.tree, step.day) for step in visit.steps.filter(taken=Taken.APPROVED)
    }:
        raise steps.TextIsAnother
    house = giver.tree.house_of(visit.unit_id)
    tasks = []
    for one in visit.commitments.filter(way=Way.TASK).select_related("lead").order_by("number"):
        share = (
            Share(unit=visit.unit, lead=one.lead, due_on=one.due_on)
            if one.lead_id in house
            else Share(unit=one.lead, due_on=one.due_on)
        )
        (task,) = assign_from_directive(
            directive=document,
            shares=[share],
            title=one.title,
            product=one.product,
            point=str(one.number),
            quote=one.title,
            by=giver,
            at=at,
        )
        one.task = task
        one.save_over(one.version, "task")
        tasks.append(task)
    save(visit, visit.version, state=State.CONCLUDED, concluded_on=day_of(at))
    put_step(visit, Taken.CONCLUDED, at=at, words=document.reference)
    note(
        verb="visit.concluded",
        subject=visit,
        by=by,
        at=at,
        touching=[document, *tasks],
        reference=document.reference,
        tasks=len(tasks),
    )


@transaction.atomic
def pass_on(*, commitment: Commitment, version: int, by: Standing, at: datetime) -> Topic:
    """Bring a difficulty to the room of difficulties: taken in for the unit, merged, and given to its lead.

    Within the committee's own authority the lead deals with it by the deadline of the commitment; beyond
    it, the topic waits there to be sent up by a document. The unit counts in it as in any other.

    :raises steps.PassedBefore: if it was passed on
    """
    visit = Visit.locked(commitment.visit_id)
    steps.check_taken(Taken.PASSED_ON, State(visit.state))
    by.require("visit.run", unit=visit.unit_id)
    stored = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("question__issue__topic", "question__topic", "lead")
        .get(pk=commitment.pk)
    )
    if stored.version != version:
        raise Conflict
    question = stored.question
    if stored.topic_id is not None or stored.way != Way.DIFFICULTY or question is None:
        raise steps.PassedBefore
    topic = _topic_of(question, visit, stored, by=by, at=at)
    if topic.state == TopicState.OPEN and not situation.is_beyond(topic, by.tree):
        topic = assign_topic(
            topic=topic,
            version=topic.version,
            lead=stored.lead,
            due_on=max(stored.due_on, day_of(at)),
            by=by,
            at=at,
        )
    stored.topic = question.topic = topic
    stored.save_over(version, "topic")
    question.save_over(question.version, "topic")
    put_step(visit, Taken.PASSED_ON, at=at)
    note(
        verb="visit.passed_on",
        subject=visit,
        by=by,
        at=at,
        within=visit.unit_id,
        touching=[topic],
        commitment=stored.number,
        topic=topic.number,
    )
    return topic


def _topic_of(
    question: VisitQuestion, visit: Visit, commitment: Commitment, *, by: Standing, at: datetime
) -> Topic:
    if question.topic is not None:
        return question.topic
    issue = question.issue
    if issue is not None and issue.topic is not None:
        return issue.topic
    if issue is None or issue.state == IssueState.RETURNED:
        issue = take_in(
            unit=visit.visited,
            matter=question.matter,
            statement=question.text,
            proposal=question.proposal,
            by=by,
            at=at,
        )
        question.issue = issue
        question.save_over(question.version, "issue")
    stored = Issue.objects.get(pk=issue.pk)
    return merge_issue(issue=stored, version=stored.version, title=commitment.title, by=by, at=at)


@transaction.atomic
def close_visit(*, visit: Visit, version: int, by: Standing, at: datetime, words: str = "") -> Visit:
    """Close a visit once every question was told back and every difficulty passed on.

    :raises steps.NotYetPassed: if a difficulty was not
    :raises steps.StillOwed: if a question was not
    """
    visit = locked(visit, version, Taken.CLOSED)
    by.require("visit.run", unit=visit.unit_id)
    waiting = to_pass_on(visit)
    if waiting:
        raise steps.NotYetPassed(count=waiting)
    owed = questions_owed(visit)
    if owed:
        raise steps.StillOwed(count=owed)
    save(visit, version, state=State.CLOSED, closed_on=day_of(at))
    put_step(visit, Taken.CLOSED, at=at, words=said(words, "words"))
    note(verb="visit.closed", subject=visit, by=by, at=at, number=visit.code)
    return visit
