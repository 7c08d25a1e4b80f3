"""The plan of a year's visits on paper, to be submitted: a table of the quarters."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules import numbering
from nghisu.documents.rules.dates import open_date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import PLAN, Family
from nghisu.kit import docx, pdf
from nghisu.kit.language import slug
from nghisu.kit.official import Annex, Column, Paper, Row, plain
from nghisu.organisation.models import Unit
from nghisu.visits.models import Visit

COLUMNS = (
    Column("TT", 12, "center"),
    Column("Quý", 18, "center"),
    Column("Tổ chức", 45),
    Column("Mục đích", 46),
    Column("Thời gian", 24, "center"),
    Column("Chủ trì", 25),
)
BODIES = {
    "executive": "Ban Chấp hành",
    "standing": "Ban Thường vụ",
    "permanent": "Thường trực",
    "inspection": "Ủy ban Kiểm tra",
}


def paper_of(unit: Unit, year: int, visits: Sequence[Visit], day: date) -> Paper:
    """Return what stands on the paper: a draft that lists the visits in the order of their quarters."""
    name = name_row(unit.pk, day)
    return Paper(
        superior=superior_name_of(unit.pk, day),
        issuer=name.name if name else unit.code,
        number_line=numbering.open_number_line(PLAN.symbol, name.symbol if name else "", Family.PARTY),
        date_line=open_date_line(place_of(unit.pk), day),
        type_name=PLAN.vietnamese,
        subject=f"làm việc với các tổ chức trực thuộc năm {year}",
        blocks=(
            plain(
                f"Trong năm {year} có {len(visits)} chuyến làm việc với các tổ chức trực thuộc để trao đổi, "
                "tháo gỡ khó khăn, vướng mắc; danh mục kèm theo."
            ),
        ),
        annexes=(
            Annex(
                "Phụ lục",
                f"Các chuyến làm việc năm {year}",
                COLUMNS,
                tuple(_row(number, one, day) for number, one in enumerate(visits, 1)),
            ),
        ),
        is_draft=True,
    )


def _row(number: int, visit: Visit, day: date) -> Row:
    name = name_row(visit.visited_id, day)
    lead = visit.head.full_name if visit.head else BODIES[visit.body.kind] if visit.body else ""
    return Row(
        (
            str(number),
            visit.quarter_label,
            name.name if name else visit.visited.code,
            visit.purpose,
            f"{timezone.localtime(visit.starts_at):%d/%m/%Y}" if visit.starts_at else "",
            lead,
        )
    )


def plan_docx(unit: Unit, year: int, visits: Sequence[Visit], day: date) -> bytes:
    """Return the plan as .docx."""
    return docx.write(paper_of(unit, year, visits, day), profile_on(day, Family.PARTY))


def plan_pdf(unit: Unit, year: int, visits: Sequence[Visit], day: date) -> bytes:
    """Return the plan as PDF."""
    return pdf.write(paper_of(unit, year, visits, day), profile_on(day, Family.PARTY))


def plan_file_name(unit: Unit, year: int, suffix: str) -> str:
    """Return ``ke-hoach-lam-viec-2023-duk.docx``."""
    return f"{slug(f'ke hoach lam viec {year} {unit.code}')}.{suffix}"
