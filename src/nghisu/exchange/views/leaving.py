"""What comes from other programs, and what one takes along."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from nghisu.exchange.queries.openslides import units_for_meetings
from nghisu.kit.pages import SIGNED_IN, Request, page


@page(SIGNED_IN)
@require_GET
def leaving(request: Request) -> HttpResponse:
    """Show the ways in and out that are open to who asks."""
    standing = request.standing
    context = {
        "may_import": bool(units_for_meetings(standing)),
        "may_import_roster": standing.may_somewhere("mandate.give"),
        "may_decide": standing.may_somewhere("erasure.decide"),
        "may_export": standing.may_somewhere("whole.export"),
    }
    return render(request, "exchange/leaving.html", context)
