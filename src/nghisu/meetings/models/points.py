"""Remote points of a meeting, and what they reported."""

from django.db import models
from django.db.models import Q

from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned
from nghisu.meetings.rules.points import IncidentKind, PointState


class Point(Versioned):
    """A remote point (điểm cầu) of a meeting, in a tree, with one named operator.

    States: registered → tested → ready → connected → reported → lost / returned → closed.

    ``is_hall``: the point that is the hall itself, where most points of a conference are joined to.
    ``is_cleared``: closed parts reach it; personnel parts only where a PointClearance names it.
    """

    meeting = models.ForeignKey("Meeting", on_delete=models.CASCADE, related_name="points")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    host = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="points")
    code = models.CharField(max_length=24)
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    operator = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="points", null=True, blank=True
    )
    operator_name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    expected = models.PositiveIntegerField(default=0)
    is_hall = models.BooleanField(default=False)
    is_cleared = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12,
        choices=[(state.value, state.value) for state in PointState],
        default=PointState.REGISTERED,
    )
    heads = models.PositiveIntegerField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    folded = models.CharField(max_length=200, editable=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "code"], name="point_code_once_a_meeting"),
            models.CheckConstraint(
                condition=(Q(heads__isnull=True) & Q(reported_at__isnull=True))
                | (Q(heads__isnull=False) & Q(reported_at__isnull=False)),
                name="point_heads_have_a_time",
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(is_hall=True), name="point_one_hall_a_meeting"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "parent"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = language.clean_name(self.name)
        self.folded = language.fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class PointReport(Stored):
    """One report of heads by a point; a correction is another row, and the last one counts.

    ``at`` is when the people were counted, ``received_at`` when the report came through a bad line.
    """

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="reports")
    heads = models.PositiveIntegerField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "received_at"]


class PointTest(Stored):
    """One test of the line before the meeting: what the operator and the hall heard and saw."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="tests")
    hears = models.BooleanField()
    sees = models.BooleanField()
    remark = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]


class PointIncident(Stored):
    """Something that went wrong at a point; open until somebody says that it is solved."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="incidents")
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value) for kind in IncidentKind])
    text = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    solved_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["point", "kind"], condition=Q(solved_at__isnull=True), name="incident_open_once"
            ),
            models.CheckConstraint(
                condition=Q(solved_at__isnull=True) | Q(solved_at__gte=models.F("at")),
                name="incident_never_negative",
            ),
        ]


class PointPulse(models.Model):
    """When the console of a point was heard last. Written in bundles, and no line of the record."""

    point = models.OneToOneField(Point, on_delete=models.CASCADE, primary_key=True, related_name="pulse")
    heard_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True, blank=True)


class PointOutage(Stored):
    """A time in which the console of a point was not heard, known once it was heard again."""

    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="outages")
    lost_at = models.DateTimeField()
    back_at = models.DateTimeField()

    class Meta:
        ordering = ["-lost_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(back_at__gte=models.F("lost_at")), name="outage_never_negative"
            )
        ]


class UpwardReport(Stored):
    """What we told the superior, whose conference we join as one point: the sums of ours as they stood."""

    meeting = models.ForeignKey("Meeting", on_delete=models.CASCADE, related_name="upward_reports")
    points = models.PositiveIntegerField()
    reported = models.PositiveIntegerField()
    heads = models.PositiveIntegerField()
    told = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]


class PointClearance(Stored):
    """A closed part that reaches a point by name; for personnel there is no other way."""

    part = models.ForeignKey("MeetingPart", on_delete=models.CASCADE, related_name="clearances")
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="clearances")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["part", "point"], name="clearance_once_a_part")]
