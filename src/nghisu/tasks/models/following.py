"""What is followed until it is answered: letters that urge late work, proposals of units."""

from django.db import models
from django.db.models import Q

from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned
from nghisu.tasks.rules.proposals import OUTCOME_WORDS, STATE_WORDS, STEP_WORDS, Outcome, State, Taken


class Dunning(Stored):
    """A letter that urged a unit to do late work (công văn đôn đốc), with what was late on its day."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="dunnings")
    by_unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    document = models.OneToOneField("Document", on_delete=models.PROTECT, related_name="dunning")
    day = models.DateField()
    tasks: "models.ManyToManyField[models.Model, models.Model]" = models.ManyToManyField(
        "Task", related_name="dunnings"
    )
    reports = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-day"]


class Proposal(Versioned):
    """A proposal of a unit that is followed until it is answered.

    Its state is that of its last step: open → in the plan, sent up, merged or declined; sent up → answered →
    closed. The steps are what was known from a day on; ``state`` repeats the last of them.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="proposals_followed")
    made_by = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="proposals_made")
    number = models.PositiveIntegerField()
    text = models.TextField()
    made_on = models.DateField()
    source_kind = models.CharField(max_length=20, blank=True)
    source_key = models.UUIDField(null=True, blank=True)
    source_words = models.CharField(max_length=300, blank=True)
    state = models.CharField(
        max_length=10, choices=[(one.value, STATE_WORDS[one]) for one in State], default=State.OPEN
    )
    addressee = models.ForeignKey(
        "OutsideBody", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="proposals_sent", null=True, blank=True
    )
    item = models.ForeignKey(
        "ProgrammeItem", on_delete=models.PROTECT, related_name="proposals", null=True, blank=True
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged", null=True, blank=True
    )
    answer = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="proposals_answered", null=True, blank=True
    )
    outcome = models.CharField(
        max_length=10, choices=[(one.value, OUTCOME_WORDS[one]) for one in Outcome], blank=True
    )
    answer_due_on = models.DateField(null=True, blank=True)
    folded = models.CharField(max_length=500, editable=False)

    class Meta:
        ordering = ["-made_on", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="proposal_number_once"),
            models.UniqueConstraint(
                fields=["source_kind", "source_key"],
                condition=Q(source_key__isnull=False),
                name="proposal_once_a_source",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SENT) | Q(document__isnull=False, addressee__isnull=False),
                name="proposal_sent_by_a_document",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.PLANNED) | Q(item__isnull=False), name="proposal_planned_in_a_line"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ANSWERED) | (Q(answer__isnull=False) & ~Q(outcome="")),
                name="proposal_answered_by_a_document",
            ),
            models.CheckConstraint(
                condition=Q(state=State.MERGED, merged_into__isnull=False)
                | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
                name="proposal_followed_in_another",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = language.fold(f"{self.number} {self.text}")[:500]
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def outcome_words(self) -> str:
        """What the superior answered, for translation."""
        return OUTCOME_WORDS[Outcome(self.outcome)] if self.outcome else ""


class ProposalStep(Stored):
    """One step on the way of a proposal, and the state it brought, known from a day on."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    taken = models.CharField(max_length=12, choices=[(one.value, STEP_WORDS[one]) for one in Taken])
    state = models.CharField(max_length=10, choices=[(one.value, STATE_WORDS[one]) for one in State])
    day = models.DateField()
    at = models.DateTimeField()
    words = models.TextField(blank=True)
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    task = models.ForeignKey("Task", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "number"], name="proposal_step_number_once")
        ]

    @property
    def taken_words(self) -> str:
        """What happened, for translation."""
        return STEP_WORDS[Taken(self.taken)]
