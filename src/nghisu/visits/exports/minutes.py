"""The minutes of a visit on paper, corrections below; the conclusion has a paper of its own."""

from datetime import date

from django.utils import timezone

from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules import numbering
from nghisu.documents.rules.dates import date_line, open_date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import MINUTES, Family
from nghisu.kit import docx, pdf
from nghisu.kit.language import slug
from nghisu.kit.official import Block, Paper, Run, Signature, blocks_of
from nghisu.visits.models import VisitMinutes


def paper_of(minutes: VisitMinutes) -> Paper:
    """Return what stands on the paper of the minutes; before the signature it is a draft."""
    visit = minutes.visit
    day = _day(minutes)
    name, visited = name_row(visit.unit_id, day), name_row(visit.visited_id, day)
    place = place_of(visit.unit_id)
    signed = minutes.signed_by
    return Paper(
        superior=superior_name_of(visit.unit_id, day),
        issuer=name.name if name else visit.unit.code,
        number_line=numbering.open_number_line(MINUTES.symbol, name.symbol if name else "", Family.PARTY),
        date_line=date_line(place, day) if minutes.is_signed else open_date_line(place, day),
        type_name=MINUTES.vietnamese,
        subject=f"làm việc với {visited.name if visited else visit.visited.code}",
        blocks=(*blocks_of(minutes.text), *_corrections(minutes)),
        signature=Signature(
            "",
            minutes.signed_title or "Trưởng đoàn công tác",
            signed.full_name if signed else "",
        ),
        second_signature=Signature("", "Đại diện đơn vị", ""),
        is_draft=not minutes.is_signed,
    )


def _corrections(minutes: VisitMinutes) -> list[Block]:
    return [
        Block(
            (
                Run(
                    f"Đính chính số {one.number} ({one.day:%d/%m/%Y}): {one.text} Lý do: {one.reason}",
                    italic=True,
                ),
            )
        )
        for one in minutes.corrections.all()
    ]


def minutes_docx(minutes: VisitMinutes) -> bytes:
    """Return the minutes as .docx."""
    return docx.write(paper_of(minutes), profile_on(_day(minutes), Family.PARTY))


def minutes_pdf(minutes: VisitMinutes) -> bytes:
    """Return the minutes as PDF."""
    return pdf.write(paper_of(minutes), profile_on(_day(minutes), Family.PARTY))


def _day(minutes: VisitMinutes) -> date:
    return minutes.visit.held_on or timezone.localtime(minutes.written_at).date()


def minutes_file_name(minutes: VisitMinutes, suffix: str) -> str:
    """Return ``bien-ban-chuyen-lam-viec-1-2023-….docx``."""
    return f"{slug(f'bien ban chuyen lam viec {minutes.visit.code} {minutes.visit.purpose}')[:80]}.{suffix}"
