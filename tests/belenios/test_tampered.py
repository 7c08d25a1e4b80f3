"""Archives of 2048 bits, tampered with and chained anew: refused by ours and by a foreign program."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from tests.belenios.conftest import RESULT, STAMP, VOTES, Made, hold

from nghisu.belenios import archive, ballots, credentials, proofs, texts, trustees
from nghisu.belenios.groups import group_named
from nghisu.belenios.refused import Refused
from nghisu.belenios.verify import verify

pytestmark = [pytest.mark.once, pytest.mark.slow]
GROUP = group_named("BELENIOS-2048")
Json = dict[str, Any]
Foreign = Callable[[bytes], bool]


@dataclass
class Parts:
    """What an archive says, to be altered and written anew with all its hashes right."""

    made: Made
    election: Json
    trustees: list[Any]
    listed: list[str]
    cast: list[bytes]
    tally: list[Any]
    counted: int
    shares: list[tuple[int, Json]]
    result: list[list[int]]
    after: list[bytes] = field(default_factory=list)

    def written(self) -> bytes:
        """Return the archive."""
        writer = archive.Writer(STAMP)
        bodies = (texts.write(one) for one in (self.election, self.trustees, self.listed))
        parts = [writer.begin(*bodies)]
        parts += [writer.ballot(one) for one in self.cast]
        parts += [writer.end_ballots(), writer.encrypted_tally(texts.write(self.tally), self.counted)]
        parts += [writer.partial_decryption(owner, texts.write(one)) for owner, one in self.shares]
        parts.append(writer.result(self.result))
        parts += [writer.ballot(one) for one in self.after]
        return archive.joined(parts)


@cache
def held() -> Made:
    return hold("BELENIOS-2048", threshold=(2, 3), owners=[1, 2, 4])


def parts_of(made: Made) -> Parts:
    read = archive.read(made.content)
    named = json.loads(read.events[0].payload or b"")
    told = json.loads(read.of_kind("EncryptedTally")[0].payload or b"")
    shares = [json.loads(event.payload or b"") for event in read.of_kind("PartialDecryption")]

    def body(name: str) -> Any:
        return json.loads(read.data[name])

    return Parts(
        made,
        body(named["election"]),
        body(named["trustees"]),
        body(named["credentials"]),
        list(made.cast),
        body(told["encrypted_tally"]),
        told["num_tallied"],
        [(one["owner"], body(one["payload"])) for one in shares],
        [list(row) for row in made.counted],
    )


def signed(made: Made, ballot: Json, voter: int = 0) -> bytes:
    unsigned = {name: value for name, value in ballot.items() if name != "signature"}
    mark = texts.sha256_base64(texts.write(unsigned))
    proof = proofs.prove_key(GROUP, made.secrets[voter], f"sig|{mark}")
    return texts.write(unsigned | {"signature": {"hash": mark, "proof": proofs.write_proof(proof)}})


def overvote(parts: Parts) -> None:
    ballot = json.loads(parts.cast[0])
    for name in ("choices", "individual_proofs"):
        ballot["answers"][0][name][3] = ballot["answers"][0][name][1]
    parts.cast[0] = signed(parts.made, ballot)


def forged_overall(parts: Parts) -> None:
    ballot = json.loads(parts.cast[0])
    proof = ballot["answers"][0]["overall_proof"][1]
    proof["response"] = str((int(proof["response"]) + 1) % GROUP.q)
    parts.cast[0] = signed(parts.made, ballot)


def copied(parts: Parts) -> None:
    ballot = json.loads(parts.cast[1])
    ballot["credential"] = credentials.public(GROUP, parts.made.secrets[0])
    parts.cast[0] = signed(parts.made, ballot)


def stuffed(parts: Parts) -> None:
    parts.cast.append(ballots.make(parts.made.election, 4711, VOTES[0]))


def wrong_signature(parts: Parts) -> None:
    parts.cast[0] = signed(parts.made, json.loads(parts.cast[0]), voter=1)


def other_election(parts: Parts) -> None:
    ballot = json.loads(parts.cast[0])
    ballot["election_hash"] = texts.sha256_base64(b"another")
    parts.cast[0] = signed(parts.made, ballot)


def outside_the_group(parts: Parts) -> None:
    ballot = json.loads(parts.cast[0])
    cipher = ballot["answers"][0]["choices"][0]
    cipher["alpha"] = str(held().election.group.inverse(int(cipher["alpha"])) * 2 % 2**2047)
    parts.cast[0] = signed(parts.made, ballot)


def replayed(parts: Parts) -> None:
    parts.cast.append(parts.cast[0])


def dropped(parts: Parts) -> None:
    parts.cast.pop(0)


def result_altered(parts: Parts) -> None:
    parts.result[1] = [parts.result[1][1], parts.result[1][0]]


def tally_altered(parts: Parts) -> None:
    parts.tally[0][0], parts.tally[0][1] = parts.tally[0][1], parts.tally[0][0]


def number_altered(parts: Parts) -> None:
    parts.counted += 1


def factor_altered(parts: Parts) -> None:
    row = parts.shares[0][1]["decryption_factors"][0]
    row[0], row[1] = row[1], row[0]


def share_proof_altered(parts: Parts) -> None:
    proof = parts.shares[0][1]["decryption_proofs"][0][0]
    proof["response"] = str((int(proof["response"]) + 1) % GROUP.q)


def share_of_another(parts: Parts) -> None:
    parts.shares[0], parts.shares[1] = (1, parts.shares[1][1]), (2, parts.shares[0][1])


def share_missing(parts: Parts) -> None:
    parts.shares.pop()


def server_share_missing(parts: Parts) -> None:
    parts.shares.pop(0)


def key_exchanged(parts: Parts) -> None:
    parts.election["public_key"] = GROUP.text(GROUP.power(GROUP.g, 4711))


def trustee_exchanged(parts: Parts) -> None:
    parts.trustees[0][1] = trustees.write_key(GROUP, trustees.make_key(GROUP))


def trustee_without_proof(parts: Parts) -> None:
    proof = parts.trustees[0][1]["pok"]
    proof["response"] = str((int(proof["response"]) + 1) % GROUP.q)


def threshold_lowered(parts: Parts) -> None:
    parts.trustees[1][1]["threshold"] = 1


def certificate_altered(parts: Parts) -> None:
    signature = parts.trustees[1][1]["certs"][0]["signature"]
    signature["response"] = str((int(signature["response"]) + 1) % GROUP.q)


def verification_key_exchanged(parts: Parts) -> None:
    keys = parts.trustees[1][1]["verification_keys"]
    keys[0], keys[1] = keys[1], keys[0]


def credential_taken_away(parts: Parts) -> None:
    parts.listed.remove(credentials.public(GROUP, parts.made.secrets[0]))


def after_the_end(parts: Parts) -> None:
    parts.after.append(ballots.make(parts.made.election, parts.made.secrets[0], VOTES[1]))


# How, the code of our refusal, and whether version 2.0 of the foreign program refuses it too: it adds up the
# ballots itself and never reads the archived sums, and it counts a ballot once that stands there twice.
TAMPERED: dict[str, tuple[Callable[[Parts], None], str, bool]] = {
    "more choices than allowed": (overvote, "proof", True),
    "a forged proof of the sum": (forged_overall, "proof", True),
    "a ballot copied by another voter": (copied, "proof", True),
    "a ballot of a credential never issued": (stuffed, "unknown_credential", True),
    "a ballot signed by another": (wrong_signature, "proof", True),
    "a ballot of another election": (other_election, "another_election", True),
    "a ciphertext outside of the group": (outside_the_group, "not_an_element", True),
    "a ballot twice": (replayed, "ballot_twice", False),
    "a ballot dropped": (dropped, "tally", True),
    "another result": (result_altered, "result", True),
    "another encrypted tally": (tally_altered, "tally", False),
    "another number of ballots": (number_altered, "tally", False),
    "factors exchanged": (factor_altered, "share", True),
    "a share without its proof": (share_proof_altered, "share", True),
    "a share of another trustee": (share_of_another, "share", True),
    "too few shares": (share_missing, "too_few_shares", True),
    "the server's share missing": (server_share_missing, "too_few_shares", True),
    "another public key": (key_exchanged, "election_key", True),
    "another trustee": (trustee_exchanged, "election_key", True),
    "a trustee without proof": (trustee_without_proof, "proof", True),
    "a lower threshold": (threshold_lowered, "trustees", True),
    "a certificate without its signature": (certificate_altered, "proof", True),
    "verification keys exchanged": (verification_key_exchanged, "proof", True),
    "a credential taken off the list": (credential_taken_away, "unknown_credential", True),
    "a ballot after the result": (after_the_end, "chain", True),
}


def test_the_untampered_archive_holds_for_both(foreign: Foreign) -> None:
    content = parts_of(held()).written()

    assert content == held().content
    assert verify(content).result == RESULT
    assert foreign(content)


@pytest.mark.parametrize("how", TAMPERED)
def test_peer_T54_point_26_a_tampered_archive_of_2048_bits_is_refused_by_both(
    how: str, foreign: Foreign
) -> None:
    tamper, code, is_refused_by_foreign = TAMPERED[how]
    parts = parts_of(held())
    tamper(parts)
    content = parts.written()

    with pytest.raises(Refused) as refused:
        verify(content)

    assert refused.value.code == code
    assert foreign(content) is not is_refused_by_foreign


@pytest.mark.parametrize("place", [600, 5_000, -1_300, -40_000])
def test_point_26_a_flipped_bit_or_a_cut_is_refused_by_both(place: int, foreign: Foreign) -> None:
    content = bytearray(held().content)
    content[place] ^= 1

    for broken in (bytes(content), held().content[:place]):
        with pytest.raises(Refused):
            verify(broken)
        assert not foreign(broken)
