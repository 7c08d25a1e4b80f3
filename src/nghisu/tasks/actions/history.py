"""Open and change a task so that what was known on every past day stays as it was."""

import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from nghisu.kit.bulk import Ids, Many, in_order, new_ids, store_columns
from nghisu.kit.refusals import N_, Conflict, Refusal
from nghisu.kit.stored import columns_of, store_all, store_rows
from nghisu.organisation.queries import day_of
from nghisu.tasks.actions.products import Products, matched, store_products
from nghisu.tasks.models import STATE_FIELDS, Evidence, Task, TaskCounter, TaskSpan, TaskSupport
from nghisu.tasks.rules.status import Stage
from nghisu.tasks.rules.steps import POLICY, Step, check_step

if TYPE_CHECKING:
    from nghisu.documents.models import Document
    from nghisu.organisation.models import Unit
    from nghisu.organisation.rules.policy import Standing


class EarlierThanLastAct(Refusal):
    """An act before the last one known."""

    sentence = N_("The last act on this task is known from %(known_from)s; this one cannot lie before it.")


def locked(task: Task, *, version: int, step: Step, by: "Standing") -> Task:
    """Return the task, locked, after asking the policy, the version and the stage, in this order.

    :raises NotAllowed: if no clause lets the person take the step
    :raises Conflict: if somebody acted since ``version`` was read
    """
    stored = Task.locked(task.pk)
    action, side = POLICY[step]
    sides = {"lead": stored.lead_id, "giver": stored.accepting_unit_id, "unit": stored.unit_id}
    by.require(action, **{side: sides[side]})
    if stored.version != version:
        raise Conflict
    check_step(step, Stage(stored.stage))
    return stored


def open_all(
    tasks: Sequence[Task],
    *,
    supports: dict[uuid.UUID, Iterable["Unit"]],
    by: "Standing",
    at: datetime,
    products: Products | None = None,
    tell: Callable[[int], None] = lambda _count: None,
) -> None:
    """Store new tasks with their codes, first spans and products, in a fixed number of queries.

    :param products: what each task is to bring, by its key
    :param tell: told how many rows of tasks and spans are stored so far
    """
    number_all(tasks)
    for task in tasks:
        task.fold()
    store_all(tasks, tell=tell)
    store_rows(TaskSpan, _first_spans(tasks, by=by, at=at), tell=lambda count: tell(len(tasks) + count))
    TaskSupport.objects.bulk_create(
        TaskSupport(task_id=task_id, unit=unit) for task_id, units in supports.items() for unit in units
    )
    store_products(products or {})


def _first_spans(tasks: Sequence[Task], *, by: "Standing", at: datetime) -> Iterator[Sequence[Any]]:
    """Yield the row of the first span of each task: what the task repeats, and the act of giving."""
    given = {
        "number": 1,
        "known_from": day_of(at),
        "at": at,
        "act": TaskSpan.Act.GIVEN,
        "by_id": by.person_id,
        "words": "",
    }
    columns = columns_of(TaskSpan)
    same = [given.get(column) for column in columns]
    places = [columns.index(column) for column in _state_columns()]
    own, whose = columns.index("id"), columns.index("task_id")
    state = attrgetter(*_state_columns())
    for task in tasks:
        row = same.copy()
        row[own], row[whose] = uuid.uuid4(), task.pk
        for place, value in zip(places, state(task), strict=True):
            row[place] = value
        yield row


def open_columns(
    count: int, values: dict[str, Any], *, by: "Standing", at: datetime, tell: Callable[[int], None]
) -> Ids:
    """Store many new tasks with their first spans, given as columns; return their ids.

    They are written unit by unit, so that the indexes that begin with a unit are written side by side.

    :param values: what ``kit.bulk.store_columns`` takes of Task, without id
    """
    ids = new_ids(count)
    order = sorted(range(count), key=values["unit_id"].__getitem__)
    values = {column: in_order(value, order) for column, value in values.items()}
    store_columns(Task, count, {**values, "id": ids}, tell=tell)
    spans: dict[str, Any] = {
        **{column: values[column] for column in _state_columns() if column in values},
        "id": new_ids(count),
        "task_id": ids,
        "number": 1,
        "known_from": day_of(at),
        "at": at,
        "act": TaskSpan.Act.GIVEN,
        "by_id": by.person_id,
        "words": "",
    }
    store_columns(TaskSpan, count, spans, tell=lambda done: tell(count + done))
    as_given = sorted(range(count), key=order.__getitem__)
    return Ids(map(ids.__getitem__, as_given))


