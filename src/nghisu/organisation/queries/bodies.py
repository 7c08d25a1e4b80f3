"""What the pages of bodies, terms, the roster, assignments and absences show, as of a day."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from nghisu.organisation.models import (
    Absence,
    Assignment,
    Body,
    Mandate,
    OutsideBody,
    Suspension,
    Term,
    Unit,
    UnitName,
)
from nghisu.organisation.queries import incumbents, on
from nghisu.organisation.queries.units import BODY_ORDER, on_unit
from nghisu.organisation.rules.offices import BY_CODE, OFFICES
from nghisu.organisation.rules.policy import Standing
from nghisu.organisation.rules.profiles import PROFILES
from nghisu.people.models import Person

BODY_KINDS = Body.Kind.choices
RELATIONS = OutsideBody.Relation.choices
OFFICE_CHOICES = [(office.code, office.name) for office in OFFICES]


def within(rows: QuerySet, standing: Standing, action: str, field: str = "unit") -> QuerySet:  # type: ignore[type-arg]
    """Return the rows whose unit the asker may do the action on."""
    reach = standing.reach(action)
    return rows if reach >= standing.tree.known else rows.filter(**{f"{field}__in": reach})


def _name(day: date, reference: str = "unit") -> Subquery:
    return Subquery(UnitName.objects.filter(on(day), unit=OuterRef(reference)).values("name")[:1])


def terms_in(day: date) -> Q:
    """Return the condition that a term was open on the day: its closing day is still in it."""
    return Q(opened_at__date__lte=day) & (Q(closed_at=None) | Q(closed_at__date__gte=day))


def bodies_visible_to(standing: Standing, day: date) -> QuerySet[Body, Any]:
    """Return the bodies of the terms that hold on the day, with names, incumbents and order."""
    counted = (
        Mandate.objects.filter(on(day), body=OuterRef("pk"))
        .exclude(pk__in=Suspension.objects.filter(on(day)).values("mandate"))
        .order_by()
        .values("body")
        .annotate(count=Count("pk"))
        .values("count")
    )
    ranks = [When(kind=kind, then=Value(place)) for place, kind in enumerate(BODY_ORDER)]
    rows: QuerySet[Body] = within(Body.objects.all(), standing, "organisation.see")
    return (
        rows.filter(on_unit(day), term__in=Term.objects.filter(terms_in(day)))
        .select_related("unit", "term")
        .annotate(
            unit_name=_name(day),
            incumbent_count=Subquery(counted, output_field=IntegerField()),
            as_of=Value(day),
            kind_order=Case(*ranks, default=Value(9), output_field=IntegerField()),
        )
        .order_by("unit_name", "kind_order")
    )


def body_by_id(standing: Standing, pk: UUID) -> Body | None:
    """Return a body of any term, or None where the asker may not see it."""
    body = Body.objects.select_related("unit", "term").filter(pk=pk).first()
    return body if body is not None and body.unit_id in standing.reach("organisation.see") else None


def roster_of(body: Body, day: date) -> QuerySet[Mandate, Any]:
    """Return the members of a body on the day, each with the rank that orders protocol lists.

    A member of the standing committee stands before the other members of the executive committee.
    """
    in_standing = Mandate.objects.filter(
        on(day), person=OuterRef("person"), body__term=body.term_id, body__kind=Body.Kind.STANDING
    )
    cases = [When(office=office.code, then=Value(office.rank)) for office in OFFICES]
    return (
        Mandate.objects.filter(on(day), body=body)
        .select_related("person")
        .annotate(
            rank=Case(
                When(Q(office="member") & Exists(in_standing), then=Value(BY_CODE["standing_member"].rank)),
                *cases,
                default=Value(99),
                output_field=IntegerField(),
            ),
            is_suspended=Exists(Suspension.objects.filter(on(day), mandate=OuterRef("pk"))),
        )
    )


def terms_visible_to(standing: Standing) -> QuerySet[Term, Any]:
    """Return all terms, newest first, with the unit's last name."""
    last = UnitName.objects.filter(unit=OuterRef("unit")).order_by("-first").values("name")[:1]
    rows: QuerySet[Term] = within(Term.objects.all(), standing, "organisation.see")
    return rows.select_related("unit").annotate(unit_name=Subquery(last))


