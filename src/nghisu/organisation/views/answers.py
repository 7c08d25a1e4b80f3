"""What the pages of the organisation share: finding the object, filling in a form, saying what was done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.kit.forms import ConfirmForm, KitForm
from nghisu.kit.pages import Request, attempt, status_of
from nghisu.kit.refusals import N_
from nghisu.organisation.queries import units as queries

if TYPE_CHECKING:
    from nghisu.organisation.models import Unit

TABS = (
    ("unit_list", N_("Units"), "organisation.see"),
    ("unit_tree", N_("Tree"), "organisation.see"),
    ("body_list", N_("Bodies"), "organisation.see"),
    ("rules_list", N_("Rules of election"), "organisation.see"),
    ("term_list", N_("Terms"), "organisation.see"),
    ("roster_list", N_("Roster"), "roster.see"),
    ("assignment_list", N_("Assignments"), "duty.see"),
    ("absence_list", N_("Absences"), "duty.see"),
    ("outside_list", N_("Outside bodies"), "organisation.see"),
    ("import_home", N_("Import and export"), "organisation.see"),
)


def tabs(request: Request, here: str) -> dict[str, Any]:
    """Return the links between the lists of the organisation that the reader may open."""
    day = f"?as_of={request.as_of.isoformat()}" if request.as_of != request.today else ""
    return {
        "tabs": [
            (gettext(label), reverse(name) + day, name == here)
            for name, label, action in TABS
            if request.standing.may_somewhere(action)
        ]
    }


def unit_or_404(request: Request, code: str) -> "Unit":
    """Return the unit with the code, of any day; 404 where there is none to be seen."""
    unit = queries.unit_by_code(request.standing, code)
    if unit is None:
        raise Http404
    return unit


def or_404(found: Any) -> Any:
    """Return what was found; 404 for nothing."""
    if found is None:
        raise Http404
    return found


def asked_id(request: Request, name: str) -> UUID | None:
    """Return the id under a name of the address, or None where there is none."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


@dataclass(frozen=True, kw_only=True)
class Page:
    """How a page with one form looks.

    :param title: what the page does
    :param about: what it does it to, above the title
    :param button: the words on the button
    :param back: where the link beside the button leads
    :param hint: a sentence under the title
    :param warning: what cannot be taken back
    """

    title: str
    about: str
    button: str
    back: str
    hint: str = ""
    warning: str = ""


def fill_in(
    request: Request,
    form: KitForm,
    page: Page,
    run: Callable[[], Any],
    *,
    to: Callable[[Any], str],
    said: str,
) -> HttpResponse:
    """Show a form, or run its action and lead on; a refusal stands beside its field and nothing is lost."""
    if request.method == "POST" and form.is_valid():
        made = attempt(form, run)
        if made is not None:
            messages.success(request, said)
            return HttpResponseRedirect(to(made))
    context = {"form": form, "page": page, "confirms": isinstance(form, ConfirmForm)}
    return render(request, "organisation/form.html", context, status=status_of(form))
