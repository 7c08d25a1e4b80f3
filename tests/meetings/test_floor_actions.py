"""The floor: steps of chairs, speakers, comments, proposals, open votes and links."""

import datetime

import pytest
from tests.conftest import House, at
from tests.meetings.assembly import Assembly

from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.meetings.actions import floor, remarks, screens, speaking, voting
from nghisu.meetings.actions.calling import StateNotNext
from nghisu.meetings.models import (
    Floor,
    FloorComment,
    ItemRun,
    Meeting,
    OpenVote,
    PartRun,
    Pause,
    TallyAtPoint,
    Turn,
)
from nghisu.meetings.queries.devices import box_of
from nghisu.meetings.queries.floor import floor_of, floor_view, shown_view
from nghisu.meetings.queries.screens import screen_link, word_of
from nghisu.meetings.queries.showing import Card, _sources, cards_for, register_shown
from nghisu.meetings.queries.voting import votes_visible_to
from nghisu.meetings.rules import floor as floor_rules
from nghisu.meetings.rules import remarks as remark_rules
from nghisu.meetings.rules import speaking as speaking_rules
from nghisu.meetings.rules import voting as voting_rules
from nghisu.meetings.rules.voting import Tally
from nghisu.organisation.models import Mandate, Suspension
from nghisu.record.models import Entry

NINE = at("2023-04-21 09:00")


def running(assembly: Assembly) -> Assembly:
    """Return the session with 33 members, nine of them at the first point, and the first item taken up."""
    assembly.seat(24)
    assembly.seat(9, assembly.points[0], start=24)
    assembly.open()
    assembly.begin(assembly.enlarged)
    assembly.take(assembly.first)
    return assembly


def test_a_meeting_goes_from_opening_through_its_parts_to_its_end(assembly: Assembly) -> None:
    lan = assembly.house.standing("lan")
    assembly.open()
    assembly.begin(assembly.closed)
    assembly.take(assembly.secret)
    floor.end_part(
        meeting=assembly.meeting, expected_version=assembly.version, by=lan, at=at("2023-04-21 09:00")
    )
    assembly.begin(assembly.enlarged)
    assembly.take(assembly.first)

    floor.conclude(
        meeting=assembly.meeting, expected_version=assembly.version, by=lan, at=at("2023-04-21 11:30")
    )

    assert Meeting.objects.get(pk=assembly.meeting.pk).state == "concluded"
    assert list(PartRun.objects.order_by("part__order").values_list("ended_at", flat=True)) == [
        at("2023-04-21 09:00"),
        at("2023-04-21 11:30"),
    ]
    assert list(ItemRun.objects.values_list("item__title", "ended_at")) == [
        ("Việc kín về nhân sự", at("2023-04-21 09:00")),
        ("Dự thảo báo cáo quý I", at("2023-04-21 11:30")),
    ]
    assert list(Entry.objects.order_by("index").values_list("verb", flat=True))[-9:] == [
        "meeting.state_changed",
        "floor.part_begun",
        "floor.item_taken",
        "floor.part_ended",
        "floor.part_begun",
        "floor.item_taken",
        "floor.part_ended",
        "meeting.state_changed",
        "point.all_closed",
    ]


def test_of_two_chairs_at_once_the_second_is_told_that_the_meeting_moved_on(assembly: Assembly) -> None:
    running(assembly)
    seen = assembly.version
    floor.take_item(item=assembly.second, expected_version=seen, by=assembly.house.standing("lan"), at=NINE)

    with pytest.raises(floor_rules.MovedMeanwhile) as refused:
        floor.pause(
            meeting=assembly.meeting, expected_version=seen, by=assembly.house.standing("minh"), at=NINE
        )

    assert isinstance(refused.value, Conflict)
    assert (floor_of(assembly.meeting).item, floor_of(assembly.meeting).paused_at) == (assembly.second, None)


def test_only_chairs_and_the_chief_of_office_take_steps(assembly: Assembly) -> None:
    assembly.open()

    for who in ("van", "hung", "hoa", "diem", "kiem"):
        with pytest.raises(NotAllowed):
            floor.begin_part(
                part=assembly.enlarged, expected_version=1, by=assembly.house.standing(who), at=NINE
            )


def test_a_meeting_opens_once_and_nothing_runs_before_it(assembly: Assembly) -> None:
    lan = assembly.house.standing("lan")
    with pytest.raises(floor_rules.NotOpen):
        floor.begin_part(part=assembly.enlarged, expected_version=1, by=lan, at=NINE)
    assembly.open()

    with pytest.raises(StateNotNext):
        floor.open_meeting(meeting=assembly.meeting, by=lan, at=NINE)


