"""A program that receives messages, on this machine."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Taken:
    """A message that came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came, and what is answered: the statuses in turn, then 200."""

    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    pause: float = 0

    def url(self, host: str) -> str:
        """Return the address under a name."""
        return f"http://{host}:{self.port}/tin"


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen while the block runs."""
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        """Keeps what comes."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            found.taken.append(Taken(self.path, dict(self.headers), body))
            time.sleep(found.pause)
            status = found.statuses.pop(0) if found.statuses else 200
            try:
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                pass

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
