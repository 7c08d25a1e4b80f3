"""Voices on devices, handed to the hub: tickets, answers, batches, and nothing lost when it is killed."""

import asyncio
import contextlib
import http.client
import json
import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from nghisu.hub.booth import Booth
from nghisu.hub.messages import Message
from nghisu.kit import tickets
from nghisu.kit.voices import Box, Voice
from nghisu.management.benches.votes import SECRET, Hub, burst, request

KEY = tickets.voting_key_from(SECRET)
SEAT = bytes(range(16))


@pytest.fixture
def box(tmp_path: Path) -> Box:
    made = Box(tmp_path, uuid4())
    made.open()
    return made


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    made = Booth(tmp_path, KEY)
    yield made
    made.end()


def ticket_for(
    box: Box, seat: bytes = SEAT, *, key: bytes = KEY, expires: float = 3600, back_to: str = "/hoi-nghi/1/"
) -> str:
    ticket = tickets.Ticket(seat.hex(), (box.vote.hex, back_to), int(time.time() + expires))
    return tickets.write(ticket, key=key)


def form(ticket: str, choice: str = "for", *, json_wanted: bool = True, method: bytes = b"POST") -> Message:
    accept = [(b"accept", b"application/json")] if json_wanted else []
    body = urlencode({"ticket": ticket, "choice": choice}).encode()
    return Message(method=method, target=b"/y-kien/", minor=1, headers=accept, body=body)


def answers(booth: Booth, *messages: Message) -> list[tuple[int, bytes]]:
    async def ask() -> list[bytes]:
        return list(await asyncio.gather(*(booth.answer(message) for message in messages)))

    return [(int(said[9:12]), said) for said in asyncio.run(ask())]


def test_a_voice_is_acknowledged_and_stored(booth: Booth, box: Box) -> None:
    [(status, said)] = answers(booth, form(ticket_for(box)))

    assert (status, said.rpartition(b"\r\n\r\n")[2]) == (200, b'{"said": "counted"}')
    assert box.close() == {"for": 1, "against": 0, "abstain": 0}


def test_a_form_without_script_leads_back_to_its_page(booth: Booth, box: Box) -> None:
    [(status, said)] = answers(booth, form(ticket_for(box), json_wanted=False))

    assert status == 303
    assert b"\r\nLocation: /hoi-nghi/1/\r\n" in said


def test_the_second_voice_of_a_device_is_told_so_and_not_counted(booth: Booth, box: Box) -> None:
    ticket = ticket_for(box)

    statuses = [answers(booth, form(ticket, choice))[0][0] for choice in ("for", "for", "against")]

    assert statuses == [200, 200, 409]
    assert box.close() == {"for": 1, "against": 0, "abstain": 0}


def test_after_closing_and_after_destroying_a_voice_is_refused(booth: Booth, box: Box) -> None:
    assert answers(booth, form(ticket_for(box)))[0][0] == 200
    box.close()
    assert answers(booth, form(ticket_for(box, bytes(16))))[0][0] == 410
    box.destroy()
    assert answers(booth, form(ticket_for(box, bytes(16))))[0][0] == 410
    assert not box.is_there


def test_only_a_ticket_to_vote_that_still_holds_is_taken(booth: Booth, box: Box) -> None:
    listening = ticket_for(box, key=tickets.key_from(SECRET))
    refused = {
        "none": "",
        "to listen": listening,
        "expired": ticket_for(box, expires=-1),
        "altered": ticket_for(box).replace(".", "A.", 1),
    }

    assert {why: answers(booth, form(ticket))[0][0] for why, ticket in refused.items()} == dict.fromkeys(
        refused, 401
    )
    assert box.count() == 0


def test_what_is_no_voice_is_refused(booth: Booth, box: Box) -> None:
    ticket = ticket_for(box)
    long = form(ticket + "x" * 5000)
    latin = Message(method=b"POST", target=b"/y-kien/", minor=0, headers=[], body=b"choice=\xe9")

    assert answers(booth, form(ticket, "maybe"))[0][0] == 400
    assert answers(booth, form(ticket, method=b"GET"))[0][0] == 405
    assert answers(booth, long)[0][0] == 413
    assert answers(booth, latin)[0] == (400, answers(booth, latin)[0][1])
    assert b"Connection: close" in answers(booth, latin)[0][1]
    assert box.count() == 0


