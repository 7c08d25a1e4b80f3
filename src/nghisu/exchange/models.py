"""Tokens with which programs sign in."""

from django.db import models

from nghisu.kit.stored import Stored


class ApiToken(Stored):
    """A token of a person, for one of their units or for all; only its hash is stored."""

    person = models.ForeignKey("Person", on_delete=models.CASCADE, related_name="api_tokens")
    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(max_length=120)
    hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    until = models.DateField()
    used_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    @property
    def scope_list(self) -> list[str]:
        """Its scopes."""
        return self.scopes.split()
