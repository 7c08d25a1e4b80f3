"""What must hold for an installation to be trusted, each told in a sentence (khám hệ thống)."""

import datetime
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]
from django.db.migrations.executor import MigrationExecutor
from django.utils.timezone import localtime

from nghisu.config.ground import OLDEST_SQLITE
from nghisu.kit import clock
from nghisu.kit.refusals import N_
from nghisu.record.models import Entry
from nghisu.record.queries.whole import check_record

LEAST_FREE_BYTES = 500 * 1024 * 1024
LEAST_FREE_SHARE = 0.05
COPY_EVERY = datetime.timedelta(hours=24)
CLOCK_SLACK = datetime.timedelta(seconds=1)
KIT = Path(settings.PACKAGE) / "kit"


@dataclass(frozen=True)
class Finding:
    """One thing looked at.

    :param sentence: what was found, whole, in English, with named places filled from ``values``
    """

    is_sound: bool
    sentence: str
    values: dict[str, Any] = field(default_factory=dict)


def look() -> Iterator[Finding]:
    """Look at everything in turn; a look that fails by itself is a fault too."""
    for part in PARTS:
        try:
            yield part()
        except (OSError, DatabaseError, ImproperlyConfigured) as fault:
            yield Finding(False, N_("This could not be looked at: %(fault)s"), {"fault": str(fault)})


def database() -> Finding:
    """Tell which database it is and whether a power cut can take anything from it."""
    with connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute("SELECT current_setting('fsync'), current_setting('server_version')")
            fsync, version = cursor.fetchone()
            if fsync != "on":
                return Finding(False, N_("PostgreSQL runs with fsync off: a power cut can take stored work."))
            return Finding(
                True, N_("PostgreSQL %(version)s answers and writes durably."), {"version": version}
            )
        version = Database.sqlite_version
        values = {"version": version}
        if Database.sqlite_version_info < OLDEST_SQLITE:
            return Finding(
                False,
                N_("SQLite %(version)s can damage a database; 3.51.3 or later is needed: ./run --install"),
                values,
            )
        cursor.execute("PRAGMA journal_mode")
        journal = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous")
        synchronous = cursor.fetchone()[0]
    if (journal, synchronous) != ("wal", 2):
        return Finding(
            False,
            N_("SQLite is not set to survive a power cut (journal %(journal)s, synchronous %(level)s)."),
            {"journal": journal, "level": synchronous},
        )
    return Finding(True, N_("SQLite %(version)s is set to lose nothing at a power cut."), values)


def tables() -> Finding:
    """Tell whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding(
            False,
            N_("%(count)d changes of the tables wait; start the server, which makes them."),
            {"count": len(waiting)},
        )
    return Finding(True, N_("The tables are those of this version."))


def disk() -> Finding:
    """Tell whether there is room left for the data."""
    usage = shutil.disk_usage(settings.DATA)
    free = usage.free // (1024 * 1024)
    share = usage.free / usage.total
    values = {"free": free, "share": round(share * 100), "folder": str(settings.DATA)}
    if usage.free < LEAST_FREE_BYTES or share < LEAST_FREE_SHARE:
        return Finding(
            False,
            N_("Only %(free)d MB (%(share)d%%) are free for %(folder)s; make room before work is refused."),
            values,
        )
    return Finding(True, N_("%(free)d MB (%(share)d%%) are free for %(folder)s."), values)


def folder() -> Finding:
    """Tell whether others on the machine can read the data."""
    open_to_others = [
        place.name
        for place in (Path(settings.DATA), Path(settings.DATA) / "secret.key")
        if place.exists() and stat.S_IMODE(place.stat().st_mode) & 0o077
    ]
    if open_to_others:
        return Finding(
            False,
            N_("Others on this machine can read %(names)s. Type: chmod -R go= %(folder)s"),
            {"names": ", ".join(open_to_others), "folder": str(settings.DATA)},
        )
    return Finding(True, N_("Nobody else on this machine can read the data or the secret key."))


def carried() -> Finding:
    """Tell whether the parts that are fetched or compiled at set-up are here."""
    wanted = {
        N_("fonts of documents"): KIT / "fonts",
        N_("styles and scripts"): KIT / "static" / "vendor",
    }
    lacking = [name for name, place in wanted.items() if not place.is_dir() or not any(place.iterdir())]
    if not any(KIT.glob("locale/vi/LC_MESSAGES/*.mo")):
        lacking.append(N_("translations"))
    if lacking:
        return Finding(
            False,
            N_("These are missing: %(names)s. Run ./run --install."),
            {"names": ", ".join(lacking)},
        )
    return Finding(True, N_("Fonts, styles, scripts and translations are here."))


def time() -> Finding:
    """Tell whether the clock stands behind what the record already knows."""
    last = Entry.objects.order_by("-index").values_list("at", flat=True).first()
    now = clock.now()
    if last is not None and last > now + CLOCK_SLACK:
        return Finding(
            False,
            N_("The clock stands at %(now)s, before the last line of the record (%(last)s). Set it right."),
            {"now": now.isoformat(timespec="seconds"), "last": last.isoformat(timespec="seconds")},
        )
    sentence = N_("The clock agrees with the record.")
    if clock.offset():
        sentence = N_("The clock is the demo's and agrees with the record.")
    return Finding(True, sentence)


def record() -> Finding:
    """Tell whether every line of the record is what was written."""
    report = check_record()
    if not report.is_green:
        return Finding(
            False,
            N_("The record was changed in %(count)d places; `nghisu record verify` names them."),
            {"count": len(report.faults)},
        )
    return Finding(
        True, N_("The record holds %(count)d lines, each as it was written."), {"count": report.size}
    )


def copies() -> Finding:
    """Tell whether a sealed copy was written within a day, once there is a day's work to lose."""
    if clock.offset():
        return Finding(True, N_("The demo needs no copy: it can be filled again."))
    now = clock.now()
    first = Entry.objects.order_by("index").values_list("at", flat=True).first()
    made = (
        Entry.objects.filter(verb="record.backed_up").order_by("-index").values_list("at", flat=True).first()
    )
    if made is not None and now - made <= COPY_EVERY:
        moment = localtime(made)
        return Finding(
            True,
            N_("The last sealed copy was written at %(moment)s."),
            {"moment": f"{moment:%H:%M %d/%m/%Y}"},
        )
    if first is None or now - first <= COPY_EVERY:
        return Finding(True, N_("There is less than a day of work; write the first copy soon."))
    return Finding(
        False,
        N_("No sealed copy was written within a day. Let a timer run: nghisu backup write --out FILE"),
    )


def openness() -> Finding:
    """Tell whether the installation shows its inside to visitors."""
    if settings.DEBUG:
        return Finding(False, N_("NGHISU_DEBUG is on: visitors see the inside of every fault. Turn it off."))
    return Finding(
        True,
        N_("Visitors see no inside of a fault (Python %(version)s)."),
        {"version": sys.version.split(" ")[0]},
    )


PARTS: tuple[Callable[[], Finding], ...] = (
    database,
    tables,
    disk,
    folder,
    carried,
    time,
    record,
    copies,
    openness,
)
