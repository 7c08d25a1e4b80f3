"""What the standing committee did from the end of one session to the start of another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from nghisu.documents.models import Document
from nghisu.documents.queries import documents_visible_to, name_row, place_of, superior_name_of
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.dates import open_date_line
from nghisu.documents.rules.numbering import open_number_line
from nghisu.documents.rules.states import Direction
from nghisu.kit.official import Fact, Paper
from nghisu.kit.periods import day_ends
from nghisu.meetings.models import Circular, ConclusionNotice, Meeting
from nghisu.meetings.queries.calling import meetings_visible_to
from nghisu.organisation.models import Body
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.rules.between import Around, Did, Done, Interval, compose, within

DECISIONS = ("resolution", "decision", "directive", "conclusion", "regulation", "rule")
STANDING = (Body.Kind.STANDING, Body.Kind.PERMANENT)
Source = Callable[[UUID, Interval, Standing | None], Iterable[Done]]
_sources: list[Source] = []


def register_acts(source: Source) -> Source:
    """Have further acts asked for, visits for example; usable as a decorator."""
    if source not in _sources:
        _sources.append(source)
    return source


def sessions_of(standing: Standing) -> QuerySet[Meeting]:
    """Return the numbered sessions of executive committees that the asker may report on, newest first."""
    return (
        meetings_visible_to(standing)
        .filter(
            body__kind=Body.Kind.EXECUTIVE,
            ordinal__isnull=False,
            cancelled_at=None,
            unit_id__in=standing.reach("report.see_draft"),
        )
        .select_related("unit")
        .order_by("-starts_at")
    )


def interval_of(first: Meeting, second: Meeting) -> Interval:
    """Return the time between the end of one session and the start of the other.

    A session without a planned end is over when its day is.

    :raises SessionsInDisorder: if the second begins before the first ended
    """
    return Interval(first.ends_at or day_ends(day_of(first.starts_at)), second.starts_at)


def acts_between(unit: UUID, interval: Interval, standing: Standing | None) -> list[Done]:
    """Return every act in the interval; what the asker may not open is counted without its name."""
    found = [
        *_documents(unit, interval, standing),
        *_meetings(unit, interval, standing),
        *_circulars(unit, interval),
        *_notices(unit, interval, standing),
    ]
    for source in _sources:
        found += source(unit, interval, standing)
    return within(found, interval)


def _documents(unit: UUID, interval: Interval, standing: Standing | None) -> Iterable[Done]:
    sent = Q(issued_at__gte=interval.since, issued_at__lt=interval.until, organ=Organ.STANDING)
    came = Q(received_at__gte=interval.since, received_at__lt=interval.until)
    rows = list(
        Document.objects.filter(
            (~Q(direction=Direction.INCOMING) & sent)
            | (
                Q(direction=Direction.INCOMING, issuer_outside__relation__in=["superior", "specialised"])
                & came
            ),
            unit=unit,
        )
    )
    seen = None
    if standing is not None:
        mine = documents_visible_to(standing).filter(pk__in=[one.pk for one in rows])
        seen = set(mine.values_list("pk", flat=True))
    for one in rows:
        at = one.received_at if one.is_incoming else one.issued_at
        if at is None:
            continue
        did = Did.RECEIVED if one.is_incoming else Did.DECIDED if one.type in DECISIONS else Did.ISSUED
        known = seen is None or one.pk in seen
        yield Done(
            did,
            "document",
            str(one.pk),
            timezone.localtime(at),
            one.reference if known else "",
            one.subject if known else "",
            reverse("document_detail", args=[one.pk]) if known else "",
        )


def _meetings(unit: UUID, interval: Interval, standing: Standing | None) -> Iterable[Done]:
    rows = list(
        Meeting.objects.filter(
            unit=unit,
            body__kind__in=STANDING,
            cancelled_at=None,
            starts_at__gte=interval.since,
            starts_at__lt=interval.until,
        )
    )
    seen = None
    if standing is not None:
        mine = meetings_visible_to(standing).filter(pk__in=[one.pk for one in rows])
        seen = set(mine.values_list("pk", flat=True))
    for one in rows:
        known = seen is None or one.pk in seen
        yield Done(
            Did.MET,
            "meeting",
            str(one.pk),
            timezone.localtime(one.starts_at),
            "",
            one.title if known else "",
            reverse("meeting_detail", args=[one.pk]) if known else "",
        )


def _circulars(unit: UUID, interval: Interval) -> Iterable[Done]:
    rows = Circular.objects.filter(
        unit=unit,
        body__kind__in=STANDING,
        state=Circular.State.CLOSED,
        closed_at__gte=interval.since,
        closed_at__lt=interval.until,
    )
    for one in rows:
        if one.closed_at is not None:
            yield Done(
                Did.DECIDED,
                "circular",
                str(one.pk),
                timezone.localtime(one.closed_at),
                "",
                one.title,
                reverse("circular_detail", args=[one.pk]),
            )


def _notices(unit: UUID, interval: Interval, standing: Standing | None) -> Iterable[Done]:
    rows = list(
        ConclusionNotice.objects.filter(
            meeting__unit=unit,
            issued_at__gte=interval.since,
            issued_at__lt=interval.until,
            meeting__body__kind__in=STANDING,
        ).select_related("document")
    )
    seen = None
    if standing is not None:
        mine = documents_visible_to(standing).filter(pk__in=[one.document_id for one in rows])
        seen = set(mine.values_list("pk", flat=True))
    for one in rows:
        if one.issued_at is None:
            continue
        known = seen is None or one.document_id in seen
        yield Done(
            Did.CONCLUDED,
            "conclusionnotice",
            str(one.pk),
            timezone.localtime(one.issued_at),
            one.document.reference if known and one.document else "",
            one.subject if known else "",
            reverse("document_detail", args=[one.document_id]) if known and one.document_id else "",
        )


@dataclass(frozen=True)
class Between:
    """Two sessions and what was done between them."""

    first: Meeting
    second: Meeting
    acts: list[Done]

    def of(self, did: Did) -> list[Done]:
        """Return the acts of one kind."""
        return [one for one in self.acts if one.did is did]

    @property
    def hidden(self) -> int:
        """How many are counted that the reader may not open."""
        return sum(not one.words for one in self.acts)


def between_visible_to(standing: Standing, first: UUID, second: UUID) -> Between | None:
    """Return the work between two sessions of one committee, None if the asker may not see both.

    :raises SessionsInDisorder: if the second begins before the first ended
    """
    found = {one.pk: one for one in sessions_of(standing).filter(pk__in=[first, second])}
    if len(found) != 2 or found[first].unit_id != found[second].unit_id:
        return None
    interval = interval_of(found[first], found[second])
    return Between(found[first], found[second], acts_between(found[first].unit_id, interval, standing))


def paper_of(between: Between) -> Paper:
    """Return the draft report; acts that the reader may not open are counted and not named."""
    unit, day = between.first.unit_id, day_of(between.second.starts_at)
    name = name_row(unit, day)
    interval = interval_of(between.first, between.second)
    around = Around(
        superior=superior_name_of(unit, day),
        issuer=name.name if name else between.first.unit.code,
        number_line=open_number_line("BC", name.symbol if name else between.first.unit.code),
        date_line=open_date_line(place_of(unit), day),
        first_session=f"kỳ họp thứ {between.first.ordinal}",
        second_session=f"kỳ họp thứ {between.second.ordinal}",
        since=day_of(interval.since),
        until=day_of(interval.until),
    )
    hidden = "(nội dung không thuộc phạm vi được xem)"
    acts = [one if one.words else replace(one, words=hidden) for one in between.acts]
    facts = {
        did: Fact(
            code=f"between_{did.value}",
            name=did.value,
            value=str(len(between.of(did))),
            unit=between.first.unit.code,
            period=f"{interval.since.isoformat()}/{interval.until.isoformat()}",
            as_of=day.isoformat(),
            address=reverse("api_between", args=[between.first.pk, between.second.pk, did.value]),
        )
        for did in Did
    }
    return compose(around, acts, facts)
