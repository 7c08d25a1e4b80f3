"""Read lines of the record: of one object, or of the units one may ask about."""

import json
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from nghisu.record.models import Checkpoint, Entry, Head, Touch, Verification


def lines_of(kind: str, pk: str) -> QuerySet[Entry]:
    """Return the lines about an object or touching it."""
    touched = Touch.objects.filter(entry=OuterRef("pk"), kind=kind, object_id=pk)
    return Entry.objects.filter(Q(subject_kind=kind, subject_id=pk) | Exists(touched))


def lines_within(
    units: Collection[str] | None, *, persons: Collection[str] = (), with_installation: bool = False
) -> QuerySet[Entry]:
    """Return the lines that belong to units.

    :param units: ids; None: every unit
    :param persons: lines about these persons that belong to no unit come too
    :param with_installation: all other lines that belong to no unit come too
    """
    seen = ~Q(unit_id="") if units is None else Q(unit_id__in=units)
    seen |= Q(unit_id="", subject_kind="person", subject_id__in=persons)
    if with_installation:
        seen |= Q(unit_id="") & ~Q(subject_kind="person")
    return Entry.objects.filter(seen)


def touched_by(entries: Collection[Entry]) -> dict[int, list[tuple[str, str]]]:
    """Return what each line touches, as (kind, id), in one query."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Touch.objects.filter(entry__in=[entry.pk for entry in entries]).order_by("entry_id", "order")
    for entry_id, kind, pk in rows.values_list("entry_id", "kind", "object_id"):
        found.setdefault(entry_id, []).append((kind, pk))
    return found


def details_of(entry: Entry) -> dict[str, Any] | None:
    """Return the words of a line, None where they were erased."""
    if entry.details is None:
        return None
    found = json.loads(entry.details)
    return found if isinstance(found, dict) else {}


def end_of_record() -> Head | None:
    """Return where the record stands, None before its first line."""
    return Head.objects.first()


def latest_checkpoint() -> Checkpoint | None:
    """Return the last signed statement, None before the first."""
    return Checkpoint.objects.last()


def checkpoint_at(pk: int) -> Checkpoint | None:
    """Return a signed statement by its number."""
    return Checkpoint.objects.filter(pk=pk).first()


def latest_verification() -> Verification | None:
    """Return the last check of the whole record, None before the first."""
    return Verification.objects.last()
