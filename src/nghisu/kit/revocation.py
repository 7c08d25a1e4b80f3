"""Tell whether a certificate was revoked, by what its issuer signed: a list (CRL) or an answer (OCSP).

Imports nothing of the product: the program that reads the signatures of a PDF loads it by its path. No
address is called; a statement lies in the signed paper itself or in the office's own folder. Sources:
RFC 5280 (lists), RFC 6960 (answers).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

LONGEST_CHAIN = 6
BROKEN = (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature)


@dataclass(frozen=True, slots=True)
class Statement:
    """What an issuer said of one certificate.

    :param told_at: when it was said
    :param until: until when it stands; None if the issuer did not say
    :param revoked_at: since when the certificate is revoked, None if it is not
    """

    told_at: datetime
    until: datetime | None = None
    revoked_at: datetime | None = None
    reason: str = ""


def lists_in(content: bytes) -> list[x509.CertificateRevocationList]:
    """Return the lists in a file, in either of the two spellings; none if it holds none."""
    marker = b"-----BEGIN X509 CRL-----"
    try:
        if marker not in content:
            return [x509.load_der_x509_crl(content)]
        pieces = content.split(marker)[1:]
        return [x509.load_pem_x509_crl(marker + piece) for piece in pieces]
    except BROKEN:
        return []


def answers_in(content: bytes) -> list[ocsp.OCSPResponse]:
    """Return the answer in a file if it is one and tells something."""
    try:
        answer = ocsp.load_der_ocsp_response(content)
        return [answer] if answer.response_status is ocsp.OCSPResponseStatus.SUCCESSFUL else []
    except BROKEN:
        return []


def chain_to(
    trusted: Sequence[x509.Certificate], holder: x509.Certificate, others: Iterable[x509.Certificate]
) -> list[x509.Certificate]:
    """Return the certificates from a holder's up to one that is trusted; empty if none is reached."""
    known, chain = [*trusted, *others], [holder]
    while chain[-1] not in trusted or len(chain) == 1:
        if chain[-1].issuer == chain[-1].subject:
            break
        above = next((one for one in known if one != chain[-1] and issued(one, chain[-1])), None)
        if above is None or len(chain) >= LONGEST_CHAIN:
            break
        chain.append(above)
    return chain if any(one in trusted for one in chain) else []


def issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Tell whether one certificate was issued by another."""
    if issuer.subject != certificate.issuer:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except BROKEN:
        return False
    return True


def told_of(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    lists: Iterable[x509.CertificateRevocationList],
    answers: Iterable[ocsp.OCSPResponse],
) -> Statement | None:
    """Return the latest thing the issuer said of a certificate, None if nothing here is its word."""
    found = [_of_list(certificate, issuer, one) for one in lists]
    found += [_of_answer(certificate, issuer, one) for one in answers]
    told = [one for one in found if one is not None]
    return max(told, key=lambda one: one.told_at, default=None)


def _of_list(
    certificate: x509.Certificate, issuer: x509.Certificate, told: x509.CertificateRevocationList
) -> Statement | None:
    try:
        if told.issuer != issuer.subject or not told.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
            return None
        entry = told.get_revoked_certificate_by_serial_number(certificate.serial_number)
    except BROKEN:
        return None
    if entry is None:
        return Statement(told.last_update_utc, told.next_update_utc)
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, *BROKEN):
        reason = x509.ReasonFlags.unspecified
    if reason is x509.ReasonFlags.remove_from_crl:
        return Statement(told.last_update_utc, told.next_update_utc)
    return Statement(told.last_update_utc, told.next_update_utc, entry.revocation_date_utc, reason.value)


def _of_answer(
    certificate: x509.Certificate, issuer: x509.Certificate, told: ocsp.OCSPResponse
) -> Statement | None:
    try:
        digest = hashes.Hash(told.hash_algorithm)
        digest.update(issuer.subject.public_bytes())
        if told.serial_number != certificate.serial_number or told.issuer_name_hash != digest.finalize():
            return None
        if not any(_signed(told, one) for one in (issuer, *_deputies(told, issuer))):
            return None
        reason = told.revocation_reason or x509.ReasonFlags.unspecified
        match told.certificate_status:
            case ocsp.OCSPCertStatus.GOOD:
                return Statement(told.this_update_utc, told.next_update_utc)
            case ocsp.OCSPCertStatus.REVOKED:
                since = told.revocation_time_utc
                return Statement(told.this_update_utc, told.next_update_utc, since, reason.value)
    except BROKEN:
        return None
    return None


def _deputies(told: ocsp.OCSPResponse, issuer: x509.Certificate) -> list[x509.Certificate]:
    """Return the certificates of the answer whom the issuer let answer in its place."""

    def may_answer(one: x509.Certificate) -> bool:
        try:
            usages = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        except x509.ExtensionNotFound:
            return False
        is_open = one.not_valid_before_utc <= told.produced_at_utc <= one.not_valid_after_utc
        return ExtendedKeyUsageOID.OCSP_SIGNING in usages and is_open and issued(issuer, one)

    return [one for one in told.certificates if may_answer(one)]


def _signed(told: ocsp.OCSPResponse, by: x509.Certificate) -> bool:
    key, algorithm = by.public_key(), told.signature_hash_algorithm
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm is not None:
            key.verify(told.signature, told.tbs_response_bytes, padding.PKCS1v15(), algorithm)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm is not None:
            key.verify(told.signature, told.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return False
    except BROKEN:
        return False
    return True


def told_of_chain(
    chain: Sequence[x509.Certificate],
    lists: Sequence[x509.CertificateRevocationList],
    answers: Sequence[ocsp.OCSPResponse],
) -> Statement | None:
    """Return what was said of a chain: a revocation, else the oldest word; None if a link has none."""
    told = [told_of(one, above, lists, answers) for one, above in zip(chain, chain[1:], strict=False)]
    revoked = [one for one in told if one is not None and one.revoked_at is not None]
    if revoked:
        return min(revoked, key=lambda one: str(one.revoked_at))
    known = [one for one in told if one is not None]
    if not told or len(known) < len(told):
        return None
    return min(known, key=lambda one: one.told_at)
