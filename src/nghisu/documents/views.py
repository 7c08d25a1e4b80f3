"""Pages of documents: the registers, one document, and the steps of its way."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.documents import actions, exports, queries
from nghisu.documents.forms import (
    FileForm,
    IncomingForm,
    IssueForm,
    LinkForm,
    OutgoingForm,
    RemarksForm,
    RouteForm,
    VoidForm,
)
from nghisu.documents.rules import form_check, states, types
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.states import Direction
from nghisu.kit import clock, docx, files, pdf
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import Refusal
from nghisu.kit.tables import Badge, Column, DayFilter, Filter, Several, Table, TextFilter, YesFilter

if TYPE_CHECKING:
    from nghisu.documents.models import Document

TONES = {
    "draft": "plain",
    "submitted": "warn",
    "issued": "good",
    "void": "bad",
    "received": "warn",
    "routed": "info",
    "done": "good",
}


def state_badge(document: "Document") -> Badge:
    """Return the state as a word with a colour."""
    return Badge(TONES[document.status], gettext(document.status_name))


def state_with_reason(document: "Document") -> Badge | Several:
    """Return the state, with the reason of a void number."""
    badge = state_badge(document)
    return Several([badge, document.void_reason]) if document.is_void else badge


def _types(table: Table) -> list[tuple[str, str]]:
    return [(kind.code, gettext(kind.name)) for kind in types.PARTY_TYPES]


def _states(*codes: states.Status) -> Callable[[Table], list[tuple[str, str]]]:
    return lambda table: [(code.value, gettext(states.STATUS_NAMES[code])) for code in codes]


SEARCH = TextFilter("q", _("Number, subject or issuer"), apply=queries.search_documents)
TYPE = Filter("type", _("Type"), choices=_types)


class IncomingTable(Table):
    """The incoming book."""

    columns = (
        Column(
            "received_number",
            _("No."),
            sort=("received_year", "received_number"),
            link="document_detail",
            number=True,
        ),
        Column("received_on", _("Received"), sort="received_at"),
        Column(
            "reference",
            _("Number and symbol"),
            sort="reference",
            value=lambda one: Several([one.reference or "–", one.dated_on]),
        ),
        Column("issuer_name", _("Issuer"), sort="issuer_name"),
        Column("subject", _("Subject"), link="document_detail", main=True),
        Column("routed", _("Routed to"), value=lambda one: Several(one.routed)),
        Column("status", _("State"), sort="status", value=state_badge),
    )
    filters = (
        SEARCH,
        TYPE,
        Filter(
            "status",
            _("State"),
            choices=_states(states.Status.RECEIVED, states.Status.ROUTED, states.Status.DONE),
        ),
        DayFilter("received", _("Received"), field="received_at__date"),
        YesFilter("urgent", _("Urgent only"), apply=lambda rows, _on: rows.exclude(urgency=Urgency.NONE)),
    )
    order = "-received_number"
    empty_title = _("No document has arrived")
    empty_hint = _("Register the first one; it gets the next number of the year.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        routed = queries.routings_with_names(rows, self.request.as_of)
        for row in rows:
            row.routed = [name for name, _due in routed.get(row.pk, [])]
        return rows


class OutgoingTable(Table):
    """The register of outgoing or internal documents."""

    columns = (
        Column("number_line", _("Number and symbol"), sort=("reference",), link="document_detail"),
        Column("dated_on", _("Dated"), sort=("dated_on", "number")),
        Column("type_name", _("Type"), sort="type", value=lambda one: gettext(one.type_name)),
        Column("subject", _("Subject"), link="document_detail", main=True),
        Column("issuer_name", _("Issuer"), sort="issuer_name"),
        Column("status", _("State"), sort="status", value=state_with_reason),
    )
    filters = (
        SEARCH,
        TYPE,
        Filter(
            "status",
            _("State"),
            choices=_states(
                states.Status.DRAFT, states.Status.SUBMITTED, states.Status.ISSUED, states.Status.VOID
            ),
        ),
        DayFilter("dated_on", _("Dated")),
    )
    order = "-dated_on"
    empty_title = _("No document stands in this register")
    empty_hint = _("Draft the first one; it gets its number when it is issued.")


REGISTERS = {
    "den": (Direction.INCOMING, IncomingTable),
    "di": (Direction.OUTGOING, OutgoingTable),
    "noi-bo": (Direction.INTERNAL, OutgoingTable),
}


@page("document.see")
def document_list(request: Request, register: str = "den") -> HttpResponse:
    """Show one register."""
    direction, kind = REGISTERS[register]
    day = request.as_of if request.as_of != request.today else None
    rows = queries.register(request.standing, direction, as_of=day)
    title = gettext(states.DIRECTION_NAMES[direction])
    may_receive = request.standing.may_somewhere("document.receive")
    may_draft = request.standing.may_somewhere("document.draft")
    table = kind(request, rows, title=title)
    if direction is Direction.INCOMING and may_receive:
        table.empty_url, table.empty_action = reverse("document_receive"), _("Register an incoming document")
    elif direction is not Direction.INCOMING and may_draft:
        table.empty_url, table.empty_action = reverse("document_draft"), _("Draft a document")
    return table.respond(
        "documents/list.html",
        {
            "title": title,
            "tabs": [
                {
                    "name": gettext(states.DIRECTION_NAMES[one]),
                    "url": reverse("document_register", args=[slug]),
                    "is_here": slug == register,
                }
                for slug, (one, _kind) in REGISTERS.items()
            ],
            "may_receive": may_receive and direction is Direction.INCOMING,
            "may_draft": may_draft,
            "overdue": queries.entry_overdue(request.standing, request.today).count()
            if direction is Direction.INCOMING
            else 0,
            "submitted": queries.awaiting_number(request.standing).count()
            if direction is Direction.OUTGOING
            else 0,
        },
    )


def _found(request: Request, pk: UUID) -> "Document":
    document = queries.document_visible_to(request.standing, pk)
    if document is None:
        raise Http404
    return document


def _detail(request: Request, document: "Document", status: int = 200, **forms: KitForm) -> HttpResponse:
    standing = request.standing
    may_receive = document.is_incoming and standing.may("document.receive", unit=document.unit_id)
    may_issue = not document.is_incoming and standing.may("document.issue", unit=document.unit_id)
    may_draft = document.is_open and standing.may("document.draft", unit=document.drafter_unit_id)
    may_attach = may_receive or may_issue or may_draft
    is_finished = document.status in {states.Status.DONE, states.Status.VOID}
    names = queries.routings_with_names([document], request.as_of).get(document.pk, [])
    context = {
        "document": document,
        "state": state_badge(document).html(),
        "form_name": exports.form_of(document).name if document.form_profile else "",
        "is_form_confirmed": bool(document.form_profile) and exports.form_of(document).is_confirmed,
        "links": queries.links_of(standing, document),
        "recipients": queries.recipient_labels(document),
        "signers": document.signers.all(),
        "files": document.files.all(),
        "routings": zip(document.routings.all(), [name for name, _due in names], strict=True),
        "in_force": document.is_issued and queries.is_in_force(document, request.as_of),
        "is_entry_late": bool(
            document.expected_tasks
            and document.entered_at is None
            and document.entry_due_on
            and document.entry_due_on < request.today
        ),
        "may_receive": may_receive and not is_finished,
        "may_enter": may_receive and document.expected_tasks and document.entered_at is None,
        "may_route": may_receive and not is_finished,
        "may_revise": may_draft and document.is_draft,
        "may_submit": may_draft and document.is_draft,
        "may_issue": may_issue and document.is_submitted,
        "may_void": may_issue and document.is_issued,
        "may_attach": may_attach,
        "may_give": document.is_incoming and standing.may("task.give", unit=document.unit_id),
        "has_paper": not document.is_incoming and bool(document.form_profile),
        "register": next(slug for slug, (one, _kind) in REGISTERS.items() if one.value == document.direction),
        "route_form": forms.get("route_form")
        or (RouteForm(request=request, unit_id=document.unit_id) if may_receive else None),
        "file_form": forms.get("file_form") or (FileForm() if may_attach else None),
        "link_form": forms.get("link_form")
        or (LinkForm(request=request, document=document) if may_attach else None),
    }
    return render(request, "documents/detail.html", context, status=status)


@page("document.see")
def document_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show one document."""
    return _detail(request, _found(request, pk))


