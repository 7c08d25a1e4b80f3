"""Carry a procedure of completing a committee from the vacancy to the mandates; each act is one line."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from nghisu.ballots.actions import results, rounds
from nghisu.ballots.models import NameTally, Round
from nghisu.ballots.models.completing import (
    Procedure,
    ProcedureName,
    ProcedurePaper,
    ProcedureRound,
    ProcedureStep,
    SecrecyDeclaration,
)
from nghisu.ballots.queries import completing as queries
from nghisu.ballots.rules import completing as rules
from nghisu.ballots.rules.completing import Outcome, State
from nghisu.ballots.rules.states import PUBLISHED, RoundState
from nghisu.ballots.rules.steps import (
    PAPER_TYPES,
    STEPS,
    Act,
    Branch,
    NotThisPaper,
    Paper,
    Step,
    kinds_of_round,
    papers_of,
    step_of,
)
from nghisu.documents.actions import Recipient, attach_made, day_of, draft_outgoing, register_incoming
from nghisu.documents.models import Document, DocumentFile
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.states import Direction, Status
from nghisu.kit.refusals import Conflict
from nghisu.meetings.models import MeetingPart
from nghisu.organisation.actions.mandates import give_mandate
from nghisu.organisation.models import Body, Mandate, OutsideBody
from nghisu.organisation.queries import on, term_span
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFFICES = {Branch.EXECUTIVE: "member", Branch.STANDING: "standing_member"}
OBTAINED = {Branch.EXECUTIVE: Mandate.Obtained.APPOINTED, Branch.STANDING: Mandate.Obtained.ELECTED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A document of the superior's as it is registered with the step that it carries."""

    type_code: str
    reference: str
    dated_on: date
    subject: str
    issuer: OutsideBody


@transaction.atomic
def open_procedure(
    *,
    body: Body,
    branch: Branch,
    number: int,
    reason: str,
    opened_on: date,
    over_document: str = "",
    congress_on: date | None = None,
    prepares: Procedure | None = None,
    by: Standing,
    at: datetime,
) -> Procedure:
    """Open a procedure with its first step: the vacancy and the reason, without a name.

    :param over_document: the superior's decision to exceed the number decided by the congress
    :param congress_on: the day of the next congress of this level, for the warning before it
    :param prepares: for the five steps of cadre work, the procedure they find names for
    :raises rules.MoreThanDecided: if the body would be larger than decided (I11)
    :raises rules.PreparesForNothing: if it is no such procedure, or this is not the five steps
    :raises rules.TermOver: if the term does not hold the day
    """
    by.require("completing.conduct", unit=body.unit_id)
    body = Body.locked(body.pk)
    if not reason.strip():
        raise rules.NeedMissing
    today = day_of(at)
    rules.check_day(opened_on, today=today, last=None)
    rules.check_term(opened_on, term_span(body.term))
    if prepares is not None and (
        branch is not Branch.CADRE
        or prepares.unit_id != body.unit_id
        or prepares.branch == Branch.CADRE
        or prepares.state != State.RUNNING
    ):
        raise rules.PreparesForNothing
    if branch is Branch.CADRE:
        if number < 1:
            raise rules.NumberMissing
    else:
        rules.check_branch(branch, body.kind)
        rules.check_number(
            number=number, seats=queries.seats_of(body, opened_on), over_document=over_document
        )
    procedure = Procedure.objects.create(
        unit_id=body.unit_id,
        body=body,
        branch=branch.value,
        number=number,
        reason=" ".join(reason.split()),
        over_document=" ".join(over_document.split()),
        congress_on=congress_on,
        opened_on=opened_on,
        prepares=prepares,
        opened_at=at,
    )
    ProcedureStep.objects.create(procedure=procedure, code=STEPS[branch][0].code, done_on=opened_on, at=at)
    note(
        verb="procedure.opened",
        subject=procedure,
        by=by,
        at=at,
        touching=[body],
        branch=branch.value,
        number=number,
        document=procedure.over_document,
    )
    return procedure


