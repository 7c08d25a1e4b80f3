"""Contests: categories, entries, what tells who sent them (kept apart), judges, scores, prizes."""

from django.db import models
from django.db.models import F, Q

from nghisu.contest.rules.limits import Measure
from nghisu.contest.rules.marking import THIRD_WORDS, ThirdMean
from nghisu.contest.rules.states import ENTRY_WORDS, STATE_WORDS, EntryState, State
from nghisu.kit.stored import Stored, Versioned


class Contest(Versioned):
    """A contest of a committee.

    States: draft → open → checked in → first round → final round → ranked → minutes signed → unmasked →
    published. ``gap`` is the distance of two scores that asks for a third judge.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="contests")
    title = models.CharField(max_length=240)
    launched_on = models.DateField()
    closes_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=[(one.value, STATE_WORDS[one]) for one in State], default=State.DRAFT
    )
    gap = models.PositiveSmallIntegerField(default=15)
    third_mean = models.CharField(
        max_length=8,
        choices=[(one.value, THIRD_WORDS[one]) for one in ThirdMean],
        default=ThirdMean.CLOSEST,
    )
    minutes = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("Person", on_delete=models.PROTECT, null=True, related_name="+")
    unmasked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-launched_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("launched_on")), name="contest_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(unmasked_at__isnull=True) | Q(signed_at__isnull=False),
                name="contest_unmasked_after_signing",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ContestCategory(Stored):
    """A category, in which entries are judged and ranked by themselves; ``shortlist`` go on to the final."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="categories")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    most_per_author = models.PositiveSmallIntegerField()
    shortlist = models.PositiveSmallIntegerField(default=40)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["contest", "code"], name="contest_category_once")]


class Genre(Stored):
    """A kind of entry of a category, with its length."""

    category = models.ForeignKey(ContestCategory, on_delete=models.CASCADE, related_name="genres")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    measure = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Measure])
    low = models.PositiveIntegerField()
    high = models.PositiveIntegerField()
    most = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=200)
    confirmed = models.BooleanField(default=False)

    class Meta:
        ordering = ["category", "order"]


class Criterion(Stored):
    """A line of a category's rubric; the weights of a category make a hundred."""

    category = models.ForeignKey(ContestCategory, on_delete=models.CASCADE, related_name="criteria")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=160)
    weight = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]


class Prize(Stored):
    """A prize of a category, and how many of it."""

    category = models.ForeignKey(ContestCategory, on_delete=models.CASCADE, related_name="prizes")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    count = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]


class ContestEntry(Versioned):
    """An entry as judges may see it: code, genre, length, file without traces; nothing of who sent it.

    States: received → accepted with its code, or rejected with the reason → shortlisted → ranked. The
    original title is in the source; a judge sees the code alone.
    """

    category = models.ForeignKey(ContestCategory, on_delete=models.PROTECT, related_name="entries")
    genre = models.ForeignKey(Genre, on_delete=models.PROTECT, related_name="entries")
    state = models.CharField(
        max_length=12,
        choices=[(one.value, ENTRY_WORDS[one]) for one in EntryState],
        default=EntryState.RECEIVED,
    )
    code = models.CharField(max_length=16, blank=True)
    length = models.PositiveIntegerField(default=0)
    file = models.CharField(max_length=64, blank=True, help_text="hash of the file without traces")
    reason = models.CharField(max_length=400, blank=True)
    votes = models.PositiveSmallIntegerField(default=0)
    rank = models.PositiveSmallIntegerField(null=True)
    prize = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["category", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["category", "code"], condition=~Q(code=""), name="contest_entry_code_once"
            )
        ]


class EntrySource(Stored):
    """Who sent an entry: kept apart from it, and opened only after the minutes are signed."""

    entry = models.OneToOneField(ContestEntry, on_delete=models.CASCADE, related_name="source")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="contest_entries")
    title = models.CharField(max_length=300)
    original = models.CharField(max_length=64, help_text="hash of the file as it was sent")
    original_name = models.CharField(max_length=200)
    medium = models.CharField(max_length=200, blank=True, help_text="where the recording was handed in")
    text_hash = models.CharField(max_length=64, db_index=True)
    names_itself = models.BooleanField(
        default=False, help_text="whether the text names an author or the unit that sent it"
    )
    number = models.PositiveIntegerField()
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]


class Author(Stored):
    """An author of an entry, known by name and place of work over all groups."""

    source = models.ForeignKey(EntrySource, on_delete=models.CASCADE, related_name="authors")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    workplace = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=330, db_index=True)

    class Meta:
        db_table = "nghisu_contestauthor"
        ordering = ["order"]


class Judge(Stored):
    """A judge of a round; declares the units it has a conflict with, the own one among them by itself.

    States: appointed → declared; released at any time, and then without any entry.
    """

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="judges")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    declared_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True)
    barred: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        "Unit", related_name="+", blank=True
    )

    class Meta:
        db_table = "nghisu_contestjudge"
        ordering = ["round", "person__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["contest", "person", "round"], name="contest_judge_once")
        ]


class Scoring(Stored):
    """An entry given to a judge in a round, with the score once it is sent."""

    judge = models.ForeignKey(Judge, on_delete=models.CASCADE, related_name="scorings")
    entry = models.ForeignKey(ContestEntry, on_delete=models.CASCADE, related_name="scorings")
    round = models.PositiveSmallIntegerField()
    is_third = models.BooleanField(default=False)
    points = models.CharField(
        max_length=120, blank=True, help_text="by criterion, in the order of the rubric"
    )
    total = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["entry__code"]
        constraints = [
            models.UniqueConstraint(fields=["judge", "entry", "round"], name="scoring_once"),
            models.CheckConstraint(
                condition=Q(total__isnull=True) | Q(total__gte=0, total__lte=100),
                name="scoring_total_0_to_100",
            ),
        ]


class CollectivePrize(Stored):
    """A prize of a unit as a whole."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="collective_prizes")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contest", "unit"], name="collective_prize_once")]


__all__ = [
    "Author",
    "CollectivePrize",
    "Contest",
    "ContestCategory",
    "Criterion",
    "ContestEntry",
    "EntrySource",
    "Genre",
    "Judge",
    "Prize",
    "Scoring",
]
