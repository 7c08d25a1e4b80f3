"""Working visits: who goes where and when, what the unit asks, what is promised, what it was told.

Nothing here holds what somebody said: questions are the unit's, minutes are one signed text, and no row but
the plan of who goes names a person of the visit.
"""

from django.db import models
from django.db.models import F, Q

from nghisu.kit import language
from nghisu.kit.periods import ROMAN
from nghisu.kit.stored import Stored, Versioned
from nghisu.situation.rules.competence import FIELD_BY_CODE
from nghisu.visits.rules.steps import (
    DONE,
    FINAL,
    OUTCOME_WORDS,
    STATE_WORDS,
    STEP_WORDS,
    WAY_WORDS,
    Outcome,
    State,
    Taken,
    Way,
)

STATES = [(one.value, STATE_WORDS[one]) for one in State]


class Visit(Versioned):
    """A working visit of a committee to a unit below.

    States: planned → announced → held → conclusion approved → concluded → closed (everything told back);
    or put off and planned anew, or called off, each with the reason.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="visits_made")
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    body = models.ForeignKey("Body", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    head = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    visited = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="visits_received")
    purpose = models.CharField(max_length=400)
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    hosts = models.CharField(max_length=400, blank=True, help_text="offices of the unit visited, no names")
    programme = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=STATES, default=State.PLANNED)
    entry = models.ForeignKey(
        "WeekEntry", on_delete=models.SET_NULL, related_name="visits", null=True, blank=True
    )
    announced_on = models.DateField(null=True, blank=True)
    questions_due_on = models.DateField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    conclusion = models.TextField(blank=True)
    document = models.OneToOneField(
        "Document", on_delete=models.PROTECT, null=True, blank=True, related_name="visit_concluded"
    )
    approved_by = models.ForeignKey(
        "Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    concluded_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    folded = models.CharField(max_length=500, editable=False)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="visit_number_once_a_year"),
            models.CheckConstraint(condition=~Q(visited=F("unit")), name="visit_to_another"),
            models.CheckConstraint(
                condition=Q(body__isnull=False) | Q(head__isnull=False), name="visit_of_a_body_or_leader"
            ),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="visit_in_a_quarter"),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True, ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="visit_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(one.value for one in DONE)) | Q(held_on__isnull=False),
                name="visit_held_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.APPROVED, State.CONCLUDED, State.CLOSED])
                | Q(document__isnull=False),
                name="visit_concluded_by_a_document",
            ),
        ]
        indexes = [models.Index(fields=["unit", "held_on"]), models.Index(fields=["visited", "state"])]

    def __str__(self) -> str:
        return self.purpose

    def save(self, *args: object, **kwargs: object) -> None:
        self.fold()
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def fold(self) -> None:
        """Write what the list searches in."""
        self.folded = language.fold(f"{self.code} {self.purpose} {self.place}")[:500]

    @property
    def code(self) -> str:
        """What the visit is called: ``3/2023``."""
        return f"{self.number}/{self.year}"

    @property
    def quarter_label(self) -> str:
        """The quarter it is planned for: ``II/2023``."""
        return f"{ROMAN[self.quarter - 1]}/{self.year}"


class VisitMember(Stored):
    """Somebody who goes, beside the head; the office held is read as of the day of the visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["visit", "person"], name="visit_member_once")]


