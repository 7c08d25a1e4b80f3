"""The product as people start it, hub and all, and browsers signed in to it."""

import json
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext
from tests.ground.conftest import ROOT, Server, end, environment_for, free_port, prepare, start

FILLED_WITHIN = 900
SIGN_IN = "allauth.account.auth_backends.AuthenticationBackend"
TABLES = "from nghisu.management.commands.demo import bring_up_to_date; bring_up_to_date()"
COOKIES = f"""
import json
from django.conf import settings
from django.test import Client
from nghisu.people.models import Person
kept = {{}}
for person in Person.objects.filter(username__in=%s):
    client = Client()
    client.force_login(person, backend={SIGN_IN!r})
    kept[person.username] = client.cookies[settings.SESSION_COOKIE_NAME].value
print(json.dumps([settings.SESSION_COOKIE_NAME, kept]))
"""


class Served:
    """A real server on a folder of its own: empty, or filled with the demo.

    :param made_by: Python that fills the folder before the door opens, with Django set up
    """

    def __init__(self, data: Path, *, demo: bool = False, made_by: str = "") -> None:
        self.environment = environment_for(data)
        self.data = data
        self.port = free_port()
        prepare(self.environment)
        self._idle = Server(data=data, port=self.port, environment=self.environment, process=None)  # type: ignore[arg-type]
        if demo:
            words = [sys.executable, "-m", "nghisu", "demo"]
            subprocess.run(
                words, env=self.environment, cwd=ROOT, check=True, timeout=FILLED_WITHIN, capture_output=True
            )
        elif made_by:
            self.run(f"{TABLES}\n{made_by}")
        self.server = start(data, self.environment, "--empty", port=self.port)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://localhost:{self.port}"

    def run(self, code: str) -> str:
        """Run Python on the server's data, in a process of its own; return what it printed."""
        return self._idle.run(code)

    def end(self) -> None:
        """Stop it."""
        end(self.server)

    def cookies(self, *names: str) -> tuple[str, dict[str, str]]:
        """Sign people in by username; return the name of the cookie, and its value for each who is there."""
        name, kept = json.loads(self.run(COOKIES % (names,)))
        return name, kept

    def signed_in(
        self, browser: Browser, cookie: tuple[str, str] | None, *, width: int = 1440, language: str = "vi"
    ) -> BrowserContext:
        """Return a browser with somebody's cookie, or nobody's."""
        height = {390: 844, 820: 1180, 1440: 900}[width]
        context = browser.new_context(viewport={"width": width, "height": height})
        for key, value in (("django_language", language), *([cookie] if cookie else [])):
            context.add_cookies([{"name": key, "value": value, "url": self.url}])
        return context
