"""Drafts on their way to the signature, and what is known of a signatory on a day."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from nghisu.documents.models import Document, SigningStep
from nghisu.documents.queries.names import unit_choices
from nghisu.documents.rules.signing import Signatory
from nghisu.documents.rules.states import Status
from nghisu.documents.rules.submission import Stage, State
from nghisu.organisation.models import Absence, Assignment, Mandate, Suspension, UnitName
from nghisu.organisation.queries import on, tree_on
from nghisu.organisation.rules.offices import BY_CODE
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

SIGNING_OFFICES = (
    "secretary",
    "standing_deputy",
    "deputy_secretary",
    "standing_member",
    "inspection_chair",
    "inspection_deputy",
    "chief_of_office",
    "deputy_chief",
    "head",
    "deputy_head",
)


def latest_round(document: Document) -> list[SigningStep]:
    """Return the steps of the latest round, in order; none for a draft that never went that way."""
    steps = list(document.signing_steps.select_related("person", "unit").order_by("round", "order"))
    return [one for one in steps if one.round == steps[-1].round] if steps else []


def signatory_on(person: Person, unit_id: UUID, day: date) -> Signatory:
    """Return what decides whether the person may sign for the unit on the day."""
    house = tree_on(day).house_of(tree_on(day).committee_of(unit_id))
    mandates = list(Mandate.objects.filter(on(day), person=person, unit_id__in=house))
    stopped = set(
        Suspension.objects.filter(on(day), mandate__in=mandates).values_list("mandate_id", flat=True)
    )
    away = Absence.objects.filter(on(day), person=person, unit_id__in=house).select_related("substitute")
    first = away.first()
    return Signatory(
        name=person.full_name,
        offices=frozenset(one.office for one in mandates if one.pk not in stopped),
        suspended=bool(stopped),
        substitute=first.substitute.full_name if first else "",
        may_sign=Assignment.objects.filter(on(day), person=person, unit_id__in=house, may_sign=True).exists(),
        stands_in=Absence.objects.filter(on(day), substitute=person, unit_id__in=house).exists(),
    )


def has_head(unit_id: UUID, day: date) -> bool:
    """Tell whether a head or a deputy head leads the unit on the day."""
    return Mandate.objects.filter(on(day), unit_id=unit_id, office__in=["head", "deputy_head"]).exists()


def signatory_choices(standing: Standing, day: date) -> list[tuple[str, str, str]]:
    """Return (id of the person, name, title on paper) of those who may sign for the asker's house."""
    drafters = standing.reach("document.draft")
    house = {one for unit in drafters for one in standing.tree.house_of(standing.tree.committee_of(unit))}
    rows = Mandate.objects.filter(on(day), unit_id__in=house, office__in=SIGNING_OFFICES)
    best: dict[UUID, Mandate] = {}
    for row in rows.select_related("person"):
        held = best.get(row.person_id)
        if held is None or BY_CODE[row.office].rank < BY_CODE[held.office].rank:
            best[row.person_id] = row
    ordered = sorted(
        best.values(), key=lambda row: (BY_CODE[row.office].rank, row.order, row.person.sort_key)
    )
    return [
        (str(row.person_id), row.person.full_name, row.duty or TITLES.get(row.office, "")) for row in ordered
    ]


TITLES = {
    "secretary": "Bí thư",
    "standing_deputy": "Phó Bí thư Thường trực",
    "deputy_secretary": "Phó Bí thư",
    "standing_member": "Ủy viên Ban Thường vụ",
    "inspection_chair": "Chủ nhiệm",
    "inspection_deputy": "Phó Chủ nhiệm",
    "chief_of_office": "Chánh Văn phòng",
    "deputy_chief": "Phó Chánh Văn phòng",
    "head": "Trưởng Ban",
    "deputy_head": "Phó Trưởng Ban",
}


def steps_visible_to(standing: Standing) -> QuerySet[SigningStep]:
    """Return the waiting steps of drafts the asker writes, checks or signs."""
    head = standing.reach("document.review", "drafter")
    office = standing.reach("document.check")
    issuers = standing.reach("document.issue")
    writers = standing.reach("document.draft")
    return SigningStep.objects.filter(document__status=Status.SUBMITTED, state=State.WAITING).filter(
        Q(unit_id__in=head, stage=Stage.HEAD)
        | Q(document__unit_id__in=office | issuers)
        | Q(document__signers__person=standing.me)
        | Q(document__drafter_unit_id__in=writers)
    )


def awaiting_me(standing: Standing) -> QuerySet[SigningStep]:
    """Return the steps whose turn it is and that the asker may answer, oldest first."""
    first = (
        SigningStep.objects.filter(
            document=OuterRef("document"), document__status=Status.SUBMITTED, state=State.WAITING
        )
        .order_by("-round", "order")
        .values("pk")[:1]
    )
    head = standing.reach("document.review", "drafter")
    office = standing.reach("document.check")
    signs = standing.reach("document.sign")
    return (
        SigningStep.objects.filter(pk=Subquery(first))
        .filter(
            Q(stage=Stage.HEAD, unit_id__in=head)
            | Q(stage=Stage.OFFICE, document__unit_id__in=office)
            | Q(stage=Stage.SIGNATORY, document__signers__person=standing.me)
            | Q(stage=Stage.SIGNATORY, document__signers__person=None, document__unit_id__in=signs)
        )
        .select_related("document")
        .order_by("begun_at", "pk")
        .distinct()
    )


def may_answer(standing: Standing, step: SigningStep) -> bool:
    """Tell whether the asker may answer the step whose turn it is."""
    return awaiting_me(standing).filter(pk=step.pk).exists()


def on_their_way(standing: Standing) -> QuerySet[SigningStep]:
    """Return the step each submitted draft stands at, for the page of all drafts under way."""
    first = (
        SigningStep.objects.filter(document=OuterRef("document"), state=State.WAITING)
        .order_by("-round", "order")
        .values("pk")[:1]
    )
    return (
        steps_visible_to(standing)
        .filter(pk=Subquery(first))
        .select_related("document", "document__drafter_unit")
        .annotate(
            drafter_name=Subquery(
                UnitName.objects.filter(
                    on(standing.day), unit_id=OuterRef("document__drafter_unit_id")
                ).values("name")[:1]
            )
        )
        .distinct()
    )


def names_of_units(day: date, steps: list[SigningStep]) -> dict[UUID, str]:
    """Return what the units of the steps are called on the day."""
    found: dict[UUID, str] = defaultdict(str)
    found.update({UUID(pk): name for pk, name in unit_choices(day, frozenset(one.unit_id for one in steps))})
    return found
