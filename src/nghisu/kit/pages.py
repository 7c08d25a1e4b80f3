"""What views share: the door each one declares, paging, and turning a refusal into a message on the form."""

import datetime
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext

from nghisu.kit.refusals import Conflict, NotAllowed, Refusal

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

PUBLIC = "public"
SIGNED_IN = "signed-in"


class Request(HttpRequest):
    """A request after the door: who is asking, what day it is, and as of which day the page is wanted."""

    user: Any
    htmx: Any
    standing: "Standing"
    today: datetime.date
    as_of: datetime.date
    is_kept: bool  # while a page is made that others will be shown, too (kit.kept)


View = TypeVar("View", bound=Callable[..., HttpResponse])


def page(door: str, *, stores_nothing: bool = False) -> Callable[[View], View]:
    """Declare the door of a view: PUBLIC, SIGNED_IN, or an action of the policy.

    :param stores_nothing: a form to it only sets a cookie, so that no key and no receipt are needed

    The door middleware refuses every view of the product without one, and answers 404 where the
    person holds the action nowhere. The query behind the view still asks about the object.
    """

    def declare(view: View) -> View:
        view.door = door  # type: ignore[attr-defined]
        view.stores_nothing = stores_nothing  # type: ignore[attr-defined]
        return view

    return declare


def sentence_of(refusal: Refusal) -> str:
    """Return the refusal's sentence in the reader's language."""
    template = gettext(refusal.sentence)
    values = {
        name: date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, datetime.date) else value
        for name, value in refusal.values.items()
    }
    return template % values if values else template


def attempt(form: BaseForm, action: Callable[[], Any]) -> Any:
    """Run the action of a valid form; a refusal becomes an error beside its field.

    Returns the action's result, or None with the error on the form (``form.is_valid()`` turns false).
    NotAllowed and Conflict go on to the middleware, which has pages of its own for them.
    """
    try:
        return action()
    except NotAllowed:
        raise
    except Conflict as conflict:
        conflict.form = form
        raise
    except Refusal as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, sentence_of(refusal))
        return None


def status_of(form: BaseForm) -> int:
    """Return 422 for a form sent with errors, 200 for one shown for the first time."""
    return 422 if form.is_bound and form.errors else 200


def attachment(content: bytes, media_type: str, name: str) -> HttpResponse:
    """Answer with a file to be saved under a name of plain letters."""
    response = HttpResponse(content, content_type=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def wants_fragment(request: Request) -> bool:
    """Tell whether htmx asks for a part of the page only."""
    return bool(request.htmx) and not request.htmx.boosted
