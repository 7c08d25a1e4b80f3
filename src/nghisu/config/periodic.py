"""What the product does by itself, and how often. Runs in the pages' process: one process writes."""

import datetime
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import close_old_connections, connection

from nghisu.config import urls  # noqa: F401 -- with the pages each package says what it tells people of
from nghisu.exchange.actions.webhooks import deliver_due, sweep_deliveries
from nghisu.kit import clock, revoked
from nghisu.meetings.queries import devices
from nghisu.notices import jobs as notices
from nghisu.organisation.actions.importing import sweep_drafts
from nghisu.people.actions.sessions import sweep_sessions
from nghisu.record import jobs as record
from nghisu.search.actions import settle
from nghisu.situation.actions.retention import delete_raw_issues

log = logging.getLogger("nghisu.jobs")
TICK_SECONDS = 20.0


@dataclass(frozen=True)
class Job:
    """One task that repeats.

    :param run: does it, told the moment
    """

    name: str
    every: datetime.timedelta
    run: Callable[[datetime.datetime], None]


def _sweep_drafts(at: datetime.datetime) -> None:
    sweep_drafts(at=at)


def _sweep_sessions(at: datetime.datetime) -> None:
    # Sessions run by the real clock; that of a demo stands elsewhere.
    sweep_sessions(at=at - clock.offset())


def _sweep_voices(at: datetime.datetime) -> None:
    devices.sweep()


def _settle_search(at: datetime.datetime) -> None:
    settle()


def _delete_raw_issues(at: datetime.datetime) -> None:
    delete_raw_issues(at=at, months=settings.ISSUE_MONTHS)


def _send_messages(at: datetime.datetime) -> None:
    deliver_due(at)


def _fetch_revoked(at: datetime.datetime) -> None:
    revoked.fetch_lists()


JOBS: tuple[Job, ...] = (
    Job("record", datetime.timedelta(hours=1), lambda at: record.hourly(at=at)),
    Job("voices", datetime.timedelta(hours=1), _sweep_voices),
    Job("webhooks", datetime.timedelta(seconds=20), _send_messages),
    Job("search", datetime.timedelta(seconds=20), _settle_search),
    Job("webhook-messages", datetime.timedelta(hours=24), sweep_deliveries),
    Job("notices", datetime.timedelta(minutes=2), notices.tell),
    Job("old-notices", datetime.timedelta(hours=24), notices.sweep),
    Job("raw-issues", datetime.timedelta(hours=24), _delete_raw_issues),
    Job("revoked-certificates", datetime.timedelta(hours=24), _fetch_revoked),
    Job("old-sessions", datetime.timedelta(hours=1), _sweep_sessions),
    Job("import-drafts", datetime.timedelta(hours=1), _sweep_drafts),
)


class Runner(threading.Thread):
    """Does each job at the start and then at its interval; a job that fails is tried at its next turn."""

    def __init__(self, jobs: tuple[Job, ...] = JOBS) -> None:
        super().__init__(name="nghisu-jobs", daemon=True)
        self.jobs = jobs
        self._due = {job.name: 0.0 for job in jobs}

    def run(self) -> None:
        """Go round for as long as the process lives."""
        while True:
            time.sleep(TICK_SECONDS)
            self.go_round(time.monotonic())

    def go_round(self, monotonic: float) -> list[str]:
        """Do what is due; return the names of what was done."""
        done = []
        for job in self.jobs:
            if monotonic < self._due[job.name]:
                continue
            self._due[job.name] = monotonic + job.every.total_seconds()
            try:
                job.run(clock.now())
            except Exception:
                log.exception("The job %s failed", job.name)
            else:
                done.append(job.name)
        if not connection.in_atomic_block:
            close_old_connections()
        return done
