"""Mail-merge: layouts, placeholders, and texts filled for one name of a list."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal

LARGEST_LIST = 2_000


class Layout(StrEnum):
    """How one name of the list stands on paper."""

    LETTER = "letter"
    BADGE = "badge"
    SEAT = "seat"
    ENVELOPE = "envelope"
    LABEL = "label"
    SIGN_IN = "sign_in"
    SEATING = "seating"


LAYOUT_NAMES = {
    Layout.LETTER: N_("Letter or invitation, A4, one page each"),
    Layout.BADGE: N_("Badges, 90 × 55 mm, ten on A4"),
    Layout.SEAT: N_("Seat cards to be folded, two on A4"),
    Layout.ENVELOPE: N_("Envelopes, DL 220 × 110 mm"),
    Layout.LABEL: N_("Address labels, 70 × 37 mm, twenty-four on A4"),
    Layout.SIGN_IN: N_("Sign-in sheet, A4"),
    Layout.SEATING: N_("Seating plan, A4 across"),
}
OWN_TEXTS = (Layout.LETTER, Layout.BADGE, Layout.SEAT, Layout.ENVELOPE, Layout.LABEL)

PLACEHOLDERS: dict[str, str] = {
    "ten": N_("Full name"),
    "chuc_vu": N_("Office held"),
    "don_vi": N_("Unit"),
    "tu_cach": N_("Member or invited"),
    "ghe": N_("Seat"),
    "stt": N_("Number on the list"),
    "hoi_nghi": N_("Title of the meeting"),
    "phien": N_("Part of the meeting"),
    "gio": N_("Hour"),
    "ngay": N_("Day in full"),
    "dia_diem": N_("Place"),
    "chu_tri": N_("Chairs"),
    "co_quan": N_("Name of the organisation"),
}
MARK = re.compile(r"\{([^{}]*)\}")


class NoSuchPlaceholder(Refusal):
    """A text asks for something that a list does not hold."""

    sentence = N_("There is no placeholder {%(name)s}. You may use: %(known)s.")
    field = "text"


class ListTooLong(Refusal):
    """More names than one file should hold."""

    sentence = N_("The list has %(count)s names; one file holds %(most)s. Make it in parts.")
    field = "names"


class ListEmpty(Refusal):
    """Nobody to print for."""

    sentence = N_("There is nobody on this list. Choose another list, or paste names.")
    field = "people"


@dataclass(frozen=True, slots=True)
class Name:
    """One line of a list."""

    name: str
    duty: str = ""
    unit: str = ""
    capacity: str = ""

    @property
    def key(self) -> str:
        """What makes two lines the same."""
        return f"{self.name}|{self.duty}|{self.unit}"


def check_text(text: str) -> None:
    """Refuse a placeholder that nothing fills.

    :raises NoSuchPlaceholder: naming those there are
    """
    for found in MARK.finditer(text):
        if found[1] not in PLACEHOLDERS:
            raise NoSuchPlaceholder(name=found[1][:40], known=", ".join(f"{{{one}}}" for one in PLACEHOLDERS))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its placeholders filled; a value is never read for placeholders again."""
    return MARK.sub(lambda found: values.get(found[1], ""), text)


def names_pasted(text: str) -> list[Name]:
    """Read a pasted list: one line a person, with name; office; unit parted by tabs or semicolons."""
    names: list[Name] = []
    for line in text.splitlines():
        cells = [" ".join(cell.split()) for cell in re.split(r"[\t;]", line)]
        if cells and cells[0]:
            cells += ["", ""]
            names.append(Name(cells[0][:120], cells[1][:200], cells[2][:200]))
    return names


def check_list(names: Sequence[Name]) -> None:
    """Refuse a list that is empty or too long.

    :raises ListEmpty: if it holds nobody
    :raises ListTooLong: if it holds more than LARGEST_LIST
    """
    if not names:
        raise ListEmpty
    if len(names) > LARGEST_LIST:
        raise ListTooLong(count=len(names), most=LARGEST_LIST)


def seat_of(number: int, *, per_row: int) -> str:
    """Return the seat of the n-th name (from 0): A1, A2 … B1; after row Z comes AA."""
    row, place = divmod(number, per_row)
    letters = ""
    while True:
        row, rest = divmod(row, 26)
        letters = chr(ord("A") + rest) + letters
        if row == 0:
            return f"{letters}{place + 1}"
        row -= 1
