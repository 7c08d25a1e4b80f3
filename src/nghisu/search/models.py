"""What search knows: one row an object, its words folded, and the same words with their marks."""

import re
from datetime import date
from typing import Any

from django.db import connection, connections, models

MOST_WORDS = 12
WORDS = re.compile(r"[^\W_]+")  # letters and digits, as str.isalnum tells them
EVERYTHING = 2**40


class SearchEntry(models.Model):
    """One findable object. Who may find it is asked of the object's own package, never stored here."""

    kind = models.CharField(max_length=20)
    object_id = models.UUIDField()
    code = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=400)
    detail = models.CharField(max_length=400, blank=True)
    key = models.CharField(max_length=80)
    code_key = models.CharField(max_length=80, blank=True, help_text="the code as plain_words of it, folded")
    title_key = models.CharField(max_length=400, blank=True, help_text="the title, folded")
    title_marked = models.CharField(max_length=400, blank=True, help_text="the title with marks")
    day = models.DateField(null=True, blank=True)
    words = models.TextField(help_text="folded: lower case, no marks")
    marked = models.TextField(help_text="lower case with marks")

    class Meta:
        verbose_name_plural = "search entries"
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_once_an_object")
        ]
        indexes = [
            models.Index(fields=["code_key", "day"]),
            models.Index(fields=["title_key", "day"]),
            models.Index(fields=["title_marked", "day"]),
        ]

    def __str__(self) -> str:
        return self.title


class SearchWaiting(models.Model):
    """New objects of one kind that an import made and that are not in the index yet.

    Writing the words of thousands would keep the import; whoever searches next, or the next round of the
    jobs, writes them first (``search.actions.settle``), so that no search misses what is stored.
    """

    kind = models.CharField(max_length=20, help_text="what was made: the name of its model")
    ids = models.TextField(help_text="32 digits each, with blanks between")

    class Meta:
        verbose_name_plural = "search waiting"


def words_of(text: str) -> list[str]:
    """Return the words of a question, letters and digits only, so that no operator gets through."""
    return plain_words(text).split()[:MOST_WORDS]


def plain_words(text: str) -> str:
    """Return a text as both databases part it into the same words: letters and digits, single blanks."""
    return " ".join(WORDS.findall(text))


def walk(
    column: str,
    text: str,
    *,
    kind: str = "",
    first: date | None = None,
    last: date | None = None,
    limit: int = EVERYTHING,
) -> list[int]:
    """Return ids of entries where each word of the text begins a word of the column, the newest first.

    No more of the index is read than the limit asks for on SQLite, where an entry's place in it is its day.
    """
    if connection.vendor == "sqlite":
        table = TABLES[column]
        narrow, values = _places(table, first, last)
        joined = ""
        if kind:
            joined = f" CROSS JOIN nghisu_searchentry AS entry ON entry.id = ({table}.rowid & {ID_MASK})"
            narrow += " AND entry.kind = %s"
            values.append(kind)
        asked = (
            f"SELECT {table}.rowid & {ID_MASK} FROM {table}{joined} WHERE {table} MATCH %s{narrow} "  # noqa: S608 -- names of ours
            f"ORDER BY {table}.rowid DESC LIMIT %s"
        )
        values = [_prefixes(text), *values, limit]
    else:
        fits, fitting = _fits(column, text)
        narrow, values = _narrow(kind, first, last)
        asked = f"SELECT id FROM nghisu_searchentry WHERE {fits}{narrow} {NEWEST}"  # noqa: S608 -- names of ours
        values = [*fitting, *values, limit]
    with connection.cursor() as cursor:
        cursor.execute(asked, values)
        return [pk for (pk,) in cursor.fetchall()]


def called(
    marked: str,
    folded: str,
    *,
    exact: bool = False,
    kind: str = "",
    first: date | None = None,
    last: date | None = None,
    limit: int = EVERYTHING,
) -> list[int]:
    """Return ids of what is called so: by number, by title with marks, by title without, by its beginning.

    The newest first each time. With exact marks, number and title must hold the words with their marks too.
    """
    fits, fitting = _fits("marked", marked) if exact else ("", [])
    and_fits = f" AND {fits}" if fits else ""
    narrow, narrowing = _narrow(kind, first, last)
    begins, beginning = "title_marked LIKE %s", [f"{marked}%"]
    if connection.vendor == "sqlite":
        begins, beginning = "title_marked >= %s AND title_marked < %s", [marked, marked + LAST_LETTER]
    ways: list[tuple[str, list[Any]]] = [
        (f"code_key = %s{and_fits}", [folded, *fitting]),
        ("title_marked = %s", [marked]),
        (f"title_key = %s{and_fits}", [folded, *fitting]),
        (begins, beginning),
    ]
    asked, values = [], []
    for rank, (way, sought) in enumerate(ways):
        asked.append(
            f"SELECT * FROM (SELECT {rank} AS rank, day, id FROM nghisu_searchentry "  # noqa: S608 -- names of ours
            f"WHERE {way}{narrow} {NEWEST}) AS way{rank}"
        )
        values += [*sought, *narrowing, limit]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), values)
        rows = sorted(cursor.fetchall(), key=lambda row: (str(row[1] or ""), row[2]), reverse=True)
    rows.sort(key=lambda row: row[0])
    return list(dict.fromkeys(pk for _rank, _day, pk in rows))[:limit]


