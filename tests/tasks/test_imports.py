"""Work given by a sheet: a template, a preview that names wrong cells, all rows or none."""

import io
from collections.abc import Callable
from typing import Any

import python_calamine
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import House, Visitor, at
from tests.reporting.campaigning import Asking
from tests.tasks.conftest import Desk, day

from nghisu.documents.models import Document
from nghisu.kit import sheets
from nghisu.organisation.models import ImportDraft, Unit
from nghisu.record.models import Entry
from nghisu.search.actions import settle
from nghisu.search.models import SearchEntry, SearchWaiting
from nghisu.tasks.imports import TASKS
from nghisu.tasks.models import Task, TaskSpan

Visit = Callable[[str], Visitor]


def row(unit: str, title: str = "Báo cáo kết quả", **more: Any) -> dict[str, Any]:
    return {"unit": unit, "title": title, "due_on": day("30/4/2023"), **more}


def address(directive: Document) -> str:
    return f"/to-chuc/nhap/tasks/?scope={directive.pk}"


def send(visitor: Visitor, directive: Document, *rows: dict[str, Any]) -> Any:
    file = SimpleUploadedFile("giao-viec.xlsx", sheets.written(TASKS, rows))
    return visitor.send(address(directive), {"file": file})


@time_machine.travel(at("2023-04-05 09:00"), tick=True)
def test_work_for_61_units_is_shown_first_and_given_on_yes(desk: Desk, house: House, visit: Visit) -> None:
    Asking(house).many(61)
    directive = desk.directive(received="2023-04-04 09:00", tasks=2)
    codes = sorted(code for code in house.units if code not in {"DUK", "VP", "BTG"})
    minh = visit("minh")
    page = minh.get(f"/nhiem-vu/chi-dao/{directive.pk}/").content.decode()

    sent = send(
        minh,
        directive,
        *(row(code, point="II.1") for code in codes),
        row("DUK", "Tổng hợp", lead="VP", supports="BTG; A1", urgent="yes", product="Báo cáo"),
    )
    before = Task.objects.count()
    done = minh.send(sent["Location"])

    assert address(directive) in page
    assert (before, done.status_code, done["Location"]) == (0, 302, f"/nhiem-vu/chi-dao/{directive.pk}/")
    assert Task.objects.filter(title="Báo cáo kết quả", point__number="II.1").count() == len(codes)
    own = Task.objects.get(title="Tổng hợp")
    assert (own.lead.code, own.priority, own.product) == ("VP", "urgent", "Báo cáo")
    assert sorted(own.supports.values_list("code", flat=True)) == ["A1", "BTG"]
    assert TaskSpan.objects.count() == len(codes) + 1
    line = Entry.objects.get(verb="task.assigned")
    assert (line.touches.count(), "giao-viec.xlsx" in (line.details or "")) == (len(codes) + 1, True)


@time_machine.travel(at("2023-04-05 09:00"), tick=True)
def test_each_wrong_cell_is_named_and_nothing_is_given(desk: Desk, visit: Visit) -> None:
    directive = desk.directive(received="2023-04-04 09:00")
    minh = visit("minh")

    sent = send(
        minh,
        directive,
        row("A1"),
        row("A1"),
        row("KHÔNG-CÓ"),
        row("A2", lead="BTG"),
        row("A2", "Việc khác", supports="LẠ"),
        row("A2", "Việc nữa", due_on=day("1/4/2023")),
        row("DUK", "Việc chung", lead="VP", supports="VP"),
    )
    shown = minh.get(sent["Location"]).content.decode()
    tried = minh.send(sent["Location"])

    assert tried.status_code == 422
    for cell in ("A3", "A4", "D5", "E6", "F7", "E8"):
        assert f">{cell}<" in shown, cell
    assert Task.objects.count() == 0


def test_a_row_without_unit_or_task_and_a_wrong_day_are_named(desk: Desk, visit: Visit) -> None:
    directive = desk.directive(received="2023-04-04 09:00")
    minh = visit("minh")

    sent = send(
        minh,
        directive,
        {"unit": "A1", "title": ""},
        {"unit": "", "title": "Việc"},
        row("A2", due_on="31/2/2023"),
    )
    shown = minh.get(sent["Location"]).content.decode()

    for cell in ("B2", "A3", "F4"):
        assert f">{cell}<" in shown, cell


def test_the_template_offers_the_units_that_may_get_the_work(desk: Desk, visit: Visit) -> None:
    directive = desk.directive(received="2023-04-04 09:00")

    blank = visit("minh").get(f"/to-chuc/nhap/tasks/mau/?scope={directive.pk}")

    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(blank.content))
    cells = {
        str(cell)
        for name in book.sheet_names
        for line in book.get_sheet_by_name(name).to_python()
        for cell in line
    }
    assert blank.status_code == 200
    assert {"A1", "A2", "DUK"} <= {cell.split(" – ")[0] for cell in cells}


def test_who_may_not_give_the_work_of_a_directive_has_no_sheet_for_it(desk: Desk, visit: Visit) -> None:
    directive = desk.directive(received="2023-04-04 09:00")

    for who in ("hoa", "hung", "van", "quantri"):
        assert visit(who).get(address(directive)).status_code == 404
    assert visit("minh").get("/to-chuc/nhap/tasks/?scope=khong-co").status_code == 404


def test_what_a_sheet_gave_is_found_by_the_next_search_and_waits_no_longer(desk: Desk, visit: Visit) -> None:
    directive = desk.directive(received="2023-04-04 09:00")
    minh = visit("minh")
    sent = send(minh, directive, row("A1", "Tổng hợp chuyển đổi số", due_on=None))
    minh.send(sent["Location"])
    waiting = SearchWaiting.objects.count()

    page = minh.get("/tim-kiem/?q=chuyen+doi+so").content.decode()

    assert (waiting, SearchWaiting.objects.count()) == (1, 0)
    assert str(Task.objects.get().pk) in page
    assert SearchEntry.objects.filter(kind="task").count() == 1
    assert settle() == 0


@time_machine.travel(at("2023-04-05 09:00"), tick=True)
def test_a_preview_says_what_changed_since_it_was_first_shown(desk: Desk, house: House, visit: Visit) -> None:
    directive = desk.directive(received="2023-04-04 09:00")
    minh = visit("minh")
    sent = send(minh, directive, row("A1"), row("A2"))
    before = minh.get(sent["Location"]).content.decode()

    Unit.objects.filter(code="A2").update(code="A2-CU")
    kept = ImportDraft.objects.get()
    ImportDraft.objects.update(ground=f"{kept.ground}x")  # as after any line of the record
    after = minh.get(sent["Location"]).content.decode()
    tried = minh.send(sent["Location"])

    assert (">A3<" in before, ">A3<" in after) == (False, True)
    assert (tried.status_code, Task.objects.count()) == (422, 0)


@time_machine.travel(at("2023-04-05 09:00"), tick=True)
def test_the_same_words_with_another_quantity_are_another_piece_of_work(desk: Desk, visit: Visit) -> None:
    directive = desk.directive(received="2023-04-04 09:00")
    minh = visit("minh")
    rows = (row(code, product="văn bản", product_count=count) for code, count in (("A1", 3), ("A2", 5)))

    minh.send(send(minh, directive, *rows)["Location"])

    asked = {task.unit.code: [one.count for one in task.products.all()] for task in Task.objects.all()}
    assert asked == {"A1": [3], "A2": [5]}
