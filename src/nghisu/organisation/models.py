"""Units, bodies, terms and mandates, all dated: first day in, ``until`` the first day out (null: open)."""

from django.db import models
from django.db.models import F, Q

from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned


def _span_is_forward(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("first")), name=name)


class Unit(Versioned):
    """A committee, or an advisory body inside one. Its names and superiors are dated rows of their own."""

    class Kind(models.TextChoices):
        """What the unit is."""

        COMMITTEE = "committee", "đảng ủy, cấp ủy"
        ADVISORY = "advisory", "ban tham mưu, văn phòng"
        AREA = "area", "đơn vị hành chính"

    code = models.CharField(max_length=40, unique=True)
    charter_code = models.CharField(max_length=24, blank=True, help_text="38.168.053.000.001")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COMMITTEE)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=80, blank=True, help_text="Hà Nội, in the date line")

    class Meta:
        constraints = [_span_is_forward("unit_span_forward")]

    def __str__(self) -> str:
        return self.code


class UnitName(Stored):
    """What a unit is called from a day on; documents keep the name of their day."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(max_length=240)
    short = models.CharField(max_length=80, blank=True)
    symbol = models.CharField(max_length=40, blank=True, help_text="ĐUK, in document symbols")
    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    folded = models.CharField(max_length=240, editable=False, db_index=True)
    sort_key = models.CharField(max_length=700, editable=False, db_index=True)

    class Meta:
        constraints = [
            _span_is_forward("unit_name_span_forward"),
            models.UniqueConstraint(fields=["unit", "first"], name="unit_name_once_a_day"),
        ]
        indexes = [models.Index(fields=["unit", "first", "until"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = language.clean_name(self.name)
        self.folded = language.fold(self.name)
        self.sort_key = language.sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class UnitPlace(Stored):
    """Under whom a unit stands from a day on; no row, or a null superior: at the top."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_places", null=True)
    order = models.PositiveIntegerField(default=0)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            _span_is_forward("unit_place_span_forward"),
            models.UniqueConstraint(fields=["unit", "first"], name="unit_place_once_a_day"),
            models.CheckConstraint(condition=~Q(unit=F("parent")), name="unit_not_under_itself"),
        ]
        indexes = [models.Index(fields=["parent", "first", "until"])]


class UnitChange(Stored):
    """A merger, split, renaming or dissolution with its day and the document that ordered it."""

    class Kind(models.TextChoices):
        """What happened."""

        FOUNDED = "founded", "thành lập"
        RENAMED = "renamed", "đổi tên"
        MOVED = "moved", "chuyển cấp trên"
        MERGED = "merged", "sáp nhập"
        SPLIT = "split", "chia tách"
        DISSOLVED = "dissolved", "giải thể"

    kind = models.CharField(max_length=12, choices=Kind)
    day = models.DateField()
    document = models.CharField(max_length=160, blank=True)
    sources = models.ManyToManyField(Unit, related_name="changes_out")
    results = models.ManyToManyField(Unit, related_name="changes_in")


