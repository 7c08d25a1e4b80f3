"""Find what points at a person in a text before it is saved: numbers, addresses, names after ông or bà.

A difficulty is about a problem; who said it or whom it concerns is never kept. What is found must be taken
out. Names alone may stay where the writer says that they are none (a street, a prize), and that is recorded.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Kind(StrEnum):
    """What a finding is."""

    IDENTITY = "identity"
    PHONE = "phone"
    EMAIL = "email"
    ACCOUNT = "account"
    NAME = "name"


KIND_NAMES = {
    Kind.IDENTITY: N_("identity number"),
    Kind.PHONE: N_("phone number"),
    Kind.EMAIL: N_("e-mail address"),
    Kind.ACCOUNT: N_("account on a network"),
    Kind.NAME: N_("name of a person"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text that points at a person."""

    kind: Kind
    start: int
    end: int
    text: str


class PointsAtAPerson(Refusal):
    """A text that names or numbers a person."""

    sentence = N_(
        "This points at a person: %(found)s. Write about the problem only, and take it out, or let it be "
        "replaced below."
    )

    def __init__(self, findings: Sequence[Finding], field: str) -> None:
        self.findings = tuple(findings)
        self.field = field
        super().__init__(found=", ".join(f"“{one.text}”" for one in findings[:6]))


class NoName(StrEnum):
    """What the writer chose about what was found."""

    MEND = "mend"
    REPLACE = "replace"
    NO_NAME = "no_name"


