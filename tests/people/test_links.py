"""One-time links: bound to one person and one purpose, spent once, never readable from the data."""

import datetime
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from tests.conftest import House, at
from tests.people.conftest import PASSWORD, Browser, rows, verbs

from nghisu.people.actions.accounts import AlreadyClosed, HasNoAccount, close_account
from nghisu.people.actions.links import (
    NotForYourself,
    ReasonMissing,
    issue_recovery_link,
    issue_sign_in_link,
    use_recovery_link,
    use_sign_in_link,
    withdraw_recovery_links,
)
from nghisu.people.models import Link, Person
from nghisu.people.queries.links import token_of
from nghisu.people.rules.links import LinkSpent

NOW = at("2023-04-21 15:00")
NEW = "chuồn chuồn bay thấp 84"


@pytest.fixture(autouse=True)
def afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages read the clock of the tests."""
    monkeypatch.setattr("nghisu.kit.clock.now", lambda: NOW)


def recovery_of(house: House, key: str = "hoa", *, clears: bool = False, reason: str = "") -> str:
    link = issue_recovery_link(
        person_id=house.people[key].pk,
        clears_factors=clears,
        reason=reason,
        by=house.people["minh"],
        at=NOW,
    )
    return token_of(link)


def page(token: str) -> str:
    return f"/tai-khoan/khoi-phuc/{token}/"


def new_password(password: str = NEW) -> dict[str, str]:
    return {"password1": password, "password2": password}


def test_a_recovery_link_sets_a_new_password_and_signs_every_device_out(house: House) -> None:
    old = Browser("203.0.113.5")
    old.sign_in("hoa")
    token = recovery_of(house)
    browser = Browser()

    answer = browser.send(page(token), new_password())

    assert answer.headers["Location"] == "/tai-khoan/dang-nhap/"
    assert not old.is_signed_in
    assert browser.sign_in("hoa", PASSWORD).status_code == 200
    browser.sign_in("hoa", NEW)
    assert browser.is_signed_in
    assert verbs(house.people["hoa"]) == ["account.recovery_link_issued", "account.recovered"]


def test_looking_at_a_link_spends_nothing(house: House) -> None:
    token = recovery_of(house)
    before = rows()

    first, second = Browser().get(page(token)), Browser().get(page(token))

    assert (first.status_code, second.status_code) == (200, 200)
    assert rows() == before
    assert first.headers["Referrer-Policy"] == "same-origin"
    assert first.headers["Cache-Control"] == "no-store, private"


def test_a_spent_link_does_nothing_more(house: House) -> None:
    token = recovery_of(house)
    Browser().send(page(token), new_password())

    answer = Browser().send(page(token), new_password("thuyền xa bến cũ 12"))

    assert answer.status_code == 404
    assert Browser().sign_in("hoa", NEW).status_code == 302


def test_a_weak_password_does_not_spend_the_link(house: House) -> None:
    token = recovery_of(house)

    weak = Browser().send(page(token), new_password("matkhau2023"))
    strong = Browser().send(page(token), new_password())

    assert weak.status_code == 422
    assert strong.status_code == 302


@pytest.mark.parametrize(("hours", "opens"), [(0, True), (23.99, True), (24, False), (48, False)])
def test_a_recovery_link_lasts_twenty_four_hours(house: House, hours: float, opens: bool) -> None:
    token = recovery_of(house)
    later = NOW + datetime.timedelta(hours=hours)

    if opens:
        use_recovery_link(token=token, password=NEW, at=later)
    else:
        with pytest.raises(LinkSpent):
            use_recovery_link(token=token, password=NEW, at=later)


def test_a_new_link_makes_the_earlier_one_useless(house: House) -> None:
    first = recovery_of(house)
    second = recovery_of(house)

    with pytest.raises(LinkSpent):
        use_recovery_link(token=first, password=NEW, at=NOW)
    use_recovery_link(token=second, password=NEW, at=NOW)


def test_a_withdrawn_link_is_useless(house: House) -> None:
    token = recovery_of(house)

    withdraw_recovery_links(person_id=house.people["hoa"].pk, by=house.people["minh"], at=NOW)

    with pytest.raises(LinkSpent):
        use_recovery_link(token=token, password=NEW, at=NOW)


def test_the_token_stands_nowhere_in_the_data(house: House) -> None:
    token = recovery_of(house)
    Browser().send(page(token), new_password("matkhau2023"))
    Browser().send(page(token), new_password())

    assert token not in repr(rows())


def test_peer_T11_a_link_of_one_purpose_opens_nothing_else(house: House) -> None:
    recovery = recovery_of(house)
    sign_in = token_of(issue_sign_in_link(person=house.people["hoa"], at=NOW))

    answers = [Browser().send(f"/tai-khoan/vao/{recovery}/"), Browser().send(page(sign_in), new_password())]

    assert [answer.status_code for answer in answers] == [404, 404]
    with pytest.raises(LinkSpent):
        use_sign_in_link(token=recovery, at=NOW)


def test_peer_T11_a_link_serves_its_own_person_alone(house: House) -> None:
    token = recovery_of(house, "hoa")

    Browser().send(page(token), {**new_password(), "person": "minh", "username": "minh", "user": "minh"})

    assert Browser().sign_in("minh").status_code == 302
    assert Browser("203.0.113.8").sign_in("hoa", NEW).status_code == 302


def test_peer_T12_closing_an_account_makes_its_links_useless_for_good(house: House) -> None:
    hoa, minh = house.people["hoa"], house.people["minh"]
    recovery, sign_in = recovery_of(house), token_of(issue_sign_in_link(person=hoa, at=NOW))

    close_account(person_id=hoa.pk, reason="nghỉ hưu", by=minh, at=NOW)
    closed = [
        Browser().get(page(recovery)).status_code,
        Browser().get(f"/tai-khoan/vao/{sign_in}/").status_code,
    ]
    Person.objects.filter(pk=hoa.pk).update(is_active=True)

    assert closed == [404, 404]
    with pytest.raises(LinkSpent):
        use_recovery_link(token=recovery, password=NEW, at=NOW)
    with pytest.raises(LinkSpent):
        use_sign_in_link(token=sign_in, at=NOW)


def test_peer_T12_a_closed_account_gets_no_link(house: House) -> None:
    close_account(person_id=house.people["hoa"].pk, reason="nghỉ hưu", by=house.people["minh"], at=NOW)

    with pytest.raises(AlreadyClosed):
        recovery_of(house)


def test_peer_T14_every_link_that_does_not_work_gets_the_same_page(house: House) -> None:
    spent = recovery_of(house)
    Browser().send(page(spent), new_password())
    withdrawn = recovery_of(house)
    withdraw_recovery_links(person_id=house.people["hoa"].pk, by=house.people["minh"], at=NOW)
    made_up = "A" * len(spent)

    bodies = {
        text.replace(token, "").split("<main")[1]
        for token in (spent, withdrawn, made_up)
        for text in [Browser().get(page(token)).content.decode()]
    }

    assert len({_without_keys(body) for body in bodies}) == 1


def _without_keys(text: str) -> str:
    import re

    return re.sub(r'(name="(?:csrfmiddlewaretoken|idempotency_key)" value=")[^"]*', r"\1", text)


def test_nobody_hands_a_link_to_themselves(house: House) -> None:
    with pytest.raises(NotForYourself):
        recovery_of(house, "minh")


def test_who_has_no_account_gets_no_link(house: House) -> None:
    person = Person.objects.create_person(full_name="Chỉ Có Tên")

    with pytest.raises(HasNoAccount):
        issue_recovery_link(
            person_id=person.pk, clears_factors=False, reason="", by=house.people["minh"], at=NOW
        )


def test_factors_are_cleared_only_when_the_office_says_so_and_why(
    house: House, app_of: Callable[[str], Callable[[], str]]
) -> None:
    app_of("hoa")
    with pytest.raises(ReasonMissing):
        recovery_of(house, clears=True)

    use_recovery_link(token=recovery_of(house), password=NEW, at=NOW)
    kept = Authenticator.objects.filter(user=house.people["hoa"]).count()
    use_recovery_link(token=recovery_of(house, clears=True, reason="mất điện thoại"), password=NEW, at=NOW)

    assert kept == 1
    assert Authenticator.objects.filter(user=house.people["hoa"]).count() == 0


def test_peer_T16_a_recovery_link_leaves_the_second_step_in_place(
    house: House, app_of: Callable[[str], Callable[[], str]]
) -> None:
    app_of("hoa")
    browser = Browser()
    browser.send(page(recovery_of(house)), new_password())

    answer = browser.sign_in("hoa", NEW)

    assert answer.headers["Location"] == "/tai-khoan/dang-nhap/ma/"
    assert not browser.is_signed_in


# one-time sign-in


def test_a_sign_in_link_asks_first_and_signs_in_once(house: House) -> None:
    token = token_of(issue_sign_in_link(person=house.people["hoa"], at=NOW))
    browser, second = Browser(), Browser("203.0.113.5")

    asked = browser.get(f"/tai-khoan/vao/{token}/")
    answer = browser.send(f"/tai-khoan/vao/{token}/")
    again = second.send(f"/tai-khoan/vao/{token}/")

    assert "Đỗ Thị Hoa" in asked.content.decode()
    assert answer.headers["Location"] == "/"
    assert browser.is_signed_in
    assert again.status_code == 404
    assert not second.is_signed_in
    assert verbs(house.people["hoa"]) == ["account.sign_in_link_issued", "account.sign_in_link_used"]


def test_peer_T16_a_sign_in_link_demands_the_second_factor(
    house: House, app_of: Callable[[str], Callable[[], str]]
) -> None:
    read = app_of("hoa")
    token = token_of(issue_sign_in_link(person=house.people["hoa"], at=NOW))
    browser = Browser()

    answer = browser.send(f"/tai-khoan/vao/{token}/")

    assert answer.headers["Location"] == "/tai-khoan/dang-nhap/ma/"
    assert not browser.is_signed_in

    browser.send("/tai-khoan/dang-nhap/ma/", {"code": read()})

    assert browser.is_signed_in


def test_the_command_prints_one_address_a_username(house: House) -> None:
    out = StringIO()

    call_command("signin_link", "hoa", "MINH", "--base", "http://localhost:8123/", stdout=out)

    addresses = out.getvalue().split()
    assert [address[:36] for address in addresses] == ["http://localhost:8123/tai-khoan/vao/"] * 2
    assert Browser().get(addresses[0].removeprefix("http://localhost:8123")).status_code == 200


def test_the_command_names_who_is_missing(house: House) -> None:
    with pytest.raises(CommandError, match="Nobody has the username khongco."):
        call_command("signin_link", "khongco")


def test_two_who_spend_a_link_at_once_are_not_both_let_in(house: House) -> None:
    token = recovery_of(house)
    link = Link.objects.get()
    Link.objects.filter(pk=link.pk).update(used_at=NOW)  # the other was faster, after our look at it

    from nghisu.people.actions.links import _spend

    with pytest.raises(LinkSpent):
        _spend(link, NOW)
    assert token_of(link) == token


def test_a_replayed_form_gives_no_session(house: House) -> None:
    token = token_of(issue_sign_in_link(person=house.people["hoa"], at=NOW))
    Browser().send(f"/tai-khoan/vao/{token}/", key="k" * 20)
    thief = Browser("203.0.113.66")

    thief.send(f"/tai-khoan/vao/{token}/", key="k" * 20)

    assert not thief.is_signed_in


def test_any_garbage_in_place_of_a_token_is_no_fault_of_ours(house: House, client: Any) -> None:
    answers = [client.get(f"/tai-khoan/vao/{text}/").status_code for text in ("x", "-", "A" * 500, "0" * 43)]

    assert answers == [404] * 4
