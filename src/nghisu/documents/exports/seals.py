"""The paper of a document as it goes under the organisation's electronic signature."""

from datetime import datetime

from django.utils import timezone

from nghisu.documents.exports.papers import file_name, form_of, paper_of
from nghisu.documents.models import Document
from nghisu.documents.rules.seals import stamp_lines
from nghisu.kit import pdf
from nghisu.kit.pdf_signing import Stamp


def paper_to_sign(document: Document) -> bytes:
    """Return the PDF that is signed: the paper in the official form."""
    return pdf.write(paper_of(document), form_of(document))


def stamp_of(document: Document, at: datetime) -> Stamp:
    """Return what is seen of the signature, and where the form has room for it."""
    lines = stamp_lines(
        issuer=document.issuer_name, number_line=document.number_line, at=timezone.localtime(at)
    )
    return Stamp(lines, pdf.place_to_sign(paper_of(document), form_of(document)))


def signed_name(document: Document) -> str:
    """Return a name for the signed file: ``05-bc-duk-ket-qua-ky-so.pdf``."""
    return file_name(document, "pdf").removesuffix(".pdf") + "-ky-so.pdf"