@transaction.atomic
def declare(*, procedure: Procedure, declared: bool, by: Standing, at: datetime) -> SecrecyDeclaration:
    """Declare for the office that the content is not on the list of state secrets; from now on names may be.

    :raises rules.WordsMissing: if the sentence was not ticked
    :raises rules.AlreadyDeclared: if there is a declaration
    """
    by.require("completing.conduct", unit=procedure.unit_id)
    procedure = Procedure.locked(procedure.pk)
    if not declared:
        raise rules.WordsMissing
    if queries.declaration_of(procedure) is not None:
        raise rules.AlreadyDeclared
    declaration = SecrecyDeclaration.objects.create(
        procedure=procedure,
        words=rules.DECLARATION_ON_PAPER,
        person=Person.objects.get(pk=by.me),
        name=by.name,
        at=at,
    )
    procedure.save_over(procedure.version)
    note(verb="procedure.declared", subject=procedure, by=by, at=at, words=rules.DECLARATION_ON_PAPER)
    return declaration


@transaction.atomic
def put_name(
    *, procedure: Procedure, person: Person, duty: str = "", by: Standing, at: datetime
) -> ProcedureName:
    """Put a person on the list. The line of the record says that a name was put down, and not whose.

    :raises rules.NotDeclared: before the declaration, unless the superior's decision is published
    :raises rules.NotAnIncumbent: on the list of the standing committee, for who is no incumbent member
    """
    by.require("completing.conduct", unit=procedure.unit_id)
    procedure = _running(procedure)
    branch, done = Branch(procedure.branch), queries.steps_done(procedure)
    published = {"decision", "approval"} & done.keys()
    declared = queries.declaration_of(procedure) is not None
    if not declared and not published:
        raise rules.NotDeclared
    if declared and not rules.names_are_open(branch, done):
        raise rules.ListClosed
    if procedure.names.filter(person=person).exists():
        raise rules.AlreadyNamed(name=person.full_name)
    today = day_of(at)
    if (
        branch is not Branch.CADRE
        and Mandate.objects.filter(on(today), person=person, body=procedure.body).exists()
    ):
        raise rules.AlreadyThere(name=person.full_name)
    if branch is Branch.STANDING:
        _check_incumbents(procedure, [(person.pk, person.full_name)], today)
    last = procedure.names.order_by("-order").values_list("order", flat=True).first() or 0
    named = ProcedureName.objects.create(
        procedure=procedure,
        person=person,
        name=person.full_name,
        duty=" ".join(duty.split()) or person.title,
        order=last + 1,
        outcome=rules.DECIDED[branch] if published and not declared else Outcome.NAMED,
    )
    procedure.save_over(procedure.version)
    note(verb="procedure.name_put", subject=procedure, by=by, at=at, order=named.order)
    return named


@transaction.atomic
def withdraw_name(*, named: ProcedureName, by: Standing, at: datetime) -> ProcedureName:
    """Take a name off the list at the person's wish.

    :raises rules.ListClosed: once the list was voted on
    """
    procedure = _running(named.procedure)
    by.require("completing.conduct", unit=procedure.unit_id)
    if not rules.names_are_open(Branch(procedure.branch), queries.steps_done(procedure)):
        raise rules.ListClosed
    named = ProcedureName.objects.select_for_update().get(pk=named.pk)
    if named.outcome != Outcome.NAMED:
        raise rules.NotOnTheList
    named.outcome = Outcome.WITHDRAWN
    named.save(update_fields=["outcome"])
    procedure.save_over(procedure.version)
    note(verb="procedure.name_withdrawn", subject=procedure, by=by, at=at, order=named.order)
    return named


