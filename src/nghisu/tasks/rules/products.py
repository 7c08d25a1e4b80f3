"""The products (sản phẩm) that a task or a line of a programme is to bring: kind, count, form, words.

Which kinds are offered is a dated list: what was expected under an older list keeps its kind.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal

MOST_PRODUCTS = 12
MOST_PIECES = 999
LONGEST_WORDS = 240
LONGEST_LINE = 600


class Kind(StrEnum):
    """What a product is."""

    PROJECT = "project"
    REPORT = "report"
    EVALUATION = "evaluation"
    PLAN = "plan"
    RESOLUTION = "resolution"
    DECISION = "decision"
    GUIDANCE = "guidance"
    MINUTES = "minutes"
    DOCUMENT = "document"
    EVENT = "event"
    OTHER = "other"


class Form(StrEnum):
    """In which form it is handed in."""

    OFFICIAL = "official"  # a document with its number, in a register
    FILE = "file"
    PAPER = "paper"
    EVENT = "event"  # something that is held; a document shows that it was


KIND_WORDS: dict[Kind, str] = {
    Kind.PROJECT: N_("project (đề án)"),
    Kind.REPORT: N_("report"),
    Kind.EVALUATION: N_("evaluation report"),
    Kind.PLAN: N_("plan or programme"),
    Kind.RESOLUTION: N_("resolution"),
    Kind.DECISION: N_("decision or regulation"),
    Kind.GUIDANCE: N_("guidance"),
    Kind.MINUTES: N_("minutes of proceedings"),
    Kind.DOCUMENT: N_("text of another type"),
    Kind.EVENT: N_("conference, course or other event"),
    Kind.OTHER: N_("other product"),
}
FORM_WORDS: dict[Form, str] = {
    Form.OFFICIAL: N_("official document"),
    Form.FILE: N_("electronic file"),
    Form.PAPER: N_("paper"),
    Form.EVENT: N_("event held"),
}
# “paper” alone is a document in other parts of the product; pages say which is meant
FORM_SHOWN: dict[Form, str] = FORM_WORDS | {Form.PAPER: N_("paper copy")}
VIETNAMESE: dict[Kind, str] = {
    Kind.PROJECT: "đề án",
    Kind.REPORT: "báo cáo",
    Kind.EVALUATION: "báo cáo đánh giá",
    Kind.PLAN: "kế hoạch",
    Kind.RESOLUTION: "nghị quyết",
    Kind.DECISION: "quyết định",
    Kind.GUIDANCE: "hướng dẫn",
    Kind.MINUTES: "biên bản",
    Kind.DOCUMENT: "văn bản",
    Kind.EVENT: "hội nghị",
    Kind.OTHER: "sản phẩm khác",
}
VIETNAMESE_FORMS: dict[Form, str] = {
    Form.OFFICIAL: "văn bản",
    Form.FILE: "bản điện tử",
    Form.PAPER: "bản giấy",
    Form.EVENT: "sự kiện",
}
BEGINNINGS: tuple[tuple[str, Kind], ...] = (
    # how the words of a product begin, folded, the longer before the shorter
    ("bao cao danh gia", Kind.EVALUATION),
    ("bao cao", Kind.REPORT),
    ("de cuong de an", Kind.PROJECT),
    ("de an", Kind.PROJECT),
    ("ke hoach", Kind.PLAN),
    ("chuong trinh", Kind.PLAN),
    ("nghi quyet", Kind.RESOLUTION),
    ("quyet dinh", Kind.DECISION),
    ("quy che", Kind.DECISION),
    ("quy dinh", Kind.DECISION),
    ("huong dan", Kind.GUIDANCE),
    ("bien ban", Kind.MINUTES),
    ("hoi nghi", Kind.EVENT),
    ("hoi thao", Kind.EVENT),
    ("lop ", Kind.EVENT),
    ("le ", Kind.EVENT),
    ("van ban", Kind.DOCUMENT),
    ("cong van", Kind.DOCUMENT),
    ("to trinh", Kind.DOCUMENT),
    ("thong bao", Kind.DOCUMENT),
    ("chi thi", Kind.DOCUMENT),
    ("ket luan", Kind.DOCUMENT),
    ("du thao", Kind.DOCUMENT),
    ("de cuong", Kind.DOCUMENT),
    ("the le", Kind.DOCUMENT),
)


@dataclass(frozen=True, slots=True)
class KindTable:
    """The kinds that may be named from a day on.

    :param confirmed: whether an office has compared the table with the original text
    """

    first: date
    until: date | None
    source: str
    confirmed: bool
    kinds: tuple[Kind, ...]


BEFORE_2025 = tuple(kind for kind in Kind if kind is not Kind.EVALUATION)
KIND_TABLES: tuple[KindTable, ...] = (
    KindTable(
        date.min,
        date(2025, 11, 5),
        "Quyết định 42/2014/QĐ-TTg, sửa đổi bởi Quyết định 23/2018/QĐ-TTg: đề án, báo cáo, văn bản, "
        "nhiệm vụ cụ thể khác; tên loại văn bản theo Quy định 66-QĐ/TW",
        confirmed=False,
        kinds=BEFORE_2025,
    ),
    KindTable(
        date(2025, 11, 5),
        None,
        "Quy chế 08-QC/TW: sản phẩm và báo cáo đánh giá của nhiệm vụ Trung ương giao; "
        "tên loại văn bản theo Quy định 399-QĐ/TW",
        confirmed=False,
        kinds=tuple(Kind),
    ),
)


@dataclass(frozen=True, slots=True)
class Expected:
    """A product that is expected: so many of a kind, in a form.

    :param words: what it is about; empty where the kind says all
    """

    kind: Kind = Kind.OTHER
    count: int = 1
    form: Form = Form.OFFICIAL
    words: str = ""

    def __str__(self) -> str:
        return words_of(self)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of an expected product are accepted, handed in and waiting, still missing."""

    expected: int
    accepted: int = 0
    waiting: int = 0

    @property
    def here(self) -> int:
        """How many are there so far, accepted or waiting."""
        return self.accepted + self.waiting

    @property
    def missing(self) -> int:
        """How many are neither accepted nor handed in."""
        return max(self.expected - self.here, 0)


