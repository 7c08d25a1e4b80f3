"""Files and archive: how long what is kept, when a file goes to the archive, when it may be disposed of.

The tables are proposals for the list of files of an office; the office decides in its own list. They name
where they were read and wait for the office's comparison with the original text.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nghisu.documents.rules.types import Family
from nghisu.kit.refusals import N_, Refusal

FOREVER = 0
"""Kept for ever (vĩnh viễn), as a number of years."""


class FileState(StrEnum):
    """Where a file stands: planned → open → closed → handed over → disposed of."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    HANDED = "handed"
    DISPOSED = "disposed"


FILE_STATE_NAMES = {
    FileState.PLANNED: N_("In the list"),
    FileState.OPEN: N_("Open"),
    FileState.CLOSED: N_("File closed"),
    FileState.HANDED: N_("In the archive"),
    FileState.DISPOSED: N_("Disposed of"),
}
FILE_MOVES = {
    (FileState.PLANNED, FileState.OPEN),
    (FileState.OPEN, FileState.CLOSED),
    (FileState.CLOSED, FileState.OPEN),
    (FileState.CLOSED, FileState.HANDED),
    (FileState.CLOSED, FileState.DISPOSED),
    (FileState.HANDED, FileState.DISPOSED),
}


@dataclass(frozen=True, slots=True)
class Retention:
    """How long one group of files is kept.

    :param years: FOREVER, or so many years from the end of the year in which the file was closed
    """

    code: str
    name: str
    years: int


@dataclass(frozen=True, slots=True)
class ArchiveProfile:
    """The rules of one system of archives, from a day on.

    :param months_to_hand_over: from the close of a file until it stands in the archive of the office
    :param confirmed: whether an office has compared it with the original text
    """

    family: Family
    code: str
    first: date
    until: date | None
    source: str
    confirmed: bool
    months_to_hand_over: int
    groups: tuple[Retention, ...]
    minutes_title: str
    inventory_title: str

    def holds(self, day: date) -> bool:
        """Tell whether it is in force on the day."""
        return self.first <= day and (self.until is None or day < self.until)

    def group(self, code: str) -> Retention:
        """Return the group with the code."""
        return next(one for one in self.groups if one.code == code)


GROUPS = (
    Retention("leading", N_("Congresses, sessions and resolutions of the committee"), FOREVER),
    Retention("personnel", N_("Elections, appointments and the roster"), FOREVER),
    Retention("yearly", N_("Programmes and reports of a year or more"), FOREVER),
    Retention("quarterly", N_("Programmes and reports of a quarter"), 20),
    Retention("inspection", N_("Inspection and supervision"), FOREVER),
    Retention("tasks", N_("Directing and carrying out a task"), 20),
    Retention("letters", N_("Exchange of letters"), 10),
    Retention("reference", N_("Sent to be known"), 5),
)
PROFILES = (
    ArchiveProfile(
        Family.PARTY,
        "dang",
        date(2011, 1, 1),
        None,
        "Quy định về Phông Lưu trữ Đảng và hướng dẫn của Văn phòng Trung ương Đảng (đọc qua nguồn thứ cấp)",
        False,
        12,
        GROUPS,
        "Biên bản giao nhận hồ sơ, tài liệu",
        "Mục lục hồ sơ, tài liệu nộp lưu",
    ),
    ArchiveProfile(
        Family.STATE,
        "nha-nuoc",
        date(2020, 3, 5),
        None,
        "Nghị định 30/2020/NĐ-CP ngày 05/3/2020, Điều 28 đến Điều 31 (đọc qua nguồn thứ cấp)",
        False,
        12,
        GROUPS,
        "Biên bản giao nhận hồ sơ, tài liệu",
        "Mục lục hồ sơ, tài liệu nộp lưu",
    ),
)


class NoArchiveProfile(Refusal):
    """No rules of archives are known for the day."""

    sentence = N_("No rules of archives are known for %(day)s.")
    field = "year"


class FileElsewhere(Refusal):
    """The file does not stand where this step begins."""

    sentence = N_("This step is not open: the file has moved on. Reload the page to see where it stands.")


class EmptyCaseFile(Refusal):
    """A file without documents."""

    sentence = N_("The file “%(title)s” holds no document. Put its documents into it before it is closed.")


class NoTitle(Refusal):
    """A file without a title."""

    sentence = N_("Write the title of the file.")
    field = "title"


class CodeTaken(Refusal):
    """The number and symbol of a file stand in the list of the year already."""

    sentence = N_("%(code)s already stands in the list of files of %(year)s.")
    field = "code"


class InFileAlready(Refusal):
    """The document lies in the file."""

    sentence = N_("%(reference)s already lies in this file.")
    field = "document"


class DraftInFile(Refusal):
    """A draft lies in no file until it is issued."""

    sentence = N_("A draft is put into a file once it is issued.")
    field = "document"


class NothingChosen(Refusal):
    """No file was chosen."""

    sentence = N_("Choose at least one file.")
    field = "case_files"


class KeptForEver(Refusal):
    """A file is kept for ever."""

    sentence = N_("The file “%(title)s” is kept for ever and is never disposed of.")
    field = "case_files"


class StillKept(Refusal):
    """The time a file is kept has not passed."""

    sentence = N_("The file “%(title)s” is kept until the end of %(year)s.")
    field = "case_files"


class DecisionMissing(Refusal):
    """Files are disposed of by a decision that was issued."""

    sentence = N_("Choose the issued decision of this office by which the files are disposed of.")
    field = "decision"


def profile_on(day: date, family: Family) -> ArchiveProfile:
    """Return the rules of archives in force on the day.

    :raises NoArchiveProfile: if none are known
    """
    for one in PROFILES:
        if one.family is family and one.holds(day):
            return one
    raise NoArchiveProfile(day=day)


def check_file_move(before: str, after: FileState) -> None:
    """Refuse a step that is not in the table.

    :raises FileElsewhere: if the file stands elsewhere
    """
    if (FileState(before), after) not in FILE_MOVES:
        raise FileElsewhere


def kept_until(*, closed_on: date, years: int) -> int | None:
    """Return the last year in which a file is kept, None for one that is kept for ever."""
    return None if years == FOREVER else closed_on.year + years


def check_disposal(*, title: str, closed_on: date, years: int, day: date) -> None:
    """Refuse to dispose of what is still kept.

    :raises KeptForEver: if it is kept for ever
    :raises StillKept: if its time has not passed on the day
    """
    last = kept_until(closed_on=closed_on, years=years)
    if last is None:
        raise KeptForEver(title=title)
    if day.year <= last:
        raise StillKept(title=title, year=str(last))


def hand_over_due(*, closed_on: date, months: int) -> date:
    """Return the last day on which a closed file is handed over to the archive."""
    month = closed_on.month - 1 + months
    year, month = closed_on.year + month // 12, month % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - date(year, month, 1)).days
    return date(year, month, min(closed_on.day, last))
