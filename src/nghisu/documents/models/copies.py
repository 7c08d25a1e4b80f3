"""Official copies of documents, numbered in a sequence of their own."""

from django.db import models
from django.db.models import Q

from nghisu.documents.models.register import Document, NumberSequence
from nghisu.documents.rules import copies, numbering, signing
from nghisu.documents.rules.types import Family
from nghisu.kit.language import fold
from nghisu.kit.stored import Versioned


class DocumentCopy(Versioned):
    """One numbered copy: of the whole, of a part, or made from another copy.

    A void one keeps its number, with the reason.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="copies")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in copies.CopyKind])
    family = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Family])
    sequence = models.ForeignKey(NumberSequence, on_delete=models.PROTECT, related_name="copies")
    number = models.PositiveIntegerField()
    term = models.ForeignKey("Term", on_delete=models.PROTECT, related_name="+", null=True)
    reference = models.CharField(max_length=80, db_index=True)
    from_copy = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)

    issuer_name = models.CharField(max_length=240)
    superior_name = models.CharField(max_length=240, blank=True)
    place = models.CharField(max_length=80, blank=True)
    dated_on = models.DateField()
    form_profile = models.CharField(max_length=20)
    signer = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    signer_right = models.CharField(max_length=10, choices=[(one.value, one.value) for one in signing.Right])
    signer_for = models.CharField(max_length=160, blank=True)
    signer_title = models.CharField(max_length=160)
    signer_name = models.CharField(max_length=120)
    recipients = models.TextField(blank=True)
    sheets = models.PositiveSmallIntegerField(default=1)

    made_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    void_reason = models.CharField(max_length=300, blank=True)
    folded = models.CharField(max_length=1000, editable=False)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["unit", "-dated_on"])]
        constraints = [
            models.UniqueConstraint(fields=["sequence", "number"], name="copy_number_once"),
            models.CheckConstraint(
                condition=~Q(kind=copies.CopyKind.EXTRACT) | ~Q(text=""), name="copy_extract_has_words"
            ),
            models.CheckConstraint(
                condition=~Q(kind=copies.CopyKind.OF_COPY) | ~Q(from_copy=""), name="copy_of_copy_names_it"
            ),
            models.CheckConstraint(condition=Q(sheets__gte=1), name="copy_at_least_once"),
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: object, **kwargs: object) -> None:
        words = f"{self.reference} {self.document.reference} {self.document.subject} {self.recipients}"
        self.folded = fold(words)[:1000]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def kind_name(self) -> str:
        """What kind of copy it is, for translation."""
        return copies.COPY_NAMES[copies.CopyKind(self.kind)]

    @property
    def is_void(self) -> bool:
        """Whether its number was declared void."""
        return bool(self.void_reason)

    @property
    def number_line(self) -> str:
        """The line that stands on the copy: ``Số 01-BS/ĐUK``."""
        return numbering.number_line(self.reference, Family(self.family))

    @property
    def recipient_labels(self) -> tuple[str, ...]:
        """Where the copy goes, a label each."""
        return tuple(line.strip() for line in self.recipients.splitlines() if line.strip())

    @property
    def signing_line(self) -> str:
        """``T/L BAN THƯỜNG VỤ``."""
        is_state = Family(self.family) is Family.STATE
        return signing.signing_line(signing.Right(self.signer_right), self.signer_for, is_state=is_state)
