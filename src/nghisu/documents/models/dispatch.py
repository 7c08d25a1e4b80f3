"""What happens to a document after its number: the stamp, the way out, who opened it."""

from django.db import models
from django.db.models import Q

from nghisu.documents.models.register import Document
from nghisu.documents.rules import dispatch
from nghisu.kit.stored import Stored


class DocumentOpening(Stored):
    """The first time a person of a receiving unit opened a document; a recall lists these."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="openings")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at"]
        constraints = [models.UniqueConstraint(fields=["document", "person"], name="opening_once_a_person")]


class StampUse(Stored):
    """A line of the register of the stamp: what was stamped, how, how often, who asked for it."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="stamp_uses")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="stamp_uses", null=True, blank=True
    )
    what = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in dispatch.Stamp])
    copies = models.PositiveSmallIntegerField(default=1)
    asked_by = models.CharField(max_length=120, blank=True)
    stamped_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    stamped_at = models.DateTimeField()
    folded = models.CharField(max_length=500, editable=False)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="stamp_number_once_a_year"),
            models.CheckConstraint(condition=Q(copies__gte=1), name="stamp_at_least_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def kind_name(self) -> str:
        """How it was stamped, for translation."""
        return dispatch.STAMP_NAMES[dispatch.Stamp(self.kind)]
