"""The numbers on the pages of work: programmes, directives, tasks passed on, the board, what is late."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from nghisu.documents.models import Document
from nghisu.figures.queries import registry
from nghisu.figures.queries.counts import About, Kept, counts, key_of, register_kind, split_key, with_day
from nghisu.figures.queries.registry import Asked, Counted
from nghisu.figures.queries.sources import documents_shown, tasks_shown
from nghisu.figures.rules.indicators import Indicator, Kind
from nghisu.kit.periods import NotAQuarter, Quarter
from nghisu.kit.refusals import N_
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import name_in, names_on
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks.models import Programme, ProgrammeItem, Task, TaskSpan
from nghisu.tasks.queries import (
    coverage_of,
    document_chosen,
    known_on,
    task_visible_to,
    tasks_from,
    with_names,
    with_status,
)
from nghisu.tasks.queries.board import Board, board_of, leaves_below
from nghisu.tasks.queries.planning import hows_of, programmes_visible_to, work_of
from nghisu.tasks.queries.reminding import late_units
from nghisu.tasks.queries.tracing import traces_of
from nghisu.tasks.rules.planning import HOW_PLANNED_WORDS, HowPlanned
from nghisu.tasks.rules.status import DONE, SHOWN, Stage, Status

LINES, TASKS, SHARES = N_("lines"), N_("tasks"), N_("shares")


# Programmes


def _programme(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = programmes_visible_to(standing).filter(pk=pk).first() if pk else None
    if found is None:
        return None
    return About(key, found.title, with_day(reverse("programme_detail", args=[found.pk]), day), found)


def _of_programme(code: str, of: Programme, standing: Standing, day: date) -> list[Counted]:
    hows = hows_of(of, day=day)
    roots = {root or pk for pk, (root, how) in hows.items() if how is not HowPlanned.DROPPED}
    if code in {"given", "done", "late"}:
        spans = [span for span in _with(work_of(roots, day=day), day) if _is(code, span)]
        return tasks_shown(spans, standing, day)
    if code.startswith("how_"):
        wanted = {pk for pk, (_root, how) in hows.items() if how.value == code.removeprefix("how_")}
        return _lines(of, wanted, day)
    standing_lines = {pk for pk, (_root, how) in hows.items() if how is not HowPlanned.DROPPED}
    if code == "without_task":
        begun = {
            one.programme_item.root_id or one.programme_item_id
            for one in work_of(roots, day=day).select_related("programme_item")
            if one.programme_item
        }
        standing_lines = {pk for pk in standing_lines if (hows[pk][0] or pk) not in begun}
    return _lines(of, standing_lines, day)


def _lines(programme: Programme, wanted: set[UUID], day: date) -> list[Counted]:
    """Return lines as records; two lines of one piece of work are one."""
    place = with_day(reverse("programme_detail", args=[programme.pk]), day)
    rows: dict[UUID, ProgrammeItem] = {}
    for one in programme.items.filter(pk__in=wanted).order_by("number"):
        rows.setdefault(one.root_id or one.pk, one)
    return [
        Counted("programmeitem", str(one.pk), str(one.number), one.content, one.due_on, url=place)
        for one in rows.values()
    ]


register_kind(
    Kept(
        "programme",
        N_("Programmes"),
        (
            counts(
                "lines",
                N_("Lines of a programme"),
                LINES,
                N_("Lines that stand in the programme on the day, without those dropped by then."),
            ),
            counts(
                "given",
                N_("Lines given as tasks"),
                TASKS,
                N_(
                    "Tasks given from these lines by the day, without those ended; several "
                    "papers of one task count once."
                ),
            ),
            counts(
                "done",
                N_("Lines done"),
                TASKS,
                N_("Of these tasks, those that the giver had accepted by the day."),
            ),
            counts(
                "late",
                N_("Lines overdue"),
                TASKS,
                N_("Of these tasks, those past their agreed deadline and not handed in on the day."),
            ),
            counts(
                "without_task",
                N_("Lines without a task"),
                LINES,
                N_("Lines that stand on the day and from which no task was given by then."),
            ),
            *(
                counts(
                    f"how_{how.value}",
                    HOW_PLANNED_WORDS[how],
                    LINES,
                    N_("Lines known on the day by how they came into the programme or left it."),
                )
                for how in HowPlanned
            ),
        ),
        _programme,
        _of_programme,
    )
)


# Directives


def _directive(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = document_chosen(standing, pk)
    if found is None or not standing.may_somewhere("task.see"):
        return None
    return About(key, found.citation, with_day(reverse("directive_coverage", args=[found.pk]), day), found)


def _of_directive(code: str, of: Document, standing: Standing, day: date) -> list[Counted]:
    points = coverage_of(of, standing=standing, day=day)
    if code in {"points", "open_points"}:
        place = with_day(reverse("directive_coverage", args=[of.pk]), day)
        return [
            Counted("directivepoint", str(one.point.pk), one.point.number, one.point.text, url=place)
            for one in points
            if code == "points" or one.is_open
        ]
    if code == "evidence":
        papers = {
            paper.pk: paper
            for trace in traces_of(of, points, standing=standing, day=day)
            for paper in trace.evidence
        }
        return documents_shown(list(papers.values()), standing)
    loose = [span for span in tasks_from(of, standing=standing, day=day) if span.task.point_id is None]
    spans = [span for one in points for span in one.spans] + loose
    if code == "tasks":
        return tasks_shown(spans, standing, day)
    return _units({span.unit_id for span in spans}, day)


def _units(wanted: set[UUID], day: date) -> list[Counted]:
    names = names_on(day, wanted)
    return [
        Counted(
            "unit", str(one.pk), one.code, names.get(one.pk, ""), url=reverse("unit_detail", args=[one.code])
        )
        for one in Unit.objects.filter(pk__in=wanted).order_by("code")
    ]


register_kind(
    Kept(
        "directive",
        N_("Directives"),
        (
            counts(
                "points",
                N_("Points that ask for work"),
                N_("points"),
                N_("Points marked in the text of the directive."),
            ),
            counts(
                "open_points",
                N_("Points without a task"),
                N_("points"),
                N_("Of the points marked, those that no task you may see carried out on the day."),
            ),
            counts(
                "tasks",
                N_("Tasks from the directive"),
                TASKS,
                N_("Tasks you may see that were given from the directive or its points by the day."),
            ),
            counts(
                "units",
                N_("Units with a task of the directive"),
                N_("units"),
                N_("Units that have at least one of these tasks."),
            ),
            counts(
                "evidence",
                N_("Documents of evidence"),
                N_("documents"),
                N_(
                    "Documents you may open that were handed in as products of these tasks "
                    "by the day; each once."
                ),
            ),
        ),
        _directive,
        _of_directive,
    )
)


# Tasks passed on


def _task(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = task_visible_to(standing, pk) if pk else None
    if found is None:
        return None
    return About(
        key, f"{found.code} {found.title}", with_day(reverse("task_detail", args=[found.pk]), day), found
    )


def _with(spans: QuerySet[TaskSpan], day: date) -> list[Any]:
    return list(with_status(with_names(spans), day).order_by("unit__code", "task__code"))


def _is(code: str, span: Any) -> bool:
    """Tell whether a span counts under the end of a code."""
    match code.rpartition("_")[2]:
        case "done":
            return Status(span.status) in DONE
        case "late":
            return Status(span.status) is Status.OVERDUE
        case "returned":
            return bool(span.returns > 0)
    return True


def _shares_of(parents: Sequence[UUID], day: date) -> list[Any]:
    spans = TaskSpan.objects.filter(known_on(day), task__parent__in=parents)
    return _with(spans.exclude(stage=Stage.ENDED), day)


def _of_task(code: str, of: Task, standing: Standing, day: date) -> list[Counted]:
    if code.startswith("status_"):
        every = _with(TaskSpan.objects.filter(known_on(day), task__parent=of), day)
        spans = [span for span in every if span.status == code.removeprefix("status_")]
    elif code.startswith("below"):
        below = TaskSpan.objects.filter(known_on(day), task__in=leaves_below(of, day=day))
        spans = [span for span in _with(below, day) if _is(code, span)]
    else:
        spans = [span for span in _shares_of([of.pk], day) if _is(code, span)]
    return tasks_shown(spans, standing, day)


register_kind(
    Kept(
        "task",
        N_("Tasks passed on"),
        (
            counts(
                "shares",
                N_("Shares of a task"),
                SHARES,
                N_(
                    "Shares that units directly below were given of the task by the day, without those ended."
                ),
            ),
            counts(
                "shares_done", N_("Shares done"), SHARES, N_("Of these shares, those accepted by the day.")
            ),
            counts(
                "shares_late",
                N_("Shares overdue"),
                SHARES,
                N_("Of these shares, those past their agreed deadline and not handed in on the day."),
            ),
            counts(
                "below",
                N_("Shares at all levels below"),
                SHARES,
                N_(
                    "Shares below the task that were not passed on further, at whatever "
                    "depth, without those ended."
                ),
            ),
            counts(
                "below_done",
                N_("Shares at all levels done"),
                SHARES,
                N_("Of the shares at all levels, those accepted by the day."),
            ),
            counts(
                "below_late",
                N_("Shares at all levels overdue"),
                SHARES,
                N_(
                    "Of the shares at all levels, those past their agreed deadline and not "
                    "handed in on the day."
                ),
            ),
            counts(
                "below_returned",
                N_("Shares at all levels returned"),
                SHARES,
                N_("Of the shares at all levels, those returned at least once by the day."),
            ),
            *(
                counts(
                    f"status_{status.value}",
                    SHOWN[status].words,
                    SHARES,
                    N_("Shares directly below the task by where they stood on the day."),
                )
                for status in Status
            ),
        ),
        _task,
        _of_task,
    )
)


# The board of units and tasks


def _quarter(text: str) -> Quarter | None:
    try:
        return Quarter.parse(text)
    except NotAQuarter:
        return None


def _board(key: str, standing: Standing, day: date) -> About | None:
    quarter = _quarter(key)
    if quarter is None or not standing.may_somewhere("task.see"):
        return None
    place = f"{with_day(reverse('task_board'), day)}&quarter={quarter}"
    return About(key, quarter.label, place, board_of(standing, day=day, quarter=quarter))


def _of_board(code: str, of: Board, standing: Standing, day: date) -> list[Counted]:
    spans = _shares_of([task.pk for task in of.tasks], day)
    return tasks_shown([span for span in spans if _is(code, span)], standing, day)


register_kind(
    Kept(
        "board",
        N_("Board of units and tasks"),
        (
            counts(
                "shares",
                N_("Shares on the board"),
                SHARES,
                N_(
                    "Shares of the tasks on the board of the quarter as known on the day, "
                    "without those ended."
                ),
            ),
            counts(
                "done",
                N_("Shares on the board done"),
                SHARES,
                N_("Of these shares, those accepted by the day."),
            ),
        ),
        _board,
        _of_board,
    )
)


def _place(key: str, standing: Standing, day: date) -> About | None:
    text, unit = split_key(key)
    found = _board(text, standing, day)
    rows = [row for row in found.of.rows if row.code == unit] if found else []
    return About(key, rows[0].name, found.url, rows[0]) if found and rows else None


def _of_place(code: str, of: Any, standing: Standing, day: date) -> list[Counted]:
    shares = [cell.task_id for cell in of.cells.values()]
    spans = TaskSpan.objects.filter(known_on(day), task__in=shares).exclude(stage=Stage.ENDED)
    return tasks_shown([span for span in _with(spans, day) if _is(code, span)], standing, day)


register_kind(
    Kept(
        "place",
        N_("Place of a unit on the board"),
        (
            counts(
                "total",
                N_("Shares of the unit"),
                SHARES,
                N_("The unit's shares of the tasks on the board of the quarter, without those ended."),
            ),
            counts(
                "done",
                N_("Shares of the unit done"),
                SHARES,
                N_("Of these shares, those accepted by the day."),
            ),
            counts(
                "late",
                N_("Shares of the unit overdue"),
                SHARES,
                N_("Of these shares, those past their agreed deadline and not handed in on the day."),
            ),
        ),
        _place,
        _of_place,
    )
)


# A year of a unit


def _year(key: str, standing: Standing, day: date) -> About | None:
    code, text = split_key(key)
    unit = Unit.objects.filter(code=code, pk__in=standing.reach("figure.see")).first()
    if unit is None or not (text.isascii() and text.isdecimal() and len(text) == 4):
        return None
    place = f"{reverse('figure_list')}?unit={code}&year={text}&as_of={day.isoformat()}"
    quarters = [Quarter(int(text), number) for number in range(1, 5)]
    asked = [Asked(unit, quarter, day) for quarter in quarters if quarter.first <= day]
    return About(key, f"{name_in(standing.tree, unit.pk, day) or code}, {text}", place, asked)


def _flows(of: Sequence[Asked], day: date) -> list[Indicator]:
    found = {code: one for asked in of for code, (_source, one) in registry.definitions(asked).items()}
    return [one for one in found.values() if one.kind is Kind.FLOW]


def _of_year(code: str, of: Sequence[Asked], standing: Standing, day: date) -> list[Counted]:
    known = [asked for asked in of if code in registry.definitions(asked)]
    return [one for asked in known for one in registry.figure_shown(code, asked, standing).records]


register_kind(Kept("year", N_("Year of a unit"), (), _year, _of_year, _flows))


# What is late


def _late(key: str, standing: Standing, day: date) -> About | None:
    if not standing.may_somewhere("task.accept"):
        return None
    unit = Unit.objects.filter(code=key).first()
    if unit is None:
        return None
    name = name_in(standing.tree, unit.pk, day) or unit.code
    places = [one for one in late_units(standing, day=day) if one.code == key]
    return About(key, name, reverse("task_dunning"), places[0]) if places else None


def _of_late(code: str, of: Any, standing: Standing, day: date) -> list[Counted]:
    if code == "tasks":
        return tasks_shown(of.tasks, standing, day)
    return [
        Counted("submission", str(number), one.words, "", one.due_on)
        for number, one in enumerate(of.reports, 1)
    ]


register_kind(
    Kept(
        "late",
        N_("Late work by unit"),
        (
            counts(
                "tasks",
                N_("Late tasks of a unit"),
                TASKS,
                N_(
                    "Tasks that your houses gave the unit, open or returned, and past "
                    "their agreed deadline on the day."
                ),
            ),
            counts(
                "reports",
                N_("Reports that a unit owes"),
                N_("reports"),
                N_("Reports that your houses asked of the unit, not sent in and past the day they were due."),
            ),
        ),
        _late,
        _of_late,
    )
)
