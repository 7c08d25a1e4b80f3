"""Read campaigns as they were known on a day, for the one who asks."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from nghisu.documents.queries import unit_choices
from nghisu.kit.periods import day_ends
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import names_on, tree_on
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.models import (
    Campaign,
    Erratum,
    Report,
    ReportTemplate,
    Submission,
    SubmissionSpan,
    SubmissionText,
    SubmissionValue,
    TakenText,
    TemplateIndicator,
)
from nghisu.reporting.models.reports import plain_number
from nghisu.reporting.rules.campaigns import FILLABLE, SILENT, Status, Tally, tally


def templates_visible_to(standing: Standing) -> QuerySet[ReportTemplate]:
    """Return the templates of the asker's house."""
    reach = standing.reach("campaign.see")
    return ReportTemplate.objects.filter(unit_id__in=reach)


def template_visible_to(standing: Standing, pk: UUID) -> ReportTemplate | None:
    """Return a template, or None if there is none that the asker may see."""
    return templates_visible_to(standing).filter(pk=pk).first()


def campaigns_visible_to(standing: Standing) -> QuerySet[Campaign]:
    """Return the campaigns that the asker's house runs, the newest first."""
    return Campaign.objects.filter(
        Q(unit_id__in=standing.reach("campaign.see"))
        | Q(drafter_unit_id__in=standing.reach("campaign.run", "drafter"))
    ).select_related("unit", "template", "report")


def campaign_visible_to(standing: Standing, pk: UUID) -> Campaign | None:
    """Return a campaign, or None if there is none that the asker may see."""
    return campaigns_visible_to(standing).filter(pk=pk).first()


def submissions_visible_to(standing: Standing) -> QuerySet[Submission]:
    """Return units' reports: one's own unit's, and all of a campaign that one's house runs."""
    return Submission.objects.filter(
        Q(unit_id__in=standing.reach("submission.see"))
        | Q(campaign__unit_id__in=standing.reach("campaign.see"))
        | Q(campaign__drafter_unit_id__in=standing.reach("campaign.run", "drafter"))
    ).select_related("campaign__template", "campaign__unit", "unit")


def submission_visible_to(standing: Standing, pk: UUID) -> Submission | None:
    """Return a unit's report, or None if there is none that the asker may see."""
    return submissions_visible_to(standing).filter(pk=pk).first()


def may_fill(standing: Standing, submission: Submission) -> bool:
    """Tell whether the asker may write the unit's report as it stands."""
    return Status(submission.status) in FILLABLE and standing.may("submission.fill", unit=submission.unit_id)


def may_run(standing: Standing, campaign: Campaign) -> bool:
    """Tell whether the asker may accept and return reports, and take them together."""
    return standing.may("campaign.run", unit=campaign.unit_id, drafter=campaign.drafter_unit_id)


def spans_on(campaign: Campaign, day: date) -> QuerySet[SubmissionSpan]:
    """Return where each unit's report was known to stand at the end of the day."""
    return SubmissionSpan.objects.filter(
        Q(known_until__isnull=True) | Q(known_until__gt=day),
        submission__campaign=campaign,
        known_from__lte=day,
    )


def tally_of(campaign: Campaign, day: date) -> Tally:
    """Count where the reports stood on the day."""
    rows = list(spans_on(campaign, day).values_list("status", "is_late"))
    return tally(Counter(status for status, _late in rows), late=sum(late for _status, late in rows))


def tallies_of(campaigns: Sequence[Campaign]) -> dict[UUID, Tally]:
    """Count where the reports of several campaigns stand now, in one query."""
    rows = Submission.objects.filter(campaign__in=[one.pk for one in campaigns])
    by_campaign: dict[UUID, Counter[str]] = {}
    for campaign, status in rows.order_by().values_list("campaign_id", "status"):
        by_campaign.setdefault(campaign, Counter())[status] += 1
    return {pk: tally(found) for pk, found in by_campaign.items()}


def tallies_on(campaigns: Sequence[Campaign], day: date) -> dict[UUID, Tally]:
    """Count where the reports of several campaigns stood at the end of the day, in one query."""
    rows = SubmissionSpan.objects.filter(
        Q(known_until__isnull=True) | Q(known_until__gt=day),
        submission__campaign__in=[one.pk for one in campaigns],
        known_from__lte=day,
    )
    statuses: dict[UUID, Counter[str]] = {one.pk: Counter() for one in campaigns}
    late: Counter[UUID] = Counter()
    for campaign, status, is_late in rows.order_by().values_list(
        "submission__campaign_id", "status", "is_late"
    ):
        statuses[campaign][status] += 1
        late[campaign] += is_late
    return {pk: tally(found, late=late[pk]) for pk, found in statuses.items()}


