"""Begin a contest, take entries of units, check them in: limits, duplicates, codes, files without traces."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

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
from nghisu.contest.rules import limits, marking, states
from nghisu.contest.rules.bare import bare_docx
from nghisu.contest.rules.limits import Measure
from nghisu.contest.rules.marking import ThirdMean
from nghisu.contest.rules.states import EntryState, State
from nghisu.kit import files, language, pictures, reading
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
    kept = files.store(checked.content, name=checked.name, media_type=WORD_FILE)
    text = text_of(checked.content)
    entry = ContestEntry.objects.create(category=genre.category, genre=genre)
    entry.length = seconds if genre.measure == Measure.SECONDS else limits.words_in(text)
    entry.save(update_fields=["length"])
    number = EntrySource.objects.filter(entry__category__contest=contest).count() + 1
    source = EntrySource.objects.create(
        entry=entry,
        unit=unit,
        title=language.clean_name(title),
        original=kept.sha256,
        original_name=kept.name,
        medium=language.clean_name(medium),
        text_hash=content_hash(text),
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


def text_of(content: bytes) -> str:
    """Return the text of a Word file, properties, headers and footers left out."""
    found = reading.passages(bare_docx(content, bare_picture=_bare_picture), "docx")
    return "\n".join(line for passage in found if not passage.is_margin for line in passage.lines)


def content_hash(text: str) -> str:
    """Return the hash of a text's words, whatever its marks, case and spaces."""
    return hashlib.sha256(" ".join(limits.WORD.findall(language.fold(text))).encode()).hexdigest()


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

    Entries are taken in the order they came. The codes are drawn by lot, so that no code tells the order.

    :param tell: told how many of how many are done
    """
    contest = step(contest, version, by, State.OPEN)
    sources = list(
        EntrySource.objects.filter(entry__category__contest=contest)
        .select_related("entry__genre", "entry__category")
        .prefetch_related("authors")
        .order_by("number")
    )
    names = _names_of({source.unit_id for source in sources})
    seen: set[str] = set()
    sent: Counter[tuple[Any, str]] = Counter()
    of_genre: Counter[tuple[Any, str]] = Counter()
    taken: dict[Any, list[ContestEntry]] = {}
    for done, source in enumerate(sources, start=1):
        entry = source.entry
        keys = [author.key for author in source.authors.all()]
        try:
            content = _admit(source, keys, seen, sent, of_genre, names)
        except limits.NOT_TAKEN as refusal:
            entry.state = EntryState.REJECTED
            entry.reason = json.dumps([type(refusal).__name__, refusal.values], ensure_ascii=False)[:400]
        else:
            kept = files.store(content, name="", media_type=WORD_FILE)
            entry.state, entry.file = EntryState.ACCEPTED, kept.sha256
            seen.add(source.text_hash)
            sent.update((entry.category_id, key) for key in keys)
            of_genre.update((entry.genre_id, key) for key in keys)
            taken.setdefault(entry.category_id, []).append(entry)
        if done % EVERY == 0 or done == len(sources):
            tell(done, len(sources))
    lot = secrets.SystemRandom()
    for entries in taken.values():
        lot.shuffle(entries)
        for number, entry in enumerate(entries, start=1):
            entry.code = f"{entry.category.order}-{number:04d}"
    ContestEntry.objects.bulk_update(
        [source.entry for source in sources], ["state", "reason", "file", "code"], batch_size=500
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


def _names_of(units: set[Any]) -> dict[Any, list[str]]:
    names: dict[Any, list[str]] = {}
    for unit, name in UnitName.objects.filter(unit_id__in=units).values_list("unit_id", "name"):
        names.setdefault(unit, []).append(language.fold(name))
    return names


def _admit(
    source: EntrySource,
    keys: list[str],
    seen: set[str],
    sent: Counter[tuple[Any, str]],
    of_genre: Counter[tuple[Any, str]],
    names: dict[Any, list[str]],
) -> bytes:
    """Return the entry's file without traces, or refuse the entry."""
    entry, genre = source.entry, source.entry.genre
    limits.check_length(
        entry.length, measure=Measure(genre.measure), low=genre.low, high=genre.high, genre=genre.name
    )
    most = entry.category.most_per_author
    limits.check_author_limit((sent[entry.category_id, key] for key in keys), most=most)
    limits.check_author_limit((of_genre[entry.genre_id, key] for key in keys), most=genre.most)
    if source.text_hash in seen:
        raise limits.ContentTwice
    content = bare_docx(files.content_of(source.original), bare_picture=_bare_picture)
    whole = language.fold(
        "\n".join(line for part in reading.passages(content, "docx") for line in part.lines)
    )
    hidden = [language.fold(author.name) for author in source.authors.all()] + names.get(source.unit_id, [])
    if any(name and name in whole for name in hidden):
        raise limits.NameInside
    return content


def _bare_picture(content: bytes) -> bytes | None:
    try:
        return pictures.bare(content).content
    except Refusal:
        return None
