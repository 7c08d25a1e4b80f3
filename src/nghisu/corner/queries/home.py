"""What a member finds in the own corner: the next meetings, what is asked, what was issued and decided."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nghisu.contest.queries import contests_visible_to
from nghisu.documents.models import Document
from nghisu.documents.queries import documents_visible_to
from nghisu.documents.queries.drafts import requests_to_answer
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.states import Direction, Status
from nghisu.meetings.models import (
    ConclusionNotice,
    Meeting,
    MeetingPart,
    OpenVote,
    Presence,
    Summons,
)
from nghisu.meetings.queries import papers_visible_to, parts_visible_to
from nghisu.meetings.queries.after import AfterLink, after_links
from nghisu.meetings.queries.calling import ANSWER_NAMES, ANSWER_TONES
from nghisu.meetings.queries.circular import circulars_to_answer
from nghisu.meetings.rules.attendance import SELF_BEFORE
from nghisu.meetings.rules.voting import VoteState
from nghisu.organisation.models import Body, Mandate
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks.queries import awaiting as tasks_awaiting

MOST_MEETINGS = 6
RECENT = timedelta(days=366)
A_DAY = timedelta(days=1)
ISSUED_BY = {
    Body.Kind.EXECUTIVE: (Organ.COMMITTEE, Organ.STANDING),
    Body.Kind.STANDING: (Organ.COMMITTEE, Organ.STANDING),
    Body.Kind.PERMANENT: (Organ.COMMITTEE, Organ.STANDING),
}


@dataclass(frozen=True, slots=True)
class OwnSummons:
    """One's own summons to a part of a meeting."""

    pk: UUID
    part: str
    starts_at: datetime
    answer: str
    is_closed: bool = False

    @property
    def answer_name(self) -> Promise | str:
        """The answer in words."""
        return ANSWER_NAMES[Summons.Answer(self.answer)]

    @property
    def answer_tone(self) -> str:
        """The tone of the answer's badge."""
        return ANSWER_TONES[Summons.Answer(self.answer)]

    @property
    def is_unanswered(self) -> bool:
        """Whether it awaits an answer."""
        return self.answer == Summons.Answer.NONE


@dataclass
class OwnMeeting:
    """A meeting one is summoned to."""

    meeting: Meeting
    summonses: list[OwnSummons] = field(default_factory=list)
    paper_count: int = 0
    is_here: bool = False
    is_check_in_open: bool = False

    @property
    def unanswered(self) -> OwnSummons | None:
        """The first summons that awaits an answer."""
        return next((one for one in self.summonses if one.is_unanswered), None)


@dataclass(frozen=True, slots=True)
class Way:
    """A way on from the corner: where to, and how much awaits there."""

    name: Promise | str
    hint: Promise | str
    address: str
    icon: str
    count: int = 0


def own_meetings(standing: Standing, now: datetime, pks: Iterable[UUID] | None = None) -> list[OwnMeeting]:
    """Return the meetings one is summoned to that are not over, the next first; or some of one's own."""
    rows = Summons.objects.filter(person_id=standing.me)
    if pks is None:
        rows = rows.filter(
            Q(part__meeting__starts_at__gte=now - A_DAY) | Q(part__meeting__state=Meeting.State.OPEN)
        ).exclude(
            part__meeting__state__in=[
                Meeting.State.PLANNED,
                Meeting.State.CONCLUDED,
                Meeting.State.ARCHIVED,
            ]
        )
    else:
        rows = rows.filter(part__meeting__in=list(pks))
    rows = rows.select_related("part__meeting__body__term").order_by(
        "part__meeting__starts_at", "part__meeting_id", "part__order"
    )
    found: dict[UUID, OwnMeeting] = {}
    for one in rows[: MOST_MEETINGS * 10]:
        meeting = one.part.meeting
        own = found.setdefault(meeting.pk, OwnMeeting(meeting))
        own.summonses.append(
            OwnSummons(one.pk, one.part.title, one.part.starts_at, one.answer, one.part.is_closed)
        )
    meetings = list(found.values())[:MOST_MEETINGS]
    ids = [own.meeting.pk for own in meetings]
    papers = dict(
        papers_visible_to(standing)
        .filter(item__part__meeting__in=ids)
        .order_by()
        .values_list("item__part__meeting")
        .annotate(Count("pk"))
    )
    here = set(
        Presence.objects.filter(meeting__in=ids, person_id=standing.me, until__isnull=True).values_list(
            "meeting_id", flat=True
        )
    )
    for own in meetings:
        own.paper_count = papers.get(own.meeting.pk, 0)
        own.is_here = own.meeting.pk in here
        own.is_check_in_open = (
            not own.meeting.is_over
            and not own.meeting.is_cancelled
            and now >= own.meeting.starts_at - SELF_BEFORE
        )
    return meetings


