"""How every drill is asked and how it answers: words on the command line, one JSON object, an exit code.

0: the product held; 1: it did not; 3: not run, and why. With ``--sabotage all`` each fault is put in on
purpose, and 0 means that every one of them was caught.
"""

import argparse
import inspect
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

HELD, FAILED, NOT_RUN = 0, 1, 3
ALL = "all"
Found = dict[str, Any]


class NotRun(Exception):
    """The drill cannot run on this machine; the words say why."""


def ask(
    drill: Callable[..., Found],
    *,
    is_sound: Callable[[Found], bool],
    sabotages: Sequence[str],
    small: dict[str, int],
    **sizes: int,
) -> int:
    """Run a drill by the words of the command line and print what it found.

    :param small: sizes that are enough to catch a sabotage
    :param sizes: what ``--NAME`` may set, with what it is otherwise
    """
    said = inspect.getdoc(inspect.getmodule(drill))
    reader = argparse.ArgumentParser(description=said, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, size in sizes.items():
        reader.add_argument(f"--{name.replace('_', '-')}", type=int, default=size)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--sabotage", choices=[*sabotages, ALL], default="")
    told = reader.parse_args()
    sized = {name: getattr(told, name) for name in sizes}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are ended and disks let go
    try:
        if told.sabotage == ALL:
            found = caught(drill, is_sound=is_sound, sabotages=sabotages, seed=told.seed, **(sized | small))
            is_held = all(found["caught"].values())
        else:
            begun = time.monotonic()
            if told.sabotage:
                sized |= small
            found = drill(seed=told.seed, sabotage=told.sabotage, **sized)
            found |= {"seconds": round(time.monotonic() - begun, 1)}
            is_held = is_sound(found)
    except NotRun as reason:
        print(json.dumps({"not_run": str(reason)}, ensure_ascii=False))
        return NOT_RUN
    print(json.dumps(found, ensure_ascii=False))
    return HELD if is_held else FAILED


def caught(
    drill: Callable[..., Found],
    *,
    is_sound: Callable[[Found], bool],
    sabotages: Sequence[str],
    seed: int,
    **sizes: int,
) -> Found:
    """Put each fault in and tell which were noticed: name → whether the drill failed, as it must."""
    begun, noticed = time.monotonic(), {}
    for one in sabotages:
        found = drill(seed=seed, sabotage=one, **sizes)
        noticed[one] = not is_sound(found) and found.get("acknowledged", 1) > 0  # idle is no catch
        print(f"{one}: {'caught' if noticed[one] else 'NOT CAUGHT'} {json.dumps(found)}", file=sys.stderr)
    return {"caught": noticed, "seconds": round(time.monotonic() - begun, 1)}


def needs_root(why: str) -> None:
    """Refuse to go on for anybody but root."""
    if os.geteuid() != 0:
        raise NotRun(why)
