"""A gzip stream put together of pieces packed before and of bytes put in as they are.

A page that is kept for many is packed once; what is one reader's own stands between the packed pieces
unpacked. So nothing secret is ever packed together with anything else, and its length tells nothing.
"""

import re
import zlib
from collections.abc import Iterable
from functools import lru_cache

LEVEL = 6
LONGEST_BLOCK = 65_535
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"
_REFUSED = re.compile(r"\bgzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)")

Packed = tuple[bytes, int, int]
"""Whole deflate blocks, the CRC of what is in them, and its length."""


def takes_gzip(accepted: str) -> bool:
    """Tell whether a client takes gzip, by its Accept-Encoding."""
    return "gzip" in accepted and not _REFUSED.search(accepted)


def pack(plain: bytes) -> Packed:
    """Pack bytes into blocks that refer to nothing before them."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
    return packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH), zlib.crc32(plain), len(plain)


def gzip_of(pieces: Iterable[Packed | bytes]) -> bytes:
    """Return one gzip stream of all pieces, one after the other."""
    out, crc, length = [_HEAD], 0, 0
    for piece in pieces:
        if isinstance(piece, tuple):
            blocks, its_crc, its_length = piece
            out.append(blocks)
            crc = _after(crc, its_length) ^ its_crc
            length += its_length
        else:
            for start in range(0, len(piece), LONGEST_BLOCK):
                part = piece[start : start + LONGEST_BLOCK]
                size = len(part)
                out += (b"\x00", size.to_bytes(2, "little"), (size ^ 0xFFFF).to_bytes(2, "little"), part)
            crc = zlib.crc32(piece, crc)
            length += len(piece)
    out += (_LAST_BLOCK, crc.to_bytes(4, "little"), (length & 0xFFFFFFFF).to_bytes(4, "little"))
    return b"".join(out)


def _after(crc: int, length: int) -> int:
    """Return what a CRC becomes by so many more bytes of nothing: its digits are moved on one by one."""
    shifted = 0
    for digits in _digits_after(length):
        shifted ^= digits[crc & 15]
        crc >>= 4
    return shifted


@lru_cache(maxsize=512)
def _digits_after(length: int) -> tuple[tuple[int, ...], ...]:
    nothing = bytes(length)
    start = zlib.crc32(nothing)
    return tuple(
        tuple(zlib.crc32(nothing, digit << place) ^ start for digit in range(16)) for place in range(0, 32, 4)
    )
