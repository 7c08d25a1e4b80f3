"""Forms of mail-merge."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, NumberField, VersionField
from nghisu.meetings.rules.merge import LAYOUT_NAMES, OWN_TEXTS


class MergeForm(KitForm):
    """Which list with which text."""

    people = forms.ChoiceField(label=_("List"))
    text = forms.ChoiceField(label=_("Text and layout"))
    per_row = NumberField(label=_("Seats in a row"), whole=True, at_least=1, at_most=30, required=False)
    with_qr = forms.BooleanField(label=_("With the QR code of the meeting, on letters"), required=False)
    names = LongText(
        label=_("Names pasted"),
        rows=4,
        required=False,
        max_length=6_000,
        help_text=_("One person a line: name; office; unit. Columns copied from Excel will do."),
    )
    wide: ClassVar[tuple[str, ...]] = ("names",)

    def __init__(self, *args: Any, lists: Any = (), texts: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["people"].choices = lists  # type: ignore[attr-defined]
        self.fields["text"].choices = texts  # type: ignore[attr-defined]


class TemplateForm(KitForm):
    """The office's own text."""

    name = forms.CharField(label=_("Name"), max_length=120)
    layout = forms.ChoiceField(label=_("Layout"))
    text = LongText(
        label=_("Text"),
        rows=12,
        max_length=20_000,
        help_text=_("“# ” begins a title, “## ” a smaller one, “> ” a line to the right; **bold** is bold."),
    )
    version = VersionField(required=False)
    wide: ClassVar[tuple[str, ...]] = ("text",)

    def __init__(self, *args: Any, is_new: bool = True, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["layout"].choices = [  # type: ignore[attr-defined]
            (one.value, _(LAYOUT_NAMES[one])) for one in OWN_TEXTS
        ]
        if is_new:
            del self.fields["version"]
