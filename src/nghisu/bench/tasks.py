"""Figures of a million tasks: our spans on SQLite beside DuckDB on the same history, in the same run.

The history is made with a fixed seed and written twice: as spans into our own table (its statement is the
product's), and as an event log that DuckDB reads with a window. Both tables must come out the same.

The other anchor loads what is stored as objects and counts them one by one, as a first version would.
"""

import random
import sqlite3
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection

from nghisu.figures.models import ClosedFigure
from nghisu.figures.queries.table import ARISING, Table, arguments, done_sql, quarters_until
from nghisu.kit.periods import Quarter
from nghisu.tasks.models import Task, TaskSpan

UNITS, FIRST, DAY = 65, date(2013, 1, 1), date(2023, 4, 21)
DAYS = (DAY - FIRST).days
SEED = 20230421
AT_ONCE = 2_000
Event = tuple[int, int, int, str | None, str]
DUCK = (
    "SELECT unit, EXTRACT(YEAR FROM accepted_on) * 4 + EXTRACT(QUARTER FROM accepted_on) - 1, origin,"
    " COUNT(*)"
    " FROM (SELECT *, row_number() OVER (PARTITION BY task ORDER BY place DESC) AS latest"
    " FROM events WHERE known <= ?) WHERE latest = 1 AND accepted_on IS NOT NULL GROUP BY ALL"
)


def histories(tasks: int) -> Iterator[list[Event]]:
    """Yield for each task its events: (place, unit, day number, accepted on, origin)."""
    chance = random.Random(SEED)  # noqa: S311 -- invented data, not a secret
    for _task in range(tasks):
        unit, origin = chance.randrange(UNITS), "planned" if chance.random() < 0.84 else "arising"
        given = chance.randrange(DAYS)
        events: list[Event] = [(1, unit, given, None, origin)]
        if chance.random() < 0.92:
            done = min(given + chance.randrange(1, 120), DAYS + 60)
            events.append((2, unit, done, (FIRST + timedelta(done)).isoformat(), origin))
            if chance.random() < 0.2:
                later = done + chance.randrange(1, 90)
                moved = None if chance.random() < 0.5 else (FIRST + timedelta(done - 1)).isoformat()
                events.append((3, unit, later, moved, origin))
        yield events


def table_by_objects(day: date) -> Table:
    """Return the table of tasks done, as known on a day, by loading every task with its whole history.

    In parts, so that a hundred thousand of them fit into memory; all at once is slower.
    """
    found: Table = {}
    for task in Task.objects.order_by().prefetch_related("spans").iterator(chunk_size=AT_ONCE):
        for span in task.spans.all():
            is_known = span.known_from <= day and (span.known_until is None or span.known_until > day)
            if is_known and span.accepted_on is not None:
                cell = span.unit_id, Quarter.of(span.accepted_on), str(span.origin)
                found[cell] = found.get(cell, 0) + 1
    return found


def measure(tasks: int, *, tell: Callable[[str], None] = lambda _: None, rounds: int = 5) -> dict[str, Any]:
    """Measure one size; ``duck_ms`` is missing where DuckDB is not installed."""
    with tempfile.TemporaryDirectory(prefix="nghisu-tasks-") as folder:
        path = Path(folder) / "spans.sqlite3"
        tell(f"writing {tasks} tasks")
        events = _write(path, tasks)
        file = sqlite3.connect(path)
        file.execute("PRAGMA cache_size=-64000")
        units = {one: number for number, one in enumerate(_ids(UNITS))}
        quarters = quarters_until(FIRST, DAY)
        sql, values = done_sql(len(quarters), "?"), [str(one) for one in arguments(quarters, DAY)]
        ours: dict[tuple[int, int, str], int] = {}
        for unit, place, many in file.execute(sql, values):
            one = quarters[int(place)]
            arising, planned = divmod(many or 0, ARISING)
            for origin, count in (("planned", planned), ("arising", arising)):
                if count:
                    ours[units[unit], one.year * 4 + one.number - 1, origin] = count
        found: dict[str, Any] = {
            "tasks": tasks,
            "events": len(events),
            "cells": len(ours),
            "table_ms": _median(lambda: file.execute(sql, values).fetchall(), rounds),
            "quarter_ms": _median(lambda: _quarter(file), rounds),
            "closed_ms": _median(lambda: file.execute(CLOSED).fetchall(), rounds),
        }
        found |= _duck(events, ours, rounds)
        file.close()
        return found


CLOSED = "SELECT unit_id, year, number, value FROM nghisu_closedfigure WHERE code = 'done'"
QUARTER = (
    "SELECT unit_id, origin, COUNT(*) FROM nghisu_taskspan WHERE unit_id = ? AND accepted_on >= '2023-01-01'"
    " AND accepted_on < '2023-04-01' AND known_from <= ? AND (known_until IS NULL OR known_until > ?)"
    " GROUP BY unit_id, origin"
)


def _quarter(file: sqlite3.Connection) -> list[Any]:
    return [file.execute(QUARTER, (unit, str(DAY), str(DAY))).fetchall() for unit in _ids(UNITS)]


def _ids(count: int) -> list[str]:
    return [uuid.UUID(int=number + 1).hex for number in range(count)]