EMAIL = re.compile(
    r"[\w.+-]+\s?(?:@|\(at\)|\[at\]|\ba còng\b)\s?[\w-]+"
    r"(?:\s?(?:\.|\(dot\)|\[dot\]|\bchấm\b)\s?[a-z0-9-]+)*",
    re.IGNORECASE,
)
ACCOUNT = re.compile(r"(?:facebook|fb|zalo|tiktok|instagram|t)\.(?:com|me)/\S+", re.IGNORECASE)
PHONE = re.compile(
    r"(?<![\w/])(?:(?:\+|00)?84[ .\-]?(?:\(0\)[ .\-]?)?|\(?0)(?:[35789](?:[ .\-)]{0,2}\d){8}"
    r"|2(?:[ .\-)]{0,2}\d){8,9})(?![\w/]|[.\-]?\d)"
)
CUT_PHONE = re.compile(r"(?<!\w)0[35789]\d{1,7}[ .]?(?:…|\.{2,}|[xX*]{2,})")
IDENTITY = re.compile(
    r"(?<![\w/])(?:0(?:[ .\-]?\d){11}|\d{12}|\d{9})(?![\w/]|[.,\-]?\d)"
    r"(?!\s*(?:đồng|đ\b|vnd|vnđ|triệu|tỷ|tỉ))",
    re.IGNORECASE,
)
NAMED_IDENTITY = re.compile(
    r"(?:cccd|cmnd|cmt(?:nd)?|căn cước(?: công dân)?|chứng minh(?: nhân dân| thư)?|hộ chiếu"
    r"|thẻ đảng(?: viên)?|định danh)(?:\s*(?:số|cá nhân|:|là))*\s*((?:[A-Z]?\d)(?:[ .\-]?\d){5,13})",
    re.IGNORECASE,
)
PASSPORT = re.compile(r"(?<!\w)[A-Z]\d{7}(?!\w)")
WORD = re.compile(r"[^\W\d_]+(?:\.(?=\s|$|,))?|\d+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(one.split()) for one in text.split("|"))


ADDRESSED = re.compile(
    r"(?<![\w/])(đồng\s+chí|đ/c|đ\.c|đc|ông|bà|anh|chị|cô|chú|bác|cụ|thầy|cháu)(?:\s*[:.]?\s+|\.\s*)",
    re.IGNORECASE,
)
ALWAYS = ("đồng chí", "đ/c", "đ.c", "đc", "ông", "bà")

FAMILIES = _words(
    """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đinh mai trương lâm
    tô tạ hà cao châu chu đoàn lương lưu phùng thái trịnh tống vương quách kiều doãn triệu nông hứa
    khuất nghiêm thân tăng thạch từ văn viên la lại lục mạc ninh ông phó quản tiêu tôn ưng vi xa y
    bạch bế biện
    """
)
COMMON_FAMILIES = _words(
    """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương đào đinh trương trịnh phùng
    lương lưu tạ quách doãn nghiêm hồ lý mai tô hà cao đoàn thái vương chu
    """
)
LOWER_FAMILIES = _words(
    """
    nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ ngô dương trịnh đinh trương phùng
    """
)
TITLES = tuple(
    sorted(
        (
            tuple(phrase.split())
            for phrase in _phrases(
                """
    bí thư chi bộ | phó bí thư chi bộ | bí thư đảng ủy | phó bí thư đảng ủy | bí thư chi đoàn |
    tổng bí thư | phó bí thư thường trực | phó bí thư | bí thư | phó chủ tịch | chủ tịch | chủ nhiệm
    | phó chủ nhiệm | thủ tướng | phó thủ tướng | bộ trưởng | thứ trưởng | tổng giám đốc | phó giám
    đốc | giám đốc | vụ trưởng | phó vụ trưởng | cục trưởng | phó cục trưởng | trưởng phòng | phó
    trưởng phòng | phó phòng | trưởng ban | phó trưởng ban | phó ban | chánh văn phòng | phó chánh
    văn phòng | chánh thanh tra | ủy viên ban thường vụ | ủy viên ban chấp hành | ủy viên | đảng ủy
    viên | đảng viên | chi ủy viên | tổ trưởng | tổ phó | đội trưởng | hiệu trưởng | viện trưởng |
    nguyên | cán bộ | chuyên viên | giáo sư | phó giáo sư | tiến sĩ | thạc sĩ | kỹ sư | bác sĩ |
    luật sư | đại tá | thượng tá | trung tá | thiếu tá | tướng | thường trực | lãnh đạo | trưởng |
    phó | thư ký | kế toán | lái xe | đại biểu
    """
            )
        ),
        key=lambda one: (-len(one), one),
    )
)
OFFICES = _words(
    """
    ban bộ đảng cục vụ sở khối phòng phường xã huyện quận tỉnh ủy lãnh
    """
)
PAIRS = _phrases(
    """
    trung ương | công đoàn | công an | công ty | quốc hội | thành ủy | thành phố | thành đoàn | chi
    bộ | chi ủy | chi cục | hội đồng | hội nghị | hội phụ | hội cựu | hội nông | văn phòng | mặt
    trận | học viện | viện kiểm | viện hàn | tòa án | tổng cục | tổng công | đoàn thanh | đoàn thể |
    thanh tra | thanh niên | thường vụ | thường trực | chấp hành | chính phủ | nhà nước | việt nam |
    bà con | liên đoàn | tổng liên | cách mạng | anh hùng | anh quốc | lão thành
    """
)
PLACES = _phrases(
    """
    bà rịa | bà điểm | bà nà | bà trưng | bà đen | bà triệu | cô tô | cô ba | cô giang | anh sơn |
    anh dũng | bác ái | ông lãnh | ông ích | chị lăng | cô tiên | bà đắc | bà chúa | bác hồ | ông
    táo | ông công | ông đồ
    """
)
NAMED_PLACES = _phrases(
    """
    hồ chí minh | hoàng su phì | phan đình phùng | lương văn tri | hoàng văn thụ | lê thanh nghị |
    chu văn an | trần hưng đạo | trần nhân tông | lê đại hành | phạm sư mạnh | nguyễn đại năng |
    nguyễn lương bằng | lê ích mộc | nguyễn bỉnh khiêm | nguyễn văn linh | phạm ngũ lão | hoàng hoa
    thám | lê quý đôn | lý thường kiệt | đào duy từ | hà huy tập | trương quang trọng | đặng thuỳ
    trâm | đặng thùy trâm | phan rí cửa | đinh trang thượng | dương minh châu | lương hoà lạc |
    lương hòa lạc | lưu nghiệp anh | hồ đắc kiện | lý văn lâm | hồ thị kỷ | trần văn thời | lương
    thế trân | tạ an khương | nguyễn việt khái | đinh văn lâm | phan ngọc hiển | nguyễn ái quốc | lê
    hồng phong | mai thúc loan | hà huy giáp
    """
)
STARTS_OF_PLACES = _phrases(
    """
    hà nội | hà giang | hà nam | hà tĩnh | hà đông | hà tiên | cao bằng | cao lãnh | thái nguyên |
    thái bình | lâm đồng | lý sơn | mai châu | hoàng sa | hoàng mai | lương sơn | dương kinh | hà
    nhì | đinh hợi
    """
)
AMBIGUOUS_FAMILIES = _words(
    """
    hà cao thái mai lâm tô lý hồ đào đoàn châu tạ chu
    """
)
BEFORE_PLACES = _words(
    """
    phường xã khu đường phố tỉnh quận huyện trường viện giải quỹ ngõ cầu chợ khóa lớp cụm
    """
)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        return self.text.rstrip(".").lower()

    @property
    def is_name_like(self) -> bool:
        return self.text[0].isupper()


def plain(text: str) -> str:
    """Return the text with composed letters and ordinary digits, of the same length where it was composed."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdigit() and unicodedata.digit(sign, None) is not None else sign
        for sign in composed
    )


def find_personal(text: str) -> tuple[Finding, ...]:
    """Return what points at a person, from left to right, without overlaps."""
    text = plain(text)
    found: list[Finding] = []
    for kind, pattern in (
        (Kind.EMAIL, EMAIL),
        (Kind.ACCOUNT, ACCOUNT),
        (Kind.IDENTITY, NAMED_IDENTITY),
        (Kind.PHONE, PHONE),
        (Kind.PHONE, CUT_PHONE),
        (Kind.IDENTITY, IDENTITY),
        (Kind.IDENTITY, PASSPORT),
    ):
        for one in pattern.finditer(text):
            start, end = one.span(1) if pattern is NAMED_IDENTITY else one.span()
            _add(found, Finding(kind, start, end, text[start:end].strip()))
    words = [_Word(one[0], *one.span()) for one in WORD.finditer(text)]
    for finding in (*_after_address(text, words), *_bare(text, words)):
        _add(found, finding)
    return tuple(sorted(found, key=lambda one: one.start))


def _add(found: list[Finding], one: Finding) -> None:
    if all(one.end <= other.start or one.start >= other.end for other in found):
        found.append(one)


def _after_address(text: str, words: Sequence[_Word]) -> Iterable[Finding]:
    for address in ADDRESSED.finditer(text):
        said = " ".join(address[1].split())
        place = next((at for at, word in enumerate(words) if word.start >= address.end()), None)
        if place is None or words[place].start - address.end() > 1:
            continue
        if said[0].isupper() and not said.isupper() and f"{said.lower()} {words[place].low}" in PLACES:
            continue
        if said.lower() not in ALWAYS and said[0].isupper() and not _starts_sentence(text, address.start()):
            continue
        place = _after_titles(words, place)
        name = _name_at(
            text, words, place, is_sure=said.lower() in ALWAYS, is_loud=said.isupper() and len(said) > 1
        )
        if name:
            yield Finding(Kind.NAME, address.start(), name[-1].end, text[address.start() : name[-1].end])


def _starts_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in '.!?:;\n-–“"'


def _after_titles(words: Sequence[_Word], place: int) -> int:
    while True:
        for title in TITLES:
            if tuple(word.low for word in words[place : place + len(title)]) == title:
                place += len(title)
                break
        else:
            return place


def _name_at(text: str, words: Sequence[_Word], place: int, *, is_sure: bool, is_loud: bool) -> list[_Word]:
    if place >= len(words):
        return []
    first = words[place]
    following = words[place + 1].low if place + 1 < len(words) else ""
    if first.low in OFFICES or f"{first.low} {following}" in PAIRS:
        return []
    if not first.is_name_like:
        if is_sure and first.low in LOWER_FAMILIES and following:
            return _run(text, words, place, most=3, any_case=True)
        return []
    if is_loud and first.low not in FAMILIES:
        return []
    return _run(text, words, place, most=4)


def _run(text: str, words: Sequence[_Word], place: int, *, most: int, any_case: bool = False) -> list[_Word]:
    name = [words[place]]
    for word in words[place + 1 : place + most]:
        if text[name[-1].end : word.start].strip(" ") or not (any_case or word.is_name_like):
            break
        if word.text.isdigit() or name[-1].text.endswith("."):
            break
        name.append(word)
    return name


def _bare(text: str, words: Sequence[_Word]) -> Iterable[Finding]:
    """Yield full names without an address before them: a family name and two or three more."""
    place = 0
    while place < len(words):
        word = words[place]
        if word.low in COMMON_FAMILIES and word.is_name_like:
            name = _run(text, words, place, most=4)
            if len(name) >= 3 and _is_a_person(words, place, name):
                yield Finding(Kind.NAME, word.start, name[-1].end, text[word.start : name[-1].end])
                place += len(name)
                continue
        place += 1


def _is_a_person(words: Sequence[_Word], place: int, name: Sequence[_Word]) -> bool:
    said = [word.low for word in name]
    before = words[place - 1] if place else None
    if before is not None and before.low in BEFORE_PLACES:
        return False
    if said[0] in AMBIGUOUS_FAMILIES and before is not None and before.is_name_like:
        return False
    if " ".join(said[:3]) in NAMED_PLACES or " ".join(said[:2]) in STARTS_OF_PLACES:
        return False
    if any(f"{one} {two}" in PAIRS for one, two in zip(said, said[1:], strict=False)):
        return False
    return not any(one in OFFICES for one in said[1:])


def replaced(text: str, findings: Iterable[Finding]) -> str:
    """Return the text with each finding replaced by […]."""
    text = plain(text)
    for one in sorted(findings, key=lambda one: one.start, reverse=True):
        text = f"{text[: one.start]}[…]{text[one.end :]}"
    return text


def checked_text(text: str, *, field: str, choice: NoName = NoName.MEND) -> str:
    """Return the text as it may be stored, after what the writer chose.

    Numbers, addresses and accounts are never stored; a name only where the writer says that it is none.

    :raises PointsAtAPerson: if something is found and the writer has not chosen, or chose what may not be
    """
    findings = find_personal(text)
    if choice is NoName.REPLACE:
        return replaced(text, findings)
    if choice is NoName.NO_NAME:
        findings = tuple(one for one in findings if one.kind is not Kind.NAME)
    if findings:
        raise PointsAtAPerson(findings, field)
    return text
