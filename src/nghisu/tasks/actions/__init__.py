"""Every write on programmes and tasks; each one line of the record."""

from nghisu.tasks.actions.correcting import close_quarter, correct, correct_products
from nghisu.tasks.actions.giving import Share, assign_from_directive, assign_planned, cascade
from nghisu.tasks.actions.planning import (
    Line,
    add_item,
    adopt_programme,
    draft_programme,
    drop_item,
    realise,
)
from nghisu.tasks.actions.working import (
    accept,
    accept_part,
    ask_extension,
    end,
    grant_extension,
    hand_over,
    pause,
    refuse_extension,
    report_progress,
    resume,
    return_with_reason,
    submit_product,
)

__all__ = [
    "Line",
    "Share",
    "accept",
    "accept_part",
    "add_item",
    "adopt_programme",
    "ask_extension",
    "assign_from_directive",
    "assign_planned",
    "cascade",
    "close_quarter",
    "correct",
    "correct_products",
    "draft_programme",
    "drop_item",
    "end",
    "grant_extension",
    "hand_over",
    "pause",
    "realise",
    "refuse_extension",
    "report_progress",
    "resume",
    "return_with_reason",
    "submit_product",
]