def test_a_second_part_waits_for_the_end_of_the_first(assembly: Assembly) -> None:
    running(assembly)

    with pytest.raises(floor_rules.PartStillOpen):
        assembly.begin(assembly.closed)
    with pytest.raises(floor_rules.NotThisPart):
        assembly.take(assembly.secret)


def test_a_pause_switches_the_microphone_off_and_holds_everything(assembly: Assembly) -> None:
    running(assembly)
    van, lan = assembly.house.standing("van"), assembly.house.standing("lan")
    turn = speaking.add_speaker(meeting=assembly.meeting, speaker="Khách", by=van, at=NINE)
    speaking.give_floor(turn=turn, by=van, at=NINE)

    floor.pause(
        meeting=assembly.meeting,
        expected_version=assembly.version,
        by=lan,
        at=NINE + datetime.timedelta(seconds=90),
        minutes=15,
    )

    turn.refresh_from_db()
    assert (turn.used, turn.microphone_since) == (90, None)
    with pytest.raises(floor_rules.IsPaused):
        assembly.take(assembly.second)
    with pytest.raises(floor_rules.IsPaused):
        speaking.ask_to_speak(meeting=assembly.meeting, by=assembly.house.standing("hung"), at=NINE)
    floor.resume(
        meeting=assembly.meeting, expected_version=assembly.version, by=lan, at=at("2023-04-21 09:20")
    )
    assert Pause.objects.get().ended_at == at("2023-04-21 09:20")
    assert floor_of(assembly.meeting).sitting_since == at("2023-04-21 09:20")


# Speakers --------------------------------------------------------------------------------------------------


def test_members_points_and_the_clerk_put_speakers_on_one_list(assembly: Assembly) -> None:
    running(assembly)
    house = assembly.house

    speaking.ask_to_speak(meeting=assembly.meeting, by=house.standing("hung"), at=NINE)
    speaking.ask_for_point(point=assembly.points[0], speaker="Ông Ba", by=house.standing("diem"), at=NINE)
    speaking.add_speaker(meeting=assembly.meeting, speaker="Bà Tư", by=house.standing("van"), at=NINE)

    assert [(one.turn.speaker, one.place_name) for one in shown_view(assembly.meeting).waiting] == [
        ("Phạm Quốc Hùng", ""),
        ("Ông Ba", "Điểm cầu Một"),
        ("Bà Tư", ""),
    ]


def test_nobody_stands_twice_on_the_list_and_a_closed_list_takes_nobody_but_from_the_clerk(
    assembly: Assembly,
) -> None:
    running(assembly)
    hung, van = assembly.house.standing("hung"), assembly.house.standing("van")
    speaking.ask_to_speak(meeting=assembly.meeting, by=hung, at=NINE)
    with pytest.raises(speaking_rules.AlreadyAsked):
        speaking.ask_to_speak(meeting=assembly.meeting, by=hung, at=NINE)

    speaking.set_list(meeting=assembly.meeting, is_open=False, seconds=180, by=van, at=NINE)

    with pytest.raises(speaking_rules.ListClosed):
        speaking.ask_to_speak(meeting=assembly.meeting, by=assembly.house.standing("lan"), at=NINE)
    late = speaking.add_speaker(meeting=assembly.meeting, speaker="Bà Tư", by=van, at=NINE)
    assert late.seconds == 180


def test_who_is_not_summoned_does_not_speak(assembly: Assembly) -> None:
    running(assembly)

    for who in ("ha", "kiem", "la"):
        with pytest.raises(NotAllowed):
            speaking.ask_to_speak(meeting=assembly.meeting, by=assembly.house.standing(who), at=NINE)
    with pytest.raises(NotAllowed):
        speaking.ask_for_point(
            point=assembly.points[1], speaker="Ai đó", by=assembly.house.standing("diem"), at=NINE
        )


