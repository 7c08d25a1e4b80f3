"""The paper of an official copy: the original's words with the block of the copy below, as .docx and PDF."""

import io
from dataclasses import replace

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from nghisu.documents.exports.papers import paper_of
from nghisu.documents.models import DocumentCopy, DocumentFile
from nghisu.documents.rules.copies import ON_PAPER, CopyKind
from nghisu.documents.rules.dates import date_line
from nghisu.documents.rules.forms import profile_called
from nghisu.documents.rules.types import Family
from nghisu.kit import docx, files, pdf
from nghisu.kit.language import short_date, slug
from nghisu.kit.official import CopyMark, OfficialForm, Paper, Signature, blocks_of


def mark_of(copy: DocumentCopy) -> CopyMark:
    """Return what stands below the dividing line."""
    document, kind = copy.document, CopyKind(copy.kind)
    day = f" ngày {short_date(document.dated_on)}" if document.dated_on else ""
    source = f"{document.citation}{day} của {document.issuer_name}"
    words = {
        CopyKind.FULL: f"Từ bản chính {source}",
        CopyKind.EXTRACT: f"Từ bản chính {source}",
        CopyKind.OF_COPY: f"Từ bản sao {copy.from_copy} của {source}",
    }
    return CopyMark(
        issuer=copy.issuer_name,
        superior=copy.superior_name,
        number_line=copy.number_line,
        date_line=date_line(copy.place, copy.dated_on),
        kind=ON_PAPER[Family(copy.family)][kind],
        source=words[kind],
        signature=Signature(copy.signing_line, copy.signer_title, copy.signer_name),
        recipients=copy.recipient_labels,
    )


def copy_paper(copy: DocumentCopy, *, is_sheet: bool = False) -> Paper:
    """Return the paper: the original, or the part copied, with the block of the copy.

    :param is_sheet: whether only the block stands on it, to lie under the original's own pages
    """
    document = copy.document
    paper = paper_of(document)
    if copy.kind == CopyKind.EXTRACT:
        paper = replace(paper, blocks=blocks_of(copy.text), bases=())
    is_sheet = is_sheet or not (paper.blocks or document.form_profile)
    return replace(paper, copy=mark_of(copy), is_signed=True, is_draft=False, is_sheet=is_sheet)


def form_of(copy: DocumentCopy) -> OfficialForm:
    """Return the form of the original's day where it is known, else that of the copy's."""
    return profile_called(copy.document.form_profile or copy.form_profile)


def as_docx(copy: DocumentCopy) -> bytes:
    """Return the copy as .docx."""
    return docx.write(copy_paper(copy), form_of(copy))


def as_pdf(copy: DocumentCopy) -> bytes:
    """Return the copy as PDF; a copy of the whole takes the pages of the PDF kept of the original."""
    original = None if copy.kind == CopyKind.EXTRACT else _pages_of(copy)
    if original is None:
        return pdf.write(copy_paper(copy), form_of(copy))
    writer = PdfWriter()
    for page in original.pages:
        writer.add_page(page)
    sheet = PdfReader(io.BytesIO(pdf.write(copy_paper(copy, is_sheet=True), form_of(copy))))
    for page in sheet.pages:
        writer.add_page(page)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _pages_of(copy: DocumentCopy) -> PdfReader | None:
    document = copy.document
    kept = document.original.files if document.original else document.files
    roles = (DocumentFile.Role.SCAN, DocumentFile.Role.MAIN)
    for file in kept.filter(media_type=pdf.MEDIA_TYPE, role__in=roles).order_by("-role"):
        try:
            found = PdfReader(io.BytesIO(files.content_of(file.sha256)))
            if found.pages:
                return found
        except (PyPdfError, files.FileIsGone, ValueError, KeyError):
            continue
    return None


def file_name(copy: DocumentCopy, suffix: str) -> str:
    """Return a name for the file: ``01-bs-duk-sao-128-cv-btctw.docx``."""
    return f"{slug(f'{copy.reference} sao {copy.document.reference}')[:80].strip('-')}.{suffix}"
