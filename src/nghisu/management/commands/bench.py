"""`nghisu bench WHAT`: measure a figure of the product with its anchor in the same run."""

from typing import Any

from django.core.management.base import CommandError, CommandParser

from nghisu.kit.refusals import N_
from nghisu.management.benches import votes
from nghisu.management.spoken import SpokenCommand

MISSED = N_("A figure was missed; see above.")


class Command(SpokenCommand):
    """Measure votes on devices."""

    requires_system_checks: list[str] = []
    help = "Measure a figure of the product with its anchor in the same run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["votes"])
        parser.add_argument("--devices", type=int, default=5000)

    def handle(self, *args: Any, **options: Any) -> None:
        if not votes.run(self.stdout.write, devices=options["devices"]):
            raise CommandError(MISSED)
