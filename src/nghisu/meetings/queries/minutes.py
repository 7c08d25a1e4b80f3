"""Read statements and minutes for the one who asks; of a closed part only who may know of that part."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nghisu.kit import language
from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingChair,
    MeetingPaper,
    MeetingPart,
    Minutes,
    MinutesCorrection,
    MinutesRemark,
    MinutesSection,
    OpenVote,
    PartRun,
    Presence,
    Statement,
    Summons,
)
from nghisu.meetings.queries.attendance import member_stays
from nghisu.meetings.queries.calling import parts_visible_to
from nghisu.meetings.queries.conclusion import paragraphs_of
from nghisu.meetings.queries.minutes_sources import told_of
from nghisu.meetings.queries.points import point_totals
from nghisu.meetings.rules.minutes import (
    GROUP_HEADINGS,
    Attended,
    Ballot,
    Group,
    Handled,
    Held,
    Spoken,
)
from nghisu.meetings.rules.voting import VoteMode, VoteState
from nghisu.organisation.models import UnitName
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing

STATES = Minutes.State
MINUTES_STATE_NAMES = {
    STATES.DRAFT: _("Being written"),
    STATES.CORRECTION: _("Out for remarks"),
    STATES.TO_SIGN: _("Awaits the chair's signature"),
    STATES.SIGNED: _("Signed"),
}
MINUTES_STATE_TONES = {
    STATES.DRAFT: "plain",
    STATES.CORRECTION: "info",
    STATES.TO_SIGN: "warn",
    STATES.SIGNED: "good",
}
HOW_VOTED = {
    VoteMode.HANDS: "giơ tay",
    VoteMode.CARDS: "thẻ biểu quyết",
    VoteMode.DEVICE: "trên thiết bị",
}
HELD_STATES = (Meeting.State.OPEN, Meeting.State.CONCLUDED, Meeting.State.ARCHIVED)


# Who may what ------------------------------------------------------------------------------------------


def may_record(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker writes the minutes: the recorder of the meeting, or by office."""
    return (standing.person_id is not None and meeting.secretary_id == standing.person_id) or standing.may(
        "minutes.write", unit=meeting.unit_id
    )


def is_chair(standing: Standing, meeting: Meeting) -> bool:
    """Tell whether the asker is one of the chairs of the meeting."""
    return MeetingChair.objects.filter(meeting=meeting, person_id=standing.me).exists()


def parts_recorded_by(standing: Standing, meeting: Meeting) -> list[MeetingPart]:
    """Return the parts whose statements the asker enters: those the asker may know of, in order.

    The recorder of the meeting records all of it.
    """
    if not may_record(standing, meeting):
        return []
    if standing.person_id is not None and meeting.secretary_id == standing.person_id:
        return list(MeetingPart.objects.filter(meeting=meeting).order_by("order"))
    return parts_visible_to(standing, meeting)


def parts_minuted_for(standing: Standing, meeting: Meeting, minutes: Minutes | None) -> list[MeetingPart]:
    """Return the parts whose minutes the asker may read now, in order.

    Who writes or chairs reads at any time; once signed, members read the parts they were summoned to,
    and the office what its rights reach. The invited read no minutes.
    """
    if may_record(standing, meeting) or is_chair(standing, meeting):
        parts = parts_recorded_by(standing, meeting)
        if is_chair(standing, meeting):
            parts = list(MeetingPart.objects.filter(meeting=meeting).order_by("order"))
        return parts
    if minutes is None or not minutes.is_signed:
        return []
    allowed = Q(
        pk__in=Summons.objects.filter(
            part__meeting=meeting, person_id=standing.me, capacity=Summons.Capacity.MEMBER
        ).values("part_id")
    )
    if meeting.unit_id in standing.reach("minutes.see"):
        allowed |= Q(is_closed=False)
        if meeting.unit_id in standing.reach("meeting.see_closed"):
            allowed |= Q(is_closed=True)
    return list(MeetingPart.objects.filter(allowed, meeting=meeting).order_by("order"))


