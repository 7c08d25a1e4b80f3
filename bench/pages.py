"""Measure the pages against each other and against the goals, on a filled demo: `python bench/pages.py`.

Works in one process on the data of NGHISU_DATA (default ./var), which must hold the demo. Nothing in it is
changed. What counts are ratios within one run: absolute times tell about the machine. For the session page at
its full size (60 items, 100 papers, 200 delegates, 521 points) take a folder of its own:

    NGHISU_DATA=/some/empty/folder python -m nghisu.bench.hall migrate 521 60 100 200
    NGHISU_DATA=/some/empty/folder python bench/pages.py
"""

import logging
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
SECONDS = 1.0
ROUNDS = 3
READERS = 521
LISTS = (
    *("task_list", "document_list", "meeting_list", "report_list", "programme_list", "figure_list"),
    *("unit_list", "body_list", "roster_list", "assignment_list", "outside_list", "record_log"),
)
MOST_QUERIES = 12


def main() -> int:
    """Print each measurement with its goal; return 1 if a goal is missed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
    import django

    django.setup()
    logging.getLogger("django.request").setLevel(logging.ERROR)  # who may not see the meeting is told so
    from django.core.cache import caches
    from django.test import Client
    from django.urls import reverse

    from nghisu.meetings.models import Meeting
    from nghisu.organisation.models import Unit
    from nghisu.people.models import Person

    visitor = Client(headers={"host": "localhost"})
    reader = Person.objects.get(username="chanhvanphong")
    visitor.force_login(reader, backend="allauth.account.auth_backends.AuthenticationBackend")
    missed = 0

    def report(what: str, value: float, goal: float, is_least: bool, unit: str = "") -> None:
        nonlocal missed
        is_met = value >= goal if is_least else value <= goal
        missed += not is_met
        sign = "at least" if is_least else "at most"
        print(
            f"{what:<58} {value:10.3f}{unit}  {sign} {goal:g}{unit}  {'ok' if is_met else 'MISSED'}",
            flush=True,
        )

    def get(path: str) -> None:
        answer = visitor.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answered {answer.status_code}")

    trivial = add_trivial_view()
    meeting = max(Meeting.objects.all(), key=lambda one: sum(part.items.count() for part in one.parts.all()))
    session = reverse("meeting_detail", args=[meeting.pk])
    plain, warm, cold = medians(
        lambda: get(trivial), lambda: get(session), lambda: (caches["pages"].clear(), get(session))
    )
    print(f"trivial signed-in view: {plain:.0f} requests a second")
    report("session page, warm, against the trivial view", warm / plain, 0.4, is_least=True)
    report("session page, cold, against the trivial view", cold / plain, 0.03, is_least=True)

    short, word, readers = reloads(session, trivial)
    print(f"reload of the session page: {short * 1000:.3f} ms each, {readers} readers in turn, one core")
    report("reload against the trivial view, both through WSGI", word / short, 1.0, is_least=True)
    report("5,210 reloads, the work of the pages alone", 5210 * short, 10, is_least=False, unit=" s")

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for name in LISTS:
        path = reverse(name)
        get(path)
        with CaptureQueriesContext(connection) as asked:
            get(path)
        report(f"queries of {path}", len(asked), MOST_QUERIES, is_least=False)

    from datetime import date

    from nghisu.figures.queries import quarter_figures
    from nghisu.kit.periods import Quarter

    unit = Unit.objects.get(code="DUK")
    times = []
    for _ in range(9):
        begun = time.process_time()
        quarter_figures(unit=unit, quarter=Quarter(2023, 1), as_of=date(2023, 4, 21), standing=None)
        times.append((time.process_time() - begun) * 1000)
    report("figures of a quarter", statistics.median(times), 200, is_least=False, unit=" ms")

    from nghisu.kit import clock
    from nghisu.meetings.exports.archive import archive_of
    from nghisu.meetings.models import Minutes

    signed = Minutes.objects.filter(state=Minutes.State.SIGNED).select_related("meeting")
    for one in signed:
        parts = list(one.meeting.parts.select_related("meeting").order_by("order"))
        begun = time.process_time()
        size = len(archive_of(one.meeting, parts, has_closed=True, at=clock.now()))
        took = time.process_time() - begun
        report(
            f"archive of {one.meeting.title[:28]}…, {size // 1024} kB", took, 10, is_least=False, unit=" s"
        )
        path = reverse("minutes_page", args=[one.meeting_id])
        get(path)
        begun = time.process_time()
        get(path)
        took = (time.process_time() - begun) * 1000
        report("its minutes", took, 300, is_least=False, unit=" ms")
    return 1 if missed else 0


def reloads(session: str, trivial: str) -> tuple[float, float, int]:
    """Let everybody who may see it reload the page as browsers do; return its seconds, a word's, readers.

    Through the application that the server runs: the short way, and for the word all of the middlewares. Each
    reader has a session of their own and reloads once a round; nothing of what they may is kept between.
    """
    from django.contrib.sessions.models import Session
    from django.core.handlers.wsgi import WSGIHandler
    from django.test import RequestFactory

    from nghisu.bench.hall import session_of
    from nghisu.config.short_way import ShortWay
    from nghisu.people.models import Person

    application = ShortWay(WSGIHandler())

    def ask(path: str, key: str) -> tuple[str, int]:
        told: list[str] = []
        environ = RequestFactory().get(path, headers={"host": "localhost"}).environ
        environ["HTTP_ACCEPT_ENCODING"] = "gzip, deflate, br"
        environ["HTTP_COOKIE"] = f"nghisu={key}; nghisu-csrf={'b' * 32}"
        answer = application(environ, lambda status, *_: told.append(status))
        size = sum(map(len, answer))
        if hasattr(answer, "close"):
            answer.close()
        return told[0][:3], size

    operators = Person.objects.filter(points__isnull=False).distinct()[:READERS]
    others = Person.objects.filter(username__isnull=False, is_active=True)[:READERS]
    keys: list[str] = []
    for people in (operators, others):  # of this meeting; where it has no points, whoever may see it
        if not keys:
            made = [session_of(person) for person in people]
            keys = [key for key in made if ask(session, key)[0] == "200"]
            Session.objects.filter(session_key__in=set(made) - set(keys)).delete()
    paces: dict[str, list[float]] = {session: [], trivial: []}
    for _ in range(ROUNDS):
        for path, found in paces.items():
            begun = time.process_time()
            for key in keys:
                if ask(path, key)[0] != "200":
                    raise SystemExit(f"{path} was refused")
            found.append((time.process_time() - begun) / len(keys))
    Session.objects.filter(session_key__in=keys).delete()
    return statistics.median(paces[session]), statistics.median(paces[trivial]), len(keys)


def add_trivial_view() -> str:
    """Put a signed-in page that says one word beside the product's own, and return its address."""
    import types

    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import path

    from nghisu.config import urls
    from nghisu.kit.pages import SIGNED_IN, page

    def say(request: object) -> HttpResponse:
        return HttpResponse("Được." if request.standing.person_id else "")  # type: ignore[attr-defined]

    say.__module__ = "nghisu.bench"  # the door guards views of the product
    beside = types.ModuleType("nghisu_bench_urls")
    beside.urlpatterns = [path("mot-chu/", page(SIGNED_IN)(say)), *urls.urlpatterns]  # type: ignore[attr-defined]
    sys.modules[beside.__name__] = beside
    settings.ROOT_URLCONF = beside.__name__
    return "/mot-chu/"


def medians(*works: Callable[[], object]) -> list[float]:
    """Return the median rate of each, all taking turns."""
    rates = [[rate(work) for work in works] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*rates, strict=True)]


def rate(work: Callable[[], object]) -> float:
    """Return how often a second the work can be done, after a warm-up."""
    for _ in range(3):
        work()
    count = 0
    begun = time.process_time()
    while time.process_time() - begun < SECONDS:
        work()
        count += 1
    return count / (time.process_time() - begun)


if __name__ == "__main__":
    sys.exit(main())
