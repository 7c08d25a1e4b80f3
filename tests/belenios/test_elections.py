"""Elections made by the product: they verify here and with belenios-tool, and what is forged does not."""

import copy
import json
import random
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.belenios.conftest import QUESTIONS, RESULT, STAMP, UUID, VOTES, Made, count, hold, set_up, vote

from nghisu.belenios import archive, ballots, credentials, proofs, tally, texts
from nghisu.belenios.election import ONE_BALLOT, Election
from nghisu.belenios.groups import group_named
from nghisu.belenios.refused import Refused
from nghisu.belenios.trustees import make_threshold
from nghisu.belenios.verify import verify

pytestmark = pytest.mark.once
Foreign = Callable[[bytes], bool]


@pytest.mark.parametrize("threshold", [None, (2, 3)])
def test_a_whole_election_gives_the_votes_that_were_cast(threshold: tuple[int, int] | None) -> None:
    made = hold("Ed25519", single=2, threshold=threshold, again=True)

    report = verify(made.content)

    assert report.result == RESULT
    assert (report.voters, report.cast, report.counted) == (4, 5, 4)


@pytest.mark.slow
@pytest.mark.parametrize(("single", "threshold"), [(3, None), (1, (2, 3))])
def test_the_foreign_program_accepts_an_election_of_2048_bits(
    foreign: Foreign, single: int, threshold: tuple[int, int] | None
) -> None:
    owners = None if threshold is None else [1, 2, 4]
    made = hold("BELENIOS-2048", single=single, threshold=threshold, again=True, owners=owners)

    assert verify(made.content).result == RESULT
    assert foreign(made.content)
    assert not foreign(made.content[:-1300] + bytes([made.content[-1300] ^ 1]) + made.content[-1299:])


def old_slip(chance: random.Random) -> str:
    """Return a credential of 15 characters, as version 2.0 of the foreign program knows them."""
    digits = [chance.randrange(58) for _ in range(14)]
    value = 0
    for digit in digits:
        value = value * 58 + digit
    text = "".join(credentials.ALPHABET[digit] for digit in [*digits, (53 - value % 53) % 53])
    return "-".join(text[start : start + 3] for start in range(0, 15, 3))


@pytest.mark.slow
def test_ballots_of_the_foreign_program_and_ours_are_counted_together(
    foreign: Foreign, tmp_path: Path
) -> None:
    chance = random.Random(12)
    slips = [old_slip(chance) for _ in VOTES]
    made, writer = set_up(group_named("BELENIOS-2048"), slips=slips)
    folder = tmp_path / "booth"
    folder.mkdir()
    (folder / f"{UUID}.bel").write_bytes(made.content)
    for place, secret in enumerate(made.secrets):
        if place % 2:
            ballot = ballots.make(made.election, secret, VOTES[place])
        else:
            slip, choice = folder / "slip", folder / "choice.json"
            slip.write_text(slips[place])
            choice.write_text(json.dumps(VOTES[place]))
            ballot = _foreign_ballot(folder, slip, choice)
        made.cast.append(ballot)
        made.parts.append(writer.ballot(ballot))
    count(made, writer)

    assert verify(made.content).result == RESULT
    assert foreign(made.content)


def _foreign_ballot(folder: Path, slip: Path, choice: Path) -> bytes:
    words = ["election", "generate-ballot", "--dir", str(folder)]
    words += ["--privcred", str(slip), "--ballot", str(choice)]
    return subprocess.run(["belenios-tool", *words], capture_output=True, check=True).stdout.strip()


# What a forger could do, hashes and signatures made anew so that only the cryptography can tell.


def _cast_by(made: Made, writer: archive.Writer, forged: bytes) -> bytes:
    """Return an archive of everybody's ballots with the first one forged, counted as if it were good."""
    vote(made, writer)
    made.parts[1] = b""
    again = archive.Writer(STAMP)
    begun = archive.read(made.parts[0])
    setup = texts.read(begun.events[0].payload or b"", "setup")
    parts = [again.begin(*(begun.data[setup[name]] for name in ("election", "trustees", "credentials")))]
    parts += [again.ballot(forged), *(again.ballot(one) for one in made.cast[1:])]
    parts.append(again.end_ballots())
    return b"".join(parts)


