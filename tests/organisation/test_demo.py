"""The demo's organisation, made by the product's own actions."""

from collections import Counter
from datetime import date

import pytest

from nghisu.demo import organisation
from nghisu.demo.parts import Stage
from nghisu.organisation.models import Mandate, Unit
from nghisu.organisation.queries import incumbents, standing_of, tree_on
from nghisu.record.models import Entry

DAY = date(2023, 4, 21)


@pytest.fixture
def stage(db: None) -> Stage:
    made = Stage(tick=lambda steps: None)
    organisation.fill(made)
    return made


def test_the_bloc_has_61_affiliates_27_of_them_at_the_grassroots(stage: Stage) -> None:
    levels = Counter(
        Unit.objects.filter(kind="committee", places__parent=stage.made["units"]["DUK"]).values_list(
            "places__level", flat=True
        )
    )

    assert levels == {"above_grassroots": 34, "grassroots": 27}


def test_the_bodies_of_the_term_have_their_incumbents_and_their_vacant_seats(stage: Stage) -> None:
    counted = {
        kind: (body.seats, incumbents(body, DAY).count()) for kind, body in stage.made["bodies"].items()
    }

    assert counted == {
        "executive": (49, 43),
        "standing": (15, 13),
        "permanent": (4, 4),
        "inspection": (11, 9),
    }


def test_each_role_of_the_demo_stands_where_it_should(stage: Stage) -> None:
    roles = {
        name: sorted(
            {holding.role.value for holding in standing_of(stage.made["people"][name], DAY).holdings}
        )
        for name in (
            "chanhvanphong",
            "vanthu",
            "chutri",
            "uyvien",
            "diemcau",
            "chuyenvien",
            "kiemphieu",
            "kiemtra",
            "captren",
            "quantri",
        )
    }

    assert roles == {
        "chanhvanphong": ["chief_of_office"],
        "vanthu": ["clerk"],
        "chutri": ["chair", "member"],
        "uyvien": ["member"],
        "diemcau": ["point_operator"],
        "chuyenvien": ["specialist"],
        "kiemphieu": ["counting_committee"],
        "kiemtra": ["inspector"],
        "captren": ["superior_reader"],
        "quantri": ["administrator"],
    }


def test_every_act_of_the_demo_left_its_line(stage: Stage) -> None:
    verbs = Counter(Entry.objects.values_list("verb", flat=True))

    assert verbs["unit.founded"] == Unit.objects.count() - 1
    assert verbs["mandate.given"] == Mandate.objects.count() - 1
    assert len(tree_on(DAY).children_of[stage.made["units"]["DUK"].pk]) == 66