@transaction.atomic
def take_step(
    *,
    procedure: Procedure,
    expected_version: int,
    code: str,
    done_on: date,
    remark: str = "",
    document: Document | None = None,
    answer: Answer | None = None,
    round: Round | None = None,
    summoned: int | None = None,
    present: int | None = None,
    agreed: Collection[UUID] | None = None,
    effective_on: date | None = None,
    by: Standing,
    at: datetime,
) -> ProcedureStep:
    """Record that the next step was taken, with what it rests on.

    :param answer: the superior's document, to be entered in the incoming book now
    :param agreed: for the superior's decision, the names it agrees to; None is all that await it
    :param effective_on: for the superior's decision, the day the mandates begin
    :raises rules.StepNotNext: if another step comes first
    :raises Conflict: if somebody changed the procedure since ``expected_version`` was read
    """
    by.require("completing.conduct", unit=procedure.unit_id)
    procedure = _running(procedure)
    if procedure.version != expected_version:
        raise Conflict
    branch = Branch(procedure.branch)
    step = step_of(branch, code)
    done = queries.steps_done(procedure)
    rules.check_next(branch, code, done)
    last = max((one.done_on for one in done.values()), default=None)
    rules.check_day(done_on, today=day_of(at), last=last)
    if answer is not None:
        document = _registered(procedure, answer, by=by, at=at)
    taken = ProcedureStep(
        procedure=procedure,
        code=code,
        done_on=done_on,
        remark=" ".join(remark.split()),
        document=document,
        round=round,
        summoned=summoned,
        present=present,
        at=at,
    )
    _TAKE[step.act](
        _Taking(
            procedure=procedure,
            branch=branch,
            step=step,
            taken=taken,
            done=done,
            declared=queries.declaration_of(procedure) is not None,
            agreed=agreed,
            effective_on=effective_on,
            by=by,
            at=at,
        )
    )
    taken.save()
    if document is not None:
        ProcedurePaper.objects.get_or_create(
            procedure=procedure, code=code, document=document, defaults={"at": at}
        )
    fields = []
    if step.act is Act.DECIDE:
        fields.append("effective_on")
    if rules.next_step(branch, {*done, code}) is None:
        procedure.state, procedure.ended_on = State.DONE, done_on
        fields += ["state", "ended_on"]
    procedure.save_over(expected_version, *fields)
    note(
        verb="procedure.step_taken",
        subject=procedure,
        by=by,
        at=at,
        touching=[one for one in (document, round) if one is not None],
        step=code,
        done_on=done_on.isoformat(),
        document=document.reference if document else "",
    )
    return taken


@transaction.atomic
def stop_procedure(
    *, procedure: Procedure, expected_version: int, reason: str, stopped_on: date, by: Standing, at: datetime
) -> Procedure:
    """Stop a procedure with its reason; what was done stays to be read.

    :raises rules.StopReasonMissing: without a reason
    """
    by.require("completing.conduct", unit=procedure.unit_id)
    procedure = _running(procedure)
    if not reason.strip():
        raise rules.StopReasonMissing
    rules.check_day(stopped_on, today=day_of(at), last=None)
    procedure.state, procedure.ended_on = State.STOPPED, stopped_on
    procedure.stop_reason = " ".join(reason.split())
    procedure.save_over(expected_version, "state", "ended_on", "stop_reason")
    note(verb="procedure.stopped", subject=procedure, by=by, at=at, reason=procedure.stop_reason)
    return procedure


@transaction.atomic
def attach_round(
    *, procedure: Procedure, code: str, round: Round, by: Standing, at: datetime
) -> ProcedureRound:
    """Say that a round was prepared for a step of the procedure; its announced result will carry it."""
    by.require("completing.conduct", unit=procedure.unit_id)
    procedure = _running(procedure)
    step = step_of(Branch(procedure.branch), code)
    if round.kind not in kinds_of_round(step) or round.unit_id != procedure.unit_id:
        raise rules.RoundMissing
    attached, is_new = ProcedureRound.objects.get_or_create(
        round=round, defaults={"procedure": procedure, "code": code}
    )
    if is_new:
        procedure.save_over(procedure.version)
        note(verb="procedure.round_prepared", subject=procedure, by=by, at=at, touching=[round], step=code)
    return attached


# What each act of a step checks and changes ------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taking:
    """A step being taken: where it stands, and what was handed in."""

    procedure: Procedure
    branch: Branch
    step: Step
    taken: ProcedureStep
    done: Mapping[str, ProcedureStep]
    declared: bool
    agreed: Collection[UUID] | None
    effective_on: date | None
    by: Standing
    at: datetime

    def names(self, *outcomes: Outcome) -> list[ProcedureName]:
        """Return the names that stand at one of the outcomes, in their order."""
        return list(self.procedure.names.filter(outcome__in=outcomes).order_by("order"))


def _noted(taking: _Taking) -> None:
    """Check nothing more: the day and the remark say it."""


