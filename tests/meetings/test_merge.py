"""Mail-merge: any list with any text into one PDF."""

import io
import time
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import Session

from nghisu.kit.refusals import NotAllowed
from nghisu.meetings.actions import merge as actions
from nghisu.meetings.exports.merge import merged
from nghisu.meetings.models import MergeTemplate
from nghisu.meetings.queries.merge import built_in, names_on_list
from nghisu.meetings.rules import merge as rules

Visit = Callable[[str], Visitor]
NOW = at("2023-04-12 08:00")
VALUES = {
    "hoi_nghi": "Hội nghị lần thứ 12",
    "phien": "Phiên mở rộng",
    "gio": "14 giờ",
    "ngay": "ngày 21 tháng 4 năm 2023",
    "dia_diem": "Hà Nội",
    "chu_tri": "đồng chí Lê Thị Lan",
    "co_quan": "ĐẢNG ỦY KHỐI",
}


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def page_count(content: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(content)).pages)


def test_a_value_is_never_read_for_placeholders_or_markup() -> None:
    assert rules.filled("Kính mời {ten}, {chuc_vu}", {"ten": "{gio}", "chuc_vu": "#let x"}) == (
        "Kính mời {gio}, #let x"
    )


def test_a_placeholder_that_no_list_holds_is_refused_by_name() -> None:
    with pytest.raises(rules.NoSuchPlaceholder) as refused:
        rules.check_text("Kính mời {ho_ten}")

    assert refused.value.values["name"] == "ho_ten"


def test_pasted_names_are_read_from_semicolons_and_from_columns_of_excel() -> None:
    assert rules.names_pasted("Lê  An; Chuyên viên; Vụ Một\n\nTrần Bình\tTrưởng phòng") == [
        rules.Name("Lê An", "Chuyên viên", "Vụ Một"),
        rules.Name("Trần Bình", "Trưởng phòng", ""),
    ]


def test_seats_go_by_row_and_place() -> None:
    assert [rules.seat_of(number, per_row=10) for number in (0, 9, 10, 259, 260)] == [
        "A1",
        "A10",
        "B1",
        "Z10",
        "AA1",
    ]


@pytest.mark.parametrize("bad", [[], [rules.Name("x")] * 2001])
def test_a_list_has_somebody_and_is_not_endless(bad: list[rules.Name]) -> None:
    with pytest.raises((rules.ListEmpty, rules.ListTooLong)):
        rules.check_list(bad)


@pytest.mark.parametrize(
    ("key", "pages"),
    [("invitation", 23), ("badge", 3), ("seat", 12), ("envelope", 23), ("label", 1), ("seating", 1)],
)
def test_each_layout_takes_as_many_pages_as_it_holds_names(key: str, pages: int) -> None:
    text = next(one for one in built_in() if one.key == key)
    names = [
        rules.Name(f"Nguyễn Văn {number}", "Ủy viên Ban Chấp hành", "", "member") for number in range(23)
    ]

    content = merged(text, names, VALUES, per_row=10)

    assert page_count(content) == pages
    assert "Nguyễn Văn 22" in text_of(content)


@pytest.mark.slow
def test_four_hundred_invitations_take_seconds() -> None:
    text = next(one for one in built_in() if one.key == "invitation")
    names = [rules.Name(f"Nguyễn Văn {number}", "Ủy viên") for number in range(400)]
    begun = time.monotonic()

    content = merged(text, names, VALUES, per_row=10, address="https://nghisu.vi-du/hoi-nghi/")

    assert page_count(content) == 400
    assert time.monotonic() - begun < 20


def test_the_list_of_a_closed_part_is_for_those_who_may_know_it(house: House, session: Session) -> None:
    key = f"{session.closed.pk}:all"

    by_chief = names_on_list(house.standing("minh"), session.meeting, key, NOW.date())
    by_clerk = names_on_list(house.standing("van"), session.meeting, key, NOW.date())

    assert [one.name for one in by_chief] == ["Phạm Quốc Hùng"]
    assert by_clerk == []


def test_the_office_keeps_a_text_of_its_own(house: House) -> None:
    chief = house.standing("minh")
    values: dict[str, Any] = {"unit": house.units["DUK"], "layout": "letter", "by": chief, "at": NOW}
    actions.keep_template(name="Giấy mời tập huấn", text="Mời {ten}", **values)

    with pytest.raises(actions.NameTwice):
        actions.keep_template(name="Giấy mời  tập huấn", text="Mời {ten}", **values)
    with pytest.raises(rules.NoSuchPlaceholder):
        actions.keep_template(name="Khác", text="{la}", **values)
    with pytest.raises(NotAllowed):
        actions.keep_template(name="Khác", text="", **(values | {"by": house.standing("hung")}))


def test_the_pages_of_mail_merge_show_and_print(house: House, session: Session, visit: Visit) -> None:
    minh, top = visit("minh"), f"/hoi-nghi/{session.meeting.pk}/in-theo-danh-sach/"
    query = {"people": f"{session.enlarged.pk}:all", "text": "invitation", "per_row": "10"}

    shown = minh.get(top, query)
    printed = minh.get(f"{top}tat-ca.pdf", query)
    picture = minh.get(f"{top}xem.png", query)
    signed = minh.get(f"{top}tat-ca.pdf", query | {"text": "sign_in"})
    nobody = minh.get(top, query | {"people": "pasted"})

    assert (shown.status_code, nobody.status_code) == (200, 422)
    assert "Phạm Quốc Hùng" in shown.content.decode()
    words = text_of(printed.content)
    assert ("Đỗ Thị Hoa" in words, "9 giờ 30" in words) == (True, True)
    assert picture.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert "Đỗ Thị Hoa" in text_of(signed.content)
    assert minh.get(f"{top}tat-ca.pdf").status_code == 404
    assert visit("hung").get(top).status_code == 404


def test_the_pages_of_own_texts_do_their_acts(house: House, visit: Visit) -> None:
    van = visit("van")
    sent = {"name": "Giấy mời", "layout": "letter", "text": "Mời {ten}"}

    assert van.send("/hoi-nghi/tron-thu/moi/", {**sent, "text": "{sai}"}).status_code == 422
    assert van.send("/hoi-nghi/tron-thu/moi/", sent).status_code == 302
    template = MergeTemplate.objects.get()
    assert van.get("/hoi-nghi/tron-thu/").status_code == 200
    assert van.get("/hoi-nghi/tron-thu/moi/?tu=invitation").status_code == 200
    path = f"/hoi-nghi/tron-thu/{template.pk}/"
    assert van.get(path).status_code == 200
    assert van.send(path, {**sent, "version": template.version}).status_code == 302
    assert van.get(f"{path}xoa/").status_code == 200
    assert van.send(f"{path}xoa/").status_code == 302
