"""`nghisu record verify | export | sign`: check the record, give out a copy, sign where it stands."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction
from django.utils.translation import gettext as _

from nghisu.kit import clock
from nghisu.management.spoken import SpokenCommand
from nghisu.record.actions import give_out_copy
from nghisu.record.exports import write_folder
from nghisu.record.jobs import hourly
from nghisu.record.queries.keys import verifier
from nghisu.record.queries.whole import check_record
from nghisu.record.rules.audit import Report
from nghisu.record.rules.copy_audit import audit_copy


class Command(SpokenCommand):
    """The record on the command line."""

    help = "Check the record (verify), give out a copy of it (export), or sign where it stands (sign)."

    def add_arguments(self, parser: CommandParser) -> None:
        doings = parser.add_subparsers(dest="doing", required=True)
        verify = doings.add_parser("verify", help="check the database, or a copy in a folder")
        verify.add_argument("folder", nargs="?", type=Path, help="a copy made by `record export`")
        export = doings.add_parser("export", help="write a copy that anyone can check")
        export.add_argument("--out", type=Path, required=True, help="an empty or new folder")
        doings.add_parser("sign", help="sign a checkpoint and delete old receipts; for a timer")

    def handle(self, *, doing: str, **options: Any) -> None:
        match doing:
            case "verify":
                self._verify(options["folder"])
            case "export":
                self._export(options["out"])
            case _:
                hourly(at=clock.now())
                self.stdout.write(str(verifier()))

    def _verify(self, folder: Path | None) -> None:
        if folder is None:
            self._say(check_record())
        elif not folder.is_dir():
            raise CommandError(_("There is no folder %(folder)s.") % {"folder": folder})
        else:
            found = [place for place in sorted(folder.rglob("*")) if not place.is_dir()]
            paths = [place.relative_to(folder).as_posix() for place in found]
            self._say(audit_copy(paths, lambda path: (folder / path).read_bytes(), verifier()))

    def _say(self, report: Report) -> None:
        """Say what was found; exit 1 where anything was changed."""
        for fault in report.faults:
            self.stdout.write(self.style.ERROR(_(fault.sentence) % fault.values))
        if not report.is_green:
            raise CommandError(_("The record was changed: %(count)d faults.") % {"count": len(report.faults)})
        self.stdout.write(
            self.style.SUCCESS(
                _("The record holds: %(lines)d lines, signed up to %(signed)d, words erased of %(erased)d.")
                % {"lines": report.size, "signed": report.signed_size or 0, "erased": report.erased}
            )
        )

    def _export(self, out: Path) -> None:
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise CommandError(_("%(folder)s is not empty; name a new folder.") % {"folder": out})
        with transaction.atomic():
            checkpoint = give_out_copy(by=None, at=clock.now())
        write_folder(checkpoint, out)
        self.stdout.write(
            _("%(lines)d lines were written to %(folder)s.") % {"lines": checkpoint.size, "folder": out}
        )
