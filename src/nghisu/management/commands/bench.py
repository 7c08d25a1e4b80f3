"""`nghisu bench WHAT`: measure a figure of the product with its anchor in the same run."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext

from nghisu.bench import badline, tasks
from nghisu.bench.anchors import Loop, Nchan
from nghisu.bench.live import Size, measure
from nghisu.bench.saboteur import FAULTS
from nghisu.kit.refusals import N_
from nghisu.management.benches import votes
from nghisu.management.spoken import SpokenCommand

NO_COMPILER = N_("There is no C compiler on this machine.")
MISSED = N_("A figure was missed; see above.")


class Command(SpokenCommand):
    """nghisu bench live [--anchor] [--json] [--sabotage drop-one]; nghisu bench link; bench votes."""

    help = "Measure streams to thousands of listeners, check-in of all points, and a killed server."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["live", "link", "votes", "tasks"])
        parser.add_argument("--clients", type=int, help="how many streams are open (5210; link: 521)")
        parser.add_argument("--points", type=int, default=521, help="how many points check in")
        parser.add_argument("--events", type=int, default=10, help="events in a round")
        parser.add_argument("--rounds", type=int, default=3, help="how often ours and the anchor take turns")
        parser.add_argument("--payload", type=int, default=300, help="bytes of an event's text")
        parser.add_argument("--anchor", action="store_true", help="beside Debian's nginx with nchan")
        parser.add_argument("--loop", action="store_true", help="beside a bare loop of send() in C")
        parser.add_argument("--sabotage", choices=FAULTS, default="", help="put a fault in; it must show")
        parser.add_argument("--cuts", type=int, default=10, help="link: how often the line is cut")
        parser.add_argument("--scale", type=float, default=1.0, help="link: shortens all its times")
        parser.add_argument(
            "--tasks", type=int, default=1_000_000, help="tasks: how many, and a tenth of them"
        )
        parser.add_argument("--devices", type=int, default=5000, help="votes: how many devices vote")
        parser.add_argument("--json", action="store_true", help="print nothing but one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["anchor"] and not Nchan.is_there():
            self.stderr.write(gettext("nginx with nchan is not installed (libnginx-mod-nchan)."))
            sys.exit(2)
        if options["loop"] and not Loop.is_there():
            raise CommandError(NO_COMPILER)
        if options["what"] == "tasks":
            small = tasks.measure(options["tasks"] // 10, tell=self._teller(options))
            large = tasks.measure(options["tasks"], tell=self._teller(options))
            self._print({"small": small, "large": large, **tasks.compared(small, large)}, options)
            return
        if options["what"] == "votes":
            if not votes.run(self.stdout.write, devices=options["devices"]):
                raise CommandError(MISSED)
            return
        if options["what"] == "link":
            plan = badline.Plan(options["clients"] or 521, options["cuts"], options["scale"])
            self._print(badline.measure(plan, tell=self._teller(options)), options)
            return
        options["clients"] = options["clients"] or 5210
        size = Size(**{name: options[name] for name in ("clients", "points", "events", "rounds", "payload")})
        found = measure(
            size,
            fault=options["sabotage"],
            with_nchan=options["anchor"],
            with_loop=options["loop"],
            tell=self._teller(options),
        )
        self._print(found, options)

    def _teller(self, options: dict[str, Any]) -> Callable[[str], None]:
        return lambda words: None if options["json"] else self.stderr.write(words)

    def _print(self, found: dict[str, Any], options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            for name, value in found.items():
                self.stdout.write(f"{name:<28} {value}")
