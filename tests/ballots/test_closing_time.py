"""How long 500 voters wait from the closing of a secret poll to its verified result (bench/ballots.py)."""

import os
import time
from collections.abc import Callable

import pytest
from tests.ballots.conftest import Hall
from tests.ballots.test_electronic import NO, YES, matters, opened

from nghisu.ballots.actions import casting
from nghisu.ballots.models import SecretPoll

pytestmark = pytest.mark.measure
VOTERS = int(os.environ.get("NGHISU_VOTERS", "500"))
LIMIT_SECONDS = 60


def test_a_poll_of_500_voters_is_verified_within_a_minute_of_its_closing(hall: Callable[..., Hall]) -> None:
    here = hall(VOTERS)
    devices = opened(here, matters(here, *(f"Nội dung {number}" for number in range(1, 5))))
    for voter in range(VOTERS):
        devices.cast(voter, [YES, NO, YES, NO])
    casting.settle(poll_id=devices.poll.pk)

    begun = time.monotonic()
    devices.close()
    devices.share(0)
    devices.share(1)
    took = time.monotonic() - begun

    poll = SecretPoll.objects.get(pk=devices.poll.pk)
    print(f"\nclosed to verified, {VOTERS} voters, 4 questions of 2 answers: {took:.1f}")
    assert poll.result == [[VOTERS, 0], [0, VOTERS]] * 2
    assert took < LIMIT_SECONDS
