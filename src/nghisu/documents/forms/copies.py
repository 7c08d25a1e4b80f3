"""Forms of official copies."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.documents.actions import Signer
from nghisu.documents.forms.choices import named
from nghisu.documents.queries.signing import signatory_choices
from nghisu.documents.rules import copies, signing
from nghisu.documents.rules.signing import Right
from nghisu.kit.forms import DayField, KitForm, LongText, NumberField, PickField, UnitField
from nghisu.kit.pages import Request
from nghisu.organisation.queries.bodies import person_by_id


class CopyForm(KitForm):
    """An official copy of one document."""

    unit = UnitField(label=_("Copied by"))
    kind = forms.ChoiceField(label=_("Kind of copy"), choices=named(copies.COPY_NAMES))
    dated_on = DayField(label=_("Date of the copy"))
    sheets = NumberField(label=_("How many are made"), whole=True, at_least=1, at_most=5000, initial=1)
    text = LongText(
        label=_("The part that is copied"),
        rows=6,
        required=False,
        help_text=_("Only for a copy of a part: word for word, a line is a paragraph"),
    )
    from_copy = forms.CharField(
        label=_("The copy it is made from"),
        max_length=120,
        required=False,
        help_text=_("Only for a copy of a copy: its number and who made it"),
    )
    right = forms.ChoiceField(label=_("Right of signing"), choices=named(signing.RIGHT_NAMES))
    signer_for = forms.CharField(
        label=_("On behalf of"), max_length=160, required=False, initial="Ban Thường vụ"
    )
    signer = PickField(label=_("Signatory"))
    recipients = LongText(
        label=_("Recipients"), rows=3, required=False, help_text=_("One a line, as it stands under Nơi nhận")
    )

    groups: ClassVar[list[tuple[Any, list[str]]]] = [
        (_("The copy"), ["unit", "kind", "dated_on", "sheets", "text", "from_copy"]),
        (_("Signature"), ["right", "signer_for", "signer"]),
        (_("Recipients"), ["recipients"]),
    ]

    def __init__(self, *args: Any, request: Request, units: frozenset[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        choices = queries.unit_choices(request.today, units)
        fields["unit"].pick_from(choices)
        if len(choices) == 1:
            fields["unit"].initial = choices[0][0]
        fields["dated_on"].initial = request.today
        fields["right"].initial = Right.BY_ORDER
        self.signatories = {
            pk: (name, title) for pk, name, title in signatory_choices(request.standing, request.today)
        }
        fields["signer"].pick_from(
            [(pk, f"{name} – {title}") for pk, (name, title) in self.signatories.items()]
        )

    def signatory(self) -> Signer:
        """Return who signs, with the title held."""
        values = self.cleaned_data
        name, title = self.signatories[str(values["signer"])]
        return Signer(
            name=name,
            title=title,
            right=Right(values["right"]),
            in_name_of=values["signer_for"],
            person=person_by_id(values["signer"]),
        )
