"""Reminders that move with the deadline, escalation, and the letters that urge late work."""

from collections.abc import Callable

import pytest
from tests.conftest import House, Visitor, at
from tests.tasks.conftest import Desk, day

from nghisu.documents.actions import Signer
from nghisu.documents.models import Document
from nghisu.notices.actions import choose_level, put_away
from nghisu.notices.queries import digest_for, notices_for
from nghisu.notices.rules import Level, is_digest_day, is_shown
from nghisu.record.models import Entry
from nghisu.tasks import actions
from nghisu.tasks.actions import Share
from nghisu.tasks.actions.dunning import NothingLate, urge
from nghisu.tasks.models import Dunning, Task
from nghisu.tasks.queries.reminding import late_units, letters_about
from nghisu.tasks.rules.reminding import Reminder, Told, last_due_to_tell, reminder_on
from nghisu.tasks.rules.status import Stage

SIGNER = Signer(name="Nguyễn Văn Minh", title="Chánh Văn phòng")


def shares(desk: Desk, due: str = "10/4/2023") -> list[Task]:
    """Pass work on to A1 and A2."""
    parent = desk.arising(lead="VP", due="30/4/2023")
    return actions.cascade(
        task=parent,
        version=parent.version,
        shares=[Share(unit=desk.house.units[code], due_on=day(due)) for code in ("A1", "A2")],
        by=desk.minh,
        at=at("2023-01-12 08:00"),
    )


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("4/4/2023", None),
        ("5/4/2023", Reminder(Told.LEAD_SOON, 5)),
        ("10/4/2023", Reminder(Told.LEAD_SOON, 0)),
        ("11/4/2023", Reminder(Told.LEAD_LATE, -1)),
        ("13/4/2023", Reminder(Told.LEAD_LATE, -3)),
        ("14/4/2023", Reminder(Told.GIVER, -4)),
        ("24/4/2023", Reminder(Told.GIVER, -14)),
        ("25/4/2023", Reminder(Told.CHAIR, -15)),
    ],
)
def test_a_reminder_is_computed_from_the_deadline(on: str, expected: Reminder | None) -> None:
    assert reminder_on(day(on), stage=Stage.OPEN, due_on=day("10/4/2023")) == expected


def test_a_moved_deadline_moves_its_reminder_and_what_is_done_reminds_nobody() -> None:
    assert reminder_on(day("14/4/2023"), stage=Stage.OPEN, due_on=day("30/4/2023")) is None
    for stage in (Stage.SUBMITTED, Stage.PAUSED, Stage.ACCEPTED, Stage.ENDED):
        assert reminder_on(day("25/4/2023"), stage=stage, due_on=day("10/4/2023")) is None


def test_the_days_of_escalation_are_those_of_the_reminder() -> None:
    for told in (Told.GIVER, Told.CHAIR):
        due = last_due_to_tell(told, day("25/4/2023"))
        found = reminder_on(day("25/4/2023"), stage=Stage.OPEN, due_on=due)
        assert found is not None
        assert found.told is told


def test_one_act_writes_a_numbered_letter_to_each_late_unit(desk: Desk, house: House) -> None:
    one, two = shares(desk)
    desk.done(two, "2023-04-03 10:00", who="ha")

    letters = urge(
        house=house.units["DUK"],
        units=[house.units["A1"]],
        signer=SIGNER,
        answer_by=day("28/4/2023"),
        numbered=True,
        by=desk.minh,
        at=at("2023-04-21 09:00"),
    )

    (letter,) = letters
    assert letter.document.reference == "01-CV/ĐUK"
    assert letter.document.is_issued
    assert one.code in letter.document.text
    assert "quá hạn 11 ngày" in letter.document.text
    assert two.code not in letter.document.text
    assert [found.document for found in letters_about(one)] == [letter.document]
    assert Entry.objects.filter(verb="task.urged").count() == 1
    with pytest.raises(NothingLate):
        urge(
            house=house.units["DUK"],
            units=[house.units["A2"]],
            signer=SIGNER,
            answer_by=day("28/4/2023"),
            by=desk.minh,
            at=at("2023-04-21 10:00"),
        )
    assert Document.objects.filter(type="letter", direction="outgoing").count() == 1


