"""The member's corner: the next meetings, the answer, the check-in, a comment, what was decided."""

import json
import secrets
from collections.abc import Callable
from typing import Any

from tests.conftest import House, Visitor, at
from tests.corner.conftest import MORNING, Morning

from nghisu.meetings.actions.voting import close_vote, enter_tally, open_vote
from nghisu.meetings.models import FloorComment, Presence, Summons
from nghisu.meetings.queries.codes import person_code, spelled
from nghisu.meetings.rules.voting import Tally

Visit = Callable[[str], Visitor]
HOME = "/goc-dai-bieu/"


def later(visitor: Visitor, path: str, sent: dict[str, Any], minutes: int = 0) -> Any:
    """Send a form as a device does that had no line when the button was pressed."""
    now = 1_700_000_000_000
    return visitor.send(
        path,
        {"pressed_at": str(now - minutes * 60_000), **sent},
        headers={"X-Queued": "1", "X-Device-Now": str(now)},
    )


def test_the_corner_shows_the_next_meeting_its_papers_and_what_awaits(morning: Morning, visit: Visit) -> None:
    page = visit("hung").get(HOME).content.decode()

    assert morning.assembly.meeting.title in page
    assert morning.path in page
    assert f"{morning.path}co-mat/" in page
    assert "3 tài liệu" in page


def test_whoever_holds_a_mandate_finds_the_corner_in_the_menu_and_a_stranger_does_not(
    house: House, visit: Visit
) -> None:
    assert f'href="{HOME}"' in visit("hung").get("/").content.decode()
    assert f'href="{HOME}"' not in visit("la").get("/").content.decode()


def test_a_meeting_in_the_corner_shows_closed_parts_to_the_summoned_alone(
    morning: Morning, visit: Visit
) -> None:
    member, invited = (visit(key).get(morning.path).content.decode() for key in ("hung", "hoa"))

    assert ("Việc kín" in member, "Tài liệu phiên kín" in member) == (True, True)
    assert ("Việc kín" in invited, "Tài liệu phiên kín" in invited) == (False, False)
    assert "Dự thảo Báo cáo quý I" in invited
    assert visit("la").get(morning.path).status_code == 404


def test_a_member_answers_and_answers_again(morning: Morning, visit: Visit) -> None:
    path = f"{morning.path}tra-loi/{morning.summonses['enlarged'].pk}/"
    hung = visit("hung")

    bare = hung.send(path, {"answer": "excused"})
    answer = hung.send(path, {"answer": "excused", "reason": "Công tác nước ngoài"})

    assert (bare.status_code, answer.status_code) == (422, 302)
    own = Summons.objects.get(pk=morning.summonses["enlarged"].pk)
    assert (own.answer, own.reason) == ("excused", "Công tác nước ngoài")
    assert visit("lan").send(path, {"answer": "coming"}).status_code == 404


def test_an_answer_written_without_a_line_is_stored_once_however_often_it_is_sent(
    morning: Morning, visit: Visit
) -> None:
    path = f"{morning.path}tra-loi/{morning.summonses['enlarged'].pk}/"
    hung, key = visit("hung"), secrets.token_urlsafe(16)
    sent = {"answer": "deputy", "deputy": "Nguyễn Văn Thay", "pressed_at": "1"}
    headers = {"X-Queued": "1", "X-Device-Now": "2"}

    answers = [hung.send(path, sent, key=key, headers=headers) for _ in range(3)]

    assert [json.loads(one.content) for one in answers] == [{"said": "Văn phòng đã nhận trả lời."}] * 3
    assert [one.headers.get("Idempotent-Replay", "") for one in answers] == ["", "true", "true"]
    assert Summons.objects.get(pk=morning.summonses["enlarged"].pk).deputy == "Nguyễn Văn Thay"


def test_an_answer_for_an_hour_that_was_put_off_meanwhile_is_asked_again(
    morning: Morning, visit: Visit
) -> None:
    meeting = morning.assembly.meeting
    meeting.refresh_from_db()
    starts = meeting.starts_at.isoformat()
    type(meeting).objects.filter(pk=meeting.pk).update(starts_at=at("2023-04-25 08:00"))

    answer = later(
        visit("hung"),
        f"{morning.path}tra-loi/{morning.summonses['enlarged'].pk}/",
        {"answer": "excused", "reason": "Bận", "starts": starts},
    )

    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert Summons.objects.get(pk=morning.summonses["enlarged"].pk).answer == "coming"


def test_a_member_shows_the_own_code_and_checks_in_as_of_the_press_of_the_button(
    morning: Morning, visit: Visit, house: House
) -> None:
    hung, path = visit("hung"), f"{morning.path}co-mat/"

    page = hung.get(path).content.decode()
    answer = later(hung, path, {"code": ""}, minutes=7)

    assert spelled(person_code(morning.assembly.meeting.pk, house.people["hung"].pk)) in page
    assert answer.status_code == 200
    stay = Presence.objects.get(person=house.people["hung"])
    assert (stay.how, round((MORNING - stay.since).total_seconds() / 60)) == ("self", 7)


def test_a_comment_goes_to_the_item_in_session_and_is_kept_by_unit(morning: Morning, visit: Visit) -> None:
    assembly = morning.assembly
    path = f"{morning.path}gop-y/"
    early = later(visit("hung"), path, {"item": assembly.first.pk, "text": "Sớm quá"})
    assembly.open()
    assembly.begin(assembly.enlarged)

    answer = later(visit("hung"), path, {"item": str(assembly.first.pk), "text": "Đề nghị làm rõ mục 2"})

    assert (early.status_code, answer.status_code) == (422, 200)
    kept = FloorComment.objects.get()
    assert (kept.item_id, kept.text, kept.unit) == (
        assembly.first.pk,
        "Đề nghị làm rõ mục 2",
        morning.house.units["DUK"],
    )


def test_what_was_decided_stands_with_its_meeting(morning: Morning, visit: Visit, house: House) -> None:
    assembly, lan = morning.assembly, house.standing("lan")
    assembly.seat(40)
    assembly.open()
    assembly.begin(assembly.enlarged)
    vote = open_vote(
        meeting=assembly.meeting, question="Thông qua báo cáo quý I?", mode="hands", by=lan, at=MORNING
    )
    enter_tally(vote=vote, point=None, tally=Tally(40, 0, 0), by=lan, at=MORNING)
    vote.refresh_from_db()
    close_vote(vote=vote, expected_version=vote.version, by=lan, at=MORNING)

    decided = visit("hung").get(f"{HOME}da-quyet/").content.decode()

    assert "Thông qua báo cáo quý I?" in decided
    assert "Thông qua báo cáo quý I?" in visit("hung").get(morning.path).content.decode()
    assert "Thông qua báo cáo quý I?" not in visit("la").get(f"{HOME}da-quyet/").content.decode()


def test_a_meeting_called_off_says_so_and_asks_nothing(morning: Morning, visit: Visit) -> None:
    meeting = morning.assembly.meeting
    type(meeting).objects.filter(pk=meeting.pk).update(cancelled_at=MORNING, cancel_reason="Bão số 3")

    page = visit("hung").get(HOME).content.decode()

    assert "Bão số 3" in page
    assert f"{morning.path}co-mat/" not in page


def test_signing_out_tells_the_device_to_clear_what_it_keeps(morning: Morning, visit: Visit) -> None:
    hung = visit("hung")

    answer = hung.post("/tai-khoan/dang-xuat/", {"idempotency_key": secrets.token_urlsafe(16)})

    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (302, '"storage"')
    assert "Clear-Site-Data" not in visit("hung").get(HOME).headers
