"""Forms of electronic signatures."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.kit import pdf_signing
from nghisu.kit.forms import KitForm, PaperField, UnitField
from nghisu.kit.pages import Request


class SealForm(KitForm):
    """The passphrase or the PIN, where no file holds it."""

    key_password = forms.CharField(
        label=_("Passphrase of the key file"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("It is used for this signature alone and kept nowhere."),
    )

    def __init__(self, *args: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        if not pdf_signing.asks_password():
            del self.fields["key_password"]
        elif pdf_signing.is_token():
            self.fields["key_password"].label = _("PIN of the token")


class CertificateForm(KitForm):
    """A certificate to trust."""

    unit = UnitField(label=_("Whose list"))
    file = PaperField(
        label=_("Certificate file"),
        accept=".cer,.crt,.pem,.der",
        help_text=_(
            "That of the signing organisation, or of the one that issued it. Compare the fingerprint with "
            "what its holder told you."
        ),
    )

    def __init__(self, *args: Any, request: Request, units: frozenset[Any], **rest: Any) -> None:
        super().__init__(*args, **rest)
        unit: Any = self.fields["unit"]
        choices = queries.unit_choices(request.today, units)
        unit.pick_from(choices)
        if len(choices) == 1:
            unit.initial = choices[0][0]
