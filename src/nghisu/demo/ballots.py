"""A poll of the demo that is being counted, and a poll of confidence with three levels that is announced.

The six and the two of the source are voted on in the module ``completing``. These polls, their names and
votes are invented and say so (số giả định); so the counting committee has something in hand: one bundle
agrees, of the other one entry is under way.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from nghisu.ballots.actions import entries, papers, results, rounds
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
TRUSTED = {
    "bi_thu": (33, 6, 1),
    "chutri": (31, 8, 1),
    "pho_bi_thu_1": (28, 10, 2),
    "pho_bi_thu_2": (24, 12, 4),
}
FIRST_BUNDLE = ("kks", "kks", "ksk", "skk", "kks")


def fill(stage: Stage) -> None:
    """Put the poll on the timeline."""
    stage.later(moment("2023-04-21 10:50"), lambda at: _confidence(stage, at))
    stage.later(moment("2023-04-21 11:00"), lambda at: _poll(stage, at))


def _closed(
    stage: Stage,
    at: datetime,
    *,
    kind: RoundKind,
    title: str,
    names: tuple[str, ...],
    seats: int,
    **more: Any,
) -> Any:
    """Return a round of the twelfth session whose papers are back in the box."""
    people: dict[str, Any] = stage.made["people"]
    part = stage.made["meetings"]["12"].parts.get(is_closed=True)
    by = standing_of(people["chanhvanphong"], at.date())
    round_ = rounds.draft_round(
        part=part,
        kind=kind,
        title=title,
        seats=seats,
        remark=f"Lượt phiếu và số phiếu: {ASSUMED}",
        by=by,
        at=at,
        **more,
    )
    rounds.declare_open(round_=round_, by=by, at=at)
    rounds.open_list(round_=round_, by=by, at=at)
    for key in names:
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
    return papers.close_round(round_=round_, unused=44 - len(present), returned=len(present), by=by, at=at)


@transaction.atomic
def _confidence(stage: Stage, at: datetime) -> None:
    people: dict[str, Any] = stage.made["people"]
    round_ = _closed(
        stage,
        at,
        kind=RoundKind.CONFIDENCE,
        title="Lấy phiếu tín nhiệm giữa nhiệm kỳ với Thường trực Đảng ủy Khối",
        names=tuple(TRUSTED),
        seats=len(TRUSTED),
    )
    by = standing_of(people[HEAD], at.date())
    votes = {
        one.pk: dict(zip(("high", "medium", "low"), TRUSTED[key], strict=True))
        for one in round_.candidates.all()
        for key in TRUSTED
        if one.person_id == people[key].pk
    }
    totals = entries.SheetTotals(valid=40, invalid={"extra_marks": 1}, votes=votes)
    entries.enter_totals(round_=round_, totals=totals, by=by, at=at)
    round_.refresh_from_db()
    results.announce(round_=round_, by=by, at=at)
    chair = people["bi_thu"]
    results.sign_minutes(
        round_=round_,
        head=people[HEAD],
        chair=chair,
        chair_duty=chair.title,
        place="Hội trường Đảng ủy Khối, Hà Nội",
        by=by,
        at=at,
    )


@transaction.atomic
def _poll(stage: Stage, at: datetime) -> None:
    people: dict[str, Any] = stage.made["people"]
    round_ = _closed(
        stage,
        at,
        kind=RoundKind.ELECTION,
        title="Bầu bổ sung 2 ủy viên Ủy ban Kiểm tra Đảng ủy Khối",
        names=NAMES,
        seats=2,
        filled=stage.made["bodies"]["inspection"],
    )
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
