"""A round from draft to approval, with every step that is refused out of order or against a rule."""

import datetime
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from tests.ballots.conftest import DAY, NOON, Hall
from tests.conftest import START

from nghisu.ballots.actions import entries, papers, results, rounds
from nghisu.ballots.models import Candidate, HandVote, RosterEntry, Round
from nghisu.ballots.rules import lists, stock
from nghisu.ballots.rules.counting import WrongTotal
from nghisu.ballots.rules.entries import ReasonMissing
from nghisu.ballots.rules.states import RoundNotThere, RoundState
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.models import Body, Mandate, Suspension
from nghisu.people.models import Person
from nghisu.record.models import Entry

Build = Callable[..., Hall]


def test_a_round_goes_from_draft_to_approval(hall: Build) -> None:
    here = hall(12)

    made = here.signed(here.announced(here.ready()))
    results.send_for_approval(
        round_=made, to="Ban Bí thư", letter="12-TTr/ĐUK", sent_on=DAY, by=here.chief, at=NOON
    )
    results.register_answer(
        round_=made,
        answer="approved",
        document="345-QĐ/TW",
        answered_on=datetime.date(2023, 5, 4),
        by=here.chief,
        at=NOON,
    )

    made.refresh_from_db()
    assert made.state == RoundState.APPROVED
    assert list(
        Entry.objects.filter(subject_kind="round").order_by("index").values_list("verb", flat=True)
    ) == [
        "round.drafted",
        "round.declared",
        "round.list_opened",
        "round.name_put",
        "round.name_put",
        "round.name_put",
        "round.hands_counted",
        "round.list_closed",
        "round.hands_counted",
        "round.counters_chosen",
        "round.papers_printed",
        "round.opened",
        "round.papers_issued",
        "round.closed",
        "round.counted",
        "round.announced",
        "round.minutes_signed",
        "round.sent",
        "round.answered",
    ]


def test_the_rules_are_chosen_by_the_body_and_the_day(hall: Build) -> None:
    here = hall(12)

    made = here.draft()

    assert (made.profile, made.profile_day, made.outcome) == ("dang-244-session", DAY, "needs_approval")


def test_names_wait_for_the_declaration_that_they_are_no_secret(hall: Build) -> None:
    here = hall(12)
    made = rounds.draft_round(part=here.part, kind="election", title="Bầu", seats=1, by=here.chief, at=NOON)

    with pytest.raises(lists.NotDeclared):
        rounds.open_list(round_=made, by=here.chief, at=NOON)


def test_who_does_not_prepare_rounds_drafts_none(hall: Build) -> None:
    here = hall(12)

    with pytest.raises(NotAllowed):
        rounds.draft_round(
            part=here.part, kind="election", title="Bầu", seats=1, by=here.house.standing("van"), at=NOON
        )


def test_a_name_stands_once(hall: Build) -> None:
    here = hall(12)
    made = here.draft()
    here.name(made, here.members[0])

    with pytest.raises(lists.NameTwice, match="244-QĐ/TW"):
        here.name(made, here.members[0])


def test_more_seats_than_names_are_refused(hall: Build) -> None:
    here = hall(12)
    made = here.draft(seats=3)
    here.name(made, here.members[0])

    with pytest.raises(lists.FewerNamesThanSeats, match="244-QĐ/TW"):
        rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)


def test_too_large_a_surplus_is_refused(hall: Build) -> None:
    here = hall(12)
    made = here.draft(seats=2)
    here.name(made, *here.members[:4])

    with pytest.raises(lists.SurplusTooLarge, match="at most 1 more"):
        rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)


def test_a_name_from_the_floor_needs_over_thirty_percent(hall: Build) -> None:
    here = hall(12)
    made = here.draft()

    with pytest.raises(lists.SupportTooSmall):
        rounds.put_name(
            round_=made,
            person=here.members[3],
            duty="",
            source=Candidate.Source.NOMINATED,
            supporters=45,
            attending=150,
            by=here.chief,
            at=NOON,
        )
    put = rounds.put_name(
        round_=made,
        person=here.members[3],
        duty="",
        source=Candidate.Source.NOMINATED,
        supporters=46,
        attending=150,
        by=here.chief,
        at=NOON,
    )

    assert put.state == Candidate.State.PROPOSED


