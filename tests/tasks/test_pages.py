"""The pages of tasks and programmes, as people use them."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import House, Visitor, at
from tests.tasks.conftest import Desk, day

from nghisu.documents.actions.points import add_point
from nghisu.tasks import actions
from nghisu.tasks.actions import Share
from nghisu.tasks.models import Extension, Programme, ProgrammeItem, Task

Visit = Callable[[str], Visitor]


@pytest.fixture(autouse=True)
def on_the_21st(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand on the afternoon of 21 April 2023."""
    monkeypatch.setattr("nghisu.kit.clock.now", lambda: at("2023-04-21 15:00"))
    monkeypatch.setattr("nghisu.kit.clock.today", lambda: day("21/4/2023"))


def codes_in(answer: Any) -> list[str]:
    return [row.task.code for row in answer.context["table"].page_rows]


def test_the_list_shows_what_the_reader_may_see_with_its_status(visit: Visit, desk: Desk) -> None:
    desk.arising(due="20/4/2023", title="Báo cáo sơ kết")
    desk.arising(unit="A1", lead="A1", title="Việc của A1")

    answer = visit("minh").get("/nhiem-vu/")

    assert codes_in(answer) == ["A1-2023-001", "DUK-2023-001"]
    assert "Quá hạn, chưa hoàn thành" in answer.content.decode()
    assert codes_in(visit("hoa").get("/nhiem-vu/")) == ["A1-2023-001"]
    assert visit("la").get("/nhiem-vu/").status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=so+ket", ["DUK-2023-001"]),
        ("?status=overdue", ["DUK-2023-001"]),
        ("?origin=planned", ["DUK-2023-002"]),
        ("?unit=A1", ["A1-2023-001"]),
        ("?lead=BTG", ["DUK-2023-001", "DUK-2023-002"]),
        ("?giver=BTCTW", ["DUK-2023-001"]),
        ("?giver=DUK", ["A1-2023-001", "DUK-2023-002"]),
        ("?quarter=2023-Q1", ["DUK-2023-002"]),
        ("?quarter=2023-Q1&counted=given", ["A1-2023-001", "DUK-2023-001", "DUK-2023-002"]),
        ("?quarter=2023-Q1&origin=arising&unit=DUK&as_of=2023-04-21", []),
        ("?late=1", ["DUK-2023-001"]),
        ("?as_of=2023-01-04", []),
        ("?status=nonsense&sort=nonsense&page=x", ["A1-2023-001", "DUK-2023-001", "DUK-2023-002"]),
    ],
)
def test_filters_stand_in_the_address(visit: Visit, desk: Desk, query: str, expected: list[str]) -> None:
    desk.arising(due="20/4/2023", title="Báo cáo sơ kết")
    desk.arising(unit="A1", lead="A1", due=None, title="Việc của A1")
    desk.done(desk.planned(given="2023-01-12 08:00"), "2023-03-30 08:00")

    answer = visit("minh").get(f"/nhiem-vu/{query}")

    assert sorted(codes_in(answer)) == expected


def test_the_list_is_exported_as_it_is_seen(visit: Visit, desk: Desk) -> None:
    desk.arising()

    answer = visit("minh").get("/nhiem-vu/?export=xlsx")

    assert answer.status_code == 200
    assert answer.content[:2] == b"PK"


def test_a_task_of_others_is_not_found(visit: Visit, desk: Desk) -> None:
    task = desk.arising(unit="A1", lead="A1")

    assert visit("hoa").get(f"/nhiem-vu/{task.pk}/").status_code == 200
    assert visit("ha").get(f"/nhiem-vu/{task.pk}/").status_code == 404


def test_the_page_of_a_task_shows_what_was_known_on_the_day(visit: Visit, desk: Desk) -> None:
    task = desk.done(desk.planned(), "2023-03-30 08:00")
    minh = visit("minh")

    now = minh.get(f"/nhiem-vu/{task.pk}/").content.decode()
    then = minh.get(f"/nhiem-vu/{task.pk}/?as_of=2023-03-01").content.decode()
    before = minh.get(f"/nhiem-vu/{task.pk}/?as_of=2023-01-04").content.decode()

    assert "Hoàn thành trước hạn" in now
    assert "Đang thực hiện, trong hạn" in then
    assert "chưa được giao" in before


def test_work_is_given_from_a_directive_to_several_units(visit: Visit, desk: Desk, house: House) -> None:
    directive = desk.directive()
    minh = visit("minh")

    assert minh.get(f"/nhiem-vu/giao/?directive={directive.pk}&point=2").status_code == 200
    answer = minh.send(
        "/nhiem-vu/giao/",
        {
            "directive": str(directive.pk),
            "point": "2",
            "quote": "Báo cáo trước ngày 28/4",
            "title": "Báo cáo kết quả",
            "due_on": "28/4/2023",
            "units": [str(house.units["A1"].pk), str(house.units["A2"].pk)],
        },
    )

    assert answer.headers["Location"] == f"/nhiem-vu/chi-dao/{directive.pk}/"
    assert sorted(Task.objects.values_list("code", "due_on")) == [
        ("A1-2023-001", day("28/4/2023")),
        ("A2-2023-001", day("28/4/2023")),
    ]
    page = minh.get(answer.headers["Location"]).content.decode()
    assert "A1-2023-001" in page


