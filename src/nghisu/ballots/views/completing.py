"""Pages of completing a committee: the list, one procedure with its steps, and the act of each step."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nghisu.ballots.actions import completing as actions
from nghisu.ballots.exports import completing as papers
from nghisu.ballots.exports.timeline import picture_of
from nghisu.ballots.forms.completing import DeclareForm, NameForm, OpenForm, RoundForm, StepForm, StopForm
from nghisu.ballots.queries import completing as queries
from nghisu.ballots.queries.completing import ProcedureView, StepView
from nghisu.ballots.rules.completing import AWAITING, STATE_NAMES, STATE_TONES, Caution, Outcome, State
from nghisu.ballots.rules.steps import BRANCH_NAMES, Act, Branch, Paper, papers_of
from nghisu.ballots.tables.completing import ProcedureTable
from nghisu.documents.queries import outside_by_id
from nghisu.kit import clock, docx
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.meetings.queries import body_name

if TYPE_CHECKING:
    from nghisu.ballots.models.completing import Procedure


def procedure_or_404(request: Request, pk: UUID) -> "Procedure":
    """Return the procedure the asker may see."""
    found = queries.procedure_for(request.standing, pk)
    if found is None:
        raise Http404
    return found


def _conducted_or_404(request: Request, pk: UUID) -> "Procedure":
    found = procedure_or_404(request, pk)
    if not request.standing.may("completing.conduct", unit=found.unit_id):
        raise Http404
    return found


def words_of(caution: Caution) -> str:
    """Return a warning in the reader's language."""
    values = {
        name: date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else value
        for name, value in caution.values.items()
    }
    return _(caution.sentence) % values


def _title(procedure: "Procedure") -> str:
    return f"{_(BRANCH_NAMES[Branch(procedure.branch)])}"


@page("completing.see")
def procedure_list(request: Request) -> HttpResponse:
    """List the procedures of completing committees."""
    table = ProcedureTable(request, queries.listed(request.standing, request.as_of))
    context = {"may_open": request.standing.may_somewhere("completing.conduct")}
    return table.respond("ballots/procedure_list.html", context)


