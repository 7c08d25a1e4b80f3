"""The reports of the demo, on its whole timeline of documents and reports."""

from datetime import date

import pytest

from nghisu.demo import documents, organisation, reporting
from nghisu.demo.parts import Stage
from nghisu.documents.rules import form_check
from nghisu.organisation.queries import standing_of
from nghisu.reporting.exports import reports as exports
from nghisu.reporting.queries import reports as queries


@pytest.fixture
def stage(db: None) -> Stage:
    stage = Stage(tick=lambda _: None)
    organisation.fill(stage)
    documents.fill(stage)
    reporting.fill(stage)
    stage.play()
    return stage


def test_the_quarter_before_is_issued_and_the_quarter_is_a_draft_for_the_session(stage: Stage) -> None:
    old, now = stage.made["reports"]["2022-Q4"], stage.made["reports"]["2023-Q1"]

    assert (old.document.reference, old.status, now.status, now.as_of) == (
        "313-BC/ĐUK",
        "issued",
        "draft",
        date(2023, 4, 21),
    )
    assert queries.typed_numbers(now) == []
    assert queries.empty_headings(now) == []
    for report in (old, now):
        assert form_check.faults(form_check.check(exports.as_docx(report), queries.form_of(report))) == []
    member = standing_of(stage.made["people"]["uyvien"], date(2023, 4, 21))
    assert set(queries.reports_visible_to(member)) == {old, now}
