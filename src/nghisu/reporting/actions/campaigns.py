"""Every write on templates, campaigns and units' reports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from nghisu.figures.queries.registry import Asked, sources
from nghisu.figures.rules.indicators import Kind
from nghisu.kit.language import clean_name, nfc
from nghisu.kit.refusals import Conflict
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note
from nghisu.reporting.actions.reports import DrafterOutsideHouse
from nghisu.reporting.models import (
    Campaign,
    ReportTemplate,
    Submission,
    SubmissionSpan,
    SubmissionText,
    SubmissionValue,
    TemplateCheck,
    TemplateIndicator,
    TemplateSection,
)
from nghisu.reporting.queries import campaigns as queries
from nghisu.reporting.rules import campaigns as rules
from nghisu.reporting.rules.campaigns import Act, Status
from nghisu.reporting.rules.checks import broken, parse_check, parse_checks
from nghisu.reporting.rules.periods import Period


@dataclass(frozen=True)
class IndicatorLine:
    """An indicator as a template is written."""

    code: str
    name: str
    kind: Kind = Kind.FLOW
    definition: str = ""
    measure: str = ""
    heading: str = ""
    figure: str = ""
    places: int = 0
    is_added: bool = True
    is_required: bool = True


@transaction.atomic
def draft_template(
    *,
    unit: Unit,
    drafter: Unit,
    title: str,
    sections: Sequence[tuple[str, bool]],
    indicators: Sequence[IndicatorLine],
    checks: Iterable[str] = (),
    by: Standing,
    at: datetime,
) -> ReportTemplate:
    """Write a template; one with the same title gets the next number, and the old one stays as it was.

    :raises CodeTwice: if two indicators have one code
    :raises UnknownInCheck: if a rule names an indicator that is not there
    """
    _require_run(unit, drafter, by)
    _check_codes(indicators, sections)
    parsed = parse_checks(checks, [one.code for one in indicators])
    title = clean_name(title)
    latest = ReportTemplate.objects.filter(unit=unit, title=title).order_by("-number").first()
    template = ReportTemplate.objects.create(
        unit=unit, title=title, number=latest.number + 1 if latest else 1, made_at=at
    )
    TemplateSection.objects.bulk_create(
        TemplateSection(template=template, order=order, heading=clean_name(heading), is_required=required)
        for order, (heading, required) in enumerate(sections)
    )
    TemplateIndicator.objects.bulk_create(
        TemplateIndicator(template=template, order=order, **{**vars(one), "kind": one.kind.value})
        for order, one in enumerate(indicators)
    )
    TemplateCheck.objects.bulk_create(
        TemplateCheck(template=template, order=order, text=one.text) for order, one in enumerate(parsed)
    )
    note(
        verb="template.written",
        subject=template,
        by=by,
        at=at,
        title=template.title,
        number=template.number,
        count=len(indicators),
    )
    return template


def _require_run(unit: Unit, drafter: Unit, by: Standing) -> None:
    by.require("campaign.run", unit=unit.pk, drafter=drafter.pk)
    if drafter.pk not in by.tree.house_of(by.tree.committee_of(unit.pk)):
        raise DrafterOutsideHouse


def _check_codes(indicators: Sequence[IndicatorLine], sections: Sequence[Any]) -> None:
    if not indicators and not sections:
        raise rules.NoIndicators
    seen: set[str] = set()
    for one in indicators:
        if not one.code.isascii() or not one.code.replace("_", "a").isalnum() or not one.code[:1].islower():
            raise rules.CodeNotPlain(code=one.code)
        if one.code != one.code.lower():
            raise rules.CodeNotPlain(code=one.code)
        if one.code in seen:
            raise rules.CodeTwice(code=one.code)
        seen.add(one.code)


@transaction.atomic
def send_campaign(
    *,
    unit: Unit,
    drafter: Unit,
    template: ReportTemplate,
    title: str,
    period: Period,
    as_of: date,
    due_on: date,
    close_on: date,
    units: Sequence[Unit],
    by: Standing,
    at: datetime,
) -> Campaign:
    """Ask units for a report; what their own records answer is filled in for them.

    :raises DaysInDisorder: if the days do not follow each other
    :raises NobodyAsked: without a unit
    """
    _require_run(unit, drafter, by)
    rules.check_days(as_of=as_of, due_on=due_on, close_on=close_on)
    if not units:
        raise rules.NobodyAsked
    campaign = Campaign.objects.create(
        unit=unit,
        drafter_unit=drafter,
        template=template,
        title=clean_name(title),
        period=str(period),
        year=period.year,
        last_quarter=period.last_quarter,
        as_of=as_of,
        due_on=due_on,
        close_on=close_on,
        sent_at=at,
    )
    submissions = Submission.objects.bulk_create(Submission(campaign=campaign, unit=one) for one in units)
    SubmissionSpan.objects.bulk_create(
        SubmissionSpan(
            submission=one,
            number=1,
            status=Status.NOT_OPENED,
            round=1,
            known_from=day_of(at),
            at=at,
            act=Act.SENT,
            by_id=by.person_id,
        )
        for one in submissions
    )
    _prefill(campaign, submissions)
    note(
        verb="campaign.sent",
        subject=campaign,
        by=by,
        at=at,
        title=campaign.title,
        period=campaign.period,
        count=len(submissions),
        due_on=due_on.isoformat(),
    )
    return campaign


def _prefill(campaign: Campaign, submissions: Sequence[Submission]) -> None:
    """Write what the units' own records say into the first round."""
    wanted = {one.figure: one for one in campaign.template.indicators.exclude(figure="")}
    if not wanted:
        return
    rows = []
    for one in submissions:
        found = own_values(one.unit, campaign.of, campaign.as_of, set(wanted))
        rows += [
            SubmissionValue(
                submission=one,
                round=1,
                indicator=wanted[code],
                value=Decimal(value),
                prefilled=Decimal(value),
            )
            for code, value in found.items()
        ]
    SubmissionValue.objects.bulk_create(rows)


