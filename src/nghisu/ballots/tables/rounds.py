"""Lists of rounds."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from nghisu.ballots.models import Round
from nghisu.ballots.queries.rounds import TONES
from nghisu.ballots.rules.states import RoundState
from nghisu.kit.tables import Badge, Column, DayFilter, Filter, Table, TextFilter


def _state(round_: Any) -> Badge:
    return Badge(TONES.get(RoundState(round_.state), "info"), round_.get_state_display())


class RoundTable(Table):
    """Rounds one may see, newest first."""

    columns: ClassVar = [
        Column("title", _("Round"), sort="title", link="round_detail", main=True),
        Column("number", _("Vote no."), number=True),
        Column("kind", _("What is asked"), value=lambda one: one.get_kind_display()),
        Column("meeting", _("Meeting"), value=lambda one: one.meeting.title),
        Column("day", _("Day"), value=lambda one: one.meeting.starts_at, sort="meeting__starts_at"),
        Column("seats", _("Seats"), number=True),
        Column("state", _("State"), value=_state),
    ]
    filters: ClassVar = [
        TextFilter("q", _("Words in the title of the meeting"), fields=("meeting__folded",)),
        Filter("kind", _("What is asked"), choices=Round.Kind.choices),
        Filter("state", _("State"), choices=Round.State.choices),
        DayFilter("day", _("Day"), field="meeting__starts_at__date"),
    ]
    order = "-day"
    title = _("Elections and votes on paper")
    empty_title = _("No round is here for you yet.")
    empty_hint = _("Rounds are prepared from the page of a meeting.")
