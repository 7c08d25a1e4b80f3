"""A directive's points, and the documents that cite them."""

from django.db import models

from nghisu.documents.models.register import Document
from nghisu.kit.stored import Stored, Versioned


class DirectivePoint(Versioned):
    """One thing that a document asks for, so that tasks and documents can cite it by its number.

    ``sentence`` is the place of the sentence it was marked on; null where it was typed.
    """

    directive = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="points")
    number = models.CharField(max_length=24, help_text="II.2")
    text = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=0)
    sentence = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["directive", "order", "number"]
        constraints = [
            models.UniqueConstraint(fields=["directive", "number"], name="directive_point_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class PointCitation(Stored):
    """A document that answers a point of another."""

    point = models.ForeignKey(DirectivePoint, on_delete=models.PROTECT, related_name="citations")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="cited_points")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["point", "document"], name="point_cited_once")]
