"""The 12th session in its hall, then the quarter's online conference with points, each from its call to its
archive, on the real server with its streams.
"""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.players import Hall, Player, vi
from tests.browser.served import Served

from nghisu.kit import sheets
from nghisu.meetings.imports import POINTS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]
ENTER = "from tests.browser import hall_cast; hall_cast.enter()"
SECRET = ("Việc kín về nhân sự", "Tờ trình về việc kín")
OPEN = "Dự thảo báo cáo quý I/2023"
THE_REST_COME = """
from tests.browser import hall_cast; hall_cast.come(3, 43)
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: Any) -> Iterator[Served]:
    """Return the real server with the house of the tests and its 49 members."""
    made = Served(tmp_path_factory.mktemp("hall"), made_by=ENTER)
    yield made
    made.end()


@pytest.fixture
def hall(browser: Browser, served: Served) -> Iterator[Hall]:
    """Return those who play there."""
    made = Hall(browser, served, ("minh", "van", "lan", "hung", "uv2", "diem", "ha"))
    yield made
    made.leave()


def call(chief: Player) -> str:
    """Call the session; return the path of its page."""
    chief.go("/hoi-nghi/").press("Call a meeting")
    chief.write(
        kind=vi("Regular session"),
        body="Ban Chấp hành",
        title="Hội nghị Ban Chấp hành lần thứ 12 (mở rộng)",
        starts_at="08:00 21/04/2023",
        place="Hội trường lớn, Hà Nội",
        has_closed_part=True,
        is_enlarged=True,
        secretary="Nguyễn Văn Minh",
    )
    chief.main.get_by_label("Lê Thị Lan").first.check()
    chief.press("Call the meeting").sees("12", "Hội trường lớn")
    return chief.path.rstrip("/")


def lay_agenda(chief: Player, root: str) -> None:
    """Lay three items and their papers; one paper is for members only."""
    closed, main = vi("Closed part"), vi("Main part")
    for part, number, title, wanted in (
        (closed, "1", SECRET[0], "Elect"),
        (main, "1", OPEN, "Adopt"),
        (main, "2", "Thảo luận nhiệm vụ quý II", "Discuss"),
    ):
        chief.go(f"{root}/noi-dung/moi/")
        chief.write(part=part, number=number, title=title, minutes=20, presenter="Văn phòng")
        chief.page.locator("[name=wanted]").select_option(wanted.lower())
        chief.press("Save")
    for item, document in ((SECRET[0], SECRET[1]), (OPEN, OPEN)):
        chief.go(f"{root}/tai-lieu/moi/").write(item=item, document=document).press("Save")


def summon(chief: Player, root: str) -> None:
    """Summon the body to both parts, and invite a guest."""
    for part in ("Closed part", "Main part"):
        chief.go(f"{root}/trieu-tap/").write(part=vi(part))
        if part == "Main part":
            chief.main.get_by_label("Đỗ Thị Hoa").check()
        chief.press("Save")


def register(chief: Player, root: str, folder: Path) -> None:
    """Register two points from Excel, and name their operators."""
    rows = [
        {"code": "01", "name": "Điểm cầu Một", "host": "A1", "phone": "0000 000 001", "expected": 40},
        {"code": "02", "name": "Điểm cầu Hai", "host": "A2", "phone": "0000 000 002", "expected": 30},
    ]
    (folder / "điểm cầu.xlsx").write_bytes(sheets.written(POINTS, rows))
    chief.go(f"{root}/diem-cau/").press("Register from Excel")
    chief.page.locator("input[type=file]").set_input_files(folder / "điểm cầu.xlsx")
    chief.page.locator("main form button").first.click()
    chief.page.wait_for_load_state()
    chief.page.locator("main form button").first.click()
    chief.page.wait_for_load_state()
    for code, operator in (("Một", "Ngô Văn Điểm"), ("Hai", "Vũ Thanh Hà")):
        chief.go(f"{root}/diem-cau/")
        chief.page.get_by_role("link", name=f"Điểm cầu {code}").first.click()
        chief.press("Change").write(operator=operator).press("Save")


def test_the_twelfth_session_from_its_call_to_its_archive(hall: Hall, tmp_path: Path) -> None:
    # called: its number follows from the body; its agenda, papers, list and two points
    hall.is_now("2023-04-10 08:00")
    chief = hall.enter("minh")
    root = call(chief)
    lay_agenda(chief, root)
    summon(chief, root)
    register(chief, root, tmp_path)
    step_on(chief, root, "Summoned")

    # answered on a phone; the papers go out
    hung = hall.enter("hung", width=390)
    hung.go("/").sees("Hội nghị Ban Chấp hành lần thứ 12")
    hung.go(f"{root}/").press("Answer").write(answer="coming").press("Send the answer")
    hung.sees(SECRET[0])
    step_on(chief, root, "Papers sent")

    # the day: codes hang at the doors; the clerk, a code scanned, and the operator of a point check in
    hall.is_now("2023-04-21 07:40")
    chair = hall.enter("lan", width=820)
    clerk, second = hall.enter("van"), hall.enter("uv2", width=390)
    first_point, second_point = hall.enter("diem", width=390), hall.enter("ha", width=820)
    clerk.go(f"{root}/diem-danh/ma/")
    at_the_door = re.sub(r"\W", "", clerk.page.locator(".place-code .code").inner_text())
    hung.go(f"{root}/diem-danh/toi/?ma={at_the_door}").press("I am here").sees("hội trường")
    clerk.go(f"{root}/diem-danh/").page.locator("[data-roll-search]").press_sequentially("le thi lan")
    clerk.page.locator("[data-roll-search]").press("Enter")
    expect(clerk.page.locator(".attend-row[data-present]")).to_have_count(2)
    own_code = second.go(f"{root}/diem-danh/toi/").page.locator(".own-code .code").inner_text()
    check_in_points(first_point, second_point)
    first_point.page.locator("summary", has_text=vi("Check a member in here")).click()
    first_point.page.locator("input[name=code]").fill(own_code)
    first_point.page.locator("input[name=code]").press("Enter")
    first_point.sees("1 người đã điểm danh")

    # the quorum follows who comes; the screen hangs in the hall behind a link of its own
    chair.go(f"{root}/man-hinh/").write(label="Màn hình lớn").press("Make a link")
    link = chair.page.locator("main a[href*='/hoi-nghi/man-hinh/']").first.get_attribute("href") or ""
    screen = hall.enter().go(link.removeprefix(hall.served.url)).sees(vi("The meeting has not begun yet."))
    chair.go(f"{root}/dieu-hanh/").sees("3/49", vi("Quorum not met"))
    hall.served.run("from tests.browser import hall_cast; hall_cast.come(3, 43)")
    hall.is_now("2023-04-21 08:00")
    chair.sees("43/49", vi("Quorum met"))

    # opened; in the closed part members follow, points and the screen are sent nothing of it
    console = first_point.path
    for player in (hung, second, second_point):
        player.go(f"{root}/dang-hop/")
    for step in ("Open the meeting", "Begin the part", "Take up the item"):
        chair.press(step)
    hung.sees(SECRET[0])
    second.sees(SECRET[0])
    for outside in (screen, second_point):
        outside.sees(vi("Please wait."))
    first_point.go(console).sees_not(*SECRET, vi("Closed part"))
    first_point.go(f"{root}/dang-hop/").sees(vi("Please wait."))
    chair.press("End the part").sees(vi("No part is in session."))
    assert any(SECRET[0] in one for one in hung.streamed)
    for outside in (screen, first_point, second_point):
        outside.sees_not(*SECRET)
        assert [one for one in outside.streamed if SECRET[0] in one or vi("Closed part") in one] == []

    # the enlarged part: all see the item without loading anything; one speaks in the hall, one at a point
    chair.press("Begin the part").press("Take up the item")
    for player in (screen, hung, second, first_point, second_point):
        player.sees(OPEN)
    hung.press("Ask to speak").sees(vi("You are on the list of speakers."))
    first_point.press("Ask to speak for the point").write(speaker="Ông Ba").press("Send")
    clerk.go(f"{root}/xin-phat-bieu/").press("Give the floor")
    screen.sees("Phạm Quốc Hùng", "Ông Ba")
    clerk.press("Has finished").press("Put into the minutes")
    second_point.press("Send a comment of the point").write(text="Đề nghị bổ sung số liệu").press("Send")
    second.press("Make a proposal").write(text="Thêm nhiệm vụ quý II").press("Send")
    chair.sees("Ông Ba").press("Give the floor")
    screen.sees(vi("Has the floor"), "Ông Ba", "Điểm cầu Một")

    # voted by hands, one count a place, on the base of the body
    chair.press("Put the item to the vote").press("Open the vote")
    vote = chair.path
    screen.sees(vi("Voting is open"))
    for player, agree, place in ((clerk, 31, vi("Hall")), (first_point, 4, ""), (second_point, 3, "")):
        player.go(vote)
        if place:
            player.write(place=place)
        player.write(agree=agree).press("Enter the count")
    chair.sees("38").press("Close the vote and show the result")
    screen.sees("38", "25", vi("Adopted"))

    # the proposal is answered, the meeting concluded; its points close with it
    chair.go(f"{root}/de-xuat/").page.get_by_role("link", name="Thêm nhiệm vụ").first.click()
    chair.write(state="accepted").press("Save the answer")
    hall.is_now("2023-04-21 11:30")
    chair.go(f"{root}/dieu-hanh/be-mac/").press("Conclude the meeting")
    for player in (screen, hung):
        player.sees(vi("The meeting is over."))
    chief.go(f"{root}/diem-cau/").sees(vi("Point closed"))

    # minutes: composed, corrected by who spoke, signed by both
    chief.go(f"{root}/phat-bieu/").write(who="Phạm Quốc Hùng", text="Nhất trí với dự thảo.").press("Enter")
    chief.go(f"{root}/").press("Minutes").press("Compose the minutes")
    section = chief.main.locator(".minutes-group", has_text="III. KẾT LUẬN")
    section.get_by_role("link").first.click()
    chief.write(text="Hội nghị thống nhất thông qua dự thảo báo cáo.").press("Save")
    chief.press("Send for remarks").write(until="25/04/2023").press("Send")
    hung.go("/").page.get_by_role("link", name="Hội nghị Ban Chấp hành").first.click()
    hung.sees("Nhất trí với dự thảo.").press("Correct your statement")
    hung.write(wanted="Cơ bản nhất trí với dự thảo.").press("Send to the recorder")
    chief.go(f"{root}/bien-ban/").press("Remarks to answer").press("Accept")
    chief.go(f"{root}/bien-ban/").sees("Cơ bản nhất trí với dự thảo.").press("Sign as the recorder")
    chief.write(typed=vi("Sign")).press("Sign")
    chair.go("/").page.get_by_role("link", name="Hội nghị Ban Chấp hành").first.click()
    chair.press("Sign as the chair").write(typed=vi("Sign")).press("Sign").sees(vi("Signed"))
    hung.go(f"{root}/bien-ban/").sees("Cơ bản nhất trí với dự thảo.", "38")

    # the conclusion: three pieces of work sleep until the notice is issued
    chief.go(f"{root}/ket-luan/").press("Begin the conclusion").press("Add a paragraph")
    chief.write(text="Giao các đảng ủy trực thuộc quán triệt.").press("Save")
    for title, unit in (("Tổ chức quán triệt", "Một"), ("Báo cáo kết quả", "Hai"), ("Sơ kết", "Một")):
        chief.press("Give work").write(title=title, due_on="30/06/2023")
        chief.main.get_by_label(f"Đảng ủy Bộ Ví dụ {unit}").check()
        chief.press("Save")
    chair.go(f"{root}/ket-luan/").press("Approve").write(typed=vi("Approve")).press("Approve")
    chief.go("/nhiem-vu/").sees_not("Tổ chức quán triệt")
    clerk.go("/").main.locator("a[href^='/van-ban/']:not([href='/van-ban/'])").first.click()
    clerk.press("Issue").write(typed="Thông báo").press("Issue")
    chief.go("/nhiem-vu/").sees("Tổ chức quán triệt", "Báo cáo kết quả", "Sơ kết")

    # the communiqué says what was chosen from the record, from its hour on
    chief.go(f"{root}/thong-cao/").press("Begin the communiqué")
    chief.go(f"{root}/thong-cao/du-kien/")
    for box in chief.main.locator("[name=codes]").all():
        box.check()
    chief.press("Save").press("Write")
    chief.write(title="Hội nghị [[lan-thu]]", text="Sáng [[ngay]], tại [[noi-hop]]: [[hoi-nghi]].").press(
        "Save"
    )
    chair.go(f"{root}/thong-cao/").press("Approve").write(release_at="14:00 21/04/2023").press("Approve")
    hall.is_now("2023-04-21 14:00")
    hall.enter().go("/hoi-nghi/thong-cao/").sees("Hội nghị lần thứ 12")

    # put away: one file that opens without the product
    saved_archive(hall, chief, root, tmp_path)


def saved_archive(hall: Hall, chief: Player, root: str, folder: Path) -> None:
    """Download the archive and open it from the disk."""
    chief.go(f"{root}/ho-so/")
    with chief.page.expect_download() as saved:
        chief.main.get_by_role("button", name=vi("Download the archive")).click()
    saved.value.save_as(folder / "ho-so.zip")
    opened_alone(hall, folder)


def opened_alone(hall: Hall, folder: Path) -> None:
    """Unpack the archive and open it from the disk, without the server."""
    with zipfile.ZipFile(folder / "ho-so.zip") as archive:
        archive.extractall(folder / "ho-so")
    page = hall.browser.new_page()
    page.goto((folder / "ho-so" / "index.html").as_uri())
    expect(page.locator("h1")).to_contain_text("Hội nghị")
    for link in page.locator("a").all():
        assert (folder / "ho-so" / str(link.get_attribute("href"))).exists()
    page.close()


def check_in_points(*operators: Player) -> None:
    """Check the points in by their operators, from the first screen of each, and report heads."""
    for player, code, heads in zip(operators, ("Một", "Hai"), (38, 29), strict=True):
        player.go("/").page.get_by_role("link", name=f"Điểm cầu {code}").first.click()
        player.press("Check the point in")
        player.page.locator("form.heads input[name=heads]").fill(str(heads))
        player.press("Report").sees(f"Đã báo cáo: {heads}")


def step_on(chief: Player, root: str, state: str) -> None:
    """Take the meeting to its next state."""
    chief.go(f"{root}/buoc/").write(typed=vi(state)).press("Go on")


def test_the_online_conference_with_points_from_its_call_to_its_archive(hall: Hall, tmp_path: Path) -> None:
    # called: no number, no body; two items, two points; papers out
    hall.is_now("2023-05-10 08:00")
    chief = hall.enter("minh")
    chief.go("/hoi-nghi/").press("Call a meeting").write(
        kind=vi("Conference of the whole organisation"),
        title="Hội nghị trực tuyến toàn Đảng bộ, quý I/2023",
        starts_at="08:00 25/05/2023",
        place="Hà Nội",
        is_enlarged=True,
        secretary="Nguyễn Văn Minh",
    )
    chief.main.get_by_label("Lê Thị Lan").first.check()
    root = chief.press("Call the meeting").path.rstrip("/")
    for number, title in (("1", "Quán triệt nghị quyết"), ("2", "Trao đổi với các điểm cầu")):
        chief.go(f"{root}/noi-dung/moi/").write(number=number, title=title).press("Save")
    chief.go(f"{root}/tai-lieu/moi/").write(item="Quán triệt", document="Tài liệu quán triệt").press("Save")
    register(chief, root, tmp_path)
    step_on(chief, root, "Summoned")
    step_on(chief, root, "Papers sent")

    # the points check in; the board says who is silent and how many sit there
    hall.is_now("2023-05-25 07:45")
    chair = hall.enter("lan", width=820)
    first, second = hall.enter("diem", width=390), hall.enter("ha", width=820)
    board = hall.enter("minh").go(f"{root}/diem-cau/").sees("0/2")
    check_in_points(first, second)
    board.sees("2/2", "67")
    chair.go(f"{root}/man-hinh/").write(label="Màn hình điểm cầu", point="Điểm cầu Một").press("Make a link")
    link = chair.page.locator("main a[href*='/hoi-nghi/man-hinh/']").first.get_attribute("href") or ""
    screen = hall.enter().go(link.removeprefix(hall.served.url)).sees(vi("The meeting has not begun yet."))

    # it runs: both points and the screen follow by themselves; one point speaks, one comments
    hall.is_now("2023-05-25 08:00")
    console = first.path
    for player in (first, second):
        player.go(f"{root}/dang-hop/")
    chair.go(f"{root}/dieu-hanh/")
    for step in ("Open the meeting", "Begin the part", "Take up the item", "Take up the item"):
        chair.press(step)
    for player in (screen, first, second):
        player.sees("Trao đổi với các điểm cầu")
    first.press("Ask to speak for the point").write(speaker="Bà Tư").press("Send")
    chair.sees("Bà Tư").press("Give the floor")
    for player in (screen, second):
        player.sees("Bà Tư", "Điểm cầu Một")
    second.press("Send a comment of the point").write(text="Điểm cầu Hai thống nhất").press("Send")
    chair.go(f"{root}/gop-y/").sees("Điểm cầu Hai thống nhất")

    # a point that hears nothing stands on the board at once, and its console learns that it was solved
    first.go(console).press("We cannot hear")
    board.sees("Không nghe được")

    # concluded: the points close, the link is revoked while the screen is open
    hall.is_now("2023-05-25 10:00")
    chair.go(f"{root}/dieu-hanh/be-mac/").press("Conclude the meeting")
    screen.sees(vi("The meeting is over."))
    board.sees(vi("Point closed"))
    chair.go(f"{root}/man-hinh/").press("Revoke")
    gone = screen.page.goto(screen.page.url)
    assert gone is not None
    assert gone.status == 404
    screen.said.clear()  # the browser tells of the 404 that was asked for

    # minutes of a conference without a body, signed by both; the archive opens alone
    chief.go(f"{root}/").press("Minutes").press("Compose the minutes")
    chief.main.locator(".minutes-group", has_text="III. KẾT LUẬN").get_by_role("link").first.click()
    chief.write(text="Hội nghị kết thúc tốt đẹp.").press("Save").press("Sign as the recorder")
    chief.write(typed=vi("Sign")).press("Sign")
    chair.go(f"{root}/bien-ban/").press("Sign as the chair").write(typed=vi("Sign")).press("Sign")
    chair.sees(vi("Signed"))
    saved_archive(hall, chief, root, tmp_path)
