"""What other programs are told, how each message is signed, and when a failed one is tried again."""

import hmac
import json
from datetime import datetime, timedelta
from enum import StrEnum

from nghisu.kit.refusals import N_, Refusal

EVENTS = (
    "document.received",
    "document.issued",
    "task.assigned",
    "task.cascaded",
    "task.submitted",
    "task.accepted",
    "task.returned",
    "task.extension_asked",
    "task.extended",
    "task.ended",
    "campaign.sent",
    "submission.submitted",
    "submission.accepted",
    "submission.returned",
    "report.adopted",
    "report.issued",
)
"""Verbs of the record that may be told. Nothing of persons, meetings, ballots or drafts is among them."""
TESTED = "webhook.tested"
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
MOST_ATTEMPTS = len(WAITS) + 1
KEPT = timedelta(days=90)
SIGNATURE_HEADER = "X-Nghisu-Signature"


class State(StrEnum):
    """Where a message stands."""

    WAITING = "waiting"
    TAKEN = "taken"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"  # its webhook was stopped first


STATE_NAMES = {
    State.WAITING: N_("waiting"),
    State.TAKEN: N_("taken"),
    State.GIVEN_UP: N_("given up"),
    State.DROPPED: N_("dropped"),
}
TONES = {State.WAITING: "info", State.TAKEN: "good", State.GIVEN_UP: "bad", State.DROPPED: "plain"}


class NoEvent(Refusal):
    """A webhook that is told nothing."""

    sentence = N_("Choose at least one thing that the program is told.")
    field = "events"


class HookStopped(Refusal):
    """Sending by a webhook that was stopped."""

    sentence = N_("This webhook is stopped. Let it run again first.")


class StillWaiting(Refusal):
    """Sending again what is on its way or was taken."""

    sentence = N_(
        "This message still waits or was taken; only one that was given up or dropped is sent again."
    )


def next_attempt(attempts: int, at: datetime) -> datetime | None:
    """Return when to try again after so many attempts failed; None: not again."""
    return at + WAITS[attempts - 1] if attempts <= len(WAITS) else None


def message(*, pk: str, event: str, kind: str, subject: str, unit: str, at: datetime, page: str) -> bytes:
    """Return the body: which act on which object, by ids alone; what it says is asked for with a token."""
    found = {
        "id": pk,
        "event": event,
        "kind": kind,
        "object": subject,
        "unit": unit,
        "at": at.isoformat(),
        "page": page,
    }
    return json.dumps(found, ensure_ascii=False, sort_keys=True).encode()


def signature(secret: str, body: bytes, at: datetime) -> str:
    """Return the signature of a body at a moment: ``t=<seconds>,v1=<hex HMAC-SHA-256 of "t.body">``."""
    moment = int(at.timestamp())
    sealed = hmac.digest(secret.encode(), f"{moment}.".encode() + body, "sha256").hex()
    return f"t={moment},v1={sealed}"


def is_signed(secret: str, body: bytes, header: str, *, now: datetime, within: timedelta) -> bool:
    """Tell whether a message is ours and fresh, as the receiver checks it."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    moment = parts.get("t", "")
    if (
        not (moment.isascii() and moment.isdecimal())
        or abs(now.timestamp() - int(moment)) > within.total_seconds()
    ):
        return False
    sealed = hmac.digest(secret.encode(), f"{moment}.".encode() + body, "sha256").hex()
    return hmac.compare_digest(sealed, parts.get("v1", ""))
