"""The short question asked of a kept page has the same answer as the long one, for everybody."""

import pytest
from tests.conftest import House
from tests.house.objects import furnish

from nghisu.meetings.models import Meeting, MeetingPart, Point, Summons
from nghisu.meetings.queries import meetings_visible_to
from nghisu.meetings.queries.audience import seen_by


@pytest.mark.parametrize(
    "who", ["minh", "van", "lan", "hung", "hoa", "diem", "kiem", "tren", "quantri", "dem", "la"]
)
def test_a_meetings_version_is_told_to_whom_the_meeting_is_shown(house: House, who: str) -> None:
    house.add_unit("F", "Đảng ủy ngoài hệ thống", None)
    house.add_person("dem", "Phùng Thị Đếm", "DUK", "counter")
    for code in ("DUK", "A1", "A2", "F"):
        furnish(house, house.units[code])
    called, closed, operated = Meeting.objects.filter(kind="briefing").order_by("pk")[:3]
    Summons.objects.create(
        part=MeetingPart.objects.filter(meeting=called).get(),
        person=house.people[who],
        capacity="invited",
    )
    private = MeetingPart.objects.create(
        meeting=closed, order=2, title="Nội bộ", is_closed=True, starts_at=closed.starts_at
    )
    Summons.objects.create(part=private, person=house.people[who], capacity="member")
    Point.objects.filter(meeting=operated).update(operator=house.people[who])
    standing = house.standing(who)

    told = {one.pk: getattr(seen_by(standing, one.pk), "version", None) for one in Meeting.objects.all()}

    shown = {one.pk: one.version for one in meetings_visible_to(standing)}
    assert {pk: version for pk, version in told.items() if version is not None} == shown
