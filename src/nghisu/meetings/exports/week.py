"""The weekly calendar as .docx, PDF and iCalendar."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from nghisu.kit.table_paper import PaperColumn, TablePaper
from nghisu.meetings.exports.invitation import calendar, event
from nghisu.meetings.queries.week import Line, Week


def week_paper(week: Week, *, issuer: str) -> TablePaper:
    """Return the week as a table: a heading for each day, then hour, work, who, place, who prepares."""
    rows: list[list[str]] = []
    for day in week.days:
        rows.append([f"{date_format(day.day, 'l').capitalize()}, {day.day:%d/%m/%Y}"])
        if not day.lines:
            rows.append(["", _("Work at the office"), "", "", ""])
        rows += [_row(line) for line in day.lines]
    return TablePaper(
        issuer=issuer,
        title=_("Weekly calendar"),
        lines=[
            _("(from %(first)s to %(last)s)")
            % {"first": f"{week.monday:%d/%m/%Y}", "last": f"{week.sunday:%d/%m/%Y}"}
        ],
        columns=[
            PaperColumn(_("Hour"), 26, "center"),
            PaperColumn(_("What")),
            PaperColumn(_("Who attends"), 62),
            PaperColumn(_("Place, rooms and cars"), 58),
            PaperColumn(_("Prepared by"), 40),
        ],
        rows=rows,
        landscape=True,
    )


def _row(line: Line) -> list[str]:
    first, last = timezone.localtime(line.starts_at), timezone.localtime(line.ends_at)
    what = line.title + (f" ({line.host})" if line.host else "")
    if line.cancelled:
        what = _("CALLED OFF: %(what)s (%(reason)s)") % {"what": what, "reason": line.cancelled}
    elif line.remark:
        what += f". {line.remark}"
    return [
        f"{first:%H:%M} – {last:%H:%M}",
        what,
        ", ".join(line.people),
        "; ".join(filter(None, [line.place, *line.things])),
        line.prepared_by,
    ]


def week_ics(week: Week, *, at: datetime) -> bytes:
    """Return the week as an iCalendar file; a line changed later replaces the one given out before."""
    made = calendar()
    seen = set()
    for line in week.lines:
        if line.pk in seen:
            continue
        seen.add(line.pk)
        shown = line.entry or line.meeting
        made.add_component(
            event(
                uid=str(line.pk),
                version=shown.version if shown else 0,
                title=line.title,
                place="; ".join(filter(None, [line.place, *line.things])),
                starts_at=line.starts_at,
                ends_at=line.ends_at,
                at=at,
                is_cancelled=bool(line.cancelled),
            )
        )
    return bytes(made.to_ical())
