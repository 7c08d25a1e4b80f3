"""The member's corner on a phone: read, note, answer, comment and check in without a line; merged once."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.conftest import House, at
from tests.corner.conftest import MORNING, Morning, draft, morning

from nghisu.meetings.actions.papers import replace_paper, write_note
from nghisu.meetings.models import FloorComment, MeetingPaper, PaperNote, Presence, Summons

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["morning"]

CANARIES = ("89 nhiệm vụ", "Dự thảo Báo cáo quý I", "Ghi trong hội trường", "Hội nghị Ban Chấp hành")
KEPT = """async () => {
  const found = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
  for (const base of await indexedDB.databases()) {
    const open = await new Promise((done, failed) => {
      const asked = indexedDB.open(base.name);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    });
    for (const name of open.objectStoreNames) {
      const rows = await new Promise((done) => {
        const asked = open.transaction(name).objectStore(name).getAll();
        asked.onsuccess = () => done(asked.result);
      });
      for (const row of rows) {
        const words = Object.entries(row).map(([key, value]) => key + "=" + (value instanceof ArrayBuffer
          ? new TextDecoder().decode(value) : value instanceof CryptoKey
          ? "key " + value.extractable : String(value)));
        found.push(base.name + " " + name + " " + words.join(" "));
      }
    }
    open.close();
  }
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const one of await cache.keys()) {
      found.push(name + " " + one.url + " " + await (await cache.match(one)).text());
    }
  }
  return found;
}"""


def kept(page: Page) -> list[str]:
    """Return everything that the browser stores for the product, as text."""
    found: list[str] = page.evaluate(KEPT)
    return found


def naming(found: list[str], *words: str) -> list[str]:
    return [one[:120] for one in found if any(word in one for word in words)]


def keep(page: Page) -> None:
    """Choose the meeting on the page of what is kept."""
    page.get_by_role("button", name="Giữ trên máy này").click()
    expect(page.locator("form[data-keep-done=all]")).to_have_count(1, timeout=20_000)


def state(page: Page) -> Any:
    return page.locator("[data-device-state]")


def shown(page: Page) -> None:
    """Wait until the shell has opened what the device keeps."""
    expect(page.locator("html[data-shell-done=page]")).to_have_count(1)


def ended(page: Page, said: list[str]) -> None:
    """Close the page; what the browser says of the line that was cut is what was asked for."""
    page.close()
    said.clear()


@pytest.mark.slow
def test_rule_H5_a_member_reads_notes_answers_comments_and_checks_in_without_a_line_and_it_is_merged_once(
    opened: Opened, morning: Morning, house: House, said: list[str]
) -> None:
    assembly, enlarged = morning.assembly, morning.summonses["enlarged"]
    assembly.open()
    assembly.begin(assembly.enlarged)
    page = opened("/goc-dai-bieu/ngoai-tuyen/", who="hung", width=390)
    keep(page)
    origin = page.url.partition("/goc-dai-bieu/")[0]
    page.context.set_offline(True)

    page.goto(origin + reverse("corner_paper", args=[morning.open.pk]))
    shown(page)
    expect(page.locator("#doan-2")).to_contain_text("Đã hoàn thành 89 nhiệm vụ.")
    expect(page.locator(".watermark")).to_contain_text("Phạm Quốc Hùng")
    page.get_by_label("Ghi chú vào đoạn 2").click()
    page.get_by_role("textbox", name="Ghi chú của tôi").fill("Ghi trong hội trường")
    page.get_by_role("button", name="Lưu ghi chú").click()
    expect(page.locator("#doan-2 .note")).to_contain_text("Ghi trong hội trường")
    page.goto(origin + reverse("corner_answer", args=[assembly.meeting.pk, enlarged.pk]))
    shown(page)
    page.get_by_label("Vắng có lý do").check()
    page.get_by_label("Lý do vắng").fill("Công tác đột xuất")
    page.get_by_role("button", name="Gửi trả lời").click()
    expect(state(page)).to_have_attribute("data-waiting", "2")
    page.goto(origin + reverse("corner_comment", args=[assembly.meeting.pk]))
    shown(page)
    page.get_by_label("Về nội dung").select_option(str(assembly.first.pk))
    page.get_by_label("Nội dung góp ý").fill("Đề nghị làm rõ mục 2")
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(state(page)).to_have_attribute("data-waiting", "3")
    page.goto(origin + reverse("corner_code", args=[assembly.meeting.pk]))
    shown(page)
    expect(page.locator(".own-code svg")).to_be_visible()
    page.get_by_role("button", name="Tôi có mặt").click()
    expect(state(page)).to_have_attribute("data-waiting", "4")
    assert (PaperNote.objects.count(), FloorComment.objects.count(), Presence.objects.count()) == (0, 0, 0)
    assert naming(kept(page), *CANARIES) == []
    page.context.set_offline(False)

    expect(state(page)).to_have_attribute("data-waiting", "0", timeout=20_000)
    page.reload()
    page.goto(origin + reverse("corner_paper", args=[morning.open.pk]))
    expect(page.locator("#doan-2 .note")).to_contain_text("Ghi trong hội trường")

    note = PaperNote.objects.get()
    assert (note.number, note.paragraph, note.text) == (1, 2, "Ghi trong hội trường")
    assert FloorComment.objects.get().text == "Đề nghị làm rõ mục 2"
    assert Presence.objects.get(person=house.people["hung"]).how == "self"
    assert Summons.objects.get(pk=enlarged.pk).answer == "excused"
    ended(page, said)


@pytest.mark.slow
def test_rule_H4_what_changed_without_a_line_is_shown_and_the_note_stays_on_its_version(
    opened: Opened, morning: Morning, house: House, said: list[str]
) -> None:
    write_note(
        paper=morning.open, number=1, paragraph=2, text="Hỏi lại", by=house.standing("hung"), at=MORNING
    )
    page = opened("/goc-dai-bieu/ngoai-tuyen/", who="hung", width=390)
    keep(page)
    page.context.set_offline(True)
    address = page.url.partition("/goc-dai-bieu/")[0] + reverse("corner_paper", args=[morning.open.pk])
    page.goto(address)
    shown(page)
    replace_paper(
        paper=MeetingPaper.objects.get(pk=morning.open.pk),
        document=draft(house, "Phần mở đầu\nĐã hoàn thành 91 nhiệm vụ."),
        remark="",
        by=house.standing("minh"),
        at=MORNING,
    )
    page.context.set_offline(False)

    expect(state(page)).to_contain_text("có bản mới: bản 2", timeout=20_000)
    page.context.set_offline(True)
    page.goto(address)
    shown(page)

    expect(page.locator("#doan-2")).to_contain_text("91 nhiệm vụ")
    expect(page.locator(".older")).to_contain_text("Hỏi lại")
    page.locator(".older a").click()
    shown(page)
    expect(page.locator("#doan-2")).to_contain_text("89 nhiệm vụ")
    ended(page, said)


def test_after_signing_out_nothing_of_the_person_is_on_the_device(
    opened: Opened, morning: Morning, said: list[str]
) -> None:
    page = opened("/goc-dai-bieu/ngoai-tuyen/", who="hung", width=390)
    keep(page)
    before = kept(page)

    page.goto(page.url.replace("ngoai-tuyen/", ""))
    page.locator(".top-account summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    expect(page.get_by_label("Tên đăng nhập")).to_be_visible()

    assert len(naming(before, "nghisu-goc pages")) >= 5
    assert naming(before, *CANARIES) == []
    assert naming(before, "key true") == []
    assert [one for one in kept(page) if one != "{}"] == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0
    ended(page, said)


def test_without_a_line_everything_can_be_taken_away_too(
    opened: Opened, morning: Morning, said: list[str]
) -> None:
    page = opened("/goc-dai-bieu/ngoai-tuyen/", who="hung", width=390)
    keep(page)
    page.context.set_offline(True)
    page.goto(page.url.replace("ngoai-tuyen/", ""))
    expect(page.get_by_text("Dự thảo Báo cáo quý I")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())

    page.get_by_role("button", name="Xóa tất cả khỏi máy này").click()
    expect(page.get_by_text("Đã xóa hết khỏi máy này.")).to_be_visible()

    assert [one for one in kept(page) if one != "{}"] == []
    ended(page, said)


def test_the_papers_go_as_soon_as_the_server_says_that_they_may_no_longer_be_read(
    opened: Opened, morning: Morning, house: House, said: list[str]
) -> None:
    page = opened("/goc-dai-bieu/ngoai-tuyen/", who="hung", width=390)
    keep(page)
    Summons.objects.filter(person=house.people["hung"]).delete()
    house.people["hung"].mandates.all().delete()

    page.goto(page.url.replace("ngoai-tuyen/", ""))
    expect(state(page)).to_contain_text("đã được xóa khỏi máy này")

    assert naming(kept(page), "nghisu-goc pages") == []
    ended(page, said)


def test_what_was_written_for_an_hour_that_changed_is_refused_with_its_words(
    opened: Opened, morning: Morning, said: list[str]
) -> None:
    page = opened("/goc-dai-bieu/ngoai-tuyen/", who="hung", width=390)
    keep(page)
    page.context.set_offline(True)
    meeting = morning.assembly.meeting
    path = reverse("corner_answer", args=[meeting.pk, morning.summonses["enlarged"].pk])
    page.goto(page.url.partition("/goc-dai-bieu/")[0] + path)
    shown(page)
    page.get_by_label("Vắng có lý do").check()
    page.get_by_label("Lý do vắng").fill("Công tác đột xuất")
    page.get_by_role("button", name="Gửi trả lời").click()
    type(meeting).objects.filter(pk=meeting.pk).update(starts_at=at("2023-04-25 08:00"), version=99)
    page.context.set_offline(False)

    expect(state(page)).to_contain_text("Công tác đột xuất", timeout=20_000)
    expect(state(page)).to_contain_text("Hội nghị đã đổi giờ")
    expect(state(page)).to_contain_text("đổi lịch")

    assert Summons.objects.get(pk=morning.summonses["enlarged"].pk).answer == "coming"
    ended(page, said)


@pytest.mark.slow
@pytest.mark.parametrize(("width", "theme"), [(390, "light"), (390, "dark"), (820, "dark"), (1440, "light")])
def test_the_corner_fits_its_width_and_axe_finds_nothing(
    opened: Opened, morning: Morning, house: House, width: int, theme: str
) -> None:
    write_note(
        paper=morning.open,
        number=1,
        paragraph=2,
        text="Hỏi lại",
        marked="89 nhiệm vụ",
        by=house.standing("hung"),
        at=MORNING,
    )
    meeting, paper = morning.assembly.meeting.pk, morning.open.pk
    addresses = {
        "home": reverse("corner"),
        "meeting": reverse("corner_meeting", args=[meeting]),
        "answer": reverse("corner_answer", args=[meeting, morning.summonses["enlarged"].pk]),
        "code": reverse("corner_code", args=[meeting]),
        "comment": reverse("corner_comment", args=[meeting]),
        "paper": reverse("corner_paper", args=[paper]) + "?doan=2",
        "documents": reverse("corner_documents"),
        "decisions": reverse("corner_decisions"),
        "notes": reverse("corner_notes"),
        "offline": reverse("corner_offline"),
        "shell": reverse("corner_shell"),
    }
    page = opened(addresses["home"], who="hung", width=width, theme=theme)
    origin = page.url.partition("/goc-dai-bieu/")[0]
    found: dict[str, Any] = {}

    for name, address in addresses.items():
        page.goto(origin + address)
        if wrong := faults(page, f"corner-{name}-{width}-{theme}"):
            found[name] = wrong

    assert found == {}
