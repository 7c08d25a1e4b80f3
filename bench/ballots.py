"""Secret ballots: ours beside the foreign program, beside a bare verification, and in the booth.

    python bench/ballots.py                 # as in docs/benchmarks.md; about 15 minutes
    python bench/ballots.py --ballots 60 --casts 60 --voters 40     # small, about two minutes
    BELENIOS_TOOL_3=FOLDER/belenios-tool python bench/ballots.py    # sh tools/foreign_verifier.sh FOLDER sid

Every ratio is of CPU time within this run, ours and the anchor taking turns. Exit status 1 if a bound is
missed. What cannot be measured on this machine is said as NOT RUN.
"""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from nghisu.belenios import archive, ballots, credentials, groups, tally, texts, trustees  # noqa: E402
from nghisu.belenios.election import Election, Question, describe  # noqa: E402
from nghisu.belenios.groups import group_named, product  # noqa: E402

UUID = "JEhjBEpqedoHbVaaa"
OLD = shutil.which("belenios-tool")
NEW = os.environ.get("BELENIOS_TOOL_3", "")
ROUNDS = 3
TICKS = os.sysconf("SC_CLK_TCK")
BOUNDS = {
    "verify_ratio": 0.80,
    "verifier_mb": 120.0,
    "ballot_ratio_ed25519": 1.2,
    "cast_ratio": 1.6,
    "booth_ratio": 3.0,
    "close_seconds": 60.0,
}
found: dict[str, float] = {}


def say(name: str, value: float | str) -> None:
    """Print one figure at once, and keep it."""
    shown = f"{value:.3f}" if isinstance(value, float) else value
    bound = f"   (at most {BOUNDS[name]})" if name in BOUNDS else ""
    print(f"{name:<28} {shown}{bound}", flush=True)
    if isinstance(value, float):
        found[name] = value


