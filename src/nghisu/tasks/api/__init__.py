"""Tasks for programs: one task and what its lead reports, programmes, proposals, what a directive became."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from nghisu.documents.queries import documents_visible_to
from nghisu.kit import clock
from nghisu.kit.api import AS_OF, BodyNotUnderstood, Page, endpoint, listed, sent
from nghisu.kit.pages import Request
from nghisu.kit.refusals import N_
from nghisu.tasks import actions, queries
from nghisu.tasks.queries import planning
from nghisu.tasks.queries import proposals as proposal_queries
from nghisu.tasks.queries.products import evaluations_of, products_of
from nghisu.tasks.queries.tracing import traces_of
from nghisu.tasks.rules.evaluation import timeliness
from nghisu.tasks.rules.products import MOST_PRODUCTS

MOST_EVIDENCE = 100


@dataclass(frozen=True)
class PaperOut:
    """A document that is named."""

    id: UUID
    reference: str
    subject: str
    dated_on: date | None


def paper(one: Any) -> PaperOut | None:
    """Return how a document is named, None for none."""
    return None if one is None else PaperOut(one.pk, one.reference, one.subject, one.dated_on)


def papers(rows: Any) -> list[PaperOut]:
    """Return how several documents are named."""
    return [PaperOut(one.pk, one.reference, one.subject, one.dated_on) for one in rows]


@dataclass(frozen=True)
class StateOut:
    """A state in which a task was known from a day on, and the act that brought it."""

    number: int
    act: str
    at: datetime
    known_from: date
    known_until: date | None
    by: str
    words: str
    unit: str
    lead: str
    stage: str
    due_on: date | None
    document: PaperOut | None
    evidence: list[PaperOut]


@dataclass(frozen=True)
class ExtensionOut:
    """A request for a later deadline and its decision."""

    asked_on: date
    old_due_on: date
    new_due_on: date
    reason: str
    decided_on: date | None
    granted_to: date | None
    decision_reason: str


@dataclass(frozen=True)
class CorrectionOut:
    """A field that was put right."""

    field: str
    before: str
    after: str
    reason: str
    day: date
    closed_quarter: str


@dataclass(frozen=True)
class ShareOut:
    """The share of an affiliate."""

    id: UUID
    code: str
    unit: str
    lead: str
    due_on: date | None
    status: str


@dataclass(frozen=True)
class ProductOut:
    """An expected product, and how many pieces of it are accepted, await the giver and are missing."""

    id: UUID
    kind: str
    form: str
    words: str
    expected: int
    accepted: int
    waiting: int
    missing: int
    shown_by: list[PaperOut]


@dataclass(frozen=True)
class EvaluationOut:
    """How an accepted task was judged; ``timeliness`` is computed, ``reached`` is a percentage."""

    timeliness: str
    quality: str
    reached: int | None
    remark: str


@dataclass(frozen=True)
class WholeTaskOut:
    """A task as known on the day, with everything that happened to it until then."""

    id: UUID
    version: int
    code: str
    title: str
    unit: str
    lead: str
    giver: str
    origin: str
    priority: str
    product: str
    products: list[ProductOut]
    evaluation: EvaluationOut | None
    criteria: str
    given_on: date
    starts_on: date | None
    due_on: date | None
    status: str
    stage: str
    submitted_on: date | None
    accepted_on: date | None
    returns: int
    extensions: int
    person_in_charge: str
    supports: list[str]
    directive: UUID | None
    point: str
    programme_item: UUID | None
    parent: UUID | None
    states: list[StateOut]
    extension_requests: list[ExtensionOut]
    corrections: list[CorrectionOut]
    shares: list[ShareOut]


@endpoint(
    "task.see",
    summary=N_("A task with its history, evidence, extensions, corrections and shares"),
    answer=WholeTaskOut,
    tag="tasks",
    query=(AS_OF,),
)
def api_task(request: Request, pk: UUID) -> WholeTaskOut:
    """Answer with one task as known on the day."""
    return whole_task(task_asked(request, pk), request.as_of)


def task_asked(request: Request, pk: UUID) -> Any:
    """Return the task, or answer 404 where the asker may not see it."""
    task = queries.task_visible_to(request.standing, pk)
    if task is None or queries.span_of(task, day=request.as_of) is None:
        raise Http404
    return task


def whole_task(task: Any, day: date) -> WholeTaskOut:
    """Return a task as known on a day, with everything that happened to it."""
    span = queries.span_of(task, day=day)
    return WholeTaskOut(
        id=task.pk,
        version=task.version,
        code=task.code,
        title=task.title,
        unit=span.unit.code,
        lead=span.lead.code,
        giver=span.asked_by.name if span.asked_by_id else span.giver.code,
        origin=span.origin,
        priority=task.priority,
        product=task.product,
        products=[_product(one) for one in products_of(task, day=day)],
        evaluation=_evaluation(task, span, day),
        criteria=task.criteria,
        given_on=span.given_on,
        starts_on=task.starts_on,
        due_on=span.due_on,
        status=span.status,
        stage=span.stage,
        submitted_on=span.submitted_on,
        accepted_on=span.accepted_on,
        returns=span.returns,
        extensions=span.extensions,
        person_in_charge=task.person_in_charge.full_name if task.person_in_charge else "",
        supports=[unit.code for unit in task.supports.order_by("code")],
        directive=span.directive_id,
        point=task.point.number if task.point else "",
        programme_item=span.programme_item_id,
        parent=task.parent_id,
        states=[_state(one) for one in queries.history_of(task, day=day)],
        extension_requests=[
            ExtensionOut(
                one.asked_on,
                one.old_due_on,
                one.new_due_on,
                one.reason,
                one.decided_on,
                one.granted_to,
                one.decision_reason,
            )
            for one in queries.extensions_of(task)
        ],
        corrections=[
            CorrectionOut(one.field, one.before, one.after, one.reason, one.day, one.closed_quarter)
            for one in queries.corrections_of(task)
        ],
        shares=[_share(one) for one in queries.children_of(task, day=day)],
    )


def _product(one: Any) -> ProductOut:
    return ProductOut(
        id=one.product.pk,
        kind=one.product.kind,
        form=one.product.form,
        words=one.product.words,
        expected=one.progress.expected,
        accepted=one.progress.accepted,
        waiting=one.progress.waiting,
        missing=one.progress.missing,
        shown_by=papers(one.documents),
    )


def _evaluation(task: Any, span: Any, day: date) -> EvaluationOut | None:
    if span.accepted_on is None:
        return None
    kept = evaluations_of([task.pk], day=day).get(task.pk)
    return EvaluationOut(
        timeliness=timeliness(accepted_on=span.accepted_on, due_on=span.due_on).value,
        quality=kept.quality if kept else "",
        reached=kept.reached if kept else None,
        remark=kept.span.words if kept else "",
    )


def _state(one: Any) -> StateOut:
    return StateOut(
        number=one.number,
        act=one.act,
        at=one.at,
        known_from=one.known_from,
        known_until=one.known_until,
        by=one.by.full_name if one.by else "",
        words=one.words,
        unit=one.unit.code,
        lead=one.lead.code,
        stage=one.stage,
        due_on=one.due_on,
        document=paper(one.document),
        evidence=papers(row.document for row in one.evidence.all()),
    )


# What the lead of a task reports


@dataclass(frozen=True)
class ProgressIn:
    """How far the work has come, and the version that was read."""

    version: int
    words: str


@endpoint(
    "task.report",
    summary=N_("Report the progress of a task that one's unit leads"),
    answer=WholeTaskOut,
    body=ProgressIn,
    method="POST",
    tag="tasks",
)
def api_task_progress(request: Request, pk: UUID) -> WholeTaskOut:
    """Report progress."""
    task, body = task_asked(request, pk), sent(request)
    actions.report_progress(
        task=task,
        version=body_version(body),
        words=body_text(body, "words"),
        by=request.standing,
        at=clock.now(),
    )
    return whole_task(task_asked(request, pk), request.today)


@dataclass(frozen=True)
class ShowsIn:
    """An expected product and the documents that show it."""

    product: UUID
    documents: list[UUID]


@dataclass(frozen=True)
class ProductIn:
    """The product handed in, with the documents that show it; ``submitted_on`` null: today.

    ``shows`` names, for each expected product, the documents that show it; null where the task names none.
    """

    version: int
    words: str
    evidence: list[UUID]
    shows: list[ShowsIn] | None
    submitted_on: date | None


@endpoint(
    "task.report",
    summary=N_("Hand in the product of a task that one's unit leads"),
    answer=WholeTaskOut,
    body=ProductIn,
    method="POST",
    tag="tasks",
)
def api_task_product(request: Request, pk: UUID) -> WholeTaskOut:
    """Hand in the product."""
    task, body = task_asked(request, pk), sent(request)
    actions.submit_product(
        task=task,
        version=body_version(body),
        words=body_text(body, "words"),
        evidence=body_documents(request, body.get("evidence")),
        shows=_shows(request, body),
        submitted_on=body_day(body, "submitted_on"),
        by=request.standing,
        at=clock.now(),
    )
    return whole_task(task_asked(request, pk), request.today)


@dataclass(frozen=True)
class ExtensionIn:
    """A later deadline asked for, and why."""

    version: int
    new_due_on: date
    reason: str


@endpoint(
    "task.report",
    summary=N_("Ask for a later deadline of a task that one's unit leads"),
    answer=WholeTaskOut,
    body=ExtensionIn,
    method="POST",
    tag="tasks",
)
def api_task_extension(request: Request, pk: UUID) -> WholeTaskOut:
    """Ask for a later deadline."""
    task, body = task_asked(request, pk), sent(request)
    new_due_on = body_day(body, "new_due_on")
    if new_due_on is None:
        raise BodyNotUnderstood(what="new_due_on")
    actions.ask_extension(
        task=task,
        version=body_version(body),
        new_due_on=new_due_on,
        reason=body_text(body, "reason"),
        by=request.standing,
        at=clock.now(),
    )
    return whole_task(task_asked(request, pk), request.today)


def body_version(body: dict[str, Any]) -> int:
    """Return the version that was read."""
    version = body.get("version")
    if not isinstance(version, int) or isinstance(version, bool):
        raise BodyNotUnderstood(what="version")
    return version


def body_text(body: dict[str, Any], key: str) -> str:
    """Return a text of the body, empty where it is not sent."""
    text = body.get(key, "")
    if not isinstance(text, str):
        raise BodyNotUnderstood(what=key)
    return text


def body_day(body: dict[str, Any], key: str) -> date | None:
    """Return a day of the body, None where it is not sent."""
    text = body.get(key)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        raise BodyNotUnderstood(what=key) from None


def _shows(request: Request, body: dict[str, Any]) -> dict[UUID, list[Any]]:
    """Return the documents that show each product.

    :raises BodyNotUnderstood: if it is no list of a product with its documents
    """
    rows = body.get("shows") or []
    try:
        if not isinstance(rows, list) or len(rows) > MOST_PRODUCTS:
            raise ValueError
        return {UUID(str(row["product"])): body_documents(request, row["documents"]) for row in rows}
    except (ValueError, KeyError, TypeError):
        raise BodyNotUnderstood(what="shows") from None


def body_documents(request: Request, sent_keys: Any) -> list[Any]:
    """Return the documents named as evidence; each must be one that the asker may see.

    :raises BodyNotUnderstood: if one is not
    """
    keys = sent_keys or []
    if not isinstance(keys, list) or len(keys) > MOST_EVIDENCE:
        raise BodyNotUnderstood(what="evidence")
    try:
        wanted = {UUID(str(key)) for key in keys}
    except ValueError:
        raise BodyNotUnderstood(what="evidence") from None
    found = list(documents_visible_to(request.standing).filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise BodyNotUnderstood(what="evidence")
    return found


# Programmes and plans


@dataclass(frozen=True)
class ProgrammeOut:
    """A programme or plan; ``quarter`` and ``month`` null for that of a year."""

    id: UUID
    unit: str
    title: str
    year: int
    quarter: int | None
    month: int | None
    adopted_on: date | None


@dataclass(frozen=True)
class BecameOut:
    """What a line became."""

    words: str
    page: str
    on: date | None


@dataclass(frozen=True)
class ItemProductOut:
    """A product that a line is to bring."""

    kind: str
    count: int
    form: str
    words: str


@dataclass(frozen=True)
class ItemOut:
    """A line of a programme with its one task."""

    id: UUID
    number: int
    content: str
    lead: str
    field_of_work: str
    becomes: str
    product: str
    products: list[ItemProductOut]
    starts_on: date | None
    due_on: date | None
    added_on: date
    dropped_on: date | None
    how: str
    task: UUID | None
    status: str
    became: list[BecameOut]


@dataclass(frozen=True)
class WholeProgrammeOut:
    """A programme with its lines as known on the day."""

    about: ProgrammeOut
    items: list[ItemOut]


def _programme(one: Any) -> ProgrammeOut:
    return ProgrammeOut(one.pk, one.unit.code, one.title, one.year, one.quarter, one.month, one.adopted_on)


@endpoint(
    "programme.see", summary=N_("Programmes and plans"), answer=ProgrammeOut, tag="programmes", many=True
)
def api_programmes(request: Request) -> Page[ProgrammeOut]:
    """Answer with the programmes and plans, the newest year first."""
    rows = planning.programmes_visible_to(request.standing)
    return listed(request, rows.order_by("-year", "unit__code", "quarter", "month", "title"), _programme)


@endpoint(
    "programme.see",
    summary=N_("A programme with its lines and what each became"),
    answer=WholeProgrammeOut,
    tag="programmes",
    query=(AS_OF,),
)
def api_programme(request: Request, pk: UUID) -> WholeProgrammeOut:
    """Answer with one programme."""
    programme = planning.programmes_visible_to(request.standing).filter(pk=pk).first()
    if programme is None:
        raise Http404
    lines = planning.with_tasks(
        list(planning.items_of(programme).prefetch_related("products")),
        day=request.as_of,
        standing=request.standing,
    )
    return WholeProgrammeOut(_programme(programme), [_item(one) for one in lines])


def _item(one: Any) -> ItemOut:
    return ItemOut(
        id=one.pk,
        number=one.number,
        content=one.content,
        lead=one.lead.code,
        field_of_work=one.field_of_work,
        becomes=one.becomes,
        product=one.product,
        products=[ItemProductOut(p.kind, p.count, p.form, p.words) for p in one.products.all()],
        starts_on=one.starts_on,
        due_on=one.due_on,
        added_on=one.added_on,
        dropped_on=one.dropped_on,
        how=one.how.value,
        task=one.span.task_id if one.span else None,
        status=one.span.status if one.span else "",
        became=[BecameOut(row.words, row.url, row.on) for row in one.became],
    )


# Proposals


@dataclass(frozen=True)
class ProposalOut:
    """A proposal as it stood on the day."""

    id: UUID
    number: int
    unit: str
    made_by: str
    text: str
    made_on: date
    state: str
    moved_on: date
    addressee: str
    answer_due_on: date | None


@dataclass(frozen=True)
class StepOut:
    """A step on the way of a proposal."""

    number: int
    taken: str
    state: str
    day: date
    words: str
    document: PaperOut | None


@dataclass(frozen=True)
class WholeProposalOut:
    """A proposal with its way."""

    about: ProposalOut
    outcome: str
    steps: list[StepOut]


def _proposal(one: Any) -> ProposalOut:
    return ProposalOut(
        one.pk,
        one.number,
        one.unit.code,
        one.made_by.code,
        one.text,
        one.made_on,
        one.state_then,
        one.moved_on,
        one.addressee.name if one.addressee else "",
        one.answer_due_on,
    )


def _proposals(request: Request) -> Any:
    rows = proposal_queries.proposals_visible_to(request.standing)
    return proposal_queries.with_states(rows, request.as_of).order_by("-made_on", "-number", "pk")


@endpoint(
    "programme.see",
    summary=N_("Proposals that are followed, as they stood on a day"),
    answer=ProposalOut,
    tag="proposals",
    many=True,
    query=(AS_OF,),
)
def api_proposals(request: Request) -> Page[ProposalOut]:
    """Answer with the proposals, the newest first."""
    return listed(request, _proposals(request), _proposal)


@endpoint(
    "programme.see",
    summary=N_("A proposal with each step on its way"),
    answer=WholeProposalOut,
    tag="proposals",
    query=(AS_OF,),
)
def api_proposal(request: Request, pk: UUID) -> WholeProposalOut:
    """Answer with one proposal."""
    found = _proposals(request).filter(pk=pk).first()
    if found is None:
        raise Http404
    return WholeProposalOut(
        _proposal(found),
        found.outcome,
        [
            StepOut(one.number, one.taken, one.state, one.day, one.words, paper(one.document))
            for one in proposal_queries.steps_of(found, day=request.as_of)
        ],
    )


# What became of a directive


@dataclass(frozen=True)
class CoveredOut:
    """A point of a directive: the documents that answer it, its tasks, the evidence."""

    number: str
    text: str
    documents: list[PaperOut]
    tasks: list[ShareOut]
    evidence: list[PaperOut]
    is_without_anything: bool
    is_without_evidence: bool


@dataclass(frozen=True)
class CoverageOut:
    """What became of each point of a directive, and the tasks of the whole of it."""

    directive: PaperOut
    points: list[CoveredOut]
    other_tasks: list[ShareOut]


@endpoint(
    "task.see",
    summary=N_("What became of each point of a directive: documents, tasks, evidence"),
    answer=CoverageOut,
    tag="tasks",
    query=(AS_OF,),
)
def api_coverage(request: Request, pk: UUID) -> CoverageOut:
    """Answer with the coverage of a directive."""
    directive = queries.document_chosen(request.standing, pk)
    if directive is None:
        raise Http404
    points = queries.coverage_of(directive, standing=request.standing, day=request.as_of)
    every = queries.tasks_from(directive, standing=request.standing, day=request.as_of)
    named = PaperOut(directive.pk, directive.reference, directive.subject, directive.dated_on)
    return CoverageOut(
        named,
        [
            CoveredOut(
                one.covered.point.number,
                one.covered.point.text,
                papers(one.documents),
                [_share(span) for span in one.covered.spans],
                papers(one.evidence),
                one.is_without_anything,
                one.is_without_evidence,
            )
            for one in traces_of(directive, points, standing=request.standing, day=request.as_of)
        ],
        [_share(span) for span in every if span.task.point_id is None],
    )


def _share(one: Any) -> ShareOut:
    return ShareOut(one.task_id, one.task.code, one.unit.code, one.lead.code, one.due_on, one.status)
