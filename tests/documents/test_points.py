"""Points of a directive, one edge a pair, and what is in force on a day."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from tests.conftest import House, Visitor, at

from nghisu.documents import queries
from nghisu.documents.actions import link
from nghisu.documents.actions.linking import unlink
from nghisu.documents.actions.points import add_point, change_point, cite_points, mark_points, remove_point
from nghisu.documents.models import DirectivePoint, Document
from nghisu.documents.queries.lineage import forces_of, in_force_on, lineage_of
from nghisu.documents.queries.points import point_rows
from nghisu.documents.rules import lineage, points
from nghisu.documents.rules.lineage import Force, columns_of, drawn, force_on, wrapped
from nghisu.documents.rules.states import Edge
from nghisu.record.models import Entry

Make = Callable[..., Document]
TEXT = (
    "Ban Bí thư yêu cầu:\n"
    "1. Các cấp ủy quán triệt Chỉ thị. Báo cáo kết quả trước ngày 20/4.\n"
    "2. Về tổ chức thực hiện:\n"
    "a) Ban Tổ chức tham mưu, TS. Nguyễn Văn A phụ trách.\n"
    "b) Văn phòng theo dõi, đôn đốc."
)


def test_sentences_carry_the_mark_of_their_paragraph() -> None:
    found = points.sentences_of(TEXT)

    assert [(one.number, one.text) for one in found] == [
        ("", "Ban Bí thư yêu cầu:"),
        ("1", "Các cấp ủy quán triệt Chỉ thị."),
        ("", "Báo cáo kết quả trước ngày 20/4."),
        ("2", "Về tổ chức thực hiện:"),
        ("2.a", "Ban Tổ chức tham mưu, TS. Nguyễn Văn A phụ trách."),
        ("2.b", "Văn phòng theo dõi, đôn đốc."),
    ]


def test_marked_sentences_become_points_that_a_document_cites(
    house: House, received: Make, issued: Make
) -> None:
    by, moment = house.standing("van"), at("2023-04-20 11:00")
    directive, plan = received(text=TEXT), issued("plan")

    made = mark_points(document=directive, sentences=[1, 4], by=by, at=moment)
    added = add_point(document=directive, text="Gửi Văn phòng Trung ương", by=by, at=moment)
    cite_points(document=plan, chosen=[made[0]], by=by, at=moment)

    assert [one.number for one in made] == ["1", "2.a"]
    assert added.number == "2"
    assert [(row.point.number, [one.words for one in row.cited]) for row in point_rows(by, directive)] == [
        ("1", [plan.citation]),
        ("2.a", []),
        ("2", []),
    ]
    assert Entry.objects.order_by("index").values_list("verb", flat=True).last() == "document.points_cited"


def test_a_cited_point_stays(house: House, received: Make, issued: Make) -> None:
    by, moment = house.standing("van"), at("2023-04-20 11:00")
    directive, plan = received(text=TEXT), issued("plan")
    first, second = mark_points(document=directive, sentences=[1, 4], by=by, at=moment)
    cite_points(document=plan, chosen=[first], by=by, at=moment)

    with pytest.raises(points.PointIsCited):
        remove_point(point=first, by=by, at=moment)
    remove_point(point=second, by=by, at=moment)
    with pytest.raises(points.NothingMarked):
        mark_points(document=directive, sentences=[1], by=by, at=moment)

    assert list(DirectivePoint.objects.values_list("number", flat=True)) == ["1"]


def test_no_two_points_have_one_number(house: House, received: Make) -> None:
    by, moment = house.standing("van"), at("2023-04-20 11:00")
    directive = received(text=TEXT)
    first, second = mark_points(document=directive, sentences=[1, 4], by=by, at=moment)

    with pytest.raises(points.NumberStands):
        change_point(point=second, expected_version=1, number=first.number, text="Khác", by=by, at=moment)
    change_point(point=second, expected_version=1, number="II.2", text="Khác", by=by, at=moment)

    assert DirectivePoint.objects.get(pk=second.pk).number == "II.2"


def test_one_edge_a_pair_in_either_direction(house: House, received: Make, issued: Make) -> None:
    by, moment = house.standing("van"), at("2023-04-20 11:00")
    directive, plan = received(), issued("plan")
    edge = link(source=plan, target=directive, kind=Edge.IMPLEMENTS, by=by, at=moment)

    with pytest.raises(lineage.LinkedAlready):
        link(source=plan, target=directive, kind=Edge.BASED_ON, by=by, at=moment)
    with pytest.raises(lineage.EarlierThanItsTarget):
        link(source=directive, target=plan, kind=Edge.CITES, by=by, at=moment)
    unlink(edge=edge, by=by, at=moment)
    link(source=plan, target=directive, kind=Edge.BASED_ON, by=by, at=moment)

    assert [words for words, _link, _other in queries.links_of(by, plan)] == ["Is based on"]


def test_what_is_in_force_changes_with_the_day() -> None:
    changes = [(Edge.AMENDS, date(2021, 1, 1)), (Edge.REPLACES, date(2023, 1, 1))]
    told = {"dated_on": date(2020, 1, 1), "is_void": False, "changes": changes}

    worth = [force_on(date(year, 6, 1), **told) for year in (2019, 2020, 2021, 2023)]  # type: ignore[arg-type]

    assert worth == [Force.NOT_YET, Force.IN_FORCE, Force.AMENDED, Force.REPLACED]


def test_in_force_on_any_day(house: House, draft: Make, issued: Make) -> None:
    by = house.standing("van")
    old = issued("plan", when="2023-03-01 09:00")
    new = issued("plan", when="2023-04-10 09:00")
    link(source=new, target=old, kind=Edge.REPLACES, by=by, at=at("2023-04-10 10:00"))

    assert set(in_force_on(by, date(2023, 4, 9))) == {old}
    assert set(in_force_on(by, date(2023, 4, 10))) == {new}
    assert forces_of([old, new], date(2023, 4, 10)) == {old.pk: Force.REPLACED, new.pk: Force.IN_FORCE}


def test_the_picture_stands_what_is_rested_on_to_the_left(house: House, received: Make, issued: Make) -> None:
    by, moment = house.standing("van"), at("2023-04-20 11:00")
    directive, plan, report = received(), issued("plan"), issued("report")
    link(source=plan, target=directive, kind=Edge.IMPLEMENTS, by=by, at=moment)
    link(source=report, target=plan, kind=Edge.REPLIES, by=by, at=moment)

    found = lineage_of(by, plan, date(2023, 4, 20))

    assert found is not None
    across = {node.document.pk: node.box.x for node in found.nodes}
    assert across[directive.pk] < across[plan.pk] < across[report.pk]
    assert [node.document for node in found.nodes if node.box.is_centre] == [plan]
    assert len(found.edges) == 2


def test_the_picture_tells_nothing_of_what_is_hidden(house: House, issued: Make, received: Make) -> None:
    by, moment = house.standing("van"), at("2023-04-20 11:00")
    directive, plan = received(), issued("plan")
    link(source=plan, target=directive, kind=Edge.IMPLEMENTS, by=by, at=moment)

    assert lineage_of(house.standing("hoa"), plan, date(2023, 4, 20)) is None


def test_a_ring_of_documents_is_drawn_once() -> None:
    a, b, c = (uuid.uuid4() for _ in range(3))
    edges = [(a, b, Edge.CITES), (b, c, Edge.CITES), (c, a, Edge.CITES)]

    picture = drawn(a, {a: "A", b: "B", c: "C"}, edges)

    assert columns_of(a, edges) == {a: 0, b: -1, c: 1}
    assert (len(picture.boxes), len(picture.arrows), picture.left_out) == (3, 3, 0)


def test_long_words_of_a_box_are_cut() -> None:
    lines = wrapped("Nghị quyết về lãnh đạo công tác chuyển đổi số trong các đảng bộ trực thuộc đến năm 2030")

    assert len(lines) == 3
    assert lines[-1].endswith("…")


def test_pages_of_points_and_of_what_is_in_force(
    house: House, visit: Callable[[str], Visitor], received: Make, issued: Make
) -> None:
    directive, plan = received(text=TEXT), issued("plan")
    van: Any = visit("van")

    marked = van.send(f"/van-ban/{directive.pk}/noi-dung/", {"sentences": ["1", "4"]})
    refused = van.send(f"/van-ban/{directive.pk}/noi-dung/", {"sentences": []})
    van.send(f"/van-ban/{directive.pk}/noi-dung/them/", {"text": "Gửi báo cáo", "number": "7"})
    point = DirectivePoint.objects.get(number="7")
    changed = van.send(
        f"/van-ban/noi-dung/{point.pk}/", {"version": "1", "number": "8", "text": "Gửi báo cáo sớm"}
    )
    van.send(f"/van-ban/{plan.pk}/lien-ket/", {"kind": "implements", "target": str(directive.pk)})
    cited = van.send(f"/van-ban/{plan.pk}/noi-dung/tra-loi/", {"points": [str(point.pk)]})
    detail = van.get(f"/van-ban/{plan.pk}/").content.decode()

    assert [marked.status_code, refused.status_code, changed.status_code, cited.status_code] == [
        302,
        422,
        302,
        302,
    ]
    assert plan.citation in van.get(f"/van-ban/{directive.pk}/noi-dung/").content.decode()
    assert 'class="lineage-picture"' in detail
    assert plan.subject in van.get("/van-ban/hieu-luc/").content.decode()
    assert visit("hoa").get(f"/van-ban/{directive.pk}/noi-dung/").status_code == 404
    assert visit("hung").send(f"/van-ban/{directive.pk}/noi-dung/", {"sentences": ["1"]}).status_code in {
        403,
        404,
    }
