"""The timeline that the parts of the demo share."""

from datetime import datetime

from nghisu.demo.parts import Stage, moment


def test_acts_of_all_parts_are_played_in_the_order_of_their_times() -> None:
    stage = Stage(tick=lambda _: None)
    played: list[tuple[str, datetime]] = []
    first, second, third = (moment(f"2023-01-0{day} 08:00") for day in (1, 2, 3))
    stage.later(third, lambda at: played.append(("report", at)))
    stage.later(first, lambda at: stage.later(second, lambda then: played.append(("accept", then))))
    stage.later(first, lambda at: played.append(("assign", at)))

    stage.play()

    assert played == [("assign", first), ("accept", second), ("report", third)]