class KindNotInForce(Refusal):
    """A kind that the list of the day does not hold."""

    sentence = N_("“%(kind)s” is not among the kinds of products of %(day)s. Choose one of the list.")
    field = "products"


class TooManyProducts(Refusal):
    """More products than one task can be followed by."""

    sentence = N_("A task names at most %(most)s products. Make it several tasks.")
    field = "products"


class ProductCountWrong(Refusal):
    """None, or a thousand, of a product."""

    sentence = N_("How many of a product: a whole number from 1 to %(most)s.")
    field = "products"


class ProductWordsTooLong(Refusal):
    """Words that no list can show."""

    sentence = N_("The words of a product are longer than %(most)s letters. Shorten them.")
    field = "products"


class AcceptedStays(Refusal):
    """Fewer of a product than the giver accepted already."""

    sentence = N_("%(accepted)s of “%(product)s” are accepted; at least as many stay expected.")
    field = "products"


class ProductNotUnderstood(Refusal):
    """A part of a list of products that names no kind."""

    sentence = N_(
        "“%(text)s” begins with no kind of product. Write it like “3 văn bản hướng dẫn (bản giấy)”, and part "
        "several by semicolons."
    )
    field = "products"


class ProductOfAnotherTask(Refusal):
    """Evidence for what this task does not expect."""

    sentence = N_("This product is not expected of the task. Choose one of its own.")
    field = "evidence"


class MoreAcceptedThanThere(Refusal):
    """More accepted than are wanted."""

    sentence = N_(
        "%(count)s of “%(product)s” cannot be accepted: the task expects %(expected)s and %(accepted)s "
        "are accepted already."
    )
    field = "products"


class NothingAcceptedInPart(Refusal):
    """A part that is nothing."""

    sentence = N_("Say how many of which product are accepted; nothing at all is a return, with its reason.")
    field = "products"


class NoProductsNamed(Refusal):
    """A part of a task without products."""

    sentence = N_(
        "This task names no products, so no part of them can be accepted. Accept or return it whole."
    )


def table_on(day: date) -> KindTable:
    """Return the list of kinds in force on a day."""
    return next(one for one in KIND_TABLES if one.first <= day and (one.until is None or day < one.until))


