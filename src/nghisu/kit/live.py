"""Keep open pages in step through the hub; a lost event costs a late look, never data.

A view gives its page a stream, ``live.address_for(topics=[f"meeting:{meeting.pk}"], holder=…)``; the template
marks what is to stay in step, ``<section id="floor" {% live stream floor.version %}>``; the action that
changes it ends with ``live.publish("meeting:…", "floor", html, version)``, or with ``live.knock`` where each
reader must fetch an own version of it. The page's part of this is ``static/kit/live.js``.
"""

import contextlib
import datetime
import json
import socket
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from nghisu.kit import tickets

ADDRESS = "hub.address"
LONGEST_TEXT = 16 * 1024


class TextTooLong(ValueError):
    """An event carries more than the hub takes; send a knock and let the page fetch the rest."""


def knock(topic: str, *, event: str = "changed", text: str = "") -> None:
    """Once the transaction is committed, send an event to everybody who listens to the topic.

    :raises TextTooLong: if the text is longer than 16 KB in UTF-8
    """
    if len(text.encode()) > LONGEST_TEXT:
        raise TextTooLong(topic)
    _ask({"topic": topic, "event": event, "text": text})


def publish(topic: str, name: str, html: str, version: int) -> None:
    """Once the transaction is committed, show all listeners the element of this name as it is in a version.

    The element in ``html`` carries ``id="name"``. What is longer than an event may be is fetched by the pages
    from their own source. Nothing in it may be meant for one reader only: guards of forms stay empty.
    """
    fragment = json.dumps({"version": version, "html": html}, ensure_ascii=False)
    if len(fragment.encode()) > LONGEST_TEXT:
        fragment = json.dumps({"version": version})
    knock(topic, event=name, text=fragment)


def revoke(holder: str) -> None:
    """Once the transaction is committed, end every stream of a holder."""
    _ask({"revoke": holder})


def address_for(
    *, topics: list[str], holder: str, lasts: datetime.timedelta = datetime.timedelta(hours=1)
) -> str:
    """Return the address of a stream of these topics; it lets its holder in until the ticket expires.

    The machine's clock counts here, not the demo's: the hub knows no demo.
    """
    ticket = tickets.Ticket(holder, tuple(topics), int(time.time() + lasts.total_seconds()))
    return f"/live/?ticket={tickets.write(ticket, key=tickets.key_from(settings.SECRET_KEY))}"


def _ask(wish: dict[str, str]) -> None:
    transaction.on_commit(lambda: _send(json.dumps(wish).encode()), robust=True)


def _send(datagram: bytes) -> None:
    """Send to the hub, if one serves this data folder; it may be gone or too busy to hear."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
        speaking.settimeout(0.2)
        speaking.sendto(datagram, (Path(settings.DATA) / ADDRESS).read_text())
