"""Who came: the 12th session in its hall, the points' tests and incidents, a conference of the superior.

Source: the report on the 12th session names no number of those present, and 521 points of the quarter's
conferences. Everybody's presence, every test and incident is invented and says so (số giả định).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from nghisu.demo.organisation import AFFILIATES, ASSUMED, affiliate_code
from nghisu.demo.parts import Stage, moment
from nghisu.meetings import actions
from nghisu.meetings.actions.attendance import check_in, check_out, note_absence
from nghisu.meetings.actions.console import (
    clear_part,
    note_test,
    report_incident,
    report_upward,
    solve_incident,
)
from nghisu.meetings.models import Meeting, Point, Summons
from nghisu.meetings.rules.attendance import How
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

OURS = 9


def fill(stage: Stage) -> None:
    """Put what is noted of the attendance on the timeline."""
    part = _Attendance(stage)
    stage.later(moment("2023-02-20 09:00"), part.join_superior)
    stage.later(moment("2023-02-28 07:40"), part.report_to_superior)
    stage.later(moment("2023-03-29 15:00"), part.test_lines)
    stage.later(moment("2023-03-30 08:20"), part.call_for_help)
    stage.later(moment("2023-03-30 08:31"), part.help_and_correct)
    stage.later(moment("2023-04-21 07:40"), part.members_come)
    stage.later(moment("2023-04-21 10:05"), part.one_leaves)
    stage.later(moment("2023-04-21 13:35"), part.guests_come)


class _Attendance:
    """Carries what one act leaves to the next."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people: dict[str, Any] = stage.made["people"]
        self.units: dict[str, Any] = stage.made["units"]
        self.operators: dict[Any, Any] = {person.pk: person for person in self.people.values()}

    def chief(self, at: datetime) -> Standing:
        """Return the chief of office."""
        return standing_of(self.people["chanhvanphong"], at.date())

    def clerk(self, at: datetime) -> Standing:
        """Return the clerk, who keeps the attendance."""
        return standing_of(self.people["vanthu"], at.date())

    def conference(self) -> Meeting:
        """Return the quarter's online conference."""
        meeting: Meeting = self.stage.made["meetings"]["conference"]
        return meeting

    def points(self) -> list[Point]:
        """Return the points of the conference that an affiliate's operator runs."""
        points = Point.objects.filter(meeting=self.conference(), operator__isnull=False)
        return list(points.select_related("meeting").order_by("code"))

    @transaction.atomic
    def join_superior(self, at: datetime) -> None:
        """Join a conference of the superior as one point that relays to ours, with a part on personnel."""
        start, by = moment("2023-02-28 08:00"), self.chief(at)
        meeting = actions.call_meeting(
            unit=self.units["DUK"],
            kind="superior",
            title=f"Hội nghị trực tuyến toàn quốc quán triệt nghị quyết ({ASSUMED})",
            starts_at=start,
            ends_at=moment("2023-02-28 11:30"),
            convener="Trung ương",
            own_point="Điểm cầu Đảng ủy Khối",
            parts=[
                actions.PartPlan("Phiên toàn thể", start, is_enlarged=True),
                actions.PartPlan("Phiên nội bộ sau hội nghị", moment("2023-02-28 11:00"), is_closed=True),
            ],
            remark=f"Ngày họp, điểm cầu và số người: {ASSUMED}",
            by=by,
            at=at,
        )
        plans = [
            actions.PointPlan(
                "01",
                "Điểm cầu Đảng ủy Khối (tiếp sóng)",
                self.units["DUK"].pk,
                place="Hà Nội",
                operator=self.people["tonghop"].pk,
                operator_name=self.people["tonghop"].full_name,
                phone="000 0000 000",
                expected=120,
                is_cleared=True,
                is_hall=True,
            )
        ]
        for number, (agency, name) in enumerate(AFFILIATES[:OURS], 1):
            operator = self.people[f"diemcau_{affiliate_code(agency)}"]
            plans.append(
                actions.PointPlan(
                    f"01.{number:02}",
                    f"Điểm cầu Đảng ủy {name}",
                    self.units[affiliate_code(agency)].pk,
                    parent="01",
                    place="Hà Nội",
                    operator=operator.pk,
                    operator_name=operator.full_name,
                    phone=f"000 0000 {number:03}",
                    expected=30 + number,
                )
            )
        actions.register_points(meeting=meeting, plans=plans, by=by, at=at)
        closed = meeting.parts.get(is_closed=True)
        clear_part(part=closed, is_personnel=True, codes=["01", "01.01"], by=by, at=at)
        self._step(meeting, "papers_out", at)
        self.stage.made["meetings"]["superior"] = meeting

    @transaction.atomic
    def report_to_superior(self, at: datetime) -> None:
        """Let our points report, all but one; tell their sum upward, and once more when it is corrected."""
        meeting = self.stage.made["meetings"]["superior"]
        points = list(Point.objects.filter(meeting=meeting).select_related("meeting").order_by("code"))
        for number, point in enumerate(points[:-1]):
            by = standing_of(self.operators[point.operator_id], at.date())
            moment_of = at + timedelta(seconds=10 * number)
            actions.change_point_state(point=point, state="connected", by=by, at=moment_of)
            actions.report_heads(point=point, heads=point.expected - number % 4, by=by, at=moment_of)
        told = f"Trực ban hội nghị cấp trên ({ASSUMED})"
        report_upward(meeting=meeting, told=told, by=self.chief(at), at=at + timedelta(minutes=5))
        first = points[1]
        by = standing_of(self.operators[first.operator_id], at.date())
        actions.report_heads(point=first, heads=first.expected + 2, by=by, at=at + timedelta(minutes=7))
        report_upward(meeting=meeting, told=told, by=self.chief(at), at=at + timedelta(minutes=8))
        self._step(meeting, "concluded", at + timedelta(hours=4))

    @transaction.atomic
    def test_lines(self, at: datetime) -> None:
        """Test the affiliates' lines the day before; one of them has no picture at first."""
        for number, point in enumerate(self.points()[1:13]):
            by = standing_of(self.operators[point.operator_id], at.date())
            moment_of = at + timedelta(minutes=2 * number)
            if number == 3:
                note_test(
                    point=point,
                    hears=True,
                    sees=False,
                    remark=f"Hình đứng, đổi cáp ({ASSUMED})",
                    by=by,
                    at=moment_of,
                )
            note_test(point=point, hears=True, sees=True, by=by, at=moment_of + timedelta(seconds=40))

    @transaction.atomic
    def call_for_help(self, at: datetime) -> None:
        """Two points cannot hear, one has trouble with its camera."""
        for number, kind in ((2, "no_sound"), (7, "no_sound"), (9, "equipment")):
            point = self.points()[number]
            by = standing_of(self.operators[point.operator_id], at.date())
            text = f"Máy quay không nhận tín hiệu ({ASSUMED})" if kind == "equipment" else ""
            report_incident(point=point, kind=kind, text=text, by=by, at=at)

    @transaction.atomic
    def help_and_correct(self, at: datetime) -> None:
        """Help the two without sound; let one point count again and correct its number."""
        for number in (2, 7):
            point = self.points()[number]
            incident = point.incidents.get(solved_at__isnull=True)
            solve_incident(
                incident=incident, answer=f"Đã đổi kênh âm thanh ({ASSUMED})", by=self.chief(at), at=at
            )
        point = self.points()[4]
        by = standing_of(self.operators[point.operator_id], at.date())
        actions.report_heads(point=point, heads=(point.heads or 2) - 2, by=by, at=at)

    def _summoned(self, *, enlarged: bool, capacity: str) -> list[Summons]:
        rows = Summons.objects.filter(
            part__meeting=self.stage.made["meetings"]["12"], part__is_enlarged=enlarged, capacity=capacity
        )
        return list(rows.select_related("person", "part__meeting").order_by("order"))

    @transaction.atomic
    def members_come(self, at: datetime) -> None:
        """Members check in before the closed part: all but five, two of them excused; one sends a deputy."""
        by, meeting = self.clerk(at), self.stage.made["meetings"]["12"]
        rows = self._summoned(enlarged=False, capacity=Summons.Capacity.MEMBER)
        later = [row for row in rows if row.answer == "excused" or row.person_id == self.people["uyvien"].pk]
        missing = {row.pk for row in later} | {row.pk for row in rows[20:22]}
        for number, row in enumerate(one for one in rows if one.pk not in missing):
            check_in(
                meeting=meeting,
                person=row.person,
                how=How.CODE if number % 3 else How.CLERK,
                by=by,
                at=at + timedelta(seconds=24 * number),
            )
        note_absence(
            summons=self._summons_of(rows[20], enlarged=True),
            reason=f"Họp đột xuất ở cơ quan ({ASSUMED})",
            by=by,
            at=at + timedelta(minutes=19),
        )

    def _summons_of(self, row: Summons, *, enlarged: bool) -> Summons:
        rows = self._summoned(enlarged=enlarged, capacity=row.capacity)
        return next(one for one in rows if one.person_id == row.person_id)

    @transaction.atomic
    def one_leaves(self, at: datetime) -> None:
        """One member leaves for half an hour and comes back."""
        by, meeting = self.clerk(at), self.stage.made["meetings"]["12"]
        person = self._summoned(enlarged=False, capacity=Summons.Capacity.MEMBER)[12].person
        check_out(meeting=meeting, person=person, by=by, at=at)
        check_in(meeting=meeting, person=person, by=by, at=at + timedelta(minutes=32))

    @transaction.atomic
    def guests_come(self, at: datetime) -> None:
        """Check the invited in, but for six; a deputy sits in for one member."""
        by, meeting = self.clerk(at), self.stage.made["meetings"]["12"]
        guests = self._summoned(enlarged=True, capacity=Summons.Capacity.INVITED)
        for number, row in enumerate(guests[:-6]):
            check_in(
                meeting=meeting,
                person=row.person,
                how=How.CODE if number % 4 else How.CLERK,
                by=by,
                at=at + timedelta(seconds=20 * number),
            )
        absent = self._summoned(enlarged=True, capacity=Summons.Capacity.MEMBER)[21]
        check_in(
            meeting=meeting,
            person=absent.person,
            deputy=f"Người dự thay ({ASSUMED})",
            by=by,
            at=at + timedelta(minutes=23),
        )

    def _step(self, meeting: Meeting, state: str, at: datetime) -> None:
        order = [one.value for one in Meeting.State]
        meeting.refresh_from_db()
        for following in order[order.index(meeting.state) + 1 : order.index(state) + 1]:
            actions.move_to_state(
                meeting=meeting, state=following, expected_version=meeting.version, by=self.chief(at), at=at
            )
