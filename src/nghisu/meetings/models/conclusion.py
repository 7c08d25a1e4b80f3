"""The notice of conclusion (thông báo kết luận) and what it asks of whom."""

from django.db import models

from nghisu.kit.stored import Stored, Versioned


class ConclusionNotice(Versioned):
    """The conclusion of a meeting, paragraph by paragraph.

    States: draft → approved (frozen; its document is drafted and submitted) → issued (its document went
    out; the work it gives has become tasks). Before that its work is no task and counts nowhere.
    """

    class State(models.TextChoices):
        """Where the notice stands."""

        DRAFT = "draft", "đang soạn"
        APPROVED = "approved", "đã duyệt, chờ ban hành"
        ISSUED = "issued", "đã ban hành"

    meeting = models.OneToOneField("Meeting", on_delete=models.PROTECT, related_name="conclusion")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    subject = models.CharField(max_length=400)
    opening = models.TextField(blank=True)
    begun_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    document = models.OneToOneField(
        "Document", on_delete=models.PROTECT, related_name="conclusion_notice", null=True, blank=True
    )
    issued_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(document__isnull=False, approved_by__isnull=False),
                name="notice_approved_has_document",
            ),
        ]

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.state == self.State.DRAFT

    @property
    def is_issued(self) -> bool:
        """Whether it went out."""
        return self.state == self.State.ISSUED


class ConclusionParagraph(Versioned):
    """A numbered paragraph of the conclusion; the number is the point that tasks name as their source."""

    notice = models.ForeignKey(ConclusionNotice, on_delete=models.CASCADE, related_name="paragraphs")
    order = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=24)
    text = models.TextField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "number"], name="conclusion_number_once"),
        ]


class ConclusionWork(Versioned):
    """Work that a paragraph gives: what, until when, and which units lead it. No task before the issue."""

    paragraph = models.ForeignKey(ConclusionParagraph, on_delete=models.CASCADE, related_name="work")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=400)
    product = models.CharField(max_length=240, blank=True)
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["paragraph__order", "order"]


class ConclusionShare(Stored):
    """A unit that gets the work, and the task that it became once the notice was issued."""

    work = models.ForeignKey(ConclusionWork, on_delete=models.CASCADE, related_name="shares")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)
    task = models.OneToOneField(
        "Task", on_delete=models.PROTECT, related_name="from_conclusion", null=True, blank=True
    )

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["work", "unit"], name="conclusion_share_once")]
