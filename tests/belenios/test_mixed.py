"""Elections of which a foreign program makes half: ballots, trustees and shares; both verify the whole."""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.belenios.conftest import QUESTIONS, RESULT, STAMP, UUID, VOTES
from tests.belenios.test_elections import old_slip

from nghisu.belenios import archive, ballots, credentials, keying, tally, texts, trustees
from nghisu.belenios.election import Election, describe
from nghisu.belenios.groups import Group, group_named
from nghisu.belenios.verify import check_ballots, check_setup, verify

pytestmark = [pytest.mark.once, pytest.mark.slow]
NEWER = os.environ.get("BELENIOS_TOOL_3", "")
Json = dict[str, Any]


class Foreign:
    """A foreign program at work in a folder of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder
        folder.mkdir()

    def run(self, *words: str, given: str = "") -> str:
        done = subprocess.run(
            [self.program, *words], cwd=self.folder, input=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def put(self, name: str, content: bytes | str) -> str:
        place = self.folder / name
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    def asked(self, kind: str, content: bytes, *words: str) -> bytes:
        """Ask about an election that stands alone in a folder."""
        place = self.folder / "election"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        (place / f"{UUID}.bel").write_bytes(content)
        return self.run("election", kind, "--dir", "election", *words).encode()


def begun(group: Group, items: list[Any], slips: list[str]) -> tuple[archive.Writer, bytes, Election]:
    """Begin the archive of an election whose trustees are known."""
    trustee_list = texts.write(items)
    key = trustees.election_key(group, trustees.read(group, trustee_list))
    content = describe(
        group=group,
        key=key,
        name="Hội nghị lần thứ 12 (nửa nọ nửa kia)",
        description="",
        questions=QUESTIONS,
        uuid=UUID,
        administrator="Đoàn Chủ tịch",
        credential_authority="Ban thẩm tra tư cách",
    )
    publics = (credentials.public(group, credentials.derive(group, slip, UUID)) for slip in slips)
    writer = archive.Writer(STAMP)
    return writer, writer.begin(content, trustee_list, texts.write(sorted(publics))), Election.read(content)


def cast_by_both(
    foreign: Foreign, writer: archive.Writer, setup: bytes, election: Election, slips: list[str]
) -> bytes:
    """Let every other voter vote with the foreign program, and end the voting with the sums."""
    content = setup
    for place, (slip, choice) in enumerate(zip(slips, VOTES, strict=True)):
        if place % 2:
            secret = credentials.derive(election.group, slip, UUID)
            content += writer.ballot(ballots.make(election, secret, choice))
            continue
        option = "--ballot" if foreign.run("--version").startswith("2.") else "--choice"
        words = ["--privcred", foreign.put("slip", slip), option, foreign.put("choice", json.dumps(choice))]
        content += writer.ballot(foreign.asked("generate-ballot", setup, *words))
    read = archive.read(content)
    totals, counted = tally.add_up(election, check_ballots(check_setup(read), read))
    content += writer.end_ballots()
    return content + writer.encrypted_tally(tally.write(election.group, totals), counted)


def counted_by_both(
    foreign: Foreign, writer: archive.Writer, content: bytes, shares: dict[int, bytes]
) -> bytes:
    for owner, share in shares.items():
        content += writer.partial_decryption(owner, share)
    content += writer.result(RESULT)
    assert verify(content).result == RESULT
    assert verify(content).wrong_shares == ()
    foreign.asked("verify", content)
    return content


def own_share(content: bytes, key: trustees.Key) -> bytes:
    """Add the ballots up and decrypt, as a trustee's own device does."""
    read = archive.read(content)
    setup = check_setup(read)
    totals, _ = tally.add_up(setup.election, check_ballots(setup, read))
    return tally.decrypt(setup.election, key, totals)


