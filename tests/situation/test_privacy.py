"""Nothing in this room can become a file on a person (P1, P5, P6)."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from django.forms import BaseForm
from django.urls import URLResolver, get_resolver
from tests.conftest import Visitor, at
from tests.situation.conftest import Desk

import nghisu.situation
from nghisu.documents import actions as documents
from nghisu.kit.tables import Table
from nghisu.organisation.models import Term
from nghisu.situation.actions import merge_issue
from nghisu.situation.actions.topics import escalate
from nghisu.situation.models import Issue, Topic
from nghisu.situation.rules.topics import PASSED_ON

Visit = Callable[[str], Visitor]

STANCE = re.compile(
    r"(^|_)(stance|mood|attitude|opinion|sentiment|leaning|loyalty|trust|speaker|author|reporter|quote)(_|$)"
    r"|said_by"
)
KNOWN_PERSONS = {
    ("fieldopening", "person"),  # who declared for the office that a field holds no state secret
    ("readingduty", "person"),  # who reads urgent issues on which days
}
REVIEWED = {  # acts of an office within one meeting, circular or draft; none of them is about a difficulty
    "draftcomment.author",
    "circularanswer.opinion",
    "turn.speaker",
    "statement.speaker",
}


def _modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(nghisu.situation.__path__, "nghisu.situation."):
        yield importlib.import_module(found.name)


def _models() -> list[type[models.Model]]:
    return [one for one in apps.get_models() if one.__module__.startswith("nghisu.situation.")]


def test_privacy_P1_no_table_of_this_room_ties_a_person_to_what_was_raised() -> None:
    persons = {
        (one._meta.model_name, field.name)
        for one in _models()
        for field in one._meta.fields
        if field.related_model is not None and field.related_model._meta.model_name == "person"
    }

    assert len(_models()) >= 9
    assert persons == KNOWN_PERSONS


def test_privacy_P1_no_column_anywhere_beside_a_person_names_a_stance() -> None:
    beside = {
        f"{one._meta.model_name}.{field.name}"
        for one in apps.get_models()
        if one.__module__.startswith("nghisu.")
        and any(
            field.related_model is not None and field.related_model._meta.model_name == "person"
            for field in one._meta.fields
        )
        for field in one._meta.fields
        if STANCE.search(field.name)
    }
    here = [
        f"{one._meta.model_name}.{field.name}"
        for one in _models()
        for field in one._meta.fields
        if STANCE.search(field.name)
    ]

    assert (beside, here) == (REVIEWED, [])


def test_privacy_P1_no_form_asks_who_said_it_and_what_is_sent_besides_is_not_stored(
    desk: Desk, visit: Visit
) -> None:
    asked = {
        (kind.__name__, name)
        for module in _modules()
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, BaseForm) and hasattr(kind, "base_fields")
        for name in kind.base_fields
        if name in {"person", "author", "speaker", "name", "who", "reporter"} or STANCE.search(name)
    }
    sent = visit("hoa").send(
        "/tinh-hinh/phan-anh/",
        {
            "unit": str(desk.unit("A1").pk),
            "matter": "pay_scheme",
            "where": "whole",
            "size": "most",
            "since": "1/1/2023",
            "statement": "Lương thấp",
            "person": str(desk.house.people["ha"].pk),
            "author": "Đinh Bá Chim",
            "stance": "Đinh Bá Chim",
        },
    )

    assert asked == {("DutyForm", "person")}
    assert sent.status_code == 302
    stored = "\n".join(str(value) for value in Issue.objects.values().get().values())
    assert "Đinh Bá Chim" not in stored
    assert str(desk.house.people["ha"].pk) not in stored


def test_privacy_P5_what_goes_up_is_the_problem_its_level_and_papers_and_no_author_and_no_unit_below(
    desk: Desk,
) -> None:
    desk.house.add_unit("A1X", "Chi bộ Ví dụ dưới A1", "A1")
    desk.house.add_person("cv_A1X", "Chuyên viên dưới", "A1X", "specialist")
    desk.house.add_person("cvp_A1", "Chánh Văn phòng A1", "A1", "chief_of_office")
    below = desk.issue("A1X", matter="unit_structure", proposal="Cho tách chi bộ.")
    topic = _merged_at(desk, below)

    passed = _passed_on(desk, topic)

    carried = {"field", "matter", "statement", "proposal", "where", "size"}
    of_the_house = {"id", "version", "number", "unit", "handler", "state", "raised_on", "raised_at"}
    of_the_house |= {"since", "authority", "passed_from"}
    filled = {
        field.name
        for field in Issue._meta.fields
        if getattr(passed, field.attname) not in (None, "", False, field.get_default())
    } | {"id", "version"}
    assert carried <= set(PASSED_ON)
    assert filled - {"state"} <= carried | of_the_house
    assert passed.unit == desk.house.units["A1"]
    assert passed.where == "grassroots"
    words = " ".join(str(getattr(passed, name)) for name in carried)
    for name in ("A1X", "Chi bộ Ví dụ", "Chuyên viên dưới", str(desk.house.units["A1X"].pk)):
        assert name not in words


def _merged_at(desk: Desk, issue: Issue) -> Topic:
    return merge_issue(
        issue=issue, version=issue.version, by=desk.house.standing("cvp_A1"), at=at("2023-02-02 09:00")
    )


def _passed_on(desk: Desk, topic: Topic) -> Issue:
    by, moment = desk.house.standing("cvp_A1"), at("2023-02-06 09:00")
    Term.objects.create(
        unit=desk.house.units["A1"],
        ordinal=5,
        first_year=2020,
        last_year=2025,
        opened_at=at("2020-08-01 08:00"),
    )
    draft = documents.draft_outgoing(
        drafter=desk.house.units["A1"],
        unit=desk.house.units["A1"],
        type_code="submission",
        subject="Về việc tách chi bộ",
        text="Kính đề nghị xem xét.",
        signer=documents.Signer(name="Phạm Thị Hoa", title="Bí thư"),
        by=by,
        at=moment,
    )
    documents.submit(document=draft, by=by, at=moment)
    document = documents.issue(document=draft, dated_on=moment.date(), by=by, at=moment)
    topic = Topic.objects.get(pk=topic.pk)
    escalate(
        topic=topic,
        version=topic.version,
        document=document,
        due_on=moment.date(),
        by=by,
        at=at("2023-02-06 10:00"),
    )
    return Issue.objects.get(passed_from=topic)


def test_privacy_P6_no_list_of_the_product_counts_by_person() -> None:
    for found in pkgutil.walk_packages(nghisu.__path__, "nghisu."):
        if ".views" in found.name or ".tables" in found.name:
            importlib.import_module(found.name)
    persons = {"person", "person_name", "full_name", "member", "reader", "who"}
    tables = list(_below(Table))
    counting = {
        f"{one.__name__}.{column.name}"
        for one in tables
        if {column.name for column in one.columns} & persons
        for column in one.columns
        if column.number and column.name not in {"number", "index"}  # those are places in a list
    }

    assert len(tables) > 30
    assert counting == set()


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def test_privacy_P6_no_address_of_this_room_is_about_a_person() -> None:
    routes = [
        str(one.pattern)
        for found in get_resolver().url_patterns
        if isinstance(found, URLResolver) and str(found.pattern) == "tinh-hinh/"
        for one in found.url_patterns
    ]
    table_names = {
        column.name for one in _below(Table) if "situation" in one.__module__ for column in one.columns
    }
    filters = {
        name
        for one in _below(Table)
        if "situation" in one.__module__
        for narrowing in one.filters
        for name in narrowing.names
    }

    assert len(routes) > 20
    assert [one for one in routes if "person" in one or "nguoi" in one or "can-bo" in one] == []
    assert table_names & {"person", "name", "author", "raised_by"} == set()
    assert filters == {"state", "field", "urgent", "q", "late", "kind", "year"}
