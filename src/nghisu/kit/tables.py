"""Tables: filters and order kept in the address, paging with a count, export of what is seen.

A table is declared once::

    class TaskTable(Table):
        columns = [
            Column("code", _("Code"), sort="code", link="task_detail"),
            Column("title", _("Task"), sort=("folded",), main=True),
            Column("due_on", _("Due"), sort="due_on"),
            Column("state", _("State"), value=lambda task: Badge(task.tone, task.state_name)),
        ]
        filters = [
            TextFilter("q", _("Words"), "folded"),
            Filter("origin", _("Origin"), choices=Origin.choices),
        ]
        order = "due_on"

and answered in a view by ``TaskTable(request, queryset).respond("tasks/list.html", {…})``. The template says
``{% include "kit/table.html" %}`` where the table shall stand. Only the names declared here are ever taken
from the address; what does not fit falls back quietly and never fails.
"""

import datetime
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext

from nghisu.kit import language
from nghisu.kit.forms import cleaned_text
from nghisu.kit.pages import Request, wants_fragment
from nghisu.kit.templatetags.kit import badge, day, moment, number

SIZES = (25, 50, 100)
LONGEST_FILTER = 200
LONGEST_UNBROKEN = 18
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Badge:
    """A state in a cell: a word with a colour."""

    tone: str
    text: Any

    def html(self) -> SafeString:
        """Return the markup."""
        return badge(self.tone, self.text)

    def plain(self) -> str:
        """Return the words alone, for the export."""
        return str(self.text)


@dataclass(frozen=True, slots=True)
class Link:
    """Words in a cell that lead somewhere."""

    text: Any
    url: str

    def html(self) -> SafeString:
        """Return the markup."""
        return format_html('<a href="{}">{}</a>', self.url, self.text)

    def plain(self) -> Any:
        """Return the words alone, for the export."""
        return self.text


@dataclass(frozen=True, slots=True)
class Several:
    """Several values in one cell, one below the other."""

    values: Sequence[Any]

    def html(self) -> SafeString:
        """Return the markup."""
        return format_html_join("", '<div class="cell-line">{}</div>', ((shown(one),) for one in self.values))

    def plain(self) -> str:
        """Return the words alone, for the export."""
        return "; ".join(str(plain(one)) for one in self.values)


def shown(value: Any) -> Any:
    """Return the markup of a value in a cell."""
    if hasattr(value, "html"):
        return value.html()
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, datetime.datetime):
        return moment(value)
    if isinstance(value, datetime.date):
        return day(value)
    if isinstance(value, (int, Decimal, float)):
        return number(value)
    return conditional_escape(value)


def plain(value: Any) -> Any:
    """Return a value as the export writes it: numbers, days and moments stay what they are."""
    if hasattr(value, "plain"):
        return value.plain()
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if value is None or isinstance(value, (int, float, Decimal, datetime.date)):
        return value
    return str(value)


@dataclass(frozen=True)
class Column:
    """A column.

    :param name: attribute of the row (dots go deeper), and the name in the address when sorted
    :param sort: the fields that order by this column; none: it does not sort
    :param value: makes the cell from the row, where an attribute does not suffice
    :param link: name of the page that the cell leads to, called with the row's ``pk``; or a function
    :param main: the column that heads the row on a phone
    :param number: right-aligned figures
    :param exported: whether the export has it
    :param hint: words under the heading's title, in its tooltip
    """

    name: str
    label: Any
    sort: str | Sequence[str] | None = None
    value: Callable[[Any], Any] | None = None
    link: str | Callable[[Any], str] | None = None
    main: bool = False
    number: bool = False
    exported: bool = True
    hint: Any = ""

    def sort_fields(self) -> tuple[str, ...]:
        """Return the fields that order by this column."""
        return (self.sort,) if isinstance(self.sort, str) else tuple(self.sort or ())

    def of(self, row: Any) -> Any:
        """Return the value of the cell."""
        if self.value is not None:
            return self.value(row)
        found = row
        for part in self.name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
            if callable(found):
                found = found()
        return found

    def linked(self, row: Any) -> Any:
        """Return the value of the cell, with its link."""
        value = self.of(row)
        if self.link is None or value in {None, ""}:
            return value
        url = self.link(row) if callable(self.link) else reverse(self.link, args=[row.pk])
        return (
            Link(value if not isinstance(value, (datetime.date, int, Decimal)) else shown(value), url)
            if url
            else value
        )


