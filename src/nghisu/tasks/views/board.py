"""The board of units and tasks: the giver sees every unit, a unit its own place."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit import language
from nghisu.kit.numbers import Counted, PartOf
from nghisu.kit.pages import Request, page
from nghisu.kit.periods import NotAQuarter, Quarter
from nghisu.kit.tables import Badge, Column, Filter, Table, TextFilter, YesFilter
from nghisu.tasks.queries.board import Board, BoardRow, BoardTask, board_of
from nghisu.tasks.rules.evaluation import QUALITY_WORDS, Quality
from nghisu.tasks.rules.status import SHOWN, Status
from nghisu.tasks.views.tables import offered_quarters


class Mark:
    """The status of a share, as a badge that leads to it; the badge of a status is made once for a board."""

    __slots__ = ("badge", "shown", "url")

    def __init__(self, badge: Badge, shown: SafeString, url: str) -> None:
        self.badge, self.shown, self.url = badge, shown, url

    def html(self) -> SafeString:
        """Return the markup."""
        return format_html('<a href="{}">{}</a>', self.url, self.shown)

    def plain(self) -> str:
        """Return the words alone, for the export."""
        return self.badge.plain()


Marks = dict[Status, tuple[Badge, SafeString]]


def _marks() -> Marks:
    """Return the badge of every status in the reader's words."""
    badges = {status: Badge(shown.tone, gettext(shown.words)) for status, shown in SHOWN.items()}
    return {status: (badge, badge.html()) for status, badge in badges.items()}


def _mark(task: BoardTask, marks: Marks, before: str, row: BoardRow) -> Any:
    cell = row.cells.get(task.pk)
    if cell is None:
        return ""
    return Mark(*marks[cell.status], f"{before}{cell.task_id}/")


def _judged(row: BoardRow) -> str:
    return "; ".join(
        f"{gettext(QUALITY_WORDS[grade])}: {row.grades[grade]}" for grade in Quality if row.grades[grade]
    )


def _done(quarter: Quarter, day: date, row: BoardRow) -> PartOf:
    key = f"{quarter}.{row.code}"
    return PartOf(Counted(row.done, "place.done", key, day), Counted(row.total, "place.total", key, day))


def _late(quarter: Quarter, day: date, row: BoardRow) -> Counted:
    return Counted(row.late, "place.late", f"{quarter}.{row.code}", day)


def _of_words(rows: Sequence[BoardRow], text: str) -> list[BoardRow]:
    words = language.fold(text).split()
    return [row for row in rows if all(word in language.fold(f"{row.code} {row.name}") for word in words)]


def quarter_of(request: Request) -> Quarter:
    """Return the quarter in the address, or that of the day looked at."""
    try:
        return Quarter.parse(request.GET.get("quarter", ""))
    except NotAQuarter:
        return Quarter.of(request.as_of)


class BoardTable(Table):
    """Units in rows, the tasks passed on to them in columns."""

    title = _("Units and tasks")
    size = 100
    filters: ClassVar[Sequence[Filter]] = [
        TextFilter("q", _("Unit"), apply=_of_words),
        Filter("quarter", _("Quarter"), choices=offered_quarters, apply=lambda rows, _chosen: rows),
        YesFilter(
            "late", _("With late work only"), apply=lambda rows, _yes: [row for row in rows if row.late]
        ),
    ]
    order = "name"
    empty_title = _("Nothing was passed on in this quarter")
    empty_hint = _("Open a task and pass it on to affiliates; each unit then has a row here.")

    def __init__(self, request: Request, board: Board, quarter: Quarter) -> None:
        marks, before = _marks(), reverse("task_list")
        self.columns = [  # type: ignore[misc]
            Column("name", _("Unit"), sort="name", main=True),
            Column("done", _("Done"), sort="done", number=True, value=partial(_done, quarter, request.as_of)),
            Column("late", _("Late"), sort="late", number=True, value=partial(_late, quarter, request.as_of)),
            *(
                [Column("judged", _("Judged"), value=_judged)]
                if any(row.grades for row in board.rows)
                else ()
            ),
            *(
                Column(f"t{number}", task.code, value=partial(_mark, task, marks, before), hint=task.title)
                for number, task in enumerate(board.tasks)
            ),
        ]
        super().__init__(request, board.rows)


@page("task.see")
def board(request: Request) -> HttpResponse:
    """Show who has which share of the work passed on, and how it stands on the day."""
    quarter = quarter_of(request)
    found = board_of(request.standing, day=request.as_of, quarter=quarter)
    table = BoardTable(request, found, quarter)
    own = [row for row in found.rows if row.unit_id in request.standing.own_units]
    context = {
        "board": found,
        "quarter": quarter.label,
        "key": str(quarter),
        "own": own[0] if len(own) == 1 else None,
        "own_key": f"{quarter}.{own[0].code}" if own else "",
    }
    return table.respond("tasks/board.html", context)
