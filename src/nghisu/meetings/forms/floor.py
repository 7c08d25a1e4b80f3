"""Forms of a running meeting: speakers, comments, proposals, votes and links."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, PickField, UnitField, VersionField
from nghisu.meetings.models import FloorProposal
from nghisu.meetings.rules.remarks import LONGEST
from nghisu.meetings.rules.speaking import LONGEST as LONGEST_TURN
from nghisu.meetings.rules.speaking import SHORTEST as SHORTEST_TURN
from nghisu.meetings.rules.voting import CHOICE_NAMES, LARGEST_TALLY, MODE_NAMES, Choice

ANSWERS = (
    (FloorProposal.State.ACCEPTED.value, _("Accept")),
    (FloorProposal.State.MERGED.value, _("Merge into another proposal")),
    (FloorProposal.State.DECLINED.value, _("Decline, with a reason")),
)


class SpeakerForm(KitForm):
    """Somebody who wishes to speak: from the summoned, or by name."""

    person = PickField(label=_("From those summoned"), required=False, empty=_("— somebody else —"))
    speaker = forms.CharField(
        label=_("Or by name"),
        max_length=160,
        required=False,
        help_text=_("For guests who are not on the list of those summoned."),
    )

    def __init__(self, *args: Any, people: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["person"].pick_from(people)  # type: ignore[attr-defined]


class PointSpeakerForm(KitForm):
    """Somebody at a point who wishes to speak."""

    speaker = forms.CharField(label=_("Who at this point wishes to speak"), max_length=160)


class ListForm(KitForm):
    """How long each speaker has, and whether the list is open."""

    seconds = forms.IntegerField(
        label=_("Seconds for each speaker"), min_value=SHORTEST_TURN, max_value=LONGEST_TURN
    )
    is_open = forms.BooleanField(label=_("The list takes new speakers"), required=False)


class RemarkForm(KitForm):
    """A comment, or a proposal, from the floor."""

    item = PickField(label=_("About the item"), required=False, empty=_("— the part as a whole —"))
    text = LongText(label=_("Text"), rows=6, max_length=LONGEST)
    unit = UnitField(
        label=_("On behalf of the unit"),
        required=False,
        empty=_("— your own —"),
        help_text=_("What came on paper or by voice is entered for the unit that it came from."),
    )

    def __init__(self, *args: Any, items: Any = (), units: Any = None, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["item"].pick_from(items)  # type: ignore[attr-defined]
        if units is None:
            del self.fields["unit"]
        else:
            self.fields["unit"].pick_from(units)  # type: ignore[attr-defined]


class AnswerProposalForm(KitForm):
    """What becomes of a proposal."""

    state = forms.ChoiceField(label=_("Answer"), choices=ANSWERS, widget=forms.RadioSelect)
    into = PickField(label=_("Into the proposal"), required=False, empty=_("— none —"))
    answer = LongText(
        label=_("Reason, or what is taken over"),
        rows=3,
        required=False,
        max_length=1000,
        help_text=_("A declined proposal needs its reason."),
    )
    version = VersionField()

    def __init__(self, *args: Any, others: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["into"].pick_from(others)  # type: ignore[attr-defined]


class VoteForm(KitForm):
    """A question to be put to the vote."""

    question = forms.CharField(label=_("Question"), max_length=400)
    mode = forms.ChoiceField(label=_("How it is voted"), widget=forms.RadioSelect)
    wide: ClassVar[tuple[str, ...]] = ("question",)

    def __init__(self, *args: Any, modes: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["mode"].choices = [(mode, _(MODE_NAMES[mode])) for mode in modes]  # type: ignore[attr-defined]


class TallyForm(KitForm):
    """What was counted at one place."""

    place = forms.ChoiceField(label=_("Place"))
    agree = forms.IntegerField(label=_("Agree"), min_value=0, max_value=LARGEST_TALLY)
    against = forms.IntegerField(label=_("Do not agree"), min_value=0, max_value=LARGEST_TALLY, initial=0)
    abstain = forms.IntegerField(label=_("No opinion"), min_value=0, max_value=LARGEST_TALLY, initial=0)

    def __init__(self, *args: Any, places: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["place"].choices = list(places)  # type: ignore[attr-defined]


class VoiceForm(KitForm):
    """One's own voice."""

    choice = forms.ChoiceField(
        label=_("Your voice"),
        choices=[(choice.value, _(CHOICE_NAMES[choice])) for choice in Choice],
        widget=forms.RadioSelect,
    )


class AnnulForm(KitForm):
    """Why a vote is annulled."""

    reason = forms.CharField(label=_("Reason"), max_length=300)


class ScreenLinkForm(KitForm):
    """A link for a screen."""

    label = forms.CharField(
        label=_("Where the screen stands"),
        max_length=120,
        help_text=_("For example: big screen in the hall"),
    )
    point = PickField(label=_("For the remote point"), required=False, empty=_("— for the hall —"))

    def __init__(self, *args: Any, points: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["point"].pick_from(points)  # type: ignore[attr-defined]
