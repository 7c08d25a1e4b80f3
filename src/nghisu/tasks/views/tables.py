"""The lists of tasks and programmes: columns, filters, and the names their rows show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.numbers import Counted
from nghisu.kit.periods import NotAQuarter, Quarter
from nghisu.kit.tables import Badge, Column, Filter, Link, Several, Table, TextFilter, YesFilter
from nghisu.organisation.queries import names_on
from nghisu.tasks import queries
from nghisu.tasks.queries import planning
from nghisu.tasks.queries.products import evaluations_of, of_quality, product_counts
from nghisu.tasks.rules.counted import COUNTED
from nghisu.tasks.rules.evaluation import QUALITY_TONES, QUALITY_WORDS, Quality
from nghisu.tasks.rules.origin import ORIGIN_WORDS, Origin
from nghisu.tasks.rules.planning import FIELD_OF_WORK_WORDS, HOW_PLANNED_WORDS, FieldOfWork, HowPlanned
from nghisu.tasks.rules.status import LATE, SHOWN, Status

QUARTERS_OFFERED = 8
COUNTED_CHOICES = [(code, _(name)) for code, name in COUNTED.items()]
LATE_CODES = [status.value for status in LATE]


def status_badge(span: Any) -> Badge:
    """Return the status of a span as a word with a colour."""
    shown = SHOWN[Status(span.status)]
    return Badge(shown.tone, gettext(shown.words))


def quarter_asked(table: Table) -> Quarter:
    """Return the quarter in the address, or that of the day looked at."""
    try:
        return Quarter.parse(table.asked("quarter"))
    except NotAQuarter:
        return Quarter.of(table.request.as_of)


def offered_quarters(table: Table) -> list[tuple[str, str]]:
    """Return the quarter in the address and those up to the day looked at, newest first."""
    quarter = Quarter.of(table.request.as_of)
    found = {quarter_asked(table), quarter}
    for _n in range(QUARTERS_OFFERED - 1):
        quarter = quarter.previous
        found.add(quarter)
    return [(str(one), one.label) for one in sorted(found, reverse=True)]


@dataclass(frozen=True)
class QuarterFilter(Filter):
    """A quarter: alone it keeps what was done in it; beside ``counted``, that filter speaks."""

    def read(self, table: Table) -> dict[str, str]:
        found = super().read(table)
        if not found:
            return {}
        return {**found, "day": table.request.as_of.isoformat(), "counted": table.asked("counted")}

    def narrow(self, rows: Any, chosen: dict[str, str]) -> Any:
        if chosen["counted"] in COUNTED:
            return rows
        return queries.counted(rows, "done", quarter=chosen["quarter"], day=chosen["day"])


@dataclass(frozen=True)
class CountedFilter(Filter):
    """The records of one figure, of the quarter in the address."""

    def read(self, table: Table) -> dict[str, str]:
        found = super().read(table)
        if not found:
            return {}
        return {**found, "day": table.request.as_of.isoformat(), "quarter": str(quarter_asked(table))}

    def narrow(self, rows: Any, chosen: dict[str, str]) -> Any:
        return queries.counted(rows, chosen["counted"], quarter=chosen["quarter"], day=chosen["day"])


def name_units(span: Any, names: Mapping[Any, str]) -> None:
    """Write on a span what its units are called."""
    span.unit_name = names.get(span.unit_id, span.unit.code)
    span.lead_name = names.get(span.lead_id, span.lead.code)
    if span.asked_by_id:
        span.giver_name = span.asked_by.name
    else:
        span.giver_name = names.get(span.giver_id, span.giver.code)


def detail_url(span: Any) -> str:
    """Return the page of the span's task."""
    return reverse("task_detail", args=[span.task_id])


class Pieces:
    """How many pieces are accepted of those expected, with what they are in a tooltip and in the export."""

    def __init__(self, words: str, pieces: tuple[int, int] | None) -> None:
        self.words, self.pieces = words, pieces

    def html(self) -> SafeString:
        """Return the markup: the numbers alone."""
        if self.pieces is None:
            return SafeString()
        return format_html('<span title="{}">{}/{}</span>', self.words, *self.pieces)

    def plain(self) -> str:
        """Return the words and the numbers, for the export."""
        return self.words if self.pieces is None else f"{self.words}: {self.pieces[0]}/{self.pieces[1]}"


def product_of_span(span: Any) -> Pieces:
    """Return what a task is to bring, and how many pieces of it are accepted."""
    return Pieces(span.task.product, span.pieces)


def evaluation_of_span(span: Any) -> Any:
    """Return how an accepted task was judged."""
    if span.judged is None:
        return ""
    grade = Quality(span.judged.quality)
    return Badge(QUALITY_TONES[grade], gettext(QUALITY_WORDS[grade]))


