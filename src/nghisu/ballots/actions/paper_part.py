"""The papers beside a vote on devices: read by two or three who count, each alone, then added."""

from datetime import datetime

from django.db import transaction

from nghisu.ballots.actions.casting import into_count, names_of
from nghisu.ballots.actions.entries import SheetTotals
from nghisu.ballots.actions.forgetting import forget
from nghisu.ballots.actions.papers import require_counter
from nghisu.ballots.models import PaperReading, SecretPoll
from nghisu.ballots.queries.electronic import papers_may_be_mended
from nghisu.ballots.queries.readings import readings_of
from nghisu.ballots.rules import electronic as rules
from nghisu.ballots.rules import readings
from nghisu.ballots.rules.entries import ReasonMissing
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def read_papers(
    *, poll: SecretPoll, totals: SheetTotals, device: str, by: Standing, at: datetime, reason: str = ""
) -> bool:
    """Keep the totals that one of those who count read; count them once all readings agree.

    Read once more by the same person, the new reading takes the place of the old one. Once the papers are
    counted, new readings mend them. Readings are forgotten as soon as they agree, so that where one part is
    too small to be told, nothing but the sum is kept.

    :param device: the name of the browser; a device makes one reading
    :param reason: why they are mended; the first who reads anew gives it
    :return: whether all have read, agree, and are counted
    :raises rules.PollNotThere: before the devices' result is verified, or where no paper came back
    :raises rules.PapersDoNotFit: if the totals are not of the papers in the box
    :raises readings.DeviceReadAlready: if somebody else read them at this device
    :raises readings.AllHaveRead: if enough others read them
    :raises ReasonMissing: if they are mended without a reason
    """
    poll = SecretPoll.locked(poll.pk)
    require_counter(poll.round, by)
    if poll.state != SecretPoll.State.VERIFIED or not poll.papers_back:
        raise rules.PollNotThere
    entered = totals.valid + sum(totals.invalid.values())
    if entered != poll.papers_back:
        raise rules.PapersDoNotFit(entered=entered, returned=poll.papers_back)
    kept = readings_of(poll)
    others = [one for one in kept if one.person_id != by.me]
    if any(one.device == device for one in others):
        raise readings.DeviceReadAlready
    if len(others) >= poll.round.entries_needed:
        raise readings.AllHaveRead
    reason = next((one.reason for one in others if one.reason), "") or " ".join(reason.split())[:300]
    if papers_may_be_mended(poll) and not reason:
        raise ReasonMissing
    own = next((one for one in kept if one.person_id == by.me), None) or PaperReading(
        poll=poll, person_id=by.me
    )
    own.device, own.reason, own.totals, own.read_at = device, reason, _as_read(poll, totals), at
    own.save()
    all_read = [*others, own]
    if len(all_read) < poll.round.entries_needed:
        note(verb="secret.papers_read", subject=poll.round, by=by, at=at, count=len(all_read))
        return False
    if differing := readings.differing([one.totals for one in all_read]):
        note(verb="secret.papers_differ", subject=poll.round, by=by, at=at, lines=len(differing))
        return False
    _add(poll, own.totals, by=by, at=at, reason=reason)
    return True


@transaction.atomic
def read_anew(*, poll: SecretPoll, by: Standing, at: datetime) -> SecretPoll:
    """Forget the readings that do not agree, or whose reader is gone; all who count read the papers again.

    :raises readings.NothingRead: if there are none
    """
    poll = SecretPoll.locked(poll.pk)
    require_counter(poll.round, by)
    if not readings_of(poll):
        raise readings.NothingRead
    _forget(poll)
    note(verb="secret.papers_read_anew", subject=poll.round, by=by, at=at)
    return poll


def _as_read(poll: SecretPoll, totals: SheetTotals) -> readings.Read:
    invalid = {name: number for name, number in totals.invalid.items() if number}
    votes = [dict(totals.votes[pk]) for pk in names_of(poll)]
    return {"valid": totals.valid, "invalid": invalid, "votes": votes}


def _add(poll: SecretPoll, read: readings.Read, *, by: Standing, at: datetime, reason: str) -> None:
    """Add what all read to the totals of the devices; keep it apart only where it may be told."""
    if not poll.is_withheld:
        poll.paper_totals = read
        poll.save_over(poll.version, "paper_totals")
    beside = rules.Totals(read["valid"], read["invalid"], read["votes"])
    into_count(poll, by=by, at=at, beside=beside, reason=reason)
    _forget(poll)


def _forget(poll: SecretPoll) -> None:
    PaperReading.objects.filter(poll=poll).delete()
    forget(PaperReading)
