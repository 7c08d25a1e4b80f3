"""What a quarter counted when it was closed: read instead of counted anew, and never changed."""

from django.db import models

from nghisu.kit.stored import Stored


class ClosedFigure(Stored):
    """One number of a unit's quarter as it stood at the closing; later changes are corrections."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number", "code"], name="closed_figure_once")
        ]
