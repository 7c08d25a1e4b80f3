"""Take ballots of an electronic poll, put them on the board in order, close, decrypt, verify, destroy keys.

A cast is stored first and answered "received"; its proofs are checked outside of any transaction; under the
poll's lock it is then appended to the archive in its turn, and only then does it have a receipt.
"""

import threading
from collections import defaultdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, transaction

from nghisu.ballots.actions import entries, papers
from nghisu.ballots.actions.forgetting import forget
from nghisu.ballots.actions.papers import require_counter
from nghisu.ballots.actions.rounds import profile_for
from nghisu.ballots.models import (
    Candidate,
    PaperStock,
    RoundComplaint,
    SecretCast,
    SecretMark,
    SecretPiece,
    SecretPoll,
    SecretServerKey,
    SecretTrustee,
)
from nghisu.ballots.rules import electronic as rules
from nghisu.ballots.rules.deadlines import complaint_until
from nghisu.ballots.rules.entries import ReasonMissing
from nghisu.belenios import archive, ballots, credentials, tally, texts, trustees, verify
from nghisu.belenios.election import Election
from nghisu.belenios.refused import Refused
from nghisu.belenios.trustees import Key
from nghisu.kit.prepared import Prepared, put_rows, set_row
from nghisu.organisation.queries import day_of
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note

State = SecretPoll.State
Cast = SecretCast.State
LARGEST_BALLOT = 2_000_000
# A cast asks the same few things each time: compiled once, and written without objects.
HELD = Prepared(
    lambda poll: (
        SecretPoll.objects.filter(pk=poll).select_for_update().values_list("state", "stamp", "height", "head")
    )
)
STATE = Prepared(lambda poll: SecretPoll.objects.filter(pk=poll).values_list("state"))
KNOWN = Prepared(
    lambda poll, tracker: SecretCast.objects.filter(poll=poll, tracker=tracker).values_list("pk")
)
LAST = Prepared(
    lambda poll: SecretCast.objects.filter(poll=poll).order_by("-number").values_list("number")[:1]
)
WAITING = Prepared(
    lambda poll: (
        SecretCast.objects.filter(poll=poll, state=Cast.RECEIVED)
        .order_by("number")
        .values_list("pk", "content")
    )
)
STILL = Prepared(
    lambda poll: SecretCast.objects.filter(poll=poll, state=Cast.RECEIVED).order_by().values_list("pk")
)
VOTED = Prepared(
    lambda poll, credential: SecretCast.objects.filter(poll=poll, credential=credential).values_list("pk")
)
MARKED = Prepared(
    lambda poll, marks: SecretMark.objects.filter(poll=poll, mark__in=marks).values_list("pk")[:1]
)
RECEIVED = ("poll", "number", "tracker", "content", "credential", "state", "reason", "height", "head")


@transaction.atomic
def receive(*, poll_id: UUID, content: bytes) -> SecretCast:
    """Store a ballot in its turn, without a moment and without a sender; sent again, it is stored once.

    :raises rules.VotingIsClosed: before the opening and after the closing
    :raises rules.BallotTooLarge: if no ballot could be so large
    """
    held = HELD.rows(poll_id)
    try:
        text = content.decode() if len(content) <= LARGEST_BALLOT else ""
    except UnicodeDecodeError:
        text = ""
    if not text or "\0" in text:
        raise rules.BallotTooLarge
    tracker = texts.sha256_base64(content)
    if KNOWN.rows(poll_id, tracker):
        return SecretCast.objects.get(poll=poll_id, tracker=tracker)
    if not held or held[0][0] != State.OPEN:
        raise rules.VotingIsClosed
    last = LAST.rows(poll_id)
    row = (poll_id, last[0][0] + 1 if last else 1, tracker, text, "", Cast.RECEIVED.value, "", None, "")
    [pk] = put_rows(SecretCast, RECEIVED, [row])
    return SecretCast.from_db(DEFAULT_DB_ALIAS, ("id", "poll_id", *RECEIVED[1:]), (pk, *row))


@lru_cache(maxsize=8)
def _frozen(poll_id: UUID) -> tuple[Election, dict[str, Any]]:
    """Return the election of a poll and its list of credentials, checked once in each process.

    Only of a poll whose voting was opened: from then on they never change.
    """
    poll = SecretPoll.objects.only("election", "credentials").get(pk=poll_id)
    read = Election.read(poll.election.encode())
    return read, credentials.read(read.group, poll.credentials.encode())


_turns: defaultdict[UUID, threading.Lock] = defaultdict(threading.Lock)


