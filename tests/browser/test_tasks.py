"""From a directive to the report of the quarter and on into the next, in the browser of all who act."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.browser.players import vi
from tests.browser.test_completing import pick, send
from tests.conftest import House, at

from nghisu.documents.models import Document
from nghisu.documents.rules.states import Direction
from nghisu.documents.rules.states import Status as Paper
from nghisu.kit import clock
from nghisu.tasks.models import Task

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AFFILIATES = 61
TEXT = (
    "Ban Tổ chức Trung ương đề nghị:\n"
    "1. Đảng ủy Khối chỉ đạo các đảng ủy trực thuộc báo cáo kết quả phát triển đảng viên.\n"
    "2. Rà soát quy chế làm việc của cấp ủy."
)
ASKED = "Báo cáo kết quả phát triển đảng viên"


@pytest.fixture
def grown(house: House) -> House:
    """Return the house with 61 affiliates, and somebody who reports in the third."""
    for number in range(3, AFFILIATES + 1):
        house.add_unit(f"A{number}", f"Đảng ủy Bộ Ví dụ {number}", "DUK")
    house.add_person("an", "Lý Bình An", "A3", "specialist")
    return house


@dataclass
class Desks:
    """The desks of those who act, each with a browser that stays open."""

    opened: Opened
    pages: dict[str, Page] = field(default_factory=dict)

    def at(self, who: str, path: str) -> Page:
        """Open a page at somebody's desk."""
        if who not in self.pages:
            self.pages[who] = self.opened(path, who=who)
        else:
            page = self.pages[who]
            page.goto(f"{re.sub('(?<=[^/:])/.*', '', page.url)}{path}")
        return self.pages[who]

    def act(self, who: str, path: str, words: str, fill: Callable[[Page], Any] | None = None) -> Page:
        """Open a task, press the button of an act, fill its form and send it."""
        page = self.at(who, path)
        press(page, words)
        if fill is not None:
            fill(page)
        send(page)
        expect(page).to_have_url(re.compile(rf"{re.escape(path)}$"))
        return page


@pytest.fixture
def desks(opened: Opened, grown: House) -> Desks:
    return Desks(opened)


def press(page: Page, words: str) -> None:
    """Follow the first link of the page that bears these words of the code."""
    page.locator("main").get_by_role("link", name=vi(words), exact=True).first.click()


def tick(page: Page, name: str, value: str) -> None:
    page.locator(f"[name={name}][value='{value}']").check()


def receive(page: Page, reference: str, subject: str, day: str, text: str = "") -> str:
    """Register an incoming document; return the address of its page."""
    page.locator("[name=reference]").fill(reference)
    page.locator("[name=dated_on]").fill(day)
    page.locator("[name=subject]").fill(subject)
    page.locator("[name=text]").fill(text)
    issuer = page.locator("select[name=issuer] option", has_text="Ban Tổ chức Trung ương").first
    pick(page, "issuer", issuer.get_attribute("value") or "")
    send(page)
    page.wait_for_url(re.compile(r"/van-ban/[0-9a-f-]{36}/$"))
    return re.sub(r"^https?://[^/]+", "", page.url)


def product_of(house: House, code: str, day: str) -> Document:
    """Return the report that an affiliate sent out."""
    moment = at(f"{day} 08:00")
    return Document.objects.create(
        unit=house.units[code],
        direction=Direction.OUTGOING,
        status=Paper.ISSUED,
        type="report",
        issuer_unit=house.units[code],
        issuer_name="Đảng ủy Bộ Ví dụ",
        number=1,
        reference=f"1-BC/{code}",
        dated_on=moment.date(),
        subject=ASKED,
        created_at=moment,
        issued_at=moment,
    )


def path_of(task: Task) -> str:
    return f"/nhiem-vu/{task.pk}/"


def is_now(moment: str) -> None:
    clock.set_demo_time(at(moment))


