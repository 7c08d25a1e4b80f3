"""Short codes by which people and places of one meeting are known: typed by hand, or read from a QR code.

They are derived and never stored. A person's code says who it is and gives no right: whoever reads it must
be allowed to check people in. A place's code proves that one has seen the code that hangs there.
"""

import hmac
import re
from uuid import UUID

from django.conf import settings

from nghisu.meetings.models import Meeting, Point, Summons
from nghisu.people.models import Person

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 6
CODE = re.compile(r"[0-9A-Za-z]{6}")
HALL = "hall"


def _code(*words: str) -> str:
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"nghisu check-in {words}".encode(), "sha256")
    number = int.from_bytes(digest[:8], "big")
    letters = []
    for _ in range(LENGTH):
        number, one = divmod(number, len(LETTERS))
        letters.append(LETTERS[one])
    return "".join(letters)


def person_code(meeting_id: UUID, person_id: UUID) -> str:
    """Return the code by which a person is checked in at a meeting."""
    return _code(str(meeting_id), "person", str(person_id))


def place_code(meeting_id: UUID, point_id: UUID | None) -> str:
    """Return the code that hangs in the hall, or at a point."""
    return _code(str(meeting_id), "place", str(point_id or HALL))


def spelled(code: str) -> str:
    """Return a code in two halves, as it is read aloud."""
    return f"{code[:3]}-{code[3:]}"


def plain_code(text: str) -> str:
    """Return the code in what was typed or scanned: with or without its dash, or at the end of an address."""
    last = re.split(r"[=/?]", text.strip().rstrip("/"))[-1]
    letters = re.sub(r"[\s\-–]", "", last).upper()
    return letters if CODE.fullmatch(letters) else ""


def person_of_code(meeting: Meeting, text: str) -> Person | None:
    """Return who of the summoned has the code, None for nobody."""
    code = plain_code(text)
    if not code:
        return None
    summoned = Summons.objects.filter(part__meeting=meeting).values_list("person_id", flat=True).distinct()
    for person_id in summoned:
        if hmac.compare_digest(person_code(meeting.pk, person_id), code):
            return Person.objects.get(pk=person_id)
    return None


def is_place_code(meeting: Meeting, text: str) -> tuple[bool, Point | None]:
    """Tell whether a code hangs at a place of the meeting, and at which point (None in the hall)."""
    code = plain_code(text)
    if not code:
        return False, None
    if hmac.compare_digest(place_code(meeting.pk, None), code):
        return True, None
    for point_id in Point.objects.filter(meeting=meeting).values_list("pk", flat=True):
        if hmac.compare_digest(place_code(meeting.pk, point_id), code):
            return True, Point.objects.get(pk=point_id)
    return False, None
