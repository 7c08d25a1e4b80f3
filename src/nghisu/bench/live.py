"""`nghisu bench live`: one small machine, thousands of streams, 521 points, and a server that is killed."""

import http.client
import math
import re
import secrets
import statistics
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from nghisu.bench.anchors import Loop, Nchan, cpu_of, memory_of
from nghisu.bench.devices import SECRET
from nghisu.bench.served import Program, Served

POINTS = 521
PAUSE = 0.7
SETTLES = 2.0
CHECK_IN_SECONDS = 60.0
RELOAD_SECONDS = 120.0


@dataclass(frozen=True)
class Size:
    """How much is measured.

    :param payload: bytes of the text of each event
    :param rounds: how often ours and the anchor take turns, with so many events each
    """

    clients: int = 5210
    points: int = POINTS
    events: int = 10
    rounds: int = 3
    payload: int = 300
    pause: float = PAUSE


class Source(Protocol):
    """A server of streams that is measured."""

    def processes(self) -> list[int]:
        """Return the ids of its processes."""

    def say(self, text: str, /) -> None:
        """Publish an event."""


@dataclass
class Fan:
    """What the fan-out of one server showed over all rounds."""

    source: Source
    listeners: Program
    hubs: Callable[[], list[int]]
    deliveries: int = 0
    cpu: float = 0.0
    client_cpu: float = 0.0
    lost: int = 0
    doubled: int = 0
    number: int = 0
    delays: list[list[float]] = field(default_factory=list)

    def play(self, size: Size) -> None:
        """Say some events, one after the other, and count what arrives."""
        before = self.listeners.ask("report")
        spent = cpu_of(self.hubs())
        for _ in range(size.events):
            self.number += 1
            self.source.say(stamped(self.number, size.payload))
            time.sleep(size.pause)
        self.listeners.ask("wait_last", n=self.number, seconds=SETTLES)
        self.cpu += cpu_of(self.hubs()) - spent
        told = self.listeners.ask("report")
        self.client_cpu += told["cpu"] - before["cpu"]
        self.deliveries += told["received"]
        missing = size.events * told["open"] - told["received"] + told["doubled"]
        self.lost += max(missing, told["lost"])
        self.doubled += told["doubled"]
        self.delays += [[delay / 1e6 for delay in delays] for delays in told["delays"].values()]

    def figures(self) -> dict[str, float]:
        """Return p50 over all deliveries, p99 of the median event, and microseconds of CPU for one."""
        every = sorted(delay for delays in self.delays for delay in delays)
        return {
            "p50_ms": round(_share(every, 0.5), 2),
            "p99_ms": round(statistics.median(_share(sorted(one), 0.99) for one in self.delays), 2)
            if self.delays
            else math.nan,
            "cpu_us_per_delivery": round(self.cpu / max(self.deliveries, 1) * 1e6, 2),
        }


def stamped(number: int, length: int) -> str:
    """Return the text of an event with its number and the moment of sending, as long as a fragment."""
    stamp = f"~n={number};t={time.monotonic_ns()}~"
    return stamp + "x" * max(0, length - len(stamp))


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else math.nan


