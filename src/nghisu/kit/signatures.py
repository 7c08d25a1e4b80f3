"""Read the electronic signatures of a PDF: who, when, whether it was changed since (kiểm tra chữ ký số)."""

import base64
import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from nghisu.kit.language import nfc

PROGRAM = Path(__file__).with_name("pdf_signatures.py")
SECONDS = 40
MARK = b"/ByteRange"
TOLD = ("told_at", "until", "revoked_at")


@dataclass(frozen=True, slots=True)
class Found:
    """One signature of a PDF.

    :param is_read: whether anything could be told of it; all else is empty if not
    :param is_intact: whether the paper is as it was signed; later signatures do not count
    :param is_trusted: whether its certificate leads to a trusted one and is valid at the moment asked for
    :param signed_at: as the signer's clock said
    :param stamped_at: as a trusted timestamp service said, None without
    :param revocation: ``good``, ``revoked`` or ``unknown``, as issuers told; "" for one nobody above issued
    :param told_at: when the issuer said so, and until when it stands
    """

    is_read: bool = True
    is_intact: bool = False
    is_trusted: bool = False
    name: str = ""
    organisation: str = ""
    issuer: str = ""
    fingerprint: str = ""
    first_at: datetime | None = None
    last_at: datetime | None = None
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    revocation: str = ""
    told_at: datetime | None = None
    told_until: datetime | None = None
    revoked_at: datetime | None = None
    reason: str = ""


@cache
def is_installed() -> bool:
    """Tell whether signatures can be made and checked here: whether the extra ``sign`` is installed."""
    return importlib.util.find_spec("pyhanko") is not None


def is_signed(content: bytes) -> bool:
    """Tell whether a PDF carries a signature: the bytes it covers stand in the file in plain letters."""
    return content.startswith(b"%PDF-") and MARK in content


def signatures_in(
    content: bytes, *, trusted: Iterable[bytes], lists: Iterable[bytes] = (), at: datetime
) -> list[Found] | None:
    """Return the signatures of a PDF in their order, None where signatures cannot be checked here.

    :param trusted: certificates that are trusted, or that trusted ones were issued by, as DER
    :param lists: the lists of revoked certificates that the office keeps, beside those in the PDF itself
    :param at: the moment for which the validity of certificates is asked
    """
    if not is_installed():
        return None
    sent = {
        "content": base64.b64encode(content).decode(),
        "trusted": [base64.b64encode(one).decode() for one in trusted],
        "lists": [base64.b64encode(one).decode() for one in lists],
        "at": at.isoformat(),
    }
    try:
        done = subprocess.run(  # noqa: S603 -- our own program, its input on standard input
            [sys.executable, "-I", "-B", str(PROGRAM)],
            input=json.dumps(sent).encode(),
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {"fault": "dense"}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"fault": "dense"}
    return told(answer)


def told(answer: dict[str, Any]) -> list[Found]:
    """Return the signatures that the program told of."""
    if "fault" in answer:
        return [Found(is_read=False)]
    return [_found(one) for one in answer["signatures"]]


def _found(one: dict[str, Any]) -> Found:
    if "fault" in one:
        return Found(is_read=False)

    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(one[name]) if one[name] else None

    told = one.get("revocation", {})
    moments = {name: datetime.fromisoformat(told[name]) if told.get(name) else None for name in TOLD}

    return Found(
        is_intact=one["is_intact"],
        is_trusted=one["is_trusted"],
        name=nfc(one["name"]),
        organisation=nfc(one["organisation"]),
        issuer=nfc(one["issuer"]),
        fingerprint=one["fingerprint"],
        first_at=moment("first_at"),
        last_at=moment("last_at"),
        signed_at=moment("signed_at"),
        stamped_at=moment("stamped_at"),
        revocation=told.get("state", ""),
        told_at=moments["told_at"],
        told_until=moments["until"],
        revoked_at=moments["revoked_at"],
        reason=told.get("reason", ""),
    )
