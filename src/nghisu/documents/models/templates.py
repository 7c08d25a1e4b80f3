"""An office's own Word templates, from a day to a day."""

from django.db import models
from django.db.models import F, Q

from nghisu.documents.rules import types
from nghisu.kit.stored import Stored


class PaperTemplate(Stored):
    """The Word file that documents of one type of a unit are written in, instead of the form."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    type = models.CharField(max_length=20)
    first = models.DateField()
    until = models.DateField(null=True)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    kept_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["-first", "-kept_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("first")), name="paper_template_ends_after"
            ),
            models.UniqueConstraint(
                fields=["unit", "type"], condition=Q(until__isnull=True), name="paper_template_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def type_name(self) -> str:
        """The English word of the type, for translation."""
        kind = types.BY_CODE.get(self.type)
        return kind.name if kind else self.type