class TaskTable(Table):
    """Tasks as known on a day; each row is a span."""

    title = _("Tasks")
    columns: ClassVar[Sequence[Column]] = [
        Column("code", _("Code"), sort="task__code", value=lambda span: span.task.code, link=detail_url),
        Column(
            "title",
            _("Task"),
            sort="task__folded",
            value=lambda span: span.task.title,
            link=detail_url,
            main=True,
        ),
        Column("status", _("Status"), value=status_badge),
        Column("due_on", _("Deadline"), sort=("due_on", "task__code")),
        Column("unit_name", _("Unit"), sort="unit__code"),
        Column("lead_name", _("Lead"), sort="lead__code"),
        Column("giver_name", _("Given by")),
        Column("origin", _("Origin"), value=lambda span: gettext(ORIGIN_WORDS[Origin(span.origin)])),
        Column("product", _("Products"), value=product_of_span),
        Column("accepted_on", _("Accepted"), sort="accepted_on"),
        Column("evaluation", _("Evaluation"), value=evaluation_of_span),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        TextFilter("q", _("Words"), fields=("task__folded",)),
        Filter("status", _("Status"), choices=[(one.value, _(SHOWN[one].words)) for one in Status]),
        Filter("origin", _("Origin"), choices=[(one.value, _(ORIGIN_WORDS[one])) for one in Origin]),
        Filter(
            "quality",
            _("Evaluation"),
            choices=[(one.value, _(words)) for one, words in QUALITY_WORDS.items()],
            apply=of_quality,
        ),
        Filter("unit", _("Unit"), choices=lambda table: named(table).units, field="unit__code"),
        Filter("lead", _("Lead"), choices=lambda table: named(table).units, field="lead__code"),
        Filter("giver", _("Given by"), choices=lambda table: named(table).givers, apply=queries.given_by),
        QuarterFilter("quarter", _("Quarter"), choices=offered_quarters),
        CountedFilter("counted", _("Counted as"), choices=COUNTED_CHOICES),
        YesFilter("late", _("Late only"), apply=lambda rows, _yes: rows.filter(status__in=LATE_CODES)),
    ]
    order = "due_on"
    empty_title = _("No task is known here")
    empty_hint = _("Tasks come from directives of the superior and from adopted programmes.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        names = named(self).names
        unknown = queries.names_needed(rows) - set(names)
        if unknown:
            names = names | names_on(self.request.as_of, unknown)
        keys = [span.task_id for span in rows]
        pieces = product_counts(keys, day=self.request.as_of)
        judged = evaluations_of(keys, day=self.request.as_of)
        for span in rows:
            name_units(span, names)
            span.pieces, span.judged = pieces.get(span.task_id), judged.get(span.task_id)
        return rows


def named(table: Table) -> queries.Named:
    """Return the names that the table shows and filters by, asked for once."""
    if not hasattr(table, "_named"):
        table._named = queries.named_for(table.request.standing, day=table.request.as_of)  # type: ignore[attr-defined]
    return table._named  # type: ignore[attr-defined, no-any-return]


def item_task(item: Any) -> Any:
    """Return the task of a programme line: its code and its status."""
    if item.span is not None:
        return Several([Link(item.span.task.code, detail_url(item.span)), status_badge(item.span)])
    if item.dropped_on is not None:
        return Badge("plain", gettext("dropped"))
    return Badge("warn", gettext("no task yet"))


def _of(programme: Any, count: int, code: str) -> Counted:
    return Counted(count, f"programme.{code}", programme.pk, programme.as_of)


class ProgrammeTable(Table):
    """Programmes of the units that the reader works in."""

    title = _("Programmes")
    columns: ClassVar[Sequence[Column]] = [
        Column("title", _("Programme"), link="programme_detail", main=True, sort="title"),
        Column("unit.code", _("Unit"), sort="unit__code"),
        Column("period", _("Period"), sort=("year", "quarter", "month"), value=lambda one: one.period.label),
        Column("adopted_on", _("Adopted"), sort="adopted_on"),
        Column("line_count", _("Lines"), number=True, value=lambda one: _of(one, one.line_count, "lines")),
        Column(
            "given_count",
            _("Given as tasks"),
            number=True,
            value=lambda one: _of(one, one.given_count, "given"),
        ),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        TextFilter("q", _("Words"), apply=lambda rows, text: rows.filter(title__icontains=text)),
        YesFilter(
            "quarters", _("Plans of quarters"), apply=lambda rows, _yes: rows.filter(quarter__isnull=False)
        ),
        YesFilter("draft", _("Drafts only"), apply=lambda rows, _yes: rows.filter(adopted_on=None)),
    ]
    order = "-period"
    empty_title = _("No programme yet")
    empty_hint = _("A programme of the year makes work planned from the day it is adopted.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        for one in rows:
            one.as_of = self.request.as_of
        return rows


HOW_TONES = {
    HowPlanned.CARRIED: "warn",
    HowPlanned.ADOPTED: "plain",
    HowPlanned.ADDED: "info",
    HowPlanned.DROPPED: "bad",
}


def lead_and_supports(item: Any) -> Any:
    """Return who leads a line, and who co-operates below."""
    if not item.support_names:
        return item.lead_name
    helped = gettext("with %(units)s") % {"units": "; ".join(item.support_names)}
    return Several([item.lead_name, helped])


def became(item: Any) -> Several:
    """Return what a line became, each with its link where the reader may open it."""
    return Several([Link(one.words, one.url) if one.url else one.words for one in item.became])


def content_of(item: Any) -> Any:
    """Return what a line says, who assigned it, and which plan it came from."""
    parts = [item.content]
    if item.asked_by is not None:
        parts.append(gettext("assigned by %(superior)s") % {"superior": item.asked_by.name})
    if item.stems_from is not None:
        parts.append(
            gettext("line %(number)s of the plan for %(period)s")
            % {"number": item.stems_from.number, "period": item.stems_from.programme.period.label}
        )
    if item.dropped_reason:
        parts.append(gettext("dropped: %(reason)s") % {"reason": item.dropped_reason})
    return Several(parts) if len(parts) > 1 else item.content


def product_of_item(item: Any) -> Any:
    """Return what a line is to bring, and how many pieces of it are accepted of its task."""
    if item.pieces is None:
        return item.product
    return Several([item.product, f"{item.pieces[0]}/{item.pieces[1]}"])


class ItemTable(Table):
    """The lines of one programme with the task each became."""

    title = _("Lines of the programme")
    size = 100
    columns: ClassVar[Sequence[Column]] = [
        Column("number", _("Line no."), sort="number", value=lambda item: str(item.number)),
        Column("content", _("Content"), sort="content", value=content_of, main=True),
        Column(
            "field", _("Kind of work"), sort="field_of_work", value=lambda item: gettext(item.field_words)
        ),
        Column("lead_name", _("Lead"), sort="lead__code", value=lead_and_supports),
        Column("product", _("Product"), value=product_of_item),
        Column("due_on", _("Deadline"), sort="due_on"),
        Column("task", _("Task"), value=item_task),
        Column("documents", _("Became"), value=became),
        Column(
            "how",
            _("In the plan"),
            value=lambda item: Badge(HOW_TONES[item.how], gettext(HOW_PLANNED_WORDS[item.how])),
        ),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        Filter(
            "how",
            _("In the plan"),
            choices=[(one.value, _(HOW_PLANNED_WORDS[one])) for one in HowPlanned],
            apply=planning.of_how,
        ),
        Filter(
            "field",
            _("Kind of work"),
            choices=[(one.value, _(FIELD_OF_WORK_WORDS[one])) for one in FieldOfWork],
            field="field_of_work",
        ),
        YesFilter("open", _("Without a task"), apply=planning.without_task),
    ]
    order = "number"
    empty_title = _("No line yet")
    empty_hint = _("Add what is to be done; adopt the programme when it is complete.")

    def prepare(self, rows: list[Any]) -> list[Any]:
        items = planning.with_tasks(rows, day=self.request.as_of, standing=self.request.standing)
        pieces = product_counts([one.span.task_id for one in items if one.span], day=self.request.as_of)
        for one in items:
            one.pieces = pieces.get(one.span.task_id) if one.span else None
        return items


class TimelineTable(ItemTable):
    """The lines of one programme beside their picture over the months."""

    title = _("Lines over the months")
    size = 25
    columns: ClassVar[Sequence[Column]] = [
        Column("number", _("Line no."), sort="number", value=lambda item: str(item.number)),
        Column("content", _("Content"), sort="content", main=True),
        Column("lead_name", _("Lead"), sort="lead__code"),
        Column("starts_on", _("Start"), sort="starts_on"),
        Column("due_on", _("Deadline"), sort="due_on"),
        Column("task", _("Task"), value=item_task),
        Column(
            "done_on",
            _("Accepted"),
            value=lambda item: item.span.accepted_on if item.span is not None else None,
        ),
    ]


def list_url(**asked: str) -> str:
    """Return the list of tasks with filters."""
    return f"{reverse('task_list')}?{urlencode(asked)}"