def test_the_list_stands_in_the_order_of_given_names(hall: Build) -> None:
    here = hall(12)
    made = here.draft(seats=1)
    names = ["Trần Văn Ấn", "Lê Thị Đào", "Ngô Anh"]
    for number, name in enumerate(names[:2]):
        person = here.members[number + 2]
        Person.objects.filter(pk=person.pk).update(full_name=name)
        here.name(made, Person.objects.get(pk=person.pk))

    rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)

    assert [one.name for one in made.candidates.order_by("order")] == ["Trần Văn Ấn", "Lê Thị Đào"]


def test_a_withdrawn_name_is_not_on_the_paper(hall: Build) -> None:
    here = hall(12)
    made = here.draft(seats=1)
    first, second = here.name(made, *here.members[:2])
    rounds.withdraw_name(candidate=second, by=here.chief, at=NOON, remark="Xin rút")

    rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)

    assert [one.pk for one in made.candidates.filter(state="listed")] == [first.pk]
    assert made.mode == "SINGLE"


def test_the_list_needs_more_than_half_of_the_hands(hall: Build) -> None:
    here = hall(12)
    made = here.draft(seats=1)
    here.name(made, here.members[0])

    with pytest.raises(lists.MeetingDidNotAgree):
        rounds.close_list(round_=made, hands=rounds.Hands(present=12, in_favour=6), by=here.chief, at=NOON)
    with pytest.raises(lists.HandsDoNotAddUp):
        rounds.close_list(
            round_=made, hands=rounds.Hands(present=12, in_favour=12, against=1), by=here.chief, at=NOON
        )


def test_rule_E19_a_standing_committee_candidate_is_an_incumbent_member_when_the_list_closes(
    hall: Build,
) -> None:
    """The superior's decision on a new committee member is still awaited."""
    here = hall(12)
    waiting = Person(full_name="Phạm Thị Chờ", username="cho")
    waiting.save()
    made = here.draft(seats=1, filled=here.house.bodies["standing"])
    here.name(made, waiting)

    with pytest.raises(lists.NotAnIncumbent, match="244-QĐ/TW, 09/6/2014 \\(số điều chưa đối chiếu\\)"):
        rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)
    Mandate.objects.create(
        person=waiting,
        unit=here.house.units["DUK"],
        body=here.house.bodies["executive"],
        office="member",
        first=DAY,
    )
    rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)

    assert made.state == RoundState.LIST_CLOSED


def test_nobody_on_the_list_counts(hall: Build) -> None:
    here = hall(12)
    made = here.listed()

    with pytest.raises(lists.CounterOnTheList, match="số điều chưa đối chiếu"):
        here.printed(made, counters=(0, -1, -2))


def test_only_those_who_vote_count_others_help_as_technicians(hall: Build) -> None:
    here = hall(12)
    made = here.listed()
    outsider = here.house.people["van"]

    with pytest.raises(lists.NotInTheElectorate):
        rounds.choose_counters(
            round_=made,
            head=here.members[-1],
            members=[outsider],
            hands=here.hands(),
            by=here.chief,
            at=NOON,
        )
    chosen = rounds.choose_counters(
        round_=made,
        head=here.members[-1],
        members=[],
        technicians=[outsider],
        hands=here.hands(),
        by=here.chief,
        at=NOON,
    )

    assert [one.role for one in chosen] == ["head", "technician"]


def test_a_round_opens_only_after_the_meeting_chose_who_counts(hall: Build) -> None:
    here = hall(12)
    made = here.listed()
    papers.register_printed(round_=made, printed=20, stamped=20, by=here.chief, at=NOON)

    with pytest.raises(lists.CountersMissing, match="số điều chưa đối chiếu"):
        here.opened(made)


