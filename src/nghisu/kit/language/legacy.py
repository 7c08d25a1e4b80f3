"""Encodings from before Unicode that old files still carry: TCVN3 (ABC, fonts .VnTime) and VNI.

Both were fonts that drew Vietnamese over other letters, so their text arrives as Latin-1 characters.
"""

import re
from enum import StrEnum
from functools import lru_cache

from nghisu.kit.language.folding import nfc
from nghisu.kit.language.syllables import is_syllable

# TCVN 5712:1993 VN3, 0xA1 to 0xFE; capitals with a tone do not exist, a second font (…H) drew them.
TCVN3 = {
    "¡": "Ă", "¢": "Â", "£": "Ê", "¤": "Ô", "¥": "Ơ", "¦": "Ư", "§": "Đ",
    "¨": "ă", "©": "â", "ª": "ê", "«": "ô", "¬": "ơ", "\u00ad": "ư", "®": "đ",
    "µ": "à", "¶": "ả", "·": "ã", "¸": "á", "¹": "ạ",
    "»": "ằ", "¼": "ẳ", "½": "ẵ", "¾": "ắ", "Æ": "ặ",
    "Ç": "ầ", "È": "ẩ", "É": "ẫ", "Ê": "ấ", "Ë": "ậ",
    "Ì": "è", "Î": "ẻ", "Ï": "ẽ", "Ð": "é", "Ñ": "ẹ",
    "Ò": "ề", "Ó": "ể", "Ô": "ễ", "Õ": "ế", "Ö": "ệ",
    "×": "ì", "Ø": "ỉ", "Ü": "ĩ", "Ý": "í", "Þ": "ị",
    "ß": "ò", "á": "ỏ", "â": "õ", "ã": "ó", "ä": "ọ",
    "å": "ồ", "æ": "ổ", "ç": "ỗ", "è": "ố", "é": "ộ",
    "ê": "ờ", "ë": "ở", "ì": "ỡ", "í": "ớ", "î": "ợ",
    "ï": "ù", "ñ": "ủ", "ò": "ũ", "ó": "ú", "ô": "ụ",
    "õ": "ừ", "ö": "ử", "÷": "ữ", "ø": "ứ", "ù": "ự",
    "ú": "ỳ", "û": "ỷ", "ü": "ỹ", "ý": "ý", "þ": "ỵ",
}  # fmt: skip
TCVN3_TABLE = str.maketrans(TCVN3)
TO_TCVN3_TABLE = str.maketrans({letter: code for code, letter in TCVN3.items()})

VNI_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
VNI_BREVE = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
VNI_HAT = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
VNI_SINGLE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}


def _vni_pairs() -> dict[str, str]:
    pairs = dict(VNI_SINGLE)
    for vowel, base in (("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("y", "y"), ("ô", "ơ"), ("ö", "ư")):
        pairs |= {vowel + mark: nfc(base + tone) for mark, tone in VNI_TONES.items()}
    pairs |= {"a" + mark: nfc("ă" + tone) for mark, tone in VNI_BREVE.items()}
    for vowel, base in (("a", "â"), ("e", "ê"), ("o", "ô")):
        pairs |= {vowel + mark: nfc(base + tone) for mark, tone in VNI_HAT.items()}
    capitals = {code.upper(): letter.upper() for code, letter in pairs.items()}
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in pairs.items() if len(code) == 2}
    return pairs | mixed | capitals


VNI = _vni_pairs()
VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
BEYOND_LATIN1 = re.compile("[\u0100-\u024f\u0300-\u036f\u1e00-\u1eff]")
WORD = re.compile(r"[^\W\d_]+(?:[\u00a1-\u00ff][^\W\d_]*)*|[\u00a1-\u00ff][\w\u00a1-\u00ff]*")


class Encoding(StrEnum):
    """An encoding from before Unicode."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


def from_tcvn3(text: str, *, font: str = "") -> str:
    """Return TCVN3 text in Unicode; a font whose name ends in H (.VnTimeH) drew capitals."""
    converted = text.translate(TCVN3_TABLE)
    return converted.upper() if is_capital_font(font) else converted


def is_capital_font(font: str) -> bool:
    """Tell whether a font of the TCVN3 family draws every letter as a capital."""
    return font.lower().startswith(".vn") and font.endswith("H")


def to_tcvn3(text: str) -> str:
    """Return Unicode text in TCVN3, for tests and for offices that still ask for it."""
    return nfc(text).translate(TO_TCVN3_TABLE)


def from_vni(text: str) -> str:
    """Return VNI text in Unicode."""
    return VNI_PATTERN.sub(lambda found: VNI[found[0]], text)


def from_legacy(text: str, encoding: Encoding, *, font: str = "") -> str:
    """Return the text in Unicode."""
    return from_tcvn3(text, font=font) if encoding is Encoding.TCVN3 else from_vni(text)


def detect_legacy(text: str, *, font: str = "") -> Encoding | None:
    """Return the old encoding a text seems to be in, or None for text that is Unicode or plain ASCII.

    Decided by spelling: most words with marks are no Vietnamese syllables as they stand, and are once
    converted. Text that already holds a letter beyond Latin-1 is Unicode.
    """
    if font and font.lower().startswith(".vn"):
        return Encoding.TCVN3
    if font and font.upper().startswith("VNI-"):
        return Encoding.VNI
    if text.isascii() or BEYOND_LATIN1.search(nfc(text)):
        return None
    words = [word for word in WORD.findall(text) if not word.isascii()]
    if not words:
        return None
    judged = [_judged(word) for word in words]
    before = sum(is_one for is_one, _spelt in judged)
    spelt = {encoding: sum(one[place] for _is_one, one in judged) for place, encoding in enumerate(Encoding)}
    best = max(Encoding, key=lambda encoding: spelt[encoding])
    return best if spelt[best] > before and spelt[best] * 5 >= len(words) * 3 else None


def is_surely_unicode(text: str) -> bool:
    """Tell whether a text in NFC can be in no old encoding: it is ASCII, or has a letter beyond Latin-1."""
    return text.isascii() or BEYOND_LATIN1.search(text) is not None


@lru_cache(maxsize=2048)
def _judged(word: str) -> tuple[bool, tuple[bool, ...]]:
    """Return whether a word is a syllable as it stands, and whether it spells one read in each encoding."""
    return is_syllable(word), tuple(_spells(from_legacy(word, encoding)) for encoding in Encoding)


def _spells(word: str) -> bool:
    letters = word.strip("“”\"'.,;:()[]-")
    return bool(letters) and (is_syllable(letters) or is_syllable(letters.lower()))
