"""What a task is to bring, in rows of kind, count and form; what is there of it; how it was judged."""

import dataclasses
import re
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from tests.conftest import House, Visitor, at
from tests.tasks.conftest import Desk, day
from tests.tasks.test_imports import row, send

from nghisu.documents.models import Document
from nghisu.record.models import Entry
from nghisu.tasks import actions
from nghisu.tasks.actions import Line, Share
from nghisu.tasks.actions.planning import draft_plan
from nghisu.tasks.models import Evaluation, Task
from nghisu.tasks.queries.products import evaluations_of, product_counts, products_of
from nghisu.tasks.rules.evaluation import Judged, Quality, ReachedOutOfRange, Timeliness, timeliness
from nghisu.tasks.rules.planning import Period
from nghisu.tasks.rules.products import (
    MOST_PRODUCTS,
    Expected,
    Form,
    Kind,
    KindNotInForce,
    MoreAcceptedThanThere,
    NoProductsNamed,
    NothingAcceptedInPart,
    ProductCountWrong,
    ProductNotUnderstood,
    ProductOfAnotherTask,
    TooManyProducts,
    check_products,
    in_words,
    one_line,
    parsed,
    table_on,
)

Visit = Callable[[str], Visitor]
REPORT = Expected(Kind.REPORT, words="Báo cáo kết quả")
TEXTS = Expected(Kind.DOCUMENT, 3, Form.PAPER, "văn bản hướng dẫn")


def papers(desk: Desk, count: int) -> list[Document]:
    """Register documents that may show a product."""
    return [
        desk.directive(subject=f"Sản phẩm {number}", received="2023-01-12 09:00") for number in range(count)
    ]


def progress(task: Task, on: str) -> list[tuple[int, int, int, int]]:
    """Return expected, accepted, waiting, missing of each product on a day."""
    return [
        (one.progress.expected, one.progress.accepted, one.progress.waiting, one.progress.missing)
        for one in products_of(task, day=day(on))
    ]


# Rules


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Báo cáo kết quả", Kind.REPORT),
        ("BÁO CÁO ĐÁNH GIÁ tác động", Kind.EVALUATION),
        ("Đề án vị trí việc làm", Kind.PROJECT),
        ("Chương trình", Kind.PLAN),
        ("Lớp tập huấn", Kind.EVENT),
        ("Lễ trao giải", Kind.EVENT),
        ("Bộ tài liệu", Kind.OTHER),
    ],
)
def test_free_text_is_the_words_of_one_product_of_the_kind_it_begins_with(text: str, kind: Kind) -> None:
    (one,) = in_words(f"  {text} ")

    assert (one.kind, one.count, one.words) == (kind, 1, text)
    assert one_line([one]) == text


def test_a_list_is_read_as_it_is_written_and_an_unknown_kind_is_refused_in_words() -> None:
    found = parsed("báo cáo; 3 văn bản hướng dẫn (bản giấy)\n2 hội nghị")

    assert found == (
        Expected(Kind.REPORT),
        Expected(Kind.DOCUMENT, 3, Form.PAPER, "văn bản hướng dẫn"),
        Expected(Kind.EVENT, 2, Form.EVENT),
    )
    assert one_line(found) == "1 báo cáo; 3 văn bản hướng dẫn (bản giấy); 2 hội nghị"
    with pytest.raises(ProductNotUnderstood):
        parsed("báo cáo; thứ gì đó")


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("form", Form)
def test_products_without_words_come_back_from_their_line(kind: Kind, form: Form) -> None:
    products = tuple(Expected(kind, count, form) for count in (1, 2, 999))

    assert parsed(one_line(products)) == products


def test_the_list_of_kinds_is_dated_and_the_evaluation_report_belongs_to_the_newer() -> None:
    report = Expected(Kind.EVALUATION)

    with pytest.raises(KindNotInForce):
        check_products([report], day=date(2023, 4, 21))
    check_products([report], day=date(2025, 11, 5))
    assert "08-QC/TW" in table_on(date(2026, 1, 1)).source


def test_too_many_products_and_a_count_of_none_are_refused() -> None:
    with pytest.raises(TooManyProducts):
        check_products([REPORT] * (MOST_PRODUCTS + 1), day=date(2023, 1, 1))
    with pytest.raises(ProductCountWrong):
        check_products([dataclasses.replace(REPORT, count=0)], day=date(2023, 1, 1))


@pytest.mark.parametrize(
    ("accepted", "due", "found"),
    [
        (date(2023, 4, 4), date(2023, 4, 5), Timeliness.EARLY),
        (date(2023, 4, 5), date(2023, 4, 5), Timeliness.ON_DAY),
        (date(2023, 4, 6), date(2023, 4, 5), Timeliness.LATE),
        (date(2023, 4, 6), None, Timeliness.NO_DEADLINE),
    ],
)
def test_timeliness_is_computed_from_the_agreed_deadline(
    accepted: date, due: date | None, found: Timeliness
) -> None:
    assert timeliness(accepted_on=accepted, due_on=due) is found


