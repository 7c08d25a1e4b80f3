"""Keep the index in step: every line of the record re-reads what it is about, in the same transaction.

Only what an import makes by the thousand waits until somebody searches; see docs/decisions/.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from uuid import UUID

from django.db import models, transaction

from nghisu.kit import language
from nghisu.kit.bulk import Ids, roomy
from nghisu.kit.stored import batched, columns_of, store_rows
from nghisu.organisation.models import Mandate
from nghisu.record.actions import Act, Made
from nghisu.search.models import SearchEntry, SearchWaiting, plain_words, tidy_index
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
    SearchWaiting.objects.all().delete()
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
    for one in _objects(acts):
        for kind, findable in FINDABLE.items():
            changed = findable.touched_by(one)
            if changed is not None:
                wanted.setdefault(kind, set()).update(changed)
    for kind, ids in wanted.items():
        if ids:
            index(kind, ids)
    _let_wait([made for act in acts for made in act.made])


def _objects(acts: Sequence[Act]) -> Iterator[models.Model]:
    """Yield what the lines are about, each once, however many lines name it."""
    seen: set[int] = set()
    for act in acts:
        for one in (act.subject, *act.touching):
            if id(one) not in seen:
                seen.add(id(one))
                yield one


def _persons_of(mandates: Ids) -> Iterable[UUID]:
    """Return the persons of mandates."""
    return Mandate.objects.filter(pk__in=mandates).values_list("person_id", flat=True).distinct()


# Which entries the objects of a model concern, by its name: kind of entry, and the ids from those made.
WAITING: dict[str, tuple[str, Callable[[Ids], Iterable[UUID]]]] = {
    "task": ("task", lambda ids: [UUID(one) for one in ids]),
    "person": ("person", lambda ids: [UUID(one) for one in ids]),
    "mandate": ("person", _persons_of),
}


def _let_wait(made: Sequence[Made]) -> None:
    """Note what was made and is findable, to be read into the index before the next search."""
    ids: dict[str, list[str]] = {}
    for one in made:
        ids.setdefault(one.model._meta.model_name or "", []).extend(one.ids)
    SearchWaiting.objects.bulk_create(
        SearchWaiting(kind=kind, ids=" ".join(every)) for kind, every in ids.items() if kind in WAITING
    )


def settle() -> int:
    """Read into the index what imports left waiting; return how many objects. Call before every search.

    Two who search at once take turns: the second finds nothing waiting once the first is done.
    """
    if not SearchWaiting.objects.exists():
        return 0
    with transaction.atomic(), roomy():
        rows = list(SearchWaiting.objects.select_for_update().order_by("pk"))
        wanted: dict[str, set[UUID]] = {}
        for row in rows:
            kind, concerned = WAITING[row.kind]
            wanted.setdefault(kind, set()).update(concerned(Ids(row.ids.split())))
        SearchWaiting.objects.filter(pk__in=[row.pk for row in rows]).delete()
        return sum(index(kind, ids) for kind, ids in wanted.items())
