"""Point 4: wherever an element is read from outside, one of mixed order is refused there."""

import copy
import json
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from tests.belenios.conftest import Made, hold
from tests.belenios.test_keying import make

from nghisu.belenios import archive, ballots, credentials, curve, keying, proofs, tally, texts, trustees
from nghisu.belenios.election import Election
from nghisu.belenios.groups import group_named
from nghisu.belenios.refused import Refused

pytestmark = pytest.mark.once
GROUP = group_named("Ed25519")
MIXED = curve.written(curve.times(curve.BASE, (0, curve.P - 1)))[::-1].hex()
ELEMENT = re.compile("[0-9a-f]{64}")
INSIDE = "{…}"  # into the JSON that a signed message holds as text
Way = tuple[Any, ...]
KINDS = ("election", "credentials", "trustees", "ballot", "share", "certificates", "values")


def ways_to_elements(value: Any, way: Way = ()) -> list[Way]:
    """Return where in JSON an element of the group stands."""
    if isinstance(value, dict):
        return [one for name, inner in value.items() for one in ways_to_elements(inner, (*way, name))]
    if isinstance(value, list):
        return [one for place, inner in enumerate(value) for one in ways_to_elements(inner, (*way, place))]
    if isinstance(value, str) and value.startswith("{"):
        return [(*way, INSIDE, *one) for one in ways_to_elements(json.loads(value))]
    return [way] if isinstance(value, str) and ELEMENT.fullmatch(value) else []


def exchanged(value: Any, way: Way) -> Any:
    """Return the JSON with a point of mixed order at a place."""
    if not way:
        return MIXED
    first, rest = way[0], way[1:]
    if first == INSIDE:
        return texts.write(exchanged(json.loads(value), rest)).decode()
    made = copy.copy(value)
    made[first] = exchanged(value[first], rest)
    return made


@cache
def held() -> tuple[Made, list[str], Any, Any]:
    """Return an election with three of whom two decrypt, and the messages of another such key."""
    seeds, certs, polynomials, _outcomes = make(GROUP, 3, 2)
    return hold("Ed25519", threshold=(2, 3), owners=[1, 2, 3]), seeds, certs, keying.routed(polynomials, 0)


def read_by(kind: str) -> tuple[Any, Callable[[Any], object]]:
    """Return what is read from outside, and what reads it."""
    made, seeds, certs, given = held()
    read = archive.read(made.content)
    named = json.loads(read.events[0].payload or b"")
    if kind in {"election", "credentials", "trustees"}:
        readers: dict[str, Callable[[bytes], object]] = {
            "election": Election.read,
            "credentials": lambda content: credentials.read(GROUP, content),
            "trustees": lambda content: trustees.read(GROUP, content),
        }
        return json.loads(read.data[named[kind]]), lambda value: readers[kind](texts.write(value))
    known = credentials.read(GROUP, made.listed)
    if kind == "ballot":
        return json.loads(made.cast[0]), lambda value: ballots.check(
            made.election, signed(made, value), known
        )
    if kind == "share":
        event = json.loads(read.of_kind("PartialDecryption")[0].payload or b"")
        totals, _counted = tally.add_up(
            made.election, [ballots.check(made.election, one, known) for one in made.cast]
        )
        return json.loads(read.data[event["payload"]]), lambda value: tally.check_share(
            made.election, made.keys[0].public, texts.write(value), totals
        )
    if kind == "certificates":
        return certs, lambda value: keying.read_certificates(GROUP, value)
    return given, lambda value: keying.share(GROUP, seeds[0], certs, value)


def signed(made: Made, ballot: dict[str, Any]) -> bytes:
    """Sign a ballot as its voter would, so that only the element in it is wrong."""
    unsigned = {name: value for name, value in ballot.items() if name != "signature"}
    mark = texts.sha256_base64(texts.write(unsigned))
    proof = proofs.prove_key(GROUP, made.secrets[0], f"sig|{mark}")
    return texts.write(unsigned | {"signature": {"hash": mark, "proof": proofs.write_proof(proof)}})


@pytest.mark.parametrize("kind", KINDS)
def test_point_4_a_point_of_mixed_order_is_refused_wherever_an_element_is_read(kind: str) -> None:
    value, read = read_by(kind)
    read(value)
    ways = [way for way in ways_to_elements(value) if not (kind == "values" and way[0] == "polynomial")]

    codes = set()
    for way in ways:
        with pytest.raises(Refused) as refused:
            read(exchanged(value, way))
        codes.add(refused.value.code)

    assert ways, "no element found"
    # A signed message is refused for its signature first; a ballot's credential for standing on no list.
    assert codes <= {"not_an_element", "proof", "unknown_credential", "trustees"}
    assert "not_an_element" in codes
