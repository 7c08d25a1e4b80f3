"""Figures of a quarter on the large data: ours, beside a hand-written count and beside loading the objects.

    NGHISU_DATA=/some/empty/folder python -m nghisu migrate
    NGHISU_DATA=/some/empty/folder python -m nghisu demo --scale large
    NGHISU_DATA=/some/empty/folder python bench/figures.py

Every line alternates ours and the anchor in the same run and prints the medians and their ratio; the counts
of both are compared first. The last line loads all tasks with their histories as objects and counts them: the
table of every unit and quarter, which must come out the same. Its times are of CPU.

Exit status 1 if the figures of a quarter take 200 ms or more, or the table is not 100 times faster than
loading the objects; the second holds of 100,000 tasks, so with fewer it is only printed.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src"))

ROUNDS, LOADING_ROUNDS = 7, 3
LIMIT_MS, TIMES_FASTER, MANY = 200, 100, 100_000


def main() -> int:
    """Print the table."""
    import django

    django.setup()
    from django.db import connection

    from nghisu.figures.queries import figures_of, quarter_figures
    from nghisu.kit.periods import Quarter
    from nghisu.organisation.models import Unit
    from nghisu.tasks.models import Task, TaskSpan

    unit = Unit.objects.get(code="DUK")
    units = list(Unit.objects.filter(code__startswith="DU").order_by("code"))
    quarter, as_of = Quarter(2021, 4), date(2023, 4, 21)
    quarters = [Quarter(2021, number) for number in (1, 2, 3, 4)]
    size = f"{Task.objects.count()} tasks, {TaskSpan.objects.count()} spans, {len(units)} units"
    print(f"{size}, {connection.vendor}")

    def by_hand(codes: list[str], day: date) -> int:
        marks = ", ".join(["%s"] * len(codes))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM nghisu_taskspan s JOIN nghisu_unit u ON u.id = s.unit_id"
                f" WHERE u.code IN ({marks}) AND s.accepted_on >= %s AND s.accepted_on < %s"
                " AND s.known_from <= %s AND (s.known_until IS NULL OR s.known_until > %s)",
                [*codes, quarter.first, quarter.until, day, day],
            )
            return int(cursor.fetchone()[0])

    def by_objects(day: date) -> int:
        done = 0
        for task in Task.objects.filter(unit=unit).prefetch_related("spans"):
            for span in task.spans.all():
                known = span.known_from <= day and (span.known_until is None or span.known_until > day)
                if known and span.accepted_on and quarter.holds(span.accepted_on) and span.unit_id == unit.pk:
                    done += 1
        return done

    def ours(day: date) -> int:
        return quarter_figures(unit=unit, quarter=quarter, as_of=day, standing=None).total

    def ours_all(day: date) -> int:
        return sum(one.total for one in figures_of(units, quarters=[quarter], as_of=day, standing=None))

    past = quarter.last - timedelta(days=20)
    codes = [one.code for one in units]
    rows: list[tuple[str, Callable[[], Any], str, Callable[[], Any], bool]] = [
        (
            "one unit, all figures, today",
            lambda: ours(as_of),
            "hand SQL, done only",
            lambda: by_hand(["DUK"], as_of),
            True,
        ),
        (
            "one unit, all figures, past day",
            lambda: ours(past),
            "hand SQL, done only",
            lambda: by_hand(["DUK"], past),
            True,
        ),
        (
            "one unit, all figures, today",
            lambda: ours(as_of),
            "objects in Python",
            lambda: by_objects(as_of),
            True,
        ),
        (
            "one unit, four quarters",
            lambda: len(figures_of([unit], quarters=quarters, as_of=as_of, standing=None)),
            "four times one quarter",
            lambda: len(
                [quarter_figures(unit=unit, quarter=one, as_of=as_of, standing=None) for one in quarters]
            ),
            True,
        ),
        (
            "all units, all figures, today",
            lambda: ours_all(as_of),
            "hand SQL, done only",
            lambda: by_hand(codes, as_of),
            False,
        ),
    ]
    worst = 0.0
    for name, mine, anchor_name, anchor, is_bound in rows:
        assert mine() == anchor(), name
        times: tuple[list[float], list[float]] = ([], [])
        for _round in range(ROUNDS):
            for place, run in enumerate((mine, anchor)):
                begun = time.perf_counter()
                run()
                times[place].append((time.perf_counter() - begun) * 1000)
        mine_ms, anchor_ms = (statistics.median(one) for one in times)
        worst = max(worst, mine_ms) if is_bound else worst
        anchored = f"{anchor_name}={anchor_ms:8.1f} ms  ratio={mine_ms / anchor_ms:6.2f}"
        print(f"{name:<34} ours={mine_ms:8.1f} ms  {anchored}")
    print(f"bound: figures of a quarter of a unit under {LIMIT_MS} ms; worst {worst:.1f} ms")
    faster = times_faster(as_of)
    is_bound = Task.objects.count() >= MANY
    held = f"bound: at least {TIMES_FASTER} times faster than loading the objects; {faster:.0f} times"
    print(held if is_bound else f"{held}, NOT HELD AGAINST IT: fewer than {MANY} tasks")
    return int(worst >= LIMIT_MS or (is_bound and faster < TIMES_FASTER))


def times_faster(as_of: date) -> float:
    """Return how much less CPU the table takes than loading every task with its history and counting."""
    from nghisu.bench.tasks import table_by_objects
    from nghisu.figures.queries.table import done_table

    ours: list[float] = []
    anchor: list[float] = []
    for _round in range(LOADING_ROUNDS):
        mine, mine_s = timed(lambda: done_table(as_of))
        theirs, theirs_s = timed(lambda: table_by_objects(as_of))
        assert mine == theirs, "the two tables differ"
        ours.append(mine_s)
        anchor.append(theirs_s)
    mine_ms, anchor_ms = (statistics.median(one) * 1000 for one in (ours, anchor))
    name = "all units, all quarters, by origin"
    print(f"{name:<34} ours={mine_ms:8.1f} ms  loading the objects={anchor_ms:10.1f} ms, {len(mine)} cells")
    return anchor_ms / mine_ms


def timed(act: Callable[[], Any]) -> tuple[Any, float]:
    """Return what an act gives, and the seconds of CPU it took."""
    begun = time.process_time()
    given = act()
    return given, time.process_time() - begun


if __name__ == "__main__":
    sys.exit(main())
