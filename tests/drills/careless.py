"""Sabotage: the product's settings with one carelessness, named by NGHISU_DRILL_FAULT. For drills alone.

normal       the database does not wait for the disk at each commit
status-500   trouble with the disk or the database is an unknown error
no-receipt   a write that comes twice is done twice
next-version not a fault: the product with one more migration, ``upgraded``
torn-version the same, and that migration is not whole or nothing
"""

import os
from pathlib import Path
from typing import Any

from django.apps import AppConfig

from nghisu.config import settings as real

FAULT = os.environ.get("NGHISU_DRILL_FAULT", "")

globals().update({name: getattr(real, name) for name in dir(real) if name.isupper()})
INSTALLED_APPS = [*real.INSTALLED_APPS, "tests.drills.careless.Careless"]
if FAULT.endswith("-version"):
    MIGRATION_MODULES = {"nghisu": "tests.drills.upgraded.migrations"}
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

        made: Any = middleware

        if FAULT == "status-500":
            made.is_storage_trouble = lambda error: None
        elif FAULT == "no-receipt":
            made.receipt_for = lambda **_: None
            made.keep_receipt = lambda **_: None