def figure(page: Page, name: str, quarter: int) -> Any:
    """Return the cell of a figure in the table of the year."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile(f"^{vi(name)}")))
    return row.first.get_by_role("cell").nth(quarter - 1)


def test_a_directive_becomes_work_of_61_units_a_figure_an_adopted_report_and_the_next_quarter(
    desks: Desks, grown: House
) -> None:
    # the directive comes in, its sentences become points
    is_now("2023-01-10 09:00")
    page = desks.at("van", "/van-ban/den/moi/")
    directive = receive(page, "15-CV/BTCTW", "Về phát triển đảng viên", "09/01/2023", TEXT)
    page = desks.at("van", f"{directive}noi-dung/")
    for number in (1, 2):
        tick(page, "sentences", str(number))
    page.get_by_role("button", name=vi("Make them points")).click()
    expect(page.locator("tbody tr")).to_have_count(2)

    # the first point becomes a task, and the task one of each affiliate
    coverage = f"/nhiem-vu/chi-dao/{directive.split('/')[2]}/"
    page = desks.at("minh", coverage)
    expect(page.locator("tbody .badge")).to_have_text([vi("no task yet")] * 2)
    page.locator("tbody").get_by_role("link", name=vi("Give work")).first.click()
    page.locator("[name=title]").fill(ASKED)
    page.locator("[name=products-1-kind]").select_option("report")
    page.locator("[name=products-1-words]").fill("Báo cáo kết quả")
    page.locator("[name=due_on]").fill("31/03/2023")
    tick(page, "units", str(grown.units["DUK"].pk))
    send(page)
    page.wait_for_url(re.compile(r"/nhiem-vu/[0-9a-f-]{36}/$"))
    whole = Task.objects.get()

    def to_all(page: Page) -> None:
        boxes = page.locator("[name=units]")
        expect(boxes).to_have_count(AFFILIATES)
        boxes.evaluate_all("all => all.forEach(one => { one.checked = true })")
        page.locator("[name=due_on]").fill("20/03/2023")

    desks.act("minh", path_of(whole), "Pass on to affiliates", to_all)
    shares = {task.unit.code: task for task in Task.objects.filter(parent=whole).select_related("unit")}
    assert len(shares) == AFFILIATES
    one, two, three = (shares[f"A{number}"] for number in (1, 2, 3))

    # one unit reports with evidence, one hands in what is returned, one asks for more time
    is_now("2023-03-15 09:00")
    product = product_of(grown, "A1", "2023-03-15")
    desks.act("hoa", path_of(one), "Hand in the product", lambda page: tick(page, "shows_1", str(product.pk)))
    page = desks.act("ha", path_of(two), "Hand in the product")
    expect(page.locator(".message-warn")).to_contain_text("Báo cáo kết quả")

    def ask(page: Page) -> None:
        page.locator("[name=new_due_on]").fill("28/03/2023")
        page.locator("[name=reason]").fill("Chờ số liệu của chi bộ ở nước ngoài")

    desks.act("an", path_of(three), "Ask for a later deadline", ask)
    is_now("2023-03-16 09:00")
    page = desks.act(
        "minh",
        path_of(one),
        "Accept the product",
        lambda page: page.locator("[name=quality]").select_option("above"),
    )
    expect(page.locator("main")).to_contain_text("1/1")
    expect(page.locator("dl.facts .badge")).to_have_text(vi("Above what was asked"))
    assert faults(page) == []
    page = desks.at("minh", "/nhiem-vu/bang/?quarter=2023-Q1")
    expect(page.locator("tr", has_text="Đảng ủy Bộ Ví dụ Một").first).to_contain_text(
        vi("Above what was asked")
    )
    desks.act(
        "minh",
        path_of(two),
        "Return the product",
        lambda page: page.locator("[name=reason]").fill("Thiếu số liệu tháng 3"),
    )
    desks.act("minh", path_of(three), "Decide on the extension", lambda page: tick(page, "decision", "grant"))
    page = desks.at("minh", path_of(whole))
    expect(page.locator("main")).to_contain_text(product.citation)
    stored = [Task.objects.get(pk=task.pk) for task in (one, two, three)]
    assert [(task.stage, f"{task.due_on:%d/%m}") for task in stored] == [
        ("accepted", "20/03"),
        ("returned", "20/03"),
        ("open", "28/03"),
    ]

    # the superior answers: the committee's own task is done, and the figure opens its record
    is_now("2023-03-30 09:00")
    page = desks.at("van", "/van-ban/den/moi/")
    answer = receive(page, "99-CV/BTCTW", "Về kết quả phát triển đảng viên", "30/03/2023")
    desks.act("minh", path_of(whole), "Hand in the product")
    desks.act(
        "minh",
        path_of(whole),
        "Accept the product",
        lambda page: pick(page, "document", answer.split("/")[2]),
    )
    is_now("2023-04-03 09:00")
    page = desks.at("minh", "/so-lieu/?unit=DUK&year=2023")
    expect(figure(page, "Done", 1)).to_have_text("1")
    figure(page, "Done", 1).get_by_role("link").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text(whole.code)
    assert faults(page) == []

    # the report takes the figure, which leads back to the directive; it is adopted, the quarter is closed
    page = desks.at("minh", "/bao-cao/moi/")
    send(page)
    page.wait_for_url(re.compile(r"/bao-cao/[0-9a-f-]{36}/$"))
    report = re.sub(r"^https?://[^/]+", "", page.url)
    page.locator("aside dl.facts, .page-aside dl.facts").get_by_role("link").first.click()
    expect(page.locator("tbody")).to_contain_text(whole.code)
    press(page, "Back to the directives")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("Đảng ủy Khối chỉ đạo các đảng ủy trực thuộc")
    assert faults(page) == []
    page.emulate_media(media="print")
    expect(page.locator("svg.picture-drawing")).to_be_visible()
    page.emulate_media(media="screen")
    page.locator("tbody").get_by_role("link", name="15-CV/BTCTW").click()
    expect(page).to_have_url(re.compile(coverage))
    page = desks.at("minh", report)
    press(page, "Adopt")
    page.locator("[name=typed]").fill("Báo cáo quý I/2023")
    send(page)
    expect(page.locator("main .badge").first).to_have_text(vi("Adopted"))
    page = desks.at("minh", "/so-lieu/?unit=DUK&year=2023")
    page.locator("main a[href*='/so-lieu/chot/DUK/']").first.click()
    page.locator("[name=typed]").fill("I/2023")
    send(page)

    # the next quarter: what was returned is carried over, done, counted once; the old report stays
    is_now("2023-04-10 09:00")
    desks.act("ha", path_of(two), "Hand in the product")
    desks.act("minh", path_of(two), "Accept the product")
    is_now("2023-07-03 09:00")
    page = desks.at("minh", "/so-lieu/?unit=A2&year=2023")
    expect(figure(page, "Done", 1)).to_have_text("0")
    expect(figure(page, "Done", 2)).to_have_text("1")
    page = desks.at("minh", "/bao-cao/moi/")
    send(page)
    page.wait_for_url(re.compile(r"/bao-cao/[0-9a-f-]{36}/$"))
    expect(page.locator("main .badge").first).to_have_text(vi("Draft"))
    expect(page.locator(".crumbs")).to_contain_text("II/2023")
    page = desks.at("minh", report)
    expect(page.locator("main .badge").first).to_have_text(vi("Adopted"))
    assert page.locator(".message-warn").count() == 0
    page = desks.at("minh", coverage)
    expect(page.locator("tbody .badge", has_text=vi("no task yet"))).to_have_count(1)