class Term(Stored):
    """A term (nhiệm kỳ) of a committee: ordinal (khóa) and years; the clerk sets the exact moments."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terms")
    ordinal = models.PositiveSmallIntegerField()
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["unit", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "ordinal"], name="term_ordinal_once_a_unit"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gt=F("opened_at")),
                name="term_closes_after_opening",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ordinal} ({self.first_year}-{self.last_year})"


class Body(Versioned):
    """A body of a unit in a term: executive committee, standing committee, inspection committee."""

    class Kind(models.TextChoices):
        """Which body."""

        EXECUTIVE = "executive", "Ban Chấp hành"
        STANDING = "standing", "Ban Thường vụ"
        PERMANENT = "permanent", "Thường trực"
        INSPECTION = "inspection", "Ủy ban Kiểm tra"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="bodies")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=12, choices=Kind)
    seats = models.PositiveSmallIntegerField(help_text="decided by the congress")
    quorum_numerator = models.PositiveSmallIntegerField(default=2)
    quorum_denominator = models.PositiveSmallIntegerField(default=3)
    frequency_months = models.PositiveSmallIntegerField(null=True, blank=True)
    frequency_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    papers_ahead_days = models.PositiveSmallIntegerField(null=True, blank=True)
    rule_profile = models.CharField(max_length=40, default="dang-244")
    source = models.CharField(max_length=200, blank=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        verbose_name_plural = "bodies"
        constraints = [
            models.UniqueConstraint(fields=["unit", "term", "kind"], name="body_once_a_term"),
            models.CheckConstraint(
                condition=Q(quorum_numerator__lte=F("quorum_denominator")),
                name="body_quorum_share",
            ),
        ]


class Mandate(Versioned):
    """A person's office in a body or an advisory unit, for a time, with how it was obtained and ended."""

    class Obtained(models.TextChoices):
        """How the mandate began."""

        ELECTED = "elected", "bầu"
        APPOINTED = "appointed", "chỉ định"
        ASSIGNED = "assigned", "phân công"

    class Ended(models.TextChoices):
        """How it ended."""

        TERM = "term", "hết nhiệm kỳ"
        MOVED = "moved", "chuyển công tác"
        RETIRED = "retired", "nghỉ hưu"
        RELEASED = "released", "thôi tham gia"
        OTHER = "other", "lý do khác"

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="mandates")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mandates")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="mandates", null=True, blank=True)
    office = models.CharField(max_length=24)
    duty = models.CharField(max_length=160, blank=True, help_text="chức danh ghi trong danh sách")
    order = models.PositiveSmallIntegerField(default=0)
    obtained = models.CharField(max_length=12, choices=Obtained, default=Obtained.ASSIGNED)
    obtained_document = models.CharField(max_length=160, blank=True)
    ended = models.CharField(max_length=12, choices=Ended, blank=True)
    ended_document = models.CharField(max_length=160, blank=True)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [_span_is_forward("mandate_span_forward")]
        indexes = [
            models.Index(fields=["person", "first", "until"]),
            models.Index(fields=["body", "first", "until"]),
            models.Index(fields=["unit", "first", "until"]),
        ]


class OutsideBody(Versioned):
    """A body outside the organisation (Ban Tổ chức Trung ương …); its name and relation are dated."""

    class Relation(models.TextChoices):
        """How it stands to the organisation."""

        SUPERIOR = "superior", "cấp trên trực tiếp"
        SPECIALISED = "specialised", "cấp trên về chuyên môn"
        PARTNER = "partner", "cơ quan phối hợp"

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=240)
    symbol = models.CharField(max_length=40, blank=True, help_text="TW, BTCTW")
    relation = models.CharField(max_length=12, choices=Relation)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="outside_bodies")
    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    folded = models.CharField(max_length=240, editable=False, db_index=True)

    class Meta:
        verbose_name_plural = "outside bodies"
        constraints = [_span_is_forward("outside_body_span_forward")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = language.clean_name(self.name)
        self.folded = language.fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Assignment(Versioned):
    """Who of the leaders is in charge of a field or of units (phân công phụ trách), by which notice."""

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="assignments")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="assignments")
    field = models.CharField(max_length=200)
    over_units = models.ManyToManyField(Unit, related_name="overseers", blank=True)
    may_sign = models.BooleanField(default=False)
    may_chair = models.BooleanField(default=False)
    notice = models.CharField(max_length=160)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [_span_is_forward("assignment_span_forward")]


class Absence(Versioned):
    """Days on which a leader is away and who stands in; ends by itself, is never passed on, never a vote."""

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="absences")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="substitutions")
    scope = models.CharField(max_length=200)
    first = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("first")), name="absence_span_forward"),
            models.CheckConstraint(
                condition=~Q(person=F("substitute")), name="absence_substitute_is_another"
            ),
        ]
