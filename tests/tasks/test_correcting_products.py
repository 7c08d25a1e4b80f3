"""Products put right after they were given: with a reason and the version, never losing what is accepted."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from tests.conftest import House, Visitor, at
from tests.exchange.test_programs import program
from tests.figures.test_counts import differing
from tests.tasks.conftest import Desk, day

from nghisu.figures.queries import corrections_shown, counts
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.record.models import Entry
from nghisu.tasks import actions
from nghisu.tasks.models import Correction, Task
from nghisu.tasks.queries.products import product_counts, products_of
from nghisu.tasks.rules.products import AcceptedStays, Expected, Form, Kind, ProductOfAnotherTask
from nghisu.tasks.rules.status import Stage
from nghisu.tasks.rules.steps import NoReason, NothingChanged

Visit = Callable[[str], Visitor]
REPORT = Expected(Kind.REPORT, words="Báo cáo kết quả")
TEXTS = Expected(Kind.DOCUMENT, 3, Form.PAPER, "văn bản hướng dẫn")
PLAN = Expected(Kind.PLAN, 2)
LATER = "2023-03-10 08:00"


def put_right(desk: Desk, task: Task, products: list[Any], when: str = LATER, **rest: Any) -> Correction:
    task.refresh_from_db()
    values: dict[str, Any] = {"version": task.version, "reason": "Nhập thừa", "by": desk.minh, "at": at(when)}
    return actions.correct_products(task=task, products=products, **{**values, **rest})


def expected(task: Task, on: str) -> list[Expected]:
    return [one.product.expected for one in products_of(task, day=day(on))]


@pytest.fixture
def task(desk: Desk) -> Task:
    """Return a task that expects a report and three texts."""
    return desk.arising(products=[REPORT, TEXTS], given="2023-03-02 08:00")


def keys(task: Task) -> list[Any]:
    return [one.pk for one in task.products.all()]


def test_products_are_put_right_and_earlier_days_keep_what_was_expected(desk: Desk, task: Task) -> None:
    report, texts = keys(task)
    fewer = Expected(Kind.DOCUMENT, 2, Form.FILE, "văn bản hướng dẫn")

    put_right(desk, task, [(texts, fewer), (None, PLAN)])

    assert expected(task, "9/3/2023") == [REPORT, TEXTS]
    assert expected(task, "10/3/2023") == [fewer, PLAN]
    assert product_counts([task.pk], day=day("9/3/2023"))[task.pk] == (0, 4)
    assert product_counts([task.pk], day=day("10/3/2023"))[task.pk] == (0, 4)
    put_right(desk, task, [(texts, TEXTS), (None, REPORT)], when="2023-03-12 08:00")
    assert expected(task, "9/3/2023") == [REPORT, TEXTS]
    assert expected(task, "10/3/2023") == [fewer, PLAN]
    assert expected(task, "12/3/2023") == [TEXTS, REPORT]
    assert report not in keys(task)


def test_the_entry_says_before_after_and_why_and_is_one_line_of_the_record(desk: Desk, task: Task) -> None:
    report, _texts = keys(task)

    made = put_right(desk, task, [(report, REPORT)])

    assert (made.field, made.before, made.after, made.reason, made.closed_quarter) == (
        "products",
        "Báo cáo kết quả; 3 văn bản hướng dẫn (bản giấy)",
        "Báo cáo kết quả",
        "Nhập thừa",
        "",
    )
    task.refresh_from_db()
    assert task.product == "Báo cáo kết quả"
    assert Entry.objects.filter(verb="task.corrected", subject_id=task.pk).count() == 1


def test_no_reason_no_change_an_old_version_and_whoever_did_not_give_it_are_refused(
    desk: Desk, task: Task, house: House
) -> None:
    report, texts = keys(task)
    same = [(report, REPORT), (texts, TEXTS)]

    with pytest.raises(NoReason):
        put_right(desk, task, [(report, REPORT)], reason=" ")
    with pytest.raises(NothingChanged):
        put_right(desk, task, same)
    with pytest.raises(Conflict):
        put_right(desk, task, [(report, REPORT)], version=task.version + 1)
    with pytest.raises(NotAllowed):
        put_right(desk, task, [(report, REPORT)], by=house.standing("hoa"))
    other = desk.arising(products=[PLAN], given="2023-03-02 09:00")
    with pytest.raises(ProductOfAnotherTask):
        put_right(desk, task, [(keys(other)[0], PLAN)])


def test_what_is_accepted_of_a_product_stays_and_the_rest_may_go(desk: Desk, task: Task) -> None:
    report, texts = keys(task)
    papers = [desk.directive(subject=f"Văn bản {number}") for number in range(2)]
    desk.submit(task, "2023-03-05 08:00", shows={texts: papers})
    task.refresh_from_db()
    actions.accept_part(
        task=task,
        version=task.version,
        counts={texts: 2},
        reason="Còn một",
        document=papers[0],
        by=desk.minh,
        at=at("2023-03-06 08:00"),
    )

    for products in ([(report, REPORT)], [(texts, Expected(Kind.DOCUMENT, 1))]):
        with pytest.raises(AcceptedStays):
            put_right(desk, task, products)
    put_right(desk, task, [(texts, Expected(Kind.DOCUMENT, 2))])

    (one,) = products_of(task, day=day("10/3/2023"))
    assert (one.progress.expected, one.progress.accepted, one.progress.missing) == (2, 2, 0)


def test_after_acceptance_in_a_closed_quarter_it_is_an_erratum_that_the_next_report_shows(
    desk: Desk, task: Task, house: House
) -> None:
    report, _texts = keys(task)
    desk.done(task, "2023-03-30 09:00")
    actions.close_quarter(unit=task.unit, quarter=Quarter(2023, 1), by=desk.minh, at=at("2023-04-10 08:00"))

    made = put_right(desk, task, [(report, REPORT)], "2023-04-12 08:00")

    task.refresh_from_db()
    assert (made.closed_quarter, task.stage) == ("2023-Q1", Stage.ACCEPTED)
    assert corrections_shown(task.unit, 2023, day=date(2023, 4, 12)) == [made]
    assert corrections_shown(task.unit, 2023, day=date(2023, 4, 11)) == []


def test_the_form_shows_what_stands_and_takes_what_is_right(desk: Desk, task: Task, visit: Visit) -> None:
    report, texts = keys(task)
    minh, place = visit("minh"), reverse("task_act", args=[task.pk, "dinh-chinh-san-pham"])

    with time_machine.travel(at("2023-03-10 08:00"), tick=False):
        page = minh.get(place)
        answer = minh.send(
            place,
            {
                "version": task.version,
                "reason": "Chỉ cần hai văn bản",
                "products-1-key": str(report),
                "products-1-kind": "",
                "products-1-words": "",
                "products-2-key": str(texts),
                "products-2-kind": "document",
                "products-2-count": "2",
                "products-2-form": "paper",
                "products-2-words": "văn bản hướng dẫn",
            },
        )
        shown = minh.get(reverse("task_detail", args=[task.pk])).text

    assert f'value="{texts}"' in page.text
    assert answer.status_code == 302
    assert expected(task, "10/3/2023") == [Expected(Kind.DOCUMENT, 2, Form.PAPER, "văn bản hướng dẫn")]
    assert "2 văn bản hướng dẫn (bản giấy)" in shown
    assert "Chỉ cần hai văn bản" in shown


def test_each_number_of_a_product_is_what_its_records_add_up_to_on_old_days_too(
    desk: Desk, task: Task, visit: Visit
) -> None:
    report, texts = keys(task)
    papers = [desk.directive(subject=f"Văn bản {number}") for number in range(2)]
    desk.submit(task, "2023-03-05 08:00", shows={texts: papers})
    task.refresh_from_db()
    actions.accept_part(
        task=task,
        version=task.version,
        counts={texts: 1},
        reason="Còn lại",
        document=papers[0],
        by=desk.minh,
        at=at("2023-03-06 08:00"),
    )
    desk.submit(task, "2023-03-07 08:00", shows={texts: papers[1:]})
    page = reverse("task_detail", args=[task.pk])

    shown = {
        on: [
            int(counts.count_shown("product", str(texts), code, standing=desk.minh, day=day(on)).value)  # type: ignore[union-attr]
            for code in ("expected", "accepted", "waiting", "missing")
        ]
        for on in ("4/3/2023", "5/3/2023", "6/3/2023", "7/3/2023")
    }

    assert shown == {
        "4/3/2023": [3, 0, 0, 3],
        "5/3/2023": [3, 0, 2, 1],
        "6/3/2023": [3, 1, 0, 2],
        "7/3/2023": [3, 1, 1, 1],
    }
    for on in ("2023-03-04", "2023-03-05", "2023-03-07"):
        assert differing(visit("minh"), f"{page}?as_of={on}") == {}
    assert visit("la").get(reverse("count_detail", args=["product", report, "missing"])).status_code == 404


# By program


def passed_on(desk: Desk) -> Task:
    """Return the share of A1, given by the committee, that expects a report."""
    parent = desk.arising(lead="VP", given="2023-03-02 08:00")
    (share,) = actions.cascade(
        task=parent,
        version=parent.version,
        shares=[actions.Share(unit=desk.house.units["A1"])],
        products=[REPORT],
        by=desk.minh,
        at=at("2023-03-02 08:00"),
    )
    return share


def test_a_program_of_the_giver_returns_accepts_and_corrects(desk: Desk, house: House) -> None:
    task = passed_on(desk)
    (report,) = keys(task)
    papers = [desk.directive(subject="Báo cáo")]
    desk.submit(task, "2023-03-05 08:00", "hoa", shows={report: papers})
    ask = program(house, "minh", "giving")

    def write(name: str, **body: Any) -> Any:
        task.refresh_from_db()
        with time_machine.travel(at("2023-03-10 08:00"), tick=False):
            key = {"idempotency-key": f"khoa-cua-{name}"}
            return ask(reverse(name, args=[task.pk]), {"version": task.version, **body}, **key)

    returned = write("api_task_return", reason="Thiếu phụ lục", document=None)
    corrected = write(
        "api_task_products",
        reason="Thêm kế hoạch",
        products=[
            {"id": str(report), "kind": "report", "count": 1, "form": "official", "words": REPORT.words},
            {"id": None, "kind": "plan", "count": 1, "form": "official", "words": ""},
        ],
    )
    desk.submit(task, "2023-03-11 08:00", "hoa", shows={report: papers})
    with time_machine.travel(at("2023-03-12 08:00"), tick=False):
        task.refresh_from_db()
        accepted = ask(
            reverse("api_task_accept", args=[task.pk]),
            {"version": task.version, "counts": [{"product": str(report), "count": 1}], "quality": "met"},
            **{"idempotency-key": "khoa-nghiem-thu-1"},
        )

    assert (returned.status_code, returned.json()["stage"], returned.json()["returns"]) == (
        200,
        "returned",
        1,
    )
    assert corrected.status_code == 200, corrected.text
    assert [one["kind"] for one in corrected.json()["products"]] == ["report", "plan"]
    assert (accepted.status_code, accepted.json()["stage"]) == (200, "accepted")
    assert accepted.json()["evaluation"]["quality"] == "met"
    assert [one["accepted"] for one in accepted.json()["products"]] == [1, 0]


def test_a_program_without_the_scope_of_givers_or_whose_person_gave_nothing_is_refused(
    desk: Desk, house: House
) -> None:
    task = passed_on(desk)
    desk.submit(task, "2023-03-05 08:00", "hoa")
    task.refresh_from_db()
    body = {"version": task.version, "reason": "Thiếu"}
    place = reverse("api_task_return", args=[task.pk])

    with time_machine.travel(at("2023-03-10 08:00"), tick=False):
        answers = [
            program(house, who, scope)(place, body).status_code
            for who, scope in (("minh", "tasks"), ("hoa", "giving"))
        ]

    assert answers == [404, 404]
    task.refresh_from_db()
    assert task.stage == Stage.SUBMITTED
