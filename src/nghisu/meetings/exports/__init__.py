"""What stands in the files of a meeting."""

from nghisu.meetings.exports.points import points_sheet

__all__ = ["points_sheet"]
