"""Keep open pages in step through the hub; a lost event costs a late look, never data.

A view gives its page a stream, ``live.address_for(topics=[f"meeting:{meeting.pk}"], holder=…)``; the template
marks what is to stay in step, ``<section id="floor" {% live stream floor.version %}>``; the action that
changes it ends with ``live.publish("meeting:…", "floor", html, version)``, or with ``live.knock`` where each
reader must fetch an own version of it. The page's part of this is ``static/kit/live.js``.
"""

import datetime
import json
import logging
import socket
import time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from nghisu.kit import clock, tickets

ADDRESS = "hub.address"
LONGEST_TEXT = 16 * 1024
LONGEST_WAIT = 1.0
log = logging.getLogger("nghisu")


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
    _ask({"topic": topic, "event": name, "text": fragment, "version": version})


def revoke(holder: str) -> None:
    """Once the transaction is committed, end every stream of a holder; its tickets so far count no more."""
    _ask({"revoke": holder})


def revoke_person(pk: object) -> None:
    """Once the transaction is committed, end every stream of a person; open pages ask anew what they may."""
    revoke(f"person:{pk}")


def address_for(
    *, topics: list[str], holder: str, lasts: datetime.timedelta = datetime.timedelta(hours=1)
) -> str:
    """Return the address of a stream of these topics; it lets its holder in until the ticket expires.

    An open page renews its ticket by fetching itself, so rights are asked anew at least each hour, and at
    the beginning of each day, with which mandates begin and end. The machine's clock counts here, not the
    demo's: the hub knows no demo.

    :param holder: by whom streams are revoked, such as ``person:<pk>`` or ``link:<pk>``
    """
    now = time.time()
    seconds = min(lasts, clock.rest_of_day()).total_seconds()
    ticket = tickets.Ticket(holder, tuple(topics), int(now + seconds), int(now * 1000))
    return f"/live/?ticket={tickets.write(ticket, key=tickets.key_from(settings.SECRET_KEY))}"


def _ask(wish: dict[str, str | int]) -> None:
    transaction.on_commit(lambda: _send(json.dumps(wish).encode()), robust=True)


def _send(datagram: bytes) -> None:
    """Send to the hub, if one serves this data folder; it may be gone or too busy to hear."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as speaking:
            speaking.settimeout(LONGEST_WAIT)
            speaking.sendto(datagram, (Path(settings.DATA) / ADDRESS).read_text())
    except TimeoutError:
        log.warning("The hub did not take an event within %s seconds.", LONGEST_WAIT)
    except OSError:
        pass  # no hub: a command of the office, or a test
