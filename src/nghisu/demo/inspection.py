"""The programme of inspection and supervision of 2023: one line concluded, others on their way, one put off.

The programme's document stands among those of December 2022; lines, days and all wordings are invented.
"""

from datetime import date, datetime

from nghisu.demo.parts import Stage, moment
from nghisu.documents import actions as documents
from nghisu.inspection.actions import carrying, concluding, programmes
from nghisu.inspection.models import Inspection, InspectionProgramme
from nghisu.inspection.rules.durations import Level
from nghisu.inspection.rules.steps import Form, Output, Way
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks import actions as tasks
from nghisu.tasks.models import Extension, Task

ASSUMED = "(nội dung minh họa)"
ADOPTED_AS, ADOPTED_ON = "931-QĐ/ĐUK", date(2022, 12, 27)
FINANCE = "Việc lãnh đạo, chỉ đạo và thực hiện công tác tài chính đảng"
RULES = "Việc xây dựng và thực hiện quy chế làm việc của cấp ủy"
DEMOCRACY = "Việc lãnh đạo thực hiện quy chế dân chủ ở cơ sở"
LINES: tuple[tuple[Form, str, str, str, int, int], ...] = (
    # form, content, inspected, lead, first and last month
    (Form.INSPECTION, FINANCE, "DU-VOV", "UBKT", 3, 4),
    (Form.INSPECTION, FINANCE, "DU-TTXVN", "UBKT", 4, 5),
    (Form.INSPECTION, RULES, "DU-VPTW", "UBKT", 5, 6),
    (Form.THEMATIC, DEMOCRACY, "DU-BLDTBXH", "BDV", 4, 6),
    (Form.THEMATIC, "Việc học tập chuyên đề năm 2023", "DU-BGDDT", "BTG", 7, 8),
    (Form.INSPECTION, "Công tác phát triển đảng viên", "DU-BKHCN", "BTC", 9, 10),
    (Form.REGULAR, RULES, "DU-TTCP", "UBKT", 1, 12),
)
OUTSIDE = "Ủy ban Kiểm tra Trung ương đề nghị phối hợp giám sát trong quý II"
CONCLUDED, WORKING, ASKED, PUT_OFF = 1, 2, 3, 4
PLAN = "Làm việc với cấp ủy, bộ phận tài chính và ba chi bộ; xem sổ thu nộp đảng phí, báo cáo quyết toán."
OUTLINE = "1. Tình hình tổ chức đảng.\n2. Kết quả thực hiện.\n3. Hạn chế, nguyên nhân.\n4. Kiến nghị."
FOUND = (
    "Cấp ủy lãnh đạo công tác tài chính đảng đúng quy định, thu nộp đủ. Còn chậm sửa quy chế chi tiêu, "
    "sổ theo dõi đảng phí ở một số chi bộ chưa theo mẫu."
)
REMEDIES: tuple[tuple[str, str, date], ...] = (
    (
        "Mở sổ theo dõi thu, nộp đảng phí theo mẫu ở tất cả chi bộ",
        "Báo cáo kết quả rà soát sổ",
        date(2023, 4, 20),
    ),
    ("Sửa đổi quy chế chi tiêu tài chính đảng", "Quy chế sửa đổi", date(2023, 5, 31)),
    ("Tập huấn nghiệp vụ tài chính đảng cho chi ủy", "Lớp tập huấn", date(2023, 4, 28)),
)


def fill(stage: Stage) -> None:
    """Put the programme, its lines' ways and the remedies on the timeline."""
    part = _Part(stage)
    for when, act in (
        ("2023-01-04 10:30", part.adopt),
        ("2023-02-20 08:40", part.decide),
        ("2023-03-10 15:20", part.answer),
        ("2023-03-17 16:30", part.work),
        ("2023-03-20 09:10", part.add_outside),
        ("2023-04-03 10:00", part.report),
        ("2023-04-05 09:30", part.conclude),
        ("2023-04-06 15:30", part.issue),
        ("2023-04-10 08:45", part.begin_others),
        ("2023-04-12 16:10", part.put_off),
        ("2023-04-17 09:40", part.mend),
        ("2023-04-19 14:20", part.accept),
    ):
        stage.later(moment(when), act)