def test_one_speaks_at_a_time_and_the_clock_runs_only_while_the_microphone_is_on(assembly: Assembly) -> None:
    running(assembly)
    van = assembly.house.standing("van")
    first = speaking.add_speaker(meeting=assembly.meeting, speaker="Một", by=van, at=NINE)
    second = speaking.add_speaker(meeting=assembly.meeting, speaker="Hai", by=van, at=NINE)
    speaking.give_floor(turn=first, by=van, at=at("2023-04-21 09:00"))
    speaking.switch_microphone(turn=first, on=False, by=van, at=at("2023-04-21 09:01"))
    speaking.switch_microphone(turn=first, on=True, by=van, at=at("2023-04-21 09:05"))

    speaking.give_floor(turn=second, by=van, at=at("2023-04-21 09:07"))

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.used, first.microphone_since) == ("done", 180, None)
    assert (second.state, second.microphone_since) == ("speaking", at("2023-04-21 09:07"))
    with pytest.raises(speaking_rules.TurnOutOfOrder):
        speaking.give_floor(turn=first, by=van, at=NINE)


def test_a_clock_that_jumps_back_takes_no_time_from_a_speaker(assembly: Assembly) -> None:
    running(assembly)
    van = assembly.house.standing("van")
    turn = speaking.add_speaker(meeting=assembly.meeting, speaker="Một", by=van, at=NINE)
    speaking.give_floor(turn=turn, by=van, at=NINE)
    before = floor_of(assembly.meeting).changes

    speaking.end_turn(turn=turn, by=van, at=at("2023-04-21 08:00"))

    turn.refresh_from_db()
    assert turn.used == 0
    assert floor_of(assembly.meeting).changes > before


def test_the_clerk_lets_a_speaker_be_the_next_and_members_take_their_request_back(assembly: Assembly) -> None:
    running(assembly)
    van, hung = assembly.house.standing("van"), assembly.house.standing("hung")
    own = speaking.ask_to_speak(meeting=assembly.meeting, by=hung, at=NINE)
    speaking.add_speaker(meeting=assembly.meeting, speaker="Hai", by=van, at=NINE)
    third = speaking.add_speaker(meeting=assembly.meeting, speaker="Ba", by=van, at=NINE)

    speaking.move_first(turn=third, by=van, at=NINE)
    speaking.withdraw_turn(turn=own, by=hung, at=NINE)

    assert [one.turn.speaker for one in shown_view(assembly.meeting).waiting] == ["Ba", "Hai"]
    with pytest.raises(NotAllowed):
        speaking.withdraw_turn(turn=third, by=hung, at=NINE)


def test_harness_H3_the_list_is_forgotten_with_the_signing_unless_minuted(assembly: Assembly) -> None:
    running(assembly)
    van, hung = assembly.house.standing("van"), assembly.house.standing("hung")
    speaking.ask_to_speak(meeting=assembly.meeting, by=hung, at=NINE)
    spoke = speaking.add_speaker(meeting=assembly.meeting, speaker="Bà Tư", by=van, at=NINE)
    with pytest.raises(speaking_rules.TurnNotOver):
        speaking.set_minuted(turn=spoke, minuted=True, by=van, at=NINE)
    speaking.give_floor(turn=spoke, by=van, at=NINE)
    speaking.end_turn(turn=spoke, by=van, at=NINE)
    speaking.set_minuted(turn=spoke, minuted=True, by=van, at=NINE)

    gone = speaking.forget_queue(meeting=assembly.meeting, at=at("2023-04-28 16:00"))

    assert gone == 1
    assert list(Turn.objects.values_list("speaker", flat=True)) == ["Bà Tư"]


def test_harness_H3_no_line_of_the_record_says_who_asked_who_spoke_or_how_a_member_voted(
    assembly: Assembly,
) -> None:
    running(assembly)
    hung, van = assembly.house.standing("hung"), assembly.house.standing("van")
    turn = speaking.ask_to_speak(meeting=assembly.meeting, by=hung, at=NINE)
    speaking.give_floor(turn=turn, by=van, at=NINE)
    remarks.comment(meeting=assembly.meeting, text="Tôi đồng tình", by=hung, at=NINE)
    remarks.propose(meeting=assembly.meeting, text="Thêm một nhiệm vụ", by=hung, at=NINE)
    vote = voting.open_vote(
        meeting=assembly.meeting,
        question="Thông qua?",
        mode="device",
        by=assembly.house.standing("lan"),
        at=NINE,
    )
    voting.vote_on_device(vote=vote, choice="against", by=hung)

    lines = Entry.objects.filter(actor_id=str(assembly.house.people["hung"].pk))
    details = [str(one) for one in Entry.objects.values_list("details", flat=True)]

    assert list(lines) == []
    assert [one for one in details if "Hùng" in one or "against" in one or "đồng tình" in one] == []


# Comments and proposals ------------------------------------------------------------------------------------


