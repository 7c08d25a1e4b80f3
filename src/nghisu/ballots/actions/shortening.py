"""Cut a list that is too long by a poll among those who vote (lấy phiếu để rút gọn danh sách)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from nghisu.ballots.actions.rounds import profile_for
from nghisu.ballots.models import Candidate, Round
from nghisu.ballots.queries.shortening import support_from
from nghisu.ballots.rules import shortening as rules
from nghisu.ballots.rules.introduction import shorten
from nghisu.ballots.rules.states import PUBLISHED, RoundKind, RoundState, check_at
from nghisu.organisation.rules.policy import Standing
from nghisu.record.actions import note


@transaction.atomic
def shorten_list(
    *, round_: Round, poll: Round, by: Standing, at: datetime, head_chooses: Collection[UUID] = ()
) -> list[Candidate]:
    """Keep the names with most support, as many as the rules let stand; the others are not put to the vote.

    Return those left out. The poll's paper, count and minutes stay as they are.

    :param head_chooses: candidates that the head of the committee takes of those level on the last place
    :raises rules.NoSuchPoll: if the poll is of another meeting, of another kind, or not announced
    :raises rules.NameNotPolled: if a name on the list was not asked about
    :raises rules.NothingToShorten: if the list is short enough
    :raises rules.HeadMustChoose: if names are level on the last place and not as many are chosen as fit
    """
    by.require("round.prepare", unit=round_.unit_id)
    check_at(round_.state, RoundState.LIST_OPEN)
    is_poll = poll.kind in {RoundKind.INTRODUCTION, RoundKind.OPINION} and poll.state in PUBLISHED
    if not is_poll or poll.meeting_id != round_.meeting_id:
        raise rules.NoSuchPoll
    named = {
        str(one.pk): one
        for one in Candidate.objects.select_for_update()
        .filter(round=round_, state=Candidate.State.PROPOSED)
        .order_by("sort_key")
    }
    found = support_from(poll)
    for one in named.values():
        if one.person_id is None or one.person_id not in found:
            raise rules.NameNotPolled(name=one.name)
    support = {key: found[one.person_id] for key, one in named.items()}
    profile = profile_for(round_)
    cut = shorten(profile, support, seats=round_.seats)
    rules.check_head_choice(
        cut,
        profile=profile,
        seats=round_.seats,
        chosen=[str(pk) for pk in head_chooses],
        names={key: one.name for key, one in named.items()},
    )
    kept = {*cut.kept, *(str(pk) for pk in head_chooses)}
    left_out = [one for key, one in named.items() if key not in kept]
    for one in left_out:
        one.state, one.remark = Candidate.State.NOT_PUT, f"{poll.title}: {support[str(one.pk)]}"[:300]
    Candidate.objects.bulk_update(left_out, ["state", "remark"])
    round_.save_over(round_.version)
    note(
        verb="round.list_shortened",
        subject=round_,
        by=by,
        at=at,
        names=len(kept),
        count=len(left_out),
    )
    return left_out