class _Part:
    """Carries the stage through the acts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]
        self.programme: InspectionProgramme

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        return standing_of(self.people[key], at.date())

    def line(self, number: int) -> Inspection:
        """Return a line of the programme as stored."""
        return Inspection.objects.get(programme=self.programme, number=number)

    def task(self, number: int) -> Task:
        """Return the task of a remedy as stored."""
        return Task.objects.get(remedy__inspection=self.line(CONCLUDED), remedy__order=number)

    def adopt(self, at: datetime) -> None:
        """Enter the programme with its lines, and that the Standing Committee adopted it."""
        by = self.by("kiemtra", at)
        self.programme = programmes.draft_inspection_programme(
            unit=self.units["DUK"],
            year=2023,
            title=f"Chương trình kiểm tra, giám sát năm 2023 {ASSUMED}",
            by=by,
            at=at,
        )
        programmes.add_inspections(
            programme=self.programme,
            lines=[
                programmes.Line(
                    form=form,
                    content=content,
                    inspected=self.units[inspected],
                    lead=self.units[lead],
                    first_month=first,
                    last_month=last,
                    output=Output.CONCLUSION if form is Form.INSPECTION else Output.RESULT,
                )
                for form, content, inspected, lead, first, last in LINES
            ],
            by=by,
            at=at,
        )
        self.programme.refresh_from_db()
        programmes.adopt_inspection_programme(
            programme=self.programme,
            expected_version=self.programme.version,
            number=ADOPTED_AS,
            body=self.stage.made["bodies"]["standing"],
            adopted_on=ADOPTED_ON,
            by=self.by("chanhvanphong", at),
            at=at,
        )
        self.stage.tick(2)

    def prepared(self, number: int, *, decision: str, starts_on: date, due_on: date, at: datetime) -> None:
        """Decide a line with its team, which declares, and send plan and outline."""
        line = self.line(number)
        line = carrying.decide(
            inspection=line,
            version=line.version,
            number=decision,
            decided_on=at.date(),
            level=Level.PROVINCE,
            head=self.people["kiemtra"],
            members=[self.people["chuyenvien_ubkt"], self.people["tonghop"]],
            by=self.by("chanhvanphong", at),
            at=at,
        )
        for key in ("kiemtra", "chuyenvien_ubkt", "tonghop"):
            carrying.declare_no_conflict(inspection=line, by=self.by(key, at), at=at)
        carrying.send_plan(
            inspection=line,
            version=line.version,
            plan=carrying.Plan(
                period_first=date(2020, 1, 1),
                period_last=date(2022, 12, 31),
                starts_on=starts_on,
                days=15,
                plan=PLAN,
                outline=OUTLINE,
                self_report_due_on=due_on,
            ),
            by=self.by("kiemtra", at),
            at=at,
        )

    def decide(self, at: datetime) -> None:
        """Prepare the first inspection."""
        self.prepared(
            CONCLUDED,
            decision=f"941-QĐ/ĐUK {ASSUMED}",
            starts_on=date(2023, 3, 15),
            due_on=date(2023, 3, 10),
            at=at,
        )

    def answer(self, at: datetime) -> None:
        """Send the self-report in, as the inspected body."""
        line = self.line(CONCLUDED)
        carrying.send_self_report(
            inspection=line,
            version=line.version,
            text=f"Cấp ủy đã ban hành quy chế chi tiêu, thu nộp đảng phí đủ và đúng hạn {ASSUMED}.",
            by=self.by("chuyenvien_DU-VOV", at),
            at=at,
        )

    def work(self, at: datetime) -> None:
        """Begin the work and sign the minutes of a session."""
        by, line = self.by("kiemtra", at), self.line(CONCLUDED)
        line = carrying.begin(inspection=line, version=line.version, by=by, at=at)
        carrying.sign_working_minutes(
            inspection=line,
            version=line.version,
            held_on=date(2023, 3, 17),
            way=Way.THERE,
            place="Trụ sở đảng ủy được kiểm tra",
            text="Hai bên thống nhất số liệu thu, nộp đảng phí ba năm; còn hai chi bộ chưa mở sổ theo mẫu.",
            evidence=[
                ("Sổ thu, nộp đảng phí 2020-2022", "Văn phòng đảng ủy được kiểm tra"),
                ("Báo cáo quyết toán năm 2022", "Bộ phận tài chính"),
            ],
            by=by,
            at=at,
        )
        self.stage.tick(2)

    def add_outside(self, at: datetime) -> None:
        """Add what the superior asked for, outside the programme."""
        line = programmes.Line(
            form=Form.THEMATIC,
            content="Việc thực hiện kết luận sau kiểm tra năm 2022",
            inspected=self.units["DU-BTNMT"],
            lead=self.units["UBKT"],
            first_month=5,
            last_month=6,
            output=Output.RESULT,
            outside_reason=f"{OUTSIDE} {ASSUMED}",
        )
        programmes.add_inspections(programme=self.programme, lines=[line], by=self.by("kiemtra", at), at=at)

    def report(self, at: datetime) -> None:
        """Hand the team's report in, which stops the clock."""
        line = self.line(CONCLUDED)
        carrying.hand_in_report(
            inspection=line,
            version=line.version,
            text=FOUND,
            reported_on=date(2023, 3, 29),
            by=self.by("kiemtra", at),
            at=at,
        )

    def conclude(self, at: datetime) -> None:
        """Ask for the remedies in the draft conclusion, and approve it."""
        by = self.by("kiemtra", at)
        for title, product, due_on in REMEDIES:
            line = self.line(CONCLUDED)
            concluding.ask_remedy(
                inspection=line,
                version=line.version,
                title=title,
                product=product,
                due_on=due_on,
                by=by,
                at=at,
            )
        line = self.line(CONCLUDED)
        concluding.approve_conclusion(
            inspection=line, version=line.version, text=FOUND, by=self.by("chutri", at), at=at
        )

    def issue(self, at: datetime) -> None:
        """Issue the conclusion; its remedies become tasks."""
        document = self.line(CONCLUDED).document
        assert document is not None
        documents.issue(document=document, dated_on=at.date(), by=self.by("vanthu", at), at=at)
        self.stage.tick(2)

    def begin_others(self, at: datetime) -> None:
        """Begin the second inspection, and ask the third body for its self-report."""
        for number, decision, starts_on, due_on in (
            (WORKING, "962-QĐ/ĐUK", date(2023, 4, 10), date(2023, 4, 24)),
            (ASKED, "963-QĐ/ĐUK", date(2023, 5, 8), date(2023, 4, 28)),
        ):
            self.prepared(number, decision=f"{decision} {ASSUMED}", starts_on=starts_on, due_on=due_on, at=at)
        line = self.line(WORKING)
        carrying.begin(inspection=line, version=line.version, by=self.by("kiemtra", at), at=at)

    def put_off(self, at: datetime) -> None:
        """Move a line to the next year, with its reason."""
        line = self.line(PUT_OFF)
        carrying.move_to_next_year(
            inspection=line,
            version=line.version,
            reason=f"Luật Thực hiện dân chủ ở cơ sở có hiệu lực từ ngày 01/7/2023 {ASSUMED}",
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def mend(self, at: datetime) -> None:
        """Finish the first remedy, report on the second, ask for more time for the third."""
        by = self.by("chuyenvien_DU-VOV", at)
        first, second, third = (self.task(number) for number in (1, 2, 3))
        tasks.submit_product(
            task=first,
            version=first.version,
            evidence=[],
            words="Tất cả chi bộ đã mở sổ theo mẫu.",
            by=by,
            at=at,
        )
        tasks.report_progress(
            task=second,
            version=second.version,
            words="Đã có dự thảo, đang lấy ý kiến các chi bộ.",
            by=by,
            at=at,
        )
        tasks.ask_extension(
            task=third,
            version=third.version,
            new_due_on=date(2023, 5, 19),
            reason="Giảng viên bận đợt quyết toán quý I.",
            by=by,
            at=at,
        )

    def accept(self, at: datetime) -> None:
        """Accept the first remedy and put the third off."""
        by = self.by("chutri", at)
        first, third = self.task(1), self.task(3)
        tasks.accept(task=first, version=first.version, document=None, by=by, at=at)
        tasks.grant_extension(
            extension=Extension.objects.get(task=third),
            version=third.version,
            reason="Đồng ý, không gia hạn thêm.",
            by=by,
            at=at,
        )
        self.stage.tick(2)
