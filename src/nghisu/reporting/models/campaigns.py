"""Campaigns: what units are asked to report, by when, and what each sent, round by round.

As with tasks, where a unit's report stood on a past day is one query over its spans; the values of a round
that was sent in never change, and a returned report goes on in the next round.
"""

from django.db import models
from django.db.models import F, Q

from nghisu.figures.rules.indicators import Kind
from nghisu.kit.stored import Stored, Versioned
from nghisu.reporting.rules.campaigns import ACT_NAMES, STATUS_NAMES, Act, Status
from nghisu.reporting.rules.periods import Period

STATUSES = [(one.value, one.value) for one in Status]


class ReportTemplate(Versioned):
    """What a report asks for; once a campaign has used it, a change makes the next number."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="report_templates")
    title = models.CharField(max_length=200)
    number = models.PositiveSmallIntegerField(default=1)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "title", "number"], name="report_template_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class TemplateSection(Stored):
    """A narrative section."""

    template = models.ForeignKey(ReportTemplate, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=240)
    is_required = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["template", "order"], name="template_section_once")]


class TemplateIndicator(Stored):
    """One number asked for, with its definition.

    :ivar figure: the registry's figure that a unit's own records answer, where there is one
    :ivar is_added: whether the units' numbers add up to the committee's
    """

    template = models.ForeignKey(ReportTemplate, on_delete=models.CASCADE, related_name="indicators")
    order = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=32)
    heading = models.CharField(max_length=160, blank=True)
    name = models.CharField(max_length=240)
    definition = models.CharField(max_length=600, blank=True)
    measure = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=5, choices=[(one.value, one.value) for one in Kind])
    is_added = models.BooleanField(default=True)
    is_required = models.BooleanField(default=True)
    places = models.PositiveSmallIntegerField(default=0)
    figure = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["template", "order"], name="template_indicator_order_once"),
            models.UniqueConstraint(fields=["template", "code"], name="template_indicator_code_once"),
        ]


class TemplateCheck(Stored):
    """A rule between indicators: ``men + women = members``."""

    template = models.ForeignKey(ReportTemplate, on_delete=models.CASCADE, related_name="checks")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["template", "order"], name="template_check_once")]


class Campaign(Versioned):
    """A call for reports: of which period, as of which day, due when, and closed when."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="campaigns")
    drafter_unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="campaigns_run")
    template = models.ForeignKey(ReportTemplate, on_delete=models.PROTECT, related_name="campaigns")
    title = models.CharField(max_length=240)
    period = models.CharField(max_length=8)
    year = models.PositiveSmallIntegerField()
    last_quarter = models.PositiveSmallIntegerField()
    as_of = models.DateField()
    due_on = models.DateField()
    close_on = models.DateField()
    sent_at = models.DateTimeField()
    report = models.OneToOneField(
        "Report", on_delete=models.PROTECT, related_name="campaign", null=True, blank=True
    )

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("as_of"), close_on__gte=F("due_on")), name="campaign_days_in_order"
            ),
        ]
        indexes = [models.Index(fields=["unit", "year", "last_quarter"], name="campaign_of_quarter")]

    def __str__(self) -> str:
        return self.title

    @property
    def of(self) -> Period:
        """The period reported on."""
        return Period.parse(self.period)


class Submission(Versioned):
    """A unit's part in a campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="submissions")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="submissions")
    status = models.CharField(max_length=10, choices=STATUSES, default=Status.NOT_OPENED)
    round = models.PositiveSmallIntegerField(default=1)
    is_late = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reopened_until = models.DateField(null=True, blank=True)
    reopened_reason = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["campaign", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="submission_once_a_unit"),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.SUBMITTED, Status.ACCEPTED]) | Q(submitted_at__isnull=False),
                name="submission_sent_has_moment",
            ),
        ]

    @property
    def status_name(self) -> str:
        """Where it stands, for translation."""
        return STATUS_NAMES[Status(self.status)]

    @property
    def is_accepted(self) -> bool:
        """Whether it counts in the sums."""
        return self.status == Status.ACCEPTED

    @property
    def is_submitted(self) -> bool:
        """Whether it awaits its acceptance."""
        return self.status == Status.SUBMITTED


class SubmissionSpan(Stored):
    """Where a unit's report was known to stand, from a day on until the first day it was not."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="spans")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=10, choices=STATUSES)
    round = models.PositiveSmallIntegerField()
    is_late = models.BooleanField(default=False)
    known_from = models.DateField()
    known_until = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Act])
    by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="submission_span_number_once"),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(known_until__isnull=True),
                name="submission_span_one_open",
            ),
        ]

    @property
    def act_name(self) -> str:
        """What happened, for translation."""
        return ACT_NAMES[Act(self.act)]


class SubmissionValue(Stored):
    """A number of one round, with what the unit's own records said when it was asked."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="values")
    round = models.PositiveSmallIntegerField()
    indicator = models.ForeignKey(TemplateIndicator, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    prefilled = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "round", "indicator"], name="submission_value_once_a_round"
            )
        ]


class SubmissionText(Stored):
    """The words of a section in one round."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="texts")
    round = models.PositiveSmallIntegerField()
    section = models.ForeignKey(TemplateSection, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["section__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "round", "section"], name="submission_text_once_a_round"
            )
        ]


class TakenText(Stored):
    """A paragraph of a unit taken over into a report: it keeps its author."""

    section = models.ForeignKey("ReportSection", on_delete=models.CASCADE, related_name="taken")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="taken")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "submission", "text"], name="text_taken_once")
        ]


class Erratum(Stored):
    """What was put right in a report after its adoption; the report itself stays as it was."""

    report = models.ForeignKey("Report", on_delete=models.PROTECT, related_name="errata")
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=240)
    before = models.TextField()
    after = models.TextField()
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="erratum_number_once")]
