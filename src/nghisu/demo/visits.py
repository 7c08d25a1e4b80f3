"""Working visits of 2023: one closed, one being followed up, one awaiting its questions, others planned.

The source tells that leaders exchanged directly with affiliated committees to remove difficulties; which
ones, when, and every wording here are invented.
"""

from datetime import date, datetime
from typing import Any

from nghisu.demo.parts import Stage, moment
from nghisu.documents import actions as documents
from nghisu.kit.periods import Quarter
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.visits.actions import concluding, minutes, planning, questions
from nghisu.visits.models import Commitment, Visit, VisitQuestion
from nghisu.visits.queries.following import composed_minutes
from nghisu.visits.rules.steps import Outcome, Way

ASSUMED = "(nội dung minh họa)"
REMOVE = "Trao đổi, tháo gỡ khó khăn, vướng mắc trong lãnh đạo nhiệm vụ chính trị"
PROGRAMME = (
    "Đảng ủy trực thuộc báo cáo tình hình, nêu khó khăn, vướng mắc.\n"
    "Các ban tham mưu trao đổi, giải đáp.\nTrưởng đoàn kết luận."
)
HOSTS = "Ban Thường vụ đảng ủy, văn phòng và các ban của đảng ủy"
AGREED = f"Hai bên thống nhất đánh giá tình hình và các việc cần làm {ASSUMED}."
EXCHANGED = f"các ban tham mưu giải đáp tại chỗ hoặc ghi nhận để giải quyết {ASSUMED}."
CLOSED, FOLLOWED, ANNOUNCED, PUT_OFF = 1, 2, 3, 5
PLANS: tuple[tuple[str, int, str, str, str, tuple[str, ...]], ...] = (
    # unit, quarter, begins, ends, head, who else goes
    ("DU-VOV", 1, "2023-03-08 08:30", "2023-03-08 11:00", "chutri", ("chanhvanphong", "truongban_bdv")),
    ("DU-BKHCN", 2, "2023-04-06 14:00", "2023-04-06 16:30", "chutri", ("chanhvanphong", "truongban_btc")),
    ("DU-VPTW", 2, "2023-04-27 08:30", "2023-04-27 11:00", "chutri", ("chanhvanphong",)),
    ("DU-BGDDT", 2, "", "", "", ()),
    ("DU-TTXVN", 2, "2023-04-26 14:00", "2023-04-26 16:00", "pho_bi_thu_1", ("truongban_btg",)),
)


def fill(stage: Stage) -> None:
    """Put the visits on the timeline."""
    part = _Part(stage)
    for when, act in (
        ("2023-02-22 09:30", part.plan_first),
        ("2023-03-01 08:45", part.ask_first),
        ("2023-03-08 15:00", part.conclude_first),
        ("2023-03-13 15:30", part.issue_first),
        ("2023-03-15 09:00", part.close_first),
        ("2023-03-27 10:20", part.plan_others),
        ("2023-04-03 09:15", part.ask_second),
        ("2023-04-07 08:30", part.conclude_second),
        ("2023-04-10 15:45", part.issue_second),
        ("2023-04-18 16:10", part.tell_second),
        ("2023-04-19 09:40", part.put_off),
    ):
        stage.later(moment(when), act)


