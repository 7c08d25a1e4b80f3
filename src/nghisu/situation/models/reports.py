"""Reports on the situation, made of topics and never of persons, and who reads urgent issues when."""

from django.db import models
from django.db.models import Q

from nghisu.kit.stored import KeptJson, Stored, Versioned
from nghisu.situation.rules.reports import PERIOD_WORDS, STATE_WORDS, Period, ReportKind, ReportState


class ReadingDuty(Stored):
    """Who of a committee's office reads urgent issues at once, on which days."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="reading_duties")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="reading_duties")
    first = models.DateField()
    until = models.DateField(help_text="the first day not")

    class Meta:
        ordering = ["-first"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=models.F("first")), name="reading_duty_forward"),
            models.UniqueConstraint(fields=["unit", "person", "first"], name="reading_duty_once"),
        ]


class SituationReport(Versioned):
    """A report of a closed month or quarter: draft → issued, then frozen.

    ``table`` is what outsiders may read, small counts kept back; the counts behind it are not in it.
    Feedback and focus follow the meeting that hears the report, and go down to the units.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="situation_reports")
    kind = models.CharField(max_length=8, choices=[(one.value, PERIOD_WORDS[one]) for one in ReportKind])
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    first = models.DateField()
    last = models.DateField()
    state = models.CharField(
        max_length=8,
        choices=[(one.value, STATE_WORDS[one]) for one in ReportState],
        default=ReportState.DRAFT,
    )
    attention = models.TextField(blank=True, help_text="matters of interest")
    assessment = models.TextField(blank=True)
    proposals = models.TextField(blank=True, help_text="to the superiors")
    signer_name = models.CharField(max_length=120, blank=True)
    signer_title = models.CharField(max_length=160, blank=True)
    feedback = models.TextField(blank=True, help_text="on what was raised, goes down to the units")
    feedback_on = models.DateField(null=True, blank=True)
    focus = models.TextField(blank=True, help_text="of the next period, goes down to the units")
    focus_on = models.DateField(null=True, blank=True)
    table = KeptJson(null=True, blank=True)
    begun_on = models.DateField()
    issued_on = models.DateField(null=True, blank=True)
    document = models.OneToOneField(
        "Document", on_delete=models.PROTECT, related_name="situation_report", null=True, blank=True
    )
    raw_deleted_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-first", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "year", "number"], name="situation_report_once_a_period"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ReportState.ISSUED,
                    issued_on__isnull=False,
                    table__isnull=False,
                    document__isnull=False,
                )
                | Q(
                    state=ReportState.DRAFT, issued_on__isnull=True, table__isnull=True, document__isnull=True
                ),
                name="situation_report_issued_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.ISSUED) | Q(feedback="", focus=""),
                name="situation_report_answered_after_it_went_out",
            ),
        ]

    def __str__(self) -> str:
        return self.period.label

    @property
    def period(self) -> Period:
        """The month or quarter."""
        return Period(ReportKind(self.kind), self.year, self.number)

    @property
    def is_issued(self) -> bool:
        """Whether it went out."""
        return self.state == ReportState.ISSUED