def test_the_base_is_computed_from_the_roster_and_frozen(hall: Build) -> None:
    here = hall(49)
    made = here.opened(here.printed(here.listed()), present=46)

    Mandate.objects.filter(person=here.members[5]).update(until=DAY)
    made.refresh_from_db()

    assert (made.base, made.base_parts) == (49, {"incumbents": 49, "suspended": 0, "prosecuted": 0})
    assert made.roster.filter(is_present=True).count() == 46
    assert len(made.roster_hash) == 64


def test_rule_E10_a_suspended_member_in_the_hall_is_not_counted_and_gets_no_paper(hall: Build) -> None:
    here = hall(12)
    suspended = here.members[5]
    mandate = Mandate.objects.get(person=suspended, body=here.house.bodies["executive"])
    Suspension.objects.create(mandate=mandate, document="1-QĐ/TW", first=START)
    made = here.opened(here.printed(here.listed()))

    row = made.roster.get(person=suspended)
    with pytest.raises(stock.NotOnTheRoster, match="244-QĐ/TW"):
        papers.hand_out(round_=made, voters=[suspended.pk], by=here.chief, at=NOON)
    here.closed(made)
    sheet = entries.enter_totals(
        round_=made, totals=here.totals(made, 11, [11, 0, 0]), by=here.counter(), at=NOON
    )

    assert made.base == 11
    assert (row.standing, row.is_present, row.in_base, row.may_vote) == ("suspended", True, False, False)
    assert sheet.warnings == ["suspended_present"]


def test_the_database_itself_gives_a_suspended_member_no_paper(hall: Build) -> None:
    here = hall(12)
    made = here.opened(here.printed(here.listed()), present=11)

    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.filter(round=made, may_vote=False).update(took_paper=True)


def test_who_is_not_present_gets_no_paper(hall: Build) -> None:
    here = hall(12)
    made = here.opened(here.printed(here.listed()), present=11)

    with pytest.raises(stock.NotPresent):
        papers.hand_out(round_=made, voters=[here.members[11].pk], by=here.chief, at=NOON)


def test_papers_are_enough_for_everybody_present(hall: Build) -> None:
    here = hall(12)
    made = here.printed(here.listed(), papers_=11)

    with pytest.raises(stock.NotEnoughStamped):
        here.opened(made)


def test_more_papers_returned_than_issued_are_refused_and_the_round_stays_open(hall: Build) -> None:
    here = hall(12)
    made = here.opened(here.printed(here.listed()))

    with pytest.raises(stock.ReturnedMoreThanIssued, match="số điều chưa đối chiếu"):
        here.closed(made, returned=13)

    made.refresh_from_db()
    assert made.state == RoundState.OPEN


def test_the_stock_of_papers_adds_up(hall: Build) -> None:
    here = hall(12)
    made = here.opened(here.printed(here.listed(), papers_=15))
    voters = [one.pk for one in here.members]
    papers.hand_out(round_=made, voters=voters, by=here.chief, at=NOON)
    papers.exchange(round_=made, count=1, by=here.chief, at=NOON)

    with pytest.raises(stock.PapersDoNotAddUp, match="make 16"):
        papers.close_round(round_=made, unused=3, returned=12, by=here.chief, at=NOON)
    papers.close_round(round_=made, unused=2, returned=11, by=here.chief, at=NOON)

    assert made.state == RoundState.CLOSED


def test_a_wrong_total_is_refused_with_its_article(hall: Build) -> None:
    here = hall(12)
    made = here.ready()

    with pytest.raises(WrongTotal, match="244-QĐ/TW"):
        entries.enter_totals(
            round_=made, totals=here.totals(made, 10, [10, 8, 2], too_many=1), by=here.counter(), at=NOON
        )


def test_steps_out_of_order_are_refused(hall: Build) -> None:
    here = hall(12)
    made = here.draft()

    with pytest.raises(RoundNotThere):
        results.announce(round_=made, by=here.chief, at=NOON)
    with pytest.raises(RoundNotThere):
        here.opened(made)


