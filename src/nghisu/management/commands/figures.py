"""Print the figures of a unit's quarter as known on a day."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from nghisu.figures.queries import QuarterFigures, quarter_figures
from nghisu.kit import clock
from nghisu.kit.language import parse_day
from nghisu.kit.pages import sentence_of
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Refusal
from nghisu.organisation.models import Unit


class Command(BaseCommand):
    """nghisu figures --unit DUK --quarter 2023-Q1 --as-of 2023-04-21 --json."""

    help = "Print the figures of a unit's quarter as known on a day, with the records they count."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, help="the unit's code")
        parser.add_argument("--quarter", required=True, help="2023-Q1")
        parser.add_argument("--as-of", help="2023-04-21; without it, today")
        parser.add_argument("--json", action="store_true", help="print the tasks done as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        unit = Unit.objects.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(gettext("There is no unit “%(code)s”.") % {"code": options["unit"]})
        try:
            quarter = Quarter.parse(options["quarter"])
            as_of = parse_day(options["as_of"]) if options["as_of"] else clock.today()
        except Refusal as refusal:
            raise CommandError(sentence_of(refusal)) from refusal
        found = quarter_figures(unit=unit, quarter=quarter, as_of=as_of, standing=None)
        if options["json"]:
            self.stdout.write(json.dumps(_done(found), ensure_ascii=False))
        else:
            self._print(found)

    def _print(self, found: QuarterFigures) -> None:
        self.stdout.write(f"{found.unit.code} {found.quarter} {found.as_of.isoformat()}")
        width = max(len(gettext(one.indicator.name)) for one in found.figures)
        for one in found.figures:
            self.stdout.write(f"{gettext(one.indicator.name):<{width}}  {one.value:>8}")


def _done(found: QuarterFigures) -> dict[str, Any]:
    return {
        "unit": found.unit.code,
        "quarter": str(found.quarter),
        "as_of": found.as_of.isoformat(),
        "planned": found.planned,
        "arising": found.arising,
        "total": found.total,
        "records": [
            {
                "code": span.task.code,
                "origin": span.origin,
                "accepted_on": span.accepted_on.isoformat(),
            }
            for span in found.figure("done").records
        ],
    }
