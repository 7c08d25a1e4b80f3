"""The communiqué of a meeting (thông cáo): chosen facts, words that rest on them, pictures."""

from django.db import models
from django.db.models import Q

from nghisu.kit.stored import Stored, Versioned


class Communique(Versioned):
    """What the public is told of a meeting.

    States: draft → approved (a named person approved it, with an hour of release) → withdrawn. It is
    public when it is approved and the hour has come.
    """

    class State(models.TextChoices):
        """Where the communiqué stands."""

        DRAFT = "draft", "đang soạn"
        APPROVED = "approved", "đã duyệt"
        WITHDRAWN = "withdrawn", "đã thu hồi"

    meeting = models.OneToOneField("Meeting", on_delete=models.PROTECT, related_name="communique")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    begun_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    release_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(approved_by__isnull=False, approved_at__isnull=False, release_at__isnull=False),
                name="communique_approved_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""),
                name="communique_withdrawn_with_reason",
            ),
        ]

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.state == self.State.DRAFT

    @property
    def is_approved(self) -> bool:
        """Whether it goes out, or went out, at its hour."""
        return self.state == self.State.APPROVED


class CommuniqueFact(Stored):
    """A fact of the record chosen as public, with the words the communiqué may use for it.

    :param source: where in the record it stands: ``part:…``, ``item:…``, ``meeting:…``
    """

    communique = models.ForeignKey(Communique, on_delete=models.CASCADE, related_name="facts")
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=300)
    value = models.CharField(max_length=600)
    source = models.CharField(max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["communique", "code"], name="public_fact_once")]


class CommuniquePhoto(Stored):
    """A picture with its caption, stored without its place, device and other marks.

    It is taken only with the declaration that it shows no closed part and no ballot.
    """

    communique = models.ForeignKey(Communique, on_delete=models.CASCADE, related_name="photos")
    order = models.PositiveSmallIntegerField()
    caption = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    is_declared_open = models.BooleanField(default=False)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(condition=Q(is_declared_open=True), name="photo_declared_open"),
            models.CheckConstraint(condition=~Q(caption=""), name="photo_has_caption"),
        ]
