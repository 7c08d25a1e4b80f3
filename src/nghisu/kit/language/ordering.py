"""Sort keys of digits alone, so that SQLite and PostgreSQL under any collation order them alike.

Two digits name a letter; letters decide first (a ă â b c d đ e ê …), tones second (ngang, huyền, hỏi,
ngã, sắc, nặng), as CLDR orders Vietnamese. The same order as ICU 72 (tests/kit/test_language_order.py).
"""

import unicodedata
from collections.abc import Callable, Iterable

from nghisu.kit.language.folding import TONES, nfc

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
VOWELS = frozenset("aăâeêioôơuưy")
END = "00"  # below every letter: a word stands before its own continuations
BLANK, SIGN, FIRST_DIGIT, FIRST_LETTER, OTHER = 2, 4, 10, 30, 98
LETTER = {letter: f"{FIRST_LETTER + 2 * place:02d}" for place, letter in enumerate(ALPHABET)}
TONE = {mark: str(place) for place, mark in enumerate(TONES.values(), start=1)}
NO_TONE = "1"
LONGEST, LONGEST_PERSON = 700, 400


def sort_key(text: str, *, longest: int = LONGEST) -> str:
    """Return a key of digits whose plain order is the Vietnamese order of texts."""
    return _key(text)[:longest]


def person_sort_key(full_name: str, *, longest: int = LONGEST_PERSON) -> str:
    """Return a key that orders people by given name, then family name, then middle names."""
    return _person_key(full_name, _key)[:longest]


def person_sort_keys(full_names: Iterable[str]) -> list[str]:
    """Return the key of each name; words that come again, as family names do, are keyed once."""
    keys = _Keys()
    return [_person_key(name, keys.__getitem__)[:LONGEST_PERSON] for name in full_names]


def _person_key(full_name: str, key: Callable[[str], str]) -> str:
    words = full_name.split()
    if not words:
        return ""
    given, family, middle = words[-1], " ".join(words[:1] if len(words) > 1 else []), " ".join(words[1:-1])
    return END.join((key(given), key(family), key(middle)))


class _Keys(dict[str, str]):
    """The keys of texts that were met."""

    def __missing__(self, text: str) -> str:
        self[text] = key = _key(text)
        return key


class _Letters(dict[str, tuple[str, str]]):
    """What each character adds to a key, letter and tone, worked out the first time it is met."""

    def __missing__(self, letter: str) -> tuple[str, str]:
        bare, tone = (letter, "") if letter in LETTER else _without_tone(letter)
        self[letter] = parts = (_code(bare), TONE.get(tone, NO_TONE) if bare in VOWELS else "")
        return parts


LETTERS = _Letters()


def _key(text: str) -> str:
    letters = nfc(" ".join(text.split())).lower()
    if not letters:
        return END
    codes, tones = zip(*map(LETTERS.__getitem__, letters), strict=True)
    return "".join(codes) + END + "".join(tones).rstrip(NO_TONE)


def _without_tone(letter: str) -> tuple[str, str]:
    parts = unicodedata.normalize("NFD", letter)
    tone = "".join(part for part in parts if part in TONE)
    return nfc("".join(part for part in parts if part not in TONE)), tone


def _code(letter: str) -> str:
    """Return the digits of one character: letters, digits and blanks two, all others nine."""
    if letter in LETTER:
        return LETTER[letter]
    if letter.isspace() or not letter:
        return f"{BLANK:02d}"
    if letter.isdecimal():
        return f"{FIRST_DIGIT + unicodedata.decimal(letter):02d}"
    bare = unicodedata.normalize("NFD", letter)[0]
    if bare in LETTER:
        return LETTER[bare]
    if unicodedata.category(letter)[0] in "PSZ":
        return f"{SIGN:02d}{ord(letter):07d}"
    return f"{OTHER:02d}{ord(letter):07d}"
