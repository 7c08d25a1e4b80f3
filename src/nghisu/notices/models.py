"""How a person wants to be told, and what a person has put away; what there is to tell is computed."""

from django.db import models

from nghisu.kit.stored import Stored, Versioned
from nghisu.notices.rules import LEVEL_WORDS, Level


class NoticeChoice(Versioned):
    """How often a person is told of what waits: on every page, once a day, once a week, or not at all."""

    person = models.OneToOneField("Person", on_delete=models.CASCADE, related_name="notice_choice")
    level = models.CharField(
        max_length=8, choices=[(one.value, LEVEL_WORDS[one]) for one in Level], default=Level.ALWAYS
    )


class NoticeSeen(Stored):
    """A notice a person has put away: it comes back when its number grows or a new day of digest comes."""

    person = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="notices_seen")
    key = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_seen_once")]
