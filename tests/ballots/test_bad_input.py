"""What must not get in: refused in a sentence that names the article, or says that nobody compared it."""

import datetime
from collections.abc import Callable

import pytest
from tests.ballots.conftest import DAY, NOON, Hall
from tests.conftest import START

from nghisu.ballots.actions import entries, papers, results, rounds
from nghisu.ballots.models import Bundle, EnteredPaper, Round, Seal
from nghisu.ballots.queries.entries import bundle_for
from nghisu.ballots.rules.states import RoundState
from nghisu.kit.refusals import Refusal
from nghisu.organisation.models import Mandate, Suspension

Build = Callable[..., Hall]
OLD = "Quyết định 244-QĐ/TW, 09/6/2014 (số điều chưa đối chiếu)"
both = pytest.mark.parametrize("book", ["dang-190-session", "dang-244-session"])


def told(act: Callable[[], object]) -> str:
    """Return the sentence with which an act is refused."""
    with pytest.raises(Refusal) as refused:
        act()
    return str(refused.value)


@both
def test_more_papers_returned_than_issued(hall: Build, book: str) -> None:
    here = hall(12)
    made = here.opened(here.printed(here.listed(profile=book)))

    said = told(lambda: here.closed(made, returned=13))

    made.refresh_from_db()
    assert made.state == RoundState.OPEN
    assert said.endswith(f"({'190-QĐ/TW, Điều 8, 15' if '190' in book else OLD}).")


@both
def test_a_name_twice_on_the_list(hall: Build, book: str) -> None:
    here = hall(12)
    made = here.draft(profile=book)
    here.name(made, here.members[0])

    said = told(lambda: here.name(made, here.members[0]))

    source = "Quyết định 190-QĐ/TW, 10/10/2024 (số điều chưa đối chiếu)" if "190" in book else OLD
    assert said.endswith(f"a name stands on the paper once ({source}).")
    assert made.candidates.count() == 1


@both
def test_more_seats_than_names(hall: Build, book: str) -> None:
    here = hall(12)
    made = here.draft(seats=3, profile=book)
    here.name(made, *here.members[:2])

    said = told(lambda: rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON))

    assert f"({'190-QĐ/TW, Điều 14' if '190' in book else OLD})" in said
    assert made.state == RoundState.LIST_OPEN


@both
def test_a_suspended_member_in_the_hall(hall: Build, book: str) -> None:
    here = hall(12)
    suspended = here.members[5]
    mandate = Mandate.objects.get(person=suspended, body=here.house.bodies["executive"])
    Suspension.objects.create(mandate=mandate, document="1-QĐ/TW", first=START)
    made = here.opened(here.printed(here.listed(profile=book)))

    said = told(lambda: papers.hand_out(round_=made, voters=[suspended.pk], by=here.chief, at=NOON))

    assert made.base == 11
    assert f"({'190-QĐ/TW, Điều 8, 15' if '190' in book else OLD})" in said


@both
def test_a_member_of_the_counting_committee_on_the_list(hall: Build, book: str) -> None:
    here = hall(12)
    made = here.listed(profile=book)

    said = told(lambda: here.printed(made, counters=(0, -1, -2)))

    assert f"({'190-QĐ/TW, Điều 8' if '190' in book else OLD})" in said
    assert not made.counters.exists()


@both
def test_a_wrong_total(hall: Build, book: str) -> None:
    here = hall(12)
    made = here.ready(profile=book)
    totals = here.totals(made, 11, [11, 0, 0], too_many=2)

    said = told(lambda: entries.enter_totals(round_=made, totals=totals, by=here.counter(), at=NOON))

    assert f"({'190-QĐ/TW, Điều 8, 15' if '190' in book else OLD})" in said
    assert not made.sheets.exists()


def test_an_entry_device_lost_half_way(hall: Build) -> None:
    here = hall(12)
    made = here.ready()
    entries.start_count(round_=made, by=here.counter(), at=NOON)
    bundle = Bundle.objects.get(round=made)
    lost = here.entered(bundle, ["kks"] * 5, counter=-1, device="một", lock=False)

    goes_on = entries.take_over(entry=lost, device="hai", by=here.counter(-2), at=NOON)
    for number in range(6, 13):
        entries.enter_paper(
            entry=goes_on, number=number, keys="3", device="hai", by=here.counter(-2), at=NOON
        )
    lost.refresh_from_db()
    said = told(
        lambda: entries.enter_paper(
            entry=lost, number=6, keys="3", device="một", by=here.counter(-1), at=NOON
        )
    )

    assert "goes on at another device" in said
    assert EnteredPaper.objects.filter(entry=goes_on).count() == 12
    assert bundle_for(made, 1) is not None
    made.refresh_from_db()
    assert made.state == RoundState.COUNTING


def sealed(here: Hall, book: str) -> tuple[Round, Seal]:
    made = here.announced(here.ready(profile=book))
    seal = results.seal(
        round_=made, by_name="Ban kiểm phiếu", place="Văn phòng", sealed_on=DAY, by=here.counter(), at=NOON
    )
    return made, seal


@both
def test_destruction_before_its_day_or_with_an_open_complaint(hall: Build, book: str) -> None:
    here = hall(12)
    made, seal = sealed(here, book)
    results.register_complaint(
        round_=made, letter="Đơn số 3", received_on=DAY, by=here.house.standing("kiem"), at=NOON
    )

    def destroy(day: datetime.date) -> Callable[[], object]:
        return lambda: results.destroy(
            seal_=seal, decision="9-QĐ/ĐUK", destroyed_on=day, by=here.chief, at=NOON
        )

    early = told(destroy(datetime.date(2023, 10, 20)))
    complained = told(destroy(datetime.date(2023, 10, 21)))

    source = "190-QĐ/TW, Điều 35" if "190" in book else OLD
    assert (f"({source})" in early, f"({source})" in complained) == (True, True)
    assert Seal.objects.get().state == Seal.State.SEALED
