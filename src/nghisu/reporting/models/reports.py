"""Reports with their sections, and the figures as they were taken."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q

from nghisu.kit.periods import Quarter
from nghisu.kit.stored import Stored, Versioned
from nghisu.reporting.rules.states import STATE_NAMES, State


def plain_number(value: Decimal) -> int | Decimal:
    """Return a stored number without the zeros after its point; a whole one whole."""
    return int(value) if value == value.to_integral_value() else value.normalize()


class Report(Versioned):
    """A quarterly report of a unit: draft → adopted → issued.

    Its figures are those known at the end of ``as_of``; at adoption they are frozen with the records
    they count, and stay whatever happens to the records.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="reports")
    drafter_unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="reports_drafted")
    year = models.PositiveSmallIntegerField()
    quarter_number = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    status = models.CharField(max_length=8, choices=[(one.value, one.value) for one in State])
    subject = models.CharField(max_length=300)
    signer_name = models.CharField(max_length=120, blank=True)
    signer_title = models.CharField(max_length=160, blank=True)
    in_name_of = models.CharField(max_length=160, default="Ban Thường vụ")
    drafted_at = models.DateTimeField()
    figures_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    document = models.OneToOneField("Document", on_delete=models.PROTECT, related_name="report", null=True)

    class Meta:
        ordering = ["-year", "-quarter_number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "quarter_number"], name="report_once_a_quarter"),
            models.CheckConstraint(
                condition=Q(quarter_number__gte=1, quarter_number__lte=4), name="report_quarter_is_one"
            ),
            models.CheckConstraint(
                condition=Q(status=State.DRAFT, adopted_at__isnull=True)
                | Q(status__in=[State.ADOPTED, State.ISSUED], adopted_at__isnull=False),
                name="report_adopted_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status=State.ISSUED) | Q(document__isnull=False),
                name="report_issued_has_document",
            ),
        ]

    @property
    def values(self) -> dict[str, int | Decimal]:
        """The figures taken, by code; whole ones whole."""
        return {code: plain_number(value) for code, value in self.figures.values_list("code", "value")}

    @property
    def quarter(self) -> Quarter:
        """The quarter reported on."""
        return Quarter(self.year, self.quarter_number)

    @property
    def state_name(self) -> str:
        """The state in words, for translation."""
        return STATE_NAMES[State(self.status)]

    @property
    def is_draft(self) -> bool:
        """Whether text and figures may still change."""
        return self.status == State.DRAFT

    @property
    def is_adopted(self) -> bool:
        """Whether it awaits its number."""
        return self.status == State.ADOPTED

    @property
    def is_issued(self) -> bool:
        """Whether it went out."""
        return self.status == State.ISSUED

    @property
    def day(self) -> date:
        """The day whose official form applies: that of the document, else of the figures."""
        return self.document.dated_on if self.document and self.document.dated_on else self.as_of


class ReportSection(Stored):
    """A heading with its text; ``{{done}}`` in the text stands for a figure."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=240)
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["report", "order"], name="section_order_once")]


class ReportFigure(Stored):
    """A figure as it was taken for the report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    code = models.CharField(max_length=40)
    value = models.DecimalField(max_digits=20, decimal_places=4)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "code"], name="report_figure_once")]


class ReportTask(Stored):
    """A task counted as done, as it stood when the figures were taken; the rows of the annex."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="tasks")
    task = models.ForeignKey("Task", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    title = models.TextField()
    lead = models.CharField(max_length=240)
    origin = models.CharField(max_length=12)
    accepted_on = models.DateField(null=True)
    product = models.TextField(blank=True)
    evaluation = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["report", "order"], name="report_task_order_once")]
