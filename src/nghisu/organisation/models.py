"""Units, bodies, terms and mandates, all dated: first day in, ``until`` the first day out (null: open)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nghisu.kit import language
from nghisu.kit.stored import Stored, Versioned
from nghisu.organisation.rules.mandates import roman


def _span_is_forward(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(until__isnull=True) | Q(until__gt=F("first")), name=name)


def _one_open(name: str, *fields: str) -> models.UniqueConstraint:
    """Return the constraint that of all rows with these fields only one is open.

    With it, and each first and each last day once, rows that actions close and open one after
    another cannot share a day on either database; rules.spans.check_follows says so in words.
    """
    return models.UniqueConstraint(fields=fields, condition=Q(until__isnull=True), name=name)


class Unit(Versioned):
    """A committee, or an advisory body inside one. Its names and superiors are dated rows of their own."""

    class Kind(models.TextChoices):
        """What the unit is."""

        COMMITTEE = "committee", _("Party committee")
        BRANCH = "branch", _("Branch")
        ADVISORY = "advisory", _("Advisory body")
        AREA = "area", _("Administrative area")

    code = models.CharField(max_length=40, unique=True)
    charter_code = models.CharField(max_length=24, blank=True, help_text="38.168.053.000.001")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.COMMITTEE)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=80, blank=True, help_text="Hà Nội, in the date line")

    class Meta:
        constraints = [
            _span_is_forward("unit_span_forward"),
            models.UniqueConstraint(
                fields=["charter_code"],
                condition=~Q(charter_code=""),
                name="unit_charter_code_once",
            ),
        ]

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
            models.UniqueConstraint(fields=["unit", "until"], name="unit_name_ends_once_a_day"),
            _one_open("unit_name_one_open", "unit"),
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
    """Under whom a unit stands from a day on, and at which level; a null superior: at the top."""

    class Level(models.TextChoices):
        """How high in the order of the Party, or of the country, a unit stands."""

        TOP = "top", _("Directly under the Centre")
        ABOVE_GRASSROOTS = "above_grassroots", _("Directly above the grassroots")
        GRASSROOTS = "grassroots", _("Grassroots")
        PART = "part", _("Part of a grassroots committee")
        BRANCH = "branch", _("Branch")
        PROVINCE = "province", _("Province")
        WARD = "ward", _("Ward or commune")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="places")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_places", null=True)
    level = models.CharField(max_length=20, choices=Level, blank=True)
    order = models.PositiveIntegerField(default=0)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            _span_is_forward("unit_place_span_forward"),
            models.UniqueConstraint(fields=["unit", "first"], name="unit_place_once_a_day"),
            models.UniqueConstraint(fields=["unit", "until"], name="unit_place_ends_once_a_day"),
            _one_open("unit_place_one_open", "unit"),
            models.CheckConstraint(condition=~Q(unit=F("parent")), name="unit_not_under_itself"),
        ]
        indexes = [models.Index(fields=["parent", "first", "until"])]


class UnitChange(Stored):
    """A merger, split, renaming or dissolution with its day and the document that ordered it."""

    class Kind(models.TextChoices):
        """What happened."""

        FOUNDED = "founded", _("Founded")
        RENAMED = "renamed", _("Renamed")
        MOVED = "moved", _("Moved to another superior")
        MERGED = "merged", _("Merged")
        SPLIT = "split", _("Split")
        DISSOLVED = "dissolved", _("Dissolved")

    kind = models.CharField(max_length=12, choices=Kind)
    day = models.DateField()
    document = models.CharField(max_length=160, blank=True)
    sources = models.ManyToManyField(Unit, related_name="changes_out")
    results = models.ManyToManyField(Unit, related_name="changes_in")

    class Meta:
        ordering = ["day"]


class TreeStamp(models.Model):
    """One row that every change of the tree writes anew, so that each process knows its copy is old.

    Writing it first also makes changes of the tree wait for one another, so that two of them
    together cannot close a circle.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    stamp = models.UUIDField(default=uuid.uuid4)


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
        return f"{roman(self.ordinal)} ({self.first_year}-{self.last_year})"


class Body(Versioned):
    """A body of a unit in a term: executive committee, standing committee, inspection committee."""

    class Kind(models.TextChoices):
        """Which body."""

        EXECUTIVE = "executive", _("Executive committee")
        STANDING = "standing", _("Standing committee")
        PERMANENT = "permanent", _("Permanent members of the standing committee")
        INSPECTION = "inspection", _("Inspection committee")

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

        ELECTED = "elected", _("By election")
        APPOINTED = "appointed", _("By appointment of the superior")
        ASSIGNED = "assigned", _("By assignment")

    class Ended(models.TextChoices):
        """How it ended."""

        TERM = "term", _("End of the term")
        MOVED = "moved", _("Moved to other work")
        RETIRED = "retired", _("Retired from work")
        RELEASED = "released", _("Released from office")
        UNIT = "unit", _("The unit ended")
        OTHER = "other", _("Another reason")

    # Each of the three is the first of an index below.
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="mandates", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mandates", db_index=False)
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="mandates", null=True, blank=True, db_index=False
    )
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
        constraints = [
            _span_is_forward("mandate_span_forward"),
            models.UniqueConstraint(
                fields=["person", "body"],
                condition=Q(until__isnull=True, body__isnull=False),
                name="mandate_one_open_a_body",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "first", "until"]),
            models.Index(fields=["body", "first", "until"]),
            models.Index(fields=["unit", "first", "until"]),
        ]


