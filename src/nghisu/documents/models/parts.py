"""What belongs to a document: signatories, recipients, routings, files, links."""

from django.db import models
from django.db.models import Q

from nghisu.documents.models.register import Document
from nghisu.documents.rules import dispatch, signing, states
from nghisu.kit.stored import Stored


class DocumentSigner(Stored):
    """Who signs, in what right; the name stands without degrees."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="signers")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    right = models.CharField(max_length=10, default=signing.Right.ON_BEHALF)
    in_name_of = models.CharField(max_length=160, blank=True)
    title = models.CharField(max_length=160)
    name = models.CharField(max_length=120)
    signed_on = models.DateField(null=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    @property
    def line(self) -> str:
        """``T/M BAN THƯỜNG VỤ``."""
        return signing.signing_line(signing.Right(self.right), self.in_name_of)


class DocumentRecipient(Stored):
    """A unit or an outside body that the document goes to; ``label`` as it stands under Nơi nhận.

    Not sent → sent → received; a wrong dispatch is recalled, with its reason.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="recipients")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+", null=True)
    outside = models.ForeignKey("OutsideBody", on_delete=models.PROTECT, related_name="+", null=True)
    label = models.CharField(max_length=240)
    order = models.PositiveSmallIntegerField(default=0)
    way = models.CharField(max_length=8, choices=[(one.value, one.value) for one in dispatch.Way], blank=True)
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=160, blank=True)
    recalled_at = models.DateTimeField(null=True)
    recall_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "unit"], condition=Q(unit__isnull=False), name="recipient_once"
            ),
            models.CheckConstraint(
                condition=Q(received_at__isnull=True) | Q(sent_at__isnull=False),
                name="recipient_received_after_sent",
            ),
            models.CheckConstraint(
                condition=Q(recalled_at__isnull=True) | (Q(sent_at__isnull=False) & ~Q(recall_reason="")),
                name="recipient_recalled_with_reason",
            ),
        ]

    @property
    def way_name(self) -> str:
        """How it went, for translation."""
        return dispatch.WAY_NAMES[dispatch.Way(self.way)] if self.way else ""

    @property
    def is_sent(self) -> bool:
        """Whether it went out and was not recalled."""
        return self.sent_at is not None and self.recalled_at is None


class DocumentRouting(Stored):
    """An incoming document sent on to a unit inside, with what it is to do by when.

    One that a leader directed names the leader's office; the leader is None once erased.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="routings")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    remark = models.CharField(max_length=500, blank=True)
    due_on = models.DateField(null=True)
    routed_at = models.DateTimeField()
    is_lead = models.BooleanField(default=True)
    directed_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    directed_as = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["routed_at"]

    @property
    def is_directed(self) -> bool:
        """Whether a leader's remark on the paper sent it there (bút phê)."""
        return bool(self.directed_as)


class DocumentFile(Stored):
    """A file of a document; its bytes lie in the store under their hash."""

    class Role(models.TextChoices):
        """What the file is."""

        MAIN = "main", "văn bản chính"
        ANNEX = "annex", "phụ lục, tài liệu kèm theo"
        SCAN = "scan", "bản quét"
        SIGNED = "signed", "bản ký số"

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    role = models.CharField(max_length=8, choices=Role, default=Role.MAIN)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    attached_at = models.DateTimeField()

    class Meta:
        ordering = ["attached_at"]
        constraints = [
            models.UniqueConstraint(fields=["document", "sha256", "name"], name="document_file_once"),
            models.UniqueConstraint(
                fields=["document"], condition=Q(role="signed"), name="document_signed_copy_once"
            ),
        ]


class DocumentLink(Stored):
    """One directed edge: ``source`` amends, implements, … ``target``. The inverse is derived."""

    source = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="links_out")
    target = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="links_in")
    kind = models.CharField(max_length=12)
    paragraph = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "target"], name="link_once_a_pair"),
            models.CheckConstraint(condition=~Q(source=models.F("target")), name="link_to_another"),
        ]

    @property
    def kind_name(self) -> str:
        """The kind read from the source, for translation."""
        return states.EDGE_NAMES[states.Edge(self.kind)]

    @property
    def inverse_name(self) -> str:
        """The kind read from the target, for translation."""
        return states.INVERSE_NAMES[states.Edge(self.kind)]