def settle(*, poll_id: UUID, in_turn: bool = True) -> int:
    """Check what was received and put it on the board in order; return how many still wait.

    Proofs are checked outside of any transaction, by one thread a poll: the next finds its own ballot done.
    May run in several processes at once: whatever one has put on the board the others leave alone.

    :param in_turn: wait for the thread that is checking; not within a transaction, which that one waits for
    """
    turn = _turns[poll_id]
    if not turn.acquire(blocking=in_turn):
        return len(STILL.rows(poll_id))
    try:
        state = STATE.rows(poll_id)
        if not state or state[0][0] not in {State.OPEN, State.CLOSING}:
            return 0
        waiting = WAITING.rows(poll_id)
        if not waiting:
            return 0
        election, listed = _frozen(poll_id)
        checked: list[tuple[UUID, bytes, ballots.Ballot | Refused]] = []
        for pk, text in waiting:
            content = text.encode()
            try:
                checked.append((pk, content, ballots.check(election, content, listed)))
            except Refused as refused:
                checked.append((pk, content, refused))
        return _append(poll_id, election, checked)
    finally:
        turn.release()


@transaction.atomic
def _append(
    poll_id: UUID, election: Election, checked: list[tuple[UUID, bytes, ballots.Ballot | Refused]]
) -> int:
    [(_state, stamp, height, head)] = HELD.rows(poll_id)
    writer = archive.Writer(stamp)
    writer.height, writer.parent = height, head
    still = {pk for (pk,) in STILL.rows(poll_id)}
    for pk, content, said in checked:
        if pk not in still:
            continue  # another process put it on the board meanwhile
        still.remove(pk)
        found: ballots.Ballot | Refused = said
        if isinstance(found, ballots.Ballot):
            found = _not_admitted(poll_id, election, found) or found
        if isinstance(found, Refused):
            set_row(SecretCast, pk, state=Cast.REFUSED.value, reason=rules.kept_reason(found))
            continue
        put_rows(SecretMark, ("poll", "mark"), [(poll_id, one) for one in _marks(found)])
        place, piece = writer.height, writer.ballot(content)
        put_rows(SecretPiece, ("poll", "number", "content"), [(poll_id, writer.height, piece)])
        set_row(
            SecretCast,
            pk,
            state=Cast.ACCEPTED.value,
            credential=found.credential,
            height=place,
            head=writer.parent,
        )
    if writer.height != height:
        set_row(SecretPoll, poll_id, height=writer.height, head=writer.parent)
    return len(still)


def _marks(ballot: ballots.Ballot) -> list[str]:
    return [texts.sha256_hex(one.encode()) for one in sorted(ballot.marks)]


def _not_admitted(poll_id: UUID, election: Election, ballot: ballots.Ballot) -> Refused | None:
    """Return why a proven ballot does not go on the board: a part stands there, or its slip was used."""
    if MARKED.rows(poll_id, tuple(_marks(ballot))):
        return Refused("ballot_twice")
    if election.one_ballot and VOTED.rows(poll_id, ballot.credential):  # only those on the board name one
        return Refused("voted_twice")
    return None


def _writer(poll: SecretPoll) -> archive.Writer:
    writer = archive.Writer(poll.stamp)
    writer.height, writer.parent = poll.height, poll.head
    return writer


def _grow(poll: SecretPoll, writer: archive.Writer, content: bytes) -> None:
    SecretPiece.objects.create(poll=poll, number=writer.height, content=content)
    poll.height, poll.head = writer.height, writer.parent
    SecretPoll.objects.filter(pk=poll.pk).update(height=poll.height, head=poll.head)


def content_of(poll: SecretPoll) -> bytes:
    """Return the archive as it stands."""
    rows = SecretPiece.objects.filter(poll=poll).order_by("number").values_list("content", flat=True)
    return archive.joined(bytes(one) for one in rows)


@transaction.atomic
def begin_closing(*, poll: SecretPoll, by: Standing, at: datetime) -> SecretPoll:
    """Take no more ballots; those received are still checked."""
    require_counter(poll.round, by, or_office=True)
    poll = SecretPoll.locked(poll.pk)
    if poll.state != State.OPEN:
        raise rules.PollNotThere
    poll.state = State.CLOSING
    poll.save_over(poll.version, "state")
    note(verb="secret.closing", subject=poll.round, by=by, at=at)
    return poll


