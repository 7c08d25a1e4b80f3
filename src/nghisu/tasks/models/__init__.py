"""Programmes, tasks, and every state a task was ever known to be in.

A task is two things: its identity, which never changes (Task), and a row for each state it was known in
(TaskSpan), from a day on until the first day of the next state. What was known on any past day is one
query over the spans; the open span, whose ``known_until`` is null, is what is known now, and Task repeats
it. Only ``tasks.actions`` writes either.
"""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

from nghisu.documents.models import DirectivePoint
from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned
from nghisu.tasks.models.following import Dunning, Proposal, ProposalStep
from nghisu.tasks.models.planning import Programme, ProgrammeItem, Realisation
from nghisu.tasks.models.products import (
    Evaluation,
    ItemProduct,
    ProductAcceptance,
    ProductChange,
    TaskProduct,
)
from nghisu.tasks.rules.origin import ORIGIN_WORDS, Origin
from nghisu.tasks.rules.products import LONGEST_LINE
from nghisu.tasks.rules.status import Stage
from nghisu.tasks.rules.words import ACT_WORDS, FIELD_WORDS

if TYPE_CHECKING:
    from nghisu.organisation.models import Unit

__all__ = [
    "STATE_FIELDS",
    "Correction",
    "DirectivePoint",
    "Dunning",
    "Evaluation",
    "Evidence",
    "Extension",
    "ItemProduct",
    "ProductAcceptance",
    "Programme",
    "ProgrammeItem",
    "QuarterClosing",
    "Realisation",
    "Task",
    "TaskCounter",
    "ProductChange",
    "TaskProduct",
    "Proposal",
    "ProposalStep",
    "TaskSpan",
    "TaskState",
    "TaskSupport",
]
ORIGINS = [(origin.value, ORIGIN_WORDS[origin]) for origin in Origin]
STAGES = [(stage.value, stage.value) for stage in Stage]


def _named(table: str, *fields: str) -> list[models.Index]:
    """Return an index of each column that is empty in most rows: of those only that hold something."""
    return [
        models.Index(fields=[field], condition=Q(**{f"{field}__isnull": False}), name=f"{table}_by_{field}")
        for field in fields
    ]


class TaskState(models.Model):
    """What may change about a task, repeated in each span.

    Lists and figures ask the spans, which have the indexes; a column without one of its own is the first of
    another, or has one of the rows where it is filled. Tasks are found by their key, code, parent or point.
    """

    unit = models.ForeignKey("nghisu.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    giver = models.ForeignKey(
        "nghisu.Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    asked_by = models.ForeignKey(
        "nghisu.OutsideBody",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    lead = models.ForeignKey("nghisu.Unit", on_delete=models.PROTECT, related_name="+", db_index=False)
    origin = models.CharField(max_length=8, choices=ORIGINS)
    programme_item = models.ForeignKey(
        ProgrammeItem, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    directive = models.ForeignKey(
        "nghisu.Document",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    given_on = models.DateField()
    due_on = models.DateField(null=True, blank=True, help_text="the agreed deadline; null: ongoing")
    stage = models.CharField(max_length=9, choices=STAGES, default=Stage.OPEN)
    submitted_on = models.DateField(null=True, blank=True)
    accepted_on = models.DateField(null=True, blank=True)
    returns = models.PositiveSmallIntegerField(default=0)
    extensions = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(giver__isnull=True, asked_by__isnull=False)
                | Q(giver__isnull=False, asked_by__isnull=True),
                name="%(class)s_one_giver",
            ),
            models.CheckConstraint(
                condition=Q(origin=Origin.PLANNED, programme_item__isnull=False)
                | (
                    Q(origin=Origin.ARISING, programme_item__isnull=True)
                    & (Q(directive__isnull=False) | Q(asked_by__isnull=False) | ~Q(giver=F("unit")))
                ),
                name="%(class)s_origin_has_its_source",
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.ACCEPTED, accepted_on__isnull=False)
                | (~Q(stage=Stage.ACCEPTED) & Q(accepted_on__isnull=True)),
                name="%(class)s_accepted_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=[Stage.SUBMITTED, Stage.ACCEPTED]) | Q(submitted_on__isnull=False),
                name="%(class)s_submitted_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("submitted_on")),
                name="%(class)s_accepted_after_submitted",
            ),
            models.CheckConstraint(
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("given_on")),
                name="%(class)s_due_after_given",
            ),
        ]


