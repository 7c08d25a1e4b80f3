"""Every page of documents, tasks, figures and reports has its twin for programs, or a reason why not."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from tests.conftest import House, at
from tests.exchange.test_programs import program
from tests.reporting.campaigning import Asking
from tests.tasks.conftest import Desk, day, desk

from nghisu.documents.actions.points import add_point
from nghisu.documents.models import Document, DocumentFile
from nghisu.kit import files
from nghisu.kit.periods import Quarter
from nghisu.reporting.actions import reports as report_actions
from nghisu.tasks import actions
from nghisu.tasks.actions.proposals import follow_proposal
from nghisu.tasks.models import Task

__all__ = ["desk"]
ADDRESSES = Path(__file__).parents[1] / "house" / "addresses.csv"
ROOMS = ("van-ban/", "nhiem-vu/", "so-lieu/", "bao-cao/")

TWINS = {
    "document_list": "api_documents",
    "document_register": "api_documents",
    "document_arrivals": "api_documents",
    "document_lookup": "api_documents",
    "document_detail": "api_document",
    "document_points": "api_document",
    "document_point": "api_document",
    "document_file": "api_document_file",
    "document_in_force": "api_in_force",
    "task_list": "api_tasks",
    "task_board": "api_tasks",  # each share names its unit, its status and the task it is a share of
    "task_detail": "api_task",
    "directive_coverage": "api_coverage",
    "programme_list": "api_programmes",
    "programme_detail": "api_programme",
    "programme_timeline": "api_programme",  # the days of every line
    "proposal_list": "api_proposals",
    "proposal_detail": "api_proposal",
    "figure_list": "api_figures",
    "figure_detail": "api_figure",
    "count_detail": "api_count",
    "figure_roots": "api_figure",  # its records; where each comes from, api_task
    "figure_definitions": "api_definitions",
    "report_list": "api_reports",
    "report_detail": "api_report",
    "campaign_list": "api_campaigns",
    "campaign_detail": "api_campaign",
    "campaign_matrix": "api_campaign",
    "campaign_periods": "api_campaign",  # one campaign of each period, asked one after the other
    "report_template_list": "api_report_templates",
    "report_template_detail": "api_report_template",
    "submission_list": "api_submissions",
    "submission_detail": "api_submission",
    "between_list": "api_sessions",
    "between_detail": "api_between",
}
PAPERS = "the paper of what is read as data by another address; once issued it is a file of its document"
DRAFTS = "work on a draft: wordings and opinions of persons, which no program is told"
OFFICE = "how the office handles paper: registers of dispatch, stamps, certificates, copies, files, archives"
OWN = "what the product is told for itself: templates of papers, rules of types, sequences of numbers"
WITHOUT = {
    PAPERS: "document_docx document_pdf copy_docx copy_pdf report_docx report_pdf between_docx"
    " campaign_archive report_template_blank report_template_sheet submission_sheet resolution_review",
    DRAFTS: "draft_list draft_home draft_compare draft_comments draft_comments_docx draft_matters"
    " draft_version request_list request_detail request_word signing_list document_slip",
    OFFICE: "copy_register copy_detail dispatch_register disposal_list disposal_detail disposal_paper"
    " file_list file_detail file_contents hand_over_list hand_over_detail hand_over_paper stamp_register"
    " certificate certificate_list",
    OWN: "document_rules document_sequences paper_template_list paper_template paper_template_file"
    " paper_template_sample paper_template_start",
}


def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(ADDRESSES.read_text(encoding="utf-8").splitlines()))


def test_every_page_that_is_read_has_a_twin_for_programs_or_a_reason() -> None:
    reasons = {name: why for why, names in WITHOUT.items() for name in names.split()}
    known = {row["name"] for row in rows()}
    read = {row["name"] for row in rows() if row["route"].startswith(ROOMS) and row["methods"] == "GET"}

    assert sorted(read - TWINS.keys() - reasons.keys()) == []
    assert sorted(TWINS.keys() & reasons.keys()) == []
    assert sorted((TWINS.keys() | reasons.keys()) - known) == []
    assert sorted(set(TWINS.values()) - known) == []


def test_a_twin_has_the_door_of_its_page() -> None:
    doors = {row["name"]: row["door"] for row in rows()}

    assert [
        (page, twin) for page, twin in TWINS.items() if doors[page] != doors[twin] and page not in OTHERS
    ] == []


OTHERS = {
    "document_arrivals": "document.receive narrows the page to what the reader enters; the list says more"
}


@pytest.fixture(autouse=True)
def in_april() -> Any:
    with time_machine.travel(at("2023-04-05 09:00"), tick=True):
        yield


def asked(ask: Callable[..., Any], name: str, *args: Any, **query: str) -> Any:
    text = "&".join(f"{key}={value}" for key, value in query.items())
    answer = ask(f"{reverse(name, args=args)}{'?' + text if text else ''}")
    assert answer.status_code == 200, (name, answer.content)
    return json.loads(answer.content)


def test_a_task_is_read_with_its_history_evidence_and_shares_as_known_on_the_day(
    house: House, desk: Desk
) -> None:
    task = desk.arising(due="31/3/2023")
    shares = [actions.Share(unit=house.units[code]) for code in ("A1", "A2")]
    actions.cascade(
        task=desk.now(task), version=desk.now(task).version, shares=shares, by=desk.minh,
        at=at("2023-02-01 08:00"),
    )  # fmt: skip
    desk.done(task, "2023-03-20 09:00")
    ask = program(house, "minh")

    now = asked(ask, "api_task", task.pk)
    then = asked(ask, "api_task", task.pk, as_of="2023-02-15")

    assert (now["status"], then["status"]) == ("done_early", "on_time")
    assert [one["unit"] for one in now["shares"]] == ["A1", "A2"]
    assert [one["act"] for one in now["states"]] == ["given", "submitted", "accepted"]
    assert ask(reverse("api_task", args=[task.pk]) + "?as_of=2022-01-01").status_code == 404
    assert program(house, "la")(reverse("api_task", args=[task.pk])).status_code == 404


def test_the_lead_reports_asks_and_hands_in_by_a_program(house: House, desk: Desk) -> None:
    task = desk.arising(unit="A1", lead="A1", due="30/4/2023", given="2023-01-11 08:00")
    paper = Document.objects.create(
        unit=house.units["A1"], direction="incoming", status="done", type="letter", issuer_name="Chi bộ 1",
        subject="Báo cáo kết quả", received_at=at("2023-03-01 08:00"), created_at=at("2023-03-01 08:00"),
    )  # fmt: skip
    ask = program(house, "hoa", "tasks")
    reader = program(house, "hoa", "read")

    def write(name: str, key: str, body: dict[str, Any]) -> Any:
        return ask(reverse(name, args=[task.pk]), body, **{"idempotency-key": key * 20})

    reported = write("api_task_progress", "a", {"version": 1, "words": "Đã xong phần đầu"})
    late = {"version": 2, "new_due_on": "2023-05-10", "reason": "Chờ số liệu"}
    extended = write("api_task_extension", "b", late)
    product = {"version": 3, "words": "Kèm báo cáo", "evidence": [str(paper.pk)], "submitted_on": None}
    handed = write("api_task_product", "c", product)
    again = write("api_task_product", "c", product)
    stale = write("api_task_progress", "d", {"version": 1, "words": "x"})
    refused = reader(reverse("api_task_progress", args=[task.pk]), {"version": 4, "words": "x"})

    assert [answer.status_code for answer in (reported, extended, handed, again)] == [200] * 4
    assert handed.json()["stage"] == "submitted"
    assert [one["id"] for one in handed.json()["states"][-1]["evidence"]] == [str(paper.pk)]
    assert Task.objects.get(pk=task.pk).stage == "submitted"
    assert (stale.status_code, refused.status_code) == (409, 404)


@pytest.mark.parametrize(
    "body",
    [
        {"version": "1", "words": "x"},
        {"version": 1, "words": 5},
        {"version": 1, "words": "", "evidence": "x"},
        {"version": 1, "words": "", "evidence": ["00000000-0000-0000-0000-000000000000"]},
        {"version": 1, "words": "", "submitted_on": "31/3/2023"},
    ],
)
def test_a_product_of_another_shape_is_refused_as_a_problem(house: House, desk: Desk, body: Any) -> None:
    task = desk.arising(unit="A1", lead="A1", due="30/4/2023", given="2023-01-11 08:00")

    answer = program(house, "hoa", "tasks")(reverse("api_task_product", args=[task.pk]), body)

    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert Task.objects.get(pk=task.pk).stage == "open"


def test_programmes_proposals_and_coverage_are_read(house: House, desk: Desk) -> None:
    programme = desk.programme(items=2)
    task = desk.planned(programme.items.first(), given="2023-02-01 08:00")
    directive = desk.directive(received="2023-03-01 08:00")
    add_point(document=directive, number="1", text="Báo cáo", by=desk.minh, at=at("2023-03-02 10:00"))
    proposal = follow_proposal(
        unit=house.units["DUK"], made_by=house.units["A1"], text="Cấp thêm máy", made_on=day("1/3/2023"),
        by=desk.minh, at=at("2023-03-01 09:00"),
    )  # fmt: skip
    ask = program(house, "minh")

    lines = asked(ask, "api_programme", programme.pk)["items"]
    points = asked(ask, "api_coverage", directive.pk)["points"]

    assert asked(ask, "api_programmes")["count"] == 1
    assert [line["task"] for line in lines] == [str(task.pk), None]
    assert [(one["number"], one["is_without_anything"]) for one in points] == [("1", True)]
    assert asked(ask, "api_proposals")["rows"][0]["text"] == "Cấp thêm máy"
    assert asked(ask, "api_proposals", as_of="2023-02-01")["count"] == 0
    assert [one["taken"] for one in asked(ask, "api_proposal", proposal.pk)["steps"]] == ["made"]


def test_a_document_is_read_with_its_points_and_files(house: House, desk: Desk) -> None:
    directive = desk.directive(received="2023-03-01 08:00")
    add_point(document=directive, number="1", text="Báo cáo", by=desk.minh, at=at("2023-03-02 10:00"))
    kept = files.store(b"%PDF-1.4 x", name="a.pdf", media_type="application/pdf")
    file = DocumentFile.objects.create(
        document=directive, name="a.pdf", sha256=kept.sha256, size=kept.size,
        media_type=kept.media_type, attached_at=at("2023-03-02 10:00"),
    )  # fmt: skip
    ask = program(house, "minh")

    found = asked(ask, "api_document", directive.pk)
    content = ask(reverse("api_document_file", args=[file.pk]))

    assert [one["text"] for one in found["points"]] == ["Báo cáo"]
    assert [one["address"] for one in found["files"]] == [reverse("api_document_file", args=[file.pk])]
    assert b"".join(content.streaming_content) == b"%PDF-1.4 x"
    assert program(house, "ha")(reverse("api_document", args=[directive.pk])).status_code == 404
    assert asked(ask, "api_in_force", as_of="2023-04-01")["page"] == 1


def test_campaigns_templates_and_reports_are_read(house: House) -> None:
    asking = Asking(house)
    campaign = asking.send()
    report = report_actions.draft_report(
        unit=house.units["DUK"], drafter=house.units["VP"], quarter=Quarter(2023, 1),
        as_of=day("31/3/2023"), by=house.standing("minh"), at=at("2023-04-05 09:00"),
    )  # fmt: skip
    ask = program(house, "minh")

    whole = asked(ask, "api_campaign", campaign.pk)
    template = asked(ask, "api_report_template", campaign.template_id)
    read = asked(ask, "api_report", report.pk)

    assert (whole["asked"], whole["accepted"], len(whole["units"])) == (2, 0, 2)
    assert asked(ask, "api_campaigns")["count"] == asked(ask, "api_report_templates")["count"] == 1
    assert {one["code"] for one in template["indicators"]} >= {"members_new"}
    assert asked(ask, "api_reports")["rows"][0]["quarter"] == "2023-Q1"
    assert {one["code"] for one in read["figures"]} >= {"done", "done_planned", "done_arising"}
    assert read["parts"][0]["heading"]
    assert asked(ask, "api_definitions")["count"] >= 13
    assert asked(ask, "api_sessions")["page"] == 1


def test_words_of_a_report_are_written_by_a_program_too(house: House) -> None:
    asking = Asking(house)
    submission = asking.of(asking.send(), "A1")
    ask = program(house, "hoa", "report")
    number = submission.campaign.template.sections.get(order=1).order
    body = {"version": 1, "values": {}, "notes": {}, "texts": {str(number): "Tình hình ổn định"}}

    filled = ask(reverse("api_submission_fill", args=[submission.pk]), body)
    wrong = ask(
        reverse("api_submission_fill", args=[submission.pk]),
        {**body, "version": 2, "texts": {"99": "x"}},
        **{"idempotency-key": "e" * 20},
    )

    assert (filled.status_code, wrong.status_code) == (200, 422)
    texts = asked(ask, "api_submission", submission.pk)["texts"]
    assert [one["text"] for one in texts if one["section"] == number] == ["Tình hình ổn định"]
