"""Prepare a round: draft it, declare it, put names forward, vote on the list and on who counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from nghisu.ballots.models import Candidate, CountingMember, HandVote, PaperStock, Round
from nghisu.ballots.queries.electorate import electors
from nghisu.ballots.rules import lists
from nghisu.ballots.rules.states import RoundKind, RoundState, check_at, check_step
from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.models import MeetingPart
from nghisu.organisation.models import Body, Mandate
from nghisu.organisation.queries import day_of, on
from nghisu.organisation.queries.rules import rules_by_code, rules_for
from nghisu.organisation.rules.majority import adopted, may_be_put_to_the_meeting, threshold
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import Gathering, Outcome, RuleProfile, rules_on
from nghisu.people.models import Person
from nghisu.record.actions import note


class RoundNeedsABody(Refusal):
    """An election without the body that holds it."""

    sentence = N_("Choose the body whose members vote; the base of the result is counted from its roster.")
    field = "body"


class SeatsMissing(Refusal):
    """Nobody is to be chosen."""

    sentence = N_("Give the number to be chosen, at least one.")
    field = "seats"


@dataclass(frozen=True, slots=True)
class Hands:
    """A show of hands: how many are present, in favour, against, abstaining."""

    present: int
    in_favour: int
    against: int = 0
    abstaining: int = 0


def profile_for(round_: Round) -> RuleProfile:
    """Return the rules a round goes by."""
    return rules_by_code(round_.profile)


@transaction.atomic
def draft_round(
    *,
    part: MeetingPart,
    kind: str,
    title: str,
    seats: int,
    by: Standing,
    at: datetime,
    body: Body | None = None,
    filled: Body | None = None,
    electorate: str = Round.Electorate.INCUMBENTS,
    gathering: str = Gathering.SESSION,
    profile: str = "",
    outcome: str = "",
    entries: int = 2,
    bundle_size: int = 25,
    remark: str = "",
    parent: Round | None = None,
    is_run_off: bool = False,
) -> Round:
    """Draft a round in a part of a meeting, with the rules of the body's book in force on that day.

    :param body: the body whose members vote; the meeting's, unless said
    :param filled: the body whose seats are filled, where it is another
    :param profile: rules other than those of the body's book, by their code
    :param outcome: what the result is worth; by the rules and the kind, unless said
    :raises RoundNeedsABody: if the electorate is a body's and none is known
    :raises SeatsMissing: if nobody is to be chosen
    """
    meeting = part.meeting
    by.require("round.prepare", unit=meeting.unit_id)
    body = body or meeting.body
    if body is None and electorate == Round.Electorate.INCUMBENTS:
        raise RoundNeedsABody
    if seats < 1:
        raise SeatsMissing
    day = day_of(meeting.starts_at)
    if profile:
        rules = rules_by_code(profile)
    elif body is not None:
        rules = rules_for(body, Gathering(gathering), day)
    else:
        rules = rules_on("association", Gathering(gathering), day)
    if not outcome:
        outcome = rules.outcome if kind == RoundKind.ELECTION else Outcome.PROPOSAL
    made = Round.objects.create(
        unit_id=meeting.unit_id,
        meeting=meeting,
        part=part,
        body=body,
        filled=filled,
        title=language.clean_name(title),
        kind=kind,
        electorate=electorate,
        seats=seats,
        profile=rules.code,
        profile_day=day,
        outcome=outcome,
        entries_needed=entries,
        bundle_size=bundle_size,
        note=remark,
        number=parent.number + 1 if parent else 1,
        parent=parent,
        is_run_off=is_run_off,
        drafted_at=at,
    )
    PaperStock.objects.create(round=made)
    note(verb="round.drafted", subject=made, by=by, at=at, title=made.title, kind=str(kind), seats=seats)
    return made


@transaction.atomic
def declare_open(*, round_: Round, by: Standing, at: datetime) -> Round:
    """Declare that the round is not on the list of state secrets; names may then be entered."""
    _preparing(round_, by, RoundState.DRAFT, RoundState.LIST_OPEN)
    round_.declared_at = at
    round_.declared_by_id = by.person_id
    round_.save_over(round_.version, "declared_at", "declared_by")
    note(verb="round.declared", subject=round_, by=by, at=at)
    return round_


@transaction.atomic
def open_list(*, round_: Round, by: Standing, at: datetime) -> Round:
    """Open the list: names are put forward from now on.

    :raises lists.NotDeclared: if the office has not declared the round to be no secret
    """
    _preparing(round_, by, RoundState.DRAFT)
    if round_.declared_at is None:
        raise lists.NotDeclared
    return _move(round_, RoundState.LIST_OPEN, by=by, at=at, verb="round.list_opened")


@transaction.atomic
def put_name(
    *,
    round_: Round,
    person: Person,
    duty: str,
    by: Standing,
    at: datetime,
    source: str = Candidate.Source.CONVENER,
    supporters: int | None = None,
    attending: int | None = None,
) -> Candidate:
    """Put a name forward. A name from the floor needs the agreement of more than 30 % of those attending.

    :raises lists.NotDeclared: if the office has not declared the round to be no secret
    :raises lists.NameTwice: if the person is on the list already
    :raises lists.SupportTooSmall: if a name from the floor has too little support
    """
    _preparing(round_, by, RoundState.LIST_OPEN)
    rules = profile_for(round_)
    if round_.declared_at is None:
        raise lists.NotDeclared
    if Candidate.objects.filter(round=round_, person=person).exists():
        raise lists.NameTwice(name=person.full_name, source=rules.article("list"))
    floor = source in {Candidate.Source.NOMINATED, Candidate.Source.SELF}
    if floor and supporters is not None and attending is not None:
        lists.check_hands(present=attending, in_favour=supporters, against=0, abstaining=0)
        if not may_be_put_to_the_meeting(rules, attending=attending, support=supporters):
            raise lists.SupportTooSmall(
                supporters=supporters,
                attending=attending,
                name=person.full_name,
                percent=rules.nomination_percent or 0,
                source=rules.article("nomination_percent"),
            )
    made = Candidate.objects.create(
        round=round_,
        person=person,
        name=person.full_name,
        duty=language.clean_name(duty),
        source=source,
        supporters=supporters if floor else None,
        attending=attending if floor else None,
        sort_key=language.person_sort_key(person.full_name),
    )
    _touch(round_)
    note(verb="round.name_put", subject=round_, by=by, at=at, name=made.name, source=str(source))
    return made


@transaction.atomic
def withdraw_name(
    *, candidate: Candidate, by: Standing, at: datetime, remark: str = "", with_consent: bool = True
) -> Candidate:
    """Take a name off the list: withdrawn with the meeting's consent, or not put to the vote."""
    round_ = candidate.round
    _preparing(round_, by, RoundState.LIST_OPEN)
    candidate.state = Candidate.State.WITHDRAWN if with_consent else Candidate.State.NOT_PUT
    candidate.remark = language.clean_name(remark)
    candidate.save(update_fields=["state", "remark"])
    _touch(round_)
    note(verb="round.name_withdrawn", subject=round_, by=by, at=at, name=candidate.name)
    return candidate


