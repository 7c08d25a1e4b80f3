"""Sessions that ran out, and from where they were opened, are not kept (P14)."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef


@transaction.atomic
def sweep_sessions(*, at: datetime) -> int:
    """Delete sessions that ran out, with the address and browser they came from; return how many went."""
    Session.objects.filter(expire_date__lte=at).delete()
    standing = Session.objects.filter(session_key=OuterRef("session_key"))
    count, _kinds = UserSession.objects.filter(~Exists(standing)).delete()
    return int(count)