def minutes_of(meeting: Meeting) -> Minutes | None:
    """Return the minutes of a meeting, else None; ask what the asker may read of them before showing."""
    return Minutes.objects.filter(meeting=meeting).select_related("recorder", "chair", "document").first()


# Statements --------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Speaker:
    """Somebody who may be named as the speaker: a person summoned to the part, or a unit."""

    words: str
    name: str
    person_id: UUID | None = None
    unit_id: UUID | None = None
    is_member: bool = False


def speakers_of(part: MeetingPart) -> list[Speaker]:
    """Return those summoned to a part in order of office, then the units they come from, in two queries."""
    found = [
        Speaker(
            f"{name}, {duty}" if duty else name,
            f"Đồng chí {name}, {duty}" if duty else f"Đồng chí {name}",
            person_id=person_id,
            is_member=capacity == Summons.Capacity.MEMBER,
        )
        for person_id, name, duty, capacity in Summons.objects.filter(part=part)
        .order_by("-capacity", "order", "person__sort_key")
        .values_list("person_id", "person__full_name", "duty", "capacity")
    ]
    day = timezone.localtime(part.meeting.starts_at).date()
    names = (
        UnitName.objects.filter(on(day), unit__mandates__person__summonses__part=part)
        .order_by("sort_key")
        .distinct()
    )
    found += [Speaker(name, name, unit_id=pk) for name, pk in names.values_list("name", "unit_id")]
    return found


def speaker_called(speakers: Sequence[Speaker], words: str) -> Speaker | None:
    """Return whom the typed words mean: exactly one of those summoned, or a unit; None for nobody known."""
    sought = language.fold(words)
    exact = [one for one in speakers if language.fold(one.words) == sought]
    if len(exact) == 1:
        return exact[0]
    named = [one for one in speakers if language.fold(one.words.split(",")[0]) == sought]
    return named[0] if len(named) == 1 else None


def statements_entered(parts: Sequence[MeetingPart]) -> QuerySet[Statement]:
    """Return the statements of these parts in the order in which they were made."""
    return (
        Statement.objects.filter(part__in=[part.pk for part in parts])
        .select_related("item", "part")
        .order_by("part__order", "order")
    )


def own_statements(standing: Standing, meeting: Meeting) -> list[Statement]:
    """Return what the asker said at this one meeting, for the time of remarks; nothing once it is signed."""
    return list(
        Statement.objects.filter(part__meeting=meeting, person_id=standing.me)
        .select_related("item", "part")
        .prefetch_related("remarks")
    )


def parts_reservable_by(standing: Standing, meeting: Meeting, minutes: Minutes | None) -> list[MeetingPart]:
    """Return the parts in which the asker, as a member, may ask for an opinion to be minuted."""
    if meeting.state not in HELD_STATES[:2]:
        return []
    if minutes is not None and not minutes.is_open:
        return []
    return list(
        MeetingPart.objects.filter(
            meeting=meeting,
            summonses__person_id=standing.me,
            summonses__capacity=Summons.Capacity.MEMBER,
        ).order_by("order")
    )


# What minutes are composed from ------------------------------------------------------------------------


Times = tuple[datetime, datetime | None]


def times_of(parts: Sequence[MeetingPart]) -> dict[UUID, Times]:
    """Return from when until when each part was in session; as planned where nobody ran its floor."""
    runs = {run.part_id: run for run in PartRun.objects.filter(part__in=parts)}
    times: dict[UUID, Times] = {}
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        run = runs.get(part.pk)
        planned = after.starts_at if after is not None and after.starts_at > part.starts_at else None
        times[part.pk] = (run.began_at, run.ended_at) if run else (part.starts_at, planned)
    return times


