"""Forms that prepare a meeting."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, ManyField, MomentField, NumberField, PickField, VersionField
from nghisu.meetings.models import MeetingPart, Summons
from nghisu.meetings.queries import WANTED_NAMES
from nghisu.meetings.queries.calling import ELECTORATE_NAMES


class PartForm(KitForm):
    """One part of a meeting."""

    title = forms.CharField(label=_("Title"), max_length=200)
    starts_at = MomentField(label=_("Begins"))
    is_closed = forms.BooleanField(
        label=_("Closed: known only to those summoned to this very part"), required=False
    )
    is_enlarged = forms.BooleanField(label=_("Enlarged: others are invited"), required=False)
    electorate = forms.ChoiceField(label=_("Who votes in this part"))
    wide: ClassVar[tuple[str, ...]] = ("title",)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["electorate"].choices = [  # type: ignore[attr-defined]
            (code.value, _(ELECTORATE_NAMES[code])) for code in MeetingPart.Electorate
        ]


class PeopleForm(KitForm):
    """Who is in the chair, who keeps the minutes."""

    chairs = ManyField(
        label=_("Chairs"), required=False, help_text=_("They stand in the order of their offices.")
    )
    secretary = PickField(label=_("Keeps the minutes"), required=False)
    version = VersionField()
    wide: ClassVar[tuple[str, ...]] = ("chairs",)

    def __init__(self, *args: Any, people: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["chairs"].pick_from(people)  # type: ignore[attr-defined]
        self.fields["secretary"].pick_from(people)  # type: ignore[attr-defined]


class SummonsForm(KitForm):
    """As what a person is summoned."""

    capacity = forms.ChoiceField(
        label=_("Summoned as"),
        choices=[
            (Summons.Capacity.MEMBER, _("Member, counts for the quorum")),
            (Summons.Capacity.INVITED, _("Invited, never counts")),
        ],
    )
    duty = forms.CharField(label=_("Office held, as on the list"), max_length=200, required=False)


class RecurringForm(KitForm):
    """An item of every session of a body."""

    body = PickField(label=_("Body"))
    title = forms.CharField(label=_("Item"), max_length=400)
    presenter = forms.CharField(label=_("Presented by"), max_length=160, required=False)
    minutes = NumberField(label=_("Minutes planned"), whole=True, at_least=1, at_most=600, required=False)
    wanted = forms.ChoiceField(label=_("What is wanted"), choices=list(WANTED_NAMES.items()))
    version = VersionField(required=False)
    wide: ClassVar[tuple[str, ...]] = ("title",)

    def __init__(self, *args: Any, bodies: Any = (), is_new: bool = True, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["body"].pick_from(bodies)  # type: ignore[attr-defined]
        if is_new:
            del self.fields["version"]
        else:
            del self.fields["body"]


class TakeOverForm(KitForm):
    """What is taken onto the agenda."""

    part = PickField(label=_("Onto the agenda of"))
    recurring = ManyField(label=_("Items of every session"), required=False)
    left_open = ManyField(label=_("Left open by earlier sessions"), required=False)
    circulars = ManyField(label=_("Results of circulars to be reported"), required=False)
    wide: ClassVar[tuple[str, ...]] = ("recurring", "left_open", "circulars")

    def __init__(
        self,
        *args: Any,
        parts: Any = (),
        recurring: Any = (),
        left_open: Any = (),
        circulars: Any = (),
        **rest: Any,
    ) -> None:
        super().__init__(*args, **rest)
        self.fields["part"].pick_from(parts)  # type: ignore[attr-defined]
        for name, rows in (("recurring", recurring), ("left_open", left_open), ("circulars", circulars)):
            if rows:
                self.fields[name].pick_from(rows)  # type: ignore[attr-defined]
            else:
                del self.fields[name]


class LeftOpenForm(KitForm):
    """Why an item was left open."""

    remark = forms.CharField(
        label=_("What is still to be done"),
        max_length=300,
        required=False,
        help_text=_("The next session of the body is offered this item."),
    )


class PostponeForm(KitForm):
    """A new day for a meeting."""

    starts_at = MomentField(label=_("Begins now on"))
    ends_at = MomentField(label=_("Ends"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    reason = LongText(label=_("Reason"), rows=2, max_length=300, required=False)
    ask_again = forms.BooleanField(
        label=_("Ask everybody again whether they come"), required=False, initial=True
    )
    version = VersionField()
    wide: ClassVar[tuple[str, ...]] = ("place", "reason")


class ReasonForm(KitForm):
    """An act that says why."""

    reason = LongText(label=_("Reason"), rows=2, max_length=300, required=False)
    version = VersionField(required=False)


class CopyListForm(KitForm):
    """From which part the list is taken."""

    source = PickField(label=_("Summon whom this part has"))

    def __init__(self, *args: Any, parts: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["source"].pick_from(parts)  # type: ignore[attr-defined]


class BareForm(KitForm):
    """A question answered by its button alone."""
