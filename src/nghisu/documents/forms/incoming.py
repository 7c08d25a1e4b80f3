"""Forms of what arrives."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.documents.forms.choices import ACCEPT, named, type_choices
from nghisu.documents.rules import entry
from nghisu.kit.forms import (
    DayField,
    KitForm,
    LongText,
    MomentField,
    NumberField,
    PaperField,
    PickField,
    UnitField,
)
from nghisu.kit.language import clean_name
from nghisu.kit.pages import Request


class IncomingForm(KitForm):
    """A document that arrived."""

    unit = UnitField(label=_("Incoming book of"))
    type = forms.ChoiceField(label=_("Type"))
    reference = forms.CharField(
        label=_("Number and symbol"), max_length=80, required=False, help_text=_("As it stands: 128-CV/BTCTW")
    )
    dated_on = DayField(label=_("Date of the document"))
    issuer = PickField(label=_("Issuer"), required=False)
    issuer_name = forms.CharField(
        label=_("Issuer, where the directory has none"), max_length=240, required=False
    )
    subject = forms.CharField(
        label=_("Subject (trích yếu)"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
    text = LongText(
        label=_("Text, a paragraph each"),
        rows=6,
        required=False,
        help_text=_("Its sentences can then be marked as points that ask for work."),
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=named(entry.URGENCY_NAMES))
    received_at = MomentField(label=_("Received at"), required=False, help_text=_("Empty: now"))
    expected_tasks = NumberField(
        label=_("How many tasks it gives"),
        whole=True,
        at_least=0,
        at_most=500,
        required=False,
        help_text=_("Decides by when they must be entered"),
    )
    file = PaperField(label=_("File"), accept=ACCEPT, required=False)
    attested = forms.BooleanField(
        label=_("I looked at every page of the scan: it bears no secrecy mark"), required=False
    )
    route_to = UnitField(label=_("Route to"), required=False)
    route_due_on = DayField(label=_("To be dealt with by"), required=False)
    remark = forms.CharField(label=_("Remark for the unit"), max_length=500, required=False)

    groups: ClassVar[list[tuple[Any, list[str]]]] = [
        (
            _("The document"),
            [
                "unit",
                "type",
                "reference",
                "dated_on",
                "issuer",
                "issuer_name",
                "subject",
                "text",
                "urgency",
            ],
        ),
        (_("Receipt"), ["received_at", "expected_tasks", "file", "attested"]),
        (_("Routing"), ["route_to", "route_due_on", "remark"]),
    ]

    def __init__(self, *args: Any, request: Request, **rest: Any) -> None:
        super().__init__(*args, **rest)
        books = request.standing.reach("document.receive") & request.standing.tree.committees
        choices = queries.unit_choices(request.today, books)
        self.fields["unit"].pick_from(choices)  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["unit"].initial = choices[0][0]
        self.fields["type"].choices = type_choices(  # type: ignore[attr-defined]
            request.today, without_symbol=True
        )
        self.fields["type"].initial = "letter"
        self.fields["issuer"].pick_from(queries.outside_choices(request.today))  # type: ignore[attr-defined]
        house = {one for book in books for one in request.standing.tree.house_of(book)}
        self.fields["route_to"].pick_from(  # type: ignore[attr-defined]
            queries.unit_choices(request.today, frozenset(house))
        )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("issuer") and not clean_name(values.get("issuer_name") or ""):
            self.add_error("issuer", _("Choose the issuer, or write its name below."))
        return values


class RouteForm(KitForm):
    """Where an incoming document goes inside the house."""

    to_unit = UnitField(label=_("Route to"))
    due_on = DayField(label=_("To be dealt with by"), required=False)
    remark = forms.CharField(label=_("Remark for the unit"), max_length=500, required=False)

    def __init__(self, *args: Any, request: Request, unit_id: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        tree = request.standing.tree
        house = tree.house_of(tree.committee_of(unit_id))
        choices = queries.unit_choices(request.today, house)
        self.fields["to_unit"].pick_from(choices)  # type: ignore[attr-defined]
