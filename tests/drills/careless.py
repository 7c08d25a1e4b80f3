"""Sabotage: the product's settings with one carelessness, named by NGHISU_DRILL_FAULT. For drills alone.

normal       the database does not wait for the disk at each commit
status-500   trouble with the disk or the database is an unknown error
no-receipt   a write that comes twice is done twice
deaf-clock   a clock that goes back is not marked in the record
slow         each page takes two seconds
leak         each page keeps a megabyte and an open file
next-version not a fault: the product with one more migration, ``next_version``
"""

import os
from pathlib import Path
from typing import Any

from django.apps import AppConfig

from nghisu.config import settings as real

FAULT = os.environ.get("NGHISU_DRILL_FAULT", "")
KEPT: list[Any] = []

globals().update({name: getattr(real, name) for name in dir(real) if name.isupper()})
INSTALLED_APPS = [*real.INSTALLED_APPS, "tests.drills.careless.Careless"]
MIDDLEWARE = ["tests.drills.careless.spoilt", *real.MIDDLEWARE] if FAULT in {"slow", "leak"} else real.MIDDLEWARE
MIGRATION_MODULES = {"nghisu": "tests.drills.next_version"} if FAULT == "next-version" else {}

if FAULT == "normal":
    options = real.DATABASES["default"]["OPTIONS"]
    options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")


class Careless(AppConfig):
    """Puts the fault in once everything is loaded."""

    name = "tests.drills"
    label = "careless"
    path = str(Path(__file__).parent)

    def ready(self) -> None:
        from nghisu.config import middleware

        if FAULT == "status-500":
            middleware.is_storage_trouble = lambda error: None
        elif FAULT == "no-receipt":
            middleware.receipt_for = lambda **_: None
            middleware.keep_receipt = lambda **_: None
        elif FAULT == "deaf-clock":
            from nghisu.record import actions

            actions.flag_for = lambda *_: ""


def spoilt(get_response: Any) -> Any:
    """Answer slowly, or keep something of each request."""
    import time

    def respond(request: Any) -> Any:
        if FAULT == "slow":
            time.sleep(2)
        else:
            KEPT.append((bytearray(os.urandom(1 << 20)), open(os.devnull)))  # noqa: SIM115
        return get_response(request)

    return respond
