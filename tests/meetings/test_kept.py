"""The page of a meeting kept for many: everybody is shown exactly what was made for nobody else."""

import re
from collections.abc import Callable

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.documents.actions import draft_outgoing
from nghisu.meetings import actions
from nghisu.meetings.models import MeetingPaper, Point, Summons
from nghisu.organisation.models import Mandate
from nghisu.organisation.queries import standing_of

Visit = Callable[[str], Visitor]
GUARD = re.compile(rb'name="(csrfmiddlewaretoken|idempotency_key)" value="([^"]+)"')


def plain(content: bytes) -> str:
    return GUARD.sub(rb"\1", content).decode()


@pytest.fixture
def readers(house: House, session: Session) -> list[str]:
    """Return people whose views of the 12th session differ, and pairs who see the same but their own."""
    by, when = house.standing("minh"), at("2023-04-11 08:00")
    for key, name, unit in (
        ("hai", "Lý Thị Hai", "A1"),
        ("ba", "Đào Văn Ba <b>", "A2"),
        ("tu", "Cao Tư", "A2"),
    ):
        house.add_person(key, name, unit, "point_operator")
    for key in ("mot", "nam"):
        house.add_person(key, f"Ủy viên {key}", "DUK", "member", "executive")
    house.add_person("pho", "Phó Văn Phòng", "VP", "clerk")
    for part, keys in ((session.closed, ("mot", "nam")), (session.enlarged, ("mot", "nam", "hai"))):
        members = [(house.people[key], "Ủy viên") for key in keys if key != "hai"]
        invited = [(house.people[key], "Khách mời") for key in keys if key == "hai"]
        actions.summon(part=part, members=members, invited=invited, by=by, at=when)
    for part, title in ((session.closed, "Phương án nhân sự"), (session.enlarged, "Báo cáo quý I")):
        item = actions.add_item(part=part, number="1", title=title, by=by, at=when)
        document = draft_outgoing(
            drafter=house.units["VP"],
            unit=house.units["DUK"],
            type_code="report",
            subject=title,
            by=by,
            at=when,
        )
        actions.lay_paper(item=item, document=document, title=f"Tài liệu: {title}", by=by, at=when)
    plans = [
        actions.PointPlan(
            code=f"{number:03}", name=name, host=house.units[unit].pk, operator=house.people[key].pk
        )
        for number, (key, unit, name) in enumerate(
            (("diem", "A1", "Một"), ("hai", "A1", "Hai"), ("ba", "A2", "Ba"), ("tu", "A2", "Bốn"))
        )
    ]
    actions.register_points(meeting=session.meeting, plans=plans, by=by, at=when)
    Point.objects.filter(operator=house.people["ba"]).update(is_cleared=True)
    Summons.objects.filter(person=house.people["nam"]).update(
        answer="excused", reason="Đi công tác nước ngoài"
    )
    assert MeetingPaper.objects.count() == 2
    return [key for key in house.people if key != "la"]


@pytest.mark.parametrize("order", [1, -1])
def test_each_reader_is_shown_the_page_that_was_made_for_this_reader_alone(
    session: Session, visit: Visit, readers: list[str], order: int
) -> None:
    path = f"/hoi-nghi/{session.meeting.pk}/"
    visitors = {key: visit(key) for key in readers[::order]}
    alone = {}
    for key, visitor in visitors.items():
        caches["pages"].clear()
        alone[key] = visitor.get(path)

    caches["pages"].clear()
    shared = {key: visitor.get(path) for _ in range(2) for key, visitor in visitors.items()}

    for key in readers:
        assert shared[key].status_code == alone[key].status_code
        assert plain(shared[key].content) == plain(alone[key].content), key
    pages = [answer.content.decode() for answer in alone.values()]
    assert sum("Phương án nhân sự" in text for text in pages) > 3  # there is something not to be seen
    assert sum("Phương án nhân sự" not in text for text in pages) > 3
    assert not any("<!--" in text or "<b>" in text for text in pages)


def test_rule_S8_the_closed_part_is_in_no_page_of_those_who_may_not_know_of_it(
    house: House, session: Session, visit: Visit, readers: list[str]
) -> None:
    path = f"/hoi-nghi/{session.meeting.pk}/"
    may_know = {"minh", "lan", "hung", "mot", "nam", "ba"}

    seen = {key: visit(key).get(path).content.decode() for key in [*readers, *reversed(readers)]}

    assert {key for key, text in seen.items() if "Phiên nội bộ" in text} == may_know
    assert {key for key, text in seen.items() if "Tài liệu: Phương án nhân sự" in text} == may_know - {"ba"}
    assert {key for key, text in seen.items() if "Đi công tác nước ngoài" in text} == {"minh", "lan"}


def test_a_page_is_made_once_for_all_who_see_the_same(
    session: Session, visit: Visit, readers: list[str]
) -> None:
    path = f"/hoi-nghi/{session.meeting.pk}/"
    asked = {}
    for key in ("mot", "nam", "diem", "hai", "tu"):
        visitor = visit(key)
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(path).status_code == 200
        asked[key] = len(queries)

    assert asked["nam"] < asked["mot"] - 5  # members of the same parts
    assert asked["tu"] < asked["diem"] - 5  # operators of other units, with the same rights here
    assert asked["hai"] > asked["tu"]  # summoned besides


def test_names_keys_and_own_answers_are_each_readers_own(
    house: House, session: Session, visit: Visit, readers: list[str]
) -> None:
    path = f"/hoi-nghi/{session.meeting.pk}/"
    visitors = {key: visit(key) for key in ("mot", "nam", "diem", "tu")}

    pages = {key: visitor.get(path).content for key, visitor in visitors.items()}

    keys = [
        value for content in pages.values() for name, value in GUARD.findall(content) if name[:4] == b"idem"
    ]
    assert len(keys) == len(set(keys)) > 8
    for key, content in pages.items():
        top = content.decode().partition("top-account")[2].partition("</summary>")[0]
        assert house.people[key].full_name in top
        assert not any(house.people[other].full_name in top for other in visitors if other != key)
    own = {key: content.decode().count("Sửa trả lời") for key, content in pages.items()}
    assert own == {"mot": 0, "nam": 2, "diem": 0, "tu": 0}
    form = {"theme": "dark", "next": path}
    assert visitors["nam"].send("/giao-dien/", form).status_code in {302, 404}


def test_a_right_that_ends_changes_the_page_at_once(
    house: House, session: Session, visit: Visit, readers: list[str]
) -> None:
    path = f"/hoi-nghi/{session.meeting.pk}/"
    minh, van = visit("minh"), visit("van")
    assert "Phiên nội bộ" in minh.get(path).content.decode()
    van.get(path)

    Mandate.objects.filter(person=house.people["minh"]).update(office="clerk")

    assert "Phiên nội bộ" not in minh.get(path).content.decode()
    assert plain(minh.get(path).content).replace("Nguyễn Văn Minh", "") == plain(
        van.get(path).content
    ).replace("Trần Thị Vân", "")
    assert standing_of(house.people["minh"], at("2023-04-21 08:00").date()).holdings != ()
