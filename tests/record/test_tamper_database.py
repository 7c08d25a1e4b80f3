"""Every row edited, removed, moved or inserted in the database is reported, by both programs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from tests.record.conftest import Log, tool_by_path

from nghisu.record.models import Checkpoint, Entry, Head, Touch
from nghisu.record.queries.keys import public_key_path
from nghisu.record.queries.whole import check_record
from nghisu.record.rules.line import Line, commitment
from nghisu.record.rules.tree import Frontier, leaf_hash

TOOL = tool_by_path()
LINES = 24
SIGNED = 20
Tamper = Callable[[], object]


def entry(index: int) -> Entry:
    return Entry.objects.get(pk=index)


def edit(index: int, **values: object) -> Tamper:
    return lambda: Entry.objects.filter(pk=index).update(**values)


def rewrite(index: int, *, with_head: bool) -> None:
    """Rewrite a line as an attacker would who knows the format: leaf, hash, columns and words agree."""
    found = entry(index)
    words = '{"name":"giả mạo"}'
    said = found.line
    line = Line(
        said.index,
        said.at,
        "unit.merged",
        said.kind,
        said.subject,
        said.actor,
        said.unit,
        commitment(bytes(found.salt or b""), words),
        said.touching,
    )
    Entry.objects.filter(pk=index).update(
        verb=line.verb, leaf=line.leaf(), leaf_hash=leaf_hash(line.leaf()), details=words
    )
    if with_head:
        mend_head()


def mend_head() -> None:
    frontier = Frontier()
    for leaf in Entry.objects.order_by("index").values_list("leaf_hash", flat=True):
        frontier = frontier.append(bytes(leaf))
    last = Entry.objects.order_by("index").last()
    Head.objects.update(
        size=frontier.size, frontier=frontier.packed(), root=frontier.root, last_at=last and last.at
    )


def remove(*indexes: int, with_head: bool = False) -> None:
    Touch.objects.filter(entry_id__in=indexes).delete()
    Entry.objects.filter(pk__in=indexes).delete()
    if with_head:
        mend_head()


def remove_all() -> None:
    remove(*range(LINES))
    Head.objects.all().delete()


def swap(one: int, other: int, *, with_head: bool = False) -> None:
    first, second = entry(one), entry(other)
    Touch.objects.filter(entry_id__in=(one, other)).delete()
    for index, source in ((one, second), (other, first)):
        source.index = index
        source.save()
    if with_head:
        mend_head()


def insert_at_the_end() -> None:
    last = entry(LINES - 1)
    last.index = LINES
    last.save(force_insert=True)


def insert_in_the_middle() -> None:
    Touch.objects.filter(entry_id__gte=10).delete()
    for index in range(LINES - 1, 9, -1):
        Entry.objects.filter(pk=index).update(index=F("index") + 1)
    copy = entry(3)
    copy.index = 10
    copy.save(force_insert=True)
    mend_head()


TAMPERS: dict[str, Tamper] = {
    "verb edited": edit(5, verb="unit.merged"),
    "kind of object edited": edit(5, subject_kind="person"),
    "object edited": edit(5, subject_id="1"),
    "actor edited": edit(5, actor_id="1"),
    "unit edited": edit(5, unit_id=""),
    "moment edited by a microsecond": lambda: Entry.objects.filter(pk=5).update(
        at=F("at") + timedelta(microseconds=1)
    ),
    "flag edited": edit(5, flag="clock_went_back"),
    "leaf edited": edit(5, leaf=b"{}"),
    "hash edited": edit(5, leaf_hash=b"\0" * 32),
    "words edited": edit(5, details='{"name":"khác"}'),
    "salt edited": edit(5, salt=b"\0" * 32),
    "words deleted silently": edit(5, salt=None, details=None),
    "erased words put back": edit(2, salt=b"\0" * 32, details="{}"),
    "line rewritten as a whole": lambda: rewrite(5, with_head=False),
    "line rewritten with the head": lambda: rewrite(5, with_head=True),
    "line in the middle removed": lambda: remove(5),
    "line in the middle removed with the head": lambda: remove(5, with_head=True),
    "first line removed": lambda: remove(0, with_head=True),
    "last line removed": lambda: remove(LINES - 1),
    "signed lines cut off with the head": lambda: remove(*range(SIGNED - 1, LINES), with_head=True),
    "all lines removed with the head": remove_all,
    "two lines swapped": lambda: swap(4, 7),
    "two lines swapped with the head": lambda: swap(4, 7, with_head=True),
    "line inserted at the end": insert_at_the_end,
    "line inserted in the middle with the head": insert_in_the_middle,
    "touched object edited": lambda: Touch.objects.filter(entry_id=3, order=0).update(object_id="1"),
    "touched object removed": lambda: Touch.objects.filter(entry_id=3, order=1).delete(),
    "touched object added": lambda: Touch.objects.create(entry_id=4, order=0, kind="unit", object_id="1"),
    "head counts less": lambda: Head.objects.update(size=F("size") - 1),
    "head holds another root": lambda: Head.objects.update(root=b"\0" * 32),
    "head holds another frontier": lambda: Head.objects.update(frontier=b"\0" * 64),
    "head holds another moment": lambda: Head.objects.update(last_at=None),
    "head removed": lambda: Head.objects.all().delete(),
    "checkpoint edited": lambda: Checkpoint.objects.update(note="nghisu.invalid/nhat-ky\n20\n"),
    "size beside a checkpoint edited": lambda: Checkpoint.objects.update(size=19),
    "root beside a checkpoint edited": lambda: Checkpoint.objects.update(root=b"\0" * 32),
}


@pytest.fixture
def stored(log: Log) -> Log:
    """Return a record of 24 lines, 20 of them signed, the words of one erased."""
    log.grow(SIGNED)
    log.sign()
    log.grow(LINES - SIGNED - 1)
    log.erase(2)
    return log


def test_a_record_nobody_touched_holds(stored: Log) -> None:
    report = check_record()

    assert [str(fault) for fault in report.faults] == []
    assert (report.size, report.signed_size, report.erased) == (LINES, SIGNED, 1)
    assert faults_of_the_tool(stored) == []


@pytest.mark.parametrize("name", TAMPERS)
def test_harness_H16_a_changed_row_is_reported_by_both_programs(stored: Log, name: str) -> None:
    TAMPERS[name]()

    assert [str(fault) for fault in check_record().faults] != []
    if connection.vendor == "sqlite":  # the tool reads SQLite files and exported copies only
        assert faults_of_the_tool(stored) != []


def faults_of_the_tool(log: Log) -> list[str]:
    if connection.vendor != "sqlite":
        return []
    key = TOOL.read_key(public_key_path().read_bytes())
    faults: list[str] = TOOL.database_faults(log.database_file(), key)[0]
    return faults


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("verb edited", "Line 5: “verb” was changed from “unit.renamed” to “unit.merged”."),
        ("words edited", "Line 5: its words were changed."),
        ("words deleted silently", "Line 5: its words were deleted, and no line of the record says so."),
        ("erased words put back", "Line 2: its words were erased by line 23 and have been put back."),
        ("line in the middle removed", "Line 5 was removed."),
        ("two lines swapped", "Line 4: here stands what was written as line 7."),
        (
            "line rewritten as a whole",
            "At least one of the lines 0 to 15 was rewritten together with its hash.",
        ),
        (
            "signed lines cut off with the head",
            "checkpoint 1: it was signed over 20 lines, and only 19 are here.",
        ),
        ("line inserted at the end", "The head counts 24 lines, and 25 are here: lines were inserted."),
    ],
)
def test_the_report_names_what_was_changed(stored: Log, name: str, sentence: str) -> None:
    Checkpoint.objects.update(id=1)
    TAMPERS[name]()

    assert sentence in [str(fault) for fault in check_record().faults]


def test_a_database_rolled_back_behind_the_kept_checkpoint_is_reported(
    stored: Log, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        stored.sign()

    Checkpoint.objects.order_by("-pk")[0].delete()
    remove(*range(SIGNED, LINES), with_head=True)

    assert [str(fault) for fault in check_record().faults] == [
        "Line 2: its words were deleted, and no line of the record says so.",
        "record.checkpoint: it was signed over 24 lines, and only 20 are here.",
    ]
