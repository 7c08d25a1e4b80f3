"""Lists and texts that mail-merge takes, for the one who asks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from nghisu.documents.queries import name_row, place_of
from nghisu.kit.language import vietnamese_date
from nghisu.meetings.models import Meeting, MeetingPart, MergeTemplate, Summons
from nghisu.meetings.queries.calling import members_of_body, parts_visible_to
from nghisu.meetings.queries.preparing import chairs_of
from nghisu.meetings.rules.merge import Layout, Name
from nghisu.organisation.models import Unit, UnitName
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing

INVITATION = """# {co_quan}

# GIẤY MỜI

Kính mời đồng chí **{ten}**, {chuc_vu}
Tới dự: **{hoi_nghi}** ({phien})
Thời gian: {gio}, {ngay}.
Địa điểm: {dia_diem}.
Chủ trì: {chu_tri}.

Rất mong đồng chí đến dự đúng giờ.

> T/L BAN THƯỜNG VỤ
> CHÁNH VĂN PHÒNG
"""
NOTICE = """# {co_quan}

# THÔNG BÁO THAY ĐỔI

Kính gửi đồng chí **{ten}**, {chuc_vu}
**{hoi_nghi}** nay họp vào {gio}, {ngay}, tại {dia_diem}.
Giấy mời gửi trước vẫn có giá trị; thay đổi khác (nếu có) văn phòng sẽ báo.
"""
BADGE = """## {co_quan}
## {hoi_nghi}
# {ten}
{chuc_vu}
**{tu_cach}** · {ghe}
"""
SEAT = """# {ten}
## {chuc_vu}
"""
ENVELOPE = """Kính gửi: **Đồng chí {ten}**
{chuc_vu}
{don_vi}
"""
LABEL = """**{ten}**
{chuc_vu}
{don_vi}
"""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that can be merged: built in, or the office's own."""

    key: str
    name: str
    layout: Layout
    text: str
    template: MergeTemplate | None = None


def built_in() -> list[Text]:
    """Return the texts that come with the product, in Vietnamese as papers are."""
    return [
        Text("invitation", _("Invitation"), Layout.LETTER, INVITATION),
        Text("change", _("Notice of a change"), Layout.LETTER, NOTICE),
        Text("badge", _("Badges"), Layout.BADGE, BADGE),
        Text("seat", _("Seat cards"), Layout.SEAT, SEAT),
        Text("seating", _("Seating plan"), Layout.SEATING, ""),
        Text("envelope", _("Envelopes"), Layout.ENVELOPE, ENVELOPE),
        Text("label", _("Address labels"), Layout.LABEL, LABEL),
        Text("sign_in", _("Sign-in sheet"), Layout.SIGN_IN, ""),
    ]


def templates_of(standing: Standing) -> QuerySet[MergeTemplate]:
    """Return the office's own texts."""
    return MergeTemplate.objects.filter(unit_id__in=standing.reach("merge.make")).order_by("folded")


def texts_for(standing: Standing) -> dict[str, Text]:
    """Return all texts the asker may merge, by key: those built in first."""
    own = [Text(str(one.pk), one.name, Layout(one.layout), one.text, one) for one in templates_of(standing)]
    return {text.key: text for text in [*built_in(), *own]}


def template_for(standing: Standing, pk: UUID) -> MergeTemplate | None:
    """Return one of the office's own texts, else None."""
    return templates_of(standing).select_related("unit").filter(pk=pk).first()


def unit_of_templates(standing: Standing) -> Unit:
    """Return the unit in whose name the asker keeps texts."""
    reach = standing.reach("merge.make")
    committees = [unit for unit in reach if unit in standing.tree.committees]
    return Unit.objects.get(pk=(committees or list(reach))[0])


def lists_for(standing: Standing, meeting: Meeting) -> dict[str, str]:
    """Return the lists of a meeting the asker may print for: key → name. Closed parts only by right."""
    found: dict[str, str] = {}
    for part in parts_visible_to(standing, meeting):
        for key, name in (
            ("all", _("%(part)s: all summoned")),
            ("members", _("%(part)s: members")),
            ("invited", _("%(part)s: invited")),
            ("coming", _("%(part)s: who said they come")),
            ("silent", _("%(part)s: who has not answered")),
        ):
            found[f"{part.pk}:{key}"] = name % {"part": part.title}
    found["chairs"] = _("Chairs")
    if meeting.body_id:
        found["body"] = _("All members of the body")
    found["units"] = _("Affiliated committees")
    found["pasted"] = _("The names pasted below")
    return found


def names_on_list(standing: Standing, meeting: Meeting, key: str, day: date) -> list[Name]:
    """Return the names of a list, in the order of the list; nobody for a list the asker may not know."""
    if key == "chairs":
        return [Name(chair.person.full_name, chair.duty) for chair in chairs_of(meeting)]
    if key == "body":
        return [Name(person.full_name, duty) for person, duty in members_of_body(meeting, day)]
    if key == "units":
        units = standing.tree.affiliates_with_past(meeting.unit_id)
        rows = UnitName.objects.filter(on(day), unit_id__in=units, unit__kind=Unit.Kind.COMMITTEE)
        return [Name(name) for name in rows.order_by("sort_key").values_list("name", flat=True)]
    pk, _colon, which = key.partition(":")
    part = next((one for one in parts_visible_to(standing, meeting) if str(one.pk) == pk), None)
    if part is None:
        return []
    summonses = Summons.objects.filter(part=part).select_related("person")
    wanted: dict[str, dict[str, str]] = {
        "members": {"capacity": Summons.Capacity.MEMBER},
        "invited": {"capacity": Summons.Capacity.INVITED},
        "coming": {"answer": Summons.Answer.COMING},
        "silent": {"answer": Summons.Answer.NONE},
    }
    kept = sorted(
        summonses.filter(**wanted.get(which, {})),
        key=lambda row: (row.capacity != Summons.Capacity.MEMBER, row.order, row.person.sort_key),
    )
    return [Name(row.person.full_name, row.duty or row.person.title, "", row.capacity) for row in kept]


def part_named(standing: Standing, meeting: Meeting, key: str) -> MeetingPart | None:
    """Return the part that a list is of, the first open one for other lists."""
    parts = parts_visible_to(standing, meeting)
    found = next((one for one in parts if key.startswith(str(one.pk))), None)
    return found or next((one for one in parts if not one.is_closed), None)


def values_of(meeting: Meeting, part: MeetingPart | None, day: date) -> Mapping[str, str]:
    """Return what is the same for everybody on a list, in Vietnamese as papers are."""
    start = timezone.localtime(part.starts_at if part else meeting.starts_at)
    row = name_row(meeting.unit_id, day)
    return {
        "hoi_nghi": meeting.title,
        "phien": part.title if part else "",
        "gio": f"{start.hour} giờ {start.minute:02d}" if start.minute else f"{start.hour} giờ",
        "ngay": vietnamese_date(start.date()),
        "dia_diem": meeting.place,
        "chu_tri": ", ".join(
            f"đồng chí {chair.person.full_name}" + (f", {chair.duty}" if chair.duty else "")
            for chair in chairs_of(meeting)[:1]
        ),
        "noi_gui": place_of(meeting.unit_id),
        "co_quan": row.name.upper() if row else meeting.unit.code,
    }
