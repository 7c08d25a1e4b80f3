"""The pages of notices: numbers only, put away one by one, how to be told kept, the count for the frame."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import House, Visitor
from tests.corner.conftest import Morning
from tests.notices.conftest import is_about
from tests.notices.outside import Post, PushService

from nghisu.notices.models import NoticeChoice, NoticeSeen, PushDevice

Visit = Callable[[str], Visitor]
CHOICE: dict[str, Any] = {
    "level": "always",
    "mail": "never",
    "address": "",
    "quiet_from": "22:00",
    "quiet_until": "06:30",
    "urgent_through": "on",
}


def test_the_page_tells_numbers_and_a_text_for_a_messenger_that_names_nothing(
    morning: Morning, visit: Visit
) -> None:
    page = visit("hung").get("/thong-bao/").content.decode()

    assert "Có 1 tài liệu cần đọc." not in page  # the session began ten minutes ago
    assert "Có 1 hội nghị đã mở điểm danh." in page
    text = page.partition("<textarea")[2].partition("</textarea>")[0].partition(">")[2]
    assert text.splitlines()[-1] == "Mở: http://testserver/thong-bao/"
    assert [word for word in is_about(morning) if word in page.partition("<main")[2]] == []


def test_one_kind_is_put_away_and_the_others_stay(morning: Morning, visit: Visit) -> None:
    hung = visit("hung")
    before = hung.get("/thong-bao/so-dem.json").json()["count"]

    answer = hung.send("/thong-bao/", {"key": "check_ins"})

    assert answer.status_code == 302
    assert NoticeSeen.objects.get().key == "check_ins"
    assert hung.get("/thong-bao/so-dem.json").json()["count"] == before - 1


def test_how_one_is_told_is_kept_and_shown_again(house: House, visit: Visit, post: Post) -> None:
    hung = visit("hung")

    answer = hung.send("/thong-bao/cai-dat/", CHOICE | {"mail": "daily", "address": "hung@example.vn"})

    kept = NoticeChoice.objects.get()
    page = hung.get("/thong-bao/cai-dat/").content.decode()
    assert answer.status_code == 302
    assert (kept.mail, kept.address, kept.quiet_from) == ("daily", "hung@example.vn", datetime.time(22))
    assert 'value="hung@example.vn"' in page
    hung.send("/thong-bao/cai-dat/", CHOICE)
    assert NoticeChoice.objects.get().address == ""


@pytest.mark.parametrize(
    "change",
    [
        {"mail": "daily"},
        {"mail": "daily", "address": "không phải thư"},
        {"mail": "hourly"},
        {"quiet_from": "25:00"},
        {"level": ""},
    ],
)
def test_a_choice_that_cannot_be_kept_is_refused_beside_its_field(
    house: House, visit: Visit, post: Post, change: dict[str, str]
) -> None:
    answer = visit("hung").send("/thong-bao/cai-dat/", CHOICE | change)

    assert answer.status_code == 422
    assert NoticeChoice.objects.count() == 0
    assert 'aria-invalid="true"' in answer.content.decode()


def test_where_no_mail_leaves_it_is_said_and_refused(house: House, visit: Visit) -> None:
    hung = visit("hung")

    page = hung.get("/thong-bao/cai-dat/").content.decode()
    answer = hung.send("/thong-bao/cai-dat/", CHOICE | {"mail": "daily", "address": "a@example.vn"})

    assert "Hệ thống này chưa gửi thư" in page
    assert "Hệ thống này không báo tin cho trình duyệt" in page
    assert "data-push=" not in page
    assert (answer.status_code, NoticeChoice.objects.count()) == (422, 0)


def test_one_sees_and_takes_out_ones_own_browsers_only(house: House, visit: Visit, push: PushService) -> None:
    for who in ("hung", "ha"):
        form = push.browser(who).form
        visit(who).send("/thong-bao/thiet-bi/", form, headers={"User-Agent": f"Firefox/1 Linux {who}"})
    mine, other = (PushDevice.objects.get(person=house.people[who]) for who in ("hung", "ha"))
    hung = visit("hung")

    page = hung.get("/thong-bao/cai-dat/").content.decode()
    answers = [hung.send(f"/thong-bao/thiet-bi/{one.pk}/go/").status_code for one in (mine, other)]

    assert page.count('data-label="Trình duyệt"') == 1
    assert str(mine.pk) in page
    assert str(other.pk) not in page
    assert answers == [302, 404]
    assert list(PushDevice.objects.all()) == [other]


def test_the_settings_are_reached_from_the_account_and_the_corner(morning: Morning, visit: Visit) -> None:
    hung = visit("hung")

    pages = [hung.get(path).content.decode() for path in ("/tai-khoan/", "/goc-dai-bieu/", "/thong-bao/")]

    assert [page.count('href="/thong-bao/cai-dat/"') for page in pages] == [1, 1, 1]
    assert 'data-notices="/thong-bao/so-dem.json"' in pages[0]
