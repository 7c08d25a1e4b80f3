"""What is never entered: checks on signs of violation, denunciations, discipline, anything on persons."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal


class Ground(StrEnum):
    """Why a text is refused."""

    SIGNS = "signs"
    DENUNCIATION = "denunciation"
    DISCIPLINE = "discipline"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Words that show work which the product keeps no file of.

    :param words: a pattern over lower-case text in NFC with its marks
    :param source: where the kind of work is regulated
    :param confirmed: whether an office has compared the row with the original text
    """

    ground: Ground
    words: str
    first: date
    source: str
    confirmed: bool


GROUND_WORDS: dict[Ground, str] = {
    Ground.SIGNS: N_("checks on signs of violation"),
    Ground.DENUNCIATION: N_("complaints and denunciations about persons"),
    Ground.DISCIPLINE: N_("discipline of persons"),
    Ground.PERSON: N_("a person by name"),
}
BEGINNING = date(2020, 1, 1)
RULE_89 = "Quy định 22-QĐ/TW ngày 28/7/2021; Quyết định 89-QĐ/TW ngày 01/12/2022"
OURS = "reliability.md: no file on a person"
TABLE: tuple[Exclusion, ...] = (
    Exclusion(Ground.SIGNS, r"dấu hiệu\s+(?:\w+\s+){0,2}?vi phạm", BEGINNING, RULE_89, confirmed=False),
    Exclusion(Ground.DENUNCIATION, r"tố cáo|khiếu nại kỷ luật", BEGINNING, RULE_89, confirmed=False),
    Exclusion(
        Ground.DISCIPLINE,
        r"khai trừ|cách chức|khiển trách|"
        r"(?:kỷ luật|kỉ luật)\s+(?:đối với\s+)?(?:đảng viên|cán bộ|đồng chí|cấp ủy viên)",
        BEGINNING,
        RULE_89,
        confirmed=False,
    ),
    Exclusion(
        Ground.PERSON,
        r"kiểm tra\s+(?:đối với\s+)?(?:đảng viên|cấp ủy viên|cá nhân)\b",
        BEGINNING,
        OURS,
        confirmed=False,
    ),
)
TITLES = r"(?:[Ôô]ng|[Bb]à|[Đđ]ồng chí|[Đđ]/c|ĐỒNG CHÍ)"
LETTER_UP = "A-ZÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
NAMED = re.compile(rf"\b{TITLES}\.?\s+[{LETTER_UP}]\w*(?:\s+[{LETTER_UP}]\w*)+")


class AboutAPerson(Refusal):
    """The text is about something that no file is kept of."""

    sentence = N_(
        "“%(words)s” is about %(ground)s. Such work is kept on paper by the inspection committee and never "
        "here. Write about the organisation and its work."
    )
    field = "content"


def excluded_in(text: str, *, day: date) -> tuple[Ground, str] | None:
    """Return why a text may not be entered on the day, with its words; None where it may."""
    composed = unicodedata.normalize("NFC", text)
    small = composed.lower()
    for row in TABLE:
        found = re.search(row.words, small) if row.first <= day else None
        if found:
            return row.ground, composed[found.start() : found.end()]
    named = NAMED.search(composed)
    return (Ground.PERSON, named.group(0)) if named else None


def refuse_excluded(*texts: str, day: date, field: str = "content") -> None:
    """Refuse texts about what no file is kept of.

    :raises AboutAPerson: if one is
    """
    for text in texts:
        found = excluded_in(text, day=day)
        if found is not None:
            refusal = AboutAPerson(words=found[1], ground=GROUND_WORDS[found[0]])
            refusal.field = field
            raise refusal