def test_comments_come_from_members_and_points_and_are_kept_by_unit(assembly: Assembly) -> None:
    running(assembly)
    house = assembly.house

    remarks.comment(
        meeting=assembly.meeting, item=assembly.first, text=" Sửa mục 2 ", by=house.standing("hung"), at=NINE
    )
    remarks.comment(
        meeting=assembly.meeting,
        item=assembly.first,
        text="Thêm số liệu",
        point=assembly.points[0],
        by=house.standing("diem"),
        at=NINE,
    )
    remarks.comment(
        meeting=assembly.meeting,
        text="Đề nghị nói to hơn",
        unit=house.units["A2"].pk,
        by=house.standing("van"),
        at=NINE,
    )

    assert list(FloorComment.objects.values_list("unit__code", "point__code", "item__number", "text")) == [
        ("DUK", None, "1", "Sửa mục 2"),
        ("A1", "01", "1", "Thêm số liệu"),
        ("A2", None, None, "Đề nghị nói to hơn"),
    ]
    assert "person" not in {field.name for field in FloorComment._meta.get_fields()}
    with pytest.raises(remark_rules.NothingWritten):
        remarks.comment(meeting=assembly.meeting, text=" \n ", by=house.standing("hung"), at=NINE)
    with pytest.raises(floor_rules.NotThisPart):
        remarks.comment(
            meeting=assembly.meeting, item=assembly.secret, text="?", by=house.standing("hung"), at=NINE
        )


def test_a_proposal_is_accepted_merged_or_declined_with_a_reason(assembly: Assembly) -> None:
    running(assembly)
    lan = assembly.house.standing("lan")
    first, second, third = (
        remarks.propose(meeting=assembly.meeting, text=text, by=assembly.house.standing("hung"), at=NINE)
        for text in ("Thêm nhiệm vụ A", "Cũng là A", "Bỏ nhiệm vụ B")
    )

    remarks.answer_proposal(proposal=first, state="accepted", expected_version=1, by=lan, at=NINE)
    remarks.answer_proposal(proposal=second, state="merged", into=first, expected_version=1, by=lan, at=NINE)
    with pytest.raises(remark_rules.ReasonMissing):
        remarks.answer_proposal(proposal=third, state="declined", expected_version=1, by=lan, at=NINE)
    with pytest.raises(remark_rules.IntoItself):
        remarks.answer_proposal(
            proposal=third, state="merged", into=third, expected_version=1, by=lan, at=NINE
        )
    remarks.answer_proposal(
        proposal=third, state="declined", answer="Đã có trong nghị quyết", expected_version=1, by=lan, at=NINE
    )

    assert [(one.number, one.state) for one in (first, second, third)] == [
        (1, "accepted"),
        (2, "merged"),
        (3, "declined"),
    ]
    with pytest.raises(remark_rules.AnsweredAlready):
        remarks.answer_proposal(
            proposal=first, state="declined", answer="x", expected_version=2, by=lan, at=NINE
        )


# Votes -----------------------------------------------------------------------------------------------------


def put(assembly: Assembly, mode: str = "hands") -> OpenVote:
    return voting.open_vote(
        meeting=assembly.meeting,
        question="Thông qua báo cáo?",
        mode=mode,
        by=assembly.house.standing("lan"),
        at=NINE,
    )


def count(
    assembly: Assembly, vote: OpenVote, tally: Tally, point: int | None = None, who: str = "van"
) -> None:
    voting.enter_tally(
        vote=vote,
        point=assembly.points[point] if point is not None else None,
        tally=tally,
        by=assembly.house.standing(who),
        at=NINE,
    )


def test_rule_S3_twenty_four_for_none_against_nine_abstaining_of_forty_nine_is_not_adopted(
    assembly: Assembly,
) -> None:
    running(assembly)
    vote = put(assembly)
    count(assembly, vote, Tally(24))
    count(assembly, vote, Tally(0, 0, 9), point=0, who="diem")

    closed = voting.close_vote(vote=vote, expected_version=1, by=assembly.house.standing("lan"), at=NINE)

    assert (closed.base, closed.needed, closed.agree, closed.against, closed.abstain) == (49, 25, 24, 0, 9)
    assert closed.is_adopted is False


def test_twenty_five_of_forty_nine_adopt(assembly: Assembly) -> None:
    running(assembly)
    vote = put(assembly)
    count(assembly, vote, Tally(24))
    count(assembly, vote, Tally(1, 8), point=0)

    closed = voting.close_vote(vote=vote, expected_version=1, by=assembly.house.standing("lan"), at=NINE)

    assert closed.is_adopted is True


