"""Points of the checklist that are about proofs and archives alone; the others stand with the rounds."""

import copy
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.belenios.conftest import QUESTIONS, RESULT, STAMP, UUID, VOTES, Made, count, hold, set_up, vote

from nghisu.belenios import archive, ballots, credentials, proofs, tally, texts
from nghisu.belenios.__main__ import main
from nghisu.belenios.election import ONE_BALLOT, Election, Question
from nghisu.belenios.groups import group_named
from nghisu.belenios.refused import Refused
from nghisu.belenios.verify import check_ballots, check_setup, verify

pytestmark = pytest.mark.once
GROUP = group_named("Ed25519")
Json = dict[str, Any]


def honest(made: Made) -> Json:
    ballot: Json = json.loads(ballots.make(made.election, made.secrets[0], VOTES[0]))
    return ballot


def signed(made: Made, ballot: Json, voter: int = 0) -> bytes:
    """Sign what was altered with a slip that its holder really has."""
    unsigned = {name: value for name, value in ballot.items() if name != "signature"}
    mark = texts.sha256_base64(texts.write(unsigned))
    proof = proofs.prove_key(made.election.group, made.secrets[voter], f"sig|{mark}")
    return texts.write(unsigned | {"signature": {"hash": mark, "proof": proofs.write_proof(proof)}})


def refusal(made: Made, content: bytes) -> str:
    """Return why a ballot is refused."""
    with pytest.raises(Refused) as refused:
        ballots.check(made.election, content, credentials.read(made.election.group, made.listed))
    return refused.value.code


def test_point_2_answers_moved_to_another_credential_are_refused() -> None:
    made, _ = set_up(GROUP)
    ballot = honest(made)
    ballot["credential"] = credentials.public(GROUP, made.secrets[1])

    assert refusal(made, signed(made, ballot, voter=1)) == "proof"


def test_point_2_answers_moved_to_another_election_with_the_same_key_are_refused() -> None:
    made, _ = set_up(GROUP)
    other = Election.read(made.election.content.replace(b"(b\xe1\xba\xa7u th\xe1\xbb\xad)", b"(again)"))
    ballot = honest(made)
    ballot["election_hash"] = other.fingerprint

    with pytest.raises(Refused) as refused:
        ballots.check(other, signed(made, ballot), credentials.read(GROUP, made.listed))

    assert other.key == made.election.key
    assert refused.value.code == "proof"


def test_point_2_a_ciphertext_exchanged_between_two_answers_is_refused() -> None:
    made, _ = set_up(GROUP)
    ballot = honest(made)
    answer = ballot["answers"][0]
    for name in ("choices", "individual_proofs"):
        answer[name][1], answer[name][3] = answer[name][3], answer[name][1]

    assert refusal(made, signed(made, ballot)) == "proof"


@pytest.mark.parametrize("group", ['{"g":"2","p":"23","q":"11"}', '"ED25519"', '"BELENIOS-3072"'])
def test_point_3_a_group_with_its_numbers_inline_or_of_another_name_is_refused(group: str) -> None:
    made, _ = set_up(GROUP)
    content = made.election.content.replace(b'"Ed25519"', group.encode())

    with pytest.raises(Refused) as refused:
        Election.read(content)

    assert refused.value.code == "out_of_profile"


def _raised(ballot: Json) -> None:
    proof = ballot["answers"][0]["individual_proofs"][0][0]
    proof["response"] = str(int(proof["response"]) + GROUP.q)


def _challenge_of_the_order(ballot: Json) -> None:
    ballot["answers"][0]["individual_proofs"][0][0]["challenge"] = str(GROUP.q)


def _negative(ballot: Json) -> None:
    ballot["answers"][0]["overall_proof"][0]["response"] = "-1"


def _leading_zero(ballot: Json) -> None:
    proof = ballot["answers"][0]["overall_proof"][0]
    proof["response"] = "0" + proof["response"]


def _three_branches(ballot: Json) -> None:
    ballot["answers"][0]["individual_proofs"][0].append({"challenge": "1", "response": "1"})


