"""The weekly calendar: entries, who attends, rooms and cars with their bookings."""

from django.db import models
from django.db.models import F, Q

from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned


class Bookable(Versioned):
    """A room or a car of a unit, which one thing at a time may have."""

    class Kind(models.TextChoices):
        """What it is."""

        ROOM = "room", "phòng họp"
        CAR = "car", "xe"

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="bookables")
    kind = models.CharField(max_length=4, choices=Kind)
    name = models.CharField(max_length=120)
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    remark = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="bookable_name_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = language.clean_name(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class WeekEntry(Versioned):
    """A line of the weekly calendar that is not a meeting of ours: an invitation, a visit, a reception."""

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="week_entries")
    title = models.CharField(max_length=300)
    host = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(
        "Document", on_delete=models.PROTECT, related_name="week_entries", null=True, blank=True
    )
    prepared_by = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    cancelled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["starts_at"]
        verbose_name_plural = "week entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="week_entry_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_cancelled(self) -> bool:
        """Whether it will not take place."""
        return bool(self.cancelled_reason)


class WeekAttendee(Stored):
    """Who goes; the first in order leads."""

    entry = models.ForeignKey(WeekEntry, on_delete=models.CASCADE, related_name="attendees")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="week_entries")
    duty = models.CharField(max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="attendee_once_an_entry")]


class Booking(Stored):
    """A room or car taken for an entry or a meeting; two never overlap (held under a lock on the thing)."""

    thing = models.ForeignKey(Bookable, on_delete=models.PROTECT, related_name="bookings")
    entry = models.ForeignKey(
        WeekEntry, on_delete=models.CASCADE, related_name="bookings", null=True, blank=True
    )
    meeting = models.ForeignKey(
        "Meeting", on_delete=models.CASCADE, related_name="bookings", null=True, blank=True
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["thing", "starts_at"])]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="booking_ends_after_start"),
            models.CheckConstraint(
                condition=Q(entry__isnull=True, meeting__isnull=False)
                | Q(entry__isnull=False, meeting__isnull=True),
                name="booking_for_one_thing",
            ),
            models.UniqueConstraint(
                fields=["thing", "entry"], condition=Q(entry__isnull=False), name="booking_once_an_entry"
            ),
            models.UniqueConstraint(
                fields=["thing", "meeting"], condition=Q(meeting__isnull=False), name="booking_once_a_meeting"
            ),
        ]
