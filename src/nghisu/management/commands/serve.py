"""`nghisu serve`: bring the data up to date, fill an empty folder, and open the door."""

import os
import socket
import sys
import tempfile
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connections
from django.urls import reverse
from django.utils.translation import gettext

from nghisu.config.ground import open_door, take_data
from nghisu.demo import filling
from nghisu.kit import clock, files
from nghisu.kit.refusals import N_
from nghisu.management.commands.demo import bring_up_to_date, fill_with_bar
from nghisu.management.spoken import SpokenCommand
from nghisu.people.actions.links import issue_sign_in_link
from nghisu.people.models import Person
from nghisu.people.queries.links import token_of

# The roles of the demo and who plays them (demo/organisation.py).
DEMO_ROLES: tuple[tuple[str, str], ...] = (
    ("chanhvanphong", N_("Chief of the committee office")),
    ("vanthu", N_("Clerk of documents")),
    ("chutri", N_("Chair of the session")),
    ("uyvien", N_("Member of the Executive Committee")),
    ("diemcau", N_("Operator of a remote point")),
    ("chuyenvien", N_("Specialist of an affiliated committee")),
    ("kiemphieu", N_("Counting committee")),
    ("kiemtra", N_("Inspection committee")),
    ("captren", N_("Reader at the superior level")),
)


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
        files.sweep()
        if filling.is_empty() and not options["empty"]:
            fill_with_bar(self.stderr)
        self.greet(options["port"])
        connections.close_all()
        become_the_hub(held, door)

    def greet(self, port: int) -> None:
        """Print the address, and in a demo a link that signs each role in once."""
        address = f"http://localhost:{port}"
        if clock.offset():
            self.stdout.write(gettext("Each of these links signs in once, as one role of the demo:"))
            for username, role in DEMO_ROLES:
                person = Person.objects.filter(username=username).first()
                if person is not None:
                    link = issue_sign_in_link(person=person, at=clock.now())
                    path = reverse("sign_in_by_link", args=[token_of(link)])
                    self.stdout.write(f"  {gettext(role)}, {person.full_name}:\n    {address}{path}")
        closing = gettext("Nghị Sự is open at %(address)s — Ctrl-C closes it.")
        self.stdout.write(closing % {"address": address})
        self.stdout.flush()


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
