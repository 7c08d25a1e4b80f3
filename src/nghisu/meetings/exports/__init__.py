"""What stands in the files of a meeting."""

from nghisu.meetings.exports.calling import invitation_ics
from nghisu.meetings.exports.points import points_sheet

__all__ = ["invitation_ics", "points_sheet"]
