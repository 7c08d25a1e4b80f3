"""Hold the stored record against itself and against what was signed; say in words what was changed."""

import base64
import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from nghisu.kit.refusals import N_
from nghisu.record.rules.checkpoint import Statement
from nghisu.record.rules.line import CLOCK_WENT_BACK, ERASED, Line, commitment, flag_for
from nghisu.record.rules.signed_note import NotANote, Verifier, WrongSignature, open_note
from nghisu.record.rules.tree import Frontier, leaf_hash

MOST_FAULTS = 200


@dataclass(frozen=True)
class Fault:
    """One thing found changed: a sentence with named %-placeholders, and their values."""

    sentence: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.sentence % self.values if self.values else self.sentence


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line as it lies in the database: the leaf, and the columns that repeat it."""

    index: int
    columns: dict[str, Any]
    leaf: bytes
    leaf_hash: bytes
    salt: bytes | None
    details: str | None


@dataclass(frozen=True, slots=True)
class StoredEnd:
    """The head as it lies in the database."""

    size: int
    frontier: bytes
    root: bytes
    last_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A checkpoint as it was kept, and where it lay."""

    place: str
    note: bytes
    size: int | None = None
    root: bytes | None = None


@dataclass
class Report:
    """What a check found."""

    size: int = 0
    root: bytes = b""
    faults: list[Fault] = field(default_factory=list)
    erased: int = 0
    flagged: int = 0
    signed_size: int | None = None

    @property
    def is_green(self) -> bool:
        """Whether nothing was found changed."""
        return not self.faults

    def find(self, sentence: str, **values: Any) -> None:
        """Add a fault, up to a number that a reader can bear."""
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(sentence, values))


def audit(
    lines: Iterable[StoredLine],
    end: StoredEnd | None,
    notes: Sequence[StoredNote],
    verifier: Verifier | None,
) -> Report:
    """Check every line, the head and every checkpoint; lines come in the order of their index."""
    report = Report()
    statements = list(_opened(report, notes, verifier))
    wanted = {statement.size for _, statement in statements}
    roots: dict[int, bytes] = {0: Frontier().root}
    frontier, expected = Frontier(), 0
    previous: datetime.datetime | None = None
    without_words: set[int] = set()
    erased: dict[int, int] = {}
    for stored in lines:
        if stored.index != expected:
            _say_gap(report, expected, stored.index)
        expected = stored.index + 1
        line = _checked(report, stored)
        if line is not None:
            if line.flag != flag_for(line.at, previous):
                report.find(N_("Line %(line)d: its moment does not fit the line before it."), line=line.index)
            previous = line.at
            report.flagged += line.flag == CLOCK_WENT_BACK
            for target in erased_by(line):
                erased[target] = line.index
        if stored.salt is None or stored.details is None:
            without_words.add(stored.index)
        frontier = frontier.append(stored.leaf_hash)
        if frontier.size in wanted:
            roots[frontier.size] = frontier.root
    report.size, report.root, report.erased = frontier.size, frontier.root, len(without_words)
    for index in sorted(without_words - erased.keys()):
        report.find(
            N_("Line %(line)d: its words were deleted, and no line of the record says so."), line=index
        )
    for index in sorted(erased.keys() - without_words):
        report.find(
            N_("Line %(line)d: its words were erased by line %(by)d and have been put back."),
            line=index,
            by=erased[index],
        )
    _check_end(report, end, frontier, previous)
    for place, statement in statements:
        _check_statement(report, place, statement, roots.get(statement.size))
    return report


def erased_by(line: Line) -> Iterator[int]:
    """Yield the lines whose words this line says were erased."""
    if line.verb == ERASED:
        for kind, pk in ((line.kind, line.subject), *line.touching):
            if kind == "entry" and pk.isdecimal():
                yield int(pk)


def _say_gap(report: Report, expected: int, found: int) -> None:
    if found < expected:
        report.find(N_("Line %(line)d stands out of order."), line=found)
    elif found == expected + 1:
        report.find(N_("Line %(line)d was removed."), line=expected)
    else:
        report.find(
            N_("Lines %(first)d to %(last)d were removed."),
            first=expected,
            last=found - 1,
        )


def _checked(report: Report, stored: StoredLine) -> Line | None:
    """Check one line against itself, and return what its leaf says."""
    if leaf_hash(stored.leaf) != stored.leaf_hash:
        report.find(N_("Line %(line)d: its bytes no longer give its hash."), line=stored.index)
    try:
        line = Line.read(stored.leaf)
    except ValueError:
        report.find(N_("Line %(line)d: its bytes are not those of a line."), line=stored.index)
        return None
    if line.index != stored.index:
        report.find(
            N_("Line %(line)d: here stands what was written as line %(written)d."),
            line=stored.index,
            written=line.index,
        )
    for name, said in columns_of(line).items():
        if stored.columns[name] != said:
            report.find(
                N_("Line %(line)d: “%(column)s” was changed from %(said)s to %(found)s."),
                line=stored.index,
                column=name,
                said=_shown(said),
                found=_shown(stored.columns[name]),
            )
    if stored.salt is not None and stored.details is not None:
        if commitment(stored.salt, stored.details) != line.commitment:
            report.find(N_("Line %(line)d: its words were changed."), line=stored.index)
    elif stored.salt is not None or stored.details is not None:
        report.find(N_("Line %(line)d: of its words and their salt only one is left."), line=stored.index)
    return line


