"""Drafts and what is said about them: versions, paragraphs, consultations, comments, answers, outcomes."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from nghisu.documents.models.notes import PrivateNote
from nghisu.documents.models.parts import DocumentFile
from nghisu.documents.models.register import Document
from nghisu.documents.rules.drafting import ACT_NAMES, ANSWER_NAMES, OUTCOME_NAMES, Act, Answer, Outcome
from nghisu.documents.rules.paragraphs import CHANGE_NAMES, Change
from nghisu.kit.stored import Stored, Versioned
from nghisu.kit.word import KIND_NAMES, Kind


class DraftVersion(Stored):
    """A draft as it read once; never changed afterwards. ``file`` is the Word file it was read from."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    remark = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+", null=True)
    losses = models.JSONField(default=dict)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="draft_version_number_once")
        ]

    def __str__(self) -> str:
        return str(self.number)


class DraftParagraph(Stored):
    """A paragraph of a version. ``identity`` goes with it from version to version.

    ``cut_from`` is the identity of the paragraph it was split off, ``absorbed`` those that went into it.
    """

    version = models.ForeignKey(DraftVersion, on_delete=models.CASCADE, related_name="paragraphs")
    order = models.PositiveIntegerField()
    identity = models.UUIDField(default=uuid.uuid4, db_index=True)
    kind = models.CharField(max_length=10, default=Kind.BODY)
    text = models.TextField()
    level = models.PositiveSmallIntegerField(default=0)
    place = models.CharField(max_length=40, blank=True, help_text="table.row.column of a cell")
    change = models.CharField(max_length=8, default=Change.NEW)
    cut_from = models.UUIDField(null=True)
    absorbed = models.JSONField(default=list)

    class Meta:
        ordering = ["version", "order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "order"], name="draft_paragraph_order_once"),
            models.UniqueConstraint(fields=["version", "identity"], name="draft_paragraph_identity_once"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def number(self) -> int:
        """How it is called on paper: counted from 1."""
        return self.order + 1

    @property
    def change_name(self) -> str:
        """What became of it since the version before, for translation."""
        return CHANGE_NAMES[Change(self.change)]

    @property
    def kind_name(self) -> str:
        """Where it stands, for translation."""
        return KIND_NAMES[Kind(self.kind)]

    @property
    def is_note(self) -> bool:
        """Whether it stands beside the text: a note, a text box, a cell."""
        return self.kind != Kind.BODY


class Consultation(Versioned):
    """A version sent to units and members for comments by a day.

    ``later_until`` is the day the chair set for comments that go on after the meeting.
    """

    draft = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="consultations")
    question = models.TextField(blank=True)
    due_on = models.DateField()
    later_until = models.DateField(null=True)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at"]

    @property
    def open_until(self) -> date:
        """The last day on which comments are taken."""
        return max(self.due_on, self.later_until or self.due_on)


class ConsultationRequest(Versioned):
    """One unit or member that was asked. ``agreed`` says: answered, and nothing to propose."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="requests")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+", null=True)
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    name = models.CharField(max_length=240)
    sort_key = models.CharField(max_length=400, blank=True)
    folded = models.CharField(max_length=240, blank=True)
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(default=False)
    file = models.ForeignKey(DocumentFile, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["consultation", "sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["consultation", "unit"], name="request_unit_once"),
            models.UniqueConstraint(fields=["consultation", "person"], name="request_person_once"),
            models.CheckConstraint(
                condition=Q(unit__isnull=True, person__isnull=False)
                | Q(unit__isnull=False, person__isnull=True),
                name="request_of_unit_or_person",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DraftComment(Versioned):
    """What somebody proposes on a paragraph or the whole, and what the drafter does with it.

    ``paragraph`` is an identity; ``base`` keeps the words that it was written about. ``sent_at`` is null as
    long as the unit has not sent its answer off. ``adopted`` are the words that go into the text.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="draft_comments")
    request = models.ForeignKey(ConsultationRequest, on_delete=models.PROTECT, related_name="comments")
    who = models.CharField(max_length=240)
    author = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    paragraph = models.UUIDField(null=True, db_index=True)
    number = models.PositiveIntegerField(null=True)
    base = models.TextField(blank=True)
    act = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Act])
    text = models.TextField(blank=True)
    wording = models.TextField(blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    after_meeting = models.BooleanField(default=False)
    from_word = models.BooleanField(default=False)
    answer = models.CharField(max_length=10, blank=True)
    reason = models.TextField(blank=True)
    adopted = models.TextField(blank=True)
    adopts = models.CharField(max_length=8, blank=True)
    answered_at = models.DateTimeField(null=True)
    merged_in = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="+", null=True)
    to_decide = models.BooleanField(default=False)
    folded = models.TextField(blank=True)

    class Meta:
        ordering = ["document", "number", "made_at"]
        indexes = [models.Index(fields=["document", "answer"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(answer__in=["", Answer.ACCEPTED]) | ~Q(reason=""),
                name="draft_comment_answer_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False), name="draft_comment_answer_dated"
            ),
            models.CheckConstraint(
                condition=Q(paragraph__isnull=False) | Q(act=Act.REMARK),
                name="draft_comment_wording_has_paragraph",
            ),
        ]

    def __str__(self) -> str:
        return self.said[:80]

    @property
    def said(self) -> str:
        """Remark and wording in one, as the table shows them."""
        quoted = f"“{self.wording}”" if self.wording else ""
        return "\n".join(part for part in (self.text, quoted) if part)

    @property
    def act_name(self) -> str:
        """What it wants, for translation."""
        return ACT_NAMES[Act(self.act)]

    @property
    def answer_name(self) -> str:
        """What the drafter did with it, for translation; "" while nothing."""
        return ANSWER_NAMES[Answer(self.answer)] if self.answer else ""

    @property
    def is_wording(self) -> bool:
        """Whether it offers the paragraph in other words."""
        return self.act == Act.WORDING


class DraftNote(PrivateNote):
    """A private note on a paragraph of a draft; it goes with the paragraph from version to version."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="+")
    paragraph = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "person", "paragraph"], name="draft_note_once")
        ]


class DraftOutcome(Stored):
    """How a gathering concluded on a version; the latest counts. No vote figure stands here."""

    draft = models.ForeignKey(DraftVersion, on_delete=models.PROTECT, related_name="outcomes")
    gathering = models.CharField(max_length=240)
    outcome = models.CharField(max_length=14, choices=[(one.value, one.value) for one in Outcome])
    conclusion = models.TextField()
    decided_on = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        ordering = ["-told_at"]

    @property
    def outcome_name(self) -> str:
        """The outcome in words, for translation."""
        return OUTCOME_NAMES[Outcome(self.outcome)]


class Settlement(Stored):
    """The wording chosen for a paragraph whose accepted wordings clash."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="settlements")
    version = models.ForeignKey(DraftVersion, on_delete=models.CASCADE, related_name="+")
    paragraph = models.UUIDField()
    text = models.TextField(blank=True)
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "paragraph"], name="settlement_once_a_paragraph")
        ]
