"""What the pages that prepare a meeting show, to those who may prepare it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet

from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingChair,
    MeetingPaper,
    MeetingPart,
    Summons,
)
from nghisu.organisation.models import Body
from nghisu.organisation.queries import incumbents
from nghisu.organisation.rules.policy import Standing


@dataclass
class PreparedItem:
    """An item with its papers (withdrawn ones too), and how deep it stands."""

    item: AgendaItem
    depth: int
    papers: list[MeetingPaper] = field(default_factory=list)


@dataclass
class PreparedPart:
    """A part with its agenda in order, and how many are summoned."""

    part: MeetingPart
    items: list[PreparedItem] = field(default_factory=list)
    member_count: int = 0
    invited_count: int = 0
    voter_count: int = 0


def prepared(meeting: Meeting) -> list[PreparedPart]:
    """Return the parts of a meeting with everything on them, for who prepares it."""
    parts = {
        part.pk: PreparedPart(part) for part in MeetingPart.objects.filter(meeting=meeting).order_by("order")
    }
    papers: dict[UUID, list[MeetingPaper]] = {}
    for paper in MeetingPaper.objects.filter(item__part__in=parts).order_by("order"):
        papers.setdefault(paper.item_id, []).append(paper)
    below: dict[tuple[UUID, UUID | None], list[AgendaItem]] = {}
    for item in AgendaItem.objects.filter(part__in=parts).order_by("order"):
        below.setdefault((item.part_id, item.parent_id), []).append(item)

    def lay(part: PreparedPart, above: UUID | None, depth: int) -> None:
        for item in below.get((part.part.pk, above), []):
            part.items.append(PreparedItem(item, depth, papers.get(item.pk, [])))
            lay(part, item.pk, depth + 1)

    for part in parts.values():
        lay(part, None, 0)
    for part_id, capacity in Summons.objects.filter(part__in=parts).values_list("part_id", "capacity"):
        if capacity == Summons.Capacity.MEMBER:
            parts[part_id].member_count += 1
        else:
            parts[part_id].invited_count += 1
    for part in parts.values():
        part.voter_count = len(electorate_of(part.part, meeting=meeting))
    return list(parts.values())


def electorate_of(part: MeetingPart, *, meeting: Meeting | None = None) -> set[UUID]:
    """Return the ids of the persons who vote in a part. A deputy never stands for a member's vote.

    Incumbents are those of the day of the part, less those left out by a decision.
    """
    meeting = meeting or part.meeting
    if part.electorate == MeetingPart.Electorate.NOBODY:
        return set()
    if part.electorate == MeetingPart.Electorate.BODY and meeting.body_id is not None:
        body = Body.objects.get(pk=meeting.body_id)
        return set(incumbents(body, part.starts_at.date()).values_list("person_id", flat=True))
    rows = Summons.objects.filter(part=part, capacity=Summons.Capacity.MEMBER)
    return set(rows.values_list("person_id", flat=True))


def roll_of(part: MeetingPart) -> list[Summons]:
    """Return the summoned list of a part: members in order of office, then the invited."""
    rows = Summons.objects.filter(part=part).select_related("person", "part__meeting")
    return sorted(
        rows,
        key=lambda row: (row.capacity != Summons.Capacity.MEMBER, row.order, row.person.sort_key),
    )


def chairs_of(meeting: Meeting) -> list[MeetingChair]:
    """Return the chairs in order, with their persons."""
    return list(MeetingChair.objects.filter(meeting=meeting).select_related("person").order_by("order"))


def summons_of(meeting: Meeting, pk: UUID) -> Summons | None:
    """Return a summons to the meeting, else None."""
    rows = Summons.objects.filter(part__meeting=meeting, pk=pk).select_related("part__meeting", "person")
    return rows.first()


def papers_of(meeting: Meeting) -> QuerySet[MeetingPaper]:
    """Return all papers of a meeting, withdrawn ones too, for who prepares it."""
    return MeetingPaper.objects.filter(item__part__meeting=meeting).select_related(
        "item__part__meeting", "document"
    )


def bodies_of(standing: Standing) -> Iterable[Body]:
    """Return the bodies of open terms for which the asker may prepare meetings."""
    return (
        Body.objects.filter(unit_id__in=standing.reach("meeting.call"), term__closed_at__isnull=True)
        .select_related("term", "unit")
        .order_by("unit", "kind")
    )


def summons_to_tell(standing: Standing) -> QuerySet[Summons]:
    """Return the asker's own summonses to meetings put off or called off."""
    return (
        Summons.objects.filter(person_id=standing.me)
        .filter(Q(part__meeting__cancelled_at__isnull=False) | Q(part__meeting__postponed_from__isnull=False))
        .select_related("part__meeting")
    )
