"""Fill an empty data folder with the demo, whole or not at all."""

import importlib.util
import sys
from collections.abc import Callable
from typing import Any, TextIO

from django.db import transaction
from django.utils import translation

from nghisu.demo.parts import PARTS, Part, Stage, moment
from nghisu.kit import clock
from nghisu.kit.refusals import N_, Refusal
from nghisu.people.models import Person

DEMO_MOMENT = moment("2023-04-21 15:00")
WIDTH = 32


class FolderNotEmpty(Refusal):
    """There are people in the data already."""

    sentence = N_(
        "The data in %(folder)s is not empty, and the demo never touches data that is there. Choose an "
        "empty folder with NGHISU_DATA."
    )


def is_empty() -> bool:
    """Tell whether nobody was ever entered."""
    return not Person.objects.exists()


def missing_parts() -> list[str]:
    """Return the parts whose module is not in this installation."""
    return [part.module for part in PARTS if importlib.util.find_spec(f"nghisu.demo.{part.module}") is None]


LARGE = Part("large", 490_000)


def fill(*, folder: str, tick: Callable[[int], None], parts: tuple[Part, ...] = PARTS) -> Stage:
    """Make every part in one transaction, and set the clock to the afternoon of the session.

    With the part LARGE at the end there is a great deal of work for measuring, too.

    :raises FolderNotEmpty: if there is data
    """
    stage = Stage(tick=tick)
    absent = missing_parts()
    with translation.override("vi"), transaction.atomic():
        if not is_empty():
            raise FolderNotEmpty(folder=folder)
        for part in parts:
            if part.module in absent:
                tick(part.steps)
            else:
                part.fill(stage)
            if part is PARTS[-1]:
                stage.play()
        clock.set_demo_time(DEMO_MOMENT)
    return stage


class Bar:
    """A progress bar on a terminal; elsewhere one line for every tenth."""

    def __init__(self, words: str, total: int, out: TextIO | Any = None) -> None:
        self.words = words
        self.total = total
        self.out = out or sys.stderr
        self.done = 0
        self._shown = -1

    def tick(self, steps: int = 1) -> None:
        """Go on by some steps."""
        self.done = min(self.total, self.done + steps)
        self._show()

    def finish(self) -> None:
        """Show it full, however the steps were estimated."""
        self.done = self.total
        self._show()
        if self.out.isatty():
            self.out.write("\n")

    def _show(self) -> None:
        share = self.done / self.total
        if self.out.isatty():
            filled = int(share * WIDTH)
            if filled != self._shown:
                bar = "█" * filled + "·" * (WIDTH - filled)
                self.out.write(f"\r{self.words} {bar} {share:4.0%}")
                self.out.flush()
                self._shown = filled
        elif int(share * 10) != self._shown:
            self._shown = int(share * 10)
            self.out.write(f"{self.words} {self._shown * 10} %\n")
            self.out.flush()