def attended(part: MeetingPart, times: Times, *, has_presences: bool) -> Attended:
    """Return who of a part's summoned was there, by check-in; by answers where nobody was checked in.

    A member counts as present who was there at any time of the part. Deputies count with nobody.
    """
    since, until = times
    rows = list(
        Summons.objects.filter(part=part)
        .order_by("order", "person__sort_key")
        .values_list("person_id", "person__full_name", "duty", "capacity", "answer", "reason")
    )
    if has_presences:
        over = Q(until__isnull=True) | Q(until__gt=since)
        begun = Q(since__lt=until) if until is not None else Q()
        there = set(member_stays(part).filter(over, begun).values_list("person_id", flat=True))
        guests = set(
            Presence.objects.filter(over, begun, meeting=part.meeting_id).values_list("person_id", flat=True)
        )
    else:
        there = {row[0] for row in rows if row[4] == Summons.Answer.COMING}
        guests = there
    members = [row for row in rows if row[3] == Summons.Capacity.MEMBER]
    absent = [
        (f"{name}, {duty}" if duty else name, reason)
        for person_id, name, duty, _capacity, _answer, reason in members
        if person_id not in there
    ]
    invited = sum(row[3] == Summons.Capacity.INVITED and row[0] in guests for row in rows)
    points = ""
    totals = point_totals(part.meeting) if not part.is_closed else None
    if totals is not None:
        points = f"{totals.reported}/{totals.points} điểm cầu báo có {totals.heads} người dự"
    return Attended(
        key=str(part.pk),
        part_title=part.title,
        members=len(members),
        present=len(members) - len(absent),
        absent=absent,
        invited=invited,
        points=points,
    )


def ballots_by_item(meeting: Meeting) -> dict[tuple[UUID, UUID | None], list[Ballot]]:
    """Return the open votes that were closed, by part and item, in the order they were taken."""
    found: dict[tuple[UUID, UUID | None], list[Ballot]] = defaultdict(list)
    for vote in OpenVote.objects.filter(meeting=meeting, state=VoteState.CLOSED).order_by("opened_at"):
        found[vote.part_id, vote.item_id].append(
            Ballot(
                vote.question.rstrip("."),
                vote.base,
                vote.agree or 0,
                vote.against or 0,
                vote.abstain or 0,
                vote.is_adopted,
                HOW_VOTED[VoteMode(vote.mode)],
            )
        )
    return found


def _end_of(meeting: Meeting, ends: Sequence[datetime | None]) -> datetime | None:
    known = [end for end in ends if end is not None]
    is_whole = bool(known) and len(known) == len(ends)
    end = max(known) if is_whole else meeting.ends_at
    return timezone.localtime(end) if end is not None else None


def held(meeting: Meeting) -> Held:
    """Return everything the minutes are composed from, closed parts included."""
    parts = list(
        MeetingPart.objects.filter(meeting=meeting).select_related("meeting__body").order_by("order")
    )
    times = times_of(parts)
    has_presences = Presence.objects.filter(meeting=meeting).exists()
    chairs = MeetingChair.objects.filter(meeting=meeting).order_by("order")
    items = list(AgendaItem.objects.filter(part__in=parts).order_by("part__order", "order"))
    papers: dict[UUID, list[str]] = defaultdict(list)
    for item_id, title in MeetingPaper.objects.filter(item__in=items).values_list("item_id", "title"):
        papers[item_id].append(title)
    spoken: dict[tuple[UUID, UUID | None], list[Spoken]] = defaultdict(list)
    for one in Statement.objects.filter(part__in=parts).order_by("part__order", "order"):
        spoken[one.part_id, one.item_id].append(Spoken(one.speaker, one.text, one.is_reserved))
    ballots = ballots_by_item(meeting)
    reported: dict[tuple[UUID, UUID | None], list[str]] = defaultdict(list)
    for told in told_of(meeting):
        reported[told.part_id, told.item_id] += told.lines
    handled: list[Handled] = []
    for part in parts:
        prefix = f"{part.title}: " if len(parts) > 1 else ""
        for item in items:
            if item.part_id == part.pk:
                at = (part.pk, item.pk)
                handled.append(
                    Handled(
                        key=f"item:{item.pk}",
                        part_key=str(part.pk),
                        number=item.number,
                        title=prefix + item.title,
                        presenter=item.presenter,
                        papers=papers[item.pk],
                        spoken=spoken.get(at, ()),
                        ballots=ballots.get(at, ()),
                        reported=reported.get(at, ()),
                    )
                )
        loose = (part.pk, None)
        if spoken.get(loose) or ballots.get(loose) or reported.get(loose):
            handled.append(
                Handled(
                    key=f"part:{part.pk}",
                    part_key=str(part.pk),
                    number="",
                    title=prefix + "Ý kiến khác",
                    spoken=spoken.get(loose, ()),
                    ballots=ballots.get(loose, ()),
                    reported=reported.get(loose, ()),
                )
            )
    open_parts = {part.pk for part in parts if not part.is_closed}
    return Held(
        title=meeting.title,
        place=meeting.place,
        starts_at=timezone.localtime(
            min((since for since, _until in times.values()), default=meeting.starts_at)
        ),
        ends_at=_end_of(meeting, [until for _since, until in times.values()]),
        content=[
            item.title.rstrip(".") for item in items if item.part_id in open_parts and item.parent_id is None
        ],
        chairs=[
            f"{name}, {duty}" if duty else name
            for name, duty in chairs.values_list("person__full_name", "duty")
        ],
        recorder=meeting.secretary.full_name if meeting.secretary else "",
        attended=[attended(part, times[part.pk], has_presences=has_presences) for part in parts],
        handled=handled,
        conclusion=paragraphs_of(meeting),
    )


