"""Pages of import and export: choose a sheet, look at what was read, say yes."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.kit import clock, language, progress, sheets
from nghisu.kit.forms import KitForm, PaperField
from nghisu.kit.pages import SIGNED_IN, Request, attachment, attempt, page, status_of
from nghisu.kit.refusals import N_
from nghisu.kit.sheets import Fault, Kind, Reading, SheetColumn, SheetShape, column_of
from nghisu.organisation import exports, imports
from nghisu.organisation.actions import importing as actions
from nghisu.organisation.actions.importing import Source
from nghisu.organisation.imports import IMPORTERS, Asked, Importer
from nghisu.organisation.queries import importing as queries
from nghisu.organisation.views.answers import tabs

if TYPE_CHECKING:
    from nghisu.organisation.models import ImportDraft

FAULTS_SHOWN = 200
ROWS_SHOWN = 50
ACCEPTED = ".xlsx,.xls,.ods"
FAULTS = SheetShape(
    "faults",
    N_("What is wrong"),
    (
        SheetColumn("row", N_("Row"), Kind.COUNT, width=8),
        SheetColumn("cell", N_("Cell"), width=10),
        SheetColumn("heading", N_("Column"), width=26),
        SheetColumn("what", N_("What is wrong"), width=90),
    ),
)


class UploadForm(KitForm):
    """A sheet to import."""

    file = PaperField(
        label=_("File"), accept=ACCEPTED, help_text=_("Excel (.xlsx, .xls) or OpenDocument (.ods).")
    )
    document = forms.CharField(
        label=_("By the document"),
        max_length=160,
        help_text=_("The document that orders it: its number, date and issuer."),
    )

    def __init__(self, *args: Any, importer: Importer, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not importer.needs_document:
            del self.fields["document"]


class AgreeForm(KitForm):
    """The yes to what was read; cells from an old encoding need a yes of their own."""

    compared = forms.BooleanField(
        label=_("I have compared the converted cells with the file. Import them as they are shown here."),
        error_messages={"required": _("Compare the converted cells below, then tick this box.")},
    )

    def __init__(self, *args: Any, converted: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not converted:
            del self.fields["compared"]


def _importer(request: Request, kind: str, scope: str) -> tuple[Importer, Asked]:
    """Return the import of a kind, where the asker may do it; 404 where not."""
    importer = IMPORTERS.get(kind)
    asked = Asked(request.standing, request.today, scope)
    if importer is None or not request.standing.may_somewhere(importer.door) or not importer.may(asked):
        raise Http404
    return importer, asked


def _draft(request: Request, pk: UUID) -> tuple["ImportDraft", Importer, Asked, Reading]:
    draft = queries.draft_of(pk, request.standing.person_id)
    if draft is None:
        raise Http404
    importer, asked = _importer(request, draft.kind, draft.scope)
    kept = imports.reading_of(importer.shape, draft.sheet, draft.rows, draft.faults, draft.converted)
    return draft, importer, asked, kept


def _tell(request: Request) -> imports.Tell:
    """Return what tells the page that waits how far this request is."""
    key, owner = request.POST.get("idempotency_key", ""), str(request.user.pk)
    return lambda done, total: progress.tell(key, owner, done, total)


@page("organisation.see")
def import_home(request: Request) -> HttpResponse:
    """Show what may be imported and exported, and the sheets that wait for a yes."""
    standing = request.standing
    kinds = [
        {
            "key": importer.key,
            "title": gettext(importer.shape.title),
            "hint": gettext(importer.hint),
            "may_import": standing.may_somewhere(importer.door),
            "may_export": importer.key in exports.EXPORTS
            and standing.may_somewhere(exports.EXPORTS[importer.key][0]),
        }
        for importer in IMPORTERS.values()
        if importer.may(Asked(standing, request.today))
    ]
    titles = {key: gettext(importer.shape.title) for key, importer in IMPORTERS.items()}
    drafts = [
        {**draft, "title": titles[draft["kind"]]}
        for draft in queries.drafts_of(standing.person_id)
        if draft["kind"] in titles
    ]
    shown = [kind for kind in kinds if kind["may_import"] or kind["may_export"]]
    return render(
        request,
        "organisation/import_home.html",
        {"kinds": shown, "drafts": drafts, **tabs(request, "import_home")},
    )


@page("organisation.see")
def import_upload(request: Request, kind: str) -> HttpResponse:
    """Take a sheet, read it in memory, and lead to what was read."""
    scope = request.GET.get("scope", "")
    importer, asked = _importer(request, kind, scope)
    form = UploadForm(request.POST or None, request.FILES or None, importer=importer)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        read = attempt(form, lambda: imports.read_upload(importer, upload, asked, tell=_tell(request)))
        if read is not None:
            checked, reading, plan = read
            draft = actions.keep_draft(
                kind=importer.key,
                scope=scope,
                source=Source(checked.name, checked.sha256),
                sheet=reading.sheet,
                document=form.cleaned_data.get("document", ""),
                by=request.standing,
                at=clock.now(),
                **imports.draft_values(importer.shape, reading, plan),
            )
            return HttpResponseRedirect(reverse("import_draft", args=[draft.pk]))
    context = {
        "form": form,
        "kind": importer.key,
        "title": gettext(importer.shape.title),
        "hint": gettext(importer.hint),
        "columns": [_described(column) for column in importer.shape.columns],
        "scope_query": f"?{urlencode({'scope': scope})}" if scope else "",
    }
    return render(request, "organisation/import_upload.html", context, status=status_of(form))


def _described(column: SheetColumn) -> dict[str, Any]:
    return {
        "heading": gettext(column.heading),
        "required": column.required,
        "help": gettext(column.help) if column.help else "",
        "choices": [gettext(choice.words) for choice in column.choices],
    }


@page("organisation.see")
def import_template(request: Request, kind: str) -> HttpResponse:
    """Answer with the template of a sheet, with the lists of the day."""
    importer, asked = _importer(request, kind, request.GET.get("scope", ""))
    content = sheets.written(importer.shape, offered=importer.offered(asked))
    return _sheet(content, gettext(importer.shape.title), gettext("template"))


@page("organisation.see")
def import_draft(request: Request, pk: UUID) -> HttpResponse:
    """Show what was read and everything that is wrong; on yes import it whole."""
    draft, importer, asked, reading = _draft(request, pk)
    form = AgreeForm(request.POST if request.method == "POST" else None, converted=bool(reading.converted))
    if request.method == "POST" and form.is_valid() and not reading.faults:
        answer = _import(
            request, form, draft, importer, asked, reading
        )  # which holds it against things itself
        if answer is not None:
            return answer
    plan = imports.kept_plan(draft, asked) or importer.check(imports.without_faults(reading), asked)
    faults = reading.with_faults(fault for fault in plan.faults if fault not in reading.faults).faults
    filled = [column for column in importer.shape.columns if any(column_of(reading.rows, column.key))]
    context = {
        "form": form,
        "draft": draft,
        "kind": importer.key,
        "title": gettext(importer.shape.title),
        "plan": plan,
        "row_count": len(reading.rows),
        "faults": [_fault(fault) for fault in faults[:FAULTS_SHOWN]],
        "fault_count": len(faults),
        "wrong_rows": len({fault.row for fault in faults}),
        "faults_left_out": max(len(faults) - FAULTS_SHOWN, 0),
        "converted": reading.converted[:FAULTS_SHOWN],
        "converted_count": len(reading.converted),
        "headings": [gettext(column.heading) for column in filled],
        "rows": [_shown(filled, row) for row in reading.rows[:ROWS_SHOWN]],
        "rows_left_out": max(len(reading.rows) - ROWS_SHOWN, 0),
        "scope_query": f"?{urlencode({'scope': draft.scope})}" if draft.scope else "",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "organisation/import_draft.html", context, status=status)


def _import(
    request: Request,
    form: AgreeForm,
    draft: "ImportDraft",
    importer: Importer,
    asked: Asked,
    reading: Reading,
) -> HttpResponse | None:
    made = attempt(
        form,
        lambda: importer.run(
            rows=reading.rows,
            asked=asked,
            document=draft.document,
            source=Source(draft.file_name, draft.file_hash),
            at=clock.now(),
            tell=_tell(request),
        ),
    )
    if made is None:
        return None
    actions.drop_draft(draft=draft, by=request.standing)
    said = ngettext(
        "%(count)s row of “%(file)s” was imported.", "%(count)s rows of “%(file)s” were imported.", len(made)
    )
    messages.success(request, said % {"count": len(made), "file": draft.file_name})
    return HttpResponseRedirect(importer.address(asked))


def _fault(fault: Fault) -> dict[str, Any]:
    what = sheets.what_is_wrong(fault)
    return {"row": fault.row, "cell": fault.cell, "heading": fault.heading, "what": what}


def _shown(columns: Iterable[SheetColumn], row: sheets.Row) -> dict[str, Any]:
    """Return a row as the preview shows it: choices in words, days as written."""
    cells = []
    for column in columns:
        value = row[column.key]
        if column.kind is Kind.CHOICE:
            value = next((gettext(one.words) for one in column.choices if one.code == value), value)
        elif column.kind is Kind.DAY and value is not None:
            value = language.short_date(value)
        cells.append("" if value is None else str(value))
    return {"number": row.number, "cells": cells}


@page("organisation.see")
def import_faults(request: Request, pk: UUID) -> HttpResponse:
    """Answer with every fault of a sheet that was read, as a sheet."""
    draft, importer, asked, reading = _draft(request, pk)
    plan = importer.check(imports.without_faults(reading), asked)
    faults = reading.with_faults(fault for fault in plan.faults if fault not in reading.faults).faults
    content = sheets.written(FAULTS, [_fault(fault) for fault in faults])
    return _sheet(content, draft.file_name.rpartition(".")[0], gettext("faults"))


@page("organisation.see")
@require_POST
def import_drop(request: Request, pk: UUID) -> HttpResponse:
    """Forget a sheet that was read."""
    draft, importer, _asked, _reading = _draft(request, pk)
    address = reverse("import_upload", args=[importer.key])
    actions.drop_draft(draft=draft, by=request.standing)
    messages.info(
        request, gettext("“%(file)s” was put aside; nothing was imported.") % {"file": draft.file_name}
    )
    return HttpResponseRedirect(address + (f"?{urlencode({'scope': draft.scope})}" if draft.scope else ""))


@page(SIGNED_IN)
def import_progress(request: Request, key: str) -> HttpResponse:
    """Say how far one's own request is; zero of zero where nothing is known of it."""
    done, total = progress.of(key, str(request.user.pk)) or (0, 0)
    return JsonResponse({"done": done, "total": total})


@page("organisation.see")
def sheet_export(request: Request, kind: str) -> HttpResponse:
    """Answer with what the asker sees on the day, in the shape that may be imported again."""
    found = exports.EXPORTS.get(kind)
    if found is None or not request.standing.may_somewhere(found[0]):
        raise Http404
    content = found[1](request.standing, request.as_of)
    return _sheet(content, gettext(IMPORTERS[kind].shape.title), request.as_of.strftime("%Y%m%d"))


def _sheet(content: bytes, *words: str) -> HttpResponse:
    name = "-".join(filter(None, (language.slug(word) for word in words))) or "nghi-su"
    return attachment(content, sheets.SHEET_TYPE, f"{name}.xlsx")