def _named(taking: _Taking) -> None:
    if taking.declared and not taking.names(Outcome.NAMED):
        raise rules.NoNames


def _sent(taking: _Taking) -> None:
    document = taking.taken.document
    if not taking.declared and document is None:
        return  # the paper goes outside the product; its day alone is kept
    if document is None:
        raise rules.PaperMissing
    if document.unit_id != taking.procedure.unit_id or document.direction != Direction.OUTGOING:
        raise rules.PaperMissing
    if document.status != Status.ISSUED:
        raise rules.NotIssuedYet(subject=document.subject)
    if taking.declared:
        waiting = taking.names(Outcome.NAMED, rules.AWAITING.get(taking.branch, Outcome.NAMED))
        if not waiting:
            raise rules.NoNames
        if taking.step.code == "file":
            if len(waiting) > taking.procedure.number:
                raise rules.TooManyNames(count=len(waiting), seats=taking.procedure.number)
            _send_rounds(taking, document)


def _send_rounds(taking: _Taking, document: Document) -> None:
    """Say of the rounds that carry the steps that their file was sent; their minutes go with it."""
    superior = queries.superiors_of(taking.procedure.unit_id, taking.taken.done_on).first()
    for round_ in _rounds_of(taking):
        if round_.state == RoundState.ANNOUNCED:
            raise rules.MinutesNotSigned(title=round_.title)
        if round_.state == RoundState.SIGNED and round_.outcome != Round.Outcome.FINAL:
            results.send_for_approval(
                round_=round_,
                to=superior.name if superior else document.superior_name,
                letter=document.citation,
                sent_on=document.dated_on or taking.taken.done_on,
                by=taking.by,
                at=taking.at,
            )


def _rounds_of(taking: _Taking) -> list[Round]:
    return [one.round for one in taking.done.values() if one.round is not None]


def _received(taking: _Taking) -> None:
    document = taking.taken.document
    if document is None:
        raise rules.PaperMissing
    if document.unit_id != taking.procedure.unit_id or not queries.is_superiors(document, taking.by):
        raise rules.NotTheSuperiors
    asked = taking.done.get("file") or taking.done.get("ask")
    if asked is not None and document.dated_on is not None and document.dated_on < asked.done_on:
        raise rules.DecisionBeforeTheFile(dated_on=document.dated_on, day=asked.done_on)


def _voted_list(taking: _Taking) -> None:
    """Close the list: every candidate is an incumbent member of the executive committee (E19)."""
    _named(taking)
    if taking.branch is Branch.STANDING:
        _check_incumbents(
            taking.procedure,
            [(one.person_id, one.name) for one in taking.names(Outcome.NAMED)],
            taking.taken.done_on,
        )


def _polled(taking: _Taking) -> None:
    """Take the announced result of a round over to the names; nobody becomes a member by it (E18)."""
    round_ = taking.taken.round
    if round_ is None:
        if taking.declared:
            raise rules.RoundMissing
        _attended(taking.taken)
        return  # counted outside the product; nothing of it is stored before publication
    if (
        round_.unit_id != taking.procedure.unit_id
        or round_.kind not in kinds_of_round(taking.step)
        or (taken_before(round_, taking.procedure))
    ):
        raise rules.RoundMissing
    if round_.state not in PUBLISHED or round_.state == RoundState.ANNULLED:
        raise rules.RoundNotAnnounced
    if not taking.declared:
        raise rules.NotDeclared
    roster = round_.roster.all()
    taking.taken.summoned = roster.count()
    taking.taken.present = roster.filter(is_present=True).count()
    if taking.branch is Branch.CADRE:
        _attended(taking.taken)
    chosen = _chosen(taking, round_)
    for one in taking.names(Outcome.NAMED):
        one.outcome = rules.outcome_after(taking.branch, taking.step, is_chosen=one.person_id in chosen)
        one.save(update_fields=["outcome"])


def _attended(taken: ProcedureStep) -> None:
    if taken.summoned is not None and taken.present is not None:
        rules.check_attendance(summoned=taken.summoned, present=taken.present)


def taken_before(round: Round, procedure: Procedure) -> bool:
    """Tell whether a round carries a step of another procedure."""
    return ProcedureStep.objects.filter(round=round).exclude(procedure=procedure).exists()


