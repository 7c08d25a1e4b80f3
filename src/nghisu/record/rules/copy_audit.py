"""Check an exported copy of the record, file by file and byte by byte."""

from collections.abc import Callable, Iterable

from nghisu.kit.refusals import N_
from nghisu.record.rules.audit import Report, disclosure_in, erased_by
from nghisu.record.rules.checkpoint import Statement
from nghisu.record.rules.line import Line, commitment
from nghisu.record.rules.signed_note import NotANote, Verifier, WrongSignature, open_note
from nghisu.record.rules.tiles import ENTRIES, bundles_of, leaves_in, tile, tile_path, tiles_of
from nghisu.record.rules.tree import Tree, leaf_hash

README = "README.md"
KEY = "record.pub"
CHECKPOINT = "checkpoint"
ALL_WORDS = "disclosures.jsonl"
SOME_WORDS = "disclosures-part.jsonl"


def audit_copy(paths: Iterable[str], read: Callable[[str], bytes], own: Verifier | None = None) -> Report:
    """Check the files of a copy.

    :param own: the key it must be signed with, where it is known; else the key in the copy is believed
    """
    report, present = Report(), set(paths)
    statement = _statement(report, present, read, own)
    if statement is None:
        return report
    report.signed_size = statement.size
    expected = {tile_path(*one) for one in tiles_of(statement.size)}
    expected |= {tile_path(ENTRIES, *one) for one in bundles_of(statement.size)}
    for path in sorted(expected - present):
        report.find(N_("%(path)s: the file is missing."), path=path)
    known = expected | {README, KEY, CHECKPOINT, ALL_WORDS, SOME_WORDS}
    for path in sorted(present - known):
        report.find(N_("%(path)s: the file does not belong to the record."), path=path)
    leaves: list[bytes] = []
    for index, width in bundles_of(statement.size):
        path = tile_path(ENTRIES, index, width)
        if path not in present:
            return report
        try:
            leaves += leaves_in(read(path), width)
        except ValueError:
            report.find(N_("%(path)s: the lines cannot be told apart."), path=path)
            return report
    _check_leaves(report, leaves)
    _check_tiles(report, leaves, statement, present, read)
    _check_words(report, leaves, present, read)
    return report


def _statement(
    report: Report, present: set[str], read: Callable[[str], bytes], own: Verifier | None
) -> Statement | None:
    for path in (KEY, CHECKPOINT):
        if path not in present:
            report.find(N_("%(path)s: the file is missing."), path=path)
            return None
    verifier = _key_in(read(KEY))
    if verifier is None:
        report.find(N_("%(path)s: this is no key in its one form."), path=KEY)
        return None
    if own is not None and verifier != own:
        report.find(N_("%(path)s: this is not the key of this installation."), path=KEY)
    try:
        statement = Statement.read(open_note(read(CHECKPOINT), verifier))
    except WrongSignature:
        report.find(
            N_("%(place)s: it was not signed with the key of this record, or was changed afterwards."),
            place=CHECKPOINT,
        )
        return None
    except NotANote:
        report.find(N_("%(place)s: its bytes were changed."), place=CHECKPOINT)
        return None
    if statement.origin != verifier.name:
        report.find(N_("%(place)s: it speaks of another record."), place=CHECKPOINT)
    return statement


def _key_in(text: bytes) -> Verifier | None:
    try:
        verifier = Verifier.read(text.decode().removesuffix("\n"))
    except ValueError:
        return None
    return verifier if f"{verifier}\n".encode() == text else None


def _check_leaves(report: Report, leaves: list[bytes]) -> None:
    for index, leaf in enumerate(leaves):
        try:
            written = Line.read(leaf).index
        except ValueError:
            report.find(N_("Line %(line)d: its bytes are not those of a line."), line=index)
            continue
        if written != index:
            report.find(
                N_("Line %(line)d: here stands what was written as line %(written)d."),
                line=index,
                written=written,
            )


def _check_tiles(
    report: Report,
    leaves: list[bytes],
    statement: Statement,
    present: set[str],
    read: Callable[[str], bytes],
) -> None:
    tree = Tree(map(leaf_hash, leaves))
    report.size, report.root = tree.size, tree.root()
    for level, index, width in tiles_of(tree.size):
        path = tile_path(level, index, width)
        if path in present and read(path) != tile(tree, level, index, width):
            report.find(N_("%(path)s: its hashes are not those of the lines."), path=path)
    if report.root != statement.root:
        report.find(
            N_("%(place)s: a line among the first %(signed)d was changed after it was signed."),
            place=CHECKPOINT,
            signed=statement.size,
        )


def _check_words(
    report: Report, leaves: list[bytes], present: set[str], read: Callable[[str], bytes]
) -> None:
    lines = {}
    for index, leaf in enumerate(leaves):
        try:
            lines[index] = Line.read(leaf)
        except ValueError:
            continue
    for path in sorted({ALL_WORDS, SOME_WORDS} & present):
        shown = list(_shown(report, lines, path, read(path)))
        if shown != sorted(set(shown)):
            report.find(N_("%(path)s: the lines are out of order."), path=path)
        if path == ALL_WORDS:
            erased = {target for line in lines.values() for target in erased_by(line)}
            report.erased = len(erased)
            for index in sorted(lines.keys() - set(shown) - erased):
                report.find(
                    N_("Line %(line)d: its words were deleted, and no line of the record says so."),
                    line=index,
                )


def _shown(report: Report, lines: dict[int, Line], path: str, text: bytes) -> Iterable[int]:
    """Yield the lines whose words are disclosed, and say which words were changed."""
    if text and not text.endswith(b"\n"):
        report.find(N_("%(path)s: it ends in the middle of a line."), path=path)
    for number, row in enumerate(text.split(b"\n")[:-1], 1):
        try:
            index, salt, details = disclosure_in(row + b"\n")
        except ValueError:
            report.find(N_("%(path)s, row %(row)d: its bytes were changed."), path=path, row=number)
            continue
        if index not in lines or commitment(salt, details) != lines[index].commitment:
            report.find(N_("Line %(line)d: its words were changed."), line=index)
        yield index
