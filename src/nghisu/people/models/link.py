"""One-time links: handed out by the office or printed at a start, used once, kept only as a hash."""

from django.db import models
from django.db.models import F, Q

from nghisu.kit.stored import Stored
from nghisu.people.rules.links import Purpose


class Link(Stored):
    """A link for one person and one purpose. Open until used, withdrawn, or ``expires_at`` is reached.

    The token itself is never stored: it is made from the id with the installation's key, and looked up
    by ``digest``.
    """

    person = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Purpose])
    digest = models.CharField(max_length=64, unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    clears_factors = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="link_expires_later"),
            models.CheckConstraint(
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True), name="link_ends_one_way"
            ),
        ]
        indexes = [models.Index(fields=["person", "purpose"])]