def measure(
    size: Size,
    *,
    fault: str = "",
    with_nchan: bool = False,
    with_loop: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Measure everything of the live path and return it as one object."""
    tell("making the meeting")
    found: dict[str, Any] = {"clients": size.clients, "points": size.points, "payload": size.payload}
    with Served(points=size.points, fault=fault) as served:
        time.sleep(SETTLES)
        found["idle_mb"] = round(_resident(served.processes()), 1)
        config = {"port": served.port, "targets": served.targets(size.clients), "reconnect": True}
        with Program("listeners", config) as listeners:
            found |= _open(served, listeners, size)
            tell(f"{size.clients} streams are open")
            fans = _fan_out(served, listeners, size, with_nchan=with_nchan, with_loop=with_loop, tell=tell)
            ours = fans["ours"]
            found |= ours.figures() | {"lost": ours.lost, "doubled": ours.doubled}
            found["client_cpu_us_per_delivery"] = round(ours.client_cpu / max(ours.deliveries, 1) * 1e6, 2)
            found |= _ratios(fans, found)
            if not fault:
                tell("the chair's click")
                found |= _click(served, listeners, size)
                tell("storm of reconnections")
                found |= _storm(served, listeners, size)
                tell("every device loads the page of the meeting")
                found |= _reload(served, size)
            if fault in {"", "ack-early"}:
                tell("the points check in, and the server is killed")
                checked = _check_in(served, listeners, size)
                found["lost"] += checked.pop("lost")
                found["doubled"] += checked.pop("doubled")
                found |= checked
    return found


def _resident(processes: list[int]) -> float:
    total = 0.0
    for pid in processes:
        with open(f"/proc/{pid}/status") as status:
            total += next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024
    return total


def _open(served: Served, listeners: Program, size: Size) -> dict[str, Any]:
    hub = served.processes()[:1]
    memory, spent = memory_of(hub), cpu_of(hub)
    opened = listeners.ask("open", seconds=60)
    time.sleep(SETTLES)
    return {
        "opened": opened["there"],
        "open_seconds": round(opened["seconds"], 2),
        "open_cpu_us_per_stream": round((cpu_of(hub) - spent) / size.clients * 1e6, 1),
        "kb_per_stream": round((memory_of(hub) - memory) * 1024 / size.clients, 2),
        "rss_mb": round(_resident(served.processes()), 1),
    }


def _fan_out(
    served: Served,
    listeners: Program,
    size: Size,
    *,
    with_nchan: bool,
    with_loop: bool,
    tell: Callable[[str], None],
) -> dict[str, Fan]:
    """Let ours and the anchors take turns."""
    fans = {"ours": Fan(served, listeners, lambda: served.processes()[:1])}
    anchors: dict[str, type[Nchan] | type[Loop]] = {}
    if with_nchan:
        anchors["nchan"] = Nchan
    if with_loop:
        anchors["loop"] = Loop
    running: list[Any] = []
    try:
        for name, kind in anchors.items():
            anchor = kind().__enter__()
            running.append(anchor)
            memory = memory_of(anchor.processes())
            config = {"port": anchor.port, "targets": [kind.target] * size.clients}
            program = Program("listeners", config)
            running.append(program)
            program.ask("open", seconds=60)
            time.sleep(SETTLES)
            fans[name] = Fan(anchor, program, anchor.processes)
            tell(f"{name}: {(memory_of(anchor.processes()) - memory) * 1024 / size.clients:.2f} KB a stream")
        for one in fans.values():  # the first event of each is for warming up
            one.number += 1
            one.source.say(stamped(one.number, size.payload))
            one.listeners.ask("wait_last", n=1, seconds=SETTLES)
            one.listeners.ask("report")
        for turn in range(size.rounds):
            for name, one in fans.items():
                one.play(size)
                tell(f"round {turn + 1}, {name}: {one.figures()}")
    finally:
        for one_running in reversed(running):
            one_running.__exit__()
    return fans


def _ratios(fans: dict[str, Fan], found: dict[str, Any]) -> dict[str, Any]:
    ratios: dict[str, Any] = {}
    if "nchan" in fans:
        nchan = fans["nchan"].figures()
        ratios = {
            "nchan_p50_ms": nchan["p50_ms"],
            "nchan_p99_ms": nchan["p99_ms"],
            "nchan_cpu_us_per_delivery": nchan["cpu_us_per_delivery"],
            "ratio_p99": round(found["p99_ms"] / nchan["p99_ms"], 3),
            "ratio_cpu": round(found["cpu_us_per_delivery"] / nchan["cpu_us_per_delivery"], 3),
        }
    if "loop" in fans:
        loop = fans["loop"].figures()
        ratios["loop_p99_ms"] = loop["p99_ms"]
        ratios["loop_cpu_us_per_delivery"] = loop["cpu_us_per_delivery"]
        ratios["ratio_cpu_loop"] = round(found["cpu_us_per_delivery"] / loop["cpu_us_per_delivery"], 3)
    return ratios


def _click(served: Served, listeners: Program, size: Size) -> dict[str, Any]:
    """Let the chair take up items through the real page: form, commit, rendering, all screens."""
    path = f"/hoi-nghi/{served.hall['meeting']}/dieu-hanh/"
    every: list[list[float]] = []
    answers: list[float] = []
    listeners.ask("report")
    for turn in range(size.events + 1):
        status, page = served.get(path, served.hall["chair"])
        version = re.search(rb'name="version" value="(\d+)"', page)
        if status != 200 or version is None:
            return {"click_p99_ms": None}
        form = {
            "csrfmiddlewaretoken": SECRET,
            "idempotency_key": secrets.token_urlsafe(16),
            "step": "take_item",
            "about": served.hall["items"][turn % len(served.hall["items"])],
            "version": version[1].decode(),
        }
        begun = time.monotonic_ns()
        status = _post(served, path, form)
        if status not in {302, 303}:
            return {"click_p99_ms": None, "click_status": status}
        answers.append((time.monotonic_ns() - begun) / 1e6)
        listeners.ask("wait_unstamped", n=size.clients, seconds=10)
        told = listeners.ask("report")
        if turn:  # the first is for warming up
            every.append([(heard - begun) / 1e6 for heard in told["unstamped"]])
        time.sleep(size.pause)
    return {
        "click_p50_ms": round(statistics.median(_share(one, 0.5) for one in every), 1),
        "click_p99_ms": round(statistics.median(_share(one, 0.99) for one in every), 1),
        "click_answer_ms": round(statistics.median(answers[1:]), 1),
        "click_missed": sum(size.clients - len(one) for one in every),
    }


def _post(served: Served, path: str, form: dict[str, str]) -> int:
    line = http.client.HTTPConnection("localhost", served.port, timeout=30)
    try:
        cookies = f"nghisu={served.hall['chair']}; nghisu-csrf={SECRET}"
        kind = "application/x-www-form-urlencoded"
        line.request("POST", path, urllib.parse.urlencode(form), {"Cookie": cookies, "Content-Type": kind})
        answer = line.getresponse()
        answer.read()
        return answer.status
    finally:
        line.close()


def _storm(served: Served, listeners: Program, size: Size) -> dict[str, Any]:
    """Cut all streams at once, say three things meanwhile, and let all come back with their last id."""
    first = 1_000_000
    served.say(stamped(first, size.payload))
    listeners.ask("wait_last", n=first, seconds=10)
    listeners.ask("report")
    spent = cpu_of(served.processes()[:1])
    listeners.ask("storm")
    for number in (1, 2, 3):
        served.say(stamped(first + number, size.payload))
    listeners.tell("open", seconds=60)
    opened = listeners.line(90)
    back = listeners.ask("wait_last", n=first + 3, seconds=10)
    told = listeners.ask("report")
    return {
        "storm_seconds": round(opened["seconds"] + back["seconds"], 2),
        "storm_cpu_us_per_stream": round((cpu_of(served.processes()[:1]) - spent) / size.clients * 1e6, 1),
        "storm_back": opened["there"],
        "storm_missed": 3 * size.clients - told["received"] + told["doubled"],
        "storm_doubled": told["doubled"],
    }


def _reload(served: Served, size: Size) -> dict[str, Any]:
    """Let every device load the page of the meeting at once; the second time it is made already."""
    path = f"/hoi-nghi/{served.hall['meeting']}/"
    sessions = [point["session"] for point in served.hall["points"]]
    every = [sessions[number % len(sessions)] for number in range(size.clients)]
    config = {"port": served.port, "path": path, "sessions": every, "seconds": RELOAD_SECONDS}
    found: dict[str, Any] = {}
    for name in ("reload_cold", "reload"):
        spent = cpu_of(served.processes())
        with Program("reloads", config) as program:
            told = program.line(RELOAD_SECONDS + 30)
        found[f"{name}_seconds"] = told["seconds"]
        found[f"{name}_not_served"] = told["not_served"]
        found[f"{name}_cpu_ms"] = round((cpu_of(served.processes()) - spent) / size.clients * 1e3, 2)
    return found


def _check_in(served: Served, listeners: Program, size: Size) -> dict[str, Any]:
    """Check all points in through the real pages; kill the server when half of them are in."""
    path = f"/hoi-nghi/{served.hall['meeting']}/diem-cau/"
    devices = [
        {**point, "path": f"{path}{point['point']}/", "heads": number % 20 + 1}
        for number, point in enumerate(served.hall["points"])
    ]
    config = {"port": served.port, "devices": devices, "seconds": CHECK_IN_SECONDS}
    acknowledged: set[str] = set()
    refused = 0
    is_killed = False
    killed_for = 0.0
    with Program("devices", config) as program:
        while True:
            told = program.line(CHECK_IN_SECONDS + 30)
            if "acknowledged" in told:
                acknowledged.add(told["acknowledged"])
            elif "refused" in told:
                refused += 1
            else:
                break
            if not is_killed and len(acknowledged) >= size.points // 2:
                is_killed = True
                begun = time.monotonic()
                served.kill()
                if served.fault == "ack-early":
                    break  # what was acknowledged is gone; trying on would only hide it
                served.start()
                killed_for = time.monotonic() - begun
    if served.fault == "ack-early":
        served.start()
    back = listeners.ask("wait_open", seconds=30)
    stored = served.stored_reports()
    first = 2_000_000
    served.say(stamped(first, size.payload))
    in_step = listeners.ask("wait_last", n=first, seconds=15)
    lost = sum(1 for point in acknowledged if point not in stored)
    return {
        "lost": lost,
        "doubled": sum(count - 1 for count in stored.values()),
        "checked_in": len(acknowledged),
        "check_in_seconds": round(told.get("seconds", math.nan), 2),
        "check_ins_repeated": told.get("repeated", 0),
        "check_ins_refused": refused,
        "restart_seconds": round(killed_for, 2),
        "streams_back": back["there"],
        "streams_back_seconds": round(back["seconds"], 2),
        "in_step": in_step["there"],
    }
