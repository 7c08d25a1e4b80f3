"""Appoint judges, give them entries, take scores, cut, rank, sign, unmask."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from nghisu.contest.actions.entering import step
from nghisu.contest.models import CollectivePrize, Contest, ContestEntry, EntrySource, Judge, Scoring
from nghisu.contest.queries import entries_in, entries_lacking, scores_of
from nghisu.contest.rules import marking, states
from nghisu.contest.rules.states import EntryState, State
from nghisu.kit import language
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.models import Mandate, Unit
from nghisu.organisation.queries import day_of, on, standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person
from nghisu.record.actions import note

ROUNDS = {1: (State.CHECKED, State.FIRST), 2: (State.FIRST, State.SECOND)}
BEFORE = (State.DRAFT, State.OPEN, State.CHECKED, State.FIRST)
APPOINTED_IN: dict[int, tuple[State, ...]] = {1: BEFORE, 2: (*BEFORE, State.SECOND)}
"""When judges of a round may be appointed: until it ends, for one may fall ill or have a conflict."""
UNDER_WAY = {State.FIRST: 1, State.SECOND: 2}


@transaction.atomic
def appoint_judges(
    *, contest: Contest, number: int, persons: Sequence[Person], by: Standing, at: datetime
) -> list[Judge]:
    """Appoint judges of a round; whoever runs the contest sees the senders and may not judge.

    :raises states.JudgeRunsIt: if one runs it
    """
    by.require("contest.run", unit=contest.unit_id)
    states.check_state(State(contest.state), *APPOINTED_IN[number])
    made = []
    for person in persons:
        if standing_of(person, day_of(at)).may("contest.run", unit=contest.unit_id):
            raise states.JudgeRunsIt(name=person.full_name)
        judge, _is_new = Judge.objects.update_or_create(
            contest=contest, person=person, round=number, defaults={"released_at": None}
        )
        made.append(judge)
    note(verb="contest.judges_appointed", subject=contest, by=by, at=at, round=number, judges=len(made))
    return made


@transaction.atomic
def declare_conflicts(*, contest: Contest, units: Sequence[Unit], by: Standing, at: datetime) -> None:
    """Declare, as a judge, the units whose entries one may not judge; the own units are always among them.

    While a round is under way, what the judge may not score goes to others, and what lacks a judge is given.
    """
    contest = Contest.locked(contest.pk)
    judges = list(
        Judge.objects.select_for_update().filter(contest=contest, person_id=by.me, released_at__isnull=True)
    )
    if not judges:
        raise NotAllowed
    own = own_units(by.me, by, day_of(at))
    for judge in judges:
        judge.declared_at = at
        judge.save(update_fields=["declared_at"])
        judge.barred.set(Unit.objects.filter(pk__in={*(unit.pk for unit in units), *own}))
        Scoring.objects.filter(
            judge=judge, sent_at__isnull=True, entry__source__unit_id__in=judge.barred.values("pk")
        ).delete()
    _deal_again(contest)
    note(verb="contest.conflicts_declared", subject=contest, by=by, at=at)


@transaction.atomic
def release_judge(*, contest: Contest, judge: Judge, by: Standing, at: datetime) -> None:
    """Release a judge who cannot go on: scores that were sent stand, the other entries go to others."""
    contest = Contest.locked(contest.pk)
    by.require("contest.run", unit=contest.unit_id)
    states.check_state(State(contest.state), *APPOINTED_IN[judge.round])
    judge.scorings.filter(sent_at__isnull=True).delete()
    judge.released_at = at
    judge.save(update_fields=["released_at"])
    _deal_again(contest)
    note(verb="contest.judge_released", subject=contest, by=by, at=at, round=judge.round)


def own_units(person: UUID, by: Standing, day: date) -> set[UUID]:
    """Return the units a person works in, with all that stands under them but the contest's own house."""
    found: set[UUID] = set()
    for unit in Mandate.objects.filter(on(day), person_id=person).values_list("unit_id", flat=True):
        committee = by.tree.committee_of(unit)
        found.add(committee)
        if by.tree.parent_of.get(committee) is not None:
            found |= by.tree.below(committee)
    return found & by.tree.known


@transaction.atomic
def begin_round(*, contest: Contest, version: int, number: int, by: Standing, at: datetime) -> Contest:
    """Give every entry of the round to two judges without a conflict, evenly; the final takes the shortlist.

    :raises states.JudgeNotDeclared: if a judge has not declared
    :raises states.TooFewJudges: if an entry finds no two judges
    """
    before, after = ROUNDS[number]
    contest = step(contest, version, by, before)
    if number == 2:
        _shortlist(contest)
    judges = _judges_of(contest, number)
    silent = next((one for one in judges if one.declared_at is None), None)
    if silent is not None:
        raise states.JudgeNotDeclared(name=silent.person.full_name)
    entries = entries_in(contest, IN_ROUND[number])
    left = _deal(contest, number, entries)
    if left or not judges:
        raise states.TooFewJudges(count=left)
    contest.state = after
    contest.save_over(version, "state")
    note(verb="contest.round_begun", subject=contest, by=by, at=at, round=number, entries=len(entries))
    return contest


