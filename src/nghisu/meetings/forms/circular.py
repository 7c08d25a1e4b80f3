"""Forms of circulars."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm, LongText, MomentField, PickField, VersionField
from nghisu.meetings.queries.circular import CHOICE_NAMES
from nghisu.meetings.rules.circular import SUBJECT_NAMES


class CircularForm(KitForm):
    """A question to the members of a body."""

    body = PickField(label=_("Body whose members are asked"))
    subject = forms.ChoiceField(
        label=_("What it is about"), help_text=_("Personnel is never decided by circular.")
    )
    title = forms.CharField(label=_("Title"), max_length=300)
    question = LongText(label=_("Question, with what is proposed"), rows=6)
    document = PickField(label=_("Paper"), required=False, empty=_("— none —"))
    due_at = MomentField(label=_("Answers by"))
    version = VersionField(required=False)
    wide: ClassVar[tuple[str, ...]] = ("title", "question", "document")

    def __init__(
        self, *args: Any, bodies: Any = (), documents: Any = (), is_new: bool = True, **rest: Any
    ) -> None:
        super().__init__(*args, **rest)
        self.fields["body"].pick_from(bodies)  # type: ignore[attr-defined]
        self.fields["document"].pick_from(documents)  # type: ignore[attr-defined]
        self.fields["subject"].choices = [  # type: ignore[attr-defined]
            (code.value, _(name)) for code, name in SUBJECT_NAMES.items()
        ]
        if is_new:
            del self.fields["version"]
        else:
            del self.fields["body"]


class OpinionForm(KitForm):
    """The answer to a circular."""

    choice = forms.ChoiceField(label=_("Answer"), widget=forms.RadioSelect)
    opinion = LongText(
        label=_("Opinion in words"),
        rows=4,
        required=False,
        max_length=10_000,
        help_text=_("Needed for another opinion; welcome with the others."),
    )
    wide: ClassVar[tuple[str, ...]] = ("opinion",)

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (code.value, _(name)) for code, name in CHOICE_NAMES.items()
        ]
