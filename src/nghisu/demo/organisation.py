"""The organisation of the demo: offices follow the source, every person is invented.

Source of the offices: the report on the 12th session, 21 April 2023, and the public list of central
agencies. What the source does not say (seats, grassroots or not, notices) is marked "số giả định".
"""

from datetime import date

from django.db import transaction

from nghisu.demo.names import NameGiver
from nghisu.demo.parts import Stage, moment
from nghisu.kit import language
from nghisu.organisation.actions.bodies import BodyRules, close_term, create_body, open_term
from nghisu.organisation.actions.duties import assign_duty
from nghisu.organisation.actions.mandates import enrol_person, give_mandate
from nghisu.organisation.actions.outside import add_outside_body
from nghisu.organisation.actions.units import NewUnit, found_unit, set_up_organisation
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

SET_UP = moment("2020-08-17 08:00")
FOUNDED = date(2007, 4, 6)
ASSUMED = "số giả định"
ORDER = f"Quyết định thành lập, {ASSUMED}"
TERM_DAY = date(2020, 8, 14)

ADVISORY = (
    ("VP", "Văn phòng Đảng ủy Khối", "VPĐUK"),
    ("BTC", "Ban Tổ chức Đảng ủy Khối", "BTCĐUK"),
    ("UBKT", "Cơ quan Ủy ban Kiểm tra Đảng ủy Khối", "UBKTĐUK"),
    ("BTG", "Ban Tuyên giáo Đảng ủy Khối", "BTGĐUK"),
    ("BDV", "Ban Dân vận Đảng ủy Khối", "BDVĐUK"),
)

ABOVE_GRASSROOTS = (
    ("VPTW", "Văn phòng Trung ương Đảng"),
    ("HVCTQG", "Học viện Chính trị quốc gia Hồ Chí Minh"),
    ("VPQH", "Văn phòng Quốc hội"),
    ("VPCP", "Văn phòng Chính phủ"),
    ("TANDTC", "Tòa án nhân dân tối cao"),
    ("VKSNDTC", "Viện kiểm sát nhân dân tối cao"),
    ("KTNN", "Kiểm toán nhà nước"),
    ("BNV", "Bộ Nội vụ"),
    ("BTP", "Bộ Tư pháp"),
    ("BKHDT", "Bộ Kế hoạch và Đầu tư"),
    ("BTAICHINH", "Bộ Tài chính"),
    ("BCT", "Bộ Công Thương"),
    ("BNNPTNT", "Bộ Nông nghiệp và Phát triển nông thôn"),
    ("BGTVT", "Bộ Giao thông vận tải"),
    ("BXD", "Bộ Xây dựng"),
    ("BTNMT", "Bộ Tài nguyên và Môi trường"),
    ("BTTTT", "Bộ Thông tin và Truyền thông"),
    ("BLDTBXH", "Bộ Lao động - Thương binh và Xã hội"),
    ("BVHTTDL", "Bộ Văn hóa, Thể thao và Du lịch"),
    ("BKHCN", "Bộ Khoa học và Công nghệ"),
    ("BGDDT", "Bộ Giáo dục và Đào tạo"),
    ("BYT", "Bộ Y tế"),
    ("NHNN", "Ngân hàng Nhà nước Việt Nam"),
    ("TTCP", "Thanh tra Chính phủ"),
    ("UBDT", "Ủy ban Dân tộc"),
    ("VTV", "Đài Truyền hình Việt Nam"),
    ("VOV", "Đài Tiếng nói Việt Nam"),
    ("TTXVN", "Thông tấn xã Việt Nam"),
    ("HLKHXH", "Viện Hàn lâm Khoa học xã hội Việt Nam"),
    ("HLKHCN", "Viện Hàn lâm Khoa học và Công nghệ Việt Nam"),
    ("BHXHVN", "Bảo hiểm xã hội Việt Nam"),
    ("TLDLD", "Tổng Liên đoàn Lao động Việt Nam"),
    ("TWDOAN", "Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh"),
    ("BQLLANG", "Ban Quản lý Lăng Chủ tịch Hồ Chí Minh"),
)
GRASSROOTS = (
    ("BTCTW", "Ban Tổ chức Trung ương"),
    ("UBKTTW", "Ủy ban Kiểm tra Trung ương"),
    ("BTGTW", "Ban Tuyên giáo Trung ương"),
    ("BDVTW", "Ban Dân vận Trung ương"),
    ("BNCTW", "Ban Nội chính Trung ương"),
    ("BKTTW", "Ban Kinh tế Trung ương"),
    ("BDNTW", "Ban Đối ngoại Trung ương"),
    ("HDLLTW", "Hội đồng Lý luận Trung ương"),
    ("TCCS", "Tạp chí Cộng sản"),
    ("BND", "Báo Nhân Dân"),
    ("NXBCTQG", "Nhà xuất bản Chính trị quốc gia Sự thật"),
    ("VPCTN", "Văn phòng Chủ tịch nước"),
    ("MTTQ", "Cơ quan Trung ương Mặt trận Tổ quốc Việt Nam"),
    ("HLHPN", "Trung ương Hội Liên hiệp Phụ nữ Việt Nam"),
    ("HND", "Trung ương Hội Nông dân Việt Nam"),
    ("HCCB", "Trung ương Hội Cựu chiến binh Việt Nam"),
    ("LMHTX", "Liên minh Hợp tác xã Việt Nam"),
    ("VUSTA", "Liên hiệp các Hội Khoa học và Kỹ thuật Việt Nam"),
    ("LHVHNT", "Liên hiệp các Hội Văn học nghệ thuật Việt Nam"),
    ("LHHN", "Liên hiệp các tổ chức hữu nghị Việt Nam"),
    ("VCCI", "Liên đoàn Thương mại và Công nghiệp Việt Nam"),
    ("HCTD", "Trung ương Hội Chữ thập đỏ Việt Nam"),
    ("HNB", "Hội Nhà báo Việt Nam"),
    ("HNV", "Hội Nhà văn Việt Nam"),
    ("HLG", "Hội Luật gia Việt Nam"),
    ("UBQLV", "Ủy ban Quản lý vốn nhà nước tại doanh nghiệp"),
    ("HNT", "Trung ương Hội Người cao tuổi Việt Nam"),
)
AFFILIATES = ABOVE_GRASSROOTS + GRASSROOTS

