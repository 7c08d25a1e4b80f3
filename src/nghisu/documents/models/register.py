"""Documents and the sequences of their numbers."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone

from nghisu.documents.rules import numbering, states, types
from nghisu.documents.rules.authority import ORGAN_NAMES, Organ
from nghisu.documents.rules.entry import URGENCY_NAMES, Urgency
from nghisu.documents.rules.states import Direction, Status
from nghisu.documents.rules.types import Family
from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned


def _choices(kind: type[Direction | Status | Urgency | Organ | Family]) -> list[tuple[str, str]]:
    return [(one.value, one.value) for one in kind]


class NumberSequence(Stored):
    """The last number given per issuer, symbol and term (Party) or year (state, and the incoming book).

    The row is locked while a number is given, so that numbers have no gap and no double.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    symbol = models.CharField(max_length=12)
    term = models.ForeignKey("Term", on_delete=models.PROTECT, related_name="+", null=True)
    year = models.PositiveSmallIntegerField(null=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "symbol", "term"],
                condition=Q(term__isnull=False),
                name="sequence_once_a_term",
            ),
            models.UniqueConstraint(
                fields=["unit", "symbol", "year"],
                condition=Q(term__isnull=True),
                name="sequence_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(term__isnull=True, year__isnull=False) | Q(term__isnull=False, year__isnull=True),
                name="sequence_by_term_or_year",
            ),
        ]


class Document(Versioned):
    """One document in the register of one unit.

    Outgoing and internal ones are draft → submitted → issued, and may become void, keeping their number.
    Incoming ones are received → routed → done. Whether a document was amended, replaced or revoked is
    read from its links. Names of issuer and superior are those of the document's day.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="documents")
    direction = models.CharField(max_length=10, choices=_choices(Direction))
    status = models.CharField(max_length=10, choices=_choices(Status))
    family = models.CharField(max_length=6, choices=_choices(Family), default=Family.PARTY)
    type = models.CharField(max_length=20)
    organ = models.CharField(max_length=10, choices=_choices(Organ), default=Organ.COMMITTEE)

    issuer_unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="issued", null=True)
    issuer_outside = models.ForeignKey(
        "OutsideBody", on_delete=models.PROTECT, related_name="issued", null=True
    )
    issuer_name = models.CharField(max_length=240)
    superior_name = models.CharField(max_length=240, blank=True)
    drafter_unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="drafted", null=True)
    original = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="registered_copies", null=True
    )

    number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=12, blank=True)
    issuer_symbol = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=80, blank=True, db_index=True)
    term = models.ForeignKey("Term", on_delete=models.PROTECT, related_name="documents", null=True)
    sequence = models.ForeignKey(
        NumberSequence, on_delete=models.PROTECT, related_name="documents", null=True
    )
    void_reason = models.CharField(max_length=300, blank=True)

    dated_on = models.DateField(null=True)
    place = models.CharField(max_length=80, blank=True)
    subject = models.CharField(max_length=500)
    addressed_to = models.CharField(max_length=500, blank=True)
    bases = models.TextField(blank=True)
    text = models.TextField(blank=True)
    text_hash = models.CharField(max_length=64, blank=True)
    urgency = models.CharField(max_length=12, choices=_choices(Urgency), default=Urgency.NONE)
    form_profile = models.CharField(max_length=20, blank=True)
    issued_at = models.DateTimeField(null=True)

    received_number = models.PositiveIntegerField(null=True)
    received_year = models.PositiveSmallIntegerField(null=True)
    received_at = models.DateTimeField(null=True)
    expected_tasks = models.PositiveSmallIntegerField(default=0)
    entry_due_on = models.DateField(null=True)
    entered_at = models.DateTimeField(null=True)

    created_at = models.DateTimeField()
    folded = models.CharField(max_length=1000, editable=False)

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["unit", "direction", "status"]),
            models.Index(fields=["unit", "-dated_on"]),
            models.Index(fields=["unit", "received_year", "received_number"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sequence", "number"], name="document_number_once"),
            models.UniqueConstraint(
                fields=["unit", "received_year", "received_number"],
                name="document_received_number_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(direction=Direction.INCOMING)
                | Q(status__in=[Status.DRAFT, Status.SUBMITTED], number__isnull=True)
                | Q(status__in=[Status.ISSUED, Status.VOID], number__isnull=False),
                name="document_number_only_at_issue",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.VOID) | ~Q(void_reason=""),
                name="document_void_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(direction=Direction.INCOMING) | Q(received_at__isnull=False),
                name="document_incoming_has_receipt",
            ),
            models.CheckConstraint(
                condition=Q(issuer_unit__isnull=True) | Q(issuer_outside__isnull=True),
                name="document_one_issuer",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or self.subject

    def save(self, *args: object, **kwargs: object) -> None:
        self.subject = language.clean_name(self.subject)
        self.folded = fold_of(self)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def type_name(self) -> str:
        """The English word of the type, for translation."""
        kind = types.BY_CODE.get(self.type)
        return kind.name if kind else self.type

    @property
    def vietnamese_type(self) -> str:
        """The type as it stands on the paper, lower case."""
        kind = types.BY_CODE.get(self.type)
        return kind.vietnamese if kind else self.type

    @property
    def status_name(self) -> str:
        """The status in words, for translation."""
        return states.STATUS_NAMES[Status(self.status)]

    @property
    def direction_name(self) -> str:
        """The register in words, for translation."""
        return states.DIRECTION_NAMES[Direction(self.direction)]

    @property
    def organ_name(self) -> str:
        """In whose name it is issued, for translation."""
        return ORGAN_NAMES[Organ(self.organ)]

    @property
    def received_on(self) -> date | None:
        """The day it was received, in Việt Nam."""
        return timezone.localtime(self.received_at).date() if self.received_at else None

    @property
    def created_on(self) -> date:
        """The day it was begun or entered, in Việt Nam."""
        return timezone.localtime(self.created_at).date()

    @property
    def is_incoming(self) -> bool:
        """Whether it stands in the incoming book."""
        return self.direction == Direction.INCOMING

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.status in states.BEFORE_ISSUE

    @property
    def is_draft(self) -> bool:
        """Whether it is being written."""
        return self.status == Status.DRAFT

    @property
    def is_submitted(self) -> bool:
        """Whether it awaits its number."""
        return self.status == Status.SUBMITTED

    @property
    def is_issued(self) -> bool:
        """Whether it went out."""
        return self.status == Status.ISSUED

    @property
    def is_void(self) -> bool:
        """Whether its number was declared void."""
        return self.status == Status.VOID

    @property
    def is_urgent(self) -> bool:
        """Whether it carries an urgency mark."""
        return self.urgency != Urgency.NONE

    @property
    def urgency_name(self) -> str:
        """The urgency in words, for translation."""
        return URGENCY_NAMES[Urgency(self.urgency)]

    @property
    def number_line(self) -> str:
        """The line that stands on the paper: ``Số 02-NQ/ĐUK``."""
        family = Family(self.family)
        if self.reference:
            return numbering.number_line(self.reference, family)
        return numbering.open_number_line(self.symbol, self.issuer_symbol, family)

    @property
    def citation(self) -> str:
        """As it is cited: ``Nghị quyết số 02-NQ/ĐUK``, or the subject of a paper without number."""
        name = self.vietnamese_type.capitalize()
        return f"{name} số {self.reference}" if self.reference else f"{name}: {self.subject}"


def fold_of(document: Document) -> str:
    """Return what the register is searched by: number, subject and issuer, folded."""
    return language.fold(f"{document.reference} {document.subject} {document.issuer_name}")[:1000]
