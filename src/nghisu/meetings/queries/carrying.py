"""What the next session of a body is offered: its recurring items, and what earlier ones left open."""

from dataclasses import dataclass
from uuid import UUID

from nghisu.meetings.models import AgendaItem, Circular, Meeting, RecurringItem
from nghisu.organisation.models import Body


@dataclass(frozen=True, slots=True)
class Offered:
    """One thing that may go onto the agenda. ``key`` names it in a form."""

    key: str
    title: str
    source: str
    presenter: str = ""
    minutes: int | None = None
    wanted: str = AgendaItem.Wanted.HEAR
    is_closed: bool = False


def recurring_items(body: Body) -> list[RecurringItem]:
    """Return the items that stand on every agenda of the body, in order."""
    return list(RecurringItem.objects.filter(body=body).order_by("order"))


def carried_over(meeting: Meeting) -> list[AgendaItem]:
    """Return the items that earlier meetings of the same body left open and no later agenda has taken up."""
    if meeting.body_id is None:
        return []
    return list(
        AgendaItem.objects.filter(
            part__meeting__body_id=meeting.body_id,
            part__meeting__starts_at__lt=meeting.starts_at,
            is_left_open=True,
            carried_to__isnull=True,
        )
        .exclude(part__meeting=meeting)
        .select_related("part__meeting")
        .order_by("part__meeting__starts_at", "part__order", "order")
    )


def circulars_to_report(meeting: Meeting) -> list[Circular]:
    """Return the circulars of the body that were counted before the meeting and reported to none yet."""
    if meeting.body_id is None:
        return []
    return list(
        Circular.objects.filter(
            body_id=meeting.body_id,
            state=Circular.State.CLOSED,
            reported_item__isnull=True,
            closed_at__lt=meeting.starts_at,
        ).order_by("closed_at")
    )


def recurring_missing(meeting: Meeting) -> list[RecurringItem]:
    """Return the recurring items of the body that do not stand on this agenda yet."""
    if meeting.body_id is None:
        return []
    there = AgendaItem.objects.filter(part__meeting=meeting, recurring__isnull=False).values("recurring")
    return list(RecurringItem.objects.filter(body_id=meeting.body_id).exclude(pk__in=there).order_by("order"))


def recurring_by_id(pk: UUID) -> RecurringItem | None:
    """Return a recurring item with its body, else None."""
    return RecurringItem.objects.select_related("body", "body__term").filter(pk=pk).first()
