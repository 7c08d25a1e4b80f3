"""The list of files, files with their documents, hand-overs to the archive, disposals."""

from django.db import models
from django.db.models import Q

from nghisu.documents.models.register import Document
from nghisu.documents.rules import archive
from nghisu.documents.rules.archive import FileState
from nghisu.documents.rules.types import Family
from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned


class HandOver(Stored):
    """Files given to the archive of the office, with minutes that both sides sign."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="hand_overs")
    from_unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    handed_on = models.DateField()
    giver = models.CharField(max_length=160)
    receiver = models.CharField(max_length=160)
    condition = models.CharField(max_length=500, blank=True)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="hand_over_number_once_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.number:02d}/{self.year}"


class Disposal(Stored):
    """Files disposed of by a decision; the list stays, with the decision."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="disposals")
    decision = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="disposals")
    disposed_on = models.DateField()
    way = models.CharField(max_length=300)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["-disposed_on"]


class CaseFile(Versioned):
    """One file (hồ sơ) in the list of files of a year: planned → open → closed → handed → disposed.

    ``years`` is how long it is kept; 0 is for ever. One that is in no list arose in the year.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="case_files")
    keeper = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="kept_files")
    family = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Family])
    year = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    group = models.CharField(max_length=20)
    years = models.PositiveSmallIntegerField()
    is_arising = models.BooleanField(default=False)
    state = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in FileState], default=FileState.PLANNED
    )
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    sheets = models.PositiveIntegerField(null=True)
    box = models.CharField(max_length=80, blank=True)
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="files", null=True)
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="files", null=True)
    created_at = models.DateTimeField()
    folded = models.CharField(max_length=500, editable=False)

    class Meta:
        ordering = ["-year", "code"]
        indexes = [models.Index(fields=["unit", "year", "state"])]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "code"], name="file_code_once_a_year"),
            models.CheckConstraint(
                condition=Q(state__in=[FileState.PLANNED, FileState.OPEN]) | Q(closed_on__isnull=False),
                name="file_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=FileState.DISPOSED) | Q(disposal__isnull=False),
                name="file_disposed_by_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = language.fold(f"{self.code} {self.title}")[:500]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def state_name(self) -> str:
        """The state in words, for translation."""
        return archive.FILE_STATE_NAMES[FileState(self.state)]

    @property
    def is_open(self) -> bool:
        """Whether documents may be put into it."""
        return self.state == FileState.OPEN

    @property
    def is_planned(self) -> bool:
        """Whether it stands in the list only."""
        return self.state == FileState.PLANNED

    @property
    def is_closed(self) -> bool:
        """Whether it is closed and still with its unit."""
        return self.state == FileState.CLOSED

    @property
    def kept_until(self) -> int | None:
        """The last year in which it is kept; None while open, or for ever."""
        if self.closed_on is None:
            return None
        return archive.kept_until(closed_on=self.closed_on, years=self.years)


class CaseFilePaper(Stored):
    """A document in a file, in its order."""

    case_file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="in_files")
    order = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["case_file", "document"], name="paper_once_in_a_file")]