@page("document.receive")
def document_receive(request: Request) -> HttpResponse:
    """Register an incoming document."""
    form = IncomingForm(request.POST or None, request.FILES or None, request=request)
    if request.method == "POST" and form.is_valid():
        document = attempt(form, lambda: _register(request, form.cleaned_data))
        if document:
            messages.success(
                request,
                gettext("Registered as incoming no. %(number)d of %(year)d.")
                % {"number": document.received_number, "year": document.received_year},
            )
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {"form": form, "title": gettext("Register an incoming document"), "back": _register_url("den")}
    return render(request, "documents/form.html", context, status=status_of(form))


def _register(request: Request, values: dict[str, Any]) -> "Document":
    by, at = request.standing, clock.now()
    document = actions.register_incoming(
        unit=queries.units_by_id([values["unit"]])[values["unit"]],
        type_code=values["type"],
        subject=values["subject"],
        dated_on=values["dated_on"],
        reference=values["reference"],
        issuer=next(iter(queries.outside_by_id([values["issuer"]]).values()), None)
        if values["issuer"]
        else None,
        issuer_name=values["issuer_name"],
        urgency=Urgency(values["urgency"]),
        expected_tasks=values["expected_tasks"] or 0,
        received_at=values["received_at"],
        by=by,
        at=at,
    )
    if values["file"]:
        actions.attach_file(
            document=document, upload=values["file"], attested=values["attested"], by=by, at=at
        )
    if values["route_to"]:
        actions.route(
            document=document,
            to_unit=queries.units_by_id([values["route_to"]])[values["route_to"]],
            due_on=values["route_due_on"],
            remark=values["remark"],
            by=by,
            at=at,
        )
    return document