def test_late_work_is_shown_to_who_gave_it_and_to_nobody_else(desk: Desk, house: House) -> None:
    shares(desk)

    assert [place.code for place in late_units(desk.minh, day=day("21/4/2023"))] == ["A1", "A2"]
    assert late_units(house.standing("hoa"), day=day("21/4/2023")) == []
    assert late_units(desk.minh, day=day("10/4/2023")) == []


def test_the_letters_are_written_on_their_page(
    desk: Desk, house: House, visit: Callable[[str], Visitor]
) -> None:
    shares(desk)
    minh = visit("minh")

    page = minh.get("/nhiem-vu/don-doc/").content.decode()
    answer = minh.send(
        "/nhiem-vu/don-doc/",
        {
            "units": [str(house.units["A1"].pk), str(house.units["A2"].pk)],
            "answer_by": "28/4/2030",
            "signer_title": "Chánh Văn phòng",
            "signer_name": "Nguyễn Văn Minh",
        },
    )

    assert "Đảng ủy Bộ Ví dụ Hai" in page
    assert answer.status_code == 302
    assert Dunning.objects.count() == 2
    assert visit("hoa").get("/nhiem-vu/don-doc/").status_code == 404


def test_a_notice_says_how_many_and_is_put_away_until_there_are_more(desk: Desk, house: House) -> None:
    desk.arising(unit="A1", lead="A1", due="10/4/2023", title="Việc không ai được đọc ở thông báo")
    hoa = house.standing("hoa")

    found = notices_for(hoa, day=day("21/4/2023"))
    put_away(notices=found, by=hoa, at=at("2023-04-21 10:00"))

    assert [(one.key, one.count) for one in found] == [("tasks_late", 1)]
    assert digest_for(hoa, day=day("22/4/2023")) == []
    desk.arising(unit="A1", lead="A1", due="11/4/2023")
    assert [one.count for one in digest_for(hoa, day=day("22/4/2023"))] == [2]


def test_a_digest_comes_on_its_days_only(desk: Desk, house: House) -> None:
    desk.arising(unit="A1", lead="A1", due="10/4/2023")
    hoa = house.standing("hoa")
    choose_level(level=Level.WEEKLY, by=hoa, at=at("2023-04-21 10:00"))

    assert digest_for(hoa, day=day("21/4/2023")) == []  # a Friday
    assert [one.key for one in digest_for(hoa, day=day("24/4/2023"))] == ["tasks_late"]
    choose_level(level=Level.NEVER, by=hoa, at=at("2023-04-21 10:00"))
    assert digest_for(hoa, day=day("24/4/2023")) == []


def test_a_week_that_begins_with_a_holiday_has_its_digest_on_the_first_working_day() -> None:
    assert not is_digest_day(Level.WEEKLY, day("1/5/2023"))
    assert is_digest_day(Level.WEEKLY, day("4/5/2023"))  # 29 April to 3 May were days off
    assert not is_digest_day(Level.WEEKLY, day("5/5/2023"))
    assert not is_digest_day(Level.DAILY, day("22/4/2023"))
    assert is_shown(level=Level.DAILY, count=1, day=day("25/4/2023"), seen_count=1, seen_on=day("24/4/2023"))


def test_the_page_of_notices_tells_numbers_and_keeps_the_choice(
    desk: Desk, visit: Callable[[str], Visitor]
) -> None:
    desk.arising(unit="A1", lead="A1", due="10/4/2023", title="Việc không ai được đọc ở thông báo")
    hoa = visit("hoa")

    page = hoa.get("/thong-bao/").content.decode()
    choice = {"level": "weekly", "mail": "never", "quiet_from": "21:00", "quiet_until": "06:00"}
    kept = hoa.send("/thong-bao/cai-dat/", choice)
    away = hoa.send("/thong-bao/", {"step": "put_away"})

    assert "Việc không ai được đọc" not in page
    assert kept.status_code == away.status_code == 302
    assert 'value="weekly"' in hoa.get("/thong-bao/cai-dat/").content.decode()
