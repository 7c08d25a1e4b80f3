"""The reader on duty, and what waits on the first screen."""

import datetime
from collections.abc import Callable

import pytest
from tests.conftest import Visitor, at
from tests.situation.conftest import Desk, day

from nghisu.home.queries.waiting import Group, waiting_for
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.rules.policy import Standing
from nghisu.record.models import Entry
from nghisu.situation import actions
from nghisu.situation.actions.duty import end_duty, set_duty
from nghisu.situation.models import Contribution, Issue, ReadingDuty
from nghisu.situation.rules.reports import DutyBackwards, DutyTwice, NotAReader

Visit = Callable[[str], Visitor]


def on_duty(
    desk: Desk, key: str = "van", first: str = "20/4/2023", last: str = "21/4/2023", by: str = "minh"
) -> ReadingDuty:
    """Put somebody of the Bloc on duty."""
    return set_duty(
        unit=desk.house.units["DUK"],
        person=desk.house.people[key],
        first=day(first),
        last=day(last),
        by=desk.house.standing(by),
        at=at("2023-04-19 09:00"),
    )


def groups(standing: Standing, when: str) -> dict[str, Group]:
    """Return what waits on the first screen, by title."""
    moment = at(when)
    return {str(one.title): one for one in waiting_for(standing, day=moment.date(), now=moment)}


def counts(standing: Standing, when: str) -> dict[str, int]:
    return {title: one.count for title, one in groups(standing, when).items()}


def test_rule_O6_an_urgent_issue_at_1650_awaits_the_reader_at_once_and_counts_once_in_the_month(
    desk: Desk, visit: Visit
) -> None:
    on_duty(desk)
    desk.house.add_person("vinh", "Cao Thế Vinh", "VP", "clerk")
    van, other = (desk.house.standing(key, day("20/4/2023")) for key in ("van", "vinh"))
    assert counts(van, "2023-04-20 16:49") == {}

    issue = desk.issue("A1", "2023-04-20 16:50", is_urgent=True)

    waits = groups(van, "2023-04-20 16:50")
    assert {title: one.count for title, one in waits.items()} == {"Phản ánh khẩn cần đọc": 1}
    (group,) = waits.values()
    assert group.rows[0].due_at == at("2023-04-20 16:50")
    assert group.rows[0].url.endswith(f"{issue.pk}/")
    assert counts(other, "2023-04-20 16:50") == {}

    actions.read_urgent(issue=issue, by=van, at=at("2023-04-20 16:55"))
    topic = desk.merged(Issue.objects.get(pk=issue.pk), when="2023-04-21 08:00")
    desk.merged(desk.issue("A1", "2023-04-24 09:00"), topic, when="2023-04-24 10:00")

    assert counts(van, "2023-04-20 16:56") == {}
    assert Contribution.objects.filter(topic=topic, year=2023, month=4).count() == 1
    assert Issue.objects.filter(topic=topic).count() == 2


def test_the_reader_opens_the_urgent_issue_by_the_row(desk: Desk, visit: Visit) -> None:
    set_duty(
        unit=desk.house.units["DUK"],
        person=desk.house.people["van"],
        first=datetime.date(2023, 4, 20),
        last=datetime.date(2999, 12, 31),
        by=desk.minh,
        at=at("2023-04-19 09:00"),
    )
    issue = desk.issue("A1", "2023-04-20 16:50", is_urgent=True)

    van = visit("van")
    first_screen = van.get("/").content.decode()

    assert f"/tinh-hinh/phan-anh/{issue.pk}/" in first_screen
    assert issue.statement in van.get(f"/tinh-hinh/phan-anh/{issue.pk}/").content.decode()


def test_nobody_is_on_duty_after_the_last_day(desk: Desk) -> None:
    on_duty(desk)
    desk.issue("A1", "2023-04-20 16:50", is_urgent=True)

    shown = counts(desk.house.standing("van", day("21/4/2023")), "2023-04-21 09:00")
    gone = counts(desk.house.standing("van", day("22/4/2023")), "2023-04-22 09:00")

    assert (list(shown.values()), gone) == ([1], {})


def test_a_duty_ends_at_once_and_one_not_begun_leaves_no_row(desk: Desk) -> None:
    begun, later = on_duty(desk), on_duty(desk, first="1/5/2023", last="3/5/2023")
    moment = at("2023-04-21 09:00")

    end_duty(duty=begun, by=desk.minh, at=moment)
    end_duty(duty=later, by=desk.minh, at=moment)

    assert [(one.first, one.until) for one in ReadingDuty.objects.all()] == [
        (day("20/4/2023"), day("21/4/2023"))
    ]
    assert Entry.objects.filter(verb="urgent.reader_taken_off").count() == 2


def test_a_duty_is_refused_that_cannot_be(desk: Desk) -> None:
    on_duty(desk)

    with pytest.raises(DutyTwice):
        on_duty(desk)
    with pytest.raises(DutyBackwards):
        on_duty(desk, first="22/4/2023", last="21/4/2023")
    with pytest.raises(DutyBackwards):
        on_duty(desk, first="1/4/2023", last="18/4/2023")
    with pytest.raises(NotAReader):
        on_duty(desk, "hoa")
    with pytest.raises(NotAllowed):
        on_duty(desk, "lan", by="van")


def test_the_office_sets_and_ends_the_duty_on_its_page(desk: Desk, visit: Visit) -> None:
    minh = visit("minh")

    sent = minh.send(
        "/tinh-hinh/truc-doc/",
        {
            "unit": str(desk.house.units["DUK"].pk),
            "person": str(desk.house.people["van"].pk),
            "first": "20/04/2099",
            "last": "21/04/2099",
        },
    )
    duty = ReadingDuty.objects.get()
    shown = minh.get("/tinh-hinh/truc-doc/").content.decode()
    ended = minh.send(f"/tinh-hinh/truc-doc/{duty.pk}/thoi/")

    assert (sent.status_code, ended.status_code) == (302, 302)
    assert "20/04/2099" in shown or "20/4/2099" in shown
    assert not ReadingDuty.objects.exists()
    assert "/tinh-hinh/truc-doc/" in minh.get("/tinh-hinh/").content.decode()


def test_the_first_screen_of_the_office_and_of_the_unit_names_what_waits(desk: Desk) -> None:
    desk.issue("A1")
    returned = desk.issue("A2")
    actions.return_issue(
        issue=returned, version=returned.version, words="Nêu rõ.", by=desk.minh, at=at("2023-02-01 10:00")
    )
    desk.topic("A1")

    office, unit = counts(desk.minh, "2023-04-21 09:00"), counts(desk.specialist("A2"), "2023-04-21 09:00")

    assert list(office.values()) == [1, 1, 1]  # the last: the report of the quarter
    assert list(unit.values()) == [1]
