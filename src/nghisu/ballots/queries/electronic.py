"""Secret electronic polls for the one who asks, and their boards for everybody."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from nghisu.ballots.models import (
    CountingMember,
    Round,
    SecretCast,
    SecretPiece,
    SecretPoll,
    SecretSlip,
    SecretTrustee,
)
from nghisu.ballots.queries.electorate import electors
from nghisu.ballots.queries.rounds import rounds_visible_to
from nghisu.ballots.rules.electronic import said_of
from nghisu.belenios import texts
from nghisu.kit.prepared import Prepared
from nghisu.meetings.models import Summons
from nghisu.organisation.queries import day_of
from nghisu.organisation.queries.bodies import pickable_persons
from nghisu.organisation.rules.policy import Standing
from nghisu.people.models import Person

ROOMS = Path(__file__).resolve().parents[2]
MODULES = (
    "ballots/secret/booth.js",
    "ballots/secret/page.js",
    "ballots/secret/ballot.js",
    "ballots/secret/credentials.js",
    "ballots/secret/groups.js",
    "ballots/secret/proofs.js",
    "ballots/secret/scan.js",
    "ballots/secret/texts.js",
    "vendor/noble/curves/abstract/curve.js",
    "vendor/noble/curves/abstract/edwards.js",
    "vendor/noble/curves/abstract/modular.js",
    "vendor/noble/curves/utils.js",
    "vendor/noble/hashes/_md.js",
    "vendor/noble/hashes/_u64.js",
    "vendor/noble/hashes/sha2.js",
    "vendor/noble/hashes/utils.js",
    "vendor/qr/index.js",
)


def polls_visible_to(standing: Standing) -> QuerySet[SecretPoll]:
    """Return the polls of rounds one may see, and those whose slips one makes."""
    rounds = rounds_visible_to(standing).values("pk")
    return SecretPoll.objects.filter(Q(round__in=rounds) | Q(authority_id=standing.me)).select_related(
        "round__meeting", "authority"
    )


def polls_of(standing: Standing, round_: Round) -> QuerySet[SecretPoll]:
    """Return the polls of a round that the asker may see, in order."""
    return polls_visible_to(standing).filter(round=round_)


def poll_for(standing: Standing, pk: UUID) -> SecretPoll | None:
    """Return a poll the asker may see, else None."""
    return polls_visible_to(standing).filter(pk=pk).first()


def public_poll(pk: UUID) -> SecretPoll | None:
    """Return a poll whose voting was opened, for anybody who has its address."""
    return SecretPoll.objects.exclude(election="").select_related("round").filter(pk=pk).first()


def awaits_papers(poll: SecretPoll) -> bool:
    """Tell whether the devices' result is verified and the papers beside it are still to be added."""
    return bool(poll.papers_back) and poll.state == SecretPoll.State.VERIFIED and poll.round.state == "closed"


def papers_may_be_mended(poll: SecretPoll) -> bool:
    """Tell whether totals of papers were added, and may be mended with a reason."""
    states = {"counted", "announced", "minutes_signed"}
    return bool(poll.papers_back) and poll.state == SecretPoll.State.VERIFIED and poll.round.state in states


def trustees_of(poll: SecretPoll) -> list[SecretTrustee]:
    """Return those who hold the key, in order."""
    return list(SecretTrustee.objects.filter(poll=poll).order_by("order"))


def earlier_keys(poll: SecretPoll) -> SecretPoll | None:
    """Return another poll of the meeting whose keys may be taken over, the newest."""
    people = [one.person_id for one in trustees_of(poll)]
    same = SecretPoll.objects.filter(
        round__meeting=poll.round.meeting_id,
        pedersen__isnull=False,
        keys_destroyed_at__isnull=True,
        threshold=poll.threshold,
        group=poll.group,
    ).exclude(pk=poll.pk)
    for one in same.order_by("-drafted_at"):
        if [holder.person_id for holder in trustees_of(one)] == people:
            return one
    return None


def counters_of(round_: Round) -> list[tuple[UUID, str]]:
    """Return those who count a round and may hold a key, by id."""
    rows = CountingMember.objects.filter(round=round_).exclude(role=CountingMember.Role.TECHNICIAN)
    return list(rows.order_by("order").values_list("person_id", "name"))


def authorities_for(standing: Standing, round_: Round) -> list[tuple[UUID, str]]:
    """Return who may make the slips of a round: nobody who counts, and not the asker."""
    apart = {pk for pk, _name in counters_of(round_)} | {standing.me}
    rows = Summons.objects.filter(part=round_.part_id).values_list("person_id", "person__full_name")
    known = dict(rows)
    known |= pickable_persons(standing, day_of(round_.meeting.starts_at))
    return [(pk, name) for pk, name in known.items() if pk not in apart]


def people_by_ids(ids: list[UUID]) -> list[Person]:
    """Return persons in the order of the ids."""
    found = Person.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def slips_of(poll: SecretPoll) -> list[SecretSlip]:
    """Return the slips listed so far, by serial; none once the voting is open."""
    return list(SecretSlip.objects.filter(poll=poll).order_by("serial"))


