"""What notices say: how many, and nothing of what. The same words on the page, in mail, on a device."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext, ngettext

from nghisu.notices.queries import Counted

MOST_LINES = 4


def sentence(counted: Counted, count: int) -> str:
    """Return the sentence of a notice; it says how many, and nothing of what."""
    match counted:
        case Counted.LATE_TASKS:
            words = ngettext("You have %(count)d late task.", "You have %(count)d late tasks.", count)
        case Counted.TASKS_SOON:
            words = ngettext("You have %(count)d task due soon.", "You have %(count)d tasks due soon.", count)
        case Counted.RETURNED_TASKS:
            words = ngettext("You have %(count)d returned task.", "You have %(count)d returned tasks.", count)
        case Counted.TASKS_TO_ACCEPT:
            words = ngettext(
                "You have %(count)d product to accept.", "You have %(count)d products to accept.", count
            )
        case Counted.NEW_PAPERS:
            words = ngettext("You have %(count)d paper to read.", "You have %(count)d papers to read.", count)
        case Counted.SUMMONSES:
            words = ngettext(
                "You have %(count)d summons to answer.", "You have %(count)d summonses to answer.", count
            )
        case Counted.CHANGED_MEETINGS:
            words = ngettext(
                "%(count)d meeting of yours was put off or called off.",
                "%(count)d meetings of yours were put off or called off.",
                count,
            )
        case Counted.CHECK_INS:
            words = ngettext(
                "You can check in at %(count)d meeting.", "You can check in at %(count)d meetings.", count
            )
        case Counted.CIRCULARS:
            words = ngettext(
                "Your opinion is asked on %(count)d matter.",
                "Your opinion is asked on %(count)d matters.",
                count,
            )
        case Counted.DRAFTS:
            words = ngettext(
                "You are asked to comment on %(count)d draft.",
                "You are asked to comment on %(count)d drafts.",
                count,
            )
        case Counted.SIGNINGS:
            words = ngettext(
                "%(count)d document waits for your answer or signature.",
                "%(count)d documents wait for your answer or signature.",
                count,
            )
        case Counted.REPORTS_DUE:
            words = ngettext(
                "Your unit has %(count)d report to send in.",
                "Your unit has %(count)d reports to send in.",
                count,
            )
        case _:
            words = ngettext(
                "You have %(count)d task that others are long late with.",
                "You have %(count)d tasks that others are long late with.",
                count,
            )
    return words % {"count": count}


def sentences(counts: Iterable[Counted]) -> list[str]:
    """Return one sentence for each kind among the things, in their order."""
    return [sentence(kind, count) for kind, count in Counter(counts).items()]


def title() -> str:
    """Return the heading of a message, which says nothing at all."""
    return gettext("Nghị Sự: something waits for you")


def short_text(lines: Iterable[str], address: str) -> str:
    """Return a text of a few lines to be copied into any messenger, with the way in."""
    return "\n".join([*lines, gettext("Open: %(address)s") % {"address": address}])
