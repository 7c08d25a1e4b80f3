"""Pages of the way to the signature, and of a leader's remark on an incoming paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.documents import exports
from nghisu.documents.actions import directing, submitting
from nghisu.documents.exports.slips import slip_of
from nghisu.documents.forms.submitting import AgreeForm, DirectForm, ReturnForm
from nghisu.documents.queries import signing as queries
from nghisu.documents.queries import units_by_id
from nghisu.documents.rules import form_check
from nghisu.documents.rules.submission import STAGE_NAMES, FormDiffers, Stage
from nghisu.documents.views.registers import found
from nghisu.kit import clock, pdf
from nghisu.kit.pages import Request, attachment, attempt, page, sentence_of, status_of
from nghisu.kit.tables import Badge, Column, Filter, Table, TextFilter
from nghisu.organisation.queries.bodies import person_by_id

STEP_TONES = {"waiting": "warn", "agreed": "good", "returned": "bad", "withdrawn": "plain"}


class SigningTable(Table):
    """Drafts on their way, with the step each stands at."""

    columns = (
        Column(
            "document.subject",
            _("Subject"),
            main=True,
            link=lambda row: reverse("document_way", args=[row.document_id]),
        ),
        Column("type", _("Type"), value=lambda row: gettext(row.document.type_name)),
        Column("drafter_name", _("Written by")),
        Column("stage", _("Stands at"), sort="stage", value=lambda row: gettext(row.stage_name)),
        Column("begun_at", _("Put up"), sort="begun_at"),
    )
    filters = (
        TextFilter("q", _("Number, subject or issuer"), fields=("document__folded",)),
        Filter("stage", _("Stands at"), choices=[(key.value, _(name)) for key, name in STAGE_NAMES.items()]),
    )
    order = "begun_at"
    empty_title = _("No draft is on its way to a signature")
    empty_hint = _("A submitted draft passes the head of its commission, the office and the signatory.")


@page("document.see")
def signing_list(request: Request) -> HttpResponse:
    """List drafts on their way to the signature."""
    title = gettext("On their way to the signature")
    table = SigningTable(request, queries.on_their_way(request.standing), title=title)
    return table.respond("documents/table.html", {"title": title})


@page("document.see")
def document_way(request: Request, pk: UUID) -> HttpResponse:
    """Show the way of a draft, and answer at the step whose turn it is."""
    document = found(request, pk)
    steps = queries.latest_round(document)
    if not steps:
        raise Http404
    rounds: dict[int, list[Any]] = {}
    for step in document.signing_steps.select_related("person", "unit").order_by("round", "order"):
        step.badge = Badge(STEP_TONES[step.state], gettext(step.state_name)).html()  # type: ignore[attr-defined]
        rounds.setdefault(step.round, []).append(step)
    turn = next((one for one in steps if one.is_waiting), None) if document.is_submitted else None
    answers = turn is not None and queries.may_answer(request.standing, turn)
    enters = (
        turn is not None
        and turn.stage == Stage.SIGNATORY
        and request.standing.may("document.issue", unit=document.unit_id)
    )
    act = request.POST.get("act", "")
    agree = AgreeForm(request.POST if act == "agree" else None, may_enter=enters and not answers)
    back = ReturnForm(request.POST if act == "return" else None)
    is_office = turn is not None and turn.stage == Stage.OFFICE
    findings = (
        form_check.faults(
            form_check.check(
                exports.as_docx(document), exports.form_of(document), is_letter=document.type == "letter"
            )
        )
        if is_office and document.form_profile
        else []
    )
    if request.method == "POST":
        if act == "agree" and findings and agree.is_valid() and not agree.cleaned_data["remark"].strip():
            agree.add_error("remark", sentence_of(FormDiffers()))
        form, run = (
            (agree, lambda: _agree(request, document, agree, on_paper=enters and not answers))
            if act == "agree"
            else (back, lambda: _return(request, document, back))
        )
        if form.is_valid() and attempt(form, run):
            done = gettext("Agreed.") if act == "agree" else gettext("The document is back with its drafter.")
            messages.success(request, done)
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    names = queries.names_of_units(request.as_of, steps)
    for one in (step for rows in rounds.values() for step in rows):
        one.unit_name = names.get(one.unit_id, "")
    context = {
        "document": document,
        "rounds": sorted(rounds.items(), reverse=True),
        "turn": turn,
        "turn_name": gettext(turn.stage_name) if turn else "",
        "may_agree": answers or enters,
        "may_return": answers,
        "agree_form": agree,
        "return_form": back,
        "signers": document.signers.all(),
        "unchecked": [one for one in document.signers.all() if one.person_id is None],
        "form_name": exports.form_of(document).name if document.form_profile else "",
        "findings": findings,
        "is_office": is_office,
    }
    status = max(status_of(agree), status_of(back))
    return render(request, "documents/way.html", context, status=status)


def _agree(request: Request, document: Any, form: AgreeForm, *, on_paper: bool) -> Any:
    values = form.cleaned_data
    return submitting.agree(
        document=document,
        remark=values["remark"],
        on_paper=on_paper and bool(values.get("on_paper")),
        by=request.standing,
        at=clock.now(),
    )


def _return(request: Request, document: Any, form: ReturnForm) -> Any:
    return submitting.return_draft(
        document=document, remark=form.cleaned_data["remark"], by=request.standing, at=clock.now()
    )


@page("document.see")
def document_slip(request: Request, pk: UUID) -> HttpResponse:
    """Give the slip that goes with the draft (phiếu trình), to be printed."""
    document = found(request, pk)
    steps = queries.latest_round(document)
    if not steps:
        raise Http404
    names = queries.names_of_units(request.as_of, steps)
    name = f"phieu-trinh-{exports.file_name(document, 'pdf')}"
    return attachment(slip_of(document, steps, names).pdf(), pdf.MEDIA_TYPE, name)


@page("document.direct")
def document_direct(request: Request, pk: UUID) -> HttpResponse:
    """Enter a leader's remark; it becomes routing and deadline."""
    document = found(request, pk)
    request.standing.require("document.direct", unit=document.unit_id)
    if not document.is_incoming:
        raise Http404
    leaders = queries.signatory_choices(request.standing, request.today)
    form = DirectForm(request.POST or None, request=request, unit_id=document.unit_id, leaders=leaders)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        units = units_by_id([values["lead"], *values["supports"]])
        done = attempt(
            form,
            lambda: directing.direct(
                document=document,
                leader=person_by_id(values["leader"]),
                leader_title=form.titles[str(values["leader"])],
                remark=values["remark"],
                lead=units[values["lead"]],
                supports=[units[one] for one in values["supports"]],
                due_on=values["due_on"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The remark is kept and the document is routed."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {
        "form": form,
        "title": gettext("Leader's remark"),
        "back": reverse("document_detail", args=[document.pk]),
    }
    return render(request, "documents/form.html", context, status=status_of(form))
