"""What of this package awaits somebody on the first screen: requests for erasure, which have their days."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from nghisu.exchange.queries.own_data import requests_to_decide
from nghisu.exchange.rules.own_data import State
from nghisu.kit.few import first_few
from nghisu.notices.queries.waiting import Awaited, AwaitedGroup, register_awaited
from nghisu.organisation.rules.policy import Standing

SHOWN = 6


def erasures(standing: Standing, day: date) -> AwaitedGroup:
    """Return the requests that wait for the asker's decision, the first due first; never one's own."""
    waiting = requests_to_decide(standing).filter(state=State.WAITING).exclude(person_id=standing.me)
    few, count = first_few(waiting.order_by("answer_due", "asked_at"), SHOWN)
    rows = [
        Awaited(
            one.person.full_name,
            reverse("erasure_detail", args=[one.pk]),
            due_on=one.answer_due,
            is_late=one.answer_due < day,
        )
        for one in few
    ]
    return AwaitedGroup(_("Requests for erasure to answer"), count, rows, "erasure_list")


register_awaited("erasures", erasures)