@dataclass(frozen=True)
class BoardRow:
    """A unit's place on the board of a campaign."""

    pk: UUID
    unit_id: UUID
    code: str
    name: str
    status: str
    round: int
    is_late: bool
    since: date
    is_overdue: bool


def board_of(campaign: Campaign, day: date) -> list[BoardRow]:
    """Return every unit asked with where its report stood on the day, by code."""
    spans = list(
        spans_on(campaign, day)
        .order_by("submission__unit__code")
        .values_list(
            "submission_id",
            "submission__unit_id",
            "submission__unit__code",
            "status",
            "round",
            "is_late",
            "known_from",
        )
    )
    names = names_on(campaign.as_of, {row[1] for row in spans})
    return [
        BoardRow(
            pk=pk,
            unit_id=unit,
            code=code,
            name=names.get(unit, code),
            status=status,
            round=number,
            is_late=late,
            since=since,
            is_overdue=day > campaign.due_on and Status(status) in FILLABLE,
        )
        for pk, unit, code, status, number, late, since in spans
    ]


def missing_names(campaign: Campaign, day: date) -> dict[str, list[str]]:
    """Return the names of the units whose reports are not in the sums, by where they stood on the day."""
    found: dict[str, list[str]] = {}
    for row in board_of(campaign, day):
        if row.status != Status.ACCEPTED:
            key = "silent" if Status(row.status) in SILENT else row.status
            found.setdefault(key, []).append(row.name)
    return found


def _accepted_on(day: date) -> QuerySet[SubmissionValue]:
    """Return the values of the rounds that stood accepted at the end of the day."""
    standing = Q(submission__spans__known_until__isnull=True) | Q(submission__spans__known_until__gt=day)
    return SubmissionValue.objects.filter(
        standing,
        submission__spans__known_from__lte=day,
        submission__spans__status=Status.ACCEPTED,
        submission__spans__round=F("round"),
        value__isnull=False,
    )


def accepted_values(campaign: Campaign, day: date) -> list[tuple[UUID, UUID, Decimal]]:
    """Return (unit, indicator, value) of the rounds that stood accepted at the end of the day."""
    rows = _accepted_on(day).filter(submission__campaign=campaign)
    found = rows.values_list("submission__unit_id", "indicator_id", "value")
    return [(unit, indicator, value) for unit, indicator, value in found if value is not None]


def sums_on(campaigns: Sequence[Campaign], day: date) -> dict[UUID, dict[UUID, Decimal]]:
    """Return for each campaign the sum of each indicator over the units accepted on the day, in one query."""
    sums: dict[UUID, dict[UUID, Decimal]] = {one.pk: {} for one in campaigns}
    rows = _accepted_on(day).filter(submission__campaign__in=list(sums))
    for campaign, indicator, value in rows.values_list("submission__campaign_id", "indicator_id", "value"):
        if value is not None:
            sums[campaign][indicator] = sums[campaign].get(indicator, Decimal(0)) + value
    return sums


def sums_of(campaign: Campaign, day: date) -> dict[UUID, Decimal]:
    """Return the sum of the accepted units for each indicator that is added up."""
    added = set(campaign.template.indicators.filter(is_added=True).values_list("pk", flat=True))
    sums: dict[UUID, Decimal] = dict.fromkeys(added, Decimal(0))
    for _unit, indicator, value in accepted_values(campaign, day):
        if indicator in added:
            sums[indicator] += value
    return sums


@dataclass(frozen=True)
class Matrix:
    """Units in rows, indicators in columns, as sent so far; sums of the accepted ones."""

    indicators: list[TemplateIndicator]
    rows: list[tuple[BoardRow, list[Decimal | None]]]
    sums: list[Decimal | None]


