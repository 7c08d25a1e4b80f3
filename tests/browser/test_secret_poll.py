"""A secret poll in the browser: three trustees, twelve slips, a phone and a shared machine."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect
from tests.ballots.conftest import NOON, Hall
from tests.ballots.conftest import hall as hall
from tests.ballots.test_electronic import NO, TRUSTEES, YES, Devices, authority, matters, rehearsed
from tests.conftest import START

from nghisu.ballots.actions import casting, electronic, papers
from nghisu.ballots.models import CountSheet, SecretCast, SecretPoll
from nghisu.belenios.package import VERIFIER
from nghisu.organisation.models import Mandate

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Opened = Callable[..., Page]


def drafted(here: Hall, group: str = "BELENIOS-2048") -> SecretPoll:
    """Return a rehearsal that the office drafted: its trustees are the three who count."""
    return electronic.draft_poll(
        round_=matters(here),
        authority=authority(here),
        holders=[here.members[one] for one in TRUSTEES],
        group=group,
        is_rehearsal=True,
        by=here.chief,
        at=NOON,
    )


def names_of(here: Hall) -> list[str]:
    return [str(here.members[one].username) for one in TRUSTEES]


def make_keys(opened: Opened, here: Hall, poll: SecretPoll) -> list[str]:
    """Let three devices make the key together, and return the codes on their sealed sheets."""
    seeds: dict[str, str] = {}
    for step in ("certificate", "polynomial", "outcome"):
        for who in names_of(here):  # one after the other: SQLite in memory knows no waiting
            page = opened(f"/bau-cu/phieu-kin/{poll.pk}/khoa/", who=who, width=390)
            page.wait_for_selector(f'[data-step="{step}"][data-ready]')
            if step == "certificate":
                seeds[who] = page.locator("[data-seed]").inner_text()
                page.wait_for_selector("[data-code] svg")
                page.locator("[data-kept]").check()
            else:
                page.locator("[data-typed]").fill(seeds[who])
            page.locator("[data-go]").click()
            page.wait_for_selector(f'[data-trustee]:not([data-step="{step}"])', timeout=60_000)
            page.close()
    return list(seeds.values())


def make_slips(opened: Opened, poll: SecretPoll, count: int = 12) -> list[str]:
    """Make, print and hand in slips on the authority's machine, and issue all but one."""
    page = opened(f"/bau-cu/phieu-kin/{poll.pk}/ma-phieu/", who="ban_tham_tra")
    page.wait_for_selector("[data-authority][data-ready]")
    page.context.set_offline(True)
    page.locator("[data-count]").fill(str(count))
    page.locator("[data-make]").click()
    page.wait_for_selector(f'[data-drawn="{count}"]')
    slips = page.locator(".slip [data-text]").all_inner_texts()
    assert page.locator(".slip svg").count() == count
    assert page.locator("[data-send]").is_disabled()
    page.locator("[data-print]").click()
    page.context.set_offline(False)
    page.locator("[data-send]").click()
    page.wait_for_url("**/bau-cu/phieu-kin/*/")
    page.goto(page.url + "phat-ma/")
    page.locator("textarea").fill(f"{count:03}")
    page.locator("main form button.button").click()
    page.wait_for_url("**/bau-cu/phieu-kin/*/")
    return slips


def act(opened: Opened, poll: SecretPoll, slug: str, who: str = "minh") -> None:
    page = opened(f"/bau-cu/phieu-kin/{poll.pk}/viec/{slug}/", who=who)
    page.locator("main form button.button").click()
    page.wait_for_url(f"**/bau-cu/phieu-kin/{poll.pk}/")


def booth(opened: Opened, poll: SecretPoll, slip: str = "", kiosk: bool = False) -> Page:
    query = "?may-chung" if kiosk else ""
    tail = f"#{slip}" if slip else ""
    page = opened(f"/phieu-kin/{poll.pk}/{query}{tail}", who="", width=820 if kiosk else 390)
    page.wait_for_selector("[data-booth][data-ready]")
    return page


def choose(page: Page, *places: int) -> None:
    """Tick an answer of each question, look over, and encrypt."""
    page.wait_for_selector('[data-stage="choose"]:not([hidden])')
    for question, place in enumerate(places):
        page.locator(f'[name="q{question}"][value="{place}"]').check()
    page.locator('[data-stage="choose"] button').click()
    page.locator("[data-encrypt]").click()
    page.wait_for_selector('[data-stage="made"]:not([hidden])', timeout=60_000)


