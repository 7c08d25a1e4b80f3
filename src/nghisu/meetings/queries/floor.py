"""Read the floor of a running meeting, for the one who asks and for screens that nobody signs in to."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from nghisu.meetings.models import (
    AgendaItem,
    Floor,
    FloorComment,
    FloorProposal,
    ItemRun,
    Meeting,
    MeetingPart,
    OpenVote,
    PartRun,
    Point,
    ScreenLink,
    Summons,
    Turn,
)
from nghisu.meetings.queries.attendance import member_stays, open_at, quorum_now
from nghisu.meetings.queries.calling import PaperView, papers_visible_to, parts_visible_to
from nghisu.meetings.queries.points import may_run_point
from nghisu.meetings.queries.showing import Card, cards_for
from nghisu.meetings.rules import floor as rules
from nghisu.meetings.rules import speaking, voting
from nghisu.meetings.rules.quorum import Quorum
from nghisu.organisation.models import Body, Mandate
from nghisu.organisation.queries import day_of, incumbents, on
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import Gathering, RuleProfile, rules_on

PREPARED = (Meeting.State.PAPERS_OUT,)
OVER = (Meeting.State.CONCLUDED, Meeting.State.ARCHIVED)
SPEAKERS_SHOWN = 5


def floor_of(meeting: Meeting) -> Floor:
    """Return where the meeting stands; for one that has not begun, a floor that is not stored yet."""
    found = Floor.objects.filter(meeting=meeting).select_related("part", "item").first()
    return found or Floor(meeting=meeting)


def may_run(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker takes the meeting from step to step: a chair, or the chief of office."""
    return standing.may("floor.run", unit=meeting.unit_id)


def may_keep(standing: Standing, part: MeetingPart | None, meeting: Meeting) -> bool:
    """Tell whether the asker keeps the list of speakers and enters counts; in a part he may know of."""
    if not standing.may("floor.keep", unit=meeting.unit_id):
        return False
    return part is None or not part.is_closed or may_know(standing, part)


def may_know(standing: Standing, part: MeetingPart) -> bool:
    """Tell whether the asker may know of the part at all."""
    return part.pk in {one.pk for one in parts_visible_to(standing, part.meeting)}


def summons_to(standing: Standing, part: MeetingPart) -> Summons | None:
    """Return the asker's own summons to the part."""
    return Summons.objects.filter(part=part, person_id=standing.me).first()


def own_points(standing: Standing, meeting: Meeting) -> list[Point]:
    """Return the points of the meeting that the asker operates."""
    points = Point.objects.filter(meeting=meeting, operator_id=standing.me).select_related("meeting", "host")
    return [point for point in points if may_run_point(standing, point)]


def unit_speaking(standing: Standing, meeting: Meeting) -> UUID:
    """Return the unit for which the asker comments: the own committee, else the one that meets."""
    for holding in standing.holdings:
        committee = standing.tree.committee_of(holding.unit_id)
        if committee != meeting.unit_id:
            return committee
    return meeting.unit_id


# Where it stands -------------------------------------------------------------------------------------------


def quorum_of(part: MeetingPart, meeting: Meeting) -> Quorum | None:
    """Return the quorum of the part now; None where no body's quorum applies."""
    return quorum_now(part) if meeting.body_id is not None else None


def members_at(part: MeetingPart, point: Point | None) -> int:
    """Return how many members are checked in at a point of the part, or in the hall where it is None."""
    return member_stays(part).filter(open_at(None), point=point).values("person_id").distinct().count()


def rules_for(meeting: Meeting, at: datetime) -> RuleProfile:
    """Return the rules by which the meeting's body votes on the day.

    :raises voting.NoBody: if no body holds the meeting
    """
    if meeting.body is None:
        raise voting.NoBody
    return rules_on(meeting.body.rule_profile, Gathering.SESSION, day_of(at))


def base_of(body: Body, at: datetime) -> voting.Base:
    """Return the base of a vote now: the members in office, and how many of them a decision leaves out."""
    day = day_of(at)
    everybody = Mandate.objects.filter(on(day), body=body).count()
    return voting.Base(everybody, everybody - incumbents(body, day).count())


def may_vote(person_id: UUID, meeting: Meeting, at: datetime) -> bool:
    """Tell whether a person has a voice in votes of the meeting's body on the day."""
    return (
        meeting.body is not None and incumbents(meeting.body, day_of(at)).filter(person_id=person_id).exists()
    )