def matrix_of(campaign: Campaign, day: date) -> Matrix:
    """Return the values of every unit's latest round that it sent in, in four queries."""
    indicators = list(campaign.template.indicators.all())
    place = {one.pk: number for number, one in enumerate(indicators)}
    board = board_of(campaign, day)
    current = {row.pk: row.round for row in board if Status(row.status) not in SILENT}
    cells: dict[UUID, list[Decimal | None]] = {row.pk: [None] * len(indicators) for row in board}
    rows = SubmissionValue.objects.filter(submission__campaign=campaign, value__isnull=False)
    accepted = {row.pk for row in board if row.status == Status.ACCEPTED}
    sums: list[Decimal | None] = [Decimal(0) if one.is_added else None for one in indicators]
    for submission, number, indicator, value in rows.values_list(
        "submission_id", "round", "indicator_id", "value"
    ):
        if current.get(submission) != number:
            continue
        column = place[indicator]
        cells[submission][column] = value
        so_far = sums[column]
        if submission in accepted and so_far is not None and value is not None:
            sums[column] = so_far + value
    return Matrix(indicators, [(row, cells[row.pk]) for row in board], sums)


def values_of(submission: Submission, number: int | None = None) -> dict[UUID, SubmissionValue]:
    """Return the numbers of a round by indicator; the current round unless named."""
    rows = submission.values.filter(round=number or submission.round)
    return {one.indicator_id: one for one in rows}


def texts_of(submission: Submission, number: int | None = None) -> dict[UUID, SubmissionText]:
    """Return the words of a round by section."""
    rows = submission.texts.filter(round=number or submission.round)
    return {one.section_id: one for one in rows}


@dataclass(frozen=True)
class Change:
    """A number that differs between two rounds: both values are kept."""

    name: str
    before: Decimal | None
    after: Decimal | None
    round: int


def changes_of(submission: Submission) -> list[Change]:
    """Return what a unit changed from round to round, with both values."""
    by_round: dict[int, dict[UUID, Decimal | None]] = {}
    for number, indicator, value in submission.values.values_list("round", "indicator_id", "value"):
        by_round.setdefault(number, {})[indicator] = None if value is None else Decimal(plain_number(value))
    names = dict(submission.campaign.template.indicators.values_list("pk", "name"))
    return [
        Change(names[indicator], by_round[number - 1].get(indicator), value, number)
        for number in sorted(by_round)
        if number - 1 in by_round
        for indicator, value in by_round[number].items()
        if by_round[number - 1].get(indicator) != value
    ]


def longer_parts(submission: Submission, indicator: TemplateIndicator) -> list[Decimal] | None:
    """Return the values accepted of the quarters of a longer period, None unless every quarter has one."""
    period = submission.campaign.of
    if period.is_quarter:
        return None
    found = dict(
        SubmissionValue.objects.filter(
            submission__unit_id=submission.unit_id,
            submission__campaign__unit_id=submission.campaign.unit_id,
            submission__campaign__period__in=[str(one) for one in period.quarters],
            submission__status=Status.ACCEPTED,
            round=F("submission__round"),
            indicator__code=indicator.code,
            value__isnull=False,
        ).values_list("submission__campaign__period", "value")
    )
    parts = [value for value in found.values() if value is not None]
    return parts if len(parts) == len(period.quarters) else None


@dataclass(frozen=True)
class Beside:
    """One indicator over several periods."""

    indicator: TemplateIndicator
    values: list[Decimal | None]


def side_by_side(campaign: Campaign, day: date, *, most: int = 6) -> tuple[list[Campaign], list[Beside]]:
    """Return campaigns of templates with the same title up to this one, and each indicator's sums in them."""
    earlier = list(
        Campaign.objects.filter(
            unit_id=campaign.unit_id,
            template__title=campaign.template.title,
            as_of__lte=campaign.as_of,
            sent_at__lt=day_ends(day),
        )
        .select_related("template")
        .order_by("-as_of", "-sent_at")[:most]
    )[::-1]
    sums: list[dict[str, Decimal]] = []
    for one in earlier:
        codes = dict(one.template.indicators.values_list("pk", "code"))
        sums.append({codes[pk]: value for pk, value in sums_of(one, day).items()})
    return earlier, [
        Beside(indicator, [found.get(indicator.code) for found in sums])
        for indicator in campaign.template.indicators.all()
        if indicator.is_added
    ]


def units_to_ask(unit: UUID, day: date, standing: Standing) -> list[tuple[str, str]]:
    """Return id and name of the committees directly under a unit on the day."""
    tree = tree_on(day, standing)
    children = frozenset(one for one in tree.children_of.get(unit, ()) if one in tree.committees)
    return unit_choices(day, children)


def units_asking(standing: Standing, day: date) -> list[tuple[str, str]]:
    """Return id and name of the committees that the asker may run campaigns for."""
    tree = standing.tree
    units = {one for one in standing.reach("campaign.run") if one in tree.committees}
    units |= {tree.committee_of(one) for one in standing.reach("campaign.run", "drafter")}
    return unit_choices(day, frozenset(units))


