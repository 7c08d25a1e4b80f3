"""Papers of a round: printed and stamped, the roster frozen at opening, handed out, exchanged, returned."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime

from nghisu.ballots.actions.collector import check_voted_on_paper
from nghisu.ballots.actions.rounds import profile_for, touch
from nghisu.ballots.models import CountingMember, PaperStock, RosterEntry, Round
from nghisu.ballots.queries.electorate import people_for_roster
from nghisu.ballots.rules import lists, stock
from nghisu.ballots.rules.electorate import whole
from nghisu.ballots.rules.hashing import roster_hash
from nghisu.ballots.rules.roster import frozen, numbers
from nghisu.ballots.rules.states import RoundState, check_at, check_step
from nghisu.kit.refusals import NotAllowed
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


def may_count(round_: Round, by: Standing) -> bool:
    """Tell whether the asker is one of those whom the meeting chose to count."""
    return CountingMember.objects.filter(round=round_, person_id=by.me).exists()


def require_counter(round_: Round, by: Standing, *, or_office: bool = False) -> None:
    """Refuse whoever was not chosen to count, or, where said, does not prepare the round.

    :raises NotAllowed: otherwise
    """
    if may_count(round_, by) or (or_office and by.may("round.prepare", unit=round_.unit_id)):
        return
    raise NotAllowed


@transaction.atomic
def register_printed(*, round_: Round, printed: int, stamped: int, by: Standing, at: datetime) -> PaperStock:
    """Register how many papers were printed and stamped; again, when more are needed before opening.

    :raises stock.StampedMoreThanPrinted: if more were stamped than printed
    """
    by.require("round.prepare", unit=round_.unit_id)
    check_at(round_.state, RoundState.LIST_CLOSED, RoundState.PRINTED, RoundState.OPEN)
    papers = PaperStock.objects.select_for_update().get(round=round_)
    stock.check_stamped(
        printed=printed,
        stamped=stamped,
        handed=papers.issued + papers.spoiled,
        source=_papers_source(round_),
    )
    papers.printed, papers.stamped = printed, stamped
    papers.save(update_fields=["printed", "stamped"])
    if round_.state == RoundState.LIST_CLOSED:
        round_.state = RoundState.PRINTED
        round_.save_over(round_.version, "state")
    else:
        touch(round_)
    note(verb="round.papers_printed", subject=round_, by=by, at=at, printed=printed, stamped=stamped)
    return papers


@transaction.atomic
def open_round(
    *,
    round_: Round,
    by: Standing,
    at: datetime,
    present: Collection[UUID] | None = None,
    standings: Mapping[UUID, tuple[str, str]] | None = None,
) -> Round:
    """Open the round: freeze its roster and compute its base, which nobody types.

    :param present: ids of those present; without it those whom the attendance of the part knows
    :param standings: a standing other than the one the mandates say, with its reason, by person
    :raises lists.CountersMissing: if the meeting has not chosen who counts
    :raises stock.NotEnoughStamped: if there are fewer stamped papers than voters present
    """
    by.require("round.prepare", unit=round_.unit_id)
    check_step(round_.state, RoundState.OPEN)
    rules = profile_for(round_)
    if not CountingMember.objects.filter(round=round_).exists():
        raise lists.CountersMissing(source=counters_source(round_))
    found, people = people_for_roster(round_, at, present=present, standings=standings)
    roster = numbers(people)
    papers = PaperStock.objects.get(round=round_)
    if roster.present > papers.stamped:
        raise stock.NotEnoughStamped(
            needed=roster.present, stamped=papers.stamped, source=_papers_source(round_)
        )
    lines = frozen(rules, people)
    RosterEntry.objects.bulk_create(
        RosterEntry(
            round=round_,
            person_id=one.pk,
            name=line.name,
            duty=one.duty,
            order=order,
            standing=line.standing,
            is_present=line.is_present,
            is_excused=line.is_excused,
            reason=line.reason,
            in_base=line.in_base,
            may_vote=line.may_vote,
        )
        for order, (one, line) in enumerate(zip(found, lines, strict=True), 1)
    )
    base = whole(rules.base, roster, less=rules.less)
    round_.base, round_.base_parts, round_.roster_numbers = base.value, dict(base.parts), asdict(roster)
    round_.roster_hash = roster_hash(lines, opened_at=localtime(at).isoformat())
    round_.opened_at, round_.state = at, RoundState.OPEN
    round_.save_over(
        round_.version, "base", "base_parts", "roster_numbers", "roster_hash", "opened_at", "state"
    )
    note(
        verb="round.opened",
        subject=round_,
        by=by,
        at=at,
        base=round_.base,
        present=roster.present,
        roster_hash=round_.roster_hash,
    )
    return round_


@transaction.atomic
def hand_out(*, round_: Round, voters: Collection[UUID], by: Standing, at: datetime) -> int:
    """Register who took a paper, never which; those named before and not now have given it back unmarked.

    :raises stock.NotOnTheRoster: if one of them may not vote
    :raises stock.NotPresent: if one of them is not present
    :raises stock.NotEnoughStamped: if there are too few stamped papers
    """
    require_counter(round_, by, or_office=True)
    check_at(round_.state, RoundState.OPEN)
    source = _papers_source(round_)
    rows = {row.person_id: row for row in RosterEntry.objects.filter(round=round_)}
    for pk in voters:
        row = rows.get(pk)
        if row is None or not row.may_vote:
            if row is not None and row.standing == RosterEntry.Standing.INCUMBENT:
                raise stock.NotPresent(name=row.name, source=source)
            name, standing = (row.name, row.get_standing_display()) if row else ("?", "")
            raise stock.NotOnTheRoster(name=name, standing=standing, source=source)
    papers = PaperStock.objects.select_for_update().get(round=round_)
    stock.check_stamped(
        printed=papers.printed, stamped=papers.stamped, handed=len(voters) + papers.spoiled, source=source
    )
    taken = set(voters)
    RosterEntry.objects.filter(round=round_).exclude(person_id__in=taken).update(took_paper=False)
    RosterEntry.objects.filter(round=round_, person_id__in=taken).update(took_paper=True)
    papers.issued = len(taken)
    papers.save(update_fields=["issued"])
    touch(round_)
    note(verb="round.papers_issued", subject=round_, by=by, at=at, count=len(taken))
    return len(taken)


@transaction.atomic
def exchange(*, round_: Round, count: int, by: Standing, at: datetime) -> PaperStock:
    """Register papers that were spoiled and exchanged for new ones, so many in all.

    :raises stock.NotEnoughStamped: if there are too few stamped papers
    """
    require_counter(round_, by, or_office=True)
    check_at(round_.state, RoundState.OPEN)
    papers = PaperStock.objects.select_for_update().get(round=round_)
    stock.check_stamped(
        printed=papers.printed,
        stamped=papers.stamped,
        handed=papers.issued + count,
        source=_papers_source(round_),
    )
    papers.spoiled = count
    papers.save(update_fields=["spoiled"])
    touch(round_)
    note(verb="round.papers_exchanged", subject=round_, by=by, at=at, count=count)
    return papers


@transaction.atomic
def close_round(*, round_: Round, unused: int, returned: int, by: Standing, at: datetime) -> Round:
    """Close the voting: count the unused papers and those in the box.

    :raises VotedOnDevices: if it is voted on devices
    :raises stock.ReturnedMoreThanIssued: if more came back than were handed out
    :raises stock.PapersDoNotAddUp: if stamped is not issued + spoiled + unused
    """
    check_voted_on_paper(round_)
    return end_voting(round_=round_, unused=unused, returned=returned, by=by, at=at)


def end_voting(*, round_: Round, unused: int, returned: int, by: Standing, at: datetime) -> Round:
    """Close the voting of a round, however it was voted, within the transaction of the act that does it."""
    require_counter(round_, by, or_office=True)
    check_step(round_.state, RoundState.CLOSED)
    papers = PaperStock.objects.select_for_update().get(round=round_)
    stock.check_closing(stock_of(papers), unused=unused, returned=returned, source=_papers_source(round_))
    papers.unused, papers.returned = unused, returned
    papers.save(update_fields=["unused", "returned"])
    round_.closed_at, round_.state = at, RoundState.CLOSED
    round_.save_over(round_.version, "closed_at", "state")
    note(
        verb="round.closed",
        subject=round_,
        by=by,
        at=at,
        issued=papers.issued,
        returned=returned,
        unused=unused,
        spoiled=papers.spoiled,
    )
    return round_


def open_again(*, round_: Round) -> None:
    """Take back the closing of a round whose vote on devices is void; nothing of it was counted."""
    PaperStock.objects.filter(round=round_).update(unused=None, returned=None)
    round_.closed_at, round_.state = None, RoundState.OPEN
    round_.save_over(round_.version, "closed_at", "state")


def stock_of(papers: PaperStock) -> stock.Stock:
    """Return the numbers of the papers for the rules."""
    return stock.Stock(
        printed=papers.printed,
        stamped=papers.stamped,
        issued=papers.issued,
        spoiled=papers.spoiled,
        unused=papers.unused,
        returned=papers.returned,
    )


def counters_source(round_: Round) -> str:
    """Return where the rules speak of those who count."""
    rules = profile_for(round_)
    return rules.article("counters")


def _papers_source(round_: Round) -> str:
    rules = profile_for(round_)
    return rules.article("papers")
