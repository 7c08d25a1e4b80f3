"""What the browser's modules make is, to the byte, what our Python makes from the same chance."""

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.belenios.conftest import RESULT, VOTES, Made, count, set_up
from tests.belenios.node import OWN, VENDOR, run, side_by_side

from nghisu.belenios import archive, ballots, credentials, tally, texts
from nghisu.belenios.groups import group_named
from nghisu.belenios.verify import verify

pytestmark = pytest.mark.once
Foreign = Callable[[bytes], bool]
GROUPS = ["Ed25519", "BELENIOS-2048"]

BALLOTS = """
import { derive } from "./credentials.js";
import { again, make, readElection } from "./ballot.js";
const election = readElection(given.election);
const made = [];
for (const [place, slip] of given.slips.entries()) {
  const secret = derive(election.group, slip, election.uuid);
  const rest = given.chance ? given.chance.map(BigInt) : null;
  const source = () => rest.shift();
  const drawn = [];
  const ballot = await make(election, secret, given.choices[place], rest ? { source } : { drawn });
  if (!rest && (await again(election, secret, given.choices[place], drawn)).text !== ballot.text) {
    throw new Error("another ballot from the same numbers");
  }
  made.push(ballot);
}
answer(made);
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return the folder of the browser's modules, ready for Node."""
    return side_by_side(tmp_path / "pages")


@pytest.fixture
def chance(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the numbers that Python draws, as it draws them."""
    drawn: list[int] = []
    real = secrets.randbelow

    def keep(order: int) -> int:
        drawn.append(real(order))
        return drawn[-1]

    monkeypatch.setattr(secrets, "randbelow", keep)
    return drawn


@pytest.mark.parametrize("name", GROUPS)
def test_the_same_chance_gives_the_same_ballot(name: str, own: Path, chance: list[int]) -> None:
    made, _ = set_up(group_named(name))
    for place, (slip, secret, choice) in enumerate(zip(made.slips, made.secrets, VOTES, strict=True)):
        chance.clear()
        expected = ballots.make(made.election, secret, choice)
        given = {
            "election": made.election.content.decode(),
            "slips": [slip],
            "choices": [choice],
            "chance": [str(one) for one in chance],
        }

        found = run(own, BALLOTS, given)[0]

        assert found["text"].encode() == expected, place
        assert found["tracker"] == texts.sha256_base64(expected)
        assert found["credential"] == credentials.public(made.election.group, secret)


def cast_in_the_browser(made: Made, writer: archive.Writer, own: Path) -> None:
    """Let the browser's modules make everybody's ballot."""
    given = {"election": made.election.content.decode(), "slips": made.slips, "choices": VOTES}
    for ballot in run(own, BALLOTS, given):
        made.cast.append(ballot["text"].encode())
        made.parts.append(writer.ballot(made.cast[-1]))


@pytest.mark.parametrize("name", GROUPS)
def test_ballots_of_the_browser_are_counted(name: str, own: Path) -> None:
    made, writer = set_up(group_named(name), threshold=(2, 3))
    cast_in_the_browser(made, writer, own)
    count(made, writer)

    assert verify(made.content).result == RESULT


@pytest.mark.slow
def test_the_foreign_program_accepts_ballots_of_the_browser(foreign: Foreign, own: Path) -> None:
    made, writer = set_up(group_named("BELENIOS-2048"), threshold=(2, 3))
    cast_in_the_browser(made, writer, own)
    count(made, writer)

    assert foreign(made.content)


SHARE = """
import { readElection } from "./ballot.js";
import { addUp, readArchive, writtenTally } from "./archive.js";
import { decryption } from "./trustees.js";
const found = readArchive(Uint8Array.from(Buffer.from(given.archive, "base64")));
const election = readElection(found.election);
if (given.altered) found.tally = found.tally.replace(/[0-9]/, (digit) => (digit === "1" ? "2" : "1"));
try {
  const share = await decryption(election, found, BigInt(given.secret));
  answer({ share: share.text, counted: share.counted, head: found.head });
} catch (refused) {
  answer({ code: refused.code });
}
"""


@pytest.mark.parametrize("name", GROUPS)
def test_a_trustee_adds_up_the_ballots_in_the_browser_and_decrypts_nothing_else(name: str, own: Path) -> None:
    import base64

    made, writer = set_up(group_named(name), single=2)
    for secret, choice in zip([made.secrets[0], *made.secrets], [VOTES[3], *VOTES], strict=True):
        made.cast.append(ballots.make(made.election, secret, choice))
        made.parts.append(writer.ballot(made.cast[-1]))
    open_ = made.content
    known = credentials.read(made.election.group, made.listed)
    checked = [ballots.check(made.election, one, known) for one in made.cast]
    totals, counted = tally.add_up(made.election, checked)
    written = tally.write(made.election.group, totals)
    made.parts += [writer.end_ballots(), writer.encrypted_tally(written, counted)]

    def ask(content: bytes, *, altered: bool = False) -> dict[str, Any]:
        given = {
            "archive": base64.b64encode(content).decode(),
            "secret": str(made.keys[1].secret),
            "altered": altered,
        }
        found: dict[str, Any] = run(own, SHARE, given)
        return found

    found = ask(made.content)

    assert (found["counted"], found["head"]) == (4, archive.read(made.content).head)
    tally.check_share(made.election, made.keys[1].public, found["share"].encode(), totals)
    assert ask(open_)["code"] == "still_open"
    assert ask(made.content, altered=True)["code"] == "tally"


TYPED = """
import { found } from "./credentials.js";
answer(given.map((text) => { try { return found(text); } catch (refused) { return refused.code; } }));
"""


def test_a_slip_is_understood_however_it_is_typed_or_scanned(own: Path) -> None:
    slip = "Xab3D-efGhij-kmnoP-qrstuv"
    shown = [slip, "Xab3DefGhijkmnoPqrstuv", f" {slip.replace('-', ' ')} ", f"https://a.vn/phieu-kin/#{slip}"]

    assert run(own, TYPED, [*shown, slip[:-1], slip.replace("X", "0")]) == [
        *[slip] * 4,
        "credential_shape",
        "credential_shape",
    ]


def test_the_browser_refuses_what_is_outside_of_the_profile(own: Path) -> None:
    made, _ = set_up(group_named("Ed25519"))
    good = made.election.content.decode()
    program = """
import { readElection } from "./ballot.js";
answer(given.map((text) => {
  try { readElection(text); return "taken"; } catch (refused) { return refused.code; }
}));
"""
    mixed = _mixed_order()

    assert run(
        own,
        program,
        [
            good,
            good.replace('"Ed25519"', '"RFC-3526-2048"'),
            good.replace('{"version"', '{ "version"'),
            json.dumps(json.loads(good) | {"public_key": mixed}, separators=(",", ":"), ensure_ascii=False),
        ],
    ) == ["taken", "out_of_profile", "not_canonical", "not_an_element"]


def _mixed_order() -> str:
    from nacl import bindings

    base = bindings.crypto_scalarmult_ed25519_base_noclamp((1).to_bytes(32, "little"))
    mixed = bindings.crypto_core_ed25519_add(base, (2**255 - 20).to_bytes(32, "little"))
    return mixed[::-1].hex()


def test_what_a_phone_loads_for_a_ballot_is_below_300_kb() -> None:
    loaded = [*OWN.glob("*.js"), *(VENDOR / "noble").rglob("*.js"), VENDOR / "qr" / "index.js"]

    assert sum(one.stat().st_size for one in loaded) < 300_000
