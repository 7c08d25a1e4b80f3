"""Read contests; for judges without a way to who sent an entry, for statistics by unit."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Max, Min, Q, QuerySet

from nghisu.contest.models import Contest, ContestCategory, ContestEntry, EntrySource, Judge, Scoring
from nghisu.contest.rules.marking import (
    LEAST_SCORES,
    Scored,
    ThirdMean,
    chosen_scores,
    criteria_means,
    mean_of,
    needs_third,
)
from nghisu.contest.rules.states import OPENED, EntryState, State
from nghisu.organisation.models import Mandate, Unit, UnitName
from nghisu.organisation.queries import on
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

Choices = list[tuple[uuid.UUID, str]]
FEW = 500
"""Up to so many entries are asked for by their keys; of more the whole round is read."""


def contests_visible_to(standing: Standing) -> QuerySet[Contest]:
    """Return the contests of the asker's house, those of its superiors once launched, and those judged."""
    judged = Judge.objects.filter(person_id=standing.me, released_at__isnull=True).values("contest")
    reach = standing.reach("contest.see")
    entered = standing.reach("contest.enter", "sender")
    above = {up for unit in entered for up in standing.tree.above(unit)}
    launched = Q(unit_id__in=above) & ~Q(state=State.DRAFT)
    return Contest.objects.filter(Q(unit_id__in=reach) | launched | Q(pk__in=judged)).select_related("unit")


def contest_visible_to(standing: Standing, pk: uuid.UUID) -> Contest | None:
    """Return a contest that the asker may see."""
    return contests_visible_to(standing).filter(pk=pk).first()


def runs(standing: Standing, contest: Contest) -> bool:
    """Tell whether the asker runs the contest."""
    return standing.may("contest.run", unit=contest.unit_id)


def sources_visible_to(standing: Standing, contest: Contest) -> QuerySet[EntrySource]:
    """Return who sent what: all to those who run it, the own ones to a sender, nothing to anybody else."""
    rows = EntrySource.objects.filter(entry__category__contest=contest)
    if not runs(standing, contest):
        rows = rows.filter(unit_id__in=standing.reach("contest.enter", "sender"))
    return rows.select_related("entry__category", "entry__genre", "unit")


def may_know_authors(standing: Standing, contest: Contest, unit: uuid.UUID) -> bool:
    """Tell whether the asker may read the authors: a sender its own, others once they are unmasked."""
    return State(contest.state) in OPENED or unit in standing.reach("contest.enter", "sender")


def sent_by(standing: Standing, source: EntrySource) -> bool:
    """Tell whether the asker sends for the unit that sent an entry."""
    return source.unit_id in standing.reach("contest.enter", "sender")


def may_read_minutes(standing: Standing, contest: Contest) -> bool:
    """Tell whether the asker may read the minutes: who runs or signs them once ranked, all once unmasked."""
    state = State(contest.state)
    works = runs(standing, contest) or standing.may("contest.sign", unit=contest.unit_id)
    return state in OPENED or (works and state in {State.RANKED, State.SIGNED})


def senders(standing: Standing, contest: Contest, *, day: date) -> Choices:
    """Return the units that the asker may send entries for."""
    units = {
        unit
        for unit in standing.reach("contest.enter", "sender") & standing.tree.committees
        if contest.unit_id in standing.tree.above(unit)
    }
    rows = UnitName.objects.filter(on(day), unit_id__in=units).order_by("sort_key")
    return list(rows.values_list("unit_id", "name"))


# Judging: nothing here reads a source but to leave entries out ------------------------------------------


def scorings_of(standing: Standing) -> QuerySet[Scoring]:
    """Return what the asker is to score or has scored, without entries of units the asker is barred from."""
    return Scoring.objects.filter(
        judge__person_id=standing.me, judge__declared_at__isnull=False, judge__released_at__isnull=True
    ).select_related("entry__category__contest", "entry__genre")


def judge_rows(standing: Standing, contest: Contest) -> QuerySet[Scoring]:
    """Return the judge's list of a contest, in the order of the codes."""
    return scorings_of(standing).filter(judge__contest=contest).order_by("round", "entry__code")


def scoring_of(standing: Standing, pk: uuid.UUID) -> Scoring | None:
    """Return one of the judge's own scorings."""
    return scorings_of(standing).filter(pk=pk).first()


