"""A visit from the plan to the last question told back, as office, unit, chair and clerk go it."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Opened
from tests.browser.looks import faults
from tests.conftest import House, at
from tests.visits.conftest import Trip

from nghisu.kit import clock
from nghisu.visits.models import Visit
from nghisu.visits.rules.steps import Way

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def press(page: Page, words: str) -> None:
    page.locator("main").get_by_role("link", name=re.compile(f"^{words}")).first.click()


def send(page: Page) -> None:
    page.locator("main form .buttons button").click()


def pick(page: Page, name: str, value: object) -> None:
    """Choose in a list, whether or not the page put a line to search in before it."""
    page.locator(f"select[name={name}]").evaluate("(list, value) => { list.value = value }", str(value))


def test_a_visit_goes_from_the_plan_to_the_last_question_told_back(opened: Opened, house: House) -> None:
    clock.set_demo_time(at("2023-04-03 08:00"))
    units, people = house.units, house.people
    office = opened("/chuyen-lam-viec/moi/")
    pick(office, "visited", units["A1"].pk)
    office.locator("input[name=purpose]").fill("Tháo gỡ khó khăn về phần mềm")
    office.locator("input[name=starts_at]").fill("08:30 12/04/2023")
    office.locator("input[name=ends_at]").fill("11:00 12/04/2023")
    office.locator("input[name=place]").fill("Trụ sở Đảng ủy Bộ Ví dụ Một")
    pick(office, "head", people["lan"].pk)
    send(office)
    expect(office.locator("h1")).to_have_text("Tháo gỡ khó khăn về phần mềm")
    place = re.sub(r"^https?://[^/]+", "", office.url)
    press(office, "Thông báo cho")
    office.locator("input[name=questions_due_on]").fill("10/04/2023")
    send(office)
    expect(office.locator(".badge").first).to_have_text("Đã thông báo cho tổ chức")

    unit = opened("/", who="hoa")
    unit.get_by_role("link", name="Tháo gỡ khó khăn về phần mềm").click()
    press(unit, "Nêu câu hỏi")
    pick(unit, "matter", "software")
    unit.locator("textarea[name=text]").fill("Hai phần mềm chưa liên thông.")
    send(unit)
    expect(unit.locator("main")).to_contain_text("Hai phần mềm chưa liên thông.")

    clock.set_demo_time(at("2023-04-12 14:00"))
    office.goto(re.sub(r"/chuyen-lam-viec/.*", place, office.url))
    press(office, "Ghi nhận đã làm việc")
    send(office)
    press(office, "Viết biên bản")
    expect(office.locator("textarea[name=text]")).to_have_value(re.compile("Đồng chí Lê Thị Lan"))
    send(office)
    press(office, "Ghi cam kết")
    pick(office, "lead", units["VP"].pk)
    office.locator("input[name=title]").fill("Liên thông hai phần mềm")
    office.locator("input[name=due_on]").fill("31/05/2023")
    send(office)
    expect(office.locator("main")).to_contain_text("Liên thông hai phần mềm")

    chair = opened(place, who="lan")
    press(chair, "Ký biên bản")
    send(chair)
    press(chair, "Duyệt kết luận")
    chair.locator("textarea[name=words]").fill("Hai bên thống nhất liên thông hai phần mềm.")
    send(chair)
    expect(chair.locator(".badge").first).to_have_text("Kết luận chuyến làm việc chờ cấp số")

    document = Visit.objects.get().document
    assert document is not None
    clerk = opened(f"/van-ban/{document.pk}/ban-hanh/", who="van")
    clerk.locator("input[name=typed]").fill("Thông báo")
    send(clerk)
    expect(clerk.locator("main")).to_contain_text("-TB/ĐUK")

    office.goto(office.url)
    press(office, "Kết quả từng câu hỏi")
    press(office, "Báo lại kết quả câu hỏi 1")
    office.locator("input[name=outcome][value=resolved]").check()
    office.locator("textarea[name=text]").fill("Văn phòng liên thông trước ngày 31/5.")
    pick(office, "document", document.pk)
    send(office)
    expect(office.locator(".figures-number").nth(2)).to_have_text("0")
    office.locator(".crumbs a").last.click()
    press(office, "Kết thúc chuyến làm việc")
    send(office)
    expect(office.locator(".badge").first).to_have_text("Đã kết thúc, đã báo lại đủ")

    unit.goto(re.sub(r"/chuyen-lam-viec/.*", f"{place}theo-doi/", office.url))
    expect(unit.locator("main")).to_contain_text("Văn phòng liên thông trước ngày 31/5.")
    assert faults(unit, "visit-followed") == []


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (820, "light"), (1440, "light"), (1440, "dark")])
def test_the_pages_of_a_visit_are_well_made(opened: Opened, house: House, width: int, theme: str) -> None:
    trip = Trip(house)
    visit = trip.signed(trip.held(asked=2))
    trip.commit(visit, way=Way.DIFFICULTY, question=visit.questions.all()[0])
    visit = trip.concluded(visit)
    trip.tell(visit.questions.all()[1], document=visit.document)
    trip.planned(knows_clash=True)
    clock.set_demo_time(at("2023-04-18 14:00"))
    place = f"/chuyen-lam-viec/{visit.pk}/"
    told = f"{place}cau-hoi/{visit.questions.all()[0].pk}/bao-lai/"

    found = {}
    for name, path in (
        ("list", "/chuyen-lam-viec/"),
        ("new", "/chuyen-lam-viec/moi/"),
        ("detail", place),
        ("follow", f"{place}theo-doi/"),
        ("tell", told),
    ):
        page = opened(path, width=width, theme=theme)
        found[name] = faults(page, f"visit-{name}-{width}-{theme}")

    assert {name: one for name, one in found.items() if one} == {}
