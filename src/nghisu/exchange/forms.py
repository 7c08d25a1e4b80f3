"""The forms of a token and of a webhook."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.exchange import queries
from nghisu.exchange.queries import openslides as meetings
from nghisu.exchange.queries import webhooks
from nghisu.exchange.rules.scopes import SCOPE_NAMES
from nghisu.kit.forms import DayField, KitForm, ManyField, PaperField, PickField
from nghisu.kit.pages import Request


class TokenForm(KitForm):
    """What a token is for, what it may do, and until when."""

    name = forms.CharField(label=_("Name of the program"), max_length=120)
    scopes = ManyField(label=_("It may"), coerce=str)
    unit = PickField(
        label=_("For one unit only"), required=False, empty=_("All units where I hold an office")
    )
    until = DayField(label=_("Until"))

    def __init__(self, *args: Any, request: Request, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        fields["scopes"].pick_from((code.value, _(name)) for code, name in SCOPE_NAMES.items())
        fields["unit"].pick_from(queries.own_units(request.standing))
        fields["until"].initial = request.today + timedelta(days=180)


class WebhookForm(KitForm):
    """Which program is told of what."""

    unit = PickField(label=_("Of the unit"))
    name = forms.CharField(label=_("Name of the program"), max_length=120)
    url = forms.CharField(
        label=_("Address"), max_length=400, help_text=_("https://… The program answers there with 200.")
    )
    events = ManyField(label=_("It is told of"), coerce=str)

    def __init__(self, *args: Any, request: Request, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        fields["unit"].pick_from(webhooks.houses_managed(request.standing))
        fields["events"].pick_from((event, _(words)) for event, words in webhooks.event_choices())


class MeetingFileForm(KitForm):
    """A file of OpenSlides, and the unit that held the meeting."""

    unit = PickField(label=_("Held by the unit"))
    file = PaperField(
        label=_("File"), accept=".json", help_text=_("The .json file that OpenSlides 4 gives for a meeting.")
    )

    def __init__(self, *args: Any, request: Request, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        fields["unit"].pick_from(meetings.units_for_meetings(request.standing))
