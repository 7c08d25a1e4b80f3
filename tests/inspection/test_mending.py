"""What is a draft can be mended: a line until the adoption, a remedy until the conclusion is approved."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import Visitor, at
from tests.inspection.conftest import Team, day

from nghisu.inspection.actions import concluding, mending
from nghisu.inspection.models import Inspection
from nghisu.inspection.queries import composed_conclusion
from nghisu.inspection.rules import steps
from nghisu.kit import clock
from nghisu.kit.refusals import NotAllowed
from nghisu.record.models import Entry

Visit = Callable[[str], Visitor]
WHEN = at("2026-01-10 08:00")


def sent(team: Team, line: Inspection, **changed: str) -> dict[str, Any]:
    """Return what the form of a line sends, some of it changed."""
    return {
        "version": line.version,
        "form": "thematic",
        "content": "Việc thu, nộp đảng phí",
        "inspected": str(team.house.units["A2"].pk),
        "lead": str(team.house.units["VP"].pk),
        "first_month": "5",
        "last_month": "6",
        "output": "result",
        **changed,
    }


def test_a_line_is_changed_by_its_page_before_the_adoption(team: Team, visit: Visit) -> None:
    line = team.programme(adopted=False).inspections.get()
    clock.set_demo_time(WHEN)
    shown = visit("kiem").get(f"/kiem-tra/{line.pk}/sua/").content.decode()

    answer = visit("kiem").send(f"/kiem-tra/{line.pk}/sua/", sent(team, line))

    assert line.content in shown
    assert answer.status_code == 302, answer.content.decode()
    line.refresh_from_db()
    assert (line.content, line.form, line.inspected.code, line.first_month, line.output) == (
        "Việc thu, nộp đảng phí",
        "thematic",
        "A2",
        5,
        "result",
    )
    assert "thu, nop dang phi" in line.folded
    assert Entry.objects.filter(verb="inspection.line_changed").count() == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"first_month": "7"}, "tháng"),
        ({"content": "Kiểm tra khi có dấu hiệu vi phạm"}, "dấu hiệu vi phạm"),
        ({"content": ""}, "Hãy điền"),
    ],
)
def test_what_is_wrong_with_a_changed_line_is_said_and_nothing_is_stored(
    team: Team, visit: Visit, changed: dict[str, str], words: str
) -> None:
    line = team.programme(adopted=False).inspections.get()
    clock.set_demo_time(WHEN)

    answer = visit("kiem").send(f"/kiem-tra/{line.pk}/sua/", sent(team, line, **changed))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Inspection.objects.get().content == line.content


def test_a_line_is_removed_before_the_adoption(team: Team, visit: Visit) -> None:
    programme = team.programme(lines=2, adopted=False)
    line = programme.inspections.order_by("number")[0]
    clock.set_demo_time(WHEN)

    answer = visit("kiem").send(f"/kiem-tra/{line.pk}/bo/", {"version": line.version})

    assert answer.headers["Location"] == f"/kiem-tra/chuong-trinh/{programme.pk}/"
    assert list(programme.inspections.values_list("number", flat=True)) == [2]
    assert Entry.objects.filter(verb="inspection.line_removed").count() == 1


def test_after_the_adoption_a_line_is_neither_changed_nor_removed(team: Team, visit: Visit) -> None:
    line = team.programme().inspections.get()
    clock.set_demo_time(at("2026-01-20 08:00"))

    with pytest.raises(steps.AdoptedBefore):
        mending.remove_line(
            inspection=line, version=line.version, by=team.standing("kiem"), at=at("2026-01-20 08:00")
        )
    statuses = [visit("kiem").get(f"/kiem-tra/{line.pk}/{slug}/").status_code for slug in ("sua", "bo")]
    assert statuses == [404, 404]


def test_who_may_not_run_the_inspection_changes_no_line(team: Team) -> None:
    line = team.programme(adopted=False).inspections.get()

    with pytest.raises(NotAllowed):
        mending.remove_line(inspection=line, version=line.version, by=team.standing("hoa"), at=WHEN)


def test_a_remedy_is_taken_out_of_the_draft_and_the_others_move_up(team: Team, visit: Visit) -> None:
    made = team.reported(team.programme().inspections.get())
    for title in ("Việc một", "Việc hai", "Việc ba"):
        made.refresh_from_db()
        concluding.ask_remedy(
            inspection=made,
            version=made.version,
            title=title,
            due_on=day("30/4/2026"),
            by=team.standing("kiem"),
            at=at("2026-03-19 08:00"),
        )
    made.refresh_from_db()
    clock.set_demo_time(at("2026-03-19 09:00"))
    remedy = made.remedies.get(order=2)

    answer = visit("kiem").send(
        f"/kiem-tra/{made.pk}/bo-khac-phuc/", {"version": made.version, "remedy": str(remedy.pk)}
    )

    assert answer.status_code == 302, answer.content.decode()
    assert list(made.remedies.values_list("order", "title")) == [(1, "Việc một"), (2, "Việc ba")]
    assert "2. Việc ba" in composed_conclusion(made)
    with pytest.raises(NotAllowed):
        mending.drop_remedy(
            inspection=made,
            version=Inspection.objects.get(pk=made.pk).version,
            remedy=made.remedies.get(order=1),
            by=team.standing("hoa"),
            at=at("2026-03-19 09:00"),
        )
