"""Print what a PDF says of its signatures as JSON, in a process that may hold little and write nothing.

Run as a program by ``kit.signatures``; of the product it loads ``revocation.py`` alone. On standard input
comes JSON: the PDF, the trusted certificates and the office's lists of revoked ones in base64, and the moment
for which validity is asked.
"""

import base64
import contextlib
import importlib.util
import io
import json
import logging
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

MOST_MEMORY = 1000 * 1024 * 1024
MOST_SECONDS = 25
MOST_SIGNATURES = 20
MOST_STATEMENTS = 40


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


def _program(name: str) -> Any:
    """Load a module that lies beside this one; the program runs without the product on its path."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _kept_in(reader: Any) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """Return the certificates, lists and answers that a PDF keeps for its signatures (DSS)."""
    if "/DSS" not in reader.root:
        return [], [], []
    store, found = reader.root["/DSS"], []
    for name in ("/Certs", "/CRLs", "/OCSPs"):
        rows = list(store[name]) if name in store else []
        found.append([one.get_object().data for one in rows[:MOST_STATEMENTS]])
    return found[0], found[1], found[2]


def _stapled(signature: Any) -> tuple[list[bytes], list[bytes]]:
    """Return the lists and answers that a signature carries itself."""
    lists: list[bytes] = []
    answers: list[bytes] = []
    for told in signature.signed_data["crls"] or ():
        if told.name == "crl":
            lists.append(told.chosen.dump())
    for attribute in signature.signer_info["signed_attrs"]:
        if attribute["type"].native == "adobe_revocation_info_archival":
            for value in attribute["values"]:
                lists += [one.dump() for one in value["crl"] or ()]
                answers += [one.dump() for one in value["ocsp"] or ()]
    return lists[:MOST_STATEMENTS], answers[:MOST_STATEMENTS]


def _revocation(signature: Any, reader: Any, trusted: list[Any], lists: list[bytes]) -> dict[str, Any]:
    """Return what the issuers said of the certificate of a signature; empty if nobody could say anything."""
    from cryptography import x509  # noqa: PLC0415 -- under the limits, not before

    revocation = _program("revocation")
    kept, kept_lists, kept_answers = _kept_in(reader)
    own_lists, own_answers = _stapled(signature)
    others = [one.dump() for one in signature.other_embedded_certs] + kept
    chain = revocation.chain_to(
        [x509.load_der_x509_certificate(one.dump()) for one in trusted],
        x509.load_der_x509_certificate(signature.signer_cert.dump()),
        [x509.load_der_x509_certificate(one) for one in others],
    )
    if len(chain) < 2:
        return {}
    told = revocation.told_of_chain(
        chain,
        [one for content in (*own_lists, *kept_lists, *lists) for one in revocation.lists_in(content)],
        [one for content in (*own_answers, *kept_answers) for one in revocation.answers_in(content)],
    )
    if told is None:
        return {"state": "unknown"}
    return {
        "state": "good" if told.revoked_at is None else "revoked",
        "told_at": _moment(told.told_at),
        "until": _moment(told.until),
        "revoked_at": _moment(told.revoked_at),
        "reason": told.reason,
    }


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


def read(content: bytes, trusted: list[bytes], lists: list[bytes], at: datetime) -> dict[str, Any]:
    """Return ``{"signatures": [{...}, …]}``, or ``{"fault": "damaged"}``."""
    from asn1crypto import x509  # noqa: PLC0415 -- under the limits, not before
    from pyhanko.pdf_utils.misc import PdfError  # noqa: PLC0415
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415

    roots = [x509.Certificate.load(one) for one in trusted]
    found: list[dict[str, Any]] = []
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        for signature in reader.embedded_regular_signatures[:MOST_SIGNATURES]:
            try:
                found.append(_one(signature, roots, at))
            except Exception:
                found.append({"fault": "damaged"})
                continue
            try:
                found[-1]["revocation"] = _revocation(signature, reader, roots, lists)
            except Exception:
                found[-1]["revocation"] = {"state": "unknown"}
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
            [base64.b64decode(one) for one in sent["lists"]],
            datetime.fromisoformat(sent["at"]),
        )
    sys.stdout.write(json.dumps(answer))
