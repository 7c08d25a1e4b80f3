"""Preparing a meeting: parts, agenda, lists, recurring items, another day."""

from collections.abc import Callable

import pytest
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.meetings import actions as acts
from nghisu.meetings.actions import carrying, preparing
from nghisu.meetings.models import AgendaItem, Meeting, MeetingPart, Summons
from nghisu.meetings.queries import next_state, unanswered_summonses
from nghisu.meetings.queries.carrying import carried_over, recurring_missing
from nghisu.meetings.queries.preparing import electorate_of
from nghisu.meetings.rules import kinds
from nghisu.meetings.rules.planned_times import Planned, numbers_of, plan_times
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
NOW = at("2023-04-12 08:00")


def items(part: MeetingPart) -> list[tuple[str, str]]:
    return list(AgendaItem.objects.filter(part=part).order_by("order").values_list("number", "title"))


@pytest.fixture
def agenda(house: House, session: Session) -> list[AgendaItem]:
    """Return 1, 1.1 under it, 2 and 3 in the enlarged part."""
    by = house.standing("minh")
    first = acts.add_item(part=session.enlarged, number="1", title="Một", minutes=30, by=by, at=NOW)
    under = acts.add_item(
        part=session.enlarged, number="1.1", title="Một một", parent=first, minutes=10, by=by, at=NOW
    )
    second = acts.add_item(part=session.enlarged, number="2", title="Hai", minutes=20, by=by, at=NOW)
    third = acts.add_item(part=session.enlarged, number="3", title="Ba", by=by, at=NOW)
    return [first, under, second, third]


def test_the_clock_of_the_agenda_runs_from_the_start_of_its_part() -> None:
    plan = plan_times(
        at("2023-04-21 14:00"),
        [Planned("1", None, 30), Planned("1.1", "1", 10), Planned("2", None, None), Planned("2.1", "2", 25)],
    )

    assert {key: f"{hour:%H:%M}" for key, hour in plan.begins.items()} == {
        "1": "14:00",
        "1.1": "14:00",
        "2": "14:30",
        "2.1": "14:30",
    }
    assert (f"{plan.ends_at:%H:%M}", plan.unplanned) == ("14:55", 0)


def test_numbers_follow_the_order_and_the_depth() -> None:
    rows = [Planned("a", None, 1), Planned("b", "a", 1), Planned("c", "a", 1), Planned("d", None, 1)]

    assert numbers_of(rows) == {"a": "1", "b": "1.1", "c": "1.2", "d": "2"}


def test_an_item_moves_with_what_stands_under_it_and_the_numbers_follow(
    house: House, session: Session, agenda: list[AgendaItem]
) -> None:
    preparing.move_item(item=agenda[0], up=False, by=house.standing("minh"), at=NOW)

    assert items(session.enlarged) == [("1", "Hai"), ("2", "Một"), ("2.1", "Một một"), ("3", "Ba")]


def test_an_item_at_the_top_stays_when_moved_up(
    house: House, session: Session, agenda: list[AgendaItem]
) -> None:
    preparing.move_item(item=agenda[0], up=True, by=house.standing("minh"), at=NOW)

    assert [number for number, _title in items(session.enlarged)] == ["1", "1.1", "2", "3"]


def test_an_item_taken_off_takes_its_sub_items_along_and_is_in_the_record(
    house: House, session: Session, agenda: list[AgendaItem]
) -> None:
    preparing.delete_item(item=agenda[0], by=house.standing("minh"), at=NOW)

    assert items(session.enlarged) == [("1", "Hai"), ("2", "Ba")]
    assert Entry.objects.filter(verb="meeting.item_deleted").count() == 1


def test_an_item_goes_to_another_part_with_its_sub_items(
    house: House, session: Session, agenda: list[AgendaItem]
) -> None:
    preparing.change_item(
        item=agenda[0],
        part=session.closed,
        parent=None,
        number="1",
        title="Một",
        presenter="",
        minutes=30,
        wanted="hear",
        by=house.standing("minh"),
        at=NOW,
    )

    assert [title for _number, title in items(session.closed)] == ["Một", "Một một"]


