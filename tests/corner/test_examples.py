"""H1 and H2 of the examples: who has no phone loses nothing, and who raised a hand is not asked again."""

from collections.abc import Callable

from tests.conftest import House, Visitor
from tests.corner.conftest import MORNING, Morning

from nghisu.meetings.actions.voting import enter_tally, open_vote
from nghisu.meetings.models import Presence, TallyAtPoint
from nghisu.meetings.queries.codes import person_code
from nghisu.meetings.rules.voting import Tally
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]


def checked_in() -> list[tuple[str, str]]:
    """Return verb and object kind of the lines about who came."""
    rows = Entry.objects.filter(verb__startswith="attendance.").order_by("pk")
    return list(rows.values_list("verb", "subject_kind"))


def test_rule_H1_a_member_without_a_phone_has_the_pack_on_paper_and_is_checked_in_by_the_clerk_alike(
    morning: Morning, visit: Visit, house: House
) -> None:
    meeting = morning.assembly.meeting
    code = person_code(meeting.pk, house.people["lan"].pk)

    pack = visit("minh").get(f"/hoi-nghi/{meeting.pk}/bo-tai-lieu.pdf")
    share = visit("minh").get(f"/hoi-nghi/{meeting.pk}/chia-se/")
    visit("van").send(f"/hoi-nghi/{meeting.pk}/diem-danh/viec/", {"act": "in", "code": code})
    visit("hung").send(f"{morning.path}co-mat/", {"code": ""})

    assert b"".join(pack).startswith(b"%PDF-")
    assert meeting.title in share.content.decode()
    by_clerk, by_self = (Presence.objects.get(person=house.people[key]) for key in ("lan", "hung"))
    assert (by_clerk.how, by_self.how) == ("code", "self")
    assert (by_clerk.point, by_clerk.until) == (by_self.point, by_self.until)
    lines = checked_in()
    assert lines == [lines[0]] * 2


def test_rule_H2_hands_are_one_entry_a_place_and_the_corner_asks_for_no_second_vote(
    morning: Morning, visit: Visit, house: House
) -> None:
    assembly, lan = morning.assembly, house.standing("lan")
    first, second = assembly.points[:2]
    assembly.seat(20)
    assembly.seat(10, point=first, start=20)
    assembly.seat(10, point=second, start=30)
    assembly.open()
    assembly.begin(assembly.enlarged)
    vote = open_vote(meeting=assembly.meeting, question="Thông qua?", mode="hands", by=lan, at=MORNING)

    for point, hands in ((None, 20), (first, 10), (second, 10)):
        enter_tally(vote=vote, point=point, tally=Tally(hands, 0, 0), by=lan, at=MORNING)

    assert sorted(TallyAtPoint.objects.values_list("agree", flat=True)) == [10, 10, 20]
    own = visit("hung").get(morning.path).content.decode()
    floor = visit("hung").get(f"/hoi-nghi/{assembly.meeting.pk}/dang-hop/").content.decode()
    for page in (own, floor):
        assert 'action="/y-kien/"' not in page
        assert f"/bieu-quyet/{vote.pk}/y-kien/" not in page
