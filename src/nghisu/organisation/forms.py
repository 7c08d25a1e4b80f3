"""Forms of the organisation."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import (
    ConfirmForm,
    DayField,
    KitForm,
    LongText,
    ManyField,
    MomentField,
    NumberField,
    PersonField,
    PickField,
    UnitField,
    VersionField,
)
from nghisu.organisation.actions.bodies import BodyRules
from nghisu.organisation.actions.rules import Entered
from nghisu.organisation.actions.units import NewUnit
from nghisu.organisation.models import Body, Mandate, OutsideBody, Unit, UnitPlace
from nghisu.organisation.rules.offices import OFFICES
from nghisu.organisation.rules.plain_words import (
    BASES,
    BLANKS,
    OUTCOMES,
    QUORUMS,
    THRESHOLDS,
    TIES,
)
from nghisu.organisation.rules.profiles import PROFILES, Gathering

NONE = [("", "—")]
GATHERINGS = [
    ("", _("every gathering")),
    (Gathering.SESSION.value, _("session of a committee")),
    (Gathering.MEMBERS.value, _("congress of members")),
    (Gathering.DELEGATES.value, _("congress of delegates")),
]


def _told(words: Mapping[Any, str]) -> list[tuple[str, Any]]:
    return [(key.value, _(sentence)) for key, sentence in words.items()]


def _levels() -> list[tuple[str, Any]]:
    return [*NONE, *UnitPlace.Level.choices]


class DocumentField(forms.CharField):
    """The document that orders a change."""

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("label", _("Ordering document"))
        rest.setdefault("help_text", _("Number, date and issuer, like QĐ 12-QĐ/TW of 21/4/2023"))
        super().__init__(max_length=160, **rest)


class EffectiveDayField(DayField):
    """The first day on which a change holds."""

    def __init__(self, **rest: Any) -> None:
        rest.setdefault("label", _("In force from"))
        super().__init__(**rest)


class UnitFields(KitForm):
    """What a new unit begins with."""

    name = forms.CharField(label=_("Name of the unit"), max_length=240)
    short = forms.CharField(label=_("Short name"), max_length=80, required=False)
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("In addresses and tables; it never changes.")
    )
    symbol = forms.CharField(
        label=_("Symbol in documents"), max_length=40, required=False, help_text=_("Like ĐUK in 12-NQ/ĐUK")
    )
    charter_code = forms.CharField(
        label=_("Charter code"),
        max_length=40,
        required=False,
        help_text=_("14 digits, like 38.168.053.000.001"),
    )
    place = forms.CharField(
        label=_("Place in date lines"), max_length=80, required=False, help_text=_("Like Hà Nội")
    )

    def new_unit(self, **more: Any) -> NewUnit:
        """Return what the form says of the new unit."""
        names = ("name", "short", "code", "symbol", "charter_code", "place")
        said: dict[str, Any] = {name: self.cleaned_data.get(name) or "" for name in names}
        return NewUnit(**(said | more))


class FoundForm(UnitFields):
    """Founds a unit."""

    parent = UnitField(label=_("Superior unit"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=Unit.Kind.choices)
    level = forms.ChoiceField(label=_("Level"), choices=_levels, required=False)
    order = NumberField(
        label=_("Place among its equals"), whole=True, at_least=0, at_most=9999, required=False
    )
    day = EffectiveDayField()
    document = DocumentField()
    groups: ClassVar = [
        (_("Name and codes"), ["name", "short", "code", "symbol", "charter_code", "place"]),
        (_("Place in the tree"), ["parent", "kind", "level", "order"]),
        (_("The change"), ["day", "document"]),
    ]


class UpdateForm(KitForm):
    """Changes what is not dated."""

    place = forms.CharField(label=_("Place in date lines"), max_length=80, required=False)
    charter_code = forms.CharField(
        label=_("Charter code"),
        max_length=40,
        required=False,
        help_text=_("14 digits, like 38.168.053.000.001"),
    )
    version = VersionField()


class RenameForm(KitForm):
    """Renames from a day on."""

    name = forms.CharField(label=_("New name"), max_length=240)
    short = forms.CharField(label=_("Short name"), max_length=80, required=False)
    symbol = forms.CharField(label=_("Symbol in documents"), max_length=40, required=False)
    day = EffectiveDayField()
    document = DocumentField()
    version = VersionField()


class CorrectNameForm(KitForm):
    """Mends a name typed wrong."""

    name = forms.CharField(label=_("Name of the unit"), max_length=240)
    short = forms.CharField(label=_("Short name"), max_length=80, required=False)
    symbol = forms.CharField(label=_("Symbol in documents"), max_length=40, required=False)
    reason = LongText(label=_("Reason of the correction"), max_length=500, rows=2)
    version = VersionField()


class MoveForm(KitForm):
    """Moves under another superior."""

    parent = UnitField(label=_("New superior"), required=False)
    level = forms.ChoiceField(label=_("Level"), choices=_levels, required=False)
    order = NumberField(
        label=_("Place among its equals"), whole=True, at_least=0, at_most=9999, required=False
    )
    day = EffectiveDayField()
    document = DocumentField()
    version = VersionField()


class DissolveForm(ConfirmForm):
    """Ends a unit."""

    day = EffectiveDayField(label=_("First day on which it no longer exists"))
    document = DocumentField()
    version = VersionField()
    field_order = ["day", "document", "typed"]


class MergeForm(ConfirmForm):
    """Merges units into one."""

    into = UnitField(
        label=_("Merge into"), required=False, help_text=_("Leave it open to merge into a new unit.")
    )
    new_name = forms.CharField(
        label=_("Name of the new unit"), max_length=240, required=False, help_text=_("Only for a new unit")
    )
    code = forms.CharField(label=_("Code of the new unit"), max_length=40, required=False)
    symbol = forms.CharField(label=_("Symbol in documents"), max_length=40, required=False)
    others = ManyField(
        label=_("Merged together with it"),
        required=False,
        widget=forms.SelectMultiple({"size": "8"}),
        help_text=_("Hold Ctrl to choose several; leave it open if none."),
    )
    day = EffectiveDayField()
    document = DocumentField()
    version = VersionField()
    groups: ClassVar = [
        (_("What is merged"), ["others"]),
        (_("The result"), ["into", "new_name", "code", "symbol"]),
        (_("The change"), ["day", "document", "typed"]),
    ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("into") and not said.get("new_name"):
            self.add_error("into", gettext("Choose the unit that goes on, or name the new one."))
        if said.get("into") and said.get("new_name"):
            self.add_error(
                "new_name", gettext("Either an existing unit or a new one: leave one of them open.")
            )
        if said.get("new_name") and not said.get("into") and not said.get("code"):
            self.add_error("code", gettext("Enter the code of the new unit."))
        return said


class SplitForm(ConfirmForm):
    """Splits a unit into two or three parts."""

    ends = forms.BooleanField(label=_("The old unit ends on that day"), required=False)
    part_1_name = forms.CharField(label=_("First new unit"), max_length=240)
    part_1_code = forms.CharField(label=_("Code of the first"), max_length=40)
    part_2_name = forms.CharField(label=_("Second new unit"), max_length=240, required=False)
    part_2_code = forms.CharField(label=_("Code of the second"), max_length=40, required=False)
    part_3_name = forms.CharField(label=_("Third new unit"), max_length=240, required=False)
    part_3_code = forms.CharField(label=_("Code of the third"), max_length=40, required=False)
    day = EffectiveDayField()
    document = DocumentField()
    version = VersionField()
    groups: ClassVar = [
        (
            _("The new units"),
            ["part_1_name", "part_1_code", "part_2_name", "part_2_code", "part_3_name", "part_3_code"],
        ),
        (_("The change"), ["ends", "day", "document", "typed"]),
    ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for number in (2, 3):
            if bool(said.get(f"part_{number}_name")) != bool(said.get(f"part_{number}_code")):
                self.add_error(f"part_{number}_code", gettext("A new unit needs both its name and its code."))
        return said

    def parts(self, **more: Any) -> list[NewUnit]:
        """Return the new units that the form names."""
        said = self.cleaned_data
        return [
            NewUnit(name=said[f"part_{number}_name"], code=said[f"part_{number}_code"], **more)
            for number in (1, 2, 3)
            if said.get(f"part_{number}_name")
        ]


class TermOpenForm(KitForm):
    """Opens a term."""

    unit = UnitField(label=_("Committee"))
    ordinal = NumberField(label=_("Ordinal (khóa)"), whole=True, at_least=1, at_most=99)
    first_year = NumberField(label=_("First year"), whole=True, at_least=1930, at_most=2200)
    last_year = NumberField(label=_("Last year"), whole=True, at_least=1930, at_most=2200)
    opened_at = MomentField(label=_("Opened at"))


class TermCloseForm(ConfirmForm):
    """Closes a term."""

    closed_at = MomentField(label=_("Closed at"))
    field_order = ["closed_at", "typed"]


class BodyFields(KitForm):
    """What the working regulation says of a body."""

    seats = NumberField(label=_("Seats decided"), whole=True, at_least=1, at_most=2000)
    quorum_numerator = NumberField(label=_("Quorum: parts"), whole=True, at_least=1, at_most=100)
    quorum_denominator = NumberField(label=_("Quorum: of how many"), whole=True, at_least=1, at_most=100)
    frequency_months = NumberField(
        label=_("Meets every … months"), whole=True, at_least=1, at_most=60, required=False
    )
    frequency_weeks = NumberField(
        label=_("Meets every … weeks"), whole=True, at_least=1, at_most=60, required=False
    )
    papers_ahead_days = NumberField(
        label=_("Papers sent … days ahead"), whole=True, at_least=0, at_most=60, required=False
    )
    rule_profile = forms.ChoiceField(
        label=_("Rule profile"), choices=[(one.code, _(one.name)) for one in PROFILES]
    )
    source = forms.CharField(
        label=_("Source of these values"),
        max_length=200,
        required=False,
        help_text=_("The working regulation: number, date, article"),
    )

    def values(self) -> BodyRules:
        """Return the values as the action takes them."""
        names = BodyRules.__dataclass_fields__
        return BodyRules(**{name: self.cleaned_data[name] for name in names})


class BodyCreateForm(BodyFields):
    """Creates a body in a term."""

    term = PickField(label=_("Term"))
    kind = forms.ChoiceField(label=_("Kind of body"), choices=Body.Kind.choices)
    field_order = ["term", "kind"]


class BodyUpdateForm(BodyFields):
    """Changes a body's values."""

    reason = LongText(label=_("Reason of the change"), max_length=500, rows=2)
    version = VersionField()