def test_an_item_never_stands_under_itself(house: House, session: Session, agenda: list[AgendaItem]) -> None:
    with pytest.raises(preparing.ItemUnderItself):
        preparing.change_item(
            item=agenda[0],
            part=session.enlarged,
            parent=agenda[0],
            number="1",
            title="Một",
            presenter="",
            minutes=None,
            wanted="hear",
            by=house.standing("minh"),
            at=NOW,
        )


def test_parts_change_places_and_the_last_one_stays(house: House, session: Session) -> None:
    by = house.standing("minh")

    preparing.move_part(part=session.enlarged, up=True, by=by, at=NOW)
    order = list(session.meeting.parts.order_by("order").values_list("title", flat=True))
    preparing.delete_part(part=MeetingPart.objects.get(pk=session.closed.pk), by=by, at=NOW)

    assert order == ["Phiên mở rộng", "Phiên nội bộ"]
    with pytest.raises(preparing.LastPart):
        preparing.delete_part(part=MeetingPart.objects.get(pk=session.enlarged.pk), by=by, at=NOW)


def test_a_part_is_never_closed_and_enlarged(house: House, session: Session) -> None:
    with pytest.raises(preparing.PartClosedAndEnlarged):
        preparing.add_part(
            meeting=session.meeting,
            title="Phiên lạ",
            starts_at=NOW,
            is_closed=True,
            is_enlarged=True,
            electorate="body",
            by=house.standing("minh"),
            at=NOW,
        )


def test_each_part_has_its_own_electorate(house: House, session: Session) -> None:
    lan, hung = house.people["lan"].pk, house.people["hung"].pk

    session.closed.electorate = "summoned"
    session.enlarged.electorate = "nobody"

    assert electorate_of(session.closed) == {hung}
    assert electorate_of(session.enlarged) == set()
    session.enlarged.electorate = "body"
    assert electorate_of(session.enlarged) == {lan, hung}


def test_nothing_is_prepared_any_more_once_the_meeting_is_over(
    house: House, session: Session, agenda: list[AgendaItem]
) -> None:
    Meeting.objects.filter(pk=session.meeting.pk).update(state="concluded")
    item = AgendaItem.objects.get(pk=agenda[2].pk)

    with pytest.raises(preparing.MeetingHeld):
        preparing.delete_item(item=item, by=house.standing("minh"), at=NOW)


def test_a_person_is_taken_off_one_list_and_stays_on_the_other(house: House, session: Session) -> None:
    summons = Summons.objects.get(part=session.enlarged, person=house.people["hung"])

    preparing.take_off_list(summons=summons, by=house.standing("minh"), at=NOW)

    assert list(
        Summons.objects.filter(person=house.people["hung"]).values_list("part__title", flat=True)
    ) == ["Phiên nội bộ"]


def test_a_list_is_taken_over_from_another_part_without_doubling(house: House, session: Session) -> None:
    count = preparing.copy_list(
        source=session.enlarged, target=session.closed, by=house.standing("minh"), at=NOW
    )

    assert count == 1
    assert Summons.objects.filter(part=session.closed).count() == 2


def test_a_meeting_put_off_moves_its_parts_and_asks_again(house: House, session: Session) -> None:
    Summons.objects.filter(part=session.closed).update(answer="coming")
    by = house.standing("minh")

    moved = preparing.postpone(
        meeting=session.meeting,
        expected_version=session.meeting.version,
        starts_at=at("2023-04-25 08:00"),
        ends_at=None,
        place="Hà Nội",
        reason="Trùng lịch của Trung ương",
        ask_again=True,
        by=by,
        at=NOW,
    )

    assert moved.postponed_from == at("2023-04-21 08:00")
    assert [part.starts_at for part in moved.parts.order_by("order")] == [
        at("2023-04-25 08:00"),
        at("2023-04-25 09:30"),
    ]
    assert set(Summons.objects.values_list("answer", flat=True)) == {"none"}


def test_a_meeting_called_off_goes_no_further_and_can_be_called_again(house: House, session: Session) -> None:
    by = house.standing("minh")
    Meeting.objects.filter(pk=session.meeting.pk).update(state="summoned")
    session.meeting.refresh_from_db()

    off = preparing.call_off(
        meeting=session.meeting,
        expected_version=session.meeting.version,
        reason="Không đủ tài liệu",
        by=by,
        at=NOW,
    )

    assert next_state(off) is None
    assert unanswered_summonses(house.standing("hung"), NOW).count() == 0
    with pytest.raises(acts.calling.MeetingCancelled):
        acts.move_to_state(meeting=off, state="papers_out", expected_version=off.version, by=by, at=NOW)
    again = preparing.call_again(meeting=off, expected_version=off.version, by=by, at=NOW)
    assert again.is_cancelled is False


