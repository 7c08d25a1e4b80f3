"""What a server stands on: its data folder for itself alone, and a port."""

import errno
import socket
from pathlib import Path

from django.db import connection
from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]

from nghisu.config import handover
from nghisu.kit.refusals import N_, Refusal

OLDEST_SQLITE = (3, 51, 3)


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
