"""Forms of papers, their versions, notes and numbered copies."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, ManyField, NumberField, PersonField, PickField
from nghisu.meetings.actions.papers import LONGEST_NOTE
from nghisu.meetings.actions.returning import MOST_COPIES


class VersionForm(KitForm):
    """A new version of a paper."""

    document = PickField(
        label=_("Document"),
        help_text=_(
            "The same document, if its text or files were changed there, or another one of the register."
        ),
    )
    remark = forms.CharField(label=_("What is new in it"), max_length=300, required=False)
    wide: ClassVar[tuple[str, ...]] = ("document", "remark")

    def __init__(self, *args: Any, documents: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["document"].pick_from(documents)  # type: ignore[attr-defined]


class PaperEditForm(KitForm):
    """How a paper lies before the meeting."""

    item = PickField(label=_("Under the item"))
    title = forms.CharField(label=_("Title on the list of papers"), max_length=300)
    members_only = forms.BooleanField(label=_("For members only, not for the invited"), required=False)
    to_return = forms.BooleanField(
        label=_("To be returned: its copies are numbered and come back before the meeting closes"),
        required=False,
    )
    wide: ClassVar[tuple[str, ...]] = ("title",)

    def __init__(self, *args: Any, items: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["item"].pick_from(items)  # type: ignore[attr-defined]


class NoteForm(KitForm):
    """A private note."""

    text = LongText(label=_("My note on this version"), rows=4, required=False, max_length=LONGEST_NOTE)
    wide: ClassVar[tuple[str, ...]] = ("text",)


class CountForm(KitForm):
    """How many copies more."""

    count = NumberField(label=_("Further numbered copies"), whole=True, at_least=1, at_most=MOST_COPIES)


class HolderForm(KitForm):
    """To whom a copy goes."""

    holder = PersonField(label=_("Person on the roster"), required=False)
    holder_name = forms.CharField(label=_("Or the name"), max_length=160, required=False)

    def __init__(self, *args: Any, people: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["holder"].pick_from(people)  # type: ignore[attr-defined]


class BackForm(KitForm):
    """Which copies came back."""

    copies = ManyField(label=_("Copies that came back"))

    def __init__(self, *args: Any, copies: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["copies"].pick_from(copies)  # type: ignore[attr-defined]
