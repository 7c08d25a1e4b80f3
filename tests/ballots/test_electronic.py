"""A secret poll on devices from its trustees to the verified result; what may never be electronic."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.ballots.conftest import DAY, NOON, Hall
from tests.conftest import at

from nghisu.ballots.actions import casting, electronic, paper_part, papers, rounds
from nghisu.ballots.actions.entries import SheetTotals
from nghisu.ballots.models import (
    CountSheet,
    Round,
    SecretCast,
    SecretPoll,
    SecretServerKey,
    SecretSlip,
    SecretTrustee,
)
from nghisu.ballots.rules import electronic as rules
from nghisu.ballots.rules.electronic import Asked
from nghisu.ballots.rules.states import RoundKind, RoundState
from nghisu.belenios import archive, ballots, credentials, keying, tally, verify
from nghisu.belenios.election import Election
from nghisu.belenios.groups import group_named
from nghisu.belenios.refused import Refused
from nghisu.organisation.models import OwnRules
from nghisu.organisation.rules.profiles import Blank, rules_of
from nghisu.people.models import Person

Build = Callable[..., Hall]
GROUP = group_named("Ed25519")
TRUSTEES = (-1, -2, -3)


@dataclass
class Devices:
    """What the persons hold on their own devices and never send: seeds, keys and slips."""

    here: Hall
    poll: SecretPoll
    seeds: list[str] = field(default_factory=list)
    keys: list[Any] = field(default_factory=list)
    slips: list[str] = field(default_factory=list)
    issued_mark: str = ""

    def make_keys(self) -> None:
        """Let the trustees' devices speak their three messages over the server."""
        standings = [self.here.counter(one) for one in TRUSTEES]
        self.seeds = [keying.new_seed() for _ in TRUSTEES]

        def send(step: str, bodies: Sequence[Any]) -> None:
            for by, body in zip(standings, bodies, strict=True):
                electronic.post_message(poll=self.poll, step=step, body=body, by=by, at=NOON)

        certs = [
            keying.certificate(GROUP, seed, size=3, threshold=2, index=index)
            for index, seed in enumerate(self.seeds, 1)
        ]
        send("certificate", certs)
        polynomials = [keying.polynomial(GROUP, seed, certs) for seed in self.seeds]
        send("polynomial", polynomials)
        made = [
            keying.share(GROUP, seed, certs, keying.routed(polynomials, place))
            for place, seed in enumerate(self.seeds)
        ]
        self.keys = [key for _outcome, key in made]
        send("outcome", [outcome for outcome, _key in made])

    def read_papers(self, *read: SheetTotals, **more: Any) -> list[bool]:
        """Let two who count read the papers beside the devices: the same, where one reading is given."""
        return [
            paper_part.read_papers(
                poll=self.poll,
                totals=totals,
                device=f"may-{place}",
                by=self.here.counter(place),
                at=NOON,
                **more,
            )
            for place, totals in zip((-1, -2), read * (3 - len(read)), strict=True)
        ]

    def hand_out(self, count: int, spare: int = 2) -> None:
        """Make slips, list them, and issue so many."""
        self.slips = [credentials.generate() for _ in range(count + spare)]
        listed = [
            (
                f"P{number:03}",
                credentials.public(GROUP, credentials.derive(GROUP, slip, self.poll.uuid)),
            )
            for number, slip in enumerate(self.slips)
        ]
        authority = self.here.house.standing("ban_tham_tra")
        electronic.list_slips(poll=self.poll, slips=listed, by=authority, at=NOON)
        serials = [serial for serial, _credential in listed[:count]]
        issued = electronic.issue_slips(poll=self.poll, serials=serials, by=authority, at=NOON)
        self.issued_mark = issued.fingerprint

    def ballot(self, voter: int, choices: list[list[int]]) -> bytes:
        self.poll.refresh_from_db()
        election = Election.read(self.poll.election.encode())
        secret = credentials.derive(GROUP, self.slips[voter], self.poll.uuid)
        return ballots.make(election, secret, choices)

    def cast(self, voter: int, choices: list[list[int]]) -> SecretCast:
        return casting.receive(poll_id=self.poll.pk, content=self.ballot(voter, choices))

    def close(self) -> None:
        casting.begin_closing(poll=self.poll, by=self.here.counter(), at=NOON)
        casting.finish_closing(poll=self.poll, by=self.here.counter(), at=NOON)
        self.poll.refresh_from_db()

    def share(self, place: int, key: Any = None) -> bool:
        """Recompute the encrypted tally on the trustee's device, decrypt it, and hand it in."""
        read = archive.read(casting.content_of(self.poll))
        setup = verify.check_setup(read)
        totals, _counted = tally.add_up(setup.election, verify.check_ballots(setup, read))
        content = tally.decrypt(setup.election, key or self.keys[place], totals)
        by = self.here.counter(TRUSTEES[place])
        return casting.hand_in_share(poll=self.poll, content=content, by=by, at=NOON)


