"""The question put to search."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import DayField, KitForm
from nghisu.search.queries import FINDABLE


class SearchForm(KitForm):
    """Words, whether marks must fit, and what kind of thing."""

    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    exact = forms.BooleanField(label=_("Marks must fit"), required=False)
    kind = forms.ChoiceField(label=_("Kind of thing"), required=False)
    first = DayField(label=_("From"), required=False, help_text="")
    last = DayField(label=_("Up to the day"), required=False, help_text="")

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        kinds: list[tuple[str, Any]] = [("", _("everything"))]
        kinds += [(code, _(one.name)) for code, one in FINDABLE.items()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
