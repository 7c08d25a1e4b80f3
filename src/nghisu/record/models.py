"""What is stored of the record: one line an action, and the receipts of requests already done."""

from django.db import models

from nghisu.kit.stored import Stored


class Entry(models.Model):
    """One line of the record. It names actor and object by opaque ids only; words lie in Disclosure."""

    index = models.BigIntegerField(primary_key=True)
    verb = models.CharField(max_length=80, db_index=True)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64, db_index=True)
    actor_id = models.CharField(max_length=64, blank=True, db_index=True)
    at = models.DateTimeField(db_index=True)
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)


class Disclosure(models.Model):
    """The words behind a line's commitment and their salt; erasing this row leaves the log verifiable."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, primary_key=True)
    salt = models.BinaryField(max_length=32)
    details = models.TextField()


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
