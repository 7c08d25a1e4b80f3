"""Look at pages as people see them: pictures at three widths, light and dark, and what axe finds.

    python tools/screens.py home task_list "/to-chuc/" --as van
    python tools/screens.py "task_list >> .table tbody a" --widths 390 --themes dark
    python tools/screens.py home --axe --no-pictures
    python tools/screens.py task_list --paper            as it prints on A4

A page is named by its url name, by its path, or as ``page >> selector``, which follows the first link
that fits. ``--as`` takes a username, or an office such as ``clerk``; without it nobody is signed in.
Pages come from the database of NGHISU_DATA; where there is none, the small house of the tests is made.
Pictures go to screenshots/ (not kept in git).
"""

import argparse
import logging
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
HEIGHTS = {390: 844, 820: 1180, 1440: 900}
BROWSERS = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
CHROMIUM = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"]


class NoMigrations:
    """Makes Django create the tables from the models, without migrations."""

    def __contains__(self, _app: str) -> bool:
        return True

    def __getitem__(self, _app: str) -> None:
        return None


def prepare() -> None:
    """Set Django up, and make the small house of the tests where the database has no tables yet."""
    import django

    os.environ.setdefault("NGHISU_COMPONENTS", "1")
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    made_here = settings.DATA / "house-of-tests"
    if made_here.exists():  # made by an earlier look; the models may have changed since
        connection.close()
        for place in settings.DATA.glob("nghisu.sqlite3*"):
            place.unlink()
    elif "nghisu_person" in connection.introspection.table_names():
        return
    print("no database here; making the small house of the tests")
    made_here.touch()
    settings.MIGRATION_MODULES = NoMigrations()
    call_command("migrate", run_syncdb=True, verbosity=0)
    from tests.conftest import House, house

    made: House = house.__wrapped__(None) if hasattr(house, "__wrapped__") else house(None)  # type: ignore[operator]
    print(f"made {len(made.units)} units and {len(made.people)} people; the password is of the tests")


def session_of(who: str) -> dict[str, str]:
    """Return the session cookie of a person, found by username or by office."""
    if not who:
        return {}
    from django.conf import settings
    from django.test import Client

    from nghisu.organisation.models import Mandate
    from nghisu.people.models import Person

    person = Person.objects.filter(username=who).first()
    if person is None:
        mandate = Mandate.objects.filter(office=who, person__username__isnull=False).first()
        person = mandate.person if mandate else None
    if person is None:
        names = ", ".join(
            str(name) for name in Person.objects.exclude(username=None).values_list("username", flat=True)
        )
        sys.exit(f"nobody is called {who}; there are: {names}")
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


def serve() -> str:
    """Serve the product in this process on a free port, and return its address."""
    from waitress import create_server

    from nghisu.config.wsgi import application

    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    server: Any = create_server(application, host="127.0.0.1", port=0, threads=4)
    threading.Thread(target=server.run, daemon=True).start()
    return f"http://localhost:{server.effective_port}"


def path_of(name: str) -> str:
    """Return the path of a page named by path or url name."""
    from django.urls import reverse

    return name if name.startswith("/") else reverse(name)


def browser_of(playwright: Any) -> Any:
    """Start Chromium."""
    found = next((place for place in BROWSERS if Path(place).exists()), None)
    return playwright.chromium.launch(executable_path=found, args=CHROMIUM)


def open_page(page: Any, base: str, wanted: str) -> None:
    """Open a page, and follow the links that its name asks for."""
    start, *steps = (part.strip() for part in wanted.split(">>"))
    page.goto(base + path_of(start))
    for selector in steps:
        links = page.locator(selector)
        if not links.count():
            sys.exit(f"{wanted}: no link fits {selector}")
        page.goto(links.first.evaluate("link => link.href"))


def look(chosen: argparse.Namespace) -> int:
    """Open every page in every way asked for; return how many faults axe and the console showed."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    cookies = session_of(chosen.who)
    base = serve()
    chosen.out.mkdir(parents=True, exist_ok=True)
    faults = 0
    with sync_playwright() as playwright:
        browser = browser_of(playwright)
        for width in chosen.widths:
            for theme in chosen.themes:
                context = browser.new_context(
                    viewport={"width": width, "height": HEIGHTS.get(width, 900)}, color_scheme=theme
                )
                kept = {**cookies, "django_language": chosen.language}
                context.add_cookies([{"name": n, "value": v, "url": base} for n, v in kept.items()])
                page = context.new_page()
                said: list[str] = []
                page.on(
                    "console", lambda one, said=said: said.append(one.text) if one.type == "error" else None
                )
                page.on("pageerror", lambda error, said=said: said.append(str(error)))
                for wanted in chosen.pages:
                    open_page(page, base, wanted)
                    page.wait_for_load_state("networkidle")
                    name = re.sub(r"[^\w]+", "-", wanted).strip("-") or "home"
                    label = f"{name}-{chosen.who or 'anonymous'}-{chosen.language}-{width}-{theme}"
                    wide = page.evaluate(
                        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                    )
                    if wide > 0:
                        said.append(f"the page is {wide} px wider than the window")
                    if chosen.pictures:
                        pictures(page, chosen.out / label, chosen.sheets)
                    if chosen.paper:
                        paper(page, chosen.out / label)
                    if chosen.axe:
                        found = Axe().run(page)
                        said += [
                            f"axe {one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
                            for one in found.response["violations"]
                            for node in one["nodes"][:5]
                        ]
                    for sentence in said:
                        faults += 1
                        print(f"  {label}: {sentence}")
                    said.clear()
                context.close()
        browser.close()
    print(f"faults: {faults}")
    return faults


def pictures(page: Any, place: Path, sheets: int) -> None:
    """Take a picture of the window, and of as many more below it as asked for and as there are."""
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
    for sheet in range(sheets):
        name = f"{place}.png" if sheet == 0 else f"{place}-{sheet + 1}.png"
        page.screenshot(path=name)
        print(name)
        before = page.evaluate("scrollY")
        page.evaluate("scrollBy({top: innerHeight - 60, behavior: 'instant'})")
        if page.evaluate("scrollY") == before:
            break


def paper(page: Any, place: Path) -> None:
    """Print a page on A4, one picture a sheet."""
    page.emulate_media(media="print")
    page.pdf(path=place.with_suffix(".pdf"), prefer_css_page_size=True)
    page.emulate_media(media="screen")
    subprocess.run(["pdftoppm", "-r", "60", "-png", place.with_suffix(".pdf"), f"{place}-sheet"], check=True)
    print(f"{place}.pdf")


def numbers(text: str) -> list[int]:
    """Read ``390,820``."""
    return [int(part) for part in text.split(",")]


def main() -> int:
    """Run from the command line."""
    wanted = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    wanted.add_argument("pages", nargs="*", default=["home"])
    wanted.add_argument("--as", dest="who", default="")
    wanted.add_argument("--widths", type=numbers, default=[390, 820, 1440])
    wanted.add_argument("--themes", type=lambda text: text.split(","), default=["light", "dark"])
    wanted.add_argument("--language", default="vi")
    wanted.add_argument("--out", type=Path, default=ROOT / "screenshots")
    wanted.add_argument("--sheets", type=int, default=1, help="how many windows deep, from the top")
    wanted.add_argument("--paper", action="store_true", help="also as it prints")
    wanted.add_argument("--axe", action="store_true", help="also what axe finds")
    wanted.add_argument("--no-pictures", dest="pictures", action="store_false")
    chosen = wanted.parse_args()
    prepare()
    return 1 if look(chosen) else 0


if __name__ == "__main__":
    sys.exit(main())
