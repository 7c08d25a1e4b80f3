"""The file that a whole meeting was put away in."""

from django.db import models

from nghisu.kit.stored import Stored


class MeetingArchive(Stored):
    """The archive made when the meeting was put away, closed parts included; its bytes lie in the store."""

    meeting = models.OneToOneField("Meeting", on_delete=models.PROTECT, related_name="archive")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
