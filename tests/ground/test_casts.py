"""Secret ballots while the server is killed: each receipt has its ballot, each ballot its receipt."""

import http.client
import json
import os
import random
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.ground.conftest import Server, start

from nghisu.belenios import archive, ballots, credentials, texts, trustees, verify
from nghisu.belenios.election import ONE_BALLOT, Election, Question, describe
from nghisu.belenios.groups import group_named, product

pytestmark = pytest.mark.slow
COUNT = 1000
DEVICES = 8
KILLS = 3
AGENT = "canary-agent-41d8"
UUID = "JEhjBEpqedoHbVaaa"
GROUP = group_named("Ed25519")

# An opened poll with as many slips, and nothing of the house around it but its round.
BEGIN = """
import json, sys
from datetime import UTC, datetime
from nghisu.ballots.models import Round, SecretPiece, SecretPoll
from nghisu.belenios import archive, texts
from nghisu.meetings.models import Meeting, MeetingPart
from nghisu.organisation.models import Unit
from nghisu.people.models import Person
given = json.load(open(PLACE))
moment = datetime(2023, 4, 21, 8, tzinfo=UTC)
unit = Unit.objects.create(code="DUK", kind="committee", first=moment.date())
meeting = Meeting.objects.create(unit=unit, kind="regular", title="Hội nghị", starts_at=moment)
part = MeetingPart.objects.create(meeting=meeting, order=1, title="Phiên", starts_at=moment)
round_ = Round.objects.create(part=part, meeting=meeting, unit=unit, kind="opinion", title="Lấy ý kiến",
    seats=1, profile="dang-190-session", profile_day=moment.date(), outcome="final", mode="SINGLE",
    drafted_at=moment)
poll = SecretPoll.objects.create(round=round_, uuid=given["uuid"], threshold=1, drafted_at=moment,
    opened_at=moment, state="open", stamp=1_700_000_000, election=given["election"],
    trustee_list=given["trustees"], credentials=given["credentials"],
    authority=Person.objects.create(full_name="Vũ Thẩm Tra", username="tham_tra"),
    fingerprints={"election": texts.sha256_base64(given["election"].encode())})
writer = archive.Writer(poll.stamp)
begun = writer.begin(*(given[name].encode() for name in ("election", "trustees", "credentials")))
SecretPiece.objects.create(poll=poll, number=0, content=begun)
SecretPoll.objects.filter(pk=poll.pk).update(height=writer.height, head=writer.parent)
print(poll.pk)
"""
BOARD = """
from nghisu.ballots.models import SecretCast
print(json.dumps(list(SecretCast.objects.order_by("number").values_list("tracker", "state", "height"))))
"""


def made_ready(count: int) -> tuple[dict[str, str], list[bytes]]:
    """Return an election's texts and a ballot of every voter, made before the burst."""
    key = trustees.make_key(GROUP)
    election = describe(
        group=GROUP,
        key=product(GROUP, [key.public]),
        name="Lấy ý kiến",
        description=ONE_BALLOT,
        questions=[Question(("Đồng ý", "Không đồng ý"), 0, 1, False, "Tên gọi mới")],
        uuid=UUID,
        administrator="Đoàn chủ trì",
        credential_authority="Vũ Thẩm Tra",
    )
    read = Election.read(election)
    secrets = [credentials.derive(GROUP, credentials.generate(), UUID) for _ in range(count)]
    listed = sorted(credentials.public(GROUP, one) for one in secrets)
    given = {
        "uuid": UUID,
        "election": election.decode(),
        "trustees": texts.write([["Single", trustees.write_key(GROUP, key)]]).decode(),
        "credentials": texts.write(listed).decode(),
    }
    choices = [[1, 0], [0, 1], [0, 0]]
    return given, [
        ballots.make(read, one, [choices[place % len(choices)]]) for place, one in enumerate(secrets)
    ]


class Devices:
    """Phones that send until they have a receipt, as the booth does, whatever happens to the server."""

    def __init__(self, server: Server, address: str, cast: list[bytes]) -> None:
        self.server, self.address, self.waiting = server, address, list(cast)
        self.receipts: dict[str, str] = {}
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self._send_all) for _ in range(DEVICES)]

    def _send_all(self) -> None:
        while True:
            with self.lock:
                if not self.waiting:
                    return
                content = self.waiting.pop()
            until = time.monotonic() + 240
            while not self._sent(content) and time.monotonic() < until:
                time.sleep(0.2)

    def _sent(self, content: bytes) -> bool:
        """Send a ballot once; tell whether it has a receipt."""
        headers = {"Content-Type": "application/json", "User-Agent": AGENT}
        try:
            status, _, body = self.server.send("POST", f"{self.address}bo/", content, headers)
            if status == 202:
                tracker = texts.sha256_base64(content).replace("+", "%2B").replace("/", "%2F")
                address = f"{self.address}da-nhan/?dau={tracker}"
                status, _, body = self.server.get(address, {"User-Agent": AGENT})
        except (OSError, http.client.HTTPException):
            return False  # no answer, or half of one: the server was killed
        if status != 200:
            return False
        said = json.loads(body)
        if said["state"] != "accepted":
            return False
        with self.lock:
            self.receipts[said["tracker"]] = said["head"]
        return True


def killed(server: Server) -> None:
    """Kill every process of a server at once."""
    for one in reversed(server.processes()):
        os.kill(one, signal.SIGKILL)
    server.process.wait(20)


def ended(server: Server) -> str:
    """Return what a server said until its end."""
    assert server.process.stdout is not None
    with server.process.stdout as heard:
        return heard.read()


def test_point_15_kill_9_during_a_burst_of_1000_casts_loses_no_receipt_and_no_ballot(
    start_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = start_server()
    given, cast = made_ready(COUNT)
    place = tmp_path / "election.json"
    place.write_text(json.dumps(given))
    poll = server.run(BEGIN.replace("PLACE", repr(str(place)))).strip()
    address = f"/phieu-kin/{poll}/"
    devices = Devices(server, address, cast)
    chance = random.Random(20230421)
    said = ""

    for one in devices.threads:
        one.start()
    for kill in range(1, KILLS + 1):
        while len(devices.receipts) < kill * COUNT // (KILLS + 2) and any(
            one.is_alive() for one in devices.threads
        ):
            time.sleep(chance.uniform(0.01, 0.05))
        killed(server)
        again = start(server.data, server.environment, port=server.port)
        said += ended(server)
        server.process = again.process
    for one in devices.threads:
        one.join(300)
    status, _, content = server.get(f"{address}kho-luu-tru.bel")
    board = json.loads(server.run("import json" + BOARD))
    server.stop(signal.SIGTERM)

    sent = {texts.sha256_base64(one) for one in cast}
    read = archive.read(content)
    on_board = [texts.sha256_base64(event.payload or b"") for event in read.of_kind("Ballot")]
    heads = {event.digest for event in read.events}
    checked = verify.check_ballots(verify.check_setup(read), read)
    assert status == 200
    assert set(devices.receipts) == set(on_board) == sent
    assert set(devices.receipts.values()) <= heads
    assert len(on_board) == len(checked) == COUNT
    assert [(state, height) for _tracker, state, height in board] == [
        ("accepted", height) for height in range(1, COUNT + 1)
    ]
    # Point 22: nothing of who sent it is anywhere in the folder, nor in what the server said.
    said += ended(server)
    kept = b"".join(one.read_bytes() for one in server.data.rglob("*") if one.is_file())
    assert AGENT not in said
    assert AGENT.encode() not in kept
