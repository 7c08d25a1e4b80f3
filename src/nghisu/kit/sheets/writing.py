"""Write a sheet: text as text, days as days, drop-downs from a hidden list, ready for A4."""

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from nghisu.kit.refusals import N_
from nghisu.kit.sheets.shape import Kind, SheetColumn, SheetShape

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_KINDS = ("xlsx", "xls", "ods")
LISTS = N_("Lists")
HEADING_HEIGHT = 36  # points: two lines
PREPARED_ROWS = 2000  # rows of a template that offer drop-downs
LEADING = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
CHOOSE = N_("Choose from the list.")
LIST_FAULT = N_("The value is not in the list.")


def written(
    shape: SheetShape,
    rows: Iterable[Mapping[str, Any]] = (),
    *,
    offered: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    made_at: datetime.datetime | None = None,
) -> bytes:
    """Return an .xlsx file of a shape: a template to fill in when there are no rows, else an export.

    What is written reads back as it was, with ``read``. Text never becomes a formula or a link.

    :param offered: for REFERENCE columns, the (code, name) pairs to offer
    :param made_at: the moment that the file says it was made at; without it, now
    """
    import xlsxwriter  # noqa: PLC0415 -- slow to load, and the server starts without it

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, {**options, "default_date_format": "d/m/yyyy"})
    if made_at is not None:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
    sheet = book.add_worksheet(gettext(shape.title)[:31])
    kept = list(rows)
    _Writer(book, sheet, shape, offered or {}).write(kept)
    book.close()
    return target.getvalue()


class _Writer:
    """Writes one sheet and the hidden sheet of its lists."""

    def __init__(
        self, book: Any, sheet: Any, shape: SheetShape, offered: Mapping[str, Sequence[tuple[str, str]]]
    ) -> None:
        self.book, self.sheet, self.shape, self.offered = book, sheet, shape, offered
        look = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        self.head = book.add_format(
            {**look, "bold": True, "text_wrap": True, "border": 1, "bg_color": "#E7E2D9"}
        )
        self.text = book.add_format({**look, "num_format": "@", "text_wrap": True})
        self.quoted = book.add_format({**look, "num_format": "@", "text_wrap": True, "quote_prefix": True})
        self.day = book.add_format({**look, "num_format": "d/m/yyyy", "align": "left"})
        self.count = book.add_format({**look, "num_format": "0"})
        self.number = book.add_format({**look, "num_format": "General"})
        self.of_kind = {Kind.DAY: self.day, Kind.COUNT: self.count, Kind.NUMBER: self.number}

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        last = max(len(rows), PREPARED_ROWS)
        lists = [(place, column, self._list(column)) for place, column in enumerate(self.shape.columns)]
        for place, column in enumerate(self.shape.columns):
            self._heading(place, column)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(self.shape.columns):
                self._cell(number, place, column, row.get(column.key))
        self._drop_downs([(place, column, values) for place, column, values in lists if values], last)
        self._page(len(rows))

    def _heading(self, place: int, column: SheetColumn) -> None:
        heading = gettext(column.heading) + (" *" if column.required else "")
        self.sheet.write_string(0, place, heading, self.head)
        self.sheet.set_column(place, place, column.width, self.of_kind.get(column.kind, self.text))
        if column.help:
            self.sheet.write_comment(0, place, gettext(column.help), {"x_scale": 2, "author": "Nghị Sự"})

    def _cell(self, row: int, place: int, column: SheetColumn, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, datetime.date):
            self.sheet.write_datetime(row, place, value, self.day)
        elif isinstance(value, (int, float, Decimal)) and column.kind in {Kind.COUNT, Kind.NUMBER}:
            self.sheet.write_number(row, place, value, self.of_kind[column.kind])
        else:
            text = self._words(column, str(value))
            self.sheet.write_string(row, place, text, self.quoted if text.startswith(LEADING) else self.text)

    def _words(self, column: SheetColumn, text: str) -> str:
        for choice in column.choices:
            if choice.code == text:
                return gettext(choice.words)
        return text

    def _list(self, column: SheetColumn) -> list[str]:
        if column.kind is Kind.CHOICE:
            return [gettext(choice.words) for choice in column.choices]
        return [f"{code} – {name}" if name else code for code, name in self.offered.get(column.key, ())]

    def _drop_downs(self, lists: list[tuple[int, SheetColumn, list[str]]], last: int) -> None:
        if not lists:
            return
        from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 -- slow to load, and the server starts without it

        hidden = self.book.add_worksheet(gettext(LISTS)[:31])
        hidden.hide()
        for here, (place, column, values) in enumerate(lists):
            for number, value in enumerate(values):
                hidden.write_string(number, here, value)
            name = f"_list_{column.key}"
            letter = xl_col_to_name(here, True)
            source = f"='{hidden.name}'!{letter}$1:{letter}${len(values)}"
            self.book.define_name(name, source)
            is_closed = column.kind is Kind.CHOICE
            self.sheet.data_validation(
                1,
                place,
                last,
                place,
                {
                    "validate": "list",
                    "source": f"={name}",
                    "error_type": "stop" if is_closed else "information",
                    "error_title": gettext(CHOOSE),
                    "error_message": gettext(LIST_FAULT),
                    "show_error": is_closed,
                },
            )

    def _page(self, count: int) -> None:
        self.sheet.set_row(0, HEADING_HEIGHT)
        self.sheet.freeze_panes(1, 0)
        self.sheet.autofilter(0, 0, max(count, 1), len(self.shape.columns) - 1)
        self.sheet.set_paper(9)
        self.sheet.set_landscape()
        self.sheet.repeat_rows(0)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
        self.sheet.set_header("&C&A")
        self.sheet.set_footer("&C&P / &N")
