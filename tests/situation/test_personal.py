"""What points at a person is found before it is saved (P2): 200 texts, and every place name passes."""

import json
from collections import Counter
from pathlib import Path

import pytest

from nghisu.situation.rules.personal import (
    Kind,
    NoName,
    PointsAtAPerson,
    checked_text,
    find_personal,
    replaced,
)

pytestmark = pytest.mark.once
PLACES = Path(__file__).parents[1] / "data" / "vn-provinces" / "simplified_vn_units.json"

NAMES = [
    "Giáp Thị Nhàn",
    "Sầm Văn Pín",
    "Lò Thị Xôm",
    "Vừ A Dế",
    "Ksor Phước",
    "Tiêu Gia Bảo",
    "Ma Thế Cường",
    "Cầm Bá Thước Em",
    "Điểu K'Ré",
    "Nguyễn Quế Chi",
    "Trần Đăng Khoa Bình",
    "Lê Sao Mai",
    "Phạm Ngân Hà",
    "Hoàng Sỹ Tạo",
    "Vũ Như Thành",
    "Đặng Thùy Linh",
    "Bùi Kim Ngọc",
    "Đỗ Viết Xuân",
    "Hồ Thanh Trà",
    "Ngô Bảo Trâm",
    "Dương Cẩm Lệ",
    "Lý Hải Nam",
    "Đào Tuyết Anh",
    "Đinh La Hán",
    "Mai Phương Uyên",
    "Trương Tấn Bửu",
    "Lâm Quang Tuyến",
    "Tô Hoàng Yến",
    "Tạ Bích Hợp",
    "Cao Xuân Diệu",
    "Hùng",
    "Thảo",
    "Quân",
    "Diễm",
    "N.V.A",
    "Chử Đồng Bằng",
    "Nghiêm Túc Văn",
    "Kiều Oanh Vân",
    "Thân Đức Lộc",
    "Bế Trung Thu",
]
WITH_NAME = (
    "Theo ông {} thì mức phụ cấp quá thấp.",
    "Đề nghị xem lại ý kiến của bà {} về chế độ.",
    "Đồng chí {} phản ánh hội trường dột.",
    "Buổi làm việc có đồng chí Bí thư chi bộ {} phát biểu.",
)
NUMBERS = {
    Kind.IDENTITY: (
        *(
            "Số CCCD 001085012345.",
            "Căn cước công dân số 034 199 000 123",
            "CMND: 012345678",
            "định danh 079301234567",
        ),
        *(
            "(hộ chiếu B1234567)",
            "thẻ đảng viên số 31.123456",
            "mã số 001.085.012.345 kèm đơn",
            "CCCD:036099001122;",
        ),
    ),
    Kind.PHONE: (
        *(
            "Gọi 0912345678 để biết.",
            "ĐT: 0912.345.678",
            "liên hệ 0912 345 678",
            "số +84 912 345 678",
            "84987654321",
        ),
        *("máy (024) 3825 1234", "024.38251234", "038-765-4321", "gọi 0912… nhé", "SĐT 0356xxx"),
    ),
    Kind.EMAIL: (
        *(
            "gửi về an.nguyen@vptw.vn",
            "hộp thư a_b+c@gmail.com.",
            "an (at) gmail (dot) com",
            "vp@duk.dcs.vn;",
        ),
        *("binh [at] yahoo.com", "thư: le-thi-c@mic.gov.vn"),
    ),
}
PLAIN = (
    "Chế độ tiền lương theo Quyết định 128-QĐ/TW không còn phù hợp.",
    "Kinh phí 1.500.000.000 đồng đã được cấp, còn thiếu 250.000.000 đồng.",
    "Các đồng chí lãnh đạo Ban Tuyên giáo đã làm việc với cơ sở.",
    "Đề nghị đồng chí Tổng Bí thư và Ban Bí thư xem xét.",
    "Học viện Chính trị quốc gia Hồ Chí Minh thiếu phòng học.",
    "Bà con nhân dân mong sớm có hướng dẫn.",
    "Trong nhiệm kỳ 2020-2025 có 61 đảng ủy trực thuộc, 3.736 bài dự thi.",
    "Đường Lê Hồng Phong và phố Trần Hưng Đạo ngập khi mưa lớn.",
    "Phần mềm quản lý văn bản chưa liên thông với trục 24/24.",
    "Ông bà, cha mẹ của cán bộ chưa có thẻ bảo hiểm y tế.",
    "Ngày 14/12/2004, số 97-QĐ/TW và 98-QĐ/TW được nhắc tới.",
    "Công đoàn, Đoàn Thanh niên phối hợp chưa chặt.",
    "Mỗi quý phải lập 12 biểu mẫu, mỗi biểu 3 trang.",
    "Xã Bà Nà, phường Bà Rịa và đặc khu Cô Tô xin thêm biên chế.",
    "Trường Nguyễn Ái Quốc khóa 12 đề nghị đổi giờ.",
    "Thời hạn báo cáo ngày 25 hằng tháng trùng với ngày chốt sổ.",
    "Biên chế chuyên trách công tác đảng giảm 2 chỉ tiêu so với năm trước.",
)


