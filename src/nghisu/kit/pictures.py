"""Pictures without what they tell beside the picture: place, time, device, owner, preview. Plain Python.

A JPEG or PNG is taken apart and put together again from the segments that a picture needs. What follows the
end of the picture, where telephones hide a film or a second copy, is cut. Of EXIF nothing stays but which
way is up, written anew.
"""

import struct
from dataclasses import dataclass

from nghisu.kit.refusals import N_, Refusal

JPEG, PNG = "image/jpeg", "image/png"
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"bKGD", b"sBIT"}
)
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
SOF = frozenset({0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF})
KEPT = SOF | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE}
APP0, APP1, APP14, SOS, EOI = 0xE0, 0xE1, 0xEE, 0xDA, 0xD9
ORIENTATION = 0x0112
MOST_PIXELS = 60_000_000


class NotAPicture(Refusal):
    """The file is no whole JPEG or PNG."""

    sentence = N_("This is no whole JPEG or PNG picture. Save it again as JPEG and try again.")
    field = "file"


class PictureTooLarge(Refusal):
    """The picture has more points than a page can show."""

    sentence = N_("This picture is too large. Make it at most 60 million points and try again.")
    field = "file"


@dataclass(frozen=True, slots=True)
class Bare:
    """A picture that tells nothing but itself."""

    content: bytes
    media_type: str


def bare(content: bytes) -> Bare:
    """Return the picture without anything beside it.

    :raises NotAPicture: if it is neither a whole JPEG nor a whole PNG
    :raises PictureTooLarge: if it has more than 60 million points
    """
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return Bare(_bare_jpeg(content), JPEG)
        if content.startswith(PNG_START):
            return Bare(_bare_png(content), PNG)
    except (IndexError, struct.error):
        raise NotAPicture from None
    raise NotAPicture


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise NotAPicture
    if width * height > MOST_PIXELS:
        raise PictureTooLarge


def _bare_jpeg(content: bytes) -> bytes:
    kept = bytearray(b"\xff\xd8")
    upward = 1
    body = bytearray()
    place = 2
    has_size = False
    while True:
        if content[place] != 0xFF:
            raise NotAPicture
        while content[place] == 0xFF:
            place += 1
        marker = content[place]
        place += 1
        if marker == EOI:
            break
        if marker in STANDALONE:
            continue
        (length,) = struct.unpack_from(">H", content, place)
        if length < 2 or place + length > len(content):
            raise NotAPicture
        segment = content[place + 2 : place + length]
        place += length
        if marker == APP0 and segment.startswith(b"JFIF\x00") and len(segment) >= 14:
            body += _segment(APP0, segment[:12] + b"\x00\x00")
        elif marker == APP1 and segment.startswith(b"Exif\x00\x00"):
            upward = _orientation(segment[6:]) or upward
        elif marker == APP14 and segment.startswith(b"Adobe"):
            body += _segment(APP14, segment[:12])
        elif marker in KEPT:
            if marker in SOF:
                height, width = struct.unpack_from(">HH", segment, 1)
                _check_size(width, height)
                has_size = True
            body += _segment(marker, segment)
        elif marker == SOS:
            end = _end_of_scan(content, place)
            body += _segment(SOS, segment) + content[place:end]
            place = end
    if not has_size:
        raise NotAPicture
    if upward != 1:
        kept += _segment(APP1, _only_orientation(upward))
    return bytes(kept + body + b"\xff\xd9")


def _segment(marker: int, segment: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(segment) + 2) + segment


def _end_of_scan(content: bytes, place: int) -> int:
    """Return where the marker after the coded points stands; restarts and stuffed bytes belong to them."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0:
            raise NotAPicture
        following = content[place + 1]
        if following == 0 or 0xD0 <= following <= 0xD7 or following == 0xFF:
            place += 1 if following == 0xFF else 2
            continue
        return place


def _orientation(tiff: bytes) -> int:
    """Return which way is up, 0 where the block does not say."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 10:
        return 0
    (first,) = struct.unpack_from(f"{order}I", tiff, 4)
    if first + 2 > len(tiff):
        return 0
    (count,) = struct.unpack_from(f"{order}H", tiff, first)
    for number in range(min(count, 200)):
        at = first + 2 + 12 * number
        if at + 10 > len(tiff):
            return 0
        tag, _kind, _many, value = struct.unpack_from(f"{order}HHIH", tiff, at)
        if tag == ORIENTATION:
            return int(value) if 1 <= value <= 8 else 0
    return 0


def _only_orientation(upward: int) -> bytes:
    entry = struct.pack(">HHIHH", ORIENTATION, 3, 1, upward, 0)
    return b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01" + entry + b"\x00\x00\x00\x00"


def _bare_png(content: bytes) -> bytes:
    kept = bytearray(PNG_START)
    place = len(PNG_START)
    while True:
        (length,) = struct.unpack_from(">I", content, place)
        kind = content[place + 4 : place + 8]
        end = place + 12 + length
        if end > len(content):
            raise NotAPicture
        if kind == b"IHDR":
            _check_size(*struct.unpack_from(">II", content, place + 8))
        if kind in PNG_KEPT:
            kept += content[place:end]
        if kind == b"IEND":
            return bytes(kept)
        place = end
