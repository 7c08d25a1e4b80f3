"""The two groups of the profile, each with its elements as the protocol writes them.

An element read from outside is taken only in its one canonical form and only from the subgroup of prime
order (Belenios specification 3.3.0, "Groups").
"""

import re
import secrets
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from typing import Any, Protocol

from nghisu.belenios import curve
from nghisu.belenios.refused import Refused

try:  # the product always has it; an auditor's machine may not
    from nacl import bindings
    from nacl.exceptions import CryptoError

    HAS_NACL = True
except ImportError:
    HAS_NACL = False

try:  # six times faster; the result is the same
    from gmpy2 import mpz, powmod

    HAS_GMP = True
except ImportError:
    mpz, powmod = int, pow
    HAS_GMP = False

Element = Any
Powers = Callable[[int], Any]
HEXADECIMAL = re.compile("[0-9a-f]{64}")


class Group(Protocol):
    """A group of prime order ``q`` with generator ``g`` and neutral element ``one``."""

    name: str
    q: int
    g: Element
    one: Element

    def read(self, text: str, what: str) -> Element:
        """Return the element a text stands for.

        :raises Refused: if the text is not canonical, or not an element other than the neutral one
        """

    def read_powers(self, text: str, what: str) -> tuple[Element, Powers]:
        """Return the element a text stands for, and what raises it to powers.

        :raises Refused: as ``read``
        """

    def known(self, text: str) -> Element:
        """Return the element of a text that was read before and kept by ourselves; nothing is checked."""

    def text(self, element: Element) -> str:
        """Return how the protocol writes an element."""

    def times(self, left: Element, right: Element) -> Element:
        """Return the product."""

    def inverse(self, element: Element) -> Element:
        """Return the inverse."""

    def power(self, base: Element, exponent: int) -> Element:
        """Return a power; fast where the base was named by ``prepare``."""

    def powers(self, base: Element) -> Powers:
        """Return what raises a base to several powers, faster than one by one where that can be."""

    def prepare(self, base: Element) -> None:
        """Make powers of a base fast that comes back often."""


def product(group: Group, elements: Iterable[Element]) -> Element:
    """Return the product of elements."""
    result = group.one
    for element in elements:
        result = group.times(result, element)
    return result


def random_exponent(group: Group) -> int:
    """Return a uniform number in 1 .. q-1."""
    return 1 + secrets.randbelow(group.q - 1)


class Ed25519:
    """The subgroup of prime order of edwards25519; 64 hexadecimal digits, most significant first."""

    name = "Ed25519"
    q = 2**252 + 27742317777372353535851937790883648493

    def __init__(self) -> None:
        self.one = b"\x01" + bytes(31)
        self.g = bindings.crypto_scalarmult_ed25519_base_noclamp((1).to_bytes(32, "little"))

    def read(self, text: str, what: str) -> bytes:
        """Return the point; see ``Group``."""
        if not HEXADECIMAL.fullmatch(text):
            raise Refused("not_an_element", what=what)
        point = bytes.fromhex(text)[::-1]
        if not bindings.crypto_core_ed25519_is_valid_point(point):
            raise Refused("not_an_element", what=what)
        return point

    def read_powers(self, text: str, what: str) -> tuple[bytes, Powers]:
        """Return the point and what raises it; see ``Group``."""
        point = self.read(text, what)
        return point, self.powers(point)

    def known(self, text: str) -> bytes:
        """Return the element; see ``Group``."""
        return bytes.fromhex(text)[::-1]

    def text(self, element: bytes) -> str:
        """Return the hexadecimal digits."""
        return element[::-1].hex()

    def times(self, left: bytes, right: bytes) -> bytes:
        """Return the sum of two points."""
        return bindings.crypto_core_ed25519_add(left, right)

    def inverse(self, element: bytes) -> bytes:
        """Return the point on the other side."""
        return bindings.crypto_core_ed25519_sub(self.one, element)

    def powers(self, base: bytes) -> Powers:
        """Return what raises a point; see ``Group``."""
        return partial(self.power, base)

    def power(self, base: bytes, exponent: int) -> bytes:
        """Return a multiple of a point."""
        exponent %= self.q
        if exponent == 0 or base == self.one:
            return self.one
        scalar = exponent.to_bytes(32, "little")
        if base == self.g:
            return bindings.crypto_scalarmult_ed25519_base_noclamp(scalar)
        return bindings.crypto_scalarmult_ed25519_noclamp(scalar, base)

    def prepare(self, base: bytes) -> None:
        """Nothing to prepare."""


