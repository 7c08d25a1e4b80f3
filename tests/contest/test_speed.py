"""The page of a judge with thousands of entries in the contest, by the clock; on a quiet machine."""

import statistics
import time
from collections.abc import Callable

import pytest
from tests.conftest import Visitor, at
from tests.contest.conftest import Stage

from nghisu.contest.models import ContestEntry, EntrySource, Judge, Scoring
from nghisu.kit import clock

pytestmark = pytest.mark.measure
ENTRIES, MINE = 4_000, 400


def test_the_list_of_a_judge_is_there_within_200_ms(stage: Stage, visit: Callable[[str], Visitor]) -> None:
    stage.send("Một")
    stage.check_in()
    stage.judges(1, "giap", "at")
    stage.begin(1)
    clock.set_demo_time(at("2023-07-10 08:00"))
    genre = stage.genre("Bài báo điện tử")
    entries = [
        ContestEntry(
            category=genre.category, genre=genre, state="accepted", code=f"2-{number:04d}", length=900
        )
        for number in range(ENTRIES)
    ]
    ContestEntry.objects.bulk_create(entries, batch_size=500)
    EntrySource.objects.bulk_create(
        (
            EntrySource(
                entry=entry,
                unit=stage.house.units["A1"],
                title="Bài",
                original="0" * 64,
                number=number + 2,
                sent_at=at("2023-06-01 08:00"),
            )
            for number, entry in enumerate(entries)
        ),
        batch_size=500,
    )
    judges = list(Judge.objects.all())
    Scoring.objects.bulk_create(
        (Scoring(judge=judge, entry=entry, round=1) for judge in judges for entry in entries[:MINE]),
        batch_size=500,
    )
    judge = visit("giap")
    path = f"/cuoc-thi/{stage.contest.pk}/cham/"
    judge.get(path)

    taken = []
    for _round in range(9):
        begun = time.perf_counter()
        assert judge.get(path).status_code == 200
        taken.append(time.perf_counter() - begun)

    print(f"list of a judge with {MINE} of {ENTRIES} entries: {statistics.median(taken) * 1000:.1f} ms")
    assert statistics.median(taken) < 0.2
