"""What became of the problems that one's own unit raised: where they stand, the answers, nothing internal."""

import uuid
from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from nghisu.kit.pages import Request, page
from nghisu.kit.tables import Column, Filter, Table, TextFilter
from nghisu.organisation.queries import name_in
from nghisu.situation import queries
from nghisu.situation.rules.topics import TOPIC_WORDS, TopicState
from nghisu.situation.views.topics import badge_of


class RaisedTable(Table):
    """The topics that the reader's unit raised."""

    title = _("What became of what we raised")
    columns: ClassVar[Sequence[Column]] = [
        Column("title", _("Difficulty"), main=True, link="raised_detail"),
        Column("field", _("Field"), value=lambda one: gettext(one.field_words)),
        Column("state", _("Where it stands"), value=badge_of),
        Column("opened_on", _("Opened on"), sort="opened_on"),
    ]
    filters: ClassVar[Sequence[Filter]] = [
        TextFilter("q", _("Words"), fields=("folded",)),
        Filter(
            "state",
            _("Where it stands"),
            choices=[(one.value, _(TOPIC_WORDS[one])) for one in TopicState],
            apply=queries.of_state,
        ),
    ]
    order = "-opened_on"
    empty_title = _("Nothing that your unit raised was taken up yet")
    empty_hint = _("Once an issue is merged into a topic, its answer is told back here.")


@page("issue.see")
def raised_list(request: Request) -> HttpResponse:
    """List what the reader's unit raised."""
    return RaisedTable(request, queries.raised_by(request.standing)).respond("situation/raised_list.html", {})


@page("issue.see")
def raised_detail(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Show where it stands and what was answered."""
    topic: Any = queries.raised_topic(request.standing, pk)
    if topic is None:
        raise Http404
    answers = list(queries.answers_of(topic))
    told = queries.told_on(request.standing, answers)
    context = {
        "topic": topic,
        "badge": badge_of(topic),
        "handler_name": name_in(request.standing.tree, topic.unit_id, request.as_of),
        "authority": gettext(topic.authority) if topic.authority else "",
        "steps": list(queries.steps_of(topic)),
        "answers": [(one, told.get(one.pk)) for one in answers],
    }
    return render(request, "situation/raised.html", context)
