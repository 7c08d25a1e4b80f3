"""Vietnamese text: folding, order, dates, numbers. Plain Python."""

import unicodedata


def nfc(text: str) -> str:
    """Return the text in NFC, as everything is stored."""
    return unicodedata.normalize("NFC", text)


def clean_name(text: str) -> str:
    """Return a name in NFC with single blanks."""
    return " ".join(nfc(text).split())


def fold(text: str) -> str:
    """Return the text as search compares it: lower case, no marks, đ as d."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(mark for mark in bare if not unicodedata.combining(mark))


def person_sort_key(full_name: str) -> str:
    """Return a key that orders people by given name, then family name, then middle names."""
    words = full_name.split()
    return " ".join([words[-1], *words[:-1]]).lower() if words else ""


def sort_key(text: str) -> str:
    """Return a key that orders Vietnamese text by letter, tones second."""
    return fold(text) + "\x01" + text.lower()