class PersonForm(KitForm):
    """Puts a name on the roster. There is no other personal field, and there will be none."""

    unit = UnitField(label=_("Enrolled by"))
    full_name = forms.CharField(label=_("Full name"), max_length=120)
    title = forms.CharField(label=_("Post"), max_length=160, required=False)
    username = forms.CharField(
        label=_("Username"),
        max_length=80,
        required=False,
        help_text=_("Leave it open for a person who does not sign in."),
    )

    def clean_username(self) -> str | None:
        """Return the username in small letters, None for nobody who signs in."""
        username = str(self.cleaned_data["username"]).strip().lower()
        return username or None


class MandateFields(KitForm):
    """What a mandate says beside its holder and office."""

    duty = forms.CharField(
        label=_("Title on lists"), max_length=160, required=False, help_text=_("As the list of members says")
    )
    order = NumberField(label=_("Place on lists"), whole=True, at_least=0, at_most=9999, required=False)
    obtained = forms.ChoiceField(label=_("How obtained"), choices=Mandate.Obtained.choices)
    document = forms.CharField(label=_("By document"), max_length=160, required=False)
    first = DayField(label=_("First day"))
    until = DayField(label=_("First day no longer"), required=False)


class MandateGiveForm(MandateFields):
    """Gives an office."""

    person = PersonField(label=_("Person"))
    unit = UnitField(label=_("Unit"))
    office = forms.ChoiceField(
        label=_("Office"), choices=lambda: [(one.code, _(one.name)) for one in OFFICES]
    )
    body = PickField(
        label=_("Body"), required=False, help_text=_("Only for members of a body; leave it open for staff.")
    )
    over_seats = forms.BooleanField(
        label=_("Go beyond the decided seats, by the superior's decision named above"), required=False
    )
    field_order = ["person", "unit", "office", "body"]


