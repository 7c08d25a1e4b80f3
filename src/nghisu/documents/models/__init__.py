"""Documents with their numbers, files, recipients and lineage."""

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
