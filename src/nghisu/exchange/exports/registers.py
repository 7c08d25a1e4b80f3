"""What people read without Nghị Sự: a calendar of each unit's meetings, and the registers as sheets."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone, translation

from nghisu.documents.models import Document
from nghisu.kit import sheets
from nghisu.kit.refusals import N_
from nghisu.kit.sheets import Kind, SheetColumn, SheetShape
from nghisu.meetings.exports.invitation import calendar, event
from nghisu.meetings.models import Meeting
from nghisu.meetings.queries.sharing import hours_of
from nghisu.organisation.models import Mandate, Unit
from nghisu.tasks.models import Task

CHUNK = 2000
# The stamp of every entry: the calendar of one state is one text.
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

Part = tuple[str, Iterator[bytes]]

DOCUMENTS = SheetShape(
    "documents",
    N_("Documents"),
    (
        SheetColumn("unit", N_("Unit"), width=14),
        SheetColumn("direction", N_("Direction"), width=12),
        SheetColumn("received", N_("Received as"), width=12),
        SheetColumn("reference", N_("Number and symbol"), width=22),
        SheetColumn("dated_on", N_("Dated"), Kind.DAY, width=12),
        SheetColumn("issuer", N_("Issued by"), width=36),
        SheetColumn("subject", N_("Subject"), width=60),
        SheetColumn("status", N_("State"), width=12),
        SheetColumn("id", N_("Id"), width=38),
    ),
)
TASKS = SheetShape(
    "tasks",
    N_("Tasks"),
    (
        SheetColumn("code", N_("Code"), width=18),
        SheetColumn("unit", N_("Unit"), width=14),
        SheetColumn("lead", N_("Led by"), width=14),
        SheetColumn("title", N_("Task"), width=60),
        SheetColumn("given_on", N_("Given on"), Kind.DAY, width=12),
        SheetColumn("due_on", N_("Due on"), Kind.DAY, width=12),
        SheetColumn("stage", N_("State"), width=12),
        SheetColumn("id", N_("Id"), width=38),
    ),
)
MEETINGS = SheetShape(
    "meetings",
    N_("Meetings"),
    (
        SheetColumn("unit", N_("Unit"), width=14),
        SheetColumn("title", N_("Meeting"), width=60),
        SheetColumn("day", N_("Day"), Kind.DAY, width=12),
        SheetColumn("place", N_("Place"), width=30),
        SheetColumn("state", N_("State"), width=12),
        SheetColumn("id", N_("Id"), width=38),
    ),
)
ROSTER = SheetShape(
    "roster",
    N_("Roster"),
    (
        SheetColumn("unit", N_("Unit"), width=14),
        SheetColumn("person", N_("Full name"), width=30),
        SheetColumn("office", N_("Office"), width=20),
        SheetColumn("duty", N_("Duty"), width=40),
        SheetColumn("first", N_("From"), Kind.DAY, width=12),
        SheetColumn("until", N_("Until"), Kind.DAY, width=12),
        SheetColumn("id", N_("Id"), width=38),
    ),
)


def calendar_parts() -> Iterator[Part]:
    """Yield an .ics for each unit that ever called a meeting."""
    codes = Unit.objects.filter(meetings__isnull=False).distinct().order_by("pk").values_list("pk", "code")
    for pk, _code in list(codes):
        yield f"calendar/{pk}.ics", iter([_calendar(pk)])


def _calendar(unit: UUID) -> bytes:
    made = calendar()
    for meeting in Meeting.objects.filter(unit_id=unit).order_by("starts_at", "pk"):
        [(_part, start, end)] = hours_of(meeting, [])
        made.add_component(
            event(
                uid=str(meeting.pk),
                version=meeting.version,
                title=meeting.title,
                place=meeting.place,
                starts_at=start,
                ends_at=end,
                at=LONG_AGO,
                is_cancelled=meeting.is_cancelled,
            )
        )
    return bytes(made.to_ical())


def register_parts() -> Iterator[Part]:
    """Yield the registers as .xlsx, in Vietnamese whatever the language of who asks."""
    with translation.override("vi"):
        for shape, rows in (
            (DOCUMENTS, _documents()),
            (MEETINGS, _meetings()),
            (ROSTER, _roster()),
            (TASKS, _tasks()),
        ):
            yield f"registers/{shape.key}.xlsx", iter([sheets.written(shape, rows, made_at=LONG_AGO)])


def _documents() -> Iterator[Mapping[str, Any]]:
    rows = Document.objects.order_by("unit__code", "created_at", "pk").select_related("unit")
    for one in rows.iterator(chunk_size=CHUNK):
        received = f"{one.received_number}/{one.received_year}" if one.received_number else ""
        yield {
            "unit": one.unit.code,
            "direction": one.get_direction_display(),
            "received": received,
            "reference": one.reference,
            "dated_on": one.dated_on,
            "issuer": one.issuer_name,
            "subject": one.subject,
            "status": one.get_status_display(),
            "id": str(one.pk),
        }


def _tasks() -> Iterator[Mapping[str, Any]]:
    rows = Task.objects.order_by("code").select_related("unit", "lead")
    for one in rows.iterator(chunk_size=CHUNK):
        yield {
            "code": one.code,
            "unit": one.unit.code,
            "lead": one.lead.code,
            "title": one.title,
            "given_on": one.given_on,
            "due_on": one.due_on,
            "stage": str(one.stage),
            "id": str(one.pk),
        }


def _meetings() -> Iterator[Mapping[str, Any]]:
    rows = Meeting.objects.order_by("starts_at", "pk").select_related("unit")
    for one in rows.iterator(chunk_size=CHUNK):
        yield {
            "unit": one.unit.code,
            "title": one.title,
            "day": timezone.localtime(one.starts_at).date(),
            "place": one.place,
            "state": one.get_state_display(),
            "id": str(one.pk),
        }


def _roster() -> Iterator[Mapping[str, Any]]:
    rows = Mandate.objects.order_by("unit__code", "first", "pk").select_related("unit", "person")
    for one in rows.iterator(chunk_size=CHUNK):
        yield {
            "unit": one.unit.code,
            "person": one.person.full_name,
            "office": one.office,
            "duty": one.duty,
            "first": one.first,
            "until": one.until,
            "id": str(one.pk),
        }
