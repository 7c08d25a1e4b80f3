"""Forms of issuing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.kit.forms import (
    ConfirmForm,
    DayField,
    VersionField,
)


class IssueForm(ConfirmForm):
    """The day on the paper, and the confirmation."""

    version = VersionField(required=False)
    dated_on = DayField(label=_("Date of the document"))
    signed_on = DayField(label=_("Signed on"), required=False)
    field_order = ("dated_on", "signed_on", "typed")


class VoidForm(ConfirmForm):
    """The reason, and the confirmation."""

    reason = forms.CharField(label=_("Why the number is void"), max_length=300)
    field_order = ("reason", "typed")
