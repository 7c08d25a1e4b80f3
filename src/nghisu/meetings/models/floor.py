"""The floor of a running meeting: where it stands, who speaks, what was said, asked and voted."""

from django.db import models
from django.db.models import F, Q

from nghisu.kit.stored import Stored, Versioned
from nghisu.meetings.rules.speaking import USUAL_SECONDS, TurnState
from nghisu.meetings.rules.voting import VoteMode, VoteState


class Floor(Versioned):
    """Where a running meeting stands; one for each meeting. Each step of a chair raises its version.

    ``changes`` is a stamp that rises with everything that happens, ``shown`` the stamp of the last thing that
    happened outside closed parts: nobody can count from it what goes on in one.
    """

    meeting = models.OneToOneField("Meeting", on_delete=models.CASCADE, related_name="floor")
    part = models.ForeignKey(
        "MeetingPart", on_delete=models.PROTECT, related_name="floors", null=True, blank=True
    )
    item = models.ForeignKey(
        "AgendaItem", on_delete=models.PROTECT, related_name="floors", null=True, blank=True
    )
    since = models.DateTimeField(null=True, blank=True)
    sitting_since = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_until = models.DateTimeField(null=True, blank=True)
    list_is_open = models.BooleanField(default=True)
    seconds = models.PositiveIntegerField(default=USUAL_SECONDS)
    changes = models.BigIntegerField(default=1)
    shown = models.BigIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(part__isnull=False), name="floor_item_has_a_part"
            ),
        ]


class PartRun(Stored):
    """The time in which a part was in session."""

    part = models.OneToOneField("MeetingPart", on_delete=models.CASCADE, related_name="run")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)


class ItemRun(Stored):
    """One stretch of time in which an item was before the meeting; an item may be taken up again."""

    item = models.ForeignKey("AgendaItem", on_delete=models.CASCADE, related_name="runs")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["began_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(ended_at__isnull=True), name="item_run_once_at_a_time"
            ),
        ]


class Pause(Stored):
    """A pause of the meeting."""

    part = models.ForeignKey("MeetingPart", on_delete=models.CASCADE, related_name="pauses")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["began_at"]


class Turn(Stored):
    """A request to speak, and the speaking. Deleted once the minutes are signed, unless minuted.

    States: waiting → speaking → done, or withdrawn. While the microphone is on, ``microphone_since`` says
    since when; ``used`` holds the seconds of the times before.
    """

    part = models.ForeignKey("MeetingPart", on_delete=models.CASCADE, related_name="turns")
    item = models.ForeignKey(
        "AgendaItem", on_delete=models.CASCADE, related_name="turns", null=True, blank=True
    )
    person = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="turns", null=True, blank=True
    )
    point = models.ForeignKey("Point", on_delete=models.CASCADE, related_name="turns", null=True, blank=True)
    speaker = models.CharField(max_length=160)
    duty = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, state.value) for state in TurnState],
        default=TurnState.WAITING,
    )
    place = models.PositiveIntegerField()
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField(default=USUAL_SECONDS)
    used = models.PositiveIntegerField(default=0)
    microphone_since = models.DateTimeField(null=True, blank=True)
    is_minuted = models.BooleanField(default=False)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(
                fields=["part"], condition=Q(state=TurnState.SPEAKING), name="turn_one_speaks_a_part"
            ),
            models.UniqueConstraint(
                fields=["part", "person"],
                condition=Q(state=TurnState.WAITING, person__isnull=False),
                name="turn_asked_once_a_person",
            ),
            models.CheckConstraint(
                condition=Q(microphone_since__isnull=True) | Q(state=TurnState.SPEAKING),
                name="turn_microphone_of_who_speaks",
            ),
        ]


class FloorComment(Stored):
    """A comment sent in during the meeting, kept by unit and never by person."""

    part = models.ForeignKey("MeetingPart", on_delete=models.CASCADE, related_name="comments")
    item = models.ForeignKey(
        "AgendaItem", on_delete=models.CASCADE, related_name="comments", null=True, blank=True
    )
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="floor_comments")
    point = models.ForeignKey(
        "Point", on_delete=models.PROTECT, related_name="comments", null=True, blank=True
    )
    text = models.TextField()
    at = models.DateTimeField()
    is_read_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["at"]


