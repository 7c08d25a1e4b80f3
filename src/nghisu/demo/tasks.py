"""The tasks of the demo: the programme of 2023, 89 planned and 17 arising tasks done in the first quarter.

The two counts follow the source; lines, days, leads and products are assumed, and the programme says so.
Everything is done by the product's own actions on the timeline, so that any day of the quarter can be asked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from nghisu.demo.parts import HANOI, Act, Stage, moment
from nghisu.documents import actions as documents
from nghisu.documents.actions.points import add_point
from nghisu.documents.models import Document
from nghisu.kit.working_days import add_working_days
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.tasks import actions
from nghisu.tasks.actions import Line, Share
from nghisu.tasks.actions.planning import draft_plan
from nghisu.tasks.actions.proposals import follow_proposal, put_into_plan, send_up
from nghisu.tasks.models import Extension, Programme, ProgrammeItem, Task
from nghisu.tasks.rules.evaluation import Judged, Quality
from nghisu.tasks.rules.planning import Becomes, FieldOfWork, Period
from nghisu.tasks.rules.products import in_words, parsed

ASSUMED = "(số giả định)"
PROGRAMME = f"Chương trình công tác năm 2023 của Đảng ủy Khối {ASSUMED}"
MONTHS = (1, 2, 3)
BECOMES = {FieldOfWork.CONFERENCE: Becomes.MEETING, FieldOfWork.REGULATION: Becomes.DRAFT}
PROPOSED = (
    "Đề nghị Ban Bí thư xem xét, sửa đổi Quyết định 128-QĐ/TW về chế độ tiền lương.",
    "Đề nghị Ban Bí thư sửa đổi, bổ sung Quy định 97-QĐ/TW và Quy định 98-QĐ/TW.",
    "Đề nghị Đảng ủy Khối tổ chức tập huấn công tác dư luận xã hội cho cấp ủy trực thuộc.",
)
HELPED = frozenset({FieldOfWork.PROJECT, FieldOfWork.CONFERENCE, FieldOfWork.REGULATION})
CHECKED = ("Đảng ủy Bộ Nội vụ", "Đảng ủy Bộ Tư pháp", "Đảng ủy Bộ Công Thương")
SUPERVISED = ("Đảng ủy Bộ Y tế", "Đảng ủy Bộ Xây dựng", "Đảng ủy Kiểm toán nhà nước")

MONTHLY: dict[str, tuple[tuple[str, str], ...]] = {
    "VP": (
        ("Báo cáo kết quả công tác tháng {month}/2023", "Báo cáo"),
        ("Lịch công tác của Thường trực Đảng ủy Khối tháng {month}/2023", "Lịch công tác"),
        ("Thông báo kết luận giao ban tháng {month}/2023", "Thông báo kết luận"),
        ("Tổng hợp kiến nghị của các đảng ủy trực thuộc tháng {month}/2023", "Bảng tổng hợp"),
    ),
    "BTC": (
        ("Cập nhật cơ sở dữ liệu tổ chức đảng tháng {month}/2023", "Báo cáo số liệu"),
        ("Thẩm định hồ sơ kết nạp đảng viên tháng {month}/2023", "Tờ trình"),
        ("Trình chuẩn y cấp ủy của đảng ủy trực thuộc tháng {month}/2023", "Quyết định chuẩn y"),
    ),
    "UBKT": (
        ("Báo cáo công tác kiểm tra, giám sát tháng {month}/2023", "Báo cáo"),
        ("Đôn đốc thực hiện kết luận sau kiểm tra tháng {month}/2023", "Công văn đôn đốc"),
    ),
    "BTG": (
        ("Báo cáo tình hình tư tưởng, dư luận xã hội tháng {month}/2023", "Báo cáo"),
        ("Hội nghị báo cáo viên tháng {month}/2023", "Đề cương báo cáo viên"),
        ("Định hướng tuyên truyền tháng {month}/2023", "Công văn định hướng"),
    ),
    "BDV": (
        ("Báo cáo công tác dân vận và đoàn thể tháng {month}/2023", "Báo cáo"),
        ("Nắm tình hình đoàn viên, hội viên tháng {month}/2023", "Báo cáo"),
    ),
}
IN_QUARTER_ONE: dict[str, tuple[tuple[str, str, int], ...]] = {
    # content, product, month in which it is due
    "VP": (
        ("Kế hoạch xây dựng các đề án do Bộ Chính trị, Ban Bí thư giao năm 2023", "Kế hoạch", 1),
        ("Lập hồ sơ, nộp lưu tài liệu năm 2022", "Biên bản giao nhận", 2),
        ("Kiểm tra hạ tầng kỹ thuật hội nghị trực tuyến tại các điểm cầu", "Báo cáo kiểm tra", 2),
        ("Dự thảo sửa đổi, bổ sung Quy chế làm việc của Đảng ủy Khối", "Dự thảo quy chế", 3),
        ("Dự thảo quy định chế độ thông tin, báo cáo", "Dự thảo quy định", 3),
        (
            "Chuẩn bị tài liệu Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 12",
            "Báo cáo công tác; 3 dự thảo trình hội nghị (bản giấy)",
            3,
        ),
        ("Báo cáo tài chính đảng năm 2022", "Báo cáo", 2),
        ("Tập huấn nghiệp vụ văn thư, lưu trữ cho đảng ủy trực thuộc", "Lớp tập huấn", 3),
    ),
    "BTC": (
        ("Đề án nâng cao chất lượng tổ chức cơ sở đảng (đề cương)", "Đề cương đề án", 2),
        ("Tổng hợp kết quả đánh giá, xếp loại tổ chức đảng, đảng viên năm 2022", "Báo cáo", 1),
        ("Rà soát, bổ sung quy hoạch cấp ủy trực thuộc", "Báo cáo rà soát", 3),
        ("Sửa đổi quy định về công tác cán bộ", "Dự thảo quy định", 3),
        ("Hướng dẫn công tác cấp ủy ở đảng ủy trực thuộc", "Hướng dẫn", 2),
        ("Kế hoạch mở lớp bồi dưỡng nhận thức về Đảng năm 2023", "Kế hoạch", 1),
        ("Lớp bồi dưỡng đảng viên mới đợt I", "Lớp bồi dưỡng", 3),
        ("Tặng Huy hiệu Đảng đợt 3/2", "Quyết định", 1),
        ("Chuẩn bị hồ sơ kiện toàn Ban Chấp hành, Ban Thường vụ Đảng ủy Khối", "Tờ trình", 2),
    ),
    "UBKT": (
        *(
            (f"Kiểm tra việc thực hiện quy chế làm việc tại {name}", "Thông báo kết luận", 2)
            for name in CHECKED
        ),
        *((f"Giám sát chuyên đề tại {name}", "Thông báo kết quả", 3) for name in SUPERVISED),
        ("Hướng dẫn thực hiện chương trình kiểm tra, giám sát năm 2023", "Hướng dẫn", 1),
        ("Tập huấn nghiệp vụ kiểm tra, giám sát", "Lớp tập huấn", 3),
    ),
    "BTG": (
        ("Kế hoạch tổ chức Cuộc thi chính luận bảo vệ nền tảng tư tưởng của Đảng", "Kế hoạch", 3),
        ("Thể lệ Cuộc thi chính luận", "Thể lệ", 3),
        ("Hội nghị trực tuyến toàn Đảng bộ quý I/2023", "Hội nghị", 2),
        ("Tuyên truyền kỷ niệm 93 năm Ngày thành lập Đảng", "Kế hoạch", 1),
        ("Biên soạn tài liệu sinh hoạt chi bộ quý I/2023", "Tài liệu", 2),
        ("Khảo sát chất lượng sinh hoạt chuyên đề", "Báo cáo khảo sát", 3),
        ("Đề cương tổng kết 10 năm thực hiện Nghị quyết số 02-NQ/ĐUK", "Đề cương", 2),
        ("Kế hoạch học tập chuyên đề năm 2023 về tư tưởng, đạo đức, phong cách Hồ Chí Minh", "Kế hoạch", 1),
        ("Đánh giá hoạt động trang thông tin điện tử năm 2022", "Báo cáo", 2),
        ("Dự thảo quy chế phối hợp với các cơ quan báo chí", "Dự thảo quy chế", 3),
    ),
    "BDV": (
        ("Chương trình công tác dân vận năm 2023", "Chương trình", 1),
        ("Kiểm tra việc thực hiện quy chế dân chủ ở cơ sở", "Báo cáo kiểm tra", 3),
        ("Hội nghị giao ban đoàn thể quý I/2023", "Thông báo kết luận", 3),
        ("Phát động Tháng Thanh niên 2023", "Kế hoạch", 2),
        ("Hướng dẫn đại hội công đoàn các cấp", "Hướng dẫn", 2),
        ("Tổng hợp mô hình “Dân vận khéo” năm 2022", "Báo cáo", 2),
        ("Gặp mặt cán bộ đoàn thể đầu xuân", "Hội nghị", 1),
        ("Khảo sát hoạt động Hội Cựu chiến binh", "Báo cáo khảo sát", 3),
        ("Xây dựng quy chế phối hợp với Công đoàn Viên chức Việt Nam", "Dự thảo quy chế", 3),
        ("Tuyên truyền Luật Thực hiện dân chủ ở cơ sở", "Kế hoạch", 1),
        ("Rà soát tổ chức đoàn thể ở đảng ủy trực thuộc", "Báo cáo rà soát", 3),
        ("Phong trào thi đua quý I/2023", "Báo cáo", 3),
    ),
}
LATER: tuple[tuple[str, str, str, str, str], ...] = (
    # lead, content, product, due, what became of it by 21 April
    ("VP", "Báo cáo kết quả công tác tháng 4/2023", "Báo cáo", "2023-04-28", "open"),
    ("VP", "Tổng hợp báo cáo quý I/2023 của các đảng ủy trực thuộc", "Báo cáo", "2023-04-20", "waiting"),
    ("VP", "Theo dõi thực hiện kết luận của Ban Thường vụ", "Báo cáo", "", "open"),
    ("VP", "Quy trình xử lý văn bản trên mạng", "Quy trình", "2023-04-14", "late"),
    ("VP", "Đề án số hóa tài liệu lưu trữ", "Đề án", "2023-06-30", "paused"),
    ("VP", "Hội nghị sơ kết chuyển đổi số (đã gộp vào hội nghị tháng 7)", "Hội nghị", "2023-05-31", "ended"),
    ("BTC", "Đề án vị trí việc làm cơ quan Đảng ủy Khối", "Đề án", "2023-04-20", "waiting"),
    ("BTC", "Báo cáo thực hiện quy định nêu gương", "Báo cáo", "2023-04-28", "returned"),
    ("BTC", "Lớp bồi dưỡng cấp ủy cơ sở đợt I", "Lớp bồi dưỡng", "2023-05-15", "extended"),
    ("BTC", "Sơ kết công tác phát triển đảng viên", "Báo cáo", "2023-04-25", "open"),
    (
        "UBKT",
        "Kiểm tra tài chính đảng tại hai đảng ủy trực thuộc",
        "Thông báo kết luận",
        "2023-04-19",
        "late",
    ),
    (
        "UBKT",
        "Giám sát việc thực hiện kết luận kiểm tra năm 2022",
        "2 báo cáo giám sát; biên bản làm việc (bản giấy)",
        "2023-05-31",
        "part",
    ),
    ("BTG", "Báo cáo tổng kết 10 năm thực hiện Nghị quyết số 02-NQ/ĐUK", "Báo cáo", "2023-04-24", "asked"),
    ("BTG", "Kế hoạch tuyên truyền các ngày lễ lớn tháng 4, tháng 5", "Kế hoạch", "2023-04-21", "waiting"),
    ("BTG", "Tập huấn công tác dư luận xã hội", "Lớp tập huấn", "2023-05-26", "open"),
    ("BDV", "Sơ kết quy chế dân chủ 6 tháng đầu năm", "Báo cáo", "2023-06-20", "open"),
    ("BDV", "Hướng dẫn giám sát, phản biện xã hội", "Hướng dẫn", "2023-04-17", "waiting"),
    ("VP", "Báo cáo sơ kết công tác 6 tháng đầu năm", "Báo cáo", "2023-06-25", ""),
    ("VP", "Chuẩn bị Hội nghị Ban Chấp hành Đảng bộ Khối lần thứ 13", "Bộ tài liệu", "2023-07-15", ""),
    ("BTC", "Sửa đổi hướng dẫn kiểm điểm, đánh giá, xếp loại", "Hướng dẫn", "2023-10-31", ""),
    ("UBKT", "Sơ kết chương trình kiểm tra, giám sát 6 tháng", "Báo cáo", "2023-06-20", ""),
    ("BTG", "Chấm và trao giải Cuộc thi chính luận", "Lễ trao giải", "2023-09-30", ""),
    ("BDV", "Tổng kết công tác dân vận năm 2023", "Báo cáo", "2023-12-15", ""),
)


@dataclass(frozen=True)
class Asked:
    """What a directive of the superior asks for: its points, the first of them given as tasks."""

    directive: str
    lead: str
    points: tuple[tuple[str, str], ...]
    due: str
    accepted: str = ""


ARISING = (
    Asked(
        "bbt-tet",
        "VP",
        (("1", "Tổ chức Tết an toàn, tiết kiệm; báo cáo kết quả"),),
        "2023-01-31",
        "2023-01-31",
    ),
    Asked(
        "bct-de-an",
        "VP",
        (("II.1", "Lập kế hoạch xây dựng các đề án được giao"), ("II.2", "Đề xuất tổ biên tập từng đề án")),
        "2023-02-15",
        "2023-02-14",
    ),
    Asked(
        "btctw-kien-toan",
        "BTC",
        (
            ("1", "Xây dựng phương án bổ sung Ban Chấp hành, Ban Thường vụ"),
            ("2", "Hoàn thiện hồ sơ trình cấp có thẩm quyền"),
        ),
        "2023-02-28",
        "2023-02-27",
    ),
    Asked(
        "ubkttw-chuong-trinh",
        "UBKT",
        (("a", "Kiểm tra việc kê khai theo quy định"), ("b", "Báo cáo kết quả giám sát chuyên đề")),
        "2023-03-24",
        "2023-03-23",
    ),
    Asked(
        "btgtw-du-luan",
        "BTG",
        (("1", "Báo cáo tình hình dư luận xã hội đầu năm"),),
        "2023-03-31",
        "2023-03-29",
    ),
    Asked(
        "btgtw-hoi-nghi",
        "BTG",
        (
            ("I.1", "Tổ chức hội nghị trực tuyến đến các điểm cầu"),
            ("I.2", "Báo cáo kết quả quán triệt nghị quyết"),
        ),
        "2023-03-20",
        "2023-03-21",
    ),
    Asked(
        "vptw-chuyen-doi-so",
        "VP",
        (("1", "Báo cáo ứng dụng công nghệ thông tin trong cơ quan đảng"),),
        "2023-03-03",
        "2023-03-02",
    ),
    Asked("bdvtw-dan-chu", "BDV", (("1", "Báo cáo thực hiện quy chế dân chủ"),), "2023-03-10", "2023-03-08"),
    Asked(
        "btctw-dang-vien",
        "BTC",
        (("1", "Rà soát số liệu tổ chức đảng, đảng viên"),),
        "2023-03-27",
        "2023-03-27",
    ),
    Asked(
        "bnctw-phong-chong",
        "UBKT",
        (("1", "Tổng hợp kết quả phòng, chống tham nhũng, tiêu cực quý I"),),
        "2023-03-31",
        "2023-03-30",
    ),
    Asked(
        "bbt-ct-35",
        "BTC",
        (
            ("1", "Rà soát các quy chế, quy định về công tác cấp ủy"),
            ("2", "Đề xuất nội dung sửa đổi, bổ sung quy định về công tác cán bộ"),
        ),
        "2023-03-31",
        "2023-03-31",
    ),
    Asked(
        "ubkttw-giam-sat",
        "UBKT",
        (("1", "Phối hợp giám sát chuyên đề tại hai đảng ủy trực thuộc"),),
        "2023-03-30",
        "2023-03-28",
    ),
)
REVIEW = Asked(
    "btgtw-tong-ket",
    "BTG",
    (
        ("II.1", "Xây dựng đề cương, hướng dẫn tổng kết"),
        ("II.2", "Các đảng ủy trực thuộc tổng kết, gửi báo cáo"),
        ("II.3", "Tổng hợp báo cáo tổng kết của Đảng bộ Khối"),
        ("III.1", "Tổ chức hội nghị tổng kết"),
    ),
    "2023-06-30",
)
HANDBOOK = (
    ("1", "Khảo sát hạ tầng, thiết bị ở chi bộ"),
    ("2", "Cử đầu mối triển khai sổ tay đảng viên điện tử"),
    ("3", "Tập huấn sử dụng"),
    ("4", "Cập nhật tài liệu sinh hoạt"),
    ("5", "Báo cáo kết quả triển khai"),
)
EVIDENCE = {
    "Kế hoạch tổ chức Cuộc thi chính luận bảo vệ nền tảng tư tưởng của Đảng": ("cuoc-thi",),
    "Hội nghị trực tuyến toàn Đảng bộ quý I/2023": ("truc-tuyen",),
    "Chuẩn bị hồ sơ kiện toàn Ban Chấp hành, Ban Thường vụ Đảng ủy Khối": ("kien-toan",),
    "Lập kế hoạch xây dựng các đề án được giao": ("de-an",),
    "Báo cáo ứng dụng công nghệ thông tin trong cơ quan đảng": ("cong-nghe",),
    "Báo cáo thực hiện quy chế dân chủ": ("dan-chu",),
    "Tổng hợp kết quả phòng, chống tham nhũng, tiêu cực quý I": ("phong-chong",),
    "Tổ chức Tết an toàn, tiết kiệm; báo cáo kết quả": ("tet",),
    "Giám sát việc thực hiện kết luận kiểm tra năm 2022": ("phong-chong",),
}
GRADES = (Quality.MET, Quality.MET, Quality.ABOVE, Quality.MET, Quality.PARTLY)
REMARKS = {
    Quality.MET: "Đúng yêu cầu, đủ số liệu.",
    Quality.ABOVE: "Chất lượng tốt, có đề xuất cụ thể.",
    Quality.PARTLY: "Chấp nhận; lần sau cần phân tích nguyên nhân rõ hơn.",
}
REPORTER = {
    "VP": "tonghop",
    "BTC": "chuyenvien_btc",
    "UBKT": "chuyenvien_ubkt",
    "BTG": "chuyenvien_btg",
    "BDV": "chuyenvien_bdv",
}
LAST_MONTH_DAYS = {1: date(2023, 1, 31), 2: date(2023, 2, 28), 3: date(2023, 3, 31)}


def fill(stage: Stage) -> None:
    """Put the programme, the directives' work and what was done about it on the timeline.

    ``made["programme"]`` is the adopted programme from 3 January on; ``made["tasks"]`` holds tasks by title.
    """
    builder = _Builder(stage)
    builder.programme()
    builder.quarters()
    builder.planned()
    builder.later_lines()
    for asked in ARISING:
        builder.arising(asked)
    builder.review()
    builder.handbook()
    builder.opinions()
    builder.quarter_reports()
    builder.proposals()


@dataclass
class _Builder:
    """Carries the stage and what was made so far."""

    stage: Stage
    tasks: dict[str, Task] = field(default_factory=dict)
    items: dict[str, ProgrammeItem] = field(default_factory=dict)
    standings: dict[tuple[str, date], Standing] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.units, self.people = self.stage.made["units"], self.stage.made["people"]
        self.stage.made["tasks"] = self.tasks

    def by(self, key: str, at: datetime) -> Standing:
        """Return the standing of a person on the day."""
        found = (key, at.date())
        if found not in self.standings:
            self.standings[found] = standing_of(self.people[key], at.date())
        return self.standings[found]

    def on(self, day: date, act: Act, *, hour: int = 8, until: int = 11) -> None:
        """Put an act on a working hour of a day."""
        chance = self.stage.chance
        clock = time(chance.randint(hour, until), chance.randint(0, 59))
        self.stage.later(datetime.combine(day, clock, tzinfo=HANOI), act)

    def document(self, key: str) -> Document:
        """Return a document that exists by now."""
        found: Document = self.stage.made["documents"][key]
        return found

    def now(self, title: str) -> Task:
        """Return a task as it stands."""
        return Task.objects.get(pk=self.tasks[title].pk)

    # The programme and its work

    def programme(self) -> None:
        """Draft the programme at the end of 2022 and adopt it with its document."""
        self.stage.later(moment("2022-12-26 09:00"), self._draft)
        self.stage.later(moment("2023-01-03 08:30"), self._adopt)

    def _draft(self, at: datetime) -> None:
        outside = self.stage.made["outside"]
        lines = [
            Line(
                content=content,
                lead=self.units[lead],
                products=parsed(product) if ";" in product else in_words(product),
                due_on=due,
                field_of_work=(kind := kind_of(lead, content, product)),
                becomes=BECOMES.get(kind, Becomes.DOCUMENT),
                supports=(self.units["VP"],) if kind in HELPED and lead != "VP" else (),
                asked_by=outside["BBT"] if kind is FieldOfWork.PROJECT else None,
            )
            for lead, content, product, due in all_lines()
        ]
        self.stage.made["programme"] = actions.draft_programme(
            unit=self.units["DUK"],
            year=2023,
            title=PROGRAMME,
            lines=lines,
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def _adopt(self, at: datetime) -> None:
        draft: Programme = self.stage.made["programme"]
        programme = actions.adopt_programme(
            programme=draft,
            version=draft.version,
            adopted_on=date(2022, 12, 30),
            document=self.document("21-CTr/ĐUK"),
            by=self.by("chanhvanphong", at),
            at=at,
        )
        self.stage.made["programme"] = programme
        self.items = {item.content: item for item in programme.items.all()}
        self.stage.tick(1)

    def quarters(self) -> None:
        """Make the plans of two quarters from the programme; what the first left open is carried over."""
        for quarter, drafted, adopted in (
            (1, "2023-01-03 10:00", "2023-01-04 16:00"),
            (2, "2023-03-31 09:00", "2023-04-03 16:30"),
        ):
            self.stage.later(moment(drafted), self._planning(quarter))
            self.stage.later(moment(adopted), self._adopting(quarter))

    def _planning(self, quarter: int) -> Act:
        def act(at: datetime) -> None:
            period = Period(2023, quarter)
            self.stage.made[f"plan-{quarter}"] = draft_plan(
                unit=self.units["DUK"],
                period=period,
                title=f"Kế hoạch công tác quý {period.label} của Đảng ủy Khối {ASSUMED}",
                by=self.by("chanhvanphong", at),
                at=at,
            )

        return act

    def _adopting(self, quarter: int) -> Act:
        def act(at: datetime) -> None:
            plan: Programme = self.stage.made[f"plan-{quarter}"]
            self.stage.made[f"plan-{quarter}"] = actions.adopt_programme(
                programme=plan,
                version=plan.version,
                adopted_on=at.date(),
                by=self.by("chanhvanphong", at),
                at=at,
            )

        return act

    def planned(self) -> None:
        """Give, do and accept the 89 lines of the first quarter."""
        for number, (lead, content, _product, due) in enumerate(quarter_lines()):
            assert due is not None
            given = max(add_working_days(due.replace(day=1), 1 + number % 3), date(2023, 1, 4))
            is_late = number % 29 == 28
            handed_in = back(due, 3 + number % 4)
            accepted = due if number % 9 == 4 else add_working_days(handed_in, 1 + number % 2)
            if is_late and due < date(2023, 3, 24):
                handed_in, accepted = add_working_days(due, 1), add_working_days(due, 3)
            handed_in = max(handed_in, add_working_days(given, 1))
            accepted = max(accepted, handed_in)
            self.on(given, self._giving(content))
            self._done(content, REPORTER[lead], handed_in, accepted)

    def _giving(self, content: str) -> Act:
        def act(at: datetime) -> None:
            self.tasks[content] = actions.assign_planned(
                item=self.items[content], by=self.by("chanhvanphong", at), at=at
            )
            self.stage.tick(1)

        return act

    def _done(self, title: str, reporter: str, handed_in: date, accepted: date, answer: str = "") -> None:
        self.on(handed_in, self._handing_in(title, reporter), hour=8, until=11)
        self.on(accepted, self._accepting(title, answer), hour=14, until=16)

    def _handing_in(self, title: str, reporter: str) -> Act:
        def act(at: datetime) -> None:
            task = self.now(title)
            evidence = [
                self.document(key) for key in EVIDENCE.get(title, ()) if key in self.stage.made["documents"]
            ]
            first = task.products.first()
            actions.submit_product(
                task=task,
                version=task.version,
                evidence=() if first else evidence,
                shows={first.pk: evidence} if first and evidence else None,
                words=f"Đã hoàn thành: {task.product.lower()}." if task.product else "",
                by=self.by(reporter, at),
                at=at,
            )

        return act

    def _accepting(self, title: str, answer: str = "") -> Act:
        def act(at: datetime) -> None:
            task = self.now(title)
            grade = GRADES[len(title) % len(GRADES)]
            actions.accept(
                task=task,
                version=task.version,
                document=self.document(answer) if answer else None,
                counts={one.pk: one.count for one in task.products.all()},
                judged=Judged(grade, 100 if grade is Quality.MET else None),
                words=REMARKS[grade],
                by=self.by("chanhvanphong", at),
                at=at,
            )
            self.stage.tick(1)

        return act

    def later_lines(self) -> None:
        """Give the lines that are open on 21 April, and bring each where it stands."""
        for number, (lead, content, _product, _due, state) in enumerate(LATER):
            if not state:
                continue
            self.on(add_working_days(date(2023, 3, 20), number % 8), self._giving(content))
            reporter = REPORTER[lead]
            if state == "waiting":
                self.on(date(2023, 4, 14 + number % 4), self._handing_in(content, reporter))
            elif state == "returned":
                self.on(date(2023, 4, 12), self._handing_in(content, reporter))
                self.on(date(2023, 4, 14), self._returning(content))
            elif state in {"extended", "asked"}:
                self.on(date(2023, 4, 11), self._asking(content, reporter))
                if state == "extended":
                    self.on(date(2023, 4, 13), self._granting(content))
            elif state == "part":
                self.on(date(2023, 4, 12), self._handing_in(content, reporter))
                self.on(date(2023, 4, 14), self._accepting_part(content))
            elif state == "paused":
                self.on(date(2023, 4, 10), self._pausing(content))
            elif state == "ended":
                self.on(date(2023, 4, 10), self._ending(content))
            else:
                self.on(date(2023, 4, 12), self._reporting(content, reporter))

    def _reporting(self, title: str, reporter: str) -> Act:
        return lambda at: actions.report_progress(
            task=self.now(title),
            version=self.now(title).version,
            words="Đã có đề cương, đang lấy ý kiến các đơn vị liên quan.",
            by=self.by(reporter, at),
            at=at,
        )

    def _returning(self, title: str) -> Act:
        return lambda at: actions.return_with_reason(
            task=self.now(title),
            version=self.now(title).version,
            reason="Thiếu số liệu của bốn đảng ủy trực thuộc; bổ sung phụ lục.",
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def _accepting_part(self, title: str) -> Act:
        def act(at: datetime) -> None:
            task = self.now(title)
            first = task.products.first()
            assert first is not None
            actions.accept_part(
                task=task,
                version=task.version,
                counts={first.pk: 1},
                reason="Xác nhận báo cáo đợt 1; còn báo cáo đợt 2 và biên bản làm việc.",
                by=self.by("chanhvanphong", at),
                at=at,
            )

        return act

    def _asking(self, title: str, reporter: str) -> Act:
        return lambda at: actions.ask_extension(
            task=self.now(title),
            version=self.now(title).version,
            new_due_on=date(2023, 5, 26),
            reason="Chờ báo cáo của các đảng ủy trực thuộc.",
            by=self.by(reporter, at),
            at=at,
        )

    def _granting(self, title: str) -> Act:
        return lambda at: actions.grant_extension(
            extension=Extension.objects.get(task=self.tasks[title]),
            version=self.now(title).version,
            reason="Đồng ý, không gia hạn thêm.",
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def _pausing(self, title: str) -> Act:
        return lambda at: actions.pause(
            task=self.now(title),
            version=self.now(title).version,
            reason="Chờ hướng dẫn kỹ thuật của cấp trên.",
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def _ending(self, title: str) -> Act:
        return lambda at: actions.end(
            task=self.now(title),
            version=self.now(title).version,
            document=self.document("quy-che"),
            reason="Nội dung gộp vào hội nghị tháng 7.",
            by=self.by("chanhvanphong", at),
            at=at,
        )

    # What superiors asked for

    def arising(self, asked: Asked) -> None:
        """Enter a directive's tasks on the day it came; later the superior answers in a document."""
        received: datetime = self.stage.made["directives"][asked.directive]
        self.stage.later(received.replace(hour=16, minute=5), self._marking(asked.directive, asked.points))
        self.stage.later(received.replace(hour=16, minute=20), self._assigning(asked))
        if not asked.accepted:
            return
        accepted = date.fromisoformat(asked.accepted)
        answer = f"tra-loi-{asked.directive}"
        self.stage.later(
            datetime.combine(accepted, time(13, 30), tzinfo=HANOI), self._answering(asked.directive, answer)
        )
        for _number, title in asked.points:
            self._done(title, REPORTER[asked.lead], back(accepted, 2), accepted, answer)

    def _marking(self, key: str, points: Sequence[tuple[str, str]]) -> Act:
        def act(at: datetime) -> None:
            by = self.by("chanhvanphong", at)
            for number, text in points:
                add_point(document=self.document(key), number=number, text=text, by=by, at=at)

        return act

    def _assigning(self, asked: Asked, *, most: int | None = None) -> Act:
        def act(at: datetime) -> None:
            for number, title in asked.points[:most]:
                share = Share(
                    unit=self.units["DUK"],
                    lead=self.units[asked.lead],
                    due_on=date.fromisoformat(asked.due),
                    supports=() if asked.lead == "VP" else (self.units["VP"],),
                )
                self.tasks[title] = actions.assign_from_directive(
                    directive=self.document(asked.directive),
                    shares=[share],
                    title=title,
                    point=number,
                    product="Báo cáo kết quả",
                    by=self.by("chanhvanphong", at),
                    at=at,
                )[0]
                self.stage.tick(1)

        return act

    def _answering(self, directive: str, answer: str) -> Act:
        def act(at: datetime) -> None:
            asked = self.document(directive)
            assert asked.issuer_outside is not None
            code = asked.issuer_outside.code
            symbol = asked.issuer_outside.symbol
            self.stage.made["documents"][answer] = documents.register_incoming(
                unit=self.units["DUK"],
                type_code="letter",
                subject=f"Về kết quả thực hiện nhiệm vụ giao tại {asked.citation} {ASSUMED}",
                dated_on=at.date() - timedelta(days=1),
                reference=f"{5000 + len(self.stage.made['documents'])}-CV/{symbol}",
                issuer=self.stage.made["outside"][code],
                by=self.by("vanthu", at),
                at=at,
            )

        return act

    def review(self) -> None:
        """Give the work of the ten-year review: three points have tasks, the fourth has none yet."""
        received: datetime = self.stage.made["directives"][REVIEW.directive]
        self.stage.later(received.replace(hour=15, minute=5), self._marking(REVIEW.directive, REVIEW.points))
        self.stage.later(received.replace(hour=15, minute=20), self._assigning(REVIEW, most=3))
        self.cascade(
            REVIEW.points[1][1],
            date(2023, 4, 13),
            due=date(2023, 5, 31),
            title="Báo cáo tổng kết 10 năm thực hiện Nghị quyết số 02-NQ/ĐUK",
            course=self._review_course,
        )

    def _review_course(self, number: int, title: str, code: str) -> None:
        if number % 4 == 0:
            self.on(date(2023, 4, 18 + number % 3), self._child_reporting(title, code))

    def handbook(self) -> None:
        """Mark the points of the directive that came on 18 April; no task is entered yet, which is late."""
        received: datetime = self.stage.made["directives"]["btctw-so-tay"]
        self.stage.later(received.replace(hour=10, minute=15), self._marking("btctw-so-tay", HANDBOOK))

    # What affiliates do

    def opinions(self) -> None:
        """All affiliates report on public opinion by 20 March; three late, one returned and done again."""
        self.cascade(
            "Báo cáo tình hình dư luận xã hội đầu năm",
            date(2023, 2, 7),
            due=date(2023, 3, 20),
            title="Báo cáo tình hình tư tưởng, dư luận xã hội quý I/2023",
            course=self._opinion_course,
        )

    def _opinion_course(self, number: int, title: str, code: str) -> None:
        handed_in = date(2023, 3, 23) if number % 20 == 7 else back(date(2023, 3, 20), number % 6)
        if number == 12:
            self.on(date(2023, 3, 15), self._child_handing_in(title, code))
            self.on(date(2023, 3, 16), self._child_returning(title, code))
            handed_in = date(2023, 3, 17)
        self.on(handed_in, self._child_handing_in(title, code), hour=9, until=11)
        self.on(add_working_days(handed_in, 1), self._child_accepting(title, code), hour=14, until=16)

    def quarter_reports(self) -> None:
        """All affiliates report on the quarter by 12 April: some wait, some are returned, some are late."""
        self.cascade(
            "Tổng hợp báo cáo quý I/2023 của các đảng ủy trực thuộc",
            date(2023, 4, 3),
            due=date(2023, 4, 12),
            title="Báo cáo kết quả công tác quý I/2023",
            course=self._quarter_course,
        )

    def _quarter_course(self, number: int, title: str, code: str) -> None:
        if number % 15 == 14:
            return
        handed_in = back(date(2023, 4, 12), number % 5)
        self.on(handed_in, self._child_handing_in(title, code), hour=8, until=10)
        if number % 10 == 3:
            return
        if number % 17 == 5:
            self.on(add_working_days(handed_in, 2), self._child_returning(title, code), hour=14, until=16)
            return
        self.on(add_working_days(handed_in, 2), self._child_accepting(title, code), hour=14, until=16)

    def proposals(self) -> None:
        """Follow three proposals of affiliates: two sent up before, one that became a line of the plan."""
        self.stage.later(moment("2023-01-16 09:00"), self._propose)
        self.stage.later(moment("2023-03-06 14:00"), self._send_proposals)
        self.stage.later(moment("2023-04-05 09:00"), self._plan_proposal)

    def _propose(self, at: datetime) -> None:
        by, unit = self.by("chanhvanphong", at), self.units["DUK"]
        codes = [code for code in self.units if code.startswith("DU-")]
        made = [
            follow_proposal(
                unit=unit,
                made_by=self.units[code],
                text=text,
                made_on=date(2023, 1, 10),
                source_words=f"Báo cáo năm 2022 của đảng ủy trực thuộc {ASSUMED}",
                by=by,
                at=at,
            )
            for code, text in zip(codes, PROPOSED, strict=False)
        ]
        self.stage.made["proposals"] = made

    def _send_proposals(self, at: datetime) -> None:
        for proposal in self.stage.made["proposals"][:2]:
            send_up(
                proposal=proposal,
                version=proposal.version,
                document=self.document("kien-nghi"),
                addressee=self.stage.made["outside"]["BBT"],
                answer_due_on=date(2023, 6, 30),
                by=self.by("chanhvanphong", at),
                at=at,
            )

    def _plan_proposal(self, at: datetime) -> None:
        proposal = self.stage.made["proposals"][2]
        put_into_plan(
            proposal=proposal,
            version=proposal.version,
            item=self.items["Tập huấn công tác dư luận xã hội"],
            words="Đưa vào kế hoạch tập huấn quý II/2023.",
            by=self.by("chanhvanphong", at),
            at=at,
        )

    def cascade(
        self,
        parent: str,
        day: date,
        *,
        due: date,
        title: str,
        course: Callable[[int, str, str], None],
    ) -> None:
        """Pass a task on to all 61 affiliates, and let each take its course."""
        codes = [code for code in self.units if code.startswith("DU-")]

        def act(at: datetime) -> None:
            task = self.now(parent)
            children = actions.cascade(
                task=task,
                version=task.version,
                shares=[Share(unit=self.units[code], due_on=due) for code in codes],
                title=title,
                product="Báo cáo",
                by=self.by("chanhvanphong", at),
                at=at,
            )
            for code, child in zip(codes, children, strict=True):
                self.tasks[f"{title}/{code}"] = child
            self.stage.tick(1)

        self.on(day, act, hour=8, until=8)
        for number, code in enumerate(codes):
            course(number, title, code)

    def _child_reporting(self, title: str, code: str) -> Act:
        return self._reporting(f"{title}/{code}", f"chuyenvien_{code}")

    def _child_handing_in(self, title: str, code: str) -> Act:
        return self._handing_in(f"{title}/{code}", f"chuyenvien_{code}")

    def _child_returning(self, title: str, code: str) -> Act:
        return self._returning(f"{title}/{code}")

    def _child_accepting(self, title: str, code: str) -> Act:
        return self._accepting(f"{title}/{code}")