def _register_url(slug: str) -> str:
    return reverse("document_register", args=[slug])


@page("document.draft")
def document_draft(request: Request) -> HttpResponse:
    """Begin an outgoing or internal document."""
    form = OutgoingForm(request.POST or None, request=request, is_new=True)
    if request.method == "POST" and form.is_valid():
        issuer = form.cleaned_data["unit"]
        drafter = queries.drafter_for(request.standing, issuer)
        units = queries.units_by_id([issuer, drafter])
        document = attempt(
            form,
            lambda: actions.draft_outgoing(
                drafter=units[drafter],
                unit=units[issuer],
                direction=Direction(form.cleaned_data["direction"]),
                **form.words(),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if document:
            _warn_of_title(request, form)
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {"form": form, "title": gettext("Draft a document"), "back": _register_url("di")}
    return render(request, "documents/form.html", context, status=status_of(form))


def _warn_of_title(request: Request, form: OutgoingForm) -> None:
    dropped = form.dropped_title()
    if dropped:
        messages.warning(
            request,
            gettext("“%(title)s” was left out: no degree stands before the name of the signatory.")
            % {"title": dropped},
        )


@page("document.draft")
def document_revise(request: Request, pk: UUID) -> HttpResponse:
    """Change a draft."""
    document = _found(request, pk)
    request.standing.require("document.draft", unit=document.drafter_unit_id)
    form = OutgoingForm(
        request.POST or None, request=request, is_new=False, initial=queries.draft_values(document)
    )
    if request.method == "POST" and form.is_valid():
        saved = attempt(
            form,
            lambda: actions.revise_draft(
                document=document,
                expected_version=form.cleaned_data["version"] or 0,
                **form.words(),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if saved:
            _warn_of_title(request, form)
            messages.success(request, gettext("The draft is saved."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {
        "form": form,
        "title": gettext("Change the draft"),
        "back": reverse("document_detail", args=[document.pk]),
    }
    return render(request, "documents/form.html", context, status=status_of(form))


def _step(request: Request, document: "Document", act: Callable[[], Any], done: str) -> HttpResponse:
    """Do one step that asks for nothing; a refusal is told on the document's page."""
    try:
        act()
    except Refusal as refusal:
        if type(refusal).__name__ in {"NotAllowed", "Conflict"}:
            raise
        messages.error(request, sentence_of(refusal))
        return _detail(request, document, status=422)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))


@page("document.draft")
@require_POST
def document_submit(request: Request, pk: UUID) -> HttpResponse:
    """Hand a draft over for signature."""
    document = _found(request, pk)
    return _step(
        request,
        document,
        lambda: actions.submit(document=document, by=request.standing, at=clock.now()),
        gettext("The draft is submitted for signature."),
    )


@page("document.issue")
def document_hand_back(request: Request, pk: UUID) -> HttpResponse:
    """Return a submitted document to its drafter."""
    document = _found(request, pk)
    form = RemarksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.hand_back(
                document=document,
                remarks=form.cleaned_data["remarks"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The document is back with its drafter."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {
        "form": form,
        "title": gettext("Return to the drafter"),
        "back": reverse("document_detail", args=[document.pk]),
    }
    return render(request, "documents/form.html", context, status=status_of(form))


@page("document.issue")
def document_issue(request: Request, pk: UUID) -> HttpResponse:
    """Give the number and send the document out, after a confirmation."""
    document = _found(request, pk)
    request.standing.require("document.issue", unit=document.unit_id)
    name = document.vietnamese_type.capitalize()
    form = IssueForm(
        request.POST or None,
        name=name,
        initial={"dated_on": request.today, "version": document.version},
    )
    if request.method == "POST" and form.is_valid():
        issued = attempt(form, lambda: _issue(request, document, form.cleaned_data))
        if issued:
            messages.success(request, gettext("Issued as %(reference)s.") % {"reference": issued.reference})
            return HttpResponseRedirect(reverse("document_detail", args=[issued.pk]))
    expected = queries.next_reference(document, day=request.today, at=clock.now(), standing=request.standing)
    context = {
        "form": form,
        "document": document,
        "title": gettext("Issue the document"),
        "warning": gettext("It gets the next number, %(reference)s unless somebody issues before you.")
        % {"reference": expected}
        if expected
        else gettext("It gets the next number of its sequence."),
        "action": gettext("Issue"),
        "back": reverse("document_detail", args=[document.pk]),
        "findings": form_check.faults(
            form_check.check(
                exports.as_docx(document), exports.form_of(document), is_letter=document.type == "letter"
            )
        ),
        "form_name": exports.form_of(document).name,
    }
    return render(request, "documents/issue.html", context, status=status_of(form))


def _issue(request: Request, document: "Document", values: dict[str, Any]) -> "Document":
    by, at = request.standing, clock.now()
    issued = actions.issue(
        document=document,
        dated_on=values["dated_on"],
        signed_on=values["signed_on"],
        expected_version=values["version"],
        by=by,
        at=at,
    )
    actions.attach_made(
        document=issued,
        content=exports.as_docx(issued),
        name=exports.file_name(issued, "docx"),
        media_type=docx.MEDIA_TYPE,
        by=by,
        at=at,
    )
    return issued


@page("document.issue")
def document_void(request: Request, pk: UUID) -> HttpResponse:
    """Declare a number void, after a confirmation."""
    document = _found(request, pk)
    request.standing.require("document.issue", unit=document.unit_id)
    form = VoidForm(request.POST or None, name=document.reference)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.void_number(
                document=document, reason=form.cleaned_data["reason"], by=request.standing, at=clock.now()
            ),
        )
        if done:
            messages.success(request, gettext("The number is void; it stays in the register."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    context = {
        "form": form,
        "title": gettext("Declare the number void"),
        "warning": gettext("The number %(reference)s stays taken and visible with your reason.")
        % {"reference": document.reference},
        "action": gettext("Declare void"),
        "back": reverse("document_detail", args=[document.pk]),
    }
    return render(request, "kit/confirm.html", context, status=status_of(form))


@page("document.receive")
@require_POST
def document_route(request: Request, pk: UUID) -> HttpResponse:
    """Send an incoming document on to a unit."""
    document = _found(request, pk)
    request.standing.require("document.receive", unit=document.unit_id)
    form = RouteForm(request.POST, request=request, unit_id=document.unit_id)
    if form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.route(
                document=document,
                to_unit=queries.units_by_id([values["to_unit"]])[values["to_unit"]],
                due_on=values["due_on"],
                remark=values["remark"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The document is routed."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    return _detail(request, document, status=422, route_form=form)


@page("document.receive")
@require_POST
def document_entered(request: Request, pk: UUID) -> HttpResponse:
    """Say that all tasks of the document are entered."""
    document = _found(request, pk)
    return _step(
        request,
        document,
        lambda: actions.mark_entered(document=document, by=request.standing, at=clock.now()),
        gettext("All tasks of the document are entered."),
    )


@page("document.receive")
@require_POST
def document_close(request: Request, pk: UUID) -> HttpResponse:
    """Say that the document is dealt with."""
    document = _found(request, pk)
    return _step(
        request,
        document,
        lambda: actions.close_incoming(document=document, by=request.standing, at=clock.now()),
        gettext("The document is dealt with."),
    )


@page("document.see")
@require_POST
def document_attach(request: Request, pk: UUID) -> HttpResponse:
    """Attach a file."""
    document = _found(request, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.attach_file(
                document=document,
                upload=values["file"],
                role=values["role"],
                attested=values["attested"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The file is attached."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    return _detail(request, document, status=422, file_form=form)


@page("document.see")
@require_POST
def document_link(request: Request, pk: UUID) -> HttpResponse:
    """Say how the document bears on another."""
    document = _found(request, pk)
    form = LinkForm(request.POST, request=request, document=document)
    if form.is_valid():
        target = _found(request, UUID(str(form.cleaned_data["target"])))
        done = attempt(
            form,
            lambda: actions.link(
                source=document, target=target, kind=form.edge(), by=request.standing, at=clock.now()
            ),
        )
        if done:
            messages.success(request, gettext("The link is kept."))
            return HttpResponseRedirect(reverse("document_detail", args=[document.pk]))
    return _detail(request, document, status=422, link_form=form)


@page("document.see")
def document_file(request: Request, pk: UUID) -> HttpResponse:
    """Give a file to whoever may see its document; asked anew each time."""
    file = queries.file_visible_to(request.standing, pk)
    if file is None:
        raise Http404
    answer: Any = files.answer(sha256=file.sha256, name=file.name, media_type=file.media_type)
    return answer  # type: ignore[no-any-return]


WRITERS = {"docx": (exports.as_docx, docx.MEDIA_TYPE), "pdf": (exports.as_pdf, pdf.MEDIA_TYPE)}


@page("document.see")
def document_paper(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the document in its official form."""
    document = _found(request, pk)
    if document.is_incoming or not document.form_profile:
        raise Http404
    write, media_type = WRITERS[suffix]
    response = HttpResponse(write(document), content_type=media_type)
    name = exports.file_name(document, suffix)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