IN_ROUND = {1: EntryState.ACCEPTED, 2: EntryState.SHORTLISTED}


def _judges_of(contest: Contest, number: int) -> list[Judge]:
    rows = contest.judges.filter(round=number, released_at__isnull=True)
    return list(rows.select_related("person").prefetch_related("barred"))


def _deal_again(contest: Contest) -> None:
    """Give entries of the round that is under way the judges they lack, as far as there are any."""
    number = UNDER_WAY.get(State(contest.state))
    if number is not None:
        _deal(contest, number, entries_lacking(contest, number, IN_ROUND[number]))


def _deal(contest: Contest, number: int, entries: Sequence[ContestEntry]) -> int:
    """Give each entry the judges it lacks, evenly, none with a conflict; return how many found too few.

    An entry lacks two judges, or a third where its two scores lie far apart.
    """
    judges = [one for one in _judges_of(contest, number) if one.declared_at is not None]
    barred = {judge.pk: {unit.pk for unit in judge.barred.all()} for judge in judges}
    units = _units_of(entries)
    load: Counter[UUID] = Counter()
    has: defaultdict[UUID, set[UUID]] = defaultdict(set)
    rows = Scoring.objects.filter(judge__contest=contest, round=number).values_list("entry_id", "judge_id")
    for entry_id, judge_id in rows:
        load[judge_id] += 1
        has[entry_id].add(judge_id)
    made: list[Scoring] = []
    left = 0
    for row in scores_of(contest, number, entries):
        entry = row.entry
        lacking = 1 if row.asks_third else max(0, marking.LEAST_SCORES - len(has[entry.pk]))
        if not lacking:
            continue
        free = [
            judge
            for judge in judges
            if units[entry.pk] not in barred[judge.pk] and judge.pk not in has[entry.pk]
        ]
        chosen = sorted(free, key=lambda judge: (load[judge.pk], str(judge.pk)))[:lacking]
        left += len(chosen) < lacking
        for judge in chosen:
            load[judge.pk] += 1
            made.append(Scoring(judge=judge, entry=entry, round=number, is_third=row.asks_third))
    Scoring.objects.bulk_create(made, batch_size=1000)
    return left


def _units_of(entries: Sequence[ContestEntry]) -> dict[UUID, UUID]:
    rows = EntrySource.objects.filter(entry__category__in={entry.category_id for entry in entries})
    return dict(rows.values_list("entry_id", "unit_id"))


def _shortlist(contest: Contest) -> None:
    """Take the best of each category into the final, with whoever is level at the cut."""
    entries = entries_in(contest, EntryState.ACCEPTED)
    chosen: list[ContestEntry] = []
    rows = scores_of(contest, 1, entries)
    waiting = sum(row.mean is None for row in rows)
    if waiting:
        raise marking.TooFewScores(count=waiting)
    for category in contest.categories.all():
        scored = {row.entry.pk: row for row in rows if row.entry.category_id == category.pk}
        best = marking.cut(
            (found for row in scored.values() if (found := row.scored()) is not None),
            most=category.shortlist,
        )
        for one in best:
            entry = scored[one.key].entry
            entry.state = EntryState.SHORTLISTED
            chosen.append(entry)
    ContestEntry.objects.bulk_update(chosen, ["state"], batch_size=500)


@transaction.atomic
def send_scores(
    *, rows: Sequence[tuple[Scoring, Sequence[int]]], by: Standing, at: datetime
) -> list[Scoring]:
    """Send scores as their judge: points from 0 to 100 by criterion; a large gap asks a third judge at once.

    :raises states.ScoreStands: if one was sent before
    """
    for pk in {given.judge.contest_id for given, _points in rows}:
        Contest.locked(pk)  # of two scores sent at once the second sees the first, and asks the third
    found = Scoring.objects.select_for_update(of=("self",)).select_related(
        "judge__contest", "entry__category"
    )
    stored = {one.pk: one for one in found.filter(pk__in=[one.pk for one, _points in rows])}
    weights: dict[UUID, list[int]] = {}
    for given, points in rows:
        one = stored.get(given.pk)
        if one is None or one.judge.person_id != by.me or one.judge.released_at is not None:
            raise NotAllowed
        contest = one.judge.contest
        states.check_state(State(contest.state), State.FIRST if one.round == 1 else State.SECOND)
        if one.sent_at is not None:
            raise states.ScoreStands
        category = one.entry.category
        if category.pk not in weights:
            weights[category.pk] = list(category.criteria.values_list("weight", flat=True))
        one.total = marking.total_of(points, weights[category.pk])
        one.points = " ".join(str(point) for point in points)
        one.sent_at = at
        one.save(update_fields=["total", "points", "sent_at"])
    sent = list(stored.values())
    if sent:
        contest, number = sent[0].judge.contest, sent[0].round
        scored = scores_of(contest, number, [one.entry for one in sent])
        asking = [row.entry for row in scored if row.asks_third]
        if asking:
            _deal(contest, number, asking)
        note(verb="contest.scored", subject=contest, by=by, at=at, scores=len(sent))
    return sent