def matters(here: Hall, *words: str) -> Round:
    """Return a poll of opinion on matters whose list and counters the meeting voted."""
    made = here.draft(seats=1, kind=RoundKind.OPINION)
    for one in words or ("Tên gọi mới", "Thời điểm họp"):
        electronic.put_matter(round_=made, words=one, by=here.chief, at=NOON)
    rounds.close_list(round_=made, hands=here.hands(), by=here.chief, at=NOON)
    made.refresh_from_db()
    return here.printed(made, papers_=max(12, len(here.members)))


def authority(here: Hall) -> Person:
    found = Person.objects.filter(username="ban_tham_tra").first()
    if found is None:
        found = Person(full_name="Vũ Thẩm Tra", username="ban_tham_tra")
        found.save()
        here.house.people["ban_tham_tra"] = found
    return found


def drafted(here: Hall, made: Round, **more: Any) -> Devices:
    holders = [here.members[one] for one in TRUSTEES]
    poll = electronic.draft_poll(
        round_=made, authority=authority(here), holders=holders, by=here.chief, at=NOON, **more
    )
    return Devices(here, poll)


def rehearsed(here: Hall, made: Round) -> Devices:
    """Hold the rehearsal of a round to its verified result."""
    devices = drafted(here, made, is_rehearsal=True)
    devices.make_keys()
    devices.hand_out(5)
    electronic.open_voting(poll=devices.poll, by=here.chief, at=NOON)
    devices.cast(0, [[1, 0]] * len(devices.poll.questions))
    devices.close()
    devices.share(0)
    devices.share(1)
    return devices


def opened(here: Hall, made: Round, **more: Any) -> Devices:
    """Rehearse, make keys, open the round, issue a slip to everybody, freeze and open the vote."""
    rehearsal = rehearsed(here, made)
    devices = drafted(here, made, **more)
    electronic.reuse_keys(poll=devices.poll, earlier=rehearsal.poll, by=here.chief, at=NOON)
    devices.seeds, devices.keys = rehearsal.seeds, rehearsal.keys
    made.refresh_from_db()
    here.opened(made)
    voters = [row.person_id for row in made.roster.filter(may_vote=True)]
    papers.hand_out(round_=made, voters=voters, by=here.chief, at=NOON)
    devices.hand_out(len(voters))
    electronic.open_voting(poll=devices.poll, by=here.chief, at=NOON)
    devices.poll.refresh_from_db()
    return devices


YES, NO, NONE = [1, 0], [0, 1], [0, 0]


def test_a_secret_poll_goes_from_keys_and_slips_to_the_verified_count(hall: Build) -> None:
    here = hall(12)
    made = matters(here)
    devices = opened(here, made)

    sent = [devices.cast(voter, [YES, NO if voter < 4 else NONE]) for voter in range(9)]
    before = [SecretCast.objects.get(pk=one.pk).state for one in sent]
    waiting = casting.settle(poll_id=devices.poll.pk)
    devices.close()
    wrong = devices.share(0, devices.keys[1])
    right = [devices.share(1), devices.share(2)]

    poll = SecretPoll.objects.get(pk=devices.poll.pk)
    sheet = CountSheet.objects.get(round=made)
    made.refresh_from_db()
    assert (set(before), waiting, wrong, right) == ({"received"}, 0, False, [True, True])
    assert (poll.state, poll.result, poll.counted) == ("verified", [[9, 0], [0, 4]], 9)
    assert list(SecretTrustee.objects.filter(poll=poll, is_wrong=True).values_list("order", flat=True)) == [1]
    assert verify.verify(casting.content_of(poll)).head == poll.fingerprints["head"] == poll.head
    assert (made.state, sheet.returned, sheet.valid) == (RoundState.COUNTED, 9, 9)
    assert [one.votes for one in sheet.tallies.order_by("candidate__order")] == [9, 0]
    assert rules.ADVISORY_ON_PAPER in poll.election


