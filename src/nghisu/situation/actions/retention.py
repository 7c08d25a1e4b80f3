"""Delete what units wrote, some months after the report that took it in; topics and counts remain."""

from datetime import datetime

from django.db import transaction

from nghisu.organisation.queries import day_of
from nghisu.record.actions import note
from nghisu.situation.models import Issue, SituationReport
from nghisu.situation.rules.reports import ReportState, raw_kept_until
from nghisu.situation.rules.topics import IssueState

DONE_WITH = (IssueState.MERGED, IssueState.RETURNED)


def delete_raw_issues(*, at: datetime, months: int) -> int:
    """Delete the issues of every period whose report went out that many months ago; return how many.

    What still waits to be checked or merged stays until it was, and goes at a later turn.
    """
    today, deleted = day_of(at), 0
    reports = SituationReport.objects.filter(state=ReportState.ISSUED).order_by("first")
    for report in reports:
        if report.issued_on is not None and raw_kept_until(report.issued_on, months) <= today:
            deleted += _delete_of(report, at)
    return deleted


@transaction.atomic
def _delete_of(report: SituationReport, at: datetime) -> int:
    rows = Issue.objects.filter(
        handler_id=report.unit_id,
        raised_on__range=(report.first, report.last),
        state__in=DONE_WITH,
    )
    count = rows.delete()[0]
    if count or report.raw_deleted_on is None:
        report = SituationReport.objects.select_for_update(of=("self",)).get(pk=report.pk)
        report.raw_deleted_on = day_of(at)
        report.save_over(report.version, "raw_deleted_on")
        note(verb="situation.raw_deleted", subject=report, by=None, at=at, count=count)
    return count
