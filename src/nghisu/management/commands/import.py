"""`nghisu import --whole OUT`: take what `nghisu export --whole` wrote into an empty instance."""

# ruff: noqa: N999 -- the file is called as the command is

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection
from django.utils.translation import gettext as _

from nghisu.config.ground import take_data
from nghisu.demo.filling import Bar
from nghisu.exchange.imports import whole as taking
from nghisu.management.commands.demo import bring_up_to_date
from nghisu.management.commands.export import read_passphrase
from nghisu.management.spoken import SpokenCommand
from nghisu.search.actions import index_everything


class Command(SpokenCommand):
    """Take a whole export in."""

    help = "Take a whole export into an empty data folder (NGHISU_DATA)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--whole", type=Path, required=True, help="the folder or .zip that export wrote")
        parser.add_argument(
            "--passphrase-file", type=Path, help="a file with the passphrase; without it, it is asked for"
        )

    def handle(self, *, whole: Path, passphrase_file: Path | None, **options: Any) -> None:
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