def _signed_anew(made: Made, secret: int, ballot: dict[str, Any]) -> bytes:
    unsigned = {name: value for name, value in ballot.items() if name != "signature"}
    mark = texts.sha256_base64(texts.write(unsigned))
    proof = proofs.prove_key(made.election.group, secret, f"sig|{mark}")
    return texts.write(unsigned | {"signature": {"hash": mark, "proof": proofs.write_proof(proof)}})


def _overvote(made: Made) -> bytes:
    ballot = json.loads(ballots.make(made.election, made.secrets[0], VOTES[0]))
    ballot["answers"][0]["choices"][3] = ballot["answers"][0]["choices"][1]
    return _signed_anew(made, made.secrets[0], ballot)


def _other_credential(made: Made) -> bytes:
    ballot = json.loads(ballots.make(made.election, made.secrets[1], VOTES[0]))
    ballot["credential"] = credentials.public(made.election.group, made.secrets[0])
    return _signed_anew(made, made.secrets[0], ballot)


def _stranger(made: Made) -> bytes:
    return ballots.make(made.election, made.secrets[0] + 1, VOTES[0])


def _wrong_signature(made: Made) -> bytes:
    ballot = json.loads(ballots.make(made.election, made.secrets[0], VOTES[0]))
    return _signed_anew(made, made.secrets[1], ballot)


def _other_election(made: Made) -> bytes:
    ballot = json.loads(ballots.make(made.election, made.secrets[0], VOTES[0]))
    ballot["election_hash"] = texts.sha256_base64(b"another")
    return _signed_anew(made, made.secrets[0], ballot)


def _spaces(made: Made) -> bytes:
    return ballots.make(made.election, made.secrets[0], VOTES[0]).replace(b'{"', b'{ "', 1)


def _missing_proof(made: Made) -> bytes:
    ballot = json.loads(ballots.make(made.election, made.secrets[0], VOTES[0]))
    ballot["answers"][0]["overall_proof"].pop()
    return _signed_anew(made, made.secrets[0], ballot)


FORGED: dict[str, tuple[Callable[[Made], bytes], str]] = {
    "too many choices": (_overvote, "proof"),
    "another's ballot under one's own credential": (_other_credential, "proof"),
    "a credential that was never issued": (_stranger, "unknown_credential"),
    "signed by another": (_wrong_signature, "proof"),
    "of another election": (_other_election, "another_election"),
    "written otherwise": (_spaces, "not_canonical"),
    "a proof too few": (_missing_proof, "ballot_shape"),
}


@pytest.mark.parametrize("how", FORGED)
def test_a_forged_ballot_is_refused(how: str) -> None:
    made, _ = set_up(group_named("Ed25519"))
    forge, code = FORGED[how]

    with pytest.raises(Refused) as refused:
        ballots.check(made.election, forge(made), credentials.read(made.election.group, made.listed))

    assert refused.value.code == code


@pytest.mark.slow
def test_the_foreign_program_accepts_the_archive_before_it_is_forged(foreign: Foreign) -> None:
    made, writer = set_up(group_named("BELENIOS-2048"))
    honest = ballots.make(made.election, made.secrets[0], VOTES[0])

    assert foreign(_cast_by(made, writer, honest))


@pytest.mark.slow
@pytest.mark.parametrize("how", FORGED)
def test_the_foreign_program_refuses_the_same_forgeries_of_2048_bits(foreign: Foreign, how: str) -> None:
    made, writer = set_up(group_named("BELENIOS-2048"))
    forge, _ = FORGED[how]

    assert not foreign(_cast_by(made, writer, forge(made)))


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [found for name, one in value.items() for found in _leaves(one, (*path, name))]
    if isinstance(value, list):
        return [found for place, one in enumerate(value) for found in _leaves(one, (*path, place))]
    return [path]


def test_point_1_every_single_altered_field_makes_a_ballot_fail() -> None:
    made, _ = set_up(group_named("Ed25519"))
    known = credentials.read(made.election.group, made.listed)
    good = json.loads(ballots.make(made.election, made.secrets[0], VOTES[0]))
    ballots.check(made.election, texts.write(good), known)

    for path in _leaves(good):
        altered = copy.deepcopy(good)
        holder = altered
        for name in path[:-1]:
            holder = holder[name]
        text = holder[path[-1]]
        holder[path[-1]] = text[:-1] + ("1" if text[-1] != "1" else "2")
        with pytest.raises(Refused):
            ballots.check(made.election, texts.write(altered), known)