def situation_of(meeting: Meeting, floor: Floor, at: datetime) -> rules.Situation:
    """Return where the meeting stands, as the rules see it, in a number of queries that does not grow."""
    parts = list(MeetingPart.objects.filter(meeting=meeting).order_by("order"))
    runs = {run.part_id: run for run in PartRun.objects.filter(part__meeting=meeting)}
    items: dict[UUID, list[AgendaItem]] = defaultdict(list)
    for item in AgendaItem.objects.filter(part__meeting=meeting).order_by("part__order", "order"):
        items[item.part_id].append(item)
    done = set(ItemRun.objects.filter(item__part__meeting=meeting).values_list("item_id", flat=True))
    voted: set[UUID] = set()
    open_vote: UUID | None = None
    for pk, item_id, state in OpenVote.objects.filter(meeting=meeting).values_list("pk", "item_id", "state"):
        if state == voting.VoteState.OPEN:
            open_vote = pk
        elif state == voting.VoteState.CLOSED and item_id is not None:
            voted.add(item_id)
    turns = list(
        Turn.objects.filter(
            part_id=floor.part_id, state__in=[speaking.TurnState.WAITING, speaking.TurnState.SPEAKING]
        )
        .order_by("place")
        .values_list("pk", "state")
    )
    return rules.Situation(
        is_prepared=meeting.state in PREPARED,
        is_open=meeting.state == Meeting.State.OPEN,
        is_over=meeting.state in OVER,
        parts=tuple(
            rules.PartStands(
                part.pk,
                part.title,
                tuple(_item_stands(item, items[part.pk], floor, done, voted) for item in items[part.pk]),
                is_closed=part.is_closed,
                is_over=part.pk in runs and runs[part.pk].ended_at is not None and part.pk != floor.part_id,
                quorum=quorum_now(part) if meeting.body_id else None,
            )
            for part in parts
        ),
        part=floor.part_id,
        item=floor.item_id,
        is_paused=floor.paused_at is not None,
        open_vote=open_vote,
        next_turn=next((pk for pk, state in turns if state == speaking.TurnState.WAITING), None),
        someone_speaks=any(state == speaking.TurnState.SPEAKING for _pk, state in turns),
        sitting=at - floor.sitting_since if floor.sitting_since else timedelta(),
    )


def _item_stands(
    item: AgendaItem, siblings: Iterable[AgendaItem], floor: Floor, done: set[UUID], voted: set[UUID]
) -> rules.ItemStands:
    return rules.ItemStands(
        item.pk,
        item.number,
        item.title,
        wants_vote=item.wanted == AgendaItem.Wanted.ADOPT,
        is_done=item.pk in done and item.pk != floor.item_id,
        is_voted=item.pk in voted,
        has_items=any(one.parent_id == item.pk for one in siblings),
    )


