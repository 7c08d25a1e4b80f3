"""Read the whole record in one moment, to check it or to copy it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from nghisu.record.models import Checkpoint, Entry, Head, Touch
from nghisu.record.queries.keys import kept_checkpoint_path, verifier
from nghisu.record.rules.audit import Report, StoredEnd, StoredLine, StoredNote, audit
from nghisu.record.rules.line import ERASED

CHUNK = 2000


@contextmanager
def one_moment() -> Iterator[None]:
    """See one moment of the database however long reading takes, without keeping writers out.

    Inside a transaction it does nothing: that is one moment on SQLite, and the caller's choice elsewhere.
    """
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN DEFERRED"
    if connection.vendor == "postgresql":
        begin = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")


def check_record() -> Report:
    """Check every line, the head and every checkpoint of the database, in one pass."""
    with one_moment():
        notes = [
            StoredNote(f"checkpoint {row.pk}", row.note.encode(), row.size, bytes(row.root))
            for row in Checkpoint.objects.order_by("pk")
        ]
        kept = kept_checkpoint_path()
        if kept.exists():
            notes.append(StoredNote(kept.name, kept.read_bytes()))
        head = Head.objects.first()
        end = None
        if head is not None:
            end = StoredEnd(head.size, bytes(head.frontier), bytes(head.root), head.last_at)
        return audit(_stored_lines(), end, notes, verifier())


def entries_in_order(first: int = 0, until: int | None = None) -> Iterator[Entry]:
    """Yield the lines from ``first`` up to but not including ``until``, in order."""
    rows = Entry.objects.filter(index__gte=first).order_by("index")
    if until is not None:
        rows = rows.filter(index__lt=until)
    return rows.iterator(chunk_size=CHUNK)


def is_erased_since(size: int) -> bool:
    """Tell whether words were erased by a line after the first ``size``."""
    return Entry.objects.filter(index__gte=size, verb=ERASED).exists()


def _stored_lines() -> Iterator[StoredLine]:
    touches = _touches()
    waiting = next(touches, None)
    for entry in entries_in_order():
        touching = []
        while waiting is not None and waiting[0] <= entry.pk:
            if waiting[0] == entry.pk:
                touching.append(waiting[1:])
            waiting = next(touches, None)
        yield StoredLine(
            index=entry.pk,
            columns={
                "verb": entry.verb,
                "subject_kind": entry.subject_kind,
                "subject_id": entry.subject_id,
                "actor_id": entry.actor_id,
                "unit_id": entry.unit_id,
                "at": entry.at,
                "flag": entry.flag,
                "touching": tuple(touching),
            },
            leaf=bytes(entry.leaf),
            leaf_hash=bytes(entry.leaf_hash),
            salt=None if entry.salt is None else bytes(entry.salt),
            details=entry.details,
        )


def _touches() -> Iterator[tuple[int, str, str]]:
    rows = Touch.objects.order_by("entry_id", "order").values_list("entry_id", "kind", "object_id")
    return rows.iterator(chunk_size=CHUNK)
