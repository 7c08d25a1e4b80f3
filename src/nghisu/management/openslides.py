"""`nghisu import --openslides FILE`: the meeting or roster of a file, with the account the pages show."""

import datetime
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nghisu.exchange.actions import openslides as meetings
from nghisu.exchange.imports import roster as reading
from nghisu.exchange.queries.openslides import units_for_meetings
from nghisu.exchange.queries.roster import Seat, prepared
from nghisu.exchange.rules import openslides as meeting_rules
from nghisu.exchange.rules import roster as rules
from nghisu.kit import clock, files, sheets
from nghisu.organisation.actions.importing import Source, import_roster
from nghisu.organisation.models import Unit
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

Write = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked on the command line.

    :param seat: of a roster, the office of everyone in it, with the kind of its body after a point
    :param is_sure: import; else only the account is written
    """

    file: Path
    unit: str
    username: str
    seat: str
    first: datetime.date | None
    document: str
    is_surname_first: bool
    is_sure: bool


def take(wanted: Wanted, write: Write) -> None:
    """Write the account of a file, line by line, and import it where that was asked.

    :raises CommandError: if the file, the person or the unit is not there, or something stands in the way
    """
    person = Person.objects.filter(username__iexact=wanted.username).first()
    if person is None:
        raise CommandError(_("Nobody has the username %(name)s.") % {"name": wanted.username})
    by = standing_of(person, clock.today())
    unit = Unit.objects.filter(code__iexact=wanted.unit).first()
    if unit is None:
        raise CommandError(_("No unit has the code %(code)s.") % {"code": wanted.unit})
    try:
        if wanted.file.stat().st_size > files.LARGEST:
            size = -(-wanted.file.stat().st_size // 2**20)
            raise files.FileTooLarge(name=wanted.file.name, megabytes=size, most=files.LARGEST // 2**20)
        content = wanted.file.read_bytes()
    except OSError as fault:
        raise CommandError(f"{wanted.file}: {fault.strerror}") from None
    if wanted.file.suffix.lower() == ".json":
        _meeting(wanted, content, unit, by, write)
    else:
        _roster(wanted, content, unit, by, write)
    if not wanted.is_sure:
        write(_("Nothing was imported. Add --yes to import it."))


def _meeting(wanted: Wanted, content: bytes, unit: Unit, by: Standing, write: Write) -> None:
    name = files.clean_file_name(wanted.file.name)
    if unit.pk not in {pk for pk, _name in units_for_meetings(by)}:
        raise CommandError(_not_yours(unit))
    file = meeting_rules.read(content, name=name)
    plan = file.plan(_)
    meetings.refuse_secrets(plan, name)
    source = Source(name, hashlib.sha256(content).hexdigest())
    meetings.refuse_second(source)
    write(f"{plan.title} ({plan.starts_at:%d/%m/%Y})")
    _write_account(
        ((f"{one.collection}: {one.count}", one.is_taken, one.words) for one in plan.account), write
    )
    for remark in plan.remarks:
        write(_(remark))
    taken = sum(one.count for one in plan.account if one.is_taken)
    _write_sum(sum(one.count for one in plan.account), taken, write)
    if wanted.is_sure:
        meetings.take_meeting(file=file, unit=unit, source=source, by=by, at=clock.now())
        write(_("The meeting was imported."))


def _roster(wanted: Wanted, content: bytes, unit: Unit, by: Standing, write: Write) -> None:
    office, _point, body = wanted.seat.partition(".")
    if (office, body) not in {(one, kind) for one, kind, _name in rules.seats_offered()}:
        offered = ", ".join(f"{one}.{kind}" if kind else one for one, kind, _name in rules.seats_offered())
        raise CommandError(
            _("--office says what everyone in the file is: %(offered)s") % {"offered": offered}
        )
    if not by.may("mandate.give", unit=unit.pk):
        raise CommandError(_not_yours(unit))
    checked = reading.check(SimpleUploadedFile(wanted.file.name, content))
    found = rules.read(reading.table_of(checked), name=checked.name, surname_first=wanted.is_surname_first)
    seat = Seat(unit.code, office, body, wanted.first or clock.today(), wanted.document)
    plan = prepared(found.names, found.left, seat=seat, by=by, day=clock.today())
    _write_account(
        ((f"{one.heading}: {one.filled}", one.is_taken, one.words) for one in found.columns), write
    )
    _write_account(((f"{one.number} {one.name}", one.is_taken, one.words) for one in plan.lines), write)
    _write_sum(len(plan.lines), plan.taken, write)
    if plan.faults:
        sentences = dict.fromkeys(sheets.what_is_wrong(one) for one in plan.faults)
        raise CommandError("\n".join(sentences))
    if wanted.is_sure:
        source = Source(checked.name, checked.sha256)
        import_roster(rows=plan.rows, document=wanted.document, source=source, by=by, at=clock.now())
        write(_("The roster was imported."))


def _not_yours(unit: Unit) -> str:
    return _("Your mandates do not let you do this for %(code)s.") % {"code": unit.code}


def _write_account(lines: Iterable[tuple[str, bool, str]], write: Write) -> None:
    for what, is_taken, words in lines:
        mark = _("taken") if is_taken else _("not taken")
        write(f"{what}\t{mark}\t{_(words)}")


def _write_sum(total: int, taken: int, write: Write) -> None:
    said = ngettext(
        "%(count)d line of the account: %(taken)d taken, %(left)d not taken.",
        "%(count)d lines of the account: %(taken)d taken, %(left)d not taken.",
        total,
    )
    write(said % {"count": total, "taken": taken, "left": total - taken})
