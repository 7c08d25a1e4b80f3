"""Lists of procedures and of polls of confidence; none of them lists by person."""

from typing import Any, ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.ballots.models.completing import Procedure
from nghisu.ballots.queries.completing import step_after
from nghisu.ballots.rules.completing import STATE_NAMES, STATE_TONES, Outcome, State
from nghisu.ballots.rules.steps import BRANCH_NAMES, STEPS, Branch
from nghisu.kit.tables import Badge, Column, Filter, Table
from nghisu.meetings.queries import body_name


def _branch(procedure: Any) -> str:
    return gettext(BRANCH_NAMES[Branch(procedure.branch)])


def _body(procedure: Any) -> str:
    return body_name(procedure.body)


def _next(procedure: Procedure) -> str:
    step = step_after(procedure)
    return gettext(step.name) if step else ""


def _progress(procedure: Procedure) -> str:
    return f"{len(procedure.steps.all())}/{len(STEPS[Branch(procedure.branch)])}"


def _awaiting(procedure: Procedure) -> int:
    waits = {Outcome.PROPOSED, Outcome.ELECTED}
    return sum(one.outcome in waits for one in procedure.names.all())


def _state(procedure: Any) -> Badge:
    state = State(procedure.state)
    return Badge(STATE_TONES[state], gettext(STATE_NAMES[state]))


class ProcedureTable(Table):
    """Procedures of completing a committee, newest first."""

    columns: ClassVar = [
        Column("opened_on", _("Opened on"), sort="opened_on"),
        Column("branch", _("Procedure"), value=_branch, link="procedure_detail", main=True),
        Column("body", _("Body"), value=_body),
        Column("number", _("Seats to fill"), number=True),
        Column("progress", _("Steps taken"), value=_progress),
        Column("next", _("Next step"), value=_next),
        Column("awaiting", _("Await the superior"), value=_awaiting, number=True),
        Column("state", _("State"), value=_state),
    ]
    filters: ClassVar = [
        Filter(
            "branch", _("Procedure"), choices=[(one.value, _(name)) for one, name in BRANCH_NAMES.items()]
        ),
        Filter("state", _("State"), choices=[(one.value, _(name)) for one, name in STATE_NAMES.items()]),
    ]
    order = "-opened_on"
    title = _("Completing the committee")
    empty_title = _("No procedure has been opened yet.")
    empty_hint = _("Open one when a seat that the congress decided is vacant.")


def _kind(one: Any) -> str:
    return str(one.get_kind_display())


def _meeting(one: Any) -> str:
    return str(one.meeting.title)


class PollTable(Table):
    """Polls of confidence, newest first; a row is a round."""

    columns: ClassVar = [
        Column("announced_at", _("Announced"), sort="announced_at"),
        Column("title", _("Round"), link="confidence_result", main=True),
        Column("kind", _("Kind"), value=_kind),
        Column("meeting", _("Meeting"), value=_meeting),
    ]
    filters: ClassVar = [
        Filter(
            "kind",
            _("Kind"),
            choices=[
                ("confidence", _("Poll of confidence, three levels")),
                ("trust", _("Vote of confidence, two levels")),
            ],
        ),
    ]
    order = "-announced_at"
    title = _("Polls of confidence")
    empty_title = _("No poll of confidence has been announced.")
    empty_hint = _("It stands here once its result was announced; there is no list by person.")
