"""What the demo shows of situation reports: three months and the quarter, with the 14 units' pay matter."""

from datetime import date

import pytest

from nghisu.demo import documents, organisation, situation, synthesis
from nghisu.demo.parts import Stage
from nghisu.organisation.queries import standing_of
from nghisu.situation.models import Issue, ReadingDuty, SituationReport
from nghisu.situation.queries.duty import readers
from nghisu.situation.queries.reports import latest_focus


@pytest.mark.slow
def test_the_quarterly_report_counts_the_pay_matter_of_14_units_and_keeps_small_counts_back(
    db: None,
) -> None:
    stage = Stage(lambda steps: None)
    for part in (organisation, documents, situation, synthesis):
        part.fill(stage)

    stage.play()

    issued = {str(one.period): one for one in SituationReport.objects.filter(state="issued")}
    assert sorted(issued) == ["2023-01", "2023-02", "2023-03", "2023-Q1"]
    quarter = issued["2023-Q1"].table
    assert quarter is not None
    counts = {one["title"][:22]: (one["counts"], one["months"]) for one in quarter["lines"]}
    assert counts == {
        "Chế độ tiền lương đối ": ([14], [None, 14, "few"]),
        "Phần mềm quản lý văn b": (["kept"], [None, 6, "few"]),
        "Cùng một số liệu phải ": ([7], [None, 7, "few"]),
        "Đường truyền của điểm ": (["few"], [None, "few", "few"]),
        "Tài liệu trên sổ tay đ": ([9], [9, "few", None]),
    }
    assert all(issued[one].feedback and issued[one].focus for one in ("2023-01", "2023-02", "2023-03"))
    unit = standing_of(stage.made["people"]["chuyenvien"], date(2023, 4, 21))
    assert latest_focus(unit) == issued["2023-03"]
    on_duty = ReadingDuty.objects.get(first__lte=date(2023, 4, 21), until__gt=date(2023, 4, 21))
    chief = standing_of(stage.made["people"]["chanhvanphong"], date(2023, 4, 21))
    assert on_duty.person_id in readers(stage.made["units"]["DUK"].pk, chief, date(2023, 4, 21))
    assert Issue.objects.filter(is_urgent=True).exclude(read_at=None).count() == 1