@transaction.atomic
def close_list(*, round_: Round, hands: Hands, by: Standing, at: datetime) -> Round:
    """Close the list after the meeting voted on number and names by show of hands; order it by given name.

    :raises lists.FewerNamesThanSeats: and the other refusals of ``check_list``
    :raises lists.NotAnIncumbent: if a body of members is filled with somebody who is none today
    :raises lists.MeetingDidNotAgree: if more than half did not agree
    """
    _preparing(round_, by, RoundState.LIST_OPEN)
    rules = profile_for(round_)
    names = list(Candidate.objects.filter(round=round_, state=Candidate.State.PROPOSED).order_by("sort_key"))
    mode = lists.check_list(
        profile=rules, kind=round_.kind, names=len(names), seats=round_.seats, is_run_off=round_.is_run_off
    )
    check_incumbents(round_, names, at)
    record_hands(round_=round_, about=HandVote.About.LIST, hands=hands, by=by, at=at)
    for order, candidate in enumerate(names, 1):
        candidate.order, candidate.state = order, Candidate.State.LISTED
    Candidate.objects.bulk_update(names, ["order", "state"])
    round_.mode, round_.list_closed_at, round_.state = mode, at, RoundState.LIST_CLOSED
    round_.save_over(round_.version, "mode", "list_closed_at", "state")
    note(verb="round.list_closed", subject=round_, by=by, at=at, names=len(names), seats=round_.seats)
    return round_