def _chosen(taking: _Taking, round_: Round) -> set[UUID]:
    """Return the persons whom the round chose: elected, above half of the base, or going on."""
    rounds = [round_, *_further(round_)]
    tallies = list(_last_tallies(rounds))
    if taking.step.act is Act.ELECT:
        return {one.candidate.person_id for one in tallies if one.is_elected and one.candidate.person_id}
    votes = {str(one.candidate.person_id): one.votes for one in tallies if one.candidate.person_id}
    base = round_.base or 0
    if taking.branch is not Branch.CADRE:
        return {UUID(person) for person, count in votes.items() if 2 * count > base}
    summoned = taking.taken.summoned or base
    return {UUID(one) for one in rules.go_on(votes, summoned=summoned, seats=taking.procedure.number).names}


def _further(round_: Round) -> list[Round]:
    found: list[Round] = []
    for one in round_.further.filter(state__in=[state.value for state in PUBLISHED]):
        found += [one, *_further(one)]
    return found


def _last_tallies(rounds: Iterable[Round]) -> Iterable[NameTally]:
    for one in rounds:
        sheet = one.sheets.order_by("-number").first()
        if sheet is not None:
            yield from sheet.tallies.select_related("candidate")


def _decided(taking: _Taking) -> None:
    """Take the superior's document over: whom it names, and from which day."""
    _received(taking)
    document = taking.taken.document
    assert document is not None  # _received refuses a step without one
    effective_on = taking.effective_on or document.dated_on or taking.taken.done_on
    if document.dated_on is not None:
        rules.check_effective(effective_on, document.dated_on)
    waiting = taking.names(rules.AWAITING[taking.branch])
    if not waiting and taking.declared:
        raise rules.NoNames
    for one in waiting:
        is_agreed = taking.agreed is None or one.pk in taking.agreed
        one.outcome = rules.DECIDED[taking.branch] if is_agreed else Outcome.REFUSED
        one.save(update_fields=["outcome"])
    taking.procedure.effective_on = effective_on
    some = any(one.outcome == rules.DECIDED[taking.branch] for one in waiting)
    for round_ in _rounds_of(taking):
        if round_.state == RoundState.SENT:
            results.register_answer(
                round_=round_,
                answer=(RoundState.APPROVED if some else RoundState.REFUSED).value,
                document=document.citation,
                answered_on=document.dated_on or taking.taken.done_on,
                effective_on=effective_on,
                by=taking.by,
                at=taking.at,
            )


def _entered(taking: _Taking) -> None:
    """Give the mandates from the day the superior's document takes effect, and not before."""
    names = taking.names(rules.DECIDED[taking.branch])
    if not names:
        raise rules.NoNames
    decision = taking.done.get("decision") or taking.done.get("approval")
    document = decision.document if decision else None
    if document is None:
        raise rules.PaperMissing
    body = taking.procedure.body
    day = taking.procedure.effective_on or document.dated_on or taking.taken.done_on
    after = Mandate.objects.filter(body=body).order_by("-order").values_list("order", flat=True).first() or 0
    for number, one in enumerate(names, 1):
        one.mandate = give_mandate(
            person=one.person,
            unit=taking.procedure.unit,
            office=OFFICES[taking.branch],
            body=body,
            duty=one.duty,
            order=after + number,
            obtained=OBTAINED[taking.branch],
            document=document.citation,
            first=day,
            over_seats=bool(taking.procedure.over_document),
            by=taking.by,
            at=taking.at,
        )
        one.save(update_fields=["mandate"])


_TAKE: dict[Act, Callable[[_Taking], None]] = {
    Act.NOTE: _noted,
    Act.NAMES: _named,
    Act.SEND: _sent,
    Act.RECEIVE: _received,
    Act.POLL: _polled,
    Act.ELECT: _polled,
    Act.OPEN_VOTE: _voted_list,
    Act.DECIDE: _decided,
    Act.MANDATE: _entered,
}


def _running(procedure: Procedure) -> Procedure:
    procedure = Procedure.locked(procedure.pk)
    if procedure.state != State.RUNNING:
        raise rules.ProcedureEnded
    return procedure


