"""Files and archive: the list, the file, hand-over with minutes, disposal by decision."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import docx
import pytest
from django.urls import reverse
from tests.conftest import House, at

from nghisu.documents.actions import archive as actions
from nghisu.documents.models import CaseFile, Document
from nghisu.documents.rules import archive as rules
from nghisu.documents.rules.archive import FOREVER
from nghisu.record.models import Entry

Make = Callable[..., Document]
MOMENT = at("2023-04-20 11:00")


@pytest.fixture
def plan(house: House) -> Callable[..., CaseFile]:
    """Return a function that puts a file into the list, open."""

    def make(code: str = "01-VP-2012", **rest: Any) -> CaseFile:
        values: dict[str, Any] = {
            "unit": house.units["DUK"],
            "keeper": house.units["VP"],
            "year": 2012,
            "title": "Công văn trao đổi",
            "group": "letters",
            "years": 10,
            "opened_on": date(2012, 1, 5),
            "by": house.standing("van"),
            "at": MOMENT,
        }
        return actions.plan_file(code=code, **{**values, **rest})

    return make


@pytest.fixture
def closed(house: House, plan: Callable[..., CaseFile], issued: Make) -> Callable[..., CaseFile]:
    """Return a function that gives a closed file with one document."""

    def make(code: str = "01-VP-2012", on: date = date(2012, 12, 31), **rest: Any) -> CaseFile:
        one = plan(code, **rest)
        van = house.standing("van")
        actions.put_into_file(case_file=one, document=issued("letter"), by=van, at=MOMENT)
        return actions.close_file(case_file=one, closed_on=on, sheets=12, by=van, at=MOMENT)

    return make


def test_a_file_takes_documents_while_it_is_open(
    house: House, plan: Callable[..., CaseFile], issued: Make, draft: Make
) -> None:
    van = house.standing("van")
    one = plan()
    letter = issued("letter")
    actions.put_into_file(case_file=one, document=letter, by=van, at=MOMENT)

    with pytest.raises(rules.InFileAlready):
        actions.put_into_file(case_file=one, document=letter, by=van, at=MOMENT)
    with pytest.raises(rules.DraftInFile):
        actions.put_into_file(case_file=one, document=draft("letter"), by=van, at=MOMENT)
    actions.close_file(case_file=one, closed_on=date(2023, 4, 20), by=van, at=MOMENT)
    with pytest.raises(rules.FileElsewhere):
        actions.put_into_file(case_file=one, document=issued("report"), by=van, at=MOMENT)


def test_an_empty_file_is_not_closed_and_a_code_stands_once_in_a_year(
    house: House, plan: Callable[..., CaseFile]
) -> None:
    one = plan()

    with pytest.raises(rules.EmptyCaseFile):
        actions.close_file(case_file=one, closed_on=date(2023, 1, 1), by=house.standing("van"), at=MOMENT)
    with pytest.raises(rules.CodeTaken):
        plan()


def test_a_new_list_begins_with_the_files_of_the_last(house: House, plan: Callable[..., CaseFile]) -> None:
    plan("01-VP-2012")
    plan("02-VP-2012", is_arising=True)

    made = actions.copy_list(
        unit=house.units["DUK"], from_year=2012, to_year=2013, by=house.standing("minh"), at=MOMENT
    )

    assert [(one.code, one.state, one.year) for one in made] == [("01-VP-2013", "planned", 2013)]


def test_closed_files_go_to_the_archive_with_numbered_minutes(
    house: House, closed: Callable[..., CaseFile], plan: Callable[..., CaseFile]
) -> None:
    one = closed()

    def hand(*files: CaseFile) -> Any:
        return actions.hand_over(
            unit=house.units["DUK"],
            from_unit=house.units["VP"],
            files=files,
            handed_on=date(2023, 4, 20),
            giver="Trần Thị Vân",
            receiver="Cán bộ lưu trữ",
            by=house.standing("minh"),
            at=MOMENT,
        )

    with pytest.raises(rules.FileElsewhere):
        hand(plan("03-VP-2012"))
    with pytest.raises(rules.NothingChosen):
        hand()
    made = hand(one)

    one.refresh_from_db()
    assert (str(made), one.state, one.hand_over_id) == ("01/2023", "handed", made.pk)
    assert Entry.objects.filter(verb="archive.handed_over").count() == 1


def test_files_are_disposed_of_by_an_issued_decision_once_their_time_has_passed(
    house: House, closed: Callable[..., CaseFile], issued: Make
) -> None:
    old = closed("01-VP-2012")
    young = closed("02-VP-2012", on=date(2013, 1, 2))
    kept = closed("03-VP-2012", years=FOREVER)
    decision = issued("decision")

    def dispose(one: CaseFile, by_document: Document | None = decision) -> Any:
        return actions.dispose(
            unit=house.units["DUK"],
            files=[one],
            decision=by_document,
            disposed_on=date(2023, 4, 20),
            way="Nghiền nhỏ",
            by=house.standing("minh"),
            at=MOMENT,
        )

    for wrong, refusal in ((young, rules.StillKept), (kept, rules.KeptForEver)):
        with pytest.raises(refusal):
            dispose(wrong)
    with pytest.raises(rules.DecisionMissing):
        dispose(old, issued("report"))
    with pytest.raises(rules.DecisionMissing):
        dispose(old, None)
    made = dispose(old)

    states = {one.code: one.state for one in CaseFile.objects.all()}
    assert states == {"01-VP-2012": "disposed", "02-VP-2012": "closed", "03-VP-2012": "closed"}
    assert made.files.get() == old


@pytest.mark.once
def test_a_file_closed_at_the_end_of_february_is_handed_over_by_the_end_of_february() -> None:
    due = rules.hand_over_due(closed_on=date(2024, 2, 29), months=12)

    assert due == date(2025, 2, 28)


@pytest.mark.parametrize(
    ("family", "source"), [("party", "Phông Lưu trữ Đảng"), ("state", "Nghị định 30/2020/NĐ-CP")]
)
def test_from_the_list_to_the_disposal_by_the_pages_in_both_profiles(
    house: House, visit: Any, issued: Make, time_machine: Any, family: str, source: str
) -> None:
    letter, decision = issued("letter"), issued("decision")
    time_machine.move_to(at("2023-04-21 15:00"))
    van, minh = visit("van"), visit("minh")
    made = van.send(
        reverse("file_new"),
        {
            "keeper": str(house.units["VP"].pk),
            "family": family,
            "year": "2012",
            "code": "07-VP-2012",
            "title": "Trao đổi công việc",
            "group": "letters",
            "opened_on": "05/01/2012",
        },
    )
    one = CaseFile.objects.get()
    missing = van.send(reverse("file_put", args=[one.pk]), {"reference": "77-CV/ĐUK"})
    put = van.send(reverse("file_put", args=[one.pk]), {"reference": letter.reference})
    seen = van.get(reverse("file_detail", args=[one.pk])).content.decode()
    listed = van.get(reverse("file_contents", args=[one.pk, "docx"]))
    shut = van.send(reverse("file_close", args=[one.pk]), {"closed_on": "31/12/2012", "sheets": "3"})
    handed = minh.send(
        reverse("hand_over_new", args=[house.units["VP"].pk]),
        {
            "case_files": [str(one.pk)],
            "handed_on": "20/04/2023",
            "giver": "Trần Thị Vân",
            "receiver": "Lưu trữ",
        },
    )
    minutes = minh.get(f"{handed.headers['Location']}bien-ban.docx")
    gone = minh.send(
        reverse("disposal_new"),
        {
            "case_files": [str(one.pk)],
            "decision": str(decision.pk),
            "disposed_on": "21/04/2023",
            "way": "Nghiền nhỏ",
            "typed": "tieu huy",
        },
    )

    one.refresh_from_db()
    words = "\n".join(
        cell.text for row in docx.Document(io.BytesIO(listed.content)).tables[0].rows for cell in row.cells
    )
    told = "\n".join(line.text for line in docx.Document(io.BytesIO(minutes.content)).paragraphs)
    statuses = [each.status_code for each in (made, missing, put, shut, handed, gone)]
    assert statuses == [302, 422, 302, 302, 302, 302]
    assert letter.reference in words
    assert "Đại diện" in told or "đại diện: Trần Thị Vân" in told
    assert (one.family, one.years, one.state) == (family, 10, "disposed")
    assert source in seen


def test_before_rules_of_archives_are_known_nothing_is_handed_over(
    house: House, closed: Callable[..., CaseFile]
) -> None:
    one = closed(family="state")

    with pytest.raises(rules.NoArchiveProfile):
        actions.hand_over(
            unit=house.units["DUK"],
            from_unit=house.units["VP"],
            files=[one],
            handed_on=date(2019, 4, 20),
            giver="Trần Thị Vân",
            receiver="Cán bộ lưu trữ",
            by=house.standing("minh"),
            at=MOMENT,
        )


def test_a_file_of_a_commission_is_not_shown_to_an_affiliate(
    house: House, visit: Any, plan: Callable[..., CaseFile], time_machine: Any
) -> None:
    one = plan()
    time_machine.move_to(at("2023-04-21 15:00"))

    statuses = [visit(who).get(reverse("file_detail", args=[one.pk])).status_code for who in ("van", "hoa")]

    assert statuses == [200, 404]
