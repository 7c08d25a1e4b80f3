"""`nghisu backup key | write | check | restore`: sealed copies of the whole installation."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connection, transaction
from django.utils.formats import localize
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from nghisu.config import backup, snapshot
from nghisu.config.ground import take_data
from nghisu.kit import clock
from nghisu.management.commands.demo import lay_out
from nghisu.management.spoken import SpokenCommand
from nghisu.record.actions import note_backup
from nghisu.record.queries.whole import check_record


class Command(SpokenCommand):
    """Copies on the command line."""

    help = "Make the key (key), write a copy (write), read one through (check), restore one (restore)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        doings = parser.add_subparsers(dest="doing", required=True)
        key = doings.add_parser("key", help="make the key that opens copies; keep it away from the data")
        key.add_argument("--out", type=Path, required=True, help="a new file outside the data folder")
        write = doings.add_parser("write", help="write a sealed copy while the server goes on")
        write.add_argument("--out", type=Path, required=True, help="a new file")
        for name, words in (
            ("check", "read a copy to its end and write nothing"),
            ("restore", "restore a copy into an empty data folder (NGHISU_DATA)"),
        ):
            doing = doings.add_parser(name, help=words)
            doing.add_argument("copy", type=Path)
            doing.add_argument("--key", type=Path, required=True, help="the file that `backup key` wrote")

    def handle(self, *, doing: str, **options: Any) -> None:
        match doing:
            case "key":
                self._key(options["out"])
            case "write":
                self._write(options["out"])
            case "check":
                self._check(options["copy"], options["key"])
            case _:
                self._restore(options["copy"], options["key"])

    def _key(self, out: Path) -> None:
        key = backup.make_key(out, data=Path(settings.DATA))
        self.stdout.write(
            _("The key %(key)s is in %(file)s. Without it no copy can be read: keep it in two safe places.")
            % {"key": backup.fingerprint(key), "file": out}
        )

    def _write(self, out: Path) -> None:
        at = clock.now()
        manifest = {
            "made_at": at.isoformat(timespec="seconds"),
            "database": connection.vendor,
            "migrations": snapshot.applied(),
        }
        written = backup.write_copy(
            out, data=Path(settings.DATA), manifest=manifest, database=snapshot.write_database
        )
        with transaction.atomic():
            note_backup(at=at)
        self.stdout.write(
            self.style.SUCCESS(
                _("%(files)d files are in %(file)s, %(size)s MB.")
                % {"files": written.files, "file": out, "size": localize(round(written.size / 1e6, 1))}
            )
        )

    def _check(self, copy: Path, key: Path) -> None:
        with backup.opened(copy, backup.read_key(key)) as (manifest, tape, opening):
            count = backup.read_copy(tape, opening, into=None)
        self._tell(_("The copy of %(moment)s is whole: %(files)d files."), manifest, count)

    def _restore(self, copy: Path, key: Path) -> None:
        data = Path(settings.DATA)
        take_data(data)
        snapshot.check_place(data)
        with backup.draft_folder(data) as draft:
            with backup.opened(copy, backup.read_key(key)) as (manifest, tape, opening):
                snapshot.check_kind(manifest)
                count = backup.read_copy(tape, opening, into=draft)
            snapshot.put_back(draft / backup.DATABASE, manifest, lay_out=lay_out)
            backup.move_in(draft, data)
        report = check_record()
        if not report.is_green:
            raise CommandError(
                _("The copy was restored, but its record was changed in %(count)d places before it was made.")
                % {"count": len(report.faults)}
            )
        self._tell(
            _("The copy of %(moment)s is restored: %(files)d files, and a record that holds."),
            manifest,
            count,
        )

    def _tell(self, words: str, manifest: dict[str, Any], count: int) -> None:
        moment = localtime(datetime.datetime.fromisoformat(manifest["made_at"]))
        said = {"moment": f"{moment:%H:%M %d/%m/%Y}", "files": count}
        self.stdout.write(self.style.SUCCESS(words % said))
