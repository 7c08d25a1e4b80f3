"""Meetings with their parts, agenda, papers and summons."""

from nghisu.meetings.models.attendance import Presence
from nghisu.meetings.models.calling import (
    AgendaItem,
    Meeting,
    MeetingChair,
    MeetingPaper,
    MeetingPart,
    Summons,
)
from nghisu.meetings.models.points import Point, PointClearance, PointReport

__all__ = [
    "AgendaItem",
    "Meeting",
    "MeetingChair",
    "MeetingPaper",
    "MeetingPart",
    "Point",
    "PointClearance",
    "PointReport",
    "Presence",
    "Summons",
]
