"""Numbers of documents: the key of a sequence, how a number is written, and how it is read.

Party documents count per issuer, symbol and term; state documents per issuer, symbol and year.
Source: Hướng dẫn 36-HD/VPTW, mục 1.3.1; Nghị định 30/2020/NĐ-CP, Phụ lục I. A number of the Party has
no colon after "Số" and a hyphen before the symbol; one of the state has a colon and a slash.
"""

import re
from dataclasses import dataclass

from nghisu.documents.rules.types import PARTY_TYPES, STATE_TYPES, Family
from nghisu.kit.language import nfc
from nghisu.kit.refusals import N_, Refusal

PARTY_SYMBOLS = tuple(dict.fromkeys([kind.symbol for kind in PARTY_TYPES] + ["BS"]))
STATE_SYMBOLS = tuple(dict.fromkeys(kind.symbol for kind in STATE_TYPES if kind.symbol))
ISSUER = r"[^\W\d_][\w.\-/]*"
PARTY_LINE = re.compile(rf"^Số (\d{{2,}})-({'|'.join(PARTY_SYMBOLS)})/({ISSUER})$")
PARTY_REFERENCE = re.compile(rf"^(?:Số )?(\d{{2,}})-({'|'.join(PARTY_SYMBOLS)})/({ISSUER})$")
STATE_REFERENCE = re.compile(rf"^(?:Số: ?)?(\d{{1,}})/({'|'.join(STATE_SYMBOLS)})-({ISSUER})$")


@dataclass(frozen=True, slots=True)
class Reference:
    """A number with its symbol, as documents are cited: ``02-NQ/ĐUK`` or ``15/QĐ-UBND``."""

    family: Family
    number: int
    symbol: str
    issuer: str

    def __str__(self) -> str:
        if self.family is Family.PARTY:
            return f"{self.number:02d}-{self.symbol}/{self.issuer}"
        if not self.symbol:
            return f"{self.number:02d}/{self.issuer}"
        return f"{self.number:02d}/{self.symbol}-{self.issuer}"


class NotAPartyReference(Refusal):
    """The text is no number and symbol of a Party document."""

    sentence = N_("“%(text)s” is not a number and symbol; write it like 02-NQ/ĐUK.")
    field = "reference"


def number_line(reference: str, family: Family = Family.PARTY) -> str:
    """Return the line that stands on the paper: ``Số 02-NQ/ĐUK`` or ``Số: 15/QĐ-UBND``."""
    return f"Số {reference}" if family is Family.PARTY else f"Số: {reference}"


def open_number_line(symbol: str, issuer: str, family: Family = Family.PARTY) -> str:
    """Return the line of a draft, with room where the number will stand."""
    room = "\u00a0" * 8
    if family is Family.PARTY:
        return f"Số{room}-{symbol}/{issuer}"
    return f"Số:{room}/{symbol}-{issuer}" if symbol else f"Số:{room}/{issuer}"


def is_party_line(text: str) -> bool:
    """Tell whether the text is the number line of a Party document, exactly as the form wants it."""
    return PARTY_LINE.match(nfc(text)) is not None


def read_reference(text: str) -> Reference:
    """Read a number with its symbol, of the Party or of the state.

    :raises NotAPartyReference: if it is neither
    """
    clean = " ".join(nfc(text).split())
    for family, pattern in ((Family.PARTY, PARTY_REFERENCE), (Family.STATE, STATE_REFERENCE)):
        found = pattern.match(clean)
        if found:
            return Reference(family, int(found[1]), found[2], found[3])
    raise NotAPartyReference(text=text)