# What is expected


def test_free_text_given_by_others_is_stored_as_one_product_and_line(desk: Desk) -> None:
    task = desk.arising(product="Báo cáo kết quả")

    (one,) = task.products.all()
    assert (one.kind, one.count, one.form, one.words) == ("report", 1, "official", "Báo cáo kết quả")
    assert desk.now(task).product == "Báo cáo kết quả"


def test_each_of_several_units_gets_the_products_and_a_share_inherits_them(desk: Desk, house: House) -> None:
    task = desk.arising(products=[REPORT, TEXTS])

    (child,) = actions.cascade(
        task=task,
        version=task.version,
        shares=[Share(unit=house.units["A1"])],
        by=desk.minh,
        at=at("2023-01-12 08:00"),
    )

    assert task.product == "Báo cáo kết quả; 3 văn bản hướng dẫn (bản giấy)"
    assert [one.expected for one in child.products.all()] == [REPORT, TEXTS]


def test_a_line_names_products_its_plan_carries_them_and_its_task_expects_them(
    desk: Desk, house: House
) -> None:
    programme = actions.draft_programme(
        unit=house.units["DUK"],
        year=2023,
        title="Chương trình",
        lines=[Line("Ban hành ba văn bản", house.units["BTG"], products=(TEXTS,), due_on=day("31/3/2023"))],
        by=desk.minh,
        at=at("2022-12-20 08:00"),
    )
    actions.adopt_programme(
        programme=programme, version=1, adopted_on=day("28/12/2022"), by=desk.minh, at=at("2022-12-28 17:00")
    )
    plan = draft_plan(
        unit=house.units["DUK"],
        period=Period(2023, 1),
        title="Quý I",
        by=desk.minh,
        at=at("2022-12-29 08:00"),
    )
    item = programme.items.get()

    task = desk.planned(item)

    assert [one.expected for one in plan.items.get().products.all()] == [TEXTS]
    assert [one.expected for one in task.products.all()] == [TEXTS]
    assert (item.product, task.product) == ("3 văn bản hướng dẫn (bản giấy)",) * 2


# What is there of it


def test_rule_T7_three_documents_for_three_expected_are_one_planned_task_done(
    desk: Desk, house: House
) -> None:
    item = desk.item()
    task = desk.planned(item, products=[TEXTS])
    three = papers(desk, 3)
    product = task.products.get()

    desk.submit(task, "2023-03-20 08:00", shows={product.pk: three})
    waiting = progress(task, "20/3/2023")
    desk.accept(task, "2023-03-21 08:00")

    assert waiting == [(3, 0, 3, 0)]
    assert progress(task, "21/3/2023") == [(3, 3, 0, 0)]
    assert progress(task, "19/3/2023") == [(3, 0, 0, 3)]
    assert Task.objects.filter(programme_item=item, stage="accepted").count() == 1
    assert item.realised_by.count() == 3


def test_a_part_is_accepted_and_stands_while_the_rest_is_brought_later(desk: Desk) -> None:
    task = desk.arising(products=[REPORT, TEXTS])
    report, texts = task.products.all()
    one, two, three, four = papers(desk, 4)
    desk.submit(task, "2023-03-01 08:00", shows={report.pk: [one], texts.pk: [two, three]})

    actions.accept_part(
        task=task,
        version=desk.now(task).version,
        counts={report.pk: 1, texts.pk: 1},
        reason="Còn thiếu hai văn bản",
        document=desk.directive(subject="Trả lời", received="2023-03-02 08:00"),
        by=desk.minh,
        at=at("2023-03-02 09:00"),
    )

    now = desk.now(task)
    assert (now.stage, now.returns, now.accepted_on, now.submitted_on) == ("open", 0, None, None)
    assert progress(task, "2/3/2023") == [(1, 1, 0, 0), (3, 1, 0, 2)]
    line = Entry.objects.get(verb="task.accepted_in_part")
    assert "1/3 văn bản hướng dẫn" in (line.details or "")
    desk.submit(task, "2023-03-03 08:00", shows={texts.pk: [three, four]})
    assert progress(task, "3/3/2023") == [(1, 1, 0, 0), (3, 1, 2, 0)]
    desk.accept(task, "2023-03-04 08:00")
    assert progress(task, "4/3/2023") == [(1, 1, 0, 0), (3, 3, 0, 0)]
    assert product_counts([task.pk], day=day("2/3/2023")) == {task.pk: (2, 4)}


