"""`nghisu jobs`: what the product does by itself, and doing it now."""

from typing import Any

from django.core.management.base import CommandParser

from nghisu.config.periodic import JOBS
from nghisu.kit import clock
from nghisu.management.spoken import SpokenCommand


class Command(SpokenCommand):
    """List the jobs with their intervals; with --run do one of them now."""

    help = "List what the product does by itself and how often; --run does one of them now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--run", choices=[job.name for job in JOBS], help="do this one now")

    def handle(self, *args: Any, **options: Any) -> None:
        for job in JOBS:
            if options["run"] is None:
                self.stdout.write(f"{job.name:<20} {job.every}")
            elif job.name == options["run"]:
                job.run(clock.now())
