"""The way of a draft to its signature (trình ký)."""

from django.db import models
from django.db.models import Q

from nghisu.documents.models.register import Document
from nghisu.documents.rules import submission
from nghisu.kit.stored import Stored


class SigningStep(Stored):
    """One step of one round: waiting → agreed | returned; a returned round leaves later steps withdrawn.

    ``text_hash`` is that of the text the step agreed to.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="signing_steps")
    round = models.PositiveSmallIntegerField()
    order = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, choices=[(one.value, one.value) for one in submission.Stage])
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=12,
        choices=[(one.value, one.value) for one in submission.State],
        default=submission.State.WAITING,
    )
    begun_at = models.DateTimeField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    acted_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)
    on_paper = models.BooleanField(default=False)
    text_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["round", "order"]
        constraints = [
            models.UniqueConstraint(fields=["document", "round", "order"], name="signing_step_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[submission.State.AGREED, submission.State.RETURNED])
                | Q(acted_at__isnull=False, person__isnull=False),
                name="signing_step_acted_by_somebody",
            ),
        ]

    @property
    def stage_name(self) -> str:
        """The stage in words, for translation."""
        return submission.STAGE_NAMES[submission.Stage(self.stage)]

    @property
    def state_name(self) -> str:
        """The state in words, for translation."""
        return submission.STATE_NAMES[submission.State(self.state)]

    @property
    def is_waiting(self) -> bool:
        """Whether nobody acted yet."""
        return self.state == submission.State.WAITING
