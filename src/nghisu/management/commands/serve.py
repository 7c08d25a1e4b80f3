"""`nghisu serve`: bring the data up to date, fill an empty folder, and open the door."""

import os
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connections

from nghisu.config import handover, training_marks
from nghisu.config.ground import check_clock, check_sqlite, open_door, take_data
from nghisu.demo import filling
from nghisu.kit import clock, files
from nghisu.management.commands.demo import bring_up_to_date, fill_with_bar
from nghisu.management.spoken import SpokenCommand


class Command(SpokenCommand):
    """Hold the data folder and the port, prepare the data, then become the hub."""

    requires_system_checks: list[str] = []
    help = "Serve on 127.0.0.1 (PORT changes the port, NGHISU_DATA the data folder)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--empty", action="store_true", help="leave an empty data folder empty")

    def handle(self, *args: Any, **options: Any) -> None:
        held = take_data(settings.DATA)
        check_clock(clock.now() - clock.offset())
        check_sqlite()
        door = open_door(options["host"], options["port"])
        bring_up_to_date()
        files.sweep()
        if filling.is_empty() and not options["empty"]:
            fill_with_bar(self.stderr)
        if settings.TRAINING:
            training_marks.keep_first()
        handover.remember(settings.DATA, is_empty=filling.is_empty())
        connections.close_all()
        handover.become_the_hub(held, door, secret=settings.SECRET_KEY, data=settings.DATA)
