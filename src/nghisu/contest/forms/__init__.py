"""Forms of contests: begin, enter, judge, and the steps."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.contest.rules.marking import THIRD_WORDS, ThirdMean
from nghisu.kit.forms import (
    DayField,
    KitForm,
    LongText,
    ManyField,
    NumberField,
    PaperField,
    PickField,
    UnitField,
    VersionField,
)

LENGTH = re.compile(r"(\d{1,3}):([0-5]\d)")


class ContestForm(KitForm):
    """Begin a contest with the standard categories."""

    unit = UnitField(label=_("Unit"))
    title = forms.CharField(label=_("Contest"), max_length=240)
    launched_on = DayField(label=_("Launched on"))
    closes_on = DayField(label=_("Entries until"))
    shortlist = NumberField(
        label=_("How many of a category go into the final"), whole=True, at_least=1, at_most=500, initial=40
    )
    gap = NumberField(
        label=_("Gap of two scores that asks for a third judge"),
        whole=True,
        at_least=1,
        at_most=100,
        initial=15,
    )
    third_mean = forms.ChoiceField(
        label=_("With a third judge counts"), choices=[(one.value, _(THIRD_WORDS[one])) for one in ThirdMean]
    )


class ChangeForm(KitForm):
    """Change a contest before its launch."""

    version = VersionField()
    title = forms.CharField(label=_("Contest"), max_length=240)
    launched_on = DayField(label=_("Launched on"))
    closes_on = DayField(label=_("Entries until"))
    gap = NumberField(
        label=_("Gap of two scores that asks for a third judge"), whole=True, at_least=1, at_most=100
    )
    third_mean = forms.ChoiceField(
        label=_("With a third judge counts"), choices=[(one.value, _(THIRD_WORDS[one])) for one in ThirdMean]
    )


class CloseForm(KitForm):
    """Put the close off."""

    version = VersionField()
    closes_on = DayField(label=_("Entries until"))


class EntryForm(KitForm):
    """Send an entry in."""

    groups = [
        (_("The entry itself"), ["genre", "title", "file", "length", "medium"]),
        (_("Who sends it"), ["unit", "authors", "is_original"]),
    ]

    genre = PickField(label=_("Category and genre"))
    title = forms.CharField(label=_("Title of the work"), max_length=300)
    file = PaperField(
        label=_("Word file of the text or script"),
        accept=".docx",
        help_text=_("Without the names of authors or unit in it: it is judged without them."),
    )
    length = forms.CharField(
        label=_("Length of a recording"),
        required=False,
        max_length=7,
        help_text=_("Minutes:seconds, like 4:30; empty for a text."),
    )
    medium = forms.CharField(label=_("Where the recording was handed in"), required=False, max_length=200)
    unit = UnitField(label=_("Sent by"))
    authors = LongText(
        label=_("Authors"), rows=3, help_text=_("One a line: name | place of work. Kept apart from the work.")
    )
    is_original = forms.BooleanField(label=_("The work was not published before the launch"), required=False)

    def clean_length(self) -> int:
        text = str(self.cleaned_data.get("length") or "").strip()
        if not text:
            return 0
        found = LENGTH.fullmatch(text)
        if not found:
            raise forms.ValidationError(_("Write the length like 4:30."))
        return int(found[1]) * 60 + int(found[2])

    def clean_authors(self) -> list[tuple[str, str]]:
        rows = []
        for line in str(self.cleaned_data.get("authors") or "").splitlines():
            name, _bar, place = (part.strip() for part in line.partition("|"))
            if name:
                rows.append((name[:120], place[:200]))
        return rows


class BareForm(KitForm):
    """A step without words."""

    version = VersionField()


class MinutesForm(KitForm):
    """Sign the minutes of the judging."""

    version = VersionField()
    words = LongText(label=_("Minutes of the judging"), rows=10)


class JudgesForm(KitForm):
    """Appoint judges of a round."""

    round = forms.TypedChoiceField(
        label=_("Round of judging"), choices=[(1, _("First round")), (2, _("Final round"))], coerce=int
    )
    judges = ManyField(label=_("Judges"))


class ConflictForm(KitForm):
    """Declare conflicts."""

    units = ManyField(
        label=_("Units whose entries I may not judge"),
        required=False,
        help_text=_("The own unit is always among them."),
    )


class ReleaseForm(KitForm):
    """Release a judge."""


class VoteForm(KitForm):
    """Enter a vote of the jury on a tie."""

    code = forms.CharField(label=_("Code of the entry"), max_length=16)
    votes = NumberField(label=_("Votes"), whole=True, at_least=0, at_most=100)


class CollectiveForm(KitForm):
    """Give a unit a prize."""

    unit = UnitField(label=_("Unit"))
    name = forms.CharField(label=_("Collective prize"), max_length=120)


class ScoreForm(KitForm):
    """Points for each line of the rubric."""

    def __init__(self, *args: Any, criteria: Sequence[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.names = []
        for number, one in enumerate(criteria):
            name = f"points{number}"
            self.names.append(name)
            self.fields[name] = NumberField(
                label=_("%(criterion)s (weight %(weight)s %%)")
                % {"criterion": one.name, "weight": one.weight},
                whole=True,
                at_least=0,
                at_most=100,
                help_text=_("From 0 to 100 points"),
            )

    def points(self) -> list[int]:
        """Return the points in the order of the rubric."""
        return [self.cleaned_data[name] for name in self.names]


def offer(form: forms.Form, **names: Any) -> None:
    """Offer choices in the fields of a form, those that it has."""
    for field, pairs in names.items():
        if field in form.fields:
            form.fields[field].pick_from(pairs)  # type: ignore[attr-defined]