def judge_of(standing: Standing, contest: Contest) -> Judge | None:
    """Return the asker as a judge of the contest, the latest round first."""
    rows = Judge.objects.filter(contest=contest, person_id=standing.me, released_at__isnull=True)
    return rows.order_by("-round").first()


def to_score(standing: Standing) -> QuerySet[Scoring]:
    """Return what awaits the asker's score in a round that is under way."""
    under_way = Q(round=1, judge__contest__state=State.FIRST) | Q(round=2, judge__contest__state=State.SECOND)
    return scorings_of(standing).filter(under_way, sent_at__isnull=True).order_by("entry__code", "pk")


def next_to_score(standing: Standing, scoring: Scoring) -> Scoring | None:
    """Return the judge's next entry of the contest without a score, by code; after the last one the first."""
    contest = scoring.entry.category.contest
    rows = to_score(standing).filter(judge__contest=contest).exclude(pk=scoring.pk)
    return rows.filter(entry__code__gt=scoring.entry.code).first() or rows.first()


def judge_choices(standing: Standing, *, day: date) -> Choices:
    """Return who may be asked to judge: persons with a mandate in the asker's tree, by given name."""
    units = {
        one for unit in standing.own_units for one in standing.tree.below(standing.tree.committee_of(unit))
    }
    rows = Mandate.objects.filter(on(day), unit_id__in=units).order_by("person__sort_key")
    return list(dict(rows.values_list("person_id", "person__full_name")).items())


def units_below(contest: Contest, standing: Standing, *, day: date) -> Choices:
    """Return the units a judge may be barred from, by name."""
    units = standing.tree.affiliates_with_past(contest.unit_id) & standing.tree.committees
    rows = UnitName.objects.filter(on(day), unit_id__in=units).order_by("sort_key")
    return list(rows.values_list("unit_id", "name"))


# Results -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RoundScores:
    """What the judges of one round gave an entry."""

    entry: ContestEntry
    totals: tuple[Decimal, ...]
    marks: tuple[tuple[Decimal, ...], ...]
    waiting: int
    gap: int
    third: ThirdMean

    @property
    def asks_third(self) -> bool:
        """Whether a third judge is to be asked."""
        return self.waiting == 0 and needs_third(self.totals, gap=self.gap)

    @property
    def mean(self) -> Decimal | None:
        """The mean, or None while a score is missing."""
        return None if self.waiting else mean_of(self.totals, gap=self.gap, third=self.third)

    def scored(self) -> Scored | None:
        """Return what the entry is ranked by."""
        if self.mean is None:
            return None
        places = chosen_scores(self.totals, gap=self.gap, third=self.third)
        criteria = criteria_means([self.marks[place] for place in places])
        return Scored(self.entry.pk, self.mean, criteria, self.entry.votes)


def scores_of(contest: Contest, number: int, entries: Iterable[ContestEntry]) -> list[RoundScores]:
    """Return the scores of entries in a round, in one query."""
    wanted = list(entries)
    scorings = Scoring.objects.filter(judge__contest=contest, round=number)
    if len(wanted) <= FEW:
        scorings = scorings.filter(entry__in=[entry.pk for entry in wanted])
    found: dict[uuid.UUID, list[Scoring]] = defaultdict(list)
    for one in scorings.order_by("sent_at", "pk"):
        found[one.entry_id].append(one)
    rows = []
    for entry in wanted:
        sent = [one for one in found[entry.pk] if one.sent_at is not None]
        rows.append(
            RoundScores(
                entry=entry,
                totals=tuple(one.total for one in sent if one.total is not None),
                marks=tuple(tuple(Decimal(mark) for mark in one.points.split()) for one in sent),
                waiting=len(found[entry.pk]) - len(sent),
                gap=contest.gap,
                third=ThirdMean(contest.third_mean),
            )
        )
    return rows


def entries_in(contest: Contest, *states: EntryState) -> list[ContestEntry]:
    """Return the entries that stand so, by category and code."""
    rows = ContestEntry.objects.filter(category__contest=contest, state__in=states)
    return list(rows.select_related("category", "genre").order_by("category__order", "code"))


