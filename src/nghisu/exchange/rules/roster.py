"""A roster that OpenSlides exports: which columns and rows become names here, and why others do not. Plain.

Its two lists, accounts and participants, write the names of their fields as headings (a file of an older
version or of a spreadsheet may hold the English or German words). Only names and titles are taken: a roster
here holds names for meetings, and whoever is on it gets no way to sign in by it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nghisu.kit import language
from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.sheets.shape import RowsByColumn
from nghisu.organisation.rules.importing import name_key
from nghisu.organisation.rules.offices import OFFICES
from nghisu.organisation.rules.policy import Role

MOST_ROWS = 20_000
LONGEST_NAME = 120
LONGEST_TITLE = 160

NO_FILE_OF_PERSONS = N_("the roster holds names for meetings, no personal file")
NO_WAY_IN = N_("nobody gets a way to sign in by this; the administrator opens accounts")
NO_PASSWORD = N_("passwords are never taken")
BY_MANDATE = N_("rights follow from mandates here")
UNIT_CHOSEN = N_("the unit is chosen here")
ONE_VOTE = N_("each member has one vote here")
OF_ONE_MEETING = N_("presence belongs to one meeting")
AS_NAME = N_("the name of the person")
AS_TITLE = N_("the title of the person")
DECIDES = N_("decides which rows are taken")
UNKNOWN_COLUMN = N_("a column that this version does not know")
EMPTY_COLUMN = N_("the column is empty")

NO_NAME = N_("the row has no name; a user name is none")
TOO_LONG = N_("the name or the title is too long to be kept")
NO_PERSON = N_("no natural person there")
CLOSED_THERE = N_("the account is closed there")
TWICE = N_("a row above has this name; if it is another person, enter the mandate by hand")
SEVERAL = N_("several persons on the roster have this name; enter the mandate by hand")
AS_NEW = N_("a new name on the roster, with the office chosen")
AS_KNOWN = N_("the person on the roster, with the office chosen")
HELD_ALREADY = N_("holds this office already; left as it is")


class NoRoster(Refusal):
    """The file has none of the columns."""

    sentence = N_(
        "“%(name)s” is no roster of OpenSlides: it has no column “first_name” or “last_name”. Take the "
        "file that OpenSlides gives for its accounts or participants."
    )
    field = "file"


class NotUnicode(Refusal):
    """The file is not in UTF-8."""

    sentence = N_("“%(name)s” is not written in UTF-8. Choose UTF-8 in OpenSlides and export it again.")
    field = "file"


class BrokenTable(Refusal):
    """The quotes of the file do not close, or a row has more cells than there are headings."""

    sentence = N_("Line %(line)s of “%(name)s” cannot be read: its quotes or its cells do not add up.")
    field = "file"


class RosterTooLong(Refusal):
    """The file has more rows than are read."""

    sentence = N_("The file has %(count)d rows; at most %(most)d are read at once.")
    field = "file"


# What becomes of each column. Source: openslides-client, accountColumns and participantColumns.
COLUMNS: dict[str, tuple[bool, str]] = {
    "title": (True, AS_TITLE),
    "first_name": (True, AS_NAME),
    "last_name": (True, AS_NAME),
    "is_active": (True, DECIDES),
    "is_physical_person": (True, DECIDES),
    "email": (False, NO_WAY_IN),
    "username": (False, NO_WAY_IN),
    "saml_id": (False, NO_WAY_IN),
    "default_password": (False, NO_PASSWORD),
    "member_number": (False, NO_FILE_OF_PERSONS),
    "gender": (False, NO_FILE_OF_PERSONS),
    "pronoun": (False, NO_FILE_OF_PERSONS),
    "comment": (False, NO_FILE_OF_PERSONS),
    "number": (False, NO_FILE_OF_PERSONS),
    "structure_level": (False, NO_FILE_OF_PERSONS),
    "groups": (False, BY_MANDATE),
    "locked_out": (False, BY_MANDATE),
    "vote_weight": (False, ONE_VOTE),
    "is_present": (False, OF_ONE_MEETING),
    "home_committee": (False, UNIT_CHOSEN),
    "external": (False, UNIT_CHOSEN),
}
# The same columns in files of other versions and of spreadsheets; compared without case and marks.
ALSO = {
    "title": ("titel",),
    "first_name": ("given name", "vorname"),
    "last_name": ("surname", "nachname"),
    "is_active": ("active", "is active"),
    "is_physical_person": ("natural person", "is a natural person", "is a physical person"),
    "email": ("e-mail",),
    "username": ("user name",),
    "saml_id": ("sso identification",),
    "default_password": ("initial password", "password"),
    "member_number": ("membership number", "member number"),
    "number": ("participant number", "default_number"),
    "structure_level": ("structure level", "structure levels", "default_structure_level"),
    "groups": ("group_ids",),
    "locked_out": ("locked out",),
    "vote_weight": ("vote weight", "default_vote_weight"),
    "is_present": ("is present", "is present in meeting", "is_present_in_meeting_ids"),
    "home_committee": ("home committee",),
}
KEY_OF = {heading: key for key in COLUMNS for heading in (key, *ALSO.get(key, ()))}
NO = frozenset({"", "0", "false", "no", "nein"})


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a file as text: its headings, and its rows with their numbers in the file."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ColumnLine:
    """A column, how many of its cells are filled, and what becomes of it."""

    heading: str
    filled: int
    is_taken: bool
    words: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row, and what becomes of it."""

    number: int
    name: str
    is_taken: bool
    words: str