class VisitQuestion(Versioned):
    """What the unit asks: of its own, or a difficulty that it raised; withdrawn, or told back in the end."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField()
    field = models.CharField(max_length=20)
    matter = models.CharField(max_length=40)
    text = models.TextField()
    proposal = models.TextField(blank=True)
    issue = models.ForeignKey(
        "Issue", on_delete=models.SET_NULL, null=True, blank=True, related_name="visit_questions"
    )
    topic = models.ForeignKey(
        "Topic", on_delete=models.PROTECT, null=True, blank=True, related_name="visit_questions"
    )
    stated_on = models.DateField()
    is_late = models.BooleanField(default=False)
    withdrawn_on = models.DateField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="visit_question_number_once"),
            models.UniqueConstraint(
                fields=["visit", "issue"],
                condition=Q(issue__isnull=False, withdrawn_on__isnull=True),
                name="visit_question_issue_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(settled_on__isnull=True),
                name="visit_question_withdrawn_or_settled",
            ),
        ]

    @property
    def field_words(self) -> str:
        """The field, for translation."""
        return FIELD_BY_CODE[self.field].name if self.field in FIELD_BY_CODE else self.field


class Commitment(Versioned):
    """What was promised: a task once the conclusion is issued, or a difficulty that is decided or sent up."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="commitments")
    number = models.PositiveIntegerField()
    question = models.ForeignKey(
        VisitQuestion, on_delete=models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    way = models.CharField(max_length=10, choices=[(one.value, WAY_WORDS[one]) for one in Way])
    title = models.CharField(max_length=300)
    product = models.CharField(max_length=240, blank=True)
    lead = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField()
    task = models.OneToOneField(
        "Task", on_delete=models.PROTECT, null=True, blank=True, related_name="visit_commitment"
    )
    topic = models.ForeignKey(
        "Topic", on_delete=models.PROTECT, null=True, blank=True, related_name="visit_commitments"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="visit_commitment_number_once"),
            models.CheckConstraint(
                condition=Q(way=Way.TASK, topic__isnull=True)
                | Q(way=Way.DIFFICULTY, task__isnull=True, question__isnull=False),
                name="visit_commitment_one_way",
            ),
        ]

    @property
    def way_words(self) -> str:
        """What becomes of it, for translation."""
        return WAY_WORDS[Way(self.way)]


class VisitMinutes(Versioned):
    """The minutes of a visit: written, then signed; afterwards the text stands still."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE, related_name="minutes")
    text = models.TextField()
    written_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    signed_title = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    text_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what was signed")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, text_hash="")
                | (Q(signed_at__isnull=False, signed_by__isnull=False) & ~Q(text_hash="")),
                name="visit_minutes_signed_whole",
            ),
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True) | ~Q(signed_by=F("written_by")),
                name="visit_minutes_two_hands",
            ),
        ]

    @property
    def is_signed(self) -> bool:
        """Whether the text stands still."""
        return self.signed_at is not None


class VisitCorrection(Stored):
    """A correction of signed minutes: how a place reads correctly, and why; the signed text stays."""

    minutes = models.ForeignKey(VisitMinutes, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    text = models.TextField()
    reason = models.CharField(max_length=400)
    day = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="visit_correction_number_once")
        ]


class VisitTelling(Stored):
    """What the unit was told about a question, in which document; the last final one settles it."""

    question = models.ForeignKey(VisitQuestion, on_delete=models.CASCADE, related_name="tellings")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=[(one.value, OUTCOME_WORDS[one]) for one in Outcome])
    text = models.TextField()
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, null=True, blank=True, related_name="visit_tellings"
    )
    day = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["question", "number"], name="visit_telling_number_once"),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(outcome__in=sorted(one.value for one in FINAL)),
                name="visit_told_finally_once",
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.UNDER_WAY) | Q(document__isnull=False),
                name="visit_told_by_a_document",
            ),
        ]

    @property
    def outcome_words(self) -> str:
        """What it means, for translation."""
        return OUTCOME_WORDS[Outcome(self.outcome)]


class VisitStep(Stored):
    """One step on the way of a visit, and the state it brought, known from a day on."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    taken = models.CharField(max_length=10, choices=[(one.value, STEP_WORDS[one]) for one in Taken])
    state = models.CharField(max_length=9, choices=STATES)
    day = models.DateField()
    at = models.DateTimeField()
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["visit", "number"]
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="visit_step_number_once")]

    @property
    def taken_words(self) -> str:
        """What happened, for translation."""
        return STEP_WORDS[Taken(self.taken)]


__all__ = [
    "Commitment",
    "Visit",
    "VisitCorrection",
    "VisitMember",
    "VisitMinutes",
    "VisitQuestion",
    "VisitStep",
    "VisitTelling",
]
