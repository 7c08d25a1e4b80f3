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
from nghisu.meetings.models.communique import Communique, CommuniqueFact, CommuniquePhoto
from nghisu.meetings.models.conclusion import (
    ConclusionNotice,
    ConclusionParagraph,
    ConclusionShare,
    ConclusionWork,
)
from nghisu.meetings.models.floor import (
    DeviceVoice,
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

__all__ = [
    "DeviceVoice",
    "Floor",
    "FloorComment",
    "FloorProposal",
    "ItemRun",
    "OpenVote",
    "PartRun",
    "Pause",
    "ScreenLink",
    "TallyAtPoint",
    "Turn",
    "AgendaItem",
    "Communique",
    "CommuniqueFact",
    "CommuniquePhoto",
    "ConclusionNotice",
    "ConclusionParagraph",
    "ConclusionShare",
    "ConclusionWork",
    "Meeting",
    "MeetingArchive",
    "MeetingChair",
    "MeetingPaper",
    "MeetingPart",
    "Minutes",
    "MinutesCorrection",
    "MinutesRemark",
    "MinutesSection",
    "MinutesText",
    "Point",
    "PointClearance",
    "PointIncident",
    "PointOutage",
    "PointPulse",
    "PointReport",
    "PointTest",
    "Presence",
    "Statement",
    "Summons",
    "UpwardReport",
]
