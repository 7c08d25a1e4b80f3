"""Forms of a secret electronic poll."""

import json
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, ManyField, NumberField, PersonField

LONGEST_MESSAGE = 4_000_000
GROUPS = (
    ("Ed25519", _("Ed25519: faster; verified by belenios-tool 3.0 and newer")),
    ("BELENIOS-2048", _("BELENIOS-2048: verified by every belenios-tool")),
)


class MatterForm(KitForm):
    """A matter on the list of a poll of opinions."""

    words = forms.CharField(
        label=_("Matter"), max_length=120, help_text=_("As it stands on the ballot; no name of a person")
    )


class PollForm(KitForm):
    """How a round is voted on devices, and who holds what."""

    holders = ManyField(
        label=_("Who holds the key together"), help_text=_("Of those who count, two to eleven")
    )
    threshold = NumberField(
        label=_("So many of them decrypt"),
        whole=True,
        at_least=1,
        required=False,
        help_text=_("More than half; left open: 2 of 3, 3 of 5"),
    )
    authority = PersonField(
        label=_("Who makes and hands out the slips"),
        help_text=_("Of those who examine the members' standing; holds no key"),
    )
    last_counts = forms.ChoiceField(
        label=_("A second ballot of a slip"),
        choices=[
            ("", _("is refused and told to those who count (in the hall)")),
            ("1", _("takes the place of the first one (from afar)")),
        ],
        required=False,
    )
    on_paper = NumberField(
        label=_("Voters who vote on paper beside it"),
        whole=True,
        at_least=0,
        required=False,
        help_text=_("None, or at least five; only the sum of both is told"),
    )
    group = forms.ChoiceField(label=_("Cryptography"), choices=GROUPS)
    is_rehearsal = forms.BooleanField(
        label=_("This is a rehearsal"),
        required=False,
        help_text=_("The first vote of a meeting is rehearsed; “Bầu thử” stands everywhere."),
    )
    wide: ClassVar[tuple[str, ...]] = ("holders",)

    def __init__(self, *args: Any, counters: Any = (), people: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["holders"].pick_from(counters)  # type: ignore[attr-defined]
        self.fields["authority"].pick_from(people)  # type: ignore[attr-defined]


class MessageForm(KitForm):
    """What the browser of a trustee, or of the one with the slips, hands in."""

    step = forms.CharField(max_length=20, widget=forms.HiddenInput)
    message = forms.CharField(max_length=LONGEST_MESSAGE, widget=forms.HiddenInput, strip=False)

    def clean(self) -> dict[str, Any]:
        """Read the message where it is JSON of an object or a list."""
        sent = super().clean() or {}
        try:
            sent["body"] = json.loads(sent.get("message", ""))
        except (ValueError, RecursionError):  # nested too deep
            sent["body"] = None
        if not isinstance(sent["body"], dict | list):
            raise forms.ValidationError(
                _("The browser sent something that is no message of this step. Load the page again.")
            )
        return sent


class IssueForm(KitForm):
    """Which slips were not handed out."""

    kept = LongText(
        label=_("Serials of the slips that were not handed out"),
        required=False,
        rows=3,
        help_text=_("Separated by spaces; all others count as handed out. To whom is not asked."),
    )

    def clean_kept(self) -> list[str]:
        """Return the serials."""
        return str(self.cleaned_data["kept"]).replace(",", " ").split()


class ClosingForm(KitForm):
    """How many papers are in the box, where some vote on paper."""

    papers_back = NumberField(label=_("Papers in the box"), whole=True, at_least=0)


class VoidForm(KitForm):
    """Why a poll is void."""

    reason = forms.CharField(label=_("Reason"), max_length=300)
