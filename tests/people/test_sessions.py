"""From where people signed in is kept as long as their sessions stand, and no longer (P14)."""

import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from tests.conftest import PASSWORD, House, Visitor
from tests.people.conftest import SIGN_IN

from nghisu.config.periodic import JOBS
from nghisu.kit import clock
from nghisu.people.actions.sessions import sweep_sessions


def signed_in(name: str) -> Visitor:
    visitor = Visitor()
    visitor.send(SIGN_IN, {"login": name, "password": PASSWORD})
    return visitor


def test_privacy_P14_addresses_and_browsers_of_sessions_that_ran_out_are_deleted(house: House) -> None:
    ended, open_one = signed_in("minh"), signed_in("hoa")
    now = clock.now()
    Session.objects.filter(session_key=ended.session.session_key).update(
        expire_date=now - datetime.timedelta(minutes=1)
    )

    count = sweep_sessions(at=now)

    assert count == 1
    assert [one.user_id for one in UserSession.objects.all()] == [house.people["hoa"].pk]
    assert [one.pk for one in Session.objects.all()] == [open_one.session.session_key]
    assert sweep_sessions(at=now + datetime.timedelta(hours=13)) == 1
    assert UserSession.objects.count() == Session.objects.count() == 0


def test_privacy_P14_every_rule_of_keeping_has_its_job() -> None:
    names = {job.name: job.every for job in JOBS}
    promised = {
        "old-sessions",
        "raw-issues",
        "old-notices",
        "webhook-messages",
        "import-drafts",
        "voices",
        "record",
    }

    assert promised <= names.keys()
    assert max(names[name] for name in promised) <= datetime.timedelta(hours=24)
