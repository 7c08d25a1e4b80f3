"""Documents with their numbers, files, recipients and lineage."""

from nghisu.documents.models.archive import CaseFile, CaseFilePaper, Disposal, HandOver
from nghisu.documents.models.copies import DocumentCopy
from nghisu.documents.models.dispatch import DocumentOpening, StampUse
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
from nghisu.documents.models.seals import FileSignature, TrustedCertificate
from nghisu.documents.models.signing import SigningStep
from nghisu.documents.models.templates import PaperTemplate

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
    "CaseFile",
    "CaseFilePaper",
    "Disposal",
    "Document",
    "DocumentCopy",
    "DocumentFile",
    "DocumentLink",
    "DocumentOpening",
    "DocumentRecipient",
    "DocumentRouting",
    "DocumentSigner",
    "FileSignature",
    "HandOver",
    "NumberSequence",
    "PaperTemplate",
    "PointCitation",
    "SigningStep",
    "StampUse",
    "TrustedCertificate",
    "fold_of",
]