def send(page: Page) -> str:
    page.locator("[data-send]").click()
    page.wait_for_selector('[data-stage="receipt"]:not([hidden])', timeout=60_000)
    return page.locator("[data-receipt]").inner_text()


def decrypt(opened: Opened, poll: SecretPoll, who: str, seed: str) -> Page:
    page = opened(f"/bau-cu/phieu-kin/{poll.pk}/khoa/", who=who, width=390)
    page.wait_for_selector("[data-trustee][data-ready]")
    page.locator("[data-typed]").fill(seed)
    page.locator("[data-go]").click()
    return page


def test_a_secret_poll_from_the_slips_to_the_record_that_a_foreign_program_verifies(
    opened: Opened, hall: Callable[..., Hall], tmp_path: Path, said: list[str]
) -> None:
    here = hall(12)
    poll = drafted(here)
    seeds = make_keys(opened, here, poll)
    slips = make_slips(opened, poll)
    act(opened, poll, "mo")

    # A phone: the slip is scanned, the network goes once the page is loaded, a test ballot is opened first.
    heard: list[Request] = []
    phone = booth(opened, poll, slips[0])
    phone.on("request", lambda one: heard.append(one))  # noqa: PLW0108 -- a built-in takes no marks
    assert slips[0] not in phone.url
    phone.wait_for_load_state("networkidle")
    phone.context.set_offline(True)
    choose(phone, 0, 1)
    first = phone.locator("[data-tracker]").inner_text()
    phone.locator("[data-test]").click()
    with phone.expect_download() as kept:
        phone.locator("[data-file]").click()
    test_ballot = tmp_path / "phieu-thu.json"
    kept.value.save_as(test_ballot)
    phone.locator("[data-fresh]").click()
    choose(phone, 0, 1)
    assert phone.locator("[data-tracker]").inner_text() != first
    phone.context.set_offline(False)
    tracker = send(phone)

    # B22, B24: what was sent names no choice and carries no cookie
    sent = [one for one in heard if one.method == "POST"]
    assert [one.url.rsplit("/", 2)[1] for one in sent] == ["bo"]
    assert "cookie" not in sent[0].all_headers()
    body = str(sent[0].post_data)
    assert set(json.loads(body)) == {
        "election_uuid",
        "election_hash",
        "credential",
        "answers",
        "signature",
    }
    assert not re.search("Đồng|choices_in|Không", body)
    for one in heard:
        assert slips[0] not in one.url
        assert slips[0] not in str(one.post_data)

    # A shared machine: slips are typed, and it forgets each voter.
    kiosk = booth(opened, poll, kiosk=True)
    for place, slip in enumerate(slips[1:9]):
        kiosk.locator("[data-slip]").fill(slip.replace("-", ""))
        kiosk.locator('[data-stage="slip"] button:not([type])').click()
        choose(kiosk, 0 if place < 5 else 1, 1)
        send(kiosk)
        kiosk.locator("[data-done]").click()
        kiosk.wait_for_selector('[data-stage="slip"]:not([hidden])')
        assert kiosk.locator("[data-slip]").input_value() == ""
    # Left alone in the middle of a vote, it forgets that voter after a minute and a half, too.
    kiosk.clock.install()
    kiosk.reload()
    kiosk.locator("[data-slip]").fill(slips[9].replace("-", ""))
    kiosk.locator('[data-stage="slip"] button:not([type])').click()
    choose(kiosk, 0, 1)
    kiosk.clock.fast_forward(91_000)
    expect(kiosk.locator('[data-stage="slip"]')).to_be_visible()
    expect(kiosk.locator("[data-slip]")).to_have_value("")
    twice = booth(opened, poll, slips[1])
    choose(twice, 1, 0)
    said_before = len(said)
    twice.locator("[data-send]").click()
    twice.wait_for_selector("[data-fault]:not([hidden])")
    del said[said_before:]  # the browser itself notes the 422 it was asked to provoke

    # The receipt is found with the slip, and the test ballot holds what it showed.
    page = opened(f"/phieu-kin/{poll.pk}/bang/", who="", width=390)
    page.wait_for_selector("[data-board][data-ready]")
    page.locator("[data-slip]").fill(slips[0])
    page.locator("[data-find] button").click()
    assert tracker in page.locator("[data-found]").inner_text()
    page.locator("[data-slip]").fill(slips[11])
    page.locator("[data-find] button").click()
    assert tracker not in page.locator("[data-found]").inner_text()
    page.locator("[data-file]").set_input_files(test_ballot)
    page.wait_for_selector("[data-tested]:not(:empty)")
    assert "Đồng ý" in page.locator("[data-tested]").inner_text()
    forged = json.loads(test_ballot.read_text())
    forged["choices"][0] = [0, 1]
    (tmp_path / "forged.json").write_text(json.dumps(forged))
    page.reload()
    page.wait_for_selector("[data-board][data-ready]")
    page.locator("[data-file]").set_input_files(tmp_path / "forged.json")
    page.wait_for_selector("[data-tested]:not(:empty)")
    assert "Đồng ý" not in page.locator("[data-tested]").inner_text()

    # One trustee is absent; one types another's code; two decrypt.
    counter = names_of(here)[0]
    act(opened, poll, "dong", counter)
    act(opened, poll, "ket-thuc", counter)
    wrong = decrypt(opened, poll, names_of(here)[1], seeds[0])
    wrong.wait_for_selector("[data-fault]:not([hidden])")
    for place in (0, 1):
        page = decrypt(opened, poll, names_of(here)[place], seeds[place])
        page.wait_for_url(f"**/bau-cu/phieu-kin/{poll.pk}/", timeout=60_000)
    poll.refresh_from_db()
    assert (poll.state, poll.counted, poll.result) == ("verified", 9, [[6, 3], [0, 9]])

    # The record goes home and is verified there; one flipped bit is refused.
    with page.expect_download() as home:
        page.locator('a[href$="ho-so.zip"]').click()
    packed = tmp_path / "ho-so.zip"
    home.value.save_as(packed)
    with zipfile.ZipFile(packed) as export:
        export.extractall(tmp_path / "home")
    bel = tmp_path / "home" / f"{poll.uuid}.bel"
    assert foreign(tmp_path / "home")
    assert alone(tmp_path / "home", bel) == 0
    content = bytearray(bel.read_bytes())
    content[len(content) // 2] ^= 1
    bel.write_bytes(bytes(content))
    assert not foreign(tmp_path / "home")
    assert alone(tmp_path / "home", bel) == 1
    assert SecretCast.objects.filter(poll=poll, state="refused").count() == 1


def foreign(home: Path) -> bool:
    """Ask belenios-tool about the archive alone, in a folder of its own."""
    assert shutil.which("belenios-tool"), "install belenios-tool"
    folder = home.parent / "foreign"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    bel = next(home.glob("*.bel"))
    shutil.copy(bel, folder / bel.name)
    command = ["belenios-tool", "election", "verify", "--dir", str(folder)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def alone(home: Path, bel: Path) -> int:
    """Run the package's own verifier on a bare Python."""
    command = [sys.executable, "-I", "-S", VERIFIER, bel.name]
    return subprocess.run(command, cwd=home, check=False, capture_output=True).returncode


def fill_totals(page: Page, valid: int, agreed: list[int]) -> None:
    """Type the totals of the papers: valid ones, and of each matter those for it."""
    page.locator('[name="valid"]').fill(str(valid))
    boxes = page.locator('[name^="agree_"]')
    for number, votes in enumerate(agreed):
        boxes.nth(number).fill(str(votes))
    page.locator("main form button.button").click()


def test_devices_and_papers_beside_them_are_counted_in_one_sum(
    opened: Opened, hall: Callable[..., Hall], said: list[str]
) -> None:
    here = hall(15)
    made = matters(here)
    rehearsal = rehearsed(here, made)
    trustees = names_of(here)
    Mandate.objects.create(
        person=authority(here), unit=here.house.units["VP"], office="specialist", first=START
    )

    # The office: four on paper would be told by the totals of both, five are not.
    page = opened(f"/bau-cu/{made.pk}/phieu-kin/moi/")
    for one in TRUSTEES:
        page.locator(f'input[name="holders"][value="{here.members[one].pk}"]').check()
    page.locator('select[name="authority"]').select_option(str(authority(here).pk))
    page.locator('[name="on_paper"]').fill("4")
    page.locator("main form button.button").click()
    expect(page.locator("main")).to_contain_text("4 người bỏ phiếu giấy bên cạnh thiết bị")
    page.locator('[name="on_paper"]').fill("5")
    page.locator("main form button.button").click()
    page.wait_for_url("**/bau-cu/phieu-kin/*/")
    poll = SecretPoll.objects.get(round=made, is_rehearsal=False)
    act(opened, poll, "dung-lai-khoa")

    # Everybody signs for a slip or a paper; ten slips, five papers.
    made.refresh_from_db()
    here.opened(made)
    voters = [row.person_id for row in made.roster.filter(may_vote=True)]
    papers.hand_out(round_=made, voters=voters, by=here.chief, at=NOON)
    slips = make_slips(opened, poll, 11)
    act(opened, poll, "mo")
    phone = booth(opened, poll, slips[0])
    choose(phone, 0, 1)
    send(phone)
    devices = Devices(here, poll, slips=slips)
    for voter in range(1, 8):
        devices.cast(voter, [YES, NO])
    casting.settle(poll_id=poll.pk)

    # Closing asks for the papers in the box, and refuses more than there are voters on paper.
    act(opened, poll, "dong", trustees[0])
    page = opened(f"/bau-cu/phieu-kin/{poll.pk}/viec/ket-thuc/", who=trustees[0])
    said_before = len(said)
    page.locator('[name="papers_back"]').fill("6")
    page.locator("main form button.button").click()
    expect(page.locator('[name="papers_back"]')).to_have_value("6")
    expect(page.locator("main form")).to_contain_text("6")
    page.locator('[name="papers_back"]').fill("5")
    page.locator("main form button.button").click()
    page.wait_for_url(f"**/bau-cu/phieu-kin/{poll.pk}/")
    for place in (0, 1):
        page = decrypt(opened, poll, trustees[place], rehearsal.seeds[place])
        page.wait_for_url(f"**/bau-cu/phieu-kin/{poll.pk}/", timeout=60_000)

    # The papers' totals go into the sum; those of other papers than the five are refused.
    page.locator('a[href$="/phieu-giay/"]').click()
    fill_totals(page, 4, [3, 4])
    expect(page.locator("main")).to_contain_text("5")
    assert CountSheet.objects.filter(round=made).count() == 0
    # Two read them, each alone at a device: what differs is named without a number, and read once more.
    fill_totals(page, 5, [3, 5])
    expect(page.locator("main")).to_contain_text("(1/2)")
    other = opened(f"/bau-cu/phieu-kin/{poll.pk}/phieu-giay/", who=str(here.members[-1].username))
    fill_totals(other, 5, [4, 5])
    expect(other.locator("#differ-title")).to_be_visible()
    assert CountSheet.objects.filter(round=made).count() == 0
    fill_totals(other, 5, [3, 5])
    other.wait_for_url(f"**/bau-cu/{made.pk}/")
    page.goto(other.url)
    del said[said_before:]  # the browser itself notes each 422 it was asked to provoke

    sheet = CountSheet.objects.get(round=made)
    poll.refresh_from_db()
    assert poll.result == [[8, 0], [0, 8]]
    assert (sheet.returned, sheet.valid) == (13, 13)
    assert [one.votes for one in sheet.tallies.order_by("candidate__order")] == [11, 5]
    expect(page.locator("main")).to_contain_text("13")
    page.goto(page.url.replace(f"/bau-cu/{made.pk}/", f"/bau-cu/phieu-kin/{poll.pk}/"))
    expect(page.locator("main")).to_contain_text("5 người bỏ phiếu giấy")


def test_what_a_phone_loads_to_vote_is_below_300_kb(opened: Opened, hall: Callable[..., Hall]) -> None:
    here = hall(12)
    poll = drafted(here, "Ed25519")
    make_keys(opened, here, poll)
    slips = make_slips(opened, poll)
    act(opened, poll, "mo")
    loaded: list[Any] = []
    page = opened("/phieu-kin/", who="", width=390)
    page.on("response", lambda one: loaded.append(one))  # noqa: PLW0108
    page.goto(page.url.replace("/phieu-kin/", f"/phieu-kin/{poll.pk}/#{slips[0]}"))
    page.wait_for_selector("[data-booth][data-ready]")
    page.wait_for_load_state("networkidle")

    # Words, program, looks and fonts; the mark is the browser's own icon of the page as well.
    pieces = {one.url: one for one in loaded if "mark.svg" not in one.url}
    foreigners = [one.url for one in loaded if not one.url.startswith(page.url.split("/phieu-kin/")[0])]

    assert any(one.endswith(".js") for one in pieces)
    assert any(".woff2" in one for one in pieces)
    assert sum(len(one.body()) for one in pieces.values()) < 300_000
    assert foreigners == []
