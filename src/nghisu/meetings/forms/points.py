"""Forms of the remote points."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import KitForm
from nghisu.meetings.rules.points import LARGEST_POINT


class HeadsForm(KitForm):
    """How many people sit at a point."""

    heads = forms.IntegerField(
        label=_("People at the point now"),
        min_value=0,
        max_value=LARGEST_POINT,
        help_text=_("Everyone in the room."),
    )
