"""Which organ may issue which type, as a dated table. What the table does not say is not refused."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.documents.rules.types import BY_CODE
from nghisu.kit.refusals import N_, Refusal


class Organ(StrEnum):
    """In whose name a document is issued."""

    COMMITTEE = "committee"  # ban chấp hành, đảng ủy
    STANDING = "standing"  # ban thường vụ
    BRANCH = "branch"  # chi bộ
    OFFICE = "office"  # văn phòng, ban tham mưu


class Level(StrEnum):
    """How high the committee stands."""

    GRASSROOTS = "grassroots"
    ABOVE = "above"


ORGAN_NAMES = {
    Organ.COMMITTEE: N_("Executive committee"),
    Organ.STANDING: N_("Standing committee"),
    Organ.BRANCH: N_("Branch"),
    Organ.OFFICE: N_("Office or commission"),
}


@dataclass(frozen=True, slots=True)
class AuthorityTable:
    """Types an organ of a level may issue from a day on, and the article that says so."""

    level: Level
    first: date
    until: date | None
    may: dict[Organ, frozenset[str]]
    source: str
    confirmed: bool


COMMON = frozenset(
    {
        "resolution",
        "decision",
        "conclusion",
        "notice",
        "report",
        "plan",
        "programme",
        "project",
        "option",
        "submission",
        "letter",
        "minutes",
    }
)
TABLES = (
    AuthorityTable(
        Level.GRASSROOTS,
        date(2026, 1, 9),
        None,
        {
            Organ.COMMITTEE: COMMON | {"statute", "regulation"},
            Organ.STANDING: COMMON | {"regulation", "guidance"},
            Organ.BRANCH: COMMON | {"statute"},
        },
        "Quy định 399-QĐ/TW ngày 09/01/2026, Điều 11 và Điều 13",
        False,
    ),
)


class NotWithinAuthority(Refusal):
    """The organ may not issue this type."""

    sentence = N_("%(organ)s may not issue a document of the type “%(type)s” (%(source)s). Choose another.")
    field = "type"


def check_authority(*, organ: Organ, level: Level, type_code: str, day: date) -> None:
    """Refuse a type that the organ may not issue on the day.

    :raises NotWithinAuthority: with the article that refuses it
    """
    for table in TABLES:
        if table.level is not level or day < table.first or (table.until and day >= table.until):
            continue
        allowed = table.may.get(organ)
        if allowed is not None and type_code not in allowed:
            kind = BY_CODE.get(type_code)
            raise NotWithinAuthority(
                organ=ORGAN_VIETNAMESE[organ],
                type=kind.vietnamese.capitalize() if kind else type_code,
                source=table.source,
            )


ORGAN_VIETNAMESE = {
    Organ.COMMITTEE: "Ban Chấp hành",
    Organ.STANDING: "Ban Thường vụ",
    Organ.BRANCH: "Chi bộ",
    Organ.OFFICE: "Văn phòng, ban tham mưu",
}
