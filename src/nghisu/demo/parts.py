"""The parts of the demo, in the order they are filled; each is made by the product's own actions."""

import datetime
import heapq
import importlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SEED = 20230421


def moment(text: str) -> datetime.datetime:
    """Return a moment in Việt Nam: ``moment("2023-04-21 15:00")``."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=HANOI)


Act = Callable[[datetime.datetime], object]


@dataclass
class Stage:
    """What the parts share: one seeded source of chance, what earlier parts made, and acts still to come.

    A part makes at once what stands before the quarter begins, and puts everything with a day of its own
    on the timeline: ``stage.later(moment("2023-02-03 09:00"), lambda at: accept(…, at=at))``. The acts of
    all parts are played in the order of their times, so that the record never runs backwards. An act may
    put further acts on the timeline, and finds in ``made`` what earlier acts left there.
    """

    tick: Callable[[int], None]
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 -- invented data, not a secret
    made: dict[str, Any] = field(default_factory=dict)
    _coming: list[tuple[datetime.datetime, int, Act]] = field(default_factory=list)
    _put: int = 0

    def later(self, at: datetime.datetime, act: Act) -> None:
        """Put an act on the timeline; it is called with its moment."""
        heapq.heappush(self._coming, (at, self._put, act))
        self._put += 1

    def play(self) -> None:
        """Do all acts in the order of their times."""
        while self._coming:
            at, _, act = heapq.heappop(self._coming)
            act(at)


@dataclass(frozen=True)
class Part:
    """One part: the module under nghisu.demo whose ``fill(stage)`` makes it, and its share of the bar."""

    module: str
    steps: int

    def fill(self, stage: Stage) -> None:
        """Make this part."""
        importlib.import_module(f"nghisu.demo.{self.module}").fill(stage)


PARTS: tuple[Part, ...] = (
    Part("organisation", 400),
    Part("documents", 60),
    Part("drafts", 60),
    Part("tasks", 300),
    Part("meetings", 600),
    Part("calling", 40),
    Part("attendance", 120),
    Part("floor", 1),
    Part("completing", 40),
    Part("minutes", 40),
    Part("ballots", 10),
    Part("secret", 2),
    Part("situation", 10),
    Part("synthesis", 4),
    Part("inspection", 8),
    Part("visits", 4),
    Part("contest", 20),
    Part("campaigns", 20),
    Part("reporting", 20),
    Part("handing", 1),
    Part("moving", 1),
    Part("afternoon", 1),
    Part("record", 1),
)


def fill_all(stage: Stage) -> None:
    """Fill every part in order, then play the timeline."""
    for part in PARTS:
        part.fill(stage)
        stage.tick(part.steps)
    stage.play()
