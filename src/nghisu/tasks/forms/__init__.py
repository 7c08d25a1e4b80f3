"""Forms of tasks and programmes; what they offer is told by the views."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import (
    ConfirmForm,
    DayField,
    KitForm,
    LongText,
    ManyField,
    PersonField,
    PickField,
    UnitField,
    VersionField,
)
from nghisu.tasks.forms.products import ByProduct, JudgeForm, ProductsField

Names = Mapping[UUID, str]


class AssignForm(KitForm):
    """Give the work of a directive, or of one point of it, to one or several units."""

    groups = [
        (_("Where it comes from"), ["directive", "point", "quote"]),
        (_("The work"), ["title", "products", "criteria", "starts_on", "due_on", "is_urgent"]),
        (_("Who does it"), ["units", "lead", "supports", "person"]),
    ]
    wide = ("quote", "title", "products")

    directive = PickField(
        label=_("Directive"), error_messages={"required": _("Choose the directive that asks for this work.")}
    )
    point = forms.CharField(
        label=_("Point of the directive"),
        max_length=24,
        required=False,
        help_text=_("As numbered in the text, like II.2; the coverage page shows points without a task."),
    )
    quote = LongText(label=_("The sentence that asks for it"), rows=3, required=False)
    title = forms.CharField(
        label=_("Task"), max_length=400, error_messages={"required": _("Say what is to be done.")}
    )
    products = ProductsField()
    criteria = forms.CharField(label=_("Criteria"), max_length=400, required=False)
    starts_on = DayField(label=_("Start"), required=False)
    due_on = DayField(label=_("Deadline"), required=False, help_text=_("Empty: ongoing, no deadline."))
    is_urgent = forms.BooleanField(label=_("Urgent"), required=False)
    units = ManyField(
        label=_("Units that get the work"),
        help_text=_("Each unit gets a task of its own, counted for it."),
        error_messages={"required": _("Choose at least one unit that gets the work.")},
    )
    lead = UnitField(
        label=_("Lead"),
        required=False,
        empty=_("the unit itself"),
        help_text=_("Exactly one leads; for several units each leads its own."),
    )
    supports = ManyField(label=_("Supporting units"), required=False)
    person = PersonField(label=_("Person in charge"), required=False, empty=_("not named"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("lead") and len(cleaned.get("units") or []) > 1:
            self.add_error("lead", _("Several units are chosen; each leads its own. Leave the lead empty."))
        return cleaned


class PlannedForm(KitForm):
    """Give the work of a programme line; what is left as it is comes from the line."""

    version = VersionField()
    title = forms.CharField(label=_("Task"), max_length=400)
    products = ProductsField()
    lead = UnitField(label=_("Lead"))
    supports = ManyField(label=_("Supporting units"), required=False)
    person = PersonField(label=_("Person in charge"), required=False, empty=_("not named"))
    due_on = DayField(label=_("Deadline"), required=False)


class CascadeForm(KitForm):
    """Pass a task on to affiliates."""

    version = VersionField()
    units = ManyField(
        label=_("Units that get the work"),
        error_messages={"required": _("Choose at least one unit that gets the work.")},
    )
    title = forms.CharField(label=_("Task"), max_length=400)
    products = ProductsField()
    due_on = DayField(
        label=_("Deadline"),
        required=False,
        help_text=_("Empty: the deadline of the task above. It cannot be later."),
    )


class ReportForm(KitForm):
    """Say how far the work has come."""

    version = VersionField()
    reason = LongText(
        label=_("Progress"), rows=4, error_messages={"required": _("Say how far the work has come.")}
    )


class SubmitForm(ByProduct):
    """Hand in the products with the documents that show them."""

    version = VersionField()
    submitted_on = DayField(label=_("Handed in on"))
    evidence = ManyField(
        label=_("Documents that show the work as a whole"),
        required=False,
        help_text=_("Documents you can see, newest first. Register or issue the product first."),
    )
    reason = LongText(label=_("Remarks"), rows=3, required=False)


class AcceptForm(JudgeForm):
    """Accept the product for the giver, and judge it."""

    field_order = ["accepted_on", "document", "quality", "reached", "reason"]

    version = VersionField()
    accepted_on = DayField(
        label=_("Accepted on"), help_text=_("The day of the giver's answer. This day decides the quarter.")
    )
    document = PickField(label=_("Document of the giver"), required=False, empty=_("none"))
    reason = LongText(label=_("Remark of the evaluation"), rows=3, required=False)


class ReturnForm(KitForm):
    """Send the product back."""

    version = VersionField()
    reason = LongText(
        label=_("Reason"), rows=4, error_messages={"required": _("Say what is to be done otherwise.")}
    )
    document = PickField(label=_("Document of the giver"), required=False, empty=_("none"))


class AskExtensionForm(KitForm):
    """Ask for a later deadline."""

    version = VersionField()
    new_due_on = DayField(label=_("New deadline"))
    reason = LongText(label=_("Reason"), rows=4, error_messages={"required": _("Say why, in a sentence.")})


class DecideExtensionForm(KitForm):
    """Grant or refuse a later deadline."""

    version = VersionField()
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[("grant", _("Grant")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Grant or refuse.")},
    )
    granted_to = DayField(label=_("New deadline"), required=False)
    document = PickField(label=_("Document of the giver"), required=False, empty=_("none"))
    reason = LongText(label=_("Reason"), rows=3, required=False, help_text=_("A refusal needs a reason."))


class PauseForm(KitForm):
    """Let the work stand still."""

    version = VersionField()
    reason = LongText(label=_("Reason"), rows=3, error_messages={"required": _("Say why, in a sentence.")})


class ResumeForm(KitForm):
    """Go on with paused work."""

    version = VersionField()
    due_on = DayField(label=_("New deadline"), required=False, help_text=_("Empty: the deadline stays."))
    reason = LongText(label=_("Remarks"), rows=3, required=False)


class HandOverForm(KitForm):
    """Hand the work of a unit that has ended over to the one that follows."""

    version = VersionField()
    unit = UnitField(label=_("To the unit"))
    reason = LongText(label=_("Remarks"), rows=3, required=False)


class EndForm(ConfirmForm):
    """End a task that is no longer needed; its code is typed to confirm."""

    field_order = ["document", "reason", "typed"]

    version = VersionField()
    document = PickField(
        label=_("Document that ends it"),
        error_messages={"required": _("Name the document that ends this task.")},
    )
    reason = LongText(label=_("Reason"), rows=3, required=False)


class CorrectForm(KitForm):
    """Put right what was entered wrongly; what is left empty stays."""

    version = VersionField()
    accepted_on = DayField(label=_("Accepted on"), required=False)
    unit = UnitField(label=_("Counts for"), required=False, empty=_("as it is"))
    lead = UnitField(label=_("Lead"), required=False, empty=_("as it is"))
    item = PickField(
        label=_("Planned: the programme line it comes from"), required=False, empty=_("as it is")
    )
    directive = PickField(
        label=_("Arising: the directive that asked for it"), required=False, empty=_("as it is")
    )
    reason = LongText(
        label=_("Reason"),
        rows=3,
        error_messages={"required": _("Say why, in a sentence.")},
        help_text=_(
            "The correction stays to be read, with what stood before; past days keep what was known."
        ),
    )


class AdoptForm(ConfirmForm):
    """Adopt a programme; its name is typed to confirm."""

    field_order = ["adopted_on", "document", "typed"]

    version = VersionField()
    adopted_on = DayField(label=_("Adopted on"))
    document = PickField(label=_("Adopting document"), required=False, empty=_("none"))


class DropItemForm(KitForm):
    """Take a line out of a programme."""

    version = VersionField()
    reason = LongText(label=_("Reason"), rows=3, error_messages={"required": _("Say why, in a sentence.")})


def offer(form: forms.Form, **names: Iterable[tuple[Any, str]] | Names) -> None:
    """Offer choices in the fields of a form, those that it has."""
    for field, pairs in names.items():
        if field in form.fields:
            form.fields[field].pick_from(pairs.items() if isinstance(pairs, Mapping) else pairs)  # type: ignore[attr-defined]
