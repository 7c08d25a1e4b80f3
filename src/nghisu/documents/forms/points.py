"""Forms of a document's points."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents.models import DirectivePoint, Document
from nghisu.documents.queries.points import citable_points, unmarked_sentences
from nghisu.kit.forms import KitForm, LongText, VersionField
from nghisu.organisation.rules.policy import Standing


class MarkForm(KitForm):
    """The sentences of a text, to be ticked."""

    sentences = forms.TypedMultipleChoiceField(
        label=_("Sentences that ask for something"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, document: Document, **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["sentences"].choices = [  # type: ignore[attr-defined]
            (one.order, f"{one.number}. {one.text}" if one.number else one.text)
            for one in unmarked_sentences(document)
        ]


class PointForm(KitForm):
    """One point, typed."""

    version = VersionField(required=False)
    number = forms.CharField(
        label=_("Number"),
        max_length=24,
        required=False,
        help_text=_("As it is cited: 2, 2.a, Điều 3. Empty: the next one"),
    )
    text = LongText(label=_("What it asks for"), rows=3, max_length=2400)


class CiteForm(KitForm):
    """Points of other documents that this one answers."""

    points = forms.ModelMultipleChoiceField(
        label=_("Points it answers"),
        queryset=DirectivePoint.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, document: Document, standing: Standing, **rest: Any) -> None:
        super().__init__(*args, **rest)
        field: Any = self.fields["points"]
        field.queryset = citable_points(standing, document)
        field.label_from_instance = lambda one: f"{one.directive.reference}, {one.number}: {one.text}"[:200]
