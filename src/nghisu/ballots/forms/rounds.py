"""Forms of a round."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.ballots.models import Candidate, RosterEntry, Round, RoundApproval
from nghisu.ballots.rules.papers import CHOICES, Mode, Reason
from nghisu.kit.forms import DayField, KitForm, LongText, ManyField, NumberField, PersonField, PickField
from nghisu.organisation.rules.profiles import Gathering

GATHERINGS = (
    (Gathering.SESSION.value, _("Session of a committee")),
    (Gathering.MEMBERS.value, _("Congress of members")),
    (Gathering.DELEGATES.value, _("Congress of delegates")),
)
CHOICE_NAMES = {
    "keep": _("Votes"),
    "agree": _("Agree"),
    "introduce": _("Introduced"),
    "high": _("High confidence"),
    "medium": _("Confidence"),
    "low": _("Low confidence"),
    "confident": _("Confidence"),
    "not_confident": _("No confidence"),
}
REASON_NAMES = {
    Reason.NOT_ISSUED: _("Not issued by those who count"),
    Reason.OUTSIDE_LIST: _("A name outside the list"),
    Reason.EXTRA_MARKS: _("Signed, numbered or written on"),
    Reason.NAME_STRUCK: _("A printed name struck through"),
    Reason.TOO_MANY: _("More names left than seats"),
    Reason.NOBODY_CHOSEN: _("Nobody chosen"),
    Reason.NO_EXPRESSED_CHOICE: _("No name with exactly one mark"),
}
REASONS_OF = {
    "SURPLUS": (
        Reason.NOT_ISSUED,
        Reason.OUTSIDE_LIST,
        Reason.EXTRA_MARKS,
        Reason.TOO_MANY,
        Reason.NOBODY_CHOSEN,
    ),
    "INTRODUCTION": (
        Reason.NOT_ISSUED,
        Reason.OUTSIDE_LIST,
        Reason.EXTRA_MARKS,
        Reason.TOO_MANY,
        Reason.NOBODY_CHOSEN,
    ),
}
BOXED = (
    Reason.NOT_ISSUED,
    Reason.OUTSIDE_LIST,
    Reason.EXTRA_MARKS,
    Reason.NAME_STRUCK,
    Reason.NO_EXPRESSED_CHOICE,
)


def whole(label: Any, *, at_least: int = 0, **rest: Any) -> NumberField:
    """Return a field for a whole number."""
    return NumberField(label=label, whole=True, at_least=at_least, **rest)


class PlainForm(KitForm):
    """An act that needs no word more."""


class DraftForm(KitForm):
    """A new round."""

    part = PickField(label=_("Part of the meeting"))
    kind = forms.ChoiceField(label=_("What is asked"), choices=Round.Kind.choices)
    title = forms.CharField(
        label=_("Title"), max_length=300, help_text=_("As it stands on the paper and in the minutes")
    )
    seats = whole(_("Number to be chosen"), at_least=1)
    electorate = forms.ChoiceField(label=_("Who votes"), choices=Round.Electorate.choices)
    body = PickField(label=_("Body whose members vote"), required=False, empty=_("— the meeting's —"))
    filled = PickField(
        label=_("Body that is filled"),
        required=False,
        empty=_("— the same —"),
        help_text=_("The executive committee elects the standing committee, for example."),
    )
    gathering = forms.ChoiceField(label=_("What meets"), choices=GATHERINGS)
    outcome = forms.ChoiceField(
        label=_("What the result is worth"),
        choices=[("", _("As the rules say")), *Round.Outcome.choices],
        required=False,
    )
    entries = forms.ChoiceField(label=_("Independent entries of a bundle"), choices=[("2", "2"), ("3", "3")])
    bundle_size = forms.ChoiceField(label=_("Papers in a bundle"), choices=[("25", "25"), ("50", "50")])
    wide: ClassVar[tuple[str, ...]] = ("title",)

    def __init__(self, *args: Any, parts: Any = (), bodies: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["part"].pick_from(parts)  # type: ignore[attr-defined]
        for name in ("body", "filled"):
            self.fields[name].pick_from(bodies)  # type: ignore[attr-defined]


class NameForm(KitForm):
    """A name put forward."""

    person = PersonField(label=_("Person"))
    duty = forms.CharField(label=_("Office, as on the list"), max_length=200, required=False)
    source = forms.ChoiceField(label=_("Put forward by"), choices=Candidate.Source.choices)
    supporters = whole(
        _("Agree that the name is put"),
        required=False,
        help_text=_("Only for names from the floor: how many of those attending agree"),
    )
    attending = whole(_("Attending"), required=False)

    def __init__(self, *args: Any, people: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["person"].pick_from(people)  # type: ignore[attr-defined]


class WithdrawForm(KitForm):
    """A name taken off."""

    with_consent = forms.ChoiceField(
        label=_("How"),
        choices=[("1", _("Withdrawn with the meeting's consent")), ("0", _("Not put to the vote"))],
    )
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)


class ShortenForm(KitForm):
    """The poll by which a list is cut, and whom the head takes of those level on the last place."""

    poll = PickField(label=_("Poll of opinions"))
    head_chooses = ManyField(
        label=_("Taken by the head of the committee"),
        required=False,
        help_text=_("Only where names are level on the last place"),
    )

    def __init__(self, *args: Any, polls: Any = (), names: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["poll"].pick_from(polls)  # type: ignore[attr-defined]
        self.fields["head_chooses"].pick_from(names)  # type: ignore[attr-defined]


class HandsForm(KitForm):
    """A show of hands."""

    present = whole(_("Present"), at_least=1)
    in_favour = whole(_("In favour"))
    against = whole(_("Against"), initial=0)
    abstaining = whole(_("Abstaining"), initial=0)
    groups: ClassVar[list[tuple[Any, list[str]]]] = [
        (_("Show of hands"), ["present", "in_favour", "against", "abstaining"])
    ]


class CountersForm(HandsForm):
    """Who counts."""

    head = PersonField(label=_("Head"))
    members = ManyField(label=_("Members"), required=False)
    technicians = ManyField(
        label=_("Technicians at the machines"),
        required=False,
        help_text=_("They help to enter papers and need not be members."),
    )
    field_order = ["head", "members", "technicians"]

    def __init__(self, *args: Any, people: Any = (), helpers: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["head"].pick_from(people)  # type: ignore[attr-defined]
        self.fields["members"].pick_from(people)  # type: ignore[attr-defined]
        self.fields["technicians"].pick_from(helpers)  # type: ignore[attr-defined]
        if not helpers:
            del self.fields["technicians"]


class FurtherForm(HandsForm):
    """One vote more."""

    keep = ManyField(label=_("Who stands again"), required=False)
    field_order = ["keep"]

    def __init__(self, *args: Any, names: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["keep"].pick_from(names)  # type: ignore[attr-defined]


class PrintedForm(KitForm):
    """Papers printed and stamped, in all."""

    printed = whole(_("Papers printed"), at_least=1)
    stamped = whole(_("Papers stamped"), at_least=1)


class OpenForm(KitForm):
    """The opening: who is present, and standings that the mandates do not say."""

    present = ManyField(label=_("Present"), required=False)

    def __init__(self, *args: Any, people: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        pairs = list(people)
        self.fields["present"].pick_from(pairs)  # type: ignore[attr-defined]
        standings = [
            one
            for one in RosterEntry.Standing.choices
            if one[0] not in {RosterEntry.Standing.INCUMBENT, RosterEntry.Standing.SUSPENDED}
        ]
        for number in (1, 2):
            self.fields[f"who_{number}"] = PersonField(
                label=_("Another standing: who"), required=False, names=dict(pairs), empty=_("— nobody —")
            )
            self.fields[f"standing_{number}"] = forms.ChoiceField(
                label=_("In what standing"), choices=standings, required=False
            )
            self.fields[f"reason_{number}"] = forms.CharField(
                label=_("By which document"), max_length=300, required=False
            )

    def standings(self) -> dict[Any, tuple[str, str]]:
        """Return the standings entered, by person."""
        sent = self.cleaned_data
        return {
            sent[f"who_{number}"]: (sent[f"standing_{number}"], sent[f"reason_{number}"])
            for number in (1, 2)
            if sent.get(f"who_{number}")
        }


class HandOutForm(KitForm):
    """Who took a paper."""

    voters = ManyField(label=_("Took a paper"), required=False)

    def __init__(self, *args: Any, people: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["voters"].pick_from(people)  # type: ignore[attr-defined]


class ExchangeForm(KitForm):
    """Papers spoiled and exchanged."""

    count = whole(_("Papers spoiled and exchanged, in all"))


class CloseForm(KitForm):
    """Papers left over and papers in the box."""

    unused = whole(_("Stamped papers not handed out"))
    returned = whole(_("Papers in the box"))


class TotalsForm(KitForm):
    """The totals of tally sheets."""

    def __init__(
        self, *args: Any, candidates: Any = (), mode: str = "", wants_reason: bool = False, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.mode = Mode(mode)
        self.candidates = list(candidates)
        self.fields["valid"] = whole(_("Valid papers"))
        for reason in REASONS_OF.get(mode, BOXED):
            self.fields[f"invalid_{reason}"] = whole(
                _("Invalid: %(reason)s") % {"reason": REASON_NAMES[reason]}, initial=0
            )
        for one in self.candidates:
            for choice in CHOICES[self.mode]:
                self.fields[f"{choice}_{one.pk}"] = whole(f"{one.order}. {one.name}: {CHOICE_NAMES[choice]}")
        if wants_reason:
            self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=300)

    def votes(self) -> dict[Any, dict[str, int]]:
        """Return the votes by candidate and choice."""
        return {
            one.pk: {choice: self.cleaned_data[f"{choice}_{one.pk}"] for choice in CHOICES[self.mode]}
            for one in self.candidates
        }

    def invalid(self) -> dict[str, int]:
        """Return the invalid papers by reason."""
        return {
            name.removeprefix("invalid_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("invalid_")
        }


class ReasonForm(KitForm):
    """A reason."""

    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class MinutesForm(KitForm):
    """The signed minutes of the count."""

    head = PersonField(label=_("Signed by the head of those who count"))
    chair = PersonField(label=_("Signed for the presiding body by"))
    chair_duty = forms.CharField(label=_("Office of the chair"), max_length=160, required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    objections = LongText(
        label=_("Objections raised at the count"),
        rows=2,
        required=False,
        help_text=_("What was objected and decided, without the names of those who did."),
    )

    def __init__(self, *args: Any, heads: Any = (), chairs: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["head"].pick_from(heads)  # type: ignore[attr-defined]
        self.fields["chair"].pick_from(chairs)  # type: ignore[attr-defined]


class SendForm(KitForm):
    """The file to the superior."""

    to = forms.CharField(label=_("Sent to"), max_length=240)
    letter = forms.CharField(label=_("Number and symbol of the letter"), max_length=160)
    sent_on = DayField(label=_("Sent on"))


class AnswerForm(KitForm):
    """The superior's answer."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[one for one in RoundApproval.Answer.choices if one[0] != RoundApproval.Answer.PENDING],
    )
    document = forms.CharField(label=_("Number and symbol of the document"), max_length=160)
    answered_on = DayField(label=_("Dated"))
    effective_on = DayField(label=_("In force from"), required=False)


