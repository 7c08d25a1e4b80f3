"""What a server stands on: its data folder for itself alone, a database of its own, a clock, and a port."""

import datetime
import errno
import socket
from pathlib import Path

from django.db import connection
from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]
from django.db.migrations.recorder import MigrationRecorder

from nghisu.config import handover
from nghisu.kit.refusals import N_, Refusal

OLDEST_SQLITE = (3, 51, 3)
PREFIX = "nghisu_"  # of every table of ours
CHANGES = Path(__file__).parents[1] / "migrations"
EARLIEST = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)  # a clock before it was never set


class DataInUse(Refusal):
    """Another server works on the data folder."""

    sentence = N_(
        "Another server is already working on the data in %(folder)s. Stop it first, or give this one "
        "a folder of its own with NGHISU_DATA."
    )


class PortTaken(Refusal):
    """The port cannot be had."""

    sentence = N_(
        "Port %(port)s is taken by another program. Choose another one, for example: PORT=%(other)s ./run"
    )


class PortRefused(Refusal):
    """The machine does not let us listen there."""

    sentence = N_(
        "Port %(port)s cannot be opened on %(host)s. Choose another one, for example: PORT=8000 ./run"
    )


class SqliteTooOld(Refusal):
    """This SQLite can damage a database in the way it is used here."""

    sentence = N_("SQLite %(version)s can damage a database; 3.51.3 or later is needed: ./run --install")


class NotOurDatabase(Refusal):
    """Another program keeps its tables there."""

    sentence = N_(
        "The database holds tables of another program (%(tables)s) and none of this one. Nothing was "
        "touched; name an empty database in NGHISU_DATABASE_URL, or another folder in NGHISU_DATA."
    )


class DatabaseNewer(Refusal):
    """A newer version changed the tables."""

    sentence = N_(
        "The database was written by a newer version (%(change)s) than this one. Nothing was touched; "
        "start that version, or restore a copy made before it."
    )


class ClockNotSet(Refusal):
    """The clock of the machine tells a year long past."""

    sentence = N_(
        "The clock of this machine says %(moment)s. Set it right before work is dated by it; nothing was "
        "touched."
    )


def check_clock(moment: datetime.datetime) -> None:
    """Refuse to date work by a clock that was never set.

    :raises ClockNotSet: if it stands before the product was thought of
    """
    if moment < EARLIEST:
        raise ClockNotSet(moment=f"{moment:%d/%m/%Y %H:%M}")


def check_database() -> None:
    """Refuse a database that another program or a newer version wrote; it is only looked at.

    :raises NotOurDatabase: if it holds tables, and none of them is ours
    :raises DatabaseNewer: if it holds a change of the tables that this version does not know
    """
    tables = connection.introspection.table_names()
    if not tables:
        return
    applied = MigrationRecorder(connection).applied_migrations()
    ours = {name for app, name in applied if app == "nghisu"}
    if not ours and not any(name.startswith(PREFIX) for name in tables):
        raise NotOurDatabase(tables=", ".join(sorted(tables)[:3]))
    known = {place.stem for place in CHANGES.glob("[0-9]*.py*")}
    if unknown := sorted(ours - known):
        raise DatabaseNewer(change=unknown[-1])


def check_sqlite() -> None:
    """Refuse to serve on a SQLite that can damage the data.

    :raises SqliteTooOld: if it is older than the mended one
    """
    if connection.vendor == "sqlite" and Database.sqlite_version_info < OLDEST_SQLITE:
        raise SqliteTooOld(version=Database.sqlite_version)


def take_data(folder: Path) -> int:
    """Hold the data folder for this process and its children; return the descriptor that holds it.

    :raises DataInUse: if another server holds it
    """
    try:
        return handover.hold(folder)
    except OSError:
        raise DataInUse(folder=str(folder)) from None


def open_door(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the port.

    :raises PortTaken: if another program has it
    :raises PortRefused: if it cannot be had at all
    """
    try:
        return handover.listening(host, port)
    except (OSError, OverflowError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            raise PortTaken(port=port, other=port + 1) from None
        raise PortRefused(port=port, host=host) from None
