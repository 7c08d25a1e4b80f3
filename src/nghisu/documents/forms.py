"""Forms of documents."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.documents.actions import Recipient, Signer
from nghisu.documents.models import DocumentFile
from nghisu.documents.rules import entry, signing, states, types
from nghisu.documents.rules.authority import ORGAN_NAMES, Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.signing import Right
from nghisu.documents.rules.states import Direction, Edge
from nghisu.documents.rules.types import Family
from nghisu.kit.forms import (
    ConfirmForm,
    DayField,
    KitForm,
    LongText,
    ManyField,
    MomentField,
    NumberField,
    PaperField,
    PickField,
    UnitField,
    VersionField,
)
from nghisu.kit.language import clean_name
from nghisu.kit.pages import Request

ACCEPT = ".pdf,.docx,.xlsx,.odt,.ods,.doc,.xls,.png,.jpg,.tif,.txt"


def named(names: Any) -> list[tuple[str, Any]]:
    """Return choices with their words in the reader's language."""
    return [(one.value, _(name)) for one, name in names.items()]


def type_choices(day: date, family: Family = Family.PARTY) -> list[tuple[str, Any]]:
    """Return the types of the day's table with their symbols."""
    return [(kind.code, _(kind.name)) for kind in types.table_on(day, family).types]


class FileForm(KitForm):
    """A file to attach."""

    role = forms.ChoiceField(label=_("What it is"), choices=DocumentFile.Role.choices)
    file = PaperField(label=_("File"), accept=ACCEPT)
    attested = forms.BooleanField(
        label=_("I looked at every page of the scan: it bears no secrecy mark"), required=False
    )


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
            ["unit", "type", "reference", "dated_on", "issuer", "issuer_name", "subject", "urgency"],
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
        self.fields["type"].choices = type_choices(request.today)  # type: ignore[attr-defined]
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


class OutgoingForm(KitForm):
    """A document that a unit of ours writes."""

    version = VersionField(required=False)
    unit = UnitField(label=_("Issuer"))
    direction = forms.ChoiceField(
        label=_("Register"),
        choices=[
            (one.value, _(states.DIRECTION_NAMES[one])) for one in (Direction.OUTGOING, Direction.INTERNAL)
        ],
    )
    type = forms.ChoiceField(label=_("Type"))
    organ = forms.ChoiceField(label=_("In the name of"), choices=named(ORGAN_NAMES))
    subject = forms.CharField(
        label=_("Subject (trích yếu)"), max_length=500, widget=forms.Textarea({"rows": 2})
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=named(entry.URGENCY_NAMES))
    addressed_to = forms.CharField(
        label=_("Addressed to"), max_length=500, required=False, help_text=_("Several: part them by ;")
    )
    bases = LongText(label=_("Bases"), rows=3, required=False, help_text=_("One a line: - Căn cứ …;"))
    text = LongText(
        label=_("Text"),
        rows=16,
        required=False,
        help_text=_("A line is a paragraph; lines that begin with I. or 1. are headings"),
    )
    right = forms.ChoiceField(label=_("Right of signing"), choices=named(signing.RIGHT_NAMES))
    in_name_of = forms.CharField(
        label=_("On behalf of"), max_length=160, required=False, initial="Ban Thường vụ"
    )
    signer_title = forms.CharField(label=_("Title of the signatory"), max_length=160, initial="Phó Bí thư")
    signer_name = forms.CharField(label=_("Name of the signatory"), max_length=120)
    recipient_units = ManyField(label=_("Units"), required=False)
    recipient_outside = ManyField(label=_("Outside bodies"), required=False)
    recipient_others = LongText(
        label=_("Other recipients"),
        rows=2,
        required=False,
        help_text=_("One a line, as it stands under Nơi nhận"),
    )

    groups: ClassVar[list[tuple[Any, list[str]]]] = [
        (_("The document"), ["unit", "direction", "type", "organ", "subject", "urgency", "addressed_to"]),
        (_("What it says"), ["bases", "text"]),
        (_("Signature"), ["right", "in_name_of", "signer_title", "signer_name"]),
        (_("Recipients"), ["recipient_units", "recipient_outside", "recipient_others"]),
    ]

    def __init__(self, *args: Any, request: Request, is_new: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.standing = request.standing
        self.day = request.today
        fields: dict[str, Any] = self.fields
        issuers = queries.issuers_for(request.standing)
        fields["unit"].pick_from(queries.unit_choices(request.today, issuers))
        if len(issuers) == 1:
            fields["unit"].initial = str(next(iter(issuers)))
        if not is_new:
            del fields["unit"]
            del fields["direction"]
        fields["type"].choices = type_choices(request.today)
        fields["right"].initial = Right.ON_BEHALF
        self.names = dict(queries.unit_choices(request.today, queries.recipient_units(request.standing)))
        self.outside_names = dict(queries.outside_choices(request.today))
        fields["recipient_units"].pick_from(self.names.items())
        fields["recipient_outside"].pick_from(self.outside_names.items())

    def signer(self) -> Signer:
        """Return the signatory as typed."""
        values = self.cleaned_data
        return Signer(
            name=values["signer_name"],
            title=values["signer_title"],
            right=Right(values["right"]),
            in_name_of=values["in_name_of"],
        )

    def dropped_title(self) -> str:
        """Return the degree that was typed before the name and will not stand there."""
        return signing.bare_name(self.cleaned_data["signer_name"]).dropped

    def recipients(self) -> list[Recipient]:
        """Return the recipients in the order of the form."""
        values = self.cleaned_data
        found = [
            Recipient(self.outside_names[str(pk)], outside=body)
            for pk, body in queries.outside_by_id(values["recipient_outside"]).items()
        ]
        found += [
            Recipient(self.names[str(pk)], unit=unit)
            for pk, unit in queries.units_by_id(values["recipient_units"]).items()
        ]
        found += [Recipient(line.strip()) for line in values["recipient_others"].splitlines() if line.strip()]
        return found

    def words(self) -> dict[str, Any]:
        """Return the values that a new and a revised draft share."""
        values = self.cleaned_data
        return {
            "type_code": values["type"],
            "organ": Organ(values["organ"]),
            "subject": values["subject"],
            "text": values["text"],
            "bases": values["bases"],
            "addressed_to": values["addressed_to"],
            "urgency": Urgency(values["urgency"]),
            "signer": self.signer(),
            "recipients": self.recipients(),
        }


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


class LinkForm(KitForm):
    """How this document bears on another."""

    kind = forms.ChoiceField(label=_("This document"), choices=named(states.EDGE_NAMES))
    target = PickField(label=_("The other document"))

    def __init__(self, *args: Any, request: Request, document: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = queries.link_choices(request.standing, document)
        self.fields["target"].pick_from(choices)  # type: ignore[attr-defined]

    def edge(self) -> Edge:
        """Return the kind chosen."""
        return Edge(self.cleaned_data["kind"])


class IssueForm(ConfirmForm):
    """The day on the paper, and the confirmation."""

    version = VersionField(required=False)
    dated_on = DayField(label=_("Date of the document"))
    signed_on = DayField(label=_("Signed on"), required=False)
    field_order = ("dated_on", "signed_on", "typed")


class VoidForm(ConfirmForm):
    """The reason, and the confirmation."""

    reason = forms.CharField(label=_("Why the number is void"), max_length=300)
    field_order = ("reason", "typed")


class RemarksForm(KitForm):
    """What is to be mended before the document is submitted again."""

    remarks = LongText(label=_("What is to be mended"), rows=3)
