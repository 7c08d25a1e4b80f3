"""Tokens with which programs sign in, and webhooks by which they are told what happened."""

from django.db import models

from nghisu.exchange.rules.hooks import STATE_NAMES, State
from nghisu.exchange.rules.own_data import STATE_NAMES as STATES_OF_ERASURE
from nghisu.exchange.rules.own_data import State as Erasure
from nghisu.kit.stored import Stored, Versioned


class ApiToken(Stored):
    """A token of a person, for one of their units or for all; only its hash is stored."""

    person = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="api_tokens")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=120)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    until = models.DateField()
    used_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    @property
    def scope_list(self) -> list[str]:
        """Its scopes."""
        return self.scopes.split()


class Webhook(Versioned):
    """Where another program of a unit is told what happened, and of which acts.

    Its secret is not stored: it follows from the installation's own secret and ``salt``.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="webhooks")
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=400)
    events = models.TextField()
    salt = models.CharField(max_length=64, editable=False)
    made_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def event_list(self) -> list[str]:
        """Of which acts it is told."""
        return self.events.split()

    @property
    def is_running(self) -> bool:
        """Whether messages go out."""
        return self.stopped_at is None


class TakenMeeting(Stored):
    """A meeting that came from a file of another program: which file, and the account of what it held."""

    meeting = models.OneToOneField("Meeting", on_delete=models.CASCADE, related_name="came_from")
    program = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64, unique=True)
    account = models.JSONField(default=list)
    remarks = models.JSONField(default=list)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["-taken_at"]


class ErasureRequest(Versioned):
    """A person asks that what is held on them be erased; an officer decides; what the law keeps is named.

    States: waiting → refused or done.
    """

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="erasure_requests")
    reason = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    answer_due = models.DateField()
    done_due = models.DateField()
    state = models.CharField(
        max_length=8,
        choices=[(one.value, STATES_OF_ERASURE[one]) for one in Erasure],
        default=Erasure.WAITING,
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answer = models.CharField(max_length=600, blank=True)
    kept = models.JSONField(default=list)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state=Erasure.WAITING), name="erasure_one_waiting"
            )
        ]


class Delivery(Stored):
    """One message to a webhook: which act on which object, and how often it was tried."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=64)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(one.value, STATE_NAMES[one]) for one in State])
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["state", "next_at"], name="delivery_due")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=State.WAITING, next_at__isnull=False)
                | (~models.Q(state=State.WAITING) & models.Q(next_at__isnull=True)),
                name="delivery_waiting_has_its_moment",
            )
        ]