class DecisionForm(KitForm):
    """A decision by its number."""

    document = forms.CharField(label=_("Number and symbol of the decision"), max_length=160)


class SealForm(KitForm):
    """Sealing."""

    by_name = forms.CharField(label=_("Sealed by"), max_length=200)
    place = forms.CharField(label=_("Handed over to, and kept at"), max_length=200)
    packets = whole(_("Packets"), at_least=1, initial=1)
    sealed_on = DayField(label=_("Sealed on"))


class UnsealForm(KitForm):
    """Opening the seal."""

    decision = forms.CharField(label=_("Number and symbol of the decision"), max_length=160, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
    on = DayField(label=_("Opened on"))


class ResealForm(KitForm):
    """Sealing again."""

    by_name = forms.CharField(label=_("Sealed by"), max_length=200)
    on = DayField(label=_("Sealed on"))


class DestroyForm(KitForm):
    """Destruction."""

    decision = forms.CharField(label=_("Number and symbol of the decision"), max_length=160, required=False)
    destroyed_on = DayField(label=_("Destroyed on"))


class ComplaintForm(KitForm):
    """A complaint by its letter."""

    letter = forms.CharField(
        label=_("Number of the letter"),
        max_length=160,
        help_text=_("Only number and day; the letter itself and its writer stay out of this program."),
    )
    received_on = DayField(label=_("Received on"))


class SettleForm(KitForm):
    """The decision on a complaint."""

    decision = forms.CharField(label=_("Number and symbol of the decision"), max_length=160, required=False)
    settled_on = DayField(label=_("Dated"))


class PaperForm(KitForm):
    """One paper by its keys."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    keys = forms.CharField(label=_("Keys"), max_length=200, required=False)