def test_the_setup_holds_the_issued_slips_only_and_serials_are_forgotten(hall: Build) -> None:
    here = hall(12)
    devices = opened(here, matters(here))
    setup = verify.check_setup(archive.read(casting.content_of(devices.poll)))

    unissued = devices.cast(12, [YES, YES])
    casting.settle(poll_id=devices.poll.pk)

    unissued.refresh_from_db()
    assert len(setup.credentials) == 12
    assert not SecretSlip.objects.filter(poll=devices.poll).exists()
    assert (unissued.state, unissued.height) == ("refused", None)


def test_peer_T54_the_board_grows_in_order_and_a_ballot_sent_twice_stands_once(hall: Build) -> None:
    here = hall(12)
    devices = opened(here, matters(here))
    first = devices.ballot(0, [YES, YES])
    early = casting.content_of(devices.poll)

    made = [casting.receive(poll_id=devices.poll.pk, content=first) for _ in range(2)]
    devices.cast(1, [NO, NO])
    casting.settle(poll_id=devices.poll.pk)

    board = SecretCast.objects.filter(poll=devices.poll).order_by("number")
    assert made[0].pk == made[1].pk
    assert [(one.number, one.height, one.state) for one in board] == [
        (1, 1, "accepted"),
        (2, 2, "accepted"),
    ]
    assert archive.grown(early, casting.content_of(devices.poll))
    devices.poll.refresh_from_db()
    assert board[1].head == devices.poll.head


@pytest.mark.parametrize(("last_counts", "state", "result"), [(False, "refused", 1), (True, "accepted", 0)])
def test_one_ballot_or_the_last_counts_as_the_description_fixed(
    hall: Build, last_counts: bool, state: str, result: int
) -> None:
    here = hall(12)
    devices = opened(here, matters(here), last_counts=last_counts)

    devices.cast(0, [YES, YES])
    again = devices.cast(0, [NO, NO])
    devices.close()
    devices.share(0)
    devices.share(1)

    again.refresh_from_db()
    poll = SecretPoll.objects.get(pk=devices.poll.pk)
    assert (again.state, poll.counted, poll.result) == (state, 1, [[result, 1 - result]] * 2)


def test_nothing_is_taken_after_closing_and_all_that_was_received_is_settled(hall: Build) -> None:
    here = hall(12)
    devices = opened(here, matters(here))
    late = devices.ballot(1, [YES, YES])
    devices.cast(0, [YES, YES])

    casting.begin_closing(poll=devices.poll, by=here.counter(), at=NOON)
    with pytest.raises(rules.VotingIsClosed):
        casting.receive(poll_id=devices.poll.pk, content=late)
    casting.finish_closing(poll=devices.poll, by=here.counter(), at=NOON)

    assert SecretCast.objects.get(poll=devices.poll).state == "accepted"


def test_the_voting_does_not_end_while_a_ballot_is_still_being_checked(hall: Build) -> None:
    here = hall(12)
    devices = opened(here, matters(here))
    devices.cast(0, [YES, YES])
    casting.begin_closing(poll=devices.poll, by=here.counter(), at=NOON)

    with casting._turns[devices.poll.pk], pytest.raises(rules.QueueNotEmpty) as refused:
        casting.finish_closing(poll=devices.poll, by=here.counter(), at=NOON)
    devices.poll.refresh_from_db()
    assert (devices.poll.state, refused.value.values["count"]) == ("closing", 1)

    casting.finish_closing(poll=devices.poll, by=here.counter(), at=NOON)
    devices.poll.refresh_from_db()
    assert (devices.poll.state, devices.poll.counted) == ("closed", 1)


def test_point_17_too_few_trustees_decrypt_nothing(hall: Build) -> None:
    here = hall(12)
    devices = opened(here, matters(here))
    devices.cast(0, [YES, YES])
    devices.close()

    devices.share(0)

    poll = SecretPoll.objects.get(pk=devices.poll.pk)
    assert (poll.state, poll.result) == ("closed", None)
    with pytest.raises(Refused):
        verify.verify(casting.content_of(poll))


