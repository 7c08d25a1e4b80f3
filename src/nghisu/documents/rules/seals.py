"""Electronic signatures of the organisation: what may be signed, what the stamp says, what a check found.

Source of the stamp: Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II, mục I (name of the organisation and the
moment of signing with the time zone, in red). Read second-hand; the office confirms.
"""

import textwrap
from datetime import datetime
from enum import StrEnum

from nghisu.documents.rules.states import Status
from nghisu.kit.refusals import N_, Refusal
from nghisu.kit.signatures import Found

WIDEST = 46
"""Letters of a line of the stamp."""


class Finding(StrEnum):
    """What the check of one signature found."""

    GOOD = "good"
    REVOKED = "revoked"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    UNCHECKED = "unchecked"


FINDING_NAMES = {
    Finding.GOOD: N_("Intact, by a trusted certificate"),
    Finding.REVOKED: N_("Intact, but its certificate was revoked"),
    Finding.UNTRUSTED: N_("Intact, but its certificate is not on the office's list"),
    Finding.EXPIRED: N_("Intact, but its certificate was not valid on the day of the check"),
    Finding.CHANGED: N_("Changed since it was signed"),
    Finding.UNREADABLE: N_("Cannot be read"),
    Finding.UNCHECKED: N_("Not checked: electronic signatures are not installed here"),
}
TONES = {
    Finding.GOOD: "good",
    Finding.REVOKED: "bad",
    Finding.UNTRUSTED: "warn",
    Finding.EXPIRED: "warn",
    Finding.CHANGED: "bad",
    Finding.UNREADABLE: "bad",
    Finding.UNCHECKED: "plain",
}


REASON_NAMES = {
    "keyCompromise": N_("its key fell into other hands"),
    "cACompromise": N_("the key of its issuer fell into other hands"),
    "aACompromise": N_("the key of its issuer fell into other hands"),
    "affiliationChanged": N_("its holder left the organisation"),
    "superseded": N_("another certificate took its place"),
    "cessationOfOperation": N_("its holder needs it no more"),
    "certificateHold": N_("it is suspended"),
    "privilegeWithdrawn": N_("its holder lost the right to it"),
}
"""Why a certificate was revoked, as RFC 5280 lists it; ``unspecified`` says nothing."""


class NotIssuedYet(Refusal):
    """Only an issued document of one's own is signed."""

    sentence = N_("Only a document that was issued here and has its number is signed electronically.")


class NoPaperToSign(Refusal):
    """The document has no paper in an official form."""

    sentence = N_(
        "This document was entered with the number it had and has no paper in the official form, so there is "
        "nothing to sign."
    )


class AlreadySealed(Refusal):
    """There is a signed copy."""

    sentence = N_("This document has a signed copy already; it stands among its files.")


class AnotherKey(Refusal):
    """The key of the settings belongs to another organisation."""

    sentence = N_(
        "The key of this installation signs documents of “%(unit)s” alone (NGHISU_SIGN_UNIT). This one is of "
        "another issuer."
    )


class NoUnitNamed(Refusal):
    """The settings do not say whose documents the key signs."""

    sentence = N_(
        "The settings do not say whose documents the key signs. The administrator names the code of the unit "
        "(NGHISU_SIGN_UNIT)."
    )


class CertificateKnown(Refusal):
    """The certificate is on the list."""

    sentence = N_("The certificate of %(name)s is on the list already.")
    field = "file"


class CertificateEnded(Refusal):
    """The certificate was taken off the list."""

    sentence = N_("The certificate of %(name)s was taken off the list already.")


def check_may_seal(
    *, status: str, is_incoming: bool, has_paper: bool, is_sealed: bool, unit_code: str, key_of: str
) -> None:
    """Refuse a document that cannot be signed with the organisation's key.

    :param key_of: the code of the unit whose documents the key signs
    """
    if is_incoming or status != Status.ISSUED:
        raise NotIssuedYet
    if not has_paper:
        raise NoPaperToSign
    if is_sealed:
        raise AlreadySealed
    if not key_of:
        raise NoUnitNamed
    if unit_code != key_of:
        raise AnotherKey(unit=key_of)


def stamp_lines(*, issuer: str, number_line: str, at: datetime) -> tuple[str, ...]:
    """Return the words of the visible stamp: the organisation, the number, the moment with its zone.

    :param at: in the zone it is told in
    """
    zone = at.strftime("%z")
    moment = f"{at:%d/%m/%Y %H:%M:%S} {zone[:3]}:{zone[3:5]}"
    return (
        *textwrap.wrap(f"Ký bởi: {issuer.upper()}", WIDEST),
        number_line,
        f"Thời gian ký: {moment}",
    )


def finding_of(found: Found, at: datetime) -> Finding:
    """Return what the check of a signature comes to.

    :param at: the moment of the check
    """
    if not found.is_read:
        return Finding.UNREADABLE
    if not found.is_intact:
        return Finding.CHANGED
    if found.revoked_at is not None and (found.stamped_at is None or found.revoked_at <= found.stamped_at):
        return Finding.REVOKED
    if found.is_trusted:
        return Finding.GOOD
    moment = found.stamped_at or at
    if (found.last_at is not None and found.last_at < moment) or (
        found.first_at is not None and moment < found.first_at
    ):
        return Finding.EXPIRED
    return Finding.UNTRUSTED
