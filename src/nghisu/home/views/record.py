"""Who did what: the whole record, and the lines about one object."""

import tempfile
import uuid
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from nghisu.home.queries import record
from nghisu.kit import clock, language
from nghisu.kit.pages import Request, page, sentence_of
from nghisu.kit.refusals import Refusal
from nghisu.kit.tables import Badge, Column, DayFilter, Filter, Link, Several, Table, YesFilter
from nghisu.record.actions import check, give_out_copy
from nghisu.record.exports import write_archive
from nghisu.record.queries.lines import (
    checkpoint_at,
    end_of_record,
    latest_checkpoint,
    latest_verification,
)
from nghisu.record.rules.verbs import SENTENCES


def _who(line: record.Told) -> str:
    return line.who or gettext("the system")


def _did(line: record.Told) -> Any:
    if not line.is_out_of_order:
        return line.did
    return Several([line.did, Badge("warn", gettext("written after later acts"))])


def _about(line: record.Told) -> Any:
    named = [_named(one) for one in line.about]
    if line.hidden:
        named.append(gettext("and %(count)d more") % {"count": line.hidden})
    return Several(named) if len(named) > 1 else named[0]


def _named(one: record.Named) -> Any:
    if not one.text:
        return one.kind_name
    text = one.text
    if not text.lower().startswith(one.kind_name.lower()):
        text = gettext("%(kind)s %(name)s") % {"kind": one.kind_name, "name": one.text}
    return Link(text, one.url) if one.url else text


def _words(line: record.Told) -> Any:
    if line.words is None:
        return Badge("plain", gettext("words erased"))
    said = [gettext("%(name)s: %(value)s") % {"name": name, "value": value} for name, value in line.words]
    return Several(said) if said else ""


class LineTable(Table):
    """Lines of the record."""

    columns: ClassVar = [
        Column("index", _("Line"), sort="index", number=True),
        Column("at", _("When"), sort="at"),
        Column("who", _("Who"), value=_who),
        Column("did", _("Did what"), value=_did, main=True),
        Column("about", _("To what"), value=_about),
        Column("words", _("In detail"), value=_words),
    ]
    filters: ClassVar = [
        Filter("verb", _("Did what"), choices=lambda _table: _verbs()),
        DayFilter("day", _("Day"), field="at__date"),
        YesFilter(
            "late", _("Written after later acts"), field="flag", apply=lambda rows, _: rows.exclude(flag="")
        ),
    ]
    order = "-index"
    title = _("Record")
    empty_title = _("Nothing has been written yet")

    def prepare(self, rows: list[Any]) -> list[Any]:
        return record.tell(self.request.standing, self.request.as_of, rows)


class ObjectTable(LineTable):
    """Lines about one object, in the order in which they were written."""

    order = "index"


def _verbs() -> list[tuple[str, str]]:
    named = [(verb, record.verb_words(verb)) for verb in SENTENCES]
    return sorted(named, key=lambda pair: language.sort_key(pair[1]))


def _by(request: Request, lines: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out what was written after the day that is looked at."""
    return lines.filter(at__date__lte=request.as_of) if request.as_of < request.today else lines


@page("record.see")
@require_GET
def record_of(request: Request, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Show who did what to one object, in the order of time."""
    found = record.object_visible_to(request.standing, request.as_of, kind, pk)
    if found is None:
        raise Http404
    table = ObjectTable(request, _by(request, record.lines_about(kind, pk)))
    return table.respond("home/record_of.html", {"object": found})


@page("record.see")
@require_GET
def record_log(request: Request) -> HttpResponse:
    """Show the record of the units one may ask about, whether it holds, and where it was signed."""
    standing = request.standing
    verification = latest_verification()
    context = {
        "end": end_of_record(),
        "checkpoint": latest_checkpoint(),
        "verification": verification,
        "faults": [gettext(said) % values for said, values in verification.faults] if verification else [],
        "may_export": record.holds_at_the_top(standing, "record.export"),
        "may_check": record.holds_at_the_top(standing, "record.see"),
    }
    lines = _by(request, record.lines_visible_to(standing))
    return LineTable(request, lines).respond("home/record_log.html", context)


@page("record.see")
@require_POST
def record_check(request: Request) -> HttpResponse:
    """Check the whole record now."""
    if not record.holds_at_the_top(request.standing, "record.see"):
        raise Http404
    try:
        found = check(by=request.standing, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, sentence_of(refusal))
        return redirect("record_log")
    if found.faults:
        messages.error(request, gettext("The record was changed. What was found stands on this page."))
    else:
        messages.success(request, gettext("The record holds."))
    return redirect("record_log")


@page("record.export")
@require_POST
def record_export(request: Request) -> HttpResponse:
    """Sign the record as it stands and give out a copy of it."""
    if not record.holds_at_the_top(request.standing, "record.export"):
        raise Http404
    checkpoint = give_out_copy(by=request.standing, at=clock.now())
    return redirect("record_copy", number=checkpoint.pk)


@page("record.export")
@require_GET
def record_copy(request: Request, number: int) -> HttpResponse:
    """Give the copy up to a checkpoint as one file; words only of units whose record the asker may see."""
    checkpoint = checkpoint_at(number)
    if checkpoint is None or not record.holds_at_the_top(request.standing, "record.export"):
        raise Http404
    units = None
    if not record.sees_everything(request.standing):
        units = {str(unit) for unit in request.standing.reach("record.see")}
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- the response closes it
    write_archive(checkpoint, file, units)
    file.seek(0)
    answer: Any = FileResponse(file, as_attachment=True, filename=f"nhat-ky-{checkpoint.size}.zip")
    return answer  # type: ignore[no-any-return]
