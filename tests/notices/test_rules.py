"""When a mail is due, when it is quiet, when it is tried again."""

from datetime import time, timedelta

import pytest
from tests.conftest import at

from nghisu.notices.rules.sending import MailLevel, is_mail_due, is_quiet, next_try, slot_before

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("level", "moment", "slot"),
    [
        (MailLevel.TWICE, "2023-04-21 13:29", "2023-04-21 07:30"),
        (MailLevel.TWICE, "2023-04-21 13:30", "2023-04-21 13:30"),
        (MailLevel.DAILY, "2023-04-21 23:00", "2023-04-21 07:30"),
        (MailLevel.DAILY, "2023-04-23 09:00", "2023-04-21 07:30"),  # a Sunday: Friday's
        (MailLevel.WEEKLY, "2023-04-21 09:00", "2023-04-17 07:30"),
        (MailLevel.WEEKLY, "2023-05-04 08:00", "2023-05-04 07:30"),  # days off until the 3rd
        (MailLevel.WEEKLY, "2023-05-04 07:00", "2023-04-24 07:30"),
    ],
)
def test_a_digest_has_its_hours(level: MailLevel, moment: str, slot: str) -> None:
    assert slot_before(level, at(moment)) == at(slot)


def test_a_digest_is_due_once_an_hour_and_made_up_for_after_a_standstill() -> None:
    due = [
        is_mail_due(MailLevel.DAILY, last=at(last), at=at("2023-04-21 09:00"))
        for last in ("2023-04-21 07:31", "2023-04-21 07:29", "2023-04-01 07:30")
    ]

    assert due == [False, True, True]
    assert not is_mail_due(MailLevel.NEVER, last=None, at=at("2023-04-21 09:00"))
    assert is_mail_due(MailLevel.AT_ONCE, last=at("2023-04-21 08:59"), at=at("2023-04-21 09:00"))


@pytest.mark.parametrize(
    ("begin", "end", "hour", "quiet"),
    [
        (21, 6, "20:59", False),
        (21, 6, "21:00", True),
        (21, 6, "05:59", True),
        (21, 6, "06:00", False),
        (12, 14, "13:00", True),
        (12, 14, "14:00", False),
        (7, 7, "07:00", False),
    ],
)
def test_quiet_hours_go_over_midnight_and_the_same_hour_twice_means_none(
    begin: int, end: int, hour: str, quiet: bool
) -> None:
    assert is_quiet(at(f"2023-04-21 {hour}"), begin=time(begin), end=time(end)) == quiet


def test_what_did_not_arrive_is_tried_four_times_again_ever_later() -> None:
    now = at("2023-04-21 09:00")

    waits = [next_try(number, now) for number in range(1, 6)]

    assert [one - now for one in waits if one] == [
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
        timedelta(hours=8),
    ]
    assert waits[-1] is None
