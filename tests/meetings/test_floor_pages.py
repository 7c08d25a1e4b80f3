"""The pages of a running meeting: console, list of speakers, votes, remarks, screens."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.conftest import House, Visitor, at
from tests.meetings.assembly import Assembly

from nghisu.kit import live, tickets
from nghisu.meetings.actions import remarks, screens, speaking, voting
from nghisu.meetings.models import FloorProposal, Meeting, OpenVote, ScreenLink, Turn
from nghisu.meetings.queries.floor import floor_of
from nghisu.meetings.queries.screens import word_of
from nghisu.meetings.rules.voting import Tally
from nghisu.organisation.models import TreeStamp

Visit = Callable[[str], Visitor]
NINE = at("2023-04-21 09:00")


@pytest.fixture(autouse=True)
def that_day(monkeypatch: Any) -> None:
    monkeypatch.setattr("nghisu.kit.clock.now", lambda: NINE)


def path(assembly: Assembly, rest: str = "") -> str:
    return f"/hoi-nghi/{assembly.meeting.pk}/{rest}"


def run(assembly: Assembly) -> Assembly:
    """Let the enlarged part run at its first item, with a quorum."""
    assembly.seat(35)
    assembly.seat(5, assembly.points[0], start=35)
    assembly.open()
    assembly.begin(assembly.enlarged)
    assembly.take(assembly.first)
    return assembly


def close_in(assembly: Assembly) -> OpenVote:
    """Let the closed part run, with a speaker, a comment, a proposal and a vote that is decided."""
    assembly.seat(40)
    assembly.open()
    assembly.begin(assembly.closed)
    assembly.take(assembly.secret)
    lan, hung = assembly.house.standing("lan"), assembly.house.standing("hung")
    speaking.add_speaker(meeting=assembly.meeting, speaker="Người kín", by=lan, at=NINE)
    remarks.comment(meeting=assembly.meeting, text="Góp ý kín", by=hung, at=NINE)
    remarks.propose(meeting=assembly.meeting, text="Đề xuất kín", by=hung, at=NINE)
    vote = voting.open_vote(meeting=assembly.meeting, question="Câu hỏi kín?", mode="hands", by=lan, at=NINE)
    voting.enter_tally(vote=vote, point=None, tally=Tally(37), by=lan, at=NINE)
    return voting.close_vote(vote=vote, expected_version=1, by=lan, at=NINE)


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# The chair's console ---------------------------------------------------------------------------------------


def test_the_console_takes_the_meeting_from_opening_to_its_end(assembly: Assembly, visit: Visit) -> None:
    assembly.seat(40)
    lan = visit("lan")
    console = path(assembly, "dieu-hanh/")
    assert "Khai mạc hội nghị" in text(lan.get(console))

    assert lan.send(console, {"step": "open", "version": "1"}).status_code == 302
    lan.send(console, {"step": "begin_part", "about": str(assembly.enlarged.pk), "version": "1"})
    lan.send(console, {"step": "take_item", "about": str(assembly.first.pk), "version": "2"})
    lan.send(console, {"step": "pause", "minutes": "10", "version": "3"})
    assert "Tiếp tục sau giải lao" in text(lan.get(console))
    lan.send(console, {"step": "resume", "version": "4"})
    done = lan.send(path(assembly, "dieu-hanh/be-mac/"), {"version": "5"})

    assert done.status_code == 302
    assert Meeting.objects.get(pk=assembly.meeting.pk).state == "concluded"
    assert "Hội nghị đã kết thúc" in text(lan.get(path(assembly, "dang-hop/")))


def test_the_console_proposes_a_vote_and_tells_of_a_missing_quorum(assembly: Assembly, visit: Visit) -> None:
    assembly.seat(32)
    assembly.open()
    assembly.begin(assembly.enlarged)
    assembly.take(assembly.first)

    shown = text(visit("lan").get(path(assembly, "dieu-hanh/")))

    assert "Xem ai có mặt: chưa đủ số ủy viên" in shown
    assert "32/49 ủy viên; 0 đại biểu mời" in shown
    refused = visit("lan").send(path(assembly, "bieu-quyet/moi/"), {"question": "?", "mode": "hands"})
    assert refused.status_code == 422
    assert "có mặt 32 trên 49 ủy viên, cần 33" in text(refused)


def test_the_second_chair_at_the_same_moment_gets_the_sentence_and_the_present_state(
    assembly: Assembly, visit: Visit
) -> None:
    run(assembly)
    version = str(assembly.version)
    first = visit("lan").send(
        path(assembly, "dieu-hanh/"),
        {"step": "take_item", "about": str(assembly.second.pk), "version": version},
    )

    second = visit("minh").send(path(assembly, "dieu-hanh/"), {"step": "end_part", "version": version})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "người chủ trì khác đã chuyển bước của hội nghị" in text(second)
    assert "Thảo luận nhiệm vụ quý II" in text(second)
    assert floor_of(assembly.meeting).item == assembly.second


def test_a_refusal_of_a_step_stands_on_the_console(assembly: Assembly, visit: Visit) -> None:
    run(assembly)

    answer = visit("lan").send(
        path(assembly, "dieu-hanh/"), {"step": "resume", "version": str(assembly.version)}
    )

    assert answer.status_code == 422
    assert "Hội nghị không đang giải lao." in text(answer)
    for step in ("", "nonsense", "begin_part"):
        assert (
            visit("lan").send(path(assembly, "dieu-hanh/"), {"step": step, "about": "x"}).status_code == 404
        )


def test_only_chairs_and_the_chief_of_office_open_the_console(assembly: Assembly, visit: Visit) -> None:
    for who, status in {"lan": 200, "minh": 200, "van": 404, "hung": 404, "hoa": 404, "diem": 404}.items():
        assert visit(who).get(path(assembly, "dieu-hanh/")).status_code == status


# Speakers, comments, proposals -----------------------------------------------------------------------------


def test_a_member_asks_to_speak_on_the_phone_and_the_clerk_gives_the_floor(
    assembly: Assembly, visit: Visit
) -> None:
    run(assembly)
    hung, van = visit("hung"), visit("van")
    assert "Xin phát biểu" in text(hung.get(path(assembly, "dang-hop/")))

    hung.send(path(assembly, "xin-phat-bieu/dang-ky/"))
    turn = Turn.objects.get()
    waits = text(hung.get(path(assembly, "dang-hop/")))
    van.send(path(assembly, f"xin-phat-bieu/{turn.pk}/"), {"act": "give", "from": "queue"})

    assert "Đã có tên trong danh sách phát biểu." in waits
    assert "Micrô bật" in text(van.get(path(assembly, "xin-phat-bieu/")))
    assert "Đang phát biểu Phạm Quốc Hùng" in text(visit("hoa").get(path(assembly, "dang-hop/")))
    twice = hung.send(path(assembly, "xin-phat-bieu/dang-ky/"))
    assert twice.status_code == 302
    assert hung.send(path(assembly, "xin-phat-bieu/dang-ky/")).status_code == 422


def test_the_clerk_puts_on_the_list_who_raised_a_hand_and_sets_the_time(
    assembly: Assembly, visit: Visit
) -> None:
    run(assembly)
    van = visit("van")
    van.send(path(assembly, "xin-phat-bieu/thoi-gian/"), {"list-seconds": "120", "list-is_open": "on"})

    van.send(
        path(assembly, "xin-phat-bieu/"), {"person": str(assembly.house.people["hoa"].pk), "speaker": ""}
    )
    unnamed = van.send(path(assembly, "xin-phat-bieu/"), {"person": "", "speaker": ""})

    assert list(Turn.objects.values_list("speaker", "duty", "seconds")) == [
        ("Đỗ Thị Hoa", "Chuyên viên", 120)
    ]
    assert unnamed.status_code == 422
    assert "Hãy ghi tên người muốn phát biểu." in text(unnamed)


def test_points_ask_comment_and_propose_through_their_operator(assembly: Assembly, visit: Visit) -> None:
    run(assembly)
    diem = visit("diem")
    point = assembly.points[0]
    assert "Điểm cầu Một" in text(diem.get(path(assembly, "dang-hop/")))

    diem.send(path(assembly, f"xin-phat-bieu/dang-ky/{point.pk}/"), {"speaker": "Ông Ba"})
    diem.send(path(assembly, f"gop-y/moi/?point={point.pk}"), {"item": "", "text": "Nghe không rõ"})
    diem.send(
        path(assembly, f"de-xuat/moi/?point={point.pk}"), {"item": str(assembly.first.pk), "text": "Thêm"}
    )

    van = visit("van")
    assert "Ông Ba" in text(van.get(path(assembly, "xin-phat-bieu/")))
    assert "Nghe không rõ" in text(van.get(path(assembly, "gop-y/")))
    assert "Điểm cầu Một" in text(van.get(path(assembly, "de-xuat/")))
    other = assembly.points[1]
    assert diem.get(path(assembly, f"xin-phat-bieu/dang-ky/{other.pk}/")).status_code == 404


def test_a_chair_declines_a_proposal_only_with_a_reason(assembly: Assembly, visit: Visit) -> None:
    run(assembly)
    visit("hung").send(path(assembly, "de-xuat/moi/"), {"item": "", "text": "Bỏ mục 3"})
    proposal = FloorProposal.objects.get()
    page = path(assembly, f"de-xuat/{proposal.pk}/")

    without = visit("lan").send(page, {"state": "declined", "answer": "", "into": "", "version": "1"})
    visit("lan").send(page, {"state": "declined", "answer": "Trái nghị quyết", "into": "", "version": "1"})

    assert without.status_code == 422
    assert "Trái nghị quyết" in text(visit("hung").get(page))
    assert visit("hung").send(page, {"state": "accepted", "version": "2"}).status_code == 403


def test_comments_and_proposals_wait_for_a_part_in_session(assembly: Assembly, visit: Visit) -> None:
    assembly.open()

    for page in ("gop-y/moi/", "de-xuat/moi/"):
        assert "Hiện không có phiên nào đang họp." in text(visit("hung").get(path(assembly, page)))


def test_the_office_enters_what_came_on_paper_for_a_unit_and_marks_what_was_read_out(
    assembly: Assembly, visit: Visit
) -> None:
    run(assembly)
    van = visit("van")
    unit = assembly.house.units["A2"].pk
    van.send(path(assembly, "gop-y/moi/"), {"item": "", "text": "Phiếu giấy", "unit": str(unit)})
    comment = assembly.enlarged.comments.get()

    van.send(path(assembly, f"gop-y/{comment.pk}/"))

    listed = van.get(path(assembly, "gop-y/"))
    assert "Đảng ủy Bộ Ví dụ Hai" in text(listed)
    assert "Đã đọc" in text(listed)


# Votes -----------------------------------------------------------------------------------------------------


def test_rule_S3_the_result_is_shown_with_its_base_to_all(assembly: Assembly, visit: Visit) -> None:
    run(assembly)
    lan, van = visit("lan"), visit("van")
    lan.send(path(assembly, "bieu-quyet/moi/"), {"question": "Thông qua báo cáo?", "mode": "hands"})
    vote = OpenVote.objects.get()
    page = path(assembly, f"bieu-quyet/{vote.pk}/")
    van.send(f"{page}dem/", {"place": "hall", "agree": "24", "against": "0", "abstain": "9"})

    lan.send(f"{page}ket-thuc/", {"version": "1"})

    for who in ("hung", "hoa", "diem"):
        shown = text(visit(who).get(path(assembly, "dang-hop/")))
        assert "Thông qua báo cáo? Không được thông qua" in shown
        assert "Cần 25" in shown


def test_harness_H2_points_enter_one_count_each_and_nobody_is_offered_a_second_vote(
    assembly: Assembly, visit: Visit
) -> None:
    run(assembly)
    visit("lan").send(path(assembly, "bieu-quyet/moi/"), {"question": "Thông qua?", "mode": "hands"})
    vote = OpenVote.objects.get()
    page = path(assembly, f"bieu-quyet/{vote.pk}/")
    diem = visit("diem")

    diem.send(
        f"{page}dem/", {"place": str(assembly.points[0].pk), "agree": "5", "against": "0", "abstain": "0"}
    )
    diem.send(
        f"{page}dem/", {"place": str(assembly.points[0].pk), "agree": "4", "against": "1", "abstain": "0"}
    )
    wrong = diem.send(f"{page}dem/", {"place": "hall", "agree": "4", "against": "1", "abstain": "0"})

    assert list(vote.tallies.values_list("point__code", "agree", "against")) == [("01", 4, 1)]
    assert wrong.status_code == 422
    assert "Ý kiến biểu quyết của mình" not in text(visit("hung").get(page))
    refused = visit("hung").send(f"{page}y-kien/", {"choice": "for"})
    assert refused.status_code == 422
    assert "Lần biểu quyết này đếm tay hoặc thẻ tại chỗ" in text(refused)


def test_members_vote_on_their_devices_where_the_rules_allow_it(assembly: Assembly, visit: Visit) -> None:
    run(assembly)
    visit("lan").send(path(assembly, "bieu-quyet/moi/"), {"question": "Thông qua?", "mode": "device"})
    page = path(assembly, f"bieu-quyet/{OpenVote.objects.get().pk}/")
    assert "Biểu quyết ngay" in text(visit("hung").get(path(assembly, "dang-hop/")))

    visit("hung").send(f"{page}y-kien/", {"choice": "for"})

    assert "Ý kiến đã được tính." in text(visit("hung").get(page))
    assert visit("hung").send(f"{page}y-kien/", {"choice": "against"}).status_code == 422
    assert visit("hoa").send(f"{page}y-kien/", {"choice": "for"}).status_code == 422


# Screens ---------------------------------------------------------------------------------------------------


def test_a_screen_opens_by_its_link_without_signing_in_and_goes_dark_when_revoked(
    assembly: Assembly, visit: Visit
) -> None:
    run(assembly)
    lan = visit("lan")
    lan.send(path(assembly, "man-hinh/"), {"label": "Màn hình lớn", "point": ""})
    link = ScreenLink.objects.get()
    address = f"/hoi-nghi/man-hinh/{word_of(link.pk)}/"
    assert address in lan.get(path(assembly, "man-hinh/")).content.decode()
    screen = Client()

    shown = screen.get(address)
    lan.send(path(assembly, f"man-hinh/{link.pk}/thu-hoi/"))
    dark = screen.get(address)

    assert "Dự thảo báo cáo quý I" in text(shown)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert dark.status_code == 404
    assert "Dự thảo báo cáo quý I" not in text(dark)
    assert address not in lan.get(path(assembly, "man-hinh/")).content.decode()


def test_revoking_a_link_ends_its_open_streams(assembly: Assembly, monkeypatch: Any) -> None:
    sent: list[dict[str, str]] = []
    monkeypatch.setattr(live, "_ask", sent.append)
    lan = assembly.house.standing("lan")
    link = screens.make_screen_link(meeting=assembly.meeting, label="Màn hình", by=lan, at=NINE)

    screens.revoke_screen_link(link=link, by=lan, at=NINE)

    assert sent == [{"revoke": f"screen:{link.pk}"}]


# S8: nothing of a closed part ------------------------------------------------------------------------------

SECRETS = ("Phiên nội bộ", "Việc kín", "Người kín", "Góp ý kín", "Đề xuất kín", "Câu hỏi kín")


def outsiders(assembly: Assembly, visit: Visit) -> dict[str, Client]:
    link = screens.make_screen_link(
        meeting=assembly.meeting, label="Màn hình", by=assembly.house.standing("lan"), at=NINE
    )
    screen = Client()
    screen.word = word_of(link.pk)  # type: ignore[attr-defined]
    return {"invited": visit("hoa"), "point": visit("diem"), "clerk": visit("van"), "screen": screen}


def test_rule_S8_no_page_of_the_floor_shows_anything_of_a_closed_part(
    assembly: Assembly, visit: Visit
) -> None:
    vote = close_in(assembly)
    proposal, comment = FloorProposal.objects.get(), assembly.closed.comments.get()
    turn = Turn.objects.get()
    pages = [
        path(assembly),
        *(
            path(assembly, rest)
            for rest in ("dang-hop/", "xin-phat-bieu/", "gop-y/", "de-xuat/", "bieu-quyet/")
        ),
        *(path(assembly, rest) for rest in ("gop-y/moi/", "de-xuat/moi/")),
        *(path(assembly, rest) for rest in ("gop-y/?export=xlsx", "de-xuat/?export=xlsx")),
    ]
    for name, visitor in outsiders(assembly, visit).items():
        if name == "screen":
            answers = [visitor.get(f"/hoi-nghi/man-hinh/{visitor.word}/")]  # type: ignore[attr-defined]
        else:
            answers = [visitor.get(one) for one in pages]
            for hidden in (f"bieu-quyet/{vote.pk}/", f"de-xuat/{proposal.pk}/", f"gop-y/{comment.pk}/"):
                assert visitor.get(path(assembly, hidden)).status_code == 404
            for act in (
                f"xin-phat-bieu/{turn.pk}/",
                f"bieu-quyet/{vote.pk}/dem/",
                f"bieu-quyet/{vote.pk}/y-kien/",
            ):
                assert visitor.send(path(assembly, act), {"act": "give"}).status_code == 404  # type: ignore[attr-defined]
        for answer in answers:
            assert answer.status_code in {200, 404}
            assert [secret for secret in SECRETS if secret in words_of(answer)] == []
    assert "Câu hỏi kín" in text(visit("hung").get(path(assembly, "bieu-quyet/")))


def words_of(answer: Any) -> str:
    """Return all words of a page, or of a workbook."""
    said: bytes = b"".join(answer) if answer.streaming else answer.content
    if not said.startswith(b"PK"):
        return said.decode()
    with zipfile.ZipFile(io.BytesIO(said)) as book:
        return " ".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_rule_S8_exports_hold_the_rows_of_a_closed_part_for_its_members_alone(
    assembly: Assembly, visit: Visit
) -> None:
    close_in(assembly)
    seen = {
        who: [
            secret
            for page in ("gop-y/?export=xlsx", "de-xuat/?export=xlsx")
            for secret in SECRETS
            if secret in words_of(visit(who).get(path(assembly, page)))
        ]
        for who in ("hoa", "diem", "van", "hung")
    }

    assert seen == {
        "hoa": [],
        "diem": [],
        "van": [],
        "hung": ["Phiên nội bộ", "Góp ý kín", "Phiên nội bộ", "Đề xuất kín"],
    }


def test_rule_S8_streams_of_outsiders_are_told_nothing_while_a_closed_part_runs(
    assembly: Assembly, visit: Visit, monkeypatch: Any
) -> None:
    sent: list[dict[str, str]] = []
    assembly.seat(40)
    assembly.open()
    lan = visit("lan")
    monkeypatch.setattr(live, "_ask", sent.append)

    lan.send(
        path(assembly, "dieu-hanh/"), {"step": "begin_part", "about": str(assembly.closed.pk), "version": "1"}
    )
    lan.send(
        path(assembly, "dieu-hanh/"), {"step": "take_item", "about": str(assembly.secret.pk), "version": "2"}
    )
    visit("hung").send(path(assembly, "xin-phat-bieu/dang-ky/"))
    visit("hung").send(path(assembly, "gop-y/moi/"), {"item": "", "text": "Góp ý kín"})
    lan.send(path(assembly, "dieu-hanh/"), {"step": "end_part", "version": "3"})

    assert {one["topic"] for one in sent} == {f"closed:{assembly.closed.pk}"}
    assert len(sent) == 5


def topics(page: str) -> tuple[str, ...]:
    found = re.search(r"/live/\?ticket=([^\"&]+)", page)
    assert found
    ticket = tickets.read(found[1], key=tickets.key_from(settings.SECRET_KEY), now=0)
    assert ticket
    return ticket.topics


def test_rule_S8_the_ticket_of_a_page_carries_only_topics_its_reader_may_know(
    assembly: Assembly, visit: Visit
) -> None:
    assembly.open()
    page = path(assembly, "dang-hop/")
    seen = {
        who: topics(visit(who).get(page).content.decode()) for who in ("hoa", "diem", "van", "hung", "lan")
    }
    screen = outsiders(assembly, visit)["screen"]
    of_screen = topics(screen.get(f"/hoi-nghi/man-hinh/{screen.word}/").content.decode())  # type: ignore[attr-defined]

    meeting, closed = f"meeting:{assembly.meeting.pk}", f"closed:{assembly.closed.pk}"
    assert seen == {
        "hoa": (meeting,),
        "diem": (meeting,),
        "van": (meeting,),
        "hung": (meeting, closed),
        "lan": (meeting, closed),
    }
    assert of_screen == (f"screen:{assembly.meeting.pk}",)


def test_rule_S8_versions_and_counts_tell_nothing_of_a_closed_part(assembly: Assembly, visit: Visit) -> None:
    assembly.seat(40)
    assembly.open()
    hoa = visit("hoa")
    strip = re.compile(r'ticket=[^"]+|value="[^"]{16,}"|content="[^"]+"')
    before = strip.sub("", hoa.get(path(assembly, "dang-hop/")).content.decode())

    close_in_running(assembly)

    assert strip.sub("", hoa.get(path(assembly, "dang-hop/")).content.decode()) == before


def close_in_running(assembly: Assembly) -> None:
    assembly.begin(assembly.closed)
    assembly.take(assembly.secret)
    speaking.ask_to_speak(meeting=assembly.meeting, by=assembly.house.standing("hung"), at=NINE)


def test_rule_S8_search_finds_neither_speakers_nor_words_of_the_floor(
    assembly: Assembly, visit: Visit
) -> None:
    close_in(assembly)

    for who in ("minh", "lan", "hung", "hoa"):
        for words in ("Người kín", "Góp ý kín", "Câu hỏi kín"):
            found = text(visit(who).get("/tim-kiem/", {"q": f'"{words}"'}))
            assert assembly.meeting.title not in found


# Cost ------------------------------------------------------------------------------------------------------


def _queries(visitor: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert visitor.get(page).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in counted)


def test_pages_of_the_floor_cost_the_same_whatever_the_meeting_holds(
    assembly: Assembly, visit: Visit, house: House
) -> None:
    run(assembly)
    TreeStamp.objects.get_or_create(id=1)
    lan, hung, van = visit("lan"), visit("hung"), visit("van")
    vote = voting.open_vote(
        meeting=assembly.meeting, question="?", mode="hands", by=house.standing("lan"), at=NINE
    )
    van_standing = house.standing("van")
    speaking.add_speaker(meeting=assembly.meeting, speaker="Một", by=van_standing, at=NINE)
    pages = [
        (lan, path(assembly, "dieu-hanh/")),
        (hung, path(assembly, "dang-hop/")),
        (van, path(assembly, "xin-phat-bieu/")),
        (van, path(assembly, f"bieu-quyet/{vote.pk}/")),
        (hung, path(assembly, "gop-y/")),
    ]
    remarks.comment(meeting=assembly.meeting, text="Một", by=house.standing("hung"), at=NINE)
    for visitor, page in pages:
        visitor.get(page)
    few = [_queries(visitor, page) for visitor, page in pages]

    for number in range(12):
        speaking.add_speaker(meeting=assembly.meeting, speaker=f"Khách {number}", by=van_standing, at=NINE)
        remarks.comment(meeting=assembly.meeting, text=f"Ý {number}", by=house.standing("hung"), at=NINE)

    assert [_queries(visitor, page) for visitor, page in pages] == few
    assert max(few) <= 36
