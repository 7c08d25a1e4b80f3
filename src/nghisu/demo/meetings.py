"""The meetings of the demo: sessions 11 and 12, the standing committee's, and the conference with 521 points.

Source: the report on the 12th session (21 April 2023): its chairs, drafts and additions, and 521 points
in the quarter's online and hybrid conferences. Days, halls, names of points and heads are invented and
say so (số giả định).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from nghisu.demo.organisation import AFFILIATES, ASSUMED, affiliate_code
from nghisu.demo.parts import Stage, moment
from nghisu.documents.actions import draft_outgoing
from nghisu.meetings import actions
from nghisu.meetings.models import AgendaItem, Meeting, MeetingPart, Point, Summons
from nghisu.meetings.queries import members_of_body
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

WANTED = AgendaItem.Wanted
POINTS = 521
HALL = "Hội trường Đảng ủy Khối, Hà Nội"
ELEVENTH_AGENDA = (
    ("1", "Báo cáo kết quả công tác năm 2022, phương hướng, nhiệm vụ năm 2023", WANTED.ADOPT, 40),
    ("2", "Chương trình công tác năm 2023 của Ban Chấp hành Đảng bộ Khối", WANTED.ADOPT, 30),
    ("3", "Chương trình kiểm tra, giám sát năm 2023", WANTED.ADOPT, 30),
    ("4", "Phát biểu kết luận hội nghị", WANTED.HEAR, 20),
)
CLOSED_AGENDA = (
    ("1", "Báo cáo về việc kiện toàn Ban Chấp hành, Ban Thường vụ nhiệm kỳ 2020-2025", WANTED.HEAR, 15),
    ("2", "Giới thiệu bổ sung 6 ủy viên Ban Chấp hành, trình cấp trên quyết định", WANTED.ELECT, 40),
    ("3", "Bầu bổ sung 2 ủy viên Ban Thường vụ, trình cấp trên chuẩn y", WANTED.ELECT, 40),
)
DRAFTS = (
    (
        "1",
        "Dự thảo Báo cáo kết quả công tác quý I, nhiệm vụ, giải pháp trọng tâm quý II/2023",
        "Báo cáo nêu kết quả công tác quý I và nhiệm vụ, giải pháp trọng tâm quý II/2023.",
        "Chánh Văn phòng Đảng ủy Khối",
    ),
    (
        "2",
        "Dự thảo Báo cáo nội dung công việc Ban Thường vụ Đảng ủy Khối đã chỉ đạo và tổ chức thực hiện "
        "giữa kỳ họp Ban Chấp hành lần thứ 11 và 12",
        "Báo cáo nêu những việc Ban Thường vụ đã quyết định và tổ chức thực hiện giữa hai kỳ họp.",
        "Phó Bí thư Thường trực Đảng ủy Khối",
    ),
    (
        "3",
        "Dự thảo Báo cáo tổng kết 10 năm thực hiện Nghị quyết số 02-NQ/ĐUK của Ban Chấp hành Đảng bộ Khối "
        "khóa XI về “Tiếp tục đổi mới, nâng cao chất lượng, hiệu quả công tác chính trị tư tưởng”",
        "Báo cáo tổng kết việc quán triệt, cụ thể hóa và thực hiện Nghị quyết 02-NQ/ĐUK trong 10 năm.",
        "Trưởng Ban Tuyên giáo Đảng ủy Khối",
    ),
    (
        "4",
        "Dự thảo Báo cáo một số tình hình dư luận xã hội quý I/2023",
        "Báo cáo tổng hợp những vấn đề được quan tâm trong quý I/2023, theo đơn vị, không theo cá nhân.",
        "Trưởng Ban Tuyên giáo Đảng ủy Khối",
    ),
)
OTHER_ITEMS = (
    ("5", "Thảo luận, góp ý kiến vào các dự thảo báo cáo", WANTED.DISCUSS, 75),
    ("6", "Đề xuất, bổ sung nhiệm vụ, giải pháp trọng tâm quý II/2023", WANTED.DISCUSS, 30),
    ("7", "Phát biểu bế mạc của Bí thư Đảng ủy Khối", WANTED.HEAR, 20),
)
ROOMS = ("Vụ", "Cục", "Viện", "Trung tâm", "Ban", "Văn phòng", "Phòng", "Trường")
FIELDS = (
    "Tổng hợp",
    "Kế hoạch",
    "Pháp chế",
    "Tổ chức cán bộ",
    "Hợp tác quốc tế",
    "Nghiên cứu",
    "Công nghệ thông tin",
    "Đào tạo",
    "Thanh tra",
    "Tài chính",
    "Tuyên truyền",
    "Dữ liệu",
)


def fill(stage: Stage) -> None:
    """Put the meetings on the timeline."""
    part = _Meetings(stage)
    stage.later(moment("2022-12-20 08:30"), part.call_eleventh)
    stage.later(moment("2023-01-05 11:30"), part.conclude_eleventh)
    for number, day in ((31, "2023-01-12"), (32, "2023-02-16"), (33, "2023-03-23")):
        stage.later(moment(f"{day} 08:00") - timedelta(days=5), part.standing_committee(number, day))
    stage.later(moment("2023-03-10 09:00"), part.call_conference)
    stage.later(moment("2023-03-13 09:00"), part.register_points)
    stage.later(moment("2023-03-30 07:30"), part.connect_points)
    stage.later(moment("2023-03-30 08:05"), part.report_points)
    stage.later(moment("2023-03-30 11:30"), part.conclude_conference)
    stage.later(moment("2023-04-07 08:30"), part.call_twelfth)
    stage.later(moment("2023-04-14 15:00"), part.lay_drafts)
    stage.later(moment("2023-04-17 10:00"), part.answer_twelfth)
    stage.later(moment("2023-04-21 08:00"), part.open_twelfth)


class _Meetings:
    """Carries what one act leaves to the next."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units: dict[str, Any] = stage.made["units"]
        self.people: dict[str, Any] = stage.made["people"]
        self.bodies: dict[str, Any] = stage.made["bodies"]
        self.operators: dict[Any, Any] = {person.pk: person for person in self.people.values()}
        self.meetings: dict[str, Meeting] = stage.made.setdefault("meetings", {})

    def chief(self, at: datetime) -> Standing:
        """Return the chief of office, who calls every meeting."""
        return standing_of(self.people["chanhvanphong"], at.date())

    def chairs(self) -> list[tuple[Any, str]]:
        """Return the secretary and the three deputies, in order of office."""
        return [
            (self.people[key], self.people[key].title)
            for key in ("bi_thu", "chutri", "pho_bi_thu_1", "pho_bi_thu_2")
        ]

    def step(self, meeting: Meeting, state: str, at: datetime) -> None:
        """Take a meeting on to a state, step by step."""
        by = self.chief(at)
        order = [one.value for one in Meeting.State]
        meeting.refresh_from_db()
        for following in order[order.index(meeting.state) + 1 : order.index(state) + 1]:
            actions.move_to_state(
                meeting=meeting, state=following, expected_version=meeting.version, by=by, at=at
            )

    def summon_all(self, part: MeetingPart, at: datetime, invited: list[tuple[Any, str]]) -> None:
        """Summon the body's members, and invite others."""
        members = members_of_body(part.meeting, at.date())
        actions.summon(part=part, members=members, invited=invited, by=self.chief(at), at=at)

    @transaction.atomic
    def call_eleventh(self, at: datetime) -> None:
        """Call the 11th session; its day is not in the source."""
        by, start = self.chief(at), moment("2023-01-05 08:00")
        meeting = actions.call_meeting(
            unit=self.units["DUK"],
            body=self.bodies["executive"],
            kind="regular",
            ordinal=11,
            title="Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 11",
            starts_at=start,
            ends_at=moment("2023-01-05 11:30"),
            place=HALL,
            parts=[actions.PartPlan("Phiên toàn thể", start)],
            chairs=self.chairs(),
            secretary=self.people["chanhvanphong"],
            remark=f"Ngày họp: {ASSUMED}",
            by=by,
            at=at,
        )
        (part,) = meeting.parts.all()
        for number, title, wanted, minutes in ELEVENTH_AGENDA:
            actions.add_item(
                part=part, number=number, title=title, wanted=wanted, minutes=minutes, by=by, at=at
            )
        self.summon_all(part, at, [])
        self.step(meeting, "papers_out", at)
        self.meetings["11"] = meeting

    @transaction.atomic
    def conclude_eleventh(self, at: datetime) -> None:
        """Everybody but three came."""
        self._answers(self.meetings["11"].parts.get(), at, excused=3)
        self.step(self.meetings["11"], "concluded", at)

    def standing_committee(self, number: int, day: str) -> Any:
        """Return the act that calls a monthly session of the standing committee and holds it."""

        @transaction.atomic
        def call(at: datetime) -> None:
            start = moment(f"{day} 08:00")
            meeting = actions.call_meeting(
                unit=self.units["DUK"],
                body=self.bodies["standing"],
                kind="regular",
                ordinal=number,
                title=f"Hội nghị Ban Thường vụ Đảng ủy Khối lần thứ {number}",
                starts_at=start,
                ends_at=start + timedelta(hours=3),
                place="Phòng họp số 1, Đảng ủy Khối",
                parts=[actions.PartPlan("Phiên toàn thể", start)],
                chairs=self.chairs()[:1],
                secretary=self.people["chanhvanphong"],
                remark=f"Lần và ngày họp: {ASSUMED}",
                by=self.chief(at),
                at=at,
            )
            (part,) = meeting.parts.all()
            for order, title in enumerate(
                (
                    "Tình hình thực hiện nhiệm vụ trong tháng",
                    "Cho ý kiến các văn bản trình",
                    "Công tác cán bộ",
                ),
                1,
            ):
                actions.add_item(
                    part=part, number=str(order), title=title, minutes=45, by=self.chief(at), at=at
                )
            self.summon_all(part, at, [])
            self.step(meeting, "papers_out", at)
            self.stage.later(start + timedelta(hours=3), lambda end: self.step(meeting, "concluded", end))

        return call

    @transaction.atomic
    def call_conference(self, at: datetime) -> None:
        """Call the quarter's online conference of the whole organisation."""
        start = moment("2023-03-30 08:00")
        meeting = actions.call_meeting(
            unit=self.units["DUK"],
            kind="organisation_wide",
            title="Hội nghị trực tuyến toàn Đảng bộ, quý I/2023",
            starts_at=start,
            ends_at=moment("2023-03-30 11:30"),
            place=f"{HALL} và {POINTS} điểm cầu",
            parts=[actions.PartPlan("Phiên toàn thể", start, is_enlarged=True)],
            chairs=self.chairs()[:2],
            secretary=self.people["chanhvanphong"],
            remark=f"Ngày họp, tên điểm cầu và quân số: {ASSUMED}",
            by=self.chief(at),
            at=at,
        )
        (part,) = meeting.parts.all()
        for number, title, minutes in (
            ("1", "Quán triệt các nghị quyết, kết luận của Trung ương", 90),
            ("2", "Triển khai nhiệm vụ trọng tâm quý II/2023", 60),
            ("3", "Trao đổi với các điểm cầu", 45),
        ):
            actions.add_item(part=part, number=number, title=title, minutes=minutes, by=self.chief(at), at=at)
        self.meetings["conference"] = meeting

    @transaction.atomic
    def register_points(self, at: datetime) -> None:
        """Register 521 points: the main one, one for each affiliate, and those under them."""
        chance, duk = self.stage.chance, self.units["DUK"].pk
        plans = [
            actions.PointPlan(
                "00",
                "Điểm cầu chính, Đảng ủy Khối",
                duk,
                place=HALL,
                operator=self.people["tonghop"].pk,
                operator_name=self.people["tonghop"].full_name,
                phone="000 0000 000",
                expected=180,
                is_cleared=True,
                is_hall=True,
            )
        ]
        below = POINTS - 1 - len(AFFILIATES)
        for number, (agency, name) in enumerate(AFFILIATES, 1):
            code = affiliate_code(agency)
            operator = self.people[f"diemcau_{code}"]
            plans.append(
                actions.PointPlan(
                    f"{number:02}",
                    f"Điểm cầu Đảng ủy {name}",
                    self.units[code].pk,
                    parent="00",
                    place="Hà Nội",
                    operator=operator.pk,
                    operator_name=operator.full_name,
                    phone=f"000 0000 {number:03}",
                    expected=chance.randrange(40, 160),
                )
            )
            share = below // len(AFFILIATES) + (number <= below % len(AFFILIATES))
            names = [f"{room} {field}" for room in ROOMS for field in FIELDS]
            for order, room in enumerate(chance.sample(names, share), 1):
                plans.append(
                    actions.PointPlan(
                        f"{number:02}.{order:02}",
                        f"Điểm cầu {room} (tên giả định)",
                        self.units[code].pk,
                        parent=f"{number:02}",
                        place="Hà Nội",
                        operator_name="Người trực điểm cầu (giả định)",
                        phone=f"000 {number:04} {order:03}",
                        expected=chance.randrange(12, 60),
                    )
                )
        actions.register_points(meeting=self.meetings["conference"], plans=plans, by=self.chief(at), at=at)
        self.step(self.meetings["conference"], "papers_out", at)

    @transaction.atomic
    def connect_points(self, at: datetime) -> None:
        """Connect the main point and those of the affiliates."""
        points = Point.objects.filter(meeting=self.meetings["conference"], operator__isnull=False)
        for point in points.select_related("meeting").order_by("code"):
            by = standing_of(self.operators[point.operator_id], at.date())
            actions.change_point_state(point=point, state="connected", by=by, at=at)
        self.step(self.meetings["conference"], "open", at)

    @transaction.atomic
    def report_points(self, at: datetime) -> None:
        """Each affiliate's operator reports for the own point and for those under it; three stay silent."""
        chance = self.stage.chance
        points = list(
            Point.objects.filter(meeting=self.meetings["conference"])
            .select_related("meeting")
            .order_by("code")
        )
        silent = {point.pk for point in chance.sample([one for one in points if one.operator_id is None], 3)}
        for number, point in enumerate(one for one in points if one.operator_id is not None):
            moment_of = at + timedelta(seconds=5 * number)
            by = standing_of(self.operators[point.operator_id], at.date())
            actions.report_heads(point=point, heads=self._heads(point.expected), by=by, at=moment_of)
            below = {
                one.pk: self._heads(one.expected)
                for one in points
                if one.parent_id == point.pk and one.operator_id is None and one.pk not in silent
            }
            if below:
                actions.report_below(point=point, heads=below, by=by, at=moment_of)

    def _heads(self, expected: int) -> int:
        return max(1, round(expected * self.stage.chance.uniform(0.85, 1.02)))

    @transaction.atomic
    def conclude_conference(self, at: datetime) -> None:
        """Close the conference; what the points reported stays."""
        self.step(self.meetings["conference"], "concluded", at)

    @transaction.atomic
    def call_twelfth(self, at: datetime) -> None:
        """Call the enlarged 12th session: a closed part for personnel, then the enlarged one, in one hall."""
        by = self.chief(at)
        closed_at, enlarged_at = moment("2023-04-21 08:00"), moment("2023-04-21 14:00")
        meeting = actions.call_meeting(
            unit=self.units["DUK"],
            body=self.bodies["executive"],
            kind="regular",
            ordinal=12,
            title="Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 12 (mở rộng)",
            starts_at=closed_at,
            ends_at=moment("2023-04-21 17:30"),
            place=HALL,
            parts=[
                actions.PartPlan("Phiên nội bộ: kiện toàn", closed_at, is_closed=True),
                actions.PartPlan("Phiên mở rộng", enlarged_at, is_enlarged=True),
            ],
            chairs=self.chairs(),
            secretary=self.people["chanhvanphong"],
            remark=f"Giờ họp và thành phần: {ASSUMED}",
            by=by,
            at=at,
        )
        closed, enlarged = meeting.parts.order_by("order")
        for number, title, wanted, minutes in CLOSED_AGENDA:
            actions.add_item(
                part=closed, number=number, title=title, wanted=wanted, minutes=minutes, by=by, at=at
            )
        for number, title, _text, presenter in DRAFTS:
            actions.add_item(
                part=enlarged,
                number=number,
                title=title.removeprefix("Dự thảo "),
                presenter=presenter,
                wanted=WANTED.DISCUSS,
                minutes=20,
                by=by,
                at=at,
            )
        for number, title, wanted, minutes in OTHER_ITEMS:
            actions.add_item(
                part=enlarged, number=number, title=title, wanted=wanted, minutes=minutes, by=by, at=at
            )
        guests = [self.people[key] for key in ("truongban_btc", "truongban_btg", "truongban_bdv", "kiemtra")]
        guests += [self.people[f"chuyenvien_{affiliate_code(agency)}"] for agency, _name in AFFILIATES]
        self.summon_all(closed, at, [])
        self.summon_all(enlarged, at, [(guest, guest.title) for guest in guests])
        self.step(meeting, "summoned", at)
        self.meetings["12"] = meeting

    @transaction.atomic
    def lay_drafts(self, at: datetime) -> None:
        """Lay the four drafts before the session."""
        by = self.chief(at)
        items = AgendaItem.objects.filter(part__meeting=self.meetings["12"], part__is_enlarged=True)
        drafts = self.stage.made.setdefault("drafts", [])
        for number, title, text, _presenter in DRAFTS:
            document = draft_outgoing(
                drafter=self.units["VP"],
                unit=self.units["DUK"],
                type_code="report",
                subject=title.removeprefix("Dự thảo Báo cáo ").removesuffix("."),
                text=f"{text}\n\nBản trình hội nghị để lấy ý kiến ({ASSUMED}).",
                by=by,
                at=at,
            )
            drafts.append(document)
            actions.lay_paper(item=items.get(number=number), document=document, title=title, by=by, at=at)
        self.step(self.meetings["12"], "papers_out", at)

    @transaction.atomic
    def answer_twelfth(self, at: datetime) -> None:
        """Most have answered; two members are excused, and the demo's member has yet to answer."""
        for part in self.meetings["12"].parts.order_by("order"):
            self._answers(part, at, excused=2, unanswered=[self.people["uyvien"].pk])

    @transaction.atomic
    def open_twelfth(self, at: datetime) -> None:
        """Open the session."""
        self.step(self.meetings["12"], "open", at)

    def _answers(
        self, part: MeetingPart, at: datetime, *, excused: int, unanswered: list[Any] | None = None
    ) -> None:
        rows = list(Summons.objects.filter(part=part).exclude(person_id__in=unanswered or []))
        members = [row for row in rows if row.capacity == Summons.Capacity.MEMBER]
        away = {row.pk for row in members[-excused:]}
        actions.answer_for_all(
            part=part,
            answers={
                row.pk: ("excused", f"Đi công tác ({ASSUMED})") if row.pk in away else ("coming", "")
                for row in rows
            },
            by=self.chief(at),
            at=at,
        )
