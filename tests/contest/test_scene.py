"""The scene of 18 October 2023: 3,736 works of 52 of 61 units are checked in, judged, ranked, unmasked.

Who acts, acts by the pages; only the sending of thousands of files and scores is done by what the pages call.
"""

import html
import io
import os
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.utils.html import strip_tags
from tests.conftest import House, Visitor, at
from tests.contest.scene import ENTRIES, NAMED, SENDERS, UNITS, Work, works

from nghisu.contest import queries
from nghisu.contest.actions import entering, judging
from nghisu.contest.models import Author, Contest, ContestEntry, EntrySource, Genre, Judge, Scoring
from nghisu.contest.rules import limits
from nghisu.kit import clock, files, language
from nghisu.organisation.models import Unit

pytestmark = [pytest.mark.slow]
Visit = Callable[[str], Visitor]
JUDGES = [f"giamkhao{number}" for number in range(20)]
FINAL = JUDGES[:6]
BATCH = 500


@dataclass
class Scene:
    """The house with its 61 units, the contest, and who is who."""

    house: House
    visit: Visit
    contest: Contest
    authors: set[str] = field(default_factory=set)

    @property
    def path(self) -> str:
        return f"/cuoc-thi/{self.contest.pk}/"

    def step(self, slug: str, who: str = "minh", **sent: Any) -> None:
        """Take a step by its page."""
        self.contest.refresh_from_db()
        answer = self.visit(who).send(f"{self.path}{slug}/", {"version": self.contest.version, **sent})
        assert answer.status_code == 302, answer.content.decode()
        self.contest.refresh_from_db()

    def begin_round(self, number: int, judges: list[str]) -> None:
        """Appoint judges, let each declare, begin the round; all by the pages."""
        people = [str(self.house.people[key].pk) for key in judges]
        self.step("giam-khao", round=str(number), judges=people)
        for key in judges:
            answer = self.visit(key).send(f"{self.path}cham/cam-ket/", {})
            assert answer.status_code == 302, answer.content.decode()
        self.step("so-khao" if number == 1 else "chung-khao")
        let_count()

    def score(self, number: int, points: Callable[[Scoring], tuple[int, int, int]]) -> None:
        """Send every score that awaits its judge, thirds too, judge by judge."""
        keys = {one.pk: key for key, one in self.house.people.items()}
        while True:
            waiting: dict[str, list[Scoring]] = defaultdict(list)
            rows = Scoring.objects.filter(round=number, sent_at__isnull=True)
            for one in rows.select_related("judge", "entry__source"):
                waiting[keys[one.judge.person_id]].append(one)
            if not waiting:
                return
            for key, scorings in waiting.items():
                judging.send_scores(
                    rows=[(one, points(one)) for one in scorings],
                    by=self.house.standing(key),
                    at=at("2023-08-01 08:00"),
                )


