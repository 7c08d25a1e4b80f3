"""What of a meeting may be kept on a device to be read without a line, and until when.

Source: domain.md 8 and the product's own rule: papers of closed parts, personnel papers and papers to be
returned never leave the server but as a page before the eyes of their reader.
"""

from datetime import date, timedelta

KEPT_AFTER_MEETING = timedelta(days=15)
LONGEST_WITHOUT_CONTACT = timedelta(days=14)


def may_be_kept(*, is_closed: bool, is_personnel: bool, to_return: bool) -> bool:
    """Tell whether a paper may be kept on a device."""
    return not (is_closed or is_personnel or to_return)


def kept_until(*, last_day: date, today: date) -> date:
    """Return the first day on which what is kept of a meeting is gone, with or without contact."""
    return min(last_day + KEPT_AFTER_MEETING, today + LONGEST_WITHOUT_CONTACT)
