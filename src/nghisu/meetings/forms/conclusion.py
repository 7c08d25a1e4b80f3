"""Forms of the notice of conclusion."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import DayField, KitForm, LongText, ManyField, VersionField


class NoticeForm(KitForm):
    """What stands above the paragraphs."""

    subject = forms.CharField(label=_("Subject"), max_length=400)
    opening = LongText(label=_("Opening words"), rows=4, required=False)
    version = VersionField()


class ParagraphForm(KitForm):
    """A numbered paragraph."""

    number = forms.CharField(
        label=_("Number"), max_length=24, help_text=_("Tasks name their source by it, for example 2.1.")
    )
    text = LongText(label=_("Paragraph"), rows=5)
    version = VersionField(required=False)


class WorkForm(KitForm):
    """What a paragraph asks of whom."""

    title = forms.CharField(label=_("What is to be done"), max_length=400)
    product = forms.CharField(label=_("Product"), max_length=240, required=False)
    due_on = DayField(label=_("Deadline"), required=False)
    units = ManyField(label=_("Who does it"))

    def __init__(self, *args: Any, units: Any = (), **rest: Any) -> None:
        super().__init__(*args, **rest)
        self.fields["units"].pick_from(units)  # type: ignore[attr-defined]
