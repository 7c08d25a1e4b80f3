"""The workload of an open vote: each seat hands in its voice at the hub, as a device does; keeps a ledger.

    python -m tests.drills.voices http://localhost:8000 VOICES.json LEDGER

VOICES.json holds rows of seat, choice and ticket. The ledger is that of ``writers``; a voice is called by its
seat and choice. The standard library alone.
"""

import argparse
import http.client
import json
import random
import subprocess
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.drills.writers import AGAIN, ANSWER_WITHIN, Ledger

ADDRESS = "/y-kien/"
CHOICES = ("for", "against", "abstain")
AT_ONCE = 8
HEADERS = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def give_voices(place: object, vote: uuid.UUID, *, many: int, seed: int) -> None:
    """Start the workload against a place and wait until every voice has its answer."""
    from tests.drills.place import Place
    from tests.ground.conftest import ROOT

    from nghisu.kit import tickets

    assert isinstance(place, Place)
    key = tickets.voting_key_from((place.data / "secret.key").read_text().strip())
    chance, until, rows = random.Random(seed), int(time.time()) + 3600, []
    for _ in range(many):
        seat, choice = chance.randbytes(16).hex(), chance.choice(CHOICES)
        rows.append([seat, choice, tickets.write(tickets.Ticket(seat, (vote.hex, "/"), until), key=key)])
    told = place.folder / "voices.json"
    told.write_text(json.dumps(rows))
    words = [sys.executable, "-m", "tests.drills.voices", place.url, str(told), str(place.ledger)]
    subprocess.run(words, cwd=ROOT, check=True, timeout=600)


def give(host: str, ledger: Ledger, seat: str, choice: str, ticket: str) -> None:
    """Hand in one voice until it has an answer."""
    name = f"{seat} {choice}"
    ledger.write(intent=name, kind="voice")
    while True:
        line = http.client.HTTPConnection(host, timeout=ANSWER_WITHIN)
        try:
            line.request("POST", ADDRESS, urlencode({"ticket": ticket, "choice": choice}), HEADERS)
            answer = line.getresponse()
            told = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            time.sleep(AGAIN)
            continue
        finally:
            line.close()
        if answer.status == 200:
            ledger.write(ack=name)
            return
        if answer.status in {502, 503, 504, 507}:
            ledger.write(later=name, status=answer.status)
            time.sleep(AGAIN)
            continue
        ledger.write(refused=name, status=answer.status, told=told[-200:])
        return


def main() -> None:
    """Hand in all voices, several at once."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("url")
    reader.add_argument("voices", type=Path)
    reader.add_argument("ledger", type=Path)
    told = reader.parse_args()
    ledger, host = Ledger(told.ledger), urlsplit(told.url).netloc
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for one in [pool.submit(give, host, ledger, *row) for row in json.loads(told.voices.read_text())]:
            one.result()


if __name__ == "__main__":
    main()
