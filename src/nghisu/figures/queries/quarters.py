"""Figures of a unit's quarter, as known on a day; each opens exactly the records it counts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.http import urlencode

from nghisu.figures.models import ClosedFigure
from nghisu.figures.rules.indicators import INDICATORS, Indicator, Share, indicator
from nghisu.kit.periods import Quarter
from nghisu.organisation.models import Unit, UnitName
from nghisu.organisation.queries import on
from nghisu.tasks.models import Correction, QuarterClosing
from nghisu.tasks.queries import counted_as, known_spans, may_count, with_names

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True)
class Figure:
    """A number and the records it counts."""

    indicator: Indicator
    unit: Unit
    quarter: Quarter
    as_of: date
    value: int

    @property
    def url(self) -> str:
        """The list of exactly the records counted, as of the same day."""
        return records_url(self.indicator.code, unit=self.unit, quarter=self.quarter, as_of=self.as_of)

    @property
    def records(self) -> QuerySet[Any]:
        """The records, as spans with their tasks, in the order of acceptance and code."""
        return records(self.indicator.code, unit=self.unit, quarter=self.quarter, as_of=self.as_of)


@dataclass(frozen=True)
class QuarterFigures:
    """All figures of a unit's quarter as known on a day."""

    unit: Unit
    quarter: Quarter
    as_of: date
    values: dict[str, int]

    @property
    def planned(self) -> int:
        """Planned tasks done."""
        return self.values["done_planned"]

    @property
    def arising(self) -> int:
        """Arising tasks done."""
        return self.values["done_arising"]

    @property
    def total(self) -> int:
        """All tasks done."""
        return self.values["done"]

    @property
    def due_share(self) -> Share:
        """What of the tasks due is done."""
        return Share(self.values["due_done"], self.values["due"])

    @property
    def on_time_share(self) -> Share:
        """What of the tasks done was done in time."""
        return Share(self.values["done_in_time"], self.values["done"])

    def figure(self, code: str) -> Figure:
        """Return one of the figures.

        :raises UnknownIndicator: if there is none of that code
        """
        what = indicator(code)
        return Figure(what, self.unit, self.quarter, self.as_of, self.values[code])

    @property
    def figures(self) -> list[Figure]:
        """All of them, in the registry's order."""
        return [self.figure(what.code) for what in INDICATORS]


def quarter_figures(
    *, unit: Unit, quarter: Quarter, as_of: date, standing: "Standing | None"
) -> QuarterFigures:
    """Return the figures of a unit's quarter, all in one SQL statement.

    ``standing`` is None only for the command line, whose user already holds the data.

    :raises NotAllowed: if the asker may not see figures of the unit
    """
    return figures_of([unit], quarters=[quarter], as_of=as_of, standing=standing)[0]


def figures_of(
    units: Iterable[Unit], *, quarters: Sequence[Quarter], as_of: date, standing: "Standing | None"
) -> list[QuarterFigures]:
    """Return the figures of several units and quarters, unit by unit, in one SQL statement.

    :raises NotAllowed: if the asker may not see figures of one of the units
    """
    units = list(units)
    if standing is not None:
        for unit in units:
            standing.require("figure.see", unit=unit.pk)
    if not quarters:
        return []
    spans = known_spans(as_of).filter(may_count(quarters), unit__in=units)
    counts = {
        f"{what.code}_{quarter.year}_{quarter.number}": Count(
            "stage", filter=counted_as(what.code, quarter=quarter, day=as_of)
        )
        for what in INDICATORS
        for quarter in quarters
    }
    rows: Any = spans.order_by().values("unit_id").annotate(**counts)
    found = {row["unit_id"]: row for row in rows}
    return [
        QuarterFigures(unit, quarter, as_of, _values(found.get(unit.pk, {}), quarter))
        for unit in units
        for quarter in quarters
    ]


def _values(row: dict[str, int], quarter: Quarter) -> dict[str, int]:
    return {what.code: row.get(f"{what.code}_{quarter.year}_{quarter.number}", 0) for what in INDICATORS}


def figure(code: str, *, unit: Unit, quarter: Quarter, as_of: date, standing: "Standing | None") -> Figure:
    """Return one figure.

    :raises UnknownIndicator: if there is none of that code
    :raises NotAllowed: if the asker may not see figures of the unit
    """
    what = indicator(code)
    if standing is not None:
        standing.require("figure.see", unit=unit.pk)
    value = records(code, unit=unit, quarter=quarter, as_of=as_of).count()
    return Figure(what, unit, quarter, as_of, value)


def records(code: str, *, unit: Unit, quarter: Quarter, as_of: date) -> QuerySet[Any]:
    """Return the records that a figure counts, as spans with their tasks."""
    spans = known_spans(as_of).filter(counted_as(code, quarter=quarter, day=as_of), unit=unit)
    return with_names(spans).order_by("accepted_on", "task__code")


def records_url(code: str, *, unit: Unit, quarter: Quarter, as_of: date) -> str:
    """Return the address of the list that shows exactly the records of a figure."""
    parts = {"unit": unit.code, "counted": code, "quarter": str(quarter), "as_of": as_of.isoformat()}
    if code in {"done_planned", "done_arising"}:
        parts |= {"counted": "done", "origin": code.removeprefix("done_")}
    return f"{reverse('task_list')}?{urlencode(parts)}"


def unit_choices(standing: "Standing", *, day: date) -> list[tuple[str, str]]:
    """Return code and name of the committees whose figures the asker may see, the own ones first."""
    reach = standing.reach("figure.see") & standing.tree.committees
    own = {standing.tree.committee_of(unit) for unit in standing.own_units}
    rows = UnitName.objects.filter(on(day), unit_id__in=reach).order_by("sort_key")
    found = list(rows.values_list("unit_id", "unit__code", "name"))
    return [(code, name) for unit, code, name in sorted(found, key=lambda row: row[0] not in own)]


def unit_shown(standing: "Standing", code: str, choices: Sequence[tuple[str, str]]) -> Unit | None:
    """Return the unit of a code, or the first of the choices; None where the asker sees no figures."""
    wanted = code or (choices[0][0] if choices else "")
    return Unit.objects.filter(code=wanted, pk__in=standing.reach("figure.see")).first()


def unit_by_code(code: str) -> Unit | None:
    """Return a unit by its code."""
    return Unit.objects.filter(code=code).first()


def closed_quarters(unit: Unit, year: int, *, day: date) -> set[Quarter]:
    """Return the quarters of the year that were closed by the day."""
    return set(closed_on(unit, year, day=day))


def closed_on(unit: Unit, year: int, *, day: date) -> dict[Quarter, date]:
    """Return the day on which each quarter of the year was closed, of those closed by the day."""
    rows = QuarterClosing.objects.filter(unit=unit, year=year, closed_on__lte=day)
    return {Quarter(year, number): closed for number, closed in rows.values_list("number", "closed_on")}


def closed_values(unit: Unit, year: int) -> dict[tuple[Quarter, str], int]:
    """Return what each closed quarter of the year counted when it was closed; nothing changes it."""
    rows = ClosedFigure.objects.filter(unit=unit, year=year).values_list("number", "code", "value")
    return {(Quarter(year, number), code): value for number, code, value in rows}


def corrections_shown(unit: Unit, year: int, *, day: date) -> list[Correction]:
    """Return what was corrected in closed quarters of the year, known on the day."""
    rows = Correction.objects.filter(unit=unit, closed_quarter__startswith=f"{year}-Q", day__lte=day)
    return list(rows.select_related("task").order_by("day", "task__code", "field"))
