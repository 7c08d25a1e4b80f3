"""A poll of opinions on a matter, asked secretly over devices at the session: rehearsed, held and verified.

The matter and its votes are invented and say so (số giả định). A second rehearsal stays open, so that
everybody may try the page to vote on with the slip named here.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from nghisu.ballots.actions import casting, electronic, papers, rounds
from nghisu.ballots.actions.rounds import Hands
from nghisu.ballots.rules.states import RoundKind
from nghisu.belenios import archive, ballots, credentials, keying, tally, verify
from nghisu.belenios.election import Election
from nghisu.belenios.groups import group_named
from nghisu.belenios.trustees import Key
from nghisu.demo.organisation import ASSUMED
from nghisu.demo.parts import Stage, moment
from nghisu.organisation.queries import standing_of
from nghisu.organisation.rules.policy import Standing

GROUP = group_named("Ed25519")
COUNTERS = ("uy_vien_20", "uy_vien_21", "uy_vien_22")
AUTHORITY = "chuyenvien_btc"
AWAY = 2
AGAINST = 4
TO_TRY = "BauTh-uNghiS-uDemo-DUKhoi"  # a slip of the open rehearsal, named in the guide


def fill(stage: Stage) -> None:
    """Put the poll on the timeline."""
    stage.later(moment("2023-04-21 11:20"), lambda at: _poll(stage, at))


@transaction.atomic
def _poll(stage: Stage, at: datetime) -> None:
    people: dict[str, Any] = stage.made["people"]
    part = stage.made["meetings"]["12"].parts.get(is_closed=True)
    by = standing_of(people["chanhvanphong"], at.date())
    round_ = rounds.draft_round(
        part=part,
        kind=RoundKind.OPINION,
        title="Lấy ý kiến về tên gọi phong trào thi đua của Khối",
        seats=1,
        remark=f"Nội dung và số phiếu: {ASSUMED}",
        by=by,
        at=at,
    )
    rounds.declare_open(round_=round_, by=by, at=at)
    rounds.open_list(round_=round_, by=by, at=at)
    electronic.put_matter(round_=round_, words="Lấy tên “Khối thi đua chuyển đổi số”", by=by, at=at)
    summoned = list(
        part.summonses.filter(capacity="member").order_by("order").values_list("person_id", flat=True)
    )
    present = summoned[: len(summoned) - AWAY]
    hands = Hands(present=len(present), in_favour=len(present))
    rounds.close_list(round_=round_, hands=hands, by=by, at=at)
    holders = [people[key] for key in COUNTERS]
    rounds.choose_counters(
        round_=round_, head=holders[0], members=holders[1:], technicians=[], hands=hands, by=by, at=at
    )
    papers.register_printed(round_=round_, printed=len(summoned), stamped=len(summoned), by=by, at=at)

    hand = Hand(stage, round_, by, at)
    first = hand.drafted(is_rehearsal=True)
    hand.make_keys(first)
    hand.vote(first, voters=6, against=1)
    open_ = hand.drafted(is_rehearsal=True)
    electronic.reuse_keys(poll=open_, earlier=first, by=by, at=at)
    hand.hand_out(open_, [TO_TRY, *(credentials.generate() for _ in range(9))])
    electronic.open_voting(poll=open_, by=by, at=at)

    real = hand.drafted(is_rehearsal=False)
    electronic.reuse_keys(poll=real, earlier=first, by=by, at=at)
    round_.refresh_from_db()
    papers.open_round(round_=round_, present=present, by=by, at=at)
    papers.hand_out(round_=round_, voters=present, by=by, at=at)
    hand.vote(real, voters=len(present), against=AGAINST)
    stage.made.setdefault("rounds", {})["secret"] = round_


class Hand:
    """What the authority, the trustees and the voters do on their own devices."""

    def __init__(self, stage: Stage, round_: Any, by: Standing, at: datetime) -> None:
        people: dict[str, Any] = stage.made["people"]
        self.round, self.by, self.at = round_, by, at
        self.holders = [people[key] for key in COUNTERS]
        self.authority = people[AUTHORITY]
        self.keys: list[Key] = []

    def _as(self, person: Any) -> Standing:
        return standing_of(person, self.at.date())

    def drafted(self, *, is_rehearsal: bool) -> Any:
        return electronic.draft_poll(
            round_=self.round,
            authority=self.authority,
            holders=self.holders,
            is_rehearsal=is_rehearsal,
            by=self.by,
            at=self.at,
        )

    def make_keys(self, poll: Any) -> None:
        """Let the trustees' devices speak their three messages over the server."""
        seeds = [keying.new_seed() for _ in self.holders]
        size = len(seeds)
        certs = [
            keying.certificate(GROUP, seed, size=size, threshold=poll.threshold, index=index)
            for index, seed in enumerate(seeds, 1)
        ]
        polynomials = [keying.polynomial(GROUP, seed, certs) for seed in seeds]
        made = [
            keying.share(GROUP, seed, certs, keying.routed(polynomials, place))
            for place, seed in enumerate(seeds)
        ]
        self.keys = [key for _outcome, key in made]
        outcomes = [outcome for outcome, _key in made]
        for step, bodies in (("certificate", certs), ("polynomial", polynomials), ("outcome", outcomes)):
            for person, body in zip(self.holders, bodies, strict=True):
                electronic.post_message(poll=poll, step=step, body=body, by=self._as(person), at=self.at)

    def hand_out(self, poll: Any, slips: list[str]) -> None:
        """List the slips and issue them all."""
        listed = [
            (f"{number:03}", credentials.public(GROUP, credentials.derive(GROUP, slip, poll.uuid)))
            for number, slip in enumerate(slips, 1)
        ]
        by = self._as(self.authority)
        electronic.list_slips(poll=poll, slips=listed, by=by, at=self.at)
        serials = [serial for serial, _credential in listed]
        electronic.issue_slips(poll=poll, serials=serials, by=by, at=self.at)

    def vote(self, poll: Any, *, voters: int, against: int) -> None:
        """Open, vote, close, decrypt by all trustees but the last, to the verified result."""
        slips = [credentials.generate() for _ in range(voters)]
        self.hand_out(poll, slips)
        electronic.open_voting(poll=poll, by=self.by, at=self.at)
        poll.refresh_from_db()
        election = Election.read(poll.election.encode())
        for number, slip in enumerate(slips):
            choice = [[0, 1] if number < against else [1, 0]]
            secret = credentials.derive(GROUP, slip, poll.uuid)
            casting.receive(poll_id=poll.pk, content=ballots.make(election, secret, choice))
        casting.settle(poll_id=poll.pk)
        head = self._as(self.holders[0])
        casting.begin_closing(poll=poll, by=head, at=self.at)
        casting.finish_closing(poll=poll, by=head, at=self.at)
        read = archive.read(casting.content_of(poll))
        setup = verify.check_setup(read)
        cast = (ballots.proven(election, event.payload or b"") for event in read.of_kind("Ballot"))
        totals, _counted = tally.add_up(setup.election, cast)
        for person, key in zip(self.holders[:2], self.keys, strict=False):
            content = tally.decrypt(setup.election, key, totals)
            casting.hand_in_share(poll=poll, content=content, by=self._as(person), at=self.at)
