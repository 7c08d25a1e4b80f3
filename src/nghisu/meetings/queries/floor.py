"""Read the floor of a running meeting, for the one who asks and for screens that nobody signs in to."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext

from nghisu.meetings.models import (
    AgendaItem,
    Floor,
    FloorComment,
    FloorProposal,
    ItemRun,
    Meeting,
    MeetingPaper,
    MeetingPart,
    OpenVote,
    PartRun,
    Turn,
)
from nghisu.meetings.queries.attendance import quorum_now
from nghisu.meetings.queries.calling import PaperView, papers_visible_to, parts_visible_to
from nghisu.meetings.queries.showing import Card, cards_for
from nghisu.meetings.queries.voting import VoteView, votes_of
from nghisu.meetings.rules import floor as rules
from nghisu.meetings.rules import speaking, voting
from nghisu.organisation.models import UnitName
from nghisu.organisation.queries import day_of, on
from nghisu.organisation.rules.policy import Standing

PREPARED = (Meeting.State.PAPERS_OUT,)
OVER = (Meeting.State.CONCLUDED, Meeting.State.ARCHIVED)
SPEAKERS_SHOWN = 5


def floor_of(meeting: Meeting) -> Floor:
    """Return where the meeting stands; for one that has not begun, a floor that is not stored yet."""
    found = Floor.objects.filter(meeting=meeting).select_related("part", "item").first()
    return found or Floor(meeting=meeting)


# Where it stands -------------------------------------------------------------------------------------------


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


@dataclass
class FloorView:
    """What somebody may know of the floor: nothing of a part that is not for him.

    While a part is in session that he may not know of, the pages show a wait, as they do before the beginning
    and between two parts. ``is_blind`` says that there are parts he may not know of at all.
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
    is_blind: bool = False

    @property
    def current_turns(self) -> list[TurnView]:
        """Who has the floor and who waits for it."""
        return [one for one in self.turns if one.speaks or one.waits]

    @property
    def open_papers(self) -> list[PaperView]:
        """The papers that everybody in the part may read."""
        return [one for one in self.papers if not one.members_only]

    @property
    def version(self) -> int:
        """The stamp that the live pages go by; a closed part does not raise it for who may not know of it."""
        return self.floor.shown if self.is_blind else self.floor.changes

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
    is_blind = MeetingPart.objects.filter(meeting=meeting).exclude(pk__in=known).exists()
    view = _view(meeting, floor, hidden=floor.part_id is not None and floor.part_id not in known)
    view.is_blind = is_blind
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
    """Return what everybody who may know of the closed part sees."""
    return _view(meeting, floor, hidden=False)


def shown_view(meeting: Meeting, floor: Floor | None = None) -> FloorView:
    """Return what a screen without sign-in shows: nothing of a closed part, not even that one runs."""
    floor = floor or floor_of(meeting)
    view = _view(meeting, floor, hidden=floor.part is not None and floor.part.is_closed)
    view.is_blind = True
    view.cards = cards_for(meeting, floor.part)
    return view


def _view(meeting: Meeting, floor: Floor, *, hidden: bool) -> FloorView:
    if hidden or floor.part is None:
        return FloorView(meeting, floor, None, None, [], [])
    part = floor.part
    papers = MeetingPaper.objects.filter(item=floor.item, members_only=False).order_by("order")
    return FloorView(
        meeting,
        floor,
        part,
        floor.item,
        turns_of(part),
        votes_of([part], meeting),
        papers=[PaperView(*row) for row in papers.values_list("pk", "title", "members_only")],
        comment_count=FloorComment.objects.filter(part=part, item=floor.item).count(),
        proposal_count=FloorProposal.objects.filter(part=part).count(),
    )


def turns_of(part: MeetingPart, *states: str) -> list[TurnView]:
    """Return the turns of a part in order; those withdrawn only where asked for."""
    turns = Turn.objects.filter(part=part).select_related("point", "item")
    turns = turns.filter(state__in=states) if states else turns.exclude(state=speaking.TurnState.WITHDRAWN)
    return [TurnView(turn, turn.point.name if turn.point else "") for turn in turns.order_by("place")]


def turn_for(standing: Standing, meeting: Meeting, pk: UUID) -> Turn | None:
    """Return a turn of a part that the asker may know of, else None."""
    parts = parts_visible_to(standing, meeting)
    return Turn.objects.filter(part__in=parts, pk=pk).select_related("part__meeting", "point").first()


def _unit_name(meeting: Meeting) -> Subquery:
    names = UnitName.objects.filter(on(day_of(meeting.starts_at)), unit=OuterRef("unit"))
    return Subquery(names.values("name")[:1])


def comments_visible_to(standing: Standing, meeting: Meeting) -> QuerySet[FloorComment]:
    """Return the comments of the parts that the asker may know of, oldest first."""
    return (
        FloorComment.objects.filter(part__in=parts_visible_to(standing, meeting))
        .select_related("item", "part__meeting", "point")
        .annotate(unit_name=_unit_name(meeting))
        .order_by("part__order", "item__order", "at")
    )


def proposals_visible_to(standing: Standing, meeting: Meeting) -> QuerySet[FloorProposal]:
    """Return the proposals of the parts that the asker may know of, by number."""
    return (
        FloorProposal.objects.filter(part__in=parts_visible_to(standing, meeting))
        .select_related("item", "part__meeting", "point", "merged_into")
        .annotate(unit_name=_unit_name(meeting))
        .order_by("number")
    )
