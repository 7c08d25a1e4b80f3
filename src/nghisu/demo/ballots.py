"""A poll of the demo that is being counted: one bundle agrees, of the other one entry is under way.

The six and the two of the source are voted on in the module ``completing``. This poll, its names and its
votes are invented and say so (số giả định); so the counting committee has something in hand.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from nghisu.ballots.actions import entries, papers, rounds
from nghisu.ballots.actions.rounds import Hands
from nghisu.ballots.queries.entries import bundle_for
from nghisu.ballots.rules.keys import keys_for
from nghisu.ballots.rules.states import RoundKind
from nghisu.demo.organisation import ASSUMED
from nghisu.demo.parts import Stage, moment
from nghisu.organisation.queries import standing_of

NAMES = ("chuyenvien_ubkt", "chuyenvien_btc", "chuyenvien_bdv")
HEAD, OTHER = "uy_vien_20", "uy_vien_21"
HELPERS = ("kiemphieu",)
AWAY = 2
FIRST_BUNDLE = ("kks", "kks", "ksk", "skk", "kks")


def fill(stage: Stage) -> None:
    """Put the poll on the timeline."""
    stage.later(moment("2023-04-21 11:00"), lambda at: _poll(stage, at))


@transaction.atomic
def _poll(stage: Stage, at: datetime) -> None:
    people: dict[str, Any] = stage.made["people"]
    meeting = stage.made["meetings"]["12"]
    part = meeting.parts.get(is_closed=True)
    by = standing_of(people["chanhvanphong"], at.date())
    round_ = rounds.draft_round(
        part=part,
        kind=RoundKind.ELECTION,
        title="Bầu bổ sung 2 ủy viên Ủy ban Kiểm tra Đảng ủy Khối",
        seats=2,
        filled=stage.made["bodies"]["inspection"],
        remark=f"Cuộc bầu và số phiếu: {ASSUMED}",
        by=by,
        at=at,
    )
    rounds.declare_open(round_=round_, by=by, at=at)
    rounds.open_list(round_=round_, by=by, at=at)
    for key in NAMES:
        person = people[key]
        rounds.put_name(round_=round_, person=person, duty=person.title, by=by, at=at)
    summoned = list(
        part.summonses.filter(capacity="member").order_by("order").values_list("person_id", flat=True)
    )
    present = summoned[: len(summoned) - AWAY]
    hands = Hands(present=len(present), in_favour=len(present))
    rounds.close_list(round_=round_, hands=hands, by=by, at=at)
    rounds.choose_counters(
        round_=round_,
        head=people[HEAD],
        members=[people[OTHER]],
        technicians=[people[key] for key in HELPERS],
        hands=hands,
        by=by,
        at=at,
    )
    papers.register_printed(round_=round_, printed=45, stamped=45, by=by, at=at)
    papers.open_round(round_=round_, present=present, by=by, at=at)
    papers.hand_out(round_=round_, voters=present, by=by, at=at)
    papers.exchange(round_=round_, count=1, by=by, at=at)
    papers.close_round(round_=round_, unused=44 - len(present), returned=len(present), by=by, at=at)
    head, other, helper = (standing_of(people[key], at.date()) for key in (HEAD, OTHER, *HELPERS))
    entries.start_count(round_=round_, by=head, at=at)
    marks = [FIRST_BUNDLE[number % len(FIRST_BUNDLE)] for number in range(25)]
    for number, count, counter, device in (
        (1, 25, head, "máy 1"),
        (1, 25, other, "máy 2"),
        (2, 10, other, "máy 2"),
        (2, 6, helper, "máy 3"),
    ):
        bundle = bundle_for(round_, number)
        if bundle is not None:
            entry = entries.take_bundle(bundle=bundle, device=device, by=counter, at=at)
            for place in range(1, count + 1):
                keys = keys_for(marks[place - 1], mode=round_.mode)
                entries.enter_paper(entry=entry, number=place, keys=keys, device=device, by=counter, at=at)
            if count == bundle.size:
                entries.lock_entry(entry=entry, device=device, by=counter, at=at)
    stage.made.setdefault("rounds", {})["inspection"] = round_