def _one_proof_more(ballot: Json) -> None:
    ballot["answers"][0]["overall_proof"].append({"challenge": "1", "response": "1"})


def _one_choice_less(ballot: Json) -> None:
    for name in ("choices", "individual_proofs"):
        ballot["answers"][0][name].pop()


def _one_question_more(ballot: Json) -> None:
    ballot["answers"].append(ballot["answers"][1])


def _no_blank_proof(ballot: Json) -> None:
    del ballot["answers"][0]["blank_proof"]


def _unknown_key(ballot: Json) -> None:
    ballot["answers"][0]["note"] = "1"


NOT_A_BALLOT: dict[str, tuple[Callable[[Json], None], str]] = {
    "a response above the order": (_raised, "not_a_number"),
    "a challenge of the order": (_challenge_of_the_order, "not_a_number"),
    "a negative number": (_negative, "not_a_number"),
    "a leading zero": (_leading_zero, "not_a_number"),
    "three branches": (_three_branches, "ballot_shape"),
    "a proof too many": (_one_proof_more, "ballot_shape"),
    "a choice too few": (_one_choice_less, "ballot_shape"),
    "a question too many": (_one_question_more, "ballot_shape"),
    "no proof of the blank vote": (_no_blank_proof, "ballot_shape"),
    "an unknown key": (_unknown_key, "ballot_shape"),
}


@pytest.mark.parametrize("how", NOT_A_BALLOT)
def test_point_6_numbers_and_lengths_are_exact(how: str) -> None:
    made, _ = set_up(GROUP)
    alter, code = NOT_A_BALLOT[how]
    ballot = honest(made)
    alter(ballot)

    assert refusal(made, signed(made, ballot)) == code


def test_point_6_a_key_that_stands_twice_is_refused() -> None:
    made, _ = set_up(GROUP)
    content = ballots.make(made.election, made.secrets[0], VOTES[0])

    assert refusal(made, content[:-1] + b',"credential":"1"}') == "not_canonical"


def test_point_7_a_second_text_of_the_same_ballot_is_refused() -> None:
    made, _ = set_up(GROUP)
    content = ballots.make(made.election, made.secrets[0], VOTES[0])
    ballot = json.loads(content)
    backwards = dict(reversed(ballot.items()))
    signature = ballot | {"signature": dict(reversed(ballot["signature"].items()))}
    proof = copy.deepcopy(ballot)
    proof["signature"]["proof"] = dict(reversed(proof["signature"]["proof"].items()))
    answers = copy.deepcopy(ballot)
    answers["answers"][0]["choices"][0] = dict(reversed(ballot["answers"][0]["choices"][0].items()))
    written = [
        json.dumps(ballot).encode(),
        content + b"\n",
        b" " + content,
        content.replace(b'"credential"', b'"\\u0063redential"', 1),
        *(texts.write(one) for one in (backwards, signature, proof)),
        signed(made, answers),
    ]

    for second in written:
        assert json.loads(second) == ballot or second == written[-1]
        assert refusal(made, second) == "not_canonical"


def _proving(made: Made, ticks: list[int], claimed: list[int]) -> bytes:
    """Return a ballot of ``ticks`` whose prover claims others, and proves as an honest device does."""
    group, key = made.election.group, made.election.key
    question = QUESTIONS[0]
    start = f"{made.election.fingerprint}|{credentials.public(group, made.secrets[0])}"
    drawn = [secrets.randbelow(group.q) for _ in ticks]
    ciphers = [
        proofs.Cipher(group.power(group.g, r), group.times(group.power(key, r), group.power(group.g, tick)))
        for r, tick in zip(drawn, ticks, strict=True)
    ]
    singles = []
    for cipher, r, tick, said in zip(ciphers, drawn, ticks, claimed, strict=True):
        prefix = f"prove|{start}|{proofs.cipher_texts(group, [cipher])}"
        claims = [proofs.Claim(cipher, 0), proofs.Claim(cipher, 1)]
        two = proofs.prove_one_of(group, key, claims, said, r, [(r, tick)] * 2, prefix)
        singles.append([proofs.write_proof(one) for one in two])
    total = (sum(drawn[1:]) % group.q, sum(ticks[1:]))
    blank = (drawn[0], ticks[0])
    answer: Json = {
        "choices": [proofs.write_cipher(group, one) for one in ciphers],
        "individual_proofs": singles,
    }
    for kind, claims, prefix in ballots._overall(made.election, question, ciphers, start):
        if kind == "blank_proof":
            plain, true = [blank, total], 1 if claimed[0] else 0
        else:
            plain = [blank, *([total] * (len(claims) - 1))]
            true = 0 if claimed[0] else sum(claimed[1:])
        made_ = proofs.prove_one_of(group, key, claims, true, plain[true][0], plain, prefix)
        answer[kind] = [proofs.write_proof(one) for one in made_]
    answer = {name: answer[name] for name in ("choices", "individual_proofs", "overall_proof", "blank_proof")}
    return signed(made, honest(made) | {"answers": [answer, honest(made)["answers"][1]]})