def test_a_foreign_program_makes_half_of_the_ballots_and_of_the_trustees(tmp_path: Path) -> None:
    group = group_named("BELENIOS-2048")
    foreign = Foreign("belenios-tool", tmp_path / "foreign")
    own = [trustees.make_key(group) for _ in range(2)]
    for _ in range(2):
        foreign.run("setup", "generate-trustee-key", "--group", group.name)
    theirs = sorted(foreign.folder.glob("*.privkey"))
    items = [["Single", trustees.write_key(group, key)] for key in own]
    items += [["Single", json.loads(one.with_suffix(".pubkey").read_text())] for one in theirs]
    chance = random.Random(8)
    slips = [old_slip(chance) for _ in VOTES]
    writer, setup, election = begun(group, items, slips)

    content = cast_by_both(foreign, writer, setup, election, slips)
    shares = {owner: own_share(content, key) for owner, key in enumerate(own, start=1)}
    for owner, one in enumerate(theirs, start=3):
        number = ["--trustee-id", str(owner)] if "trustee-id" in _help(foreign) else []
        said = foreign.asked("decrypt", content, "--privkey", f"{one.name}", *number)
        shares[owner] = _share_in(said)
    counted_by_both(foreign, writer, content, shares)


def _help(foreign: Foreign) -> str:
    return foreign.run("election", "decrypt", "--help=plain")


def _share_in(said: bytes) -> bytes:
    """Return the share in what the program said: alone, or wrapped with its owner."""
    lines = [json.loads(line) for line in said.splitlines() if line.startswith(b"{")]
    found = next(one for one in lines if "decryption_factors" in one)
    return texts.write(found)


@pytest.mark.parametrize("name", ["BELENIOS-2048", "Ed25519"])
def test_a_foreign_program_is_two_of_three_pedersen_trustees_and_makes_half_of_the_ballots(
    name: str, tmp_path: Path
) -> None:
    if not NEWER:
        pytest.skip("only on machines with BELENIOS_TOOL_3 (sh tools/foreign_verifier.sh FOLDER sid)")
    if (
        " 3.0"
        in " " + subprocess.run([NEWER, "--version"], capture_output=True, text=True, check=True).stdout
    ):
        pytest.skip("only with version 3.1 and newer, whose messages are sealed as ours (… FOLDER sid)")
    group = group_named(name)
    foreign = Foreign(NEWER, tmp_path / "foreign")
    step = ["setup", "generate-trustee-key-threshold", "--group", name, "--step"]
    seed = keying.new_seed()
    marks = [foreign.run(*step, "1", "--threshold-context", f"{index}/2/3") for index in (1, 2)]
    certs = [json.loads((foreign.folder / f"{one}.cert").read_text()) for one in marks]
    certs.append(keying.certificate(group, seed, size=3, threshold=2, index=3))
    foreign.put("certs.jsons", "".join(texts.write(one).decode() + "\n" for one in certs))
    foreign.run(*step, "2", "--certs", "certs.jsons")
    polynomials = [
        json.loads(foreign.run(*step, "3", "--certs", "certs.jsons", "--key", f"{one}.key")) for one in marks
    ]
    polynomials.append(keying.polynomial(group, seed, certs))
    outcomes = []
    for place, one in enumerate(marks):
        given = texts.write(keying.routed(polynomials, place)).decode() + "\n"
        said = foreign.run(*step, "5", "--certs", "certs.jsons", "--key", f"{one}.key", given=given)
        outcomes.append(json.loads(said))
        foreign.put(f"{one}.dkey", outcomes[-1]["private_key"])
    outcome, key = keying.share(group, seed, certs, keying.routed(polynomials, 2))
    item = keying.parameters(group, certs, polynomials, [*outcomes, outcome])
    server = trustees.make_key(group)
    items = [["Single", trustees.write_key(group, server)], ["Pedersen", item]]
    slips = [credentials.generate() for _ in VOTES]
    writer, setup, election = begun(group, items, slips)

    content = cast_by_both(foreign, writer, setup, election, slips)
    shares = {1: own_share(content, server)}
    words = ["--key", f"{marks[0]}.key", "--decryption-key", f"{marks[0]}.dkey", "--trustee-id", "2"]
    shares[2] = _share_in(foreign.asked("decrypt-threshold", content, *words))
    shares[4] = own_share(content, key)
    counted_by_both(foreign, writer, content, shares)