Choices = Sequence[tuple[Any, Any]]


@dataclass(frozen=True)
class Filter:
    """A choice among values; only these values are taken from the address.

    :param field: the field that must equal the chosen value; the name, unless said
    :param choices: (value, label) pairs, or a function of the table that returns them
    :param apply: narrows the queryset by the chosen value, where one field does not suffice
    """

    name: str
    label: Any
    choices: Choices | Callable[["Table"], Choices] = ()
    field: str = ""
    apply: Callable[[Any, Any], Any] | None = None
    kind: ClassVar[str] = "choice"

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the address."""
        return (self.name,)

    def offered(self, table: "Table") -> list[tuple[str, str]]:
        """Return the values with their labels."""
        pairs = self.choices(table) if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in pairs]

    def read(self, table: "Table") -> dict[str, str]:
        """Return what the address chooses, or nothing where it chooses nothing that is offered."""
        asked = table.asked(self.name)
        return {self.name: asked} if asked and asked in dict(table.offered(self)) else {}

    def narrow(self, rows: Any, chosen: dict[str, str]) -> Any:
        """Return the rows that fit."""
        value = chosen[self.name]
        return self.apply(rows, value) if self.apply else rows.filter(**{self.field or self.name: value})


@dataclass(frozen=True)
class TextFilter(Filter):
    """Words that must all occur, with or without marks, in one of the folded fields."""

    fields: Sequence[str] = ("folded",)
    kind: ClassVar[str] = "text"

    def read(self, table: "Table") -> dict[str, str]:
        asked = table.asked(self.name)
        return {self.name: asked} if asked else {}

    def narrow(self, rows: Any, chosen: dict[str, str]) -> Any:
        if self.apply:
            return self.apply(rows, chosen[self.name])
        for word in language.fold(chosen[self.name]).split():
            condition = Q()
            for field in self.fields:
                condition |= Q(**{f"{field}__contains": word})
            rows = rows.filter(condition)
        return rows


@dataclass(frozen=True)
class DayFilter(Filter):
    """A span of days, both taken: ``name_from`` and ``name_to`` in the address."""

    kind: ClassVar[str] = "days"

    @property
    def names(self) -> tuple[str, ...]:
        return (f"{self.name}_from", f"{self.name}_to")

    def read(self, table: "Table") -> dict[str, str]:
        found = {}
        for name in self.names:
            try:
                found[name] = day(language.parse_day(table.asked(name))) if table.asked(name) else ""
            except language.DayNotUnderstood:
                found[name] = ""
        return {name: value for name, value in found.items() if value}

    def narrow(self, rows: Any, chosen: dict[str, str]) -> Any:
        field = self.field or self.name
        first, last = (chosen.get(name) for name in self.names)
        if first:
            rows = rows.filter(**{f"{field}__gte": language.parse_day(first)})
        if last:
            rows = rows.filter(**{f"{field}__lte": language.parse_day(last)})
        return rows


@dataclass(frozen=True)
class YesFilter(Filter):
    """A tick: only the rows for which something holds."""

    kind: ClassVar[str] = "yes"

    def read(self, table: "Table") -> dict[str, str]:
        return {self.name: "1"} if table.asked(self.name) == "1" else {}

    def narrow(self, rows: Any, chosen: dict[str, str]) -> Any:
        return self.apply(rows, True) if self.apply else rows.filter(**{self.field or self.name: True})


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as shown."""

    column: Column
    value: Any

    def html(self) -> SafeString:
        """Return the markup of the whole cell; on a phone its label stands beside it."""
        kinds = [
            name
            for name, holds in (
                ("figure", self.column.number),
                ("main-cell", self.column.main),
                ("unbroken", len(str(plain(self.value))) <= LONGEST_UNBROKEN),
            )
            if holds
        ]
        label = str(self.column.label)
        return format_html(
            '<td data-label="{}" class="{}">{}</td>', label, " ".join(kinds), shown(self.value)
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: what it is called, and where a click sorts it."""

    column: Column
    query: str
    direction: str  # "", "ascending", "descending"


@dataclass(frozen=True, slots=True)
class Control:
    """A filter with what is chosen, for the form above the table."""

    filter: Filter
    chosen: dict[str, str]
    choices: list[tuple[str, str]]

    @property
    def kind(self) -> str:
        return self.filter.kind

    @property
    def label(self) -> Any:
        return self.filter.label

    @property
    def name(self) -> str:
        return self.filter.name

    @property
    def value(self) -> str:
        """What is chosen."""
        return self.chosen.get(self.filter.name, "")

    @property
    def first(self) -> str:
        """The first day of the span."""
        return self.chosen.get(f"{self.filter.name}_from", "")

    @property
    def last(self) -> str:
        """The last day of the span."""
        return self.chosen.get(f"{self.filter.name}_to", "")

    @property
    def words(self) -> str:
        """What is chosen, in words."""
        if self.kind == "choice":
            return dict(self.choices).get(self.value, "")
        if self.kind == "days":
            return f"{self.first or '…'} – {self.last or '…'}"
        return "" if self.kind == "yes" else self.value


class Table:
    """A list of rows that people filter, sort, page through and take away.

    :param rows: a queryset, or a list (which sorts by value and takes no filters of fields)
    :param prefix: parts the names in the address where one page has two tables
    """

    columns: ClassVar[Sequence[Column]] = ()
    filters: ClassVar[Sequence[Filter]] = ()
    order: ClassVar[str] = ""
    title: Any = ""
    empty_title: Any = ""
    empty_hint: Any = ""
    empty_url = ""
    empty_action: Any = ""
    size = SIZES[0]

    def __init__(self, request: Request, rows: Any, *, prefix: str = "", title: Any = "") -> None:
        self.request = request
        self.prefix = prefix
        self.title = title or self.title
        self._offered: dict[str, list[tuple[str, str]]] = {}
        self.id = f"table-{prefix}" if prefix else "table"
        self.controls = [Control(one, one.read(self), self.offered(one)) for one in self.filters]
        self.all_rows = rows
        for control in self.controls:
            if control.chosen:
                rows = control.filter.narrow(rows, control.chosen)
        self.sorted_by, self.is_descending = self._read_order()
        self.rows = self._sort(rows)
        self._page: Page[Any] | None = None
        self._prepared: list[Any] | None = None

    # What the address asks for

    def asked(self, name: str) -> str:
        """Return the text under a name of the address, cleaned and cut."""
        text = cleaned_text(self.request.GET.get(self.prefix + name, "")[:LONGEST_FILTER])
        return text.replace("\x00", "").strip()

    def offered(self, one: Filter) -> list[tuple[str, str]]:
        """Return the choices of a filter, asked for once."""
        if one.name not in self._offered:
            self._offered[one.name] = one.offered(self)
        return self._offered[one.name]

    def _read_order(self) -> tuple[Column | None, bool]:
        sortable = {column.name: column for column in self.columns if column.sort}
        for asked in (self.asked("sort"), self.order):
            column = sortable.get(asked.removeprefix("-"))
            if column:
                return column, asked.startswith("-")
        return None, False

    def _sort(self, rows: Any) -> Any:
        column = self.sorted_by
        if column is None:
            return rows.order_by("pk") if isinstance(rows, QuerySet) and not rows.ordered else rows
        if isinstance(rows, QuerySet):
            sign = "-" if self.is_descending else ""
            return rows.order_by(*(sign + field.removeprefix("-") for field in column.sort_fields()), "pk")
        return sorted(rows, key=lambda row: _sort_key(column.of(row)), reverse=self.is_descending)

    # What is shown

    def prepare(self, rows: list[Any]) -> list[Any]:
        """Give the rows of one page what their cells need, in a fixed number of queries. For subclasses."""
        return rows

    @property
    def page_size(self) -> int:
        """How many rows a page has."""
        asked = self.asked("size")
        return int(asked) if asked in {str(size) for size in SIZES} else self.size

    @property
    def page(self) -> Page[Any]:
        """The page that is shown; a number that is no page falls back to the first or the last."""
        if self._page is None:
            asked = self.asked("page")
            wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else 1
            self._page = Paginator(self.rows, self.page_size).get_page(max(1, wanted))
        return self._page

    @property
    def count(self) -> int:
        """How many rows there are on all pages."""
        return self.page.paginator.count

    @property
    def page_rows(self) -> list[Any]:
        """The rows of this page, prepared."""
        if self._prepared is None:
            self._prepared = self.prepare(list(self.page.object_list))
        return self._prepared

    @property
    def lines(self) -> list[list[Cell]]:
        """The cells of this page, row by row."""
        return [[self._cell(column, row) for column in self.columns] for row in self.page_rows]

    def _cell(self, column: Column, row: Any) -> Cell:
        value = column.linked(row)
        day_kept = self.request.as_of.isoformat() if self.request.as_of != self.request.today else ""
        if day_kept and isinstance(value, Link) and value.url.startswith("/") and "as_of=" not in value.url:
            glue = "&" if "?" in value.url else "?"
            value = Link(value.text, f"{value.url}{glue}as_of={day_kept}")
        return Cell(column, value)

    @property
    def heads(self) -> list[Head]:
        """The heads of the columns."""
        heads = []
        for column in self.columns:
            direction, asked = "", column.name
            if column is self.sorted_by:
                direction = "descending" if self.is_descending else "ascending"
                asked = column.name if self.is_descending else f"-{column.name}"
            heads.append(Head(column, self.query(sort=asked, page="") if column.sort else "", direction))
        return heads

    @property
    def chosen(self) -> list[Control]:
        """The filters in force."""
        return [control for control in self.controls if control.chosen]

    def query(self, **changes: str) -> str:
        """Return the query of this page with some of the table's names changed; an empty value drops one."""
        asked = self.request.GET.copy()
        asked.pop("export", None)
        for name, value in changes.items():
            asked.pop(self.prefix + name, None)
            if value:
                asked[self.prefix + name] = value
        return f"?{asked.urlencode()}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the filter form must carry along: the rest of the address."""
        own = {self.prefix + name for one in self.filters for name in one.names}
        own |= {self.prefix + "page", "export"}
        return [
            (name, value) for name, values in self.request.GET.lists() if name not in own for value in values
        ]

    @property
    def without_filters(self) -> str:
        """The query without any filter."""
        names = [name for one in self.filters for name in one.names]
        return self.query(**dict.fromkeys([*names, "page"], ""))

    @property
    def export_query(self) -> str:
        """The query that exports what is seen."""
        asked = self.request.GET.copy()
        asked["export"] = f"{self.prefix}xlsx"
        asked.pop(self.prefix + "page", None)
        return f"?{asked.urlencode()}"

    @property
    def previous_query(self) -> str:
        """The query of the page before, or nothing."""
        return self.query(page=str(self.page.previous_page_number())) if self.page.has_previous() else ""

    @property
    def next_query(self) -> str:
        """The query of the page after, or nothing."""
        return self.query(page=str(self.page.next_page_number())) if self.page.has_next() else ""

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """The sizes of a page: size, query, whether it is the one shown."""
        return [(size, self.query(size=str(size), page=""), size == self.page_size) for size in SIZES]

    # Answers

    def respond(self, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
        """Answer with the page, the table alone for htmx, or the sheet."""
        if self.request.GET.get("export") == f"{self.prefix}xlsx":
            return self.sheet()
        if (
            wants_fragment(self.request)
            and self.request.headers.get("HX-Target", "").rpartition("#")[2] == self.id
        ):
            return render(self.request, "kit/table.html", {"table": self})
        return render(self.request, template, {"table": self, **(context or {})})

    def sheet(self) -> HttpResponse:
        """Answer with the rows of all pages as an .xlsx file; text stays text, whatever it begins with."""
        columns = [column for column in self.columns if column.exported]
        rows = self.prepare(list(self.rows))
        content = write_sheet(
            title=str(self.title or gettext("Table")),
            note=self.note(),
            heads=[str(column.label) for column in columns],
            rows=([plain(column.of(row)) for column in columns] for row in rows),
        )
        name = f"{slugify(language.fold(str(self.title))) or 'nghi-su'}-{self.request.as_of:%Y%m%d}.xlsx"
        response = HttpResponse(content, content_type=SHEET)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def note(self) -> str:
        """Return what stands under the title of the export: as of when, and filtered by what."""
        said = [gettext("As of %(day)s") % {"day": day(self.request.as_of)}]
        said += [
            f"{control.label}: {control.words}" if control.words else str(control.label)
            for control in self.chosen
        ]
        return "; ".join(said)


def _sort_key(value: Any) -> tuple[int, Any]:
    value = plain(value)
    if value is None or value == "":
        return (2, "")
    if isinstance(value, str):
        return (1, language.sort_key(value))
    if isinstance(value, datetime.datetime):
        return (0, value.timestamp())
    if isinstance(value, datetime.date):
        return (0, value.toordinal())
    return (0, value)


def write_sheet(*, title: str, note: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return an .xlsx file with one table. Text is written as text and never becomes a formula or a link."""
    import xlsxwriter  # noqa: PLC0415 -- slow to load, and the server starts without it

    memory = io.BytesIO()
    book = xlsxwriter.Workbook(
        memory,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "remove_timezone": True,
        },
    )
    strong = book.add_format({"bold": True, "font_size": 14})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    days = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
    moments = book.add_format({"num_format": "hh:mm dd/mm/yyyy", "valign": "top", "align": "left"})
    figures = book.add_format({"num_format": "#,##0.##", "valign": "top"})
    whole = book.add_format({"num_format": "#,##0", "valign": "top"})
    page = book.add_worksheet(gettext("Table"))
    page.write_string(0, 0, title, strong)
    page.write_string(1, 0, note)
    widths = [len(name) for name in heads]
    for place, name in enumerate(heads):
        page.write_string(3, place, name, head)
    last = 3
    for last, row in enumerate(rows, start=4):
        for place, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, datetime.datetime):
                local = timezone.localtime(value) if timezone.is_aware(value) else value
                page.write_datetime(last, place, local.replace(tzinfo=None), moments)
                length = 16
            elif isinstance(value, datetime.date):
                page.write_datetime(last, place, datetime.datetime.combine(value, datetime.time()), days)
                length = 10
            elif isinstance(value, (int, float, Decimal)):
                page.write_number(last, place, float(value), whole if value == int(value) else figures)
                length = len(str(value))
            else:
                page.write_string(last, place, str(value)[:32767], wrapped)
                length = max((len(line) for line in str(value).split("\n")), default=0)
            widths[place] = max(widths[place], length)
    for place, width in enumerate(widths):
        page.set_column(place, place, min(60, max(8, width + 2)))
    page.freeze_panes(4, 0)
    if heads:
        page.autofilter(3, 0, max(last, 4), len(heads) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(3)
    book.close()
    return memory.getvalue()


__all__ = [
    "Badge",
    "Column",
    "DayFilter",
    "Filter",
    "Link",
    "Several",
    "Table",
    "TextFilter",
    "YesFilter",
    "write_sheet",
]