def cpu_of(words: list[str], **more: Any) -> tuple[float, float]:
    """Run a program and return its CPU seconds and its largest memory in MB."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    _pid, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words[0]} left with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def own_cpu(act: Callable[[], Any]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def begun(
    name: str, voters: int, answers: int, most: int
) -> tuple[Election, bytes, list[int], trustees.Key, bytes]:
    """Return an election with so many voters, and the beginning of its archive."""
    group = group_named(name)
    key = trustees.make_key(group)
    question = Question(
        tuple(f"Ứng viên {number}" for number in range(1, answers + 1)), 0, most, False, "Bầu"
    )
    content = describe(
        group=group,
        key=product(group, [key.public]),
        name="Bầu",
        description="",
        questions=[question],
        uuid=UUID,
        administrator="A",
        credential_authority="B",
    )
    secrets = [credentials.derive(group, credentials.generate(), UUID) for _ in range(voters)]
    listed = texts.write(sorted(credentials.public(group, one) for one in secrets))
    holders = texts.write([["Single", trustees.write_key(group, key)]])
    return Election.read(content), holders, secrets, key, listed


def ticks(voter: int, answers: int, most: int) -> list[list[int]]:
    return [[1 if (place + voter) % answers < voter % (most + 1) else 0 for place in range(answers)]]


def whole(count: int, place: Path) -> None:
    """Verify a whole archive of 2048 bits, 8 candidates, with both programs."""
    election, holders, secrets, key, listed = begun("BELENIOS-2048", count, 8, 6)
    writer = archive.Writer(1_700_000_000)
    parts = [writer.begin(election.content, holders, listed)]
    parts += [writer.ballot(ballots.make(election, one, ticks(n, 8, 6))) for n, one in enumerate(secrets)]
    read = archive.read(b"".join(parts))
    totals, counted = tally.add_up(
        election, [ballots.proven(election, e.payload or b"") for e in read.of_kind("Ballot")]
    )
    share = tally.decrypt(election, key, totals)
    items = trustees.read(election.group, holders)
    shares = {1: tally.check_share(election, key.public, share, totals)}
    parts += [writer.end_ballots(), writer.encrypted_tally(tally.write(election.group, totals), counted)]
    parts += [writer.partial_decryption(1, share)]
    parts += [writer.result(tally.combine(election, items, shares, totals, counted))]
    folder = place / "whole"
    folder.mkdir()
    file = folder / f"{UUID}.bel"
    file.write_bytes(b"".join(parts))
    say("archive_mb", file.stat().st_size / 1e6)
    ours, theirs, memory = [], [], 0.0
    surroundings = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    if not groups.HAS_GMP:
        print("gmpy2 is not installed: BELENIOS-2048 is six times slower (extra: ballots)")
    for _ in range(ROUNDS if count < 500 else 1):
        used, memory = cpu_of([sys.executable, "-m", "nghisu.belenios", str(file)], env=surroundings)
        ours.append(used)
        if OLD:
            theirs.append(cpu_of([OLD, "election", "verify", "--dir", str(folder)])[0])
    say("verify_cpu_seconds", statistics.median(ours))
    say("verifier_mb", memory)
    if not theirs:
        say("verify_ratio", "NOT RUN: no belenios-tool on this machine")
        return
    say("tool_cpu_seconds", statistics.median(theirs))
    say("verify_ratio", statistics.median(ours) / statistics.median(theirs))


def single(count: int, place: Path) -> None:
    """Verify ballots of Ed25519 one by one, against verify-ballot of version 3 less its start."""
    if not NEW:
        say("ballot_ratio_ed25519", "NOT RUN: no BELENIOS_TOOL_3")
        return
    election, holders, secrets, _key, listed = begun("Ed25519", count, 8, 6)
    folder = place / "single"
    folder.mkdir()
    writer = archive.Writer(1_700_000_000)
    (folder / f"{UUID}.bel").write_bytes(writer.begin(election.content, holders, listed))
    known = credentials.read(election.group, listed)
    ours, theirs, starts = [], [], []
    for number, secret in enumerate(secrets):
        content = ballots.make(election, secret, ticks(number, 8, 6))
        ballot = place / "ballot.json"
        ballot.write_bytes(content)
        ours.append(own_cpu(lambda content=content: ballots.check(election, content, known)))
        words = ["election", "verify-ballot", "--dir", str(folder), "--ballot", str(ballot)]
        theirs.append(cpu_of([NEW, *words])[0])
        starts.append(cpu_of([NEW, "--version"])[0])
    net = statistics.mean(theirs) - statistics.mean(starts)
    say("ballot_ms_ed25519", statistics.mean(ours) * 1000)
    say("tool_ballot_ms_ed25519", net * 1000)
    say("ballot_ratio_ed25519", statistics.mean(ours) / net)


def cpu_of_processes(ids: list[int]) -> float:
    used = 0.0
    for one in ids:
        words = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        used += (int(words[11]) + int(words[12])) / TICKS
    return used


def over_http(count: int, place: Path) -> None:
    """Cast over HTTP into a real server, against the bare verification of the same ballots."""
    from tests.ground.conftest import end, environment_for, prepare, start
    from tests.ground.test_casts import BEGIN

    election, holders, secrets, _key, listed = begun("Ed25519", count, 8, 6)
    given = {
        "uuid": UUID,
        "election": election.content.decode(),
        "trustees": holders.decode(),
        "credentials": listed.decode(),
    }
    told = place / "election.json"
    told.write_text(json.dumps(given))
    cast = [ballots.make(election, secret, ticks(number, 8, 6)) for number, secret in enumerate(secrets)]
    known = credentials.read(election.group, listed)
    data = place / "data"
    data.mkdir(mode=0o700)
    environment = environment_for(data)
    prepare(environment)
    server = start(data, environment)
    try:
        poll = server.run(BEGIN.replace("PLACE", repr(str(told)))).strip()
        address = f"/phieu-kin/{poll}/bo/"
        warm = len(cast) // 10
        bare, used = 0.0, 0.0
        for first in range(0, len(cast), 20):  # taking turns
            some = cast[first : first + 20]
            before = cpu_of_processes(server.processes())
            for one in some:
                status, _, _ = server.send("POST", address, one, {"Content-Type": "application/json"})
                if status != 200:
                    raise SystemExit(f"a ballot was answered with {status}")
            after = cpu_of_processes(server.processes())
            checked = own_cpu(lambda some=some: [ballots.check(election, one, known) for one in some])
            if first >= warm:
                bare, used = bare + checked, used + after - before
        counted = len(cast) - (warm + 19) // 20 * 20
    finally:
        end(server)
    say("bare_check_ms", bare * 1000 / counted)
    say("cast_ms", used * 1000 / counted)
    say("casts_per_core_second", counted / used)
    say("cast_ratio", used / bare)


BOOTH = """
import { make, readElection } from "./ballot.js";
const election = readElection(given.election);
const secret = BigInt(given.secret);
const times = [];
let text = "";
for (let round = 0; round < given.rounds; round += 1) {
  const begun = process.cpuUsage();
  text = (await make(election, secret, given.choices, {})).text;
  const used = process.cpuUsage(begun);
  times.push((used.user + used.system) / 1000);
}
answer({ times, text });
"""


def in_the_booth(place: Path) -> None:
    """Make a ballot of 30 candidates in Node, against its verification in Python."""
    from tests.belenios.node import run, side_by_side

    own = side_by_side(place / "pages")
    for name in ("Ed25519", "BELENIOS-2048"):
        election, _holders, secrets, _key, listed = begun(name, 1, 30, 15)
        given = {
            "election": election.content.decode(),
            "secret": str(secrets[0]),
            "choices": ticks(7, 30, 15),
            "rounds": 15,
        }
        made = run(own, BOOTH, given)
        known = credentials.read(election.group, listed)
        content = made["text"].encode()
        check = partial(ballots.check, election, content, known)
        checked = [own_cpu(check) * 1000 for _ in range(9)]
        say(f"booth_ms_{name}", statistics.median(made["times"]))
        say(f"check_ms_{name}", statistics.median(checked))
        ratio = statistics.median(made["times"]) / statistics.median(checked)
        say("booth_ratio" if name == "Ed25519" else f"booth_ratio_{name}", ratio)


def closing(voters: int) -> None:
    """From the closing to the verified result, by the test that holds such a poll."""
    words = [sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", "-m", "measure"]
    surroundings = os.environ | {"PYTHONPATH": str(ROOT / "src"), "NGHISU_VOTERS": str(voters)}
    place = ROOT / "tests" / "ballots" / "test_closing_time.py"
    done = subprocess.run(
        [*words, str(place)], check=False, cwd=ROOT, env=surroundings, capture_output=True, text=True
    )
    line = next((one for one in done.stdout.splitlines() if "closed to verified" in one), None)
    if line is None:
        raise SystemExit(done.stdout[-2000:])
    say("close_seconds", float(line.rsplit(" ", 1)[1]))


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ballots", type=int, default=1000, help="of the whole archive")
    parser.add_argument("--singles", type=int, default=20, help="verified one by one")
    parser.add_argument("--casts", type=int, default=400, help="over HTTP")
    parser.add_argument("--voters", type=int, default=500, help="of the poll that is closed")
    chosen = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="nghisu-ballots-") as folder:
        place = Path(folder)
        whole(chosen.ballots, place)
        single(chosen.singles, place)
        in_the_booth(place)
        over_http(chosen.casts, place)
    closing(chosen.voters)
    missed = [name for name, bound in BOUNDS.items() if found.get(name, 0) > bound]
    print(
        f"bounds missed: {', '.join(missed) or 'none'}; peak of this program "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
