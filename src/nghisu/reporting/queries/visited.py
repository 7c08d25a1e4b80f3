"""Working visits among what the standing committee did between two sessions."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from nghisu.kit.periods import day_starts
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.queries.between import register_acts
from nghisu.reporting.rules.between import Did, Done, Interval
from nghisu.visits.models import Visit
from nghisu.visits.queries import visits_visible_to
from nghisu.visits.rules.steps import DONE


@register_acts
def visits_between(unit: UUID, interval: Interval, standing: Standing | None) -> Iterable[Done]:
    """Yield the visits held in the interval, at the hour they began, else at the start of the day."""
    days = (day_of(interval.since), day_of(interval.until))
    rows = list(
        Visit.objects.filter(unit=unit, state__in=sorted(DONE), held_on__range=days).select_related(
            "document"
        )
    )
    seen = None
    if standing is not None:
        mine = visits_visible_to(standing).filter(pk__in=[one.pk for one in rows])
        seen = set(mine.values_list("pk", flat=True))
    for one in rows:
        if one.held_on is None:
            continue
        known = seen is None or one.pk in seen
        begun = one.starts_at if one.starts_at and day_of(one.starts_at) == one.held_on else None
        yield Done(
            Did.VISITED,
            "visit",
            str(one.pk),
            begun or day_starts(one.held_on),
            one.document.reference if known and one.document else "",
            one.purpose if known else "",
            reverse("visit_detail", args=[one.pk]) if known else "",
        )
