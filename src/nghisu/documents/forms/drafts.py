"""Forms of drafts: versions, consultations, comments, answers, outcomes."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.documents.forms.choices import named
from nghisu.documents.rules.drafting import ACT_NAMES, ANSWER_NAMES, OUTCOME_NAMES, Act, Answer, Outcome
from nghisu.kit.forms import DayField, KitForm, LongText, ManyField, PaperField, VersionField
from nghisu.kit.pages import Request
from nghisu.organisation.queries.bodies import pickable_persons

WORD = ".docx"


class VersionForm(KitForm):
    """What is kept as the next version."""

    file = PaperField(
        label=_("Word file"),
        accept=WORD,
        required=False,
        help_text=_("Empty: the text as it stands in the draft now"),
    )
    remark = forms.CharField(label=_("What is new"), max_length=300, required=False)


class ConsultForm(KitForm):
    """Who is asked, by when."""

    due_on = DayField(label=_("Comments by"))
    question = LongText(label=_("What they should look at"), rows=3, max_length=2000, required=False)
    units = ManyField(label=_("Units"), required=False)
    people = ManyField(label=_("Members, by name"), required=False)

    def __init__(self, *args: Any, request: Request, document: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        tree = request.standing.tree
        committee = tree.committee_of(document.unit_id)
        asked = tree.house_of(committee) | {
            child for child in tree.children_of.get(committee, ()) if child in tree.committees
        }
        choices = queries.unit_choices(request.today, frozenset(asked - {document.drafter_unit_id}))
        self.fields["units"].pick_from(choices)  # type: ignore[attr-defined]
        members = pickable_persons(request.standing, request.today, document.unit)
        self.fields["people"].pick_from(members.items())  # type: ignore[attr-defined]


class GoOnForm(KitForm):
    """Until when comments go on after the meeting."""

    until = DayField(label=_("The chair lets comments come until"))


class CommentForm(KitForm):
    """A comment on a paragraph, or on the whole."""

    paragraph = forms.UUIDField(required=False, widget=forms.HiddenInput)
    act = forms.ChoiceField(label=_("What is proposed"), choices=named(ACT_NAMES), initial=Act.REMARK.value)
    wording = LongText(
        label=_("The wording"),
        rows=4,
        required=False,
        max_length=20_000,
        help_text=_("For another wording or a new paragraph only"),
    )
    text = LongText(label=_("Remark or reason"), rows=3, required=False, max_length=10_000)

    def __init__(self, *args: Any, is_whole: bool, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if is_whole:
            del self.fields["wording"]
            self.fields["act"].choices = [(Act.REMARK.value, _(ACT_NAMES[Act.REMARK]))]  # type: ignore[attr-defined]


class CommentedFileForm(KitForm):
    """A Word file with comments and tracked changes."""

    file = PaperField(label=_("Commented Word file"), accept=WORD)


class NoteForm(KitForm):
    """A private note."""

    paragraph = forms.UUIDField(widget=forms.HiddenInput)
    text = LongText(label=_("Note for myself"), rows=2, required=False, max_length=4000)


class AnswerForm(KitForm):
    """What becomes of a comment."""

    version = VersionField(required=False)
    answer = forms.ChoiceField(label=_("Answer"), choices=named(ANSWER_NAMES), widget=forms.RadioSelect)
    adopted = LongText(
        label=_("The paragraph as it shall read"),
        rows=4,
        required=False,
        max_length=20_000,
        help_text=_("Empty: as proposed, where it is accepted whole"),
    )
    reason = LongText(
        label=_("Reason"),
        rows=3,
        required=False,
        max_length=4000,
        help_text=_("Needed unless it is accepted whole"),
    )
    to_decide = forms.BooleanField(label=_("Put it to the meeting"), required=False)

    def chosen(self) -> Answer:
        """Return the answer chosen."""
        return Answer(self.cleaned_data["answer"])


class SettleForm(KitForm):
    """The wording chosen where several clash."""

    paragraph = forms.UUIDField(widget=forms.HiddenInput)
    text = LongText(label=_("The paragraph as it shall read"), rows=4, required=False, max_length=20_000)


class MergeForm(KitForm):
    """The next version, made from what was accepted."""

    remark = forms.CharField(label=_("What is new"), max_length=300, required=False)


class OutcomeForm(KitForm):
    """How a gathering concluded."""

    draft = forms.ChoiceField(label=_("Version"))
    gathering = forms.CharField(label=_("Gathering"), max_length=240)
    decided_on = DayField(label=_("Day"))
    outcome = forms.ChoiceField(label=_("Outcome"), choices=named(OUTCOME_NAMES), widget=forms.RadioSelect)
    conclusion = LongText(
        label=_("The chair's conclusion"),
        rows=4,
        max_length=4000,
        help_text=_("In words, as it was said: thống nhất cao. Figures of a vote stand in the vote alone."),
    )

    groups: ClassVar[list[tuple[Any, list[str]]]] = []

    def __init__(self, *args: Any, versions: list[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["draft"].choices = [(str(one.pk), str(one.number)) for one in versions]  # type: ignore[attr-defined]

    def chosen(self) -> Outcome:
        """Return the outcome chosen."""
        return Outcome(self.cleaned_data["outcome"])