@transaction.atomic
def finish_closing(*, poll: SecretPoll, by: Standing, at: datetime, papers_back: int = 0) -> SecretPoll:
    """End the voting once every received ballot is settled, and add up, still encrypted.

    :param papers_back: how many papers are in the box, where some vote on paper
    :raises rules.PapersDoNotFit: if there are more than voters on paper
    :raises rules.QueueNotEmpty: while ballots are still being checked
    """
    require_counter(poll.round, by, or_office=True)
    waiting = settle(poll_id=poll.pk, in_turn=False)
    poll = SecretPoll.locked(poll.pk)
    if poll.state != State.CLOSING:
        raise rules.PollNotThere
    if waiting:
        raise rules.QueueNotEmpty(count=waiting)
    if papers_back > poll.on_paper:
        raise rules.PapersDoNotFit(entered=papers_back, returned=poll.on_paper)
    election, _listed = _frozen(poll.pk)
    board = SecretCast.objects.filter(poll=poll, state=Cast.ACCEPTED).order_by("number")
    cast = (ballots.proven(election, one.encode()) for one in board.values_list("content", flat=True))
    totals, counted = tally.add_up(election, cast)
    content = tally.write(election.group, totals)
    writer = _writer(poll)
    _grow(poll, writer, writer.end_ballots())
    _grow(poll, writer, writer.encrypted_tally(content, counted))
    poll.encrypted_tally, poll.counted = content.decode(), counted
    poll.fingerprints |= {"encrypted_tally": texts.sha256_base64(content)}
    poll.state, poll.closed_at, poll.papers_back = State.CLOSED, at, papers_back
    poll.save_over(
        poll.version, "state", "closed_at", "papers_back", "encrypted_tally", "counted", "fingerprints"
    )
    if not poll.is_rehearsal:
        stock = PaperStock.objects.get(round=poll.round)
        unused = stock.stamped - stock.issued - stock.spoiled
        papers.end_voting(round_=poll.round, unused=unused, returned=counted + papers_back, by=by, at=at)
    note(verb="secret.closed", subject=poll.round, by=by, at=at, count=counted, hash=poll.head)
    return poll


@transaction.atomic
def hand_in_share(*, poll: SecretPoll, content: bytes, by: Standing, at: datetime) -> bool:
    """Take a trustee's partial decryption; return whether it holds. A wrong one is named and left out.

    With enough of them the server adds its own, the result is written, and the whole archive verified.

    :raises rules.NotTheTrustee: if the sender holds no key of this poll
    :raises rules.PollNotThere: before the closing, or if the own one is there already
    """
    poll = SecretPoll.locked(poll.pk)
    row = SecretTrustee.objects.select_for_update().filter(poll=poll, person_id=by.me).first()
    if row is None:
        raise rules.NotTheTrustee
    if poll.state != State.CLOSED or row.has_shared:
        raise rules.PollNotThere
    election, _listed = _frozen(poll.pk)
    totals = tally.read(election.group, poll.encrypted_tally.encode())
    holders = [one for item in _items(poll) for one in item.holders]
    try:
        tally.check_share(election, holders[row.order].key, content, totals)
    except Refused:
        row.is_wrong = True
        row.save(update_fields=["is_wrong"])
        note(verb="secret.share_wrong", subject=poll.round, by=by, at=at, name=row.name)
        return False
    row.has_shared, row.is_wrong, row.share = True, False, content.decode()
    row.save(update_fields=["has_shared", "is_wrong", "share"])
    note(verb="secret.share_given", subject=poll.round, by=by, at=at, name=row.name)
    if SecretTrustee.objects.filter(poll=poll, has_shared=True).count() >= poll.threshold:
        _decrypt(poll, election, totals, by=by, at=at)
    return True


def _items(poll: SecretPoll) -> list[trustees.Item]:
    return trustees.read(_frozen(poll.pk)[0].group, poll.trustee_list.encode())


def _decrypt(
    poll: SecretPoll, election: Election, totals: tally.Tally, *, by: Standing, at: datetime
) -> None:
    items = _items(poll)
    own = Key(int(SecretServerKey.objects.get(poll=poll).secret), items[0].key)
    given = {1: tally.decrypt(election, own, totals)}
    rows = SecretTrustee.objects.filter(poll=poll, has_shared=True).order_by("order")
    given |= {row.order + 1: row.share.encode() for row in rows}
    holders = [one for item in items for one in item.holders]
    writer, shares = _writer(poll), {}
    for owner, content in given.items():
        shares[owner] = tally.check_share(election, holders[owner - 1].key, content, totals)
        _grow(poll, writer, writer.partial_decryption(owner, content))
    result = tally.combine(election, items, shares, totals, poll.counted or 0)
    _grow(poll, writer, writer.result(result))
    report = verify.verify(content_of(poll))
    poll.result, poll.fingerprints = report.result, report.fingerprints | {"head": report.head}
    poll.state, poll.verified_at = State.VERIFIED, at
    poll.save_over(poll.version, "result", "fingerprints", "state", "verified_at")
    note(verb="secret.verified", subject=poll.round, by=by, at=at, hash=report.head, count=report.counted)
    if not poll.is_rehearsal and not poll.papers_back:
        into_count(poll, by=by, at=at)


