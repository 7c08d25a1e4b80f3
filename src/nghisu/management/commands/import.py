"""`nghisu import --whole OUT`: take what `nghisu export --whole` wrote into an empty instance.

`nghisu import --openslides FILE` takes a meeting or a roster of OpenSlides into an instance that is at work.
"""

# ruff: noqa: N999 -- the file is called as the command is

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from nghisu.config.ground import take_data
from nghisu.demo.filling import Bar
from nghisu.exchange.imports import whole as taking
from nghisu.management.commands.demo import bring_up_to_date
from nghisu.management.commands.export import read_passphrase
from nghisu.management.openslides import Wanted, take
from nghisu.management.spoken import SpokenCommand
from nghisu.search.actions import index_everything


class Command(SpokenCommand):
    """Take a whole export in, or a file of OpenSlides."""

    help = "Take a whole export into an empty data folder (NGHISU_DATA), or a file of OpenSlides into a unit."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--whole", type=Path, help="the folder or .zip that export wrote")
        what.add_argument(
            "--openslides", type=Path, help="a meeting (.json), or accounts or participants (.csv, .xlsx)"
        )
        parser.add_argument(
            "--passphrase-file", type=Path, help="a file with the passphrase; without it, it is asked for"
        )
        parser.add_argument("--unit", help="for --openslides: the code of the unit, for example DUK")
        parser.add_argument(
            "--by", help="for --openslides: the username of who imports; the rights are theirs"
        )
        parser.add_argument(
            "--office", default="", help="of a roster: the office of everyone in it, e.g. member.executive"
        )
        parser.add_argument(
            "--first", type=datetime.date.fromisoformat, help="of a roster: the first day (today), 2023-04-21"
        )
        parser.add_argument("--document", default="", help="of a roster: the document that decides it")
        parser.add_argument(
            "--given-name-first", action="store_true", help="of a roster: “An Nguyễn” instead of “Nguyễn An”"
        )
        parser.add_argument(
            "--yes", action="store_true", help="for --openslides: import; without it, the account is shown"
        )

    def handle(self, *, whole: Path | None, openslides: Path | None, **options: Any) -> None:
        if openslides is not None:
            self._openslides(openslides, **options)
        elif whole is not None:
            self._whole(whole, options["passphrase_file"])

    def _openslides(self, file: Path, **options: Any) -> None:
        if not options["unit"] or not options["by"]:
            raise CommandError(_("Name the unit and who imports: --unit DUK --by USERNAME."))
        wanted = Wanted(
            file=file,
            unit=options["unit"],
            username=options["by"],
            seat=options["office"],
            first=options["first"],
            document=options["document"],
            is_surname_first=not options["given_name_first"],
            is_sure=options["yes"],
        )
        take(wanted, self.stdout.write)

    def _whole(self, whole: Path, passphrase_file: Path | None) -> None:
        take_data(Path(settings.DATA))
        proved = self._proved(whole, passphrase_file)
        if not connection.introspection.table_names():
            bring_up_to_date()
        bar = Bar(_("Taking the data in"), 1000, self.stderr._out)
        rows = _take(proved, bar)
        bar.finish()
        self.stdout.write(
            self.style.SUCCESS(
                _("%(rows)d rows and %(files)d files are here, and the record holds.")
                % {"rows": rows, "files": _count_files(proved)}
            )
        )
        if not _keep_key(proved):
            self.stdout.write(
                _(
                    "NGHISU_SECRET_KEY differs from the key of the exporting instance: one-time links and "
                    "second factors made there do not work here."
                )
            )

    def _proved(self, place: Path, passphrase_file: Path | None) -> taking.Proved:
        taking.check_place()
        source = taking.source_at(place)
        bar = Bar(_("Proving every byte"), 1000, self.stderr._out)
        proved = taking.prove(source, passphrase=read_passphrase(passphrase_file), tell=_teller(bar))
        bar.finish()
        return proved


def _teller(bar: Bar) -> Any:
    def tell(done: int, total: int) -> None:
        bar.tick(done * bar.total // max(total, 1) - bar.done)

    return tell


def _take(proved: taking.Proved, bar: Bar) -> int:
    return taking.take_in(proved, index=index_everything, tell=_teller(bar))


def _keep_key(proved: taking.Proved) -> bool:
    return taking.keep_key(proved)


def _count_files(proved: taking.Proved) -> int:
    return sum(path.startswith("files/") for path in proved.manifest.files)
