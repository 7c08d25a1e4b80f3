"""Import a roster of OpenSlides: choose the file, look at every row and column, say yes."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from nghisu.exchange.forms import RosterFileForm
from nghisu.exchange.imports import roster as reading
from nghisu.exchange.queries import roster as queries
from nghisu.exchange.queries.roster import Prepared, Seat
from nghisu.exchange.rules import roster as rules
from nghisu.exchange.rules.roster import ColumnLine, Named, RowLine
from nghisu.kit import clock, sheets
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.organisation.actions.importing import Source, drop_draft, import_roster, keep_draft
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.rules.shapes import BODY_KINDS

if TYPE_CHECKING:
    from nghisu.kit.sheets import Fault
    from nghisu.organisation.models import ImportDraft

ROWS_SHOWN = 500


@page("mandate.give")
def roster_upload(request: Request) -> HttpResponse:
    """Take a file, read it in memory, and lead to what was read."""
    form = RosterFileForm(request.POST or None, request.FILES or None, request=request)
    if request.method == "POST" and form.is_valid():
        draft = attempt(form, lambda: _kept(request, form))
        if draft is not None:
            return redirect("openslides_roster_draft", draft.pk)
    return render(request, "exchange/roster_upload.html", {"form": form}, status=status_of(form))


def _kept(request: Request, form: RosterFileForm) -> "ImportDraft":
    checked = reading.check(form.cleaned_data["file"])
    table = reading.table_of(checked)
    found = rules.read(table, name=checked.name, surname_first=form.cleaned_data["order"] == "surname")
    office, _, body = form.cleaned_data["seat"].partition(".")
    rows: dict[str, Any] = {
        "names": [[one.number, one.name, one.title] for one in found.names],
        "left": [[one.number, one.name, one.words] for one in found.left],
        "columns": [[one.heading, one.filled, one.is_taken, one.words] for one in found.columns],
        "seat": [office, body, form.cleaned_data["first"].isoformat()],
    }
    source = Source(checked.name, checked.sha256)
    return _keep(
        request, queries.KIND, form.cleaned_data["unit"], source, form.cleaned_data["document"], rows
    )


def _keep(
    request: Request, kind: str, unit: str, source: Source, document: str, rows: dict[str, Any]
) -> "ImportDraft":
    return keep_draft(
        kind=kind,
        scope=unit,
        source=source,
        sheet="",
        document=document,
        rows=[rows],
        faults=[],
        converted=[],
        plan=[],
        by=request.standing,
        at=clock.now(),
    )


@page("mandate.give")
def roster_draft(request: Request, pk: UUID) -> HttpResponse:
    """Show what of a file would be taken and what not, or was; import it on yes."""
    draft = queries.draft_of(request.standing, pk)
    units = dict(queries.units_for_rosters(request.standing, request.today))
    if draft is None or draft.scope not in units:
        raise Http404
    [kept] = draft.rows
    is_taken = draft.kind == queries.TAKEN
    if request.method == "POST" and is_taken:
        raise Http404
    form = KitForm(request.POST or None)
    seat = _seat(draft)
    faults: tuple[Fault, ...] = ()
    if is_taken:
        lines = tuple(RowLine(*line) for line in kept["lines"])
    else:
        found = _prepared(request, draft, seat)
        if request.method == "POST" and form.is_valid():
            answer: HttpResponse | None = attempt(form, lambda: _import(request, draft, found))
            if answer is not None:
                return answer
        lines, faults = found.lines, found.faults
    context = {
        "draft": draft,
        "form": form,
        "is_taken": is_taken,
        "unit": units[draft.scope],
        "seat": seat,
        "office": gettext(BY_CODE[seat.office].name),
        "body": next((gettext(one.words) for one in BODY_KINDS if one.code == seat.body), ""),
        "faults": list(dict.fromkeys(sheets.what_is_wrong(one) for one in faults))[:20],
        "columns": [(ColumnLine(*one), gettext(one[3])) for one in kept["columns"]],
        "lines": [(one, gettext(one.words)) for one in lines[:ROWS_SHOWN]],
        "lines_left_out": max(len(lines) - ROWS_SHOWN, 0),
        "row_count": len(lines),
        "taken_count": sum(one.is_taken for one in lines),
        "left_count": sum(not one.is_taken for one in lines),
    }
    return render(request, "exchange/roster_draft.html", context, status=status_of(form))


def _seat(draft: "ImportDraft") -> Seat:
    office, body, first = draft.rows[0]["seat"]
    return Seat(draft.scope, office, body, date.fromisoformat(first), draft.document)


def _prepared(request: Request, draft: "ImportDraft", seat: Seat) -> Prepared:
    [kept] = draft.rows
    return queries.prepared(
        [Named(*one) for one in kept["names"]],
        [RowLine(number, name, False, words) for number, name, words in kept["left"]],
        seat=seat,
        by=request.standing,
        day=request.today,
    )


def _import(request: Request, draft: "ImportDraft", found: Prepared) -> HttpResponse:
    """Import the rows and keep the account for a day, as long as a file that was only read."""
    source = Source(draft.file_name, draft.file_hash)
    import_roster(
        rows=found.rows, document=draft.document, source=source, by=request.standing, at=clock.now()
    )
    [kept] = draft.rows
    lines = [[one.number, one.name, one.is_taken, one.words] for one in found.lines]
    rows = {"seat": kept["seat"], "columns": kept["columns"], "lines": lines}
    account = _keep(request, queries.TAKEN, draft.scope, source, draft.document, rows)
    drop_draft(draft=draft, by=request.standing)
    messages.success(request, gettext("The roster was imported."))
    return redirect("openslides_roster_draft", account.pk)
