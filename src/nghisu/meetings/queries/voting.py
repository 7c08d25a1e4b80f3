"""Read open votes for the one who asks: their base, what each place counted, who may enter what."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count
from django.utils.translation import gettext

from nghisu.meetings.models import (
    Meeting,
    MeetingPart,
    OpenVote,
    Point,
)
from nghisu.meetings.queries.attendance import member_stays, open_at, quorum_now
from nghisu.meetings.queries.calling import parts_visible_to
from nghisu.meetings.queries.clearance import points_reached
from nghisu.meetings.queries.devices import has_spoken
from nghisu.meetings.queries.floor_rights import may_keep, may_know
from nghisu.meetings.queries.points import may_run_point
from nghisu.meetings.rules import voting
from nghisu.meetings.rules.quorum import Quorum
from nghisu.organisation.models import Body, Mandate
from nghisu.organisation.queries import day_of, incumbents, on
from nghisu.organisation.queries import rules as organisation_rules
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import Gathering, RuleProfile


def members_by_place(part: MeetingPart) -> dict[UUID | None, int]:
    """Return how many members are checked in at each place; the hall stands under None."""
    rows = (
        member_stays(part)
        .filter(open_at(None))
        .order_by()
        .values("point_id")
        .annotate(count=Count("person_id", distinct=True))
    )
    return {row["point_id"]: row["count"] for row in rows}


def own_voice(standing: Standing, vote: OpenVote) -> bool:
    """Tell whether the asker's voice is counted in a vote on devices."""
    return has_spoken(vote, standing.person_id)


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
    return organisation_rules.rules_for(meeting.body, Gathering.SESSION, day_of(at))


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


@dataclass(frozen=True, slots=True)
class Place:
    """A place where hands are counted: a point, or the hall where it is None."""

    point: Point | None
    name: str
    present: int

    @property
    def code(self) -> str:
        """What a form calls it."""
        return str(self.point.pk) if self.point else "hall"


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


def places_for(standing: Standing, vote: OpenVote) -> list[Place]:
    """Return the places whose count the asker may enter, with the members checked in there."""
    reached = list(points_reached(vote.part).select_related("meeting").order_by("order"))
    here = members_by_place(vote.part)
    if may_keep(standing, vote.part, vote.meeting):
        hall = Place(None, gettext("Hall"), here.get(None, 0))
        return [hall, *(Place(one, one.name, here.get(one.pk, 0)) for one in reached if here.get(one.pk))]
    if not may_know(standing, vote.part):
        return []
    return [Place(one, one.name, here.get(one.pk, 0)) for one in reached if may_run_point(standing, one)]
