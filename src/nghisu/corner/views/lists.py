"""Lists of the corner: issued documents of one's bodies, what was decided, one's own notes."""

from typing import ClassVar

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.corner.queries import home as queries
from nghisu.corner.queries.reading import own_notes
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, page
from nghisu.kit.tables import Column, DayFilter, Filter, Table, TextFilter


class BodyDocumentTable(Table):
    """Issued documents of the bodies one sits in."""

    columns = (
        Column(
            "subject",
            _("Subject"),
            sort="folded",
            main=True,
            link=lambda one: reverse("document_detail", args=[one.pk]),
        ),
        Column("reference", _("Number")),
        Column("dated_on", _("Date"), sort="dated_on"),
        Column("type", _("Type"), sort="type", value=lambda one: gettext(one.type_name)),
        Column("organ", _("In whose name"), sort="organ", value=lambda one: gettext(one.organ_name)),
    )
    filters: ClassVar[tuple[Filter, ...]] = (
        TextFilter("q", _("Words"), fields=("folded",)),
        DayFilter("dated", _("Date"), field="dated_on"),
    )
    order = "-dated_on"
    empty_title = _("No document of your bodies is here yet")
    empty_hint = _("What the committees you sit in issue stands here from the day it has its number.")


@page(SIGNED_IN)
def corner_documents(request: Request) -> HttpResponse:
    """List the issued documents of the bodies the reader sits in."""
    rows = queries.documents_of_bodies(request.standing, request.today)
    table = BodyDocumentTable(request, rows, title=gettext("Issued documents of my bodies"))
    return table.respond("corner/documents.html", {})


@page(SIGNED_IN)
def corner_decisions(request: Request) -> HttpResponse:
    """Show what the reader's meetings of the last year decided."""
    rows = queries.decisions(request.standing, clock.now())
    return render(request, "corner/decisions.html", {"rows": rows})


@page(SIGNED_IN)
def corner_notes(request: Request) -> HttpResponse:
    """Show the reader's own notes, paper by paper."""
    return render(request, "corner/notes.html", {"notes": own_notes(request.standing)})
