"""Read proposals as they stood on a day, and which of them a report names."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from nghisu.organisation.models import Unit
from nghisu.tasks.models import Proposal, ProposalStep
from nghisu.tasks.rules.proposals import FINAL, State, is_named

if TYPE_CHECKING:
    from nghisu.organisation.rules.policy import Standing


@dataclass(frozen=True, slots=True)
class Source:
    """A proposal made somewhere above this package, that nobody follows yet."""

    kind: str
    key: uuid.UUID
    unit_id: uuid.UUID
    made_by_id: uuid.UUID
    text: str
    made_on: date
    words: str
    url: str = ""


Offer = Callable[["Standing"], list[Source]]
_offers: list[Offer] = []


def register_source(offer: Offer) -> None:
    """Let a package above tell which proposals were made there, e.g. on the floor of meetings."""
    if offer not in _offers:
        _offers.append(offer)


def sources_open_to(standing: "Standing") -> list[Source]:
    """Return the proposals made elsewhere that the asker may follow and nobody follows, newest first."""
    found = [one for offer in _offers for one in offer(standing)]
    keys = Proposal.objects.filter(source_key__in=[one.key for one in found])
    taken = set(keys.values_list("source_kind", "source_key"))
    reach = standing.reach("programme.adopt")
    free = [one for one in found if (one.kind, one.key) not in taken and one.unit_id in reach]
    return sorted(free, key=lambda one: one.made_on, reverse=True)


def proposals_visible_to(standing: "Standing") -> QuerySet[Any]:
    """Return the proposals that the asker's house follows, and those that the asker's units made."""
    reach = standing.reach("programme.see")
    return Proposal.objects.filter(Q(unit_id__in=reach) | Q(made_by_id__in=reach)).select_related(
        "unit", "made_by", "addressee", "document", "answer", "item__programme"
    )


def known_proposals(day: date) -> QuerySet[Any]:
    """Return each proposal with its last step known on the day, as ``state_then`` and ``moved_on``."""
    last = ProposalStep.objects.filter(proposal=OuterRef("pk"), day__lte=day).order_by("-number")
    return Proposal.objects.annotate(
        state_then=Subquery(last.values("state")[:1]),
        moved_on=Subquery(last.values("day")[:1]),
    ).filter(state_then__isnull=False)


def with_states(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Annotate proposals with their state on the day, and keep those known then."""
    known = known_proposals(day).filter(pk=OuterRef("pk"))
    stated: QuerySet[Any] = rows.annotate(
        state_then=Subquery(known.values("state_then")[:1]), moved_on=Subquery(known.values("moved_on")[:1])
    )
    return stated.filter(state_then__isnull=False)


def of_state(rows: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Keep the proposals that stood so."""
    return rows.filter(state_then=state)


def still_followed(rows: QuerySet[Any], _yes: object = True) -> QuerySet[Any]:
    """Keep the proposals that are neither settled, merged nor declined."""
    return rows.exclude(state_then__in=[one.value for one in FINAL])


def overdue_answers(rows: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Keep those whose answer was due before the day."""
    return rows.filter(state_then=State.SENT, answer_due_on__lt=day)


def proposals_named(unit: Unit, *, first: date, day: date) -> list[Any]:
    """Return the proposals that the report of a period names, oldest first.

    Every one that was unanswered on the day, however long ago it was made, and those that moved within the
    period, each with ``state_then`` and ``moved_on``.

    :param first: the first day of the period
    """
    return named_among(proposals_known(unit, day=day), first=first, day=day)


def proposals_known(unit: Unit, *, day: date) -> list[Any]:
    """Return the proposals that a unit follows, as known on the day, oldest first."""
    rows = known_proposals(day).filter(unit=unit).select_related("addressee", "document", "answer", "made_by")
    return list(rows.order_by(F("made_on"), F("number")))


def named_among(known: Iterable[Any], *, first: date, day: date) -> list[Any]:
    """Return those of the proposals known on the day that the report of a period names."""
    return [
        one
        for one in known
        if is_named(
            made_on=one.made_on,
            state=State(one.state_then),
            last_on=one.moved_on,
            first=first,
            day=day,
        )
    ]


def proposal_visible_to(standing: "Standing", pk: uuid.UUID) -> Any:
    """Return a proposal that the asker may see."""
    return proposals_visible_to(standing).filter(pk=pk).first()


def steps_of(proposal: Proposal, *, day: date) -> QuerySet[ProposalStep]:
    """Return the steps of a proposal known on the day, first to last."""
    return (
        ProposalStep.objects.filter(proposal=proposal, day__lte=day)
        .select_related("document", "task", "by")
        .order_by("number")
    )


def merge_choices(proposal: Proposal) -> list[tuple[uuid.UUID, str]]:
    """Return the proposals that one may be merged into."""
    rows = Proposal.objects.filter(unit=proposal.unit_id).exclude(pk=proposal.pk)
    rows = rows.exclude(state__in=[one.value for one in FINAL])
    return [(one.pk, f"{one.number}. {one.text[:120]}") for one in rows.order_by("-number")]
