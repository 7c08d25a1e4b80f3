"""Durations, periods, exclusions and the count of a programme (K1-K4)."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.inspection.conftest import day

from nghisu.inspection.rules import durations, exclusions, steps
from nghisu.inspection.rules.durations import Level
from nghisu.inspection.rules.exclusions import Ground
from nghisu.inspection.rules.progress import progress_of
from nghisu.inspection.rules.steps import State

TODAY = day("2/3/2026")


def extended(level: Level, days: int, *, before: int = 0) -> int:
    """Return the last day's number of an inspection that takes all its days and is extended."""
    row = durations.duration_on(level, TODAY)
    assert row is not None
    durations.check_extension(level=level, planned=row.days, days=days, extended=before, day=TODAY)
    return row.days + days


def test_rule_K1_just_above_the_grassroots_20_days_may_be_extended_by_6_and_not_by_7() -> None:
    assert extended(Level.ABOVE_GRASSROOTS, 6) == 26
    with pytest.raises(durations.ExtensionTooLong) as refused:
        extended(Level.ABOVE_GRASSROOTS, 7)
    assert (refused.value.values["most"], refused.value.values["days"]) == (6, 20)


def test_rule_K2_the_centre_takes_at_most_80_days_and_a_province_60() -> None:
    assert (extended(Level.CENTRE, 20), extended(Level.PROVINCE, 15)) == (80, 60)
    with pytest.raises(durations.ExtensionTooLong):
        extended(Level.CENTRE, 21)
    with pytest.raises(durations.ExtensionTooLong):
        extended(Level.PROVINCE, 16)


def test_an_inspection_is_extended_once() -> None:
    with pytest.raises(durations.ExtendedBefore):
        extended(Level.CENTRE, 5, before=5)


def test_a_plan_longer_than_the_level_allows_is_refused() -> None:
    durations.check_days(level=Level.PROVINCE, days=45, day=TODAY)
    with pytest.raises(durations.TooLong):
        durations.check_days(level=Level.PROVINCE, days=46, day=TODAY)


def test_before_18_6_2025_the_table_knows_no_bound_and_refuses_nothing() -> None:
    before = day("17/6/2025")

    durations.check_days(level=Level.ABOVE_GRASSROOTS, days=90, day=before)
    durations.check_period(first=day("1/1/2010"), last=day("31/12/2022"), day=before)

    assert durations.duration_on(Level.CENTRE, before) is None
    assert durations.duration_on(Level.CENTRE, day("18/6/2025")) is not None


def test_rule_K3_a_period_of_six_years_is_refused_and_one_of_five_is_not() -> None:
    with pytest.raises(durations.PeriodTooLong):
        durations.check_period(first=day("1/1/2017"), last=day("31/12/2022"), day=TODAY)
    durations.check_period(first=day("1/1/2018"), last=day("31/12/2022"), day=TODAY)
    with pytest.raises(durations.PeriodTooLong):
        durations.check_period(first=day("31/12/2017"), last=day("31/12/2022"), day=TODAY)
    with pytest.raises(durations.PeriodTurned):
        durations.check_period(first=day("2/1/2022"), last=day("1/1/2022"), day=TODAY)


def test_rule_K4_12_lines_9_concluded_1_moved_and_1_more_outside_are_9_of_12_and_never_10() -> None:
    rows = [(State.CLOSED, False)] * 9 + [(State.MOVED, False)] + [(State.WORKING, False)] * 2
    progress = progress_of([*rows, (State.CONCLUDED, True)])

    counted = (progress.concluded, progress.lines, progress.moved, progress.outside, progress.open)
    assert counted == (9, 12, 1, 1, 2)


@given(st.lists(st.tuples(st.sampled_from(list(State)), st.booleans())))
def test_what_is_outside_never_changes_the_count_of_the_lines(rows: list[tuple[State, bool]]) -> None:
    whole, inside = progress_of(rows), progress_of([row for row in rows if not row[1]])

    assert (whole.lines, whole.concluded, whole.moved) == (inside.lines, inside.concluded, inside.moved)
    assert whole.concluded + whole.moved + whole.cancelled + whole.open == whole.lines


@given(st.sampled_from(list(Level)), st.integers(min_value=1, max_value=60))
def test_an_extension_never_makes_more_than_a_third(level: Level, days: int) -> None:
    row = durations.duration_on(level, TODAY)
    assert row is not None
    allowed = True
    try:
        extended(level, days)
    except durations.ExtensionTooLong:
        allowed = False

    assert allowed is (days * 3 <= row.days)


def test_the_last_day_counts_the_first() -> None:
    assert durations.last_day(starts_on=day("2/3/2026"), days=20) == day("21/3/2026")
    assert durations.last_day(starts_on=day("2/3/2026"), days=20, extension=6) == day("27/3/2026")
    assert durations.years_before(datetime.date(2024, 2, 29), 5) == day("28/2/2019")


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("Kiểm tra tổ chức đảng khi có dấu hiệu vi phạm", Ground.SIGNS),
        ("Kiểm tra dấu hiệu có vi phạm nguyên tắc", Ground.SIGNS),
        ("Giải quyết đơn tố cáo", Ground.DENUNCIATION),
        ("Kiểm tra đảng viên là cấp ủy viên", Ground.PERSON),
        ("Đề nghị khiển trách một cá nhân", Ground.DISCIPLINE),
        ("Thi hành kỷ luật đảng viên", Ground.DISCIPLINE),
        ("Làm việc với đồng chí Nguyễn Văn An", Ground.PERSON),
        ("Ý kiến của bà Trần Thị Bình tại buổi làm việc", Ground.PERSON),
    ],
)
def test_checks_on_signs_of_violation_and_anything_on_persons_are_excluded(text: str, ground: Ground) -> None:
    found = exclusions.excluded_in(text, day=TODAY)

    assert found is not None
    assert found[0] is ground


@pytest.mark.parametrize(
    "text",
    [
        "Kiểm tra việc thực hiện quy chế làm việc của cấp ủy",
        "Giám sát chuyên đề công tác quản lý đảng viên",
        "Kiểm tra việc thi hành kỷ luật trong Đảng của tổ chức đảng cấp dưới",
        "Việc thu, nộp, quản lý và sử dụng đảng phí",
    ],
)
def test_work_about_organisations_is_taken(text: str) -> None:
    assert exclusions.excluded_in(text, day=TODAY) is None


def test_every_row_of_every_table_names_its_source_and_is_not_yet_confirmed() -> None:
    rows: list[Any] = [*durations.DURATIONS, *durations.REACHES, *exclusions.TABLE]

    assert all(row.source for row in rows)
    assert [row.confirmed for row in rows] == [False] * len(rows)


def test_every_step_can_be_reached_and_ended_ones_go_nowhere() -> None:
    allowed = {state for states in steps.FROM.values() for state in states}

    assert allowed == set(State) - {State.CLOSED, State.MOVED, State.CANCELLED}