OUTSIDE = (
    ("TW", "Ban Chấp hành Trung ương Đảng", "TW", "superior"),
    ("BCT", "Bộ Chính trị", "TW", "superior"),
    ("BBT", "Ban Bí thư", "TW", "superior"),
    ("VPTW", "Văn phòng Trung ương Đảng", "VPTW", "specialised"),
    ("BTCTW", "Ban Tổ chức Trung ương", "BTCTW", "specialised"),
    ("UBKTTW", "Ủy ban Kiểm tra Trung ương", "UBKTTW", "specialised"),
    ("BTGTW", "Ban Tuyên giáo Trung ương", "BTGTW", "specialised"),
    ("BDVTW", "Ban Dân vận Trung ương", "BDVTW", "specialised"),
    ("BNCTW", "Ban Nội chính Trung ương", "BNCTW", "specialised"),
    ("DDQH", "Đảng đoàn Quốc hội", "ĐĐQH", "partner"),
    ("DDMTTQ", "Đảng đoàn Mặt trận Tổ quốc Việt Nam", "ĐĐMTTQ", "partner"),
    ("DDTLDLD", "Đảng đoàn Tổng Liên đoàn Lao động Việt Nam", "ĐĐTLĐ", "partner"),
    ("BCSDCP", "Ban cán sự đảng Chính phủ", "BCSĐCP", "partner"),
    ("BCSDBTC", "Ban cán sự đảng Bộ Tài chính", "BCSĐBTC", "partner"),
    ("BCSDBNV", "Ban cán sự đảng Bộ Nội vụ", "BCSĐBNV", "partner"),
    ("BCSDBYT", "Ban cán sự đảng Bộ Y tế", "BCSĐBYT", "partner"),
)

