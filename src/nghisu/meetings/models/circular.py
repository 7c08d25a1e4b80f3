"""Opinions asked by circular (phiếu xin ý kiến)."""

from django.db import models
from django.db.models import Q

from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned
from nghisu.meetings.rules.circular import Subject


class Circular(Versioned):
    """A question sent to the members of a body to be answered in writing.

    States: draft → asked → closed → reported; asked ones may be withdrawn with a reason. The base, what
    was needed and the counts are frozen when it is closed.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", "dự thảo"
        ASKED = "asked", "đang xin ý kiến"
        CLOSED = "closed", "đã tổng hợp"
        WITHDRAWN = "withdrawn", "đã rút"

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="circulars")
    body = models.ForeignKey("Body", on_delete=models.PROTECT, related_name="circulars")
    subject = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Subject])
    title = models.CharField(max_length=300)
    question = models.TextField()
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="circulars", null=True, blank=True
    )
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    asked_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    base = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(null=True, blank=True)
    agreed = models.PositiveSmallIntegerField(null=True, blank=True)
    disagreed = models.PositiveSmallIntegerField(null=True, blank=True)
    other = models.PositiveSmallIntegerField(null=True, blank=True)
    rule_profile = models.CharField(max_length=40, blank=True)
    result = models.ForeignKey(
        "Document", on_delete=models.SET_NULL, related_name="results_of_circulars", null=True, blank=True
    )
    reported_item = models.ForeignKey(
        "AgendaItem", on_delete=models.SET_NULL, related_name="circulars_reported", null=True, blank=True
    )
    created_at = models.DateTimeField()
    folded = models.CharField(max_length=300, editable=False)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(subject=Subject.PERSONNEL.value), name="circular_never_for_personnel"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | Q(base__isnull=False, needed__isnull=False, agreed__isnull=False, closed_at__isnull=False),
                name="circular_closed_with_counts",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.title = language.clean_name(self.title)
        self.folded = language.fold(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def is_draft(self) -> bool:
        """Whether it has not gone out."""
        return self.state == self.State.DRAFT

    @property
    def is_asked(self) -> bool:
        """Whether answers are awaited."""
        return self.state == self.State.ASKED

    @property
    def is_closed(self) -> bool:
        """Whether the answers have been counted."""
        return self.state == self.State.CLOSED

    @property
    def silent(self) -> int | None:
        """How many of the base gave no answer; silence is never agreement."""
        if self.base is None:
            return None
        return max(0, self.base - (self.agreed or 0) - (self.disagreed or 0) - (self.other or 0))

    @property
    def is_adopted(self) -> bool:
        """Whether enough of the base agreed."""
        return self.needed is not None and (self.agreed or 0) >= self.needed


class CircularAnswer(Stored):
    """One member asked, and what the member answered; empty until then."""

    class Choice(models.TextChoices):
        """The answer."""

        AGREE = "agree", "đồng ý"
        DISAGREE = "disagree", "không đồng ý"
        OTHER = "other", "ý kiến khác"

    circular = models.ForeignKey(Circular, on_delete=models.CASCADE, related_name="answers")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="circular_answers")
    duty = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    choice = models.CharField(max_length=8, choices=Choice, blank=True)
    opinion = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    on_paper = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["circular", "person"], name="circular_answer_once"),
            models.CheckConstraint(
                condition=Q(choice="", answered_at__isnull=True)
                | (~Q(choice="") & Q(answered_at__isnull=False)),
                name="circular_answer_has_a_time",
            ),
        ]
