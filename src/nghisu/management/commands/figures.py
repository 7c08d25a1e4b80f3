"""Print the figures of a unit's quarter as known on a day."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext

from nghisu.figures.queries import closed_on, closed_values, counts, quarter_figures, registry
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
        "the records it counts. With --of KIND KEY, the numbers on the pages of one thing, e.g. a "
        "programme. With --list, the definition of everything that is counted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", help="the unit's code")
        parser.add_argument("--quarter", help="2023-Q1")
        parser.add_argument("--of", nargs=2, metavar=("KIND", "KEY"), help="programme, and its key")
        parser.add_argument("--list", action="store_true", help="print every definition")
        parser.add_argument("--as-of", help="2023-04-21; without it, today")
        parser.add_argument("--code", help="one figure, with its records: done, units_accepted …")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["of"]:
            self._of(options)
            return
        asked = self._asked(options)
        if options["list"]:
            self._definitions(asked, options["json"])
        elif options["code"]:
            try:
                shown = registry.figure_shown(options["code"], asked, None)
            except UnknownIndicator as refusal:
                raise CommandError(sentence_of(refusal)) from refusal
            self._write(_one(shown), options["json"])
        elif options["json"]:
            self.stdout.write(json.dumps(_all(asked), ensure_ascii=False))
        else:
            self._print(asked)

    def _day(self, options: dict[str, Any]) -> date:
        try:
            return parse_day(options["as_of"]) if options["as_of"] else clock.today()
        except Refusal as refusal:
            raise CommandError(sentence_of(refusal)) from refusal

    def _asked(self, options: dict[str, Any]) -> Asked:
        if options["list"] and not options["unit"]:
            unit = Unit.objects.order_by("first", "code").first()
        else:
            unit = Unit.objects.filter(code=options["unit"]).first()
        if unit is None:
            raise CommandError(gettext("There is no unit “%(code)s”.") % {"code": options["unit"] or ""})
        as_of = self._day(options)
        if options["list"] and not options["quarter"]:
            return Asked(unit, Quarter.of(as_of), as_of)
        try:
            quarter = Quarter.parse(options["quarter"] or "")
        except Refusal as refusal:
            raise CommandError(sentence_of(refusal)) from refusal
        return Asked(unit, quarter, as_of)

    def _definitions(self, asked: Asked, as_json: bool) -> None:
        found = [
            {
                "code": code,
                "name": gettext(one.name),
                "measure": gettext(one.unit),
                "kind": one.kind.value,
                "definition": gettext(one.definition),
                "sums_to": gettext(one.sums_to),
                "source": gettext(source.name),
            }
            for source, one, code in counts.all_definitions(asked)
        ]
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        wide = max(len(one["code"]) for one in found)
        for one in found:
            self.stdout.write(f"{one['code']:<{wide}}  {one['source']}: {one['name']}. {one['definition']}")

    def _of(self, options: dict[str, Any]) -> None:
        kind, key = options["of"]
        day = self._day(options)
        found = counts.counts_of(kind, key, standing=counts.whole_standing(day), day=day)
        if options["code"]:
            found = [one for one in found if options["code"] in {one.code, one.indicator.code}]
        if not found:
            raise CommandError(gettext("There is no figure “%(code)s”.") % {"code": f"{kind} {key}"})
        if options["json"]:
            self.stdout.write(json.dumps([_count(one) for one in found], ensure_ascii=False))
            return
        for one in found:
            self.stdout.write(f"{one.code}  {gettext(one.indicator.name)}  {_number(one.value)}")
            if options["code"]:
                self._records(_records(one.records))

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
        self._records(found["records"])

    def _records(self, found: list[dict[str, Any]]) -> None:
        for record in found:
            self.stdout.write(f"  {record['kind']}  {record['label']}  {record['words']}  {record['amount']}")


def _count(shown: counts.ShownCount) -> dict[str, Any]:
    return {
        "of": shown.kind.kind,
        "key": shown.about.key,
        "thing": shown.about.title,
        "as_of": shown.as_of.isoformat(),
        "code": shown.code,
        "name": gettext(shown.indicator.name),
        "definition": gettext(shown.indicator.definition),
        "value": _number(shown.value),
        "records": _records(shown.records),
    }


def _one(shown: registry.Shown) -> dict[str, Any]:
    return {
        "unit": shown.asked.unit.code,
        "quarter": str(shown.asked.quarter),
        "as_of": shown.asked.as_of.isoformat(),
        "code": shown.indicator.code,
        "name": gettext(shown.indicator.name),
        "definition": gettext(shown.indicator.definition),
        "value": _number(shown.value),
        "records": _records(shown.records),
    }


def _records(found: list[registry.Counted]) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "id": one.pk,
            "label": one.label,
            "words": one.words,
            "day": one.day.isoformat() if one.day else None,
            "amount": _number(one.amount),
        }
        for one in found
    ]


def _number(value: registry.Number) -> int | float:
    return int(value) if value == int(value) else float(value)


def _all(asked: Asked) -> dict[str, Any]:
    found = quarter_figures(unit=asked.unit, quarter=asked.quarter, as_of=asked.as_of, standing=None)
    values = registry.values_of(asked)
    closed = closed_on(asked.unit, asked.quarter.year, day=asked.as_of).get(asked.quarter)
    frozen = closed_values(asked.unit, asked.quarter.year) if closed else {}
    return {
        "unit": found.unit.code,
        "quarter": str(found.quarter),
        "as_of": found.as_of.isoformat(),
        "planned": found.planned,
        "arising": found.arising,
        "total": found.total,
        "figures": {code: _number(value) for code, value in values.items()},
        "closed_on": closed.isoformat() if closed else None,
        "closed": {code: value for (quarter, code), value in frozen.items() if quarter == asked.quarter},
        "records": [
            {
                "code": span.task.code,
                "origin": span.origin,
                "accepted_on": span.accepted_on.isoformat(),
            }
            for span in found.figure("done").records
        ],
    }
