"""The minutes of a circular, with the answers by name, for the file."""

from datetime import date

from django.utils import timezone

from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules.dates import open_date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.documents.rules.types import Family
from nghisu.kit import docx
from nghisu.kit.official import Annex, Column, Paper, Row, blocks_of
from nghisu.meetings.actions.circular import result_text
from nghisu.meetings.models import Circular, CircularAnswer
from nghisu.meetings.queries.circular import answers_by_name

WORDS = {
    CircularAnswer.Choice.AGREE: "Đồng ý",
    CircularAnswer.Choice.DISAGREE: "Không đồng ý",
    CircularAnswer.Choice.OTHER: "Ý kiến khác",
}


def _when(answer: CircularAnswer) -> str:
    if answer.answered_at is None:
        return ""
    return f"{timezone.localtime(answer.answered_at):%d/%m/%Y}" + (", phiếu giấy" if answer.on_paper else "")


def minutes_docx(circular: Circular, *, day: date) -> bytes:
    """Return the minutes in the official form: counts in the text, answers by name in the annex."""
    name = name_row(circular.unit_id, day)
    rows = tuple(
        Row(
            (
                str(number),
                answer.person.full_name,
                answer.duty,
                WORDS[CircularAnswer.Choice(answer.choice)] if answer.choice else "Không trả lời",
                answer.opinion,
                f"{timezone.localtime(answer.answered_at):%d/%m/%Y}"
                + (", phiếu giấy" if answer.on_paper else "")
                if answer.answered_at
                else "",
            )
        )
        for number, answer in enumerate(answers_by_name(circular), start=1)
    )
    paper = Paper(
        superior=superior_name_of(circular.unit_id, day),
        issuer=name.name if name else circular.unit.code,
        number_line=f"Số      -BB/{name.symbol if name else circular.unit.code}",
        date_line=open_date_line(place_of(circular.unit_id), day),
        type_name="biên bản",
        subject=f"tổng hợp phiếu xin ý kiến về “{circular.title}”",
        blocks=blocks_of(
            f"{result_text(circular)}\n"
            "Ý kiến của từng ủy viên ghi trong danh sách kèm theo, chỉ lưu trong hồ sơ."
        ),
        annexes=(
            Annex(
                "Danh sách kèm theo",
                "ý kiến của từng ủy viên",
                (
                    Column("TT", 10, "center"),
                    Column("Họ và tên", 38),
                    Column("Chức vụ", 38),
                    Column("Ý kiến", 24),
                    Column("Nội dung", 34),
                    Column("Ngày trả lời", 21, "center"),
                ),
                rows,
            ),
        ),
    )
    return docx.write(paper, profile_on(day, Family.PARTY))
