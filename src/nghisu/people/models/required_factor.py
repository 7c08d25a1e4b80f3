"""Which roles must sign in with a second factor."""

from django.db import models

from nghisu.kit.stored import Stored


class RequiredFactor(Stored):
    """Whoever holds the role at the unit, or at one under it, needs a second factor.

    Role and unit are opaque here; the organisation gives them their sense.
    """

    role = models.CharField(max_length=24)
    unit_id = models.UUIDField()
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["role", "unit_id"], name="required_factor_once_a_role")
        ]