def test_the_base_is_frozen_at_the_opening_with_those_suspended_named(assembly: Assembly) -> None:
    running(assembly)
    mandates = list(Mandate.objects.filter(body=assembly.meeting.body).order_by("person__sort_key"))
    Suspension.objects.create(mandate=mandates[-1], document="QĐ 1", first=datetime.date(2023, 4, 1))
    vote = put(assembly)
    Suspension.objects.create(mandate=mandates[-2], document="QĐ 2", first=datetime.date(2023, 4, 1))
    count(assembly, vote, Tally(24))

    closed = voting.close_vote(vote=vote, expected_version=1, by=assembly.house.standing("lan"), at=NINE)

    assert (closed.incumbents, closed.suspended, closed.base, closed.present) == (49, 1, 48, 33)
    assert (closed.needed, closed.is_adopted) == (25, False)


def test_a_vote_without_quorum_is_refused_with_the_numbers(assembly: Assembly) -> None:
    assembly.seat(32)
    assembly.open()
    assembly.begin(assembly.enlarged)

    with pytest.raises(voting_rules.NoQuorum) as refused:
        put(assembly)

    assert refused.value.values == {"present": 32, "members": 49, "needed": 33}
    assert not OpenVote.objects.exists()


def test_harness_H2_hands_at_three_places_are_one_entry_each_and_nobody_is_asked_on_a_device(
    assembly: Assembly,
) -> None:
    assembly.seat(20)
    assembly.seat(9, assembly.points[0], start=20)
    assembly.seat(6, assembly.points[1], start=29)
    assembly.open()
    assembly.begin(assembly.enlarged)
    assembly.take(assembly.first)
    vote = put(assembly)

    count(assembly, vote, Tally(18, 1))
    count(assembly, vote, Tally(8), point=0)
    count(assembly, vote, Tally(9), point=0)
    count(assembly, vote, Tally(6), point=1)

    assert {(one.point and one.point.code, one.agree) for one in TallyAtPoint.objects.filter(vote=vote)} == {
        (None, 18),
        ("01", 9),
        ("02", 6),
    }
    assert TallyAtPoint.objects.count() == 3
    with pytest.raises(voting_rules.NotByDevice):
        voting.vote_on_device(vote=vote, choice="for", by=assembly.house.standing("hung"))
    assert not box_of(vote).is_there


def test_a_place_never_has_more_voices_than_members_checked_in(assembly: Assembly) -> None:
    running(assembly)
    vote = put(assembly)

    with pytest.raises(voting_rules.MoreThanPresent):
        count(assembly, vote, Tally(10), point=0)
    with pytest.raises(NotAllowed):
        count(assembly, vote, Tally(1), point=1, who="diem")
    with pytest.raises(NotAllowed):
        count(assembly, vote, Tally(1), who="hung")


def test_members_vote_on_their_devices_once_and_the_invited_never(assembly: Assembly) -> None:
    running(assembly)
    vote = put(assembly, "device")
    hung = assembly.house.standing("hung")
    voting.vote_on_device(vote=vote, choice="for", by=hung)

    with pytest.raises(voting_rules.VotedAlready):
        voting.vote_on_device(vote=vote, choice="against", by=hung)
    with pytest.raises(voting_rules.NoVoteHere):
        voting.vote_on_device(vote=vote, choice="for", by=assembly.house.standing("hoa"))
    with pytest.raises(voting_rules.NotByHands):
        count(assembly, vote, Tally(1))

    closed = voting.close_vote(vote=vote, expected_version=1, by=assembly.house.standing("lan"), at=NINE)
    assert (closed.agree, closed.is_adopted) == (1, False)
    with pytest.raises(voting_rules.VoteClosed):
        voting.vote_on_device(vote=vote, choice="for", by=assembly.house.standing("lan"))


def test_a_member_who_is_not_checked_in_has_no_voice(assembly: Assembly) -> None:
    assembly.seat(40, start=1)
    assembly.open()
    assembly.begin(assembly.enlarged)
    vote = put(assembly, "device")

    with pytest.raises(voting_rules.NotPresent):
        voting.vote_on_device(vote=vote, choice="for", by=assembly.house.standing("hung"))


