"""A round with its list, its roster frozen at opening, its counting committee and its papers."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from nghisu.ballots.rules.states import RoundKind, RoundState
from nghisu.ballots.rules.states import Standing as RosterStanding
from nghisu.kit.stored import Stored, Versioned


class Round(Versioned):
    """One vote on paper, from draft to approval. Every change below it raises its version.

    States: draft → list_open → list_closed → printed → open → closed → counting → counted → announced →
    minutes_signed → sent → approved, refused or annulled. The base is computed at opening, never typed.
    """

    class Kind(models.TextChoices):
        """What is asked."""

        ELECTION = RoundKind.ELECTION.value, _("Election")
        INTRODUCTION = RoundKind.INTRODUCTION.value, _("Poll to introduce names")
        CONFIDENCE = RoundKind.CONFIDENCE.value, _("Poll of confidence, three levels")
        TRUST = RoundKind.TRUST.value, _("Vote of confidence, two levels")
        OPINION = RoundKind.OPINION.value, _("Poll of opinions")

    class State(models.TextChoices):
        """Where the round stands."""

        DRAFT = RoundState.DRAFT.value, _("Being prepared")
        LIST_OPEN = RoundState.LIST_OPEN.value, _("List open")
        LIST_CLOSED = RoundState.LIST_CLOSED.value, _("List closed")
        PRINTED = RoundState.PRINTED.value, _("Papers printed")
        OPEN = RoundState.OPEN.value, _("Voting")
        CLOSED = RoundState.CLOSED.value, _("Voting closed")
        COUNTING = RoundState.COUNTING.value, _("Being counted")
        COUNTED = RoundState.COUNTED.value, _("Count finished")
        ANNOUNCED = RoundState.ANNOUNCED.value, _("Announced")
        SIGNED = RoundState.SIGNED.value, _("Minutes signed")
        SENT = RoundState.SENT.value, _("Sent for approval")
        APPROVED = RoundState.APPROVED.value, _("Approved by the superior")
        REFUSED = RoundState.REFUSED.value, _("Refused by the superior")
        ANNULLED = RoundState.ANNULLED.value, _("Annulled")

    class Electorate(models.TextChoices):
        """Who votes; each round has an electorate of its own, even inside one meeting."""

        INCUMBENTS = "incumbents", _("Members of the body")
        SUMMONED = "summoned", _("Members summoned to this part")

    class Mode(models.TextChoices):
        """How the paper is marked, known when the list is closed."""

        NONE = "", _("Not known yet")
        SINGLE = "SINGLE", _("One name: agree or disagree")
        SURPLUS = "SURPLUS", _("More names than seats: strike out")
        NO_SURPLUS = "NO_SURPLUS", _("As many names as seats: agree or disagree")
        INTRODUCTION = "INTRODUCTION", _("Tick those introduced")
        CONFIDENCE = "CONFIDENCE", _("Three levels for each name")
        TRUST = "TRUST", _("Confidence or no confidence for each name")

    class Outcome(models.TextChoices):
        """What the result is worth by itself."""

        FINAL = "final", _("Takes effect at once")
        NEEDS_APPROVAL = "needs_approval", _("Takes effect when the superior approves")
        PROPOSAL = "proposal", _("Is a proposal; the superior decides")

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="rounds")
    meeting = models.ForeignKey("Meeting", on_delete=models.PROTECT, related_name="rounds")
    part = models.ForeignKey("MeetingPart", on_delete=models.PROTECT, related_name="rounds")
    body = models.ForeignKey("Body", on_delete=models.PROTECT, related_name="rounds", null=True, blank=True)
    filled = models.ForeignKey(
        "Body",
        on_delete=models.PROTECT,
        related_name="rounds_to_fill",
        null=True,
        blank=True,
        help_text="the body whose seats are filled, where it is another than the one that votes",
    )
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Kind)
    electorate = models.CharField(max_length=12, choices=Electorate, default=Electorate.INCUMBENTS)
    seats = models.PositiveSmallIntegerField()
    profile = models.CharField(max_length=40)
    profile_day = models.DateField()
    outcome = models.CharField(max_length=16, choices=Outcome)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.NONE, blank=True)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT, db_index=True)
    number = models.PositiveSmallIntegerField(default=1)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="further", null=True, blank=True
    )
    is_run_off = models.BooleanField(default=False)
    declared_at = models.DateTimeField(null=True, blank=True, help_text="declared to be no state secret")
    declared_by = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="rounds_declared", null=True, blank=True
    )
    base = models.PositiveIntegerField(null=True, blank=True)
    base_parts = models.JSONField(default=dict)
    roster_numbers = models.JSONField(default=dict)
    roster_hash = models.CharField(max_length=64, blank=True)
    bundle_size = models.PositiveSmallIntegerField(default=25)
    entries_needed = models.PositiveSmallIntegerField(default=2)
    is_shown = models.BooleanField(default=False, help_text="on the big screen, once announced")
    note = models.CharField(max_length=300, blank=True)
    drafted_at = models.DateTimeField()
    list_closed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["drafted_at", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(seats__gte=1), name="round_has_seats"),
            models.CheckConstraint(
                condition=Q(entries_needed__gte=2) & Q(entries_needed__lte=3),
                name="round_two_or_three_entries",
            ),
            models.CheckConstraint(condition=Q(bundle_size__gte=1), name="round_bundle_size"),
            models.CheckConstraint(
                condition=(Q(number=1) & Q(parent__isnull=True))
                | (Q(number__gt=1) & Q(parent__isnull=False)),
                name="round_after_the_first_has_parent",
            ),
            models.CheckConstraint(
                condition=(Q(base__isnull=True) & Q(opened_at__isnull=True) & Q(roster_hash=""))
                | (Q(base__isnull=False) & Q(opened_at__isnull=False) & ~Q(roster_hash="")),
                name="round_base_is_frozen_at_opening",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="round_closes_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "list_open"]) | ~Q(mode=""), name="round_mode_known"
            ),
        ]
        indexes = [models.Index(fields=["meeting", "state"]), models.Index(fields=["unit", "state"])]

    def __str__(self) -> str:
        return self.title


class Candidate(Stored):
    """A name put forward for a round, on the list or withdrawn from it."""

    class Source(models.TextChoices):
        """Who put the name forward."""

        CONVENER = "convener", _("Introduced by the convening body")
        SUPERIOR = "superior", _("Introduced by the superior")
        NOMINATED = "nominated", _("Nominated at the meeting")
        SELF = "self", _("Stands by own will")

    class State(models.TextChoices):
        """Whether the name is voted on."""

        PROPOSED = "proposed", _("Put forward")
        LISTED = "listed", _("On the list")
        WITHDRAWN = "withdrawn", _("Withdrawn with the meeting's consent")
        NOT_PUT = "not_put", _("Not put to the vote")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="candidates")
    person = models.ForeignKey(
        "Person", on_delete=models.PROTECT, related_name="candidacies", null=True, blank=True
    )
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=12, choices=Source, default=Source.CONVENER)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    supporters = models.PositiveIntegerField(null=True, blank=True)
    attending = models.PositiveIntegerField(null=True, blank=True)
    order = models.PositiveSmallIntegerField(default=0)
    sort_key = models.CharField(max_length=400, editable=False)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["order", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "person"],
                condition=Q(person__isnull=False),
                name="candidate_once_a_round",
            ),
            models.UniqueConstraint(
                fields=["round", "order"], condition=Q(state="listed"), name="candidate_order_once"
            ),
            models.CheckConstraint(
                condition=Q(supporters__isnull=True) | Q(supporters__lte=F("attending")),
                name="candidate_supporters_attend",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CountingMember(Stored):
    """One of those who count: ban kiểm phiếu in an election, tổ kiểm phiếu in a poll; never on the list."""

    class Role(models.TextChoices):
        """As what."""

        HEAD = "head", _("Head")
        MEMBER = "member", _("Member")
        TECHNICIAN = "technician", _("Technician at the counting machines")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="counters")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="rounds_counted")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="counter_once_a_round"),
            models.UniqueConstraint(
                fields=["round"], condition=Q(role="head"), name="counter_one_head_a_round"
            ),
        ]


class HandVote(Stored):
    """A decision of the meeting about the round by show of hands: in favour, against, abstaining."""

    class About(models.TextChoices):
        """What was decided."""

        LIST = "list", _("Number and list of those voted on")
        COMMITTEE = "committee", _("Who counts the papers")
        FURTHER = "further", _("Vote once more")
        RUN_OFF = "run_off", _("Vote between those level with each other")
        STOP = "stop", _("Leave the open seats as they are")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="hand_votes")
    about = models.CharField(max_length=12, choices=About)
    present = models.PositiveIntegerField()
    in_favour = models.PositiveIntegerField()
    against = models.PositiveIntegerField(default=0)
    abstaining = models.PositiveIntegerField(default=0)
    is_adopted = models.BooleanField()
    remark = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(present__gte=F("in_favour") + F("against") + F("abstaining")),
                name="hand_vote_within_the_present",
            ),
            models.UniqueConstraint(
                fields=["round", "about"], condition=Q(is_adopted=True), name="hand_vote_adopted_once"
            ),
        ]


class RosterEntry(Stored):
    """A person on the roster of a round, frozen when it opens. Who took a paper is kept, which one is not."""

    class Standing(models.TextChoices):
        """In what standing."""

        INCUMBENT = RosterStanding.INCUMBENT.value, _("In office")
        SUSPENDED = RosterStanding.SUSPENDED.value, _("Suspended")
        PROSECUTED = RosterStanding.PROSECUTED.value, _("Prosecuted")
        DETAINED = RosterStanding.DETAINED.value, _("Detained")
        EXEMPT = RosterStanding.EXEMPT.value, _("Exempt from activity")
        TRANSFERRED = RosterStanding.TRANSFERRED.value, _("Transferred for a time")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="roster")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="rosters")
    name = models.CharField(max_length=120)
    duty = models.CharField(max_length=200, blank=True)
    order = models.PositiveSmallIntegerField()
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.INCUMBENT)
    is_present = models.BooleanField(default=False)
    reason = models.CharField(max_length=300, blank=True)
    is_excused = models.BooleanField(default=False)
    in_base = models.BooleanField(default=True)
    may_vote = models.BooleanField(default=False)
    took_paper = models.BooleanField(default=False)

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "roster entries"
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="roster_once_a_round"),
            models.CheckConstraint(
                condition=Q(took_paper=False) | Q(may_vote=True), name="roster_paper_only_to_voters"
            ),
            models.CheckConstraint(
                condition=Q(may_vote=False)
                | ~Q(standing__in=["suspended", "prosecuted", "detained", "transferred"]),
                name="roster_suspended_never_votes",
            ),
        ]


class PaperStock(Stored):
    """The papers of a round: stamped = issued + spoiled + unused; returned never more than issued."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="stock")
    printed = models.PositiveIntegerField(default=0)
    stamped = models.PositiveIntegerField(default=0)
    issued = models.PositiveIntegerField(default=0)
    spoiled = models.PositiveIntegerField(default=0)
    unused = models.PositiveIntegerField(null=True, blank=True)
    returned = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stamped__lte=F("printed")), name="stock_stamped_of_printed"),
            models.CheckConstraint(
                condition=Q(stamped__gte=F("issued") + F("spoiled")), name="stock_issued_of_stamped"
            ),
            models.CheckConstraint(
                condition=Q(returned__isnull=True) | Q(returned__lte=F("issued")),
                name="stock_returned_of_issued",
            ),
            models.CheckConstraint(
                condition=Q(unused__isnull=True) | Q(stamped=F("issued") + F("spoiled") + F("unused")),
                name="stock_adds_up",
            ),
        ]