ROLES = (
    # sign-in name, unit, office, title
    ("chanhvanphong", "VP", "chief_of_office", "Chánh Văn phòng Đảng ủy Khối"),
    ("vanthu", "VP", "clerk", "Văn thư, Văn phòng Đảng ủy Khối"),
    ("tonghop", "VP", "office_specialist", "Chuyên viên tổng hợp, Văn phòng Đảng ủy Khối"),
    ("kiemphieu", "DUK", "counter", "Trưởng Ban kiểm phiếu"),
    ("captren", "DUK", "superior_reader", "Cán bộ theo dõi địa bàn của cấp trên"),
    ("truongban_btc", "BTC", "head", "Trưởng Ban Tổ chức Đảng ủy Khối"),
    ("truongban_btg", "BTG", "head", "Trưởng Ban Tuyên giáo Đảng ủy Khối"),
    ("truongban_bdv", "BDV", "head", "Trưởng Ban Dân vận Đảng ủy Khối"),
    ("chuyenvien_btc", "BTC", "specialist", "Chuyên viên Ban Tổ chức Đảng ủy Khối"),
    ("chuyenvien_ubkt", "UBKT", "specialist", "Chuyên viên Cơ quan Ủy ban Kiểm tra"),
    ("chuyenvien_btg", "BTG", "specialist", "Chuyên viên Ban Tuyên giáo Đảng ủy Khối"),
    ("chuyenvien_bdv", "BDV", "specialist", "Chuyên viên Ban Dân vận Đảng ủy Khối"),
)
LEADERS = (
    ("bi_thu", "secretary", "Bí thư Đảng ủy Khối"),
    ("chutri", "standing_deputy", "Phó Bí thư Thường trực Đảng ủy Khối"),
    ("pho_bi_thu_1", "deputy_secretary", "Phó Bí thư Đảng ủy Khối"),
    ("pho_bi_thu_2", "deputy_secretary", "Phó Bí thư Đảng ủy Khối"),
)
EXECUTIVE_SEATS, EXECUTIVE_MEMBERS = 49, 43
STANDING_SEATS, STANDING_MEMBERS = 15, 13
INSPECTION_SEATS, INSPECTION_MEMBERS = 11, 9
OPERATED_POINTS = 61


def affiliate_code(code: str) -> str:
    """Return the code of an affiliate: its agency's letters after DU."""
    return f"DU-{code}"


@transaction.atomic
def fill(stage: Stage) -> None:
    """Make units, terms, bodies, persons, mandates, assignments and the directory."""
    builder = _Builder(stage)
    builder.set_up()
    builder.units()
    builder.terms()
    builder.bodies()
    builder.staff()
    builder.committee()
    builder.affiliates_staff()
    builder.duties()
    builder.outside()


