"""Read the procedures of completing a committee, for the one who asks. Nothing here lists by person."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from nghisu.ballots.models import Round
from nghisu.ballots.models.completing import (
    Procedure,
    ProcedureName,
    ProcedurePaper,
    ProcedureRound,
    ProcedureStep,
    SecrecyDeclaration,
)
from nghisu.ballots.queries.regulations import HeldRegulation, regulations_of
from nghisu.ballots.rules import completing as rules
from nghisu.ballots.rules.completing import Caution, Outcome, Seats, State
from nghisu.ballots.rules.states import PUBLISHED, RoundKind, RoundState
from nghisu.ballots.rules.steps import (
    CHARTER,
    PAPER_NAMES,
    STEPS,
    Act,
    Branch,
    Step,
    kinds_of_round,
    papers_of,
    regulation_on,
    team_name,
)
from nghisu.documents.models import Document
from nghisu.documents.queries import documents_visible_to, drafter_for
from nghisu.documents.rules.states import Direction, Status
from nghisu.kit.refusals import N_
from nghisu.meetings.models import MeetingPart
from nghisu.meetings.queries import parts_visible_to
from nghisu.organisation.models import Body, Mandate, OutsideBody, Unit
from nghisu.organisation.queries import incumbents, on
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person


def procedures_visible_to(standing: Standing) -> QuerySet[Procedure]:
    """Return the procedures the asker may know of; they are about persons, so by office only."""
    return Procedure.objects.filter(unit_id__in=standing.reach("completing.see"))


def procedure_for(standing: Standing, pk: UUID) -> Procedure | None:
    """Return a procedure the asker may see, else None."""
    return (
        procedures_visible_to(standing)
        .select_related("body__term", "unit", "prepares__body__term", "declaration")
        .filter(pk=pk)
        .first()
    )


def procedures_to_prepare(standing: Standing) -> list[Procedure]:
    """Return the running procedures that fill seats and that the asker conducts, newest first."""
    rows = Procedure.objects.filter(
        unit_id__in=standing.reach("completing.conduct"),
        state=State.RUNNING,
        branch__in=[Branch.EXECUTIVE, Branch.STANDING],
    )
    return list(rows.select_related("body__term"))


def declaration_of(procedure: Procedure) -> SecrecyDeclaration | None:
    """Return the declaration, None while names may not be entered."""
    return SecrecyDeclaration.objects.filter(procedure=procedure).first()


def steps_done(procedure: Procedure) -> dict[str, ProcedureStep]:
    """Return the steps taken by code."""
    rows = ProcedureStep.objects.filter(procedure=procedure).select_related("document", "round")
    return {row.code: row for row in rows}


def seats_of(body: Body, day: date, *, leaving_out: UUID | None = None) -> Seats:
    """Return how the seats of a body stand on the day.

    Whoever is set apart by a decision still holds a seat; those proposed or elected in other procedures
    have theirs kept.
    """
    taken = Mandate.objects.filter(on(day), body=body).values("person").distinct().count()
    waiting = ProcedureName.objects.filter(
        procedure__body=body,
        procedure__state=State.RUNNING,
        procedure__branch__in=[Branch.EXECUTIVE, Branch.STANDING],
        outcome__in=[Outcome.PROPOSED, Outcome.ELECTED, Outcome.APPOINTED, Outcome.APPROVED],
        mandate=None,
    ).exclude(procedure=leaving_out)
    return Seats(body.seats, taken, waiting.count())


def incumbent_ids(body: Body, day: date) -> set[UUID]:
    """Return the persons who count as members of a body on the day."""
    return set(incumbents(body, day).values_list("person_id", flat=True))


def executive_of(body: Body) -> Body | None:
    """Return the executive committee of the same term."""
    return Body.objects.filter(term_id=body.term_id, kind=Body.Kind.EXECUTIVE).first()


def cautions_of(procedure: Procedure, day: date, seats: Seats) -> list[Caution]:
    """Return what is warned of, each with its source; nothing of it blocks."""
    found = [rules.freeze_caution(procedure.opened_on, procedure.congress_on)]
    if procedure.body.kind == Body.Kind.STANDING:
        executive = executive_of(procedure.body)
        if executive is not None:
            found.append(
                rules.size_caution(
                    standing=seats.taken + procedure.number,
                    committee=Mandate.objects.filter(on(day), body=executive).count(),
                    source=regulation_on(CHARTER, procedure.opened_on).citation,
                )
            )
    return [caution for caution in found if caution is not None]


@dataclass(frozen=True, slots=True)
class DraftView:
    """A paper of a step that can be drafted, or printed as a blank form."""

    code: str
    name: str
    may_draft: bool


VOTING_PAPER = "phieu"
VOTING_PAPER_NAME = N_("Voting paper")


@dataclass
class StepView:
    """A step as the page shows it."""

    step: Step
    number: int
    source: str
    done: ProcedureStep | None = None
    is_next: bool = False
    papers: list[Document] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    is_confirmed: bool = False
    names_may_be_stored: bool = False
    drafts: list["DraftView"] = field(default_factory=list)

    @property
    def team(self) -> str:
        """Who counts, where the step is a vote: a word to be translated."""
        return team_name(self.step.act) if self.step.act in {Act.POLL, Act.ELECT} else ""

    @property
    def is_vote(self) -> bool:
        """Whether a round carries it."""
        return bool(self.team)

    @property
    def may_prepare(self) -> bool:
        """Whether a round may be prepared for it now: the vote is ahead, and its names may be stored."""
        return self.is_vote and self.done is None and self.names_may_be_stored

    @property
    def status(self) -> str:
        """``done``, ``next`` or ``later``: the class of its mark."""
        return "done" if self.done else "next" if self.is_next else "later"


@dataclass(frozen=True, slots=True)
class VoteLine:
    """The votes of one name in the round that carries a step, with the base that decides."""

    name: str
    votes: int
    base: int
    returned: int
    is_chosen: bool


def votes_of(round_: Round) -> list[VoteLine]:
    """Return the votes of a round and of those that went on from it, most votes first.

    Empty before the result is announced.
    """
    lines: list[VoteLine] = []
    if round_.state in PUBLISHED:
        sheet = round_.sheets.order_by("-number").first()
        if sheet is not None:
            lines = [
                VoteLine(one.candidate.name, one.votes, sheet.base, sheet.returned, one.is_elected)
                for one in sheet.tallies.select_related("candidate").order_by("-votes", "order")
            ]
        for further in round_.further.order_by("number"):
            lines += votes_of(further)
    return lines


@dataclass
class NameView:
    """A name with how far it has come."""

    name: ProcedureName
    outcome: str
    tone: str
    may_withdraw: bool


@dataclass
class ProcedureView:
    """Everything the page of a procedure shows."""

    procedure: Procedure
    declaration: SecrecyDeclaration | None
    seats: Seats
    cautions: list[Caution]
    steps: list[StepView]
    names: list[NameView]
    names_are_open: bool
    regulations: list[HeldRegulation] = field(default_factory=list)

    @property
    def may_put_names(self) -> bool:
        """Whether names may be put down: declared and the list open, or the decision published."""
        if self.declaration is not None:
            return self.names_are_open
        published = {one.step.code for one in self.steps if one.done} & {"decision", "approval"}
        return self.procedure.state == State.RUNNING and bool(published)

    @property
    def next(self) -> StepView | None:
        """The step to be taken now."""
        if self.procedure.state != State.RUNNING:
            return None
        return next((one for one in self.steps if one.is_next), None)

    @property
    def done_count(self) -> int:
        """How many steps are taken."""
        return sum(one.done is not None for one in self.steps)

    @property
    def awaiting_count(self) -> int:
        """How many names await the superior."""
        return sum(one.name.outcome in {Outcome.PROPOSED, Outcome.ELECTED} for one in self.names)


def procedure_view(procedure: Procedure, standing: Standing, day: date) -> ProcedureView:
    """Return the page of a procedure, in a number of queries that does not grow with its steps."""
    branch = Branch(procedure.branch)
    done = steps_done(procedure)
    following = rules.next_step(branch, done) if procedure.state == State.RUNNING else None
    views = {
        step.code: StepView(
            step,
            number,
            step.source_on(procedure.opened_on),
            done.get(step.code),
            following is not None and step.code == following.code,
        )
        for number, step in enumerate(STEPS[branch], 1)
    }
    seen = documents_visible_to(standing)
    for paper in (
        ProcedurePaper.objects.filter(procedure=procedure, document__in=seen)
        .select_related("document")
        .order_by("at")
    ):
        views[paper.code].papers.append(paper.document)
    for row in ProcedureRound.objects.filter(procedure=procedure).select_related("round"):
        views[row.code].rounds.append(row.round)
    for view in views.values():
        if view.done and view.done.round and view.done.round not in view.rounds:
            view.rounds.append(view.done.round)
    declaration = declaration_of(procedure)
    runs = procedure.state == State.RUNNING
    held = regulations_of(procedure)
    confirmed = {one.regulation.subject: one.is_confirmed for one in held}
    for view in views.values():
        view.is_confirmed = confirmed[view.step.subject]
        view.names_may_be_stored = declaration is not None and runs
        view.drafts = [
            DraftView(paper.value, PAPER_NAMES[paper], view.names_may_be_stored)
            for paper in papers_of(view.step)
        ]
        if view.is_vote:
            view.drafts.append(DraftView(VOTING_PAPER, VOTING_PAPER_NAME, may_draft=False))
    seats = seats_of(procedure.body, day, leaving_out=procedure.pk)
    open_names = procedure.state == State.RUNNING and rules.names_are_open(branch, done)
    return ProcedureView(
        procedure=procedure,
        declaration=declaration,
        seats=seats,
        cautions=cautions_of(procedure, day, seats),
        steps=list(views.values()),
        names=[
            NameView(
                one,
                rules.OUTCOME_NAMES[Outcome(one.outcome)],
                rules.OUTCOME_TONES[Outcome(one.outcome)],
                open_names and one.outcome == Outcome.NAMED,
            )
            for one in procedure.names.order_by("order")
        ],
        names_are_open=open_names,
        regulations=held,
    )


def listed(standing: Standing, day: date) -> QuerySet[Procedure]:
    """Return the procedures opened by the end of the day, running ones first."""
    return (
        procedures_visible_to(standing)
        .filter(opened_on__lte=day)
        .select_related("body__term", "unit")
        .prefetch_related("steps", "names")
    )


def awaiting_step(standing: Standing) -> QuerySet[Procedure]:
    """Return the running procedures whose next step the asker records."""
    return (
        Procedure.objects.filter(state=State.RUNNING, unit_id__in=standing.reach("completing.conduct"))
        .select_related("body")
        .prefetch_related("steps")
        .order_by("opened_on")
    )


def step_after(procedure: Procedure) -> Step | None:
    """Return the next step of a procedure whose steps are at hand."""
    if procedure.state != State.RUNNING:
        return None
    return rules.next_step(Branch(procedure.branch), {one.code for one in procedure.steps.all()})


def drafter_of(standing: Standing, procedure: Procedure) -> Unit:
    """Return the unit that writes the procedure's papers: the office, or the committee itself."""
    return Unit.objects.get(pk=drafter_for(standing, procedure.unit_id))


