"""The documents of the demo: what superiors sent, what the Bloc issued in the quarter.

Numbers and subjects named by the source are kept (128-QĐ/TW, 97 and 98-QĐ/TW, 02-NQ/ĐUK of term XI);
every other number is assumed and says so in its subject.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from nghisu.demo.parts import Stage, moment
from nghisu.demo.registers import fill_registers
from nghisu.documents import actions
from nghisu.documents.models import Document
from nghisu.documents.rules.authority import Organ
from nghisu.documents.rules.entry import Urgency
from nghisu.documents.rules.signing import Right
from nghisu.documents.rules.states import Edge
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

ASSUMED = "(số giả định)"
LATE = "btctw-so-tay"
"""Its tasks are not entered in time, so that the clerk is told."""


@dataclass(frozen=True)
class Arrived:
    """A document from outside.

    :param tasks: how many tasks it gives
    """

    key: str
    issuer: str
    type_code: str
    reference: str
    dated_on: date
    received: str
    subject: str
    to: str
    tasks: int = 1
    urgency: Urgency = Urgency.NONE
    assumed: bool = True


STANDING_RULES = (
    Arrived(
        "128-QĐ/TW",
        "BBT",
        "decision",
        "128-QĐ/TW",
        date(2004, 12, 14),
        "2020-08-24 09:10",
        "Về chế độ tiền lương đối với cán bộ, công chức, viên chức cơ quan Đảng, Mặt trận và các đoàn thể",
        "BTC",
        0,
        assumed=False,
    ),
    Arrived(
        "97-QĐ/TW",
        "BBT",
        "regulation",
        "97-QĐ/TW",
        date(2004, 3, 22),
        "2020-08-24 09:20",
        "Về chức năng, nhiệm vụ của tổ chức cơ sở đảng trong đơn vị sự nghiệp",
        "BTC",
        0,
        assumed=False,
    ),
    Arrived(
        "98-QĐ/TW",
        "BBT",
        "regulation",
        "98-QĐ/TW",
        date(2004, 3, 22),
        "2020-08-24 09:30",
        "Về chức năng, nhiệm vụ của tổ chức cơ sở đảng trong cơ quan nhà nước",
        "BTC",
        0,
        assumed=False,
    ),
)
DIRECTIVES = (
    Arrived(
        "bct-de-an",
        "BCT",
        "conclusion",
        "1047-KL/TW",
        date(2023, 1, 6),
        "2023-01-09 08:40",
        "Về các đề án giao Đảng ủy Khối chủ trì xây dựng trong năm 2023",
        "VP",
        2,
    ),
    Arrived(
        "bbt-tet",
        "BBT",
        "directive",
        "1019-CT/TW",
        date(2023, 1, 4),
        "2023-01-05 14:05",
        "Về việc tổ chức Tết Quý Mão 2023",
        "VP",
        1,
        Urgency.URGENT,
    ),
    Arrived(
        "btctw-kien-toan",
        "BTCTW",
        "letter",
        "4211-CV/BTCTW",
        date(2023, 1, 11),
        "2023-01-12 09:15",
        "Về việc kiện toàn, bổ sung Ban Chấp hành, Ban Thường vụ Đảng ủy Khối, nhiệm kỳ 2020-2025",
        "BTC",
        2,
    ),
    Arrived(
        "ubkttw-chuong-trinh",
        "UBKTTW",
        "letter",
        "2988-CV/UBKTTW",
        date(2023, 1, 17),
        "2023-01-18 10:30",
        "Về một số nhiệm vụ kiểm tra, giám sát giao thực hiện trong quý I năm 2023",
        "UBKT",
        2,
    ),
    Arrived(
        "btgtw-du-luan",
        "BTGTW",
        "letter",
        "5102-CV/BTGTW",
        date(2023, 1, 30),
        "2023-01-31 08:20",
        "Về việc nắm tình hình dư luận xã hội đầu năm 2023",
        "BTG",
        1,
    ),
    Arrived(
        "btgtw-hoi-nghi",
        "BTGTW",
        "guidance",
        "1098-HD/BTGTW",
        date(2023, 2, 3),
        "2023-02-06 08:45",
        "Hướng dẫn tổ chức hội nghị trực tuyến học tập, quán triệt nghị quyết của Trung ương",
        "BTG",
        2,
    ),
    Arrived(
        "vptw-chuyen-doi-so",
        "VPTW",
        "letter",
        "6144-CV/VPTW",
        date(2023, 2, 9),
        "2023-02-10 09:00",
        "Về việc báo cáo kết quả ứng dụng công nghệ thông tin trong cơ quan đảng",
        "VP",
        1,
    ),
    Arrived(
        "bdvtw-dan-chu",
        "BDVTW",
        "letter",
        "1830-CV/BDVTW",
        date(2023, 2, 14),
        "2023-02-15 15:10",
        "Về việc báo cáo thực hiện quy chế dân chủ ở cơ quan, đơn vị",
        "BDV",
        1,
    ),
    Arrived(
        "btctw-dang-vien",
        "BTCTW",
        "letter",
        "4390-CV/BTCTW",
        date(2023, 2, 20),
        "2023-02-21 09:05",
        "Về việc rà soát, cập nhật số liệu tổ chức đảng và đảng viên",
        "BTC",
        1,
    ),
    Arrived(
        "bnctw-phong-chong",
        "BNCTW",
        "letter",
        "2045-CV/BNCTW",
        date(2023, 2, 24),
        "2023-02-27 08:35",
        "Về việc tổng hợp kết quả công tác phòng, chống tham nhũng, tiêu cực quý I năm 2023",
        "UBKT",
        1,
    ),
    Arrived(
        "bbt-ct-35",
        "BBT",
        "notice",
        "1052-TB/TW",
        date(2023, 3, 2),
        "2023-03-03 10:00",
        "Về việc sửa đổi, bổ sung một số quy định về công tác cấp ủy",
        "BTC",
        2,
    ),
    Arrived(
        "ubkttw-giam-sat",
        "UBKTTW",
        "letter",
        "3071-CV/UBKTTW",
        date(2023, 3, 13),
        "2023-03-14 14:20",
        "Về việc phối hợp giám sát chuyên đề tại hai đảng ủy trực thuộc",
        "UBKT",
        1,
    ),
    Arrived(
        "btgtw-tong-ket",
        "BTGTW",
        "plan",
        "1217-KH/BTGTW",
        date(2023, 4, 5),
        "2023-04-06 08:30",
        "Kế hoạch tổng kết công tác chính trị tư tưởng giai đoạn 2013-2023",
        "BTG",
        3,
    ),
    Arrived(
        "btctw-so-tay",
        "BTCTW",
        "letter",
        "4655-CV/BTCTW",
        date(2023, 4, 17),
        "2023-04-18 09:30",
        "Về việc triển khai sổ tay đảng viên điện tử",
        "BTC",
        5,
    ),
)


@dataclass(frozen=True)
class Written:
    """A document of the Bloc's."""

    key: str
    type_code: str
    drafter: str
    day: str
    subject: str
    organ: Organ = Organ.STANDING
    implements: tuple[str, ...] = ()
    to: str = "affiliates"
    urgency: Urgency = Urgency.NONE


