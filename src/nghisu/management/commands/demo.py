"""`nghisu demo`: fill an empty data folder with the organisation of the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext

from nghisu.config.ground import take_data
from nghisu.demo import filling
from nghisu.demo.parts import PARTS
from nghisu.management.spoken import SpokenCommand

SCENES = ("session",)


class Command(SpokenCommand):
    """Fill an empty data folder with the demo; refuse to touch any other."""

    help = "Fill an empty data folder with the demo, in the state of the afternoon of 21 April 2023."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--scene", choices=SCENES, default=SCENES[0], help="the moment the demo stands at"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        take_data(settings.DATA)
        fill_with_bar(self.stderr)


def fill_with_bar(out: Any) -> None:
    """Fill the demo and show how far it is."""
    bar = filling.Bar(gettext("Filling the demo"), sum(part.steps for part in PARTS), out._out)
    filling.fill(folder=str(settings.DATA), tick=bar.tick)
    bar.finish()
    for module in filling.missing_parts():
        out.write(gettext("The part “%(part)s” is not in this installation.") % {"part": module})