class MandateCorrectForm(MandateFields):
    """Corrects a mandate."""

    reason = LongText(label=_("Reason of the correction"), max_length=500, rows=2)
    version = VersionField()


class MandateEndForm(KitForm):
    """Ends a mandate."""

    until = DayField(label=_("First day no longer in office"))
    ended = forms.ChoiceField(label=_("How it ends"), choices=Mandate.Ended.choices)
    document = forms.CharField(label=_("By document"), max_length=160, required=False)
    version = VersionField()


class SuspendForm(KitForm):
    """Leaves a mandate out of the count, or counts it again."""

    day = DayField(label=_("From"))
    document = forms.CharField(
        label=_("By document"), max_length=160, help_text=_("Only its number and date; no reason is kept.")
    )
    version = VersionField()


class AssignForm(KitForm):
    """Puts a leader in charge."""

    unit = UnitField(label=_("Committee or body"))
    person = PersonField(label=_("Leader"))
    field = forms.CharField(label=_("Field of work"), max_length=200)
    over_units = ManyField(
        label=_("In charge of these units"),
        required=False,
        widget=forms.SelectMultiple({"size": "8"}),
        help_text=_("Hold Ctrl to choose several; leave it open if none."),
    )
    may_sign = forms.BooleanField(label=_("Signs in this field"), required=False)
    may_chair = forms.BooleanField(label=_("Chairs in this field"), required=False)
    notice = forms.CharField(
        label=_("By notice"), max_length=160, help_text=_("Number and date of the notice of assignment")
    )
    first = DayField(label=_("First day"))
    until = DayField(label=_("First day no longer"), required=False)


