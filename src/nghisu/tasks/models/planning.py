"""Programmes and plans of work: the year, its quarters, their months; and what each line became."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from nghisu.kit.periods import Quarter
from nghisu.kit.stored import Stored, Versioned
from nghisu.tasks.rules.planning import BECOMES_WORDS, FIELD_OF_WORK_WORDS, Becomes, FieldOfWork, Period
from nghisu.tasks.rules.products import LONGEST_LINE

if TYPE_CHECKING:
    from nghisu.documents.models import Document
    from nghisu.organisation.models import Unit


class Programme(Versioned):
    """A programme of a unit for a year, or its plan for a quarter or month: draft until adopted.

    ``month`` is set for the plan of a month only, ``quarter`` for that of a quarter only.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="programmes")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=240)
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, null=True, blank=True, related_name="programmes"
    )
    adopted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-year", "quarter", "month", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quarter__isnull=True) | Q(quarter__gte=1, quarter__lte=4),
                name="programme_quarter_1_to_4",
            ),
            models.CheckConstraint(
                condition=Q(month__isnull=True) | Q(month__gte=1, month__lte=12, quarter__isnull=True),
                name="programme_month_1_to_12",
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "quarter", "month", "title"], name="programme_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> Period:
        """The days it plans."""
        return Period(self.year, self.quarter, self.month)

    @property
    def quarter_planned(self) -> Quarter | None:
        """The quarter of a quarter's plan."""
        return Quarter(self.year, self.quarter) if self.quarter else None


class ProgrammeItem(Versioned):
    """One line of a programme. It becomes one task, however many documents that task produces.

    A line may stem from a line of the longer plan, or of the plan of an earlier period from which it was
    carried over; ``root`` is the first of that chain. All lines of a chain are one piece of work: one task.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveIntegerField()
    content = models.CharField(max_length=400)
    field_of_work = models.CharField(
        max_length=12,
        choices=[(one.value, FIELD_OF_WORK_WORDS[one]) for one in FieldOfWork],
        default=FieldOfWork.OTHER,
    )
    lead = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="programme_items")
    supports: "models.ManyToManyField[Unit, Unit]" = models.ManyToManyField(
        "Unit", related_name="supported_items", blank=True
    )
    asked_by = models.ForeignKey(
        "OutsideBody", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    product = models.CharField(
        max_length=LONGEST_LINE, blank=True, help_text="its products in one line, for lists"
    )
    becomes = models.CharField(
        max_length=10,
        choices=[(one.value, BECOMES_WORDS[one]) for one in Becomes],
        default=Becomes.DOCUMENT,
    )
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    added_on = models.DateField(help_text="the day from which it stands in the programme")
    dropped_on = models.DateField(null=True, blank=True)
    dropped_reason = models.CharField(max_length=400, blank=True)
    stems_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="stems", null=True, blank=True
    )
    root = models.ForeignKey("self", on_delete=models.PROTECT, related_name="chain", null=True, blank=True)
    is_carried_over = models.BooleanField(default=False)
    realised_by: "models.ManyToManyField[Document, Document]" = models.ManyToManyField(
        "Document", related_name="realised_items", blank=True
    )

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_item_number_once"),
            models.UniqueConstraint(
                fields=["programme", "stems_from"],
                condition=Q(stems_from__isnull=False),
                name="programme_item_stems_once",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | Q(dropped_on__gte=F("added_on")),
                name="programme_item_dropped_after_added",
            ),
            models.CheckConstraint(
                condition=Q(stems_from__isnull=True, root__isnull=True, is_carried_over=False)
                | Q(stems_from__isnull=False, root__isnull=False),
                name="programme_item_root_of_its_stem",
            ),
        ]

    def __str__(self) -> str:
        return self.content

    @property
    def field_words(self) -> str:
        """The field of work, for translation."""
        return FIELD_OF_WORK_WORDS[FieldOfWork(self.field_of_work)]

    @property
    def becomes_words(self) -> str:
        """What it is to become, for translation."""
        return BECOMES_WORDS[Becomes(self.becomes)]


class Realisation(Stored):
    """A line became something of a package above this one, e.g. a meeting; its key says which."""

    item = models.ForeignKey(ProgrammeItem, on_delete=models.PROTECT, related_name="realisations")
    kind = models.CharField(max_length=20)
    key = models.UUIDField()
    on = models.DateField()

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["item", "kind", "key"], name="realisation_once")]