@transaction.atomic
def enter_jury_vote(*, contest: Contest, code: str, votes: int, by: Standing, at: datetime) -> ContestEntry:
    """Enter the votes of the jury for an entry that is level with another."""
    by.require("contest.run", unit=contest.unit_id)
    states.check_state(State(contest.state), State.SECOND)
    entry = ContestEntry.objects.filter(category__contest=contest, code=code).first()
    if entry is None:
        raise states.NotNow
    entry.votes = votes
    entry.save_over(entry.version, "votes")
    note(verb="contest.jury_voted", subject=contest, by=by, at=at, code=code, votes=votes)
    return entry


@transaction.atomic
def rank(*, contest: Contest, version: int, by: Standing, at: datetime) -> Contest:
    """Rank the final by code, with ties, and say which code gets which prize.

    :raises marking.TieOverPrizes: if a tie stands where a prize ends
    """
    contest = step(contest, version, by, State.SECOND)
    entries = entries_in(contest, EntryState.SHORTLISTED)
    rows = scores_of(contest, 2, entries)
    waiting = sum(row.mean is None for row in rows)
    if waiting:
        raise marking.TooFewScores(count=waiting)
    by_key = {entry.pk: entry for entry in entries}
    for category in contest.categories.all():
        scored = [
            found
            for row in rows
            if row.entry.category_id == category.pk and (found := row.scored()) is not None
        ]
        order = marking.ranked(scored)
        prizes = marking.prizes_of(order, list(category.prizes.values_list("name", "count")))
        for place, one in order:
            entry = by_key[one.key]
            entry.rank, entry.state = place, EntryState.RANKED
            entry.prize = prizes.get(one.key, "")
    ContestEntry.objects.bulk_update(entries, ["rank", "state", "prize"], batch_size=500)
    contest.state = State.RANKED
    contest.save_over(version, "state")
    note(verb="contest.ranked", subject=contest, by=by, at=at, entries=len(entries))
    return contest


@transaction.atomic
def sign_minutes(*, contest: Contest, version: int, text: str, by: Standing, at: datetime) -> Contest:
    """Sign the minutes of the judging, codes and prizes in them; the authors are still masked."""
    contest = step(contest, version, by, State.RANKED, action="contest.sign")
    contest.minutes, contest.state = language.nfc(text).strip(), State.SIGNED
    contest.signed_at, contest.signed_by_id = at, by.person_id
    contest.save_over(version, "minutes", "state", "signed_at", "signed_by")
    note(verb="contest.minutes_signed", subject=contest, by=by, at=at)
    return contest


@transaction.atomic
def unmask(*, contest: Contest, version: int, by: Standing, at: datetime) -> Contest:
    """Open who sent what, after the minutes are signed.

    :raises states.StillMasked: if they are not
    """
    if contest.signed_at is None:
        by.require("contest.run", unit=contest.unit_id)
        raise states.StillMasked
    contest = step(contest, version, by, State.SIGNED)
    contest.state, contest.unmasked_at = State.UNMASKED, at
    contest.save_over(version, "state", "unmasked_at")
    note(verb="contest.unmasked", subject=contest, by=by, at=at)
    return contest


@transaction.atomic
def give_collective_prize(
    *, contest: Contest, unit: Unit, name: str, by: Standing, at: datetime
) -> CollectivePrize:
    """Give a unit as a whole a prize, once the authors are unmasked."""
    by.require("contest.run", unit=contest.unit_id)
    states.check_state(State(contest.state), State.UNMASKED)
    made, _ = CollectivePrize.objects.update_or_create(
        contest=contest, unit=unit, defaults={"name": language.clean_name(name)}
    )
    note(verb="contest.collective_prize", subject=contest, by=by, at=at, touching=[unit], prize=made.name)
    return made


@transaction.atomic
def publish(*, contest: Contest, version: int, by: Standing, at: datetime) -> Contest:
    """Publish the results to all units."""
    contest = step(contest, version, by, State.UNMASKED)
    contest.state = State.PUBLISHED
    contest.save_over(version, "state")
    note(verb="contest.published", subject=contest, by=by, at=at)
    return contest
