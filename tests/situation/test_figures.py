"""The quarter counts what units raised, what went up and what was answered, and opens its topics."""

from tests.situation.conftest import Desk, day

from nghisu.figures.queries.registry import Asked, figure_shown, values_of
from nghisu.kit.periods import Quarter


def test_the_quarter_counts_topics_raised_sent_up_and_answered(desk: Desk) -> None:
    topic = desk.answered(desk.escalated(desk.topic("A1", "A2")))
    desk.topic("A1", matter="software", statement="Phần mềm chưa liên thông.")

    asked = Asked(desk.house.units["DUK"], Quarter(2023, 1), day("31/3/2023"))
    before = Asked(asked.unit, asked.quarter, day("10/3/2023"))
    values = values_of(asked)

    assert [values[f"topics_{code}"] for code in ("raised", "escalated", "answered")] == [2, 1, 1]
    assert values_of(before)["topics_answered"] == 0
    shown = figure_shown("topics_escalated", asked, desk.minh)
    assert [one.pk for one in shown.records] == [str(topic.pk)]