# The page of the minutes -------------------------------------------------------------------------------


@dataclass
class SectionView:
    """A section as the page shows it."""

    section: MinutesSection
    earlier_count: int
    lines: list[str]
    corrections: list[MinutesCorrection] = field(default_factory=list)


@dataclass
class GroupView:
    """The sections under one heading of the form."""

    code: str
    heading: str
    sections: list[SectionView] = field(default_factory=list)


@dataclass
class MinutesView:
    """The minutes as the asker may read them, in five queries however many statements."""

    minutes: Minutes
    groups: list[GroupView]
    parts: list[MeetingPart]
    statement_count: int
    remarks_waiting: int

    @property
    def state_name(self) -> Promise | str:
        """The state in words."""
        return MINUTES_STATE_NAMES[STATES(self.minutes.state)]

    @property
    def state_tone(self) -> str:
        """The tone of the state's badge."""
        return MINUTES_STATE_TONES[STATES(self.minutes.state)]


def sections_readable(minutes: Minutes, parts: Sequence[MeetingPart]) -> QuerySet[MinutesSection]:
    """Return the sections that belong to these parts, and those that belong to none, in order."""
    return MinutesSection.objects.filter(
        Q(part__isnull=True) | Q(part__in=[part.pk for part in parts]), minutes=minutes
    ).order_by("order")


def minutes_view(minutes: Minutes, parts: Sequence[MeetingPart]) -> MinutesView:
    """Return the page of the minutes, without what belongs to parts not named."""
    corrections: dict[UUID, list[MinutesCorrection]] = defaultdict(list)
    for one in minutes.corrections.select_related("written_by", "confirmed_by").order_by("number"):
        corrections[one.section_id].append(one)
    groups: list[GroupView] = []
    for section in sections_readable(minutes, parts).annotate(earlier_count=Count("earlier")):
        if not groups or groups[-1].code != section.group:
            groups.append(GroupView(section.group, GROUP_HEADINGS[Group(section.group)]))
        groups[-1].sections.append(
            SectionView(
                section,
                section.earlier_count,
                section.text.splitlines(),
                corrections.get(section.pk, []),
            )
        )
    ids = [part.pk for part in parts]
    return MinutesView(
        minutes,
        groups,
        list(parts),
        Statement.objects.filter(part__in=ids).count(),
        MinutesRemark.objects.filter(statement__part__in=ids, is_accepted__isnull=True).count(),
    )


def remarks_to_answer(parts: Sequence[MeetingPart]) -> list[MinutesRemark]:
    """Return what members want corrected and nobody answered, oldest first."""
    return list(
        MinutesRemark.objects.filter(
            statement__part__in=[part.pk for part in parts], is_accepted__isnull=True
        )
        .select_related("statement__item", "statement__part__meeting")
        .order_by("sent_at")
    )
