"""Programmes of inspection and supervision, each inspection with its team, its minutes and its remedies."""

from django.db import models
from django.db.models import F, Q

from nghisu.inspection.rules.durations import LEVEL_WORDS, Level
from nghisu.inspection.rules.steps import (
    FORM_WORDS,
    OUTPUT_WORDS,
    STATE_WORDS,
    STEP_WORDS,
    WAY_WORDS,
    Form,
    Output,
    State,
    Taken,
    Way,
)
from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned

STATES = [(one.value, STATE_WORDS[one]) for one in State]


class InspectionProgramme(Versioned):
    """A committee's programme of inspection and supervision for a year: draft until the body adopts it."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="inspection_programmes")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=240)
    number = models.CharField(max_length=60, blank=True)
    adopted_by = models.ForeignKey("Body", on_delete=models.PROTECT, null=True, related_name="+")
    adopted_on = models.DateField(null=True)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="inspection_programme_once_a_year"),
            models.CheckConstraint(
                condition=Q(adopted_on__isnull=True) | ~Q(number=""),
                name="inspection_programme_adopted_with_number",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Inspection(Versioned):
    """One inspection or supervision of one body; never of a person.

    Its state is that of its last step: planned → decided → notified → (self-report received) → working →
    reported → conclusion approved → concluded → closed; or moved to the next year, or cancelled.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="inspections")
    programme = models.ForeignKey(InspectionProgramme, on_delete=models.PROTECT, related_name="inspections")
    number = models.PositiveIntegerField()
    form = models.CharField(max_length=10, choices=[(one.value, FORM_WORDS[one]) for one in Form])
    content = models.CharField(max_length=400)
    inspected = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="inspected_in")
    lead = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="inspections_led")
    first_month = models.PositiveSmallIntegerField()
    last_month = models.PositiveSmallIntegerField()
    output = models.CharField(max_length=10, choices=[(one.value, OUTPUT_WORDS[one]) for one in Output])
    is_outside = models.BooleanField(default=False)
    outside_reason = models.CharField(max_length=300, blank=True)
    stems_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_into"
    )
    state = models.CharField(max_length=10, choices=STATES, default=State.PLANNED)
    level = models.CharField(
        max_length=16, choices=[(one.value, LEVEL_WORDS[one]) for one in Level], blank=True
    )
    decision_number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    period_first = models.DateField(null=True)
    period_last = models.DateField(null=True)
    plan = models.TextField(blank=True)
    outline = models.TextField(blank=True)
    starts_on = models.DateField(null=True)
    days = models.PositiveSmallIntegerField(default=0)
    extension_days = models.PositiveSmallIntegerField(default=0)
    notified_on = models.DateField(null=True)
    self_report_due_on = models.DateField(null=True)
    self_report = models.TextField(blank=True)
    self_report_on = models.DateField(null=True)
    report = models.TextField(blank=True)
    reported_on = models.DateField(null=True)
    conclusion = models.TextField(blank=True)
    document = models.OneToOneField(
        "Document", on_delete=models.PROTECT, null=True, related_name="inspection_concluded"
    )
    approved_by = models.ForeignKey("Person", on_delete=models.PROTECT, null=True, related_name="+")
    concluded_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    folded = models.CharField(max_length=500, editable=False)

    class Meta:
        ordering = ["programme", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="inspection_number_once"),
            models.CheckConstraint(condition=~Q(inspected=F("unit")), name="inspection_of_another"),
            models.CheckConstraint(
                condition=Q(first_month__gte=1, last_month__lte=12, last_month__gte=F("first_month")),
                name="inspection_months_in_order",
            ),
            models.CheckConstraint(
                condition=Q(is_outside=False) | ~Q(outside_reason=""), name="inspection_outside_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(period_first__isnull=True) | Q(period_last__gte=F("period_first")),
                name="inspection_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(reported_on__isnull=True) | Q(reported_on__gte=F("starts_on")),
                name="inspection_reported_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.CONCLUDED, State.CLOSED])
                | Q(document__isnull=False),
                name="inspection_concluded_by_a_document",
            ),
        ]

    def __str__(self) -> str:
        return self.content

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = language.fold(f"{self.number} {self.content}")[:500]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def form_words(self) -> str:
        """What kind of work it is, for translation."""
        return FORM_WORDS[Form(self.form)]

    @property
    def output_words(self) -> str:
        """What it ends in, for translation."""
        return OUTPUT_WORDS[Output(self.output)]

    @property
    def level_words(self) -> str:
        """At which level it is carried out, for translation."""
        return LEVEL_WORDS[Level(self.level)] if self.level else ""


class TeamMember(Stored):
    """A member of the team (đoàn kiểm tra), who declares to have no conflict before the work begins."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="team")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    is_head = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)
    declared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "person"], name="inspection_member_once"),
            models.UniqueConstraint(
                fields=["inspection"], condition=Q(is_head=True), name="inspection_one_head"
            ),
        ]


class InspectionEvidence(Stored):
    """A reference to a piece of evidence: what it is and where it lies; never the piece itself."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="evidence")
    number = models.PositiveIntegerField()
    what = models.CharField(max_length=300)
    where = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="inspection_evidence_once")
        ]


class WorkingMinutes(Stored):
    """The minutes of one working session with the inspected body, as both sides signed them."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveIntegerField()
    held_on = models.DateField()
    way = models.CharField(max_length=8, choices=[(one.value, WAY_WORDS[one]) for one in Way])
    place = models.CharField(max_length=160, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="inspection_minutes_once")
        ]

    @property
    def way_words(self) -> str:
        """How the session was held, for translation."""
        return WAY_WORDS[Way(self.way)]


class Remedy(Stored):
    """What the conclusion asks the inspected body to mend; a task from the day the conclusion is issued."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="remedies")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    product = models.CharField(max_length=240, blank=True)
    due_on = models.DateField()
    task = models.OneToOneField("Task", on_delete=models.PROTECT, null=True, related_name="remedy")

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["inspection", "order"], name="inspection_remedy_once")]


class InspectionStep(Stored):
    """One step on the way of an inspection, and the state it brought, known from a day on."""

    inspection = models.ForeignKey(Inspection, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    taken = models.CharField(max_length=10, choices=[(one.value, STEP_WORDS[one]) for one in Taken])
    state = models.CharField(max_length=10, choices=STATES)
    day = models.DateField()
    at = models.DateTimeField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["inspection", "number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="inspection_step_number_once")
        ]

    @property
    def taken_words(self) -> str:
        """What happened, for translation."""
        return STEP_WORDS[Taken(self.taken)]


__all__ = [
    "InspectionEvidence",
    "Inspection",
    "InspectionProgramme",
    "InspectionStep",
    "Remedy",
    "TeamMember",
    "WorkingMinutes",
]
