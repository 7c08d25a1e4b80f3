"""Draft a year's programme of inspection, add its lines, adopt it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from nghisu.inspection.actions.history import put_step
from nghisu.inspection.models import Inspection, InspectionProgramme
from nghisu.inspection.rules import exclusions, steps
from nghisu.inspection.rules.steps import Form, Output, State, Taken
from nghisu.kit import language
from nghisu.kit.refusals import Conflict
from nghisu.organisation.models import Body, Unit
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@dataclass(frozen=True)
class Line:
    """What one line of a programme plans."""

    form: Form
    content: str
    inspected: Unit
    lead: Unit
    first_month: int
    last_month: int
    output: Output = Output.CONCLUSION
    outside_reason: str = ""


@transaction.atomic
def draft_inspection_programme(
    *, unit: Unit, year: int, title: str, by: Standing, at: datetime
) -> InspectionProgramme:
    """Begin the programme of a year; what was moved from the year before is its first lines.

    :raises steps.OneProgrammeAYear: if the year has one
    """
    by.require("inspection.run", unit=unit.pk)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if InspectionProgramme.objects.filter(unit=unit, year=year).exists():
        raise steps.OneProgrammeAYear(year=year)
    programme = InspectionProgramme.objects.create(unit=unit, year=year, title=language.clean_name(title))
    moved = Inspection.objects.filter(
        unit=unit, programme__year=year - 1, state=State.MOVED, moved_into__isnull=True
    ).select_related("inspected", "lead")
    for number, old in enumerate(moved.order_by("number"), start=1):
        _create(
            programme,
            number,
            Line(
                form=Form(old.form),
                content=old.content,
                inspected=old.inspected,
                lead=old.lead,
                first_month=1,
                last_month=12,
                output=Output(old.output),
            ),
            at=at,
            stems_from=old,
        )
    note(verb="inspection.drafted", subject=programme, by=by, at=at, year=year)
    return programme


@transaction.atomic
def add_inspections(
    *, programme: InspectionProgramme, lines: list[Line], by: Standing, at: datetime
) -> list[Inspection]:
    """Add lines; once the programme is adopted they stand outside it, each with who asked for it and why.

    :raises steps.OutsideNeedsItsReason: if that is missing
    :raises steps.NotBelow: if the inspected body stands under no unit of the programme
    :raises exclusions.AboutAPerson: if the work is about signs of violation or a person
    """
    programme = InspectionProgramme.locked(programme.pk)
    by.require("inspection.run", unit=programme.unit_id)
    last = programme.inspections.aggregate(last=Max("number"))["last"] or 0
    made = []
    for number, line in enumerate(lines, start=last + 1):
        exclusions.refuse_excluded(line.content, line.outside_reason, day=day_of(at))
        steps.check_months(line.first_month, line.last_month)
        if line.inspected.pk not in by.tree.affiliates_with_past(programme.unit_id):
            raise steps.NotBelow
        if programme.adopted_on is not None and not line.outside_reason.strip():
            raise steps.OutsideNeedsItsReason
        made.append(_create(programme, number, line, at=at))
    programme.save_over(programme.version)
    note(
        verb="inspection.planned",
        subject=programme,
        by=by,
        at=at,
        touching=made,
        lines=len(made),
        outside=programme.adopted_on is not None,
    )
    return made


@transaction.atomic
def adopt_inspection_programme(
    *,
    programme: InspectionProgramme,
    expected_version: int,
    number: str,
    body: Body,
    adopted_on: date,
    by: Standing,
    at: datetime,
) -> InspectionProgramme:
    """Say that the body adopted the programme, under which number; from now on its work is decided from it.

    :raises steps.AdoptedBefore: if it is adopted
    :raises steps.NothingPlanned: if it has no line
    """
    programme = InspectionProgramme.locked(programme.pk)
    by.require("inspection.adopt", unit=programme.unit_id)
    if programme.version != expected_version:
        raise Conflict
    if programme.adopted_on is not None:
        raise steps.AdoptedBefore
    if not programme.inspections.exists():
        raise steps.NothingPlanned
    steps.check_day(adopted_on, today=day_of(at))
    programme.number, programme.adopted_by = language.clean_name(number), body
    programme.adopted_on = adopted_on
    programme.save_over(expected_version, "number", "adopted_by", "adopted_on")
    note(verb="inspection.adopted", subject=programme, by=by, at=at, number=programme.number)
    return programme


def _create(
    programme: InspectionProgramme,
    number: int,
    line: Line,
    *,
    at: datetime,
    stems_from: Inspection | None = None,
) -> Inspection:
    made = Inspection.objects.create(
        unit_id=programme.unit_id,
        programme=programme,
        number=number,
        form=line.form,
        content=language.clean_name(line.content),
        inspected=line.inspected,
        lead=line.lead,
        first_month=line.first_month,
        last_month=line.last_month,
        output=line.output,
        is_outside=programme.adopted_on is not None,
        outside_reason=language.clean_name(line.outside_reason) if programme.adopted_on else "",
        stems_from=stems_from,
    )
    put_step(made, Taken.ADDED, at=at, words=made.outside_reason)
    return made
