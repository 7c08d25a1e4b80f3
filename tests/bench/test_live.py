"""The measurement itself: it counts right, and notices each fault that is put in on purpose."""

import json
import subprocess
import sys
from typing import Any

import pytest
from tests.ground.conftest import HAS_MIGRATIONS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,  # the server under measurement has its own database
    pytest.mark.skipif(not HAS_MIGRATIONS, reason="only on a tree with migrations"),
]
SMALL = ("--clients", "200", "--points", "20", "--events", "3", "--rounds", "1", "--json")


def bench(*words: str, what: str = "live", size: tuple[str, ...] = SMALL) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "nghisu", "bench", what, *size, *words],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )
    return dict(json.loads(done.stdout))


def test_nothing_is_lost_or_doubled_when_the_server_is_killed() -> None:
    found = bench()

    assert (found["opened"], found["lost"], found["doubled"]) == (200, 0, 0)
    assert (found["storm_back"], found["storm_missed"], found["storm_doubled"]) == (200, 0, 0)
    assert (found["checked_in"], found["streams_back"], found["in_step"]) == (20, 200, 200)
    assert found["check_ins_refused"] == 0
    assert found["rss_mb"] < 300


@pytest.mark.parametrize(("fault", "lost", "doubled"), [("drop-one", 1, 0), ("dup-one", 0, 1)])
def test_an_event_lost_or_doubled_on_purpose_is_noticed(fault: str, lost: int, doubled: int) -> None:
    found = bench("--sabotage", fault)

    assert (found["lost"], found["doubled"]) == (lost, doubled)


def test_a_check_in_acknowledged_before_it_was_stored_is_noticed() -> None:
    found = bench("--sabotage", "ack-early")

    assert found["lost"] >= 1


@pytest.mark.measure
def test_harness_H6_all_points_on_bad_lines_miss_nothing_and_are_back_in_step_in_time() -> None:
    found = bench("--json", what="link", size=("--clients", "521", "--cuts", "5", "--scale", "0.04"))

    assert (found["missed"], found["doubled"], found["not_in_step"]) == (0, 0, 0)
    assert found["back_in_step_worst_s"] <= 15.0
