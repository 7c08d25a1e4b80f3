"""What prepares a meeting: recurring items, versions of papers, notes on them, numbered copies."""

from typing import Any

from django.db import models
from django.db.models import Q

from nghisu.documents.models.notes import PrivateNote
from nghisu.kit.stored import Stored, Versioned
from nghisu.meetings.models.calling import AgendaItem, MeetingPaper


class RecurringItem(Versioned):
    """An item that stands on the agenda of every session of a body (nội dung thường kỳ)."""

    body = models.ForeignKey("Body", on_delete=models.CASCADE, related_name="recurring_items")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=400)
    presenter = models.CharField(max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    wanted = models.CharField(max_length=12, choices=AgendaItem.Wanted, default=AgendaItem.Wanted.HEAR)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        return self.title


class PaperVersion(Stored):
    """One version of a paper, as it was laid: its text of that moment and its files."""

    paper = models.ForeignKey(MeetingPaper, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    document = models.ForeignKey("Document", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    files: Any = models.ManyToManyField("DocumentFile", related_name="+")
    remark = models.CharField(max_length=300, blank=True)
    laid_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="paper_version_once"),
        ]


class PaperNote(PrivateNote):
    """A reader's private note on one version of a paper, and the words marked there.

    ``paragraph`` counts the blocks of the paper as it reads (kit.flow) from 1; 0 is the paper as a whole.
    """

    paper = models.ForeignKey(MeetingPaper, on_delete=models.CASCADE, related_name="notes")
    number = models.PositiveSmallIntegerField()
    paragraph = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-number", "paragraph"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "number", "person", "paragraph"], name="paper_note_once"
            ),
        ]


class NumberedCopy(Stored):
    """One numbered copy of a paper to be returned (tài liệu thu hồi): to whom it went, when it came back."""

    paper = models.ForeignKey(MeetingPaper, on_delete=models.PROTECT, related_name="copies")
    number = models.PositiveSmallIntegerField()
    holder = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="numbered_copies", null=True, blank=True
    )
    holder_name = models.CharField(max_length=160, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="numbered_copy_once"),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True) | Q(given_at__isnull=False),
                name="copy_given_before_return",
            ),
        ]

    @property
    def name(self) -> str:
        """Who has it."""
        return self.holder.full_name if self.holder else self.holder_name