def corpus() -> list[tuple[str, frozenset[Kind]]]:
    """Return the 200 texts, each with what stands in it."""
    texts = [
        (WITH_NAME[number % len(WITH_NAME)].format(name), frozenset({Kind.NAME}))
        for turn in range(3)
        for number, name in enumerate(NAMES, start=turn)
    ]
    numbered = [(words, kind) for kind, found in NUMBERS.items() for words in found]
    texts += [(words, frozenset({kind})) for words, kind in numbered]
    texts += [(words, frozenset()) for words in PLAIN]
    texts += [
        (f"{PLAIN[number % len(PLAIN)]} {words}", frozenset({kind}))
        for number, (words, kind) in enumerate(numbered)
    ]
    texts += [(f"{one} {two}", frozenset()) for one, two in zip(PLAIN, PLAIN[1:], strict=False)]
    return texts[:200]


def test_privacy_P2_every_number_and_address_of_200_texts_is_found_and_most_names() -> None:
    texts = corpus()
    table: Counter[tuple[str, str]] = Counter()
    missed: list[str] = []

    for text, kinds in texts:
        found = {one.kind for one in find_personal(text)}
        for kind in (Kind.IDENTITY, Kind.PHONE, Kind.EMAIL, Kind.NAME):
            table[kind, f"{'in' if kind in kinds else 'not in'} / {'found' if kind in found else 'not'}"] += 1
        missed += [text for kind in kinds - found if kind is not Kind.NAME]
    for (what, words), count in sorted(table.items()):
        print(f"{what:9} {words:15} {count}")

    names_in = table[Kind.NAME, "in / found"] + table[Kind.NAME, "in / not"]
    assert len(texts) == 200
    assert missed == []
    assert table[Kind.NAME, "in / found"] >= 0.9 * names_in
    assert [text for text, kinds in texts if not kinds and find_personal(text)] == []


def test_every_one_of_3321_place_names_passes() -> None:
    provinces = json.loads(PLACES.read_text(encoding="utf-8"))
    wards = [ward for province in provinces for ward in province["Wards"]]

    found = [
        text
        for one in (*wards, *provinces)
        for text in (one["Name"], one["FullName"], f"Tại {one['FullName']} đời sống còn khó khăn.")
        if find_personal(text)
    ]

    assert len(wards) == 3321
    assert found == []


def test_a_name_may_stay_by_choice_and_a_number_never() -> None:
    assert checked_text("Giải bà Trần Thị Lý", field="text", choice=NoName.NO_NAME) == "Giải bà Trần Thị Lý"
    with pytest.raises(PointsAtAPerson):
        checked_text("Gọi 0912345678", field="text", choice=NoName.NO_NAME)


def test_what_is_replaced_points_at_nobody_any_more() -> None:
    for text, _kinds in corpus():
        assert find_personal(replaced(text, find_personal(text))) == ()
