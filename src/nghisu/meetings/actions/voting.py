"""Open votes: put a question, take one count from each place or one voice from each member, close."""

from datetime import datetime

from django.db import transaction

from nghisu.kit import language
from nghisu.kit.refusals import Conflict, NotAllowed
from nghisu.kit.voices import Said, Voice
from nghisu.meetings.actions.calling import touch
from nghisu.meetings.actions.floor import changed, floor_in_session, floor_locked
from nghisu.meetings.models import Floor, Meeting, OpenVote, Point, TallyAtPoint
from nghisu.meetings.queries.attendance import present_members, quorum_now
from nghisu.meetings.queries.clearance import points_reached
from nghisu.meetings.queries.devices import box_of
from nghisu.meetings.queries.floor_rights import may_keep, may_know
from nghisu.meetings.queries.points import may_run_point
from nghisu.meetings.queries.voting import base_of, may_vote, members_at, rules_for
from nghisu.meetings.rules import floor as floor_rules
from nghisu.meetings.rules import voting as rules
from nghisu.meetings.rules.voting import Choice, Tally, VoteMode, VoteState
from nghisu.organisation.queries.rules import rules_by_code
from nghisu.organisation.rules.majority import adopted, threshold
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def open_vote(*, meeting: Meeting, question: str, mode: str, by: Standing, at: datetime) -> OpenVote:
    """Put a question about the current item to the vote. Base, presence and threshold are frozen now.

    :raises rules.NoBody: if no body holds the meeting
    :raises rules.NoQuorum: if too few members are present
    :raises rules.ModeNotAllowed: if the rules of the body do not know this way
    :raises rules.OneVoteAtATime: if another vote is open
    """
    by.require("floor.run", unit=meeting.unit_id)
    floor = floor_in_session(meeting)
    part = floor.part
    if part is None:
        raise floor_rules.NotThisPart
    if floor.paused_at is not None:
        raise floor_rules.IsPaused
    profile = rules_for(meeting, at)
    if mode not in {one.value for one in profile.open_modes}:
        raise rules.ModeNotAllowed
    if OpenVote.objects.filter(meeting=meeting, state=VoteState.OPEN).exists():
        raise rules.OneVoteAtATime
    quorum = quorum_now(part)
    rules.check_quorum(quorum)
    assert meeting.body is not None  # rules_for refused a meeting without one
    base = base_of(meeting.body, at)
    vote = OpenVote.objects.create(
        meeting=meeting,
        part=part,
        item=floor.item,
        question=language.clean_name(question),
        mode=mode,
        profile=profile.code,
        incumbents=base.incumbents,
        suspended=base.suspended,
        base=base.count,
        present=quorum.present,
        quorum_needed=quorum.needed,
        needed=threshold(profile, base.count),
        opened_at=at,
    )
    if vote.mode == VoteMode.DEVICE:
        box_of(vote).open()
    changed(floor, part, at)
    note(
        verb="vote.opened",
        subject=meeting,
        by=by,
        at=at,
        question=vote.question,
        base=base.count,
        present=quorum.present,
        part=part.title,
    )
    return vote


@transaction.atomic
def enter_tally(
    *, vote: OpenVote, point: Point | None, tally: Tally, by: Standing, at: datetime
) -> TallyAtPoint:
    """Enter what was counted in the hall (no point) or at a point; entering again corrects the one entry.

    :raises NotAllowed: if the asker neither keeps the floor nor runs the point, or the part does not reach it
    :raises rules.NotByHands: if the vote is taken on devices
    :raises rules.VoteClosed: if the vote is over
    :raises rules.MoreThanPresent: if the place has fewer members checked in
    :raises rules.MoreThanBase: if all places together would exceed the base
    """
    floor = floor_locked(vote.meeting)
    vote = OpenVote.objects.select_related("meeting__body", "part__meeting").get(pk=vote.pk)
    of_point = point is not None and may_run_point(by, point) and may_know(by, vote.part)
    if not may_keep(by, vote.part, vote.meeting) and not of_point:
        raise NotAllowed
    if point is not None and not points_reached(vote.part).filter(pk=point.pk).exists():
        raise NotAllowed
    if vote.mode == VoteMode.DEVICE:
        raise rules.NotByHands
    if vote.state != VoteState.OPEN:
        raise rules.VoteClosed
    others = rules.total_of(
        Tally(one.agree, one.against, one.abstain)
        for one in TallyAtPoint.objects.filter(vote=vote).exclude(point=point)
        if one.point_id != (point.pk if point else None)
    )
    rules.check_voices(tally=tally, others=others, base=vote.base, present=members_at(vote.part, point))
    entered, _made = TallyAtPoint.objects.update_or_create(
        vote=vote,
        point=point,
        defaults={
            "agree": tally.agree,
            "against": tally.against,
            "abstain": tally.abstain,
            "entered_at": at,
        },
    )
    changed(floor, vote.part, at)
    note(
        verb="vote.counted_at_place",
        subject=vote.meeting,
        by=by,
        at=at,
        touching=[point] if point else [],
        question=vote.question,
        agree=tally.agree,
        against=tally.against,
        abstain=tally.abstain,
    )
    return entered


