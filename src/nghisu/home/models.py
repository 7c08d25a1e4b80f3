"""Hand-overs: what somebody who leaves an office, or whose term ends, gives to the next."""

from django.db import models
from django.db.models import F, Q

from nghisu.home.rules.handover import Reason, Way
from nghisu.kit.stored import Stored, Versioned


class OfficeHandOver(Versioned):
    """One hand-over: begun → signed by both → confirmed, when everything moves at once; or dropped."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="office_hand_overs")
    giver = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="hand_overs_given")
    receiver = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="hand_overs_received")
    reason = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Reason])
    note = models.CharField(max_length=500, blank=True)
    begun_at = models.DateTimeField()
    giver_signed_at = models.DateTimeField(null=True, blank=True)
    receiver_signed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("receiver")), name="office_hand_over_between_two"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True)
                | Q(giver_signed_at__isnull=False, receiver_signed_at__isnull=False, dropped_at__isnull=True),
                name="office_hand_over_confirmed_after_both_signed",
            ),
            models.UniqueConstraint(
                fields=["giver"],
                condition=Q(confirmed_at__isnull=True, dropped_at__isnull=True),
                name="office_hand_over_one_open_a_giver",
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether it can still be signed, confirmed or dropped."""
        return self.confirmed_at is None and self.dropped_at is None

    @property
    def is_signed(self) -> bool:
        """Whether both have signed."""
        return self.giver_signed_at is not None and self.receiver_signed_at is not None


class OfficeHandOverItem(Stored):
    """A line of the list as it was when the hand-over began: what it is, and what becomes of it."""

    hand_over = models.ForeignKey(OfficeHandOver, on_delete=models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12)
    what = models.CharField(max_length=500)
    way = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Way])

    class Meta:
        ordering = ["order"]


class FirstStepsPutAway(Stored):
    """That an office took the list of first steps from its first screens."""

    unit = models.OneToOneField("Unit", on_delete=models.CASCADE, related_name="first_steps_put_away")
    at = models.DateTimeField()
