"""Pages of official copies: their register, a new one, one of them, its paper."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.documents.actions import copies as actions
from nghisu.documents.exports import copies as exports
from nghisu.documents.forms.copies import CopyForm
from nghisu.documents.queries import copies as queries
from nghisu.documents.queries import units_by_id
from nghisu.documents.rules.copies import COPY_NAMES, CopyKind
from nghisu.documents.views.issuing import void_page
from nghisu.documents.views.registers import found
from nghisu.kit import clock, docx, pdf
from nghisu.kit.pages import Request, attachment, attempt, page, status_of
from nghisu.kit.tables import Badge, Column, DayFilter, Filter, Several, Table, TextFilter

if TYPE_CHECKING:
    from nghisu.documents.models import Document, DocumentCopy


def copy_state(row: Any) -> str | Several:
    """Return the reason of a void number beside its mark."""
    return Several([Badge("bad", gettext("Number void")), row.void_reason]) if row.void_reason else ""


class CopyTable(Table):
    """The register of copies."""

    columns = (
        Column("number_line", _("Number and symbol"), sort="reference", link="copy_detail"),
        Column("dated_on", _("Dated"), sort=("dated_on", "number")),
        Column("kind", _("Kind of copy"), sort="kind", value=lambda row: gettext(row.kind_name)),
        Column(
            "document.citation",
            _("Of the document"),
            main=True,
            link=lambda row: reverse("document_detail", args=[row.document_id]),
        ),
        Column("document.subject", _("Subject")),
        Column("sheets", _("How many"), number=True, sort="sheets"),
        Column("recipients", _("Recipients"), value=lambda row: Several(row.recipient_labels)),
        Column("signer_name", _("Signatory")),
        Column("state", _("State"), value=copy_state),
    )
    filters = (
        TextFilter("q", _("Number, subject or recipient"), fields=("folded",)),
        Filter("kind", _("Kind of copy"), choices=[(key.value, _(name)) for key, name in COPY_NAMES.items()]),
        DayFilter("dated_on", _("Dated")),
    )
    order = "-dated_on"
    empty_title = _("No copy has been made")
    empty_hint = _("On the page of a document, choose “Make a copy”; it gets the next number of the term.")


@page("document.see")
def copy_register(request: Request) -> HttpResponse:
    """Show the register of copies."""
    title = gettext("Register of copies")
    table = CopyTable(request, queries.copies_visible_to(request.standing), title=title)
    lede = gettext("True copies, copies of a part and copies of a copy share one sequence of numbers.")
    return table.respond("documents/table.html", {"title": title, "lede": lede})


@page("document.issue")
def document_copy(request: Request, pk: UUID) -> HttpResponse:
    """Make an official copy of a document."""
    document = found(request, pk)
    units = queries.copiers(request.standing)
    if document.is_open or document.is_void or not units:
        raise Http404
    initial = {"unit": str(document.unit_id)} if document.unit_id in units else {}
    form = CopyForm(request.POST or None, request=request, units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _make(request, document, form))
        if made:
            messages.success(request, gettext("Copied as %(reference)s.") % {"reference": made.reference})
            return HttpResponseRedirect(reverse("copy_detail", args=[made.pk]))
    context = {
        "form": form,
        "title": gettext("Make a copy"),
        "back": reverse("document_detail", args=[document.pk]),
        "lede": document.citation,
    }
    return render(request, "documents/form.html", context, status=status_of(form))


def _make(request: Request, document: "Document", form: CopyForm) -> "DocumentCopy":
    values = form.cleaned_data
    return actions.make_copy(
        document=document,
        unit=units_by_id([values["unit"]])[values["unit"]],
        kind=CopyKind(values["kind"]),
        dated_on=values["dated_on"],
        signer=form.signatory(),
        text=values["text"],
        from_copy=values["from_copy"],
        recipients=values["recipients"].splitlines(),
        sheets=int(values["sheets"]),
        by=request.standing,
        at=clock.now(),
    )


def _copy(request: Request, pk: UUID) -> "DocumentCopy":
    copy = queries.copy_visible_to(request.standing, pk)
    if copy is None:
        raise Http404
    return copy


@page("document.see")
def copy_detail(request: Request, pk: UUID) -> HttpResponse:
    """Show one copy with its paper."""
    copy = _copy(request, pk)
    context = {
        "copy": copy,
        "document": copy.document,
        "signing_line": copy.signing_line,
        "is_confirmed": exports.form_of(copy).is_confirmed,
        "may_void": not copy.is_void and request.standing.may("document.issue", unit=copy.unit_id),
    }
    return render(request, "documents/copy.html", context)


WRITERS = {"docx": (exports.as_docx, docx.MEDIA_TYPE), "pdf": (exports.as_pdf, pdf.MEDIA_TYPE)}


@page("document.see")
def copy_paper(request: Request, pk: UUID, suffix: str) -> HttpResponse:
    """Give the paper of a copy."""
    copy = _copy(request, pk)
    write, media_type = WRITERS[suffix]
    return attachment(write(copy), media_type, exports.file_name(copy, suffix))


@page("document.issue")
def copy_void(request: Request, pk: UUID) -> HttpResponse:
    """Declare the number of a copy void, after a confirmation."""
    copy = _copy(request, pk)
    request.standing.require("document.issue", unit=copy.unit_id)
    return void_page(
        request,
        reference=copy.reference,
        void=lambda reason: actions.void_copy(copy=copy, reason=reason, by=request.standing, at=clock.now()),
        back=reverse("copy_detail", args=[copy.pk]),
    )
