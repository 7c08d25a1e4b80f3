"""Figures of a unit's quarter, as known on a day; each opens exactly the records it counts."""

from nghisu.figures.queries import counts, drafts, products, proposals, sources, units, work
from nghisu.figures.queries.quarters import (
    Figure,
    QuarterFigures,
    closed_on,
    closed_quarters,
    closed_values,
    corrections_shown,
    figure,
    figures_of,
    quarter_figures,
    records,
    records_url,
    unit_by_code,
    unit_choices,
    unit_shown,
)

__all__ = [
    "Figure",
    "QuarterFigures",
    "closed_on",
    "closed_quarters",
    "closed_values",
    "corrections_shown",
    "counts",
    "drafts",
    "figure",
    "figures_of",
    "products",
    "proposals",
    "quarter_figures",
    "records",
    "records_url",
    "sources",
    "unit_by_code",
    "unit_choices",
    "unit_shown",
    "units",
    "work",
]