@page("completing.conduct")
def procedure_new(request: Request) -> HttpResponse:
    """Open a procedure for a body with vacant seats."""
    bodies = queries.bodies_to_complete(request.standing, request.today)
    running = queries.procedures_to_prepare(request.standing)
    form = OpenForm(
        request.POST or None,
        bodies=bodies,
        prepared=[(one.pk, f"{body_name(one.body)} – {_title(one)}") for one in running],
        initial={"opened_on": request.today},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.open_procedure(
                body=form.body,
                branch=form.branch,
                number=sent["number"],
                reason=sent["reason"],
                opened_on=sent["opened_on"],
                congress_on=sent["congress_on"],
                over_document=sent["over_document"],
                prepares=next((one for one in running if one.pk == sent["prepares"]), None),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, _("The procedure is open. Its next step stands on this page."))
            return redirect("procedure_detail", made.pk)
    seats = [(body_name(body), queries.seats_of(body, request.today)) for body in bodies]
    context = {"form": form, "seats": seats}
    return render(request, "ballots/procedure_new.html", context, status=status_of(form))


@page("completing.see")
def procedure_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show a procedure: seats, warnings, names, steps with what they rest on, and the next act."""
    procedure = procedure_or_404(request, pk)
    view = queries.procedure_view(procedure, request.standing, request.as_of)
    state = State(procedure.state)
    return render(
        request,
        "ballots/procedure_detail.html",
        {
            "procedure": procedure,
            "view": view,
            "title": _title(procedure),
            "body": body_name(procedure.body),
            "state": _(STATE_NAMES[state]),
            "state_tone": STATE_TONES[state],
            "picture": picture_of(view),
            "cautions": [{"words": words_of(one), "source": one.source} for one in view.cautions],
            "may_conduct": request.standing.may("completing.conduct", unit=procedure.unit_id),
            "may_confirm": request.standing.may("rules.confirm", unit=procedure.unit_id),
        },
    )


@page("completing.conduct")
def procedure_declare(request: Request, pk: UUID) -> HttpResponse:
    """Declare that the content is not on the list of state secrets."""
    procedure = _conducted_or_404(request, pk)
    form = DeclareForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            lambda: actions.declare(
                procedure=procedure,
                declared=form.cleaned_data["declared"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, _("It is declared. Names may be put down now."))
            return redirect("procedure_detail", procedure.pk)
    return _form(request, procedure, form, _("Declare that this is no state secret"), _("Declare"))


@page("completing.conduct")
def procedure_name(request: Request, pk: UUID) -> HttpResponse:
    """Put a name on the list."""
    procedure = _conducted_or_404(request, pk)
    people = queries.persons_to_name(request.standing, procedure, request.today)
    form = NameForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        named = attempt(
            form,
            lambda: actions.put_name(
                procedure=procedure,
                person=queries.person_named(sent["person"]),
                duty=sent["duty"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if named:
            messages.success(request, _("%(name)s stands on the list.") % {"name": named.name})
            return redirect("procedure_detail", procedure.pk)
    return _form(request, procedure, form, _("Put a name on the list"), _("Put on the list"))


@page("completing.conduct")
def procedure_withdraw(request: Request, pk: UUID, name_pk: UUID) -> HttpResponse:
    """Take a name off the list at the person's wish."""
    procedure = _conducted_or_404(request, pk)
    named = queries.name_in(procedure, name_pk)
    if named is None or request.method != "POST":
        raise Http404
    actions.withdraw_name(named=named, by=request.standing, at=clock.now())
    messages.success(request, _("%(name)s is off the list.") % {"name": named.name})
    return redirect("procedure_detail", procedure.pk)


@page("completing.conduct")
def procedure_step(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Take the next step, with what it rests on."""
    procedure = _conducted_or_404(request, pk)
    view = queries.procedure_view(procedure, request.standing, request.today)
    following = view.next
    if following is None or following.step.code != code:
        raise Http404
    step = following.step
    declared = view.declaration is not None
    documents = (
        queries.issued_papers(request.standing, procedure)
        if step.act is Act.SEND
        else queries.incoming_answers(request.standing, procedure)
        if step.act in {Act.RECEIVE, Act.DECIDE}
        else []
    )
    issuers = queries.superiors_of(procedure.unit_id, request.today)
    rounds = queries.rounds_for(procedure, step) if following.is_vote else []
    awaited = AWAITING.get(Branch(procedure.branch))
    form = StepForm(
        request.POST or None,
        step=step,
        procedure=procedure,
        declared=declared,
        documents=documents,
        issuers=issuers,
        rounds=rounds,
        names=[one.name for one in view.names if one.name.outcome == awaited],
        initial={
            "version": procedure.version,
            "done_on": request.today,
            "document": next((one.pk for one in following.papers if one in documents), None),
            "round": next((one.pk for one in following.rounds if one in rounds), None),
            "subject": _papers_subject(step.act, procedure),
        },
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        chosen = next((one for one in documents if one.pk == sent.get("document")), None)
        answer = None
        if chosen is None and sent.get("reference"):
            answer = actions.Answer(
                type_code="decision" if step.act is Act.DECIDE else "letter",
                reference=sent["reference"],
                dated_on=sent["dated_on"],
                subject=sent["subject"] or _papers_subject(step.act, procedure),
                issuer=outside_by_id([sent["issuer"]])[sent["issuer"]],
            )
        taken = attempt(
            form,
            lambda: actions.take_step(
                procedure=procedure,
                expected_version=sent["version"],
                code=code,
                done_on=sent["done_on"],
                remark=sent["remark"],
                document=chosen,
                answer=answer,
                round=next((one for one in rounds if one.pk == sent.get("round")), None),
                summoned=sent.get("summoned"),
                present=sent.get("present"),
                agreed=sent.get("agreed") if "agreed" in form.fields else None,
                effective_on=sent.get("effective_on"),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if taken:
            messages.success(request, _("Step taken: %(step)s.") % {"step": _(step.name)})
            return redirect("procedure_detail", procedure.pk)
    return _form(request, procedure, form, _(step.name), _("Record the step"), following)


def _papers_subject(act: Act, procedure: "Procedure") -> str:
    if act not in {Act.RECEIVE, Act.DECIDE}:
        return ""
    return f"Về việc {papers.what(procedure)}"


@page("completing.conduct")
def procedure_round(request: Request, pk: UUID, code: str) -> HttpResponse:
    """Prepare the round of a step, with the procedure's names on its list."""
    procedure = _conducted_or_404(request, pk)
    step = _step_or_404(queries.procedure_view(procedure, request.standing, request.today), code)
    if not step.may_prepare:
        raise Http404
    parts = queries.parts_for(procedure, request.standing)
    form = RoundForm(
        request.POST or None,
        parts=parts,
        initial={"title": papers.round_title(procedure, step.step), "seats": procedure.number},
    )
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.prepare_round(
                procedure=procedure,
                code=code,
                part=next(one for one in parts if one.pk == sent["part"]),
                title=sent["title"],
                seats=sent["seats"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if made:
            messages.success(request, _("The round is prepared with the names of the list."))
            return redirect("round_detail", made.pk)
    return _form(request, procedure, form, _("Prepare the round"), _("Prepare it"), step)


@page("completing.conduct")
def procedure_stop(request: Request, pk: UUID) -> HttpResponse:
    """Stop a procedure with its reason."""
    procedure = _conducted_or_404(request, pk)
    form = StopForm(request.POST or None, initial={"version": procedure.version, "stopped_on": request.today})
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        stopped = attempt(
            form,
            lambda: actions.stop_procedure(
                procedure=procedure,
                expected_version=sent["version"],
                reason=sent["reason"],
                stopped_on=sent["stopped_on"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if stopped:
            messages.success(request, _("The procedure is stopped; what was done stays to be read."))
            return redirect("procedure_detail", procedure.pk)
    return _form(request, procedure, form, _("Stop the procedure"), _("Stop it"))


@page("completing.conduct")
def procedure_paper(request: Request, pk: UUID, code: str, paper: str) -> HttpResponse:
    """Draft a paper of a step in the register of outgoing documents."""
    procedure = _conducted_or_404(request, pk)
    view = queries.procedure_view(procedure, request.standing, request.today)
    step = _step_or_404(view, code)
    wanted = next((one for one in papers_of(step.step) if one.value == paper), None)
    if wanted is None or request.method != "POST":
        raise Http404
    made = draft_of(wanted, procedure, view, step)
    document = actions.draft_paper(
        procedure=procedure,
        code=code,
        paper=wanted,
        subject=made.subject,
        text=made.text,
        annex=made.annex,
        annex_name=made.annex_name,
        by=request.standing,
        at=clock.now(),
    )
    messages.success(request, _("The draft is in the register. Check it, name the signatory and submit it."))
    return redirect("document_detail", document.pk)


def draft_of(paper: Paper, procedure: "Procedure", view: ProcedureView, step: StepView) -> papers.Draft:
    """Return what the draft says: the names, and the votes of the rounds that carry the steps."""
    names = [one.name for one in view.names if one.name.outcome != Outcome.WITHDRAWN]
    if paper is Paper.REQUEST:
        return papers.request(procedure, view.seats, names)
    if paper is Paper.FILE:
        voted = [one for one in view.steps if one.is_vote and one.done and one.done.round]
        last = voted[-1].done.round if voted and voted[-1].done else None
        return papers.file(procedure, view.seats, names, queries.votes_of(last) if last else [])
    votes = queries.votes_of(step.rounds[0]) if step.rounds else []
    if paper is Paper.EXTRACT:
        return papers.extract(procedure, step, votes)
    return papers.announcement(procedure, step, names, votes)


@page("completing.conduct")
def procedure_blank(request: Request, pk: UUID, code: str, paper: str) -> HttpResponse:
    """Give a blank form of a step as .docx; what is written on it is stored nowhere."""
    procedure = _conducted_or_404(request, pk)
    view = queries.procedure_view(procedure, request.standing, request.today)
    step = _step_or_404(view, code)
    wanted = next((one for one in papers_of(step.step) if one.value == paper), None)
    if wanted is None and not (paper == queries.VOTING_PAPER and step.is_vote):
        raise Http404
    content, name = papers.blank(procedure, step.step, wanted, request.today)
    return attachment(content, docx.MEDIA_TYPE, name)


def _step_or_404(view: ProcedureView, code: str) -> StepView:
    for one in view.steps:
        if one.step.code == code:
            return one
    raise Http404


def _form(
    request: Request,
    procedure: "Procedure",
    form: DeclareForm | NameForm | RoundForm | StepForm | StopForm,
    heading: str,
    button: str,
    step: StepView | None = None,
) -> HttpResponse:
    context = {
        "form": form,
        "procedure": procedure,
        "title": _title(procedure),
        "heading": heading,
        "button": button,
        "step": step,
    }
    return render(request, "ballots/procedure_form.html", context, status=status_of(form))