def columns_of(line: Line) -> dict[str, Any]:
    """Return what the columns beside a leaf must say."""
    return {
        "verb": line.verb,
        "subject_kind": line.kind,
        "subject_id": line.subject,
        "actor_id": line.actor,
        "unit_id": line.unit,
        "at": line.at,
        "flag": line.flag,
        "touching": line.touching,
    }


def _shown(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return f"“{value}”"


def _check_end(
    report: Report, end: StoredEnd | None, frontier: Frontier, last_at: datetime.datetime | None
) -> None:
    if end is None:
        if frontier.size:
            report.find(N_("The head of the record was removed."))
        return
    if end.size > frontier.size:
        report.find(
            N_("The head counts %(counted)d lines, and %(found)d are here: lines were removed."),
            counted=end.size,
            found=frontier.size,
        )
    elif end.size < frontier.size:
        report.find(
            N_("The head counts %(counted)d lines, and %(found)d are here: lines were inserted."),
            counted=end.size,
            found=frontier.size,
        )
    elif end.frontier != frontier.packed():
        _say_where(report, end, frontier)
    elif end.root != frontier.root:
        report.find(N_("The root that the head holds was changed."))
    if end.size == frontier.size and end.last_at != last_at:
        report.find(N_("The last moment that the head holds was changed."))


def _say_where(report: Report, end: StoredEnd, frontier: Frontier) -> None:
    """Name the runs of lines whose subtree the head remembers otherwise."""
    try:
        kept = Frontier.unpacked(end.size, end.frontier)
    except ValueError:
        report.find(N_("The frontier that the head holds was changed."))
        return
    first = 0
    for height in reversed(range(frontier.size.bit_length())):
        if not frontier.size >> height & 1:
            continue
        at = (frontier.size >> (height + 1)).bit_count()
        if kept.roots[at] != frontier.roots[at]:
            report.find(
                N_("At least one of the lines %(first)d to %(last)d was rewritten together with its hash."),
                first=first,
                last=first + (1 << height) - 1,
            )
        first += 1 << height


def _opened(
    report: Report, notes: Sequence[StoredNote], verifier: Verifier | None
) -> Iterator[tuple[str, Statement]]:
    """Yield the statements of the checkpoints whose signature holds, and say which do not."""
    for stored in notes:
        if verifier is None:
            report.find(N_("%(place)s: the public key of the record is missing."), place=stored.place)
            continue
        try:
            statement = Statement.read(open_note(stored.note, verifier))
        except WrongSignature:
            report.find(
                N_("%(place)s: it was not signed with the key of this record, or was changed afterwards."),
                place=stored.place,
            )
            continue
        except NotANote:
            report.find(N_("%(place)s: its bytes were changed."), place=stored.place)
            continue
        if statement.origin != verifier.name:
            report.find(N_("%(place)s: it speaks of another record."), place=stored.place)
            continue
        if stored.size is not None and (stored.size, stored.root) != (statement.size, statement.root):
            report.find(
                N_("%(place)s: size or root beside it differ from what was signed."), place=stored.place
            )
        report.signed_size = max(report.signed_size or 0, statement.size)
        yield stored.place, statement


def _check_statement(report: Report, place: str, statement: Statement, root: bytes | None) -> None:
    if root is None:
        report.find(
            N_("%(place)s: it was signed over %(signed)d lines, and only %(found)d are here."),
            place=place,
            signed=statement.size,
            found=report.size,
        )
    elif root != statement.root:
        report.find(
            N_("%(place)s: a line among the first %(signed)d was changed after it was signed."),
            place=place,
            signed=statement.size,
        )


# The words of lines in an export: one line of JSON each, in one form.


def disclosure_text(index: int, salt: bytes, details: str) -> bytes:
    """Return the exact bytes that disclose the words of one line."""
    said = {"details": details, "index": index, "salt": base64.b64encode(salt).decode()}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def disclosure_in(text: bytes) -> tuple[int, bytes, str]:
    """Return index, salt and words of one disclosure.

    :raises ValueError: if it is not in the one form that ``disclosure_text`` writes
    """
    try:
        said = json.loads(text)
        index, salt, details = said["index"], base64.b64decode(said["salt"]), said["details"]
        is_exact = type(index) is int and disclosure_text(index, salt, details) == text
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("This discloses no line.") from error
    if not is_exact:
        raise ValueError("The disclosure is not in its one form.")
    return index, salt, details
