"""How the protocol writes things down: canonical JSON, hashes, numbers."""

import base64
import hashlib
import json
from typing import Any

from nghisu.belenios.groups import Element, Group
from nghisu.belenios.refused import Refused


def write(value: Any) -> bytes:
    """Return compact JSON in UTF-8, keys in the order they stand in."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def read(content: bytes, what: str) -> Any:
    """Return the value of JSON that is written as the protocol writes it.

    :raises Refused: if the bytes are not JSON, have a key twice, or could have been written otherwise
    """
    try:
        value = json.loads(content.decode(), object_pairs_hook=_once, parse_float=_no_float)
    except (ValueError, RecursionError):
        raise Refused("not_canonical", what=what) from None
    if write(value) != content:
        raise Refused("not_canonical", what=what)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made


def _no_float(text: str) -> Any:
    raise ValueError(text)


def sha256_hex(content: bytes) -> str:
    """Return the hash as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def sha256_base64(content: bytes) -> str:
    """Return the hash as 43 characters of Base64 without padding."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")


def challenge(group: Group, prefix: str, *elements: Element) -> int:
    """Return the number the hash of a prefix and of elements stands for, modulo the order of the group."""
    text = f"{prefix}|{','.join(group.text(one) for one in elements)}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest(), "big") % group.q


def number(group: Group, text: object, what: str) -> int:
    """Return a number below the order of the group, as decimal digits without leading zeros.

    :raises Refused: if the text is anything else
    """
    if not isinstance(text, str) or not text.isascii() or not text.isdigit() or len(text) > 78:
        raise Refused("not_a_number", what=what)
    value = int(text)
    if str(value) != text or value >= group.q:
        raise Refused("not_a_number", what=what)
    return value


def fields(
    value: object, names: tuple[str, ...], what: str, optional: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return an object of JSON that has exactly these keys, in their order where none is optional.

    :raises Refused: if it has others, lacks one, or they stand in another order: that would be a second text
        of the same ballot
    """
    if not isinstance(value, dict) or not set(names) <= set(value) <= {*names, *optional}:
        raise Refused("ballot_shape" if what == "ballot" else "not_canonical", what=what)
    if not optional and tuple(value) != names:
        raise Refused("not_canonical", what=what)
    return value


def items(value: object, count: int | None, what: str) -> list[Any]:
    """Return an array of JSON with this many members.

    :raises Refused: if it is none, or has more or fewer
    """
    if not isinstance(value, list) or (count is not None and len(value) != count):
        raise Refused("ballot_shape", what=what)
    return value
