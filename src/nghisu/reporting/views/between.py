"""The work of the standing committee between two sessions, and its draft report."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.documents.rules.forms import profile_on
from nghisu.kit import docx
from nghisu.kit.forms import KitForm, PickField
from nghisu.kit.pages import Request, attachment, page
from nghisu.organisation.queries import day_of
from nghisu.reporting.queries import between as queries
from nghisu.reporting.rules.between import DID_NAMES, Did


class SessionsForm(KitForm):
    """The two sessions."""

    first = PickField(label=_("From the end of"))
    until = PickField(label=_("To the start of"))


@page("report.see_draft")
def between_list(request: Request) -> HttpResponse:
    """Choose two sessions; the last two stand chosen."""
    sessions = list(queries.sessions_of(request.standing)[:40])
    form = SessionsForm(request.GET or None)
    names = [(one.pk, f"{one.title} ({one.starts_at:%d/%m/%Y})") for one in sessions]
    chosen: dict[str, forms.Field] = form.fields
    for place, field in ((1, chosen["first"]), (0, chosen["until"])):
        field.pick_from(names)  # type: ignore[attr-defined]
        if len(sessions) > place:
            field.initial = sessions[place].pk
    if request.GET and form.is_valid():
        values = form.cleaned_data
        return HttpResponseRedirect(reverse("between_detail", args=[values["first"], values["until"]]))
    return render(request, "reporting/between_list.html", {"form": form, "sessions": sessions})


def _found(request: Request, first: UUID, second: UUID) -> queries.Between:
    found = queries.between_visible_to(request.standing, first, second)
    if found is None:
        raise Http404
    return found


@page("report.see_draft")
def between_detail(request: Request, first: UUID, second: UUID) -> HttpResponse:
    """Show every act between two sessions, by kind."""
    found = _found(request, first, second)
    context = {
        "between": found,
        "interval": queries.interval_of(found.first, found.second),
        "kinds": [(f"between.{did.value}", gettext(DID_NAMES[did]), found.of(did)) for did in Did],
        "key": f"{first}.{second}",
    }
    return render(request, "reporting/between_detail.html", context)


@page("report.see_draft")
def between_docx(request: Request, first: UUID, second: UUID) -> HttpResponse:
    """Give the draft report; each of its numbers opens its acts."""
    found = _found(request, first, second)
    content = docx.write(queries.paper_of(found), profile_on(day_of(found.second.starts_at)))
    name = f"du-thao-bao-cao-giua-hai-ky-hop-{found.first.ordinal}-{found.second.ordinal}.docx"
    return attachment(content, docx.MEDIA_TYPE, name)
