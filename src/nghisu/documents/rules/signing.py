"""The signature block: the right of signing, the title, the bare name."""

import re
from dataclasses import dataclass
from datetime import date
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


class NotInOffice(Refusal):
    """The signatory holds no office of the issuer on the day."""

    sentence = N_("%(name)s holds no office at the issuer on %(day)s. Choose another signatory.")
    field = "signer_person"


class SignatorySuspended(Refusal):
    """The signatory's office is suspended on the day."""

    sentence = N_("The office of %(name)s is suspended on %(day)s. Choose another signatory.")
    field = "signer_person"


class SignatoryAbsent(Refusal):
    """The signatory is away on the day."""

    sentence = N_("%(name)s is away on %(day)s; %(substitute)s stands in. Choose the substitute.")
    field = "signer_person"


class MayNotSignSo(Refusal):
    """The office does not carry the right of signing."""

    sentence = N_("%(name)s cannot sign with %(right)s: the office held on %(day)s does not carry it.")
    field = "right"


@dataclass(frozen=True, slots=True)
class Signatory:
    """What is known of a signatory on the day.

    :param offices: codes of the offices held at the issuer or in its house, suspended ones left out
    :param suspended: whether there are only suspended ones
    :param substitute: who stands in while the signatory is away, "" if not away
    :param may_sign: whether an assignment in force gives the right of signing
    :param stands_in: whether the signatory stands in for somebody who is away
    """

    name: str
    offices: frozenset[str]
    suspended: bool = False
    substitute: str = ""
    may_sign: bool = False
    stands_in: bool = False


LEADERS = frozenset({"secretary", "standing_deputy", "deputy_secretary"})
HEADS = frozenset({"secretary", "chief_of_office", "head", "inspection_chair"})
DEPUTIES = frozenset(
    {"standing_deputy", "deputy_secretary", "deputy_chief", "deputy_head", "inspection_deputy"}
)
BY_ORDERS = frozenset({"chief_of_office", "deputy_chief", "head", "deputy_head"})


def check_signatory(one: Signatory, *, right: Right, is_collective: bool, day: date) -> None:
    """Refuse a signatory whose office on the day does not carry the right.

    Source: Hướng dẫn 36-HD/VPTW and 05-HD/VPTW, thể thức đề ký (read second-hand; the office confirms);
    who of the standing committee signs T/M beside the secretaries is the assignment's ``may_sign``.

    :raises NotInOffice: if no office is held at the issuer
    :raises SignatorySuspended: if it is suspended
    :raises SignatoryAbsent: if the signatory is away
    :raises MayNotSignSo: if the office carries another right
    """
    check_right(right, is_collective=is_collective)
    if not one.offices and one.suspended:
        raise SignatorySuspended(name=one.name, day=day)
    if not one.offices and not one.stands_in:
        raise NotInOffice(name=one.name, day=day)
    if one.substitute:
        raise SignatoryAbsent(name=one.name, day=day, substitute=one.substitute)
    may = {
        Right.OWN: bool(one.offices & HEADS),
        Right.ON_BEHALF: bool(one.offices & (LEADERS | {"inspection_chair", "inspection_deputy"}))
        or ("standing_member" in one.offices and one.may_sign),
        Right.FOR_HEAD: bool(one.offices & DEPUTIES),
        Right.BY_ORDER: bool(one.offices & BY_ORDERS),
        Right.ACTING: one.stands_in or one.may_sign,
    }
    if not may[right]:
        raise MayNotSignSo(name=one.name, day=day, right=PARTY_MARKS[right] or "–")


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
