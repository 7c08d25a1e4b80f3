"""What follows a count: minutes, seal, complaints and the superior's answer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nghisu.ballots.models.counts import CountSheet
from nghisu.ballots.models.rounds import Round
from nghisu.ballots.rules.states import SealState
from nghisu.kit.stored import Stored, Versioned


class CountMinutes(Stored):
    """The minutes of the count (biên bản kiểm phiếu), signed by the head of the counters and the chair."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="minutes")
    sheet = models.OneToOneField(CountSheet, on_delete=models.PROTECT, related_name="minutes")
    place = models.CharField(max_length=200, blank=True)
    objections = models.TextField(blank=True)
    head = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="count_minutes_as_head")
    chair = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="count_minutes_as_chair")
    chair_duty = models.CharField(max_length=160, blank=True)
    signed_at = models.DateTimeField()


class Seal(Versioned):
    """The sealed papers of a round.

    States: sealed → unsealed, by decision → sealed again; sealed → destroyed, by decision, when the months
    have run and no complaint is open. Source: Quy chế bầu cử trong Đảng, Điều 35.
    """

    class State(models.TextChoices):
        """Where the papers are."""

        SEALED = SealState.SEALED.value, _("Sealed")
        UNSEALED = SealState.UNSEALED.value, _("Unsealed by decision")
        DESTROYED = SealState.DESTROYED.value, _("Destroyed")

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="seal")
    state = models.CharField(max_length=12, choices=State, default=State.SEALED)
    sealed_on = models.DateField()
    by_name = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    packets = models.PositiveSmallIntegerField(default=1)
    keep_until = models.DateField(help_text="the first day on which the papers may be destroyed")
    destroyed_on = models.DateField(null=True, blank=True)
    destruction_decision = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(destroyed_on__isnull=True) | Q(destroyed_on__gte=F("keep_until")),
                name="seal_kept_its_months",
            ),
            models.CheckConstraint(
                condition=(Q(destroyed_on__isnull=True) & ~Q(state="destroyed"))
                | (Q(destroyed_on__isnull=False) & Q(state="destroyed") & ~Q(destruction_decision="")),
                name="seal_destroyed_by_decision",
            ),
        ]


class Unsealing(Stored):
    """One opening of the seal, by which decision and why, until the papers were sealed again."""

    seal = models.ForeignKey(Seal, on_delete=models.CASCADE, related_name="unsealings")
    decision = models.CharField(max_length=160)
    reason = models.CharField(max_length=300)
    on = models.DateField()
    resealed_on = models.DateField(null=True, blank=True)
    resealed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["seal"], condition=Q(resealed_on__isnull=True), name="unsealing_one_open"
            ),
            models.CheckConstraint(
                condition=Q(resealed_on__isnull=True) | Q(resealed_on__gte=F("on")),
                name="unsealing_ends_after_it_began",
            ),
        ]


class RoundComplaint(Stored):
    """A complaint about a round: the letter that came and the decision on it; never who wrote what."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="complaints")
    letter = models.CharField(max_length=160)
    received_on = models.DateField()
    settled_on = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["received_on"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(settled_on__isnull=True) & Q(decision=""))
                | (Q(settled_on__gte=F("received_on")) & ~Q(decision="")),
                name="complaint_settled_by_decision",
            ),
        ]


class RoundApproval(Stored):
    """The file sent to the superior about a round, and the answer."""

    class Answer(models.TextChoices):
        """What the superior decided."""

        PENDING = "pending", _("Awaiting the superior's decision")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        ANNULLED = "annulled", _("Annulled")

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="approval")
    to = models.CharField(max_length=240)
    letter = models.CharField(max_length=160)
    sent_on = models.DateField()
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.PENDING)
    document = models.CharField(max_length=160, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    effective_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(answer="pending") & Q(answered_on__isnull=True))
                | (~Q(answer="pending") & Q(answered_on__gte=F("sent_on")) & ~Q(document="")),
                name="approval_answered_by_document",
            ),
        ]
