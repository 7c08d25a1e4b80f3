"""The registers and the page of one document."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.documents import exports, queries
from nghisu.documents.actions.dispatch import note_opening
from nghisu.documents.forms import (
    FileForm,
    LinkForm,
    RouteForm,
)
from nghisu.documents.queries import archive, dispatch, seals
from nghisu.documents.rules import states, types
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.states import Direction
from nghisu.documents.views.lineage import lineage_context
from nghisu.kit import clock
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, page
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
    return [(kind.code, gettext(kind.name)) for kind in (*types.PARTY_TYPES, *types.WITHOUT_SYMBOL)]


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
            "may_file": request.standing.may_somewhere("file.see"),
            "may_issue": request.standing.may_somewhere("document.issue"),
            "arrived": dispatch.arrived_from_inside(request.standing).count() if may_receive else 0,
            "overdue": queries.entry_overdue(request.standing, request.today).count()
            if direction is Direction.INCOMING
            else 0,
            "submitted": queries.awaiting_number(request.standing).count()
            if direction is Direction.OUTGOING
            else 0,
        },
    )


def found(request: Request, pk: UUID) -> "Document":
    """Return the document, or answer 404."""
    document = queries.document_visible_to(request.standing, pk)
    if document is None:
        raise Http404
    return document


def detail_page(request: Request, document: "Document", status: int = 200, **forms: KitForm) -> HttpResponse:
    """Answer with the page of one document, with forms that were refused."""
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
        **lineage_context(standing, document, request.as_of),
        "copies": queries.copies_of(standing, document),
        "may_copy": not document.is_open
        and not document.is_void
        and standing.may_somewhere("document.issue"),
        "in_files": archive.files_of_document(standing, document),
        "may_file": not document.is_open and standing.may_somewhere("file.keep"),
        "has_way": not document.is_incoming and document.signing_steps.exists(),
        "own_recipient": dispatch.own_recipient(standing, document)
        if standing.may_somewhere("document.receive")
        else None,
        "may_dispatch": may_issue and not document.is_open,
        "may_direct": document.is_incoming
        and document.status in {states.Status.RECEIVED, states.Status.ROUTED}
        and standing.may("document.direct", unit=document.unit_id),
        "recipients": queries.recipient_labels(document),
        "signers": document.signers.all(),
        "files": seals.files_with_signatures(document),
        "routings": zip(document.routings.all(), [name for name, _due in names], strict=True),
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
        "may_seal": document.is_issued
        and not document.is_incoming
        and standing.may("document.seal", unit=document.unit_id),
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
    """Show one document; the first look of a receiving unit is kept for the sender."""
    document = found(request, pk)
    recipient = dispatch.own_recipient(request.standing, document)
    if recipient is not None and recipient.unit is not None:
        note_opening(document=document, unit=recipient.unit, by=request.standing, at=clock.now())
    return detail_page(request, document)


def register_url(slug: str) -> str:
    """Return the address of a register."""
    return reverse("document_register", args=[slug])