# What a step may rest on ---------------------------------------------------------------------------------


def bodies_to_complete(standing: Standing, day: date) -> list[Body]:
    """Return the executive and standing committees of open terms that the asker completes."""
    return list(
        Body.objects.filter(
            unit_id__in=standing.reach("completing.conduct"),
            kind__in=[Body.Kind.EXECUTIVE, Body.Kind.STANDING],
            term__closed_at__isnull=True,
        )
        .select_related("term", "unit")
        .order_by("unit", "kind")
    )


def issued_papers(standing: Standing, procedure: Procedure) -> list[Document]:
    """Return our issued documents that a step may say were sent, newest first."""
    return list(
        documents_visible_to(standing)
        .filter(unit=procedure.unit_id, direction=Direction.OUTGOING, status=Status.ISSUED)
        .order_by("-issued_at")[:100]
    )


def superiors_of(unit_id: UUID, day: date) -> QuerySet[OutsideBody]:
    """Return the outside bodies that decide or answer for the superior on the day."""
    return OutsideBody.objects.filter(
        on(day),
        to_unit_id=unit_id,
        relation__in=[OutsideBody.Relation.SUPERIOR, OutsideBody.Relation.SPECIALISED],
    ).order_by("relation", "folded")


def is_superiors(document: Document, standing: Standing) -> bool:
    """Tell whether an incoming document came from a superior of the unit whose book it stands in."""
    if document.direction != Direction.INCOMING:
        return False
    if document.issuer_outside_id is not None:
        return document.issuer_outside is not None and document.issuer_outside.relation in {
            OutsideBody.Relation.SUPERIOR,
            OutsideBody.Relation.SPECIALISED,
        }
    return document.issuer_unit_id in standing.tree.above(document.unit_id)