def entries_lacking(contest: Contest, number: int, state: EntryState) -> list[ContestEntry]:
    """Return the entries of a round that lack a judge: with fewer than two, or two scores far apart."""
    of_round = Q(scorings__round=number)
    sent = of_round & Q(scorings__sent_at__isnull=False)
    rows = ContestEntry.objects.filter(category__contest=contest, state=state).annotate(
        given=Count("scorings", filter=of_round),
        scored=Count("scorings", filter=sent),
        most=Max("scorings__total", filter=sent),
        least=Min("scorings__total", filter=sent),
    )
    apart = Q(given=LEAST_SCORES, scored=LEAST_SCORES, most__gt=F("least") + contest.gap)
    return list(rows.filter(Q(given__lt=LEAST_SCORES) | apart).order_by("category__order", "code"))


@dataclass(frozen=True)
class Participation:
    """How many of the units below took part; senders that are no committee stand apart."""

    units: int
    of_units: int
    apart: int
    entries: int
    by_unit: tuple[tuple[uuid.UUID, int, int], ...]  # unit, sent, with a prize


def participation(contest: Contest, standing: Standing) -> Participation:
    """Return the statistics by unit: of the committees directly below, how many sent an entry."""
    rows = (
        EntrySource.objects.filter(entry__category__contest=contest)
        .values("unit")
        .annotate(sent=Count("pk"), prizes=Count("pk", filter=~Q(entry__prize="")))
        .order_by("-sent", "unit__code")
    )
    by_unit = tuple((row["unit"], row["sent"], row["prizes"]) for row in rows)
    direct = set(standing.tree.children_of.get(contest.unit_id, ()))
    counted = set(Unit.objects.filter(pk__in=direct, kind=Unit.Kind.COMMITTEE).values_list("pk", flat=True))
    sent = {unit for unit, _count, _prizes in by_unit}
    return Participation(
        units=len(sent & counted),
        of_units=len(counted),
        apart=len(sent - counted),
        entries=sum(count for _unit, count, _prizes in by_unit),
        by_unit=by_unit,
    )


@dataclass(frozen=True)
class RoundNumbers:
    """What happened in a round: entries, judges, scores sent and given, how many by a third judge."""

    number: int
    entries: int
    judges: int
    sent: int
    given: int
    thirds: int


def rounds_of(contest: Contest) -> list[RoundNumbers]:
    """Return the numbers of the rounds that began."""
    rows = (
        Scoring.objects.filter(judge__contest=contest)
        .values("round")
        .annotate(
            entries=Count("entry", distinct=True),
            judges=Count("judge", distinct=True),
            sent=Count("pk", filter=Q(sent_at__isnull=False)),
            given=Count("pk"),
            thirds=Count("pk", filter=Q(is_third=True)),
        )
        .order_by("round")
    )
    return [
        RoundNumbers(row["round"], row["entries"], row["judges"], row["sent"], row["given"], row["thirds"])
        for row in rows
    ]


def judges_with_work(contest: Contest) -> list[Judge]:
    """Return the judges with ``given`` and ``sent``, how many entries they have and have scored."""
    return list(
        contest.judges.select_related("person").annotate(
            given=Count("scorings"), sent=Count("scorings", filter=Q(scorings__sent_at__isnull=False))
        )
    )


def entries_by_state(contest: Contest) -> dict[EntryState, int]:
    """Return how many entries stand so."""
    rows = ContestEntry.objects.filter(category__contest=contest).values("state").annotate(count=Count("pk"))
    return {EntryState(row["state"]): row["count"] for row in rows.order_by("state")}


def results_of(category: ContestCategory) -> QuerySet[ContestEntry]:
    """Return the ranked entries of a category, best first."""
    return (
        category.entries.filter(rank__isnull=False)
        .select_related("genre", "source__unit")
        .order_by("rank", "code")
    )


def unit_of(pk: uuid.UUID | None) -> Unit | None:
    """Return a unit that a form offered."""
    return Unit.objects.filter(pk=pk).first() if pk else None


def units_of(pks: Iterable[uuid.UUID]) -> list[Unit]:
    """Return units that a form offered."""
    return list(Unit.objects.filter(pk__in=list(pks)))


def persons_of(pks: Iterable[uuid.UUID]) -> list[Person]:
    """Return persons that a form offered, by given name."""
    return list(Person.objects.filter(pk__in=list(pks)).order_by("sort_key"))


def prized(contest: Contest, pk: uuid.UUID) -> ContestEntry | None:
    """Return an entry with a prize, with its source and authors."""
    return (
        ContestEntry.objects.filter(category__contest=contest, pk=pk)
        .exclude(prize="")
        .select_related("category__contest__unit", "genre", "source")
        .prefetch_related("source__authors")
        .first()
    )
