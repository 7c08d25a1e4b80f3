"""Between two sessions: every act in the interval, and none outside it."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.urls import reverse
from tests.conftest import House, Visitor, at

from nghisu.documents.models import Document
from nghisu.kit.facts import facts_in
from nghisu.meetings.models import Circular, Meeting
from nghisu.organisation.models import Body, Unit
from nghisu.reporting.queries import between as queries
from nghisu.reporting.rules.between import Did, Interval, SessionsInDisorder

SINCE, UNTIL = at("2023-01-12 17:00"), at("2023-04-21 08:00")
EDGES = (SINCE - timedelta(seconds=1), SINCE, UNTIL - timedelta(seconds=1), UNTIL)


def some_moment(chance: random.Random) -> datetime:
    """Return a moment around the interval, often on one of its edges."""
    if chance.random() < 0.3:
        return chance.choice(EDGES)
    return SINCE - timedelta(days=40) + timedelta(minutes=chance.randrange(60 * 24 * 180))


def document(chance: random.Random, unit: Unit, moment: datetime, number: int, *, organ: str) -> Document:
    kind = chance.choice(["decision", "resolution", "letter", "report", "plan"])
    return Document(
        unit=unit,
        direction="outgoing",
        status="issued",
        type=kind,
        organ=organ,
        issuer_name="Đảng ủy Khối",
        number=number,
        reference=f"{number}-VB/ĐUK",
        subject=f"Văn bản {number}",
        dated_on=moment.date(),
        issued_at=moment,
        created_at=moment,
    )


def history(chance: random.Random, house: House) -> dict[Did, set[str]]:
    """Store some acts around the interval, and return those that lie in it, told by the naive look."""
    unit, expected = house.units["DUK"], {did: set[str]() for did in Did}

    def expect(did: Did, pk: UUID, moment: datetime) -> None:
        if SINCE <= moment < UNTIL:
            expected[did].add(str(pk))

    documents = []
    for number in range(chance.randrange(5)):
        moment, organ = some_moment(chance), chance.choice(["standing", "standing", "committee"])
        made = document(chance, unit, moment, number + 1, organ=organ)
        documents.append(made)
        if organ == "standing":
            expect(Did.DECIDED if made.type in {"decision", "resolution"} else Did.ISSUED, made.pk, moment)
    for number in range(chance.randrange(3)):
        moment = some_moment(chance)
        received = Document(
            unit=unit,
            direction="incoming",
            status="received",
            type="letter",
            issuer_outside=house.outside["BTCTW"],
            issuer_name="Ban Tổ chức Trung ương",
            received_at=moment,
            received_number=number + 1,
            received_year=2023,
            subject=f"Công văn {number}",
            created_at=moment,
        )
        documents.append(received)
        expect(Did.RECEIVED, received.pk, moment)
    meetings = []
    for _number in range(chance.randrange(3)):
        moment, body = some_moment(chance), chance.choice(["standing", "executive"])
        meeting = Meeting(
            unit=unit, body=house.bodies[body], kind="session", title="Phiên họp", starts_at=moment
        )
        meetings.append(meeting)
        if body == "standing":
            expect(Did.MET, meeting.pk, moment)
    circulars = []
    for _number in range(chance.randrange(2)):
        moment = some_moment(chance)
        circular = Circular(
            unit=unit,
            body=house.bodies["standing"],
            subject="draft",
            title="Xin ý kiến",
            question="?",
            due_at=moment,
            state="closed",
            asked_at=moment,
            closed_at=moment,
            base=15,
            needed=8,
            agreed=15,
            disagreed=0,
            other=0,
            rule_profile="x",
            created_at=moment,
        )
        circulars.append(circular)
        expect(Did.DECIDED, circular.pk, moment)
    Document.objects.bulk_create(documents)
    Meeting.objects.bulk_create(meetings)
    Circular.objects.bulk_create(circulars)
    return expected


def differences(house: House, numbers: range) -> list[int]:
    """Return the histories whose acts are not exactly those of the naive look."""
    found = []
    for number in numbers:
        chance = random.Random(number)
        with transaction.atomic():
            expected = history(chance, house)
            acts = queries.acts_between(house.units["DUK"].pk, Interval(SINCE, UNTIL), None)
            transaction.set_rollback(True)
        if {did: {one.pk for one in acts if one.did is did} for did in Did} != expected:
            found.append(number)
    return found


def test_every_act_in_the_interval_and_none_outside_over_random_histories(house: House) -> None:
    assert differences(house, range(60)) == []


@pytest.mark.slow
def test_every_act_in_the_interval_and_none_outside_over_1000_random_histories(house: House) -> None:
    assert differences(house, range(1000)) == []


def test_an_interval_runs_forward() -> None:
    with pytest.raises(SessionsInDisorder):
        Interval(UNTIL, SINCE)


def test_the_page_and_the_draft_report_show_the_acts_and_each_number_opens_them(
    house: House, visit: Callable[[str], Visitor]
) -> None:
    body = Body.objects.get(pk=house.bodies["executive"].pk)
    sessions = [
        Meeting.objects.create(
            unit=house.units["DUK"],
            body=body,
            kind="session",
            ordinal=ordinal,
            title=f"Hội nghị lần thứ {ordinal}",
            starts_at=moment,
            ends_at=moment + timedelta(hours=8),
        )
        for ordinal, moment in ((11, at("2023-01-12 08:00")), (12, at("2023-04-21 08:00")))
    ]
    chance = random.Random(3)
    for number, moment in enumerate(
        (at("2023-02-01 09:00"), at("2023-03-01 09:00"), at("2022-12-01 09:00")), 1
    ):
        document(chance, house.units["DUK"], moment, number, organ="standing").save()
    minh = visit("minh")
    places = [one.pk for one in sessions]

    chosen = minh.get(reverse("between_list"), {"first": str(places[0]), "until": str(places[1])})
    page = minh.get(reverse("between_detail", args=places)).content.decode()
    paper = minh.get(reverse("between_docx", args=places)).content

    assert chosen.headers["Location"] == reverse("between_detail", args=places)
    assert ("Văn bản 1" in page, "Văn bản 2" in page, "Văn bản 3" in page) == (True, True, False)
    found = facts_in(paper)
    assert sum(int(one.fact.value) for one in found) == 2
    for one in found:
        body_sent = minh.get(one.fact.address).json()
        assert (int(one.text), len(body_sent["records"])) == (body_sent["value"], body_sent["value"])
    assert visit("hoa").get(reverse("between_detail", args=places)).status_code == 404
