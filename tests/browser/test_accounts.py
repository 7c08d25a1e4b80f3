"""The pages of accounts look right to axe at every width, in both themes and languages."""

import pytest
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.conftest import House

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    ("", "/tai-khoan/dang-nhap/"),
    ("", "/tai-khoan/da-khoa/"),
    ("", "/tai-khoan/vao/khong-co/"),
    ("minh", "/tai-khoan/"),
    ("minh", "/tai-khoan/thiet-bi/"),
    ("minh", "/tai-khoan/mat-khau/"),
    ("minh", "/tai-khoan/khoa-truy-cap/"),
    ("minh", "/tai-khoan/xac-nhan/"),
    ("minh", "/tai-khoan/dang-xuat/"),
    ("minh", "/nguoi-dung/"),
    ("minh", "/nguoi-dung/xac-thuc/"),
]


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_of_accounts_is_clean(opened: Opened, who: str, path: str) -> None:
    for width, theme, language in ((390, "dark", "vi"), (1440, "light", "en")):
        page = opened(path, who=who, width=width, theme=theme, language=language)

        assert faults(page) == []


def test_the_page_of_one_account_is_clean(opened: Opened, house: House) -> None:
    page = opened(f"/nguoi-dung/{house.people['hoa'].pk}/", width=390)

    assert faults(page) == []

    page.get_by_role("button", name="Tạo đường dẫn").click()

    assert faults(page) == []
