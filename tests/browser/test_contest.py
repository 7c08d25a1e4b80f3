"""A contest of one category in the browsers of organiser, units, judges and chair, to the certificates."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.browser.players import vi
from tests.browser.test_completing import pick, send
from tests.browser.test_inspection import fill, status_at, words_on
from tests.browser.test_tasks import Desks, is_now, press, tick
from tests.conftest import House
from tests.contest.conftest import essay

from nghisu.contest.models import Contest, ContestEntry, EntrySource

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TITLE = "Cuộc thi chính luận năm 2023"
BEST, SECOND, LAST = "Giữ niềm tin từ chi bộ", "Nói đi đôi với làm", "Nêu gương mỗi ngày"
AUTHORS = {
    BEST: "Nguyễn Thị Tác | Vụ Một\nTrần Văn Giả | Vụ Hai",
    SECOND: "Phạm Quang Bút | Vụ Ba",
    LAST: "Lê Hồng Luận | Vụ Bốn",
}
NAMES = ("Nguyễn Thị Tác", "Trần Văn Giả", "Phạm Quang Bút", "Lê Hồng Luận")
POINTS = {BEST: 91, SECOND: 84, LAST: 77}
JUDGES = ("giap", "at", "binh")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def cast(house: House) -> House:
    """Return the house with a third sender, and judges of two units that send nothing."""
    for code, name in (("A3", "Ba"), ("A4", "Bốn"), ("A5", "Năm")):
        house.add_unit(code, f"Đảng ủy Bộ Ví dụ {name}", "DUK")
    house.add_person("giap", "Lý Thị Giáp", "A3", "specialist")
    house.add_person("at", "Cao Văn Ất", "A3", "specialist")
    house.add_person("binh", "Tô Thị Bính", "A4", "specialist")
    house.add_person("nam", "Hồ Thị Năm", "A5", "specialist")
    return house


def began(desks: Desks, cast: House) -> str:
    """Begin the contest, leave it one category with prizes of its own, launch it; return its address."""
    is_now("2023-03-10 08:00")
    page = desks.at("minh", "/cuoc-thi/")
    press(page, "Begin a contest")
    pick(page, "unit", str(cast.units["DUK"].pk))
    fill(page, title=TITLE, launched_on="15/03/2023", closes_on="20/06/2023")
    send(page)
    page.wait_for_url(re.compile(r"/cuoc-thi/[0-9a-f-]{36}/$"))
    path = re.sub(r"^https?://[^/]+", "", page.url)
    contest = Contest.objects.get()
    for name in ("Tạp chí", "Phát thanh"):
        category = contest.categories.get(name__startswith=name)
        page.locator(f"main a[href='{path}loai/{category.pk}/bo/']").click()
        send(page)
        expect(page.locator(f"main a[href='{path}loai/{category.pk}/bo/']")).to_have_count(0)
    page.locator(f"main a[href='{path}loai/{contest.categories.get().pk}/']").click()
    fill(page, shortlist="2", source="Thể lệ số 01-TL/BTC", rubric="Nội dung | 60\nHình thức | 30")
    fill(page, prizes="Giải Nhất | 1\nGiải Nhì | 1", name0="", high1="1500")
    page.locator("[name=confirmed]").check()
    send(page)
    expect(page.locator("main")).to_contain_text("90")  # the weights make 90 and should make 100
    fill(page, rubric="Nội dung | 60\nHình thức | 40")
    send(page)
    expect(page).to_have_url(re.compile(rf"{path}$"))
    for words in ("1 Giải Nhất, 1 Giải Nhì", "Hình thức 40", "1.500", "Thể lệ số 01-TL/BTC"):
        expect(page.locator("main")).to_contain_text(words)
    assert vi("not confirmed by an office") not in words_on(page)
    is_now("2023-03-15 08:00")
    desks.act("minh", path, "Launch the contest")
    return path


def enter(page: Page, title: str, content: bytes) -> None:
    """Send an entry of its group of authors in."""
    press(page, "Send an entry in")
    fill(page, title=title, authors=AUTHORS[title])
    page.locator("[name=is_original]").check()
    page.locator("[name=file]").set_input_files(
        {"name": "bai-du-thi.docx", "mimeType": WORD, "buffer": content}
    )
    genre = page.locator("[name=genre] option", has_text="điện tử").first.get_attribute("value")
    pick(page, "genre", genre or "")
    send(page)
    expect(page.locator("tbody")).to_contain_text(title)


def entered(desks: Desks, path: str) -> None:
    """Send three entries in; the first names its author, is withdrawn and sent again; put the close off."""
    is_now("2023-05-10 09:00")
    page = desks.at("hoa", path)
    enter(page, BEST, essay(900, start="Một", said="của Trần Văn Giả"))
    page.locator("tbody").get_by_role("link", name=BEST).click()
    expect(page.locator(".message-warn").first).to_be_visible()
    assert faults(page) == []
    press(page, "Withdraw the entry")
    send(page)
    expect(page.locator("tbody tr")).to_have_count(0)
    enter(desks.at("hoa", path), BEST, essay(900, start="Một", creator="Trần Văn Giả"))
    enter(desks.at("ha", path), SECOND, essay(800, start="Hai"))
    desks.act("minh", path, "Put the close off", lambda page: fill(page, closes_on="30/06/2023"))
    is_now("2023-06-29 16:00")
    enter(desks.at("nam", path), LAST, essay(700, start="Ba"))


def score(page: Page, path: str, look: Callable[[Page], Any]) -> int:
    """Score what a judge has, from the first to the last, each page leading to the next."""
    page.goto(f"{re.sub('(?<=[^/:])/.*', '', page.url)}{path}cham/?open=1")
    done = 0
    while page.locator("tbody a").count():
        page.locator("tbody a").first.click()
        while page.locator("[name=points0]").count():
            look(page)
            code = page.locator(".crumbs [aria-current=page]").inner_text().strip()
            points = POINTS[ContestEntry.objects.get(code=code).source.title]
            fill(page, points0=str(points), points1=str(points - 1))
            send(page)
            expect(page.locator(".message").first).to_contain_text(vi("The score is sent and stands."))
            done += 1
        page.goto(f"{re.sub('(?<=[^/:])/.*', '', page.url)}{path}cham/?open=1")
    return done


def test_a_contest_of_one_category_goes_from_the_entry_to_the_certificate_and_judges_see_codes_only(
    opened: Opened, cast: House, said: list[str]
) -> None:
    desks = Desks(opened)
    path = began(desks, cast)
    assert [one for one in said if "422" not in one] == []  # the weights that make 90 were asked for
    said.clear()
    entered(desks, path)

    is_now("2023-07-03 08:00")
    page = desks.act("minh", path, "Close and check the entries in")
    codes = {one.source.title: one.code for one in ContestEntry.objects.filter(state="accepted")}
    assert sorted(codes) == sorted((BEST, SECOND, LAST))
    judge_contest(desks, path, cast)

    # ranked and signed by code alone, unmasked only then
    is_now("2023-09-20 08:00")
    desks.act("minh", path, "Rank the entries")
    ranked = words_on(desks.at("minh", path))
    assert [codes[BEST] in ranked, codes[SECOND] in ranked] == [True, True]
    assert [name for name in (*NAMES, BEST, SECOND) if name in ranked] == []
    page = desks.act("lan", path, "Sign the minutes")
    assert "3 tác phẩm hợp lệ" in words_on(page)
    paper = page.request.get(f"{page.url}bien-ban/?pdf=1").body()
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(paper)).pages)
    assert [codes[BEST] in text, "BIÊN BẢN" in text, *(name in text for name in NAMES)] == [
        True,
        True,
        *[False] * 4,
    ]
    desks.act("minh", path, "Unmask the authors")

    # prizes, certificates, and what the sender sees once it is published

    def collective(page: Page) -> None:
        pick(page, "unit", str(cast.units["A1"].pk))
        fill(page, name="Tập thể tốt")

    page = desks.act("minh", path, "Give a collective prize", collective)
    rows = page.locator("main table tbody tr").all_inner_texts()
    assert [
        (title in row, prize in row)
        for title, prize, row in zip((BEST, SECOND), ("Nhất", "Nhì"), rows, strict=True)
    ] == [(True, True)] * 2
    certificate = page.locator("main table tbody a").first.get_attribute("href")
    base = re.sub("(?<=[^/:])/.*", "", page.url)
    pdf = PdfReader(io.BytesIO(page.request.get(f"{base}{certificate}").body()))
    words = " ".join(pdf.pages[0].extract_text().split())
    assert [one in words for one in ("Nguyễn Thị Tác, Trần Văn Giả", BEST, "Giải Nhất")] == [True] * 3
    assert faults(page) == []
    desks.act("minh", path, "Publish the results")
    page = desks.at("hoa", path)
    expect(page.locator("main .badge").first).to_have_text(vi("Results published"))
    expect(page.locator("main table")).to_contain_text("Phạm Quang Bút")
    assert status_at(page, f"{path}danh-sach-giai/?pdf=1") == 200


def judge_contest(desks: Desks, path: str, cast: House) -> None:
    """Appoint the judges of both rounds, let them declare, and play the rounds; judges see codes only."""
    hidden = (*NAMES, *POINTS, "Bộ Ví dụ Một", "Bộ Ví dụ Hai", "Bộ Ví dụ Năm")
    seen: list[str] = []

    def look(page: Page) -> None:
        seen.extend(words for words in hidden if words in page.content())

    for number in ("1", "2"):

        def judges(page: Page, number: str = number) -> None:
            page.locator("[name=round]").select_option(number)
            for who in JUDGES:
                tick(page, "judges", str(cast.people[who].pk))

        desks.act("minh", path, "Appoint judges", judges)
    for who in JUDGES:
        page = desks.at(who, f"{path}cham/")
        press(page, "Declare conflicts of interest")
        send(page)
        expect(page.locator(".message").first).to_contain_text(vi("The declaration is recorded."))
    desks.act("minh", path, "Begin the first round")
    assert sum(score(desks.pages[who], path, look) for who in JUDGES) == 6
    is_now("2023-08-20 08:00")
    desks.act("minh", path, "Begin the final round")
    assert EntrySource.objects.get(entry__state="accepted").title == LAST
    assert sum(score(desks.pages[who], path, look) for who in JUDGES) == 4
    assert seen == []
    assert faults(desks.at("giap", f"{path}cham/")) == []