@pytest.fixture
def scene(house: House, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """Return an open contest of a house with 61 units, judges of senders and of others."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
    for number in range(3, UNITS + 1):
        house.add_unit(f"A{number}", f"Đảng ủy Bộ Ví dụ {number}", "DUK")
    house.add_unit("DTN", "Đoàn Khối các cơ quan Trung ương", "DUK", kind="advisory")
    for number, key in enumerate(JUDGES):
        house.add_person(key, f"Giám Khảo {key}", f"A{UNITS - number}", "specialist")
    clock.set_demo_time(at("2023-03-15 08:00"))
    minh = house.standing("minh")
    contest = entering.begin_contest(
        unit=house.units["DUK"],
        title="Cuộc thi chính luận bảo vệ nền tảng tư tưởng của Đảng năm 2023",
        launched_on=at("2023-03-15 08:00").date(),
        closes_on=at("2023-06-30 08:00").date(),
        by=minh,
        at=at("2023-03-10 08:00"),
    )
    entering.launch(contest=contest, version=contest.version, by=minh, at=at("2023-03-15 08:00"))
    return Scene(house, visit, contest)


def send_all(scene: Scene) -> None:
    """Store 3,736 works as ``entering.enter`` stores one: read once, freed of traces, sources apart."""
    units = {code: unit for code, unit in scene.house.units.items() if re.fullmatch(r"A\d+", code)}
    senders: list[Unit] = [*list(units.values())[:SENDERS], scene.house.units["DTN"]]
    genres = {one.name: one for one in Genre.objects.filter(category__contest=scene.contest)}
    batch: list[Work] = []
    for work in works(taken_names={one.full_name for one in scene.house.people.values()}):
        batch.append(work)
        scene.authors |= {key_of(name) for name, _place in work.authors}
        if len(batch) == BATCH or work.number == ENTRIES - 1:
            store(batch, senders, genres)
            batch = []
    let_count()


def let_count() -> None:
    """Let PostgreSQL count its rows, as it does by itself where not everything is one transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def store(batch: Iterable[Work], senders: list[Unit], genres: dict[str, Genre]) -> None:
    entries, sources, authors = [], [], []
    for work in batch:
        read = entering.read_work(work.content, names=[name for name, _place in work.authors])
        original, file = files.store_all([work.content, read.file])
        genre = genres[work.genre]
        entry = ContestEntry(
            category=genre.category, genre=genre, length=work.seconds or read.words, file=file
        )
        source = EntrySource(
            entry=entry,
            unit=senders[work.sender],
            title=work.title,
            original=original,
            original_name="bai-du-thi.docx",
            text_hash=read.text_hash,
            names_itself=read.names_itself,
            number=work.number + 1,
            sent_at=at("2023-05-10 09:00"),
        )
        entries.append(entry)
        sources.append(source)
        authors += [
            Author(
                source=source, order=order, name=name, workplace=place, key=entering.author_key(name, place)
            )
            for order, (name, place) in enumerate(work.authors)
        ]
    ContestEntry.objects.bulk_create(entries, batch_size=BATCH)
    EntrySource.objects.bulk_create(sources, batch_size=BATCH)
    Author.objects.bulk_create(authors, batch_size=BATCH)


def key_of(name: str) -> str:
    return " ".join(limits.words_of(name))


def authors_in(text: str, authors: set[str]) -> set[str]:
    """Return the authors named in a text, however it is written: any three words that follow each other."""
    words = limits.words_of(html.unescape(text))
    return {" ".join(three) for three in zip(words, words[1:], words[2:], strict=False)} & authors


def texts_in(body: bytes) -> list[str]:
    """Return what stands in an answer: its text, or that of every part of an archive, names of parts too."""
    if not body.startswith(b"PK"):
        return [body.decode("utf-8", "replace")]
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        comments = [part.comment + part.extra for part in archive.infolist()]
        return [
            *(archive.read(name).decode("utf-8", "replace") for name in archive.namelist()),
            *archive.namelist(),
            *(one.decode("utf-8", "replace") for one in comments),
        ]


def crawl(
    judge: Visitor, start: str, authors: set[str], own: str = ""
) -> tuple[Counter[str], list[tuple[str, Any]]]:
    """Open every page and file of contests a judge finds a way to; count them, and tell who is named.

    :param own: the name of the judge's own unit, which may stand there
    """
    waiting, seen, leaks = ["/", "/cuoc-thi/", "/thong-bao/", start, f"{start}tac-pham/"], set[str](), []
    kinds: Counter[str] = Counter()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = judge.get(path)
        body = b"".join(answer) if answer.streaming else answer.content
        texts = texts_in(body)
        named = set().union(*(authors_in(text, authors) for text in [*texts, str(answer.headers)]))
        is_page = "text/html" in answer.headers.get("Content-Type", "")
        kinds["page" if is_page else "file"] += answer.status_code == 200
        leaks += [(path, one) for one in named]
        if "/cam-ket/" not in path and path != "/":
            units = {unit for text in texts for unit in re.findall(r"Bộ Ví dụ \w+", text)} - {own}
            leaks += [(path, unit) for unit in units]
        if answer.status_code == 200 and is_page:
            links = (html.unescape(one) for one in re.findall(r'href="([^"#]*)"', texts[0]))
            full = (f"{path.partition('?')[0]}{one}" if one.startswith("?") else one for one in links)
            waiting += [
                one for one in full if one.startswith(("/cuoc-thi/", "/thong-bao/")) and "sort=" not in one
            ]
    return kinds, leaks


def worth(scoring: Scoring) -> int:
    """Return the worth of a work, by the number it was sent under."""
    return (scoring.entry.source.number * 7_919) % 41


def first_points(scoring: Scoring) -> tuple[int, int, int]:
    """Return what a judge gives in the first round; of every 37th work two judges think far apart."""
    base = 50 + worth(scoring) + scoring.judge.pk.int % 3
    if scoring.entry.source.number % 37 == 0 and not scoring.is_third:
        others = Scoring.objects.filter(entry=scoring.entry, round=1, sent_at__isnull=False)
        base = 95 if others.exists() else 60
    return base, base - 1, base + 1


def final_points(scoring: Scoring) -> tuple[int, int, int]:
    """Return what a judge gives in the final, where no two works of a category are worth the same."""
    rows = ContestEntry.objects.filter(category=scoring.entry.category, rank=None, state="shortlisted")
    place = list(rows.order_by("source__number").values_list("pk", flat=True)).index(scoring.entry_id)
    return 40 + place // 2, 40 + place % 2 * 30, 50


@pytest.mark.timeout(900)
def test_the_contest_of_18_october_2023_is_judged_blind_and_its_numbers_are_those_of_the_source(
    scene: Scene, visit: Visit
) -> None:
    send_all(scene)
    clock.set_demo_time(at("2023-07-03 08:00"))

    scene.step("so-loai")
    states = queries.entries_by_state(scene.contest)
    assert sum(states.values()) == ENTRIES
    refused = ContestEntry.objects.filter(state="rejected").order_by("source__number")
    assert [one.reason.split('"')[1] for one in refused] == [
        "ContentTwice",
        "AuthorOverLimit",
        "NameInside",
        "TooLong",
    ]
    assert EntrySource.objects.get(number=NAMED + 1).entry.code == ""
    codes = ContestEntry.objects.exclude(code="").values_list("code", flat=True)
    assert len(set(codes)) == ENTRIES - 4
    page = strip_tags(visit("minh").get(scene.path).content.decode())
    assert ["52/61" in page, "85,25%" in page, "3.736" in page] == [True] * 3
    taking = queries.participation(scene.contest, scene.house.standing("minh"))
    assert (taking.units, taking.of_units, taking.apart, taking.entries) == (SENDERS, UNITS, 1, ENTRIES)

    # the first round: every page and file of one judge, every file and list of all of them
    scene.begin_round(1, JUDGES)
    judge = JUDGES[-1]  # of a unit that sent entries
    mine = Judge.objects.get(person=scene.house.people[judge]).scorings
    own = f"A{UNITS - len(JUDGES) + 1}"
    assert EntrySource.objects.filter(unit__code=own).count() > 0
    assert mine.filter(entry__source__unit__code=own).count() == 0
    theirs = {key_of(one.name) for one in Author.objects.filter(source__unit__code=own)}
    kinds, leaks = crawl(
        visit(judge), scene.path, scene.authors - theirs, f"Bộ Ví dụ {own.removeprefix('A')}"
    )
    assert leaks == []
    assert kinds["page"] > mine.count()
    assert kinds["file"] > mine.count()
    assert leaks_in_files(scene) == []
    lists = [visit(key).get(f"{scene.path}cham/?export=xlsx") for key in JUDGES]
    assert [authors_in(text, scene.authors) for one in lists for text in texts_in(one.content)] == [
        set() for one in lists for _text in texts_in(one.content)
    ]

    scene.score(1, first_points)
    thirds = Scoring.objects.filter(is_third=True).count()
    assert thirds == ContestEntry.objects.filter(state="accepted", source__number__in=THIRDS).count()
    scene.begin_round(2, FINAL)
    for category in scene.contest.categories.all():
        finalists = category.entries.filter(state="shortlisted").count()
        assert finalists >= min(category.shortlist, category.entries.filter(state="accepted").count())
    scene.score(2, final_points)

    # ranked, signed, still masked; then unmasked, with 51 prizes
    clock.set_demo_time(at("2023-10-10 08:00"))
    scene.step("xep-hang")
    proposed = visit("lan").get(f"{scene.path}ky-bien-ban/").content.decode()
    assert "3736 tác phẩm gửi dự thi" in proposed
    scene.step("ky-bien-ban", who="lan", words="Hội đồng thống nhất kết quả theo mã số.")
    _kinds, leaks = crawl(visit(FINAL[0]), scene.path, scene.authors, f"Bộ Ví dụ {UNITS}")
    assert leaks == []
    assert authors_in(visit("minh").get(scene.path).content.decode(), scene.authors) == set()
    clock.set_demo_time(at("2023-10-18 08:00"))
    scene.step("ghep-phach")
    prizes = Counter(ContestEntry.objects.exclude(prize="").values_list("prize", flat=True))
    assert prizes == {"Giải Nhất": 3, "Giải Nhì": 6, "Giải Ba": 9, "Giải Khuyến khích": 33}
    opened = visit("minh").get(scene.path).content.decode()
    best = ContestEntry.objects.filter(prize="Giải Nhất").select_related("source")
    assert [one.source.authors.all()[0].name in html.unescape(opened) for one in best] == [True] * 3
    paper = visit("minh").get(f"{scene.path}danh-sach-giai/?pdf=1")
    assert paper.content.startswith(b"%PDF")


THIRDS = range(37, ENTRIES + 1, 37)


def leaks_in_files(scene: Scene) -> list[tuple[str, Any]]:
    """Return every file a judge can get that names an author; what was sent names them, so that it would."""
    leaks = []
    entries = (
        ContestEntry.objects.filter(state="accepted")
        .select_related("source")
        .prefetch_related("source__authors")
    )
    for number, entry in enumerate(entries):
        for text in texts_in(files.content_of(entry.file)):
            leaks += [(entry.code, one) for one in authors_in(text, scene.authors)]
        if number % 500 == 0:
            original = " ".join(texts_in(files.content_of(entry.source.original)))
            name = entry.source.authors.all()[0].name
            assert language.fold(name) in language.fold(original)
    return leaks
