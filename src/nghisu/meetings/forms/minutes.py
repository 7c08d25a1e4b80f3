"""Forms of statements and minutes."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import DayField, KitForm, LongText, PickField, VersionField


class StatementForm(KitForm):
    """What somebody said, to be filled from the keyboard alone."""

    item = PickField(label=_("Item"), required=False, empty=_("— of no item —"))
    who = forms.CharField(
        label=_("Who speaks"),
        max_length=240,
        help_text=_("Begin the name of a person or a unit, or type another speaker."),
    )
    text = LongText(label=_("What was said"), rows=5)
    is_reserved = forms.BooleanField(label=_("A reserved opinion"), required=False)
    is_requested = forms.BooleanField(
        label=_("The member asked that it be minuted as reserved"), required=False
    )
    version = VersionField(required=False)
    wide: ClassVar[tuple[str, ...]] = ("text",)

    def __init__(self, *args: Any, items: Any = (), is_new: bool = True, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["item"].pick_from(items)  # type: ignore[attr-defined]
        self.fields["item"].widget.attrs.pop("data-pick", None)
        self.fields["who"].widget.attrs.update({"list": "speakers", "autocomplete": "off"})
        self.fields["text"].widget.attrs["data-send-with"] = "Enter"
        if is_new:
            del self.fields["version"]
            if not self.is_bound:
                self.fields["who"].widget.attrs["autofocus"] = True


class ReserveForm(KitForm):
    """One's own reserved opinion."""

    part = PickField(label=_("Part of the meeting"))
    item = PickField(label=_("Item"), required=False, empty=_("— of no item —"))
    text = LongText(label=_("The opinion that you reserve"), rows=6, max_length=8000)

    def __init__(self, *args: Any, parts: Any = (), items: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["part"].pick_from(parts)  # type: ignore[attr-defined]
        self.fields["item"].pick_from(items)  # type: ignore[attr-defined]


class SectionForm(KitForm):
    """The text of a section of the minutes."""

    text = LongText(
        label=_("Text of the section"),
        rows=16,
        required=False,
        help_text=_("A line is a paragraph. The recorder adds no opinion of their own."),
    )
    version = VersionField()
    wide: ClassVar[tuple[str, ...]] = ("text",)


class RemarksUntilForm(KitForm):
    """Until when remarks are taken."""

    until = DayField(label=_("Remarks are taken until the end of"))


class RemarkForm(KitForm):
    """How one's own statement should read."""

    wanted = LongText(label=_("How it should read"), rows=6, max_length=20_000)


class AnswerRemarkForm(KitForm):
    """The recorder's answer to a remark."""

    answer = forms.CharField(label=_("Why not, if you decline"), max_length=400, required=False)


class HandBackForm(KitForm):
    """Why the minutes are not signed."""

    reason = LongText(label=_("What is to be mended"), rows=3, max_length=400)


class DatedForm(KitForm):
    """The day that stands on a paper."""

    dated_on = DayField(label=_("Dated"))


class CorrectionForm(KitForm):
    """A correction record."""

    text = LongText(label=_("How the place reads correctly"), rows=6)
    reason = forms.CharField(label=_("Why it is corrected"), max_length=400)
