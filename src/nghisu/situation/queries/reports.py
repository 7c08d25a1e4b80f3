"""Situation reports, and the table each is made of: topics and units, never a person."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from nghisu.kit.periods import ROMAN
from nghisu.organisation.models import Unit
from nghisu.situation.models import Contribution, Issue, SituationReport, Topic, TopicAnswer, TopicStep
from nghisu.situation.rules.reports import Period, ReportKind, ReportState
from nghisu.situation.rules.suppression import threshold_of
from nghisu.situation.rules.synthesis import Row, counts_of, month_row, quarter_total, size_of
from nghisu.situation.rules.topics import IssueState, Step, TopicState

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing
    from nghisu.organisation.rules.tree import Tree

MERGED, WAITING = IssueState.MERGED, (IssueState.NEW, IssueState.CHECKED)


def reports_visible_to(standing: "Standing") -> QuerySet[SituationReport]:
    """Return the reports that the asker's office writes, and those issued by its house and its superiors."""
    return SituationReport.objects.filter(
        Q(unit_id__in=standing.reach("synthesis.write"))
        | Q(unit_id__in=standing.reach("synthesis.see"), state=ReportState.ISSUED)
    ).select_related("unit", "document")


def report_visible_to(standing: "Standing", pk: UUID) -> SituationReport | None:
    """Return a report that the asker may read."""
    return reports_visible_to(standing).filter(pk=pk).first()


def units_below(unit: UUID, tree: "Tree") -> list[UUID]:
    """Return the committees directly under a committee: who may raise something with it."""
    return [one for one in tree.children_of.get(unit, ()) if one in tree.committees]


def committees_reporting(standing: "Standing") -> list[UUID]:
    """Return the committees whose reports the asker may write: those that others stand under."""
    tree = standing.tree
    reach = standing.reach("synthesis.write") & tree.committees
    return [one for one in reach if units_below(one, tree)]


def latest_focus(standing: "Standing") -> SituationReport | None:
    """Return the report that last told the asker's units what the next period is about."""
    above = standing.reach("synthesis.see") - standing.reach("synthesis.write")
    rows = SituationReport.objects.filter(unit_id__in=above, state=ReportState.ISSUED)
    return rows.exclude(focus="", feedback="").select_related("unit").order_by("-last", "kind").first()


def months_missing(unit: UUID, period: Period) -> bool:
    """Tell whether a quarter's months have no issued report yet."""
    if period.kind is ReportKind.MONTH:
        return False
    return _reports_of_months(unit, period).count() < len(period.months)


def waiting_in(unit: UUID, period: Period) -> int:
    """Return how many issues of the period nobody has checked and merged, or returned, yet."""
    return _issues_of(unit, period).filter(state__in=WAITING).count()


def urgent_in(unit: UUID, period: Period) -> list[Issue]:
    """Return the urgent issues of the period; what they raise counts in the table as all else does."""
    return list(_issues_of(unit, period).filter(is_urgent=True).select_related("topic").order_by("raised_at"))


def _issues_of(unit: UUID, period: Period) -> QuerySet[Issue]:
    return Issue.objects.filter(handler_id=unit, raised_on__range=(period.first, period.last))


def is_out(unit: UUID, day: date) -> bool:
    """Tell whether the report of the month that a day lies in was issued."""
    return SituationReport.objects.filter(
        unit_id=unit, kind=ReportKind.MONTH, year=day.year, number=day.month, state=ReportState.ISSUED
    ).exists()


def table_of(unit: UUID, period: Period, tree: "Tree") -> dict[str, Any]:
    """Return the table of a period: every topic of the committee in it, small counts kept back.

    Only what may be printed is in it. A topic that stands open stays in the list in months in which nobody
    raised it, so that the list alone does not tell when somebody did.
    """
    topics = _topics_in(unit, period)
    ids = [one.pk for one in topics]
    raised: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    months = [one.number for one in period.months]
    rows = Contribution.objects.filter(topic__in=ids, year=period.year, month__in=months)
    for topic, by, size in rows.values_list("topic_id", "unit_id", "size"):
        raised[topic].append((by, size))
    steps, answers = _last_steps(ids, period.last), _last_answers(ids, period.last)
    printed = _printed_of_months(unit, period)
    units = len(units_below(unit, tree))
    lines = []
    for one in topics:
        k = threshold_of(is_sensitive=one.is_sensitive)
        line: dict[str, Any] = {
            "topic": str(one.pk),
            "number": one.number,
            "field": one.field,
            "title": one.title,
            "state": steps.get(one.pk, TopicState.OPEN.value),
            "outcome": answers.get(one.pk, ""),
            "authority": one.authority if one.addressee_id or one.to_unit_id else "",
            "k": k,
        }
        counts = counts_of(raised[one.pk])
        if period.kind is ReportKind.MONTH:
            row = month_row(counts, threshold=k, units=units)
            line |= {"counts": list(row), "size": size_of([row])}
        else:
            before = [month.get(str(one.pk)) for month in printed]
            line |= {
                "counts": [quarter_total(sum(counts), before, threshold=k, units=units)],
                "months": [None if row is None else row[-1] for row in before],
                "size": size_of(before),
            }
        lines.append(line)
    return {"lines": lines}


