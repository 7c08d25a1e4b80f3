"""The parts of the demo, in the order they are filled; each is made by the product's own actions."""

import datetime
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


@dataclass
class Stage:
    """What the parts share: one seeded source of chance, and what earlier parts made, by name."""

    tick: Callable[[int], None]
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 -- invented data, not a secret
    made: dict[str, Any] = field(default_factory=dict)


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
    Part("tasks", 300),
    Part("meetings", 600),
    Part("reporting", 20),
)
