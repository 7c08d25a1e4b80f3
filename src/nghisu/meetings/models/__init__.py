"""Meetings with their parts, agenda, papers and summons."""

from nghisu.meetings.models.archive import MeetingArchive
from nghisu.meetings.models.attendance import Presence
from nghisu.meetings.models.calling import (
    AgendaItem,
    Meeting,
    MeetingChair,
    MeetingPaper,
    MeetingPart,
    Summons,
)
from nghisu.meetings.models.circular import Circular, CircularAnswer
from nghisu.meetings.models.communique import Communique, CommuniqueFact, CommuniquePhoto
from nghisu.meetings.models.conclusion import (
    ConclusionNotice,
    ConclusionParagraph,
    ConclusionShare,
    ConclusionWork,
)
from nghisu.meetings.models.floor import (
    Floor,
    FloorComment,
    FloorProposal,
    ItemRun,
    OpenVote,
    PartRun,
    Pause,
    ScreenLink,
    TallyAtPoint,
    Turn,
)
from nghisu.meetings.models.merge import MergeTemplate
from nghisu.meetings.models.minutes import (
    Minutes,
    MinutesCorrection,
    MinutesRemark,
    MinutesSection,
    MinutesText,
    Statement,
)
from nghisu.meetings.models.points import (
    Point,
    PointClearance,
    PointIncident,
    PointOutage,
    PointPulse,
    PointReport,
    PointTest,
    UpwardReport,
)
from nghisu.meetings.models.preparing import NumberedCopy, PaperNote, PaperVersion, RecurringItem
from nghisu.meetings.models.week import Bookable, Booking, WeekAttendee, WeekEntry

__all__ = [
    "AgendaItem",
    "Bookable",
    "Booking",
    "Circular",
    "CircularAnswer",
    "Communique",
    "CommuniqueFact",
    "CommuniquePhoto",
    "ConclusionNotice",
    "ConclusionParagraph",
    "ConclusionShare",
    "ConclusionWork",
    "Floor",
    "FloorComment",
    "FloorProposal",
    "ItemRun",
    "Meeting",
    "MeetingArchive",
    "MeetingChair",
    "MeetingPaper",
    "MeetingPart",
    "MergeTemplate",
    "Minutes",
    "MinutesCorrection",
    "MinutesRemark",
    "MinutesSection",
    "MinutesText",
    "NumberedCopy",
    "OpenVote",
    "PaperNote",
    "PaperVersion",
    "PartRun",
    "Pause",
    "Point",
    "PointClearance",
    "PointIncident",
    "PointOutage",
    "PointPulse",
    "PointReport",
    "PointTest",
    "Presence",
    "RecurringItem",
    "ScreenLink",
    "Statement",
    "Summons",
    "TallyAtPoint",
    "Turn",
    "UpwardReport",
    "WeekAttendee",
    "WeekEntry",
]
