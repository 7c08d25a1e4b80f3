"""What campaigns count: units asked and answered, and the sums of what they reported."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse

from nghisu.figures.queries.registry import Asked, Counted, Number, Said, Source, register
from nghisu.figures.rules.indicators import STOCK_SUM, Indicator, Kind
from nghisu.kit.periods import day_ends
from nghisu.kit.refusals import N_
from nghisu.organisation.queries import names_on
from nghisu.reporting.models import Campaign
from nghisu.reporting.models.reports import plain_number
from nghisu.reporting.queries.campaigns import (
    accepted_values,
    board_of,
    submissions_visible_to,
    sums_on,
    tallies_on,
)
from nghisu.reporting.rules.campaigns import SILENT, Status, Tally

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

UNITS = N_("units")
ADDED = N_("The sum of the units whose reports stood accepted; quarters of a flow add up to the year.")
TAKEN = N_("The sum of the units whose reports stood accepted, taken on one day; never added over time.")
PLACES: tuple[tuple[str, str, str], ...] = (
    ("units_asked", N_("Units asked to report"), N_("Units that the quarter's campaign was sent to.")),
    (
        "units_accepted",
        N_("Units with an accepted report"),
        N_("Of the units asked, those whose report stood accepted on the day asked."),
    ),
    (
        "units_waiting",
        N_("Units whose report awaits acceptance"),
        N_("Of the units asked, those whose report was sent in and not answered on the day asked."),
    ),
    (
        "units_returned",
        N_("Units whose report was returned"),
        N_("Of the units asked, those whose report stood returned on the day asked."),
    ),
    (
        "units_silent",
        N_("Units that sent no report"),
        N_("Of the units asked, those that had sent nothing by the day asked."),
    ),
)


def campaigns_of(asked: Asked) -> list[Campaign]:
    """Return the campaigns of the quarter that were sent by the day, first to last."""
    return list(
        Campaign.objects.filter(unit=asked.unit, period=str(asked.quarter), sent_at__lt=day_ends(asked.as_of))
        .select_related("template")
        .order_by("sent_at", "pk")
    )


def _suffix(number: int) -> str:
    return f"_{number}" if number > 1 else ""


def _indicators(asked: Asked) -> Sequence[Indicator]:
    return _indicators_of(campaigns_of(asked))


def _indicators_of(campaigns: Sequence[Campaign]) -> Sequence[Indicator]:
    found: list[Indicator] = []
    for number, campaign in enumerate(campaigns, 1):
        found += [
            Indicator(f"{code}{_suffix(number)}", name, UNITS, Kind.STOCK, definition, STOCK_SUM)
            for code, name, definition in PLACES
        ]
        found += [
            Indicator(
                f"sum_{one.code}{_suffix(number)}",
                one.name,
                one.measure or UNITS,
                Kind(one.kind),
                one.definition or one.name,
                ADDED if one.kind == Kind.FLOW else TAKEN,
            )
            for one in campaign.template.indicators.all()
            if one.is_added
        ]
    return found


def _values(asked: Asked) -> dict[str, Number]:
    return dict(_together([asked])[0].values)


def _together(asked: Sequence[Asked]) -> list[Said]:
    """Return what the campaigns of several quarters count, in four queries however many they are."""
    wanted = {str(one.quarter) for one in asked}
    day = asked[0].as_of
    every = list(
        Campaign.objects.filter(unit=asked[0].unit, period__in=wanted, sent_at__lt=day_ends(day))
        .select_related("template")
        .prefetch_related("template__indicators")
        .order_by("sent_at", "pk")
    )
    if not every:
        return [Said((), {}) for _one in asked]
    tallies = tallies_on(every, day)
    sums = sums_on(every, day)
    found = []
    for one in asked:
        campaigns = [campaign for campaign in every if campaign.period == str(one.quarter)]
        values: dict[str, Number] = {}
        for number, campaign in enumerate(campaigns, 1):
            values |= _numbers(campaign, tallies[campaign.pk], sums[campaign.pk], _suffix(number))
        found.append(Said(_indicators_of(campaigns), values))
    return found


def _numbers(
    campaign: Campaign, tally: Tally, sums: Mapping[UUID, Decimal], suffix: str
) -> dict[str, Number]:
    return {
        f"units_asked{suffix}": tally.asked,
        f"units_accepted{suffix}": tally.accepted,
        f"units_waiting{suffix}": tally.waiting,
        f"units_returned{suffix}": tally.returned,
        f"units_silent{suffix}": tally.silent,
    } | {
        f"sum_{one.code}{suffix}": plain_number(sums.get(one.pk, Decimal(0)))
        for one in campaign.template.indicators.all()
        if one.is_added
    }


WANTED = {
    "units_asked": tuple(Status),
    "units_accepted": (Status.ACCEPTED,),
    "units_waiting": (Status.SUBMITTED,),
    "units_returned": (Status.RETURNED,),
    "units_silent": SILENT,
}


def _records(code: str, asked: Asked, standing: "Standing | None") -> list[Counted]:
    for number, campaign in enumerate(campaigns_of(asked), 1):
        bare = code.removesuffix(_suffix(number)) if number > 1 else code
        if number > 1 and bare == code:
            continue
        if bare in WANTED:
            return places_of(campaign, asked.as_of, WANTED[bare], standing)
        codes = {f"sum_{one.code}": one.pk for one in campaign.template.indicators.all()}
        if bare in codes:
            return parts_of(campaign, asked.as_of, codes[bare], standing)
    return []


def places_of(
    campaign: Campaign, day: date, wanted: Sequence[Status], standing: "Standing | None"
) -> list[Counted]:
    """Return the units asked whose report stood so on the day."""
    seen = _seen(campaign, standing)
    return [
        Counted(
            kind="submission",
            pk=str(row.pk),
            label=row.code,
            words=row.name,
            day=row.since,
            url=reverse("submission_detail", args=[row.pk]) if seen is None or row.pk in seen else "",
        )
        for row in board_of(campaign, day)
        if Status(row.status) in wanted
    ]


def parts_of(campaign: Campaign, day: date, indicator: object, standing: "Standing | None") -> list[Counted]:
    """Return what each unit whose report stood accepted on the day brings to the sum of an indicator."""
    seen = _seen(campaign, standing)
    rows = {row.unit_id: row for row in board_of(campaign, day)}
    names = names_on(campaign.as_of, set(rows))
    return [
        Counted(
            kind="value",
            pk=f"{rows[unit].pk}:{indicator}",
            label=rows[unit].code,
            words=names.get(unit, ""),
            day=campaign.as_of,
            amount=plain_number(value),
            url=reverse("submission_detail", args=[rows[unit].pk])
            if seen is None or rows[unit].pk in seen
            else "",
        )
        for unit, which, value in sorted(accepted_values(campaign, day), key=lambda part: rows[part[0]].code)
        if which == indicator
    ]


def _seen(campaign: Campaign, standing: "Standing | None") -> set[object] | None:
    if standing is None:
        return None
    return set(submissions_visible_to(standing).filter(campaign=campaign).values_list("pk", flat=True))


register(Source("campaigns", N_("Reports of affiliates"), _indicators, _values, _records, _together))
