"""What the clerk does with documents: leaders' remarks, dispatch, the stamp, drafts on their way, files."""

from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from nghisu.demo.parts import Stage, moment
from nghisu.demo.seals import trust_and_attach
from nghisu.documents import actions
from nghisu.documents.actions import archive, copies, directing, dispatch, submitting, templates
from nghisu.documents.exports.papers import start_of_template
from nghisu.documents.models import Document
from nghisu.documents.rules import signing
from nghisu.documents.rules.copies import CopyKind
from nghisu.documents.rules.dispatch import Stamp, Way
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

FILES = (
    ("01-VP-2023", "Hội nghị Ban Chấp hành Đảng bộ Khối năm 2023", "VP", "leading", 0, ("trieu-tap",)),
    ("02-VP-2023", "Công văn trao đổi năm 2023", "VP", "letters", 10, ("tet", "bao-cao-quy")),
    ("03-BTG-2023", "Tổng kết 10 năm thực hiện Nghị quyết 02-NQ/ĐUK", "BTG", "tasks", 20, ("tong-ket",)),
    ("04-UBKT-2023", "Kiểm tra, giám sát quý I năm 2023", "UBKT", "inspection", 0, ("kiem-tra",)),
)
OLD = (
    ("letter", "215-CV/ĐUK", "Về việc đăng ký dự lớp bồi dưỡng (số giả định)", date(2012, 5, 14)),
    (
        "decision",
        "930-QĐ/ĐUK",
        "Về việc tiêu hủy hồ sơ, tài liệu hết giá trị (số giả định)",
        date(2022, 12, 20),
    ),
)
DRAFTS = (
    ("2023-04-20 09:00", "2023-04-20 14:10", "Về việc đăng ký đại biểu dự hội nghị tổng kết"),
    ("2023-04-21 08:20", "", "Về việc cung cấp số liệu tổng kết công tác chính trị tư tưởng"),
)


def fill_registers(stage: Stage) -> None:
    """Put the clerk's acts on the timeline."""
    clerk = _Clerk(stage)
    stage.later(moment("2023-03-28 14:00"), clerk.send_outside)
    stage.later(moment("2023-03-29 09:30"), clerk.note_receipts)
    stage.later(moment("2023-03-10 15:00"), clerk.recall)
    stage.later(moment("2023-04-06 10:00"), clerk.direct)
    stage.later(moment("2023-04-12 10:00"), lambda at: clerk.stamp("tong-ket", 65, at))
    stage.later(moment("2023-04-14 15:40"), lambda at: clerk.stamp("trieu-tap", 70, at))
    stage.later(moment("2023-04-07 10:30"), clerk.copy)
    stage.later(moment("2023-04-07 11:00"), clerk.trust)
    stage.later(moment("2023-04-10 08:10"), clerk.keep_template)
    stage.later(moment("2023-03-15 09:00"), clerk.hand_over)
    stage.later(moment("2023-03-16 09:00"), clerk.dispose)
    stage.later(moment("2023-04-17 09:00"), clerk.keep_files)
    for begun, agreed, subject in DRAFTS:
        stage.later(moment(begun), lambda at, words=subject: clerk.put_up(words, at))  # type: ignore[misc]
        if agreed:
            stage.later(moment(agreed), lambda at, words=subject: clerk.agree(words, at))  # type: ignore[misc]


