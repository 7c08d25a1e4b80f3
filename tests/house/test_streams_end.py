"""Whoever loses a right, a session or a link loses the live streams that it opened, at once."""

import json
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import House, Visitor, at
from tests.meetings.conftest import session as session

from nghisu.meetings.actions import screens
from nghisu.meetings.queries.screens import holder_of
from nghisu.organisation.actions.mandates import end_mandate
from nghisu.people.actions import accounts

Visit = Callable[[str], Visitor]
Told = Callable[[Callable[[], object]], list[dict[str, Any]]]
NOW = at("2023-04-21 15:00")


@pytest.fixture
def told(settings: Any, django_capture_on_commit_callbacks: Any) -> Iterator[Told]:
    """Return a function that does something and returns what the hub is then asked."""
    folder = Path(tempfile.mkdtemp(prefix="ears-"))
    ears = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    ears.bind(str(folder / "ears"))
    ears.setblocking(False)
    (settings.DATA / "hub.address").write_text(str(folder / "ears"))

    def after(act: Callable[[], object]) -> list[dict[str, Any]]:
        with django_capture_on_commit_callbacks(execute=True):
            act()
        heard = []
        while True:
            try:
                heard.append(json.loads(ears.recv(65536)))
            except BlockingIOError:
                return heard

    yield after
    ears.close()
    shutil.rmtree(folder)


def revoked(wishes: list[dict[str, Any]]) -> set[str]:
    return {wish["revoke"] for wish in wishes if "revoke" in wish}


def test_signing_out_ends_the_streams_of_the_person(house: House, visit: Visit, told: Told) -> None:
    minh = visit("minh")
    assert minh.get("/").status_code == 200

    wishes = told(lambda: minh.send("/tai-khoan/dang-xuat/"))

    assert revoked(wishes) == {f"person:{house.people['minh'].pk}"}


def test_a_closed_account_ends_its_streams(house: House, visit: Visit, told: Told) -> None:
    hung = house.people["hung"]
    visit("hung").get("/")

    wishes = told(
        lambda: accounts.close_account(
            person_id=hung.pk, reason="Chuyển công tác", by=house.people["quantri"], at=NOW
        )
    )

    assert revoked(wishes) == {f"person:{hung.pk}"}


def test_a_mandate_that_ends_ends_the_streams_of_who_held_it(house: House, told: Told) -> None:
    hung = house.people["hung"]
    mandate = hung.mandates.get()

    wishes = told(
        lambda: end_mandate(
            mandate=mandate,
            expected_version=mandate.version,
            until=NOW.date(),
            ended="moved",
            by=house.standing("minh"),
            at=NOW,
        )
    )

    assert revoked(wishes) == {f"person:{hung.pk}"}


def test_a_revoked_screen_goes_dark(house: House, session: Any, told: Told) -> None:
    by = house.standing("lan")
    link = screens.make_screen_link(meeting=session.meeting, label="Sảnh", by=by, at=NOW)

    wishes = told(lambda: screens.revoke_screen_link(link=link, by=by, at=NOW))

    assert revoked(wishes) == {holder_of(link)}


def test_rights_that_stay_revoke_nobody(house: House, visit: Visit, told: Told) -> None:
    minh = visit("minh")

    wishes = told(lambda: (minh.get("/"), minh.get("/hoi-nghi/"), visit("lan").get("/")))

    assert revoked(wishes) == set()