class _Builder:
    """Carries the stage, the office's standing and the names through the parts of this demo."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.at = SET_UP
        self.giver = NameGiver(stage.chance)
        made = stage.made
        self.unit: dict[str, Unit] = made.setdefault("units", {})
        self.person: dict[str, Person] = made.setdefault("people", {})
        self.body = made.setdefault("bodies", {})
        made.setdefault("outside", {})

    def set_up(self) -> None:
        """Found the Bloc and its administrator, who founds the rest."""
        administrator = Person.objects.create_person(
            full_name=self.giver.next(), username="quantri", title="Quản trị hệ thống"
        )
        self.person["quantri"] = administrator
        self.unit["DUK"] = set_up_organisation(
            unit=NewUnit(
                code="DUK",
                name="Đảng ủy Khối các cơ quan Trung ương",
                short="Đảng ủy Khối",
                symbol="ĐUK",
                level="top",
                place="Hà Nội",
            ),
            day=FOUNDED,
            administrator=administrator,
            document=ORDER,
            at=self.at,
        )
        self.by = standing_of(administrator, self.at.date())

    def units(self) -> None:
        """Found the advisory bodies and the 61 affiliates."""
        for order, (code, name, symbol) in enumerate(ADVISORY, 1):
            self._found(code, name, symbol, "advisory", "", order)
        for order, (code, name) in enumerate(AFFILIATES, 1):
            level = "above_grassroots" if (code, name) in ABOVE_GRASSROOTS else "grassroots"
            self._found(affiliate_code(code), f"Đảng ủy {name}", "ĐU", "committee", level, order)
        self.by = standing_of(self.person["quantri"], self.at.date())

    def _found(self, code: str, name: str, symbol: str, kind: str, level: str, order: int) -> None:
        short = name.removesuffix(" Đảng ủy Khối") if kind == "advisory" else ""
        self.unit[code] = found_unit(
            unit=NewUnit(
                code=code,
                name=name,
                short=short,
                symbol=symbol,
                kind=kind,
                level=level,
                order=order,
                place="Hà Nội",
            ),
            parent=self.unit["DUK"],
            day=FOUNDED,
            document=ORDER,
            by=self.by,
            at=self.at,
        )
        self.stage.tick(1)

    def terms(self) -> None:
        """Open and close the terms that older documents name; the thirteenth is open."""
        made = self.stage.made.setdefault("terms", {})
        for ordinal, first, last, opened, closed in (
            (11, 2010, 2015, "2010-08-12 11:30", "2015-08-14 11:30"),
            (12, 2015, 2020, "2015-08-14 11:30", "2020-08-14 11:30"),
            (13, 2020, 2025, "2020-08-14 11:30", ""),
        ):
            term = open_term(
                unit=self.unit["DUK"],
                ordinal=ordinal,
                first_year=first,
                last_year=last,
                opened_at=moment(opened),
                by=self.by,
                at=self.at,
            )
            if closed:
                term = close_term(term=term, closed_at=moment(closed), by=self.by, at=self.at)
            made[ordinal] = term
        self.stage.made["term"] = made[13]

    def bodies(self) -> None:
        """Create the four bodies of the term; what the source does not say is marked as assumed."""
        source = f"Quy chế làm việc của Đảng ủy Khối ({ASSUMED})"
        for kind, seats, months, weeks, ahead in (
            ("executive", EXECUTIVE_SEATS, 3, None, 5),
            ("standing", STANDING_SEATS, 1, None, 3),
            ("permanent", len(LEADERS), None, 2, 2),
            ("inspection", INSPECTION_SEATS, 1, None, 3),
        ):
            self.body[kind] = create_body(
                term=self.stage.made["term"],
                kind=kind,
                values=BodyRules(
                    seats=seats,
                    frequency_months=months,
                    frequency_weeks=weeks,
                    papers_ahead_days=ahead,
                    rule_profile="dang-244",
                    source=source,
                ),
                by=self.by,
                at=self.at,
            )

    def _enrol(self, key: str, title: str, unit: str, *, signs_in: bool = True) -> Person:
        self.person[key] = enrol_person(
            full_name=self.giver.next(),
            title=title,
            username=key if signs_in else None,
            unit=self.unit[unit],
            by=self.by,
            at=self.at,
        )
        self.stage.tick(1)
        return self.person[key]

    def _give(
        self, key: str, unit: str, office: str, body: str | None = None, duty: str = "", order: int = 0
    ) -> None:
        give_mandate(
            person=self.person[key],
            unit=self.unit[unit],
            office=office,
            body=self.body[body] if body else None,
            duty=duty,
            order=order,
            obtained="elected" if body else "assigned",
            document=f"Đại hội Đảng bộ Khối lần thứ XIII ({ASSUMED})" if body else "",
            first=TERM_DAY,
            by=self.by,
            at=self.at,
        )

    def staff(self) -> None:
        """Enrol the office, the commissions, the counters and the superior's reader."""
        for key, unit, office, title in ROLES:
            self._enrol(key, title, unit)
            self._give(key, unit, office, duty=title)

    def committee(self) -> None:
        """Elect 43 of 49 members, 13 of 15 of the standing committee, and the inspection committee."""
        order = 0
        for key, office, title in LEADERS:
            order += 1
            self._enrol(key, title, "DUK")
            for body in ("executive", "standing", "permanent"):
                self._give(key, "DUK", office, body, title, order)
        codes = [affiliate_code(code) for code, _ in AFFILIATES]
        for number in range(1, EXECUTIVE_MEMBERS - len(LEADERS) + 1):
            order += 1
            key = "uyvien" if number == EXECUTIVE_MEMBERS - len(LEADERS) else f"uy_vien_{number:02}"
            unit = codes[number - 1]
            title = f"Bí thư {self._name(unit)}"
            self._enrol(key, title, "DUK", signs_in=key == "uyvien")
            self._give(key, "DUK", "member", "executive", title, order)
            if number <= STANDING_MEMBERS - len(LEADERS):
                self._give(key, "DUK", "standing_member", "standing", title, order)
        for number in range(1, INSPECTION_MEMBERS + 1):
            office, title = "inspection_member", "Ủy viên Ủy ban Kiểm tra Đảng ủy Khối"
            if number == 1:
                office, title = "inspection_chair", "Chủ nhiệm Ủy ban Kiểm tra Đảng ủy Khối"
            elif number == 2:
                office, title = "inspection_deputy", "Phó Chủ nhiệm Ủy ban Kiểm tra Đảng ủy Khối"
            key = "kiemtra" if number == INSPECTION_MEMBERS else f"kiem_tra_{number:02}"
            self._enrol(key, title, "DUK", signs_in=key == "kiemtra")
            self._give(key, "DUK", office, "inspection", title, number)
        for number in range(1, EXECUTIVE_SEATS - EXECUTIVE_MEMBERS + 1):
            unit = codes[EXECUTIVE_MEMBERS + number]
            self._enrol(f"bo_sung_{number}", f"Bí thư {self._name(unit)}", "DUK", signs_in=False)

    def _name(self, code: str) -> str:
        bare = {affiliate_code(one): name for one, name in AFFILIATES}
        return f"Đảng ủy {bare[code]}"

    def affiliates_staff(self) -> None:
        """Enrol one specialist and one operator for each affiliate; the first of them bear demo names."""
        for number, (agency, name) in enumerate(AFFILIATES, 1):
            code = affiliate_code(agency)
            letters = language.slug(agency).replace("-", "")
            specialist = "chuyenvien" if number == 1 else f"cv_{letters}"
            operator = "diemcau" if number == 1 else f"dc_{letters}"
            self._enrol(specialist, f"Chuyên viên Văn phòng Đảng ủy {name}", code)
            self._give(specialist, code, "specialist")
            self._enrol(operator, f"Phụ trách điểm cầu Đảng ủy {name}", code)
            self._give(operator, code, "point_operator")
            self.person[f"chuyenvien_{code}"] = self.person[specialist]
            self.person[f"diemcau_{code}"] = self.person[operator]

    def duties(self) -> None:
        """Assign the leaders their fields and units."""
        codes = [affiliate_code(code) for code, _ in AFFILIATES]
        shares: tuple[tuple[str, str, list[str], bool, bool], ...] = (
            ("bi_thu", "Phụ trách chung; công tác cán bộ", [], True, True),
            ("chutri", "Công việc hằng ngày của Đảng ủy Khối; công tác tổ chức", codes[0:20], True, True),
            ("pho_bi_thu_1", "Công tác tuyên giáo, báo chí; cuộc thi chính luận", codes[20:41], True, True),
            ("pho_bi_thu_2", "Công tác kiểm tra, giám sát; dân vận", codes[41:61], True, True),
            ("chanhvanphong", "Công tác văn phòng, tài chính đảng", [], True, False),
        )
        made = self.stage.made.setdefault("assignments", {})
        for key, field, units, may_sign, may_chair in shares:
            made[key] = assign_duty(
                person=self.person[key],
                unit=self.unit["VP" if key == "chanhvanphong" else "DUK"],
                field=field,
                over_units=[self.unit[code] for code in units],
                may_sign=may_sign,
                may_chair=may_chair,
                notice=f"Thông báo 05-TB/ĐUK ngày 20/8/2020 ({ASSUMED})",
                first=date(2020, 8, 20),
                by=self._chief(),
                at=self.at,
            )

    def _chief(self) -> Standing:
        return standing_of(self.person["chanhvanphong"], self.at.date())

    def outside(self) -> None:
        """Enter the superiors and partners outside the Bloc."""
        for code, name, symbol, relation in OUTSIDE:
            self.stage.made["outside"][code] = add_outside_body(
                code=code,
                name=name,
                symbol=symbol,
                relation=relation,
                to_unit=self.unit["DUK"],
                first=FOUNDED,
                by=self._chief(),
                at=self.at,
            )
