"""Forms of files and links."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from nghisu.documents import queries
from nghisu.documents.forms.choices import ACCEPT, named
from nghisu.documents.models import DocumentFile
from nghisu.documents.rules import states
from nghisu.documents.rules.states import Edge
from nghisu.kit.forms import (
    KitForm,
    PaperField,
    PickField,
)
from nghisu.kit.pages import Request


class FileForm(KitForm):
    """A file to attach."""

    role = forms.ChoiceField(
        label=_("What it is"),
        choices=[one for one in DocumentFile.Role.choices if one[0] != DocumentFile.Role.SIGNED],
    )
    file = PaperField(label=_("File"), accept=ACCEPT)
    attested = forms.BooleanField(
        label=_("I looked at every page of the scan: it bears no secrecy mark"), required=False
    )


class LinkForm(KitForm):
    """How this document bears on another."""

    kind = forms.ChoiceField(label=_("This document"), choices=named(states.EDGE_NAMES))
    target = PickField(label=_("The other document"))

    def __init__(self, *args: Any, request: Request, document: Any, **rest: Any) -> None:
        super().__init__(*args, **rest)
        choices = queries.link_choices(request.standing, document)
        self.fields["target"].pick_from(choices)  # type: ignore[attr-defined]

    def edge(self) -> Edge:
        """Return the kind chosen."""
        return Edge(self.cleaned_data["kind"])
