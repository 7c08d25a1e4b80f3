"""The forms of a token and of a webhook."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.exchange import queries
from nghisu.exchange.queries import openslides as meetings
from nghisu.exchange.queries import roster, webhooks
from nghisu.exchange.rules.roster import seats_offered
from nghisu.exchange.rules.scopes import SCOPE_NAMES
from nghisu.kit.forms import DayField, KitForm, ManyField, PaperField, PickField
from nghisu.kit.pages import Request
from nghisu.organisation.rules.shapes import BODY_KINDS


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


class RosterFileForm(KitForm):
    """A roster of OpenSlides, and the office that everyone in it is given."""

    unit = PickField(label=_("In the unit"), coerce=str)
    seat = PickField(
        label=_("Office of everyone in the file"),
        coerce=str,
        help_text=_("Offices that only one person holds are entered one by one, on the roster."),
    )
    first = DayField(label=_("First day"))
    document = forms.CharField(
        label=_("By the document"),
        max_length=160,
        required=False,
        help_text=_("Number, date and issuer of the decision."),
    )
    order = forms.ChoiceField(
        label=_("How names are written"),
        choices=[
            ("surname", _("Surname first: Nguyễn Văn An")),
            ("given", _("Given name first: An Nguyễn Văn")),
        ],
        initial="surname",
        widget=forms.RadioSelect,
    )
    file = PaperField(
        label=_("File"),
        accept=".csv,.xlsx,.xls,.ods",
        help_text=_("The accounts or participants that OpenSlides exports, .csv or as a spreadsheet."),
    )

    def __init__(self, *args: Any, request: Request, **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        fields["unit"].pick_from(roster.units_for_rosters(request.standing, request.today))
        bodies = {one.code: _(one.words) for one in BODY_KINDS}
        fields["seat"].pick_from(
            (f"{office}.{body}", f"{_(name)} – {bodies[body]}" if body else _(name))
            for office, body, name in seats_offered()
        )
        fields["first"].initial = request.today


class AskErasureForm(KitForm):
    """Why one's own data are to be erased; nothing need be said."""

    reason = forms.CharField(
        label=_("Reason (need not be given)"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


class DecideErasureForm(KitForm):
    """Erase or refuse, with the answer that the person reads."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("erase", _("Erase what the law does not keep")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to the person"), max_length=600, widget=forms.Textarea({"rows": 4})
    )


class WholeForm(KitForm):
    """The passphrase that seals the secrets of an export, typed twice."""

    passphrase = forms.CharField(
        label=_("Passphrase"),
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_(
            "At least 12 characters. Without it the export cannot be taken in; nobody can find it again."
        ),
    )
    again = forms.CharField(
        label=_("The same once more"),
        max_length=200,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        """Refuse two different texts."""
        again = str(self.cleaned_data["again"])
        if again != self.cleaned_data.get("passphrase"):
            raise forms.ValidationError(_("The two are not the same. Type the passphrase twice."))
        return again


class EmptySampleForm(KitForm):
    """The first unit of one's own organisation."""

    unit = forms.CharField(label=_("Name of your organisation"), max_length=240)
    code = forms.SlugField(label=_("Short code"), max_length=40, help_text=_("For example: DUK"))
    symbol = forms.CharField(label=_("Symbol in document numbers"), max_length=40, required=False)
    place = forms.CharField(label=_("Place in the date line"), max_length=80, required=False)
    sure = forms.BooleanField(
        label=_("Delete all data of the sample. This cannot be taken back."),
        error_messages={"required": _("Tick this box to empty the sample.")},
    )
