"""A list with too many names is cut by a poll of opinions before the meeting votes on it."""

import json
from collections.abc import Callable, Sequence

import pytest
from tests.ballots.conftest import NOON, Hall
from tests.conftest import Visitor

from nghisu.ballots.actions import entries, results, rounds
from nghisu.ballots.actions.shortening import shorten_list
from nghisu.ballots.models import Candidate, Round
from nghisu.ballots.rules import lists
from nghisu.ballots.rules import shortening as rules
from nghisu.ballots.rules.states import RoundKind
from nghisu.record.models import Entry

Build = Callable[..., Hall]
Visit = Callable[[str], Visitor]


def too_long(here: Hall, names: int = 5) -> Round:
    """Return an election of two with more names than two and one."""
    made = here.draft(seats=2)
    here.name(made, *here.members[:names])
    return made


def polled(here: Hall, votes: Sequence[int], kind: str = RoundKind.INTRODUCTION) -> Round:
    """Return an announced poll on as many names as votes are given."""
    made = here.draft(seats=3, kind=kind)
    here.name(made, *here.members[: len(votes)])
    made = rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)
    made = here.closed(here.opened(here.printed(made)))
    ordered = [
        votes[[two.pk for two in here.members].index(one.person_id or one.pk)]
        for one in made.candidates.order_by("order")
    ]
    totals = here.totals(made, 12, ordered)
    entries.enter_totals(round_=made, totals=totals, by=here.counter(), at=NOON)
    return results.announce(round_=made, by=here.counter(), at=NOON)


def names_standing(here: Hall, made: Round) -> list[int]:
    """Return the places of the members whose names still stand."""
    kept = made.candidates.filter(state=Candidate.State.PROPOSED).values_list("person_id", flat=True)
    return [number for number, one in enumerate(here.members) if one.pk in set(kept)]


def test_those_with_most_support_stay_and_the_list_can_be_voted(hall: Build) -> None:
    here = hall(12)
    poll = polled(here, [9, 3, 8, 7, 2])
    made = too_long(here)
    with pytest.raises(lists.SurplusTooLarge):
        rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)

    left = shorten_list(round_=made, poll=poll, by=here.chief, at=NOON)
    closed = rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)

    entry = Entry.objects.order_by("-index").filter(verb="round.list_shortened").get()
    assert sorted(one.remark for one in left) == ["Bầu bổ sung: 2", "Bầu bổ sung: 3"]
    assert {one.state for one in left} == {Candidate.State.NOT_PUT}
    assert (closed.mode, closed.candidates.filter(state="listed").count()) == ("SURPLUS", 3)
    assert json.loads(entry.details or "") == {"names": 3, "count": 2}


def test_of_names_level_on_the_last_place_the_head_chooses(hall: Build) -> None:
    here = hall(12)
    poll = polled(here, [9, 8, 5, 5, 2])
    made = too_long(here)
    level = {one.person: one for one in made.candidates.all()}

    with pytest.raises(rules.HeadMustChoose) as refused:
        shorten_list(round_=made, poll=poll, by=here.chief, at=NOON)
    with pytest.raises(rules.HeadMustChoose):
        shorten_list(round_=made, poll=poll, head_chooses=[level[here.members[4]].pk], by=here.chief, at=NOON)
    shorten_list(round_=made, poll=poll, head_chooses=[level[here.members[3]].pk], by=here.chief, at=NOON)

    assert refused.value.values["places"] == 1
    assert names_standing(here, made) == [0, 1, 3]


def test_a_poll_that_asked_not_about_all_or_is_not_announced_shortens_nothing(hall: Build) -> None:
    here = hall(12)
    few = polled(here, [9, 8, 5])
    unheld = here.draft(seats=3, kind=RoundKind.OPINION)
    made = too_long(here)

    with pytest.raises(rules.NameNotPolled):
        shorten_list(round_=made, poll=few, by=here.chief, at=NOON)
    for other in (unheld, made):
        with pytest.raises(rules.NoSuchPoll):
            shorten_list(round_=made, poll=other, by=here.chief, at=NOON)

    assert names_standing(here, made) == [0, 1, 2, 3, 4]


def test_a_list_that_is_short_enough_is_left_alone(hall: Build) -> None:
    here = hall(12)
    poll = polled(here, [9, 8, 5, 4])
    made = too_long(here, 3)

    with pytest.raises(rules.NothingToShorten):
        shorten_list(round_=made, poll=poll, by=here.chief, at=NOON)

    assert names_standing(here, made) == [0, 1, 2]


def test_the_office_shortens_the_list_on_its_page(hall: Build, visit: Visit) -> None:
    here = hall(12)
    poll = polled(here, [9, 3, 8, 7, 2])
    made = too_long(here)
    short = too_long(here, 3)
    office = visit("minh")

    page = office.get(f"/bau-cu/{made.pk}/")
    sent = office.send(f"/bau-cu/{made.pk}/viec/rut-gon/", {"poll": str(poll.pk)})

    assert f"/bau-cu/{made.pk}/viec/rut-gon/" in page.content.decode()
    assert sent.status_code == 302
    assert names_standing(here, made) == [0, 2, 3]
    assert office.get(f"/bau-cu/{short.pk}/viec/rut-gon/").status_code == 404
