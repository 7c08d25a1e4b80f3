"""Search over many paragraphs: ours, beside a scan with LIKE and, where it is installed, tantivy.

    NGHISU_DATA=/some/empty/folder python -m nghisu migrate
    NGHISU_DATA=/some/empty/folder python bench/search.py 100000

The words are drawn Zipf-like from the names of 3,321 places; three paragraphs in ten hold one of twenty
phrases of committee work. Every engine answers the same 200 questions in the same run; medians, 95th
percentiles and their ratios are printed. On PostgreSQL: ``python tools/with_postgres.py python
bench/search.py 100000``.
"""

import json
import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
HOUSE = Path(__file__).parents[1]
sys.path.insert(0, str(HOUSE / "src"))

PLACES = HOUSE / "tests" / "data" / "vn-provinces" / "simplified_vn_units.json"
QUESTIONS, SHOWN, BATCH, SYLLABLES = 200, 20, 2_000, 63
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


def timed(ask: Callable[[str], Any], questions: list[str]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds."""
    taken = []
    for question in questions:
        begun = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[18]


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
    from nghisu.search.models import SearchEntry, plain_words
    from nghisu.search.queries import matching
    from nghisu.search.rules import Question

    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    chance = random.Random(5)
    texts = paragraphs(count, chance)
    folded = [plain_words(language.fold(one)) for one in texts]
    SearchEntry.objects.filter(kind="bench").delete()
    begun = time.perf_counter()
    for start in range(0, count, BATCH):
        SearchEntry.objects.bulk_create(
            SearchEntry(
                kind="bench",
                object_id=uuid.UUID(int=chance.getrandbits(128)),
                title="",
                key="",
                words=folded[place],
                marked=plain_words(language.exact(texts[place])),
            )
            for place in range(start, min(start + BATCH, count))
        )
    built = time.perf_counter() - begun
    questions = [
        language.fold(chance.choice(PHRASES) if number % 2 else " ".join(chance.choice(texts).split()[:2]))
        for number in range(QUESTIONS)
    ]

    engines: list[tuple[str, Callable[[str], Any]]] = [
        (f"ours ({connection.vendor})", lambda words: list(matching(Question(words))[:SHOWN])),
        (
            "LIKE over everything",
            lambda words: list(
                SearchEntry.objects.filter(kind="bench", words__contains=words).order_by("-id")[:SHOWN]
            ),
        ),
    ]
    anchor = tantivy_over(folded)
    if anchor is not None:
        engines.append(("tantivy", anchor))
    print(f"{count} paragraphs, {connection.vendor}, written in {built:.1f} s")
    figures = [(name, *timed(ask, questions)) for name, ask in engines]
    ours = figures[0][2]
    for name, median, late in figures:
        print(f"{name:28} median {median:8.2f} ms  p95 {late:8.2f} ms  ours/this {ours / late:6.2f}")
    if anchor is None:
        print("NOT RUN: tantivy is not installed")
    SearchEntry.objects.filter(kind="bench").delete()
    return 0


if __name__ == "__main__":
    sys.exit(main())
