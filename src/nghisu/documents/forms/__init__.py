"""Forms of documents."""

from nghisu.documents.forms.choices import ACCEPT, named, type_choices
from nghisu.documents.forms.drafting import OutgoingForm, RemarksForm
from nghisu.documents.forms.files import FileForm, LinkForm
from nghisu.documents.forms.incoming import IncomingForm, RouteForm
from nghisu.documents.forms.issuing import IssueForm, VoidForm

__all__ = [
    "ACCEPT",
    "FileForm",
    "IncomingForm",
    "IssueForm",
    "LinkForm",
    "OutgoingForm",
    "RemarksForm",
    "RouteForm",
    "VoidForm",
    "named",
    "type_choices",
]
