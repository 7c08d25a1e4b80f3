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
    """

    family: Family
    code: str
    first: date
    until: date | None
    source: str
    confirmed: bool
    types: tuple[DocumentType, ...]

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

    :raises UnknownType: if the table has none
    """
    table = table_on(day, family)
    for kind in table.types:
        if kind.code == code:
            return kind
    raise UnknownType(source=table.source)


def check_known(code: str, family: Family = Family.PARTY) -> None:
    """Refuse a code that no table of the family knows; incoming papers may be older than any table.

    :raises UnknownType: if none does
    """
    tables = [table for table in TABLES if table.family is family]
    if not any(kind.code == code for table in tables for kind in table.types):
        raise UnknownType(source=tables[-1].source)


BY_CODE = {kind.code: kind for kind in PARTY_TYPES}
