"""What was said, and the minutes that come of it (biên bản).

No row here can be reached from a person: the keys to a person have no way back, and when the minutes are
signed the key of every statement is cleared, so that only the words of that one meeting remain.
"""

from django.db import models
from django.db.models import Q

from nghisu.kit.stored import Stored, Versioned


class Statement(Versioned):
    """What somebody said on an item, as entered by the recorder; ``speaker`` is how the minutes name them.

    A reserved opinion (bảo lưu ý kiến) is minuted only at the request of the member who holds it.
    """

    part = models.ForeignKey("MeetingPart", on_delete=models.CASCADE, related_name="statements")
    item = models.ForeignKey(
        "AgendaItem", on_delete=models.PROTECT, related_name="statements", null=True, blank=True
    )
    order = models.PositiveIntegerField()
    speaker = models.CharField(max_length=240)
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    text = models.TextField()
    is_reserved = models.BooleanField(default=False)
    is_requested = models.BooleanField(default=False, help_text="asked for by the member, never by another")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["part__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["part", "order"], name="statement_order_once_a_part"),
            models.CheckConstraint(
                condition=Q(is_reserved=False) | Q(is_requested=True), name="statement_reserved_when_asked"
            ),
        ]


class Minutes(Versioned):
    """The minutes of a meeting.

    States: draft → correction (the members look at what they said) → to_sign (the recorder signed; the
    text stands still) → signed (the chair signed; only a correction record may follow).
    """

    class State(models.TextChoices):
        """Where the minutes stand."""

        DRAFT = "draft", "đang soạn"
        CORRECTION = "correction", "đang xin ý kiến"
        TO_SIGN = "to_sign", "chờ chủ trì ký"
        SIGNED = "signed", "đã ký"

    meeting = models.OneToOneField("Meeting", on_delete=models.PROTECT, related_name="record_of_it")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    begun_at = models.DateTimeField()
    composed_at = models.DateTimeField()
    remarks_until = models.DateField(null=True, blank=True)
    recorder = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    recorder_signed_at = models.DateTimeField(null=True, blank=True)
    chair = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    text_hash = models.CharField(max_length=64, blank=True, help_text="SHA-256 of what was signed")
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="signed")
                | Q(signed_at__isnull=False, recorder_signed_at__isnull=False, chair__isnull=False),
                name="minutes_signed_by_both",
            ),
            models.CheckConstraint(
                condition=~Q(state="to_sign") | Q(recorder_signed_at__isnull=False),
                name="minutes_to_sign_have_recorder",
            ),
        ]

    @property
    def is_signed(self) -> bool:
        """Whether both signed."""
        return self.state == self.State.SIGNED

    @property
    def is_open(self) -> bool:
        """Whether the text may still change."""
        return self.state in {self.State.DRAFT, self.State.CORRECTION}


class MinutesSection(Versioned):
    """A section of the minutes. ``composed`` is what the record gave; ``text`` is what stands there now.

    A section with a part belongs to that part: of a closed part only its own members may read it.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.CASCADE, related_name="sections")
    part = models.ForeignKey("MeetingPart", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    key = models.CharField(max_length=60)
    group = models.CharField(max_length=12)
    order = models.PositiveIntegerField()
    heading = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True)
    composed = models.TextField(blank=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "key"], name="minutes_section_key_once"),
        ]

    @property
    def is_edited(self) -> bool:
        """Whether a person changed what the record gave."""
        return self.text != self.composed


class MinutesText(Stored):
    """An earlier text of a section; the present one stands in the section."""

    section = models.ForeignKey(MinutesSection, on_delete=models.CASCADE, related_name="earlier")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["section", "number"], name="minutes_text_number_once"),
        ]


class MinutesRemark(Stored):
    """What a member wants changed in the own statement. It is deleted when the minutes are signed."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="remarks")
    wanted = models.TextField()
    sent_at = models.DateTimeField()
    is_accepted = models.BooleanField(null=True, blank=True)
    answer = models.CharField(max_length=400, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["sent_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement"], condition=Q(is_accepted__isnull=True), name="remark_one_open"
            ),
        ]


class MinutesCorrection(Stored):
    """A correction record of signed minutes: the signed text stays, and this stands beside it.

    It holds once the chair confirmed it.
    """

    minutes = models.ForeignKey(Minutes, on_delete=models.PROTECT, related_name="corrections")
    section = models.ForeignKey(MinutesSection, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    text = models.TextField(help_text="how the place reads correctly")
    reason = models.CharField(max_length=400)
    written_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    confirmed_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="minutes_correction_number_once"),
        ]
