"""The server with one fault put in on purpose, to see that a measurement notices it.

    python -m nghisu.bench.saboteur FAULT serve …

Faults: ``drop-one`` and ``dup-one`` lose or double one event for one listener; ``ack-early`` answers a
check-in before it is stored.
"""

import asyncio
import os
import runpy
import sys
import threading
import time
from typing import Any

FAULTS = ("drop-one", "dup-one", "ack-early")
LATE_SECONDS = 2.0


def main() -> None:
    """Run the named part of the server with the fault in it."""
    fault, part = sys.argv[1], sys.argv[2]
    real_execv, interpreter = os.execv, sys.executable
    if part == "serve":
        # The hub and the pages' process are started by name; each is led back here.
        def execv(path: str, words: list[str]) -> None:
            del words
            real_execv(path, [interpreter, "-m", "nghisu.bench.saboteur", fault, "hub"])

        os.execv = execv  # type: ignore[assignment]
        sys.argv = ["nghisu", *sys.argv[2:]]
        runpy.run_module("nghisu", run_name="__main__")
    elif part == "hub":
        if fault == "ack-early":
            lead_pages_back(fault)
        else:
            spoil_one_event(fault)
        runpy.run_module("nghisu.hub", run_name="__main__")
    else:
        answer_early()
        runpy.run_module("nghisu.config.server", run_name="__main__")


def spoil_one_event(fault: str) -> None:
    """Lose or double the third numbered event for one listener."""
    from nghisu.hub.wires import Wire  # noqa: PLC0415

    real = Wire.write
    is_spoilt = False

    def write(wire: Wire, data: bytes, /) -> None:
        nonlocal is_spoilt
        if not is_spoilt and b"~n=3;" in data:
            is_spoilt = True
            if fault == "drop-one":
                return
            real(wire, data)
        real(wire, data)

    Wire.write = write  # type: ignore[method-assign]


def lead_pages_back(fault: str) -> None:
    """Start the pages' process with the fault."""
    real: Any = asyncio.create_subprocess_exec

    async def start(*words: str, **more: Any) -> Any:
        del words
        return await real(sys.executable, "-m", "nghisu.bench.saboteur", fault, "pages", **more)

    asyncio.create_subprocess_exec = start  # type: ignore[assignment]


def answer_early() -> None:
    """Answer forms to points at once, and store them later."""
    import django  # noqa: PLC0415

    django.setup()
    from django.http import HttpResponseRedirect  # noqa: PLC0415

    from nghisu.config.middleware import DoorMiddleware  # noqa: PLC0415

    real: Any = DoorMiddleware._once

    def once(door: Any, request: Any, answer: Any) -> Any:
        if "/diem-cau/" not in request.path:
            return real(door, request, answer)
        _ = request.POST, request.user.pk, bool(request.standing)

        def later() -> None:
            time.sleep(LATE_SECONDS)
            real(door, request, answer)

        threading.Thread(target=later, daemon=True).start()
        return HttpResponseRedirect(request.path)

    DoorMiddleware._once = once  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    main()
