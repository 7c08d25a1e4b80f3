"""The queue that forgets: what was kept of persons for the minutes goes when the minutes are signed.

Who asked to speak, who said what on a device, remarks on one's own words, and the keys from a statement or
a minuted turn to its speaker served the minutes alone. After both signatures nothing but the signed text of
that one meeting tells who said what.
"""

from datetime import datetime

from nghisu.meetings.actions.speaking import forget_queue
from nghisu.meetings.models import Meeting, MinutesRemark, Statement, Turn


def forget(*, meeting: Meeting, at: datetime) -> int:
    """Forget who said what, apart from the signed text. Returns how many statements lost their key.

    Call inside the action that signs, which writes the line of the record.
    """
    MinutesRemark.objects.filter(statement__part__meeting=meeting).delete()
    forget_queue(meeting=meeting, at=at)
    Turn.objects.filter(part__meeting=meeting).update(person=None)
    return Statement.objects.filter(part__meeting=meeting, person__isnull=False).update(person=None)
