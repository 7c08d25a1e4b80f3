"""Threshold keys over messages: ours, those of the foreign program, and the browser's, mixed."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.belenios.node import run, side_by_side

from nghisu.belenios import archive, keying, texts, trustees
from nghisu.belenios.groups import Group, group_named
from nghisu.belenios.refused import Refused
from nghisu.belenios.verify import check_setup

pytestmark = pytest.mark.once
DATA = Path(__file__).parent.parent / "data" / "belenios"
GROUPS = ["Ed25519", "BELENIOS-2048"]
Json = dict[str, Any]


def transcript(name: str) -> tuple[list[Json], list[Json], list[str]]:
    """Return the certificates, the polynomials and the seeds that the foreign program left."""
    folder = DATA / name
    certs, polynomials = (
        [json.loads(line) for line in (folder / f"{kind}.jsons").read_text().splitlines()]
        for kind in ("certs", "polynomials")
    )
    seeds = {one.stem: one.read_text().strip() for one in folder.glob("*.key")}
    order = {
        json.loads((folder / f"{stem}.cert").read_text())["message"]: seed for stem, seed in seeds.items()
    }
    return certs, polynomials, [order[cert["message"]] for cert in certs]


@pytest.mark.parametrize("name", ["v33-ed-5-threshold", "v33-2048-5-threshold"])
def test_messages_of_the_foreign_program_are_opened_and_give_its_keys(name: str) -> None:
    certs, polynomials, seeds = transcript(name)
    setup = check_setup(archive.read((DATA / name / "archive.bel").read_bytes()))
    group = setup.election.group
    threshold = setup.trustees[1]

    keys = [
        keying.share(group, seed, certs, keying.routed(polynomials, place))[1]
        for place, seed in enumerate(seeds)
    ]

    assert [key.public for key in keys] == [holder.key for holder in threshold.holders]
    for stem in (DATA / name).glob("*.dkey"):
        seed = stem.with_suffix(".key").read_text().strip()
        key = keying.unsealed(group, seed, certs, stem.read_text().strip())
        assert key.public == keys[seeds.index(seed)].public


def make(group: Group, size: int, threshold: int) -> tuple[list[str], list[Json], list[Json], list[Json]]:
    """Let trustees of ours make a key, and return their seeds and all messages."""
    seeds = [keying.new_seed() for _ in range(size)]
    certs = [
        keying.certificate(group, seed, size=size, threshold=threshold, index=index)
        for index, seed in enumerate(seeds, start=1)
    ]
    polynomials = [keying.polynomial(group, seed, certs) for seed in seeds]
    outcomes = [
        keying.share(group, seed, certs, keying.routed(polynomials, place))[0]
        for place, seed in enumerate(seeds)
    ]
    return seeds, certs, polynomials, outcomes


@pytest.mark.parametrize("name", GROUPS)
def test_a_seed_opens_the_own_key_and_no_other(name: str) -> None:
    group = group_named(name)
    seeds, certs, polynomials, outcomes = make(group, 3, 2)
    item = keying.parameters(group, certs, polynomials, outcomes)
    holders = trustees.read(group, texts.write([["Pedersen", item]]))[0].holders

    keys = [
        keying.unsealed(group, seed, certs, one["private_key"])
        for seed, one in zip(seeds, outcomes, strict=True)
    ]

    assert [key.public for key in keys] == [holder.key for holder in holders]
    with pytest.raises(Refused):
        keying.unsealed(group, seeds[0], certs, outcomes[1]["private_key"])
    with pytest.raises(Refused):
        keying.unsealed(group, keying.new_seed(), certs, outcomes[0]["private_key"])


def test_a_trustee_who_sends_a_wrong_value_is_named() -> None:
    group = group_named("Ed25519")
    seeds, certs, polynomials, _ = make(group, 3, 2)
    liar = keying.polynomial(group, seeds[1], certs)
    polynomials[1]["secrets"] = liar["secrets"]

    with pytest.raises(Refused) as refused:
        keying.share(group, seeds[0], certs, keying.routed(polynomials, 0))

    assert refused.value.values == {"what": "trustee 2"}


def test_certificates_of_another_threshold_are_refused() -> None:
    group = group_named("Ed25519")
    seeds = [keying.new_seed() for _ in range(3)]
    certs = [
        keying.certificate(group, seed, size=3, threshold=threshold, index=index)
        for index, (seed, threshold) in enumerate(zip(seeds, (2, 2, 1), strict=True), start=1)
    ]

    with pytest.raises(Refused):
        keying.polynomial(group, seeds[0], certs)


MIXED = """
import { groupNamed } from "./groups.js";
import * as trustees from "./trustees.js";
const group = groupNamed(given.group);
const { seed, certs, polynomials, step } = given;
if (step === "certificate") answer(trustees.certificate(group, seed, given.context));
if (step === "polynomial") answer(trustees.polynomial(group, seed, certs));
if (step === "share") {
  const outcome = trustees.share(group, seed, certs, trustees.routed(polynomials, given.place));
  const { secret, place } = trustees.unsealed(group, seed, certs, outcome.private_key);
  answer({ outcome, secret: String(secret), place });
}
"""


@pytest.mark.parametrize("name", GROUPS)
def test_a_browser_and_two_programs_make_one_key(name: str, tmp_path: Path) -> None:
    own, group = side_by_side(tmp_path), group_named(name)
    seeds = [keying.new_seed() for _ in range(3)]
    context = {"size": 3, "threshold": 2, "index": 2}

    def browser(**given: Any) -> Any:
        return run(own, MIXED, {"group": name, "seed": seeds[1], **given})

    certs = [
        keying.certificate(group, seeds[0], size=3, threshold=2, index=1),
        browser(step="certificate", context=context),
        keying.certificate(group, seeds[2], size=3, threshold=2, index=3),
    ]
    polynomials = [
        keying.polynomial(group, seeds[0], certs),
        browser(step="polynomial", certs=certs),
        keying.polynomial(group, seeds[2], certs),
    ]
    outcomes = [
        keying.share(group, seeds[place], certs, keying.routed(polynomials, place))[0] for place in (0, 2)
    ]
    found = browser(step="share", certs=certs, polynomials=polynomials, place=1)
    outcomes.insert(1, found["outcome"])

    item = keying.parameters(group, certs, polynomials, outcomes)

    holders = trustees.read(group, texts.write([["Pedersen", item]]))[0].holders
    assert holders[1].key == group.power(group.g, int(found["secret"]))
    assert keying.unsealed(group, seeds[1], certs, found["outcome"]["private_key"]).public == holders[1].key
