"""From a directive down to its evidence: documents, tasks, units, and a mark where there is nothing."""

from collections.abc import Callable

from tests.conftest import House, Visitor
from tests.tasks.conftest import Desk, day

from nghisu.documents.models import PointCitation
from nghisu.tasks import queries
from nghisu.tasks.models import DirectivePoint
from nghisu.tasks.queries.tracing import traces_of
from nghisu.tasks.rules.status import Status


def test_each_point_shows_what_answers_it_and_a_mark_where_nothing_does(
    desk: Desk, house: House, visit: Callable[[str], Visitor]
) -> None:
    directive = desk.directive(tasks=3)
    one, two, three = (
        DirectivePoint.objects.create(directive=directive, number=str(n), text=f"Việc {n}", order=n)
        for n in (1, 2, 3)
    )
    product, answer = desk.directive("Sản phẩm"), desk.directive("Trả lời")
    task = desk.arising(directive=directive, point="1")
    desk.submit(task, "2023-02-01 09:00", evidence=[product])
    PointCitation.objects.create(point=two, document=answer)

    def traces(when: str) -> list[tuple[int, int, int, bool]]:
        known = day(when)
        points = queries.coverage_of(directive, standing=desk.minh, day=known)
        found = traces_of(directive, points, standing=desk.minh, day=known)
        return [
            (trace.units, len(trace.documents), len(trace.evidence), trace.is_without_anything)
            for trace in found
        ]

    assert traces("21/4/2023") == [(1, 0, 1, False), (0, 1, 0, False), (0, 0, 0, True)]
    assert traces("15/1/2023") == [(1, 0, 0, False), (0, 1, 0, False), (0, 0, 0, True)]
    page = visit("minh").get(f"/nhiem-vu/chi-dao/{directive.pk}/").content.decode()
    assert product.citation in page
    assert answer.citation in page
    assert page.count("picture-node bad") == 2  # the point without anything, and where it leads
    assert one.text in page
    assert three.text in page
    assert Status.WAITING.value not in page  # statuses are words