def _check_incumbents(procedure: Procedure, people: Iterable[tuple[UUID, str]], day: date) -> None:
    executive = queries.executive_of(procedure.body)
    inside = queries.incumbent_ids(executive, day) if executive else set()
    for pk, name in people:
        if pk not in inside:
            raise rules.NotAnIncumbent(name=name, day=day)


def _registered(procedure: Procedure, answer: Answer, *, by: Standing, at: datetime) -> Document:
    return register_incoming(
        unit=procedure.unit,
        type_code=answer.type_code,
        subject=answer.subject,
        dated_on=answer.dated_on,
        reference=answer.reference,
        issuer=answer.issuer,
        by=by,
        at=at,
    )


@transaction.atomic
def draft_paper(
    *,
    procedure: Procedure,
    code: str,
    paper: Paper,
    subject: str,
    text: str,
    annex: bytes | None = None,
    annex_name: str = "",
    by: Standing,
    at: datetime,
) -> Document:
    """Draft a paper of a step as an outgoing document, with the list of names as its annex.

    :raises NotThisPaper: if the step has no such paper
    :raises rules.NotDeclared: before the declaration, because papers bear names
    """
    by.require("completing.conduct", unit=procedure.unit_id)
    procedure = Procedure.locked(procedure.pk)
    step = step_of(Branch(procedure.branch), code)
    if paper not in papers_of(step):
        raise NotThisPaper
    if queries.declaration_of(procedure) is None:
        raise rules.NotDeclared
    superior = queries.superiors_of(procedure.unit_id, day_of(at)).first()
    goes_up = PAPER_TYPES[paper] == "submission"
    document = draft_outgoing(
        drafter=queries.drafter_of(by, procedure),
        unit=procedure.unit,
        type_code=PAPER_TYPES[paper],
        organ=Organ.STANDING if goes_up else Organ.COMMITTEE,
        subject=subject,
        text=text,
        addressed_to=superior.name if goes_up and superior else "",
        recipients=[Recipient(superior.name, outside=superior)] if goes_up and superior else [],
        by=by,
        at=at,
    )
    if annex is not None:
        attach_made(
            document=document,
            content=annex,
            name=annex_name,
            media_type=DOCX,
            role=DocumentFile.Role.ANNEX,
            by=by,
            at=at,
        )
    ProcedurePaper.objects.create(procedure=procedure, code=code, document=document, at=at)
    procedure.save_over(procedure.version)
    note(
        verb="procedure.paper_drafted",
        subject=procedure,
        by=by,
        at=at,
        touching=[document],
        step=code,
        paper=paper.value,
    )
    return document


@transaction.atomic
def prepare_round(
    *, procedure: Procedure, code: str, part: MeetingPart, title: str, seats: int, by: Standing, at: datetime
) -> Round:
    """Draft the round of a step with its names on an open list, under the procedure's declaration.

    The members of the executive committee vote; in cadre work those summoned to the part.

    :raises rules.NotDeclared: before the declaration
    :raises rules.NoNames: if the list is empty
    """
    by.require("completing.conduct", unit=procedure.unit_id)
    branch = Branch(procedure.branch)
    step = step_of(branch, code)
    kinds = kinds_of_round(step)
    if not kinds:
        raise rules.RoundMissing
    if queries.declaration_of(procedure) is None:
        raise rules.NotDeclared
    names = procedure.names.filter(outcome=Outcome.NAMED).select_related("person").order_by("order")
    if not names:
        raise rules.NoNames
    voting = queries.executive_of(procedure.body)
    made = rounds.draft_round(
        part=part,
        kind=kinds[0].value,
        title=title,
        seats=seats,
        body=voting,
        filled=procedure.body,
        electorate=Round.Electorate.SUMMONED if branch is Branch.CADRE else Round.Electorate.INCUMBENTS,
        by=by,
        at=at,
    )
    rounds.declare_open(round_=made, by=by, at=at)
    rounds.open_list(round_=made, by=by, at=at)
    for one in names:
        rounds.put_name(round_=made, person=one.person, duty=one.duty, by=by, at=at)
    attach_round(procedure=procedure, code=code, round=made, by=by, at=at)
    made.refresh_from_db()
    return made
