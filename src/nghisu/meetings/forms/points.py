"""Forms of the remote points."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, NumberField, PersonField, PickField, VersionField
from nghisu.meetings.rules.points import INCIDENT_NAMES, PointState
from nghisu.meetings.rules.remarks import LONGEST


class HeadsForm(KitForm):
    """How many people sit at a point."""

    heads = NumberField(
        label=_("People at the point now"), whole=True, at_least=0, help_text=_("Everyone in the room.")
    )


class TestForm(KitForm):
    """A test of the line."""

    hears = forms.BooleanField(label=_("We hear the hall"), required=False)
    sees = forms.BooleanField(label=_("We see the hall"), required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)


class IncidentForm(KitForm):
    """Trouble at a point."""

    kind = forms.ChoiceField(
        label=_("What is wrong"), choices=[(kind.value, _(name)) for kind, name in INCIDENT_NAMES.items()]
    )
    text = forms.CharField(label=_("In a few words"), max_length=300, required=False)


class SolvedForm(KitForm):
    """The end of some trouble."""

    incident = forms.CharField(max_length=36)
    answer = forms.CharField(label=_("What was done"), max_length=300, required=False)


class StepForm(KitForm):
    """Another state of the point, or the end of some trouble."""

    state = forms.ChoiceField(choices=[(state.value, state.value) for state in PointState], required=False)
    incident = forms.CharField(max_length=36, required=False)
    answer = forms.CharField(label=_("What was done"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("state")) is bool(cleaned.get("incident")):
            self.add_error(None, _("Choose one."))
        return cleaned


class CodeForm(KitForm):
    """A check-in code."""

    code = forms.CharField(label=_("Code of the person"), max_length=300)
    moves = forms.BooleanField(required=False)


class BelowForm(KitForm):
    """The heads of the points directly under one's own; an empty one reports nothing."""

    def __init__(self, *args: Any, children: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        for child in children:
            self.fields[f"heads_{child.pk}"] = NumberField(
                label=child.name, whole=True, at_least=0, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(value is not None for value in cleaned.values()):
            self.add_error(None, _("Write a number beside at least one point."))
        return cleaned


class CommentForm(KitForm):
    """What a point says to the item under discussion."""

    text = LongText(label=_("Comment"), max_length=LONGEST)


class NothingForm(KitForm):
    """A button without words."""


class PointForm(KitForm):
    """What is registered of a point."""

    name = forms.CharField(label=_("Name of the point"), max_length=200)
    parent = PickField(label=_("Under the point"), required=False, empty=_("— at the top —"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    operator = PersonField(
        label=_("Operator with an account"),
        required=False,
        empty=_("— none —"),
        help_text=_("This person may open the console of the point."),
    )
    operator_name = forms.CharField(label=_("Operator, by name"), max_length=120, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)
    expected = NumberField(label=_("People expected"), whole=True, at_least=0)
    is_cleared = forms.BooleanField(
        label=_("Cleared for closed parts"),
        required=False,
        help_text=_("Parts about personnel reach only points that are named for them."),
    )
    is_hall = forms.BooleanField(
        label=_("This point is the hall itself"),
        required=False,
        help_text=_("Who is checked in in the hall is then counted among its people, and not twice."),
    )
    version = VersionField()
    wide: ClassVar[tuple[str, ...]] = ("name",)

    def __init__(self, *args: Any, parents: Any = (), people: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["parent"].pick_from(parents)  # type: ignore[attr-defined]
        self.fields["operator"].pick_from(people)  # type: ignore[attr-defined]


class ReachForm(KitForm):
    """Which points a closed part reaches by name."""

    part = forms.CharField(widget=forms.HiddenInput)
    is_personnel = forms.BooleanField(
        label=_("About personnel: reaches no point but those named below"), required=False
    )
    codes = forms.CharField(
        label=_("Codes of the points named for this part"),
        required=False,
        max_length=8000,
        help_text=_("Parted by commas or spaces. Leave it empty to name none."),
        widget=forms.Textarea({"rows": 2}),
    )


class UpwardForm(KitForm):
    """Whom we told."""

    told = forms.CharField(
        label=_("Whom we told"), max_length=160, help_text=_("For example: the superior's duty officer")
    )
