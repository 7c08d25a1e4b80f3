"""Forms of proposals: one for each step on their way."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import DayField, KitForm, LongText, PickField, UnitField, VersionField
from nghisu.tasks.rules.proposals import OUTCOME_WORDS, Outcome

SAY_WHY = {"required": _("Say why, in a sentence.")}


class FollowForm(KitForm):
    """Begin to follow a proposal."""

    unit = UnitField(label=_("Followed by"))
    made_by = UnitField(label=_("Made by the unit"), help_text=_("It is kept by unit; name no person in it."))
    text = LongText(label=_("Proposal"), rows=4, error_messages={"required": _("Write what is proposed.")})
    made_on = DayField(label=_("Made on"))


class PlanForm(KitForm):
    """Make it a line of a plan."""

    version = VersionField()
    item = PickField(label=_("Line of the plan"))
    words = LongText(label=_("Remarks"), rows=2, required=False)


class SendForm(KitForm):
    """Say by which document it went up."""

    version = VersionField()
    document = PickField(label=_("Document that carries it"), help_text=_("Issued, with its number."))
    addressee = PickField(label=_("To the superior"))
    answer_due_on = DayField(label=_("Answer expected by"), required=False)
    words = LongText(label=_("Remarks"), rows=2, required=False)


class WordsForm(KitForm):
    """A step that is words alone."""

    version = VersionField()
    words = LongText(label=_("In words"), rows=4, error_messages=SAY_WHY)


class AnswerForm(KitForm):
    """Record the superior's answer."""

    version = VersionField()
    document = PickField(
        label=_("Document of the answer"),
        error_messages={"required": _("Name the document in which the superior answers.")},
    )
    outcome = forms.ChoiceField(
        label=_("The answer"),
        choices=[(one.value, _(OUTCOME_WORDS[one])) for one in Outcome],
        widget=forms.RadioSelect,
    )
    words = LongText(label=_("In words"), rows=3, required=False)


class MergeForm(KitForm):
    """Follow it in another."""

    version = VersionField()
    into = PickField(label=_("Merge into"))
    words = LongText(label=_("Remarks"), rows=2, required=False)
