"""Forms of issues and topics. None asks who said what."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import DayField, KitForm, LongText, ManyField, PickField, UnitField, VersionField
from nghisu.situation.rules.competence import DECLARATION, FIELD_BY_CODE, MATTERS, Matter
from nghisu.situation.rules.personal import NoName
from nghisu.situation.rules.topics import OUTCOME_WORDS, SIZE_WORDS, WHERE_WORDS, Outcome, Size, Where

CHOICES = [
    (NoName.MEND.value, _("I take it out myself")),
    (NoName.REPLACE.value, _("Replace it by […] for me")),
    (NoName.NO_NAME.value, _("The name found is none of a person: a street, a prize, an institution")),
]
PROBLEM_ONLY = _("The problem, not persons: no names, numbers or quotations that point at somebody.")
SAY_WHY = {"required": _("Say why, in a sentence.")}


def grouped(matters: Sequence[Matter]) -> list[tuple[Any, Any]]:
    """Return the lines of the list as choices, by field."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in matters:
        found.setdefault(gettext(FIELD_BY_CODE[one.field].name), []).append((one.code, gettext(one.name)))
    return [("", _("— choose —")), *found.items()]


class MatterField(forms.ChoiceField):
    """A line of the controlled list."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(**rest)
        self.error_messages["invalid_choice"] = _("Choose the matter from the list.")

    def offer(self, matters: Sequence[Matter]) -> None:
        """Offer these lines."""
        self.choices = grouped(matters)


class IssueForm(KitForm):
    """A difficulty of a unit."""

    version = VersionField(required=False)
    unit = UnitField(label=_("Raised by the unit"))
    matter = MatterField(label=_("Matter"))
    where = forms.ChoiceField(
        label=_("Where it is felt"), choices=[(one.value, _(WHERE_WORDS[one])) for one in Where]
    )
    size = forms.ChoiceField(
        label=_("How many share it"),
        choices=[(one.value, _(SIZE_WORDS[one])) for one in Size],
        widget=forms.RadioSelect,
    )
    since = DayField(label=_("Since when"))
    statement = LongText(
        label=_("The problem"),
        rows=5,
        help_text=PROBLEM_ONLY,
        max_length=6000,
        error_messages={"required": _("Write what the problem is.")},
    )
    effect = LongText(label=_("What it brings about"), rows=3, required=False, max_length=4000)
    done = LongText(label=_("What was done"), rows=3, required=False, max_length=4000)
    proposal = LongText(label=_("What the unit proposes"), rows=3, required=False, max_length=4000)
    is_urgent = forms.BooleanField(label=_("Urgent: to the reader on duty at once"), required=False)
    choice = forms.ChoiceField(
        label=_("Where something points at a person"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        required=False,
        initial=NoName.MEND.value,
        help_text=_(
            "Identity numbers, phone numbers and addresses are never stored. Your choice stands in the "
            "record."
        ),
    )
    groups = [
        (_("What it is about"), ["unit", "matter", "where", "size", "since", "is_urgent"]),
        (_("In words"), ["statement", "effect", "done", "proposal", "choice"]),
    ]

    def clean_choice(self) -> NoName:
        return NoName(self.cleaned_data["choice"] or NoName.MEND)


class WordsForm(KitForm):
    """A step with its reason."""

    version = VersionField()
    words = LongText(label=_("In words"), rows=4, max_length=4000, error_messages=SAY_WHY)


class RemarkForm(KitForm):
    """A step that may be remarked on."""

    version = VersionField()
    words = LongText(
        label=_("Remarks for the office"),
        rows=3,
        required=False,
        max_length=4000,
        help_text=_("The units do not read them."),
    )


class CloseForm(KitForm):
    """Close a topic."""

    version = VersionField()
    words = LongText(
        label=_("Reason"),
        rows=3,
        required=False,
        max_length=4000,
        help_text=_("Needed where no answer was told back."),
    )


class NothingForm(KitForm):
    """A step without words."""

    version = VersionField()


class MergeForm(KitForm):
    """Merge an issue into a topic, or open one."""

    version = VersionField()
    into = PickField(label=_("Topic"), required=False, empty=_("— a new topic —"))
    title = forms.CharField(
        label=_("Title of the new topic"),
        max_length=240,
        required=False,
        help_text=_("Empty: the first line of the problem."),
    )


class TopicForm(KitForm):
    """The words of a topic, for all who raised it."""

    version = VersionField()
    matter = MatterField(label=_("Matter"))
    title = forms.CharField(label=_("Title"), max_length=240)
    statement = LongText(label=_("The problem"), rows=5, help_text=PROBLEM_ONLY, max_length=6000)
    proposal = LongText(label=_("Proposal"), rows=4, required=False, max_length=4000)


class AssignForm(RemarkForm):
    """Ask a body to deal with it."""

    lead = UnitField(label=_("Dealt with by"))
    due_on = DayField(label=_("Answer awaited by"))
    field_order = ["lead", "due_on", "words"]


class EscalateForm(RemarkForm):
    """Send it one level up."""

    addressee = PickField(label=_("To the superior"), required=False)
    document = PickField(label=_("Document that carries it"), help_text=_("Issued, with its number."))
    due_on = DayField(label=_("Answer awaited by"))
    proposal = LongText(
        label=_("Proposal"),
        rows=4,
        max_length=4000,
        error_messages={"required": _("Write what you propose; without a proposal nothing is sent up.")},
    )
    field_order = ["addressee", "document", "due_on", "proposal", "words"]


class AnswerForm(RemarkForm):
    """Enter the answer."""

    outcome = forms.ChoiceField(
        label=_("The answer"),
        choices=[(one.value, _(OUTCOME_WORDS[one])) for one in Outcome],
        widget=forms.RadioSelect,
    )
    text = LongText(
        label=_("The answer, as the units will read it"),
        rows=5,
        max_length=6000,
        error_messages=SAY_WHY,
    )
    document = PickField(label=_("Document of the answer"), required=False)
    field_order = ["outcome", "text", "document", "words"]


class TellForm(KitForm):
    """Tick the units that were told."""

    version = VersionField()
    units = ManyField(label=_("Told the answer"), error_messages={"required": _("Choose at least one unit.")})


class OpenFieldForm(KitForm):
    """Open a sensitive field."""

    unit = UnitField(label=_("For the units under"))
    declared = forms.BooleanField(label=_(DECLARATION), required=False)


def all_matters(day: Any) -> list[Matter]:
    """Return every line that holds on the day."""
    return [one for one in MATTERS if one.holds_on(day)]
