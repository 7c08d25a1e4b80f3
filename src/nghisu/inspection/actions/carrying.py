"""Carry an inspection out: decision and team, plan, self-report, working minutes, report, conclusion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from nghisu.inspection.actions.history import locked, put_step, save
from nghisu.inspection.models import (
    Inspection,
    InspectionEvidence,
    TeamMember,
    WorkingMinutes,
)
from nghisu.inspection.queries import may_run
from nghisu.inspection.rules import durations, exclusions, steps
from nghisu.inspection.rules.durations import Level
from nghisu.inspection.rules.steps import State, Taken, Way
from nghisu.kit import language
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.models import Mandate
from nghisu.organisation.queries import day_of, on
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note


@dataclass(frozen=True)
class Plan:
    """The plan of an inspection and the outline of the self-report.

    :param days: how long it takes, ``starts_on`` the first of them
    """

    period_first: date
    period_last: date
    starts_on: date
    days: int
    plan: str
    outline: str
    self_report_due_on: date


@transaction.atomic
def decide(
    *,
    inspection: Inspection,
    version: int,
    number: str,
    decided_on: date,
    level: Level,
    head: Person,
    members: Sequence[Person],
    by: Standing,
    at: datetime,
) -> Inspection:
    """Record the decision of the inspection and its team; each member then declares to have no conflict.

    :raises steps.NotAdopted: if the programme is a draft
    :raises steps.NoTeam: if the team has nobody beside its head
    :raises steps.MemberInConflict: if one holds an office in the inspected body
    """
    inspection = locked(inspection, version, Taken.DECIDED)
    by.require("inspection.adopt", unit=inspection.unit_id)
    adopted_on = inspection.programme.adopted_on
    if adopted_on is None:
        raise steps.NotAdopted
    steps.check_day(decided_on, today=day_of(at), earliest=adopted_on)
    if not members:
        raise steps.NoTeam
    if any(one.pk == head.pk for one in members):
        raise steps.HeadTwice
    _refuse_conflicts(inspection, [head, *members], by=by, day=day_of(at))
    save(
        inspection,
        version,
        state=State.DECIDED,
        decision_number=language.clean_name(number),
        decided_on=decided_on,
        level=level,
    )
    TeamMember.objects.bulk_create(
        TeamMember(inspection=inspection, person=one, is_head=order == 0, order=order)
        for order, one in enumerate([head, *members])
    )
    put_step(inspection, Taken.DECIDED, at=at, on=decided_on, words=inspection.decision_number)
    note(
        verb="inspection.decided",
        subject=inspection,
        by=by,
        at=at,
        number=inspection.decision_number,
        team=1 + len(members),
    )
    return inspection


def _refuse_conflicts(inspection: Inspection, team: Sequence[Person], *, by: Standing, day: date) -> None:
    within = by.tree.house_of(inspection.inspected_id) | by.tree.below(inspection.inspected_id)
    held = Mandate.objects.filter(on(day), unit_id__in=within, person__in=[one.pk for one in team])
    taken = set(held.values_list("person_id", flat=True))
    for one in team:
        if one.pk in taken:
            raise steps.MemberInConflict(name=one.full_name)


@transaction.atomic
def declare_no_conflict(*, inspection: Inspection, by: Standing, at: datetime) -> TeamMember:
    """Declare, as a member of the team, to have no conflict of interest.

    :raises steps.NotOfTheTeam: if the asker is no member
    """
    member = (
        TeamMember.objects.select_for_update(of=("self",))
        .filter(inspection=inspection, person_id=by.me)
        .first()
    )
    if member is None:
        raise steps.NotOfTheTeam
    if member.declared_at is None:
        member.declared_at = at
        member.save(update_fields=["declared_at"])
        note(verb="inspection.declared", subject=inspection, by=by, at=at)
    return member


@transaction.atomic
def send_plan(*, inspection: Inspection, version: int, plan: Plan, by: Standing, at: datetime) -> Inspection:
    """Send plan and outline to the inspected body; from now on it sees its file.

    :raises steps.NotDeclared: if a member of the team has not declared
    :raises durations.TooLong: if the plan takes longer than the level allows
    :raises durations.PeriodTooLong: if the period spans more years than the table allows
    """
    inspection = locked(inspection, version, Taken.NOTIFIED)
    _require_run(by, inspection)
    silent = inspection.team.filter(declared_at__isnull=True).select_related("person").first()
    if silent is not None:
        raise steps.NotDeclared(name=silent.person.full_name)
    day = day_of(at)
    exclusions.refuse_excluded(plan.plan, day=day, field="plan")
    exclusions.refuse_excluded(plan.outline, day=day, field="outline")
    durations.check_period(first=plan.period_first, last=plan.period_last, day=day)
    durations.check_days(level=Level(inspection.level), days=plan.days, day=day)
    save(
        inspection,
        version,
        state=State.NOTIFIED,
        period_first=plan.period_first,
        period_last=plan.period_last,
        starts_on=plan.starts_on,
        days=plan.days,
        plan=language.nfc(plan.plan).strip(),
        outline=language.nfc(plan.outline).strip(),
        self_report_due_on=plan.self_report_due_on,
        notified_on=day,
    )
    put_step(inspection, Taken.NOTIFIED, at=at)
    note(
        verb="inspection.notified",
        subject=inspection,
        by=by,
        at=at,
        starts_on=plan.starts_on.isoformat(),
        days=plan.days,
    )
    return inspection


@transaction.atomic
def remind(
    *, inspection: Inspection, version: int, by: Standing, at: datetime, words: str = ""
) -> Inspection:
    """Remind the inspected body of its self-report; the reminder is logged, nothing else changes."""
    inspection = locked(inspection, version, Taken.REMINDED)
    _require_run(by, inspection)
    exclusions.refuse_excluded(words, day=day_of(at), field="words")
    inspection.save_over(version)
    late = max(0, (day_of(at) - (inspection.self_report_due_on or day_of(at))).days)
    put_step(inspection, Taken.REMINDED, at=at, words=words)
    note(verb="inspection.reminded", subject=inspection, by=by, at=at, late=late)
    return inspection


@transaction.atomic
def send_self_report(
    *, inspection: Inspection, version: int, text: str, by: Standing, at: datetime
) -> Inspection:
    """Send in the self-report, as the inspected body, or record that it came on paper, as the team."""
    inspection = locked(inspection, version, Taken.RECEIVED)
    if not (by.may("inspection.answer", inspected=inspection.inspected_id) or may_run(by, inspection)):
        raise NotAllowed
    if not text.strip():
        raise steps.SayWhy
    day = day_of(at)
    exclusions.refuse_excluded(text, day=day, field="words")
    state = State.RECEIVED if inspection.state == State.NOTIFIED else State(inspection.state)
    save(inspection, version, state=state, self_report=language.nfc(text).strip(), self_report_on=day)
    put_step(inspection, Taken.RECEIVED, at=at)
    due = inspection.self_report_due_on or day
    note(
        verb="inspection.self_reported",
        subject=inspection,
        by=by,
        at=at,
        late=max(0, (day - due).days),
    )
    return inspection


@transaction.atomic
def begin(*, inspection: Inspection, version: int, by: Standing, at: datetime) -> Inspection:
    """Begin the work, whether or not the self-report has arrived."""
    inspection = locked(inspection, version, Taken.BEGUN)
    _require_run(by, inspection)
    steps.check_day(inspection.starts_on or day_of(at), today=day_of(at))
    save(inspection, version, state=State.WORKING)
    put_step(inspection, Taken.BEGUN, at=at)
    note(verb="inspection.begun", subject=inspection, by=by, at=at)
    return inspection


@transaction.atomic
def sign_working_minutes(
    *,
    inspection: Inspection,
    version: int,
    held_on: date,
    way: Way,
    place: str,
    text: str,
    by: Standing,
    at: datetime,
    evidence: Sequence[tuple[str, str]] = (),
) -> WorkingMinutes:
    """Keep the minutes of a working session that both sides signed, with references to the evidence.

    :param evidence: what each piece is and where it lies; the pieces themselves are not kept here
    """
    inspection = locked(inspection, version, Taken.MINUTED)
    _require_run(by, inspection)
    day = day_of(at)
    steps.check_day(held_on, today=day, earliest=inspection.starts_on)
    exclusions.refuse_excluded(text, *(what for what, _ in evidence), day=day, field="words")
    if not text.strip():
        raise steps.SayWhy
    last = inspection.sessions.aggregate(last=Max("number"))["last"] or 0
    made = WorkingMinutes.objects.create(
        inspection=inspection,
        number=last + 1,
        held_on=held_on,
        way=way,
        place=language.clean_name(place),
        text=language.nfc(text).strip(),
    )
    first = (inspection.evidence.aggregate(last=Max("number"))["last"] or 0) + 1
    InspectionEvidence.objects.bulk_create(
        InspectionEvidence(
            inspection=inspection,
            number=number,
            what=language.clean_name(what),
            where=language.clean_name(where),
        )
        for number, (what, where) in enumerate(evidence, start=first)
    )
    inspection.save_over(version)
    put_step(inspection, Taken.MINUTED, at=at, on=held_on)
    note(verb="inspection.minuted", subject=inspection, by=by, at=at, session=made.number)
    return made


@transaction.atomic
def extend(
    *, inspection: Inspection, version: int, days: int, reason: str, by: Standing, at: datetime
) -> Inspection:
    """Extend the duration, once, by at most the part that the table names.

    :raises durations.ExtensionTooLong: if it is longer
    :raises durations.ExtendedBefore: if it was extended
    """
    inspection = locked(inspection, version, Taken.EXTENDED)
    by.require("inspection.adopt", unit=inspection.unit_id)
    if not reason.strip():
        raise steps.SayWhy
    exclusions.refuse_excluded(reason, day=day_of(at), field="words")
    durations.check_extension(
        level=Level(inspection.level),
        planned=inspection.days,
        days=days,
        extended=inspection.extension_days,
        day=day_of(at),
    )
    save(inspection, version, extension_days=days)
    put_step(inspection, Taken.EXTENDED, at=at, words=f"{days}: {reason.strip()}")
    note(verb="inspection.extended", subject=inspection, by=by, at=at, days=days)
    return inspection


@transaction.atomic
def hand_in_report(
    *, inspection: Inspection, version: int, text: str, reported_on: date, by: Standing, at: datetime
) -> Inspection:
    """Hand in the team's report: the clock of the duration stops on its day."""
    inspection = locked(inspection, version, Taken.REPORTED)
    _require_run(by, inspection)
    day = day_of(at)
    steps.check_day(reported_on, today=day, earliest=inspection.starts_on)
    exclusions.refuse_excluded(text, day=day, field="words")
    if not text.strip():
        raise steps.SayWhy
    save(
        inspection,
        version,
        state=State.REPORTED,
        report=language.nfc(text).strip(),
        reported_on=reported_on,
    )
    put_step(inspection, Taken.REPORTED, at=at, on=reported_on)
    note(verb="inspection.reported", subject=inspection, by=by, at=at)
    return inspection


