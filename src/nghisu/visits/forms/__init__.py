"""Forms of working visits, one for each step. None asks who said what."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import (
    DayField,
    KitForm,
    LongText,
    ManyField,
    MomentField,
    PersonField,
    PickField,
    UnitField,
    VersionField,
)
from nghisu.kit.periods import ROMAN, Quarter
from nghisu.situation.forms import MatterField
from nghisu.visits.rules.steps import OUTCOME_WORDS, WAY_WORDS, Outcome, Way

NO_PERSON = _("About the unit and its work: name no person.")


def quarters_around(today: datetime.date, also: Quarter | None = None) -> list[tuple[str, str]]:
    """Return the quarters that may be planned for: the present one and the seven after, and one more."""
    found = [Quarter.of(today)]
    for _step in range(7):
        found.append(found[-1].next)
    if also is not None and also not in found:
        found.insert(0, also)
    return [(str(one), f"{ROMAN[one.number - 1]}/{one.year}") for one in found]


class PlanForm(KitForm):
    """The plan of a visit."""

    groups = [
        (_("Where and why"), ["unit", "visited", "purpose", "quarter"]),
        (_("Day and place"), ["starts_at", "ends_at", "place"]),
        (_("Who goes"), ["body", "head", "members", "hosts", "knows_clash"]),
        (_("Order of the day"), ["programme"]),
    ]
    wide = ("purpose",)

    version = VersionField(required=False)
    unit = UnitField(label=_("Committee that visits"), required=False)
    visited = UnitField(label=_("Unit visited"))
    purpose = forms.CharField(label=_("Purpose of the visit"), max_length=400, help_text=NO_PERSON)
    quarter = forms.ChoiceField(label=_("Planned for the quarter"))
    starts_at = MomentField(label=_("It begins at"), required=False)
    ends_at = MomentField(label=_("It ends at"), required=False)
    place = forms.CharField(label=_("Place of the visit"), max_length=200, required=False)
    body = PickField(label=_("Body that goes"), required=False)
    head = PersonField(label=_("Leader who heads the visit"), required=False)
    members = ManyField(label=_("Participants"), required=False)
    hosts = forms.CharField(
        label=_("Who is asked to be there for the unit"),
        max_length=400,
        required=False,
        help_text=_("Offices, no names: the standing committee, the heads of branches."),
    )
    knows_clash = forms.BooleanField(label=_("A clash of hours is known and accepted"), required=False)
    programme = LongText(
        label=_("Programme of the visit"), rows=6, required=False, help_text=_("One line for each part.")
    )

    def clean_quarter(self) -> Quarter:
        return Quarter.parse(self.cleaned_data["quarter"])


class AnnounceForm(KitForm):
    """Announce the visit."""

    version = VersionField()
    questions_due_on = DayField(
        label=_("Questions of the unit awaited by"), help_text=_("At the latest the day before the visit.")
    )


class ReasonForm(KitForm):
    """A step with its reason."""

    version = VersionField()
    words = LongText(label=_("Reason"), rows=3, max_length=2000, help_text=NO_PERSON)


class MaybeWordsForm(KitForm):
    """A step that may have words."""

    version = VersionField()
    words = LongText(label=_("Remarks"), rows=3, max_length=2000, required=False, help_text=NO_PERSON)


class BareForm(KitForm):
    """A step without words."""

    version = VersionField()


class HoldForm(KitForm):
    """Say that it was held."""

    version = VersionField()
    on = DayField(label=_("Held on"))


class QuestionForm(KitForm):
    """State a question."""

    version = VersionField()
    issue = PickField(
        label=_("A difficulty that the unit raised before"),
        required=False,
        empty=_("— none, a question of its own —"),
        help_text=_("Its matter and words are taken over where you write none."),
    )
    matter = MatterField(label=_("Matter from the list"), required=False)
    text = LongText(label=_("The question"), rows=5, max_length=6000, required=False, help_text=NO_PERSON)
    proposal = LongText(label=_("What the unit proposes"), rows=3, max_length=4000, required=False)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is not None and not cleaned.get("issue") and not cleaned.get("matter"):
            self.add_error("matter", _("Choose the matter from the list."))
        return cleaned


class MinutesForm(KitForm):
    """Write the minutes."""

    version = VersionField()
    text = LongText(
        label=_("Text of the minutes"),
        rows=24,
        help_text=_("Write what was agreed about each question. The minutes are of this one visit."),
    )


class SignForm(KitForm):
    """Sign the minutes as read."""

    version = VersionField()
    minutes_version = VersionField()


class CorrectForm(KitForm):
    """Correct signed minutes."""

    version = VersionField()
    text = LongText(label=_("How the place reads correctly"), rows=4, max_length=4000)
    words = LongText(label=_("Reason"), rows=2, max_length=400, help_text=NO_PERSON)


class CommitForm(KitForm):
    """Enter what was promised."""

    version = VersionField()
    way = forms.ChoiceField(
        label=_("What becomes of it"),
        choices=[(one.value, _(WAY_WORDS[one])) for one in Way],
        widget=forms.RadioSelect,
        initial=Way.TASK.value,
    )
    question = PickField(label=_("About the question"), required=False, empty=_("— none —"))
    title = forms.CharField(label=_("What is to be done"), max_length=300, help_text=NO_PERSON)
    lead = UnitField(label=_("Lead"))
    due_on = DayField(label=_("Deadline"))
    product = forms.CharField(label=_("Product"), max_length=240, required=False)
    wide = ("title",)


class ConcludeForm(KitForm):
    """Approve the conclusion."""

    version = VersionField()
    words = LongText(
        label=_("Conclusion of the visit"),
        rows=10,
        help_text=_("The commitments are added below it, numbered, each with its lead and deadline."),
    )


class TellForm(KitForm):
    """Tell the unit what became of a question."""

    version = VersionField()
    outcome = forms.ChoiceField(
        label=_("What became of the question"),
        choices=[(one.value, _(OUTCOME_WORDS[one])) for one in Outcome],
        widget=forms.RadioSelect,
    )
    text = LongText(label=_("As the unit will read it"), rows=5, max_length=6000, help_text=NO_PERSON)
    document = PickField(
        label=_("By the document"),
        required=False,
        help_text=_("Needed for the last word; only “under way” goes without one."),
    )


def offer(form: forms.Form, **names: Any) -> None:
    """Offer choices in the fields of a form, those that it has."""
    for field, pairs in names.items():
        if field in form.fields:
            form.fields[field].pick_from(pairs)  # type: ignore[attr-defined]
