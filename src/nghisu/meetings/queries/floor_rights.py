"""Who may do what on the floor of a running meeting, and for whom somebody speaks there."""

from uuid import UUID

from nghisu.meetings.models import (
    AgendaItem,
    Meeting,
    MeetingPart,
    Point,
    Summons,
    Turn,
)
from nghisu.meetings.queries.calling import parts_visible_to
from nghisu.meetings.queries.points import may_run_point
from nghisu.meetings.rules import speaking
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person


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


def is_summoned(standing: Standing, meeting: Meeting, part: MeetingPart | None) -> bool:
    """Tell whether the asker is summoned to the part in session, or while none is, to any of the meeting."""
    if part is not None:
        return summons_to(standing, part) is not None
    return Summons.objects.filter(part__meeting=meeting, person_id=standing.me).exists()


def own_points(standing: Standing, meeting: Meeting) -> list[Point]:
    """Return the points of the meeting that the asker operates."""
    points = Point.objects.filter(meeting=meeting, operator_id=standing.me).select_related("meeting", "host")
    return [point for point in points if may_run_point(standing, point)]


def own_turn(standing: Standing, part: MeetingPart | None) -> Turn | None:
    """Return the asker's own request that waits, or the turn in which the asker has the floor."""
    if part is None:
        return None
    states = [speaking.TurnState.WAITING, speaking.TurnState.SPEAKING]
    return Turn.objects.filter(part=part, person_id=standing.me, state__in=states).first()


def people_in(part: MeetingPart | None) -> dict[UUID, tuple[str, str]]:
    """Return the name and duty of those summoned to a part, members first."""
    if part is None:
        return {}
    rows = Summons.objects.filter(part=part).order_by("-capacity", "order", "person__sort_key")
    return {pk: (name, duty) for pk, name, duty in rows.values_list("person_id", "person__full_name", "duty")}


def person_by_id(pk: UUID | None) -> Person | None:
    """Return a person, or None for none."""
    return Person.objects.get(pk=pk) if pk else None


def items_of(part: MeetingPart | None) -> list[tuple[UUID, str]]:
    """Return the items of a part by number and title, in order."""
    if part is None:
        return []
    rows = AgendaItem.objects.filter(part=part).order_by("order")
    return [(pk, f"{number}. {title}") for pk, number, title in rows.values_list("pk", "number", "title")]


def item_in(part: MeetingPart | None, pk: UUID | None) -> AgendaItem | None:
    """Return an item of the part, or None."""
    if part is None or pk is None:
        return None
    return AgendaItem.objects.filter(part=part, pk=pk).select_related("part__meeting").first()


def unit_speaking(standing: Standing, meeting: Meeting) -> UUID:
    """Return the unit for which the asker comments: the own committee, else the one that meets."""
    for holding in standing.holdings:
        committee = standing.tree.committee_of(holding.unit_id)
        if committee != meeting.unit_id:
            return committee
    return meeting.unit_id