BEFORE = (
    ("resolution", "02-NQ/ĐUK", date(2013, 3, 15), Organ.COMMITTEE),
    ("resolution", "17-NQ/ĐUK", date(2022, 12, 23), Organ.COMMITTEE),
    ("report", "312-BC/ĐUK", date(2022, 12, 28), Organ.STANDING),
    ("plan", "146-KH/ĐUK", date(2022, 12, 22), Organ.STANDING),
    ("notice", "588-TB/ĐUK", date(2022, 12, 26), Organ.STANDING),
    ("decision", "931-QĐ/ĐUK", date(2022, 12, 27), Organ.STANDING),
    ("letter", "1764-CV/ĐUK", date(2022, 12, 30), Organ.STANDING),
    ("guidance", "41-HD/ĐUK", date(2022, 11, 18), Organ.STANDING),
    ("programme", "21-CTr/ĐUK", date(2022, 12, 30), Organ.COMMITTEE),
    ("submission", "77-TTr/ĐUK", date(2022, 12, 20), Organ.STANDING),
)
OLD_SUBJECTS = {
    "02-NQ/ĐUK": "Về “Tiếp tục đổi mới, nâng cao chất lượng, hiệu quả công tác chính trị tư tưởng” "
    "(ngày ban hành giả định)",
    "17-NQ/ĐUK": f"Về nhiệm vụ trọng tâm năm 2023 {ASSUMED}",
    "312-BC/ĐUK": f"Kết quả công tác năm 2022, phương hướng, nhiệm vụ năm 2023 {ASSUMED}",
    "146-KH/ĐUK": f"Kế hoạch công tác năm 2023 {ASSUMED}",
    "588-TB/ĐUK": f"Kết luận hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 11 {ASSUMED}",
    "931-QĐ/ĐUK": f"Về việc ban hành Chương trình kiểm tra, giám sát năm 2023 {ASSUMED}",
    "1764-CV/ĐUK": f"Về việc báo cáo công tác quý IV năm 2022 {ASSUMED}",
    "41-HD/ĐUK": f"Hướng dẫn kiểm điểm, đánh giá, xếp loại tổ chức đảng, đảng viên năm 2022 {ASSUMED}",
    "21-CTr/ĐUK": f"Chương trình công tác năm 2023 của Ban Chấp hành Đảng bộ Khối {ASSUMED}",
    "77-TTr/ĐUK": f"Về việc bổ sung Ủy viên Ban Chấp hành, Ban Thường vụ, nhiệm kỳ 2020-2025 {ASSUMED}",
}
WRITTEN = (
    Written(
        "tet", "letter", "VP", "2023-01-06 10:00", "Về việc tổ chức Tết Quý Mão 2023", implements=("bbt-tet",)
    ),
    Written(
        "de-an",
        "plan",
        "VP",
        "2023-01-13 15:30",
        "Kế hoạch xây dựng các đề án do Bộ Chính trị, Ban Bí thư giao năm 2023",
        implements=("bct-de-an",),
    ),
    Written(
        "kien-toan",
        "submission",
        "BTC",
        "2023-02-02 09:00",
        "Về việc kiện toàn Ban Chấp hành, Ban Thường vụ Đảng ủy Khối, nhiệm kỳ 2020-2025",
        implements=("btctw-kien-toan",),
        to="centre",
    ),
    Written(
        "kien-nghi",
        "submission",
        "VP",
        "2023-03-06 09:30",
        "Về việc sửa đổi Quyết định 128-QĐ/TW, Quy định 97-QĐ/TW và Quy định 98-QĐ/TW",
        to="centre",
    ),
    Written(
        "kiem-tra",
        "plan",
        "UBKT",
        "2023-02-03 10:20",
        "Kế hoạch kiểm tra, giám sát quý I năm 2023",
        implements=("ubkttw-chuong-trinh",),
    ),
    Written(
        "du-luan",
        "letter",
        "BTG",
        "2023-02-06 16:00",
        "Về việc nắm và phản ánh tình hình tư tưởng, dư luận xã hội",
        implements=("btgtw-du-luan",),
    ),
    Written(
        "truc-tuyen",
        "plan",
        "BTG",
        "2023-02-13 14:00",
        "Kế hoạch tổ chức hội nghị trực tuyến toàn Đảng bộ, quý I năm 2023",
        implements=("btgtw-hoi-nghi",),
    ),
    Written(
        "cong-nghe",
        "report",
        "VP",
        "2023-02-28 09:30",
        "Kết quả ứng dụng công nghệ thông tin trong cơ quan Đảng ủy Khối",
        implements=("vptw-chuyen-doi-so",),
        to="centre",
    ),
    Written(
        "dan-chu",
        "report",
        "BDV",
        "2023-03-03 15:00",
        "Thực hiện quy chế dân chủ ở cơ quan, đơn vị",
        implements=("bdvtw-dan-chu",),
        to="centre",
    ),
    Written(
        "dang-vien",
        "guidance",
        "BTC",
        "2023-03-06 08:50",
        "Hướng dẫn rà soát, cập nhật số liệu tổ chức đảng và đảng viên",
        implements=("btctw-dang-vien",),
    ),
    Written(
        "cuoc-thi",
        "plan",
        "BTG",
        "2023-03-10 10:10",
        "Kế hoạch tổ chức Cuộc thi chính luận về bảo vệ nền tảng tư tưởng của Đảng năm 2023",
    ),
    Written(
        "quy-che",
        "decision",
        "BTC",
        "2023-03-20 16:20",
        "Về việc thành lập Tổ sửa đổi, bổ sung các quy chế, quy định về công tác cấp ủy",
        implements=("bbt-ct-35",),
    ),
    Written(
        "bao-cao-quy", "letter", "VP", "2023-03-21 08:30", "Về việc báo cáo kết quả công tác quý I năm 2023"
    ),
    Written(
        "phong-chong",
        "report",
        "UBKT",
        "2023-03-28 10:45",
        "Kết quả công tác phòng, chống tham nhũng, tiêu cực quý I năm 2023",
        implements=("bnctw-phong-chong",),
        to="centre",
    ),
    Written(
        "tong-ket",
        "plan",
        "BTG",
        "2023-04-12 09:40",
        "Kế hoạch tổng kết 10 năm thực hiện Nghị quyết số 02-NQ/ĐUK của Ban Chấp hành Đảng bộ Khối khóa XI",
        implements=("btgtw-tong-ket", "02-NQ/ĐUK"),
    ),
    Written(
        "trieu-tap",
        "letter",
        "VP",
        "2023-04-14 15:15",
        "Về việc triệu tập Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 12 (mở rộng)",
        urgency=Urgency.URGENT,
    ),
)


