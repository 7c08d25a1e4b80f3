"""Note that a meeting is rehearsed, where it is real; make its copy harmless, where it is a copy."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from nghisu.exchange.queries import whole as queries
from nghisu.exchange.rules.rehearsal import FILES_TAKEN_AWAY, TABLES_EMPTIED
from nghisu.kit.refusals import N_, Refusal
from nghisu.meetings.models import Meeting
from nghisu.people.models import Person
from nghisu.record.actions import note


class NotACopy(Refusal):
    """The data are real."""

    sentence = N_("These data are no copy for a rehearsal, so nothing is taken out of them.")


@transaction.atomic
def note_rehearsal(*, meeting: Meeting, person: Person | None, at: datetime) -> None:
    """Note in the real record that everything was copied so that the meeting can be rehearsed.

    :param person: who opened it on the meeting's page; nobody where it was a command on the server
    """
    note(verb="meeting.rehearsed", subject=meeting, by=person, at=at)


@transaction.atomic
def make_harmless() -> int:
    """Take out of a copy what reaches outside, lets programs in, or proves something; return how many rows.

    Tokens, webhooks, calendar and screen addresses, devices and messages under way, one-time links, the key
    of secret ballots and the signatures of the record go; its lines stay and are signed by a key of the copy.

    :raises NotACopy: if this is no rehearsal
    """
    if not settings.REHEARSAL:
        raise NotACopy
    every = {**queries.tables(), **queries.sealed_tables()}
    gone = sum(every[name]._base_manager.all().delete()[0] for name in TABLES_EMPTIED)
    transaction.on_commit(_take_keys_away)
    return gone


def _take_keys_away() -> None:
    for name in FILES_TAKEN_AWAY:
        (Path(settings.DATA) / name).unlink(missing_ok=True)