def check_products(
    products: Sequence[Expected], *, day: date, standing: Collection[Kind] = frozenset()
) -> None:
    """Refuse products that cannot be followed, or of kinds that the list of the day does not hold.

    :param standing: kinds of an older list that are expected already
    :raises Refusal: what is wrong with the first wrong one
    """
    if len(products) > MOST_PRODUCTS:
        raise TooManyProducts(most=MOST_PRODUCTS)
    for one in products:
        if one.kind not in table_on(day).kinds and one.kind not in standing:
            raise KindNotInForce(kind=VIETNAMESE[one.kind], day=day)
        if not 1 <= one.count <= MOST_PIECES:
            raise ProductCountWrong(most=MOST_PIECES)
        if len(one.words) > LONGEST_WORDS:
            raise ProductWordsTooLong(most=LONGEST_WORDS)


def usual_form(kind: Kind) -> Form:
    """Return the form in which a kind is handed in where nobody says otherwise."""
    return Form.EVENT if kind is Kind.EVENT else Form.OFFICIAL


def kind_of_words(words: str) -> Kind:
    """Return the kind that the words of a product begin with, ``OTHER`` where they name none."""
    folded = re.sub(r"^\d+\s+", "", language.fold(words)) + " "
    return next((kind for begin, kind in BEGINNINGS if folded.startswith(begin)), Kind.OTHER)


def in_words(text: str) -> tuple[Expected, ...]:
    """Return free text as the words of one product, of the kind they begin with; nothing for no text."""
    words = language.clean_name(text)
    if not words:
        return ()
    kind = kind_of_words(words)
    return (Expected(kind, 1, usual_form(kind), words),)


def parsed(text: str) -> tuple[Expected, ...]:
    """Return the products of a list like ``báo cáo; 3 văn bản hướng dẫn (bản giấy)``.

    :raises ProductNotUnderstood: if a part begins with no kind
    """
    return tuple(_one(part.strip()) for part in re.split(r"[;\n]", text) if part.strip())


def _one(part: str) -> Expected:
    found = re.fullmatch(r"(?:(\d{1,3})\s+)?(.+?)(?:\s*\(([^()]*)\))?", part)
    assert found is not None
    count, words, note = int(found[1] or 1), language.clean_name(found[2]), found[3]
    kind = kind_of_words(words)
    form = next(
        (one for one, named in VIETNAMESE_FORMS.items() if language.fold(named) == language.fold(note or "")),
        None,
    )
    if note is not None and form is None:
        words = language.clean_name(f"{found[2]} ({note})")
    if kind is Kind.OTHER and not language.fold(words).startswith(language.fold(VIETNAMESE[Kind.OTHER])):
        raise ProductNotUnderstood(text=part)
    if language.fold(words) == language.fold(VIETNAMESE[kind]):
        words = ""
    return Expected(kind, count, form or usual_form(kind), words)


def words_of(one: Expected) -> str:
    """Return a product as a Vietnamese paper names it: ``3 văn bản hướng dẫn (bản giấy)``."""
    words = one.words or VIETNAMESE[one.kind]
    if one.count > 1:
        words = f"{one.count} {words[:1].lower()}{words[1:]}"
    elif not one.words:
        words = f"1 {words}"
    return words if one.form is usual_form(one.kind) else f"{words} ({VIETNAMESE_FORMS[one.form]})"


def one_line(products: Iterable[Expected]) -> str:
    """Return products in one line, as lists, papers and the search show them."""
    line = "; ".join(words_of(one) for one in products)
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rstrip() + "…"


def check_kept(product: Expected, *, accepted: int, left: int) -> None:
    """Refuse to take away of a product what is accepted already.

    :param left: how many are expected from now on; none where it is taken away
    :raises AcceptedStays: if fewer are left than were accepted
    """
    if left < accepted:
        raise AcceptedStays(product=words_of(product), accepted=accepted)


def check_part(
    accepted: Sequence[tuple[Expected, int, int]],
) -> None:
    """Refuse a partial acceptance of nothing, or of more than is expected.

    :param accepted: each product with how many were accepted before and how many are now
    :raises NothingAcceptedInPart: if none is
    :raises MoreAcceptedThanThere: if more are than the task expects
    """
    if not accepted:
        raise NoProductsNamed
    for one, before, now in accepted:
        if now < 0 or before + now > one.count:
            raise MoreAcceptedThanThere(count=now, product=words_of(one), expected=one.count, accepted=before)
    if not any(now for _one_, _before, now in accepted):
        raise NothingAcceptedInPart
