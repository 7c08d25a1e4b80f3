"""Who is present where, and since when."""

from django.db import models
from django.db.models import F, Q

from nghisu.kit.stored import Stored
from nghisu.meetings.rules.attendance import How


class Presence(Stored):
    """One stay of a summoned person at one place of a meeting; open while ``until`` is null.

    ``point`` is null in the hall. ``deputy`` names who sits there instead: deputies make no quorum.
    """

    meeting = models.ForeignKey("Meeting", on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="presences")
    point = models.ForeignKey(
        "Point", on_delete=models.PROTECT, related_name="presences", null=True, blank=True
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    how = models.CharField(max_length=10, choices=[(how.value, how.value) for how in How])
    deputy = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["since"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(until__isnull=True),
                name="presence_at_one_place_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="presence_never_negative"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "until"])]