def term_by_id(standing: Standing, pk: UUID) -> Any:
    """Return a term, or None where the asker may not see it."""
    return terms_visible_to(standing).filter(pk=pk).first()


def mandates_visible_to(standing: Standing, day: date) -> QuerySet[Mandate]:
    """Return the mandates valid on the day of the units whose roster the asker may see."""
    rows: QuerySet[Mandate] = within(Mandate.objects.filter(on(day)), standing, "roster.see")
    return rows


def mandate_by_id(standing: Standing, pk: UUID) -> Mandate | None:
    """Return a mandate of any day, or None where the asker may not see the roster it stands on."""
    rows: QuerySet[Mandate] = within(Mandate.objects.all(), standing, "roster.see")
    return rows.select_related("person", "unit", "body__term").filter(pk=pk).first()


def persons_visible_to(standing: Standing, day: date) -> QuerySet[Person]:
    """Return the persons with a mandate on the day on a roster that the asker may see."""
    mandates = mandates_visible_to(standing, day).filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(mandates))


def offices_of(standing: Standing, day: date, persons: list[Person]) -> dict[UUID, list[Mandate]]:
    """Return the visible mandates of the persons on the day, in protocol order, with unit names."""
    found: dict[UUID, list[Mandate]] = {}
    mandates = (
        mandates_visible_to(standing, day)
        .filter(person__in=persons)
        .select_related("body", "unit")
        .annotate(unit_name=_name(day))
    )
    for mandate in mandates:
        found.setdefault(mandate.person_id, []).append(mandate)
    for rows in found.values():
        rows.sort(key=lambda row: (BY_CODE[row.office].rank if row.office in BY_CODE else 99, row.order))
    return found


def staff_of(unit: Unit, day: date) -> list[Mandate]:
    """Return who holds an office in a unit outside its bodies on the day, in protocol order."""
    rows = list(Mandate.objects.filter(on(day), unit=unit, body=None).select_related("person"))
    return sorted(
        rows,
        key=lambda row: (
            BY_CODE[row.office].rank if row.office in BY_CODE else 99,
            row.order,
            row.person.sort_key,
        ),
    )


def pickable_persons(standing: Standing, day: date, unit: Unit | None = None) -> dict[UUID, str]:
    """Return persons with a mandate on the day, in one unit or on any roster the asker may see: id → name."""
    persons = (
        Person.objects.filter(Exists(Mandate.objects.filter(on(day), unit=unit, person=OuterRef("pk"))))
        if unit is not None
        else persons_visible_to(standing, day)
    )
    return {
        person.pk: f"{person.full_name} – {person.title}" if person.title else person.full_name
        for person in persons.order_by("sort_key")
    }


def roster_candidates(standing: Standing, day: date) -> dict[UUID, str]:
    """Return who may be given a mandate: persons on visible rosters, and those who hold none at all."""
    persons = Person.objects.filter(
        Q(pk__in=persons_visible_to(standing, day).values("pk")) | Q(mandates=None)
    ).order_by("sort_key")
    return {
        person.pk: f"{person.full_name} – {person.title}" if person.title else person.full_name
        for person in persons
    }


def person_by_id(pk: UUID) -> Person:
    """Return a person whom a form offered."""
    return Person.objects.get(pk=pk)


def outside_visible_to(standing: Standing, day: date) -> QuerySet[OutsideBody]:
    """Return the outside bodies in the directory on the day."""
    rows: QuerySet[OutsideBody] = within(
        OutsideBody.objects.filter(on(day)), standing, "organisation.see", "to_unit"
    )
    return rows.annotate(unit_name=_name(day, "to_unit"))


def outside_by_id(standing: Standing, pk: UUID) -> OutsideBody | None:
    """Return a row of the directory, or None where the asker may not see it."""
    rows: QuerySet[OutsideBody] = within(OutsideBody.objects.all(), standing, "organisation.see", "to_unit")
    return rows.select_related("to_unit").filter(pk=pk).first()


def assignments_visible_to(standing: Standing, day: date) -> QuerySet[Assignment]:
    """Return the assignments that hold on the day."""
    rows: QuerySet[Assignment] = within(Assignment.objects.filter(on(day)), standing, "duty.see")
    return rows.select_related("person", "unit").annotate(unit_name=_name(day))


