"""Every page of a secret poll at three widths, light and dark, and what of it is printed."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.ballots.conftest import NOON, Hall
from tests.ballots.conftest import hall as hall
from tests.ballots.test_electronic import NO, NONE, YES, Devices, drafted, matters, rehearsed
from tests.browser.looks import faults

from nghisu.ballots.actions import casting, electronic, papers
from nghisu.ballots.actions.entries import SheetTotals

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Opened = Callable[..., Page]
PICTURES = os.environ.get("NGHISU_PICTURES", "")
PHONE = ((390, 844, "light"), (390, 844, "dark"))
LOOKS = (PHONE[0], (820, 1180, "light"), (1440, 900, "dark"))
ALL_LOOKS = (*PHONE, (820, 1180, "light"), (820, 1180, "dark"), (1440, 900, "light"), (1440, 900, "dark"))


def looked_at(page: Page, name: str, wide: bool = True) -> Iterator[str]:
    """Yield the faults of a page at each width; in both themes where pictures are kept, else in one."""
    for width, height, theme in (ALL_LOOKS if PICTURES else LOOKS) if wide else PHONE:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        yield from (f"{name} {width} {theme}: {one}" for one in faults(page, f"{name}-{width}-{theme}"))
    page.emulate_media(color_scheme="light")


def printed(page: Page, name: str, place: Path) -> bytes:
    """Return the page as it is printed; kept beside the pictures."""
    return page.pdf(path=str(Path(PICTURES or place) / f"{name}.pdf"), format="A4")


def pages_in(content: bytes) -> int:
    return content.count(b"/Type /Page\n") or content.count(b"/Type /Page ") or content.count(b"/Type /Page/")


def at_the_opening(here: Hall, **more: Any) -> Devices:
    """Return a poll whose key is made, with slips listed and issued, beside five papers."""
    made = matters(here)
    rehearsal = rehearsed(here, made)
    devices = drafted(here, made, **more)
    electronic.reuse_keys(poll=devices.poll, earlier=rehearsal.poll, by=here.chief, at=NOON)
    devices.seeds, devices.keys = rehearsal.seeds, rehearsal.keys
    made.refresh_from_db()
    here.opened(made)
    voters = [row.person_id for row in made.roster.filter(may_vote=True)]
    papers.hand_out(round_=made, voters=voters, by=here.chief, at=NOON)
    devices.hand_out(len(voters) - devices.poll.on_paper)
    return devices


def test_pages_of_the_office_and_of_those_who_count_look_right(
    opened: Opened, hall: Callable[..., Hall], tmp_path: Path
) -> None:
    here = hall(15)
    devices = at_the_opening(here, on_paper=5)
    poll = devices.poll
    inside, counter = f"/bau-cu/phieu-kin/{poll.pk}/", str(here.members[-1].username)
    found: list[str] = []

    page = opened(inside)
    found += looked_at(page, "secret-keyed")
    page.goto(page.url + "viec/mo/")
    found += looked_at(page, "secret-open")
    electronic.open_voting(poll=poll, by=here.chief, at=NOON)
    for voter in range(6):
        devices.cast(voter, [YES, NO if voter else NONE])
    devices.cast(1, [NO, NO])
    casting.settle(poll_id=poll.pk)
    page.goto(page.url.replace("viec/mo/", ""))
    expect(page.locator("#refused-title")).to_be_visible()
    found += looked_at(page, "secret-voting")
    casting.begin_closing(poll=poll, by=here.counter(), at=NOON)
    casting.finish_closing(poll=poll, papers_back=5, by=here.counter(), at=NOON)
    devices.poll.refresh_from_db()
    key = opened(f"{inside}khoa/", who=counter)
    key.wait_for_selector("[data-trustee][data-ready]")
    found += looked_at(key, "secret-decrypt")
    devices.share(0)
    devices.share(1)
    totals = opened(f"{inside}phieu-giay/", who=counter)
    found += looked_at(totals, "secret-papers")
    names = list(devices.poll.round.candidates.order_by("order").values_list("pk", flat=True))
    votes = [{pk: {"agree": agreed, "disagree": 5 - agreed} for pk in names} for agreed in (3, 4)]
    devices.read_papers(SheetTotals(5, {}, votes[0]), SheetTotals(5, {}, votes[1]))
    totals.reload()
    expect(totals.locator("#differ-title")).to_be_visible()
    found += looked_at(totals, "secret-papers-differ")

    assert found == []


def test_sheets_and_slips_look_right_on_the_screen_and_on_paper(
    opened: Opened, hall: Callable[..., Hall], tmp_path: Path
) -> None:
    here = hall(12)
    poll = drafted(here, matters(here), is_rehearsal=True).poll
    found: list[str] = []

    key = opened(f"/bau-cu/phieu-kin/{poll.pk}/khoa/", who=str(here.members[-1].username))
    key.wait_for_selector("[data-trustee][data-ready] [data-code] svg")
    found += looked_at(key, "secret-key")
    sheet = printed(key, "secret-sheet", tmp_path)
    slips = opened(f"/bau-cu/phieu-kin/{poll.pk}/ma-phieu/", who="ban_tham_tra")
    slips.wait_for_selector("[data-authority][data-ready]")
    slips.locator("[data-make]").click()
    slips.wait_for_selector('[data-drawn="14"]')  # the twelve voters and a reserve
    found += looked_at(slips, "secret-slips")
    paper = printed(slips, "secret-slips", tmp_path)
    slips.emulate_media(media="print")
    boxes = [one.bounding_box() for one in slips.locator(".slip").all()]

    assert found == []
    assert pages_in(sheet) == 1
    assert 1 <= pages_in(paper) <= 3
    assert slips.locator("[data-send]").is_hidden()
    assert len({(round(one["width"]), round(one["height"])) for one in boxes if one}) == 1  # cut alike


def test_the_booth_and_the_board_look_right_on_a_phone(
    opened: Opened, hall: Callable[..., Hall], tmp_path: Path
) -> None:
    here = hall(12)
    devices = at_the_opening(here)
    poll = electronic.open_voting(poll=devices.poll, by=here.chief, at=NOON)
    found: list[str] = []

    phone = opened(f"/phieu-kin/{poll.pk}/", who="", width=390)
    phone.wait_for_selector("[data-booth][data-ready]")
    found += looked_at(phone, "booth-slip")
    phone.locator("[data-slip]").fill(devices.slips[0])
    phone.locator('[data-stage="slip"] button:not([type])').click()
    phone.wait_for_selector('[data-stage="choose"]:not([hidden])')
    found += looked_at(phone, "booth-choose", wide=False)
    for question in range(2):
        phone.locator(f'[name="q{question}"][value="0"]').check()
    phone.locator('[data-stage="choose"] button').click()
    found += looked_at(phone, "booth-review", wide=False)
    phone.locator("[data-encrypt]").click()
    phone.wait_for_selector('[data-stage="made"]:not([hidden])', timeout=60_000)
    found += looked_at(phone, "booth-made", wide=False)
    phone.locator("[data-send]").click()
    phone.wait_for_selector('[data-stage="receipt"]:not([hidden])', timeout=60_000)
    phone.wait_for_selector("[data-code] svg")
    found += looked_at(phone, "booth-receipt")
    receipt = printed(phone, "booth-receipt", tmp_path)
    with phone.expect_download() as kept:
        phone.locator("[data-picture]").click()
    picture = Path(PICTURES or tmp_path) / "bien-nhan.png"
    kept.value.save_as(picture)
    tracker = phone.locator("[data-receipt]").inner_text()
    phone.goto(phone.url.split("#")[0].split("?")[0] + "bang/")
    phone.wait_for_selector("[data-board][data-ready]")
    found += looked_at(phone, "booth-board")

    assert found == []
    assert pages_in(receipt) == 1
    assert picture.read_bytes().startswith(b"\x89PNG")
    expect(phone.locator(".trackers")).to_contain_text(tracker)