def test_voices_that_come_together_share_one_commit(booth: Booth, box: Box) -> None:
    said = answers(booth, *(form(ticket_for(box, bytes([n] * 16))) for n in range(100)))

    assert {status for status, _ in said} == {200}
    assert (booth.commits, box.count()) == (1, 100)


def test_voices_for_two_votes_in_one_moment_go_into_two_boxes(booth: Booth, box: Box, tmp_path: Path) -> None:
    other = Box(tmp_path, uuid4())
    other.open()

    answers(booth, form(ticket_for(box)), form(ticket_for(other)), form(ticket_for(box, bytes(16))))

    assert (box.count(), other.count()) == (2, 1)


def test_where_the_box_cannot_be_written_the_voice_is_not_acknowledged(booth: Booth, box: Box) -> None:
    box.place.write_bytes(b"no database at all, and long enough to be read as a page" * 20)

    assert answers(booth, form(ticket_for(box)))[0][0] == 503


def test_the_hub_answers_a_device_over_its_own_door(tmp_path: Path, box: Box) -> None:
    with Hub(str(tmp_path)) as hub:
        line = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=10)
        body = urlencode({"ticket": ticket_for(box), "choice": "against"})
        said = []
        for _ in range(2):  # the line stays open for the next request
            line.request("POST", "/y-kien/", body, {"Accept": "application/json"})
            answer = line.getresponse()
            said.append((answer.status, json.loads(answer.read())))
        line.close()

    assert said == [(200, {"said": "counted"})] * 2
    assert box.close() == {"for": 0, "against": 1, "abstain": 0}


def test_no_acknowledged_voice_is_lost_when_the_hub_is_killed(tmp_path: Path, box: Box) -> None:
    """Devices vote without pause until the hub is killed; every seat that was answered is in the box."""
    acknowledged: set[bytes] = set()

    async def device(port: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                seat = secrets.token_bytes(16)
                writer.write(request(box.vote.hex, seat, "for"))
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(len(b'{"said": "counted"}'))
                if head.startswith(b"HTTP/1.1 200"):
                    acknowledged.add(seat)
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()

    async def vote_until_killed(hub: Hub) -> None:
        devices = [asyncio.create_task(device(hub.port)) for _ in range(50)]
        await asyncio.sleep(0.7)
        hub.process.send_signal(signal.SIGKILL)
        await asyncio.gather(*devices)

    with Hub(str(tmp_path)) as hub:
        asyncio.run(vote_until_killed(hub))

    stored = box._connect().execute("SELECT seat FROM voice").fetchall()
    assert len(acknowledged) > 50
    assert acknowledged <= {seat for (seat,) in stored}
    assert box.take([Voice(SEAT, "for")]) == ["counted"]  # the box goes on after the kill


@pytest.mark.slow
@pytest.mark.measure
def test_figure_W2_five_thousand_devices_vote_in_the_same_second() -> None:
    measured = burst(5000)

    assert (measured.acknowledged, measured.stored) == (5000, 5000)
    assert measured.all_within <= 5.0
    assert measured.p99 < 3.0
    assert measured.commits / 5000 <= 0.05


def test_a_burst_costs_few_disk_syncs(tmp_path: Path, box: Box) -> None:
    """Counted by the kernel, not by ourselves: fsync and fdatasync of the hub while 400 devices vote."""
    if shutil.which("strace") is None:
        pytest.skip("only on a machine with strace")
    with Hub(str(tmp_path)) as hub:
        counting = subprocess.Popen(
            [
                "strace",
                "-f",
                "-c",
                "-e",
                "trace=fsync,fdatasync",
                "-p",
                str(hub.process.pid),
                "-o",
                str(tmp_path / "calls"),
            ],
            stderr=subprocess.DEVNULL,
        )
        try:
            time.sleep(0.5)
            if counting.poll() is not None:
                pytest.skip("only on a machine where a process may be traced")

            async def vote() -> None:
                lines = [await asyncio.open_connection("127.0.0.1", hub.port) for _ in range(400)]
                for _, writer in lines:
                    writer.write(request(box.vote.hex, secrets.token_bytes(16), "for"))
                for reader, writer in lines:
                    assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
                    writer.close()

            asyncio.run(vote())
        finally:
            os.kill(counting.pid, signal.SIGINT)
            counting.wait(timeout=10)
    rows = (tmp_path / "calls").read_text().splitlines()
    calls = sum(int(row.split()[3]) for row in rows if row.split()[-1:] in (["fsync"], ["fdatasync"]))

    assert box.count() == 400
    assert 0 < calls <= 0.05 * 400