def _write(path: Path, tasks: int) -> list[tuple[Any, ...]]:
    """Write the histories as spans into our own table, with its own indexes; return the event log."""
    file = sqlite3.connect(path)
    file.execute("PRAGMA synchronous=OFF")
    file.execute("PRAGMA journal_mode=OFF")
    for model in (TaskSpan, ClosedFigure):
        editor: Any = connection.SchemaEditorClass(connection, collect_sql=True)
        editor.deferred_sql = []
        file.execute(editor.table_sql(model)[0])
        for statement in editor._model_indexes_sql(model):
            file.execute(str(statement))
    file.execute("CREATE TABLE nghisu_unit (id char(32) PRIMARY KEY)")
    file.executemany("INSERT INTO nghisu_unit VALUES (?)", [(one,) for one in _ids(UNITS)])
    file.execute("PRAGMA foreign_keys=OFF")
    units, log = _ids(UNITS), []
    names = [str(field.column) for field in TaskSpan._meta.concrete_fields]
    wanted = f"INSERT INTO nghisu_taskspan ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    rows: list[tuple[Any, ...]] = []
    closed: dict[tuple[int, int], int] = {}
    for number, events in enumerate(histories(tasks)):
        task = uuid.UUID(int=number + 10**6).hex
        for place, event in enumerate(events):
            until = events[place + 1][2] if place + 1 < len(events) else None
            rows.append(_span(names, task, event, until, units))
            log.append((number, event[0], event[1], (FIRST + timedelta(event[2])).isoformat(), *event[3:]))
            if event[3] and event[3] < "2023-01-01" and until is None:
                quarter = int(event[3][:4]) * 4 + (int(event[3][5:7]) - 1) // 3
                closed[event[1], quarter] = closed.get((event[1], quarter), 0) + 1
        if len(rows) > 20_000:
            file.executemany(wanted, rows)
            rows.clear()
    file.executemany(wanted, rows)
    file.executemany(
        "INSERT INTO nghisu_closedfigure (id, unit_id, year, number, code, value)"
        " VALUES (?, ?, ?, ?, 'done', ?)",
        [
            (uuid.UUID(int=place + 1).hex, units[unit], quarter // 4, quarter % 4 + 1, value)
            for place, ((unit, quarter), value) in enumerate(closed.items())
        ],
    )
    file.commit()
    file.execute("ANALYZE")
    file.close()
    return log


def _span(names: list[str], task: str, event: Event, until: int | None, units: list[str]) -> tuple[Any, ...]:
    place, unit, known, accepted, origin = event
    day = (FIRST + timedelta(known)).isoformat()
    values: dict[str, Any] = {
        "id": uuid.uuid4().hex,
        "unit_id": units[unit],
        "giver_id": units[unit],
        "asked_by_id": None,
        "lead_id": units[unit],
        "origin": origin,
        "programme_item_id": units[0] if origin == "planned" else None,
        "directive_id": None if origin == "planned" else units[0],
        "given_on": "2013-01-01",
        "due_on": None,
        "stage": "accepted" if accepted else "open",
        "submitted_on": accepted,
        "accepted_on": accepted,
        "returns": 0,
        "extensions": 0,
        "task_id": task,
        "number": place,
        "known_from": day,
        "known_until": (FIRST + timedelta(until)).isoformat() if until is not None else None,
        "at": f"{day} 09:00:00",
        "act": "accepted" if accepted else "given",
        "by_id": None,
        "words": "",
        "document_id": None,
    }
    return tuple(values[name] for name in names)


def _duck(
    events: list[tuple[Any, ...]], ours: dict[tuple[int, int, str], int], rounds: int
) -> dict[str, Any]:
    try:
        import duckdb  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415 -- an anchor, where installed
    except ImportError:
        return {"duck": "NOT RUN: duckdb is not installed"}
    file = duckdb.connect(config={"threads": 1})
    file.execute(
        "CREATE TABLE events"
        " (task INTEGER, place TINYINT, unit SMALLINT, known DATE, accepted_on DATE, origin VARCHAR)"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as sheet:
        sheet.writelines(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in events)
        sheet.flush()
        file.execute(f"COPY events FROM '{sheet.name}' (HEADER false)")
    theirs = {tuple(row[:3]): row[3] for row in file.execute(DUCK, [DAY]).fetchall()}
    if theirs != ours:
        raise AssertionError("the two tables differ")
    duck_ms = _median(lambda: file.execute(DUCK, [DAY]).fetchall(), rounds)
    return {"duck_ms": duck_ms}


def _median(act: Callable[[], object], rounds: int) -> float:
    act()
    times = []
    for _round in range(rounds):
        before = time.process_time()  # other programs on the machine do not count
        act()
        times.append((time.process_time() - before) * 1000)
    return round(sorted(times)[rounds // 2], 2)


def compared(small: dict[str, Any], large: dict[str, Any]) -> dict[str, Any]:
    """Return the ratios that performance.md asks for."""
    found = {
        "growth_quarter": round(large["quarter_ms"] / max(small["quarter_ms"], 0.01), 2),
        "growth_closed": round(large["closed_ms"] / max(small["closed_ms"], 0.01), 2),
    }
    if "duck_ms" in large:
        found["ratio_table"] = round(large["table_ms"] / large["duck_ms"], 3)
        found["ratio_closed"] = round(large["closed_ms"] / large["duck_ms"], 3)
    return found