def ways_on(standing: Standing, *, day: date, now: datetime) -> list[Way]:
    """Return where the corner leads to, each with what awaits there."""
    tasks = tasks_awaiting(standing, day=day, most=1)
    waiting = tasks.late_count + tasks.soon_count + tasks.to_accept_count
    ways = [
        Way(
            _("Comments asked of me"),
            _("Drafts that await your comments"),
            reverse("request_list"),
            "inbox",
            requests_to_answer(standing, day).count(),
        ),
        Way(
            _("Opinions asked by circular"),
            _("What is decided in writing"),
            reverse("circular_list"),
            "meeting",
            circulars_to_answer(standing, now).count(),
        ),
        Way(
            _("Issued documents"),
            _("Of the bodies you sit in"),
            reverse("corner_documents"),
            "document",
        ),
        Way(
            _("What was decided"),
            _("Votes and conclusions of your meetings"),
            reverse("corner_decisions"),
            "record",
        ),
        Way(_("My notes"), _("Only you can read them"), reverse("corner_notes"), "report"),
    ]
    if standing.may_somewhere("task.see"):
        ways.insert(2, Way(_("Tasks"), _("Late, due soon, to accept"), reverse("task_list"), "task", waiting))
    if standing.may_somewhere("contest.see") and contests_visible_to(standing).exists():
        ways.append(Way(_("Contests"), _("Rules, entries, results"), reverse("contest_list"), "contest"))
    return ways


def bodies_of(standing: Standing, day: date) -> list[Body]:
    """Return the bodies the asker sits in on the day."""
    held = Mandate.objects.filter(on(day), person_id=standing.me, body__isnull=False).values("body_id")
    return list(Body.objects.filter(pk__in=held).select_related("term", "unit").order_by("kind"))


def documents_of_bodies(standing: Standing, day: date) -> QuerySet[Document]:
    """Return the issued documents of the bodies the asker sits in, as far as the asker may see them."""
    wanted = Q(pk__in=[])
    for body in bodies_of(standing, day):
        organs = ISSUED_BY.get(Body.Kind(body.kind), ())
        wanted |= Q(unit_id=body.unit_id, organ__in=organs)
    return documents_visible_to(standing).filter(
        wanted, status=Status.ISSUED, direction__in=[Direction.OUTGOING, Direction.INTERNAL]
    )


@dataclass
class Decided:
    """What a meeting decided, for the one who asks."""

    meeting: Meeting
    votes: list[OpenVote] = field(default_factory=list)
    links: list[AfterLink] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not self.votes and not self.links


def decided_in(standing: Standing, meeting: Meeting, *, open_only: bool = False) -> Decided:
    """Return what a meeting decided: closed votes of the parts the asker knows of, and what came of it.

    :param open_only: leave out the closed parts, whoever asks
    """
    shown = {"minutes_page", "conclusion_page", "communique_page"}
    links = [link for link in after_links(standing, meeting) if link.page in shown]
    parts = [part for part in parts_visible_to(standing, meeting) if not (open_only and part.is_closed)]
    return Decided(meeting, votes_of(parts), links)


def votes_of(parts: Iterable[MeetingPart]) -> list[OpenVote]:
    """Return the votes of the parts that are closed and not annulled, in their order."""
    rows = OpenVote.objects.filter(part__in=list(parts), state=VoteState.CLOSED)
    return list(rows.select_related("item").order_by("closed_at"))


def decisions(standing: Standing, now: datetime) -> list[Decided]:
    """Return the meetings of the last year that one was summoned to, and what they decided, latest first."""
    own = Summons.objects.filter(person_id=standing.me)
    meetings = list(
        Meeting.objects.filter(
            pk__in=own.values("part__meeting"),
            starts_at__gte=now - RECENT,
            state__in=[Meeting.State.OPEN, Meeting.State.CONCLUDED, Meeting.State.ARCHIVED],
            cancelled_at__isnull=True,
        ).order_by("-starts_at")[:20]
    )
    known = (
        Q(is_closed=False)
        | Q(pk__in=own.values("part_id"))
        | Q(meeting__unit_id__in=standing.reach("meeting.see_closed"))
    )
    parts = MeetingPart.objects.filter(known, meeting__in=meetings)
    rows = OpenVote.objects.filter(part__in=parts, state=VoteState.CLOSED).select_related("part")
    votes: dict[UUID, list[OpenVote]] = defaultdict(list)
    for vote in rows.order_by("closed_at"):
        votes[vote.part.meeting_id].append(vote)
    issued = set(
        ConclusionNotice.objects.filter(
            meeting__in=meetings, document__in=documents_visible_to(standing).filter(status=Status.ISSUED)
        ).values_list("meeting_id", flat=True)
    )
    conclusion = AfterLink("conclusion_page", _("Conclusion"))
    return [Decided(one, votes[one.pk], [conclusion] if one.pk in issued else []) for one in meetings]