def slips_needed(poll: SecretPoll, at: datetime) -> int:
    """Return how many slips to make: one for each voter on a device, and a tenth for the reserve."""
    voters = len(electors(poll.round, at)) - poll.on_paper
    return voters + max(2, -(-voters // 10))


def archive_of(poll: SecretPoll) -> bytes:
    """Return the archive as far as it has grown."""
    rows = SecretPiece.objects.filter(poll=poll).order_by("number").values_list("content", flat=True)
    return b"".join(bytes(row) for row in rows)


def public_archive_of(poll: SecretPoll) -> bytes:
    """Return the archive as everybody may have it; where parts are withheld, up to the encrypted sum."""
    rows = SecretPiece.objects.filter(poll=poll).order_by("number").values_list("content", flat=True)
    if poll.is_withheld and poll.state == SecretPoll.State.VERIFIED:
        given = SecretTrustee.objects.filter(poll=poll, has_shared=True).count()
        rows = rows[: rows.count() - (given + 2)]  # theirs, the server's, and the result
    return b"".join(bytes(row) for row in rows)


@dataclass(frozen=True)
class BoardLine:
    """A ballot on the public board: its tracker and the public credential it was signed with."""

    tracker: str
    credential: str


@dataclass(frozen=True)
class BoardView:
    """What everybody may see of a poll. Never results before the count, never a time, never a place.

    :param ballots: the last ballot of each credential, in order of tracker
    """

    ballots: list[BoardLine]
    slips: int
    head: str
    fingerprint: str

    @property
    def count(self) -> int:
        """How many ballots stand on the board."""
        return len(self.ballots)


def board_of(poll: SecretPoll) -> BoardView:
    """Return the public board."""
    rows = SecretCast.objects.filter(poll=poll, state=SecretCast.State.ACCEPTED).order_by("height")
    last = dict(rows.values_list("credential", "tracker"))
    lines = [BoardLine(tracker, credential) for credential, tracker in last.items()]
    listed = str(poll.fingerprints.get("credentials", ""))
    slips = len(json.loads(poll.credentials)) if poll.credentials else 0
    return BoardView(sorted(lines, key=lambda one: one.tracker), slips, poll.head, listed)


@dataclass(frozen=True)
class Loaded:
    """A module of the booth with the hash the browser holds it against."""

    path: str
    integrity: str


DECODER = "vendor/qr/decode.js"  # read only where a browser cannot read a code by itself


@lru_cache(maxsize=1)
def booth_modules() -> tuple[list[Loaded], str]:
    """Return the modules of the booth, and one fingerprint of them all that is printed and published.

    The last one, the decoder, is not loaded with the page.
    """
    found, whole = [], hashlib.sha256()
    for name in (*MODULES, DECODER):
        room = "ballots" if name.startswith("ballots/") else "kit"
        place = ROOMS / room / "static" / name
        content = place.read_bytes() if place.exists() else b""
        whole.update(f"{texts.sha256_hex(content)}  {name}\n".encode())
        mark = texts.sha256_base64(content)
        found.append(Loaded(name, f"sha256-{mark}{'=' * (-len(mark) % 4)}"))
    return found, whole.hexdigest()


@dataclass(frozen=True)
class ResultLine:
    """An answer and how often it was ticked; an empty answer is the blank vote."""

    answer: str
    votes: int


def refused_of(poll: SecretPoll, language: str) -> list[tuple[str, int]]:
    """Return why ballots were refused, and how many for each reason; whose they were nobody knows.

    A slip that votes a second time may be a slip that exists twice.
    """
    rows = SecretCast.objects.filter(poll=poll, state=SecretCast.State.REFUSED).order_by()
    counted = rows.values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason")
    return [(said_of(reason, language), count) for reason, count in counted]


def public_result_of(poll: SecretPoll) -> list[tuple[str, list[ResultLine]]]:
    """Return the result as everybody may see it: none where only the sum with the papers is published."""
    return [] if poll.is_withheld else result_of(poll)


def result_of(poll: SecretPoll) -> list[tuple[str, list[ResultLine]]]:
    """Return the result by question, once it was verified."""
    made: list[tuple[str, list[ResultLine]]] = []
    asked: list[dict[str, Any]] = poll.questions
    for question, counts in zip(asked, poll.result or [], strict=False):
        answers = [*([""] if question["blank"] else []), *question["answers"]]
        lines = [ResultLine(answer, votes) for answer, votes in zip(answers, counts, strict=True)]
        made.append((question["text"], lines))
    return made


def step_of(poll: SecretPoll, holder: SecretTrustee) -> str:
    """Return what a trustee does next: a message of the key, ``share``, ``destroy``, ``wait`` or ``done``."""
    if poll.state == SecretPoll.State.CLOSED and not holder.has_shared:
        return "share"
    if poll.keys_destroyed_at is not None and holder.key_destroyed_at is None:
        return "destroy"
    if poll.state != SecretPoll.State.DRAFTED:
        return "done"
    steps = ("certificate", "polynomial", "outcome")
    others = trustees_of(poll)
    for place, step in enumerate(steps):
        if place and any(getattr(one, steps[place - 1]) is None for one in others):
            return "wait"
        if getattr(holder, step) is None:
            return step
    return "wait"


@dataclass(frozen=True)
class Answered:
    """What became of a ballot that was sent.

    :param state: received, accepted or refused
    """

    state: str
    tracker: str
    head: str
    reason: str


PUBLIC = Prepared(lambda pk: SecretPoll.objects.filter(pk=pk).exclude(election="").values_list("pk"))
ANSWERED = Prepared(
    lambda poll, tracker: SecretCast.objects.filter(poll=poll, tracker=tracker).values_list(
        "state", "tracker", "head", "reason"
    )
)


def is_public(pk: UUID) -> bool:
    """Tell whether there is such a poll, and its voting was opened."""
    return bool(PUBLIC.rows(pk))


def answered(poll_id: UUID, tracker: str) -> Answered | None:
    """Return what became of a ballot, by its tracker."""
    found = ANSWERED.rows(poll_id, tracker)
    return Answered(*map(str, found[0])) if found else None
