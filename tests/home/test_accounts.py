"""The office's pages for accounts: whose it may help with, links, closing, second factors for roles."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.conftest import START, House, Visitor, at
from tests.people.conftest import Browser, rows, verbs

from nghisu.home.actions.accounts import hand_out_link, require_factor
from nghisu.home.queries.accounts import people_helped_by
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.models import Mandate
from nghisu.organisation.rules.policy import Role
from nghisu.people.models import Link, Person, RequiredFactor

Visit = Callable[[str], Visitor]
NOW = at("2023-04-21 15:00")
NEW = "chuồn chuồn bay thấp 84"


def names(answer: Any) -> list[str]:
    return re.findall(r'/nguoi-dung/[0-9a-f-]{36}/"\s*>\s*([^<]*?)\s*</a>', answer.content.decode())


def path(house: House, key: str, act: str = "") -> str:
    return f"/nguoi-dung/{house.people[key].pk}/{act}"


def test_the_chief_finds_the_accounts_of_the_committee_and_below(visit: Visit) -> None:
    answer = visit("minh").get("/nguoi-dung/")

    assert names(answer) == [
        "Ngô Văn Điểm",
        "Vũ Thanh Hà",
        "Đỗ Thị Hoa",
        "Phạm Quốc Hùng",
        "Hoàng Văn Kiểm",
        "Lê Thị Lan",
        "Nguyễn Văn Minh",
        "Bùi Thị Trên",
        "Mai Quản Trị",
        "Trần Thị Vân",
    ]


def test_a_person_is_found_without_marks_and_by_username(visit: Visit) -> None:
    assert names(visit("minh").get("/nguoi-dung/?q=do thi")) == ["Đỗ Thị Hoa"]
    assert names(visit("minh").get("/nguoi-dung/?q=QUANTRI")) == ["Mai Quản Trị"]


def test_peer_T08_a_search_shows_twenty_people_and_says_that_there_may_be_more(
    house: House, visit: Visit
) -> None:
    for number in range(30):
        house.add_person(f"nv{number}", f"Nguyễn Văn Thử {number}", "A1", "specialist")

    answer = visit("minh").get("/nguoi-dung/?q=thu")

    assert len(names(answer)) == 20
    assert "Đang hiện 20 người đầu tiên." in answer.content.decode()


def test_peer_T08_the_page_holds_no_field_that_the_office_does_not_need(house: House, visit: Visit) -> None:
    Person.objects.filter(username="hoa").update(email="hoa.rieng@example.vn")
    hoa = Person.objects.get(username="hoa")

    texts = [visit("minh").get(where).content.decode() for where in ("/nguoi-dung/", path(house, "hoa"))]

    assert [word for word in ("hoa.rieng@example.vn", hoa.password) for text in texts if word in text] == []


def test_peer_T08_asking_for_one_name_after_the_other_is_slowed_down(visit: Visit) -> None:
    minh = visit("minh")

    found = [minh.get(f"/nguoi-dung/?q=a{number}").status_code for number in range(62)]

    assert found == [200] * 60 + [429] * 2


def test_the_list_asks_the_same_number_of_questions_for_three_people_and_for_twenty(
    house: House, visit: Visit
) -> None:
    minh = visit("minh")
    minh.get("/nguoi-dung/")
    counts = []
    for words in ("hoa", "thi", ""):
        with CaptureQueriesContext(connection) as found:
            minh.get(f"/nguoi-dung/?q={words}")
        counts.append(len(found))

    assert len(set(counts)) == 1
    assert counts[0] <= 12


@pytest.mark.parametrize("key", ["van", "lan", "hung", "hoa", "kiem", "tren", "la"])
def test_nobody_but_the_office_opens_the_pages(visit: Visit, house: House, key: str) -> None:
    visitor = visit(key)
    before = rows()

    answers = [
        visitor.get("/nguoi-dung/").status_code,
        visitor.get(path(house, "ha")).status_code,
        visitor.get("/nguoi-dung/xac-thuc/").status_code,
        visitor.send(path(house, "ha", "tao/"), {"username": "hacker"}).status_code,
        visitor.send(path(house, "ha", "duong-dan/")).status_code,
        visitor.send(path(house, "ha", "thu-hoi/")).status_code,
        visitor.send(path(house, "ha", "khoa/"), {"reason": "x"}).status_code,
        visitor.send(path(house, "ha", "mo-lai/"), {"reason": "x"}).status_code,
        visitor.send(
            "/nguoi-dung/xac-thuc/doi/",
            {"role": "clerk", "unit": str(house.units["DUK"].pk), "wanted": "yes"},
        ).status_code,
    ]

    assert answers == [404] * 9
    assert rows() == before


def test_the_office_of_an_affiliate_reaches_its_own_people_and_no_others(house: House, visit: Visit) -> None:
    house.add_person("binh", "Cao Văn Bình", "A1", "chief_of_office")
    binh = visit("binh")
    before = rows()

    assert names(binh.get("/nguoi-dung/")) == ["Cao Văn Bình", "Ngô Văn Điểm", "Đỗ Thị Hoa"]
    assert [binh.get(path(house, key)).status_code for key in ("hoa", "ha", "minh", "lan")] == [
        200,
        404,
        404,
        404,
    ]
    assert binh.send(path(house, "ha", "duong-dan/")).status_code == 404
    assert rows() == before


def test_one_mandate_outside_is_enough_to_be_out_of_reach(house: House) -> None:
    house.add_person("binh", "Cao Văn Bình", "A1", "chief_of_office")
    Mandate.objects.create(
        person=house.people["lan"], unit=house.units["A1"], office="member", first=START
    )  # the superior's deputy secretary also sits in the affiliate

    with pytest.raises(NotAllowed):
        hand_out_link(
            person_id=house.people["lan"].pk,
            clears_factors=False,
            reason="",
            by=house.standing("binh"),
            at=NOW,
        )


def test_who_left_office_is_judged_by_where_they_served(house: House) -> None:
    Mandate.objects.filter(person=house.people["hoa"]).update(until=datetime.date(2023, 1, 1))
    house.add_person("binh", "Cao Văn Bình", "A1", "chief_of_office")

    def reached(by: str) -> set[str | None]:
        return set(people_helped_by(house.standing(by)).values_list("username", flat=True))

    assert "hoa" in reached("binh")
    assert "hoa" in reached("minh")
    assert "la" not in reached("minh")  # never held a mandate


def test_an_account_is_created_and_gets_its_first_password_by_a_link(house: House, visit: Visit) -> None:
    person = Person.objects.create_person(full_name="Trịnh Thị Mới")
    Mandate.objects.create(person=person, unit=house.units["A1"], office="specialist", first=START)
    house.people["moi"] = person
    minh = visit("minh")

    proposed = minh.get(path(house, "moi")).content.decode()
    minh.send(path(house, "moi", "tao/"), {"username": "moitt"})
    waiting = minh.get(path(house, "moi")).content.decode()
    minh.send(path(house, "moi", "duong-dan/"))
    shown = minh.get(path(house, "moi")).content.decode()
    (address,) = re.findall(r"http://testserver(/tai-khoan/khoi-phuc/[\w-]+/)", shown)
    newcomer = Browser()
    newcomer.send(address, {"password1": NEW, "password2": NEW})
    newcomer.sign_in("moitt", NEW)

    assert 'value="moitt"' in proposed
    assert "Chờ đặt mật khẩu lần đầu" in waiting
    assert newcomer.is_signed_in
    assert verbs(person) == ["account.opened", "account.recovery_link_issued", "account.recovered"]


def test_a_taken_username_is_named_beside_the_field_and_nothing_typed_is_lost(
    house: House, visit: Visit
) -> None:
    person = Person.objects.create_person(full_name="Trịnh Thị Mới")
    Mandate.objects.create(person=person, unit=house.units["A1"], office="specialist", first=START)
    house.people["moi"] = person

    answer = visit("minh").send(path(house, "moi", "tao/"), {"username": "Minh"})

    assert answer.status_code == 422
    assert "Tên đăng nhập minh đã có người dùng. Hãy chọn tên khác." in answer.content.decode()
    assert 'value="Minh"' in answer.content.decode()


def test_the_link_is_shown_to_its_issuer_alone_and_for_fifteen_minutes(
    house: House, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit("minh").send(path(house, "hoa", "duong-dan/"))

    issuer = visit("minh").get(path(house, "hoa")).content.decode()
    another = visit("quantri").get(path(house, "hoa")).content.decode()
    issued_at = Link.objects.get().issued_at
    later = issued_at + datetime.timedelta(minutes=15)
    monkeypatch.setattr("nghisu.kit.clock.now", lambda: later)
    late = visit("minh").get(path(house, "hoa")).content.decode()

    assert ["/tai-khoan/khoi-phuc/" in text for text in (issuer, another, late)] == [True, False, False]
    assert ["Thu hồi đường dẫn" in text for text in (issuer, another, late)] == [True, True, True]


def test_a_withdrawn_link_no_longer_stands_on_the_page(house: House, visit: Visit) -> None:
    minh = visit("minh")
    minh.send(path(house, "hoa", "duong-dan/"))

    minh.send(path(house, "hoa", "thu-hoi/"))

    assert "/tai-khoan/khoi-phuc/" not in minh.get(path(house, "hoa")).content.decode()


def test_clearing_factors_needs_a_reason(house: House, visit: Visit) -> None:
    minh = visit("minh")

    without = minh.send(path(house, "hoa", "duong-dan/"), {"clears_factors": "on"})
    given = minh.send(path(house, "hoa", "duong-dan/"), {"clears_factors": "on", "reason": "mất điện thoại"})

    assert without.status_code == 422
    assert "Hãy ghi lý do gỡ lớp xác thực thứ hai" in without.content.decode()
    assert given.status_code == 302
    assert Link.objects.get().clears_factors is True


def test_nobody_helps_themselves(house: House, visit: Visit) -> None:
    answer = visit("minh").send(path(house, "minh", "duong-dan/"))

    assert answer.status_code == 422
    assert Link.objects.count() == 0


def test_an_account_is_closed_with_a_reason_and_opened_again(house: House, visit: Visit) -> None:
    hoa = Browser()
    hoa.sign_in("hoa")
    minh = visit("minh")

    without = minh.send(path(house, "hoa", "khoa/"))
    still = hoa.is_signed_in
    minh.send(path(house, "hoa", "khoa/"), {"reason": "chuyển công tác"})
    closed = hoa.is_signed_in
    minh.send(path(house, "hoa", "mo-lai/"), {"reason": "trở lại"})

    assert without.status_code == 422
    assert (still, closed) == (True, False)
    assert Browser().sign_in("hoa").headers["Location"] == "/"
    assert verbs(house.people["hoa"]) == ["account.closed", "account.reopened"]


@pytest.mark.parametrize("act", ["tao/", "khoa/", "mo-lai/", "duong-dan/", "thu-hoi/"])
def test_the_same_form_sent_twice_acts_once(house: House, visit: Visit, act: str) -> None:
    minh = visit("minh")
    if act == "mo-lai/":
        minh.send(path(house, "hoa", "khoa/"), {"reason": "x"})
    if act == "tao/":
        Person.objects.filter(username="hoa").update(username=None)
    before = len(verbs(house.people["hoa"]))

    for _ in range(2):
        minh.send(path(house, "hoa", act), {"reason": "x", "username": "hoadt"}, key="k" * 20)

    assert len(verbs(house.people["hoa"])) == before + 1


# second factors for roles


def require(visitor: Visitor, house: House, role: str, wanted: str = "yes", unit: str = "DUK") -> Any:
    return visitor.send(
        "/nguoi-dung/xac-thuc/doi/", {"role": role, "unit": str(house.units[unit].pk), "wanted": wanted}
    )


def test_a_role_that_needs_a_second_factor_leads_to_the_account_page(house: House, visit: Visit) -> None:
    require(visit("minh"), house, "clerk")

    clerk = visit("van").get("/", follow=True)
    member = visit("hung").get("/")

    assert clerk.redirect_chain == [("/tai-khoan/", 302)]
    assert "Văn phòng yêu cầu chức vụ này phải có lớp xác thực thứ hai." in clerk.content.decode()
    assert member.status_code == 200


def test_a_form_is_held_back_too(house: House, visit: Visit) -> None:
    require(visit("quantri"), house, "chief_of_office")

    answer = visit("minh").send(path(house, "hoa", "khoa/"), {"reason": "x"})

    assert answer.headers["Location"] == "/tai-khoan/"
    assert verbs(house.people["hoa"]) == []


def test_with_the_second_factor_everything_opens(
    house: House, visit: Visit, app_of: Callable[[str], Callable[[], str]]
) -> None:
    require(visit("minh"), house, "clerk")
    app_of("van")

    assert visit("van").get("/").status_code == 200


def test_the_requirement_counts_below_and_not_beside(house: House, visit: Visit) -> None:
    require_factor(role=Role.SPECIALIST, unit_id=house.units["A1"].pk, by=_chief_of(house, "A1"), at=NOW)
    from nghisu.people.queries.factors import forget_required_factors

    forget_required_factors()

    assert visit("hoa").get("/").status_code == 302
    assert visit("ha").get("/").status_code == 200


def _chief_of(house: House, unit: str) -> Any:
    house.add_person("binh", "Cao Văn Bình", unit, "chief_of_office")
    return house.standing("binh")


def test_a_requirement_is_released_again(house: House, visit: Visit) -> None:
    minh = visit("minh")
    require(minh, house, "clerk")

    require(minh, house, "clerk", wanted="no")

    assert visit("van").get("/").status_code == 200
    assert RequiredFactor.objects.count() == 0


def test_another_committee_s_requirement_is_not_ours_to_set(house: House, visit: Visit) -> None:
    house.add_person("binh", "Cao Văn Bình", "A1", "chief_of_office")
    before = rows()

    answers = [
        require(visit("binh"), house, "clerk", unit="DUK").status_code,
        require(visit("binh"), house, "clerk", unit="A2").status_code,
        require(visit("minh"), house, "clerk", unit="A1").status_code,
    ]

    assert answers == [403] * 3
    assert [len(found) for found in rows().values()] != []
    assert rows()["nghisu.RequiredFactor"] == before["nghisu.RequiredFactor"]


def test_the_page_counts_who_has_a_second_factor(
    house: House, visit: Visit, app_of: Callable[[str], Callable[[], str]]
) -> None:
    app_of("van")

    text = visit("minh").get("/nguoi-dung/xac-thuc/").content.decode()

    (clerk,) = re.findall(
        r"<td[^>]*>\s*Văn thư\s*</td>\s*<td[^>]*>\s*(\d+)\s*</td>\s*<td[^>]*>\s*(\d+)\s*</td>", text
    )
    assert clerk == ("1", "1")


@pytest.mark.parametrize(
    "data", [{}, {"role": "nobody"}, {"role": "clerk", "unit": "x", "wanted": "yes"}, {"role": "clerk"}]
)
def test_a_form_made_up_by_hand_does_nothing(visit: Visit, data: dict[str, str]) -> None:
    assert visit("minh").send("/nguoi-dung/xac-thuc/doi/", data).status_code == 404
