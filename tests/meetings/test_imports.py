"""Points come from a sheet, whole or not at all."""

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import House, Visitor

from nghisu.kit import sheets
from nghisu.meetings.imports import POINTS
from nghisu.meetings.models import Meeting, Point

Visit = Callable[[str], Visitor]


def row(code: str, parent: str = "", host: str = "A1", **more: Any) -> dict[str, Any]:
    return {"code": code, "parent": parent, "name": f"Điểm cầu {code}", "host": host, **more}


def send(visitor: Visitor, meeting: Meeting, *rows: dict[str, Any]) -> Any:
    file = SimpleUploadedFile("diem-cau.xlsx", sheets.written(POINTS, rows))
    return visitor.send(f"/to-chuc/nhap/points/?scope={meeting.pk}", {"file": file})


def test_521_points_are_shown_first_and_registered_as_a_tree_on_yes(
    house: House, conference: Meeting, visit: Visit
) -> None:
    minh = visit("minh")
    rows = [row("C", host="DUK", expected=180)]
    rows += [row(f"C{number}", "C", expected=30) for number in range(520)]
    sent = send(minh, conference, *rows)
    before = Point.objects.filter(meeting=conference).count()

    done = minh.send(sent["Location"])

    points = Point.objects.filter(meeting=conference, code__startswith="C")
    assert (before, done.status_code) == (3, 302)
    assert done["Location"] == f"/hoi-nghi/{conference.pk}/diem-cau/"
    assert points.count() == 521
    assert points.filter(parent__code="C").count() == 520


def test_each_wrong_row_is_named_and_nothing_is_registered(
    house: House, conference: Meeting, visit: Visit
) -> None:
    minh = visit("minh")
    sent = send(
        minh,
        conference,
        row("N1"),
        row("N1"),
        row("N2", parent="nowhere"),
        row("N3", host="KHÔNG-CÓ"),
        row("N4", expected=999_999),
    )

    shown = minh.get(sent["Location"]).content.decode()
    tried = minh.send(sent["Location"])

    assert tried.status_code == 422
    assert [name in shown for name in ("N1", "nowhere", "KHÔNG-CÓ", "999999")] == [True] * 4
    assert Point.objects.filter(meeting=conference).count() == 3


def test_points_in_a_circle_are_refused_in_words(house: House, conference: Meeting, visit: Visit) -> None:
    minh = visit("minh")
    sent = send(minh, conference, row("V1", parent="V2"), row("V2", parent="V1"))

    tried = minh.send(sent["Location"])

    assert tried.status_code == 422
    assert "V1" in tried.content.decode()
    assert Point.objects.filter(meeting=conference).count() == 3


def test_who_does_not_run_the_meeting_has_no_import_of_its_points(
    house: House, conference: Meeting, visit: Visit
) -> None:
    for who in ("hoa", "hung", "diem", "quantri"):
        answer = visit(who).get(f"/to-chuc/nhap/points/?scope={conference.pk}")
        assert answer.status_code == 404


def test_what_is_exported_is_imported_again_as_it_was(
    house: House, conference: Meeting, visit: Visit
) -> None:
    minh = visit("minh")
    Point.objects.filter(meeting=conference, code="01").update(is_hall=True, is_cleared=True)
    exported = minh.get(f"/hoi-nghi/{conference.pk}/diem-cau/?export=xlsx").content
    shape = (
        "code",
        "parent__code",
        "name",
        "host__code",
        "place",
        "phone",
        "expected",
        "is_cleared",
        "is_hall",
    )
    before = list(Point.objects.filter(meeting=conference).order_by("code").values_list(*shape))
    Point.objects.filter(meeting=conference, parent__isnull=False).delete()
    Point.objects.filter(meeting=conference).delete()

    file = SimpleUploadedFile("diem-cau.xlsx", exported)
    sent = minh.send(f"/to-chuc/nhap/points/?scope={conference.pk}", {"file": file})
    done = minh.send(sent["Location"])

    assert done.status_code == 302
    assert list(Point.objects.filter(meeting=conference).order_by("code").values_list(*shape)) == before


def test_a_second_hall_is_named_and_nothing_is_registered(
    house: House, conference: Meeting, visit: Visit
) -> None:
    minh = visit("minh")
    sent = send(minh, conference, row("H1", hall="yes"), row("H2", hall="yes"))

    shown = minh.get(sent["Location"]).content.decode()

    assert "Điểm cầu H2 được ghi là hội trường" in shown
    assert minh.send(sent["Location"]).status_code == 422