class _Clerk:
    """Carries the stage through the acts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]
        self.drafts: dict[str, Document] = {}
        self.old: dict[str, Document] = {}

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        return standing_of(self.people[key], at.date())

    def document(self, key: str) -> Document:
        """Return a document of the demo by its key."""
        return Document.objects.get(pk=self.stage.made["documents"][key].pk)

    def send_outside(self, at: datetime) -> None:
        """Send a report to the bodies outside."""
        for recipient in self.document("phong-chong").recipients.filter(unit=None):
            dispatch.send(recipient=recipient, way=Way.HAND, by=self.by("vanthu", at), at=at)

    def note_receipts(self, at: datetime) -> None:
        """Enter that one of them confirmed it."""
        recipient = self.document("phong-chong").recipients.filter(unit=None).first()
        if recipient is not None:
            dispatch.note_receipt(
                recipient=recipient,
                received_at=at,
                received_by="Văn thư",
                by=self.by("vanthu", at),
                at=at,
            )

    def recall(self, at: datetime) -> None:
        """Recall one wrong dispatch, and send it again."""
        recipient = self.document("cuoc-thi").recipients.exclude(unit=None).last()
        if recipient is not None:
            by = self.by("vanthu", at)
            dispatch.recall(recipient=recipient, reason="Gửi nhầm bản chưa có phụ lục", by=by, at=at)

    def direct(self, at: datetime) -> None:
        """Enter a leader's remark."""
        leader = self.people["chutri"]
        directing.direct(
            document=self.document("btgtw-tong-ket"),
            leader=leader,
            leader_title="Phó Bí thư Thường trực",
            remark="Giao Ban Tuyên giáo chủ trì, Văn phòng phối hợp tham mưu kế hoạch tổng kết.",
            lead=self.units["BTG"],
            supports=[self.units["VP"]],
            due_on=date(2023, 4, 28),
            by=self.by("vanthu", at),
            at=at,
        )

    def stamp(self, key: str, copies: int, at: datetime) -> None:
        """Enter a use of the stamp."""
        dispatch.stamp(
            unit=self.units["DUK"],
            what="",
            kind=Stamp.SIGNATURE,
            copies=copies,
            asked_by="Văn phòng Đảng ủy Khối",
            document=self.document(key),
            by=self.by("vanthu", at),
            at=at,
        )

    def trust(self, at: datetime) -> None:
        """Trust the certificate of the superior's office, and keep a paper that came signed by it."""
        trust_and_attach(
            unit=self.units["DUK"],
            document=self.document("vptw-chuyen-doi-so"),
            chief=self.by("chanhvanphong", at),
            clerk=self.by("vanthu", at),
            at=at,
        )

    def copy(self, at: datetime) -> None:
        """Copy an incoming paper for the units, a part of another, and void one number."""
        by, person = self.by("vanthu", at), self.people["chanhvanphong"]
        signer = actions.Signer(
            name=person.full_name, title="Chánh Văn phòng", right=signing.Right.BY_ORDER, person=person
        )
        source = self.document("btgtw-tong-ket")
        same: dict[str, Any] = {"unit": self.units["DUK"], "dated_on": at.date(), "signer": signer}
        copies.make_copy(
            document=source,
            kind=CopyKind.FULL,
            recipients=["Các đảng ủy trực thuộc", "Các ban tham mưu của Đảng ủy Khối"],
            sheets=65,
            **same,
            by=by,
            at=at,
        )
        part = next((line for line in source.text.splitlines() if line.strip()), "Trích theo bản gốc.")
        wrong = copies.make_copy(
            document=source,
            kind=CopyKind.EXTRACT,
            text=part,
            recipients=["Ban Tuyên giáo Đảng ủy Khối"],
            **same,
            by=by,
            at=at,
        )
        copies.void_copy(copy=wrong, reason="Trích thiếu một đoạn, đã sao lại toàn văn", by=by, at=at)

    def keep_template(self, at: datetime) -> None:
        """Keep the office's own Word file for option papers."""
        content = start_of_template(at.date())
        templates.keep_template(
            unit=self.units["DUK"],
            type_code="option",
            upload=SimpleUploadedFile("Mẫu phương án của Văn phòng.docx", content),
            by=self.by("vanthu", at),
            at=at,
        )

    def put_up(self, subject: str, at: datetime) -> None:
        """Draft a letter of a commission and put it up for signature."""
        by, signer = self.by("chuyenvien_btg", at), self.people["chutri"]
        document = actions.draft_outgoing(
            drafter=self.units["BTG"],
            unit=self.units["DUK"],
            type_code="letter",
            subject=subject,
            addressed_to="Các đảng ủy trực thuộc",
            text="Thực hiện Kế hoạch tổng kết, Ban Thường vụ Đảng ủy Khối đề nghị các đảng ủy trực thuộc "
            "triển khai nội dung nêu trên và báo cáo trước ngày 28/4/2023.",
            signer=actions.Signer(name=signer.full_name, title="Phó Bí thư Thường trực", person=signer),
            by=by,
            at=at,
        )
        self.drafts[subject] = submitting.put_up(document=document, by=by, at=at)

    def agree(self, subject: str, at: datetime) -> None:
        """Let the head of the commission agree."""
        submitting.agree(
            document=self.drafts[subject], remark="Nhất trí trình", by=self.by("truongban_btg", at), at=at
        )

    def hand_over(self, at: datetime) -> None:
        """Hand last year's file over to the archive."""
        by = self.by("vanthu", at)
        one = self.file("05-VP-2022", "Công văn trao đổi năm 2022", "VP", "letters", 10, 2022, by, at)
        archive.put_into_file(case_file=one, document=self.document("1764-CV/ĐUK"), by=by, at=at)
        one = archive.close_file(case_file=one, closed_on=date(2022, 12, 30), sheets=214, by=by, at=at)
        archive.hand_over(
            unit=self.units["DUK"],
            from_unit=self.units["VP"],
            files=[one],
            handed_on=at.date(),
            giver=self.people["vanthu"].full_name,
            receiver="Cán bộ lưu trữ",
            condition="Đầy đủ, nguyên vẹn",
            by=by,
            at=at,
        )

    def dispose(self, at: datetime) -> None:
        """Dispose of a file whose time has passed, by an issued decision."""
        clerk, unit = self.by("vanthu", at), self.units["DUK"]
        for type_code, reference, subject, day in OLD:
            self.old[reference] = actions.enter_issued(
                unit=unit,
                type_code=type_code,
                reference=reference,
                subject=subject,
                dated_on=day,
                by=clerk,
                at=at,
            )
        letter, decision = self.old.values()
        one = self.file("09-VP-2012", "Công văn nhận để biết năm 2012", "VP", "reference", 5, 2012, clerk, at)
        archive.put_into_file(case_file=one, document=letter, by=clerk, at=at)
        one = archive.close_file(case_file=one, closed_on=date(2012, 12, 28), sheets=96, by=clerk, at=at)
        archive.dispose(
            unit=unit,
            files=[one],
            decision=decision,
            disposed_on=at.date(),
            way="Nghiền nhỏ tại kho lưu trữ, hai người chứng kiến",
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def keep_files(self, at: datetime) -> None:
        """Put the list of the year down, with documents in the files."""
        by = self.by("vanthu", at)
        for code, title, keeper, group, years, keys in FILES:
            one = self.file(code, title, keeper, group, years, 2023, by, at)
            for key in keys:
                archive.put_into_file(case_file=one, document=self.document(key), by=by, at=at)

    def file(
        self,
        code: str,
        title: str,
        keeper: str,
        group: str,
        years: int,
        year: int,
        by: Standing,
        at: datetime,
    ) -> Any:
        """Put an open file into the list."""
        return archive.plan_file(
            unit=self.units["DUK"],
            keeper=self.units[keeper],
            year=year,
            code=code,
            title=title,
            group=group,
            years=years,
            opened_on=date(year, 1, 3),
            by=by,
            at=at,
        )