def test_what_was_returned_is_missing_again_until_it_is_handed_in_anew(desk: Desk) -> None:
    task = desk.arising(unit="A1", lead="A1", products=[REPORT])
    product = task.products.get()
    (paper,) = papers(desk, 1)
    desk.submit(task, "2023-03-01 08:00", "hoa", shows={product.pk: [paper]})

    actions.return_with_reason(
        task=task,
        version=desk.now(task).version,
        reason="Thiếu số liệu",
        by=desk.minh,
        at=at("2023-03-02 08:00"),
    )

    assert progress(task, "1/3/2023") == [(1, 0, 1, 0)]
    assert progress(task, "2/3/2023") == [(1, 0, 0, 1)]


def test_the_giver_may_accept_what_misses_products_and_the_page_says_so(desk: Desk) -> None:
    task = desk.arising(unit="A1", lead="A1", products=[REPORT, TEXTS])

    desk.submit(task, "2023-03-01 08:00", "hoa")
    desk.accept(task, "2023-03-02 08:00")

    assert desk.now(task).stage == "accepted"
    assert progress(task, "2/3/2023") == [(1, 0, 0, 1), (3, 0, 0, 3)]


def test_evidence_for_what_another_task_expects_is_refused(desk: Desk) -> None:
    task, other = desk.arising(products=[REPORT]), desk.arising(products=[TEXTS])

    with pytest.raises(ProductOfAnotherTask):
        desk.submit(task, "2023-03-01 08:00", shows={other.products.get().pk: papers(desk, 1)})

    assert desk.now(task).stage == "open"


def test_more_than_expected_or_nothing_at_all_cannot_be_a_part(desk: Desk) -> None:
    task = desk.arising(unit="A1", lead="A1", products=[TEXTS])
    product = task.products.get()
    desk.submit(task, "2023-03-01 08:00", "hoa", shows={product.pk: papers(desk, 2)})
    bare = desk.submit(desk.arising(unit="A2", lead="A2"), "2023-03-01 08:00", "ha")

    for which, counts, refusal in (
        (task, {product.pk: 4}, MoreAcceptedThanThere),
        (task, {product.pk: 0}, NothingAcceptedInPart),
        (bare, {}, NoProductsNamed),
    ):
        with pytest.raises(refusal):
            actions.accept_part(
                task=which,
                version=desk.now(which).version,
                counts=counts,
                reason="Một phần",
                by=desk.minh,
                at=at("2023-03-02 08:00"),
            )
    assert desk.now(task).stage == "submitted"


# How it was judged


def test_the_evaluation_is_kept_with_the_acceptance_and_known_from_its_day(desk: Desk) -> None:
    task = desk.arising(unit="A1", lead="A1")
    desk.submit(task, "2023-03-01 08:00", "hoa")

    desk.accept(
        task, "2023-03-02 08:00", judged=Judged(Quality.ABOVE, 120), words="Vượt chỉ tiêu, trình bày rõ"
    )

    one = Evaluation.objects.get()
    assert (one.quality, one.reached, one.span.words) == ("above", 120, "Vượt chỉ tiêu, trình bày rõ")
    assert evaluations_of([task.pk], day=day("1/3/2023")) == {}
    assert evaluations_of([task.pk], day=day("2/3/2023")) == {task.pk: one}


def test_more_than_a_thousand_percent_is_refused(desk: Desk) -> None:
    task = desk.arising(unit="A1", lead="A1")
    desk.submit(task, "2023-03-01 08:00", "hoa")

    with pytest.raises(ReachedOutOfRange):
        desk.accept(task, "2023-03-02 08:00", judged=Judged(Quality.MET, 1000))

    assert desk.now(task).stage == "submitted"


# Pages, the sheet, programs


def rows(*products: Expected) -> dict[str, str]:
    """Return the rows of a form that name products."""
    found: dict[str, str] = {}
    for number, one in enumerate(products, start=1):
        found |= {
            f"products-{number}-kind": one.kind.value,
            f"products-{number}-count": str(one.count),
            f"products-{number}-form": one.form.value,
            f"products-{number}-words": one.words,
        }
    return found


@time_machine.travel(at("2023-01-12 09:00"), tick=True)
def test_the_form_names_products_in_rows_and_the_page_shows_them(
    desk: Desk, house: House, visit: Visit
) -> None:
    directive = desk.directive()
    given = {"directive": str(directive.pk), "title": "Sơ kết", "units": str(house.units["A1"].pk)}
    minh = visit("minh")

    wrong = minh.send("/nhiem-vu/giao/", given | rows(REPORT, dataclasses.replace(TEXTS, count=0)))
    done = minh.send("/nhiem-vu/giao/", given | rows(REPORT, TEXTS))

    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"products"})
    assert 'value="văn bản hướng dẫn"' in wrong.content.decode()
    task = Task.objects.get()
    assert [one.expected for one in task.products.all()] == [REPORT, TEXTS]
    page = re.sub(r"<[^>]+>", "", minh.get(done["Location"]).content.decode())
    assert ("văn bản hướng dẫn" in page, "0/3" in page) == (True, True)