STATE_FIELDS = (
    "unit",
    "giver",
    "asked_by",
    "lead",
    "origin",
    "programme_item",
    "directive",
    "given_on",
    "due_on",
    "stage",
    "submitted_on",
    "accepted_on",
    "returns",
    "extensions",
)


class Task(Versioned, TaskState):
    """One piece of work: of a unit, given by one giver, led by exactly one unit."""

    class Priority(models.TextChoices):
        """How soon it must be entered and looked at."""

        ORDINARY = "ordinary"
        URGENT = "urgent"

    code = models.CharField(max_length=60, unique=True, help_text="DUK-2023-017")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=400)
    product = models.CharField(
        max_length=LONGEST_LINE, blank=True, help_text="its products in one line, for lists and the search"
    )
    criteria = models.CharField(max_length=400, blank=True)
    priority = models.CharField(max_length=8, choices=Priority, default=Priority.ORDINARY)
    point = models.ForeignKey(
        DirectivePoint, on_delete=models.PROTECT, related_name="tasks", null=True, blank=True
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True, db_index=False
    )
    supports: "models.ManyToManyField[Unit, TaskSupport]" = models.ManyToManyField(
        "Unit", related_name="supported_tasks", through="TaskSupport", blank=True
    )
    person_in_charge = models.ForeignKey(
        "Person",
        on_delete=models.PROTECT,
        related_name="tasks_in_charge",
        null=True,
        blank=True,
        db_index=False,
    )
    starts_on = models.DateField(null=True, blank=True)
    folded = models.CharField(max_length=500, editable=False)

    class Meta(TaskState.Meta):
        ordering = ["-given_on", "code"]
        constraints = [
            *TaskState.Meta.constraints,
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="task_not_under_itself"
            ),
            models.UniqueConstraint(
                fields=["programme_item"],
                condition=Q(programme_item__isnull=False) & ~Q(stage=Stage.ENDED),
                name="task_one_for_a_programme_item",
            ),
            models.UniqueConstraint(
                fields=["parent", "unit"],
                condition=Q(parent__isnull=False) & ~Q(stage=Stage.ENDED),
                name="task_one_share_a_unit",
            ),
        ]
        indexes = _named("task", "programme_item", "parent", "person_in_charge")

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Clean the title and write what search compares."""
        self.title = language.clean_name(self.title)
        self.folded = language.fold(f"{self.code} {self.title}")[:500]

    @property
    def accepting_unit_id(self) -> Any:
        """The unit whose office accepts: the giver, or for a superior outside the unit that reports to it."""
        return self.giver_id or self.unit_id


class TaskSupport(Stored):
    """A unit that helps the lead."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="support_rows")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="support_rows")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "unit"], name="task_support_once")]