def incoming_answers(standing: Standing, procedure: Procedure) -> list[Document]:
    """Return the superior's documents in the incoming book, newest first."""
    rows = (
        documents_visible_to(standing)
        .filter(unit=procedure.unit_id, direction=Direction.INCOMING)
        .filter(
            Q(
                issuer_outside__relation__in=[
                    OutsideBody.Relation.SUPERIOR,
                    OutsideBody.Relation.SPECIALISED,
                ]
            )
            | Q(issuer_unit__in=standing.tree.above(procedure.unit_id))
        )
    )
    return list(rows.order_by("-received_at")[:100])


def rounds_for(procedure: Procedure, step: Step) -> list[Round]:
    """Return the rounds of the unit whose announced result may carry the step, newest first."""
    return list(
        Round.objects.filter(
            unit=procedure.unit_id,
            kind__in=[kind.value for kind in kinds_of_round(step)],
            state__in=[state.value for state in PUBLISHED - {RoundState.ANNULLED}],
        )
        .filter(Q(procedure_round=None) | Q(procedure_round__procedure=procedure))
        .exclude(procedure_steps__procedure__in=Procedure.objects.exclude(pk=procedure.pk))
        .select_related("meeting")
        .order_by("-announced_at")[:50]
    )


def list_rounds_for(procedure: Procedure) -> list[Round]:
    """Return the rounds whose list the meeting has voted, for the step that closes it."""
    return list(
        Round.objects.filter(
            unit=procedure.unit_id, kind=RoundKind.ELECTION, list_closed_at__isnull=False, number=1
        )
        .filter(Q(procedure_round=None) | Q(procedure_round__procedure=procedure))
        .select_related("meeting")
        .order_by("-list_closed_at")[:50]
    )


