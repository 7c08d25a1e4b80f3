"""Forms of programmes, plans and their lines."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import (
    DayField,
    KitForm,
    ManyField,
    NumberField,
    PickField,
    UnitField,
    VersionField,
)
from nghisu.tasks.forms.products import ProductsField
from nghisu.tasks.rules.planning import (
    BECOMES_WORDS,
    FIELD_OF_WORK_WORDS,
    Becomes,
    FieldOfWork,
    Period,
)

PERIODS = [
    ("", _("the whole year")),
    *(
        (f"q{n}", _("quarter %(number)s") % {"number": roman})
        for n, roman in enumerate(("I", "II", "III", "IV"), 1)
    ),
    *((f"m{n}", _("month %(number)s") % {"number": n}) for n in range(1, 13)),
]


class ProgrammeForm(KitForm):
    """Begin a programme of a year, or the plan of a quarter or a month."""

    unit = UnitField(label=_("Unit"))
    title = forms.CharField(
        label=_("Programme"), max_length=240, error_messages={"required": _("Give the programme a name.")}
    )
    year = NumberField(label=_("Year"), whole=True, at_least=2000, at_most=2100)
    period = forms.ChoiceField(label=_("Period"), required=False, choices=PERIODS)
    take = forms.BooleanField(
        label=_("Begin with the lines of the longer plan that fall due, and with what is carried over"),
        required=False,
        help_text=_("For the plan of a quarter or a month; what is done or dropped is not carried over."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        chosen = cleaned.get("period") or ""
        number = int(chosen[1:]) if chosen else None
        if cleaned.get("year"):
            cleaned["planned"] = Period(
                cleaned["year"],
                number if chosen.startswith("q") else None,
                number if chosen.startswith("m") else None,
            )
        if cleaned.get("take") and not chosen:
            self.add_error("period", _("Choose a quarter or a month; a year begins with its own lines."))
        return cleaned


class ItemForm(KitForm):
    """Add a line to a programme."""

    groups = [
        (_("The work"), ["content", "field_of_work", "products", "becomes", "asked_by"]),
        (_("Who does it, and when"), ["lead", "supports", "starts_on", "due_on"]),
    ]
    wide = ("content", "products")

    version = VersionField()
    content = forms.CharField(
        label=_("Content"), max_length=400, error_messages={"required": _("Say what is to be done.")}
    )
    field_of_work = forms.ChoiceField(
        label=_("Kind of work"),
        choices=[(one.value, _(FIELD_OF_WORK_WORDS[one])) for one in FieldOfWork],
        initial=FieldOfWork.OTHER,
        required=False,
    )
    lead = UnitField(label=_("Lead"))
    supports = ManyField(label=_("Co-operating units"), required=False)
    asked_by = PickField(label=_("Assigned by"), required=False, empty=_("nobody; our own"))
    products = ProductsField()
    becomes = forms.ChoiceField(
        label=_("It is to become"),
        choices=[(one.value, _(BECOMES_WORDS[one])) for one in Becomes],
        initial=Becomes.DOCUMENT,
        required=False,
    )
    starts_on = DayField(label=_("Start"), required=False)
    due_on = DayField(label=_("Deadline"), required=False)


class RealiseForm(KitForm):
    """Say what a line became."""

    documents = ManyField(
        label=_("Documents and drafts"),
        required=False,
        help_text=_("However many, it stays one line and one task."),
    )
    meetings = ManyField(label=_("Meetings"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("documents") and not cleaned.get("meetings"):
            self.add_error("documents", _("Choose at least one thing that the line became."))
        return cleaned
