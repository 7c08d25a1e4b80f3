"""Tickets that admit a browser to live streams for a short while. Plain Python: the hub reads them too."""

import base64
import hmac
import json
from dataclasses import dataclass

LONGEST_TICKET = 2048


@dataclass(frozen=True)
class Ticket:
    """Who may listen to what.

    :param holder: an opaque word for the session, by which its streams can be ended
    :param topics: what is listened to
    :param expires: seconds of the epoch after which nobody is let in with it
    :param issued: milliseconds of the epoch; a holder revoked later is not let in with it
    """

    holder: str
    topics: tuple[str, ...]
    expires: int
    issued: int = 0


def key_from(secret: str) -> bytes:
    """Return the key that signs tickets, derived from the installation's secret."""
    return hmac.digest(secret.encode(), b"nghisu live tickets", "sha256")


def voting_key_from(secret: str) -> bytes:
    """Return the key that signs tickets to vote; a ticket to listen is none."""
    return hmac.digest(secret.encode(), b"nghisu voting tickets", "sha256")


def write(ticket: Ticket, *, key: bytes) -> str:
    """Return the ticket as a signed word for an address."""
    fields = [ticket.holder, list(ticket.topics), ticket.expires, ticket.issued]
    text = base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode()).rstrip(b"=")
    return f"{text.decode()}.{_seal(text, key)}"


def read(text: str, *, key: bytes, now: float) -> Ticket | None:
    """Return the ticket behind a signed word, or None when it is forged, malformed or expired."""
    body, dot, seal = text.partition(".")
    if len(text) > LONGEST_TICKET or not dot or not text.isascii():
        return None
    if not hmac.compare_digest(seal, _seal(body.encode(), key)):
        return None
    holder, topics, expires, issued = json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    return Ticket(holder, tuple(topics), expires, issued) if now < expires else None


def _seal(text: bytes, key: bytes) -> str:
    return hmac.digest(key, text, "sha256").hex()[:40]
