"""Forms of dispatch, stamp, receipt and recall."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.documents.forms.choices import named
from nghisu.documents.rules import dispatch
from nghisu.kit.forms import KitForm, ManyField, MomentField, NumberField, UnitField
from nghisu.kit.pages import Request


class SendForm(KitForm):
    """To whom the document went, and how."""

    recipients = ManyField(label=_("Recipients"))
    way = forms.ChoiceField(label=_("How it went"), choices=named(dispatch.WAY_NAMES))
    sent_at = MomentField(label=_("Sent at"), required=False, help_text=_("Empty: now"))

    def __init__(self, *args: Any, recipients: list[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        offered = [(one.pk, one.label) for one in recipients]
        self.fields["recipients"].pick_from(offered)  # type: ignore[attr-defined]
        self.fields["way"].initial = dispatch.Way.HAND


class ReceiptForm(KitForm):
    """When a recipient outside got the document."""

    received_at = MomentField(label=_("Received at"))
    received_by = forms.CharField(label=_("Received by"), max_length=160, required=False)


class RecallForm(KitForm):
    """Why a dispatch is recalled."""

    reason = forms.CharField(label=_("Why the dispatch is recalled"), max_length=300)


class StampForm(KitForm):
    """A use of the stamp."""

    unit = UnitField(label=_("Stamp of"))
    what = forms.CharField(label=_("What was stamped"), max_length=300)
    kind = forms.ChoiceField(label=_("How"), choices=named(dispatch.STAMP_NAMES))
    copies = NumberField(label=_("Copies"), whole=True, at_least=1, at_most=5000, initial=1)
    asked_by = forms.CharField(label=_("Asked for by"), max_length=120, required=False)
    stamped_at = MomentField(label=_("Stamped at"), required=False, help_text=_("Empty: now"))

    groups: ClassVar[list[tuple[Any, list[str]]]] = [
        (_("The stamp"), ["unit", "what", "kind", "copies", "asked_by", "stamped_at"])
    ]

    def __init__(self, *args: Any, request: Request, units: frozenset[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = queries.unit_choices(request.today, units)
        self.fields["unit"].pick_from(choices)  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["unit"].initial = choices[0][0]
