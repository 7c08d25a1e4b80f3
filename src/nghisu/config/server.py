"""The pages' process: Django in WSGI threads on the hub's socket, and the periodic jobs in a thread.

Started and watched by the hub (`python -m nghisu.config.server`); never by hand.
"""

import gc
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

THREADS = 6
NICE = 5  # the hub goes first: it has little to do, and thousands wait for it
LONGEST_BODY = 65 * 1024 * 1024

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def main() -> None:
    """Serve until the hub says to end, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C of the terminal is the hub's to handle
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    gc.disable()  # nothing that is loaded now is ever thrown away
    life = int(os.environ.pop("NGHISU_LIFE_FD"))
    listening = socket.socket(fileno=int(os.environ.pop("NGHISU_PAGES_FD")))
    threading.Thread(target=_end_with_the_hub, args=(life,), daemon=True).start()

    # Slow imports, after the handlers above; the models only once Django is set up.
    import django  # noqa: PLC0415
    from waitress.server import create_server  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nghisu.config.settings")
    django.setup()

    from django.conf import settings  # noqa: PLC0415

    from nghisu.config import periodic, urls  # noqa: F401, PLC0415 -- all views, before anybody waits for one
    from nghisu.config.greeting import greet  # noqa: PLC0415
    from nghisu.config.ground import check_sqlite  # noqa: PLC0415
    from nghisu.config.short_cast import ShortCast  # noqa: PLC0415
    from nghisu.config.short_way import ShortWay  # noqa: PLC0415
    from nghisu.config.wsgi import application  # noqa: PLC0415
    from nghisu.kit import files  # noqa: PLC0415
    from nghisu.management.commands.demo import bring_up_to_date  # noqa: PLC0415

    check_sqlite()
    bring_up_to_date()  # on the short way of a start (config.handover) nobody has looked yet

    server = create_server(
        as_told_by_the_hub(application if settings.TRAINING else ShortCast(ShortWay(application))),
        sockets=[listening],
        threads=THREADS,
        connection_limit=4000,
        backlog=2048,
        channel_timeout=900,
        # Nothing that was sent touches the disk before a view has looked at it.
        inbuf_overflow=LONGEST_BODY,
        outbuf_overflow=16 * 1024 * 1024,
        max_request_body_size=LONGEST_BODY,
        max_request_header_size=64 * 1024,
        asyncore_use_poll=True,
        ident="",
    )
    files.sweep()  # what a crash left of an upload; nobody else writes before this process serves
    periodic.Runner().start()
    port = os.environ.pop("NGHISU_GREET", "")
    if port:
        greet(int(port))
    gc.freeze()
    gc.enable()
    os.nice(NICE)
    server.run()


def as_told_by_the_hub(application: Wsgi) -> Wsgi:
    """Let Django see the client's address and scheme, which only the hub knows."""

    def respond(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = environ.pop("HTTP_X_NGHISU_PEER", "") or "127.0.0.1"
        scheme = environ.pop("HTTP_X_NGHISU_SCHEME", "http")
        environ["wsgi.url_scheme"] = scheme
        environ["HTTP_X_FORWARDED_PROTO"] = scheme
        environ.pop("HTTP_X_FORWARDED_FOR", None)
        return application(environ, start)

    return respond


def _end_with_the_hub(life: int) -> None:
    os.read(life, 1)
    os._exit(0)


if __name__ == "__main__":
    main()