# What people see -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TurnView:
    """A speaker as the pages show him."""

    turn: Turn
    place_name: str

    @property
    def state_name(self) -> str:
        """The state in words."""
        return gettext(speaking.TURN_NAMES[speaking.TurnState(self.turn.state)])

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge."""
        return speaking.TURN_TONES[speaking.TurnState(self.turn.state)]

    @property
    def waits(self) -> bool:
        """Whether the speaker still waits."""
        return self.turn.state == speaking.TurnState.WAITING

    @property
    def speaks(self) -> bool:
        """Whether the speaker has the floor."""
        return self.turn.state == speaking.TurnState.SPEAKING

    @property
    def has_spoken(self) -> bool:
        """Whether the speaker had the floor and gave it back."""
        return self.turn.state == speaking.TurnState.DONE

    @property
    def minutes(self) -> int:
        """The minutes given, rounded up."""
        return -(-self.turn.seconds // 60)


@dataclass(slots=True)
class VoteView:
    """A vote with its counts, as the pages show it."""

    vote: OpenVote
    tallies: list["TallyView"] = field(default_factory=list)
    places: int = 1

    @property
    def state_name(self) -> str:
        """The state in words."""
        return gettext(voting.STATE_NAMES[voting.VoteState(self.vote.state)])

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge; a closed vote is good or bad by its result."""
        if self.vote.state == voting.VoteState.CLOSED:
            return "good" if self.vote.is_adopted else "bad"
        return voting.STATE_TONES[voting.VoteState(self.vote.state)]

    @property
    def mode_name(self) -> str:
        """How the voices are taken, in words."""
        return gettext(voting.MODE_NAMES[voting.VoteMode(self.vote.mode)])

    @property
    def is_open(self) -> bool:
        """Whether voices are still taken."""
        return self.vote.state == voting.VoteState.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether there is a result."""
        return self.vote.state == voting.VoteState.CLOSED

    @property
    def is_annulled(self) -> bool:
        """Whether the vote was annulled."""
        return self.vote.state == voting.VoteState.ANNULLED

    @property
    def by_device(self) -> bool:
        """Whether members vote on their own devices."""
        return self.vote.mode == voting.VoteMode.DEVICE

    @property
    def missing(self) -> int:
        """How many places have entered no count yet."""
        return max(0, self.places - len(self.tallies))

    @property
    def total(self) -> voting.Tally:
        """The voices entered so far."""
        return voting.total_of(one.tally for one in self.tallies)

    @property
    def silent(self) -> int:
        """Members of the base who gave no voice at all, once the vote is closed."""
        vote = self.vote
        return vote.base - (vote.agree or 0) - (vote.against or 0) - (vote.abstain or 0)


@dataclass(frozen=True, slots=True)
class TallyView:
    """What one place counted."""

    place_name: str
    tally: voting.Tally
    entered_at: datetime
    point_id: UUID | None = None


@dataclass
class FloorView:
    """What somebody may know of the floor: nothing of a part that is not for him.

    ``is_hidden`` says that a part is in session that he may not know of; the pages show a wait, as they do
    before the beginning and between two parts.
    """

    meeting: Meeting
    floor: Floor
    part: MeetingPart | None
    item: AgendaItem | None
    turns: list[TurnView]
    votes: list[VoteView]
    papers: list[PaperView] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    comment_count: int = 0
    proposal_count: int = 0
    is_hidden: bool = False

    @property
    def version(self) -> int:
        """The stamp that the live pages go by; a closed part does not raise it for who may not know of it."""
        return self.floor.shown if self.is_hidden else max(self.floor.changes, self.floor.shown)

    @property
    def is_open(self) -> bool:
        """Whether the meeting is in session."""
        return self.meeting.state == Meeting.State.OPEN

    @property
    def is_over(self) -> bool:
        """Whether the meeting is over."""
        return self.meeting.state in OVER

    @property
    def waits(self) -> bool:
        """Whether nothing is in session that may be shown."""
        return self.part is None

    @property
    def is_paused(self) -> bool:
        """Whether the part shown is paused."""
        return self.part is not None and self.floor.paused_at is not None

    @property
    def speaking(self) -> TurnView | None:
        """Who has the floor."""
        return next((one for one in self.turns if one.speaks), None)

    @property
    def waiting(self) -> list[TurnView]:
        """Who waits for the floor, in order."""
        return [one for one in self.turns if one.waits]

    @property
    def next_few(self) -> list[TurnView]:
        """The next speakers, as many as a screen shows."""
        return self.waiting[:SPEAKERS_SHOWN]

    @property
    def open_vote(self) -> VoteView | None:
        """The vote that is open."""
        return next((one for one in self.votes if one.is_open), None)

    @property
    def result(self) -> VoteView | None:
        """The last result about what is before the meeting now."""
        item = self.item.pk if self.item else None
        closed = [one for one in self.votes if one.is_closed and one.vote.item_id == item]
        return closed[-1] if closed else None


def floor_view(meeting: Meeting, standing: Standing) -> FloorView:
    """Return what the asker may know of the floor."""
    floor = floor_of(meeting)
    known = {part.pk for part in parts_visible_to(standing, meeting)}
    hidden = floor.part_id is not None and floor.part_id not in known
    view = _view(meeting, floor, hidden=hidden)
    if view.item is not None:
        view.papers = [
            PaperView(*row)
            for row in papers_visible_to(standing)
            .filter(item=view.item)
            .order_by("order")
            .values_list("pk", "title", "members_only")
        ]
    return view


def view_of_part(meeting: Meeting, floor: Floor) -> FloorView:
    """Return what everybody who may know of the current part sees, papers left out."""
    return _view(meeting, floor, hidden=False)


def shown_view(meeting: Meeting, floor: Floor | None = None) -> FloorView:
    """Return what a screen without sign-in shows: nothing of a closed part, not even that one runs."""
    floor = floor or floor_of(meeting)
    view = _view(meeting, floor, hidden=floor.part is not None and floor.part.is_closed)
    view.cards = cards_for(meeting, floor.part)
    return view


def _view(meeting: Meeting, floor: Floor, *, hidden: bool) -> FloorView:
    if hidden or floor.part is None:
        return FloorView(meeting, floor, None, None, [], [], is_hidden=hidden)
    part = floor.part
    return FloorView(
        meeting,
        floor,
        part,
        floor.item,
        turns_of(part),
        votes_of([part], meeting),
        comment_count=FloorComment.objects.filter(part=part, item=floor.item).count(),
        proposal_count=FloorProposal.objects.filter(part=part).count(),
    )


def turns_of(part: MeetingPart, *states: str) -> list[TurnView]:
    """Return the turns of a part in order; those withdrawn only where asked for."""
    turns = Turn.objects.filter(part=part).select_related("point", "item")
    turns = turns.filter(state__in=states) if states else turns.exclude(state=speaking.TurnState.WITHDRAWN)
    return [TurnView(turn, turn.point.name if turn.point else "") for turn in turns.order_by("place")]


def votes_of(parts: Iterable[MeetingPart], meeting: Meeting) -> list[VoteView]:
    """Return the votes of some parts with what each place counted, oldest first."""
    votes = list(
        OpenVote.objects.filter(part__in=list(parts))
        .select_related("item", "part")
        .prefetch_related("tallies__point")
        .order_by("opened_at")
    )
    places = 1 + Point.objects.filter(meeting=meeting).count() if votes else 1
    hall = gettext("Hall")
    return [
        VoteView(
            vote,
            [
                TallyView(
                    tally.point.name if tally.point else hall,
                    voting.Tally(tally.agree, tally.against, tally.abstain),
                    tally.entered_at,
                    tally.point_id,
                )
                for tally in sorted(
                    vote.tallies.all(), key=lambda one: (one.point is not None, one.point and one.point.order)
                )
            ],
            places,
        )
        for vote in votes
    ]


def votes_visible_to(standing: Standing, meeting: Meeting) -> list[VoteView]:
    """Return the votes of the parts that the asker may know of, oldest first."""
    return votes_of(parts_visible_to(standing, meeting), meeting)


def vote_for(standing: Standing, meeting: Meeting, pk: UUID) -> VoteView | None:
    """Return a vote of a part that the asker may know of, else None."""
    return next((one for one in votes_visible_to(standing, meeting) if one.vote.pk == pk), None)


def turn_for(standing: Standing, meeting: Meeting, pk: UUID) -> Turn | None:
    """Return a turn of a part that the asker may know of, else None."""
    parts = parts_visible_to(standing, meeting)
    return Turn.objects.filter(part__in=parts, pk=pk).select_related("part__meeting", "point").first()


def comments_visible_to(standing: Standing, meeting: Meeting) -> QuerySet[FloorComment]:
    """Return the comments of the parts that the asker may know of, oldest first."""
    return (
        FloorComment.objects.filter(part__in=parts_visible_to(standing, meeting))
        .select_related("item", "part", "unit", "point")
        .order_by("part__order", "item__order", "at")
    )


def proposals_visible_to(standing: Standing, meeting: Meeting) -> QuerySet[FloorProposal]:
    """Return the proposals of the parts that the asker may know of, by number."""
    return (
        FloorProposal.objects.filter(part__in=parts_visible_to(standing, meeting))
        .select_related("item", "part__meeting", "unit", "point", "merged_into")
        .order_by("number")
    )


# Links without sign-in -------------------------------------------------------------------------------------


def hash_of(word: str) -> str:
    """Return what is kept of the word of a link."""
    return hashlib.sha256(word.encode()).hexdigest()


def screen_link(word: str, at: datetime) -> ScreenLink | None:
    """Return the link with this word, unless it is revoked or expired."""
    return (
        ScreenLink.objects.filter(word_hash=hash_of(word), revoked_at=None, expires_at__gt=at)
        .select_related("meeting__body__term", "meeting__unit", "point")
        .first()
    )


def links_of(meeting: Meeting) -> QuerySet[ScreenLink]:
    """Return the links of a meeting, newest first."""
    return ScreenLink.objects.filter(meeting=meeting).select_related("point").order_by("-made_at")


def holder_of(link: ScreenLink) -> str:
    """Return the word under which the streams of a link are held and ended."""
    return f"screen:{link.pk}"