def _prefixes(text: str) -> str:
    return " ".join(f'"{word}" *' for word in words_of(text))


def _fits(column: str, text: str) -> tuple[str, list[Any]]:
    if connection.vendor == "sqlite":
        table = TABLES[column]
        return f"id IN (SELECT rowid & {ID_MASK} FROM {table} WHERE {table} MATCH %s)", [_prefixes(text)]  # noqa: S608 -- names of ours
    asked = " & ".join(f"'{word}':*" for word in words_of(text))
    return f"to_tsvector('simple', {column}) @@ to_tsquery('simple', %s)", [asked]


def _narrow(kind: str, first: date | None, last: date | None) -> tuple[str, list[Any]]:
    """Return what narrows a question; written so that no index of kinds is taken before that of names."""
    wanted = [("kind || '' = %s", kind), ("day >= %s", first), ("day <= %s", last)]
    return "".join(f" AND {way}" for way, value in wanted if value), [
        value for _way, value in wanted if value
    ]


def _places(table: str, first: date | None, last: date | None) -> tuple[str, list[Any]]:
    if first is None and last is None:
        return "", []
    from_day = first.toordinal() if first else 1 - DAY_ZERO
    until_day = (last or date.max).toordinal() + 1
    return f" AND {table}.rowid >= %s AND {table}.rowid < %s", [
        (from_day + DAY_ZERO) << ID_BITS,
        (until_day + DAY_ZERO) << ID_BITS,
    ]


def ensure_index(using: str) -> None:
    """Make the word index beside the table, filled; harmless where it is there already."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if SearchEntry._meta.db_table not in tables:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT 1 FROM sqlite_master WHERE name = 'nghisu_search_folded'")
            is_new = cursor.fetchone() is None
            for statement in [*SQLITE_INDEX, *(SQLITE_FILL if is_new else ())]:
                cursor.execute(statement)
        else:
            for column in TABLES:
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS nghisu_search_{column} ON nghisu_searchentry "
                    f"USING gin (to_tsvector('simple', {column}))"
                )
            cursor.execute(
                "CREATE INDEX IF NOT EXISTS nghisu_search_begins ON nghisu_searchentry "
                "(title_marked varchar_pattern_ops)"
            )


def tidy_index() -> None:
    """Merge what many small writes left behind in the word index, after all of it was written anew."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for table in TABLES.values():
                cursor.execute(f"INSERT INTO {table}({table}) VALUES ('optimize')")  # noqa: S608 -- names of ours


ID_BITS = 34
ID_MASK = (1 << ID_BITS) - 1
DAY_ZERO = 1_721_424
LAST_LETTER = "\U0010ffff"
TABLES = {"words": "nghisu_search_folded", "marked": "nghisu_search_marked"}
NEWEST = "ORDER BY day DESC NULLS LAST, id DESC LIMIT %s"


def _place(row: str) -> str:
    """Return the place of a row in SQLite's word index: its day (Julian, 0 when it has none), then its id."""
    dot = f"{row}." if row else ""
    return f"((coalesce(CAST(julianday({dot}day) AS INTEGER), 0) << {ID_BITS}) | {dot}id)"


def _table(column: str) -> str:
    """Return the making of a word index: which entry has which word, no text and no positions."""
    return f"""CREATE VIRTUAL TABLE IF NOT EXISTS {TABLES[column]} USING fts5(
        {column}, content='', detail=none, prefix='1 2 3 4 5 6', tokenize="unicode61 remove_diacritics 0")"""


def _into(column: str) -> str:
    return f"INSERT INTO {TABLES[column]}(rowid, {column}) VALUES ({_place('new')}, new.{column});"  # noqa: S608 -- names of ours


def _out_of(column: str) -> str:
    table = TABLES[column]
    return f"INSERT INTO {table}({table}, rowid, {column}) VALUES ('delete', {_place('old')}, old.{column});"  # noqa: S608 -- names of ours


def _trigger(name: str, event: str, *deeds: str) -> str:
    return (
        f"CREATE TRIGGER IF NOT EXISTS nghisu_search_{name} AFTER {event} ON nghisu_searchentry "
        f"BEGIN {' '.join(deeds)} END"
    )


SQLITE_INDEX = (
    *(f"DROP TRIGGER IF EXISTS nghisu_search_{name}" for name in ("in", "out", "again")),
    "DROP TABLE IF EXISTS nghisu_search_words",
    *map(_table, TABLES),
    _trigger("in", "INSERT", *map(_into, TABLES)),
    _trigger("out", "DELETE", *map(_out_of, TABLES)),
    _trigger("again", "UPDATE", *map(_out_of, TABLES), *map(_into, TABLES)),
)
SQLITE_FILL = tuple(
    f"INSERT INTO {table}(rowid, {column}) SELECT {_place('')}, {column} FROM nghisu_searchentry ORDER BY 1"  # noqa: S608 -- names of ours
    for column, table in TABLES.items()
)