def units_of(pks: Sequence[Any]) -> list[Unit]:
    """Return units that a form offered, by code."""
    return list(Unit.objects.filter(pk__in=list(pks)).order_by("code"))


def waiting_for(standing: Standing, day: date) -> tuple[QuerySet[Submission], QuerySet[Submission]]:
    """Return the reports the asker's unit still has to send, and those the asker has to accept."""
    to_fill = Submission.objects.filter(
        unit_id__in=standing.reach("submission.fill"), status__in=FILLABLE, campaign__as_of__lte=day
    )
    to_accept = Submission.objects.filter(
        Q(campaign__unit_id__in=standing.reach("campaign.run"))
        | Q(campaign__drafter_unit_id__in=standing.reach("campaign.run", "drafter")),
        status=Status.SUBMITTED,
    )
    return (
        to_fill.select_related("campaign", "unit").order_by("campaign__due_on"),
        to_accept.select_related("campaign", "unit").order_by("submitted_at"),
    )


def earlier_round(submission: Submission) -> Mapping[UUID, SubmissionValue]:
    """Return the numbers of the round before, none in the first."""
    return values_of(submission, submission.round - 1) if submission.round > 1 else {}


def offered_texts(report: Report, day: date) -> list[tuple[UUID, str, str, str]]:
    """Return (id, unit, heading, text) of the words in accepted reports, for taking over into a report."""
    campaign = Campaign.objects.filter(report=report).first()
    if campaign is None:
        return []
    rows = (
        SubmissionText.objects.filter(
            submission__campaign=campaign,
            submission__status=Status.ACCEPTED,
            round=F("submission__round"),
        )
        .exclude(text="")
        .select_related("section", "submission")
        .order_by("section__order", "submission__unit__code")
    )
    found = list(rows)
    names = names_on(min(day, campaign.as_of), {one.submission.unit_id for one in found})
    return [(one.pk, names.get(one.submission.unit_id, ""), one.section.heading, one.text) for one in found]


def texts_chosen(report: Report, pks: Sequence[UUID], day: date) -> list[SubmissionText]:
    """Return words that a form offered, in the order offered."""
    offered = [pk for pk, *_rest in offered_texts(report, day)]
    found = SubmissionText.objects.filter(pk__in=set(pks) & set(offered)).select_related("submission")
    return sorted(found, key=lambda one: offered.index(one.pk))


def authors_of(report: Report, day: date) -> dict[str, str]:
    """Return the unit that wrote each paragraph taken over, by its words."""
    rows = list(TakenText.objects.filter(section__report=report).values_list("text", "unit_id"))
    names = names_on(day, {unit for _text, unit in rows})
    return {text: names.get(unit, "") for text, unit in rows}


def all_spans(campaign: Campaign) -> list[tuple[Any, ...]]:
    """Return every step of every unit, for the archive."""
    rows = SubmissionSpan.objects.filter(submission__campaign=campaign)
    fields = (
        "submission__unit__code",
        "number",
        "status",
        "round",
        "known_from",
        "known_until",
        "act",
        "words",
    )
    return list(rows.order_by("submission__unit__code", "number").values_list(*fields))


def all_values(campaign: Campaign) -> list[tuple[Any, ...]]:
    """Return every number of every round, for the archive."""
    rows = SubmissionValue.objects.filter(submission__campaign=campaign)
    fields = ("submission__unit__code", "round", "indicator__code", "value", "prefilled", "note")
    order = ("submission__unit__code", "round", "indicator__order")
    return list(rows.order_by(*order).values_list(*fields))


def all_texts(campaign: Campaign) -> list[tuple[Any, ...]]:
    """Return the words of every round, for the archive."""
    rows = SubmissionText.objects.filter(submission__campaign=campaign)
    fields = ("submission__unit__code", "round", "section__heading", "text")
    order = ("submission__unit__code", "round", "section__order")
    return list(rows.order_by(*order).values_list(*fields))


def campaign_of(report: Report) -> Campaign | None:
    """Return the campaign that is taken together in a report."""
    return Campaign.objects.filter(report=report).select_related("template").first()


def errata_of(report: Report) -> QuerySet[Erratum]:
    """Return what was put right in a report after its adoption, first to last."""
    return Erratum.objects.filter(report=report)
