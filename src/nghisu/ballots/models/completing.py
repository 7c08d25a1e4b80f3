"""Procedures of completing a committee: their steps, names and papers, and the declaration before names."""

from django.db import models
from django.db.models import F, Q

from nghisu.ballots.rules.completing import Outcome, State
from nghisu.ballots.rules.steps import Branch
from nghisu.kit.stored import Stored, Versioned


class Procedure(Versioned):
    """One procedure for a body, from the vacancy to the mandates. Every change below it raises its version.

    States: running → done, when the mandates are entered; running → stopped, with a reason. Which step is
    next is computed from the steps taken.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="procedures")
    body = models.ForeignKey("Body", on_delete=models.PROTECT, related_name="procedures")
    branch = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Branch])
    number = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=500)
    over_document = models.CharField(max_length=160, blank=True)
    congress_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField()
    effective_on = models.DateField(null=True, blank=True)
    prepares = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="prepared_by", null=True, blank=True
    )
    state = models.CharField(
        max_length=8, choices=[(one.value, one.value) for one in State], default=State.RUNNING
    )
    ended_on = models.DateField(null=True, blank=True)
    stop_reason = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_on", "-opened_at"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="procedure_fills_a_seat"),
            models.CheckConstraint(
                condition=(Q(state="running") & Q(ended_on__isnull=True))
                | (~Q(state="running") & Q(ended_on__isnull=False)),
                name="procedure_ended_has_a_day",
            ),
            models.CheckConstraint(
                condition=(Q(state="stopped") & ~Q(stop_reason=""))
                | (~Q(state="stopped") & Q(stop_reason="")),
                name="procedure_stopped_with_a_reason",
            ),
            models.CheckConstraint(condition=~Q(prepares=F("id")), name="procedure_prepares_another"),
        ]
        indexes = [models.Index(fields=["unit", "state"]), models.Index(fields=["body", "state"])]


class SecrecyDeclaration(Stored):
    """Who declared when, in which words, that a procedure's content is not on the list of state secrets."""

    procedure = models.OneToOneField(Procedure, on_delete=models.PROTECT, related_name="declaration")
    words = models.TextField()
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    at = models.DateTimeField()


class ProcedureName(Stored):
    """A person in a procedure, and how far: nothing but the superior's paper leads to a mandate.

    States: named → withdrawn, not_chosen, proposed (the superior decides) or elected (the superior
    approves) → appointed, approved or refused; in cadre work named → chosen.
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="names")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField()
    outcome = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in Outcome], default=Outcome.NAMED
    )
    mandate = models.OneToOneField(
        "Mandate", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "person"], name="name_once_a_procedure"),
            models.CheckConstraint(
                condition=Q(mandate__isnull=True) | Q(outcome__in=["appointed", "approved"]),
                name="mandate_only_by_the_superior",
            ),
        ]


class ProcedureStep(Stored):
    """A step that was taken: the day, and the document, round or part of a meeting it rests on."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="steps")
    code = models.CharField(max_length=20)
    done_on = models.DateField()
    remark = models.CharField(max_length=500, blank=True)
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="procedure_steps", null=True, blank=True
    )
    round = models.ForeignKey(
        "Round", on_delete=models.PROTECT, related_name="procedure_steps", null=True, blank=True
    )
    summoned = models.PositiveIntegerField(null=True, blank=True)
    present = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "code"], name="step_once_a_procedure"),
            models.CheckConstraint(
                condition=Q(present__isnull=True) | Q(present__lte=F("summoned")),
                name="step_present_of_summoned",
            ),
        ]


class ProcedurePaper(Stored):
    """A document that belongs to a step: a paper we drafted for it, or one that came."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="papers")
    code = models.CharField(max_length=20)
    document = models.ForeignKey("Document", on_delete=models.PROTECT, related_name="procedure_papers")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "code", "document"], name="paper_once_a_step")
        ]


class ProcedureRound(Stored):
    """A round that was prepared for a step; it carries the step once its result is announced."""

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="rounds")
    code = models.CharField(max_length=20)
    round = models.OneToOneField("Round", on_delete=models.PROTECT, related_name="procedure_round")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "code", "round"], name="round_once_a_step")
        ]
