"""Begin a contest, take entries of units, check them in: limits, duplicates, codes, files without traces."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max

from nghisu.contest.models import (
    Author,
    Contest,
    ContestCategory,
    ContestEntry,
    Criterion,
    EntrySource,
    Genre,
    Prize,
)
from nghisu.contest.rules import limits, marking, states, wording
from nghisu.contest.rules.bare import bare_docx
from nghisu.contest.rules.limits import Measure
from nghisu.contest.rules.marking import ThirdMean
from nghisu.contest.rules.states import EntryState, State
from nghisu.kit import files, language, pictures
from nghisu.kit.refusals import Conflict, NotAllowed, Refusal
from nghisu.organisation.models import Unit, UnitName
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

WORD_FILE = files.MEDIA_TYPES["docx"]
EVERY = 50


@transaction.atomic
def begin_contest(
    *,
    unit: Unit,
    title: str,
    launched_on: date,
    closes_on: date,
    by: Standing,
    at: datetime,
    gap: int = 15,
    third_mean: ThirdMean = ThirdMean.CLOSEST,
    shortlist: int = 40,
) -> Contest:
    """Begin a contest with the standard categories, rubric and prizes.

    :raises states.DaysTurned: if it closes before it is launched
    """
    by.require("contest.run", unit=unit.pk)
    if closes_on < launched_on:
        raise states.DaysTurned(closes_on=closes_on)
    contest = Contest.objects.create(
        unit=unit,
        title=language.clean_name(title),
        launched_on=launched_on,
        closes_on=closes_on,
        gap=gap,
        third_mean=third_mean,
    )
    marking.check_weights([weight for _name, weight in limits.RUBRIC])
    for order, rule in enumerate(limits.STANDARD, start=1):
        category = ContestCategory.objects.create(
            contest=contest,
            order=order,
            code=rule.code,
            name=rule.name,
            most_per_author=limits.MOST_IN_CATEGORY[rule.code],
            shortlist=shortlist,
        )
        Genre.objects.bulk_create(
            Genre(
                category=category,
                order=place,
                name=genre.name,
                measure=genre.measure,
                low=genre.low,
                high=genre.high,
                most=genre.most,
                source=genre.source,
                confirmed=genre.confirmed,
            )
            for place, genre in enumerate(rule.genres, start=1)
        )
        Criterion.objects.bulk_create(
            Criterion(category=category, order=place, name=name, weight=weight)
            for place, (name, weight) in enumerate(limits.RUBRIC, start=1)
        )
        Prize.objects.bulk_create(
            Prize(category=category, order=place, name=name, count=count)
            for place, (name, count) in enumerate(limits.PRIZES, start=1)
        )
    note(verb="contest.begun", subject=contest, by=by, at=at)
    return contest


def step(
    contest: Contest, version: int, by: Standing, *allowed: State, action: str = "contest.run"
) -> Contest:
    """Return the contest, locked, for who may take the step now.

    :raises states.NotNow: if its state does not allow it
    """
    stored = Contest.locked(contest.pk)
    by.require(action, unit=stored.unit_id)
    if stored.version != version:
        raise Conflict
    states.check_state(State(stored.state), *allowed)
    return stored


@transaction.atomic
def launch(*, contest: Contest, version: int, by: Standing, at: datetime) -> Contest:
    """Open a contest for entries."""
    contest = step(contest, version, by, State.DRAFT)
    contest.state = State.OPEN
    contest.save_over(version, "state")
    note(verb="contest.launched", subject=contest, by=by, at=at)
    return contest


@transaction.atomic
def enter(
    *,
    contest: Contest,
    unit: Unit,
    genre: Genre,
    title: str,
    authors: Sequence[tuple[str, str]],
    upload: "UploadedFile[Any]",
    is_original: bool,
    by: Standing,
    at: datetime,
    seconds: int = 0,
    medium: str = "",
) -> ContestEntry:
    """Send an entry of a group of authors in, through their unit; it awaits its check-in.

    :param authors: name and place of work of each
    :param seconds: how long a recording is
    """
    by.require("contest.enter", sender=unit.pk)
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    if contest.unit_id not in by.tree.above(unit.pk):
        raise NotAllowed
    states.check_state(State(contest.state), State.OPEN)
    if not contest.launched_on <= day_of(at) <= contest.closes_on:
        raise states.NotOpen(first=contest.launched_on, last=contest.closes_on)
    if not is_original:
        raise states.NotOriginal
    if not authors or not all(name.strip() for name, _place in authors):
        raise states.NoAuthor
    if genre.measure == Measure.SECONDS and not seconds:
        raise states.LengthMissing
    checked = files.check(upload, kinds=["docx"])
    read = read_work(checked.content, names=[*(name for name, _place in authors), *_names_of(unit)])
    original, file = files.store_all([checked.content, read.file])
    entry = ContestEntry.objects.create(
        category=genre.category,
        genre=genre,
        length=seconds if genre.measure == Measure.SECONDS else read.words,
        file=file,
    )
    sent = EntrySource.objects.filter(entry__category__contest=contest)
    number = (sent.aggregate(last=Max("number"))["last"] or 0) + 1
    source = EntrySource.objects.create(
        entry=entry,
        unit=unit,
        title=language.clean_name(title),
        original=original,
        original_name=checked.name,
        medium=language.clean_name(medium),
        text_hash=read.text_hash,
        names_itself=read.names_itself,
        number=number,
        sent_at=at,
    )
    Author.objects.bulk_create(
        Author(
            source=source,
            order=order,
            name=language.clean_name(name),
            workplace=language.clean_name(place),
            key=author_key(name, place),
        )
        for order, (name, place) in enumerate(authors, start=1)
    )
    note(verb="contest.entered", subject=contest, by=by, at=at, within=unit, number=number)
    return entry


@dataclass(frozen=True, slots=True)
class Read:
    """A work as it is judged, and what its text tells; read once, when it is sent.

    :param file: the Word file without any trace of who wrote it
    :param text_hash: the hash of the text's words, whatever its marks, case and spaces
    """

    file: bytes
    words: int
    text_hash: str
    names_itself: bool


def read_work(content: bytes, *, names: Iterable[str]) -> Read:
    """Read a Word file once: free it of its traces, count its words, look for names that may not be in it.

    Words are those of the body, without headers and footers; names are looked for everywhere.
    """
    bare = bare_docx(content, bare_picture=_bare_picture)
    body = wording.body_words(bare.parts)
    return Read(
        file=bare.content,
        words=len(body),
        text_hash=hashlib.sha256(" ".join(body).encode()).hexdigest(),
        names_itself=wording.is_any_named(bare.parts, body, names),
    )


def author_key(name: str, place: str) -> str:
    """Return what an author is recognised by over all groups: name and place of work, folded."""
    return f"{language.fold(language.clean_name(name))}|{language.fold(language.clean_name(place))}"


@transaction.atomic
def check_in(
    *,
    contest: Contest,
    version: int,
    by: Standing,
    at: datetime,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Contest:
    """Close the contest and check every entry in: limits, duplicates, names inside; codes by lot.

    Entries are taken in the order they came. Each file was read when it was sent; here it is compared with
    its hash. The codes are drawn by lot, so that no code tells the order.

    :param tell: told how many of how many are done
    """
    contest = step(contest, version, by, State.OPEN)
    sources = list(
        EntrySource.objects.filter(entry__category__contest=contest)
        .select_related("entry__genre", "entry__category")
        .prefetch_related("authors")
        .order_by("number")
    )
    taking = _Taking()
    taken: dict[Any, list[ContestEntry]] = {}
    for done, source in enumerate(sources, start=1):
        entry = source.entry
        try:
            taking.take(source)
        except limits.NOT_TAKEN as refusal:
            entry.state = EntryState.REJECTED
            entry.reason = json.dumps([type(refusal).__name__, refusal.values], ensure_ascii=False)[:400]
        else:
            files.content_of(entry.file)
            entry.state = EntryState.ACCEPTED
            taken.setdefault(entry.category_id, []).append(entry)
        if done % EVERY == 0 or done == len(sources):
            tell(done, len(sources))
    lot = secrets.SystemRandom()
    for entries in taken.values():
        lot.shuffle(entries)
        for number, entry in enumerate(entries, start=1):
            entry.code = f"{entry.category.order}-{number:04d}"
    ContestEntry.objects.bulk_update(
        [source.entry for source in sources], ["state", "reason", "code"], batch_size=500
    )
    contest.state = State.CHECKED
    contest.save_over(version, "state")
    note(
        verb="contest.checked_in",
        subject=contest,
        by=by,
        at=at,
        entries=len(sources),
        taken=sum(len(entries) for entries in taken.values()),
    )
    return contest


def _names_of(unit: Unit) -> list[str]:
    return list(UnitName.objects.filter(unit=unit).values_list("name", flat=True))


class _Taking:
    """What was taken so far at a check-in: texts, and how many of each author."""

    def __init__(self) -> None:
        self.texts: set[str] = set()
        self.of_category: Counter[tuple[Any, str]] = Counter()
        self.of_genre: Counter[tuple[Any, str]] = Counter()

    def take(self, source: EntrySource) -> None:
        """Take an entry, or refuse it by one of ``limits.NOT_TAKEN``."""
        entry, genre = source.entry, source.entry.genre
        keys = [author.key for author in source.authors.all()]
        check_alone(source)
        most = entry.category.most_per_author
        limits.check_author_limit((self.of_category[entry.category_id, key] for key in keys), most=most)
        limits.check_author_limit((self.of_genre[entry.genre_id, key] for key in keys), most=genre.most)
        if source.text_hash in self.texts:
            raise limits.ContentTwice
        self.texts.add(source.text_hash)
        self.of_category.update((entry.category_id, key) for key in keys)
        self.of_genre.update((entry.genre_id, key) for key in keys)


def check_alone(source: EntrySource) -> None:
    """Refuse an entry that no check-in will take as it is, whatever others were sent.

    :raises limits.TooShort, limits.TooLong: if its length is outside its genre's
    :raises limits.NameInside: if its text names an author or the unit
    """
    genre = source.entry.genre
    limits.check_length(
        source.entry.length, measure=Measure(genre.measure), low=genre.low, high=genre.high, genre=genre.name
    )
    if source.names_itself:
        raise limits.NameInside


@transaction.atomic
def withdraw(*, entry: ContestEntry, by: Standing, at: datetime) -> None:
    """Take an entry back before the close, as the unit that sent it; a mended one may be sent then."""
    source = (
        EntrySource.objects.select_for_update(of=("self",))
        .select_related("unit", "entry__category__contest")
        .get(entry=entry)
    )
    by.require("contest.enter", sender=source.unit_id)
    contest = Contest.locked(source.entry.category.contest_id)
    states.check_state(State(contest.state), State.OPEN)
    unit, number = source.unit, source.number
    source.entry.delete()
    note(verb="contest.withdrawn", subject=contest, by=by, at=at, within=unit, number=number)


def _bare_picture(content: bytes) -> bytes | None:
    try:
        return pictures.bare(content).content
    except Refusal:
        return None
