"""What of the corner may be kept on a device now, for the one who asks."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from nghisu.corner.queries.home import OwnMeeting, own_meetings
from nghisu.corner.queries.reading import is_kept_offline
from nghisu.corner.rules.keeping import kept_until
from nghisu.meetings.models import MeetingPaper, PaperNote
from nghisu.meetings.queries import papers_visible_to
from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page to be kept. ``mark`` differs as soon as the page reads otherwise."""

    address: str
    mark: str


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper that may be kept, with the version that lies before the meeting."""

    title: str
    number: int
    pages: tuple[KeptPage, ...]


@dataclass
class KeptMeeting:
    """A meeting that may be kept, until the day on which all of it is gone."""

    own: OwnMeeting
    until: date
    pages: list[KeptPage] = field(default_factory=list)
    papers: list[KeptPaper] = field(default_factory=list)
    left_out: int = 0


def meetings_to_keep(standing: Standing, now: datetime) -> list[KeptMeeting]:
    """Return the meetings that the asker may keep on a device, the next first, with their pages.

    Papers of closed parts, personnel papers and papers to be returned are counted and left out.
    """
    today = timezone.localtime(now).date()
    found = []
    for own in own_meetings(standing, now):
        if own.meeting.is_cancelled:
            continue
        last_day = timezone.localtime(own.meeting.ends_at or own.meeting.starts_at).date()
        until = kept_until(last_day=last_day, today=today)
        if until > today:
            found.append(KeptMeeting(own, until))
    by_meeting = {one.own.meeting.pk: one for one in found}
    notes = _notes(standing, list(by_meeting))
    papers = (
        papers_visible_to(standing)
        .filter(item__part__meeting__in=list(by_meeting))
        .select_related("item__part")
        .order_by("item__part__order", "item__order", "order")
    )
    for paper in papers:
        kept = by_meeting[paper.item.part.meeting_id]
        if is_kept_offline(paper):
            kept.papers.append(_paper(paper, notes))
        else:
            kept.left_out += 1
    for one in found:
        one.pages = _pages(one)
    return found


def _pages(kept: KeptMeeting) -> list[KeptPage]:
    meeting = kept.own.meeting
    mark = _mark(meeting.version, [(paper.title, paper.number) for paper in kept.papers], kept.until)
    names = ["corner_meeting", "corner_code", "corner_comment"]
    pages = [KeptPage(reverse(name, args=[meeting.pk]), mark) for name in names]
    open_ones = [one for one in kept.own.summonses if not one.is_closed]
    return pages + [KeptPage(reverse("corner_answer", args=[meeting.pk, one.pk]), mark) for one in open_ones]


def _paper(paper: MeetingPaper, notes: dict[tuple[UUID, int], datetime]) -> KeptPaper:
    numbers = sorted({number for pk, number in notes if pk == paper.pk and number != paper.number})
    pages = [
        KeptPage(
            reverse("corner_paper", args=[paper.pk]),
            _mark(paper.title, paper.number, max_note(notes, paper.pk), len(numbers)),
        )
    ]
    for number in numbers:
        pages.append(
            KeptPage(
                reverse("corner_paper_version", args=[paper.pk, number]),
                _mark(paper.title, paper.number, notes[paper.pk, number]),
            )
        )
    return KeptPaper(paper.title, paper.number, tuple(pages))


def max_note(notes: dict[tuple[UUID, int], datetime], pk: UUID) -> datetime | None:
    """Return when the asker last wrote on any version of a paper."""
    return max((at for (one, _number), at in notes.items() if one == pk), default=None)


def _notes(standing: Standing, meetings: list[UUID]) -> dict[tuple[UUID, int], datetime]:
    rows = PaperNote.objects.filter(person_id=standing.me, paper__item__part__meeting__in=meetings)
    return {
        (pk, number): at
        for pk, number, at in rows.order_by().values_list("paper_id", "number").annotate(Max("written_at"))
    }


def _mark(*about: object) -> str:
    return sha256(repr(about).encode()).hexdigest()[:16]
