"""The numbers on the pages of campaigns, of the work between two sessions, and of reviews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from nghisu.documents.models import Document
from nghisu.documents.queries import documents_visible_to
from nghisu.figures.queries.counts import About, Kept, counts, key_of, register_kind, split_key, with_day
from nghisu.figures.queries.registry import Counted
from nghisu.figures.queries.sources import tasks_shown
from nghisu.figures.rules.indicators import Indicator, Kind
from nghisu.kit.refusals import N_, Refusal
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.models import Campaign
from nghisu.reporting.queries.between import Between, between_visible_to
from nghisu.reporting.queries.campaigns import board_of, campaign_visible_to
from nghisu.reporting.queries.figures import ADDED, PLACES, TAKEN, UNITS, WANTED, parts_of, places_of
from nghisu.reporting.queries.review import spans_born
from nghisu.reporting.rules.between import DID_NAMES, Did
from nghisu.tasks.queries import with_names, with_status
from nghisu.tasks.rules.status import DONE, Status


def _campaign(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = campaign_visible_to(standing, pk) if pk else None
    if found is None:
        return None
    return About(key, found.title, with_day(reverse("campaign_detail", args=[found.pk]), day), found)


def _sums(of: Campaign, _day: date) -> list[Indicator]:
    return [
        Indicator(
            f"sum_{one.code}",
            one.name,
            one.measure or UNITS,
            Kind(one.kind),
            one.definition or one.name,
            ADDED if one.kind == Kind.FLOW else TAKEN,
        )
        for one in of.template.indicators.all()
        if one.is_added
    ]


def _of_campaign(code: str, of: Campaign, standing: Standing, day: date) -> list[Counted]:
    if code == "units_late":
        late = {str(row.pk) for row in board_of(of, day) if row.is_late}
        return [one for one in places_of(of, day, WANTED["units_asked"], standing) if one.pk in late]
    if code in WANTED:
        return places_of(of, day, WANTED[code], standing)
    found = {f"sum_{one.code}": one.pk for one in of.template.indicators.all()}
    return parts_of(of, day, found[code], standing)


register_kind(
    Kept(
        "campaign",
        N_("Campaigns"),
        (
            *(counts(code, name, UNITS, definition) for code, name, definition in PLACES),
            counts(
                "units_late",
                N_("Units that sent late"),
                UNITS,
                N_(
                    "Of the units asked, those whose report was sent in after the due day, "
                    "as known on the day asked."
                ),
            ),
        ),
        _campaign,
        _of_campaign,
        _sums,
    )
)


# Between two sessions


def _between(key: str, standing: Standing, day: date) -> About | None:
    first, second = (key_of(one) for one in split_key(key))
    try:
        found = between_visible_to(standing, first, second) if first and second else None
    except Refusal:
        return None
    if found is None:
        return None
    title = f"{found.first.title} – {found.second.title}"
    return About(key, title, reverse("between_detail", args=[first, second]), found)


def _of_between(code: str, of: Between, standing: Standing, day: date) -> list[Counted]:
    return [
        Counted(
            one.kind,
            one.pk,
            (one.label or gettext(DID_NAMES[one.did])) if one.words else "",
            one.words,
            one.at.date(),
            url=one.url,
        )
        for one in of.of(Did(code))
    ]


register_kind(
    Kept(
        "between",
        N_("Between two sessions"),
        tuple(
            counts(
                did.value,
                DID_NAMES[did],
                N_("acts"),
                N_(
                    "Acts of the standing committee from the end of the first session to "
                    "the start of the second."
                ),
            )
            for did in Did
        ),
        _between,
        _of_between,
    )
)


# A resolution after years


@dataclass(frozen=True)
class _Born:
    document: Document
    spans: Sequence[Any]


def _review(key: str, standing: Standing, day: date) -> About | None:
    pk = key_of(key)
    found = documents_visible_to(standing).filter(pk=pk).first() if pk else None
    if found is None:
        return None
    spans = with_status(with_names(spans_born(found, standing, day)), day).order_by("task__code")
    return About(
        key, found.citation, with_day(reverse("resolution_review", args=[pk]), day), _Born(found, list(spans))
    )


def _of_review(code: str, of: _Born, standing: Standing, day: date) -> list[Counted]:
    spans = [one for one in of.spans if code == "tasks" or Status(one.status) in DONE]
    return tasks_shown(spans, standing, day)


register_kind(
    Kept(
        "review",
        N_("Reviews of resolutions"),
        (
            counts(
                "tasks",
                N_("Tasks born of a resolution"),
                N_("tasks"),
                N_(
                    "Tasks you may see that were given from the resolution, or from a "
                    "document that implements or cites it, by the day."
                ),
            ),
            counts(
                "done",
                N_("Tasks of a resolution done"),
                N_("tasks"),
                N_("Of these tasks, those accepted by the day."),
            ),
        ),
        _review,
        _of_review,
    )
)