class _Part:
    """Carries the stage through the acts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        return standing_of(self.people[key], at.date())

    def visit(self, number: int) -> Visit:
        """Return a visit as stored."""
        return Visit.objects.select_related("unit", "visited", "document").get(year=2023, number=number)

    def plan(self, number: int, at: datetime) -> Visit:
        """Put a visit into the plan."""
        unit, quarter, begins, ends, head, members = PLANS[number - 1]
        return planning.plan_visit(
            unit=self.units["DUK"],
            plan=planning.Plan(
                visited=self.units[unit],
                quarter=Quarter(2023, quarter),
                purpose=f"{REMOVE} {ASSUMED}",
                body=None if head else self.stage.made["bodies"]["standing"],
                head=self.people[head] if head else None,
                members=[self.people[one] for one in members],
                starts_at=moment(begins) if begins else None,
                ends_at=moment(ends) if ends else None,
                place="Trụ sở đảng ủy trực thuộc" if begins else "",
                hosts=HOSTS,
                programme=PROGRAMME,
            ),
            knows_clash=True,
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def announce(self, visit: Visit, due_on: date, at: datetime) -> Visit:
        """Announce a visit to its unit."""
        by = self.by("chanhvanphong", at)
        return planning.announce(visit=visit, version=visit.version, questions_due_on=due_on, by=by, at=at)

    def ask(self, number: int, matter: str, text: str, at: datetime, proposal: str = "") -> None:
        """State a question for the unit visited."""
        visit = self.visit(number)
        questions.state_question(
            visit=visit,
            version=visit.version,
            matter=matter,
            text=f"{text} {ASSUMED}.",
            proposal=proposal,
            by=self.by(f"chuyenvien_{PLANS[number - 1][0]}", at),
            at=at,
        )

    def hold_and_sign(self, number: int, held_on: date, at: datetime) -> Visit:
        """Say that a visit was held, write its minutes and have them signed."""
        office, visit = self.by("chanhvanphong", at), self.visit(number)
        visit = planning.hold(visit=visit, version=visit.version, held_on=held_on, by=office, at=at)
        text = composed_minutes(self.visit(number), office).replace("giải đáp: …", f"giải đáp: {EXCHANGED}")
        minutes.write_minutes(visit=visit, version=visit.version, text=text, by=office, at=at)
        visit = self.visit(number)
        minutes.sign_minutes(
            visit=visit,
            version=visit.version,
            minutes_version=visit.minutes.version,
            by=self.by("chutri", at),
            at=at,
        )
        return self.visit(number)

    def approve(self, number: int, at: datetime) -> None:
        """Approve the conclusion."""
        visit = self.visit(number)
        concluding.approve_conclusion(
            visit=visit, version=visit.version, text=AGREED, by=self.by("chutri", at), at=at
        )

    def issue(self, number: int, at: datetime) -> None:
        """Issue the conclusion; its commitments become tasks."""
        document = self.visit(number).document
        assert document is not None
        documents.issue(document=document, dated_on=at.date(), by=self.by("vanthu", at), at=at)
        self.stage.tick(2)

    def tell(self, number: int, question: int, outcome: Outcome, text: str, at: datetime) -> None:
        """Tell the unit what became of a question."""
        asked = VisitQuestion.objects.get(visit=self.visit(number), number=question)
        questions.tell_back(
            question=asked,
            version=asked.version,
            outcome=outcome,
            text=f"{text} {ASSUMED}.",
            document=self.visit(number).document if outcome is not Outcome.UNDER_WAY else None,
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def plan_first(self, at: datetime) -> None:
        """Plan and announce the visit of March."""
        self.announce(self.plan(CLOSED, at), date(2023, 3, 6), at)

    def ask_first(self, at: datetime) -> None:
        """State one question."""
        self.ask(CLOSED, "software", "Phần mềm đảng viên và phần mềm của cơ quan nhập hai lần", at)

    def conclude_first(self, at: datetime) -> None:
        """Hold it and approve its conclusion."""
        self.hold_and_sign(CLOSED, date(2023, 3, 8), at)
        self.approve(CLOSED, at)

    def issue_first(self, at: datetime) -> None:
        """Issue its conclusion."""
        self.issue(CLOSED, at)

    def close_first(self, at: datetime) -> None:
        """Tell the unit and close it."""
        self.tell(CLOSED, 1, Outcome.EXPLAINED, "Nhập một lần ở phần mềm đảng viên rồi trích xuất", at)
        visit = self.visit(CLOSED)
        concluding.close_visit(visit=visit, version=visit.version, by=self.by("chanhvanphong", at), at=at)

    def plan_others(self, at: datetime) -> None:
        """Plan the second quarter, and announce what is near."""
        self.announce(self.plan(FOLLOWED, at), date(2023, 4, 4), at)
        self.announce(self.plan(ANNOUNCED, at), date(2023, 4, 25), at)
        self.plan(4, at)
        self.plan(PUT_OFF, at)
        self.stage.tick(2)

    def ask_second(self, at: datetime) -> None:
        """State three questions."""
        self.ask(FOLLOWED, "report_load", "Báo cáo cùng số liệu theo nhiều mẫu", at, "Thống nhất một mẫu.")
        self.ask(FOLLOWED, "pay_scheme", "Chế độ của cán bộ chuyên trách công tác đảng chưa tương xứng", at)
        self.ask(FOLLOWED, "network", "Đường truyền của điểm cầu không ổn định", at)

    def conclude_second(self, at: datetime) -> None:
        """Hold it, promise, and approve its conclusion."""
        asked = {
            one.number: one for one in self.hold_and_sign(FOLLOWED, date(2023, 4, 6), at).questions.all()
        }
        promised: tuple[dict[str, Any], ...] = (
            {
                "way": Way.TASK,
                "title": "Rà soát, rút gọn các mẫu báo cáo quý của đảng ủy trực thuộc",
                "product": "Bộ mẫu báo cáo thống nhất",
                "lead": self.units["VP"],
                "due_on": date(2023, 5, 31),
                "question": asked[1],
            },
            {
                "way": Way.DIFFICULTY,
                "title": "Chế độ của cán bộ chuyên trách công tác đảng",
                "lead": self.units["BTC"],
                "due_on": date(2023, 5, 15),
                "question": asked[2],
            },
            {
                "way": Way.TASK,
                "title": "Nâng cấp đường truyền, thiết bị điểm cầu",
                "lead": self.units["DU-BKHCN"],
                "due_on": date(2023, 5, 12),
                "question": asked[3],
            },
        )
        for one in promised:
            visit = self.visit(FOLLOWED)
            concluding.commit(
                visit=visit, version=visit.version, by=self.by("chanhvanphong", at), at=at, **one
            )
        self.approve(FOLLOWED, at)

    def issue_second(self, at: datetime) -> None:
        """Issue its conclusion, and pass the difficulty on."""
        self.issue(FOLLOWED, at)
        promise = Commitment.objects.get(visit=self.visit(FOLLOWED), number=2)
        concluding.pass_on(
            commitment=promise, version=promise.version, by=self.by("chanhvanphong", at), at=at
        )

    def tell_second(self, at: datetime) -> None:
        """Settle one question; another is under way, one is owed."""
        self.tell(FOLLOWED, 1, Outcome.RESOLVED, "Từ quý II dùng một mẫu báo cáo thống nhất", at)
        self.tell(FOLLOWED, 2, Outcome.UNDER_WAY, "Đã chuyển thành vấn đề để kiến nghị cấp trên", at)

    def put_off(self, at: datetime) -> None:
        """Put a visit off, with its reason."""
        visit = self.visit(PUT_OFF)
        planning.postpone(
            visit=visit,
            version=visit.version,
            reason=f"Đơn vị tổ chức hội nghị cùng ngày {ASSUMED}",
            by=self.by("chanhvanphong", at),
            at=at,
        )
