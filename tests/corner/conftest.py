"""The morning of a session with papers: an open one, one to be returned, one of the closed part."""

from dataclasses import dataclass, field

import pytest
from tests.conftest import House, at
from tests.meetings.assembly import Assembly, assemble

from nghisu.documents.actions import draft_outgoing
from nghisu.documents.models import Document
from nghisu.kit import clock
from nghisu.meetings.actions import add_item, answer_summons, lay_paper
from nghisu.meetings.models import MeetingPaper, Summons

MORNING = at("2023-04-21 08:10")
BEFORE = at("2023-04-12 08:00")


@dataclass
class Morning:
    """Hùng is a member and summoned to both parts of the session, Hoa is invited to the enlarged one."""

    assembly: Assembly
    open: MeetingPaper
    returned: MeetingPaper
    closed: MeetingPaper
    house: House
    summonses: dict[str, Summons] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """Where a member finds the meeting."""
        return f"/goc-dai-bieu/hoi-nghi/{self.assembly.meeting.pk}/"


def draft(house: House, text: str) -> Document:
    return draft_outgoing(
        drafter=house.units["VP"],
        unit=house.units["DUK"],
        type_code="report",
        subject="kết quả quý I",
        text=text,
        by=house.standing("minh"),
        at=BEFORE,
    )


@pytest.fixture
def morning(house: House) -> Morning:
    """Return the morning of the session."""
    clock.set_demo_time(MORNING)
    made = assemble(house)
    by = house.standing("minh")
    secret = add_item(part=made.closed, number="9", title="Việc kín", by=by, at=BEFORE)

    def lay(item: object, title: str, text: str, **how: bool) -> MeetingPaper:
        return lay_paper(item=item, document=draft(house, text), title=title, by=by, at=BEFORE, **how)  # type: ignore[arg-type]

    found = Morning(
        made,
        lay(made.first, "Dự thảo Báo cáo quý I", "Phần mở đầu\nĐã hoàn thành 89 nhiệm vụ.\nPhần cuối"),
        lay(made.first, "Tài liệu thu hồi", "Nội dung phải thu hồi", to_return=True),
        lay(secret, "Tài liệu phiên kín", "Nội dung phiên kín"),
        house,
    )
    for part, name in ((made.closed, "closed"), (made.enlarged, "enlarged")):
        own = Summons.objects.get(part=part, person=house.people["hung"])
        answer_summons(summons=own, answer="coming", by=house.standing("hung"), at=BEFORE)
        found.summonses[name] = own
    return found