class OutsideBody(Versioned):
    """A body outside the organisation (Ban Tổ chức Trung ương …); one row for each name and relation.

    The code says that two rows are the same body under an older and a newer name.
    """

    class Relation(models.TextChoices):
        """How it stands to the organisation."""

        SUPERIOR = "superior", _("Direct superior")
        SPECIALISED = "specialised", _("Superior in its field")
        PARTNER = "partner", _("Partner body")

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=240)
    symbol = models.CharField(max_length=40, blank=True, help_text="TW, BTCTW")
    relation = models.CharField(max_length=12, choices=Relation)
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="outside_bodies")
    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    folded = models.CharField(max_length=240, editable=False, db_index=True)

    class Meta:
        verbose_name_plural = "outside bodies"
        constraints = [
            _span_is_forward("outside_body_span_forward"),
            models.UniqueConstraint(fields=["code", "first"], name="outside_body_once_a_day"),
            models.UniqueConstraint(fields=["code", "until"], name="outside_body_ends_once_a_day"),
            _one_open("outside_body_one_open", "code"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.name = language.clean_name(self.name)
        self.folded = language.fold(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Suspension(Stored):
    """Days on which a mandate is not counted among the incumbents, and by which decision.

    Only what the base of a vote needs: no reason, no proceedings. Source: domain.md 1.1, result base.
    """

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="suspensions")
    document = models.CharField(max_length=160)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            _span_is_forward("suspension_span_forward"),
            _one_open("suspension_one_open", "mandate"),
        ]


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
    assignments = models.ManyToManyField(Assignment, related_name="absences", blank=True)
    document = models.CharField(max_length=160, blank=True)
    first = models.DateField()
    until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("first")), name="absence_span_forward"),
            models.CheckConstraint(
                condition=~Q(person=F("substitute")), name="absence_substitute_is_another"
            ),
        ]


class ImportDraft(Stored):
    """A sheet that was read and waits for its person's yes; removed when it is imported, or after a day."""

    owner = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="import_drafts")
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=80, blank=True, help_text="what it belongs to, e.g. a meeting")
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    sheet = models.CharField(max_length=80, blank=True)
    document = models.CharField(max_length=160, blank=True)
    rows = models.JSONField(default=list)
    faults = models.JSONField(default=list)
    converted = models.JSONField(default=list)
    plan = models.JSONField(default=list, help_text="how many things it makes, how many are there, new names")
    ground = models.CharField(max_length=60, blank=True, help_text="what the plan holds for")
    made_at = models.DateTimeField(db_index=True)


class OwnRules(Versioned):
    """Rules of election and voting that an office keeps itself, from a day on. Never changed, only replaced.

    Of several that hold on a day the one that begins last holds, and of those the one entered last, so that
    a round counted by older rules still finds them. ``confirmed`` once the office held them against the text.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="own_rules")
    body_kind = models.CharField(max_length=12, choices=Body.Kind, blank=True)
    gathering = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=160)
    source = models.CharField(max_length=240)
    first = models.DateField()
    until = models.DateField(null=True, blank=True)
    base = models.CharField(max_length=40)
    threshold = models.CharField(max_length=20)
    quorum = models.CharField(max_length=24)
    tie = models.CharField(max_length=20)
    blank_is = models.CharField(max_length=10)
    outcome = models.CharField(max_length=20)
    surplus_percent_max = models.PositiveSmallIntegerField(null=True, blank=True)
    nomination_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    complaint_working_days = models.PositiveSmallIntegerField(null=True, blank=True)
    retention_months = models.PositiveSmallIntegerField(null=True, blank=True)
    by_device = models.BooleanField(default=False)
    electronic_secret = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=False)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "own rules"
        constraints = [
            _span_is_forward("own_rules_span_forward"),
            models.CheckConstraint(condition=~Q(source=""), name="own_rules_have_a_source"),
        ]
        indexes = [models.Index(fields=["unit", "first"])]

    def __str__(self) -> str:
        return self.name


class ConfirmedRules(Stored):
    """An office held the rules of a book against the original text."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="confirmed_rules")
    code = models.CharField(max_length=40)
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "confirmed rules"
        constraints = [models.UniqueConstraint(fields=["unit", "code"], name="rules_confirmed_once")]
