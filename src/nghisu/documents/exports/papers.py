"""The official paper of a document, as .docx and PDF."""

from datetime import date

from nghisu.documents.models import Document
from nghisu.documents.queries import recipient_labels
from nghisu.documents.queries.templates import template_for
from nghisu.documents.rules.dates import date_line, open_date_line
from nghisu.documents.rules.entry import URGENCY_MARKS, Urgency
from nghisu.documents.rules.forms import profile_called, profile_on
from nghisu.documents.rules.types import Family
from nghisu.kit import docx, files, pdf, word_template
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
    """Return the document as .docx: in the office's own template of its day, else in the official form."""
    template = template_for(document, document.dated_on or document.created_on)
    if template is not None:
        return word_template.fill(files.content_of(template.sha256), template_values(document))
    return docx.write(paper_of(document), form_of(document))


def start_of_template(day: date) -> bytes:
    """Return the official form of the day with placeholders where a document has its words."""
    paper = Paper(
        superior="{{co_quan_cap_tren}}",
        issuer="{{co_quan_ban_hanh}}",
        number_line="{{so_ky_hieu}}",
        date_line="{{dia_danh_ngay_thang}}",
        type_name="{{ten_loai}}",
        subject="{{trich_yeu}}",
        urgency="{{do_khan}}",
        bases=("{{can_cu}}",),
        blocks=blocks_of("{{noi_dung}}"),
        signature=Signature("{{quyen_han_ky}}", "{{chuc_vu_ky}}", "{{nguoi_ky}}"),
        keep_line="{{noi_nhan}}",
    )
    return docx.write(paper, profile_on(day, Family.PARTY))


def template_values(document: Document) -> dict[str, str | list[str]]:
    """Return what stands in the placeholders of a Word template."""
    paper = paper_of(document)
    signature = paper.signature or Signature("", "", "")
    keep = form_of(document)["keep_line"].format(issuer=paper.issuer)
    return {
        "co_quan_cap_tren": paper.superior.upper(),
        "co_quan_ban_hanh": paper.issuer.upper(),
        "so_ky_hieu": paper.number_line,
        "dia_danh_ngay_thang": paper.date_line,
        "do_khan": paper.urgency,
        "ten_loai": paper.type_name.upper(),
        "trich_yeu": paper.subject,
        "kinh_gui": [line.strip() for line in paper.addressed_to],
        "can_cu": list(paper.bases),
        "noi_dung": [block.text for block in paper.blocks],
        "quyen_han_ky": signature.line,
        "chuc_vu_ky": signature.title.upper(),
        "nguoi_ky": signature.name,
        "noi_nhan": [*[f"- {label}," for label in paper.recipients], f"- {keep}"],
    }


def as_pdf(document: Document) -> bytes:
    """Return the document in its official form as PDF."""
    return pdf.write(paper_of(document), form_of(document))


def file_name(document: Document, suffix: str) -> str:
    """Return a name for the file: ``05-bc-duk-ket-qua-cong-tac.docx``."""
    return f"{slug(f'{document.reference or document.symbol} {document.subject}')[:80].strip('-')}.{suffix}"
