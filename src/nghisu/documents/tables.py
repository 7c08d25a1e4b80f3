"""The consolidation table on paper (bảng tổng hợp, tiếp thu, giải trình ý kiến)."""

from datetime import date

from nghisu.documents.models import Document
from nghisu.documents.models.drafts import DraftComment
from nghisu.documents.queries.drafts import comments_on, counted
from nghisu.documents.rules.drafting import ON_PAPER, Act, Answer
from nghisu.kit.language import short_date
from nghisu.kit.table_paper import PaperColumn, TablePaper

COLUMNS = (
    PaperColumn("TT", 12, "center"),
    PaperColumn("Đoạn", 16, "center"),
    PaperColumn("Nơi góp ý", 50),
    PaperColumn("Nội dung góp ý"),
    PaperColumn("Kết quả", 34),
    PaperColumn("Lý do, câu chữ được tiếp thu", 66),
)
ACTS_ON_PAPER = {
    Act.REMARK: "",
    Act.WORDING: "Đề nghị sửa thành",
    Act.DELETE: "Đề nghị bỏ đoạn này",
    Act.INSERT: "Đề nghị thêm sau đoạn này",
}


def consolidation_paper(document: Document, day: date) -> TablePaper:
    """Return the consolidation table of a draft, in the order of its text."""
    rows = [
        (str(place), str(one.number or "Chung"), one.who, _said(one), _result(one), _reason(one))
        for place, one in enumerate(comments_on(document), start=1)
    ]
    figures = counted(document, day)
    return TablePaper(
        title="Bảng tổng hợp, tiếp thu, giải trình ý kiến góp ý",
        issuer=document.issuer_name,
        lines=(f"đối với dự thảo {document.vietnamese_type} {document.subject}",),
        columns=COLUMNS,
        rows=rows,
        notes=(
            f"Tính đến ngày {short_date(day)}: {figures.total} ý kiến; tiếp thu {figures.accepted}; "
            f"tiếp thu một phần {figures.partly}; giải trình, giữ như dự thảo {figures.explained}; "
            f"chưa trả lời {figures.unanswered}.",
        ),
        landscape=True,
    )


def _said(comment: DraftComment) -> str:
    wants = ACTS_ON_PAPER[Act(comment.act)]
    wanted = f"{wants}: “{comment.wording}”" if comment.wording else wants
    return "\n".join(part for part in (wanted, comment.text) if part)


def _result(comment: DraftComment) -> str:
    return ON_PAPER[Answer(comment.answer)] if comment.answer else "Chưa trả lời"


def _reason(comment: DraftComment) -> str:
    adopted = f"“{comment.adopted}”" if comment.adopted and comment.adopted != comment.wording else ""
    return "\n".join(part for part in (comment.reason, adopted) if part)
