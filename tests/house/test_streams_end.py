"""Whoever loses a right, a session or a link loses the live streams that it opened, at once."""

import json
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session
from tests.meetings.conftest import session as session

from nghisu.kit import live, tickets
from nghisu.meetings.actions import calling, console, points, preparing, screens
from nghisu.meetings.queries.clearance import topic_of
from nghisu.meetings.queries.screens import holder_of
from nghisu.organisation.actions.mandates import end_mandate
from nghisu.people.actions import accounts

Visit = Callable[[str], Visitor]
Told = Callable[[Callable[[], object]], list[dict[str, Any]]]
NOW = at("2023-04-21 15:00")


@pytest.fixture
def told(settings: Any, django_capture_on_commit_callbacks: Any) -> Iterator[Told]:
    """Return a function that does something and returns what the hub is then asked."""
    folder = Path(tempfile.mkdtemp(prefix="ears-"))
    ears = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    ears.bind(str(folder / "ears"))
    ears.setblocking(False)
    (settings.DATA / "hub.address").write_text(str(folder / "ears"))

    def after(act: Callable[[], object]) -> list[dict[str, Any]]:
        with django_capture_on_commit_callbacks(execute=True):
            act()
        heard = []
        while True:
            try:
                heard.append(json.loads(ears.recv(65536)))
            except BlockingIOError:
                return heard

    yield after
    ears.close()
    shutil.rmtree(folder)


def revoked(wishes: list[dict[str, Any]]) -> set[str]:
    return {wish["revoke"] for wish in wishes if "revoke" in wish}


def test_signing_out_ends_the_streams_of_the_person(house: House, visit: Visit, told: Told) -> None:
    minh = visit("minh")
    assert minh.get("/").status_code == 200

    wishes = told(lambda: minh.send("/tai-khoan/dang-xuat/"))

    assert revoked(wishes) == {f"person:{house.people['minh'].pk}"}


def test_a_closed_account_ends_its_streams(house: House, visit: Visit, told: Told) -> None:
    hung = house.people["hung"]
    visit("hung").get("/")

    wishes = told(
        lambda: accounts.close_account(
            person_id=hung.pk, reason="Chuyển công tác", by=house.people["quantri"], at=NOW
        )
    )

    assert revoked(wishes) == {f"person:{hung.pk}"}


def test_a_mandate_that_ends_ends_the_streams_of_who_held_it(house: House, told: Told) -> None:
    hung = house.people["hung"]
    mandate = hung.mandates.get()

    wishes = told(
        lambda: end_mandate(
            mandate=mandate,
            expected_version=mandate.version,
            until=NOW.date(),
            ended="moved",
            by=house.standing("minh"),
            at=NOW,
        )
    )

    assert revoked(wishes) == {f"person:{hung.pk}"}


def test_a_revoked_screen_goes_dark(house: House, session: Any, told: Told) -> None:
    by = house.standing("lan")
    link = screens.make_screen_link(meeting=session.meeting, label="Sảnh", by=by, at=NOW)

    wishes = told(lambda: screens.revoke_screen_link(link=link, by=by, at=NOW))

    assert revoked(wishes) == {holder_of(link)}


def test_rights_that_stay_revoke_nobody(house: House, visit: Visit, told: Told) -> None:
    minh = visit("minh")

    wishes = told(lambda: (minh.get("/"), minh.get("/hoi-nghi/"), visit("lan").get("/")))

    assert revoked(wishes) == set()


@pytest.mark.parametrize(
    ("hour", "lasts"), [("2023-04-21 15:00", 3600), ("2023-04-21 23:50", 600), ("2023-04-21 23:59:59", 1)]
)
def test_no_ticket_outlives_the_day_with_which_mandates_end(
    settings: Any, time_machine: Any, hour: str, lasts: int
) -> None:
    time_machine.move_to(at(hour), tick=False)

    address = live.address_for(topics=["closed:1"], holder="person:1")

    key = tickets.key_from(settings.SECRET_KEY)
    ticket = tickets.read(address.partition("ticket=")[2], key=key, now=0)
    assert ticket is not None
    assert ticket.expires == at(hour).timestamp() + lasts


def test_rule_S8_who_is_taken_off_the_list_of_a_closed_part_loses_its_stream(
    house: House, session: Session, told: Told
) -> None:
    by, hung, lan = house.standing("minh"), house.people["hung"], house.people["lan"]
    for part in (session.closed, session.enlarged):
        calling.summon(part=part, members=[(hung, ""), (lan, "")], invited=[], by=by, at=NOW)
    of_closed = session.closed.summonses.get(person=hung)
    of_enlarged = session.enlarged.summonses.get(person=lan)

    assert revoked(told(lambda: preparing.take_off_list(summons=of_enlarged, by=by, at=NOW))) == set()
    assert revoked(told(lambda: preparing.take_off_list(summons=of_closed, by=by, at=NOW))) == {
        f"person:{hung.pk}"
    }


def test_rule_S8_a_point_that_is_cleared_no_more_loses_the_stream_of_the_closed_part(
    house: House, session: Session, told: Told
) -> None:
    by, diem = house.standing("minh"), house.people["diem"]
    plan = points.PointPlan(code="001", name="Một", host=house.units["A1"].pk, operator=diem.pk)
    points.register_points(meeting=session.meeting, plans=[plan], by=by, at=NOW)
    part = session.closed

    def clear(codes: list[str], *, is_personnel: bool = True) -> set[str]:
        return revoked(
            told(lambda: console.clear_part(part=part, is_personnel=is_personnel, codes=codes, by=by, at=NOW))
        )

    assert clear(["001"]) == set()
    assert clear(["001"], is_personnel=False) == set()
    assert clear([]) == {f"person:{diem.pk}"}
    assert clear([]) == set()


def test_rule_S8_a_part_that_elects_from_now_on_loses_the_points_not_named_for_it(
    house: House, session: Session, told: Told
) -> None:
    by, diem = house.standing("minh"), house.people["diem"]
    plan = points.PointPlan(
        code="001", name="Một", host=house.units["A1"].pk, operator=diem.pk, is_cleared=True
    )
    points.register_points(meeting=session.meeting, plans=[plan], by=by, at=NOW)

    def add(wanted: str) -> set[str]:
        return revoked(
            told(
                lambda: calling.add_item(
                    part=session.closed, number="1", title="Nội dung", wanted=wanted, by=by, at=NOW
                )
            )
        )

    assert add("hear") == set()
    assert add("elect") == {f"person:{diem.pk}"}


def test_rule_S8_a_part_that_becomes_closed_is_told_of_where_nobody_listened_before(
    house: House, session: Session
) -> None:
    part = session.enlarged
    before = topic_of(part)

    preparing.change_part(
        part=part,
        title=part.title,
        starts_at=part.starts_at,
        is_closed=True,
        is_enlarged=False,
        electorate=part.electorate,
        by=house.standing("minh"),
        at=NOW,
    )

    assert (before, topic_of(part)) == (f"part:{part.pk}", f"closed:{part.pk}")
