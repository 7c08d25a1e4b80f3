"""Pages of dispatch, receipt, recall, and of the register of the stamp."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.documents.actions import dispatch as actions
from nghisu.documents.forms.dispatch import RecallForm, ReceiptForm, SendForm, StampForm
from nghisu.documents.queries import dispatch as queries
from nghisu.documents.queries import units_by_id
from nghisu.documents.rules.dispatch import WAY_NAMES, Stamp, Way
from nghisu.documents.views.registers import detail_page, found
from nghisu.kit import clock
from nghisu.kit.pages import Request, attempt, page, sentence_of, status_of
from nghisu.kit.refusals import Conflict, NotAllowed, Refusal
from nghisu.kit.tables import Badge, Column, DayFilter, Filter, Several, Table, TextFilter, YesFilter

if TYPE_CHECKING:
    from nghisu.documents.models import Document, DocumentRecipient


def dispatch_state(row: Any) -> Badge:
    """Return how far a dispatch is, as a word with a colour."""
    if row.recalled_at:
        return Badge("bad", gettext("Recalled"))
    if row.received_at:
        return Badge("good", gettext("Received"))
    if row.sent_at:
        return Badge("info", gettext("Dispatched"))
    return Badge("warn", gettext("Not sent"))


def with_reason(row: Any) -> Badge | Several:
    """Return how far a dispatch is, with the reason of a recall."""
    state = dispatch_state(row)
    return Several([state, row.recall_reason]) if row.recalled_at else state


def _narrow_state(rows: Any, state: str) -> Any:
    match state:
        case "open":
            return rows.filter(sent_at__isnull=True)
        case "sent":
            return rows.filter(sent_at__isnull=False, received_at__isnull=True, recalled_at__isnull=True)
        case "received":
            return rows.filter(received_at__isnull=False, recalled_at__isnull=True)
        case _:
            return rows.filter(recalled_at__isnull=False)


class DispatchTable(Table):
    """The register of dispatch: a line for each recipient of each document."""

    columns = (
        Column(
            "document.reference",
            _("Number and symbol"),
            sort=("document__reference",),
            link=lambda row: reverse("document_dispatch", args=[row.document_id]),
        ),
        Column("document.dated_on", _("Dated"), sort=("document__dated_on", "document__number", "order")),
        Column("document.subject", _("Subject"), main=True),
        Column("label", _("Recipient"), sort="label"),
        Column("way", _("How it went"), value=lambda row: gettext(row.way_name) if row.way else ""),
        Column("sent_at", _("Dispatched"), sort="sent_at"),
        Column("received_at", _("Received"), sort="received_at"),
        Column("opened_at", _("First opened"), sort="opened_at"),
        Column("state", _("State"), value=with_reason),
    )
    filters = (
        TextFilter("q", _("Number, subject or issuer"), fields=("document__folded",)),
        Filter(
            "state",
            _("State"),
            choices=(
                ("open", _("Not sent")),
                ("sent", _("Sent, no receipt yet")),
                ("received", _("Received")),
                ("recalled", _("Recalled")),
            ),
            apply=_narrow_state,
        ),
        Filter("way", _("How it went"), choices=[(key.value, _(name)) for key, name in WAY_NAMES.items()]),
        DayFilter("dated_on", _("Dated"), field="document__dated_on"),
        YesFilter("unopened", _("Not opened yet"), apply=lambda rows, _on: rows.filter(opened_at=None)),
    )
    order = "-document.dated_on"
    empty_title = _("Nothing has been sent")
    empty_hint = _("Every recipient of an issued document stands here, with dispatch and receipt.")


class StampTable(Table):
    """The register of the stamp."""

    columns = (
        Column("number", _("Number"), sort=("year", "number"), value=str),
        Column("stamped_at", _("Stamped"), sort="stamped_at"),
        Column(
            "what",
            _("What was stamped"),
            main=True,
            link=lambda row: reverse("document_detail", args=[row.document_id]) if row.document_id else "",
        ),
        Column("kind", _("How"), value=lambda row: gettext(row.kind_name)),
        Column("copies", _("Copies"), number=True, sort="copies"),
        Column("asked_by", _("Asked for by")),
        Column("stamped_by.full_name", _("Stamped by")),
    )
    filters = (
        TextFilter("q", _("Words")),
        DayFilter("stamped", _("Stamped"), field="stamped_at__date"),
    )
    order = "-number"
    empty_title = _("The stamp has not been used")
    empty_hint = _("Each use gets the next number of the year.")


class ArrivalTable(Table):
    """Documents of other units of this installation that wait for the incoming book."""

    columns = (
        Column(
            "document.reference",
            _("Number and symbol"),
            link=lambda row: reverse("document_detail", args=[row.document_id]),
        ),
        Column("document.dated_on", _("Dated"), sort="document__dated_on"),
        Column("document.issuer_name", _("Issuer")),
        Column("document.subject", _("Subject"), main=True),
        Column("unit_name", _("For")),
        Column("sent_at", _("Dispatched"), sort="sent_at"),
    )
    filters = (TextFilter("q", _("Number, subject or issuer"), fields=("document__folded",)),)
    order = "-sent_at"
    empty_title = _("Everything that came from inside is in the book")
    empty_hint = _("What another unit of this installation sends you stands here first.")


class SequenceTable(Table):
    """The sequences of numbers: issuer, symbol, term or year, and how far they are."""

    columns = (
        Column("unit_name", _("Issuer"), sort="unit_name"),
        Column("symbol", _("Symbol"), sort="symbol", main=True),
        Column("span", _("Term or year"), value=lambda row: str(row.term) if row.term else str(row.year)),
        Column("last", _("Last number"), sort="last", number=True),
        Column("given", _("Documents with a number"), number=True),
        Column("voided", _("Void numbers"), number=True, value=lambda row: row.voided or 0),
        Column("latest", _("Last issued"), sort="latest"),
    )
    filters = (
        TextFilter(
            "q", _("Symbol"), fields=("symbol",), apply=lambda rows, text: rows.filter(symbol__iexact=text)
        ),
    )
    order = "-latest"
    empty_title = _("No number has been given")
    empty_hint = _("A sequence begins with the first document of a symbol in a term.")


def _listed(request: Request, table: Table, title: str, lede: str = "", **more: Any) -> HttpResponse:
    return table.respond("documents/table.html", {"title": title, "lede": lede, **more})


@page("document.issue")
def dispatch_register(request: Request) -> HttpResponse:
    """Show the register of dispatch."""
    title = gettext("Register of dispatch")
    return _listed(request, DispatchTable(request, queries.dispatches(request.standing), title=title), title)


@page("document.issue")
def stamp_register(request: Request) -> HttpResponse:
    """Show the register of the stamp."""
    title = gettext("Register of the stamp")
    table = StampTable(request, queries.stamp_uses(request.standing), title=title)
    return _listed(
        request, table, title, action_url=reverse("stamp_new"), action=gettext("Enter a use of the stamp")
    )


@page("document.receive")
def document_arrivals(request: Request) -> HttpResponse:
    """List what came from inside and is not in the incoming book."""
    title = gettext("Arrived from inside")
    table = ArrivalTable(request, queries.arrived_from_inside(request.standing), title=title)
    recalled = list(queries.recalled_from(request.standing).order_by("-recalled_at")[:20])
    return _listed(request, table, title, recalled=recalled)


@page("document.see")
def document_sequences(request: Request) -> HttpResponse:
    """List the sequences of numbers."""
    title = gettext("Sequences of numbers")
    return _listed(request, SequenceTable(request, queries.sequences(request.standing), title=title), title)


def _sender(request: Request, pk: UUID) -> "Document":
    document = found(request, pk)
    request.standing.require("document.issue", unit=document.unit_id)
    if document.is_incoming or document.is_open:
        raise Http404
    return document


def _recipient(request: Request, document: "Document", pk: UUID) -> "DocumentRecipient":
    recipient = queries.recipient_of(request.standing, document, pk)
    if recipient is None:
        raise Http404
    return recipient


def dispatch_page(request: Request, document: "Document", form: Any = None) -> HttpResponse:
    """Answer with the page of dispatch of one document."""
    rows = list(queries.dispatches_of(document))
    for row in rows:
        row.badge = dispatch_state(row).html()
        row.may_note = row.is_sent and row.received_at is None
        row.way_words = gettext(row.way_name) if row.way else ""
    waiting = [row for row in rows if not row.is_sent]
    context = {
        "document": document,
        "rows": rows,
        "form": form or (SendForm(recipients=waiting) if waiting and document.is_issued else None),
        "stamps": document.stamp_uses.all(),
        "sent": sum(1 for row in rows if row.is_sent),
        "received": sum(1 for row in rows if row.is_sent and row.received_at),
        "opened": sum(1 for row in rows if row.opened_at),
    }
    return render(request, "documents/dispatch.html", context, status=status_of(form) if form else 200)


@page("document.issue")
def document_dispatch(request: Request, pk: UUID) -> HttpResponse:
    """Show to whom a document went, and enter a dispatch."""
    document = _sender(request, pk)
    if request.method != "POST":
        return dispatch_page(request, document)
    waiting = [row for row in queries.dispatches_of(document) if not row.is_sent]
    form = SendForm(request.POST, recipients=waiting)
    if form.is_valid():
        chosen = [row for row in waiting if row.pk in set(form.cleaned_data["recipients"])]
        done = attempt(form, lambda: _send(request, chosen, form.cleaned_data))
        if done:
            messages.success(request, gettext("The dispatch is entered."))
            return HttpResponseRedirect(reverse("document_dispatch", args=[document.pk]))
    return dispatch_page(request, document, form)


def _send(request: Request, chosen: list[Any], values: dict[str, Any]) -> bool:
    now = clock.now()
    for row in chosen:
        actions.send(
            recipient=row, way=Way(values["way"]), sent_at=values["sent_at"], by=request.standing, at=now
        )
    return True


@page("document.issue")
def document_receipt(request: Request, pk: UUID, recipient_pk: UUID) -> HttpResponse:
    """Enter that a recipient confirmed the receipt."""
    document = _sender(request, pk)
    recipient = _recipient(request, document, recipient_pk)
    form = ReceiptForm(request.POST or None, initial={"received_at": clock.now()})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.note_receipt(
                recipient=recipient,
                received_at=values["received_at"],
                received_by=values["received_by"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The receipt is entered."))
            return HttpResponseRedirect(reverse("document_dispatch", args=[document.pk]))
    title = gettext("Receipt by %(label)s") % {"label": recipient.label}
    return _form_page(request, document, form, title)


@page("document.issue")
def document_recall(request: Request, pk: UUID, recipient_pk: UUID) -> HttpResponse:
    """Recall a wrong dispatch, with the list of who opened it."""
    document = _sender(request, pk)
    recipient = _recipient(request, document, recipient_pk)
    form = RecallForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: actions.recall(
                recipient=recipient,
                reason=form.cleaned_data["reason"],
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(request, gettext("The dispatch is recalled; the recipient sees it no more."))
            return HttpResponseRedirect(reverse("document_dispatch", args=[document.pk]))
    context = {
        "form": form,
        "document": document,
        "recipient": recipient,
        "openings": queries.openings_of(document, recipient.unit_id),
        "title": gettext("Recall the dispatch to %(label)s") % {"label": recipient.label},
        "back": reverse("document_dispatch", args=[document.pk]),
    }
    return render(request, "documents/recall.html", context, status=status_of(form))


def _form_page(request: Request, document: "Document", form: Any, title: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "back": reverse("document_dispatch", args=[document.pk]),
    }
    return render(request, "documents/form.html", context, status=status_of(form))


@page("document.receive")
@require_POST
def document_accept(request: Request, pk: UUID) -> HttpResponse:
    """Take a document that came from inside into the asker's incoming book."""
    document = found(request, pk)
    recipient = queries.own_recipient(request.standing, document)
    if recipient is None:
        raise Http404
    try:
        entered = actions.accept_dispatch(recipient=recipient, by=request.standing, at=clock.now())
    except (NotAllowed, Conflict):
        raise
    except Refusal as refusal:
        messages.error(request, sentence_of(refusal))
        return detail_page(request, document, status=422)
    messages.success(
        request,
        gettext("Registered as incoming no. %(number)d of %(year)d.")
        % {"number": entered.received_number or 0, "year": entered.received_year or 0},
    )
    return HttpResponseRedirect(reverse("document_detail", args=[entered.pk]))


@page("document.issue")
def stamp_new(request: Request) -> HttpResponse:
    """Enter a use of the stamp."""
    document = None
    asked = request.GET.get("document", "")
    if asked:
        try:
            document = _sender(request, UUID(asked))
        except ValueError:
            raise Http404 from None
    initial = {"what": document.citation, "unit": str(document.unit_id)} if document else {}
    form = StampForm(
        request.POST or None,
        request=request,
        units=queries.stampers(request.standing),
        initial=initial,
    )
    back = reverse("document_dispatch", args=[document.pk]) if document else reverse("stamp_register")
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.stamp(
                unit=units_by_id([values["unit"]])[values["unit"]],
                what=values["what"],
                kind=Stamp(values["kind"]),
                copies=values["copies"],
                asked_by=values["asked_by"],
                stamped_at=values["stamped_at"],
                document=document,
                by=request.standing,
                at=clock.now(),
            ),
        )
        if done:
            messages.success(
                request, gettext("Entered as no. %(number)s in the register of the stamp.") % {"number": done}
            )
            return HttpResponseRedirect(back)
    context = {"form": form, "title": gettext("Enter a use of the stamp"), "back": back}
    return render(request, "documents/form.html", context, status=status_of(form))
