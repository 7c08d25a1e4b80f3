"""Compare a .docx with an official form: every measurement read from the file against the profile.

It reads the file as Word does (a run's own size, else its style's, else the default) and knows nothing of
the program that wrote it, so that papers typed in an office are checked the same way.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
from docx.oxml.ns import qn

from nghisu.documents.rules.numbering import PARTY_LINE, STATE_REFERENCE
from nghisu.kit.language import nfc
from nghisu.kit.official import Measure, OfficialForm
from nghisu.kit.refusals import N_

TWIP_SLACK = 6
RUN_DEFAULTS = f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}"
DATE_LINE = re.compile(r"^\S.*, ngày\s+(\d{2}|\s*)\s*tháng (\d{1,2}) năm \d{4}$")
OPEN_PARTY_LINE = re.compile(r"^Số\s{2,}-[A-ZĐa-z]{2,3}/\S+$")
OPEN_STATE_LINE = re.compile(r"^Số:\s{2,}/\S+$")

NAMES = {
    "page_width": N_("Width of the sheet (mm)"),
    "page_height": N_("Height of the sheet (mm)"),
    "margin_top": N_("Top margin (mm)"),
    "margin_bottom": N_("Bottom margin (mm)"),
    "margin_left": N_("Left margin (mm)"),
    "margin_right": N_("Right margin (mm)"),
    "font": N_("Font"),
    "language": N_("Language of the text"),
    "title": N_("Title at the top right"),
    "title_size": N_("Title: size"),
    "title_bold": N_("Title: bold"),
    "superior_size": N_("Superior: size"),
    "superior_bold": N_("Superior: bold"),
    "issuer_size": N_("Issuer: size"),
    "issuer_bold": N_("Issuer: bold"),
    "issuer_caps": N_("Issuer: in capitals"),
    "issuer_mark": N_("Mark under the issuer"),
    "number_line": N_("Number and symbol"),
    "number_size": N_("Number and symbol: size"),
    "date_line": N_("Place and date"),
    "date_size": N_("Place and date: size"),
    "date_italic": N_("Place and date: italic"),
    "type_size": N_("Name of the type: size"),
    "type_bold": N_("Name of the type: bold"),
    "type_caps": N_("Name of the type: in capitals"),
    "subject_size": N_("Subject: size"),
    "subject_bold": N_("Subject: bold"),
    "subject_mark": N_("Mark under the subject"),
    "body_size": N_("Text: size"),
    "body_align": N_("Text: alignment"),
    "first_line": N_("Text: indent of the first line (mm)"),
    "body_before": N_("Text: space before a paragraph (pt)"),
    "body_line": N_("Text: line spacing (pt)"),
    "body_line_rule": N_("Text: kind of line spacing"),
    "heading_size": N_("Headings: size"),
    "right_size": N_("Right of signing: size"),
    "right_bold": N_("Right of signing: bold"),
    "signer_title_size": N_("Signatory's title: size"),
    "signer_title_bold": N_("Signatory's title: bold"),
    "signer_name_size": N_("Signatory's name: size"),
    "signer_name_bold": N_("Signatory's name: bold"),
    "recipients_word": N_("Recipients: heading"),
    "recipients_word_size": N_("Recipients: size of the heading"),
    "recipients_word_underlined": N_("Recipients: heading underlined"),
    "recipients_size": N_("Recipients: size of the list"),
    "first_page": N_("No page number on the first page"),
    "page_number": N_("Page number"),
    "page_number_size": N_("Page number: size"),
    "page_number_align": N_("Page number: centred"),
    "header_distance": N_("Page number: distance from the edge (mm)"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One comparison. ``source`` says where the expected value is read, ``confirmed`` whether it is sure."""

    code: str
    expected: str
    found: str
    is_right: bool
    source: str
    confirmed: bool

    @property
    def name(self) -> str:
        """What was compared, for translation."""
        return NAMES[self.code]