@dataclass(frozen=True, slots=True)
class Named:
    """A row with a name that may be taken."""

    number: int
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Roster:
    """The names of a file, the rows that hold none, and the account of its columns."""

    names: tuple[Named, ...]
    left: tuple[RowLine, ...]
    columns: tuple[ColumnLine, ...]


def key_of(heading: str) -> str | None:
    """Return which column of OpenSlides a heading means."""
    return KEY_OF.get(" ".join(language.fold(heading).split()))


def is_heading_row(cells: Sequence[str]) -> bool:
    """Tell whether a row holds the headings of a roster."""
    keys = {key_of(cell) for cell in cells}
    return bool(keys & {"first_name", "last_name"})


def read(table: Table, *, name: str, surname_first: bool) -> Roster:
    """Return the names of a file.

    :param surname_first: whether a name is written “Nguyễn Văn An”, as in Vietnam, or “An Nguyễn Văn”
    :raises NoRoster, RosterTooLong: if it cannot be taken
    """
    if not is_heading_row(table.headings):
        raise NoRoster(name=name)
    if len(table.rows) > MOST_ROWS:
        raise RosterTooLong(count=len(table.rows), most=MOST_ROWS)
    places: dict[str, int] = {}
    for place, heading in enumerate(table.headings):
        key = key_of(heading)
        if key is not None:
            places.setdefault(key, place)
    names: list[Named] = []
    left: list[RowLine] = []
    seen: set[str] = set()
    for number, cells in table.rows:
        cell = {key: cells[place] for key, place in places.items()}
        parts = ("last_name", "first_name") if surname_first else ("first_name", "last_name")
        full = language.clean_name(" ".join(cell.get(part, "") for part in parts))
        title = language.clean_name(cell.get("title", ""))
        why = _why_left(cell, full, title, seen)
        if why:
            left.append(RowLine(number, full[:LONGEST_NAME], False, why))
        else:
            seen.add(name_key(full))
            names.append(Named(number, full, title))
    return Roster(tuple(names), tuple(left), tuple(_columns(table, places)))


def _why_left(cell: dict[str, str], full: str, title: str, seen: set[str]) -> str:
    if not full:
        return NO_NAME
    if "is_physical_person" in cell and cell["is_physical_person"].strip().lower() in NO:
        return NO_PERSON
    if "is_active" in cell and cell["is_active"].strip().lower() in NO:
        return CLOSED_THERE
    if len(full) > LONGEST_NAME or len(title) > LONGEST_TITLE:
        return TOO_LONG
    return TWICE if name_key(full) in seen else ""


def _columns(table: Table, places: dict[str, int]) -> list[ColumnLine]:
    lines = []
    for place, heading in enumerate(table.headings):
        filled = sum(bool(cells[place].strip()) for _number, cells in table.rows)
        key = key_of(heading)
        if key is None or places[key] != place:
            lines.append(ColumnLine(heading[:80], filled, False, UNKNOWN_COLUMN))
        elif not filled and key not in ("is_active", "is_physical_person"):
            lines.append(ColumnLine(heading[:80], 0, False, EMPTY_COLUMN))
        else:
            lines.append(ColumnLine(heading[:80], filled, *COLUMNS[key]))
    return lines


def seats_offered() -> list[tuple[str, str, str]]:
    """Return the offices that all names of a file may be given: office, kind of body or nothing, its name.

    Those that one person alone holds are entered one by one, and so is the administrator's.
    """
    offered = []
    for office in OFFICES:
        if office.one_holder or Role.ADMINISTRATOR in office.roles:
            continue
        offered += [(office.code, body, office.name) for body in office.bodies or ("",)]
    return offered


def rows_for(names: Sequence[Named], *, known: frozenset[int], **same: object) -> RowsByColumn:
    """Return the rows of our own roster sheet that say the same.

    :param known: the numbers of rows whose person is on the roster
    :param same: what each row says alike: unit, office, body, first, document
    """
    columns: dict[str, list[object]] = {
        "full_name": [one.name for one in names],
        "title": [one.title for one in names],
        "is_new": ["no" if one.number in known else None for one in names],
    }
    columns |= {key: [value] * len(names) for key, value in same.items()}
    return RowsByColumn("", [one.number for one in names], columns, {}, {})
