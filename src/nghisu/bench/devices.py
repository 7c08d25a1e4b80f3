"""The consoles of the points as clients: each checks in through the real pages, and tries until it is in.

    python -m nghisu.bench.devices CONFIG.json

A device sends the same form with the same key until it has an answer, as the console's own script does. Each
acknowledged check-in is written as one line, the moment it is acknowledged.
"""

import asyncio
import json
import sys
import time
from typing import Any
from urllib.parse import urlencode

SECRET = "b" * 32  # the guard against forgery: cookie and form agree, as a browser's do
PAUSE = 0.5


async def check_in(device: dict[str, Any], port: int, until: float, at_once: asyncio.Semaphore) -> int:
    """Send one check-in until it is acknowledged; return how many tries it took, 0 for none that was."""
    form = {
        "csrfmiddlewaretoken": SECRET,
        "idempotency_key": f"bench-{device['point']}",
        "heads": device["heads"],
    }
    body = urlencode(form).encode()
    head = (
        f"POST {device['path']} HTTP/1.1\r\nHost: localhost:{port}\r\n"
        f"Cookie: nghisu={device['session']}; nghisu-csrf={SECRET}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()
    tries = 0
    while time.monotonic() < until:
        tries += 1
        async with at_once:
            status = await ask(port, head + body, until)
        if status in {200, 302, 303}:
            sys.stdout.write(json.dumps({"acknowledged": device["point"], "at": time.monotonic()}) + "\n")
            sys.stdout.flush()
            return tries
        if status and status < 500:
            sys.stdout.write(json.dumps({"refused": device["point"], "status": status}) + "\n")
            sys.stdout.flush()
            return 0
        await asyncio.sleep(PAUSE)
    return 0


async def ask(port: int, request: bytes, until: float) -> int:
    """Send one request and return the status of its answer, 0 for none."""
    writer = None
    try:
        async with asyncio.timeout(max(0.1, until - time.monotonic())):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            line = await reader.readline()
            await reader.read()
    except (OSError, TimeoutError):
        return 0
    finally:
        if writer is not None:
            writer.transport.abort()
    words = line.split(b" ")
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0


async def run(config: dict[str, Any]) -> None:
    """Check all devices in."""
    at_once = asyncio.Semaphore(int(config.get("at_once", 128)))
    begun = time.monotonic()
    until = begun + float(config["seconds"])
    tries = await asyncio.gather(
        *(check_in(device, int(config["port"]), until, at_once) for device in config["devices"])
    )
    done = {
        "checked_in": sum(1 for one in tries if one),
        "repeated": sum(1 for one in tries if one > 1),
        "seconds": time.monotonic() - begun,
        "cpu": time.process_time(),
    }
    sys.stdout.write(json.dumps(done) + "\n")


if __name__ == "__main__":
    with open(sys.argv[1]) as text:
        asyncio.run(run(json.load(text)))
