"""What a unit raises, the topic it is merged into, and the way of the topic until the units are told."""

from typing import Any

from django.db import models
from django.db.models import Q

from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned
from nghisu.situation.rules.competence import BY_CODE, FIELD_BY_CODE, Matter
from nghisu.situation.rules.topics import (
    ISSUE_WORDS,
    OUTCOME_WORDS,
    SIZE_WORDS,
    STEP_WORDS,
    TOPIC_WORDS,
    WHERE_WORDS,
    IssueState,
    Outcome,
    Size,
    Step,
    TopicState,
    Where,
)

SIZE_CHOICES = [(one.value, SIZE_WORDS[one]) for one in Size]
WHERE_CHOICES = [(one.value, WHERE_WORDS[one]) for one in Where]


class FieldOpening(Stored):
    """A sensitive field that an office opened, with the words of its declaration on state secrets."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="opened_fields")
    field = models.CharField(max_length=20)
    words = models.TextField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "field"], name="field_opened_once")]


class AboutAMatter(models.Model):
    """A line of the controlled list, in its field."""

    field = models.CharField(max_length=20)
    matter = models.CharField(max_length=40)

    class Meta:
        abstract = True

    @property
    def known_matter(self) -> Matter:
        """The row of the list."""
        return BY_CODE[self.matter]

    @property
    def matter_words(self) -> str:
        """What it is about, for translation."""
        return BY_CODE[self.matter].name if self.matter in BY_CODE else self.matter

    @property
    def field_words(self) -> str:
        """The field, for translation."""
        return FIELD_BY_CODE[self.field].name if self.field in FIELD_BY_CODE else self.field

    @property
    def is_sensitive(self) -> bool:
        """Whether the field is one that an office opens."""
        return self.field in FIELD_BY_CODE and FIELD_BY_CODE[self.field].is_sensitive


class Issue(Versioned, AboutAMatter):
    """A difficulty as one unit raised it: new → returned or checked → merged into a topic.

    It is deleted some months after the report that took it in; the topic and who counts in it remain.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="issues_raised")
    handler = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="issues_handled")
    number = models.PositiveIntegerField()
    where = models.CharField(max_length=12, choices=WHERE_CHOICES)
    size = models.CharField(max_length=12, choices=SIZE_CHOICES)
    since = models.DateField()
    statement = models.TextField()
    effect = models.TextField(blank=True)
    done = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    authority = models.CharField(max_length=200, blank=True)
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    is_urgent = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=8, choices=[(one.value, ISSUE_WORDS[one]) for one in IssueState], default=IssueState.NEW
    )
    reason = models.TextField(blank=True, help_text="why it was returned")
    topic = models.ForeignKey("Topic", on_delete=models.PROTECT, related_name="issues", null=True, blank=True)
    passed_from = models.ForeignKey(
        "Topic", on_delete=models.PROTECT, related_name="passed_on", null=True, blank=True
    )

    class Meta:
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(fields=["handler", "number"], name="issue_number_once"),
            models.CheckConstraint(
                condition=Q(state=IssueState.MERGED, topic__isnull=False)
                | (~Q(state=IssueState.MERGED) & Q(topic__isnull=True)),
                name="issue_merged_has_its_topic",
            ),
            models.CheckConstraint(
                condition=~Q(state=IssueState.RETURNED) | ~Q(reason=""), name="issue_returned_with_a_reason"
            ),
        ]
        indexes = [models.Index(fields=["handler", "state"]), models.Index(fields=["unit", "raised_on"])]

    def __str__(self) -> str:
        return str(self.number)


class Topic(Versioned, AboutAMatter):
    """One problem, however many units raised it: open → assigned or escalated → answered → told → closed."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="topics")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    statement = models.TextField(blank=True)
    proposal = models.TextField(blank=True)
    state = models.CharField(
        max_length=9, choices=[(one.value, TOPIC_WORDS[one]) for one in TopicState], default=TopicState.OPEN
    )
    opened_on = models.DateField()
    lead = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    addressee = models.ForeignKey(
        "OutsideBody", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    to_unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="topics_sent", null=True, blank=True
    )
    authority = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.TextField(blank=True)
    folded = models.CharField(max_length=500, editable=False)

    class Meta:
        ordering = ["-opened_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="topic_number_once"),
            models.CheckConstraint(
                condition=~Q(state=TopicState.ESCALATED)
                | (
                    Q(document__isnull=False, due_on__isnull=False)
                    & ~Q(authority="")
                    & (
                        Q(addressee__isnull=False, to_unit__isnull=True)
                        | Q(addressee__isnull=True, to_unit__isnull=False)
                    )
                ),
                name="topic_escalated_by_a_document",
            ),
            models.CheckConstraint(
                condition=~Q(state=TopicState.ASSIGNED) | Q(lead__isnull=False, due_on__isnull=False),
                name="topic_assigned_to_a_body",
            ),
            models.CheckConstraint(
                condition=Q(state=TopicState.CLOSED, closed_on__isnull=False)
                | (~Q(state=TopicState.CLOSED) & Q(closed_on__isnull=True)),
                name="topic_closed_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def fold(self) -> None:
        """Clean the title and write what search compares."""
        self.title = language.clean_name(self.title)
        self.folded = language.fold(f"{self.number} {self.title}")[:500]


class Contribution(Stored):
    """That a unit raised a topic in a month: once, however many issues it sent."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="contributions")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    size = models.CharField(max_length=12, choices=SIZE_CHOICES)
    first_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "unit", "year", "month"], name="unit_counts_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="contribution_in_a_month"),
        ]
        indexes = [models.Index(fields=["year", "month"])]


class TopicStep(Stored):
    """A step on the way of a topic and the state it brought; its words are for the office alone."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    step = models.CharField(max_length=10, choices=[(one.value, STEP_WORDS[one]) for one in Step])
    state = models.CharField(max_length=9, choices=[(one.value, TOPIC_WORDS[one]) for one in TopicState])
    day = models.DateField()
    at = models.DateTimeField()
    words = models.TextField(blank=True)
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["topic", "number"]
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="topic_step_number_once")]
        indexes = [models.Index(fields=["step", "day"])]

    @property
    def step_words(self) -> str:
        """What happened, for translation."""
        return STEP_WORDS[Step(self.step)]

    @property
    def state_words(self) -> str:
        """Where it stood then, for translation."""
        return TOPIC_WORDS[TopicState(self.state)]


class TopicAnswer(Stored):
    """An answer to a topic, as the units may read it."""

    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=[(one.value, OUTCOME_WORDS[one]) for one in Outcome])
    text = models.TextField()
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="topics_answered", null=True, blank=True
    )
    day = models.DateField()

    class Meta:
        ordering = ["topic", "number"]
        constraints = [models.UniqueConstraint(fields=["topic", "number"], name="topic_answer_once")]

    @property
    def outcome_words(self) -> str:
        """What it means, for translation."""
        return OUTCOME_WORDS[Outcome(self.outcome)]


class Telling(Stored):
    """That a unit was told an answer, and when."""

    answer = models.ForeignKey(TopicAnswer, on_delete=models.PROTECT, related_name="tellings")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    told_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "unit"], name="told_once")]
