"""Numbers as they are typed, printed and spoken."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from nghisu.kit.language.folding import nfc
from nghisu.kit.refusals import N_, Refusal

VI = re.compile(r"[-−]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?: \d{3})+)(?:,\d+)?", re.ASCII)
EN = re.compile(r"[-−]?(?:\d+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:\.\d+)?", re.ASCII)
LONGEST = 40
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS = ("", "nghìn", "triệu")
ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
         (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


class NumberNotUnderstood(Refusal):
    """The text is no number."""

    sentence = N_("“%(text)s” is not a number; write it with digits, like %(example)s.")


class DecimalComma(NumberNotUnderstood):
    """Written with a decimal point where Vietnamese writes a comma."""

    sentence = N_(
        "“%(text)s” is written the English way. In Vietnamese the comma parts decimals: write %(example)s."
    )


class DecimalPoint(NumberNotUnderstood):
    """Written with a decimal comma where English writes a point."""

    sentence = N_(
        "“%(text)s” is written the Vietnamese way. In English the point parts decimals: write %(example)s."
    )


class NumberNotWhole(NumberNotUnderstood):
    """A count with decimals."""

    sentence = N_("“%(text)s” is not a whole number; write a count without decimals, like %(example)s.")


def parse_number(text: str, *, language: str = "vi", whole: bool = False) -> Decimal:
    """Read a number: ``1.234,5`` and ``1234,5`` in Vietnamese, ``1,234.5`` and ``1234.5`` in English.

    :param whole: refuse decimals, for counts
    :raises NumberNotUnderstood: with a hint where the other language's style was meant
    """
    typed = " ".join(nfc(text).replace("\u202f", " ").split())
    own, other = (VI, EN) if language == "vi" else (EN, VI)
    if len(typed) <= LONGEST and own.fullmatch(typed):
        number = _read(typed, language)
        if whole and number != number.to_integral_value():
            raise NumberNotWhole(text=typed, example=_shown(number.to_integral_value(), language))
        return number.to_integral_value() if whole else number
    if len(typed) <= LONGEST and other.fullmatch(typed):
        wrong_way = DecimalComma if language == "vi" else DecimalPoint
        meant = _read(typed, "en" if language == "vi" else "vi")
        raise wrong_way(text=typed, example=_shown(meant, language))
    raise NumberNotUnderstood(text=typed[:LONGEST], example=_shown(Decimal("1234.5"), language))


def _read(typed: str, language: str) -> Decimal:
    groups, point = (".", ",") if language == "vi" else (",", ".")
    plain = typed.replace(" ", "").replace(groups, "").replace(point, ".").replace("−", "-")
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise NumberNotUnderstood(text=typed, example=_shown(Decimal("1234.5"), language)) from None


def _shown(number: Decimal, language: str) -> str:
    return format_number(number, language=language)


def format_number(number: Decimal | float, *, places: int | None = None, language: str = "vi") -> str:
    """Return ``1.234,5``; with ``places``, rounded half up to so many decimals."""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, decimals = f"{abs(exact):f}".partition(".")
    grouped = f"{int(whole):,}"
    if language == "vi":
        grouped = grouped.replace(",", ".")
    sign = "-" if exact < 0 else ""
    return sign + grouped + (("," if language == "vi" else ".") + decimals if decimals else "")


def percent(part: Decimal | float, whole: Decimal | float, *, places: int = 2, language: str = "vi") -> str:
    """Return the share as ``22,57%``, two decimals, half up; ``–`` where the whole is nothing."""
    if not whole:
        return "–"
    share = Decimal(str(part)) * 100 / Decimal(str(whole))
    return format_number(share, places=places, language=language) + "%"


def roman(number: int) -> str:
    """Return a number from 1 to 3999 in Roman numerals."""
    if not 1 <= number <= 3999:
        raise ValueError(number)
    text = ""
    for value, numeral in ROMAN:
        count, number = divmod(number, value)
        text += numeral * count
    return text


def number_words(number: int) -> str:
    """Return a whole number in Vietnamese words: 2023 → ``hai nghìn không trăm hai mươi ba``."""
    if number < 0:
        return f"âm {number_words(-number)}"
    if number == 0:
        return DIGITS[0]
    return " ".join(_words(number, full=False))


def _words(number: int, *, full: bool) -> list[str]:
    """Return the words; ``full`` speaks the hundreds and tens of a group that follows a higher one."""
    billions, rest = divmod(number, 10**9)
    words = [*_words(billions, full=full), "tỷ"] if billions else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            words += _three_digits(group, full=full or bool(words))
            words += [GROUPS[power]] if power else []
    return words


def _three_digits(number: int, *, full: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if tens == 0:
        if units:
            words += ["linh", DIGITS[units]] if words else [DIGITS[units]]
        return words
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if units == 5:
        words.append("lăm")
    elif units == 1 and tens > 1:
        words.append("mốt")
    elif units == 4 and tens > 1:
        words.append("tư")
    elif units:
        words.append(DIGITS[units])
    return words
