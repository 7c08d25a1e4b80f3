"""P7 in the files: no log of writes, journal, temporary file or word of the server joins voter and ballot."""

import json
import os
import sqlite3
import struct
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from tests.ground.conftest import Server, environment_for, prepare

from nghisu.belenios import ballots, credentials, texts
from nghisu.belenios.election import Election
from nghisu.belenios.groups import group_named

pytestmark = pytest.mark.slow
GROUP = group_named("Ed25519")
VOTERS = 8
AGENT, ADDRESS, COOKIE = "canary-agent-77c3", "203.0.113.", "canary-session-5be1"

# A poll of twelve members, prepared up to its opening, with slips whose serials are like nothing else.
PREPARED = """
import inspect, json
from tests import conftest
from tests.ballots import conftest as halls
from tests.ballots.test_electronic import NOON, drafted, matters, papers, rehearsed
from nghisu.ballots.actions import electronic
from nghisu.belenios import credentials
from nghisu.belenios.groups import group_named
house = inspect.unwrap(conftest.house)(None)
here = inspect.unwrap(halls.hall)(house)(12)
made = matters(here)
rehearsal = rehearsed(here, made)
devices = drafted(here, made)
electronic.reuse_keys(poll=devices.poll, earlier=rehearsal.poll, by=here.chief, at=NOON)
made.refresh_from_db()
here.opened(made)
voters = [row.person_id for row in made.roster.filter(may_vote=True)]
papers.hand_out(round_=made, voters=voters, by=here.chief, at=NOON)
slips = [credentials.generate() for _ in range(14)]
group, uuid = group_named("Ed25519"), devices.poll.uuid
listed = [(f"PHONG-BI-X{place:03}", credentials.public(group, credentials.derive(group, slip, uuid)))
    for place, slip in enumerate(slips)]
desk = house.standing("ban_tham_tra")
electronic.list_slips(poll=devices.poll, slips=listed, by=desk, at=NOON)
electronic.issue_slips(poll=devices.poll, serials=[one[0] for one in listed[:12]], by=desk, at=NOON)
people = [[one.pk.hex, str(one.pk), one.full_name] for one in here.members]
print(json.dumps({"poll": str(devices.poll.pk), "slips": slips[:12], "people": people}))
"""
OPENED = """
from tests.ballots.conftest import NOON
from nghisu.ballots.actions import electronic
from nghisu.ballots.models import SecretPoll
from nghisu.organisation.queries import standing_of
from nghisu.people.models import Person
chief = standing_of(Person.objects.get(username="minh"), NOON.date())
poll = electronic.open_voting(poll=SecretPoll.objects.get(pk=POLL), by=chief, at=NOON)
print(poll.election)
"""
CHECKPOINTED = """
from django.db import connection
connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
"""


def files_of(server: Server, *others: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file of the folder, of the temporary one, and those deleted that are still held open."""
    for folder in (server.data, *others):
        for place in folder.rglob("*"):
            if place.is_file():
                yield str(place.relative_to(folder.parent)), place.read_bytes()
    if server.process.poll() is not None:
        return
    for process in server.processes():
        for handle in Path(f"/proc/{process}/fd").iterdir():
            try:
                name = os.readlink(handle)
                if name.endswith("(deleted)") and not name.startswith("/dev/"):
                    yield name, handle.read_bytes()
            except OSError:
                continue  # closed meanwhile, or no file


def where(server: Server, words: Iterable[str], *others: Path) -> list[tuple[str, str]]:
    """Return which words stand in which file."""
    sought = [(one, one.encode()) for one in words]
    return [(word, name) for name, held in files_of(server, *others) for word, raw in sought if raw in held]


def transactions(log: bytes) -> Iterator[bytes]:
    """Yield the pages that each transaction wrote into SQLite's log of writes, those before a reset, too."""
    if len(log) < 32:
        return
    (page,) = struct.unpack(">I", log[8:12])
    begun = b""
    for start in range(32, len(log) - page - 23, page + 24):
        _number, ends, _salt = struct.unpack(">III", log[start : start + 12])
        begun += log[start + 24 : start + 24 + page]
        if ends:
            yield begun
            begun = b""
    yield begun


def test_harness_P7_no_file_and_no_word_of_the_server_joins_a_voter_to_a_ballot(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    if os.environ.get("NGHISU_DATABASE_URL", "").startswith("postgres"):
        pytest.skip("only on SQLite: PostgreSQL keeps its files elsewhere")
    data, temporary = tmp_path / "data", tmp_path / "temporary"
    for folder in (data, temporary):
        folder.mkdir(mode=0o700)
    # Behind a proxy, which is where the addresses of voters come from.
    environment = environment_for(data) | {"NGHISU_HTTPS": "true", "TMPDIR": str(temporary)}
    prepare(environment)
    server = start_server(data=data, environment=environment)
    made = json.loads(server.run(PREPARED).splitlines()[-1])
    poll, slips = made["poll"], made["slips"]
    serials = [f"PHONG-BI-X{place:03}" for place in range(14)]
    before = where(server, serials, temporary)

    election = Election.read(server.run(OPENED.replace("POLL", repr(poll))).strip().encode())
    opened = where(server, serials, temporary)
    secrets = [credentials.derive(GROUP, slip, election.uuid) for slip in slips[:VOTERS]]
    publics = [credentials.public(GROUP, one) for one in secrets]
    cast = [ballots.make(election, one, [[1, 0]] * len(election.questions)) for one in secrets]
    trackers = [texts.sha256_base64(one) for one in cast]
    answers = []
    for voter, content in enumerate(cast):
        headers = {
            "Content-Type": "application/json",
            "User-Agent": f"{AGENT}-{voter}",
            "X-Forwarded-For": f"{ADDRESS}{voter + 40}",
            "X-Forwarded-Proto": "https",
            "Referer": f"http://localhost/phieu-kin/{poll}/#{slips[voter]}",
        }
        if voter % 2:
            headers["Cookie"] = f"sessionid={COOKIE}-{voter}"
        answers.append(server.send("POST", f"/phieu-kin/{poll}/bo/", content, headers)[0])
        server.get(f"/phieu-kin/{poll}/bang/", headers)
    canaries = [AGENT, ADDRESS, COOKIE, *slips, *serials]
    log = data / "nghisu.sqlite3-wal"
    written = list(transactions(log.read_bytes()))
    hot = where(server, canaries, temporary)

    server.run(CHECKPOINTED)
    is_empty = not log.stat().st_size
    cold = where(server, canaries, temporary)
    server.stop()
    ended = where(server, canaries, temporary)
    assert server.process.stdout is not None
    said = server.process.stdout.read()

    assert {word for word, _name in before} == set(serials)  # what is there is found
    assert opened == []
    assert answers == [200] * VOTERS
    assert is_empty
    assert (hot, cold, ended) == ([], [], [])
    assert [one for one in [*canaries, *trackers, *publics] if one in said] == []
    # Nothing that a transaction wrote with a ballot names one of the members.
    of_ballots = [one for one in written if any(mark.encode() in one for mark in (*trackers, *publics))]
    named = [word for person in made["people"] for word in person]
    assert len(of_ballots) >= VOTERS
    assert [word for one in of_ballots for word in named if word.encode() in one] == []
    left = {one.name for one in data.iterdir() if one.is_file()} | {one.name for one in temporary.iterdir()}
    assert not {one for one in left if one.endswith(("-journal", ".log", ".tmp"))}
    with sqlite3.connect(data / "nghisu.sqlite3") as line:
        assert line.execute("SELECT count(*) FROM nghisu_secretslip").fetchone() == (0,)
