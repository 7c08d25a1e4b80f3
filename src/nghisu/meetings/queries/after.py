"""Where the page of a meeting leads to what comes of it, for the one who asks."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nghisu.meetings.models import Meeting, Minutes, Statement
from nghisu.meetings.queries.archive import may_archive
from nghisu.meetings.queries.communique import communique_for, may_tell
from nghisu.meetings.queries.conclusion import may_conclude, notice_for
from nghisu.meetings.queries.minutes import (
    HELD_STATES,
    may_record,
    minutes_of,
    parts_minuted_for,
    parts_reservable_by,
)
from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True, slots=True)
class AfterLink:
    """A page about what comes of a meeting: the name of its address, and what it is called."""

    page: str
    name: Promise | str


def after_links(standing: Standing, meeting: Meeting) -> list[AfterLink]:
    """Return the pages that are open to the asker, in the order in which an office needs them."""
    links: list[AfterLink] = []
    is_held = meeting.state in HELD_STATES
    if not is_held:
        return links
    minutes = minutes_of(meeting)
    records = may_record(standing, meeting)
    if records and (minutes is None or minutes.is_open):
        links.append(AfterLink("statement_desk", _("Statements")))
    if parts_minuted_for(standing, meeting, minutes) and (minutes is not None or records):
        links.append(AfterLink("minutes_page", _("Minutes")))
    if may_conclude(standing, meeting) or notice_for(standing, meeting) is not None:
        links.append(AfterLink("conclusion_page", _("Conclusion")))
    if may_tell(standing, meeting) or communique_for(standing, meeting) is not None:
        links.append(AfterLink("communique_page", _("Communiqué")))
    if meeting.state != Meeting.State.OPEN and may_archive(standing, meeting):
        links.append(AfterLink("archive_page", _("Archive")))
    if parts_reservable_by(standing, meeting, minutes):
        links.append(AfterLink("opinion_reserve", _("Reserve an opinion")))
    if (
        minutes is not None
        and minutes.state == Minutes.State.CORRECTION
        and Statement.objects.filter(part__meeting=meeting, person_id=standing.me).exists()
    ):
        links.append(AfterLink("statements_own", _("What you said")))
    return links