def test_one_vote_at_a_time_and_the_meeting_does_not_go_on_over_it(assembly: Assembly) -> None:
    running(assembly)
    vote = put(assembly)
    with pytest.raises(voting_rules.OneVoteAtATime):
        put(assembly)
    with pytest.raises(floor_rules.VoteStillOpen):
        assembly.take(assembly.second)
    with pytest.raises(voting_rules.NothingCounted):
        voting.close_vote(vote=vote, expected_version=1, by=assembly.house.standing("lan"), at=NINE)
    with pytest.raises(voting_rules.ReasonNeeded):
        voting.annul_vote(
            vote=vote, reason=" ", expected_version=1, by=assembly.house.standing("lan"), at=NINE
        )

    voting.annul_vote(
        vote=vote, reason="Đếm nhầm", expected_version=1, by=assembly.house.standing("lan"), at=NINE
    )

    assembly.take(assembly.second)
    assert floor_of(assembly.meeting).item == assembly.second


def test_a_conference_that_no_body_holds_does_not_vote(house: House, conference: Meeting) -> None:
    Meeting.objects.filter(pk=conference.pk).update(state="papers_out")
    lan = house.standing("lan")
    floor.open_meeting(meeting=conference, by=lan, at=NINE)
    floor.begin_part(part=conference.parts.get(), expected_version=1, by=lan, at=NINE)

    with pytest.raises(voting_rules.NoBody):
        voting.open_vote(meeting=conference, question="?", mode="hands", by=lan, at=NINE)


# What a closed part shows to others ------------------------------------------------------------------------


def test_rule_S8_a_closed_part_is_nothing_to_the_invited_points_and_screens(assembly: Assembly) -> None:
    assembly.seat(40)
    assembly.open()
    before = shown_view(assembly.meeting).version
    assembly.begin(assembly.closed)
    assembly.take(assembly.secret)
    van = assembly.house.standing("van")
    speaking.add_speaker(
        meeting=assembly.meeting, speaker="Người kín", by=assembly.house.standing("lan"), at=NINE
    )
    vote = put(assembly)
    count(assembly, vote, Tally(30), who="lan")
    voting.close_vote(vote=vote, expected_version=1, by=assembly.house.standing("lan"), at=NINE)

    for view in (
        shown_view(assembly.meeting),
        floor_view(assembly.meeting, assembly.house.standing("hoa")),
        floor_view(assembly.meeting, assembly.house.standing("diem")),
        floor_view(assembly.meeting, van),
    ):
        assert (view.part, view.item, view.turns, view.votes, view.result) == (None, None, [], [], None)
        assert view.version == before
    assert votes_visible_to(assembly.house.standing("hoa"), assembly.meeting) == []
    assert floor_view(assembly.meeting, assembly.house.standing("hung")).item == assembly.secret
    with pytest.raises(NotAllowed):
        speaking.ask_for_point(
            point=assembly.points[0], speaker="X", by=assembly.house.standing("diem"), at=NINE
        )
    with pytest.raises(NotAllowed):
        speaking.add_speaker(meeting=assembly.meeting, speaker="X", by=van, at=NINE)
    with pytest.raises(NotAllowed):
        remarks.comment(meeting=assembly.meeting, text="X", by=assembly.house.standing("hoa"), at=NINE)


def test_packages_above_put_cards_on_the_screen_but_never_in_a_closed_part(assembly: Assembly) -> None:
    kept = list(_sources)
    try:
        register_shown(lambda meeting, part: [Card("Kết quả bầu cử", ("Trúng cử: 2",), 10)])

        assert [one.title for one in cards_for(assembly.meeting, assembly.enlarged)] == ["Kết quả bầu cử"]
        assert cards_for(assembly.meeting, assembly.closed) == []
    finally:
        _sources[:] = kept


# Links -----------------------------------------------------------------------------------------------------


def test_a_link_opens_by_its_word_until_it_is_revoked_and_only_its_hash_is_kept(assembly: Assembly) -> None:
    lan = assembly.house.standing("lan")

    link = screens.make_screen_link(meeting=assembly.meeting, label="Màn hình hội trường", by=lan, at=NINE)
    word = word_of(link.pk)

    assert screen_link(word, NINE) == link
    assert word not in str(link.__dict__)
    assert screen_link(word, at("2023-04-24 09:00")) is None
    assert screen_link("khác", NINE) is None
    screens.revoke_screen_link(link=link, by=lan, at=NINE)
    assert screen_link(word, NINE) is None
    with pytest.raises(screens.RevokedAlready):
        screens.revoke_screen_link(link=link, by=lan, at=NINE)
    with pytest.raises(NotAllowed):
        screens.make_screen_link(
            meeting=assembly.meeting, label="x", by=assembly.house.standing("van"), at=NINE
        )
    assert Floor.objects.count() == 0
