"""The office's own texts for mail-merge."""

from django.db import models

from nghisu.kit import language
from nghisu.kit.stored import Versioned
from nghisu.meetings.rules.merge import Layout


class MergeTemplate(Versioned):
    """A text with placeholders, on one of the layouts, of the office of a unit."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="merge_templates")
    name = models.CharField(max_length=120)
    layout = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Layout])
    text = models.TextField()
    folded = models.CharField(max_length=120, editable=False)

    class Meta:
        ordering = ["folded"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="merge_template_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = language.clean_name(self.name)
        self.folded = language.fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]
