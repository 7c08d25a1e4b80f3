"""Make texts comparable: composed form, folded form, tone placement, slugs; and refuse hidden marks."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from nghisu.kit.refusals import N_, Refusal

# Letters whose bare form NFD does not give; Eth (Ð, ð) is what some keyboards type for Đ.
BARE = str.maketrans({"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ł": "l", "ø": "o", "ı": "i"})
TONES = {"": "", "huyền": "\u0300", "hỏi": "\u0309", "ngã": "\u0303", "sắc": "\u0301", "nặng": "\u0323"}
TONE_MARKS = frozenset(mark for mark in TONES.values() if mark)

# Left-to-right and right-to-left overrides and isolates, zero-width marks, and other controls that a
# reader cannot see: a name that holds one looks like another name.
HIDDEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
DOUBLE_VOWEL = re.compile(r"(?<!q)(o)([aeàáảãạèéẻẽẹ])(?!\w)|(?<!q)(u)([yỳýỷỹỵ])(?!\w)", re.IGNORECASE)
SINGLE_TONED = re.compile(r"(?<!q)([òóỏõọ])([ae])(?!\w)|(?<!q)([ùúủũụ])(y)(?!\w)", re.IGNORECASE)


class HiddenMark(Refusal):
    """The text holds a mark that cannot be seen, or one that turns the direction of writing."""

    sentence = N_(
        "There is an invisible character (%(code)s) after “%(before)s”. Delete it and type the text again."
    )


def nfc(text: str) -> str:
    """Return the text in NFC, as everything is stored."""
    return unicodedata.normalize("NFC", text)


def clean_name(text: str) -> str:
    """Return a name in NFC with single blanks."""
    return " ".join(nfc(text).split())


def refuse_hidden_marks(text: str) -> None:
    """Refuse a text that holds bidirectional or zero-width controls, or other marks nobody can see.

    :raises HiddenMark: naming the first one and what stands before it
    """
    found = HIDDEN.search(text)
    if found:
        before = HIDDEN.sub("", text[max(0, found.start() - 20) : found.start()])
        raise HiddenMark(code=f"U+{ord(found[0]):04X}", before=before)


def has_hidden_marks(text: str) -> bool:
    """Tell whether ``refuse_hidden_marks`` would refuse the text."""
    return HIDDEN.search(text) is not None


def at_once(make: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    """Return what a function of this module gives of each text, asked once of all of them.

    For ``nfc``, ``lower``, ``fold`` and ``exact``, which keep a new line and look from no line into another.
    """
    together = "\n".join(texts)
    if together.count("\n") != len(texts) - 1:
        return [make(text) for text in texts]
    return make(together).split("\n")


def without_hidden_marks(text: str) -> str:
    """Return the text without marks nobody can see; for showing what was refused, never for storing."""
    return HIDDEN.sub("", text)


def lower(text: str) -> str:
    """Return the text in small letters, as SQLite cannot beyond ASCII."""
    return nfc(text).lower()


def upper(text: str) -> str:
    """Return the text in capitals, as SQLite cannot beyond ASCII."""
    return nfc(text).upper()


class _Folds(dict[int, str]):
    """What each character is folded to, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = folded_positions(chr(code))[0]
        return folded


FOLDS = _Folds()


def fold(text: str) -> str:
    """Return the text as search compares it: small letters, no marks, đ as d."""
    if text.isascii():
        return text.lower()
    return nfc(text).translate(FOLDS)


def folded_positions(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and for each of its characters the index in ``nfc(text)`` it comes from.

    Letters of Vietnamese stay one to one, so a hit in the folded text can be marked in the original.
    """
    folded: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(nfc(text)):
        for part in unicodedata.normalize("NFD", letter.translate(BARE)):
            if not unicodedata.combining(part):
                for small in part.lower():
                    if not unicodedata.combining(small):
                        folded.append(small)
                        places.append(place)
    return "".join(folded), places


def exact(text: str) -> str:
    """Return the text as "exact marks" compares it: small letters, marks kept, one placement of tones.

    ``uỷ`` and ``ủy`` are one word, ``đảng`` and ``dang`` are two. Letters stay one to one with ``nfc(text)``.
    """
    return tone_style(lower(text))


def tone_style(text: str, *, on_last_vowel: bool = False) -> str:
    """Return the text with the tone of open oa, oe, uy on the first vowel (hòa, ủy) or the last (hoà, uỷ).

    After q nothing moves (quý), nor where a letter follows (hoàn, ngoài).
    """
    pattern = SINGLE_TONED if on_last_vowel else DOUBLE_VOWEL
    return pattern.sub(_moved, nfc(text))


def _moved(found: re.Match[str]) -> str:
    first, last = (part for part in found.groups() if part)
    bare_first, first_tone = _parted(first)
    bare_last, last_tone = _parted(last)
    if not (first_tone or last_tone):
        return found[0]
    if first_tone:
        return bare_first + nfc(bare_last + first_tone)
    return nfc(bare_first + last_tone) + bare_last


def _parted(letter: str) -> tuple[str, str]:
    """Return a letter without its tone, and the tone's combining mark."""
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(part for part in parts if part in TONE_MARKS)
    return nfc("".join(part for part in parts if part not in TONE_MARKS)), tone


def slug(text: str) -> str:
    """Return the text for an address: ``Đề án số hoá quý I`` → ``de-an-so-hoa-quy-i``."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