class PlainEd25519:
    """The same group without a library, see ``nghisu.belenios.curve``."""

    name = "Ed25519"
    q = curve.ORDER

    def __init__(self) -> None:
        self.one = curve.ONE
        self.g = curve.BASE
        self._known = {self.g}

    def read(self, text: str, what: str) -> curve.Point:
        """Return the point; see ``Group``."""
        if not HEXADECIMAL.fullmatch(text):
            raise Refused("not_an_element", what=what)
        point = curve.read(bytes.fromhex(text)[::-1])
        if point is None:
            raise Refused("not_an_element", what=what)
        return point

    def read_powers(self, text: str, what: str) -> tuple[curve.Point, Powers]:
        """Return the point and what raises it; see ``Group``."""
        point = self.read(text, what)
        return point, self.powers(point)

    def known(self, text: str) -> curve.Point:
        """Return the point; see ``Group``."""
        return self.one if text == self.text(self.one) else self.read(text, "known")

    def text(self, element: curve.Point) -> str:
        """Return the hexadecimal digits."""
        return curve.written(element)[::-1].hex()

    def times(self, left: curve.Point, right: curve.Point) -> curve.Point:
        """Return the sum of two points."""
        return curve.times(left, right)

    def inverse(self, element: curve.Point) -> curve.Point:
        """Return the point on the other side."""
        return curve.inverse(element)

    def powers(self, base: curve.Point) -> Powers:
        """Return what raises a point; see ``Group``."""
        return partial(self.power, base)

    def power(self, base: curve.Point, exponent: int) -> curve.Point:
        """Return a multiple of a point."""
        raised = curve.power_of_known if base in self._known else curve.power
        return raised(base, exponent % self.q)

    def prepare(self, base: curve.Point) -> None:
        """Keep the powers of a base that comes back often."""
        self._known.add(base)


