"""Pages of meetings, their agenda, papers and summonses."""

from nghisu.meetings.views.calling import (
    item_new,
    meeting_answer,
    meeting_detail,
    meeting_edit,
    meeting_list,
    meeting_new,
    meeting_step,
    meeting_summon,
    paper_new,
)
from nghisu.meetings.views.packs import meeting_calendar
from nghisu.meetings.views.papers import paper_detail
from nghisu.meetings.views.points import LARGEST_POINT_LIST, point_board, point_detail, point_step

__all__ = [
    "LARGEST_POINT_LIST",
    "item_new",
    "meeting_answer",
    "meeting_calendar",
    "meeting_detail",
    "meeting_edit",
    "meeting_list",
    "meeting_new",
    "meeting_step",
    "meeting_summon",
    "paper_detail",
    "paper_new",
    "point_board",
    "point_detail",
    "point_step",
]
