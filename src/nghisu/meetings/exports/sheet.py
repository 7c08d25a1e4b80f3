"""The sheet of those without a device: agenda and papers of their parts, a code, an answer to hand in."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from nghisu.kit import pdf
from nghisu.meetings.exports.pack import drawn
from nghisu.meetings.queries import MeetingView
from nghisu.meetings.queries.codes import spelled

HERE = Path(__file__).parent.parent / "typst"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's sheet: what the person may see of the meeting, and the code to be checked in by."""

    name: str
    code: str
    view: MeetingView


def print_sheets(sheets: Sequence[Sheet], *, issuer: str) -> bytes:
    """Return the sheets, one after the other; each shows what its own person may see."""
    meeting = sheets[0].view.meeting
    start = timezone.localtime(meeting.starts_at)
    values = {
        "title": meeting.title,
        "issuer": issuer,
        "lines": [
            one
            for one in (
                _("%(hour)s on %(day)s") % {"hour": f"{start:%H:%M}", "day": f"{start:%d/%m/%Y}"},
                meeting.place,
            )
            if one
        ],
        "words": {
            "to": _("For"),
            "code": _("Code to be checked in by"),
            "answer": _("Answer to the office"),
            "coming": _("I come"),
            "excused": _("I cannot come, because"),
            "opinion": _("What I have to say on the papers"),
            "sign": _("Signed by hand"),
        },
        "sheets": [
            {
                "name": one.name,
                "code": spelled(one.code),
                "qr": drawn(one.code),
                "parts": [
                    {
                        "title": part.part.title,
                        "about": f"({timezone.localtime(part.part.starts_at):%H:%M %d/%m/%Y})",
                        "items": [
                            [
                                f"{timezone.localtime(item.begins_at):%H:%M}" if item.begins_at else "",
                                item.item.number,
                                item.item.title,
                            ]
                            for item in part.items
                        ],
                        "papers": [paper.title for item in part.items for paper in item.papers],
                    }
                    for part in one.view.parts
                ],
            }
            for one in sheets
        ],
    }
    return pdf.from_template(HERE / "sheet.typ", values)