def check_incumbents(round_: Round, names: Sequence[Candidate], at: datetime) -> None:
    """Refuse a candidate for the standing committee who is not a committee member when the list closes.

    :raises lists.NotAnIncumbent: for the first who is not
    """
    filled = round_.filled or round_.body
    if filled is None or filled.kind not in {Body.Kind.STANDING, Body.Kind.PERMANENT}:
        return
    members = set(
        Mandate.objects.filter(
            on(day_of(at)), body__term=filled.term_id, body__kind=Body.Kind.EXECUTIVE
        ).values_list("person_id", flat=True)
    )
    for candidate in names:
        if candidate.person_id not in members:
            rules = profile_for(round_)
            source = rules.article("candidates")
            raise lists.NotAnIncumbent(name=candidate.name, source=source)


def record_hands(
    *, round_: Round, about: str, hands: Hands, by: Standing, at: datetime, remark: str = ""
) -> HandVote:
    """Record a decision of the meeting by show of hands: more than half of those present.

    :raises lists.HandsDoNotAddUp: if there are more hands than people
    :raises lists.MeetingDidNotAgree: if it is not carried
    """
    rules = profile_for(round_)
    lists.check_hands(
        present=hands.present,
        in_favour=hands.in_favour,
        against=hands.against,
        abstaining=hands.abstaining,
    )
    if not adopted(rules, votes_for=hands.in_favour, n=hands.present):
        raise lists.MeetingDidNotAgree(
            in_favour=hands.in_favour,
            present=hands.present,
            needed=threshold(rules, hands.present),
            source=rules.article("hands"),
        )
    made = HandVote.objects.create(
        round=round_,
        about=about,
        present=hands.present,
        in_favour=hands.in_favour,
        against=hands.against,
        abstaining=hands.abstaining,
        is_adopted=True,
        remark=remark,
        at=at,
    )
    note(
        verb="round.hands_counted",
        subject=round_,
        by=by,
        at=at,
        about=str(about),
        in_favour=hands.in_favour,
        present=hands.present,
    )
    return made


@transaction.atomic
def choose_counters(
    *,
    round_: Round,
    head: Person,
    members: Sequence[Person],
    hands: Hands,
    by: Standing,
    at: datetime,
    technicians: Sequence[Person] = (),
) -> list[CountingMember]:
    """Record who counts, voted by show of hands: nobody on the list, members of the electorate, one head.

    :raises lists.CounterOnTheList: if one of them is voted on
    :raises lists.NotInTheElectorate: if a member does not vote here
    :raises lists.HeadMissing: if the head is missing
    :raises lists.MeetingDidNotAgree: if more than half did not agree
    """
    _preparing(round_, by, RoundState.LIST_CLOSED, RoundState.PRINTED)
    people = list(dict.fromkeys([head, *members]))
    on_list = Candidate.objects.filter(round=round_, state=Candidate.State.LISTED)
    lists.check_counters(
        profile=profile_for(round_),
        listed=on_list.values_list("person_id", flat=True),
        members=[(one.pk, one.full_name) for one in people],
        head=head.pk,
        technicians=[(one.pk, one.full_name) for one in technicians],
        electorate=[one.pk for one in electors(round_, at)],
        entries=round_.entries_needed,
    )
    HandVote.objects.filter(round=round_, about=HandVote.About.COMMITTEE).delete()
    CountingMember.objects.filter(round=round_).delete()
    record_hands(round_=round_, about=HandVote.About.COMMITTEE, hands=hands, by=by, at=at)
    role = CountingMember.Role
    made = CountingMember.objects.bulk_create(
        CountingMember(
            round=round_,
            person=person,
            name=person.full_name,
            role=role.HEAD if person == head else role.TECHNICIAN if person in technicians else role.MEMBER,
            order=order,
        )
        for order, person in enumerate([*people, *technicians], 1)
    )
    _touch(round_)
    note(verb="round.counters_chosen", subject=round_, by=by, at=at, count=len(made), head=head.full_name)
    return made


