"""What of reports people are told: how many their unit owes, before the deadline and after."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nghisu.notices.queries import Counted, Thing, register_notice
from nghisu.organisation.queries import day_of
from nghisu.reporting.queries.campaigns import waiting_for

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

SOON = timedelta(days=3)


def reports_due(standing: "Standing", now: datetime) -> Iterator[Thing]:
    """Yield the reports the asker's unit owes; once more three days before the deadline, and after it."""
    day = day_of(now)
    for submission in waiting_for(standing, day)[0]:
        due_on = submission.campaign.due_on
        state = "late" if due_on < day else "soon" if due_on <= day + SOON else submission.status
        yield Thing(f"{submission.pk}:{due_on}:{state}")


register_notice("reports_due", Counted.REPORTS_DUE, "submission_list", things=reports_due)
