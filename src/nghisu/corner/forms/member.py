"""Forms of a member: the answer to a summons, a check-in, a comment, a note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, PickField
from nghisu.meetings.actions.papers import LONGEST_NOTE
from nghisu.meetings.forms.attendance import OwnForm
from nghisu.meetings.forms.calling import AnswerForm
from nghisu.meetings.rules.remarks import LONGEST


class OwnAnswerForm(AnswerForm):
    """The answer to one's own summons; ``starts`` is when the meeting was to begin as it was written."""

    starts = forms.CharField(max_length=40, required=False, widget=forms.HiddenInput)


class OwnCheckInForm(OwnForm):
    """Check in oneself; the page without a line sends it later."""


class CommentForm(KitForm):
    """A comment sent to the meeting."""

    item = PickField(label=_("About the item"), required=False, empty=_("— the part as a whole —"))
    text = LongText(label=_("Your comment"), rows=6, max_length=LONGEST)

    def __init__(self, *args: Any, items: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["item"].pick_from(items)  # type: ignore[attr-defined]


class NoteForm(KitForm):
    """A private note on a paragraph, and the words marked there.

    ``read_as`` is the note as it stood on the page that this one was written on.
    """

    paragraph = forms.IntegerField(min_value=0, max_value=1_000_000, widget=forms.HiddenInput)
    read_as = forms.CharField(required=False, max_length=LONGEST_NOTE, widget=forms.HiddenInput, strip=False)
    text = LongText(label=_("My note"), rows=3, required=False, max_length=LONGEST_NOTE)
    marked = LongText(
        label=_("Marked words"),
        rows=2,
        required=False,
        max_length=LONGEST_NOTE,
        help_text=_("As they stand in the paragraph, a line each. An empty note without them is taken out."),
    )
