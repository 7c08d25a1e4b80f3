"""What tests of signing in share: a browser that types, an authenticator app, a look into every table."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.apps import apps
from tests.conftest import House, Visitor

from nghisu.record.models import Entry

PASSWORD = "đồng lúa chín vàng"
SIGN_IN = "/tai-khoan/dang-nhap/"


class Browser(Visitor):
    """A browser that nobody has signed in on, at an address of its own."""

    def __init__(self, address: str = "203.0.113.1", **rest: Any) -> None:
        super().__init__(REMOTE_ADDR=address, **rest)

    def sign_in(self, username: str, password: str = PASSWORD, **extra: Any) -> Any:
        """Type name and password."""
        return self.send(SIGN_IN, {"login": username, "password": password, **extra})

    @property
    def is_signed_in(self) -> bool:
        """Whether the first screen opens."""
        return bool(self.get("/").status_code == 200)


@pytest.fixture
def browser(house: House) -> Browser:
    """Return a browser nobody has signed in on."""
    return Browser()


@pytest.fixture
def app_of(house: House) -> Callable[[str], Callable[[], str]]:
    """Give a person an authenticator app; the returned function reads its code of this moment."""

    def install(key: str) -> Callable[[], str]:
        secret = generate_totp_secret()
        TOTP.activate(house.people[key], secret)

        def read() -> str:
            return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))

        return read

    return install


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, by the name of its model."""
    return {
        model._meta.label: list(model._default_manager.order_by("pk").values()) for model in apps.get_models()
    }


def verbs(subject: Any) -> list[str]:
    """Return the verbs of the record about an object, in order."""
    return list(
        Entry.objects.filter(subject_id=str(subject.pk)).order_by("index").values_list("verb", flat=True)
    )