class FloorProposal(Versioned):
    """A proposal from the floor, kept by unit. States: open → accepted, merged into another, or declined."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "chưa xử lý"
        ACCEPTED = "accepted", "tiếp thu"
        MERGED = "merged", "gộp"
        DECLINED = "declined", "không tiếp thu"

    part = models.ForeignKey("MeetingPart", on_delete=models.CASCADE, related_name="proposals")
    item = models.ForeignKey(
        "AgendaItem", on_delete=models.CASCADE, related_name="proposals", null=True, blank=True
    )
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="floor_proposals")
    point = models.ForeignKey(
        "Point", on_delete=models.PROTECT, related_name="proposals", null=True, blank=True
    )
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="merged", null=True, blank=True
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="merged") & Q(merged_into__isnull=False))
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="proposal_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""), name="proposal_declined_with_a_reason"
            ),
        ]


class OpenVote(Versioned):
    """An open vote. The base and its parts are frozen when it is opened, the counts when it is closed.

    States: open → closed or annulled. Voices on devices lie in the vote's box (kit.voices), never here.
    """

    part = models.ForeignKey("MeetingPart", on_delete=models.CASCADE, related_name="votes")
    meeting = models.ForeignKey("Meeting", on_delete=models.CASCADE, related_name="votes")
    item = models.ForeignKey(
        "AgendaItem", on_delete=models.CASCADE, related_name="votes", null=True, blank=True
    )
    question = models.CharField(max_length=400)
    mode = models.CharField(max_length=8, choices=[(mode.value, mode.value) for mode in VoteMode])
    state = models.CharField(
        max_length=8, choices=[(state.value, state.value) for state in VoteState], default=VoteState.OPEN
    )
    profile = models.CharField(max_length=60)
    incumbents = models.PositiveIntegerField()
    suspended = models.PositiveIntegerField()
    base = models.PositiveIntegerField()
    present = models.PositiveIntegerField()
    quorum_needed = models.PositiveIntegerField()
    needed = models.PositiveIntegerField()
    agree = models.PositiveIntegerField(null=True, blank=True)
    against = models.PositiveIntegerField(null=True, blank=True)
    abstain = models.PositiveIntegerField(null=True, blank=True)
    is_adopted = models.BooleanField(null=True, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state=VoteState.OPEN), name="vote_one_open_a_meeting"
            ),
            models.CheckConstraint(
                condition=Q(base=F("incumbents") - F("suspended")), name="vote_base_is_its_parts"
            ),
            models.CheckConstraint(
                condition=~Q(state=VoteState.CLOSED)
                | Q(
                    agree__isnull=False,
                    against__isnull=False,
                    abstain__isnull=False,
                    is_adopted__isnull=False,
                    closed_at__isnull=False,
                ),
                name="vote_closed_has_a_result",
            ),
        ]

    def __str__(self) -> str:
        return self.question


class TallyAtPoint(Stored):
    """What was counted at one place: a point, or the hall where ``point`` is null. One for each place."""

    vote = models.ForeignKey(OpenVote, on_delete=models.CASCADE, related_name="tallies")
    point = models.ForeignKey(
        "Point", on_delete=models.PROTECT, related_name="tallies", null=True, blank=True
    )
    agree = models.PositiveIntegerField()
    against = models.PositiveIntegerField()
    abstain = models.PositiveIntegerField()
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["point__order"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "point"], name="tally_once_a_point"),
            models.UniqueConstraint(
                fields=["vote"], condition=Q(point__isnull=True), name="tally_once_in_the_hall"
            ),
        ]


class ScreenLink(Stored):
    """A link that shows a meeting on a screen without signing in. Only the hash of its word is kept."""

    meeting = models.ForeignKey("Meeting", on_delete=models.CASCADE, related_name="screen_links")
    point = models.ForeignKey(
        "Point", on_delete=models.CASCADE, related_name="screen_links", null=True, blank=True
    )
    label = models.CharField(max_length=120)
    word_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["made_at"]