class Belenios2048:
    """A subgroup of 256-bit prime order of the integers modulo a 2048-bit prime; decimal digits."""

    name = "BELENIOS-2048"
    p = int(
        "206947856914225464010136436575050080649229892957511040971008847870573742192427174019222372544976843"
        "381290666331380789584049600543896362897963930387739057228036059737494276713767776188985898727358650"
        "490811670993105358677809800307904916540637771737641986785272734744763418356000356983051931442845617"
        "019110007867373073335641239717328979132404745788344682606523279746479511376726586935821800463179220"
        "736688600526271863633860887968821207694323661494910029234443463732221458841005864210502421203654335"
        "612013204811188524087310770141516662001623131771693721892480785077118278423174980732765988288251691"
        "83103125680162072880719"
    )
    q = 78571733251071885079927659812671450121821421258408794611510081919805623223441
    BYTES = 32  # of an exponent

    def __init__(self) -> None:
        self.one = mpz(1)
        self.g = mpz(
            "240235267750185220922768770353239993271228765737836491651007531878766327414635321932028567615526967"
            "879969466829874938909508389657342560190060106847716449173547413728310461045868131451178164675540052"
            "740288984613986453266121505579709716201616827031288643245666383486363578210615491841998253431518974"
            "065818686865115135857641013888221539601604322884360393098933366277284840659313840601023167509576377"
            "798266510360682240663507669776402534625377308513317349519424896775405257365904949247763147599157519"
            "877517771148149092045660020547812705472823814097251863985833411570056835369555342378147558249189605"
            "0296680037745308460627"
        )
        self.modulus = mpz(self.p)
        self._tables: dict[Any, list[list[Any]]] = {}
        self._order = _odd_digits(self.q)
        self.prepare(self.g)

    def read(self, text: str, what: str) -> Any:
        """Return the number; see ``Group``."""
        number = self._read(text, what)
        if powmod(number, self.q, self.modulus) != 1:
            raise Refused("not_an_element", what=what)
        return number

    def read_powers(self, text: str, what: str) -> tuple[Any, Powers]:
        """Return the number and what raises it: its squares serve the membership and the proofs alike."""
        number = self._read(text, what)
        squares = self._squares(number)
        if self._combined(squares, self._order) != 1:
            raise Refused("not_an_element", what=what)
        return number, partial(self._raised, squares)

    def _read(self, text: str, what: str) -> Any:
        """Return the number of a canonical text; whether it is of the subgroup is still to be seen."""
        if not (text.isascii() and text.isdigit()) or text[0] == "0" or len(text) > 617:
            raise Refused("not_an_element", what=what)
        number = mpz(text)
        if not 1 < number < self.modulus:
            raise Refused("not_an_element", what=what)
        return number

    def known(self, text: str) -> Any:
        """Return the element; see ``Group``."""
        return mpz(text)

    def text(self, element: Any) -> str:
        """Return the decimal digits."""
        return str(element)

    def times(self, left: Any, right: Any) -> Any:
        """Return the product."""
        return left * right % self.modulus

    def inverse(self, element: Any) -> Any:
        """Return the inverse."""
        return mpz(pow(int(element), -1, self.p))

    def power(self, base: Any, exponent: int) -> Any:
        """Return a power."""
        exponent %= self.q
        table = self._tables.get(base)
        if table is None:
            return powmod(base, exponent, self.modulus)
        result, modulus = self.one, self.modulus
        for row, digit in zip(table, exponent.to_bytes(self.BYTES, "little"), strict=True):
            if digit:
                result = result * row[digit] % modulus
        return result

    def powers(self, base: Any) -> Powers:
        """Return what raises a number that is no prepared base to several powers."""
        return partial(self._raised, self._squares(base))

    def _squares(self, base: Any) -> list[Any]:
        """Return base, base^2, base^4 and so on: what is the most work, and is the same for each power."""
        modulus = self.modulus
        square = mpz(base)
        squares = [square]
        for _ in range(8 * self.BYTES - 1):
            square = square * square % modulus
            squares.append(square)
        return squares

    def _raised(self, squares: list[Any], exponent: int) -> Any:
        return self._combined(squares, _odd_digits(exponent % self.q))

    def _combined(self, squares: list[Any], digits: list[list[int]]) -> Any:
        """Return the power of which the digits are known (Yao's method with odd digits).

        The squares at the places of a digit d make the product P(d); the power is P(1) P(3)^3 ... P(15)^15.
        With the suffixes S(d) = P(d) ... P(15) that is S(1) (S(3) S(5) ... S(15))^2.
        """
        modulus, one = self.modulus, self.one
        suffix = doubled = one
        for places in reversed(digits[1:]):
            for place in places:
                suffix = suffix * squares[place] % modulus
            doubled = doubled * suffix % modulus
        for place in digits[0]:
            suffix = suffix * squares[place] % modulus
        return doubled * doubled % modulus * suffix % modulus

    def prepare(self, base: Any) -> None:
        """Store the powers of a base that make up all others: a row of 256 for each byte of an exponent."""
        if base in self._tables:
            return
        modulus = self.modulus
        table = []
        step = mpz(base)
        for _ in range(self.BYTES):
            row = [self.one]
            for _ in range(255):
                row.append(row[-1] * step % modulus)
            table.append(row)
            step = row[255] * step % modulus
        self._tables[base] = table


def _odd_digits(exponent: int) -> list[list[int]]:
    """Return for 1, 3, 5 ... 15 the places at which an exponent has that digit; at all others it has none."""
    places: list[list[int]] = [[] for _ in range(8)]
    place = 0
    while exponent:
        gap = (exponent & -exponent).bit_length() - 1
        exponent >>= gap
        place += gap
        places[(exponent & 15) >> 1].append(place)
        exponent >>= 4
        place += 4
    return places


@lru_cache(maxsize=2)
def _made(name: str) -> Group:
    if name == "BELENIOS-2048":
        return Belenios2048()
    return Ed25519() if HAS_NACL else PlainEd25519()


def group_named(name: object) -> Group:
    """Return the group of the name.

    :raises Refused: if the profile has no such group, or the library fails its self-test
    """
    if not isinstance(name, str) or name not in {"Ed25519", "BELENIOS-2048"}:
        raise Refused("out_of_profile", what=f"group {name!r}")
    if name == "Ed25519" and HAS_NACL:
        self_test()
    return _made(name)


@lru_cache(maxsize=1)
def self_test() -> None:
    """Refuse to work with a library that takes a point of mixed order for one of the group.

    Base point plus the point of order two; libsodium before its correction of December 2025 accepted it,
    and one voter could then block the count.

    :raises Refused: if it does
    """
    base = bindings.crypto_scalarmult_ed25519_base_noclamp((1).to_bytes(32, "little"))
    order_two = (2**255 - 20).to_bytes(32, "little")
    try:
        mixed = bindings.crypto_core_ed25519_add(base, order_two)
    except (RuntimeError, CryptoError):
        return
    if bindings.crypto_core_ed25519_is_valid_point(mixed):
        raise Refused("self_test")