def _topics_in(unit: UUID, period: Period) -> list[Topic]:
    """Return the topics that were known and open in a period, or raised in it after they were closed."""
    months = [one.number for one in period.months]
    raised = Contribution.objects.filter(topic=OuterRef("pk"), year=period.year, month__in=months)
    rows = Topic.objects.filter(unit_id=unit).annotate(
        is_raised=Exists(raised), first_raised=Min("contributions__first_on")
    )
    known = Q(opened_on__lte=period.last) | Q(first_raised__lte=period.last)
    is_open = Q(closed_on=None) | Q(closed_on__gte=period.first)
    return list(rows.filter(Q(is_raised=True) | (known & is_open)).order_by("field", "number"))


def _last_steps(topics: Iterable[UUID], day: date) -> dict[UUID, str]:
    rows = TopicStep.objects.filter(topic__in=list(topics), day__lte=day).exclude(step=Step.JOINED)
    return dict(rows.order_by("number").values_list("topic_id", "state"))


def _last_answers(topics: Iterable[UUID], day: date) -> dict[UUID, str]:
    rows = TopicAnswer.objects.filter(topic__in=list(topics), day__lte=day)
    return dict(rows.order_by("number").values_list("topic_id", "outcome"))


def _reports_of_months(unit: UUID, period: Period) -> QuerySet[SituationReport]:
    return SituationReport.objects.filter(
        unit_id=unit,
        kind=ReportKind.MONTH,
        year=period.year,
        number__in=[one.number for one in period.months],
        state=ReportState.ISSUED,
    ).order_by("number")


def _printed_of_months(unit: UUID, period: Period) -> list[dict[str, Row]]:
    """Return what each month of a quarter printed, by topic; nothing for a month that is not out."""
    if period.kind is ReportKind.MONTH:
        return []
    issued = {one.number: one for one in _reports_of_months(unit, period)}
    return [
        {one["topic"]: tuple(one["counts"]) for one in issued[month.number].table["lines"]}
        if month.number in issued
        else {}
        for month in period.months
    ]


def periods_to_begin(unit: UUID, day: date) -> list[Period]:
    """Return the closed months and quarters of this and the last year without a report, newest first."""
    begun = set(SituationReport.objects.filter(unit_id=unit).values_list("kind", "year", "number"))
    return [one for one in closed_periods(day) if (one.kind.value, one.year, one.number) not in begun]


def closed_periods(day: date) -> list[Period]:
    """Return the months and quarters of this and the last year that are over, newest first."""
    periods = [
        Period(kind, year, number)
        for year in (day.year - 1, day.year)
        for kind, most in ((ReportKind.MONTH, 12), (ReportKind.QUARTER, 4))
        for number in range(1, most + 1)
    ]
    over = [one for one in periods if one.last < day]
    return sorted(over, key=lambda one: (one.last, one.kind.value), reverse=True)


def syntheses_awaited(standing: "Standing", day: date) -> list[tuple[UUID, Period, SituationReport | None]]:
    """Return the last closed month and quarter in which something was raised and no report is out.

    With the draft, where one was begun.
    """
    units = committees_reporting(standing)
    closed = closed_periods(day)
    last = [next(one for one in closed if one.kind is kind) for kind in ReportKind]
    raised = {
        (unit, year, month)
        for unit, year, month in Contribution.objects.filter(
            topic__unit__in=units, first_on__range=(last[-1].first, day)
        )
        .values_list("topic__unit_id", "year", "month")
        .distinct()
    }
    if not raised:
        return []
    known = {
        (one.unit_id, one.period): one
        for one in SituationReport.objects.filter(unit__in=units, last__gte=last[-1].last)
    }
    found = []
    for unit in units:
        for period in last:
            report = known.get((unit, period))
            is_raised = any((unit, month.year, month.number) in raised for month in period.months)
            if is_raised and (report is None or not report.is_issued):
                found.append((unit, period, report))
    return found


def period_words(period: Period) -> str:
    """Return a period in the language that is spoken."""
    if period.kind is ReportKind.MONTH:
        return gettext("Month %(number)s/%(year)s") % {"number": period.number, "year": period.year}
    return gettext("Quarter %(number)s/%(year)s") % {
        "number": ROMAN[period.number - 1],
        "year": period.year,
    }


def of_year(rows: QuerySet[SituationReport], year: str) -> QuerySet[SituationReport]:
    """Keep the reports of a year."""
    return rows.filter(year=int(year))


def unit_of(pk: UUID) -> Unit:
    """Return a committee that a form offered."""
    return Unit.objects.get(pk=pk)