def test_calling_off_needs_a_reason_and_the_version_that_was_read(house: House, session: Session) -> None:
    by = house.standing("minh")

    with pytest.raises(preparing.ReasonNeeded):
        preparing.call_off(meeting=session.meeting, expected_version=1, reason=" ", by=by, at=NOW)
    with pytest.raises(Conflict):
        preparing.call_off(meeting=session.meeting, expected_version=99, reason="Vì", by=by, at=NOW)


def test_a_superiors_conference_says_whose_it_is(house: House) -> None:
    with pytest.raises(kinds.SuperiorMissing):
        acts.call_meeting(
            unit=house.units["DUK"],
            kind="superior",
            title="Hội nghị toàn quốc",
            starts_at=at("2023-05-20 08:00"),
            parts=[],
            by=house.standing("minh"),
            at=NOW,
        )


def test_what_was_left_open_and_what_recurs_is_offered_once(house: House, session: Session) -> None:
    by = house.standing("minh")
    item = acts.add_item(part=session.enlarged, number="1", title="Đề án", by=by, at=NOW)
    preparing.leave_open(item=item, is_left_open=True, remark="chờ ý kiến", by=by, at=NOW)
    carrying.add_recurring(
        body=house.bodies["executive"],
        title="Kiểm điểm việc thực hiện kết luận kỳ trước",
        presenter="",
        minutes=15,
        wanted="hear",
        by=by,
        at=NOW,
    )
    following = acts.call_meeting(
        unit=house.units["DUK"],
        body=house.bodies["executive"],
        kind="regular",
        title="Hội nghị lần thứ 13",
        starts_at=at("2023-07-20 08:00"),
        parts=[acts.PartPlan("Toàn thể", at("2023-07-20 08:00"))],
        by=by,
        at=NOW,
    )
    part = following.parts.get()

    offered = (carried_over(following), recurring_missing(following))
    carrying.take_over(part=part, recurring=offered[1], left_open=offered[0], circulars=[], by=by, at=NOW)

    assert [title for _number, title in items(part)] == [
        "Kiểm điểm việc thực hiện kết luận kỳ trước",
        "Đề án",
    ]
    assert (carried_over(following), recurring_missing(following)) == ([], [])


def test_only_who_calls_meetings_prepares_them(house: House, session: Session, visit: Visit) -> None:
    with pytest.raises(NotAllowed):
        preparing.move_part(part=session.enlarged, up=True, by=house.standing("hung"), at=NOW)
    assert visit("hung").get(f"/hoi-nghi/{session.meeting.pk}/chuan-bi/").status_code == 404


def test_the_pages_of_preparing_open_and_do_their_acts(
    house: House, session: Session, agenda: list[AgendaItem], visit: Visit
) -> None:
    minh, top = visit("minh"), f"/hoi-nghi/{session.meeting.pk}"
    summons = Summons.objects.get(part=session.closed)

    for path in (
        "/chuan-bi/",
        "/chu-tri/",
        "/hoan/",
        "/huy/",
        "/lay-lai/",
        "/phien/moi/",
        f"/phien/{session.closed.pk}/",
        f"/phien/{session.closed.pk}/xoa/",
        f"/phien/{session.closed.pk}/danh-sach/",
        f"/noi-dung/{agenda[0].pk}/",
        f"/noi-dung/{agenda[0].pk}/xoa/",
        f"/noi-dung/{agenda[0].pk}/de-lai/",
        f"/trieu-tap/{summons.pk}/",
        f"/trieu-tap/{summons.pk}/xoa/",
    ):
        assert minh.get(top + path).status_code == 200, path
    moved = minh.send(f"{top}/noi-dung/{agenda[3].pk}/chuyen/", {"to": "up"})
    off = minh.send(f"{top}/huy/", {"reason": "", "version": session.meeting.version})

    assert moved.status_code == 302
    assert [title for _number, title in items(session.enlarged)] == ["Một", "Một một", "Ba", "Hai"]
    assert off.status_code == 422
    assert minh.get("/hoi-nghi/noi-dung-thuong-ky/").status_code == 200
