"""Documents with their numbers, files, recipients and lineage."""

from nghisu.documents.models.drafts import (
    Consultation,
    ConsultationRequest,
    DraftComment,
    DraftNote,
    DraftOutcome,
    DraftParagraph,
    DraftVersion,
    Settlement,
)
from nghisu.documents.models.parts import (
    DocumentFile,
    DocumentLink,
    DocumentRecipient,
    DocumentRouting,
    DocumentSigner,
)
from nghisu.documents.models.points import DirectivePoint, PointCitation
from nghisu.documents.models.register import Document, NumberSequence, fold_of

__all__ = [
    "Consultation",
    "ConsultationRequest",
    "DraftComment",
    "DraftNote",
    "DraftOutcome",
    "DraftParagraph",
    "DraftVersion",
    "Settlement",
    "DirectivePoint",
    "Document",
    "DocumentFile",
    "DocumentLink",
    "DocumentRecipient",
    "DocumentRouting",
    "DocumentSigner",
    "NumberSequence",
    "PointCitation",
    "fold_of",
]
