"""Write an official paper as .docx, with the measurements of its form."""

import io
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips
from docx.text.paragraph import Paragraph

from nghisu.kit.facts import PART_NAME, as_xml
from nghisu.kit.official import (
    Annex,
    Block,
    Column,
    CopyMark,
    Fact,
    OfficialForm,
    Paper,
    Part,
    Row,
    Run,
    Signature,
    two_lines,
)

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
ALIGNMENTS = {"left": LEFT, "center": CENTRE, "right": RIGHT, "both": BOTH}
TITLE_EMS = {
    "ĐẢNG CỘNG SẢN VIỆT NAM": 13.78,
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM": 20.86,
    "Độc lập - Tự do - Hạnh phúc": 12.24,
}
"""Widths of the titles in bold Times, so that the rule below is as long as the words."""
HEADER_MM = {"party": (76, 89), "state": (65, 100)}


def write(paper: Paper, form: OfficialForm) -> bytes:
    """Return the paper as the bytes of a .docx file."""
    return _Writer(paper, form).bytes()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture after the text, with its caption. ``content`` is a JPEG or a PNG."""

    content: bytes
    caption: str


def with_pictures(content: bytes, pictures: Iterable[Picture]) -> bytes:
    """Return the bytes of a .docx file with pictures after its text, none wider than it."""
    file: Any = docx.Document(io.BytesIO(content))
    section = file.sections[0]
    widest = section.page_width - section.left_margin - section.right_margin
    for picture in pictures:
        place = file.add_paragraph()
        place.alignment = CENTRE
        place.paragraph_format.space_before = Pt(12)
        place.paragraph_format.keep_with_next = True
        shape = place.add_run().add_picture(io.BytesIO(picture.content))
        if shape.width > widest:
            shape.height, shape.width = int(shape.height * widest / shape.width), widest
        about = shape._inline.docPr
        about.set("descr", picture.caption)
        line = file.add_paragraph()
        line.alignment = CENTRE
        run = line.add_run(picture.caption)
        run.italic = True
        run.font.size = Pt(12)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


class _Writer:
    """Builds one file. Word wants elements in a fixed order; python-docx keeps it where it knows them."""

    def __init__(self, paper: Paper, form: OfficialForm) -> None:
        self.paper, self.form = paper, form
        self.file = docx.Document()
        self.bookmarks = 0
        self.facts: list[tuple[str, Fact]] = []
        self.layouts: dict[Any, Any] = {}
        self.looks: dict[Any, Any] = {}
        self.cells: dict[Any, Any] = {}
        self.grid = ""
        self._base()
        self._page()
        if not paper.is_sheet:
            self._header()
            self._title()
            self._body()
            self._foot()
        for annex in paper.annexes:
            self._annex(annex)
        if paper.copy is not None:
            self._copy(paper.copy)
        self._properties()
        self._keep_facts()

    def bytes(self) -> bytes:
        """Return the file."""
        stream = io.BytesIO()
        self.file.save(stream)
        return stream.getvalue()

    # The sheet

    def _base(self) -> None:
        """Set font, size and language for everything, in the defaults and in the style of paragraphs."""
        form = self.form
        normal = self.file.styles["Normal"]
        normal.font.size = Pt(form["body_pt"])
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), form["font"])
        for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        normal.paragraph_format.space_before = Pt(0)
        normal.paragraph_format.space_after = Pt(0)
        normal.paragraph_format.widow_control = True
        defaults = self.file.styles.element.find(qn("w:docDefaults"))
        run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
        language = run.find(qn("w:lang"))
        if language is None:
            language = OxmlElement("w:lang")
            run.append(language)
        for kind in ("val", "eastAsia"):
            language.set(qn(f"w:{kind}"), self.paper.language)
        body = self.file.element.body
        for element in list(body):
            if element.tag != qn("w:sectPr"):
                body.remove(element)

    def _page(self) -> None:
        form = self.form
        section = self.file.sections[0]
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = Twips(11906), Twips(16838)
        for side in ("top", "bottom", "left", "right"):
            setattr(section, f"{side}_margin", Twips(_twips(form[f"margin_{side}_mm"])))
        section.header_distance = Twips(_twips(form["page_number_top_mm"]))
        section.footer_distance = Twips(_twips(form["page_number_top_mm"]))
        section.different_first_page_header_footer = not form["page_number_on_first"]
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = CENTRE
        paragraph.paragraph_format.tab_stops.clear_all()
        run = paragraph.add_run()
        run.font.size = Pt(form["page_number_pt"])
        for kind in ("begin", None, "separate", "text", "end"):
            if kind == "text":
                run._r.append(_with_text("w:t", "2"))
            elif kind is None:
                run._r.append(_with_text("w:instrText", "PAGE"))
            else:
                mark = OxmlElement("w:fldChar")
                mark.set(qn("w:fldCharType"), kind)
                run._r.append(mark)

    def _header(self) -> None:
        paper, form = self.paper, self.form
        table = self._bare_table(2, HEADER_MM[form.family])
        left, right = table.rows[0].cells
        rows: list[tuple[Any, str, float, bool, bool]] = []
        if paper.superior:
            rows.append((left, paper.superior.upper(), form["superior_pt"], form["superior_bold"], False))
        rows.append((left, paper.issuer.upper(), form["issuer_pt"], form["issuer_bold"], False))
        for cell, text, size, bold, italic in rows:
            lines = two_lines(text, HEADER_MM[form.family][0], size)
            self._line(cell, "\n".join(lines), size, bold=bold, italic=italic)
        if form["issuer_mark"] == "rule":
            self._rule(left, 25, HEADER_MM[form.family][0])
        else:
            self._line(left, form["issuer_mark"], form["issuer_pt"], bold=False)
        self._line(right, form["title"], form["title_pt"], bold=form["title_bold"])
        width = HEADER_MM[form.family][1]
        if form["title_rule"]:
            self._rule(right, _words_mm(form["title"], form["title_pt"]), width)
        if form["motto"]:
            self._line(right, form["motto"], form["motto_pt"], bold=True)
            self._rule(right, _words_mm(form["motto"], form["motto_pt"]), width)
        below_left, below_right = table.rows[1].cells
        self._line(below_left, paper.number_line, form["number_pt"])
        self._line(below_right, paper.date_line, form["date_pt"], italic=form["date_italic"])
        if paper.is_letter:
            prefix = form["letter_subject_prefix"]
            words = f"{prefix} {paper.subject}".strip()
            self._line(
                below_left, words, form["letter_subject_pt"], italic=form["letter_subject_italic"], before=3
            )
        if paper.urgency:
            self._line(below_left, paper.urgency, form["urgency_pt"], bold=form["urgency_bold"], before=6)
        if paper.is_draft:
            self._line(below_left, "(DỰ THẢO)", form["number_pt"], bold=True, before=6)

    def _title(self) -> None:
        paper, form = self.paper, self.form
        if paper.is_letter:
            self._to(form["addressed_word"])
            return
        self._line(
            self.file, paper.type_name.upper(), form["type_pt"], bold=form["type_bold"], before=18, keep=True
        )
        mark = form["subject_mark"]
        self._line(
            self.file,
            paper.subject,
            form["subject_pt"],
            bold=form["subject_bold"],
            after=0 if mark else 12,
            keep=True,
        )
        if mark == "rule":
            self._rule(self.file, 45, 165, after=12)
        elif mark:
            self._line(self.file, mark, form["subject_pt"], after=12)
        if paper.addressed_to:
            self._to(form["submission_word"] if paper.is_submission else form["addressed_word"])

    def _to(self, word: str) -> None:
        lines = list(self.paper.addressed_to)
        if len(lines) == 1:
            self._line(self.file, f"{word} {lines[0]}", self.form["body_pt"], before=12, after=6)
            return
        if not lines:
            return
        self._line(self.file, word, self.form["body_pt"], before=12, align=LEFT, indent=30)
        for line in lines:
            self._line(self.file, f"- {line};", self.form["body_pt"], align=LEFT, indent=50)

    # The text

    def _body(self) -> None:
        blocks = self.paper.blocks
        for basis in self.paper.bases:
            self._block(Block((Run(basis),)))
        for index, block in enumerate(blocks):
            self._block(block, closing=self.form["end_mark"] if index == len(blocks) - 1 else "")

    def _block(self, block: Block, closing: str = "") -> None:
        form = self.form
        heading = block.part is not Part.PARAGRAPH
        paragraph = self._fresh(self.file)
        if not self._laid_out(paragraph, heading):
            self._measure(paragraph)
            paragraph.paragraph_format.keep_with_next = heading or None
            self._keep_layout(paragraph, heading)
        for index, run in enumerate(block.runs):
            text = run.text
            if closing and index == len(block.runs) - 1:
                text = closed(text, closing)
            if block.part is Part.PART:
                text = text.upper() if not text.isupper() else text
            self._run(paragraph, run, text, form["heading_pt"] if heading else form["body_pt"], bold=heading)

    def _measure(self, paragraph: Any) -> None:
        form = self.form
        layout = paragraph.paragraph_format
        paragraph.alignment = ALIGNMENTS[form["body_align"]]
        layout.first_line_indent = Twips(_twips(form["first_line_mm"]))
        layout.space_before = Pt(form["body_before_pt"])
        if form["body_line_rule"] == "exact":
            layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            layout.line_spacing = Pt(form["body_line_pt"])
        else:
            layout.line_spacing = float(form["body_line_pt"])

    def _run(self, paragraph: Any, run: Run, text: str, size: float, *, bold: bool = False) -> None:
        written = self._written(paragraph, text, size, bold=bold or run.bold, italic=run.italic)
        if run.anchor:
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), run.anchor)
            link.set(qn("w:history"), "1")
            paragraph._p.replace(written, link)
            link.append(written)
        if run.fact is not None:
            element = written.getparent() if run.anchor else written
            start, end = self._marks(self._fact(run.fact))
            element.addprevious(start)
            element.addnext(end)

    # The foot

    def _foot(self) -> None:
        paper = self.paper
        if paper.signature is None and not paper.recipients:
            return
        self._line(self.file, "", 6)
        table = self._bare_table(1, (82, 83))
        left, right = table.rows[0].cells
        if paper.second_signature is not None:
            self._signature(left, paper.second_signature, signed=paper.is_signed)
        else:
            self._recipients(left)
        if paper.signature is not None:
            self._signature(right, paper.signature, signed=paper.is_signed)
        if paper.third_signature is not None:
            self._line(self.file, "", 6)
            [below] = self._bare_table(1, (165,)).rows[0].cells
            self._signature(below, paper.third_signature, signed=paper.is_signed)

    def _recipients(self, cell: Any) -> None:
        paper = self.paper
        if not paper.recipients and not paper.keep_line:
            self._empty(cell)
            return
        keep = paper.keep_line or self.form["keep_line"].format(issuer=paper.issuer)
        self._labels(cell, paper.recipients, keep)

    def _labels(self, cell: Any, labels: Iterable[str], keep: str) -> None:
        form = self.form
        line = self._line(cell, "", form["recipients_word_pt"], align=LEFT)
        word = line.add_run(form["recipients_word"])
        word.font.size = Pt(form["recipients_word_pt"])
        word.underline = form["recipients_word_underlined"] or None
        word.bold = form["recipients_word_bold"] or None
        word.italic = form["recipients_word_italic"] or None
        for label in labels:
            self._line(cell, f"- {label},", form["recipients_pt"], align=LEFT)
        self._line(cell, f"- {keep}", form["recipients_pt"], align=LEFT)

    def _copy(self, copy: CopyMark) -> None:
        """Write what stands below the dividing line: who copied, its number, what kind, who signs."""
        form = self.form
        self._line(self.file, "", 6)
        self._rule(self.file, 165, 165, after=6)
        widths = HEADER_MM[form.family]
        left, right = self._bare_table(1, widths).rows[0].cells
        for text, key in ((copy.superior, "superior"), (copy.issuer, "issuer")):
            if text:
                lines = two_lines(text.upper(), widths[0], form[f"{key}_pt"])
                self._line(left, "\n".join(lines), form[f"{key}_pt"], bold=form[f"{key}_bold"])
        if form["issuer_mark"] == "rule":
            self._rule(left, 25, widths[0])
        else:
            self._line(left, form["issuer_mark"], form["issuer_pt"])
        self._line(left, copy.number_line, form["number_pt"])
        self._line(right, copy.kind, form["type_pt"], bold=form["type_bold"])
        self._line(right, copy.source, form["recipients_pt"], italic=True)
        self._line(right, copy.date_line, form["date_pt"], italic=form["date_italic"], before=3)
        self._line(self.file, "", 6)
        left, right = self._bare_table(1, (82, 83)).rows[0].cells
        self._labels(left, copy.recipients, copy.keep_line or form["keep_line"].format(issuer=copy.issuer))
        self._signature(right, copy.signature)

    def _signature(self, cell: Any, signature: Signature, *, signed: bool = False) -> None:
        form = self.form
        if signature.line:
            self._line(cell, signature.line.upper(), form["right_pt"], bold=form["right_bold"])
        self._line(cell, signature.title.upper(), form["signer_title_pt"], bold=form["signer_title_bold"])
        for row in range(4):
            word = "(Đã ký)" if signed and row == 1 else ""
            self._line(cell, word, form["signer_name_pt"], italic=bool(word))
        self._line(cell, signature.name, form["signer_name_pt"], bold=form["signer_name_bold"])

    # Annexes

    def _annex(self, annex: Annex) -> None:
        form = self.form
        self._line(
            self.file,
            annex.label.upper(),
            form["heading_pt"],
            bold=True,
            page_break=True,
            keep=True,
            anchor=annex.anchor,
        )
        self._line(self.file, annex.title, form["heading_pt"], bold=True, keep=True)
        if annex.note_runs:
            note = self._line(self.file, "", 12, italic=True, keep=True)
            for run in annex.note_runs:
                self._run(note, replace(run, italic=True), run.text, 12)
        elif annex.note:
            self._line(self.file, annex.note, 12, italic=True, keep=True)
        self._line(self.file, "", 6)
        table = self._table(1, len(annex.columns))
        if not self.grid:
            table.style = "Table Grid"
            self.grid = table._tbl.tblStyle_val or ""
        table._tbl.tblStyle_val = self.grid
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _fix_widths(table, [column.width_mm for column in annex.columns])
        _cell_margins(table, 85)
        for cell, column in zip(table.rows[0].cells, annex.columns, strict=True):
            self._line(cell, column.title, 12, bold=True, before=3, after=3)
        _repeat(table.rows[0])
        for row in annex.rows:
            table._tbl.append(self._row(annex, row))

    def _row(self, annex: Annex, row: Row) -> Any:
        """Return a table row as XML; python-docx is too slow for long tables."""
        line = OxmlElement("w:tr")
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement("w:cantSplit"))
        line.append(properties)
        for index, (column, text) in enumerate(zip(annex.columns, row.cells, strict=True)):
            cell = deepcopy(self._cell(column))
            paragraph = cell[-1]
            written = paragraph[-1]
            written[-1].text = text
            paragraph.remove(written)
            if index in row.facts:
                self._bookmark(paragraph, self._fact(row.facts[index]), written)
            elif index == 0 and row.anchor:
                self._bookmark(paragraph, row.anchor, written)
            else:
                paragraph.append(written)
            cell.append(paragraph)
            line.append(cell)
        return line

    def _cell(self, column: Column) -> Any:
        """Return an empty cell of a column; each cell is a copy of it."""
        key = (column.width_mm, column.align)
        if key in self.cells:
            return self.cells[key]
        cell = OxmlElement("w:tc")
        layout = OxmlElement("w:tcPr")
        width = OxmlElement("w:tcW")
        width.set(qn("w:w"), str(_twips(column.width_mm)))
        width.set(qn("w:type"), "dxa")
        layout.append(width)
        cell.append(layout)
        paragraph = OxmlElement("w:p")
        about = OxmlElement("w:pPr")
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:before"), "40")
        spacing.set(qn("w:after"), "40")
        about.append(spacing)
        side = OxmlElement("w:jc")
        side.set(qn("w:val"), column.align)
        about.append(side)
        paragraph.append(about)
        written = OxmlElement("w:r")
        look = OxmlElement("w:rPr")
        size = OxmlElement("w:sz")
        size.set(qn("w:val"), "24")
        look.append(size)
        written.append(look)
        words = _with_text("w:t", "")
        words.set(qn("xml:space"), "preserve")
        written.append(words)
        paragraph.append(written)
        cell.append(paragraph)
        self.cells[key] = cell
        return cell

    # Pieces

    def _fact(self, fact: Fact) -> str:
        """Keep a number for the list of facts, and return the name of its bookmark."""
        name = f"fact_{len(self.facts) + 1}"
        self.facts.append((name, fact))
        return name

    def _keep_facts(self) -> None:
        """Put the list of numbers beside the text, so that a program can ask for their records."""
        if self.facts:
            package = self.file.part.package
            part = PackagePart(PackURI(PART_NAME), "application/xml", as_xml(self.facts), package)
            self.file.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)

    def _marks(self, name: str) -> tuple[Any, Any]:
        """Return the beginning and the end of a new bookmark."""
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), name)
        end.set(qn("w:id"), str(self.bookmarks))
        return start, end

    def _bookmark(self, paragraph: Any, name: str, content: Any | None = None) -> None:
        start, end = self._marks(name)
        paragraph.append(start)
        if content is not None:
            paragraph.append(content)
        paragraph.append(end)

    def _line(
        self,
        where: Any,
        text: str,
        size: float,
        *,
        bold: bool = False,
        italic: bool = False,
        before: float = 0,
        after: float = 0,
        align: Any = CENTRE,
        indent: float = 0,
        keep: bool = False,
        page_break: bool = False,
        anchor: str = "",
    ) -> Any:
        """Add a line that is no running text: centred, at its own size."""
        paragraph = self._fresh(where)
        key = (align, before, after, indent, keep, page_break)
        if not self._laid_out(paragraph, key):
            paragraph.alignment = align
            layout = paragraph.paragraph_format
            layout.space_before, layout.space_after = Pt(before), Pt(after)
            if indent:
                layout.left_indent = Mm(indent)
            layout.keep_with_next = keep or None
            layout.page_break_before = page_break or None
            self._keep_layout(paragraph, key)
        if anchor:
            self._bookmark(paragraph._p, anchor)
        if text:
            self._written(paragraph, text, size, bold=bold, italic=italic)
        else:
            _mark_size(paragraph, size)
        return paragraph

    def _laid_out(self, paragraph: Any, key: Any) -> bool:
        """Give a paragraph the layout that an earlier one of its kind got; setting each value is slow."""
        kept = self.layouts.get(key)
        if kept is None:
            return False
        paragraph._p.insert(0, deepcopy(kept))
        return True

    def _keep_layout(self, paragraph: Any, key: Any) -> None:
        self.layouts[key] = deepcopy(paragraph._p.get_or_add_pPr())

    def _written(self, paragraph: Any, text: str, size: float, *, bold: bool, italic: bool) -> Any:
        """Add a run and return its element; its look is copied from the first one of its kind."""
        key = (size, bold, italic)
        look = self.looks.get(key)
        if look is None:
            first = paragraph.add_run()
            first.font.size = Pt(size)
            first.bold, first.italic = bold or None, italic or None
            run = first._r
            self.looks[key] = deepcopy(run.rPr)
        else:
            run = OxmlElement("w:r")
            run.append(deepcopy(look))
            paragraph._p.append(run)
        if text.isprintable():
            words = _with_text("w:t", text)
            if text != text.strip():
                words.set(qn("xml:space"), "preserve")
            run.append(words)
        else:
            run.text = text  # it knows tabs and breaks
        return run

    def _table(self, rows: int, columns: int) -> Any:
        """Add a table to the text, without asking for the name of its style."""
        section: Any = self.file.sections[0]
        width = section.page_width - section.left_margin - section.right_margin
        return self.file._body.add_table(rows, columns, width)

    def _rule(self, where: Any, length_mm: float, width_mm: float, after: float = 0) -> None:
        """Add a rule of the given length in the middle of the given width."""
        paragraph = self._fresh(where)
        layout = paragraph.paragraph_format
        side = max(0.0, (width_mm - length_mm) / 2)
        layout.left_indent = layout.right_indent = Mm(side)
        layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        layout.line_spacing = Pt(3)
        layout.space_after = Pt(after)
        borders = OxmlElement("w:pBdr")
        edge = OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
        about = paragraph._p.get_or_add_pPr()
        spacing = about.find(qn("w:spacing"))
        spacing.addprevious(borders)
        _mark_size(paragraph, 2)

    def _fresh(self, where: Any) -> Any:
        """Return a new paragraph, or the empty one that a new cell begins with."""
        if where is not self.file:
            held = where._element.p_lst
            if len(held) == 1 and not len(held[0]):
                return Paragraph(held[0], where)
        return where.add_paragraph()

    def _empty(self, cell: Any) -> None:
        _mark_size(cell.paragraphs[0], self.form["body_pt"])

    def _bare_table(self, rows: int, widths: Iterable[float]) -> Any:
        sizes = list(widths)
        table = self._table(rows, len(sizes))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        _fix_widths(table, sizes)
        _cell_margins(table, 0)
        for row in table.rows:
            _keep_whole(row)
        return table

    def _properties(self) -> None:
        core = self.file.core_properties
        core.title = self.paper.subject
        core.author = self.paper.issuer
        core.last_modified_by = ""
        core.language = self.paper.language
        core.comments = ""
        for name, value in self.paper.properties.items():
            setattr(core, name, value)


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def _words_mm(text: str, size: float) -> float:
    return TITLE_EMS.get(text, len(text) * 0.64) * size * 25.4 / 72


def closed(text: str, mark: str) -> str:
    """Return the last words of a text with the mark that the form closes it with."""
    bare = text.rstrip().removesuffix("./.").rstrip(".")
    return bare + mark if text.strip() else text


def _with_text(tag: str, text: str) -> Any:
    element = OxmlElement(tag)
    element.text = text
    return element


def _mark_size(paragraph: Any, size: float) -> None:
    """Give an empty paragraph its size, which is that of its mark."""
    about = paragraph._p.get_or_add_pPr()
    look = about.find(qn("w:rPr"))
    if look is None:
        look = OxmlElement("w:rPr")
        about.append(look)
    value = OxmlElement("w:sz")
    value.set(qn("w:val"), str(int(size * 2)))
    look.append(value)


def _fix_widths(table: Any, widths: list[float]) -> None:
    table.autofit = False
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Twips(_twips(width))
    for row in table._tbl.tr_lst:
        for cell, width in zip(row.tc_lst, widths, strict=True):
            cell.width = Twips(_twips(width))


def _cell_margins(table: Any, twips: int) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        look.addprevious(margins)
    else:
        properties.append(margins)


def _repeat(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))


def _keep_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
