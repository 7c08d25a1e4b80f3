"""What proposals count: those a report names until they are answered."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext

from nghisu.figures.queries.registry import Asked, Counted, Number, Said, Source, register
from nghisu.figures.queries.sources import fixed
from nghisu.figures.rules.indicators import STOCK_SUM, Indicator, Kind
from nghisu.kit.refusals import N_
from nghisu.tasks.queries.proposals import named_among, proposals_known, proposals_named, proposals_visible_to
from nghisu.tasks.rules.proposals import STATE_WORDS, UNANSWERED, State

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing

PROPOSALS = N_("proposals")
INDICATORS = (
    Indicator(
        "proposals_named",
        N_("Proposals that the report names"),
        PROPOSALS,
        Kind.STOCK,
        N_(
            "Proposals made by the day asked that nobody had answered, however old, or that moved within "
            "the quarter or after it."
        ),
        STOCK_SUM,
    ),
    Indicator(
        "proposals_unanswered",
        N_("Proposals not answered"),
        PROPOSALS,
        Kind.STOCK,
        N_("Of the proposals named, those that awaited the answer of who decides on the day asked."),
        STOCK_SUM,
    ),
)


def named(asked: Asked) -> list[Any]:
    """Return the proposals that the report of the quarter names, as known on the day."""
    return proposals_named(asked.unit, first=asked.quarter.first, day=asked.as_of)


def _kept(code: str, rows: list[Any]) -> list[Any]:
    if code == "proposals_named":
        return rows
    return [one for one in rows if State(one.state_then) in UNANSWERED]


def _values(asked: Asked) -> dict[str, Number]:
    rows = named(asked)
    return {one.code: len(_kept(one.code, rows)) for one in INDICATORS}


def _together(asked: Sequence[Asked]) -> list[Said]:
    """Count the proposals of several quarters in one query."""
    known = proposals_known(asked[0].unit, day=asked[0].as_of)
    found = []
    for one in asked:
        rows = named_among(known, first=one.quarter.first, day=one.as_of)
        found.append(Said(INDICATORS, {what.code: len(_kept(what.code, rows)) for what in INDICATORS}))
    return found


def records_of(code: str, asked: Asked, standing: "Standing | None") -> list[Counted]:
    """Return the proposals behind a figure; without a name where the asker may not open them."""
    rows = _kept(code, named(asked))
    seen = None
    if standing is not None:
        mine = proposals_visible_to(standing).filter(pk__in=[one.pk for one in rows])
        seen = set(mine.values_list("pk", flat=True))
    return [
        Counted(
            kind="proposal",
            pk=str(one.pk),
            label=gettext(STATE_WORDS[State(one.state_then)]) if known else "",
            words=one.text if known else "",
            day=one.made_on,
            url=reverse("proposal_detail", args=[one.pk]) if known else "",
        )
        for one in rows
        for known in [seen is None or one.pk in seen]
    ]


register(Source("proposals", N_("Proposals"), fixed(*INDICATORS), _values, records_of, _together))