@transaction.atomic
def move_to_next_year(
    *, inspection: Inspection, version: int, reason: str, by: Standing, at: datetime
) -> Inspection:
    """Move a line to the next year's programme, with the reason; it never counts as done."""
    return _leave(inspection, version, Taken.MOVED, State.MOVED, "inspection.moved", reason, by, at)


@transaction.atomic
def cancel_inspection(
    *, inspection: Inspection, version: int, reason: str, by: Standing, at: datetime
) -> Inspection:
    """Cancel a line, with the reason."""
    return _leave(
        inspection, version, Taken.CANCELLED, State.CANCELLED, "inspection.cancelled", reason, by, at
    )


def _leave(
    inspection: Inspection,
    version: int,
    taken: Taken,
    state: State,
    verb: str,
    reason: str,
    by: Standing,
    at: datetime,
) -> Inspection:
    inspection = locked(inspection, version, taken)
    by.require("inspection.adopt", unit=inspection.unit_id)
    if not reason.strip():
        raise steps.SayWhy
    exclusions.refuse_excluded(reason, day=day_of(at), field="words")
    save(inspection, version, state=state)
    put_step(inspection, taken, at=at, words=reason)
    note(verb=verb, subject=inspection, by=by, at=at, reason=reason.strip())
    return inspection


def _require_run(by: Standing, inspection: Inspection) -> None:
    if not may_run(by, inspection):
        raise NotAllowed
