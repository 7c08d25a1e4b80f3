"""One's own account: devices, second factors, password, language."""

import re
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from tests.conftest import House, Visitor
from tests.people.conftest import PASSWORD, Browser, rows, verbs

from nghisu.config.accounts import FactorAdapter
from nghisu.people.models import Person
from nghisu.people.queries.devices import devices_of, name_of
from nghisu.people.rules.addresses import own_path

NEW = "chuồn chuồn bay thấp 84"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Safari/604.1"


def signed_in(username: str, address: str = "203.0.113.1", agent: str = CHROME) -> Browser:
    browser = Browser(address, HTTP_USER_AGENT=agent)
    browser.sign_in(username)
    return browser


def sign_out_paths(browser: Browser) -> list[str]:
    text = browser.get("/tai-khoan/thiet-bi/").content.decode()
    return re.findall(r'action="(/tai-khoan/thiet-bi/[0-9a-f]{32}/dang-xuat/)"', text)


def confirm(browser: Browser, password: str = PASSWORD) -> None:
    """Type the password once more, as weighty pages ask."""
    browser.send("/tai-khoan/xac-nhan/", {"password": password})


# T06: devices


def test_a_person_sees_their_devices_and_signs_one_out(house: House) -> None:
    desk, phone = signed_in("hoa"), signed_in("hoa", "198.51.100.3", IPHONE)

    text = desk.get("/tai-khoan/thiet-bi/").content.decode()
    (other,) = sign_out_paths(desk)
    desk.send(other)

    assert "Chrome, Windows" in text
    assert "Safari, iPhone" in text
    assert "198.51.100.3" in text
    assert desk.is_signed_in
    assert not phone.is_signed_in
    assert verbs(house.people["hoa"]) == ["account.device_signed_out"]


def test_peer_T06_another_s_device_is_not_there(house: House) -> None:
    hoa, ha = signed_in("hoa"), signed_in("ha", "198.51.100.3")
    signed_in("ha", "198.51.100.4")
    (path,) = sign_out_paths(ha)
    before = rows()

    answer = hoa.send(path)

    assert answer.status_code == 404
    assert ha.is_signed_in
    assert rows() == before


def test_peer_T06_devices_and_passkeys_cannot_be_counted(house: House) -> None:
    hoa = signed_in("hoa")
    signed_in("hoa", "198.51.100.3")
    passkey = Authenticator.objects.create(
        user=house.people["hoa"], type="webauthn", data={"name": "Điện thoại", "credential": {}}
    )

    found = [
        hoa.get(f"/tai-khoan/khoa-truy-cap/{text}/go/").status_code
        for text in (str(passkey.pk), f"{passkey.pk}-", f"{passkey.pk}-{'0' * 16}", "1", "2", "3")
    ]
    keys = [device.key for device in devices_of(house.people["hoa"], "")]

    assert found == [404] * 6
    assert [re.fullmatch(r"[0-9a-f]{32}", key) is not None for key in keys] == [True, True]


def test_peer_T06_another_s_passkey_is_not_there(house: House) -> None:
    passkey = Authenticator.objects.create(
        user=house.people["ha"], type="webauthn", data={"name": "Khóa của Hà", "credential": {}}
    )
    from django.urls import reverse

    hoa = signed_in("hoa")
    confirm(hoa)

    answers = [
        hoa.get(reverse(name, args=[passkey.pk])).status_code
        for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
    ]

    assert answers == [404, 404]


def test_all_other_devices_go_at_once(house: House) -> None:
    desk = signed_in("hoa")
    others = [signed_in("hoa", f"198.51.100.{number}") for number in (3, 4)]

    answer = desk.send("/tai-khoan/thiet-bi/dang-xuat/")

    assert answer.status_code == 302
    assert desk.is_signed_in
    assert [other.is_signed_in for other in others] == [False, False]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (CHROME, "Chrome, Windows"),
        (IPHONE, "Safari, iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox, Linux"),
        (f"{CHROME} Edg/120.0", "Edge, Windows"),
        (f"{CHROME} coc_coc_browser/120.0", "Cốc Cốc, Windows"),
        ("curl/8", ""),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_by_browser_and_system(agent: str, name: str) -> None:
    assert name_of(agent) == name


