"""Webhooks and workbooks as a person meets them: clean at every width, light and dark."""

import random
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.conftest import House
from tests.exchange.test_webhooks import hook_of
from tests.reporting.test_workbook import drawn

from nghisu.exchange.models import Delivery

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LOOKS = [(390, "light"), (820, "dark"), (1440, "light")]


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_webhooks_are_clean(opened: Opened, house: House, width: int, theme: str) -> None:
    hook = hook_of(house)
    for number, state in enumerate(("taken", "given_up", "dropped")):
        Delivery.objects.create(
            webhook=hook,
            event="task.accepted",
            kind="task",
            subject=str(hook.pk),
            at=f"2023-04-0{number + 1}T02:00:00Z",
            state=state,
            attempts=number + 1,
            problem="Connection refused" if number else "",
        )

    page = opened("/phan-mem/bao-tin/", width=width, theme=theme)
    assert faults(page, f"webhooks-{width}-{theme}") == []
    page.goto(page.url + f"{hook.pk}/")
    expect(page.locator("h1")).to_have_text("Phần mềm điều hành")
    assert faults(page, f"webhook-{width}-{theme}") == []


@pytest.mark.parametrize(("width", "theme"), LOOKS)
def test_a_workbook_added_up_is_clean(opened: Opened, tmp_path: Path, width: int, theme: str) -> None:
    path = tmp_path / "số liệu.xlsx"
    path.write_bytes(drawn(random.Random(5), wrong_total=True).content)
    page = opened("/bao-cao/dot/tong-hop-bang/", width=width, theme=theme)

    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form button").first.click()

    expect(page.locator("main tfoot")).to_be_visible()
    assert faults(page, f"workbook-{width}-{theme}") == []