class EndDutyForm(KitForm):
    """Ends an assignment."""

    until = DayField(label=_("First day no longer in charge"))
    document = forms.CharField(label=_("By document"), max_length=160)
    version = VersionField()


class AbsenceForm(KitForm):
    """Records days away."""

    unit = UnitField(label=_("Committee or body"))
    person = PersonField(label=_("Away"))
    substitute = PersonField(label=_("Stands in"))
    scope = LongText(
        label=_("What the substitute may do"),
        max_length=200,
        rows=2,
        help_text=_("Never a member's vote; and nothing of it is passed on."),
    )
    first = DayField(label=_("First day away"))
    until = DayField(label=_("First day back"))
    document = forms.CharField(label=_("By document"), max_length=160, required=False)


class ShortenForm(KitForm):
    """Ends an absence earlier."""

    until = DayField(label=_("First day back"))
    version = VersionField()


class OutsideFields(KitForm):
    """What the directory says of a body outside."""

    name = forms.CharField(label=_("Name of the body"), max_length=240)
    symbol = forms.CharField(label=_("Symbol in documents"), max_length=40, required=False)
    relation = forms.ChoiceField(label=_("Relation"), choices=OutsideBody.Relation.choices)


class OutsideAddForm(OutsideFields):
    """Adds to the directory."""

    code = forms.CharField(label=_("Code"), max_length=40)
    to_unit = UnitField(label=_("In relation to"))
    first = DayField(label=_("First day"))
    field_order = ["code", "name", "symbol", "relation", "to_unit", "first"]


class OutsideChangeForm(OutsideFields):
    """Changes name or relation from a day on."""

    day = EffectiveDayField()
    version = VersionField()


class OutsideEndForm(ConfirmForm):
    """Takes a body out of the directory."""

    day = DayField(label=_("First day no longer in the directory"))
    version = VersionField()
    field_order = ["day", "typed"]


class OwnRulesForm(KitForm):
    """Enters an office's own rules of election and voting."""

    unit = UnitField(label=_("Committee"))
    name = forms.CharField(label=_("Name of the rules"), max_length=160)
    source = forms.CharField(
        label=_("Source"), max_length=240, help_text=_("The text they stand in: number, date, article")
    )
    first = DayField(label=_("In force from"))
    until = DayField(label=_("First day no longer"), required=False)
    body_kind = forms.ChoiceField(
        label=_("For which body"), choices=[("", _("every body")), *Body.Kind.choices], required=False
    )
    gathering = forms.ChoiceField(label=_("For which gathering"), choices=GATHERINGS, required=False)
    base = forms.ChoiceField(label=_("Base of the count"), choices=_told(BASES))
    threshold = forms.ChoiceField(label=_("Majority"), choices=_told(THRESHOLDS))
    quorum = forms.ChoiceField(label=_("Quorum"), choices=_told(QUORUMS))
    tie = forms.ChoiceField(label=_("Level votes"), choices=_told(TIES))
    blank_is = forms.ChoiceField(label=_("Papers"), choices=_told(BLANKS))
    outcome = forms.ChoiceField(label=_("Worth of the result"), choices=_told(OUTCOMES))
    surplus_percent_max = NumberField(
        label=_("Names beyond the seats, at most … per cent"),
        whole=True,
        at_least=0,
        at_most=100,
        required=False,
        help_text=_("Left open, the rules set no limit."),
    )
    nomination_percent = NumberField(
        label=_("A name from the floor needs more than … per cent of those attending"),
        whole=True,
        at_least=0,
        at_most=100,
        required=False,
    )
    complaint_working_days = NumberField(
        label=_("Complaints are heard for … working days"),
        whole=True,
        at_least=1,
        at_most=365,
        required=False,
    )
    retention_months = NumberField(
        label=_("The papers stay sealed for … months"), whole=True, at_least=1, at_most=600, required=False
    )
    by_device = forms.BooleanField(label=_("Open votes may be taken on members' own devices"), required=False)
    electronic_secret = forms.BooleanField(
        label=_("Secret votes may be taken electronically"), required=False
    )

    def values(self) -> Entered:
        """Return the values as the action takes them."""
        return Entered(**{name: self.cleaned_data[name] for name in Entered.__dataclass_fields__})
