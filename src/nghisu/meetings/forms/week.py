"""Forms of the weekly calendar."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, ManyField, MomentField, NumberField, PickField, VersionField
from nghisu.meetings.queries.week import KIND_NAMES


class EntryForm(KitForm):
    """A line of the weekly calendar."""

    document = PickField(
        label=_("Invitation"),
        required=False,
        empty=_("— typed, not in the register —"),
        help_text=_("From the incoming documents."),
    )
    title = forms.CharField(label=_("What"), max_length=300)
    host = forms.CharField(label=_("Who invites"), max_length=200, required=False)
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    people = ManyField(label=_("Who attends"), required=False)
    knows_clash = forms.BooleanField(
        label=_("A clash of persons is known and accepted"),
        required=False,
        help_text=_("Rooms and cars are never booked twice."),
    )
    things = ManyField(label=_("Rooms and cars"), required=False)
    prepared_by = forms.CharField(label=_("Prepared by"), max_length=200, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    version = VersionField(required=False)
    wide: ClassVar[tuple[str, ...]] = ("document", "title", "place", "people", "things", "remark")

    def __init__(
        self,
        *args: Any,
        documents: Any = (),
        people: Any = (),
        things: Any = (),
        is_new: bool = True,
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.fields["document"].pick_from(documents)  # type: ignore[attr-defined]
        self.fields["people"].pick_from(people)  # type: ignore[attr-defined]
        self.fields["things"].pick_from(things)  # type: ignore[attr-defined]
        if is_new:
            del self.fields["version"]


class ThingForm(KitForm):
    """A room or a car."""

    kind = forms.ChoiceField(label=_("Kind"))
    name = forms.CharField(label=_("Name, or plate"), max_length=120)
    seats = NumberField(label=_("Seats"), whole=True, at_least=1, at_most=5000, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=200, required=False)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            (str(code), _(name)) for code, name in KIND_NAMES.items()
        ]


class BookForm(KitForm):
    """What a meeting of ours needs."""

    things = ManyField(label=_("Rooms and cars"), required=False)

    def __init__(self, *args: Any, things: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["things"].pick_from(things)  # type: ignore[attr-defined]
