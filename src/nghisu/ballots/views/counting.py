"""The count: bundles, entering a bundle with keys, what differs, the log."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from nghisu.ballots.actions import entries as actions
from nghisu.ballots.forms.rounds import PaperForm, PlainForm
from nghisu.ballots.queries import entries as queries
from nghisu.ballots.queries import rounds as round_queries
from nghisu.ballots.queries.words import mark_words
from nghisu.ballots.rules.keys import BRUSHES, DEFECTS, keys_for
from nghisu.ballots.rules.states import RoundState
from nghisu.ballots.views.finding import round_or_404
from nghisu.kit import clock
from nghisu.kit.pages import SIGNED_IN, Request, attempt, page, sentence_of
from nghisu.kit.refusals import Refusal

COOKIE = "nghisu-counting-device"
HALF_A_DAY = 12 * 3600


def device_of(request: Request) -> str:
    """Return the name of this browser, kept in a cookie so that it makes one entry of a bundle only."""
    return request.COOKIES.get(COOKIE, "")


def with_device(response: HttpResponse, device: str) -> HttpResponse:
    """Return the answer with the name of this browser in a cookie that scripts cannot read."""
    response.set_cookie(COOKIE, device, max_age=HALF_A_DAY, httponly=True, samesite="Lax")
    return response


def _counting_or_404(request: Request, pk: UUID) -> tuple[Any, Any]:
    found = round_or_404(request, pk)
    view = round_queries.round_view(found, request.standing, clock.now())
    if not view.is_counter:
        raise Http404
    return found, view


@page(SIGNED_IN)
def count_page(request: Request, pk: UUID) -> HttpResponse:
    """Show the bundles, how far each entry is, and where locked ones differ."""
    found, view = _counting_or_404(request, pk)
    listed = queries.listed_names(found)
    differing = [
        {
            "bundle": one.bundle,
            "number": one.number,
            "readings": [
                (line, _reading(marks, defect, listed, found.mode)) for line, marks, defect in one.readings
            ],
        }
        for one in queries.differing_bundles(found)
    ]
    rows = queries.bundle_rows(found, request.standing.person_id)
    context = {
        "round": found,
        "view": view,
        "rows": rows,
        "differing": differing,
        "agreed": sum(row.bundle.is_agreed for row in rows),
        "is_counting": found.state == RoundState.COUNTING,
    }
    response = render(request, "ballots/count.html", context)
    if not device_of(request):
        with_device(response, secrets.token_urlsafe(24))
    return response


def _reading(marks: str, defect: str, listed: list[Any], mode: str) -> str:
    """Return a reading in words: only the names that are not marked as most are."""
    first = BRUSHES[mode][0]
    said = [
        f"{one.order}. {one.name}: {mark_words(mark, mode)}"
        for one, mark in zip(listed, marks, strict=True)
        if mark != first
    ]
    if defect:
        said.append(mark_words(defect, mode))
    return "; ".join(said) or _("all: %(mark)s") % {"mark": mark_words(first, mode)}


def _bundle_or_404(request: Request, pk: UUID, number: int) -> tuple[Any, Any, Any]:
    found, view = _counting_or_404(request, pk)
    bundle = queries.bundle_for(found, number)
    if bundle is None:
        raise Http404
    return found, view, bundle


@page(SIGNED_IN)
def bundle_take(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Begin, or go on with, one's entry of a bundle at this device."""
    found, _view, bundle = _bundle_or_404(request, pk, number)
    if request.method != "POST":
        return redirect("count_page", found.pk)
    device = device_of(request) or secrets.token_urlsafe(24)
    form = PlainForm(request.POST)
    form.is_valid()
    entry = attempt(
        form,
        lambda: actions.take_bundle(bundle=bundle, device=device, by=request.standing, at=clock.now()),
    )
    return _after(request, found, number, form, entry, device)


@page(SIGNED_IN)
def entry_take_over(request: Request, pk: UUID, number: int, entry_pk: UUID) -> HttpResponse:
    """Go on with the entry of somebody whose device was lost."""
    found, _view, bundle = _bundle_or_404(request, pk, number)
    entry = queries.entry_for(found, entry_pk)
    if entry is None or entry.bundle_id != bundle.pk:
        raise Http404
    if request.method != "POST":
        return redirect("count_page", found.pk)
    device = device_of(request) or secrets.token_urlsafe(24)
    form = PlainForm(request.POST)
    form.is_valid()
    done = attempt(
        form,
        lambda: actions.take_over(entry=entry, device=device, by=request.standing, at=clock.now()),
    )
    return _after(request, found, number, form, done, device)


def _after(request: Request, found: Any, number: int, form: Any, done: Any, device: str) -> HttpResponse:
    if done is None:
        for error in form.non_field_errors():
            messages.error(request, str(error))
        response = redirect("count_page", found.pk)
    else:
        response = redirect("bundle_enter", found.pk, number)
    if not device_of(request):
        with_device(response, device)
    return response


