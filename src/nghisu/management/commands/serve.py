"""`nghisu serve`: bring the data up to date, fill an empty folder, and open the door."""

import os
import socket
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext

from nghisu.config.ground import open_door, take_data
from nghisu.demo import filling
from nghisu.management.commands.demo import fill_with_bar
from nghisu.management.spoken import SpokenCommand


class Command(SpokenCommand):
    """Hold the data folder and the port, prepare the data, then become the hub."""

    help = "Serve on 127.0.0.1 (PORT changes the port, NGHISU_DATA the data folder)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--empty", action="store_true", help="leave an empty data folder empty")

    def handle(self, *args: Any, **options: Any) -> None:
        held = take_data(settings.DATA)
        door = open_door(options["host"], options["port"])
        bring_up_to_date()
        if filling.is_empty() and not options["empty"]:
            fill_with_bar(self.stderr)
        self.greet(options["port"])
        connections.close_all()
        become_the_hub(held, door)

    def greet(self, port: int) -> None:
        """Print the address."""
        address = f"http://localhost:{port}"
        self.stdout.write(
            gettext("Nghị Sự is open at %(address)s — Ctrl-C closes it.") % {"address": address}
        )
        self.stdout.flush()


def bring_up_to_date() -> None:
    """Run the migrations that this data has not seen."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def become_the_hub(held: int, door: socket.socket) -> None:
    """Replace this process by the hub, which keeps the lock and the port; nothing of Django stays in it."""
    # The secret goes through a file that is gone already: neither arguments nor environment show it.
    with tempfile.TemporaryFile("w+") as secret:
        secret.write(settings.SECRET_KEY + "\n")
        secret.flush()
        secret.seek(0)
        os.dup2(secret.fileno(), 0)
    os.set_inheritable(held, True)
    os.set_inheritable(door.fileno(), True)
    os.environ["NGHISU_DOOR_FD"] = str(door.fileno())
    os.environ["NGHISU_DATA"] = str(settings.DATA)
    os.environ["DJANGO_SETTINGS_MODULE"] = os.environ.get("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
    sys.stdout.flush()
    sys.stderr.flush()
    os.execv(sys.executable, [sys.executable, "-m", "nghisu.hub"])  # noqa: S606 -- our own program