@dataclass(frozen=True, slots=True)
class Written:
    """A run with what it looks like after all styles."""

    text: str
    size: float
    bold: bool
    italic: bool
    underlined: bool
    font: str


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph with its runs that hold text, and its layout after all styles."""

    runs: tuple[Written, ...]
    align: str
    first_line: int
    before: float
    line: int
    line_rule: str
    has_rule: bool

    @property
    def text(self) -> str:
        """Its words, in NFC."""
        return nfc("".join(run.text for run in self.runs)).strip()

    def sizes(self) -> set[float]:
        """Return the sizes of its runs."""
        return {run.size for run in self.runs if run.text.strip()}

    def is_bold(self) -> bool:
        """Whether every run is bold."""
        return all(run.bold for run in self.runs if run.text.strip())

    def is_italic(self) -> bool:
        """Whether every run is italic."""
        return all(run.italic for run in self.runs if run.text.strip())


def check(content: bytes, form: OfficialForm, *, is_letter: bool = False) -> list[Finding]:
    """Return every comparison of the file with the form, in the order of the paper."""
    return _Check(docx.Document(io.BytesIO(content)), form, is_letter).findings


def faults(findings: list[Finding]) -> list[Finding]:
    """Return the comparisons that disagree."""
    return [one for one in findings if not one.is_right]


class _Check:
    """Walks one file."""

    def __init__(self, file: Any, form: OfficialForm, is_letter: bool) -> None:
        self.file, self.form, self.is_letter = file, form, is_letter
        self.findings: list[Finding] = []
        self.styles = {style.get(qn("w:styleId")): style for style in file.styles.element.iter(qn("w:style"))}
        self.default = next(
            (
                style.get(qn("w:styleId"))
                for style in self.styles.values()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in {"1", "true"}
            ),
            None,
        )
        self._sheet()
        tables = file.tables
        elements = list(file.element.body)
        header = tables[0] if tables else None
        self._header(header)
        foot = self._foot_table(tables)
        self._text(elements, header, foot)
        self._foot(foot)
        self._page_number()

    # Comparing

    def _say(self, code: str, key: str, found: Any, *, is_right: bool | None = None, shown: str = "") -> None:
        measure: Measure = self.form.values[key]
        self.findings.append(
            Finding(
                code=code,
                expected=measure.expected,
                found=shown or _shown(found),
                is_right=measure.admits(found) if is_right is None else is_right,
                source=measure.source,
                confirmed=measure.confirmed,
            )
        )

    def _state(self, code: str, expected: str, found: str, is_right: bool) -> None:
        """Note a comparison whose expected value is no measurement of the profile."""
        self.findings.append(Finding(code, expected, found, is_right, self.form.name, False))

    def _say_size(self, code: str, key: str, line: Line | None) -> None:
        if line is None or not line.sizes():
            self._say(code, key, None, is_right=False, shown="–")
            return
        measure = self.form.values[key]
        sizes = sorted(line.sizes())
        wrong = [size for size in sizes if not measure.admits(size)]
        self._say(code, key, (wrong or sizes)[0], is_right=not wrong)

    def _say_fact(self, code: str, key: str, line: Line | None, found: bool) -> None:
        self._say(
            code,
            key,
            found if line is not None else None,
            is_right=line is not None and found == self.form[key],
        )

    # The sheet

    def _sheet(self) -> None:
        section = self.file.sections[0]._sectPr
        size, margins = section.find(qn("w:pgSz")), section.find(qn("w:pgMar"))
        for name, element, attribute in (
            ("page_width", size, "w"),
            ("page_height", size, "h"),
            ("margin_top", margins, "top"),
            ("margin_bottom", margins, "bottom"),
            ("margin_left", margins, "left"),
            ("margin_right", margins, "right"),
        ):
            twips = _number(element, attribute)
            self._length(name, f"{name}_mm", twips)
        fonts = {run.font for line in self._all_lines() for run in line.runs if run.text.strip()}
        wrong = sorted(fonts - {self.form["font"]})
        self._say("font", "font", (wrong or [self.form["font"]])[0], is_right=not wrong and bool(fonts))
        lang = self.file.styles.element.find(
            f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:lang')}"
        )
        found = lang.get(qn("w:val")) if lang is not None else None
        self.findings.append(
            Finding("language", "vi-VN", str(found), found == "vi-VN", self.form.name, False)
        )

    def _length(self, code: str, key: str, twips: int | None) -> None:
        measure = self.form.values[key]
        low = measure.low if measure.low is not None else measure.value
        high = measure.high if measure.high is not None else measure.value
        is_right = (
            twips is not None and low * 1440 / 25.4 - TWIP_SLACK <= twips <= high * 1440 / 25.4 + TWIP_SLACK
        )
        shown = "–" if twips is None else f"{twips * 25.4 / 1440:.1f}"
        self._say(code, key, twips, is_right=is_right, shown=shown)

    # The header

    def _header(self, table: Any) -> None:
        cells = _cells(table) if table is not None else []
        left = [line for row in cells for line in self._cell_lines(row[0])] if cells else []
        right = [line for row in cells for line in self._cell_lines(row[-1])] if cells else []
        party = not self.form.is_state
        title = next((line for line in right if line.text), None)
        self._say("title", "title", title.text if title else "–")
        self._say_size("title_size", "title_pt", title)
        self._say_fact("title_bold", "title_bold", title, bool(title and title.is_bold()))
        number = next((line for line in left if line.text.startswith("Số")), None)
        end = left.index(number) if number in left else len(left)
        names = [line for line in left[:end] if line.text and line.text != "*"]
        issuer_lines = [line for line in names if line.is_bold()]
        issuer = issuer_lines[0] if issuer_lines else (names[-1] if names else None)
        superior = names[0] if len(names) > 1 and names[0] is not issuer else None
        if superior is not None:
            self._say_size("superior_size", "superior_pt", superior)
            self._say_fact("superior_bold", "superior_bold", superior, superior.is_bold())
        self._say_size("issuer_size", "issuer_pt", issuer)
        self._say_fact("issuer_bold", "issuer_bold", issuer, bool(issuer and issuer.is_bold()))
        caps = bool(issuer and issuer.text == issuer.text.upper())
        self._state("issuer_caps", "True", str(caps), caps)
        if party:
            mark = next((line.text for line in left[:end] if line.text == "*"), "–")
        else:
            mark = "rule" if any(line.has_rule for line in left[:end]) else "–"
        self._say("issuer_mark", "issuer_mark", mark)
        pattern, room = (PARTY_LINE, OPEN_PARTY_LINE) if party else (STATE_REFERENCE, OPEN_STATE_LINE)
        text = number.text if number else "–"
        fits = bool(pattern.match(text) or room.match(text))
        expected = "Số 05-BC/ĐUK" if party else "Số: 05/BC-UBND"
        self._state("number_line", expected, text, fits)
        self._say_size("number_size", "number_pt", number)
        date = next((line for line in right if "ngày" in line.text), None)
        text = date.text if date else "–"
        self._state("date_line", "Hà Nội, ngày 05 tháng 4 năm 2023", text, _is_date_line(text))
        self._say_size("date_size", "date_pt", date)
        self._say_fact("date_italic", "date_italic", date, bool(date and date.is_italic()))

    # The text

    def _text(self, elements: list[Any], header: Any, foot: Any) -> None:
        start = elements.index(header._tbl) + 1 if header is not None else 0
        end = elements.index(foot._tbl) if foot is not None else len(elements)
        lines = [self._line(one) for one in elements[start:end] if one.tag == qn("w:p")]
        lines = [line for line in lines if line.text or line.has_rule]
        if not self.is_letter:
            lines = self._type_and_subject(lines)
        rest = [line for line in lines if line.text]
        while (
            rest and rest[0].align == "center" or rest and rest[0].text.startswith(("Kính gửi", "Kính trình"))
        ):
            rest.pop(0)
        headings = [line for line in rest if line.is_bold()]
        body = [line for line in rest if not line.is_bold()]
        self._worst_size("body_size", "body_pt", body)
        if headings:
            self._worst_size("heading_size", "heading_pt", headings)
        wrong = [line.align for line in body if line.align != self.form["body_align"]]
        self._say(
            "body_align",
            "body_align",
            (wrong or [self.form["body_align"]])[0],
            is_right=bool(body) and not wrong,
        )
        self._worst_length("first_line", "first_line_mm", [line.first_line for line in body])
        self._worst("body_before", "body_before_pt", [line.before for line in body])
        rules = {line.line_rule for line in body}
        wrong_rules = sorted(rules - {self.form["body_line_rule"]})
        self._say(
            "body_line_rule",
            "body_line_rule",
            (wrong_rules or [self.form["body_line_rule"]])[0],
            is_right=bool(body) and not wrong_rules,
        )
        unit = 20 if self.form["body_line_rule"] == "exact" else 240
        self._worst("body_line", "body_line_pt", [round(line.line / unit, 3) for line in body])

    def _type_and_subject(self, lines: list[Line]) -> list[Line]:
        kind = lines[0] if lines else None
        self._say_size("type_size", "type_pt", kind)
        self._say_fact("type_bold", "type_bold", kind, bool(kind and kind.is_bold()))
        caps = bool(kind and kind.text == kind.text.upper())
        self._state("type_caps", "True", str(caps), caps)
        subject = lines[1] if len(lines) > 1 else None
        self._say_size("subject_size", "subject_pt", subject)
        self._say_fact("subject_bold", "subject_bold", subject, bool(subject and subject.is_bold()))
        rest = lines[2:]
        if self.form["subject_mark"]:
            mark = rest[0] if rest else None
            found = "rule" if mark is not None and mark.has_rule else (mark.text if mark else "–")
            self._say("subject_mark", "subject_mark", found)
            rest = rest[1:]
        return rest

    # The foot

    def _foot_table(self, tables: Any) -> Any:
        word = self.form["recipients_word"]
        for table in list(tables)[1:]:
            if any(word in nfc(cell.text) for row in table.rows for cell in row.cells):
                return table
        return None

    def _foot(self, table: Any) -> None:
        if table is None:
            self._say("recipients_word", "recipients_word", "–", is_right=False)
            return
        row = _cells(table)[0]
        left = [line for line in self._cell_lines(row[0]) if line.text]
        word = left[0] if left else None
        self._say("recipients_word", "recipients_word", word.text if word else "–")
        self._say_size("recipients_word_size", "recipients_word_pt", word)
        underlined = bool(word and all(run.underlined for run in word.runs if run.text.strip()))
        self._say_fact("recipients_word_underlined", "recipients_word_underlined", word, underlined)
        self._worst_size("recipients_size", "recipients_pt", left[1:])
        right = [line for line in self._cell_lines(row[-1]) if line.text]
        if not right:
            return
        marks = ("T/M", "K/T", "T/L", "Q.", "TM.", "KT.", "TL.", "TUQ.")
        has_right = right[0].text.startswith(marks)
        if has_right:
            self._say_size("right_size", "right_pt", right[0])
            self._say_fact("right_bold", "right_bold", right[0], right[0].is_bold())
        titles = right[1:-1] if has_right else right[:-1]
        if titles:
            self._worst_size("signer_title_size", "signer_title_pt", titles)
            self._say_fact("signer_title_bold", "signer_title_bold", titles[0], titles[0].is_bold())
        self._say_size("signer_name_size", "signer_name_pt", right[-1])
        self._say_fact("signer_name_bold", "signer_name_bold", right[-1], right[-1].is_bold())

    def _page_number(self) -> None:
        section = self.file.sections[0]
        self._say(
            "first_page",
            "page_number_on_first",
            not section.different_first_page_header_footer,
            shown=_shown(not section.different_first_page_header_footer),
        )
        element = section.header._element
        field = next(
            (
                one
                for one in element.iter(qn("w:p"))
                if any("PAGE" in (word.text or "") for word in one.iter(qn("w:instrText")))
                or any("PAGE" in (mark.get(qn("w:instr")) or "") for mark in one.iter(qn("w:fldSimple")))
            ),
            None,
        )
        self.findings.append(
            Finding(
                "page_number",
                "PAGE",
                "PAGE" if field is not None else "–",
                field is not None,
                self.form.name,
                False,
            )
        )
        if field is not None:
            run = next(iter(field.iter(qn("w:r"))), None)
            size = self._size(run, field) if run is not None else None
            self._say("page_number_size", "page_number_pt", size)
            align = self._layout(field, "jc", "val")
            self._state("page_number_align", "center", str(align), align == "center")
        margins = section._sectPr.find(qn("w:pgMar"))
        self._length("header_distance", "page_number_top_mm", _number(margins, "header"))

    # Reading with styles

    def _worst(self, code: str, key: str, values: list[float]) -> None:
        measure = self.form.values[key]
        wrong = [value for value in values if not measure.admits(value)]
        shown = (wrong or values)[0] if values else None
        self._say(code, key, shown, is_right=bool(values) and not wrong)

    def _worst_length(self, code: str, key: str, values: list[int]) -> None:
        measure = self.form.values[key]
        low, high = measure.low or measure.value, measure.high or measure.value
        wrong = [
            value
            for value in values
            if not low * 1440 / 25.4 - TWIP_SLACK <= value <= high * 1440 / 25.4 + TWIP_SLACK
        ]
        self._length(code, key, (wrong or values or [0])[0])

    def _worst_size(self, code: str, key: str, lines: list[Line]) -> None:
        measure = self.form.values[key]
        wrong = [line for line in lines if any(not measure.admits(size) for size in line.sizes())]
        self._say_size(code, key, (wrong or lines)[0] if lines else None)

    def _all_lines(self) -> Iterator[Line]:
        for paragraph in self.file.element.body.iter(qn("w:p")):
            yield self._line(paragraph)

    def _cell_lines(self, cell: Any) -> list[Line]:
        return [self._line(paragraph) for paragraph in cell.iter(qn("w:p"))]

    def _line(self, paragraph: Any) -> Line:
        runs = tuple(
            self._run(run, paragraph)
            for run in paragraph.iter(qn("w:r"))
            if any(child.tag == qn("w:t") for child in run)
        )
        spacing = self._layout_element(paragraph, "spacing")
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:pBdr')}")
        return Line(
            runs=runs,
            align=self._layout(paragraph, "jc", "val") or "left",
            first_line=int(self._layout(paragraph, "ind", "firstLine") or 0),
            before=int(spacing.get("before", 0)) / 20,
            line=int(spacing.get("line", 240)),
            line_rule=str(spacing.get("lineRule", "auto")),
            has_rule=own is not None,
        )

    def _run(self, run: Any, paragraph: Any) -> Written:
        fonts = self._property(run, paragraph, "rFonts")
        return Written(
            text="".join(
                (part.text or "") if part.tag == qn("w:t") else " "
                for part in run
                if part.tag in {qn("w:t"), qn("w:br")}
            ),
            size=self._size(run, paragraph),
            bold=_is_on(self._property(run, paragraph, "b")),
            italic=_is_on(self._property(run, paragraph, "i")),
            underlined=(self._value(self._property(run, paragraph, "u")) or "none") != "none",
            font=str(fonts.get(qn("w:ascii"))) if fonts is not None else "",
        )

    def _size(self, run: Any, paragraph: Any) -> float:
        value = self._value(self._property(run, paragraph, "sz"))
        return int(value) / 2 if value else 10.0

    def _value(self, element: Any) -> str | None:
        return element.get(qn("w:val")) if element is not None else None

    def _property(self, run: Any, paragraph: Any, name: str) -> Any:
        """Return the property of a run: its own, its style's, its paragraph's style's, the default."""
        own = run.find(f"{qn('w:rPr')}/{qn(f'w:{name}')}")
        if own is not None:
            return own
        style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        if style is not None:
            found = self._from_style(style.get(qn("w:val")), f"{qn('w:rPr')}/{qn(f'w:{name}')}")
            if found is not None:
                return found
        found = self._from_style(self._style_of(paragraph), f"{qn('w:rPr')}/{qn(f'w:{name}')}")
        if found is not None:
            return found
        return self.file.styles.element.find(f"{RUN_DEFAULTS}/{qn(f'w:{name}')}")

    def _style_of(self, paragraph: Any) -> str | None:
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        return style.get(qn("w:val")) if style is not None else self.default

    def _from_style(self, style_id: str | None, path: str) -> Any:
        seen: set[str] = set()
        while style_id is not None and style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            style = self.styles[style_id]
            found = style.find(path)
            if found is not None:
                return found
            base = style.find(qn("w:basedOn"))
            style_id = base.get(qn("w:val")) if base is not None else None
        return None

    def _layout(self, paragraph: Any, name: str, attribute: str) -> str | None:
        return self._layout_element(paragraph, name).get(attribute)

    def _layout_element(self, paragraph: Any, name: str) -> dict[str, str]:
        """Return the attributes of a paragraph property, each from the nearest place that sets it."""
        path = f"{qn('w:pPr')}/{qn(f'w:{name}')}"
        places = [
            self.file.styles.element.find(
                f"{qn('w:docDefaults')}/{qn('w:pPrDefault')}/{qn('w:pPr')}/{qn(f'w:{name}')}"
            )
        ]
        chain: list[str] = []
        style_id = self._style_of(paragraph)
        while style_id is not None and style_id in self.styles and style_id not in chain:
            chain.append(style_id)
            base = self.styles[style_id].find(qn("w:basedOn"))
            style_id = base.get(qn("w:val")) if base is not None else None
        places += [self.styles[one].find(path) for one in reversed(chain)]
        places.append(paragraph.find(path))
        found: dict[str, str] = {}
        for place in places:
            if place is not None:
                found.update({key.rsplit("}", 1)[-1]: value for key, value in place.attrib.items()})
        return found


def _cells(table: Any) -> list[list[Any]]:
    return [list(row.iterchildren(qn("w:tc"))) for row in table._tbl.iterchildren(qn("w:tr"))]


def _number(element: Any, attribute: str) -> int | None:
    value = element.get(qn(f"w:{attribute}")) if element is not None else None
    return int(value) if value else None


def _is_on(element: Any) -> bool:
    return element is not None and element.get(qn("w:val")) not in {"0", "false", "off"}


def _is_date_line(text: str) -> bool:
    """Tell whether days below ten and the months one and two are padded, and nothing else is."""
    found = DATE_LINE.match(text)
    if not found:
        return False
    month = found[2]
    return (len(month) == 2) == (int(month) < 3 or int(month) > 9)


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    return f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else str(value)