@transaction.atomic
def vote_on_device(*, vote: OpenVote, choice: str, by: Standing) -> None:
    """Give one's own voice, once, through a page; where a hub serves, devices speak to it directly.

    The voice goes into the vote's box; no line of the record names the voter, and no row.

    :raises rules.NotByDevice: if the vote is taken by hands or cards
    :raises rules.VoteClosed: if the vote is over
    :raises rules.NoVoteHere: if the asker is no member in office, or suspended
    :raises rules.NotPresent: if the asker is not checked in
    :raises rules.VotedAlready: if the asker's voice is counted
    """
    vote = (
        OpenVote.objects.select_for_update(of=("self",))
        .select_related("meeting__body", "part__meeting")
        .get(pk=vote.pk)
    )
    if not may_know(by, vote.part):
        raise NotAllowed
    if vote.mode != VoteMode.DEVICE:
        raise rules.NotByDevice
    if vote.state != VoteState.OPEN:
        raise rules.VoteClosed
    if by.person_id is None or not may_vote(by.person_id, vote.meeting, vote.opened_at):
        raise rules.NoVoteHere
    if by.person_id not in present_members(vote.part):
        raise rules.NotPresent
    with box_of(vote) as box:
        if not box.is_there:
            raise rules.VoteClosed
        said = box.take([Voice(box.seat_of(by.person_id), Choice(choice).value)])[0]
    if said is Said.ALREADY:
        raise rules.VotedAlready
    if said is Said.CLOSED:
        raise rules.VoteClosed


@transaction.atomic
def close_vote(*, vote: OpenVote, expected_version: int, by: Standing, at: datetime) -> OpenVote:
    """Close a vote and freeze its result: adopted where those who agree reach what is needed of the base.

    :raises rules.VoteClosed: if it is over already
    :raises rules.NothingCounted: if no place has entered a count
    :raises Conflict: if another chair closed or annulled it meanwhile
    """
    floor, vote = _to_end(vote, by)
    if vote.mode == VoteMode.DEVICE:
        if vote.version != expected_version:
            raise Conflict  # before the box is closed, which cannot be taken back
        total = _emptied(vote)
    else:
        counted = list(TallyAtPoint.objects.filter(vote=vote))
        if not counted:
            raise rules.NothingCounted
        total = rules.total_of(Tally(one.agree, one.against, one.abstain) for one in counted)
    profile = rules_by_code(vote.profile)
    vote.agree, vote.against, vote.abstain = total.agree, total.against, total.abstain
    vote.is_adopted = adopted(profile, votes_for=total.agree, n=vote.base)
    vote.state, vote.closed_at = VoteState.CLOSED, at
    vote.save_over(expected_version, "agree", "against", "abstain", "is_adopted", "state", "closed_at")
    touch(vote.meeting_id)
    changed(floor, vote.part, at)
    note(
        verb="vote.closed",
        subject=vote.meeting,
        by=by,
        at=at,
        question=vote.question,
        agree=total.agree,
        against=total.against,
        abstain=total.abstain,
        base=vote.base,
        adopted=vote.is_adopted,
    )
    return vote


@transaction.atomic
def annul_vote(*, vote: OpenVote, reason: str, expected_version: int, by: Standing, at: datetime) -> OpenVote:
    """Annul an open vote; its counts stay in the record and decide nothing.

    :raises rules.ReasonNeeded: if no reason is given
    :raises rules.VoteClosed: if it is over already
    """
    floor, vote = _to_end(vote, by)
    if not reason.strip():
        raise rules.ReasonNeeded
    if vote.mode == VoteMode.DEVICE and vote.version == expected_version:
        _emptied(vote)
    vote.reason, vote.state, vote.closed_at = language.clean_name(reason), VoteState.ANNULLED, at
    vote.save_over(expected_version, "reason", "state", "closed_at")
    changed(floor, vote.part, at)
    note(
        verb="vote.annulled",
        subject=vote.meeting,
        by=by,
        at=at,
        question=vote.question,
        reason=vote.reason,
    )
    return vote


def _emptied(vote: OpenVote) -> Tally:
    """Close the box and return its sums; once this is committed, nobody can say who said what."""
    with box_of(vote) as box:
        sums = box.close()
    transaction.on_commit(lambda: box_of(vote).destroy())
    return Tally(sums[Choice.FOR.value], sums[Choice.AGAINST.value], sums[Choice.ABSTAIN.value])


def _to_end(vote: OpenVote, by: Standing) -> tuple[Floor, OpenVote]:
    by.require("floor.run", unit=vote.meeting.unit_id)
    floor = floor_locked(vote.meeting)
    vote = OpenVote.objects.select_related("meeting__body", "part").get(pk=vote.pk)
    if vote.state != VoteState.OPEN:
        raise rules.VoteClosed
    return floor, vote
