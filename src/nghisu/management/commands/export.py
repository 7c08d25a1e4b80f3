"""`nghisu export --out DIR`: every table as one CSV file, for counting and for taking the data elsewhere.

`nghisu export --whole OUT` writes everything, so that another instance can take it in.

UTF-8, comma, newline, one header row of column names, quoted as RFC 4180 says. An empty field is null and
`""` is empty text, as PostgreSQL's COPY reads it. Text stands as it is: this is no file for a spreadsheet,
whose programs would run a text beginning with "=". docs/formats.md says the rest.
"""

import datetime
import getpass
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.base import CommandError, CommandParser
from django.db import models, transaction
from django.utils.translation import gettext as _

from nghisu.demo.filling import Bar
from nghisu.exchange.exports.whole import write_to
from nghisu.exchange.rules.whole import new_passphrase
from nghisu.kit import clock
from nghisu.management.spoken import SpokenCommand
from nghisu.record.actions import give_out_tables, note_whole_export
from nghisu.record.queries.whole import one_moment
from nghisu.record.rules.line import moment_text

PREFIX = "nghisu_"
CHUNK = 2000
# Secrets, and what is made from other tables: neither belongs in a copy of the data.
TABLES_LEFT_OUT = {"receipt", "link", "searchentry", "secretserverkey"}
COLUMNS_LEFT_OUT = {("person", "password"), ("person", "last_login"), ("entry", "salt"), ("webhook", "salt")}
# What would collect a person's statements, voices, presence or absences over many meetings (H3). They stand
# in the signed minutes of each meeting, and nowhere else.
COLUMNS_LEFT_OUT |= {
    (table, "person_id") for table in ("statement", "turn", "presence", "summons", "circularanswer")
}


class Command(SpokenCommand):
    """Write all tables."""

    help = "Write every table into a folder, one CSV file each."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--out", type=Path, help="tables as CSV, into an empty or new folder")
        what.add_argument("--whole", type=Path, help="everything, into a new folder or a new .zip")
        parser.add_argument(
            "--passphrase-file",
            type=Path,
            help="for --whole: a file with the passphrase of the secrets; without it, one is made and shown",
        )

    def handle(self, *, out: Path | None, whole: Path | None, **options: Any) -> None:
        if whole is not None:
            self._whole(whole, options["passphrase_file"])
        elif out is not None:
            self._tables(out)

    def _whole(self, out: Path, passphrase_file: Path | None) -> None:
        made = "" if passphrase_file else new_passphrase()
        bar = Bar(_("Writing everything"), 1000, self.stderr._out)
        manifest = write_to(
            out,
            passphrase=made or read_passphrase(passphrase_file),
            at=clock.now(),
            tell=lambda done, total: bar.tick(done * bar.total // max(total, 1) - bar.done),
        )
        bar.finish()
        with transaction.atomic():
            note_whole_export(by=None, at=clock.now())
        rows = sum(int(one["rows"]) for one in manifest.tables.values())
        self.stdout.write(
            _("%(rows)d rows and %(parts)d parts are in %(place)s.")
            % {"rows": rows, "parts": len(manifest.files), "place": out}
        )
        if made:
            self.stdout.write(
                _("Passphrase: %(words)s\nIt is shown once; without it the export cannot be taken in.")
                % {"words": made}
            )

    def _tables(self, out: Path) -> None:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise CommandError(_("%(folder)s is not empty; name a new folder.") % {"folder": out})
        out.mkdir(parents=True, exist_ok=True)
        with transaction.atomic():
            give_out_tables(by=None, at=clock.now())
        with one_moment():
            for name, model in tables():
                self.stdout.write(f"{name}.csv\t{write_table(model, out / f'{name}.csv')}")


def read_passphrase(place: Path | None) -> str:
    """Return the passphrase from its file, or ask for it.

    :raises CommandError: if the file cannot be read
    """
    if place is None:
        return getpass.getpass(_("Passphrase: "))
    try:
        return place.read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise CommandError(f"{place}: {fault.strerror}") from None


def tables() -> Iterator[tuple[str, type[models.Model]]]:
    """Yield the name and model of every table that is written, in the order of their names."""
    found = apps.get_app_config("nghisu").get_models(include_auto_created=True)
    named = {model._meta.db_table.removeprefix(PREFIX): model for model in found}
    for name in sorted(named.keys() - TABLES_LEFT_OUT):
        yield name, named[name]


def columns_of(model: type[models.Model]) -> list[str]:
    """Return the columns of a table that are written."""
    table = model._meta.db_table.removeprefix(PREFIX)
    columns = [str(field.column) for field in model._meta.local_concrete_fields]
    return [column for column in columns if (table, column) not in COLUMNS_LEFT_OUT]


def write_table(model: type[models.Model], place: Path) -> int:
    """Write one table, row by row in the order of its key, and return how many rows it has."""
    columns, count = columns_of(model), 0
    rows = model._base_manager.order_by("pk").values_list(*columns)
    with place.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(columns) + "\n")
        for row in rows.iterator(chunk_size=CHUNK):
            file.write(",".join(map(cell, row)) + "\n")
            count += 1
    return count


def cell(value: Any) -> str:
    """Return a value as it stands between two commas."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return moment_text(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex() or '""'
    text = str(value)
    if text == "" or text != text.strip() or any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
