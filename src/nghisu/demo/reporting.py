"""The reports of the demo: quarter IV/2022 issued, quarter I/2023 drafted for the 12th session.

The words of the second follow the source; its figures come from the records and are never typed.
"""

from datetime import date, datetime

from nghisu.demo.parts import Stage, moment
from nghisu.documents.actions import Signer
from nghisu.kit.periods import Quarter
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.reporting.actions import reports as actions
from nghisu.reporting.models import Report

OLD, NOW = Quarter(2022, 4), Quarter(2023, 1)

OLD_TEXTS = {
    2: "Đảng ủy Khối đã lãnh đạo, chỉ đạo các đảng ủy trực thuộc hoàn thành chương trình công tác "
    "năm 2022. Việc theo dõi nhiệm vụ trên hệ thống bắt đầu từ quý I/2023 (nội dung minh họa).",
    3: "Tình hình tư tưởng của cán bộ, đảng viên cơ bản ổn định (nội dung minh họa).",
    9: "Tập trung triển khai các đề án, nhiệm vụ do Bộ Chính trị, Ban Bí thư giao năm 2023.",
}
TEXTS = {
    0: "Tình hình kinh tế - xã hội quý I/2023 tiếp tục xu hướng phục hồi và đạt những kết quả khả "
    "quan trên nhiều lĩnh vực. Đảng ủy Khối và các đảng ủy trực thuộc tiếp tục phối hợp với đảng "
    "đoàn, ban cán sự đảng, lãnh đạo cơ quan Trung ương tập trung lãnh đạo nhiệm vụ chính trị.",
    3: "Đảng ủy Khối và các đảng ủy trực thuộc tập trung chỉ đạo, nắm tình hình tư tưởng, dư luận xã"
    " hội; định hướng thông tin, tuyên truyền, bảo đảm kịp thời, tạo sự đồng thuận trong nhận "
    "thức và hành động của cán bộ, đảng viên Đảng bộ Khối; phát động Cuộc thi chính luận về bảo "
    "vệ nền tảng tư tưởng của Đảng.",
    4: "Triển khai xây dựng các đề án do Bộ Chính trị, Ban Bí thư giao năm 2023; sửa đổi, bổ sung "
    "các quy chế, quy định, hướng dẫn về công tác cấp ủy, công tác cán bộ.",
    5: "Triển khai và thực hiện các nội dung về công tác kiểm tra, giám sát theo Kế hoạch và một số "
    "nhiệm vụ Trung ương, Ủy ban Kiểm tra Trung ương giao đảm bảo mục đích, yêu cầu.",
    6: "Chỉ đạo các đoàn thể chính trị - xã hội triển khai nhiệm vụ năm 2023 gắn với nhiệm vụ chính trị "
    "của từng cơ quan, đơn vị (nội dung minh họa).",
    7: "Tổ chức thành công các hội nghị trực tuyến kết nối với Trung ương; hội nghị trực tiếp kết "
    "hợp với trực tuyến của Đảng ủy Khối kết nối đến các điểm cầu ở các đảng ủy trực thuộc; các "
    "hội nghị, giao ban, tập huấn theo kế hoạch đảm bảo mục đích, yêu cầu.\n"
    "Ban Thường vụ, Thường trực Đảng ủy Khối có nhiều đổi mới trong công tác chỉ đạo và điều "
    "hành, bám sát quy chế làm việc, đảm bảo sự lãnh đạo tập thể; phân công nhiệm vụ, giải quyết "
    "công việc theo thẩm quyền, gắn trách nhiệm cá nhân.",
    9: "Tăng cường áp dụng công nghệ thông tin trong triển khai sổ tay đảng viên điện tử; phát huy "
    "vai trò của báo chí, truyền thông trong công tác xây dựng Đảng.\n"
    "Tăng cường nắm tình hình tư tưởng và dư luận xã hội tại cơ quan, đơn vị; báo cáo và phản ánh"
    " về Đảng ủy Khối kịp thời để tháo gỡ những khó khăn, vướng mắc.",
    10: "Đề xuất Ban Bí thư xem xét sửa đổi Quyết định 128-QĐ/TW về chế độ tiền lương đối với cán bộ,"
    " công chức, viên chức cơ quan Đảng, Mặt trận và các đoàn thể; sửa đổi, bổ sung Quy định "
    "97-QĐ/TW và Quy định 98-QĐ/TW của Ban Bí thư về chức năng, nhiệm vụ của tổ chức cơ sở đảng "
    "trong cơ quan nhà nước và đơn vị sự nghiệp.",
}
BEFORE_DONE = (
    "Đảng ủy Khối các cơ quan Trung ương đã tiếp tục bám sát Nghị quyết Đại hội XIII của Đảng, "
    "Nghị quyết Đại hội XIII của Đảng bộ Khối, các nghị quyết, quy định, hướng dẫn mới của Trung "
    "ương để cụ thể hóa bằng văn bản lãnh đạo, chỉ đạo cấp ủy trực thuộc theo đúng chủ trương, "
    "định hướng. "
)