def assignment_by_id(standing: Standing, pk: UUID) -> Assignment | None:
    """Return an assignment, or None where the asker may not see it."""
    rows: QuerySet[Assignment] = within(Assignment.objects.all(), standing, "duty.see")
    return rows.select_related("person", "unit").filter(pk=pk).first()


def overseen(assignments: list[Assignment], day: date) -> dict[UUID, list[str]]:
    """Return the names of the units each assignment is over, in one query."""
    found: dict[UUID, list[str]] = {}
    through = Assignment.over_units.through.objects.filter(assignment__in=assignments).values_list(
        "assignment_id", "unit_id"
    )
    pairs = list(through)
    names = dict(
        UnitName.objects.filter(on(day), unit__in={unit for _, unit in pairs}).values_list("unit_id", "name")
    )
    for assignment_id, unit_id in pairs:
        found.setdefault(assignment_id, []).append(names.get(unit_id, ""))
    return {pk: sorted(filter(None, units)) for pk, units in found.items()}


def absences_visible_to(standing: Standing, day: date) -> QuerySet[Absence]:
    """Return the absences that have not ended on the day, running and to come."""
    rows: QuerySet[Absence] = within(Absence.objects.filter(until__gt=day), standing, "duty.see")
    return rows.select_related("person", "substitute", "unit").annotate(unit_name=_name(day))


def absence_by_id(standing: Standing, pk: UUID) -> Absence | None:
    """Return an absence, or None where the asker may not see it."""
    rows: QuerySet[Absence] = within(Absence.objects.all(), standing, "duty.see")
    return rows.select_related("person", "substitute", "unit").filter(pk=pk).first()


def in_charge(unit_id: UUID, affiliate_id: UUID, day: date) -> list[tuple[Person, Person | None]]:
    """Return who of a committee's leaders is in charge of an affiliate on the day, and who stands in.

    The substitute is None unless the leader is away and the absence covers the assignment, or all of
    the leader's work where it names none.
    """
    answer: list[tuple[Person, Person | None]] = []
    for assignment in (
        Assignment.objects.filter(on(day), unit=unit_id, over_units=affiliate_id)
        .select_related("person")
        .order_by("person__sort_key")
    ):
        away = (
            Absence.objects.filter(on(day), unit=unit_id, person=assignment.person_id)
            .filter(Q(assignments=assignment) | Q(assignments=None))
            .select_related("substitute")
            .first()
        )
        answer.append((assignment.person, away.substitute if away else None))
    return answer


def count_incumbents(body: Body, day: date) -> int:
    """Return how many members count on the day."""
    return incumbents(body, day).count()


def terms_to_change(standing: Standing) -> QuerySet[Term, Any]:
    """Return the terms whose bodies the asker may change, newest first, with the unit's last name."""
    last = UnitName.objects.filter(unit=OuterRef("unit")).order_by("-first").values("name")[:1]
    rows: QuerySet[Term] = within(Term.objects.all(), standing, "body.change")
    return rows.annotate(unit_name=Subquery(last)).order_by("-opened_at")


def profile_on(day: date) -> str:
    """Return the Party's rule profile in force on the day."""
    held = [
        one
        for one in PROFILES
        if one.code.startswith("dang") and one.first <= day and (one.until is None or day < one.until)
    ]
    return (held or list(PROFILES))[-1].code


def bodies_to_fill(standing: Standing, day: date) -> dict[UUID, str]:
    """Return the bodies of terms open on the day in which the asker may give mandates: id → name."""
    rows = bodies_visible_to(standing, day)
    reach = standing.reach("mandate.give")
    return {
        body.pk: f"{body.get_kind_display()}, {body.unit_name} ({body.term})"
        for body in rows
        if body.unit_id in reach
    }


def holding(persons: QuerySet[Person], office: str) -> QuerySet[Person]:
    """Return the persons who hold the office now, whatever else they hold."""
    return persons.filter(Exists(Mandate.objects.filter(person=OuterRef("pk"), office=office)))


def suspensions_of(mandate: Mandate) -> list[Suspension]:
    """Return the days on which a mandate was left out of the count."""
    return list(mandate.suspensions.order_by("first"))
