"""An import as a person meets it: the file is read, its faults are listed, progress is shown."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.conftest import House
from tests.organisation.test_imports import province_rows, sheet, unit_row

from nghisu.kit import progress

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def send(page: Page, folder: Path, content: bytes) -> None:
    path = folder / "đơn vị.xlsx"
    path.write_bytes(content)
    page.locator("input[type=file]").set_input_files(path)
    page.locator("input[name=document]").fill("NQ 202/2025/QH15")
    page.locator("main form button").first.click()


@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (1440, "dark"), (820, "light")])
def test_faults_and_converted_cells_are_shown_and_the_page_is_clean(
    opened: Opened, tmp_path: Path, width: int, theme: str
) -> None:
    page = opened("/to-chuc/nhap/units/", who="quantri", width=width, theme=theme)
    rows = [
        unit_row("A3", "§¶ng uû Bé Ba", first="31/02/2023"),
        unit_row("A1", "Trùng"),
        unit_row("A4", "Bốn", "A9"),
    ]

    send(page, tmp_path, sheet("units", *rows))

    expect(page.locator("h1")).to_have_text("đơn vị.xlsx")
    expect(page.locator("main table").first.locator("tbody tr")).to_have_count(3)
    expect(page.get_by_text("Đảng uỷ Bộ Ba").first).to_be_visible()
    assert faults(page, f"faults-{width}-{theme}") == []


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1440, "light")])
def test_a_sheet_in_an_old_encoding_asks_for_a_yes(
    opened: Opened, tmp_path: Path, width: int, theme: str
) -> None:
    page = opened("/to-chuc/nhap/units/", who="quantri", width=width, theme=theme)
    send(page, tmp_path, sheet("units", unit_row("A3", "§¶ng uû Bé Ba"), unit_row("A4", "Bèn", "A3")))

    expect(page.locator("input[name=compared]")).to_be_visible()
    assert faults(page, f"yes-{width}-{theme}") == []
    page.locator("input[name=compared]").check()
    page.locator("main form button").first.click()

    expect(page.locator(".message-good")).to_contain_text("Đã nhập 2 dòng")


@pytest.mark.slow
def test_the_progress_of_a_long_import_is_asked_for_and_told(
    opened: Opened, tmp_path: Path, house: House
) -> None:
    page = opened("/to-chuc/nhap/units/", who="quantri")
    send(page, tmp_path, sheet("units", *province_rows()))
    expect(page.locator("h1")).to_have_text("đơn vị.xlsx", timeout=60_000)

    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/tien-do/" in request.url else None)
    page.wait_for_load_state("load")
    page.locator("main form button").first.click()

    expect(page.locator(".message-good")).to_contain_text("3355", timeout=120_000)
    assert len(asked) >= 2
    assert len(set(asked)) == 1
    key = asked[0].rstrip("/").rpartition("/")[2]
    assert progress.of(key, str(house.people["quantri"].pk)) == (5 * 3355, 5 * 3355)
