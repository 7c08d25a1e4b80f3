"""What is stored of the record: one line an action, and the receipts of requests already done."""

from django.db import models

from nghisu.kit.stored import Stored
from nghisu.record.rules.line import Line


class Head(models.Model):
    """The end of the record, one row: locking it puts all writers in one order."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    root = models.BinaryField(max_length=32)
    last_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="record_head_is_one")]


class Entry(models.Model):
    """One line. Its leaf names actor and objects by opaque ids; the columns beside repeat it for queries.

    ``salt`` and ``details`` are the words the leaf commits to; both are null once they are erased, and the
    record still verifies.
    """

    index = models.BigIntegerField(primary_key=True)
    verb = models.CharField(max_length=80, db_index=True)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64, db_index=True)
    actor_id = models.CharField(max_length=64, blank=True, db_index=True)
    unit_id = models.CharField(max_length=64, blank=True, db_index=True)
    at = models.DateTimeField(db_index=True)
    flag = models.CharField(max_length=24, blank=True)
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    salt = models.BinaryField(max_length=32, null=True)
    details = models.TextField(null=True)  # noqa: DJ001 -- null is "erased", "{}" is "none were given"

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(salt__isnull=True, details__isnull=True)
                | models.Q(salt__isnull=False, details__isnull=False),
                name="entry_words_with_salt",
            )
        ]

    @property
    def line(self) -> Line:
        """What the leaf says; ValueError where it is not a leaf."""
        return Line.read(bytes(self.leaf))


class Touch(models.Model):
    """Another object that a line was about, so that the object's own page lists the line."""

    entry = models.ForeignKey(  # found by the index of its constraint
        Entry, on_delete=models.CASCADE, related_name="touches", db_index=False
    )
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64, db_index=True)

    class Meta:
        verbose_name_plural = "touches"
        constraints = [models.UniqueConstraint(fields=["entry", "order"], name="touch_once_an_order")]


class Checkpoint(models.Model):
    """A signed statement of the record's size and root, as it was given out."""

    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Verification(models.Model):
    """What a check of the whole record found: sentences with their values, none where it held."""

    at = models.DateTimeField()
    size = models.BigIntegerField()
    faults = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]


class Receipt(Stored):
    """The answer given to one idempotency key, repeated word for word when the key comes again."""

    key = models.CharField(max_length=80)
    actor_id = models.CharField(max_length=64, blank=True)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    location = models.TextField(blank=True)
    content = models.TextField(blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "actor_id"], name="receipt_key_once_an_actor")]
