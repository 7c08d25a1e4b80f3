"""Calendar feeds: private addresses that a calendar program asks again and again."""

from django.db import models

from nghisu.kit.stored import Stored


class CalendarFeed(Stored):
    """The address of a calendar: a person's own meetings, or those of one body; only its hash is stored."""

    person = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="calendar_feeds")
    body = models.ForeignKey("Body", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
