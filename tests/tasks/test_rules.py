"""The status of a task on a day, and the dates that are refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tasks.conftest import day

from nghisu.tasks.rules import dates, origin
from nghisu.tasks.rules.status import SHOWN, Stage, Status, status_on


@pytest.mark.parametrize(
    ("on", "stage", "due", "accepted", "expected"),
    [
        ("14/4/2023", Stage.OPEN, "20/4/2023", None, Status.ON_TIME),
        ("15/4/2023", Stage.OPEN, "20/4/2023", None, Status.DUE_SOON),
        ("20/4/2023", Stage.OPEN, "20/4/2023", None, Status.DUE_SOON),
        ("21/4/2023", Stage.OPEN, "20/4/2023", None, Status.OVERDUE),
        ("21/4/2023", Stage.RETURNED, "20/4/2023", None, Status.OVERDUE),
        ("19/4/2023", Stage.RETURNED, "20/4/2023", None, Status.RETURNED),
        ("21/4/2023", Stage.SUBMITTED, "20/4/2023", None, Status.WAITING),
        ("21/4/2023", Stage.PAUSED, "20/4/2023", None, Status.PAUSED),
        ("21/4/2023", Stage.OPEN, None, None, Status.NO_DEADLINE),
        ("21/4/2023", Stage.ACCEPTED, "20/4/2023", "19/4/2023", Status.DONE_EARLY),
        ("21/4/2023", Stage.ACCEPTED, "20/4/2023", "20/4/2023", Status.DONE_ON_DAY),
        ("21/4/2023", Stage.ACCEPTED, "20/4/2023", "21/4/2023", Status.DONE_LATE),
        ("21/4/2023", Stage.ACCEPTED, None, "21/4/2023", Status.DONE),
        ("21/4/2023", Stage.ENDED, "20/4/2023", None, Status.ENDED),
    ],
)
def test_the_status_on_a_day(
    on: str, stage: Stage, due: str | None, accepted: str | None, expected: Status
) -> None:
    found = status_on(
        day(on),
        stage=stage,
        due_on=day(due) if due else None,
        accepted_on=day(accepted) if accepted else None,
    )

    assert found is expected


def test_every_status_has_words_and_a_tone() -> None:
    assert set(SHOWN) == set(Status)
    assert {shown.tone for shown in SHOWN.values()} == {"plain", "info", "good", "warn", "bad"}


@given(st.dates(date(2022, 1, 1), date(2024, 1, 1)), st.dates(date(2022, 1, 1), date(2024, 1, 1)))
def test_an_open_task_is_overdue_exactly_after_its_deadline(on: date, due: date) -> None:
    found = status_on(on, stage=Stage.OPEN, due_on=due, accepted_on=None)

    assert (found is Status.OVERDUE) == (on > due)


def test_a_start_after_the_deadline_is_refused() -> None:
    with pytest.raises(dates.StartsAfterDue):
        dates.check_start(starts_on=day("2/2/2023"), due_on=day("1/2/2023"))


def test_an_extension_to_no_later_day_is_refused() -> None:
    with pytest.raises(dates.NothingToExtend):
        dates.check_extension(asked_on=day("1/2/2023"), due_on=day("3/2/2023"), new_due_on=day("3/2/2023"))


def test_acceptance_before_the_product_or_in_the_future_is_refused() -> None:
    with pytest.raises(dates.AcceptedBeforeSubmitted):
        dates.check_acceptance(
            accepted_on=day("1/2/2023"), submitted_on=day("2/2/2023"), today=day("3/2/2023")
        )
    with pytest.raises(dates.DayInTheFuture):
        dates.check_acceptance(
            accepted_on=day("4/2/2023"), submitted_on=day("2/2/2023"), today=day("3/2/2023")
        )


def test_arising_work_that_nobody_asked_for_is_refused() -> None:
    with pytest.raises(origin.NobodyAsked):
        origin.check_arising(has_directive=False, has_outside_giver=False, is_given_from_above=False)


def test_a_dropped_line_gives_no_work() -> None:
    with pytest.raises(origin.ItemDropped):
        origin.check_planned(
            adopted_on=day("1/1/2023"),
            added_on=day("1/1/2023"),
            dropped_on=day("2/2/2023"),
            given_on=day("2/2/2023"),
        )
