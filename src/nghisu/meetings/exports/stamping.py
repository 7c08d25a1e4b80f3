"""Running heads, page numbers of the whole and the reader's mark over the pages of a print pack."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from nghisu.kit import pdf

STAMP = Path(__file__).parent.parent / "typst" / "stamp.typ"
LONGEST_HEAD = 70
AT_ONCE = 50  # pages stamped from one overlay


@dataclass(frozen=True, slots=True)
class Head:
    """What stands over one page, left and right."""

    left: str
    right: str


def stamp(writer: Any, heads: Sequence[Head], *, mark: str, first: int, told: Callable[[int], None]) -> None:
    """Lay heads, numbers and the mark over the pages of a writer, from page ``first`` (0 is the first) on.

    :param told: is told how many pages are done
    """
    import pypdf  # noqa: PLC0415 -- slow to load, and the server starts without it
    from pypdf import Transformation  # noqa: PLC0415

    total = len(writer.pages)
    for begin in range(0, len(heads), AT_ONCE):
        some = heads[begin : begin + AT_ONCE]
        values = {
            "mark": mark,
            "pages": [
                {
                    "left": _short(head.left),
                    "right": _short(head.right),
                    "number": f"{first + begin + number + 1}/{total}",
                }
                for number, head in enumerate(some)
            ],
        }
        over = pypdf.PdfReader(BytesIO(pdf.from_template(STAMP, values)))
        for number in range(len(some)):
            page = writer.pages[first + begin + number]
            if page.rotation:
                page.transfer_rotation_to_content()
            box = page.mediabox
            wide, high = float(box.width) / pdf.A4[0], float(box.height) / pdf.A4[1]
            laid = Transformation().scale(wide, high).translate(float(box.left), float(box.bottom))
            page.merge_transformed_page(over.pages[number], laid)
        told(first + begin + len(some))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_HEAD else words[: LONGEST_HEAD - 1].rstrip() + "…"
