"""Run the hub on the sockets that `nghisu serve` opened: `python -m nghisu.hub`."""

import asyncio
import os
import resource
import socket
import sys

from nghisu.hub.house import Plan, run


def main() -> None:
    """Take over the listening socket, and serve until told to stop."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    plan = Plan(
        door=socket.socket(fileno=int(os.environ.pop("NGHISU_DOOR_FD"))),
        data=os.environ["NGHISU_DATA"],
        secret=sys.stdin.readline().strip(),
        behind_proxy=os.environ.get("NGHISU_HTTPS", "").lower() in {"1", "true", "yes", "on"},
    )
    sys.exit(asyncio.run(run(plan)))


if __name__ == "__main__":
    main()
