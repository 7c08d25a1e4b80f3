"""Situation reports at work: begin, word, issue, tell the units."""

from typing import Any

from tests.conftest import at
from tests.situation.conftest import Desk

from nghisu.organisation.rules.policy import Standing
from nghisu.situation.actions.reports import begin_report, issue_report, word_report
from nghisu.situation.models import SituationReport
from nghisu.situation.rules.reports import Period

CODES = tuple(f"U{number:02d}" for number in range(1, 15))
AFTER = {
    "2023-01": "2023-02-03",
    "2023-02": "2023-03-03",
    "2023-03": "2023-04-04",
    "2023-Q1": "2023-04-05",
    "2023-04": "2023-05-04",
    "2023-05": "2023-06-05",
    "2023-06": "2023-07-04",
    "2023-Q2": "2023-07-05",
}


def begun(desk: Desk, period: str = "2023-02", by: Standing | None = None, **change: Any) -> SituationReport:
    """Begin the report of a period, some days after it."""
    values: dict[str, Any] = {
        "unit": desk.house.units["DUK"],
        "period": Period.parse(period),
        "declared": True,
        "at": at(f"{AFTER.get(period, '2023-04-21')} 09:00"),
    }
    return begin_report(by=by or desk.minh, **(values | change))


def worded(desk: Desk, report: SituationReport, **change: Any) -> SituationReport:
    """Write it."""
    values: dict[str, Any] = {
        "version": report.version,
        "attention": "Cải cách tiền lương được quan tâm.",
        "assessment": "Tình hình cơ bản ổn định.",
        "proposals": "Đề nghị sớm sửa đổi Quyết định 128-QĐ/TW.",
        "signer_title": "Phó Bí thư Thường trực",
        "signer_name": "Lê Thị Lan",
        "by": desk.minh,
        "at": at(f"{AFTER[str(report.period)]} 09:30"),
    }
    return word_report(report=report, **(values | change))


def issued(desk: Desk, period: str = "2023-02") -> SituationReport:
    """Begin, write and issue the report of a period."""
    report = worded(desk, begun(desk, period))
    moment = at(f"{AFTER[period]} 10:00")
    return issue_report(
        report=report, version=report.version, dated_on=moment.date(), by=desk.minh, at=moment
    )


def issued_quarter(desk: Desk, quarter: str = "2023-Q1") -> SituationReport:
    """Issue the reports of a quarter's months that are not out, then its own."""
    for month in Period.parse(quarter).months:
        if not SituationReport.objects.filter(kind="month", year=month.year, number=month.number).exists():
            issued(desk, str(month))
    return issued(desk, quarter)


def line_of(report: SituationReport, topic: Any) -> dict[str, Any]:
    """Return the line of a topic in an issued report."""
    assert report.table is not None
    (line,) = [one for one in report.table["lines"] if one["topic"] == str(topic.pk)]
    return dict(line)
