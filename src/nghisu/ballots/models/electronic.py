"""The electronic collector of a round (phiếu kín điện tử): its poll, keys, slips, casts and archive.

Nothing here joins a ballot to a person: slips are known by a serial until the voting opens and by no sign
after it, and a cast has neither a moment nor a place.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nghisu.ballots.models.rounds import Round
from nghisu.ballots.rules.electronic import is_withheld
from nghisu.kit.stored import KeptJson, Stored, Versioned


class SecretPoll(Versioned):
    """A secret poll on devices for a round, or its rehearsal.

    States: drafted → keyed (the trustees' keys are made) → open (the setup is frozen) → closing (no cast is
    taken, the queue empties) → closed (added up, still encrypted) → verified; any before it → void.
    """

    class State(models.TextChoices):
        """Where it stands."""

        DRAFTED = "drafted", _("Keys to be made")
        KEYED = "keyed", _("Slips being issued")
        OPEN = "open", _("Voting")
        CLOSING = "closing", _("Closing")
        CLOSED = "closed", _("Waiting for the trustees")
        VERIFIED = "verified", _("Result verified")
        VOID = "void", _("Void")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="secret_polls")
    is_rehearsal = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFTED, db_index=True)
    group = models.CharField(max_length=16, default="Ed25519")
    uuid = models.CharField(max_length=24, unique=True)
    last_counts = models.BooleanField(default=False, help_text="a later ballot takes an earlier one's place")
    on_paper = models.PositiveSmallIntegerField(default=0, help_text="how many vote on paper beside it")
    papers_back = models.PositiveSmallIntegerField(null=True, blank=True, help_text="papers in the box")
    paper_totals = models.JSONField(
        null=True, blank=True, help_text="of the papers alone, where they may be told"
    )
    threshold = models.PositiveSmallIntegerField()
    questions = models.JSONField(default=list)
    authority = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="secret_polls_authorised")
    server_key = KeptJson(default=dict, help_text="public, with its proof")
    pedersen = KeptJson(null=True, blank=True)
    election = models.TextField(blank=True)
    trustee_list = models.TextField(blank=True)
    credentials = models.TextField(blank=True)
    stamp = models.BigIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    encrypted_tally = models.TextField(blank=True)
    counted = models.PositiveIntegerField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    fingerprints = models.JSONField(default=dict)
    drafted_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    keys_destroyed_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["drafted_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(is_rehearsal=False) & ~Q(state="void"),
                name="secret_poll_once_a_round",
            ),
            models.CheckConstraint(condition=Q(threshold__gte=1), name="secret_poll_threshold"),
            models.CheckConstraint(
                condition=Q(state__in=["drafted", "keyed", "void"])
                | (~Q(election="") & ~Q(credentials="") & Q(opened_at__isnull=False)),
                name="secret_poll_setup_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state="verified") | Q(result__isnull=False), name="secret_poll_has_result"
            ),
        ]

    @property
    def is_advisory(self) -> bool:
        """Whether it replaces no vote by the Party's regulations, which is printed everywhere."""
        return self.round.profile.startswith("dang")

    @property
    def is_withheld(self) -> bool:
        """Whether only the sum of devices and papers is published: one of them is too small to be told."""
        return is_withheld(on_devices=self.counted or 0, on_paper=self.papers_back or 0)


class PaperReading(Stored):
    """What one of those who count read on the papers beside the devices; deleted once all readings agree."""

    poll = models.ForeignKey(SecretPoll, on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="paper_readings")
    device = models.CharField(max_length=64)
    totals = models.JSONField(help_text="valid, invalid by reason, votes by name in order and choice")
    reason = models.CharField(max_length=300, blank=True, help_text="why counted papers are read anew")
    read_at = models.DateTimeField()

    class Meta:
        ordering = ["read_at"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "person"], name="paper_reading_person_once"),
            models.UniqueConstraint(fields=["poll", "device"], name="paper_reading_device_once"),
        ]


class SecretServerKey(Stored):
    """The server's own key of a poll, another for each; deleted in the ceremony that destroys the keys."""

    poll = models.OneToOneField(SecretPoll, on_delete=models.CASCADE, related_name="own_key")
    secret = models.TextField()


class SecretTrustee(Stored):
    """One of those who count, with the messages in which their devices make the common key."""

    poll = models.ForeignKey(SecretPoll, on_delete=models.CASCADE, related_name="trustees")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="secret_trusteeships")
    name = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField()
    certificate = KeptJson(null=True, blank=True)
    polynomial = KeptJson(null=True, blank=True)
    outcome = KeptJson(null=True, blank=True)
    has_shared = models.BooleanField(default=False, help_text="the partial decryption held")
    is_wrong = models.BooleanField(default=False, help_text="the last one handed in did not hold")
    share = models.TextField(blank=True)
    key_destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "person"], name="secret_trustee_once"),
            models.UniqueConstraint(fields=["poll", "order"], name="secret_trustee_order_once"),
        ]


class SecretSlip(Stored):
    """A slip until the voting opens: serial on its envelope, public credential, issued or not."""

    poll = models.ForeignKey(SecretPoll, on_delete=models.CASCADE, related_name="slips")
    serial = models.CharField(max_length=16)
    credential = models.CharField(max_length=640)
    is_issued = models.BooleanField(default=False)

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "serial"], name="secret_slip_serial_once"),
            models.UniqueConstraint(fields=["poll", "credential"], name="secret_slip_credential_once"),
        ]


class SecretCast(Stored):
    """A ballot as it was sent, in order. States: received → accepted, with its place; or refused."""

    class State(models.TextChoices):
        """How far it is."""

        RECEIVED = "received", _("Received")
        ACCEPTED = "accepted", _("On the board")
        REFUSED = "refused", _("Refused")

    poll = models.ForeignKey(SecretPoll, on_delete=models.CASCADE, related_name="casts")
    number = models.PositiveIntegerField()
    tracker = models.CharField(max_length=43)
    content = models.TextField()
    credential = models.CharField(max_length=640, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.RECEIVED)
    reason = models.CharField(max_length=300, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="secret_cast_number_once"),
            models.UniqueConstraint(fields=["poll", "tracker"], name="secret_cast_tracker_once"),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(height__isnull=False), name="secret_cast_has_its_place"
            ),
        ]
        indexes = [
            models.Index(fields=["poll", "state"]),
            models.Index(fields=["poll", "credential"]),
        ]


class SecretMark(Stored):
    """A ciphertext or proof that stands on the board, by its hash: none stands there twice."""

    poll = models.ForeignKey(SecretPoll, on_delete=models.CASCADE, related_name="marks")
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "mark"], name="secret_mark_once")]


class SecretPiece(Stored):
    """The bytes by which the archive grew, in order; never changed."""

    poll = models.ForeignKey(SecretPoll, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["poll", "number"], name="secret_piece_once")]
