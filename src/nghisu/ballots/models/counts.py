"""The count of papers: bundles, independent entries of each, and the sheet they agree on."""

from django.db import models
from django.db.models import F, Q

from nghisu.ballots.models.rounds import Candidate, Round
from nghisu.kit.stored import Stored


class Bundle(Stored):
    """A numbered bundle of returned papers, each numbered in it by its place."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="bundles")
    number = models.PositiveSmallIntegerField()
    size = models.PositiveSmallIntegerField()
    is_agreed = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="bundle_number_once_a_round"),
            models.CheckConstraint(condition=Q(size__gte=1), name="bundle_has_papers"),
        ]


class BundleEntry(Stored):
    """One independent entry of a bundle, by one person at one device; others see it when all are locked.

    States: open → locked; a bundle that differs is opened again, and ``attempt`` counts how often.
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="entries")
    line = models.PositiveSmallIntegerField(help_text="1, 2 or 3: which of the independent entries")
    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="count_entries")
    device = models.CharField(max_length=64)
    attempt = models.PositiveSmallIntegerField(default=1)
    takeovers = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["line"]
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["bundle", "line"], name="entry_line_once_a_bundle"),
            models.UniqueConstraint(fields=["bundle", "person"], name="entry_person_once_a_bundle"),
            models.UniqueConstraint(fields=["bundle", "device"], name="entry_device_once_a_bundle"),
            models.CheckConstraint(condition=Q(line__gte=1) & Q(line__lte=3), name="entry_line_one_to_three"),
        ]


class EnteredPaper(Stored):
    """What one entry read on the paper at one place of its bundle.

    ``marks`` holds one letter a name in the order of the list. These rows are deleted when the papers are
    sealed: nothing but totals a name remains.
    """

    entry = models.ForeignKey(BundleEntry, on_delete=models.CASCADE, related_name="papers")
    number = models.PositiveSmallIntegerField()
    marks = models.CharField(max_length=200)
    defect = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "number"], name="entry_paper_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="entry_paper_has_a_place"),
        ]


class CountSheet(Stored):
    """The result of a count; a recount or a later correction is the next number, with a reason."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sheets")
    number = models.PositiveSmallIntegerField(default=1)
    issued = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    valid = models.PositiveIntegerField()
    invalid = models.PositiveIntegerField()
    by_reason = models.JSONField(default=dict)
    base = models.PositiveIntegerField()
    threshold = models.PositiveIntegerField()
    quorum_met = models.BooleanField(default=True)
    open_seats = models.PositiveSmallIntegerField(default=0)
    run_off_seats = models.PositiveSmallIntegerField(default=0)
    verdict = models.CharField(max_length=24)
    warnings = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    is_totals = models.BooleanField(default=False, help_text="entered as totals, without papers")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="sheet_number_once_a_round"),
            models.CheckConstraint(
                condition=Q(returned=F("valid") + F("invalid")), name="sheet_valid_and_invalid_returned"
            ),
            models.CheckConstraint(condition=Q(returned__lte=F("issued")), name="sheet_returned_of_issued"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="sheet_change_has_a_reason"),
        ]


class NameTally(Stored):
    """The votes of one name on one sheet; in a poll of confidence the three levels."""

    sheet = models.ForeignKey(CountSheet, on_delete=models.CASCADE, related_name="tallies")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="tallies")
    valid = models.PositiveIntegerField(help_text="valid papers of the sheet, for the constraint")
    votes = models.PositiveIntegerField(default=0)
    high = models.PositiveIntegerField(null=True, blank=True)
    medium = models.PositiveIntegerField(null=True, blank=True)
    low = models.PositiveIntegerField(null=True, blank=True)
    against = models.PositiveIntegerField(
        null=True, blank=True, help_text="no confidence, in a vote of two levels"
    )
    level = models.CharField(
        max_length=12, blank=True, help_text="share against: none, over_half, two_thirds"
    )
    of_base = models.CharField(max_length=8, blank=True)
    of_returned = models.CharField(max_length=8, blank=True)
    of_valid = models.CharField(max_length=8, blank=True)
    is_elected = models.BooleanField(default=False)
    is_tied = models.BooleanField(default=False)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "name tallies"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "candidate"], name="tally_once_a_sheet"),
            models.CheckConstraint(condition=Q(votes__lte=F("valid")), name="tally_votes_of_valid"),
        ]
