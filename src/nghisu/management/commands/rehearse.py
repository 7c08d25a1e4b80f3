"""`nghisu rehearse MEETING`: the two steps behind `./run --rehearsal`, which runs them and serves the copy.

`--copy-to` runs on the real data and writes them out; `--take-in` runs on the copy and makes it harmless.
The passphrase of what lies between comes on the standard input and is never written down.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from nghisu.config import rehearsal, training
from nghisu.config.accounts import resealed
from nghisu.demo.filling import Bar
from nghisu.exchange.actions.rehearsal import NotACopy, make_harmless, note_rehearsal
from nghisu.exchange.exports.whole import write_to
from nghisu.exchange.imports import whole as taking
from nghisu.exchange.queries.rehearsal import meeting_to_rehearse
from nghisu.exchange.rules.rehearsal import begins_at
from nghisu.kit import clock
from nghisu.management.commands.demo import bring_up_to_date
from nghisu.management.spoken import SpokenCommand
from nghisu.people.models import Person
from nghisu.search.actions import index_everything

SEALED_IN_FACTORS = ("secret", "seed")


class Command(SpokenCommand):
    """Copy the data for a rehearsal, or take the copy in."""

    requires_system_checks: list[str] = []
    help = "The steps of ./run --rehearsal MEETING; use that command instead of this one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("meeting", help="the id of the meeting")
        step = parser.add_mutually_exclusive_group(required=True)
        step.add_argument("--copy-to", type=Path, help="write the data out, into a new folder")
        step.add_argument("--take-in", type=Path, help="take in what was written out, into the copy")

    def handle(self, *, meeting: str, **options: Any) -> None:
        if options["take_in"] is not None and not settings.REHEARSAL:
            raise NotACopy
        passphrase = sys.stdin.read().strip()
        if options["copy_to"] is not None:
            self._copy(meeting, options["copy_to"], passphrase)
        else:
            self._take(meeting, options["take_in"], passphrase)

    def _copy(self, pk: str, out: Path, passphrase: str) -> None:
        meeting = meeting_to_rehearse(pk)
        bar = Bar(_("Copying the data"), 1000, self.stderr._out)
        write_to(out, passphrase=passphrase, at=clock.now(), tell=teller(bar))
        bar.finish()
        asked = os.environ.get(rehearsal.FOR, "")  # who pressed the button; nobody on a terminal
        person = Person.objects.filter(pk=asked).first() if asked else None
        note_rehearsal(meeting=meeting, person=person, at=clock.now())

    def _take(self, pk: str, parcel: Path, passphrase: str) -> None:
        bar = Bar(_("Preparing the rehearsal"), 1000, self.stderr._out)
        proved = taking.prove(
            taking.source_at(parcel), passphrase=passphrase, tell=lambda _done, _total: None
        )
        bring_up_to_date()
        taking.take_in(proved, index=index_everything, tell=teller(bar))
        make_harmless()
        reseal_factors(proved.hidden["key"])
        meeting = meeting_to_rehearse(pk)
        moment = begins_at(meeting.starts_at)
        clock.set_demo_time(moment)
        mark = Path(settings.DATA) / training.MARK
        mark.write_text(json.dumps({**training.said_of(Path(settings.DATA)), "moment": moment.isoformat()}))
        bar.finish()
        self.stdout.write(
            _("The rehearsal of “%(title)s” begins at %(hour)s.")
            % {"title": meeting.title, "hour": f"{moment.astimezone():%H:%M %d/%m/%Y}"}
        )


def teller(bar: Bar) -> Any:
    """Return what moves a bar of a thousand steps on."""

    def tell(done: int, total: int) -> None:
        bar.tick(done * bar.total // max(total, 1) - bar.done)

    return tell


def reseal_factors(key: str) -> None:
    """Seal the second factors with the copy's own key, so that people sign in as they do every day.

    :param key: the key of the installation they come from
    """
    for one in Authenticator.objects.all():
        sealed = {name: one.data[name] for name in SEALED_IN_FACTORS if name in one.data}
        if sealed:
            one.data |= {name: resealed(text, key) for name, text in sealed.items()}
            one.save(update_fields=["data"])
