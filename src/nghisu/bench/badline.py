"""`nghisu bench link`: all points on bad lines that are cut again and again; nobody misses anything."""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from nghisu.bench.link import GIVEN_UP_AFTER, Line, Link
from nghisu.bench.live import stamped
from nghisu.bench.served import Program, Served

DELAY = (0.04, 0.30)
LOSS = (0.0, 0.10)
CUTS = (5.0, 120.0)
BACK_WITHIN = 15.0
BETWEEN = 20.0


@dataclass(frozen=True)
class Plan:
    """How bad it gets.

    :param scale: by which all times are shortened, the clients' patience included
    """

    clients: int = 521
    cuts: int = 10
    scale: float = 1.0
    payload: int = 300


def measure(plan: Plan, *, tell: Callable[[str], None] = lambda _: None) -> dict[str, Any]:
    """Cut the line of all clients, speak on meanwhile, and see when all are in step again."""
    chance = random.Random(20230421)  # noqa: S311 -- how long a cut lasts is no secret
    line = Line(delay=DELAY, loss=LOSS, scale=plan.scale)
    number = 0
    missed = doubled = resyncs = late = 0
    took: list[float] = []
    with Served(points=1) as served, Link(to_port=served.port, line=line) as link:
        config = {
            "port": link.port,
            "targets": served.targets(plan.clients),
            "reconnect": True,
            "scale": plan.scale,
            "in_flight": plan.clients,
        }
        with Program("listeners", config) as listeners:
            listeners.ask("open", seconds=60)
            number += 1
            served.say(stamped(number, plan.payload))
            listeners.ask("wait_last", n=number, seconds=BACK_WITHIN)
            listeners.ask("report")
            for cut in range(1, plan.cuts + 1):
                lasts = chance.uniform(*CUTS) * plan.scale
                link.hold()
                until = time.monotonic() + lasts
                said = 0
                while time.monotonic() < until:
                    number += 1
                    said += 1
                    served.say(stamped(number, plan.payload))
                    time.sleep(min(lasts / 5, max(0.0, until - time.monotonic()) + 0.001))
                link.let_go(after=lasts)
                back = listeners.ask("wait_last", n=number, seconds=4 * BACK_WITHIN * max(plan.scale, 0.25))
                time.sleep(min(BETWEEN * plan.scale, 2.0))
                told = listeners.ask("report")
                missed += max(said * plan.clients - (told["received"] - told["doubled"]), told["lost"])
                doubled += told["doubled"]
                resyncs += told["resyncs"]
                late += plan.clients - back["there"]
                took.append(back["seconds"])
                tell(
                    f"cut {cut} of {plan.cuts}: {lasts:.1f} s, {said} events meanwhile; "
                    f"all in step again after {back['seconds']:.1f} s"
                )
    return {
        "clients": plan.clients,
        "cuts": plan.cuts,
        "scale": plan.scale,
        "given_up_by_the_server_after": GIVEN_UP_AFTER * plan.scale,
        "missed": missed,
        "doubled": doubled,
        "resyncs": resyncs,
        "not_in_step": late,
        "back_in_step_median_s": round(statistics.median(took), 2),
        "back_in_step_worst_s": round(max(took), 2),
        "back_in_step_bound_s": BACK_WITHIN,
    }
