"""Import the remote points of one meeting from a sheet; preview, faults and progress are the shared ones."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse

from nghisu.kit.refusals import N_, NotAllowed
from nghisu.kit.sheets import Choice, Fault, Kind, Row, SheetColumn, SheetShape
from nghisu.meetings import actions, queries
from nghisu.meetings.actions import PointCodeTwice, PointParentUnknown
from nghisu.meetings.actions.points import HallTwice
from nghisu.meetings.models import Meeting
from nghisu.meetings.rules.points import TooManyHeads, check_heads
from nghisu.organisation.actions.importing import ImportHasFaults, Source
from nghisu.organisation.imports import Asked, Importer, Plan, Tell, register

YES, NO = "yes", "no"
UNIT_UNKNOWN = N_(
    "There is no unit with the code “%(code)s” on this day; take the code from the list of units."
)

POINTS = SheetShape(
    "points",
    N_("Remote points"),
    (
        SheetColumn("code", N_("Point code"), required=True, longest=24, width=10),
        SheetColumn("parent", N_("Under the point"), longest=24, width=12, help=N_("The code of a point.")),
        SheetColumn("name", N_("Name of the point"), required=True, longest=200, width=44),
        SheetColumn(
            "host", N_("Host unit"), Kind.REFERENCE, required=True, width=16, help=N_("The code of a unit.")
        ),
        SheetColumn("place", N_("Place"), longest=200, width=24),
        SheetColumn("operator", N_("Operator"), longest=120, width=26),
        SheetColumn("phone", N_("Telephone"), longest=40, width=18),
        SheetColumn("expected", N_("People expected"), Kind.COUNT, width=12),
        SheetColumn(
            "cleared",
            N_("Cleared for closed parts"),
            Kind.CHOICE,
            choices=(Choice(YES, N_("yes")), Choice(NO, N_("no"))),
            width=14,
        ),
        SheetColumn(
            "hall",
            N_("The hall itself"),
            Kind.CHOICE,
            choices=(Choice(YES, N_("yes")), Choice(NO, N_("no"))),
            width=10,
            help=N_("At most one point of a meeting."),
        ),
    ),
)


def _meeting(asked: Asked) -> Meeting | None:
    """Return the meeting of the scope, where the asker may register its points."""
    try:
        meeting = queries.meeting_for(asked.by, UUID(asked.scope))
    except ValueError:
        return None
    if meeting is None or not asked.by.may("point.change", unit=meeting.unit_id):
        return None
    return meeting


def _check(rows: Sequence[Row], asked: Asked) -> Plan:
    meeting = _meeting(asked)
    known = queries.point_codes(meeting) if meeting else set()
    hosts = queries.unit_codes(asked.day)
    faults: list[Fault] = []
    seen: set[str] = set()
    codes = {row.text("code") for row in rows} | known
    has_hall = meeting is not None and queries.has_hall(meeting)
    for row in rows:
        code, parent = row.text("code"), row.text("parent")
        if code in seen or code in known:
            faults.append(Fault.of(PointCodeTwice(code=code), row, "code"))
        seen.add(code)
        if parent and (parent not in codes or parent == code):
            faults.append(Fault.of(PointParentUnknown(code=code, parent=parent), row, "parent"))
        if row["hall"] == YES:
            if has_hall:
                faults.append(Fault.of(HallTwice(code=code), row, "hall"))
            has_hall = True
        if row.text("host") not in hosts:
            cell = row.cells.get("host")
            faults.append(
                Fault(
                    row.number,
                    cell.name if cell else "",
                    cell.heading if cell else "",
                    UNIT_UNKNOWN,
                    {"code": row.text("host")},
                )
            )
        try:
            check_heads(int(row["expected"] or 0))
        except TooManyHeads as refusal:
            faults.append(Fault.of(refusal, row, "expected"))
    return Plan(len(rows), 0, tuple(faults))


def _run(
    *, rows: Sequence[Row], asked: Asked, document: str, source: Source, at: datetime, tell: Tell
) -> Sequence[Any]:
    meeting = _meeting(asked)
    faults = _check(rows, asked).faults
    if meeting is None:
        raise NotAllowed
    if faults:
        raise ImportHasFaults(faults)
    hosts = queries.unit_codes(asked.day)
    plans = [
        actions.PointPlan(
            code=row.text("code"),
            name=row.text("name"),
            host=hosts[row.text("host")],
            parent=row.text("parent"),
            place=row.text("place"),
            operator_name=row.text("operator"),
            phone=row.text("phone"),
            expected=int(row["expected"] or 0),
            is_cleared=row["cleared"] == YES,
            is_hall=row["hall"] == YES,
        )
        for row in rows
    ]
    tell(0, len(plans))
    actions.register_points(meeting=meeting, plans=plans, by=asked.by, at=at)
    tell(len(plans), len(plans))
    return plans


def _offered(asked: Asked) -> Mapping[str, Sequence[tuple[str, str]]]:
    return {"host": queries.units_offered(asked.day)}


register(
    Importer(
        shape=POINTS,
        door="point.change",
        hint=N_("One row for each point of this meeting. A point may stand under another of the same sheet."),
        check=_check,
        run=_run,
        offered=_offered,
        may=lambda asked: _meeting(asked) is not None,
        address=lambda asked: reverse("point_board", args=[asked.scope]),
    )
)
