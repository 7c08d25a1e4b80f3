"""Pages of reports, and the command."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.conftest import House, Visitor, at

from nghisu.documents.rules import form_check
from nghisu.documents.rules.forms import profile_called
from nghisu.kit.periods import Quarter
from nghisu.reporting.actions import reports as actions
from nghisu.reporting.models import Report
from nghisu.tasks.models import Task

Visit = Callable[[str], Visitor]
Begin = Callable[..., Report]


def report_to(out: Path, *more: str, unit: str = "DUK", quarter: str = "2023-Q1") -> None:
    call_command("report", "--unit", unit, "--quarter", quarter, "--out", str(out), *more)


@pytest.fixture(autouse=True)
def afternoon(time_machine: Any) -> None:
    time_machine.move_to(at("2023-04-21 15:00"), tick=False)


def test_from_nothing_to_an_issued_report_by_the_pages(
    house: House, visit: Visit, few_done: list[Task]
) -> None:
    minh, lan = visit("minh"), visit("lan")
    begun = minh.send(
        reverse("report_new"),
        {"unit": str(house.units["DUK"].pk), "quarter": "2023-Q1", "as_of": "21/04/2023"},
    )
    report = Report.objects.get()
    detail = reverse("report_detail", args=[report.pk])
    assert (begun.status_code, begun.headers["Location"]) == (302, detail)
    edit = reverse("report_edit", args=[report.pk])
    form = minh.get(edit).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}

    saved = minh.send(
        edit,
        {
            **values,
            "text_0": "Tình hình ổn định.",
            "signer_title": "Phó Bí thư",
            "signer_name": "TS. Lê Thị Lan",
        },
    )
    name = f"Báo cáo quý {report.quarter.label}"
    adopted = lan.send(
        reverse("report_adopt", args=[report.pk]),
        {"typed": name, "version": str(Report.objects.get().version)},
    )
    issued = minh.send(
        reverse("report_issue", args=[report.pk]),
        {
            "typed": name,
            "dated_on": "21/04/2023",
            "signer_title": "Phó Bí thư",
            "signer_name": "Lê Thị Lan",
        },
    )

    assert (saved.status_code, adopted.status_code, issued.status_code) == (302, 302, 302)
    report.refresh_from_db()
    assert report.document is not None
    assert (report.status, report.document.reference, report.signer_name) == (
        "issued",
        "01-BC/ĐUK",
        "Lê Thị Lan",
    )
    assert "Số 01-BC/ĐUK" in minh.get(detail).content.decode()


def test_every_number_from_the_registry_is_a_link_to_its_records(
    visit: Visit, few_done: list[Task], begin: Begin
) -> None:
    report = begin()
    minh = visit("minh")

    page = minh.get(reverse("report_detail", args=[report.pk])).content.decode()

    article = page[page.index("<article") : page.index("</article>")]
    links = re.findall(r'<a[^>]*href="([^"]+)"[^>]*>(\d+)</a>', article)
    assert [number for _url, number in links] == ["02", "01"]
    for url, number in links:
        rows = minh.get(url.replace("&amp;", "&"))
        assert rows.status_code == 200
        assert rows.context["table"].count == int(number)


def test_a_broken_figure_is_told_beside_its_section_and_nothing_is_lost(visit: Visit, begin: Begin) -> None:
    report = begin()
    edit = reverse("report_edit", args=[report.pk])
    minh = visit("minh")
    form = minh.get(edit).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}

    answer = minh.send(edit, {**values, "text_3": "Có {{dieu_la}} việc", "text_4": "Câu này phải còn"})

    assert answer.status_code == 422
    assert [one[0] for one in answer.context["form"].faults()] == ["id_text_3"]
    assert "Câu này phải còn" in answer.content.decode()
    assert report.sections.get(order=4).text == ""


def test_two_editors_of_one_report_get_the_conflict_page(visit: Visit, begin: Begin) -> None:
    report = begin()
    edit = reverse("report_edit", args=[report.pk])
    minh = visit("minh")
    form = minh.get(edit).context["form"]
    values = {name: form[name].value() or "" for name in form.fields}

    first = minh.send(edit, {**values, "text_0": "Bản thứ nhất"})
    second = minh.send(edit, {**values, "text_0": "Bản thứ hai"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert report.sections.get(order=0).text == "Bản thứ nhất"
    assert "Bản thứ hai" in second.content.decode()


def test_numbers_typed_by_hand_and_empty_sections_are_told(house: House, visit: Visit, begin: Begin) -> None:
    report = begin()
    section = report.sections.get(order=7)
    actions.revise_report(
        report=report,
        expected_version=report.version,
        texts={section.pk: "Kết nối đến 521 điểm cầu."},
        by=house.standing("minh"),
        at=at("2023-04-21 10:00"),
    )

    answer = visit("minh").get(reverse("report_detail", args=[report.pk]))

    assert answer.context["typed_numbers"] == [(section.heading, "521")]
    assert "I. Tình hình chung" in answer.context["empty_headings"]
    assert "II. Kết quả đạt được" not in answer.context["empty_headings"]


@pytest.mark.parametrize(("suffix", "start"), [("docx", b"PK"), ("pdf", b"%PDF")])
def test_the_paper_is_downloaded(
    visit: Visit, few_done: list[Task], begin: Begin, suffix: str, start: bytes
) -> None:
    answer = visit("minh").get(reverse(f"report_{suffix}", args=[begin().pk]))

    assert (answer.status_code, answer.content[: len(start)]) == (200, start)


def test_the_list_asks_as_many_queries_for_one_report_as_for_several(
    house: House, visit: Visit, begin: Begin
) -> None:
    minh = visit("minh")

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert minh.get(reverse("report_list")).status_code == 200
        return len(asked)

    begin()
    count()
    with_one = count()
    for number in (2, 3, 4):
        begin(quarter=Quarter(2022, number))

    assert count() == with_one
    assert with_one <= 12


def test_a_stranger_gets_404(visit: Visit, begin: Begin) -> None:
    report = begin()

    assert visit("la").get(reverse("report_detail", args=[report.pk])).status_code == 404
    assert visit("hoa").get(reverse("report_detail", args=[report.pk])).status_code == 404


def test_the_command_writes_the_report_of_the_quarter(
    quarter_one: list[Task], tmp_path: Path, capsys: Any
) -> None:
    out = tmp_path / "bao-cao.docx"

    report_to(out)
    report_to(tmp_path / "bao-cao.pdf")

    assert form_check.faults(form_check.check(out.read_bytes(), profile_called("hd-36"))) == []
    assert (tmp_path / "bao-cao.pdf").read_bytes()[:4] == b"%PDF"
    import docx as reader

    words = "\n".join(paragraph.text for paragraph in reader.Document(str(out)).paragraphs)
    assert "hoàn thành 89 nhiệm vụ theo kế hoạch, 17 nhiệm vụ phát sinh" in words


def test_the_command_refuses_in_words(db: None, house: House, tmp_path: Path) -> None:
    for unit, quarter, name in (
        ("XYZ", "2023-Q1", "a.docx"),
        ("DUK", "2023-Q5", "a.docx"),
        ("DUK", "2023-Q1", "a.odt"),
    ):
        with pytest.raises(CommandError):
            report_to(tmp_path / name, unit=unit, quarter=quarter)
        assert not (tmp_path / name).exists()


def test_the_command_writes_as_of_another_day(quarter_one: list[Task], begin: Begin, tmp_path: Path) -> None:
    begin()
    out = tmp_path / "bao-cao.docx"

    report_to(out, "--as-of", "2023-01-31")

    import docx as reader

    words = "\n".join(paragraph.text for paragraph in reader.Document(str(out)).paragraphs)
    assert "hoàn thành 89 nhiệm vụ" not in words