DISHONEST = {
    "nothing chosen and no blank": ([0, 0, 0, 0], [0, 1, 0, 0]),
    "three of two": ([0, 1, 1, 1], [0, 1, 1, 0]),
    "the value two": ([0, 2, 0, 0], [0, 1, 0, 0]),
    "the value minus one": ([0, -1, 1, 1], [0, 0, 1, 0]),
    "blank and a choice": ([1, 1, 0, 0], [1, 0, 0, 0]),
    "blank twice": ([2, 0, 0, 0], [1, 0, 0, 0]),
}


def test_point_8_the_same_prover_convinces_when_it_tells_the_truth() -> None:
    made, _ = set_up(GROUP)

    for ticks in ([0, 1, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1]):
        ballots.check(made.election, _proving(made, ticks, ticks), credentials.read(GROUP, made.listed))


@pytest.mark.parametrize("how", DISHONEST)
def test_point_8_a_vote_that_may_not_be_is_refused_however_it_is_proven(how: str) -> None:
    made, _ = set_up(GROUP)
    ticks, claimed = DISHONEST[how]

    assert refusal(made, _proving(made, ticks, claimed)) == "proof"


def test_point_10_a_ciphertext_of_another_ballot_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made, writer = set_up(GROUP)
    drawn: list[int] = []
    real = secrets.randbelow

    def keep(order: int) -> int:
        drawn.append(real(order))
        return drawn[-1]

    monkeypatch.setattr(secrets, "randbelow", keep)
    first = ballots.make(made.election, made.secrets[0], VOTES[0])
    monkeypatch.setattr(secrets, "randbelow", lambda _order: drawn.pop(0))
    second = ballots.make(made.election, made.secrets[1], VOTES[0])
    known = credentials.read(GROUP, made.listed)
    read = archive.read(archive.joined([*made.parts, writer.ballot(first), writer.ballot(second)]))

    assert (
        ballots.check(made.election, first, known).marks == ballots.check(made.election, second, known).marks
    )
    with pytest.raises(Refused) as refused:
        check_ballots(check_setup(read), read)
    assert refused.value.code == "ballot_twice"


def test_point_10_a_proof_of_another_ballot_is_refused() -> None:
    made, _ = set_up(GROUP)
    other = json.loads(ballots.make(made.election, made.secrets[1], VOTES[0]))

    for name in ("individual_proofs", "overall_proof", "blank_proof"):
        ballot = honest(made)
        ballot["answers"][0][name] = other["answers"][0][name]
        assert refusal(made, signed(made, ballot)) == "proof"


def test_point_11_an_unknown_or_revoked_credential_and_a_wrong_signature_are_refused() -> None:
    made, _ = set_up(GROUP)
    content = ballots.make(made.election, made.secrets[0], VOTES[0])
    kept = dict(credentials.read(GROUP, made.listed))
    del kept[credentials.public(GROUP, made.secrets[0])]

    with pytest.raises(Refused) as revoked:
        ballots.check(made.election, content, kept)

    assert revoked.value.code == "unknown_credential"
    assert refusal(made, ballots.make(made.election, made.secrets[0] + 1, VOTES[0])) == "unknown_credential"
    assert refusal(made, signed(made, honest(made), voter=1)) == "proof"