def names_of(poll: SecretPoll) -> list[UUID]:
    """Return the names on the paper of the poll's round, in order."""
    listed = Candidate.objects.filter(round=poll.round, state=Candidate.State.LISTED).order_by("order")
    return list(listed.values_list("pk", flat=True))


def into_count(
    poll: SecretPoll, *, by: Standing, at: datetime, beside: rules.Totals | None = None, reason: str = ""
) -> None:
    """Put the verified totals into the count of the round, by its own rules; those of papers with them."""
    round_ = poll.round
    said = rules.totals_of(
        round_.mode,
        poll.result or [],
        ballots=poll.counted or 0,
        blank_is=profile_for(round_).blank_is,
    )
    if beside is not None:
        said = rules.together(said, beside)
    votes = dict(zip(names_of(poll), said.votes, strict=True))
    totals = entries.SheetTotals(said.valid, said.invalid, votes)
    entries.put_totals(round_=round_, totals=totals, by=by, at=at, reason=reason)


@transaction.atomic
def void(*, poll: SecretPoll, reason: str, by: Standing, at: datetime) -> SecretPoll:
    """Declare a poll void, with its reason: the round stands open again, on paper or for another poll.

    :raises ReasonMissing: without a reason
    """
    by.require("round.prepare", unit=poll.round.unit_id)
    poll = SecretPoll.locked(poll.pk)
    if poll.state in {State.VERIFIED, State.VOID}:
        raise rules.PollNotThere
    if not reason.strip():
        raise ReasonMissing
    if poll.state == State.CLOSED and not poll.is_rehearsal:
        papers.open_again(round_=poll.round)
    poll.state, poll.void_reason = State.VOID, " ".join(reason.split())[:300]
    poll.save_over(poll.version, "state", "void_reason")
    SecretServerKey.objects.filter(poll=poll).delete()
    forget(SecretServerKey)
    note(verb="secret.voided", subject=poll.round, by=by, at=at, reason=poll.void_reason)
    return poll


@transaction.atomic
def destroy_keys(*, poll: SecretPoll, by: Standing, at: datetime) -> SecretPoll:
    """Destroy the server's key once complaints are over; the archive still verifies.

    :raises rules.KeysStillNeeded: before the last day of complaints, or while one is open
    """
    by.require("round.prepare", unit=poll.round.unit_id)
    poll = SecretPoll.locked(poll.pk)
    if poll.state != State.VERIFIED or poll.keys_destroyed_at is not None:
        raise rules.PollNotThere
    if not poll.is_rehearsal:
        last = _last_day(poll)
        is_open = RoundComplaint.objects.filter(round=poll.round, settled_on__isnull=True).exists()
        if is_open or (last is not None and day_of(at) <= last):
            source = profile_for(poll.round).article("complaint_working_days")
            raise rules.KeysStillNeeded(day=last or day_of(at), source=source)
    SecretServerKey.objects.filter(poll=poll).delete()
    forget(SecretServerKey)
    poll.keys_destroyed_at = at
    poll.save_over(poll.version, "keys_destroyed_at")
    note(verb="secret.keys_destroyed", subject=poll.round, by=by, at=at)
    return poll


def _last_day(poll: SecretPoll) -> date | None:
    profile = profile_for(poll.round)
    if poll.closed_at is None or profile.complaint_working_days is None:
        return None
    return complaint_until(profile, day_of(poll.closed_at))


@transaction.atomic
def own_key_destroyed(*, poll: SecretPoll, by: Standing, at: datetime) -> SecretTrustee:
    """Register that a trustee destroyed the own key and its back-up, in front of the others.

    :raises rules.NotTheTrustee: if the sender holds no key of this poll
    """
    poll = SecretPoll.locked(poll.pk)
    row = SecretTrustee.objects.filter(poll=poll, person_id=by.me).first()
    if row is None:
        raise rules.NotTheTrustee
    if poll.keys_destroyed_at is None:
        raise rules.PollNotThere
    row.key_destroyed_at = at
    row.save(update_fields=["key_destroyed_at"])
    note(verb="secret.trustee_key_destroyed", subject=poll.round, by=by, at=at, name=row.name)
    return row
