"""What search knows: one row an object, its words folded, and the same words with their marks."""

from typing import Any

from django.db import connections, models
from django.db.models.lookups import Lookup

MOST_WORDS = 12


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
        indexes = [models.Index(fields=["kind", "day"])]

    def __str__(self) -> str:
        return self.title


@models.TextField.register_lookup
class Matches(Lookup):
    """``words__matches="nghi quyet"``: every word begins a word of the text, by the database's own index."""

    lookup_name = "matches"
    prepare_rhs = False

    def get_prep_lookup(self) -> str:
        return str(self.rhs)

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column = self.lhs.target.column
        table = compiler.quote_name_unless_alias(self.lhs.alias)
        asked = " ".join(f'{column} : "{word}" *' for word in words_of(self.rhs))
        return (
            f"{table}.id IN (SELECT rowid FROM nghisu_search_words WHERE nghisu_search_words MATCH %s)",  # noqa: S608 -- the name of a table of ours
            [asked],
        )

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, values = self.process_lhs(compiler, connection)
        asked = " & ".join(f"'{word}':*" for word in words_of(self.rhs))
        return f"to_tsvector('simple', {left}) @@ to_tsquery('simple', %s)", [*values, asked]


def words_of(text: str) -> list[str]:
    """Return the words of a question, letters and digits only, so that no operator gets through."""
    return plain_words(text).split()[:MOST_WORDS]


def plain_words(text: str) -> str:
    """Return a text as both databases part it into the same words: letters and digits, single blanks."""
    return " ".join("".join(mark if mark.isalnum() else " " for mark in text).split())


def ensure_index(using: str) -> None:
    """Make the word index beside the table; harmless where it is there already."""
    connection = connections[using]
    if SearchEntry._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in SQLITE_INDEX:
                cursor.execute(statement)
        else:
            for column in ("words", "marked"):
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS nghisu_search_{column} ON nghisu_searchentry "
                    f"USING gin (to_tsvector('simple', {column}))"
                )


SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS nghisu_search_words USING fts5(
        words, marked, content='nghisu_searchentry', content_rowid='id',
        tokenize="unicode61 remove_diacritics 0")""",
    """CREATE TRIGGER IF NOT EXISTS nghisu_search_in AFTER INSERT ON nghisu_searchentry BEGIN
        INSERT INTO nghisu_search_words(rowid, words, marked) VALUES (new.id, new.words, new.marked); END""",
    """CREATE TRIGGER IF NOT EXISTS nghisu_search_out AFTER DELETE ON nghisu_searchentry BEGIN
        INSERT INTO nghisu_search_words(nghisu_search_words, rowid, words, marked)
        VALUES ('delete', old.id, old.words, old.marked); END""",
    """CREATE TRIGGER IF NOT EXISTS nghisu_search_again AFTER UPDATE ON nghisu_searchentry BEGIN
        INSERT INTO nghisu_search_words(nghisu_search_words, rowid, words, marked)
        VALUES ('delete', old.id, old.words, old.marked);
        INSERT INTO nghisu_search_words(rowid, words, marked) VALUES (new.id, new.words, new.marked); END""",
)
