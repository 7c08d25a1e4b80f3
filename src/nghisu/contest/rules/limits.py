"""Limits of entries: length, one each genre for an author, no content twice; dated, with their source."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal


class Measure(StrEnum):
    """How an entry is measured."""

    WORDS = "words"
    SECONDS = "seconds"


@dataclass(frozen=True, slots=True)
class GenreRule:
    """One genre of a category: how long an entry may be and how many an author may send.

    :param low, high: both allowed; of seconds where the measure says so
    """

    code: str
    name: str
    measure: Measure
    low: int
    high: int
    most: int
    first: date
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """A category with its genres."""

    code: str
    name: str
    genres: tuple[GenreRule, ...]


FROM = date(2023, 3, 15)
SOURCE = "Thể lệ Cuộc thi chính luận 2023 (quochoitv.vn; dukccq.daknong.gov.vn)"
MINUTE = 60
STANDARD: tuple[CategoryRule, ...] = (
    CategoryRule(
        "magazine",
        "Tạp chí",
        (GenreRule("magazine", "Bài tạp chí", Measure.WORDS, 4000, 6000, 1, FROM, SOURCE, confirmed=False),),
    ),
    CategoryRule(
        "newspaper",
        "Báo",
        (
            GenreRule("printed", "Bài báo in", Measure.WORDS, 1, 4000, 1, FROM, SOURCE, confirmed=False),
            GenreRule(
                "electronic", "Bài báo điện tử", Measure.WORDS, 1, 2000, 1, FROM, SOURCE, confirmed=False
            ),
        ),
    ),
    CategoryRule(
        "broadcast",
        "Phát thanh, truyền hình, video clip",
        (
            GenreRule(
                "radio", "Phát thanh", Measure.SECONDS, 1, 30 * MINUTE, 1, FROM, SOURCE, confirmed=False
            ),
            GenreRule(
                "television", "Truyền hình", Measure.SECONDS, 1, 30 * MINUTE, 1, FROM, SOURCE, confirmed=False
            ),
            GenreRule("clip", "Video clip", Measure.SECONDS, 1, 5 * MINUTE, 1, FROM, SOURCE, confirmed=False),
        ),
    ),
)
MOST_IN_CATEGORY = {"magazine": 1, "newspaper": 1, "broadcast": 3}
"""How many entries of one author a category takes, over all genres and groups."""
RUBRIC: tuple[tuple[str, int], ...] = (
    ("Nội dung, tính chính luận", 50),
    ("Tính phát hiện, sức thuyết phục", 30),
    ("Hình thức thể hiện", 20),
)
PRIZES: tuple[tuple[str, int], ...] = (
    ("Giải Nhất", 1),
    ("Giải Nhì", 2),
    ("Giải Ba", 3),
    ("Giải Khuyến khích", 11),
)
WORD = re.compile(r"\w+")


class TooShort(Refusal):
    """The entry is shorter than its genre allows."""

    sentence = N_("It has %(found)s, and %(genre)s takes at least %(bound)s. Send a longer one.")


class TooLong(Refusal):
    """The entry is longer than its genre allows."""

    sentence = N_("It has %(found)s, and %(genre)s takes at most %(bound)s. Send a shorter one.")


class AuthorOverLimit(Refusal):
    """An author has more entries than may be sent, over all groups."""

    sentence = N_("An author of this entry has already sent %(most)d in this category, the most allowed.")


class ContentTwice(Refusal):
    """The same content was sent before."""

    sentence = N_("An entry with the same content was received earlier.")


class NameInside(Refusal):
    """The text names its author."""

    sentence = N_("The text names its author or the sending unit. Take the name out and send it again.")


class BoundsTurned(Refusal):
    """The least length is over the greatest."""

    sentence = N_("%(genre)s would take from %(low)s to %(high)s. Turn the two round.")


NOT_TAKEN = (TooShort, TooLong, AuthorOverLimit, ContentTwice, NameInside)
"""Why an entry is not taken at the check-in."""
REASONS: dict[str, type[Refusal]] = {one.__name__: one for one in NOT_TAKEN}


def words_of(text: str) -> list[str]:
    """Return the words of a text, folded, each group of letters and digits one."""
    return WORD.findall(language.fold(text))


def is_named_in(words: str, names: Iterable[str]) -> bool:
    """Tell whether one of the names stands in folded words parted by blanks, as whole words."""
    whole = f" {words} "
    folded = (" ".join(words_of(name)) for name in names)
    return any(name and f" {name} " in whole for name in folded)


def length_words(value: int, measure: Measure) -> str:
    """Return a length as people read it: ``4.000`` words or ``5:00`` minutes."""
    if measure is Measure.SECONDS:
        return f"{value // 60}:{value % 60:02d}"
    return f"{value:,}".replace(",", ".")


def check_length(value: int, *, measure: Measure, low: int, high: int, genre: str) -> None:
    """Refuse an entry outside its limits; both bounds are allowed.

    :raises TooShort: if it is shorter
    :raises TooLong: if it is longer
    """
    found = length_words(value, measure)
    if value < low:
        raise TooShort(found=found, genre=genre, bound=length_words(low, measure))
    if value > high:
        raise TooLong(found=found, genre=genre, bound=length_words(high, measure))


def check_bounds(low: int, high: int, *, measure: Measure, genre: str) -> None:
    """Refuse bounds that are turned round.

    :raises BoundsTurned: if they are
    """
    if high < low:
        raise BoundsTurned(genre=genre, low=length_words(low, measure), high=length_words(high, measure))


def check_author_limit(sent: Iterable[int], *, most: int) -> None:
    """Refuse an entry of which an author has sent enough already.

    :param sent: for each author, how many of the category were accepted or await their check
    :raises AuthorOverLimit: if one has
    """
    if any(count >= most for count in sent):
        raise AuthorOverLimit(most=most)
