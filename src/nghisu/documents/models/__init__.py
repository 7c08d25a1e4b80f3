"""Documents with their numbers, files, recipients and lineage."""

from nghisu.documents.models.parts import (
    DocumentFile,
    DocumentLink,
    DocumentRecipient,
    DocumentRouting,
    DocumentSigner,
)
from nghisu.documents.models.register import Document, NumberSequence, fold_of

__all__ = [
    "Document",
    "DocumentFile",
    "DocumentLink",
    "DocumentRecipient",
    "DocumentRouting",
    "DocumentSigner",
    "NumberSequence",
    "fold_of",
]