def test_the_account_page_asks_the_same_number_of_questions_with_one_device_and_with_ten(
    house: House,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    hoa = signed_in("hoa")
    hoa.get("/tai-khoan/")
    counts = []
    for number in (1, 10):
        for extra in range(number - 1):
            signed_in("hoa", f"198.51.100.{extra + 3}")
        for path in ("/tai-khoan/", "/tai-khoan/thiet-bi/"):
            with CaptureQueriesContext(connection) as found:
                hoa.get(path)
            counts.append(len(found))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


# password


def test_changing_the_password_signs_other_devices_out_and_keeps_this_one(house: House) -> None:
    desk, phone = signed_in("hoa"), signed_in("hoa", "198.51.100.3", IPHONE)

    answer = desk.send("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert answer.status_code == 302
    assert desk.is_signed_in
    assert not phone.is_signed_in
    assert Browser().sign_in("hoa", NEW).status_code == 302
    assert verbs(house.people["hoa"]) == ["account.password_changed"]


WEAK = ["matkhau2023", "ngắn", "Đỗ Thị Hoa 1", "bovidumot2023", "1234567890", "password1234"]


@pytest.mark.parametrize("password", WEAK)
def test_peer_T50_every_form_that_takes_a_new_password_refuses_the_same_ones(
    house: House, password: str
) -> None:
    from nghisu.kit import clock
    from nghisu.people.actions.links import issue_recovery_link
    from nghisu.people.queries.links import token_of

    hoa = house.people["hoa"]
    token = token_of(
        issue_recovery_link(
            person_id=hoa.pk, clears_factors=False, reason="", by=house.people["minh"], at=clock.now()
        )
    )
    ha = house.people["ha"]
    new = {"password1": password, "password2": password}
    changed = signed_in("hoa").send("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, **new})
    recovered = Browser().send(f"/tai-khoan/khoi-phuc/{token}/", new)
    visitor = signed_in("ha", "198.51.100.3")
    Person.objects.filter(pk=ha.pk).update(password="!")
    visitor.force_login(
        Person.objects.get(pk=ha.pk), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    set_first = visitor.send("/tai-khoan/mat-khau/dat/", {"password1": password, "password2": password})

    assert [answer.status_code for answer in (changed, recovered)] == [200, 422]
    assert [("faults" in answer.content.decode()) for answer in (changed, recovered)] == [True, True]
    if password not in ("Đỗ Thị Hoa 1",):  # that one is about Hoa, not about Hà
        assert set_first.status_code == 200
    with pytest.raises(ValidationError):
        validate_password(password, hoa)


# second factors


def test_an_authenticator_app_is_turned_on_and_brings_recovery_codes(house: House) -> None:
    import time

    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    hoa = signed_in("hoa")
    confirm(hoa)
    page = hoa.get("/tai-khoan/ung-dung-xac-thuc/bat/").content.decode()
    (secret,) = re.findall(r"<code>([A-Z2-7]{32})</code>", page)

    hoa.send(
        "/tai-khoan/ung-dung-xac-thuc/bat/",
        {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))},
    )

    kinds = list(
        Authenticator.objects.filter(user=house.people["hoa"]).order_by("type").values_list("type", flat=True)
    )
    codes = re.findall(r"<li><code>(\d{8})</code>", hoa.get("/tai-khoan/ma-khoi-phuc/").content.decode())
    assert kinds == ["recovery_codes", "totp"]
    assert len(codes) == 10
    assert secret not in repr(rows()[Authenticator._meta.label])

    other = Browser("198.51.100.3")
    other.sign_in("hoa")
    other.send("/tai-khoan/dang-nhap/ma/", {"code": codes[0]})
    again = Browser("198.51.100.4")
    again.sign_in("hoa")
    again.send("/tai-khoan/dang-nhap/ma/", {"code": codes[0]})

    assert other.is_signed_in
    assert not again.is_signed_in


def test_what_weakens_the_account_asks_for_the_password_again(
    house: House, app_of: Callable[[str], Callable[[], str]]
) -> None:
    read = app_of("hoa")
    hoa = signed_in("hoa")
    hoa.send("/tai-khoan/dang-nhap/ma/", {"code": read()})

    answer = hoa.send("/tai-khoan/ung-dung-xac-thuc/tat/")

    assert answer.headers["Location"] == "/tai-khoan/xac-nhan/?next=%2Ftai-khoan%2Fung-dung-xac-thuc%2Ftat%2F"
    assert Authenticator.objects.filter(user=house.people["hoa"]).count() == 1

    confirm(hoa)
    hoa.send("/tai-khoan/ung-dung-xac-thuc/tat/")

    assert Authenticator.objects.filter(user=house.people["hoa"]).count() == 0
    assert verbs(house.people["hoa"]) == ["account.factor_removed"]


def test_secrets_of_factors_are_sealed_and_another_key_opens_none(house: House, settings: Any) -> None:
    adapter = FactorAdapter()
    sealed = adapter.encrypt("JBSWY3DPEHPK3PXP")

    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert adapter.decrypt(sealed) == "JBSWY3DPEHPK3PXP"

    settings.SECRET_KEY = "another"

    assert adapter.decrypt(sealed) != "JBSWY3DPEHPK3PXP"


PAGES = [
    "/tai-khoan/",
    "/tai-khoan/thiet-bi/",
    "/tai-khoan/mat-khau/",
    "/tai-khoan/dang-xuat/",
    "/tai-khoan/xac-nhan/",
    "/tai-khoan/khoa-truy-cap/",
    "/tai-khoan/khoa-truy-cap/them/",
    "/tai-khoan/ung-dung-xac-thuc/bat/",
    "/tai-khoan/ma-khoi-phuc/tao/",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_of_the_account_opens_in_both_languages(house: House, path: str, language: str) -> None:
    hoa = signed_in("hoa")
    confirm(hoa)
    hoa.cookies["django_language"] = language

    answer = hoa.get(path)

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    assert [template.origin.name for template in answer.templates if "allauth" in template.origin.name] == []


@pytest.mark.parametrize("path", PAGES)
def test_peer_T46_looking_changes_nothing(house: House, path: str) -> None:
    hoa = signed_in("hoa")
    confirm(hoa)
    before = without_sessions()

    hoa.get(path)

    assert without_sessions() == before


def without_sessions() -> dict[str, list[dict[str, Any]]]:
    return {name: found for name, found in rows().items() if name != "sessions.Session"}


@pytest.mark.parametrize(
    "path",
    [
        "/tai-khoan/dang-nhap/",
        "/tai-khoan/dang-xuat/",
        "/tai-khoan/mat-khau/",
        "/tai-khoan/ngon-ngu/",
        "/tai-khoan/thiet-bi/dang-xuat/",
        "/tai-khoan/ma-khoi-phuc/tao/",
        "/tai-khoan/ung-dung-xac-thuc/tat/",
        "/tai-khoan/xac-nhan/",
    ],
)
def test_peer_T46_a_form_without_its_guard_is_refused(house: House, path: str) -> None:
    visitor = Client(enforce_csrf_checks=True)
    visitor.force_login(house.people["hoa"], backend="allauth.account.auth_backends.AuthenticationBackend")
    before = rows()

    answer = visitor.post(path, {"idempotency_key": secrets.token_urlsafe(16)})

    assert answer.status_code == 403
    assert rows() == before


# language


def test_the_language_is_switched_on_the_page_and_kept(house: House) -> None:
    hoa = signed_in("hoa")

    answer = hoa.send("/tai-khoan/ngon-ngu/", {"language": "en", "next": "/tai-khoan/thiet-bi/"})

    assert answer.headers["Location"] == "/tai-khoan/thiet-bi/"
    assert '<html lang="en"' in hoa.get("/tai-khoan/").content.decode()
    assert Person.objects.get(username="hoa").language == "en"
    assert '<html lang="en"' in signed_in("hoa", "198.51.100.3").get("/tai-khoan/").content.decode()


def test_a_visitor_switches_the_language_without_an_account(browser: Browser) -> None:
    browser.send("/tai-khoan/ngon-ngu/", {"language": "en", "next": "/tai-khoan/dang-nhap/"})

    assert "Sign in" in browser.get("/tai-khoan/dang-nhap/").content.decode()


def test_a_language_nobody_speaks_here_changes_nothing(browser: Browser) -> None:
    browser.send("/tai-khoan/ngon-ngu/", {"language": "xx", "next": "/"})

    assert '<html lang="vi"' in browser.get("/tai-khoan/dang-nhap/").content.decode()


ELSEWHERE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    " /tai-khoan/",
    "\t//evil.example",
    "\u00a0//evil.example",
    "\u200b//evil.example",
    "http://evil.example",
    "HTTP://evil.example",
    "http:evil.example",
    "http:///evil.example",
    "https:/evil.example",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://xn--evil-example/",
    "//ｅvil.example",
    "/／evil.example\\@x",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    "",
    ".",
    "/\x00/evil.example",
    "/\u2028/evil",
    "/ evil",
]


@pytest.mark.parametrize("text", ELSEWHERE)
def test_peer_T45_next_never_leads_off_the_site(house: House, text: str) -> None:
    switched = Browser().send("/tai-khoan/ngon-ngu/", {"language": "en", "next": text})
    signed = Browser().sign_in("hoa", next=text)

    assert own_path(text) == "/"
    assert switched.headers["Location"] == "/"
    assert signed.headers["Location"] == "/"


@pytest.mark.parametrize(
    "text", ["/", "/tai-khoan/", "/nhiem-vu/?quarter=2023-1&as_of=2023-04-21#x", "/a//b", "/tổ-chức/"]
)
def test_peer_T45_next_keeps_a_path_of_the_site(text: str) -> None:
    assert own_path(text) == text


def test_the_middleware_lets_visitors_of_the_tests_in(visit: Callable[[str], Visitor]) -> None:
    assert visit("hoa").get("/tai-khoan/").status_code == 200
