"""The minutes of a working session on paper; the conclusion is a document with a paper of its own."""

from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules import numbering
from nghisu.documents.rules.dates import date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import MINUTES, Family
from nghisu.inspection.models import WorkingMinutes
from nghisu.kit import docx, pdf
from nghisu.kit.language import slug
from nghisu.kit.official import Paper, Signature, blocks_of

WAYS = {"there": "Làm việc trực tiếp tại", "online": "Làm việc trực tuyến", "letter": "Làm việc qua văn bản"}


def paper_of(minutes: WorkingMinutes) -> Paper:
    """Return what stands on the paper of working minutes, with two lines to sign on."""
    inspection = minutes.inspection
    day = minutes.held_on
    name = name_row(inspection.unit_id, day)
    inspected = name_row(inspection.inspected_id, day)
    place = place_of(inspection.unit_id)
    how = f"{WAYS[minutes.way]} {minutes.place}".strip()
    return Paper(
        superior=superior_name_of(inspection.unit_id, day),
        issuer=name.name if name else inspection.unit.code,
        number_line=numbering.open_number_line(MINUTES.symbol, name.symbol if name else "", Family.PARTY),
        date_line=date_line(place, day),
        type_name=MINUTES.vietnamese,
        subject=f"làm việc lần {minutes.number} với "
        f"{inspected.name if inspected else inspection.inspected.code}: {inspection.content}",
        blocks=blocks_of(f"{how}.\n{minutes.text}"),
        signature=Signature("", "Đại diện đoàn kiểm tra", ""),
        second_signature=Signature("", "Đại diện đơn vị được kiểm tra", ""),
    )


def minutes_docx(minutes: WorkingMinutes) -> bytes:
    """Return the minutes as .docx."""
    return docx.write(paper_of(minutes), profile_on(minutes.held_on, Family.PARTY))


def minutes_pdf(minutes: WorkingMinutes) -> bytes:
    """Return the minutes as PDF."""
    return pdf.write(paper_of(minutes), profile_on(minutes.held_on, Family.PARTY))


def minutes_file_name(minutes: WorkingMinutes, suffix: str) -> str:
    """Return ``bien-ban-lam-viec-1-….docx``."""
    return f"{slug(f'bien ban lam viec {minutes.number} {minutes.inspection.content}')[:80]}.{suffix}"