@transaction.atomic
def further_round(
    *, parent: Round, hands: Hands, keep: Sequence[UUID], by: Standing, at: datetime, is_run_off: bool = False
) -> Round:
    """Vote once more as the meeting decided by show of hands: among those tied, or for the seats left open.

    The new round begins with its list open and the names kept; who counts is chosen anew or again.

    :param keep: ids of the candidates of the parent that stand again
    """
    by.require("round.prepare", unit=parent.unit_id)
    check_at(parent.state, RoundState.COUNTED, RoundState.ANNOUNCED, RoundState.SIGNED, RoundState.SENT)
    sheet = parent.sheets.order_by("-number").first()
    open_seats = (sheet.run_off_seats if is_run_off else sheet.open_seats) if sheet else 0
    if not open_seats:
        raise NoSeatLeft
    about = HandVote.About.RUN_OFF if is_run_off else HandVote.About.FURTHER
    record_hands(round_=parent, about=about, hands=hands, by=by, at=at)
    made = draft_round(
        part=parent.part,
        kind=parent.kind,
        title=parent.title,
        seats=open_seats,
        body=parent.body,
        filled=parent.filled,
        electorate=parent.electorate,
        profile=parent.profile,
        outcome=parent.outcome,
        entries=parent.entries_needed,
        bundle_size=parent.bundle_size,
        parent=parent,
        is_run_off=is_run_off,
        by=by,
        at=at,
    )
    made.declared_at, made.declared_by_id, made.state = (
        parent.declared_at,
        parent.declared_by_id,
        RoundState.LIST_OPEN,
    )
    made.save_over(made.version, "declared_at", "declared_by", "state")
    for old in Candidate.objects.filter(round=parent, pk__in=keep, state=Candidate.State.LISTED):
        Candidate.objects.create(
            round=made,
            person_id=old.person_id,
            name=old.name,
            duty=old.duty,
            source=old.source,
            sort_key=old.sort_key,
        )
    return made


@transaction.atomic
def stop_at(*, round_: Round, hands: Hands, by: Standing, at: datetime) -> HandVote:
    """Record that the meeting leaves the open seats as they are."""
    by.require("round.prepare", unit=round_.unit_id)
    check_at(round_.state, RoundState.COUNTED, RoundState.ANNOUNCED, RoundState.SIGNED)
    made = record_hands(round_=round_, about=HandVote.About.STOP, hands=hands, by=by, at=at)
    _touch(round_)
    return made


class NoSeatLeft(Refusal):
    """A further round with nothing to fill."""

    sentence = N_("The count left no seat open and nobody level: there is nothing to vote on once more.")


def _preparing(round_: Round, by: Standing, *states: RoundState) -> None:
    by.require("round.prepare", unit=round_.unit_id)
    check_at(round_.state, *states)


def _move(round_: Round, state: RoundState, *, by: Standing, at: datetime, verb: str, **more: Any) -> Round:
    check_step(round_.state, state)
    round_.state = state
    round_.save_over(round_.version, "state")
    note(verb=verb, subject=round_, by=by, at=at, **more)
    return round_


def _touch(round_: Round) -> None:
    """Raise the version of a round, because something below it changed."""
    round_.save_over(round_.version)


move, touch = _move, _touch
