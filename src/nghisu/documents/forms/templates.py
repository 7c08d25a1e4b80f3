"""Forms of Word templates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.documents.forms.choices import type_choices
from nghisu.kit.forms import KitForm, PaperField, UnitField
from nghisu.kit.pages import Request


class TemplateForm(KitForm):
    """A Word file as the template of a type."""

    unit = UnitField(label=_("Issuer"))
    type = forms.ChoiceField(label=_("Type"))
    file = PaperField(label=_("Word file"), accept=".docx")

    def __init__(self, *args: Any, request: Request, units: frozenset[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        fields: dict[str, Any] = self.fields
        choices = queries.unit_choices(request.today, units)
        fields["unit"].pick_from(choices)
        if len(choices) == 1:
            fields["unit"].initial = choices[0][0]
        fields["type"].choices = type_choices(request.today)
