"""From a figure back to the directives and programmes that its records come from."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from tests.conftest import House, Visitor
from tests.tasks.conftest import Desk, day

from nghisu.figures.queries import records
from nghisu.kit.periods import Quarter
from nghisu.tasks.models import DirectivePoint, Task
from nghisu.tasks.queries.tracing import Line, Root, roots_of
from nghisu.tasks.views.drawing import MOST_ROOTS, drawn_roots

Q1 = Quarter(2023, 1)
PAGE = "/so-lieu/DUK/2023-Q1/done/"


def roots(house: House, who: str = "minh", when: str = "21/4/2023") -> list[Root]:
    spans = records("done", unit=house.units["DUK"], quarter=Q1, as_of=day(when))
    return roots_of(spans, standing=house.standing(who), day=day(when))


def test_the_sources_of_106_tasks_are_a_programme_of_89_and_a_directive_of_17(
    house: House, quarter_one: list[Task]
) -> None:
    programme, directive = roots(house)

    assert (programme.count, len(programme.lines)) == (89, 89)
    assert [line.number for line in programme.lines.values()] == [str(number) for number in range(2, 91)]
    assert (directive.count, len(directive.lines)) == (17, 1)
    assert programme.programme == quarter_one[0].programme_item.programme  # type: ignore[union-attr]
    assert directive.directive == quarter_one[-1].directive
    picture = drawn_roots("Hoàn thành", [programme, directive])
    words = [one.words for one in picture.shapes if one.words]
    assert words[0] == "Hoàn thành: 106"
    assert len(words) == 5
    bands = [one.hint.rsplit(": ", 1)[1] for one in picture.shapes if one.path]
    assert bands == ["89", "89", "17", "17"]


def test_the_way_back_names_the_point_and_the_evidence_known_on_the_day(
    house: House, desk: Desk, visit: Callable[[str], Visitor]
) -> None:
    directive, product = desk.directive(), desk.directive("Sản phẩm")
    point = DirectivePoint.objects.create(directive=directive, number="II.2", text="Rà soát", order=1)
    task = desk.arising(directive=directive, point="II.2", due="31/3/2023")
    desk.submit(task, "2023-03-20 09:00", evidence=[product])
    desk.accept(task, "2023-03-21 09:00")

    (root,) = roots(house)
    (line,) = root.lines.values()

    assert (root.directive, line.number, line.text) == (directive, "II.2", point.text)
    assert ([span.task for span in line.spans], line.evidence) == ([task], [product])
    assert roots(house, when="20/3/2023") == []
    visitor = visit("minh")
    assert f'href="{PAGE}nguon/?as_of=2023-04-21"' in visitor.get(f"{PAGE}?as_of=2023-04-21").content.decode()
    shown = visitor.get(f"{PAGE}nguon/?as_of=2023-04-21").content.decode()
    assert "<svg" in shown
    for part in (directive.citation, "II.2.", task.code, product.citation):
        assert part in shown
    assert f"/nhiem-vu/chi-dao/{directive.pk}/?as_of=2023-04-21" in shown


def test_what_a_reader_may_not_open_is_counted_without_a_name(house: House, desk: Desk) -> None:
    task = desk.arising(unit="DUK", lead="BTG", due="31/3/2023")
    desk.done(task, "2023-03-20 09:00")
    spans = records("done", unit=house.units["DUK"], quarter=Q1, as_of=day("21/4/2023"))

    (root,) = roots_of(spans, standing=house.standing("ha"), day=day("21/4/2023"))

    assert (root.is_hidden, root.count, root.directive) == (True, 1, None)
    assert [line.text for line in root.lines.values()] == [""]


def test_a_figure_of_documents_has_no_way_back_and_one_without_records_says_so(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    visitor = visit("minh")

    assert visitor.get("/so-lieu/DUK/2023-Q1/documents_issued/nguon/").status_code == 404
    shown = visitor.get(f"{PAGE}nguon/")
    assert shown.status_code == 200
    assert '<svg class="picture' not in shown.content.decode()


def test_of_very_many_sources_the_picture_draws_the_largest_and_names_the_rest() -> None:
    many: list[Any] = [
        Root(f"d{n}", lines={"w": Line(f"w{n}", "1", "Việc", [n])}) for n in range(MOST_ROOTS + 5)
    ]

    with translation.override("en"):
        picture = drawn_roots("Done", many)

    words = [one.words for one in picture.shapes if one.words]
    assert words.count("5 more in the table") == 2
    assert len(words) == 1 + 2 * MOST_ROOTS + 2


@pytest.mark.parametrize("count", [1, 20])
def test_the_page_asks_the_database_as_often_for_many_as_for_one(
    house: House, desk: Desk, visit: Callable[[str], Visitor], django_assert_max_num_queries: Any, count: int
) -> None:
    for number in range(count):
        desk.done(desk.arising(due="31/3/2023", title=f"Việc {number}"), "2023-03-20 09:00")
    visitor = visit("minh")
    visitor.get(f"{PAGE}nguon/")

    with django_assert_max_num_queries(32):
        shown = visitor.get(f"{PAGE}nguon/").content.decode()

    assert shown.count("/nhiem-vu/chi-dao/") == count * 2  # in the picture and in the table