def test_party_rounds_about_persons_are_never_electronic(hall: Build) -> None:
    here = hall(12)
    elected = here.printed(here.listed())
    asked = here.printed(here.listed(kind=RoundKind.OPINION))

    for made in (elected, asked):
        with pytest.raises(rules.NeverAboutPersons):
            drafted(here, made)

    assert not SecretPoll.objects.exists()


def test_no_own_rules_of_a_party_body_open_the_way(hall: Build) -> None:
    here = hall(12)
    own = own_rules(here, electronic_secret=True)
    made = here.printed(here.listed(profile=f"own-{own.pk.hex}"))

    with pytest.raises(rules.NeverAboutPersons):
        drafted(here, made)


def own_rules(here: Hall, **more: Any) -> OwnRules:
    made: OwnRules = OwnRules.objects.create(
        unit=here.house.units["DUK"],
        name="Điều lệ hội",
        source="Điều lệ Hội, Điều 12",
        first=datetime.date(2020, 1, 1),
        base="present",
        threshold="more_than_half",
        quorum="half_present",
        tie="meeting_decides",
        blank_is="invalid",
        outcome="final",
        entered_at=NOON,
        **more,
    )
    return made


def test_an_association_elects_on_devices_once_its_article_is_entered(hall: Build) -> None:
    here = hall(12)
    body = here.house.bodies["executive"]
    body.rule_profile = "association"
    body.save(update_fields=["rule_profile"])
    own = own_rules(here, electronic_secret=True, retention_months=6)
    without = here.printed(here.listed(profile="association"))
    made = here.printed(here.listed(profile=f"own-{own.pk.hex}"), papers_=12)

    with pytest.raises(rules.StatutesMissing):
        drafted(here, without)
    devices = drafted(here, made)

    assert devices.poll.questions == [
        {
            "text": "Bầu bổ sung",
            "answers": tuple(one.name for one in made.candidates.order_by("order")),
            "least": 1,
            "most": 2,
            "blank": True,
        }
    ]


def test_roles_stay_apart(hall: Build) -> None:
    here = hall(12)
    made = matters(here)
    counting = [here.members[one] for one in TRUSTEES]

    def draft(**more: Any) -> Callable[[], SecretPoll]:
        given: dict[str, Any] = {"authority": authority(here), "holders": counting} | more
        return lambda: electronic.draft_poll(round_=made, by=here.chief, at=NOON, **given)

    with pytest.raises(rules.RolesNotApart):
        draft(authority=counting[0])()
    with pytest.raises(rules.RolesNotApart):
        draft(authority=here.house.people["minh"])()
    with pytest.raises(rules.TrusteeDoesNotCount):
        draft(holders=[*counting[:2], here.members[0]])()
    with pytest.raises(rules.ThresholdMakesNoSense):
        draft(threshold=1)()
    devices = drafted(here, made)
    with pytest.raises(rules.NotTheAuthority):
        electronic.list_slips(poll=devices.poll, slips=[], by=here.chief, at=NOON)
    with pytest.raises(rules.NotTheTrustee):
        electronic.post_message(poll=devices.poll, step="certificate", body={}, by=here.chief, at=NOON)


def test_fewer_than_five_voters_are_refused_and_fewer_than_ten_warned_of(hall: Build) -> None:
    here = hall(7)
    made = matters(here)

    devices = drafted(here, made)

    with pytest.raises(rules.TooFewVoters):
        rules.check_voters(4)
    assert [rules.check_voters(voters) for voters in (5, 9, 10)] == [True, True, False]
    assert devices.poll.threshold == 2


def test_the_first_real_poll_waits_for_a_rehearsal_and_for_the_signed_list(hall: Build) -> None:
    here = hall(12)
    made = matters(here)
    devices = drafted(here, made)
    devices.make_keys()
    devices.poll.refresh_from_db()
    devices.hand_out(11)
    here.opened(made)
    voters = [row.person_id for row in made.roster.filter(may_vote=True)]
    papers.hand_out(round_=made, voters=voters, by=here.chief, at=NOON)

    with pytest.raises(rules.SlipsDoNotFit):
        electronic.open_voting(poll=devices.poll, by=here.chief, at=NOON)
    devices.hand_out(12)
    with pytest.raises(rules.NoRehearsal):
        electronic.open_voting(poll=devices.poll, by=here.chief, at=NOON)


