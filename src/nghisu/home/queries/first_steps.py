"""How far a new office is with its first steps, read from the data in one question."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.documents.models import Document
from nghisu.home.models import FirstStepsPutAway
from nghisu.home.rules.first_steps import ABOUT, Step
from nghisu.meetings.models import Meeting
from nghisu.organisation.models import Body, Mandate, Term, Unit, UnitName
from nghisu.organisation.queries import names_on, on
from nghisu.organisation.rules.policy import Role, Standing
from nghisu.people.models import RequiredFactor
from nghisu.record.models import Entry


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step, whether it is done, and where."""

    title: str
    why: str
    url: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The steps of one committee."""

    unit_id: UUID
    name: str
    rows: tuple[StepRow, ...]
    is_put_away: bool

    @property
    def done(self) -> int:
        """How many are done."""
        return sum(one.is_done for one in self.rows)

    @property
    def left(self) -> list[StepRow]:
        """Those still to do, in order."""
        return [one for one in self.rows if not one.is_done]


def committees_begun_by(standing: Standing) -> list[UUID]:
    """Return the committees whose first steps the asker looks after."""
    return sorted(standing.reach("firststeps.see") & standing.tree.committees, key=str)


def first_steps(standing: Standing) -> list[FirstSteps]:
    """Return the first steps of each committee that the asker looks after."""
    found = [_steps_of(standing, one) for one in committees_begun_by(standing)]
    return [one for one in found if one is not None]


def steps_on_first_screen(standing: Standing) -> list[FirstSteps]:
    """Return those with something left to do that nobody put away."""
    wanted = committees_begun_by(standing)
    if not wanted:
        return []
    away = set(FirstStepsPutAway.objects.filter(unit__in=wanted).values_list("unit_id", flat=True))
    found = [_steps_of(standing, one) for one in wanted if one not in away]
    return [one for one in found if one is not None and one.left]


def committee_begun_by(standing: Standing, pk: UUID) -> Unit | None:
    """Return a committee whose first steps the asker looks after."""
    return Unit.objects.filter(pk=pk).first() if pk in committees_begun_by(standing) else None


def _steps_of(standing: Standing, unit_id: UUID) -> FirstSteps | None:
    day, house = standing.day, standing.tree.house_of(unit_id)
    term = Term.objects.filter(unit=OuterRef("pk"), closed_at=None)
    bodies = Body.objects.filter(unit=OuterRef("pk"), term__closed_at=None)
    held = Mandate.objects.filter(on(day), unit__in=house)
    others = held.filter(person__username__isnull=False, person__is_active=True)
    enough = others.exclude(person_id=standing.me)
    row = (
        Unit.objects.filter(pk=unit_id)
        .annotate(
            has_symbol=Exists(UnitName.objects.filter(on(day), unit=OuterRef("pk")).exclude(symbol="")),
            has_term=Exists(term),
            has_bodies=Exists(bodies),
            has_doubt=Exists(bodies.filter(confirmed=False)),
            has_people=Exists(held.exclude(person_id=standing.me)),
            has_clerk=Exists(held.filter(office=Role.CLERK.value)),
            has_accounts=Exists(enough),
            has_factors=Exists(RequiredFactor.objects.filter(unit_id=OuterRef("pk"))),
            has_copy=Exists(Entry.objects.filter(verb="record.backed_up")),
            has_document=Exists(Document.objects.filter(Q(unit__in=house) | Q(drafter_unit__in=house))),
            has_meeting=Exists(Meeting.objects.filter(unit__in=house)),
            is_put_away=Exists(FirstStepsPutAway.objects.filter(unit=OuterRef("pk"))),
        )
        .first()
    )
    if row is None:
        return None
    done = {
        Step.UNITS: len(house) > 1 or bool(standing.tree.below(unit_id)),
        Step.SYMBOL: row.has_symbol and bool(row.place),
        Step.TERM: row.has_term,
        Step.BODIES: row.has_bodies,
        Step.CONFIRMED: row.has_bodies and not row.has_doubt,
        Step.ROSTER: row.has_people,
        Step.CLERK: row.has_clerk,
        Step.ACCOUNTS: row.has_accounts,
        Step.FACTORS: row.has_factors,
        Step.COPY: row.has_copy,
        Step.DOCUMENT: row.has_document,
        Step.MEETING: row.has_meeting,
    }
    rows = tuple(
        StepRow(
            _(about.title),
            _(about.why),
            reverse(about.page, args=[about.slug] if about.slug else []),
            bool(done[step]),
        )
        for step, about in ABOUT.items()
    )
    name = names_on(day, {unit_id}).get(unit_id, row.code)
    return FirstSteps(unit_id, name, rows, row.is_put_away)
