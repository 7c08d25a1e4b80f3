"""The roll of a meeting as a paper in the official form: who was there and when, who was not and why."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext, override

from nghisu.documents.queries import name_row, place_of, superior_name_of
from nghisu.documents.rules.dates import date_line
from nghisu.documents.rules.forms import profile_on
from nghisu.kit.official import Annex, Column, OfficialForm, Paper, Row, Signature, blocks_of
from nghisu.meetings.models import Meeting, Presence
from nghisu.meetings.queries.roll import PartRoll, RollRow

COLUMNS = (
    Column("TT", 11, "center"),
    Column("Họ và tên", 46),
    Column("Chức vụ", 42),
    Column("Nơi dự", 36),
    Column("Thời gian dự", 30, "center"),
)


def roll_form(meeting: Meeting) -> OfficialForm:
    """Return the official form in force on the day of the meeting."""
    return profile_on(timezone.localtime(meeting.starts_at).date())


def roll_paper(meeting: Meeting, rolls: Iterable[PartRoll], *, at: datetime) -> Paper:
    """Return the roll of the given parts on one paper, in Vietnamese, the language of the paper."""
    day = timezone.localtime(meeting.starts_at).date()
    name = name_row(meeting.unit_id, day)
    rolls = list(rolls)
    with override("vi"):
        lines = [f"Hội nghị: {meeting.title}. Địa điểm: {meeting.place or 'chưa ghi'}."]
        for roll in rolls:
            lines.append(
                f"{roll.part.title}: có mặt {roll.quorum.present}/{roll.quorum.members} ủy viên được triệu "
                f"tập; cần ít nhất {roll.quorum.needed}."
            )
            for row in roll.absent:
                lines.append(f"Vắng: {row.name} – {row.reason or 'chưa ghi lý do'}.")
        lines.append(f"Lập lúc {timezone.localtime(at):%H giờ %M, ngày %d/%m/%Y}.")
        annexes = [
            Annex(label="", title=f"{roll.part.title}: {title}", columns=COLUMNS, rows=_rows(people))
            for roll in rolls
            for title, people in (("ủy viên", roll.members), ("đại biểu mời", roll.invited))
            if people
        ]
    secretary = meeting.secretary
    return Paper(
        superior=superior_name_of(meeting.unit_id, day),
        issuer=name.name if name else meeting.unit.code,
        number_line="",
        date_line=date_line(place_of(meeting.unit_id), day),
        type_name="danh sách",
        subject=f"dự {meeting.title}",
        blocks=blocks_of("\n".join(lines)),
        signature=Signature("", "THƯ KÝ HỘI NGHỊ", secretary.full_name) if secretary else None,
        annexes=tuple(annexes),
        properties={"subject": f"Danh sách dự {meeting.title}"},
    )


def _rows(people: Iterable[RollRow]) -> tuple[Row, ...]:
    return tuple(
        Row((str(number), row.name, row.duty, *_stays(row))) for number, row in enumerate(people, start=1)
    )


def _stays(row: RollRow) -> tuple[str, str]:
    if not row.stays:
        return f"Vắng{': ' + row.reason if row.reason else ''}", ""
    places = dict.fromkeys(_place(stay) for stay in row.stays)
    hours = [
        f"{timezone.localtime(stay.since):%H:%M}-"
        + (f"{timezone.localtime(stay.until):%H:%M}" if stay.until else "…")
        for stay in row.stays
    ]
    return "; ".join(places), "; ".join(hours)


def _place(stay: Presence) -> str:
    place = stay.point.name if stay.point else gettext("the hall")
    return f"{place} (dự thay: {stay.deputy})" if stay.deputy else place
