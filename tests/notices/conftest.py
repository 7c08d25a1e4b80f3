"""Hùng is summoned to a session of the committee; the office has a mail host and lets browsers be told."""

from collections.abc import Iterator
from typing import Any

import pytest
from tests.conftest import House, at
from tests.corner.conftest import Morning, morning
from tests.notices.outside import Post, PushService, mail_host, push_service

from nghisu.config import periodic
from nghisu.kit.web_push import Subscription
from nghisu.notices.actions.devices import add_device, choose
from nghisu.notices.models import PushDevice
from nghisu.notices.rules import Level
from nghisu.notices.rules.sending import QUIET_FROM, QUIET_UNTIL, MailLevel

__all__ = ["morning", "periodic"]  # with the jobs each package says what it tells people of
FRIDAY = at("2023-04-21 08:10")


@pytest.fixture
def post(settings: Any) -> Iterator[Post]:
    """Return the office's mail host."""
    with mail_host() as host:
        settings.SITE = "https://nghi-su.example.vn"
        settings.MAIL_HOST, settings.MAIL_PORT, settings.MAIL_SECURITY = "127.0.0.1", host.port, "none"
        settings.MAIL_USER = settings.MAIL_PASSWORD_FILE = ""
        settings.MAIL_FROM = "van-phong@example.vn"
        yield host


@pytest.fixture
def push(settings: Any) -> Iterator[PushService]:
    """Return the push service of a browser's maker."""
    with push_service() as service:
        settings.PUSH_CONTACT = "mailto:van-phong@example.vn"
        settings.PUSH_HOSTS = frozenset({"127.0.0.1"})
        yield service


def wants_mail(house: House, level: MailLevel, who: str = "hung", **other: Any) -> None:
    values: dict[str, Any] = {
        "level": Level.ALWAYS,
        "address": "hung@example.vn",
        "quiet_from": QUIET_FROM,
        "quiet_until": QUIET_UNTIL,
        "urgent_through": True,
    }
    choose(mail=level, by=house.standing(who), at=at("2023-04-20 15:00"), **(values | other))


def carries(house: House, service: PushService, who: str = "hung") -> tuple[Any, PushDevice]:
    browser = service.browser(who)
    device = add_device(
        subscription=Subscription(**browser.form),
        name="Chrome, Android",
        language="vi",
        session="",
        by=house.standing(who),
        at=at("2023-04-20 15:00"),
    )
    return browser, device


def is_about(morning: Morning) -> list[str]:
    """Return words that must never go out: titles, names, places."""
    return [
        morning.assembly.meeting.title,
        "Dự thảo Báo cáo",
        "Tài liệu",
        "Việc kín",
        "Phạm Quốc Hùng",
        morning.assembly.meeting.place,
    ]
