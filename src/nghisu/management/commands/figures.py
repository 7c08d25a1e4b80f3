"""Print the figures of a unit's quarter as known on a day."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from nghisu.figures.queries import quarter_figures, registry
from nghisu.figures.queries.registry import Asked
from nghisu.figures.rules.indicators import UnknownIndicator
from nghisu.kit import clock
from nghisu.kit.language import parse_day
from nghisu.kit.pages import sentence_of
from nghisu.kit.periods import Quarter
from nghisu.kit.refusals import Refusal
from nghisu.organisation.models import Unit


class Command(BaseCommand):
    """nghisu figures --unit DUK --quarter 2023-Q1 --as-of 2023-04-21 [--code done] [--json]."""

    help = (
        "Print every registered figure of a unit's quarter as known on a day; with --code, one figure with "
        "the records it counts."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", required=True, help="the unit's code")
        parser.add_argument("--quarter", required=True, help="2023-Q1")
        parser.add_argument("--as-of", help="2023-04-21; without it, today")
        parser.add_argument("--code", help="one figure, with its records: done, units_accepted …")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        asked = self._asked(options)
        if options["code"]:
            try:
                shown = registry.figure_shown(options["code"], asked, None)
            except UnknownIndicator as refusal:
                raise CommandError(sentence_of(refusal)) from refusal
            self._write(_one(shown), options["json"])
        elif options["json"]:
            self.stdout.write(json.dumps(_all(asked), ensure_ascii=False))
        else:
            self._print(asked)

    def _asked(self, options: dict[str, Any]) -> Asked:
        unit = Unit.objects.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(gettext("There is no unit “%(code)s”.") % {"code": options["unit"]})
        try:
            quarter = Quarter.parse(options["quarter"])
            as_of = parse_day(options["as_of"]) if options["as_of"] else clock.today()
        except Refusal as refusal:
            raise CommandError(sentence_of(refusal)) from refusal
        return Asked(unit, quarter, as_of)

    def _print(self, asked: Asked) -> None:
        self.stdout.write(f"{asked.unit.code} {asked.quarter} {asked.as_of.isoformat()}")
        values = registry.values_of(asked)
        rows = [
            (code, gettext(what.name), values[code])
            for code, (_source, what) in registry.definitions(asked).items()
            if code in values
        ]
        wide, names = max(len(row[0]) for row in rows), max(len(row[1]) for row in rows)
        for code, name, value in rows:
            self.stdout.write(f"{code:<{wide}}  {name:<{names}}  {value:>8}")

    def _write(self, found: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        self.stdout.write(f"{found['code']}  {found['name']}  {found['value']}")
        for record in found["records"]:
            self.stdout.write(f"  {record['kind']}  {record['label']}  {record['words']}  {record['amount']}")


def _one(shown: registry.Shown) -> dict[str, Any]:
    return {
        "unit": shown.asked.unit.code,
        "quarter": str(shown.asked.quarter),
        "as_of": shown.asked.as_of.isoformat(),
        "code": shown.indicator.code,
        "name": gettext(shown.indicator.name),
        "definition": gettext(shown.indicator.definition),
        "value": _number(shown.value),
        "records": [
            {
                "kind": one.kind,
                "id": one.pk,
                "label": one.label,
                "words": one.words,
                "day": one.day.isoformat() if one.day else None,
                "amount": _number(one.amount),
            }
            for one in shown.records
        ],
    }


def _number(value: registry.Number) -> int | float:
    return int(value) if value == int(value) else float(value)


def _all(asked: Asked) -> dict[str, Any]:
    found = quarter_figures(unit=asked.unit, quarter=asked.quarter, as_of=asked.as_of, standing=None)
    values = registry.values_of(asked)
    return {
        "unit": found.unit.code,
        "quarter": str(found.quarter),
        "as_of": found.as_of.isoformat(),
        "planned": found.planned,
        "arising": found.arising,
        "total": found.total,
        "figures": {code: _number(value) for code, value in values.items()},
        "records": [
            {
                "code": span.task.code,
                "origin": span.origin,
                "accepted_on": span.accepted_on.isoformat(),
            }
            for span in found.figure("done").records
        ],
    }
