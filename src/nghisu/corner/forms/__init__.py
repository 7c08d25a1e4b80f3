"""The form of a calendar feed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from nghisu.corner.queries import feeds as queries
from nghisu.kit.forms import KitForm, PickField
from nghisu.kit.pages import Request


class FeedForm(KitForm):
    """Whose meetings the calendar holds."""

    body = PickField(label=_("Meetings"), required=False, empty=_("Those I am summoned to"))

    def __init__(self, *args: Any, request: Request, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        fields["body"].pick_from(queries.bodies_offered(request.standing))
