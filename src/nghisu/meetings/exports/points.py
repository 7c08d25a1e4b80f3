"""The points of a meeting as a workbook in the shape in which they are imported, with what they reported."""

import io
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from nghisu.kit.refusals import N_
from nghisu.meetings.models import Meeting, Point
from nghisu.meetings.rules.points import STATE_NAMES, PointState

SHAPE = (
    *(N_("Point code"), N_("Under the point"), N_("Name of the point"), N_("Host unit"), N_("Place")),
    *(N_("Operator"), N_("Telephone"), N_("People expected"), N_("Cleared for closed parts")),
    N_("The hall itself"),
)
REPORTED = (N_("State"), N_("Reported"), N_("Reported at"))


def points_sheet(meeting: Meeting, points: Sequence[Point]) -> bytes:
    """Return the points as a workbook; its first columns are those of the import."""
    import xlsxwriter  # noqa: PLC0415 -- slow to load, and the server starts without it

    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_("Points"))
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
    codes = {point.pk: point.code for point in points}
    sheet.write_row(0, 0, [_(head) for head in (*SHAPE, *REPORTED)], bold)
    for row, point in enumerate(points, start=1):
        words = [
            point.code,
            codes.get(point.parent_id, "") if point.parent_id else "",
            point.name,
            point.host.code,
            point.place,
            point.operator_name or (point.operator.full_name if point.operator else ""),
            point.phone,
        ]
        for column, value in enumerate(words):
            sheet.write_string(row, column, value)
        sheet.write_number(row, 7, point.expected)
        sheet.write_string(row, 8, _("yes") if point.is_cleared else _("no"))
        sheet.write_string(row, 9, _("yes") if point.is_hall else _("no"))
        sheet.write_string(row, 10, _(STATE_NAMES[PointState(point.state)]))
        if point.heads is not None and point.reported_at is not None:
            sheet.write_number(row, 11, point.heads)
            sheet.write_string(row, 12, timezone.localtime(point.reported_at).strftime("%H:%M %d/%m/%Y"))
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 1, 10)
    sheet.set_column(2, 2, 48)
    sheet.set_column(3, 12, 18)
    sheet.set_landscape()
    sheet.set_paper(9)
    book.close()
    return file.getvalue()