def test_point_21_keys_are_destroyed_after_complaints_and_the_archive_still_verifies(hall: Build) -> None:
    here = hall(12)
    devices = opened(here, matters(here))
    devices.cast(0, [YES, NO])
    devices.close()
    devices.share(0)
    devices.share(1)
    poll = devices.poll

    with pytest.raises(rules.KeysStillNeeded, match="244-QĐ/TW"):
        casting.destroy_keys(poll=poll, by=here.chief, at=NOON)
    casting.destroy_keys(poll=poll, by=here.chief, at=at("2023-05-18 09:00"))
    casting.own_key_destroyed(poll=poll, by=here.counter(), at=at("2023-05-18 09:00"))

    assert not SecretServerKey.objects.filter(poll=poll).exists()
    assert verify.verify(casting.content_of(poll)).result == [[1, 0], [0, 1]]
    assert datetime.date(2023, 4, 21) == DAY


def test_devices_and_papers_are_counted_in_one_sum_and_never_for_a_few(hall: Build) -> None:
    here = hall(15)
    made = matters(here)
    with pytest.raises(rules.TooFewOnPaper):
        drafted(here, made, on_paper=4)
    rehearsal = rehearsed(here, made)
    devices = drafted(here, made, on_paper=5)
    electronic.reuse_keys(poll=devices.poll, earlier=rehearsal.poll, by=here.chief, at=NOON)
    devices.seeds, devices.keys = rehearsal.seeds, rehearsal.keys
    made.refresh_from_db()
    here.opened(made)
    voters = [row.person_id for row in made.roster.filter(may_vote=True)]
    papers.hand_out(round_=made, voters=voters, by=here.chief, at=NOON)
    devices.hand_out(10)
    electronic.open_voting(poll=devices.poll, by=here.chief, at=NOON)
    for voter in range(8):
        devices.cast(voter, [YES, NO])
    casting.begin_closing(poll=devices.poll, by=here.counter(), at=NOON)
    with pytest.raises(rules.PapersDoNotFit):
        casting.finish_closing(poll=devices.poll, papers_back=6, by=here.counter(), at=NOON)
    casting.finish_closing(poll=devices.poll, papers_back=5, by=here.counter(), at=NOON)
    devices.poll.refresh_from_db()
    devices.share(0)
    devices.share(1)
    made.refresh_from_db()
    waiting = made.state
    names = list(made.candidates.order_by("order").values_list("pk", flat=True))
    votes = {names[0]: {"agree": 3, "disagree": 1}, names[1]: {"agree": 5, "disagree": 0}}

    with pytest.raises(rules.PapersDoNotFit):
        devices.read_papers(SheetTotals(4, {}, votes))
    devices.read_papers(SheetTotals(5, {}, votes))

    made.refresh_from_db()
    sheet = CountSheet.objects.get(round=made)
    assert (waiting, made.state) == (RoundState.CLOSED, RoundState.COUNTED)
    assert (sheet.returned, sheet.valid) == (13, 13)
    assert [one.votes for one in sheet.tallies.order_by("candidate__order")] == [11, 5]
    devices.poll.refresh_from_db()
    assert "Kết hợp với phiếu giấy: 5" in devices.poll.election


def test_totals_go_into_the_count_by_the_mode_of_the_paper() -> None:
    def said(mode: str, result: Sequence[Sequence[int]], blank: Blank = Blank.INVALID) -> tuple[Any, ...]:
        found = rules.totals_of(mode, result, ballots=10, blank_is=blank)
        return found.valid, dict(found.invalid), list(found.votes)

    assert said("SURPLUS", [[2, 6, 5, 4]]) == (
        8,
        {"nobody_chosen": 2},
        [{"keep": 6}, {"keep": 5}, {"keep": 4}],
    )
    assert said("SURPLUS", [[2, 8, 8]], Blank.VALID)[:2] == (10, {})
    assert said("SINGLE", [[6, 3]]) == (9, {"no_expressed_choice": 1}, [{"agree": 6, "disagree": 3}])
    assert said("CONFIDENCE", [[5, 3, 2]])[2] == [{"high": 5, "medium": 3, "low": 2}]
    assert rules.questions_of("CONFIDENCE", title="T", names=["A"], seats=1) == [
        Asked("A", ("Tín nhiệm cao", "Tín nhiệm", "Tín nhiệm thấp"), 1, 1)
    ]
    assert not rules_of("dang-190-session").electronic_secret
