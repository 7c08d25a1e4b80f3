"""Print what a PDF says of its signatures as JSON, in a process that may hold little and write nothing.

Run as a program by ``kit.signatures``; it imports nothing of the product. On standard input comes JSON:
the PDF and the trusted certificates in base64, and the moment for which validity is asked.
"""

import base64
import contextlib
import io
import json
import logging
import sys
from datetime import datetime
from typing import Any

MOST_MEMORY = 1000 * 1024 * 1024
MOST_SECONDS = 25
MOST_SIGNATURES = 20


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 -- absent on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _words(name: Any, what: str) -> str:
    value = name.native.get(what, "")
    value = value[0] if isinstance(value, list) and value else value
    return " ".join(str(value).split())[:200]


def _moment(value: Any) -> str | None:
    """Return a moment as text, or None: a signature that names no time zone tells no moment."""
    return value.isoformat() if value is not None and value.tzinfo is not None else None


def _one(signature: Any, trusted: list[Any], at: datetime) -> dict[str, Any]:
    """Return what is known of one signature."""
    from pyhanko.sign.diff_analysis import ModificationLevel  # noqa: PLC0415
    from pyhanko.sign.validation import KeyUsageConstraints, validate_pdf_signature  # noqa: PLC0415
    from pyhanko.sign.validation.status import SignatureCoverageLevel  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    def asked(moment: datetime) -> Any:
        return ValidationContext(
            trust_roots=trusted,
            other_certs=list(signature.other_embedded_certs),
            moment=moment,
            allow_fetching=False,
            revocation_mode="soft-fail",
        )

    def checked(moment: datetime) -> Any:
        return validate_pdf_signature(
            signature,
            signer_validation_context=asked(moment),
            ts_validation_context=asked(at),
            key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}),
        )

    holder = signature.signer_cert
    told: dict[str, Any] = {
        "name": _words(holder.subject, "common_name") or holder.subject.human_friendly[:200],
        "organisation": _words(holder.subject, "organization_name"),
        "issuer": _words(holder.issuer, "common_name") or holder.issuer.human_friendly[:200],
        "fingerprint": holder.sha256.hex(),
        "first_at": _moment(holder.not_valid_before),
        "last_at": _moment(holder.not_valid_after),
        "signed_at": _moment(signature.self_reported_timestamp),
    }
    status = checked(at)
    level = status.modification_level
    is_added_to = level not in {None, ModificationLevel.NONE, ModificationLevel.LTA_UPDATES} and (
        status.docmdp_ok is False or level.value > ModificationLevel.FORM_FILLING.value
    )
    is_covered = status.coverage in {
        SignatureCoverageLevel.ENTIRE_FILE,
        SignatureCoverageLevel.ENTIRE_REVISION,
    }
    stamped = status.timestamp_validity
    is_stamped = stamped is not None and stamped.intact and stamped.valid and stamped.trusted
    is_trusted = bool(status.trusted)
    if is_stamped and not is_trusted:
        is_trusted = bool(checked(stamped.timestamp).trusted)
    return told | {
        "is_intact": bool(status.intact and status.valid and is_covered and not is_added_to),
        "is_trusted": is_trusted,
        "signed_at": _moment(status.signer_reported_dt) or told["signed_at"],
        "stamped_at": _moment(stamped.timestamp) if is_stamped else None,
    }


def read(content: bytes, trusted: list[bytes], at: datetime) -> dict[str, Any]:
    """Return ``{"signatures": [{...}, …]}``, or ``{"fault": "damaged"}``."""
    from asn1crypto import x509  # noqa: PLC0415 -- under the limits, not before
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    roots = [x509.Certificate.load(one) for one in trusted]
    found: list[dict[str, Any]] = []
    try:
        signatures = PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures
        for signature in signatures[:MOST_SIGNATURES]:
            try:
                found.append(_one(signature, roots, at))
            except Exception:
                found.append({"fault": "damaged"})
    except (PdfError, MemoryError, RecursionError, ValueError, KeyError, TypeError, AttributeError, OSError):
        return {"fault": "damaged"}
    return {"signatures": found}


if __name__ == "__main__":
    _limit()
    logging.disable(logging.CRITICAL)
    sent = json.load(sys.stdin)
    with contextlib.redirect_stderr(io.StringIO()):
        answer = read(
            base64.b64decode(sent["content"]),
            [base64.b64decode(one) for one in sent["trusted"]],
            datetime.fromisoformat(sent["at"]),
        )
    sys.stdout.write(json.dumps(answer))
