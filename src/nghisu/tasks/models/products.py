"""What a task or a line is to bring, what of it was accepted, and how the giver judged it."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from nghisu.kit.stored import Stored
from nghisu.tasks.rules.evaluation import MOST_REACHED, QUALITY_WORDS, Quality
from nghisu.tasks.rules.products import (
    FORM_WORDS,
    KIND_WORDS,
    LONGEST_WORDS,
    MOST_PIECES,
    Expected,
    Form,
    Kind,
    words_of,
)

if TYPE_CHECKING:
    from django.db.models import QuerySet

KINDS = [(kind.value, words) for kind, words in KIND_WORDS.items()]
FORMS = [(form.value, words) for form, words in FORM_WORDS.items()]


class ExpectedProduct(Stored):
    """A product that is expected: so many of a kind, in a form, in words."""

    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS, default=Kind.OTHER)
    count = models.PositiveSmallIntegerField(default=1)
    form = models.CharField(max_length=8, choices=FORMS, default=Form.OFFICIAL)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        abstract = True
        ordering = ["number"]

    def __str__(self) -> str:
        return words_of(self.expected)

    @property
    def expected(self) -> Expected:
        """The product as the rules know it."""
        return Expected(Kind(self.kind), self.count, Form(self.form), self.words)

    @property
    def kind_words(self) -> str:
        """The kind, for translation."""
        return KIND_WORDS[Kind(self.kind)]

    @property
    def form_words(self) -> str:
        """The form, for translation."""
        return FORM_WORDS[Form(self.form)]


class ProductsNow(models.Manager["TaskProduct"]):
    """The products that are expected now, without those that a correction took away."""

    def get_queryset(self) -> "QuerySet[TaskProduct]":
        return super().get_queryset().filter(dropped_in=None)


class TaskProduct(ExpectedProduct):
    """A product that a task is to bring; what it was before each correction stands in its changes.

    It never goes: one that a correction took away has ``dropped_in``, and earlier days still know it.
    """

    task = models.ForeignKey(  # found by the index of its constraint
        "Task", on_delete=models.PROTECT, related_name="products", db_index=False
    )
    added_in = models.ForeignKey(
        "TaskSpan", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    dropped_in = models.ForeignKey(
        "TaskSpan", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    objects = ProductsNow()
    every = models.Manager["TaskProduct"]()

    class Meta(ExpectedProduct.Meta):
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="task_product_number_once"),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=MOST_PIECES), name="task_product_at_least_one"
            ),
        ]

    def as_of(self, day: date) -> Expected:
        """Return what it was on a day; ``changes__span`` is read ahead where there are many."""
        later = [one for one in self.changes.all() if one.span.known_from > day]
        return min(later, key=lambda one: one.span.number).expected if later else self.expected


class ProductChange(Stored):
    """What a product of a task was before a correction, known until the day of its span."""

    product = models.ForeignKey(TaskProduct, on_delete=models.PROTECT, related_name="changes", db_index=False)
    span = models.ForeignKey("TaskSpan", on_delete=models.PROTECT, related_name="products_changed")
    kind = models.CharField(max_length=10, choices=KINDS)
    count = models.PositiveSmallIntegerField()
    form = models.CharField(max_length=8, choices=FORMS)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "span"], name="product_change_once_a_span")]

    @property
    def expected(self) -> Expected:
        """The product before, as the rules know it."""
        return Expected(Kind(self.kind), self.count, Form(self.form), self.words)


class ItemProduct(ExpectedProduct):
    """A product that a line of a programme is to bring, for good; its task expects the same."""

    item = models.ForeignKey("ProgrammeItem", on_delete=models.PROTECT, related_name="products")

    class Meta(ExpectedProduct.Meta):
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_product_number_once"),
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=MOST_PIECES), name="item_product_at_least_one"
            ),
        ]


class ProductAcceptance(Stored):
    """So many of a product were accepted with an act, known from the day of its span on."""

    product = models.ForeignKey(TaskProduct, on_delete=models.PROTECT, related_name="acceptances")
    span = models.ForeignKey("TaskSpan", on_delete=models.PROTECT, related_name="products_accepted")
    count = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "span"], name="product_acceptance_once_a_span"),
            models.CheckConstraint(condition=Q(count__gte=1), name="product_acceptance_of_something"),
        ]


class Evaluation(Stored):
    """How the giver judged a task when it was accepted; the remark is the words of the act."""

    span = models.OneToOneField("TaskSpan", on_delete=models.PROTECT, related_name="evaluation")
    task = models.ForeignKey("Task", on_delete=models.PROTECT, related_name="evaluations")
    quality = models.CharField(
        max_length=8, choices=[(one.value, words) for one, words in QUALITY_WORDS.items()]
    )
    reached = models.PositiveSmallIntegerField(null=True, blank=True, help_text="percent of what was asked")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reached__isnull=True) | Q(reached__lte=MOST_REACHED),
                name="evaluation_reached_in_range",
            )
        ]

    @property
    def quality_words(self) -> str:
        """The grade, for translation."""
        return QUALITY_WORDS[Quality(self.quality)]