def kind_of(lead: str, content: str, product: str) -> FieldOfWork:
    """Return what kind of work a line is, as its words say."""
    if content.startswith("Đề án"):
        return FieldOfWork.PROJECT
    if product in {"Dự thảo quy chế", "Dự thảo quy định", "Hướng dẫn", "Quy trình"}:
        return FieldOfWork.REGULATION
    if product in {"Hội nghị", "Lớp tập huấn", "Lớp bồi dưỡng"}:
        return FieldOfWork.CONFERENCE
    if lead == "UBKT" and content.startswith(("Kiểm tra", "Giám sát")):
        return FieldOfWork.INSPECTION
    return FieldOfWork.OTHER


def back(day: date, count: int) -> date:
    """Return the working day ``count`` working days before a day."""
    while count:
        day -= timedelta(days=1)
        if add_working_days(day, 0) == day:
            count -= 1
    return day


def quarter_lines() -> Iterator[tuple[str, str, str, date | None]]:
    """Yield the 89 lines of the first quarter: lead, content, product, deadline."""
    for lead, works in MONTHLY.items():
        for content, product in works:
            for month in MONTHS:
                yield lead, content.format(month=month), product, LAST_MONTH_DAYS[month]
    for lead, singles in IN_QUARTER_ONE.items():
        for content, product, month in singles:
            yield lead, content, product, LAST_MONTH_DAYS[month]


def all_lines() -> Iterator[tuple[str, str, str, date | None]]:
    """Yield every line of the programme of the year."""
    yield from quarter_lines()
    for lead, content, product, due, _state in LATER:
        yield lead, content, product, date.fromisoformat(due) if due else None


def counts() -> dict[str, Any]:
    """Return how many lines of the quarter there are, for the test of the demo."""
    return {"planned": len(list(quarter_lines())), "arising": sum(len(one.points) for one in ARISING)}