@page(SIGNED_IN)
def bundle_enter(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Show the page on which a bundle is entered with keys only."""
    found, view, bundle = _bundle_or_404(request, pk, number)
    row = next(one for one in queries.bundle_rows(found, request.standing.person_id) if one.bundle == bundle)
    if row.own is None or row.own.locked_at is not None or found.state != RoundState.COUNTING:
        return redirect("count_page", found.pk)
    papers = queries.papers_of(row.own)
    differing = {one.number for one in queries.differing_bundles(found, bundle=bundle)}
    asked = request.GET.get("phieu", "")
    following = len(papers) + 1
    here = int(asked) if asked.isdigit() and 1 <= int(asked) <= following else following
    listed = queries.listed_names(found)
    context = {
        "round": found,
        "view": view,
        "bundle": bundle,
        "entry": row.own,
        "papers": [
            {"number": one.number, "reading": _reading(one.marks, one.defect, listed, found.mode)}
            for one in papers
        ],
        "names": listed,
        "here": min(here, bundle.size),
        "is_full": len(papers) >= bundle.size,
        "done": len(papers),
        "signs": _signs(found.mode),
        "legend": _legend(found.mode),
        "width": 2 if len(listed) > 9 else 1,
        "differing": differing,
        "stored": {
            str(one.number): keys_for(one.marks, mode=found.mode)
            + next((f"/{key}" for key, name in DEFECTS.items() if name == one.defect), "")
            for one in papers
        },
    }
    return render(request, "ballots/enter.html", context)


def _signs(mode: str) -> dict[str, Any]:
    """Return what the script needs to read keys as the rules do."""
    first, brushes = BRUSHES[mode]
    words = {mark: mark_words(mark, mode) for mark in {first, *brushes.values()}}
    defects = {key: mark_words(name, mode) for key, name in DEFECTS.items()}
    return {"first": first, "brushes": brushes, "words": words, "defects": defects}


def _legend(mode: str) -> list[tuple[str, str]]:
    first, brushes = BRUSHES[mode]
    rows = [
        (_("Enter"), _("store the paper; untouched names are: %(mark)s") % {"mark": mark_words(first, mode)})
    ]
    for sign, mark in brushes.items():
        key = sign or _("number")
        words = _("the digits that follow mean: %(mark)s") if sign else _("that name is: %(mark)s")
        rows.append((key, words % {"mark": mark_words(mark, mode)}))
    rows.append(("+", _("all names not touched yet get the mark chosen last")))
    rows += [(f"/ {key}", mark_words(name, mode)) for key, name in DEFECTS.items()]
    rows.append((_("Backspace"), _("take the last key back")))
    return rows


@page(SIGNED_IN)
def bundle_paper(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Store one paper; answers the script in JSON, a plain form by the page of the next paper."""
    found, _view, bundle = _bundle_or_404(request, pk, number)
    own = next(
        (one.own for one in queries.bundle_rows(found, request.standing.person_id) if one.bundle == bundle),
        None,
    )
    if own is None or request.method != "POST":
        raise Http404
    entry = queries.entry_for(found, own.pk)
    form = PaperForm(request.POST)
    wants_json = "application/json" in request.headers.get("Accept", "")
    if entry is None or not form.is_valid():
        raise Http404
    sent = form.cleaned_data
    try:
        reading = actions.enter_paper(
            entry=entry,
            number=sent["number"],
            keys=sent["keys"],
            device=device_of(request),
            by=request.standing,
            at=clock.now(),
        )
    except Refusal as refusal:
        if wants_json:
            return JsonResponse({"refused": sentence_of(refusal)}, status=422)
        messages.error(request, sentence_of(refusal))
        return redirect("bundle_enter", found.pk, number)
    if wants_json:
        listed = queries.listed_names(found)
        return JsonResponse(
            {
                "number": sent["number"],
                "marks": reading.marks,
                "defect": reading.defect,
                "reading": _reading(reading.marks, reading.defect, listed, found.mode),
            }
        )
    return redirect("bundle_enter", found.pk, number)


@page(SIGNED_IN)
def bundle_lock(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Lock one's entry of a bundle."""
    found, _view, bundle = _bundle_or_404(request, pk, number)
    own = next(
        (one.own for one in queries.bundle_rows(found, request.standing.person_id) if one.bundle == bundle),
        None,
    )
    if own is None or request.method != "POST":
        raise Http404
    form = PlainForm(request.POST)
    form.is_valid()
    entry = queries.entry_for(found, own.pk)
    agreed = attempt(
        form,
        lambda: actions.lock_entry(
            entry=entry,  # type: ignore[arg-type]
            device=device_of(request),
            by=request.standing,
            at=clock.now(),
        ),
    )
    for error in form.non_field_errors():
        messages.error(request, str(error))
    if agreed:
        messages.success(request, _("Bundle %(number)s: all entries agree.") % {"number": number})
    elif agreed is False:
        messages.info(request, _("Your entry of bundle %(number)s is locked.") % {"number": number})
    return redirect("count_page", found.pk)


@page(SIGNED_IN)
def bundle_reopen(request: Request, pk: UUID, number: int) -> HttpResponse:
    """Open the entries of a bundle that differ."""
    found, _view, bundle = _bundle_or_404(request, pk, number)
    if request.method != "POST":
        raise Http404
    form = PlainForm(request.POST)
    form.is_valid()
    attempt(form, lambda: actions.reopen_bundle(bundle=bundle, by=request.standing, at=clock.now()))
    for error in form.non_field_errors():
        messages.error(request, str(error))
    return redirect("count_page", found.pk)


@page(SIGNED_IN)
def count_log(request: Request, pk: UUID) -> HttpResponse:
    """Show the log of the count as it is printed and filed with the papers."""
    found = round_or_404(request, pk)
    view = round_queries.round_view(found, request.standing, clock.now())
    if not view.entry_log:
        raise Http404
    context = {
        "round": found,
        "view": view,
        "lines": round_queries.entry_lines(found),
        "rows": queries.bundle_rows(found, request.standing.person_id),
        "printed_at": clock.now(),
    }
    return render(request, "ballots/log.html", context)
