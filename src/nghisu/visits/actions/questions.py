"""State the questions of the unit visited, withdraw them, and tell back what became of each."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from nghisu.documents.models import Document
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note
from nghisu.situation.models import Issue
from nghisu.situation.queries import open_fields
from nghisu.situation.rules import competence
from nghisu.visits.actions.history import locked, put_step, said
from nghisu.visits.models import Visit, VisitQuestion, VisitTelling
from nghisu.visits.rules import steps
from nghisu.visits.rules.steps import FINAL, Outcome, State, Taken


@transaction.atomic
def state_question(
    *,
    visit: Visit,
    version: int,
    matter: str,
    text: str,
    by: Standing,
    at: datetime,
    proposal: str = "",
    issue: Issue | None = None,
) -> VisitQuestion:
    """State a question as the unit visited; after the deadline, or at the visit, the office enters it.

    :param issue: a difficulty that the unit raised before; without words of its own the question is that
    :raises steps.QuestionsLate: if the unit states after the deadline
    :raises competence.FieldClosed: if the field is sensitive and the office has not opened it
    :raises personal.PointsAtAPerson: if something points at a person
    """
    visit = locked(visit, version, Taken.STATED)
    is_unit = by.may("visit.state", visited=visit.visited_id)
    if not is_unit and not by.may("visit.run", unit=visit.unit_id):
        raise NotAllowed
    day = day_of(at)
    is_late = visit.questions_due_on is not None and day > visit.questions_due_on
    if is_unit and (is_late or visit.state == State.HELD):
        raise steps.QuestionsLate(day=visit.questions_due_on or day)
    values = _checked(visit, matter, text, proposal, issue, at)
    last = visit.questions.aggregate(last=Max("number"))["last"] or 0
    made = VisitQuestion.objects.create(
        visit=visit, number=last + 1, stated_on=day, is_late=is_late, **values
    )
    visit.save_over(version)
    put_step(visit, Taken.STATED, at=at)
    note(
        verb="visit.question_stated",
        subject=visit,
        by=by,
        at=at,
        question=made.number,
        matter=made.matter,
        late=is_late,
    )
    return made


@transaction.atomic
def change_question(
    *,
    question: VisitQuestion,
    version: int,
    matter: str,
    text: str,
    by: Standing,
    at: datetime,
    proposal: str = "",
    issue: Issue | None = None,
) -> VisitQuestion:
    """Word a question anew before the visit."""
    question, visit = _open(question, version)
    _require_side(question, visit, by, at)
    values = _checked(visit, matter, text, proposal, issue, at, question=question)
    for name, value in values.items():
        setattr(question, name, value)
    question.save_over(version, *values)
    note(verb="visit.question_changed", subject=visit, by=by, at=at, question=question.number)
    return question


@transaction.atomic
def withdraw_question(*, question: VisitQuestion, version: int, by: Standing, at: datetime) -> VisitQuestion:
    """Withdraw a question before the visit."""
    question, visit = _open(question, version)
    _require_side(question, visit, by, at)
    question.withdrawn_on = day_of(at)
    question.save_over(version, "withdrawn_on")
    put_step(visit, Taken.WITHDRAWN, at=at)
    note(verb="visit.question_withdrawn", subject=visit, by=by, at=at, question=question.number)
    return question


@transaction.atomic
def tell_back(
    *,
    question: VisitQuestion,
    version: int,
    outcome: Outcome,
    text: str,
    document: Document | None,
    by: Standing,
    at: datetime,
) -> VisitTelling:
    """Tell the unit what became of a question, in words and by a document; the last word settles it.

    :raises steps.ToldBefore: if it is settled
    :raises steps.DocumentNeeded: if it is settled without a document
    :raises steps.NotIssuedYet: if the document has no number
    """
    question, visit = _locked(question, version)
    by.require("visit.run", unit=visit.unit_id)
    steps.check_taken(Taken.TOLD, State(visit.state))
    if question.settled_on is not None or question.withdrawn_on is not None:
        raise steps.ToldBefore
    text = said(text, "text")
    if not text:
        raise steps.SayWhy
    if outcome in FINAL and document is None:
        raise steps.DocumentNeeded
    if document is not None and not document.reference:
        raise steps.NotIssuedYet
    last = question.tellings.aggregate(last=Max("number"))["last"] or 0
    made = VisitTelling.objects.create(
        question=question, number=last + 1, outcome=outcome, text=text, document=document, day=day_of(at)
    )
    question.settled_on = day_of(at) if outcome in FINAL else None
    question.save_over(version, "settled_on")
    put_step(visit, Taken.TOLD, at=at)
    note(
        verb="visit.told_back",
        subject=visit,
        by=by,
        at=at,
        within=visit.unit_id,
        touching=[visit.visited, *([document] if document else [])],
        question=question.number,
        outcome=outcome.value,
    )
    return made


def _checked(
    visit: Visit,
    matter: str,
    text: str,
    proposal: str,
    issue: Issue | None,
    at: datetime,
    question: VisitQuestion | None = None,
) -> dict[str, Any]:
    text, proposal = said(text, "text"), said(proposal, "proposal")
    topic = None
    if issue is not None:
        if issue.unit_id != visit.visited_id or issue.handler_id != visit.unit_id:
            raise steps.NotOfTheUnit
        same = visit.questions.filter(issue=issue, withdrawn_on__isnull=True)
        if question is not None:
            same = same.exclude(pk=question.pk)
        if same.exists():
            raise steps.AskedBefore
        matter, topic = issue.matter, issue.topic
        text, proposal = text or issue.statement, proposal or issue.proposal
    if not text:
        raise steps.SayWhat
    row = competence.matter_of(matter, day_of(at))
    if row.field not in open_fields(visit.unit_id):
        raise competence.FieldClosed
    return {
        "field": row.field,
        "matter": row.code,
        "text": text,
        "proposal": proposal,
        "issue": issue,
        "topic": topic,
    }


def _locked(question: VisitQuestion, version: int) -> tuple[VisitQuestion, Visit]:
    visit = Visit.locked(question.visit_id)
    stored = VisitQuestion.locked(question.pk)
    if stored.version != version:
        raise Conflict
    return stored, visit


def _open(question: VisitQuestion, version: int) -> tuple[VisitQuestion, Visit]:
    stored, visit = _locked(question, version)
    steps.check_taken(Taken.WITHDRAWN, State(visit.state))
    if stored.withdrawn_on is not None or stored.settled_on is not None:
        raise steps.ToldBefore
    return stored, visit


def _require_side(question: VisitQuestion, visit: Visit, by: Standing, at: datetime) -> None:
    """Let the unit until the deadline, and afterwards the office."""
    if by.may("visit.run", unit=visit.unit_id):
        return
    by.require("visit.state", visited=visit.visited_id)
    if visit.questions_due_on is not None and day_of(at) > visit.questions_due_on:
        raise steps.QuestionsLate(day=visit.questions_due_on)
