"""Thousands of devices that load one page at the same moment: a client program of its own, on epoll.

    python -m nghisu.bench.reloads CONFIG.json

Each device has a connection of its own and a session, and takes gzip as every browser does; it is served
when its whole page has come. Every fiftieth page is unpacked and must end as a page ends. Prints one line:
how many were served, how many were not, and after how many seconds.
"""

import json
import resource
import select
import socket
import sys
import time
import zlib
from collections import Counter
from typing import Any

RECEIVED = 256 * 1024
LOOKED_INTO = 50


def load(config: dict[str, Any]) -> dict[str, Any]:
    """Let every device load its page; return what came of it."""
    address = ("127.0.0.1", int(config["port"]))
    waiting = list(reversed(config["sessions"]))
    at_once = int(config.get("at_once", 512))
    poll = select.epoll()
    open_lines: dict[int, tuple[socket.socket, bytearray]] = {}
    statuses: Counter[int] = Counter()
    sizes: Counter[int] = Counter()
    seconds: list[float] = []
    begun = time.monotonic()
    until = begun + float(config.get("seconds", 60))
    while (waiting or open_lines) and time.monotonic() < until:
        while waiting and len(open_lines) < at_once:
            line = socket.create_connection(address, timeout=10)
            asked = (
                f"GET {config['path']} HTTP/1.1\r\nHost: localhost:{address[1]}\r\n"
                f"Cookie: nghisu={waiting.pop()}; nghisu-csrf={'b' * 32}\r\n"
                "Accept-Encoding: gzip, deflate, br\r\nConnection: close\r\n\r\n"
            )
            line.sendall(asked.encode())
            line.setblocking(False)
            open_lines[line.fileno()] = (line, bytearray())
            poll.register(line.fileno(), select.EPOLLIN)
        for fd, _ in poll.poll(0.1, 256):
            line, got = open_lines[fd]
            try:
                part = line.recv(RECEIVED)
            except BlockingIOError:
                continue
            except OSError:
                part = b""
            got += part
            if part:
                continue
            poll.unregister(fd)
            line.close()
            del open_lines[fd]
            words = bytes(got[:20]).split(b" ")
            status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
            if status == 200 and len(seconds) % LOOKED_INTO == 0 and not is_whole(bytes(got)):
                status = 0
            statuses[status] += 1
            sizes[len(got)] += 1
            seconds.append(time.monotonic() - begun)
    return {
        "served": statuses[200],
        "not_served": len(config["sessions"]) - statuses[200],
        "statuses": dict(statuses),
        "bytes": sizes.most_common(1)[0][0] if sizes else 0,
        "seconds": round(seconds[-1], 2) if seconds else 0.0,
        "cpu": time.process_time(),
    }


def is_whole(answer: bytes) -> bool:
    """Tell whether an answer holds a page from its first to its last word."""
    head, _, body = answer.partition(b"\r\n\r\n")
    if b"content-encoding: gzip" in head.lower():
        unpacker = zlib.decompressobj(31)
        body = unpacker.decompress(body)
        if not unpacker.eof:
            return False
    return body.lstrip().lower().startswith(b"<!doctype html>") and body.rstrip().endswith(b"</html>")


def main() -> None:
    """Raise the limit of open files, and load."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with open(sys.argv[1]) as config:
        sys.stdout.write(json.dumps(load(json.load(config))) + "\n")


if __name__ == "__main__":
    main()