def parts_for(procedure: Procedure, standing: Standing) -> list[MeetingPart]:
    """Return the parts of coming and running meetings in which a vote of the procedure may be held."""
    rows = (
        MeetingPart.objects.filter(
            meeting__unit=procedure.unit_id, meeting__starts_at__date__gte=procedure.opened_on
        )
        .exclude(meeting__state="archived")
        .select_related("meeting__body")
        .order_by("-meeting__starts_at", "order")[:40]
    )
    seen: dict[UUID, set[UUID]] = {}
    found = []
    for part in rows:
        if part.meeting_id not in seen:
            seen[part.meeting_id] = {one.pk for one in parts_visible_to(standing, part.meeting)}
        if part.pk in seen[part.meeting_id]:
            found.append(part)
    return found


def persons_to_name(standing: Standing, procedure: Procedure, day: date) -> dict[UUID, str]:
    """Return who may be put on the list, by given name, with the duty on the roster.

    For the standing committee its executive committee's incumbents; for the executive committee whoever is
    on the roster and not in the body.
    """
    inside = Mandate.objects.filter(on(day), body=procedure.body).values("person")
    named = procedure.names.values("person")
    people = Person.objects.filter(is_active=True).exclude(pk__in=inside).exclude(pk__in=named)
    if procedure.body.kind == Body.Kind.STANDING:
        executive = executive_of(procedure.body)
        people = people.filter(pk__in=incumbent_ids(executive, day) if executive else [])
    else:
        rostered = Mandate.objects.filter(on(day), unit_id__in=standing.reach("roster.see"))
        people = people.filter(Q(pk__in=rostered.values("person")) | Q(mandates=None))
    return {
        person.pk: f"{person.full_name} – {person.title}" if person.title else person.full_name
        for person in people.order_by("sort_key")
    }


def person_named(pk: UUID) -> Person:
    """Return a person whom a form offered."""
    return Person.objects.get(pk=pk)


def name_in(procedure: Procedure, pk: UUID) -> ProcedureName | None:
    """Return a name of the procedure, else None."""
    return ProcedureName.objects.filter(procedure=procedure, pk=pk).first()
