"""Meetings with their parts, agenda, papers and summons."""

from django.db import models
from django.db.models import F, Q

from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned


class Meeting(Versioned):
    """A meeting of a body, or of a unit. Every change below it raises its version.

    States: planned → summoned → papers_out → open → concluded → archived.
    """

    class State(models.TextChoices):
        """Where the meeting stands."""

        PLANNED = "planned", "dự kiến"
        SUMMONED = "summoned", "đã triệu tập"
        PAPERS_OUT = "papers_out", "đã gửi tài liệu"
        OPEN = "open", "đang họp"
        CONCLUDED = "concluded", "đã bế mạc"
        ARCHIVED = "archived", "đã lưu hồ sơ"

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="meetings")
    body = models.ForeignKey("Body", on_delete=models.PROTECT, related_name="meetings", null=True, blank=True)
    kind = models.CharField(max_length=24)
    ordinal = models.PositiveSmallIntegerField(null=True, blank=True)
    title = models.CharField(max_length=300)
    place = models.CharField(max_length=200, blank=True)
    secretary = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="meetings_as_secretary", null=True, blank=True
    )
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PLANNED)
    note = models.CharField(max_length=300, blank=True)
    convener = models.CharField(max_length=200, blank=True)  # the superior whose conference it is
    own_point = models.CharField(max_length=120, blank=True)  # what our place is called there
    postponed_from = models.DateTimeField(null=True, blank=True)
    postpone_reason = models.CharField(max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    unreturned_reason = models.CharField(max_length=300, blank=True)
    folded = models.CharField(max_length=300, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "ordinal"],
                condition=Q(ordinal__isnull=False),
                name="meeting_ordinal_once_a_body",
            ),
            models.CheckConstraint(
                condition=Q(ordinal__isnull=True) | Q(body__isnull=False), name="meeting_ordinal_has_body"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="meeting_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether the meeting is in session."""
        return self.state == self.State.OPEN

    @property
    def is_cancelled(self) -> bool:
        """Whether it was called off."""
        return self.cancelled_at is not None

    @property
    def is_over(self) -> bool:
        """Whether it was held and closed."""
        return self.state in (self.State.CONCLUDED, self.State.ARCHIVED)

    def save(self, *args: object, **kwargs: object) -> None:
        self.title = language.clean_name(self.title)
        self.folded = language.fold(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class MeetingPart(Stored):
    """A part of a meeting, closed or enlarged, with a summoned list and an electorate of its own."""

    class Electorate(models.TextChoices):
        """Who votes in this part; the invited never do."""

        BODY = "body", "ủy viên đương nhiệm của cơ quan"
        SUMMONED = "summoned", "những người được triệu tập với tư cách thành viên"
        NOBODY = "nobody", "không biểu quyết"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="parts")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    is_closed = models.BooleanField(default=False)
    is_enlarged = models.BooleanField(default=False)
    is_personnel = models.BooleanField(default=False)
    electorate = models.CharField(max_length=8, choices=Electorate, default=Electorate.BODY)
    starts_at = models.DateTimeField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_personnel=False) | Q(is_closed=True), name="part_personnel_is_closed"
            ),
            models.UniqueConstraint(fields=["meeting", "order"], name="part_order_once_a_meeting"),
            models.CheckConstraint(
                condition=~(Q(is_closed=True) & Q(is_enlarged=True)), name="part_not_closed_and_enlarged"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class MeetingChair(Stored):
    """One of the chairs, in protocol order, with the office held that day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="chairs")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="meetings_chaired")
    duty = models.CharField(max_length=160, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="chair_once_a_meeting"),
        ]


class AgendaItem(Stored):
    """One item of the agenda of a part, perhaps under another."""

    class Wanted(models.TextChoices):
        """What decision is wanted."""

        HEAR = "hear", "nghe"
        DISCUSS = "discuss", "thảo luận"
        ADOPT = "adopt", "thông qua"
        ELECT = "elect", "bầu, giới thiệu"

    part = models.ForeignKey(MeetingPart, on_delete=models.CASCADE, related_name="items")
    parent = models.ForeignKey(
        "self", on_delete=models.CASCADE, related_name="children", null=True, blank=True
    )
    order = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=12)
    title = models.CharField(max_length=400)
    presenter = models.CharField(max_length=160, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    wanted = models.CharField(max_length=12, choices=Wanted, default=Wanted.HEAR)
    is_left_open = models.BooleanField(default=False)
    left_open_note = models.CharField(max_length=300, blank=True)
    carried_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, related_name="carried_to", null=True, blank=True
    )
    recurring = models.ForeignKey(
        "RecurringItem", on_delete=models.SET_NULL, related_name="items", null=True, blank=True
    )

    class Meta:
        ordering = ["part__order", "order"]
        constraints = [models.UniqueConstraint(fields=["part", "order"], name="item_order_once_a_part")]

    def __str__(self) -> str:
        return self.title


class MeetingPaper(Stored):
    """A paper laid before the meeting under an item. ``document`` is that of its newest version.

    ``number`` is the newest version; older ones stay for those who wrote notes on them. A withdrawn paper
    is shown to nobody but the office, which may lay it again. Copies of a paper ``to_return`` are numbered.
    """

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey("Document", on_delete=models.PROTECT, related_name="laid_before")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    members_only = models.BooleanField(default=False)
    number = models.PositiveSmallIntegerField(default=1)
    to_return = models.BooleanField(default=False)
    is_withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]


class Summons(Stored):
    """A person called to a part: as a member of the body, or invited. Only members make a quorum."""

    class Capacity(models.TextChoices):
        """As what the person is called."""

        MEMBER = "member", "ủy viên"
        INVITED = "invited", "đại biểu mời"

    class Answer(models.TextChoices):
        """What the person answered."""

        NONE = "none", "chưa trả lời"
        COMING = "coming", "dự họp"
        DEPUTY = "deputy", "cử người dự thay"
        EXCUSED = "excused", "vắng có lý do"

    part = models.ForeignKey(MeetingPart, on_delete=models.CASCADE, related_name="summonses")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="summonses")
    capacity = models.CharField(max_length=8, choices=Capacity)
    duty = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=8, choices=Answer, default=Answer.NONE)
    reason = models.CharField(max_length=300, blank=True)
    deputy = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["order", "person__sort_key"]
        constraints = [models.UniqueConstraint(fields=["part", "person"], name="summons_once_a_part")]