def codes_for(units: "Sequence[Unit]", year: int) -> Many:
    """Return the next codes of tasks of these units in a year, in order, counted under a lock."""
    counters = _counters({(unit.pk, year) for unit in {id(unit): unit for unit in units}.values()})
    own = {id(unit): (f"{unit.code}-{year}-", counters[unit.pk, year]) for unit in units}
    last = {key: counter.last for key, (_beginning, counter) in own.items()}
    beginnings = {key: beginning for key, (beginning, _counter) in own.items()}
    codes = Many()
    for key in map(id, units):
        last[key] = number = last[key] + 1
        codes.append(f"{beginnings[key]}{number:03d}")
    for key, (_beginning, counter) in own.items():
        counter.last = last[key]
    TaskCounter.objects.bulk_update(list(counters.values()), ["last"])
    return codes


def number_all(tasks: Sequence[Task]) -> None:
    """Give each task the next code of its unit and year, under a lock."""
    counters = _counters({(task.unit_id, task.year) for task in tasks})
    for task in tasks:
        counter = counters[(task.unit_id, task.year)]
        counter.last += 1
        task.code = f"{task.unit.code}-{task.year}-{counter.last:03d}"
    TaskCounter.objects.bulk_update(list(counters.values()), ["last"])


def _counters(of: set[tuple[uuid.UUID, int]]) -> dict[tuple[uuid.UUID, int], TaskCounter]:
    """Return the locked counter of each unit and year."""
    wanted = sorted(of, key=str)
    years = {year for _, year in wanted}
    TaskCounter.objects.bulk_create(
        [TaskCounter(unit_id=unit_id, year=year) for unit_id, year in wanted], ignore_conflicts=True
    )
    rows = (
        TaskCounter.objects.select_for_update()
        .filter(unit_id__in=[unit_id for unit_id, _ in wanted], year__in=years)
        .order_by("pk")
    )
    return {(one.unit_id, one.year): one for one in rows if (one.unit_id, one.year) in of}


def change(
    task: Task,
    *,
    act: TaskSpan.Act,
    by: "Standing",
    at: datetime,
    words: str = "",
    document: "Document | None" = None,
    evidence: Iterable["Document"] = (),
    shows: "Mapping[uuid.UUID, Sequence[Document]] | None" = None,
    **values: Any,
) -> TaskSpan:
    """Give a locked task new values: close the span that was open, open the next.

    :param shows: the documents that show an expected product, by the key of the product
    :raises EarlierThanLastAct: if ``at`` lies before the day from which the open span is known
    """
    day = day_of(at)
    last = TaskSpan.objects.get(task=task, known_until=None)
    if day < last.known_from:
        raise EarlierThanLastAct(known_from=last.known_from)
    for name, value in values.items():
        setattr(task, name, value)
    task.save_over(task.version, *values)
    last.known_until = day
    last.save(update_fields=["known_until"])
    span = TaskSpan.objects.create(
        task=task,
        number=last.number + 1,
        known_from=day,
        at=at,
        act=act,
        by_id=by.person_id,
        words=words.strip(),
        document=document,
        **state_of(task),
    )
    pairs = matched(task, shows or {})
    rows: list[tuple[Document, Any]] = [pair for documents in pairs.values() for pair in documents]
    rows += [(one, None) for one in evidence if one.pk not in pairs]
    Evidence.objects.bulk_create(
        Evidence(task=task, span=span, document=document, product=product) for document, product in rows
    )
    return span


def state_of(task: Task) -> dict[str, Any]:
    """Return the values a span repeats, by column."""
    return {column: getattr(task, column) for column in _state_columns()}


@lru_cache(maxsize=1)
def _state_columns() -> tuple[str, ...]:
    return tuple(Task._meta.get_field(name).attname for name in STATE_FIELDS)  # type: ignore[union-attr]
