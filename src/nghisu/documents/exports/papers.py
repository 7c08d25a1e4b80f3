"""The official paper of a document, as .docx and PDF."""

from nghisu.documents.models import Document
from nghisu.documents.queries import recipient_labels
from nghisu.documents.rules.dates import date_line, open_date_line
from nghisu.documents.rules.entry import URGENCY_MARKS, Urgency
from nghisu.documents.rules.forms import profile_called
from nghisu.kit import docx, pdf
from nghisu.kit.language import slug
from nghisu.kit.official import OfficialForm, Paper, Signature, blocks_of


def form_of(document: Document) -> OfficialForm:
    """Return the form of the day the document was begun or issued."""
    return profile_called(document.form_profile)


def paper_of(document: Document) -> Paper:
    """Return what stands on the paper of an outgoing or internal document."""
    signer = document.signers.first()
    day = document.dated_on
    return Paper(
        superior=document.superior_name,
        issuer=document.issuer_name,
        number_line=document.number_line,
        date_line=date_line(document.place, day)
        if day
        else open_date_line(document.place, document.created_on),
        type_name=document.vietnamese_type,
        subject=document.subject,
        urgency=URGENCY_MARKS[Urgency(document.urgency)],
        addressed_to=tuple(line for line in document.addressed_to.split(";") if line.strip()),
        bases=tuple(line.strip() for line in document.bases.splitlines() if line.strip()),
        blocks=blocks_of(document.text),
        signature=Signature(signer.line, signer.title, signer.name) if signer else None,
        recipients=recipient_labels(document),
        is_letter=document.type == "letter",
        is_submission=document.type == "submission",
        is_draft=document.is_open,
    )


def as_docx(document: Document) -> bytes:
    """Return the document in its official form as .docx."""
    return docx.write(paper_of(document), form_of(document))


def as_pdf(document: Document) -> bytes:
    """Return the document in its official form as PDF."""
    return pdf.write(paper_of(document), form_of(document))


def file_name(document: Document, suffix: str) -> str:
    """Return a name for the file: ``05-bc-duk-ket-qua-cong-tac.docx``."""
    return f"{slug(f'{document.reference or document.symbol} {document.subject}')[:80].strip('-')}.{suffix}"
