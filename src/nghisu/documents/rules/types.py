"""Types of documents with their symbols, as dated tables: which table applies is decided by the day."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Family(StrEnum):
    """Whose system of documents: the Party's or the state's."""

    PARTY = "party"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class DocumentType:
    """One type.

    :param name: the English word, translated on pages
    :param vietnamese: as it stands on the paper, lower case
    :param symbol: what its number carries; two types may share one, and then share the sequence
    """

    code: str
    name: str
    vietnamese: str
    symbol: str


@dataclass(frozen=True, slots=True)
class TypeTable:
    """The types in force from a day on.

    :param source: the regulation, shown on pages
    :param confirmed: whether an office has compared the table with the original text
    :param without_symbol: types it lists whose symbol no source read so far tells; they arrive and are
        registered, and are not issued here until the office confirms a symbol
    """

    family: Family
    code: str
    first: date
    until: date | None
    source: str
    confirmed: bool
    types: tuple[DocumentType, ...]
    without_symbol: tuple[DocumentType, ...] = ()

    def holds(self, day: date) -> bool:
        """Tell whether the table is in force on the day."""
        return self.first <= day and (self.until is None or day < self.until)


RESOLUTION = DocumentType("resolution", N_("Resolution"), "nghị quyết", "NQ")
DIRECTIVE = DocumentType("directive", N_("Directive"), "chỉ thị", "CT")
CONCLUSION = DocumentType("conclusion", N_("Conclusion"), "kết luận", "KL")
DECISION = DocumentType("decision", N_("Decision"), "quyết định", "QĐ")
REGULATION = DocumentType("regulation", N_("Regulation"), "quy định", "QĐ")
STATUTE = DocumentType("statute", N_("Working statute"), "quy chế", "QC")
CIRCULAR = DocumentType("circular", N_("Circular"), "thông tri", "TT")
GUIDANCE = DocumentType("guidance", N_("Guidance"), "hướng dẫn", "HD")
NOTICE = DocumentType("notice", N_("Notice"), "thông báo", "TB")
COMMUNIQUE = DocumentType("communique", N_("Communiqué"), "thông cáo", "TC")
REPORT = DocumentType("report", N_("Report"), "báo cáo", "BC")
PLAN = DocumentType("plan", N_("Plan"), "kế hoạch", "KH")
PROGRAMME = DocumentType("programme", N_("Programme"), "chương trình", "CTr")
PROJECT = DocumentType("project", N_("Project"), "đề án", "ĐA")
OPTION = DocumentType("option", N_("Option paper"), "phương án", "PA")
SUBMISSION = DocumentType("submission", N_("Submission"), "tờ trình", "TTr")
LETTER = DocumentType("letter", N_("Official letter"), "công văn", "CV")
MINUTES = DocumentType("minutes", N_("Minutes"), "biên bản", "BB")

PARTY_TYPES = (
    RESOLUTION,
    DIRECTIVE,
    CONCLUSION,
    DECISION,
    REGULATION,
    STATUTE,
    CIRCULAR,
    GUIDANCE,
    NOTICE,
    COMMUNIQUE,
    REPORT,
    PLAN,
    PROGRAMME,
    PROJECT,
    OPTION,
    SUBMISSION,
    LETTER,
    MINUTES,
)
WITHOUT_SYMBOL = (
    DocumentType("platform", N_("Political platform"), "cương lĩnh", ""),
    DocumentType("charter", N_("Charter"), "điều lệ", ""),
    DocumentType("strategy", N_("Strategy"), "chiến lược", ""),
    DocumentType("declaration", N_("Declaration"), "tuyên bố", ""),
    DocumentType("appeal", N_("Appeal"), "lời kêu gọi", ""),
    DocumentType("master_plan", N_("Master plan"), "quy hoạch", ""),
    DocumentType("investment", N_("Investment project"), "dự án", ""),
    DocumentType("introduction", N_("Letter of introduction"), "giấy giới thiệu", ""),
    DocumentType("attestation", N_("Attestation"), "giấy chứng nhận", ""),
    DocumentType("travel_paper", N_("Travel paper"), "giấy đi đường", ""),
    DocumentType("leave_paper", N_("Leave paper"), "giấy nghỉ phép", ""),
    DocumentType("invitation", N_("Invitation"), "giấy mời", ""),
    DocumentType("transfer_slip", N_("Transfer slip"), "phiếu chuyển", ""),
    DocumentType("sending_slip", N_("Sending slip"), "phiếu gửi", ""),
    DocumentType("official_note", N_("Official note"), "thư công", ""),
)
"""Listed in Quy định 399-QĐ/TW; the sources read so far give no symbol for them."""

STATE_TYPES = (
    RESOLUTION,
    DECISION,
    DIRECTIVE,
    STATUTE,
    DocumentType("regulation", N_("Regulation"), "quy định", "QyĐ"),
    COMMUNIQUE,
    NOTICE,
    GUIDANCE,
    PROGRAMME,
    PLAN,
    OPTION,
    PROJECT,
    REPORT,
    MINUTES,
    SUBMISSION,
    DocumentType("letter", N_("Official letter"), "công văn", ""),
    DocumentType("investment", N_("Investment project"), "dự án", "DA"),
    DocumentType("contract", N_("Contract"), "hợp đồng", "HĐ"),
    DocumentType("telegram", N_("Telegram"), "công điện", "CĐ"),
    DocumentType("memorandum", N_("Memorandum"), "bản ghi nhớ", "BGN"),
    DocumentType("agreement", N_("Agreement"), "bản thỏa thuận", "BTT"),
    DocumentType("authorisation", N_("Authorisation"), "giấy ủy quyền", "GUQ"),
    DocumentType("invitation", N_("Invitation"), "giấy mời", "GM"),
    DocumentType("introduction", N_("Letter of introduction"), "giấy giới thiệu", "GGT"),
    DocumentType("leave_paper", N_("Leave paper"), "giấy nghỉ phép", "GNP"),
    DocumentType("sending_slip", N_("Sending slip"), "phiếu gửi", "PG"),
    DocumentType("transfer_slip", N_("Transfer slip"), "phiếu chuyển", "PC"),
    DocumentType("notice_slip", N_("Notice slip"), "phiếu báo", "PB"),
)

TABLES = (
    TypeTable(
        Family.PARTY,
        "66",
        date(2017, 2, 6),
        date(2026, 1, 9),
        "Quy định 66-QĐ/TW ngày 06/02/2017; Hướng dẫn 36-HD/VPTW ngày 03/4/2018",
        False,
        PARTY_TYPES,
    ),
    TypeTable(
        Family.PARTY,
        "399",
        date(2026, 1, 9),
        None,
        "Quy định 399-QĐ/TW ngày 09/01/2026",
        False,
        PARTY_TYPES,
        WITHOUT_SYMBOL,
    ),
    TypeTable(
        Family.STATE,
        "nd-30",
        date(2020, 3, 5),
        None,
        "Nghị định 30/2020/NĐ-CP ngày 05/3/2020, Phụ lục III",
        False,
        STATE_TYPES,
    ),
)


class NoTypeTable(Refusal):
    """No table of types is in force on the day."""

    sentence = N_(
        "No table of document types is known for %(day)s. Choose a day after the regulation took effect."
    )
    field = "dated_on"


class UnknownType(Refusal):
    """The type does not stand in the table of the day."""

    sentence = N_("This type of document does not stand in %(source)s.")
    field = "type"


class SymbolUnknown(Refusal):
    """The type is listed and its symbol is not known."""

    sentence = N_(
        "%(source)s lists “%(type)s”, but its symbol is not confirmed, so no number can be given. Choose "
        "another type, or enter the document with the number it got on paper."
    )
    field = "type"


def table_on(day: date, family: Family = Family.PARTY) -> TypeTable:
    """Return the table of types in force on the day.

    :raises NoTypeTable: if none is
    """
    for table in TABLES:
        if table.family is family and table.holds(day):
            return table
    raise NoTypeTable(day=day)


def type_on(code: str, day: date, family: Family = Family.PARTY) -> DocumentType:
    """Return the type with the code from the table of the day.

    :raises SymbolUnknown: if the table lists it and no symbol is known
    :raises UnknownType: if the table has none
    """
    table = table_on(day, family)
    for kind in table.types:
        if kind.code == code:
            return kind
    for kind in table.without_symbol:
        if kind.code == code:
            raise SymbolUnknown(source=table.source, type=kind.vietnamese)
    raise UnknownType(source=table.source)


def check_known(code: str, family: Family = Family.PARTY) -> None:
    """Refuse a code that no table of the family knows; incoming papers may be older than any table.

    :raises UnknownType: if none does
    """
    tables = [table for table in TABLES if table.family is family]
    if not any(kind.code == code for table in tables for kind in (*table.types, *table.without_symbol)):
        raise UnknownType(source=tables[-1].source)


BY_CODE = {kind.code: kind for kind in (*STATE_TYPES, *WITHOUT_SYMBOL, *PARTY_TYPES)}
