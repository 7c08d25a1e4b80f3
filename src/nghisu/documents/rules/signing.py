"""The signature block: the right of signing, the title, the bare name."""

import re
from dataclasses import dataclass
from enum import StrEnum

from nghisu.kit.language import clean_name
from nghisu.kit.refusals import N_, Refusal


class Right(StrEnum):
    """In what right a person signs (quyền hạn ký)."""

    OWN = "own"  # a head signs for himself
    ON_BEHALF = "on_behalf"  # T/M, for a collective
    FOR_HEAD = "for_head"  # K/T, a deputy for the head
    BY_ORDER = "by_order"  # T/L
    ACTING = "acting"  # Q.


PARTY_MARKS = {
    Right.OWN: "",
    Right.ON_BEHALF: "T/M",
    Right.FOR_HEAD: "K/T",
    Right.BY_ORDER: "T/L",
    Right.ACTING: "Q.",
}
STATE_MARKS = {
    Right.OWN: "",
    Right.ON_BEHALF: "TM.",
    Right.FOR_HEAD: "KT.",
    Right.BY_ORDER: "TL.",
    Right.ACTING: "Q.",
}
RIGHT_NAMES = {
    Right.OWN: N_("Signs as head"),
    Right.ON_BEHALF: N_("T/M: on behalf of the collective"),
    Right.FOR_HEAD: N_("K/T: for the head"),
    Right.BY_ORDER: N_("T/L: by order"),
    Right.ACTING: N_("Q.: acting"),
}
ACADEMIC = re.compile(
    r"^(?:(?:GS|PGS|TSKH|TS|ThS|BS|KS|CN|LS|NGND|NGƯT|Giáo sư|Phó Giáo sư|Tiến sĩ khoa học|Tiến sĩ"
    r"|Thạc sĩ|Bác sĩ|Kỹ sư|Cử nhân|Luật sư|Đồng chí|đ/c|Đ/c)[.,\s]+)+",
)


class CollectiveNeverUsesForHead(Refusal):
    """A collective signs T/M, never K/T."""

    sentence = N_("A collective signs with T/M, never with K/T. Change the right of signing.")
    field = "right"


@dataclass(frozen=True, slots=True)
class SignerName:
    """A name as it may stand under a signature.

    :param dropped: titles that were taken away, "" if none; the page warns of them
    """

    name: str
    dropped: str


def bare_name(text: str) -> SignerName:
    """Return the name without academic titles and forms of address, and what was dropped.

    Source: Hướng dẫn 36-HD/VPTW: no degree before the name of the signatory.
    """
    clean = clean_name(text)
    found = ACADEMIC.match(clean)
    if not found or found.end() >= len(clean):
        return SignerName(clean, "")
    return SignerName(clean[found.end() :], found[0].strip(" ,"))


def check_right(right: Right, *, is_collective: bool) -> None:
    """Refuse K/T for a collective.

    :raises CollectiveNeverUsesForHead: if it is one
    """
    if is_collective and right is Right.FOR_HEAD:
        raise CollectiveNeverUsesForHead


def signing_line(right: Right, in_name_of: str, *, is_state: bool = False) -> str:
    """Return the first line of the block, in capitals: ``T/M BAN THƯỜNG VỤ``."""
    mark = (STATE_MARKS if is_state else PARTY_MARKS)[right]
    return f"{mark} {in_name_of.upper()}".strip()
