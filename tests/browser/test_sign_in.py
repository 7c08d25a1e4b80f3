"""Signing in as people do it: a link, a passkey of the device, codes; without a script where possible."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.conftest import PASSWORD, House

from nghisu.kit import clock
from nghisu.people.actions.links import issue_recovery_link, issue_sign_in_link
from nghisu.people.queries.links import token_of

pytestmark = pytest.mark.browser


@pytest.fixture
def visited(browser: Browser, live_server: Any, house: House) -> Any:
    """Return a fresh browser window nobody signed in on, at localhost: passkeys need a name."""
    contexts: list[BrowserContext] = []

    def open_window(*, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=live_server.url.replace("127.0.0.1", "localhost"),
            locale="vi-VN",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        return context.new_page()

    yield open_window
    for context in contexts:
        context.close()


Visited = Callable[..., Page]


def type_password(page: Page, username: str = "hoa", password: str = PASSWORD) -> None:
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def with_device(page: Page) -> None:
    """Give the window a device that holds passkeys and knows its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def sign_out(page: Page) -> None:
    page.goto("/tai-khoan/dang-xuat/")
    page.get_by_role("main").get_by_role("button", name="Đăng xuất").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_sign_in_link_is_asked_about_and_works_once(visited: Visited, house: House, scripts: bool) -> None:
    token = token_of(issue_sign_in_link(person=house.people["hoa"], at=clock.now()))
    page = visited(scripts=scripts)

    page.goto(f"/tai-khoan/vao/{token}/")
    page.get_by_role("main").get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Việc chờ xử lý")).to_be_visible()

    again = visited()
    again.goto(f"/tai-khoan/vao/{token}/")
    expect(again.get_by_role("heading", name="Đường dẫn không dùng được")).to_be_visible()


def test_a_recovery_link_sets_a_password_without_a_script(visited: Visited, house: House) -> None:
    link = issue_recovery_link(
        person_id=house.people["hoa"].pk,
        clears_factors=False,
        reason="",
        by=house.people["minh"],
        at=clock.now(),
    )
    page = visited(scripts=False)

    page.goto(f"/tai-khoan/khoi-phuc/{token_of(link)}/")
    page.get_by_label("Mật khẩu", exact=False).first.fill("chuồn chuồn bay thấp 84")
    page.get_by_label("Mật khẩu (nhập lại)").fill("chuồn chuồn bay thấp 84")
    page.get_by_role("button", name="Đặt mật khẩu mới").click()
    expect(page.get_by_text("Đã đặt mật khẩu mới.")).to_be_visible()

    type_password(page, password="chuồn chuồn bay thấp 84")
    expect(page.get_by_role("heading", name="Việc chờ xử lý")).to_be_visible()


def test_a_passkey_is_made_and_opens_the_account_without_a_password(visited: Visited, house: House) -> None:
    page = visited()
    with_device(page)
    type_password(page)

    page.goto("/tai-khoan/khoa-truy-cap/them/")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên khóa truy cập").fill("Máy ở văn phòng")
    page.get_by_role("button", name="Tạo khóa truy cập").click()
    expect(page.get_by_role("heading", name="Mã khôi phục")).to_be_visible()
    expect(page.get_by_text("Đã thêm khóa truy cập.")).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_role("heading", name="Việc chờ xử lý")).to_be_visible()

    page.goto("/tai-khoan/khoa-truy-cap/")
    expect(page.get_by_role("cell", name="Máy ở văn phòng", exact=True)).to_be_visible()
    assert list(Authenticator.objects.order_by("type").values_list("type", flat=True)) == [
        "recovery_codes",
        "webauthn",
    ]


def test_a_passkey_is_the_second_step_after_the_password(visited: Visited, house: House) -> None:
    page = visited()
    with_device(page)
    type_password(page)
    page.goto("/tai-khoan/khoa-truy-cap/them/")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Đăng nhập chỉ bằng khóa truy cập này").uncheck()
    page.get_by_role("button", name="Tạo khóa truy cập").click()
    expect(page.get_by_role("heading", name="Mã khôi phục")).to_be_visible()
    sign_out(page)

    type_password(page)
    expect(page.get_by_role("heading", name="Bước thứ hai")).to_be_visible()
    page.get_by_role("button", name="Dùng khóa truy cập").click()

    expect(page.get_by_role("heading", name="Việc chờ xử lý")).to_be_visible()


def test_a_device_without_the_passkey_says_so_and_leaves_the_password_in_place(
    visited: Visited, house: House
) -> None:
    page = visited()
    with_device(page)

    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()

    expect(page.get_by_text("Chưa dùng được khóa truy cập.")).to_be_visible()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()


def test_the_language_is_switched_in_the_frame_and_the_page_stays(visited: Visited, house: House) -> None:
    page = visited(scripts=False)
    page.goto("/tai-khoan/dang-nhap/")

    page.get_by_text("Tùy chọn").click()
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
