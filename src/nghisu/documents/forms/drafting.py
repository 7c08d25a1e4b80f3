"""Forms of drafts."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.documents.actions import Recipient, Signer
from nghisu.documents.forms.choices import named, type_choices
from nghisu.documents.queries.signing import signatory_choices
from nghisu.documents.rules import entry, signing, states
from nghisu.documents.rules.authority import ORGAN_NAMES, Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.signing import Right
from nghisu.documents.rules.states import Direction
from nghisu.kit.forms import (
    KitForm,
    LongText,
    ManyField,
    PickField,
    UnitField,
    VersionField,
)
from nghisu.kit.pages import Request
from nghisu.organisation.queries.bodies import person_by_id


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
    signer_person = PickField(
        label=_("Signatory"),
        required=False,
        help_text=_("From the roster, offices and absences are checked. Else write title and name"),
    )
    signer_title = forms.CharField(label=_("Title of the signatory"), max_length=160, required=False)
    signer_name = forms.CharField(label=_("Name of the signatory"), max_length=120, required=False)
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
        (_("Signature"), ["right", "in_name_of", "signer_person", "signer_title", "signer_name"]),
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
        self.signatories = {
            pk: (name, title) for pk, name, title in signatory_choices(request.standing, request.today)
        }
        fields["signer_person"].pick_from(
            [(pk, f"{name} – {title}") for pk, (name, title) in self.signatories.items()]
        )
        self.names = dict(queries.unit_choices(request.today, queries.recipient_units(request.standing)))
        self.outside_names = dict(queries.outside_choices(request.today))
        fields["recipient_units"].pick_from(self.names.items())
        fields["recipient_outside"].pick_from(self.outside_names.items())

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("signer_person"):
            for name in ("signer_title", "signer_name"):
                if name in values and not values[name].strip():
                    self.add_error(name, _("Choose the signatory from the roster, or fill this in."))
        return values

    def signer(self) -> Signer:
        """Return the signatory: the one from the roster with the title held, unless one is typed."""
        values = self.cleaned_data
        person = values["signer_person"]
        name, title = self.signatories[str(person)] if person else ("", "")
        return Signer(
            name=name or values["signer_name"],
            title=values["signer_title"] or title,
            right=Right(values["right"]),
            in_name_of=values["in_name_of"],
            person=person_by_id(person) if person else None,
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


class RemarksForm(KitForm):
    """What is to be mended before the document is submitted again."""

    remarks = LongText(label=_("What is to be mended"), rows=3)