def test_all_errors_of_the_form_come_at_once_and_nothing_is_lost(visit: Visit, desk: Desk) -> None:
    answer = visit("minh").send("/nhiem-vu/giao/", {"due_on": "31/02/2023", "product": "Báo cáo"})

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"directive", "title", "due_on", "units"}
    assert 'value="Báo cáo"' in answer.content.decode()


def test_a_deadline_before_the_directive_is_said_beside_its_field(
    visit: Visit, desk: Desk, house: House
) -> None:
    directive = desk.directive()

    answer = visit("minh").send(
        "/nhiem-vu/giao/",
        {
            "directive": str(directive.pk),
            "title": "Báo cáo",
            "due_on": "9/1/2023",
            "units": [str(house.units["DUK"].pk)],
        },
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["due_on"] == [
        "Hạn 09/01/2023 trước ngày nhận văn bản chỉ đạo (10/01/2023)."
    ]
    assert Task.objects.count() == 0


def act(visitor: Visitor, task: Task, slug: str, **sent: Any) -> Any:
    version = Task.objects.get(pk=task.pk).version
    assert visitor.get(f"/nhiem-vu/{task.pk}/{slug}/").status_code == 200
    return visitor.send(f"/nhiem-vu/{task.pk}/{slug}/", {"version": version, **sent})


def test_the_whole_way_of_a_task_by_its_pages(visit: Visit, desk: Desk, house: House) -> None:
    task = desk.arising(unit="A1", lead="A1", due="28/4/2023")
    answer_paper = desk.directive("Công văn trả lời")
    hoa, minh = visit("hoa"), visit("minh")

    act(hoa, task, "bao-cao", reason="Đang thu thập số liệu")
    act(hoa, task, "xin-gia-han", new_due_on="10/5/2023", reason="Chờ số liệu")
    act(minh, task, "gia-han", decision="grant", granted_to="9/5/2023")
    act(hoa, task, "nop-san-pham", submitted_on="20/4/2023")
    act(minh, task, "tra-lai", reason="Thiếu phụ lục")
    act(hoa, task, "nop-san-pham", submitted_on="21/4/2023")
    last = act(minh, task, "xac-nhan", accepted_on="21/4/2023", document=str(answer_paper.pk))

    assert last.status_code == 302
    done = Task.objects.get(pk=task.pk)
    assert (done.stage, done.returns, done.extensions, done.due_on) == (
        "accepted",
        1,
        1,
        day("9/5/2023"),
    )
    assert Extension.objects.get().granted_to == day("9/5/2023")
    assert list(done.spans.values_list("act", flat=True)) == [
        "given",
        "reported",
        "extension_asked",
        "extended",
        "submitted",
        "returned",
        "submitted",
        "accepted",
    ]


def test_a_task_is_paused_resumed_and_ended_with_its_code_typed(visit: Visit, desk: Desk) -> None:
    task = desk.planned()
    paper = desk.directive("Kết thúc")
    minh = visit("minh")

    act(minh, task, "tam-dung", reason="Chờ Trung ương")
    act(minh, task, "tiep-tuc", due_on="30/6/2023")
    wrong = act(minh, task, "ket-thuc", document=str(paper.pk), typed="nhầm")
    right = act(minh, task, "ket-thuc", document=str(paper.pk), typed=task.code)

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert Task.objects.get(pk=task.pk).stage == "ended"


def test_a_correction_moves_the_task_and_is_shown(visit: Visit, desk: Desk, house: House) -> None:
    task = desk.done(desk.planned(), "2023-03-30 08:00")

    act(visit("minh"), task, "dinh-chinh", unit=str(house.units["A1"].pk), reason="Việc của A1")

    page = visit("minh").get(f"/nhiem-vu/{task.pk}/").content.decode()
    assert "Việc của A1" in page
    assert Task.objects.get(pk=task.pk).unit == house.units["A1"]


def test_a_task_is_passed_on_to_affiliates_from_its_page(visit: Visit, desk: Desk, house: House) -> None:
    task = desk.arising()

    act(
        visit("minh"),
        task,
        "giao-tiep",
        units=[str(house.units["A1"].pk), str(house.units["A2"].pk)],
        title="Báo cáo phần đơn vị",
        due_on="",
    )

    assert Task.objects.filter(parent=task).count() == 0


def test_shares_are_not_given_after_the_deadline_of_the_whole(visit: Visit, desk: Desk, house: House) -> None:
    task = desk.arising(due="28/4/2023")

    answer = act(
        visit("minh"),
        task,
        "giao-tiep",
        units=[str(house.units["A1"].pk), str(house.units["A2"].pk)],
        title="Báo cáo phần đơn vị",
        due_on="27/4/2023",
    )

    assert answer.status_code == 302
    page = visit("minh").get(f"/nhiem-vu/{task.pk}/")
    assert [child.task.code for child, _badge in page.context["children"]] == ["A1-2023-001", "A2-2023-001"]


def test_two_editors_meet_on_the_conflict_page(visit: Visit, desk: Desk) -> None:
    task = desk.planned()
    actions.report_progress(task=task, version=1, words="Đang viết", by=desk.minh, at=at("2023-02-01 08:00"))

    answer = visit("minh").send(f"/nhiem-vu/{task.pk}/bao-cao/", {"version": 1, "reason": "Của tôi"})

    assert answer.status_code == 409
    assert "Của tôi" in answer.content.decode()


def test_buttons_follow_the_rights(visit: Visit, desk: Desk) -> None:
    task = desk.submit(desk.arising(unit="A1", lead="A1"), "2023-03-01 08:00", who="hoa")

    def slugs(key: str) -> list[str]:
        return [one["slug"] for one in visit(key).get(f"/nhiem-vu/{task.pk}/").context["buttons"]]

    assert slugs("hoa") == []
    assert slugs("minh") == ["xac-nhan", "tra-lai", "ket-thuc", "dinh-chinh", "dinh-chinh-san-pham"]
    assert visit("hoa").get(f"/nhiem-vu/{task.pk}/xac-nhan/").status_code == 404


def test_a_programme_from_its_first_line_to_its_task(visit: Visit, desk: Desk, house: House) -> None:
    minh = visit("minh")
    began = minh.send(
        "/nhiem-vu/chuong-trinh/moi/",
        {"unit": str(house.units["DUK"].pk), "title": "Chương trình 2023", "year": "2023"},
    )
    programme = Programme.objects.get()
    assert began.headers["Location"] == f"/nhiem-vu/chuong-trinh/{programme.pk}/"
    for content in ("Việc một", "Việc hai"):
        programme.refresh_from_db()
        minh.send(
            f"/nhiem-vu/chuong-trinh/{programme.pk}/them/",
            {"version": programme.version, "content": content, "lead": str(house.units["BTG"].pk)},
        )
    programme.refresh_from_db()
    minh.send(
        f"/nhiem-vu/chuong-trinh/{programme.pk}/thong-qua/",
        {"version": programme.version, "adopted_on": "21/4/2023", "typed": "chuong trinh 2023"},
    )
    first, second = ProgrammeItem.objects.order_by("number")
    assert minh.get(f"/nhiem-vu/dau-viec/{first.pk}/giao/").status_code == 200
    given = minh.send(
        f"/nhiem-vu/dau-viec/{first.pk}/giao/",
        {"version": 1, "title": first.content, "lead": str(house.units["BTG"].pk)},
    )
    minh.send(f"/nhiem-vu/dau-viec/{second.pk}/bo/", {"version": second.version, "reason": "Không còn cần"})

    task = Task.objects.get()
    assert given.headers["Location"] == f"/nhiem-vu/{task.pk}/"
    assert (task.origin, task.programme_item) == ("planned", first)
    page = minh.get(f"/nhiem-vu/chuong-trinh/{programme.pk}/")
    assert (page.context["progress"].lines, page.context["progress"].given) == (1, 1)
    assert minh.get("/nhiem-vu/chuong-trinh/").status_code == 200


def test_marked_points_without_a_task_stand_out(visit: Visit, desk: Desk) -> None:
    directive = desk.directive()
    minh = visit("minh")

    for number, text in (("1", "Quán triệt"), ("2", "Báo cáo")):
        add_point(document=directive, number=number, text=text, by=desk.minh, at=at("2023-01-10 10:00"))

    page = minh.get(f"/nhiem-vu/chi-dao/{directive.pk}/")
    assert page.context["open_count"] == 2


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/nhiem-vu/", 12),
        ("/nhiem-vu/chuong-trinh/", 12),
        ("/so-lieu/", 8 + 7),  # each source but the tasks is asked once, however many quarters have begun
    ],
)
def test_lists_ask_as_often_for_many_rows_as_for_few(
    visit: Visit, desk: Desk, house: House, address: str, most: int
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    minh = visit("minh")
    desk.arising()
    desk.planned()
    minh.get(address)
    with CaptureQueriesContext(connection) as few:
        minh.get(address)
    directive = desk.directive()
    for n in range(12):
        actions.assign_from_directive(
            directive=directive,
            shares=[Share(unit=house.units[code]) for code in ("DUK", "A1", "A2")],
            title=f"Việc {n}",
            by=desk.minh,
            at=at("2023-02-01 08:00"),
        )

    with CaptureQueriesContext(connection) as many:
        minh.get(address)

    assert len(many) == len(few)
    assert len(many) <= most
