"""Prepare a contest before its launch: its days, categories, genres, rubric and prizes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from nghisu.contest.actions.entering import step
from nghisu.contest.models import Contest, ContestCategory, Criterion, Genre, Prize
from nghisu.contest.rules import limits, marking, states
from nghisu.contest.rules.limits import Measure
from nghisu.contest.rules.marking import ThirdMean
from nghisu.contest.rules.states import State
from nghisu.kit import language
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@dataclass(frozen=True)
class GenreLine:
    """One genre of a category, as the organiser sets it.

    :param low, high: both allowed; seconds where the measure says so
    :param most: how many an author may send of it
    """

    name: str
    measure: Measure
    low: int
    high: int
    most: int


@dataclass(frozen=True)
class CategoryPlan:
    """A category with all that is set of it.

    :param criteria: name and weight, in the order of the rubric
    :param prizes: name and how many, the highest first
    :param source: where the limits are written
    :param confirmed: whether the office compared them with it
    """

    name: str
    most_per_author: int
    shortlist: int
    genres: Sequence[GenreLine]
    criteria: Sequence[tuple[str, int]]
    prizes: Sequence[tuple[str, int]]
    source: str
    confirmed: bool


@transaction.atomic
def change_contest(
    *,
    contest: Contest,
    version: int,
    title: str,
    launched_on: date,
    closes_on: date,
    gap: int,
    third_mean: ThirdMean,
    by: Standing,
    at: datetime,
) -> Contest:
    """Change title, days and what asks for a third judge, before the launch.

    :raises states.DaysTurned: if it closes before it is launched
    """
    contest = step(contest, version, by, State.DRAFT)
    if closes_on < launched_on:
        raise states.DaysTurned(closes_on=closes_on)
    contest.title = language.clean_name(title)
    contest.launched_on, contest.closes_on = launched_on, closes_on
    contest.gap, contest.third_mean = gap, third_mean
    contest.save_over(version, "title", "launched_on", "closes_on", "gap", "third_mean")
    note(verb="contest.changed", subject=contest, by=by, at=at)
    return contest


@transaction.atomic
def put_close_off(*, contest: Contest, version: int, closes_on: date, by: Standing, at: datetime) -> Contest:
    """Take entries until a later day.

    :raises states.NotLater: if the day is not later than the one that stands, or has passed
    """
    contest = step(contest, version, by, State.OPEN)
    if closes_on <= contest.closes_on or closes_on < day_of(at):
        raise states.NotLater(closes_on=contest.closes_on)
    contest.closes_on = closes_on
    contest.save_over(version, "closes_on")
    note(verb="contest.put_off", subject=contest, by=by, at=at, closes_on=closes_on.isoformat())
    return contest


@transaction.atomic
def add_category(
    *, contest: Contest, version: int, plan: CategoryPlan, by: Standing, at: datetime
) -> ContestCategory:
    """Add a category before the launch."""
    contest = step(contest, version, by, State.DRAFT)
    last = contest.categories.order_by("-order").values_list("order", flat=True).first() or 0
    category = ContestCategory.objects.create(
        contest=contest,
        order=last + 1,
        code=f"category{last + 1}",
        name=language.clean_name(plan.name),
        most_per_author=plan.most_per_author,
        shortlist=plan.shortlist,
    )
    _set(category, plan)
    contest.save_over(version)
    note(verb="contest.changed", subject=contest, by=by, at=at, category=category.name)
    return category


@transaction.atomic
def change_category(
    *, category: ContestCategory, version: int, plan: CategoryPlan, by: Standing, at: datetime
) -> ContestCategory:
    """Set a category anew before the launch: name, limits, rubric, prizes.

    :param version: of the contest
    """
    contest = step(category.contest, version, by, State.DRAFT)
    category.name = language.clean_name(plan.name)
    category.most_per_author, category.shortlist = plan.most_per_author, plan.shortlist
    category.save(update_fields=["name", "most_per_author", "shortlist"])
    _set(category, plan)
    contest.save_over(version)
    note(verb="contest.changed", subject=contest, by=by, at=at, category=category.name)
    return category


@transaction.atomic
def remove_category(*, category: ContestCategory, version: int, by: Standing, at: datetime) -> None:
    """Remove a category before the launch.

    :raises states.LastCategory: if the contest has no other
    """
    contest = step(category.contest, version, by, State.DRAFT)
    if contest.categories.count() == 1:
        raise states.LastCategory
    name = category.name
    category.delete()
    contest.save_over(version)
    note(verb="contest.changed", subject=contest, by=by, at=at, removed=name)


def _set(category: ContestCategory, plan: CategoryPlan) -> None:
    """Put genres, rubric and prizes in the place of those that stood."""
    if not plan.genres:
        raise states.NoGenre
    for genre in plan.genres:
        limits.check_bounds(genre.low, genre.high, measure=genre.measure, genre=genre.name)
    marking.check_weights([weight for _name, weight in plan.criteria])
    category.genres.all().delete()
    category.criteria.all().delete()
    category.prizes.all().delete()
    Genre.objects.bulk_create(
        Genre(
            category=category,
            order=order,
            name=language.clean_name(genre.name),
            measure=genre.measure,
            low=genre.low,
            high=genre.high,
            most=genre.most,
            source=language.clean_name(plan.source),
            confirmed=plan.confirmed,
        )
        for order, genre in enumerate(plan.genres, start=1)
    )
    Criterion.objects.bulk_create(
        Criterion(category=category, order=order, name=language.clean_name(name), weight=weight)
        for order, (name, weight) in enumerate(plan.criteria, start=1)
    )
    Prize.objects.bulk_create(
        Prize(category=category, order=order, name=language.clean_name(name), count=count)
        for order, (name, count) in enumerate(plan.prizes, start=1)
    )