@time_machine.travel(at("2023-01-20 09:00"), tick=True)
def test_handing_in_less_warns_in_words_and_the_giver_accepts_a_part_and_judges(
    desk: Desk, visit: Visit
) -> None:
    task = desk.arising(unit="A1", lead="A1", products=[REPORT, TEXTS])
    paper = Document.objects.get()
    Document.objects.filter(pk=paper.pk).update(unit=task.unit)
    hoa, minh = visit("hoa"), visit("minh")
    page = f"/nhiem-vu/{task.pk}/"

    sent = hoa.send(
        f"{page}nop-san-pham/", {"version": "1", "submitted_on": "20/01/2023", "shows_1": str(paper.pk)}
    )
    said = hoa.get(sent["Location"]).content.decode()
    answer = minh.get(f"{page}xac-nhan/").content.decode()
    minh.send(f"{page}xac-nhan-mot-phan/", {"version": "2", "count_1": "1", "reason": "Còn ba văn bản"})
    hoa.send(f"{page}nop-san-pham/", {"version": "3", "submitted_on": "20/01/2023"})
    lone = minh.send(f"{page}xac-nhan/", {"version": "4", "accepted_on": "20/01/2023", "reached": "90"})
    minh.send(
        f"{page}xac-nhan/",
        {
            "version": "4",
            "accepted_on": "20/01/2023",
            "count_2": "3",
            "quality": "partly",
            "reached": "90",
            "reason": "Chậm, đủ số liệu",
        },
    )

    assert "3 văn bản hướng dẫn (bản giấy): thiếu 3" in said
    assert "3 văn bản hướng dẫn (bản giấy): thiếu 3" in answer
    assert set(lone.context["form"].errors) == {"quality"}
    assert progress(task, "20/1/2023") == [(1, 1, 0, 0), (3, 3, 0, 0)]
    one = Evaluation.objects.get()
    assert (one.quality, one.reached) == ("partly", 90)
    shown = minh.get(page).content.decode()
    assert ("Đạt một phần yêu cầu" in shown, "trước thời hạn" in shown) == (True, True)
    listed = minh.get("/nhiem-vu/?quality=partly").content.decode()
    assert (task.code in listed, "4/4" in listed) == (True, True)
    assert task.code not in minh.get("/nhiem-vu/?quality=above").content.decode().split("<tbody")[-1]


@time_machine.travel(at("2023-04-05 09:00"), tick=True)
def test_the_sheet_names_products_by_its_lists_and_an_unknown_kind_is_named_with_its_cell(
    desk: Desk, visit: Visit
) -> None:
    directive = desk.directive(received="2023-04-04 09:00")
    minh = visit("minh")

    wrong = send(minh, directive, row("A1", more_products="thứ lạ"))
    shown = minh.get(wrong["Location"]).content.decode()
    sent = send(
        minh,
        directive,
        row(
            "A1",
            product="văn bản hướng dẫn",
            product_kind="document",
            product_count=3,
            product_form="paper",
            more_products="báo cáo; 2 hội nghị",
        ),
        row("A2", product="Báo cáo kết quả"),
    )
    minh.send(sent["Location"])

    assert "“thứ lạ”" in shown
    expected = {
        task.unit.code: [one.expected for one in task.products.all()]
        for task in Task.objects.select_related("unit")
    }
    assert expected == {
        "A1": [TEXTS, Expected(Kind.REPORT), Expected(Kind.EVENT, 2, Form.EVENT)],
        "A2": [REPORT],
    }


def test_a_program_reads_products_and_evaluation_and_hands_in_by_product(desk: Desk, visit: Visit) -> None:
    task = desk.arising(unit="A1", lead="A1", products=[REPORT])
    product = task.products.get()
    desk.submit(task, "2023-03-01 08:00", "hoa", shows={product.pk: papers(desk, 1)})
    desk.accept(task, "2023-03-02 08:00", judged=Judged(Quality.MET, 100))

    whole = visit("minh").get(f"/api/v1/tasks/{task.pk}/?as_of=2023-03-02").json()
    listed = visit("minh").get("/api/v1/tasks/08-qc-tw/?as_of=2023-03-02").json()

    assert [(one["kind"], one["expected"], one["accepted"]) for one in whole["products"]] == [
        ("report", 1, 1)
    ]
    assert whole["evaluation"] == {"timeliness": "early", "quality": "met", "reached": 100, "remark": ""}
    (line,) = listed["rows"]
    assert (line["danh_gia"], line["muc_dat"], line["san_pham_chi_tiet"][0]["accepted"]) == ("met", 100, 1)