def test_after_the_announcement_a_change_is_a_new_sheet_with_its_reason(hall: Build) -> None:
    here = hall(12)
    made = here.announced(here.ready())
    changed = here.totals(made, 12, [11, 12, 0])

    with pytest.raises(ReasonMissing):
        entries.correct_result(round_=made, totals=changed, reason=" ", by=here.counter(), at=NOON)
    sheet = entries.correct_result(
        round_=made, totals=changed, reason="Đọc nhầm một phiếu", by=here.counter(), at=NOON
    )

    assert [one.number for one in made.sheets.all()] == [1, 2]
    assert (sheet.reason, made.sheets.get(number=1).reason) == ("Đọc nhầm một phiếu", "")


def test_corrected_minutes_are_signed_anew_before_they_are_sent(hall: Build) -> None:
    here = hall(12)
    made = here.signed(here.announced(here.ready()))
    entries.correct_result(
        round_=made,
        totals=here.totals(made, 12, [11, 12, 0]),
        reason="Đọc nhầm",
        by=here.counter(),
        at=NOON,
    )

    with pytest.raises(results.MinutesOutOfDate):
        results.send_for_approval(
            round_=made, to="Ban Bí thư", letter="12-TTr/ĐUK", sent_on=DAY, by=here.chief, at=NOON
        )


def test_a_run_off_is_a_child_round_decided_by_hands(hall: Build) -> None:
    here = hall(12)
    made = here.ready(names=(0, 1, 2))
    sheet = entries.enter_totals(
        round_=made, totals=here.totals(made, 12, [10, 7, 7]), by=here.counter(), at=NOON
    )
    tied = [one.candidate_id for one in sheet.tallies.filter(is_tied=True)]

    child = rounds.further_round(
        parent=made, hands=here.hands(), keep=tied, is_run_off=True, by=here.chief, at=NOON
    )

    assert (child.number, child.parent, child.seats, child.is_run_off) == (2, made, 1, True)
    assert child.candidates.count() == 2
    assert HandVote.objects.get(round=made, about="run_off").in_favour == 12


def test_a_further_round_needs_an_open_seat(hall: Build) -> None:
    here = hall(12)
    made = here.announced(here.ready())

    with pytest.raises(rounds.NoSeatLeft):
        rounds.further_round(parent=made, hands=here.hands(), keep=[], by=here.chief, at=NOON)


def test_the_electorate_may_be_those_summoned_to_the_part(hall: Build) -> None:
    here = hall(12)

    made = here.opened(
        here.printed(here.listed(electorate=Round.Electorate.SUMMONED, kind="introduction", seats=3)),
    )

    assert (made.mode, made.roster.count(), made.outcome) == ("INTRODUCTION", 12, "proposal")


def test_a_vote_to_introduce_goes_by_those_summoned(hall: Build) -> None:
    here = hall(12)
    made = here.ready(kind="introduction", names=(0, 1, 2), seats=3)

    sheet = entries.enter_totals(
        round_=made, totals=here.totals(made, 12, [7, 6, 12]), by=here.counter(), at=NOON
    )

    assert (sheet.base, sheet.threshold, sheet.open_seats) == (12, 7, 1)
    assert [(one.votes, one.is_elected) for one in sheet.tallies.all()] == [
        (12, True),
        (7, True),
        (6, False),
    ]


def test_a_poll_of_confidence_is_judged_on_the_papers_returned(hall: Build) -> None:
    here = hall(12)
    made = here.ready(kind="confidence", names=(0,), seats=1)
    (pk,) = made.candidates.values_list("pk", flat=True)

    sheet = entries.enter_totals(
        round_=made,
        totals=entries.SheetTotals(12, {}, {pk: {"high": 3, "medium": 2, "low": 7}}),
        by=here.counter(),
        at=NOON,
    )

    tally = sheet.tallies.get()
    assert (sheet.base, tally.high, tally.medium, tally.low, tally.level) == (12, 3, 2, 7, "over_half")


def test_a_body_of_members_is_known(hall: Build) -> None:
    assert hall(12).meeting.body == Body.objects.get(kind="executive")