def test_point_12_credentials_are_distinct_and_the_verifier_prints_the_lists_fingerprint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = hold("Ed25519")
    place = tmp_path / f"{UUID}.bel"
    place.write_bytes(made.content)

    assert main([str(place)]) == 0
    assert f"credentials: {credentials.fingerprint(made.listed)}" in capsys.readouterr().out
    listed = json.loads(made.listed)
    assert listed == sorted(set(listed))
    with pytest.raises(Refused) as refused:
        credentials.read(GROUP, texts.write([*listed, listed[0]]))
    assert refused.value.code == "credentials"


@pytest.mark.parametrize(("first", "second", "total"), [(0, 1, 1), (1, 0, 0)])
def test_point_13_the_last_ballot_counts_by_the_order_of_events(first: int, second: int, total: int) -> None:
    made, writer = set_up(GROUP)
    for tick in (first, second):
        made.cast.append(ballots.make(made.election, made.secrets[0], [[1 - tick, tick, 0, 0], [0, 0]]))
        made.parts.append(writer.ballot(made.cast[-1]))
    count(made, writer)

    assert verify(made.content).result == [[1 - total, total, 0, 0], [0, 0]]


def test_point_16_a_dropped_replaced_or_cut_ballot_is_seen_by_head_slip_and_number() -> None:
    made, writer = set_up(GROUP, description=ONE_BALLOT)
    vote(made, writer)
    told = archive.read(made.content)
    begun = archive.read(made.parts[0])
    named = texts.read(begun.events[0].payload or b"", "setup")
    bodies = [begun.data[named[name]] for name in ("election", "trustees", "credentials")]

    def served(cast: list[bytes]) -> archive.Archive:
        again = archive.Writer(STAMP)
        content = again.begin(*bodies) + b"".join(again.ballot(one) for one in cast)
        assert not archive.grown(made.content, content)
        return archive.read(content)

    def slip_of(found: archive.Archive, voter: int) -> str | None:
        """Look up the tracker by the slip, as the board does."""
        own = credentials.public(GROUP, made.secrets[voter])
        cast = check_ballots(check_setup(found), found)
        return {one.credential: one.tracker for one in cast}.get(own)

    dropped = served(made.cast[1:])
    cut = served(made.cast[:-1])
    replaced = served([ballots.make(made.election, made.secrets[0], VOTES[2]), *made.cast[1:]])

    assert all(one.head != told.head for one in (dropped, cut, replaced))
    assert slip_of(dropped, 0) is None
    assert slip_of(cut, 3) is None
    assert slip_of(replaced, 0) != texts.sha256_base64(made.cast[0])
    assert len(dropped.of_kind("Ballot")) < len(check_setup(told).credentials)


def test_point_18_a_second_share_of_a_trustee_is_refused() -> None:
    made, writer = set_up(GROUP, single=2)
    vote(made, writer)
    known = credentials.read(GROUP, made.listed)
    totals, counted = tally.add_up(
        made.election, [ballots.check(made.election, one, known) for one in made.cast]
    )
    made.parts += [writer.end_ballots(), writer.encrypted_tally(tally.write(GROUP, totals), counted)]
    for owner, key in ((1, made.keys[0]), (1, made.keys[0]), (2, made.keys[1])):
        share = tally.decrypt(made.election, key, totals)
        made.parts.append(writer.partial_decryption(owner, share))
    made.parts.append(writer.result(RESULT))

    with pytest.raises(Refused) as refused:
        verify(made.content)

    assert refused.value.code == "share"


def test_point_20_numbers_that_cannot_be_are_refused() -> None:
    made, _ = set_up(GROUP)
    one = Question(("A", "B"), 1, 1, False, "?")
    election = Election(
        GROUP, made.election.key, (one,), UUID, "", made.election.content, made.election.fingerprint
    )

    tally.check_numbers(election, [[3, 1]], 4)
    for counts in ([5, 0], [1, 1], [4, 1]):
        with pytest.raises(Refused):
            tally.check_numbers(election, [counts], 4)
