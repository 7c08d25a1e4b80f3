"""Killed at any moment, the product keeps every write it acknowledged, once (H1)."""

import pytest
from tests.drills.kill9 import drill, is_sound


@pytest.mark.slow
def test_harness_H1_killed_while_people_write_nothing_acknowledged_is_lost_or_doubled() -> None:
    found = drill(rounds=4, seed=11)

    assert found["kills"] == 4
    assert found["acknowledged"] >= 16
    assert is_sound(found), found


@pytest.mark.slow
@pytest.mark.parametrize(("sabotage", "fault"), [("lose", "lost"), ("double", "doubled")])
def test_harness_H1_a_lost_and_a_doubled_write_are_caught(sabotage: str, fault: str) -> None:
    found = drill(rounds=0, seed=3, sabotage=sabotage)

    assert found[fault] >= 1
    assert not is_sound(found)