@transaction.atomic
def fill(stage: Stage) -> None:
    """Enter what was there before the quarter; put on the timeline what came in and what was issued.

    ``made["documents"]`` holds each document by its key from its moment on; ``made["directives"]`` tells
    from the start which keys give tasks, and when they arrive.
    """
    builder = _Builder(stage)
    for one in STANDING_RULES:
        builder.receive(one)
    stage.made["directives"] = {one.key: moment(one.received) for one in DIRECTIVES}
    stage.later(moment("2023-01-03 08:00"), builder.enter_earlier)
    for arrived in DIRECTIVES:
        stage.later(moment(arrived.received), lambda _at, one=arrived: builder.receive(one))  # type: ignore[misc]
        if arrived.key != LATE:
            end = moment(f"{moment(arrived.received).date()} 16:50")
            stage.later(end, lambda at, one=arrived: builder.say_entered(one, at))  # type: ignore[misc]
    for written in WRITTEN:
        stage.later(moment(written.day), lambda _at, one=written: builder.write(one))  # type: ignore[misc]
    fill_registers(stage)


class _Builder:
    """Carries the stage and the standings through the acts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]
        self.outside = stage.made["outside"]
        self.made: dict[str, Document] = stage.made.setdefault("documents", {})

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        return standing_of(self.people[key], at.date())

    def receive(self, one: Arrived) -> None:
        """Register, route and, where its tasks were entered in time, say so."""
        at = moment(one.received)
        by = self.by("vanthu", at)
        document = actions.register_incoming(
            unit=self.units["DUK"],
            type_code=one.type_code,
            subject=f"{one.subject} {ASSUMED}" if one.assumed else one.subject,
            dated_on=one.dated_on,
            reference=one.reference,
            issuer=self.outside[one.issuer],
            urgency=one.urgency,
            expected_tasks=one.tasks,
            by=by,
            at=at,
        )
        actions.route(
            document=document,
            to_unit=self.units[one.to],
            remark="Chủ trì tham mưu, báo cáo Thường trực Đảng ủy Khối"
            if one.tasks
            else "Để biết, thực hiện",
            by=by,
            at=at,
        )
        self.made[one.key] = document
        self.stage.tick(1)

    def say_entered(self, one: Arrived, at: datetime) -> None:
        """Say that the tasks of a directive are entered, on the day it came."""
        actions.mark_entered(document=self.made[one.key], by=self.by("vanthu", at), at=at)

    def enter_earlier(self, at: datetime) -> None:
        """Enter the last numbers of earlier times, so that the quarter goes on after them."""
        by = self.by("vanthu", at)
        for type_code, reference, dated_on, organ in BEFORE:
            self.made[reference] = actions.enter_issued(
                unit=self.units["DUK"],
                type_code=type_code,
                reference=reference,
                subject=OLD_SUBJECTS[reference],
                dated_on=dated_on,
                organ=organ,
                by=by,
                at=at,
            )
            self.stage.tick(1)

    def write(self, one: Written) -> None:
        """Draft, submit and issue a document, and say what it implements."""
        at = moment(one.day)
        chief, clerk = self.by("chanhvanphong", at), self.by("vanthu", at)
        signer = self.people["chutri"]
        document = actions.draft_outgoing(
            drafter=self.units[one.drafter],
            unit=self.units["DUK"],
            type_code=one.type_code,
            subject=f"{one.subject} {ASSUMED}",
            organ=one.organ,
            urgency=one.urgency,
            addressed_to="Ban Bí thư Trung ương Đảng"
            if one.to == "centre" and one.type_code in {"submission", "letter"}
            else "Các đảng ủy trực thuộc"
            if one.type_code == "letter"
            else "",
            text=f"Ban Thường vụ Đảng ủy Khối các cơ quan Trung ương {LEADS[one.type_code]} như sau:\n"
            f"1. Mục đích, yêu cầu\nTriển khai kịp thời, đúng thẩm quyền nội dung: {one.subject}.\n"
            "2. Tổ chức thực hiện\nVăn phòng Đảng ủy Khối theo dõi, đôn đốc và báo cáo kết quả với "
            "Thường trực Đảng ủy Khối.",
            signer=actions.Signer(
                name=signer.full_name,
                title="Phó Bí thư Thường trực",
                right=Right.ON_BEHALF,
                in_name_of="Ban Thường vụ",
                person=signer,
            ),
            recipients=self.recipients(one.to),
            by=chief,
            at=at,
        )
        actions.submit(document=document, by=chief, at=at)
        document = actions.issue(document=document, dated_on=at.date(), by=clerk, at=at)
        for key in one.implements:
            actions.link(source=document, target=self.made[key], kind=Edge.IMPLEMENTS, by=clerk, at=at)
        self.made[one.key] = document
        self.stage.tick(1)

    def recipients(self, to: str) -> list[actions.Recipient]:
        """Return the Centre, or the affiliates with the commissions."""
        if to == "centre":
            return [
                actions.Recipient("Ban Bí thư Trung ương Đảng", outside=self.outside["BBT"]),
                actions.Recipient("Văn phòng Trung ương Đảng", outside=self.outside["VPTW"]),
            ]
        affiliates = [unit for code, unit in self.units.items() if code.startswith("DU-")]
        return [actions.Recipient("Các đảng ủy trực thuộc", unit=unit) for unit in affiliates]


LEADS = {
    "letter": "đề nghị các đơn vị thực hiện",
    "plan": "ban hành kế hoạch",
    "submission": "kính trình Ban Bí thư",
    "report": "báo cáo",
    "guidance": "hướng dẫn",
    "decision": "quyết định",
}
