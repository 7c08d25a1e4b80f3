"""A table as a paper: PDF by typst, .docx to be worked on; knows no committee."""

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from nghisu.kit import pdf
from nghisu.kit.official import two_lines

TEMPLATE = Path(__file__).parent / "typst" / "sheet.typ"


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column; one of width 0 shares what is left."""

    title: str
    mm: float = 0
    align: str = "left"


@dataclass(frozen=True, slots=True)
class TablePaper:
    """Everything on the paper. A row of one cell is a heading across the table."""

    title: str
    columns: Sequence[PaperColumn]
    rows: Sequence[Sequence[str]]
    issuer: str = ""
    lines: Sequence[str] = ()
    notes: Sequence[str] = ()
    signers: Sequence[str] = ()
    sign_hint: str = ""
    landscape: bool = False
    pad: float = 5

    def pdf(self) -> bytes:
        """Return it as a PDF."""
        return pdf.from_template(TEMPLATE, self._values())

    def picture(self) -> bytes:
        """Return its first page as a PNG, to be looked at."""
        return pdf.pictures(TEMPLATE, self._values(), ppi=70)[0]

    def docx(self) -> bytes:
        """Return it as .docx, in Times New Roman, with the head of the table on every page."""
        file: Any = docx.Document()
        style = file.styles["Normal"]
        style.font.name, style.font.size = "Times New Roman", Pt(12)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")
        section = file.sections[0]
        section.page_width, section.page_height = (Mm(297), Mm(210)) if self.landscape else (Mm(210), Mm(297))
        if self.landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
        section.left_margin, section.right_margin = Mm(20), Mm(15)
        section.top_margin = section.bottom_margin = Mm(15)
        if self.issuer:
            _line(file, self.issuer.upper(), bold=True, centred=False)
        _line(file, self.title.upper(), bold=True, size=14)
        for line in self.lines:
            _line(file, line)
        self._table(file, (section.page_width - section.left_margin - section.right_margin) / Mm(1))
        for note in self.notes:
            _line(file, note, centred=False)
        if self.signers:
            signs = file.add_table(rows=1, cols=len(self.signers))
            for cell, signer in zip(signs.rows[0].cells, self.signers, strict=True):
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
                cell.paragraphs[0].add_run(signer.upper()).bold = True
        stream = io.BytesIO()
        file.save(stream)
        return stream.getvalue()

    def _values(self) -> dict[str, Any]:
        return asdict(self) | {"issuer_lines": two_lines(self.issuer.upper(), 85, 12)}

    def _table(self, file: Any, width: float) -> None:
        shared = [column for column in self.columns if not column.mm]
        rest = (width - sum(column.mm for column in self.columns)) / max(1, len(shared))
        table = file.add_table(rows=1, cols=len(self.columns))
        table.style, table.autofit = "Table Grid", False
        head = table.rows[0]
        head._tr.get_or_add_trPr().append(head._tr.makeelement(qn("w:tblHeader"), {}))
        for cell, column in zip(head.cells, self.columns, strict=True):
            cell.paragraphs[0].add_run(column.title).bold = True
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for row in self.rows:
            cells = table.add_row().cells
            if len(row) == 1 and len(self.columns) > 1:
                merged = cells[0].merge(cells[-1])
                merged.paragraphs[0].add_run(row[0]).bold = True
                continue
            for cell, column, text in zip(cells, self.columns, row, strict=True):
                cell.paragraphs[0].add_run(text)
                if column.align == "center":
                    cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        for column, described in zip(table.columns, self.columns, strict=True):
            for cell in column.cells:
                cell.width = Mm(described.mm or rest)


def _line(file: Any, text: str, *, bold: bool = False, size: int = 12, centred: bool = True) -> None:
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.space_after = Pt(3)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = bold, Pt(size)
