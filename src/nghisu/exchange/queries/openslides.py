"""Which units one may import a meeting into, which names are on the roster, what was imported."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from nghisu.exchange.models import TakenMeeting
from nghisu.kit import language
from nghisu.organisation.models import ImportDraft, Unit
from nghisu.organisation.queries import names_on
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

KIND = "openslides"


def units_for_meetings(standing: Standing) -> list[tuple[UUID, str]]:
    """Return the units whose meetings the asker calls, by name."""
    names = names_on(standing.day)
    reach = standing.reach("meeting.call") & standing.reach("document.draft")
    units = Unit.objects.filter(pk__in=reach, kind="committee")
    found = [(unit.pk, names.get(unit.pk, unit.code)) for unit in units]
    return sorted(found, key=lambda pair: language.sort_key(pair[1]))


def unit_of(standing: Standing, pk: UUID) -> Unit | None:
    """Return a unit whose meetings the asker calls."""
    offered = {unit for unit, _name in units_for_meetings(standing)}
    return Unit.objects.filter(pk=pk).first() if pk in offered else None


def draft_of(standing: Standing, pk: UUID) -> ImportDraft | None:
    """Return one's own file that was read and waits for a yes."""
    return ImportDraft.objects.filter(pk=pk, owner_id=standing.me, kind=KIND).first()


def on_the_roster(standing: Standing, names: Iterable[str]) -> dict[str, Person]:
    """Return, for each name that exactly one person within reach bears, that person."""
    wanted = {language.clean_name(name): name for name in names}
    found: dict[str, list[Person]] = {}
    people = Person.objects.filter(
        full_name__in=wanted, mandates__unit__in=standing.reach("roster.see")
    ).distinct()
    for person in people:
        found.setdefault(wanted[person.full_name], []).append(person)
    return {name: persons[0] for name, persons in found.items() if len(persons) == 1}


def taken_visible_to(standing: Standing) -> "QuerySet[TakenMeeting]":
    """Return the meetings that came from files, of units whose meetings the asker calls."""
    return TakenMeeting.objects.filter(meeting__unit__in=standing.reach("meeting.call")).select_related(
        "meeting", "meeting__unit"
    )


def taken_before(file_hash: str) -> TakenMeeting | None:
    """Return what was made of the very file before."""
    return TakenMeeting.objects.filter(file_hash=file_hash).select_related("meeting").first()
