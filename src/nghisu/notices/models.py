"""How a person wants to be told, and what a person has put away; what there is to tell is computed."""

from django.db import models

from nghisu.kit.stored import Stored, Versioned
from nghisu.notices.rules import LEVEL_WORDS, Level
from nghisu.notices.rules.sending import (
    MAIL_WORDS,
    QUIET_FROM,
    QUIET_UNTIL,
    STATE_NAMES,
    MailLevel,
    State,
)


class NoticeChoice(Versioned):
    """How often a person is told of what waits: on every page, once a day, once a week, or not at all.

    Mail only to those who asked for it; ``digest_at`` is when the last digest was put together.
    """

    person = models.OneToOneField("Person", on_delete=models.CASCADE, related_name="notice_choice")
    level = models.CharField(
        max_length=8, choices=[(one.value, LEVEL_WORDS[one]) for one in Level], default=Level.ALWAYS
    )
    mail = models.CharField(
        max_length=8, choices=[(one.value, MAIL_WORDS[one]) for one in MailLevel], default=MailLevel.NEVER
    )
    address = models.EmailField(blank=True)
    quiet_from = models.TimeField(default=QUIET_FROM)
    quiet_until = models.TimeField(default=QUIET_UNTIL)
    urgent_through = models.BooleanField(default=True)
    digest_at = models.DateTimeField(null=True, blank=True)


class NoticeSeen(Stored):
    """A notice a person has put away: it comes back when its number grows or a new day of digest comes."""

    person = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="notices_seen")
    key = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="notice_seen_once")]


class PushDevice(Stored):
    """A browser that asked to be told: where it is reached, and the keys only it can open messages with.

    ``sign_outs`` is that of the person when it asked: ending all sessions ends it too. ``session`` is a hash.
    """

    person = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.TextField()
    mark = models.CharField(max_length=64, unique=True, editable=False)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=5)
    session = models.CharField(max_length=64, blank=True, editable=False)
    sign_outs = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]


class Message(Stored):
    """One message to one person, by mail or to one device: which state it is in, never what it says."""

    person = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="messages_sent")
    device = models.ForeignKey(
        PushDevice, on_delete=models.CASCADE, related_name="messages", null=True, blank=True
    )
    made_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=[(one.value, STATE_NAMES[one]) for one in State], default=State.WAITING
    )
    is_urgent = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["state", "next_at"], name="message_due")]


class Told(Stored):
    """That one thing was told to one target: a hash, so that it is never told twice, and nothing else."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="told")
    target = models.CharField(max_length=48)
    thing = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["target", "thing"], name="thing_told_once")]
