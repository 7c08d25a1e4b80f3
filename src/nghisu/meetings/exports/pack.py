"""The print pack of a meeting: cover, agenda, list of papers and the papers, as one PDF for one reader."""

import io
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from nghisu.documents.models import DocumentFile
from nghisu.kit import files, pdf, qr
from nghisu.meetings.models import PaperVersion
from nghisu.meetings.queries import MeetingView, PaperView

HERE = Path(__file__).parent.parent / "typst"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
log = logging.getLogger(__name__)


@dataclass
class Bound:
    """A paper with what is bound of it: PDFs, or nothing and a remark that says why."""

    paper: PaperView
    address: str
    pdfs: list[bytes]
    remark: str = ""
    page_count: int = 0


def print_pack(
    view: MeetingView,
    *,
    issuer: str,
    reader: str,
    address: str,
    address_of: Callable[[PaperView], str],
) -> bytes:
    """Return the pack of what the view shows, and of nothing else: a closed part only to who may see it.

    PDFs are bound as they are; text and simple .docx become pages; what cannot be bound is listed with a
    QR code that opens it.
    """
    import pypdf  # noqa: PLC0415 -- slow to load, and the server starts without it

    papers = [paper for part in view.parts for item in part.items for paper in item.papers]
    versions = {
        (version.paper_id, version.number): version
        for version in PaperVersion.objects.filter(paper__in=[paper.pk for paper in papers])
        .select_related("document")
        .prefetch_related("files")
    }
    bound = [_bind(paper, versions.get((paper.pk, paper.number)), address_of(paper)) for paper in papers]
    values = _values(view, bound, issuer=issuer, reader=reader, address=address)
    front = len(pypdf.PdfReader(io.BytesIO(pdf.from_template(HERE / "pack.typ", values))).pages)
    page = front + 1
    for one, row in zip(bound, values["papers"], strict=True):
        row["page"] = str(page) if one.page_count else "–"
        page += one.page_count
    writer = pypdf.PdfWriter()
    writer.append(io.BytesIO(pdf.from_template(HERE / "pack.typ", values)), _("Cover and agenda"))
    for one in bound:
        for number, content in enumerate(one.pdfs):
            writer.append(io.BytesIO(content), one.paper.title if number == 0 else None, import_outline=False)
    writer.add_metadata({"/Title": view.meeting.title})
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _bind(paper: PaperView, version: PaperVersion | None, address: str) -> Bound:
    import pypdf  # noqa: PLC0415 -- slow to load, and the server starts without it

    bound = Bound(paper, address, [])
    if version is None:
        bound.remark = _("Not in the register; handed out on paper.")
        return bound
    for file in version.files.all():
        content = _pages_of(file, paper.title)
        if content is None:
            bound.remark = _("The file “%(name)s” is not bound here; open it by the QR code.") % {
                "name": file.name
            }
        else:
            bound.pdfs.append(content)
    if not bound.pdfs and version.text:
        bound.pdfs.append(_text_pages(paper.title, version.text.splitlines()))
    elif not bound.pdfs and not bound.remark:
        bound.remark = _("Not in the register; handed out on paper.")
    bound.page_count = sum(len(pypdf.PdfReader(io.BytesIO(content)).pages) for content in bound.pdfs)
    return bound


def _pages_of(file: DocumentFile, title: str) -> bytes | None:
    """Return the pages of a file as PDF, None for a kind that cannot be bound or a file that is damaged."""
    import docx  # noqa: PLC0415 -- slow to load, and the server starts without it
    import pypdf  # noqa: PLC0415 -- slow to load, and the server starts without it

    try:
        content = files.content_of(file.sha256)
        if file.media_type == PDF:
            reader = pypdf.PdfReader(io.BytesIO(content))
            if reader.is_encrypted or not reader.pages:
                return None
            clean = pypdf.PdfWriter()
            for leaf in reader.pages:
                clean.add_page(leaf)
            stream = io.BytesIO()
            clean.write(stream)
            return stream.getvalue()
        if file.media_type == DOCX:
            found = docx.Document(io.BytesIO(content))
            if found.tables or found.inline_shapes:
                return None
            return _text_pages(title, [paragraph.text for paragraph in found.paragraphs])
    except Exception:
        log.warning("a file could not be bound into the pack")
    return None


def _text_pages(title: str, lines: Sequence[str]) -> bytes:
    kept = [line.strip() for line in lines if line.strip()]
    return pdf.from_template(HERE / "text.typ", {"title": title, "head": "", "lines": kept})


def drawn(address: str) -> str:
    """Return the QR code of an address as a picture for typst."""
    return str(qr.svg(address, label="QR")).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def _values(
    view: MeetingView, bound: Sequence[Bound], *, issuer: str, reader: str, address: str
) -> dict[str, Any]:
    meeting = view.meeting
    start = timezone.localtime(meeting.starts_at)
    lines = [
        _("%(hour)s on %(day)s") % {"hour": f"{start:%H:%M}", "day": f"{start:%d/%m/%Y}"},
        meeting.place,
        *(f"{chair.person.full_name}, {chair.duty}".rstrip(", ") for chair in view.chairs),
    ]
    return {
        "title": meeting.title,
        "issuer": issuer,
        "reader": reader,
        "lines": [line for line in lines if line],
        "qr": drawn(address),
        "words": {
            "pack": _("Papers of the meeting"),
            "scan": _("Scan to open the meeting on the device"),
            "agenda": _("Agenda"),
            "papers": _("List of papers"),
            "clock": _("Hour"),
            "number": _("No. on the list"),
            "item": _("Item"),
            "presenter": _("Presented by"),
            "paper": _("Paper"),
            "page": _("Page"),
            "open": _("Open"),
            "none": _("No paper is laid yet."),
        },
        "parts": [
            {
                "title": part.part.title,
                "about": f"({timezone.localtime(part.part.starts_at):%H:%M %d/%m/%Y})",
                "items": [
                    [
                        f"{timezone.localtime(item.begins_at):%H:%M}" if item.begins_at else "",
                        item.item.number,
                        item.item.title,
                        item.item.presenter,
                    ]
                    for item in part.items
                ],
            }
            for part in view.parts
        ],
        "papers": [
            {
                "title": one.paper.title,
                "note": one.remark or (_("To be returned") if one.paper.to_return else ""),
                "page": "00",
                "qr": drawn(one.address) if one.remark else "",
            }
            for one in bound
        ],
    }