@pytest.mark.parametrize("ticks", [[1, 1, 0, 0], [0, 0, 0, 0], [0, 1, 1, 1], [0, 2, 0, 0]])
def test_point_8_a_choice_that_does_not_fit_is_never_encrypted(ticks: list[int]) -> None:
    made, _ = set_up(group_named("Ed25519"))

    with pytest.raises(Refused) as refused:
        ballots.make(made.election, made.secrets[0], [ticks, [0, 0]])

    assert refused.value.code == "choice"


def test_point_9_the_same_ballot_twice_is_refused() -> None:
    made, writer = set_up(group_named("Ed25519"))
    vote(made, writer)
    again = archive.Writer(STAMP)

    with pytest.raises(Refused) as refused:
        archive.read(made.content + made.parts[1])

    assert refused.value.code in {"ballot_twice", "chain"}
    assert again.height == 0


def test_point_13_a_second_ballot_is_refused_where_one_is_allowed() -> None:
    made = hold("Ed25519", again=True, description=f"Bầu thử {ONE_BALLOT}")

    with pytest.raises(Refused) as refused:
        verify(made.content)

    assert refused.value.code == "voted_twice"


def test_point_14_a_later_archive_only_grew() -> None:
    made = hold("Ed25519")
    earlier = archive.joined(made.parts[:3])

    assert archive.grown(earlier, made.content)
    assert not archive.grown(made.content, earlier)


def test_point_17_the_servers_key_and_one_share_of_two_decrypt_nothing() -> None:
    with pytest.raises(Refused) as refused:
        hold("Ed25519", threshold=(2, 3), owners=[1, 3])

    assert refused.value.code == "too_few_shares"
    assert refused.value.values == {"have": 1, "need": 2}


def test_point_19_a_wrong_share_is_named_and_the_others_go_on() -> None:
    made, writer = set_up(group_named("Ed25519"), threshold=(2, 3))
    vote(made, writer)
    group = made.election.group
    known = credentials.read(group, made.listed)
    totals, counted = tally.add_up(
        made.election, [ballots.check(made.election, one, known) for one in made.cast]
    )
    made.parts += [writer.end_ballots(), writer.encrypted_tally(tally.write(group, totals), counted)]
    for owner, key in ((1, made.keys[0]), (2, made.keys[2]), (3, made.keys[2]), (4, made.keys[3])):
        made.parts.append(writer.partial_decryption(owner, tally.decrypt(made.election, key, totals)))
    made.parts.append(writer.result(RESULT))

    report = verify(made.content)

    assert (report.result, report.wrong_shares) == (RESULT, (2,))


def test_point_20_a_result_that_the_ballots_do_not_give_is_refused() -> None:
    made, writer = set_up(group_named("Ed25519"))
    vote(made, writer)
    count(made, writer)
    made.parts[-1] = b""
    writer.height -= 1
    before = archive.read(made.content)
    writer.parent = before.head
    made.parts.append(writer.result([[0, 3, 2, 1], [2, 1]]))

    with pytest.raises(Refused) as refused:
        verify(made.content)

    assert refused.value.code == "result"


def test_point_25_two_ballots_of_one_choice_share_no_part() -> None:
    made, _ = set_up(group_named("Ed25519"))
    first, second = (json.loads(ballots.make(made.election, made.secrets[0], VOTES[0])) for _ in range(2))

    def parts(ballot: dict[str, Any]) -> set[str]:
        return {
            text
            for answer in ballot["answers"]
            for cipher in answer["choices"]
            for text in (cipher["alpha"], cipher["beta"])
        }

    assert parts(first) & parts(second) == set()


def test_point_3_a_group_of_another_name_is_refused() -> None:
    made, _ = set_up(group_named("Ed25519"))
    content = made.election.content.replace(b'"Ed25519"', b'"RFC-3526-2048"')

    with pytest.raises(Refused) as refused:
        Election.read(content)

    assert refused.value.code == "out_of_profile"


@pytest.mark.parametrize(("least", "count_of"), [(0, 3), (4, 3)])
def test_a_threshold_that_makes_no_sense_is_refused(least: int, count_of: int) -> None:
    with pytest.raises(Refused):
        make_threshold(group_named("Ed25519"), count_of, least)


def test_questions_are_written_as_they_are_read() -> None:
    for question in QUESTIONS:
        assert type(question).read(question.written()) == question
