"""Hours, deadlines and the text of the minutes: plain rules, no database."""

from datetime import date, datetime

import pytest

from nghisu.kit.periods import Quarter
from nghisu.visits.rules import steps
from nghisu.visits.rules.hands import (
    CLOSE,
    CONCLUDE,
    SAY_HELD,
    SIGN,
    STATE_QUESTIONS,
    TELL,
    WRITE_MINUTES,
    hand,
)
from nghisu.visits.rules.minutes import (
    Asked,
    Goer,
    HeldVisit,
    Promise,
    compose,
    compose_conclusion,
    day_words,
)
from nghisu.visits.rules.steps import FINAL, FROM, State, Taken

pytestmark = pytest.mark.once
Q2 = Quarter(2023, 2)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+07:00")


def test_a_visit_may_be_planned_for_a_quarter_alone() -> None:
    assert steps.check_hours(None, None, quarter=Q2) is None


@pytest.mark.parametrize(
    ("starts", "ends", "refusal"),
    [
        ("2023-04-12 08:00", "", steps.BothHours),
        ("", "2023-04-12 08:00", steps.BothHours),
        ("2023-04-12 08:00", "2023-04-12 08:00", steps.EndsBeforeStart),
        ("2023-04-12 08:00", "2023-04-15 08:01", steps.LongerThanThreeDays),
        ("2023-07-01 08:00", "2023-07-01 09:00", steps.NotInTheQuarter),
    ],
)
def test_hours_that_cannot_be_are_refused(starts: str, ends: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        steps.check_hours(moment(starts) if starts else None, moment(ends) if ends else None, quarter=Q2)


def test_questions_are_awaited_from_today_until_the_day_before_the_visit() -> None:
    today, visit_on = date(2023, 4, 3), date(2023, 4, 12)

    steps.check_questions_due(date(2023, 4, 11), today=today, visit_on=visit_on)
    with pytest.raises(steps.DueAfterTheVisit):
        steps.check_questions_due(visit_on, today=today, visit_on=visit_on)
    with pytest.raises(steps.DueGoneBy):
        steps.check_questions_due(date(2023, 4, 2), today=today, visit_on=visit_on)


def test_a_visit_is_held_between_its_announcement_and_today() -> None:
    announced_on, today = date(2023, 4, 3), date(2023, 4, 12)

    with pytest.raises(steps.DayNotYet):
        steps.check_held(date(2023, 4, 13), today=today, announced_on=announced_on)
    with pytest.raises(steps.BeforeTheAnnouncement):
        steps.check_held(date(2023, 4, 2), today=today, announced_on=announced_on)


def test_what_is_closed_or_called_off_takes_no_step_but_a_correction() -> None:
    assert {taken for taken in FROM if State.CLOSED in FROM[taken]} == {Taken.CORRECTED}
    assert {taken for taken in FROM if State.CANCELLED in FROM[taken]} == set()


def test_under_way_is_not_the_last_word() -> None:
    assert {one.value for one in FINAL} == {"explained", "resolved", "refused"}


@pytest.mark.parametrize(
    ("state", "known", "expected"),
    [
        (State.ANNOUNCED, {"by_the_unit": True}, STATE_QUESTIONS),
        (State.ANNOUNCED, {}, SAY_HELD),
        (State.HELD, {}, WRITE_MINUTES),
        (State.HELD, {"is_written": True}, SIGN),
        (State.HELD, {"is_written": True, "is_signed": True}, CONCLUDE),
        (State.CONCLUDED, {"is_owed": True}, TELL),
        (State.CONCLUDED, {}, CLOSE),
    ],
)
def test_the_first_screen_says_what_a_visit_waits_for(
    state: State, known: dict[str, bool], expected: str
) -> None:
    facts = {"is_written": False, "is_signed": False, "is_owed": False, **known}

    assert hand(state, **facts) == expected


def test_the_minutes_name_who_went_and_what_the_unit_asked_and_nobodys_words() -> None:
    text = compose(
        HeldVisit(
            committee="Đảng ủy Khối",
            visited="Đảng ủy Bộ Ví dụ Một",
            held_on=date(2023, 4, 12),
            starts_at=moment("2023-04-12 08:30"),
            ends_at=moment("2023-04-12 11:00"),
            place="Trụ sở",
            purpose="Tháo gỡ khó khăn",
            programme="Đơn vị báo cáo.",
            hosts="Ban Thường vụ",
            goers=[Goer("Lê Thị Lan", "Phó Bí thư Thường trực", is_head=True), Goer("Nguyễn Văn Minh", "")],
            questions=[Asked(1, "Công tác số", "Phần mềm chưa liên thông", "Liên thông trong năm")],
        )
    )

    lines = text.splitlines()
    assert lines[1] == (
        "Ngày 12 tháng 4 năm 2023 từ 8 giờ 30 đến 11 giờ, tại Trụ sở, Đảng ủy Khối làm việc với "
        "Đảng ủy Bộ Ví dụ Một."
    )
    assert lines[3:5] == [
        "- Đồng chí Lê Thị Lan, Phó Bí thư Thường trực, trưởng đoàn",
        "- Đồng chí Nguyễn Văn Minh",
    ]
    assert "1. Công tác số: Phần mềm chưa liên thông" in lines
    assert "Đề xuất: Liên thông trong năm" in lines


def test_days_are_written_as_papers_write_them() -> None:
    assert day_words(date(2023, 2, 5)) == "05 tháng 02 năm 2023"
    assert day_words(date(2023, 4, 5)) == "05 tháng 4 năm 2023"


def test_the_conclusion_names_each_commitment_with_its_lead_and_deadline() -> None:
    promise = Promise(1, "Liên thông phần mềm", "Văn phòng", date(2023, 5, 31), "Phần mềm")

    assert compose_conclusion("Thống nhất.", [promise]).splitlines() == [
        "Thống nhất.",
        "Các việc cần giải quyết sau buổi làm việc:",
        "1. Liên thông phần mềm. Văn phòng chủ trì, hoàn thành trước ngày 31/5/2023. Sản phẩm: Phần mềm.",
    ]
    assert compose_conclusion("Thống nhất.", []) == "Thống nhất."
