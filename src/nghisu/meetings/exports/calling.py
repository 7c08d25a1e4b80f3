"""What stands in the files of a meeting: its calendar entry, its list of points."""

import io
from collections.abc import Sequence
from datetime import datetime

import icalendar
import xlsxwriter
from django.utils.translation import gettext as _

from nghisu.meetings.models import Meeting, Point
from nghisu.meetings.rules.kinds import USUAL_LENGTH
from nghisu.meetings.rules.points import STATE_NAMES, PointState


def invitation_ics(meeting: Meeting, *, address: str, at: datetime) -> bytes:
    """Return the meeting as an iCalendar file: title, place and hours, and never a paper."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Nghi Su//vi")
    calendar.add("version", "2.0")
    event = icalendar.Event()
    event.add("uid", f"{meeting.pk}@nghisu")
    event.add("sequence", meeting.version)
    event.add("summary", meeting.title)
    event.add("location", meeting.place)
    event.add("dtstamp", at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at or meeting.starts_at + USUAL_LENGTH)
    event.add("url", address)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def points_sheet(meeting: Meeting, points: Sequence[Point]) -> bytes:
    """Return the points as a workbook in the shape in which they are imported, with what they reported."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Points"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    codes = {point.pk: point.code for point in points}
    heads = [
        _("Code"),
        _("Under"),
        _("Name"),
        _("Host"),
        _("Place"),
        _("Operator"),
        _("Telephone"),
        _("Expected"),
        _("State"),
        _("Reported"),
        _("Reported at"),
    ]
    sheet.write_row(0, 0, heads, bold)
    for row, point in enumerate(points, start=1):
        values = [
            point.code,
            codes.get(point.parent_id, "") if point.parent_id else "",
            point.name,
            point.host.code,
            point.place,
            point.operator_name or (point.operator.full_name if point.operator else ""),
            point.phone,
        ]
        for column, value in enumerate(values):
            sheet.write_string(row, column, value)
        sheet.write_number(row, 7, point.expected)
        sheet.write_string(row, 8, _(STATE_NAMES[PointState(point.state)]))
        if point.heads is not None and point.reported_at is not None:
            sheet.write_number(row, 9, point.heads)
            sheet.write_string(row, 10, point.reported_at.isoformat(timespec="minutes"))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 10)
    sheet.set_column(2, 2, 48)
    sheet.set_column(3, 10, 18)
    sheet.set_landscape()
    sheet.set_paper(9)
    book.close()
    return file.getvalue()
