"""Pages of how documents bear on each other."""

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from nghisu.documents.actions.files import may_keep
from nghisu.documents.actions.linking import unlink
from nghisu.documents.queries import search_documents
from nghisu.documents.queries.drafts import may_steer
from nghisu.documents.queries.lineage import forces_of, in_force_on, lineage_of, link_visible_to
from nghisu.documents.rules import types
from nghisu.documents.rules.lineage import FORCE_NAMES, FORCE_TONES
from nghisu.kit import clock
from nghisu.kit.pages import Request, page
from nghisu.kit.tables import Badge, Column, DayFilter, Filter, Table, TextFilter
from nghisu.organisation.rules.policy import Standing

if TYPE_CHECKING:
    from nghisu.documents.models import Document


def lineage_context(standing: Standing, document: "Document", day: date) -> dict[str, Any]:
    """Return what the page of a document shows of its kin on the day."""
    force = forces_of([document], day)[document.pk]
    return {
        "lineage": lineage_of(standing, document, day),
        "force": Badge(FORCE_TONES[force], gettext(FORCE_NAMES[force])).html(),
        "force_is_told": document.status not in {"draft", "submitted"},
        "may_unlink": may_keep(document, standing),
        "may_steer": not document.is_incoming and may_steer(document, standing),
    }


def _types(table: Table) -> list[tuple[str, str]]:
    return [(kind.code, gettext(kind.name)) for kind in (*types.PARTY_TYPES, *types.WITHOUT_SYMBOL)]


class InForceTable(Table):
    """What is in force on a day."""

    columns = (
        Column("reference", _("Number and symbol"), sort="reference", link="document_detail"),
        Column("dated_on", _("Dated"), sort=("dated_on", "number")),
        Column("type_name", _("Type"), sort="type", value=lambda one: gettext(one.type_name)),
        Column("subject", _("Subject"), link="document_detail", main=True),
        Column("issuer_name", _("Issuer"), sort="issuer_name"),
        Column(
            "force",
            _("Force"),
            value=lambda one: Badge(FORCE_TONES[one.force], gettext(FORCE_NAMES[one.force])),
        ),
    )
    filters = (
        TextFilter("q", _("Number, subject or issuer"), apply=search_documents),
        Filter("type", _("Type"), choices=_types),
        DayFilter("dated_on", _("Dated")),
    )
    order = "-dated_on"
    empty_title = _("No document was in force on this day")
    empty_hint = _("Choose another day at the top of the page.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        forces = forces_of(rows, self.request.as_of)
        for row in rows:
            row.force = forces[row.pk]
        return rows


@page("document.see")
def document_in_force(request: Request) -> HttpResponse:
    """List what is in force on the day."""
    title = gettext("In force")
    table = InForceTable(request, in_force_on(request.standing, request.as_of), title=title)
    return table.respond("documents/in_force.html", {"title": title})


@page("document.see")
@require_POST
def document_unlink(request: Request, pk: UUID) -> HttpResponse:
    """Take back a wrong link."""
    edge = link_visible_to(request.standing, pk)
    if edge is None:
        raise Http404
    source = edge.source_id
    unlink(edge=edge, by=request.standing, at=clock.now())
    messages.success(request, gettext("The link is taken back; the record keeps that it stood."))
    return HttpResponseRedirect(reverse("document_detail", args=[source]))
