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
from nghisu.meetings.exports.stamping import Head, stamp
from nghisu.meetings.models import PaperVersion, Point
from nghisu.meetings.queries import MeetingView, PaperView

HERE = Path(__file__).parent.parent / "typst"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_BYTES = 64 * 1024 * 1024  # of all papers bound together: what is held in memory is a few times as much
Told = Callable[[int, int], None]
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
    points: Sequence[tuple[Point, str]] = (),
    told: Told = lambda _done, _total: None,
    most: int = MOST_BYTES,
) -> bytes:
    """Return the pack of what the view shows, and of nothing else: a closed part only to who may see it.

    PDFs are bound as they are; text and simple .docx become pages; what cannot be bound, or would make the
    whole larger than fits into memory, is listed with the QR code that every paper has. Over each page stand
    the meeting, the paper, the page of the pack and the reader.

    :param points: remote points with their addresses, each printed with its QR code
    :param told: is told how many steps of how many are done
    :param most: bytes of all papers bound together; a file that would pass them is listed and not bound
    """
    import pypdf  # noqa: PLC0415 -- slow to load, and the server starts without it

    papers = [paper for part in view.parts for item in part.items for paper in item.papers]
    versions = {
        (version.paper_id, version.number): version
        for version in PaperVersion.objects.filter(paper__in=[paper.pk for paper in papers])
        .select_related("document")
        .prefetch_related("files")
    }
    bound: list[Bound] = []
    left = most
    steps = len(papers) * 2 + 2  # binding a paper, and stamping it
    for number, paper in enumerate(papers):
        bound.append(_bind(paper, versions.get((paper.pk, paper.number)), address_of(paper), left))
        left -= sum(map(len, bound[-1].pdfs))
        told(number + 1, steps)
    values = _values(view, bound, issuer=issuer, reader=reader, address=address, points=points)
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
        one.pdfs.clear()  # the writer has its own
    heads = [Head(view.meeting.title, one.paper.title) for one in bound for _page in range(one.page_count)]
    done = len(papers) + 1
    share = len(papers) / max(1, len(heads))
    stamp(
        writer,
        [Head(view.meeting.title, "")] * front + heads,
        mark=reader,
        first=0,
        told=lambda pages: told(min(steps - 1, done + int(max(0, pages - front) * share)), steps),
    )
    writer.add_metadata({"/Title": view.meeting.title})
    stream = io.BytesIO()
    writer.write(stream)
    told(steps, steps)
    return stream.getvalue()


def _bind(paper: PaperView, version: PaperVersion | None, address: str, most: int) -> Bound:
    import pypdf  # noqa: PLC0415 -- slow to load, and the server starts without it

    bound = Bound(paper, address, [])
    if version is None:
        bound.remark = _("Not in the register; handed out on paper.")
        return bound
    for file in version.files.all():
        content = _pages_of(file, paper.title) if file.size <= most else None
        most -= len(content or b"")
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
    view: MeetingView,
    bound: Sequence[Bound],
    *,
    issuer: str,
    reader: str,
    address: str,
    points: Sequence[tuple[Point, str]],
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
            "open": _("Scan to open"),
            "none": _("No paper is laid yet."),
            "points": _("Remote points"),
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
                "qr": drawn(one.address),
            }
            for one in bound
        ],
        "points": [{"code": point.code, "name": point.name, "qr": drawn(where)} for point, where in points],
    }