def own_values(unit: Unit, period: Period, as_of: date, codes: set[str]) -> dict[str, Decimal]:
    """Return what a unit's own records say of the codes; flows over all quarters of the period."""
    found: dict[str, Decimal] = {}
    for source in sources():
        if source.code == "campaigns":
            continue
        for quarter in period.quarters:
            asked = Asked(unit, quarter, as_of)
            kinds = {one.code: one.kind for one in source.indicators(asked) if one.code in codes}
            if not kinds:
                break
            for code, value in source.values(asked).items():
                if code in kinds:
                    before = found.get(code, Decimal(0)) if kinds[code] is Kind.FLOW else Decimal(0)
                    found[code] = before + Decimal(value)
    return found


@transaction.atomic
def fill(
    *,
    submission: Submission,
    expected_version: int,
    values: Mapping[UUID, tuple[Decimal | None, str]],
    texts: Mapping[UUID, str],
    by: Standing,
    at: datetime,
) -> Submission:
    """Keep numbers, notes and words of a unit's report; what is not named stays.

    :raises Conflict: if somebody saved since ``expected_version`` was read
    :raises CampaignClosed: after the close day, without an exception
    """
    submission = _locked(submission, Act.FILLED, by, at, expected_version)
    known = queries.values_of(submission)
    fresh, changed = [], []
    for indicator, (value, words) in values.items():
        row = known.get(indicator)
        if row is None:
            if value is not None or words:
                fresh.append(
                    SubmissionValue(
                        submission=submission,
                        round=submission.round,
                        indicator_id=indicator,
                        value=value,
                        note=words,
                    )
                )
        elif (row.value, row.note) != (value, words):
            row.value, row.note = value, words
            changed.append(row)
    SubmissionValue.objects.bulk_create(fresh)
    SubmissionValue.objects.bulk_update(changed, ["value", "note"])
    for section, text in texts.items():
        SubmissionText.objects.update_or_create(
            submission=submission,
            round=submission.round,
            section_id=section,
            defaults={"text": nfc(text).replace("\r\n", "\n").strip()},
        )
    if submission.status == Status.NOT_OPENED:
        submission.status = Status.DRAFTING
        _span(submission, Act.FILLED, by, at)
    submission.save_over(expected_version, "status")
    note(
        verb="submission.filled",
        subject=submission,
        by=by,
        at=at,
        count=len(fresh) + len(changed),
        version=submission.version,
    )
    return submission


@transaction.atomic
def submit(*, submission: Submission, expected_version: int, by: Standing, at: datetime) -> Submission:
    """Send a unit's report in.

    :raises ValuesMissing: if something required is not filled in
    :raises RulesBroken: if indicators contradict each other and no note says why
    :raises FlowDoesNotAddUp: if a longer period is not the sum of its accepted quarters
    :raises CampaignClosed: after the close day, without an exception
    """
    submission = _locked(submission, Act.SUBMITTED, by, at, expected_version)
    _check_whole(submission)
    submission.status, submission.submitted_at = Status.SUBMITTED, at
    submission.is_late = day_of(at) > submission.campaign.due_on
    submission.save_over(expected_version, "status", "submitted_at", "is_late")
    _span(submission, Act.SUBMITTED, by, at)
    note(
        verb="submission.submitted",
        subject=submission,
        by=by,
        at=at,
        round=submission.round,
        late=submission.is_late,
    )
    return submission


