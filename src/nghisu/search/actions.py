"""Keep the index in step: every line of the record re-reads what it is about, in the same transaction."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from nghisu.kit import language
from nghisu.kit.stored import batched, columns_of, store_rows
from nghisu.record.actions import Act
from nghisu.search.models import SearchEntry, plain_words, tidy_index
from nghisu.search.queries import FINDABLE, Found

BATCH = 2000


def _entry(kind: str, found: Found) -> dict[str, object]:
    text = " ".join([found.code, found.title, found.detail, found.text])
    return {
        "kind": kind,
        "object_id": found.pk,
        "code": found.code[:80],
        "title": found.title[:400],
        "detail": found.detail[:400],
        "key": found.key,
        "day": found.day,
        "code_key": plain_words(language.fold(found.code))[:80],
        "title_key": plain_words(language.fold(found.title))[:400],
        "title_marked": plain_words(language.exact(found.title))[:400],
        "words": plain_words(language.fold(text)),
        "marked": plain_words(language.exact(text)),
    }


@transaction.atomic
def index(kind: str, ids: Iterable[UUID] | None = None) -> int:
    """Read objects of a kind anew into the index, all of them when no ids are given. Returns how many."""
    findable = FINDABLE[kind]
    chosen = None if ids is None else list(ids)
    old = SearchEntry.objects.filter(kind=kind)
    if chosen is not None:
        old = old.filter(object_id__in=chosen)
    old.delete()
    count = 0
    columns = columns_of(SearchEntry)
    for batch in batched((_entry(kind, found) for found in findable.read(chosen)), BATCH):
        # In the order of their days the word index takes them without parting them.
        batch.sort(key=lambda one: one["day"] or date.min)  # type: ignore[arg-type, return-value]
        rows = ([one[column] for column in columns] for one in batch)
        count += store_rows(SearchEntry, rows, together=True)
    return count


def index_everything(tick: Callable[[int], None] = lambda _count: None) -> int:
    """Build the whole index anew."""
    total = 0
    for kind in FINDABLE:
        count = index(kind)
        total += count
        tick(count)
    tidy_index()
    return total


def follow_record(acts: Sequence[Act]) -> None:
    """Re-read what new lines of the record are about; called by the record inside their transaction."""
    wanted: dict[str, set[UUID]] = {}
    for act in acts:
        for one in (act.subject, *act.touching):
            for kind, findable in FINDABLE.items():
                changed = findable.touched_by(one)
                if changed is not None:
                    wanted.setdefault(kind, set()).update(changed)
    for kind, ids in wanted.items():
        if ids:
            index(kind, ids)
