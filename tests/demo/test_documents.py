"""The documents of the demo."""

from datetime import date

import pytest

from nghisu.demo import documents, organisation
from nghisu.demo.parts import Stage
from nghisu.documents import queries
from nghisu.documents.models import Document
from nghisu.documents.rules.states import Direction
from nghisu.organisation.queries import standing_of


@pytest.fixture
def stage(db: None) -> Stage:
    stage = Stage(tick=lambda _: None)
    organisation.fill(stage)
    documents.fill(stage)
    stage.play()
    return stage


def test_the_documents_of_the_source_stand_in_the_registers(stage: Stage) -> None:
    by = standing_of(stage.made["people"]["vanthu"], date(2023, 4, 21))

    resolution = queries.documents_cited_as(by, "02-NQ/ĐUK").get()
    incoming = queries.register(by, Direction.INCOMING)

    assert (resolution.term.ordinal if resolution.term else None, resolution.issuer_name) == (
        11,
        "Đảng ủy Khối các cơ quan Trung ương",
    )
    named = {"128-QĐ/TW", "97-QĐ/TW", "98-QĐ/TW"}
    assert named <= set(incoming.values_list("reference", flat=True))
    assert [one.reference for one in queries.entry_overdue(by, date(2023, 4, 21))] == ["4655-CV/BTCTW"]


def test_numbers_of_the_quarter_go_on_after_those_of_2022_and_have_no_gap(stage: Stage) -> None:
    reports = Document.objects.filter(direction=Direction.OUTGOING, type="report").order_by("number")

    assert [one.reference for one in reports] == ["312-BC/ĐUK", "313-BC/ĐUK", "314-BC/ĐUK", "315-BC/ĐUK"]
    assert queries.recipient_labels(stage.made["documents"]["tet"]) == ("Các đảng ủy trực thuộc",)
