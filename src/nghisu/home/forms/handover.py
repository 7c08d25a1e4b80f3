"""The form with which a hand-over begins."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.home.rules.handover import REASONS
from nghisu.kit.forms import KitForm, PersonField


class HandOverForm(KitForm):
    """Who receives, why, and what else is to be said."""

    receiver = PersonField(
        label=_("Receiver"), help_text=_("Somebody who holds an office in the same committee today.")
    )
    reason = forms.ChoiceField(label=_("Reason"))
    note = forms.CharField(
        label=_("Condition of what is handed over"),
        max_length=500,
        required=False,
        help_text=_("For instance: complete; the register of 2022 is at the binder's."),
    )

    def __init__(self, *args: Any, people: Mapping[UUID, str], **rest: Any) -> None:
        super().__init__(*args, **rest)
        receiver: Any = self.fields["receiver"]
        receiver.choices = [("", ""), *((str(pk), name) for pk, name in people.items())]
        why: Any = self.fields["reason"]
        why.choices = [(one.value, _(words)) for one, words in REASONS.items()]