def _check_whole(submission: Submission) -> None:
    template = submission.campaign.template
    indicators = list(template.indicators.all())
    found = queries.values_of(submission)
    texts = queries.texts_of(submission)
    by_code = {one.code: found[one.pk].value if one.pk in found else None for one in indicators}
    notes = {one.code: found[one.pk].note if one.pk in found else "" for one in indicators}
    missing = [one.name for one in indicators if one.is_required and by_code[one.code] is None]
    missing += [
        one.heading
        for one in template.sections.filter(is_required=True)
        if one.pk not in texts or not texts[one.pk].text
    ]
    if missing:
        raise rules.ValuesMissing(names="; ".join(missing[:12]))
    checks = [parse_check(one.text) for one in template.checks.all()]
    unkept = [
        one
        for one, check in ((one, parse_check(one.text)) for one in broken(checks, by_code))
        if not any(notes[code] for code in check.codes)
    ]
    if unkept:
        words = [f"{one.text} ({rules.plain(one.left)} ≠ {rules.plain(one.right)})" for one in unkept[:5]]
        raise rules.RulesBroken(rules="; ".join(words))
    for one in indicators:
        parts = queries.longer_parts(submission, one) if one.kind == Kind.FLOW else None
        value = by_code[one.code]
        if parts is not None and value is not None:
            rules.check_longer(Kind(one.kind), one.name, parts, value)


@transaction.atomic
def accept(*, submission: Submission, expected_version: int, by: Standing, at: datetime) -> Submission:
    """Accept a unit's report: from now on it is in the sums."""
    submission = _locked(submission, Act.ACCEPTED, by, at, expected_version)
    submission.status, submission.decided_at = Status.ACCEPTED, at
    submission.save_over(expected_version, "status", "decided_at")
    _span(submission, Act.ACCEPTED, by, at)
    note(verb="submission.accepted", subject=submission, by=by, at=at, round=submission.round)
    return submission


@transaction.atomic
def give_back(
    *, submission: Submission, expected_version: int, words: str, by: Standing, at: datetime
) -> Submission:
    """Return a report with a reason, an accepted one too: it goes on in the next round, both values kept.

    :raises ReasonMissing: without words
    """
    submission = _locked(submission, Act.RETURNED, by, at, expected_version)
    if not words.strip():
        raise rules.ReasonMissing
    ended = submission.round
    submission.status, submission.decided_at, submission.round = Status.RETURNED, at, ended + 1
    submission.save_over(expected_version, "status", "decided_at", "round")
    _span(submission, Act.RETURNED, by, at, words=words)
    SubmissionValue.objects.bulk_create(
        SubmissionValue(
            submission=submission,
            round=ended + 1,
            indicator_id=one.indicator_id,
            value=one.value,
            prefilled=one.prefilled,
            note=one.note,
        )
        for one in submission.values.filter(round=ended)
    )
    SubmissionText.objects.bulk_create(
        SubmissionText(submission=submission, round=ended + 1, section_id=one.section_id, text=one.text)
        for one in submission.texts.filter(round=ended)
    )
    note(
        verb="submission.returned", subject=submission, by=by, at=at, round=ended, reason=words.strip()[:300]
    )
    return submission


@transaction.atomic
def except_from_close(
    *, submission: Submission, until: date, reason: str, by: Standing, at: datetime
) -> Submission:
    """Let one unit send after the close day, with a reason.

    :raises ReasonMissing: without one
    """
    submission = Submission.locked(submission.pk)
    campaign = submission.campaign
    by.require("campaign.run", unit=campaign.unit_id, drafter=campaign.drafter_unit_id)
    if not reason.strip():
        raise rules.ReasonMissing
    submission.reopened_until, submission.reopened_reason = until, reason.strip()
    submission.save_over(submission.version, "reopened_until", "reopened_reason")
    note(
        verb="submission.excepted",
        subject=submission,
        by=by,
        at=at,
        until=until.isoformat(),
        reason=reason.strip()[:300],
    )
    return submission


def _locked(submission: Submission, act: Act, by: Standing, at: datetime, expected: int) -> Submission:
    """Return the unit's report, locked, after asking policy, version, place and close day."""
    stored = Submission.locked(submission.pk)
    campaign = stored.campaign
    if act in {Act.FILLED, Act.SUBMITTED}:
        by.require("submission.fill", unit=stored.unit_id)
    else:
        by.require("campaign.run", unit=campaign.unit_id, drafter=campaign.drafter_unit_id)
    if stored.version != expected:
        raise Conflict
    rules.check_act(act, stored.status)
    if act in {Act.FILLED, Act.SUBMITTED}:
        rules.check_open(day_of(at), close_on=campaign.close_on, reopened_until=stored.reopened_until)
    return stored


def _span(submission: Submission, act: Act, by: Standing, at: datetime, words: str = "") -> None:
    """Close the span that was open, and open the next."""
    day = day_of(at)
    last = SubmissionSpan.objects.get(submission=submission, known_until=None)
    last.known_until = max(day, last.known_from)
    last.save(update_fields=["known_until"])
    SubmissionSpan.objects.create(
        submission=submission,
        number=last.number + 1,
        status=submission.status,
        round=submission.round,
        is_late=submission.is_late,
        known_from=max(day, last.known_from),
        at=at,
        act=act,
        by_id=by.person_id,
        words=words.strip(),
    )
