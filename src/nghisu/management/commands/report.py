"""`nghisu report`: write the quarterly report of a unit in the official form of its day."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils.translation import gettext as _

from nghisu.documents.rules import form_check
from nghisu.documents.rules.forms import profile_on
from nghisu.kit import clock, docx, pdf
from nghisu.kit.periods import Quarter
from nghisu.management.spoken import SpokenCommand
from nghisu.reporting.queries import reports as queries


class Command(SpokenCommand):
    """The quarterly report as a file."""

    help = (
        "Write the quarterly report of a unit as .docx (or .pdf), and check it against the form of its day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--unit", required=True, help="the code of the unit, such as DUK")
        parser.add_argument("--quarter", required=True, help="the quarter, such as 2023-Q1")
        parser.add_argument("--out", required=True, type=Path, help="the file to write, .docx or .pdf")
        parser.add_argument(
            "--as-of", type=date.fromisoformat, help="figures as known on this day, such as 2023-04-21"
        )

    def handle(self, *, unit: str, quarter: str, out: Path, as_of: date | None, **options: Any) -> None:
        if out.suffix not in {".docx", ".pdf"}:
            raise CommandError(_("%(file)s: give a name that ends with .docx or .pdf.") % {"file": out})
        found = queries.unit_called(unit)
        if found is None:
            raise CommandError(_("There is no unit with the code %(code)s.") % {"code": unit})
        wanted = Quarter.parse(quarter)
        report = queries.report_of(found, wanted)
        if report is not None and (as_of is None or as_of == report.as_of):
            paper, form, as_of = queries.paper_of(report), queries.form_of(report), report.as_of
        else:
            as_of = as_of or min(clock.today(), wanted.next.last)
            paper, form = queries.new_paper(found, wanted, as_of), profile_on(as_of)
        content = docx.write(paper, form)
        out.write_bytes(pdf.write(paper, form) if out.suffix == ".pdf" else content)
        faults = form_check.faults(form_check.check(content, form))
        for fault in faults:
            self.stderr.write(f"{_(fault.name)}: {fault.expected} ≠ {fault.found}")
        if faults:
            raise CommandError(_("The paper does not agree with %(form)s.") % {"form": form.name})
        self.stdout.write(
            _("%(file)s: figures as of %(day)s, official form %(form)s.")
            % {"file": out, "day": as_of.strftime("%d/%m/%Y"), "form": form.name}
        )
