"""Electronic signatures found in files, and the certificates an office trusts."""

from django.db import models
from django.db.models import Q

from nghisu.documents.models.parts import DocumentFile
from nghisu.documents.rules import seals
from nghisu.documents.rules.seals import Finding
from nghisu.kit.stored import Stored


class TrustedCertificate(Stored):
    """A certificate that a unit trusts, or trusts to issue others; taken off the list it stays visible.

    ``is_own`` is one that the unit itself signs with.
    """

    unit = models.ForeignKey("Unit", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    issuer_name = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    der = models.BinaryField()
    is_own = models.BooleanField(default=False)
    kept_by = models.ForeignKey("Person", on_delete=models.PROTECT, related_name="+", null=True)
    kept_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-kept_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "fingerprint"],
                condition=Q(ended_at__isnull=True),
                name="trusted_certificate_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_fingerprint(self) -> str:
        """The fingerprint in groups, to be compared by eye."""
        text = self.fingerprint.upper()
        return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


class FileSignature(Stored):
    """One electronic signature of a file, as it was found when it was last checked."""

    file = models.ForeignKey(DocumentFile, on_delete=models.CASCADE, related_name="signatures")
    order = models.PositiveSmallIntegerField()
    finding = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Finding])
    name = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    issuer_name = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    last_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    stamped_at = models.DateTimeField(null=True)
    revocation = models.CharField(
        max_length=10,
        blank=True,
        choices=[(one, one) for one in ("good", "revoked", "unknown")],
        help_text="what its issuers told of it",
    )
    told_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=24, blank=True)
    checked_at = models.DateTimeField()

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["file", "order"], name="file_signature_once")]

    @property
    def finding_name(self) -> str:
        """What was found, for translation."""
        return seals.FINDING_NAMES[Finding(self.finding)]

    @property
    def tone(self) -> str:
        """The colour of what was found."""
        return seals.TONES[Finding(self.finding)]

    @property
    def reason_name(self) -> str:
        """Why the certificate was revoked, for translation; "" if its issuer did not say."""
        return seals.REASON_NAMES.get(self.reason, "")

    @property
    def is_told_late(self) -> bool:
        """Whether what the issuer told no longer stood when the signature was checked."""
        return self.told_until is not None and self.told_until < self.checked_at
