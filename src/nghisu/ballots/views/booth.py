"""What voters and everybody see of a secret electronic poll: no sign-in, no cookie, nothing kept of them."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from nghisu.ballots.actions import casting
from nghisu.ballots.queries import electronic as queries
from nghisu.ballots.rules.electronic import said_of
from nghisu.kit.pages import PUBLIC, Request, attachment, page, sentence_of
from nghisu.kit.refusals import Refusal


def _poll_or_404(pk: UUID) -> Any:
    found = queries.public_poll(pk)
    if found is None:
        raise Http404
    return found


@page(PUBLIC)
def booth(request: Request, pk: UUID) -> HttpResponse:
    """Show the page a voter votes on; once loaded it needs no network until the ballot is sent."""
    poll = _poll_or_404(pk)
    (*modules, decoder), mark = queries.booth_modules()
    context = {
        "poll": poll,
        "modules": modules,
        "decoder": decoder,
        "booth_mark": mark,
        "is_kiosk": "may-chung" in request.GET,
    }
    return render(request, "ballots/electronic_booth.html", context)


# The ballot proves itself by its signature, and no cookie goes with it: nothing can be forged across sites.
@csrf_exempt
@require_POST
@page(PUBLIC, stores_nothing=True)
def cast(request: Request, pk: UUID) -> HttpResponse:
    """Take a ballot: stored durably, then checked, then put on the board; only then is there a receipt."""
    if not queries.is_public(pk):
        raise Http404
    language = _language(request)
    try:
        stored = casting.receive(poll_id=pk, content=request.body)
    except Refusal as refusal:
        with translation.override(language):
            return JsonResponse({"said": sentence_of(refusal)}, status=422)
    casting.settle(poll_id=pk)
    return _answer(pk, stored.tracker, language)


def _language(request: Request) -> str:
    """Return the language the booth is shown in: no cookie tells it, since none goes with a ballot."""
    return "en" if request.headers.get("accept-language", "").startswith("en") else "vi"


@page(PUBLIC)
def cast_state(request: Request, pk: UUID) -> HttpResponse:
    """Tell what became of a ballot, by its tracker; one that a crash left unchecked is checked now."""
    if not queries.is_public(pk):
        raise Http404
    tracker = request.GET.get("dau", "")
    found = queries.answered(pk, tracker)
    if found is not None and found.state == "received":
        casting.settle(poll_id=pk)
    return _answer(pk, tracker, _language(request))


def accepted(pk: UUID, content: bytes) -> bytes | None:
    """Take a ballot as ``cast`` does, and return what it answers once the ballot has its receipt.

    None for whatever else becomes of it: ``cast`` takes the same ballot again, and says what.
    """
    try:
        stored = casting.receive(poll_id=pk, content=content)
    except Refusal:
        return None
    casting.settle(poll_id=pk)
    found = queries.answered(pk, stored.tracker)
    return json.dumps(_told(found)).encode() if found and found.state == "accepted" else None


def _told(found: queries.Answered) -> dict[str, str]:
    return {"state": found.state, "tracker": found.tracker, "head": found.head}


def _answer(pk: UUID, tracker: str, language: str) -> HttpResponse:
    found = queries.answered(pk, tracker)
    if found is None:
        raise Http404
    if found.state == "refused":
        return JsonResponse({"said": said_of(found.reason, language)}, status=422)
    return JsonResponse(_told(found), status=200 if found.state == "accepted" else 202)


@page(PUBLIC)
def board(request: Request, pk: UUID) -> HttpResponse:
    """Show the public board, on which a voter finds the own ballot by its tracker or with the slip."""
    poll = _poll_or_404(pk)
    context = {
        "poll": poll,
        "board": queries.board_of(poll),
        "result": queries.public_result_of(poll),
        "booth_mark": queries.booth_modules()[1],
    }
    return render(request, "ballots/electronic_board.html", context)


@page(PUBLIC)
def archive(request: Request, pk: UUID) -> HttpResponse:
    """Give the archive as far as it has grown: whoever compares two of them sees that it only grew."""
    poll = _poll_or_404(pk)
    response = attachment(queries.public_archive_of(poll), "application/octet-stream", f"{poll.uuid}.bel")
    response.headers["Cache-Control"] = "no-store"
    return response