class TaskSpan(Stored, TaskState):
    """A state a task was known in, and the act that brought it: known from a day, until the first day not.

    ``known_from`` and ``known_until`` are days in Việt Nam. Several acts on one day leave spans of no
    length, which no day finds: as of a day means as it stood at the day's end.
    """

    class Act(models.TextChoices):
        """What brought the state."""

        GIVEN = "given"
        REPORTED = "reported"
        SUBMITTED = "submitted"
        ACCEPTED = "accepted"
        ACCEPTED_IN_PART = "accepted_in_part"
        RETURNED = "returned"
        EXTENSION_ASKED = "extension_asked"
        EXTENDED = "extended"
        EXTENSION_REFUSED = "extension_refused"
        PAUSED = "paused"
        RESUMED = "resumed"
        ENDED = "ended"
        HANDED_OVER = "handed_over"
        CORRECTED = "corrected"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="spans", db_index=False)
    number = models.PositiveIntegerField(help_text="1 for the giving, then one more for each act")
    known_from = models.DateField()
    known_until = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=20, choices=Act)
    by = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
    words = models.TextField(blank=True, help_text="progress, reason, evaluation")
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    class Meta(TaskState.Meta):
        ordering = ["task", "number"]
        constraints = [
            *TaskState.Meta.constraints,
            models.UniqueConstraint(fields=["task", "number"], name="task_span_number_once"),
            models.UniqueConstraint(
                fields=["task"], condition=Q(known_until__isnull=True), name="task_span_one_open"
            ),
            models.CheckConstraint(
                condition=Q(known_until__isnull=True) | Q(known_until__gte=F("known_from")),
                name="task_span_forward",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "accepted_on", "origin", "known_from", "known_until"],
                name="task_span_done",
            ),
            # Holds every column that a figure asks for, so that counting reads the index alone.
            models.Index(
                fields=[
                    *("unit", "known_until", "known_from", "accepted_on", "due_on", "given_on"),
                    *("stage", "origin", "extensions"),
                ],
                name="task_span_counted",
            ),
            models.Index(fields=["lead", "known_from", "known_until"], name="task_span_lead"),
            models.Index(fields=["giver"], name="task_span_giver"),
            *_named("task_span", "asked_by", "programme_item", "directive", "document"),
        ]

    @property
    def act_words(self) -> str:
        """What happened, for translation."""
        return ACT_WORDS[self.act]


class Evidence(Stored):
    """A document that shows a product (sản phẩm minh chứng), handed in with an act.

    ``product`` is the expected product that it shows; null where it shows the work as a whole.
    """

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="evidence")
    span = models.ForeignKey(TaskSpan, on_delete=models.PROTECT, related_name="evidence")
    document = models.ForeignKey("Document", on_delete=models.PROTECT, related_name="evidence_for")
    product = models.ForeignKey(
        TaskProduct, on_delete=models.PROTECT, related_name="evidence", null=True, blank=True
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["span", "document"], name="evidence_once_a_span")]


class Extension(Versioned):
    """A request for a later deadline: open, granted, or refused. The old deadline is kept."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extension_requests")
    asked_on = models.DateField()
    asked_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.TextField()
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    granted_to = models.DateField(null=True, blank=True, help_text="null with a decision: refused")
    decision_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["task"], condition=Q(decided_on__isnull=True), name="extension_one_open"
            ),
            models.CheckConstraint(
                condition=Q(new_due_on__gt=F("old_due_on")), name="extension_asks_a_later_day"
            ),
            models.CheckConstraint(
                condition=Q(asked_on__lte=F("old_due_on")), name="extension_asked_before_the_deadline"
            ),
            models.CheckConstraint(
                condition=Q(granted_to__isnull=True) | Q(decided_on__isnull=False),
                name="extension_granted_is_decided",
            ),
        ]


class Correction(Stored):
    """One field put right, with before and after; the next report shows those of closed quarters."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="corrections")
    span = models.ForeignKey(TaskSpan, on_delete=models.PROTECT, related_name="corrections")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="task_corrections")
    field = models.CharField(max_length=20)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    closed_quarter = models.CharField(
        max_length=8, blank=True, db_index=True, help_text="2023-Q1; empty: open"
    )
    reason = models.TextField()
    day = models.DateField()
    by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)

    @property
    def field_words(self) -> str:
        """What was corrected, for translation."""
        return FIELD_WORDS.get(self.field, self.field)


class QuarterClosing(Stored):
    """A quarter of a unit whose count is closed: later changes are corrections."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="quarter_closings")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    closed_on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year", "number"], name="quarter_closed_once")]


class TaskCounter(Stored):
    """The last number given to a task of a unit in a year; locked while the next is taken."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="task_counters")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="task_counter_once")]
