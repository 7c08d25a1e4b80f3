"""Import a meeting of OpenSlides: choose the file, look at the account of every object, say yes."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from nghisu.exchange.actions import openslides as actions
from nghisu.exchange.forms import MeetingFileForm
from nghisu.exchange.queries import openslides as queries
from nghisu.exchange.rules.openslides import AccountLine, read
from nghisu.kit import clock, files
from nghisu.kit.forms import KitForm
from nghisu.kit.pages import Request, attempt, page, status_of
from nghisu.organisation.actions.importing import Source, drop_draft, keep_draft


@page("meeting.call")
def openslides_upload(request: Request) -> HttpResponse:
    """Take a file, read it in memory, and lead to what was read."""
    form = MeetingFileForm(request.POST or None, request.FILES or None, request=request)
    if request.method == "POST" and form.is_valid():
        draft = attempt(form, lambda: _kept(request, form))
        if draft is not None:
            return redirect("openslides_draft", draft.pk)
    context = {
        "form": form,
        "taken": queries.taken_visible_to(request.standing)[:20],
        "may_import_roster": request.standing.may_somewhere("mandate.give"),
    }
    return render(request, "exchange/openslides_upload.html", context, status=status_of(form))


def _kept(request: Request, form: MeetingFileForm) -> Any:
    upload = form.cleaned_data["file"]
    name = files.clean_file_name(upload.name or "")
    if (upload.size or 0) > files.LARGEST:
        size = -(-(upload.size or 0) // 2**20)
        raise files.FileTooLarge(name=name, megabytes=size, most=files.LARGEST // 2**20)
    content = upload.read()
    source = Source(name, hashlib.sha256(content).hexdigest())
    found = read(content, name=name)
    actions.refuse_secrets(found.plan(gettext), name)
    actions.refuse_second(source)
    return keep_draft(
        kind=queries.KIND,
        scope=str(form.cleaned_data["unit"]),
        source=source,
        sheet="",
        document="",
        rows=[json.loads(content)],
        faults=[],
        converted=[],
        plan=[],
        by=request.standing,
        at=clock.now(),
    )


@page("meeting.call")
def openslides_draft(request: Request, pk: UUID) -> HttpResponse:
    """Show what of a file would be taken and what not; import it on yes."""
    draft = queries.draft_of(request.standing, pk)
    unit = queries.unit_of(request.standing, UUID(draft.scope)) if draft else None
    if draft is None or unit is None:
        raise Http404
    found = read(json.dumps(draft.rows[0]).encode(), name=draft.file_name)
    form = KitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken = attempt(
            form,
            lambda: actions.take_meeting(
                file=found,
                unit=unit,
                source=Source(draft.file_name, draft.file_hash),
                by=request.standing,
                at=clock.now(),
            ),
        )
        if taken is not None:
            drop_draft(draft=draft, by=request.standing)
            messages.success(request, gettext("The meeting was imported."))
            return redirect("taken_meeting", taken.pk)
    plan = found.plan(gettext)
    known = queries.on_the_roster(request.standing, [one.name for one in plan.persons])
    context = {
        "draft": draft,
        "unit_name": dict(queries.units_for_meetings(request.standing)).get(unit.pk, unit.code),
        "form": form,
        "plan": plan,
        "known": sorted(known),
        "new": [one.name for one in plan.persons if one.name not in known],
        **_account(plan.account, plan.remarks),
    }
    return render(request, "exchange/openslides_draft.html", context, status=status_of(form))


@page("meeting.call")
@require_GET
def taken_meeting(request: Request, pk: UUID) -> HttpResponse:
    """Show what was taken of a file and what not."""
    taken = queries.taken_visible_to(request.standing).filter(pk=pk).first()
    if taken is None:
        raise Http404
    lines = [AccountLine(*line) for line in taken.account]
    context = {"taken": taken, **_account(lines, taken.remarks)}
    return render(request, "exchange/taken_meeting.html", context)


def _account(lines: Iterable[AccountLine], remarks: Iterable[str]) -> dict[str, Any]:
    every = list(lines)
    return {
        "lines": [(one, gettext(one.words)) for one in every],
        "taken_count": sum(one.count for one in every if one.is_taken),
        "left_count": sum(one.count for one in every if not one.is_taken),
        "total": sum(one.count for one in every),
        "remarks": [gettext(one) for one in remarks],
    }
