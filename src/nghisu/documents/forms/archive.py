"""Forms of files and of the archive."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.documents.rules import archive
from nghisu.documents.rules.types import Family
from nghisu.kit.forms import ConfirmForm, DayField, KitForm, ManyField, NumberField, PickField, UnitField
from nghisu.kit.pages import Request

FAMILY_NAMES = {Family.PARTY: _("Archive of the Party"), Family.STATE: _("Archive of the state")}


class CaseFileForm(KitForm):
    """A file in the list of a year."""

    keeper = UnitField(label=_("Unit that keeps it"))
    family = forms.ChoiceField(
        label=_("Rules of the archive"), choices=[(key.value, name) for key, name in FAMILY_NAMES.items()]
    )
    year = NumberField(label=_("Year of the list"), whole=True, at_least=1945, at_most=2200)
    code = forms.CharField(
        label=_("Number and symbol"), max_length=40, help_text=_("As in the list: 05-BTG-2023")
    )
    title = forms.CharField(label=_("Title"), max_length=300, widget=forms.Textarea({"rows": 2}))
    group = forms.ChoiceField(label=_("Group"), choices=[(one.code, _(one.name)) for one in archive.GROUPS])
    years = NumberField(
        label=_("Years it is kept"),
        whole=True,
        at_least=0,
        at_most=100,
        required=False,
        help_text=_("Empty: as the group says. 0: for ever"),
    )
    is_arising = forms.BooleanField(label=_("It arose in the year and stands in no list"), required=False)
    opened_on = DayField(label=_("Opened on"), required=False, help_text=_("Empty: in the list only"))

    groups: ClassVar[list[tuple[Any, list[str]]]] = [
        (_("The file"), ["keeper", "family", "year", "code", "title", "is_arising"]),
        (_("How long it is kept"), ["group", "years"]),
        (_("Beginning"), ["opened_on"]),
    ]

    def __init__(self, *args: Any, request: Request, **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = queries.unit_choices(request.today, request.standing.reach("file.keep"))
        self.fields["keeper"].pick_from(choices)  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["keeper"].initial = choices[0][0]
        self.fields["year"].initial = request.today.year


class CopyListForm(KitForm):
    """Which list a new year begins with."""

    unit = UnitField(label=_("Archive of"))
    from_year = NumberField(label=_("Files of the year"), whole=True, at_least=1945, at_most=2200)
    to_year = NumberField(label=_("Begin the list of"), whole=True, at_least=1945, at_most=2200)

    def __init__(self, *args: Any, request: Request, units: frozenset[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = queries.unit_choices(request.today, units)
        self.fields["unit"].pick_from(choices)  # type: ignore[attr-defined]
        self.fields["unit"].initial = choices[0][0] if len(choices) == 1 else None
        self.fields["from_year"].initial, self.fields["to_year"].initial = (
            request.today.year - 1,
            request.today.year,
        )


class PaperForm(KitForm):
    """A document to put into a file."""

    reference = forms.CharField(
        label=_("Number and symbol of the document"), max_length=80, help_text=_("As it stands: 128-CV/BTCTW")
    )
    document = PickField(label=_("Which of them"), required=False)
    remark = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not self.fields["document"].choices[1:]:  # type: ignore[attr-defined]
            self.fields["document"].widget = forms.HiddenInput()

    def offer(self, candidates: list[tuple[Any, str]]) -> None:
        """Offer several documents of the same number; none is guessed."""
        field: Any = self.fields["document"]
        field.widget = forms.Select({"data-pick": ""})
        field.pick_from(candidates)


class ToFileForm(KitForm):
    """The file that a document goes into."""

    case_file = PickField(label=_("File"))
    remark = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, files: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["case_file"].pick_from(files)  # type: ignore[attr-defined]


class CloseFileForm(KitForm):
    """The end of a file."""

    closed_on = DayField(label=_("Closed on"))
    sheets = NumberField(label=_("Sheets"), whole=True, at_least=1, at_most=100_000, required=False)
    box = forms.CharField(label=_("Box, shelf"), max_length=80, required=False)


class HandOverForm(KitForm):
    """What is given to the archive, by whom, to whom."""

    case_files = ManyField(label=_("Case files"))
    handed_on = DayField(label=_("Handed over on"))
    giver = forms.CharField(label=_("Given by"), max_length=160)
    receiver = forms.CharField(label=_("Received by"), max_length=160)
    condition = forms.CharField(label=_("Condition of the papers"), max_length=500, required=False)

    def __init__(self, *args: Any, files: list[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["case_files"].pick_from(  # type: ignore[attr-defined]
            [(one.pk, f"{one.code}: {one.title}") for one in files]
        )


class DisposalForm(ConfirmForm):
    """What is disposed of, and by which decision."""

    case_files = ManyField(label=_("Case files"))
    decision = PickField(label=_("Decision"))
    disposed_on = DayField(label=_("Disposed of on"))
    way = forms.CharField(label=_("How"), max_length=300)
    field_order = ("case_files", "decision", "disposed_on", "way", "typed")

    def __init__(self, *args: Any, files: list[Any], decisions: list[tuple[str, str]], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["case_files"].pick_from(  # type: ignore[attr-defined]
            [(one.pk, f"{one.code}: {one.title}") for one in files]
        )
        self.fields["decision"].pick_from(decisions)  # type: ignore[attr-defined]


__all__ = [
    "CaseFileForm",
    "CloseFileForm",
    "CopyListForm",
    "DisposalForm",
    "HandOverForm",
    "PaperForm",
    "ToFileForm",
]
