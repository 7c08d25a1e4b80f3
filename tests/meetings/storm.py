"""600 points check in and report at once, through the pages: for the test of N4 on both databases.

On SQLite it runs as a program of its own, because the database of the tests is in memory there:
``python -m tests.meetings.storm`` prints what is stored afterwards as one JSON object.
"""

import json
import os
import threading
import time
from typing import Any

THREADS, POINTS = 6, 600


def prepare(house: Any) -> Any:
    """Register the points, a hundred for each of six operators."""
    from tests.conftest import at

    from nghisu.meetings.actions import PartPlan, PointPlan, call_meeting, register_points

    chief = house.standing("minh")
    meeting = call_meeting(
        unit=house.units["DUK"],
        kind="organisation_wide",
        title="Hội nghị trực tuyến",
        starts_at=at("2023-04-06 08:00"),
        parts=[PartPlan("Toàn thể", at("2023-04-06 08:00"), is_enlarged=True)],
        by=chief,
        at=at("2023-03-20 08:00"),
    )
    operators = [
        house.add_person(f"op{number}", f"Người Trực {number}", "A1", "point_operator")
        for number in range(THREADS)
    ]
    register_points(
        meeting=meeting,
        plans=[
            PointPlan(
                f"P{number}",
                f"Điểm cầu {number}",
                house.units["A1"].pk,
                operator=operators[number % THREADS].pk,
                expected=30,
            )
            for number in range(POINTS)
        ],
        by=chief,
        at=at("2023-03-21 08:00"),
    )
    return meeting


def storm(meeting: Any, house: Any) -> dict[str, Any]:
    """Let every point check in by its report, every sixth twice with one key; all report at once for one."""
    from django.db import connections
    from tests.conftest import Visitor

    from nghisu.meetings.models import Point, PointReport
    from nghisu.meetings.queries.board import board_of
    from nghisu.record.models import Entry
    from nghisu.record.queries.whole import check_record

    points = list(Point.objects.filter(meeting=meeting).order_by("order"))
    first = points[0]
    start = threading.Barrier(THREADS)
    wrong: list[str] = []

    def run(number: int) -> None:
        try:
            visitor = Visitor()
            visitor.force_login(
                house.people[f"op{number}"], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            chief = Visitor()
            chief.force_login(
                house.people["minh"], backend="allauth.account.auth_backends.AuthenticationBackend"
            )
            start.wait()
            for order, point in enumerate(points[number::THREADS]):
                path = f"/hoi-nghi/{meeting.pk}/diem-cau/{point.pk}/truc/viec/"
                key = f"diem-cau-{point.pk}"
                times = 2 if order % 6 == 0 else 1
                sent = [visitor.send(path, {"act": "heads", "heads": "28"}, key) for _ in range(times)]
                wrong.extend(str(answer.status_code) for answer in sent if answer.status_code != 302)
            for heads in range(5):
                path = f"/hoi-nghi/{meeting.pk}/diem-cau/{first.pk}/truc/viec/"
                answer = chief.send(path, {"act": "heads", "heads": str(20 + heads)})
                if answer.status_code != 302:
                    wrong.append(str(answer.status_code))
        except BaseException as error:
            wrong.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(THREADS)]
    begun = time.process_time()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.process_time() - begun
    from nghisu.kit import clock

    board = board_of(house.standing("minh"), meeting, clock.now())
    reports = PointReport.objects.filter(point__meeting=meeting)
    return {
        "wrong": wrong,
        "seconds": seconds,
        "reports": reports.exclude(point=first).count(),
        "points": reports.values("point").distinct().count(),
        "of_first": reports.filter(point=first).count(),
        "lines": Entry.objects.filter(verb="point.heads_reported").count(),
        "reported": board.totals.reported,
        "heads": board.totals.heads - (Point.objects.get(pk=first.pk).heads or 0),
        "faults": [str(fault) for fault in check_record().faults],
    }


def main() -> None:
    """Make the tables in the database of NGHISU_DATABASE_URL, and let the storm go."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
    django.setup()
    import tests.conftest as cast
    from django.conf import settings
    from django.core.management import call_command

    class Without:
        def __contains__(self, _app: str) -> bool:
            return True

        def __getitem__(self, _app: str) -> None:
            return None

    settings.MIGRATION_MODULES = Without()
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", run_syncdb=True, verbosity=0)
    house = cast.house._get_wrapped_function()(None)
    print(json.dumps(storm(prepare(house), house)))


if __name__ == "__main__":
    main()
