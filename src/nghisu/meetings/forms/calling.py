"""Forms of calling a meeting."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, ManyField, MomentField, PickField, VersionField
from nghisu.meetings.models import Summons
from nghisu.meetings.queries import ANSWER_NAMES, WANTED_NAMES
from nghisu.meetings.rules.kinds import KINDS


class MeetingForm(KitForm):
    """Calling a meeting, or changing one."""

    kind = forms.ChoiceField(label=_("Kind of meeting"))
    body = PickField(
        label=_("Body that holds it"),
        required=False,
        help_text=_("A session of a body is numbered within its term; other meetings have no number."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=300,
        help_text=_("For example: Conference of the executive committee, 12th session"),
    )
    starts_at = MomentField(label=_("Begins"))
    ends_at = MomentField(label=_("Ends"), required=False)
    place = forms.CharField(label=_("Place"), max_length=200)
    has_closed_part = forms.BooleanField(
        label=_("Begins with a closed part for members only"), required=False
    )
    is_enlarged = forms.BooleanField(label=_("Enlarged: others are invited"), required=False)
    convener = forms.CharField(
        label=_("The superior who holds it"),
        max_length=200,
        required=False,
        help_text=_("Only for a conference of the superior, where we are one point."),
    )
    own_point = forms.CharField(label=_("What our point is called there"), max_length=120, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    chairs = ManyField(label=_("Chairs"), required=False)
    secretary = PickField(label=_("Keeps the minutes"), required=False)
    version = VersionField(required=False)
    wide: ClassVar[tuple[str, ...]] = ("title", "place", "remark")

    def __init__(
        self, *args: Any, bodies: Any = (), people: Any = (), is_new: bool = True, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        kinds: list[tuple[str, Any]] = [(kind.code, _(kind.name)) for kind in KINDS]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["body"].pick_from(bodies)  # type: ignore[attr-defined]
        self.fields["chairs"].pick_from(people)  # type: ignore[attr-defined]
        self.fields["secretary"].pick_from(people)  # type: ignore[attr-defined]
        if is_new:
            del self.fields["version"]
        else:
            for name in ("kind", "body", "has_closed_part", "is_enlarged", "chairs", "secretary"):
                del self.fields[name]


class ItemForm(KitForm):
    """One item of the agenda."""

    part = PickField(label=_("Part of the meeting"))
    parent = PickField(label=_("Under the item"), required=False, empty=_("— at the top —"))
    number = forms.CharField(label=_("Number"), max_length=12)
    title = forms.CharField(label=_("Item"), max_length=400)
    presenter = forms.CharField(label=_("Presented by"), max_length=160, required=False)
    minutes = forms.IntegerField(label=_("Minutes planned"), min_value=1, max_value=600, required=False)
    wanted = forms.ChoiceField(label=_("What is wanted"), choices=list(WANTED_NAMES.items()))
    wide: ClassVar[tuple[str, ...]] = ("title",)

    def __init__(self, *args: Any, parts: Any = (), items: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["part"].pick_from(parts)  # type: ignore[attr-defined]
        self.fields["parent"].pick_from(items)  # type: ignore[attr-defined]


class PaperForm(KitForm):
    """A document laid before the meeting."""

    item = PickField(label=_("Under the item"))
    document = PickField(
        label=_("Document"),
        help_text=_("From the register of documents; register or draft it there first."),
    )
    title = forms.CharField(label=_("Title on the list of papers"), max_length=300, required=False)
    members_only = forms.BooleanField(label=_("For members only, not for the invited"), required=False)
    to_return = forms.BooleanField(
        label=_("To be returned: its copies are numbered and come back before the meeting closes"),
        required=False,
    )

    def __init__(self, *args: Any, items: Any = (), documents: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["item"].pick_from(items)  # type: ignore[attr-defined]
        self.fields["document"].pick_from(documents)  # type: ignore[attr-defined]


class AnswerForm(KitForm):
    """The answer to a summons."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=[(code, name) for code, name in ANSWER_NAMES.items() if code != Summons.Answer.NONE],
        widget=forms.RadioSelect,
    )
    deputy = forms.CharField(
        label=_("Who comes instead"), max_length=160, required=False, help_text=_("A deputy has no vote.")
    )
    reason = LongText(label=_("Reason of the absence"), rows=2, required=False, max_length=300)


class SummonForm(KitForm):
    """Whom to summon to a part."""

    part = PickField(label=_("Part of the meeting"))
    whole_body = forms.BooleanField(
        label=_("All members of the body, in order of office"), required=False, initial=True
    )
    invited = ManyField(label=_("Invited"), required=False)

    def __init__(self, *args: Any, parts: Any = (), people: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["part"].pick_from(parts)  # type: ignore[attr-defined]
        self.fields["invited"].pick_from(people)  # type: ignore[attr-defined]
