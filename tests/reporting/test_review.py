"""The report on a resolution after years: what is collected, and what stands in its draft."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.conftest import House, Visitor, at

from nghisu.documents import actions
from nghisu.documents.models import Document
from nghisu.documents.rules.states import Edge
from nghisu.reporting.queries.review import collected
from nghisu.reporting.rules.review import Compared, Review, composed

SIGNER = actions.Signer(name="Lê Thị Lan", title="Phó Bí thư Thường trực")


def issued(house: House, type_code: str, when: str, subject: str) -> Document:
    """Return an issued document of the committee."""
    by, moment = house.standing("minh"), at(when)
    document = actions.draft_outgoing(
        drafter=house.units["VP"],
        unit=house.units["DUK"],
        type_code=type_code,
        subject=subject,
        text="Nội dung.",
        signer=SIGNER,
        by=by,
        at=moment,
    )
    actions.submit(document=document, by=by, at=moment)
    return actions.issue(document=document, dated_on=moment.date(), by=house.standing("van"), at=moment)


def test_years_are_whole_years_and_figures_stand_side_by_side() -> None:
    review = Review(
        citation="Nghị quyết số 02-NQ/ĐUK",
        dated_on=date(2013, 4, 22),
        day=date(2023, 4, 21),
        following=["Kế hoạch số 01-KH/ĐUK: Thực hiện"],
        reviews=[],
        task_count=3,
        done_count=2,
        figures=[Compared("Văn bản ban hành", 12, 89)],
    )

    text = composed(review)

    assert review.years == 9
    assert "- Văn bản ban hành: năm 2013 là 12; năm 2023 là 89." in text.splitlines()


def test_what_cites_and_implements_it_is_collected_and_the_report_is_begun(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    resolution = issued(house, "resolution", "2022-01-10 09:00", "Về công tác cán bộ")
    plan = issued(house, "plan", "2022-02-10 09:00", "Thực hiện Nghị quyết")
    own = issued(house, "report", "2023-03-10 09:00", "Một năm thực hiện Nghị quyết")
    by, moment = house.standing("van"), at("2023-03-10 10:00")
    actions.link(source=plan, target=resolution, kind=Edge.IMPLEMENTS, by=by, at=moment)
    actions.link(source=own, target=resolution, kind=Edge.REVIEWS, by=by, at=moment)
    minh: Any = visit("minh")

    found = collected(house.standing("minh"), resolution, date(2023, 4, 21))
    page = minh.get(f"/bao-cao/tong-ket/{resolution.pk}/").content.decode()
    begun = minh.send(f"/bao-cao/tong-ket/{resolution.pk}/")

    assert [one.source for one in found.following] == [plan]
    assert [one.source for one in found.reviews] == [own]
    assert plan.citation in page
    assert begun.status_code == 302
    report = Document.objects.get(status="draft")
    assert report.links_out.get().kind == Edge.REVIEWS
    assert plan.citation in report.text
    assert visit("hoa").get(f"/bao-cao/tong-ket/{resolution.pk}/").status_code == 404
