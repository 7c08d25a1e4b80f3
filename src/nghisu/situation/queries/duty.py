"""Who reads urgent issues, and who may be asked to."""

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from nghisu.organisation.models import Mandate
from nghisu.organisation.queries import on
from nghisu.organisation.rules.offices import OFFICES
from nghisu.people.models import Person
from nghisu.situation.models import ReadingDuty

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


def readers(unit: UUID, standing: "Standing", day: date) -> dict[UUID, str]:
    """Return who in a committee's house holds an office that reads issues: id → name, as a roster orders."""
    roles = {clause.role for clause in standing.clauses["issue.see"]}
    offices = [office.code for office in OFFICES if roles & set(office.roles)]
    held = Mandate.objects.filter(
        on(day),
        unit_id__in=standing.tree.house_of(unit),
        office__in=offices,
        person=OuterRef("pk"),
    )
    people = Person.objects.filter(Exists(held)).order_by("sort_key")
    return {one.pk: f"{one.full_name} – {one.title}" if one.title else one.full_name for one in people}


def duties_visible_to(standing: "Standing", day: date) -> QuerySet[ReadingDuty]:
    """Return the duties that the asker may set and that are not over, first to last."""
    return (
        ReadingDuty.objects.filter(unit_id__in=standing.reach("reading_duty.set"), until__gt=day)
        .select_related("person", "unit")
        .order_by("unit__code", "first", "person__sort_key")
    )
