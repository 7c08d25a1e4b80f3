"""Points, comments, reports and persons are found too, each by those who may see it."""

import datetime
from collections.abc import Callable

import pytest
from tests.conftest import House, Visitor, at
from tests.visits.conftest import Trip

from nghisu.documents import actions
from nghisu.documents.actions.archive import plan_file
from nghisu.documents.actions.points import add_point, change_point, remove_point
from nghisu.documents.models import (
    Consultation,
    ConsultationRequest,
    DirectivePoint,
    Document,
    DraftComment,
    DraftVersion,
)
from nghisu.reporting.models import Report, ReportSection
from nghisu.search.actions import index, index_everything
from nghisu.search.models import SearchEntry
from nghisu.search.queries import found_by
from nghisu.search.rules import Question

DAY = datetime.date(2023, 4, 21)
MOMENT = "2023-04-21 09:00"


def found(house: House, who: str, text: str) -> list[tuple[str, str]]:
    """Return kind and title of what a person finds."""
    return [(one.kind, one.title) for one in found_by(Question(text), house.standing(who), DAY)]


@pytest.fixture
def directive(house: House) -> Document:
    """Return an incoming directive."""
    return actions.register_incoming(
        unit=house.units["DUK"],
        type_code="letter",
        subject="Tổng kết mười năm",
        reference="128-CV/BTCTW",
        issuer=house.outside["BTCTW"],
        dated_on=datetime.date(2023, 4, 7),
        by=house.standing("van"),
        at=at("2023-04-10 09:00"),
    )


def test_a_point_is_found_from_the_moment_it_is_marked_until_it_is_taken_back(
    house: House, directive: Document
) -> None:
    by, moment = house.standing("van"), at(MOMENT)
    point = add_point(document=directive, text="Rà soát quy hoạch cán bộ", number="II.2", by=by, at=moment)

    assert found(house, "minh", "ra soat quy hoach") == [("point", "Rà soát quy hoạch cán bộ")]
    assert found(house, "la", "ra soat quy hoach") == []

    point = change_point(
        point=point, expected_version=point.version, number="II.2", text="Kê khai tài sản", by=by, at=moment
    )

    assert found(house, "minh", "ra soat quy hoach") == []
    assert found(house, "minh", "ke khai") == [("point", "Kê khai tài sản")]

    remove_point(point=DirectivePoint.objects.get(), by=by, at=moment)

    assert found(house, "minh", "ke khai") == []


def test_a_comment_is_found_by_those_who_draft_once_it_was_sent(house: House) -> None:
    draft = actions.draft_outgoing(
        drafter=house.units["VP"],
        unit=house.units["DUK"],
        type_code="resolution",
        subject="Dự thảo nghị quyết",
        signer=actions.Signer(name="Lê Thị Lan", title="Phó Bí thư"),
        by=house.standing("minh"),
        at=at(MOMENT),
    )
    version = DraftVersion.objects.create(document=draft, number=1, kept_at=at(MOMENT))
    asked = ConsultationRequest.objects.create(
        consultation=Consultation.objects.create(draft=version, due_on=DAY, asked_at=at(MOMENT)),
        unit=house.units["A1"],
    )
    comment = DraftComment.objects.create(
        document=draft,
        request=asked,
        who="Đảng ủy A1",
        act="remark",
        text="Bổ sung chỉ tiêu phát triển",
        made_at=at(MOMENT),
    )
    index_everything()
    assert found(house, "minh", "chi tieu phat trien") == []

    DraftComment.objects.filter(pk=comment.pk).update(sent_at=at(MOMENT))
    index("comment")

    assert found(house, "minh", "chi tieu phat trien") == [("comment", "Bổ sung chỉ tiêu phát triển")]
    assert found(house, "hoa", "chi tieu phat trien") == []


def test_a_report_is_found_by_what_it_says_a_draft_only_in_the_house_that_writes_it(house: House) -> None:
    report = Report.objects.create(
        unit=house.units["DUK"],
        drafter_unit=house.units["VP"],
        year=2023,
        quarter_number=1,
        as_of=DAY,
        status="draft",
        subject="Báo cáo quý I",
        drafted_at=at(MOMENT),
        figures_at=at(MOMENT),
    )
    ReportSection.objects.create(report=report, order=1, heading="Kết quả", text="Nề nếp sinh hoạt")
    index("report")

    assert found(house, "minh", "ne nep sinh hoat") == [("report", "Báo cáo quý I")]
    assert found(house, "hoa", "ne nep sinh hoat") == []


def test_a_person_is_found_by_name_and_leads_to_the_office_held(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    index("person")

    assert ("person", "Trần Thị Vân") in found(house, "minh", "tran thi van")
    assert found(house, "la", "tran thi van") == []
    key = SearchEntry.objects.get(kind="person", title="Trần Thị Vân").key
    assert visit("minh").get(f"/to-chuc/chuc-vu/{key}/").status_code == 200


def test_one_who_is_enrolled_without_an_office_is_not_in_the_index(house: House) -> None:
    index("person")

    assert not SearchEntry.objects.filter(kind="person", title="Người Lạ").exists()


def test_a_working_visit_is_found_by_the_unit_visited_from_the_moment_it_is_announced(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    trip = Trip(house)
    planned = trip.planned()

    assert found(house, "minh", "thao go kho khan") == [("visit", planned.purpose)]
    assert found(house, "minh", "bo vi du mot 1/2023")[:1] == [("visit", planned.purpose)]
    assert found(house, "hoa", "thao go kho khan") == []
    assert found(house, "la", "thao go kho khan") == []

    announced = trip.announced(purpose="Nghe kiến nghị về phần mềm", knows_clash=True)

    assert found(house, "hoa", "kien nghi ve phan mem") == [("visit", announced.purpose)]
    key = SearchEntry.objects.get(kind="visit", title=announced.purpose).key
    assert visit("hoa").get(f"/chuyen-lam-viec/{key}/").status_code == 200


def test_a_file_of_the_archive_is_found_by_those_who_keep_it(house: House) -> None:
    made = plan_file(
        unit=house.units["DUK"],
        keeper=house.units["VP"],
        year=2023,
        code="03-ĐUK/VP",
        title="Hồ sơ hội nghị lần thứ mười hai",
        group="meetings",
        years=0,
        by=house.standing("van"),
        at=at(MOMENT),
    )

    assert found(house, "van", "03-DUK/VP") == [("file", made.title)]
    assert found(house, "van", "hoi nghi lan thu muoi hai") == [("file", made.title)]
    assert found(house, "hoa", "hoi nghi lan thu muoi hai") == []
