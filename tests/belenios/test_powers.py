"""Powers made faster are the same powers, and what is outside of the group is refused on every way in."""

import json
import random
from typing import Any

import pytest
from tests.belenios.conftest import VOTES, set_up, vote

from nghisu.belenios import archive, proofs, texts
from nghisu.belenios.groups import Belenios2048, Group, PlainEd25519, group_named
from nghisu.belenios.refused import Refused
from nghisu.belenios.verify import check_ballots, check_setup

pytestmark = pytest.mark.once
LARGE = Belenios2048()
GROUPS: list[Group] = [LARGE, group_named("Ed25519"), PlainEd25519()]


def exponents(group: Group) -> list[int]:
    """Return the smallest, the largest, some with long gaps, and some by chance."""
    chance = random.Random(20230421)
    edges = [0, 1, 2, 15, 16, 17, 2**128, 2**255, group.q - 1, group.q, group.q + 1, -1]
    return [*edges, *(chance.randrange(group.q) for _ in range(20))]


@pytest.mark.parametrize("group", GROUPS, ids=lambda one: type(one).__name__)
def test_several_powers_of_one_base_are_those_made_one_by_one(group: Group) -> None:
    base = group.power(group.g, 20230421)
    raised = group.powers(base)
    read, by_text = group.read_powers(group.text(base), "x")

    for exponent in exponents(group):
        plain = group.power(base, exponent)
        assert raised(exponent) == by_text(exponent) == plain
        assert plain == group.power(group.g, 20230421 * exponent)
    assert read == base


def test_a_prepared_base_gives_the_powers_of_the_plain_formula() -> None:
    for exponent in exponents(LARGE):
        assert LARGE.power(LARGE.g, exponent) == pow(int(LARGE.g), exponent % LARGE.q, LARGE.p)


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "1",
        str(LARGE.p - 1),  # of order two
        str(LARGE.p),
        str(LARGE.p + int(LARGE.g)),
        str(int(LARGE.g) * (LARGE.p - 1) % LARGE.p),  # g times that one
        "2",
        f"0{LARGE.g}",
        "-4",
        "",
        "٣",
    ],
    ids=["0", "1", "order 2", "p", "g + p", "mixed order", "2", "leading zero", "-4", "empty", "arabic"],
)
def test_point_4_what_is_outside_of_2048_bits_is_refused_on_both_ways_in(text: str) -> None:
    for read in (LARGE.read, LARGE.read_powers):
        with pytest.raises(Refused) as refused:
            read(text, "choices")
        assert refused.value.code == "not_an_element"


def raised_by_one(value: dict[str, str]) -> None:
    value["response"] = str((int(value["response"]) + 1) % LARGE.q)


def test_one_false_proof_among_the_ballots_is_found_and_its_ballot_is_named() -> None:
    made, writer = set_up(LARGE)
    vote(made, writer)
    honest = json.loads(made.cast[2])
    places: list[tuple[str, int, int]] = [("individual_proofs", 3, 1), ("overall_proof", 2, 0)]

    for name, row, branch in places:
        ballot: dict[str, Any] = json.loads(json.dumps(honest))
        proof = ballot["answers"][0][name][row]
        raised_by_one(proof[branch] if isinstance(proof, list) else proof)
        false = signed(made, ballot)
        again = archive.Writer(writer.stamp)
        begun = archive.read(made.parts[0])
        named = texts.read(begun.events[0].payload or b"", "setup")
        parts = [again.begin(*(begun.data[named[one]] for one in ("election", "trustees", "credentials")))]
        parts += [again.ballot(one) for one in (*made.cast[:2], false, made.cast[3])]
        read = archive.read(archive.joined(parts))

        with pytest.raises(Refused) as refused:
            check_ballots(check_setup(read), read)

        assert refused.value.ballot == (3, texts.sha256_base64(false))
        assert refused.value.code == "proof"
        assert refused.value.said("vi").startswith("Lá phiếu thứ 3 (")
        assert str(refused.value).startswith("Ballot 3 (")
    assert len(made.cast) == len(VOTES)


def signed(made: Any, ballot: dict[str, Any]) -> bytes:
    """Sign a ballot anew, so that only the proof inside is wrong."""
    unsigned = {name: value for name, value in ballot.items() if name != "signature"}
    mark = texts.sha256_base64(texts.write(unsigned))
    proof = proofs.prove_key(LARGE, made.secrets[2], f"sig|{mark}")
    return texts.write(unsigned | {"signature": {"hash": mark, "proof": proofs.write_proof(proof)}})