def fill(stage: Stage) -> None:
    """Put the reports on the timeline; ``made["reports"]`` holds them by quarter from their moment on."""
    part = _Part(stage)
    stage.later(moment("2023-01-04 09:00"), part.draft_old)
    stage.later(moment("2023-01-05 16:00"), part.adopt_old)
    stage.later(moment("2023-01-06 08:30"), part.issue_old)
    stage.later(moment("2023-04-10 08:30"), part.draft_now)
    stage.later(moment("2023-04-13 15:00"), part.write_now)
    stage.later(moment("2023-04-21 14:30"), part.take_now)


class _Part:
    """Carries the stage through the acts."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.units, self.people = stage.made["units"], stage.made["people"]
        self.reports: dict[str, Report] = stage.made.setdefault("reports", {})

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        return standing_of(self.people[key], at.date())

    def _draft(self, quarter: Quarter, as_of: date, at: datetime) -> None:
        self.reports[str(quarter)] = actions.draft_report(
            unit=self.units["DUK"],
            drafter=self.units["VP"],
            quarter=quarter,
            as_of=as_of,
            by=self.by("tonghop", at),
            at=at,
        )
        self.stage.tick(3)

    def _write(self, quarter: Quarter, texts: dict[int, str], at: datetime) -> None:
        report = self.reports[str(quarter)]
        signer = self.people["chutri"]
        self.reports[str(quarter)] = actions.revise_report(
            report=report,
            expected_version=report.version,
            texts={one.pk: texts.get(one.order, one.text) for one in report.sections.all()},
            signer_name=signer.full_name,
            signer_title="Phó Bí thư Thường trực",
            by=self.by("tonghop", at),
            at=at,
        )
        self.stage.tick(3)

    def draft_old(self, at: datetime) -> None:
        """Begin and write the report of the quarter before."""
        self._draft(OLD, OLD.last, at)
        self._write(OLD, {**dict.fromkeys(range(11), ""), **OLD_TEXTS}, at)

    def adopt_old(self, at: datetime) -> None:
        """Adopt it."""
        self.reports[str(OLD)] = actions.adopt_report(
            report=self.reports[str(OLD)], by=self.by("chutri", at), at=at
        )
        self.stage.tick(3)

    def issue_old(self, at: datetime) -> None:
        """Send it out."""
        self.reports[str(OLD)] = actions.issue_report(
            report=self.reports[str(OLD)],
            dated_on=at.date(),
            signer=Signer(name=self.people["chutri"].full_name, title="Phó Bí thư Thường trực"),
            by=self.by("chanhvanphong", at),
            at=at,
        )
        self.stage.tick(3)

    def draft_now(self, at: datetime) -> None:
        """Begin the report of the quarter."""
        self._draft(NOW, at.date(), at)

    def write_now(self, at: datetime) -> None:
        """Write it; the sentences that began from figures stay where they are."""
        begun = dict(self.reports[str(NOW)].sections.values_list("order", "text"))
        general = "\n".join(text for text in (TEXTS[0], begun[0]) if text)
        self._write(NOW, {**TEXTS, 0: general, 2: BEFORE_DONE + begun[2]}, at)

    def take_now(self, at: datetime) -> None:
        """Take its figures for the session, as known on its day."""
        self.reports[str(NOW)] = actions.take_figures(
            report=self.reports[str(NOW)], as_of=at.date(), by=self.by("tonghop", at), at=at
        )
        self.stage.tick(2)
