"""The devices on which a person is signed in: their own only, under names that nobody can count."""

import datetime
import re
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now
from django.utils.crypto import salted_hmac

from nghisu.people.models import Person

SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
BROWSERS = (
    ("coc_coc_browser", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """One signed-in browser. ``name`` is the browser and the system, empty where unknown."""

    key: str
    name: str
    address: str
    signed_in_at: datetime.datetime
    is_this_one: bool
    session: UserSession


def devices_of(
    person: Person, this_session_key: str, offset: datetime.timedelta = datetime.timedelta()
) -> list[Device]:
    """Return where the person is signed in, this device first, then the latest.

    :param offset: how far the clock of the pages stands from the real one, by which sessions are stamped
    """
    found = [
        Device(
            key=salted_hmac("nghisu.people.device", session.session_key, algorithm="sha256").hexdigest()[:32],
            name=name_of(session.user_agent),
            address=session.ip,
            signed_in_at=session.created_at + offset,
            is_this_one=session.session_key == this_session_key,
            session=session,
        )
        for session in sessions_of(person)
    ]
    return sorted(found, key=lambda one: (not one.is_this_one, -one.signed_in_at.timestamp()))


def sessions_of(person: Person) -> QuerySet[UserSession]:
    """Return the sessions of a person that still stand; reading them changes nothing."""
    standing = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=Now())
    found: QuerySet[UserSession] = UserSession.objects.filter(Exists(standing), user_id=person.pk)
    return found


def device_count(person: Person) -> int:
    """Return on how many devices the person is signed in."""
    return sessions_of(person).count()


def name_of(user_agent: str) -> str:
    """Return "Chrome, Windows" for what a browser says of itself."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"{mark}\w*/", user_agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)
